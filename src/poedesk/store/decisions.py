"""What people decide: stands beside the machine's verdict, never over it."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from poedesk.errors import StoreError
from poedesk.record.stored import Decision
from poedesk.store.chain import Subject, append
from poedesk.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

_SELECT = "select rule, action, outcome, reason, reviewer, decided_at, review_id from decisions"
_OUTCOMES = ("pass", "fail", "review")


def decide(
    db: Database,
    review_id: int,
    *,
    outcome: str,
    reviewer: str,
    at: datetime,
    reason: str = "",
    rule: str | None = None,
) -> Decision:
    """Confirm or override the verdict of a review, or one of its findings; returns what was
    stored. It is a confirmation where `outcome` is what the machine said.

    Raises StoreError for an override without a reason, a review that a newer one has
    replaced, or a database that refuses.
    """
    if outcome not in _OUTCOMES:
        raise StoreError(f"{outcome!r} is no outcome; one of {', '.join(_OUTCOMES)} is")
    with writing(db, "the decision was not stored"):
        claim_id, stands = _standing(db, review_id, rule)
        action = "confirm" if outcome == stands else "override"
        if action == "override" and not reason.strip():
            raise StoreError("an override needs a reason")
        decision = Decision(
            rule,
            action,
            outcome,
            reason.strip(),
            reviewer,
            at.astimezone(UTC).isoformat(timespec="seconds"),
            review_id,
        )
        row = {"claim_id": claim_id, **asdict(decision)}
        number = db.table("decisions").insert(row).last_pk
        assert isinstance(number, int)
        about = Subject(claim_id, review_id, number)
        append(db.conn, "decision", {"decision": row}, about, at)
    return decision


def _standing(db: Database, review_id: int, rule: str | None) -> tuple[str, str]:
    """The claim and what the machine said. Raises StoreError for a replaced review."""
    row = db.execute(
        "select claim_id, verdict, (select max(id) from reviews r where r.claim_id = c.claim_id)"
        " from reviews c where id = ?",
        [review_id],
    ).fetchone()
    if row is None:
        raise StoreError(f"there is no review {review_id}")
    claim_id, verdict, newest = row
    if newest != review_id:
        raise StoreError(
            f"{claim_id} was reviewed again meanwhile", hint="Open the newest review and decide."
        )
    if rule is None:
        return claim_id, verdict
    found = db.execute(
        "select outcome from findings where review_id = ? and rule = ?", [review_id, rule]
    ).fetchone()
    if found is None:
        raise StoreError(f"review {review_id} of {claim_id} has no finding {rule}")
    return claim_id, found[0]


def decisions(db: Database, claim_id: str) -> tuple[Decision, ...]:
    """Every decision on a claim, the oldest first."""
    rows = db.execute(f"{_SELECT} where claim_id = ? order by id", [claim_id])
    return tuple(Decision(*row) for row in rows)


def decided(db: sqlite3.Connection, review_id: int) -> tuple[Decision, ...]:
    """What people decided on one review, the oldest first."""
    rows = db.execute(f"{_SELECT} where review_id = ? order by id", [review_id])
    return tuple(Decision(*row) for row in rows)
