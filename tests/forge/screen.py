"""Opening the desk in a test, and reading what stands on its screen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database
from textual.pilot import Pilot

from poedesk.desk.app import Desk
from poedesk.desk.session import Session

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


def session(db: Database, reviewer: str = "r", **means: Any) -> Session:
    """A reviewer on the morning of 2 June 2025."""
    return Session(db, db.conn, reviewer, now=lambda: NOW, **means)


def desk(db: Database, reviewer: str = "r", **options: Any) -> Desk:
    """The desk of that reviewer."""
    return Desk(session(db, reviewer), **options)


async def settled(pilot: Pilot[None]) -> None:
    """When nothing is being read any more."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    for _ in range(3):  # a picture is laid out in steps
        await pilot.pause()


def screen_text(pilot: Pilot[None]) -> str:
    """What stands on the screen, as plain lines."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join("".join(s.text for s in strip).rstrip() for strip in strips) + "\n"
