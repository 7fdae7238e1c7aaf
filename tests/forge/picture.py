"""Draws the desk for the README: the sample claims, taken in and opened.

`python -m tests.forge.picture TARGET.svg`
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from poedesk import batch, claims
from poedesk.locations import checklists
from poedesk.model import Review
from poedesk.settings import load_settings
from poedesk.store import add_review, open_store
from tests.forge.screen import desk, settled

SAMPLES = Path(__file__).parents[2] / "sample_poe"
MOMENT = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
_WEB_FONT = re.compile(r"@font-face\s*{[^}]*}", re.DOTALL)


async def draw(store: Path) -> str:
    """The claim screen on the first claim of the queue, as SVG that loads nothing."""
    found = claims.find([SAMPLES], {}, date(2025, 6, 2)).claims
    settings = load_settings(trust=[SAMPLES / ".trust"])
    with closing(open_store(store)) as db:
        for result in batch.run(found, settings, [checklists()], jobs=2):
            assert isinstance(result, Review)
            add_review(db, result, MOMENT)
        app = desk(db, "k.lind")
        async with app.run_test(size=(132, 40)) as pilot:
            await settled(pilot)
            await pilot.press("slash", *"forwarded", "enter")
            await settled(pilot)
            await pilot.press("enter")
            await settled(pilot)
            return _WEB_FONT.sub("", app.export_screenshot(title="poedesk desk"))


def main() -> None:
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        target.write_text(asyncio.run(draw(Path(folder) / "s.sqlite")), encoding="utf-8")


if __name__ == "__main__":
    main()
