"""What people decide: stands beside the machine's verdict, never over it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from poedesk.errors import StoreError
from poedesk.record.stored import Decision
from poedesk.store.chain import Subject, append
from poedesk.store.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

_SELECT = "select rule, action, outcome, reason, reviewer, decided_at, review_id from"
_OUTCOMES = ("pass", "fail", "review")
_BESIDE = ("note", "close", "second-look")
"""What is said without deciding."""
_SENT_BACK = "review"
"""What holds of a claim that went back to its partner: nothing is settled."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who says something, and when (aware). `seen` is how many decisions on the review they had
    before their eyes; None where that does not matter.
    """

    name: str
    at: datetime
    seen: int | None = None


def decide(
    db: Database,
    review_id: int,
    who: Reviewer,
    outcome: str,
    reason: str = "",
    *,
    rule: str | None = None,
) -> Decision:
    """Confirm or override the verdict of a review, or one of its findings; returns what was
    stored. It is a confirmation where `outcome` is what the machine said.

    Raises StoreError for an override without a reason, a review that was closed, that a newer one
    has replaced or on which somebody decided unseen, and for a database that refuses.
    """
    _check(outcome)
    with _standing(db, review_id, rule, who) as standing:
        action = "confirm" if outcome == standing.machine else "override"
        if action == "override" and not reason.strip():
            raise StoreError("an override needs a reason")
        return standing.say(action, outcome, reason)


def send_back(db: Database, review_id: int, who: Reviewer, letter: str) -> Decision:
    """Give the claim back to its partner with a letter. Raises StoreError as `decide` does, and
    for an empty letter.
    """
    if not letter.strip():
        raise StoreError("the letter to the partner is empty")
    with _standing(db, review_id, None, who) as standing:
        return standing.say("send-back", _SENT_BACK, letter)


def note(db: Database, review_id: int, who: Reviewer, words: str) -> Decision:
    """Put a note beside the claim; it decides nothing, and a closed review takes notes too.

    Raises StoreError as `decide` does, and for an empty note.
    """
    if not words.strip():
        raise StoreError("the note is empty")
    with _standing(db, review_id, None, who, closed=True) as standing:
        return standing.say("note", standing.holds, words)


def withdraw(db: Database, review_id: int, who: Reviewer, rule: str | None = None) -> Decision:
    """Take back the decision that is in force on the verdict, or on one finding; it stays in the
    record. Raises StoreError as `decide` does, and where nothing is in force.
    """
    with _standing(db, review_id, rule, who) as standing:
        if standing.force is None:
            raise StoreError("there is no decision to take back")
        return standing.say("withdraw", standing.machine, "")


def close(db: Database, review_id: int, who: Reviewer) -> Decision:
    """Make what was decided final: only another review opens the claim again. Raises StoreError
    as `decide` does, and where nothing was decided.
    """
    with _standing(db, review_id, None, who) as standing:
        if standing.force is None:
            raise StoreError("nothing was decided yet: there is nothing to close")
        return standing.say("close", standing.holds, "")


def second_look(
    db: Database, review_id: int, who: Reviewer, outcome: str, reason: str = ""
) -> Decision:
    """Store what a second reviewer finds who has not seen the first decision; it changes nothing.

    Raises StoreError as `decide` does, where nothing was decided, and where it is the same person.
    """
    _check(outcome)
    with _standing(db, review_id, None, who, closed=True) as standing:
        if standing.force is None:
            raise StoreError("nothing was decided yet: there is nothing to look at again")
        if standing.force.reviewer == who.name:
            raise StoreError("a second look is for another reviewer than the first")
        return standing.say("second-look", outcome, reason)


def _check(outcome: str) -> None:
    if outcome not in _OUTCOMES:
        raise StoreError(f"{outcome!r} is no outcome; one of {', '.join(_OUTCOMES)} is")


def decisions(db: Database, claim_id: str) -> tuple[Decision, ...]:
    """Every decision on a claim, the oldest first, notes and second looks too."""
    rows = db.execute(f"{_SELECT} decisions where claim_id = ? order by id", [claim_id])
    return tuple(Decision(*row) for row in rows)


def newest_in_force(said: Sequence[Decision], review_id: int) -> Decision | None:
    """The newest decision on a review that was not taken back; None where there is none."""
    gone: set[str | None] = set()
    for one in reversed(said):
        if one.review_id != review_id or one.action in _BESIDE:
            continue
        if one.action == "withdraw":
            gone.add(one.rule)
        elif one.rule not in gone:
            return one
    return None


def decided(db: sqlite3.Connection, review_id: int) -> tuple[Decision, ...]:
    """What people decided on one review, the oldest first."""
    rows = db.execute(f"{_SELECT} decisions where review_id = ? order by id", [review_id])
    return tuple(Decision(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a review stands: what the machine said of its verdict (or of one rule), which
    decision is in force on that, and how to say more within the same transaction.
    """

    claim_id: str
    machine: str
    force: Decision | None
    say: Callable[[str, str, str], Decision]

    @property
    def holds(self) -> str:
        """The outcome that stands now."""
        return self.force.outcome if self.force else self.machine


@contextmanager
def _standing(
    db: Database,
    review_id: int,
    rule: str | None,
    who: Reviewer,
    *,
    closed: bool = False,
) -> Iterator[_Standing]:
    """One transaction. Raises StoreError for a replaced review, one that was closed (unless
    `closed` ones take more words), one on which somebody decided meanwhile, and for a database
    that refuses.
    """
    with writing(db, "the decision was not stored"):
        claim_id, machine = _machine(db, review_id, rule)
        _check_open(decided(db.conn, review_id), claim_id, who, closed=closed)

        def say(action: str, outcome: str, reason: str) -> Decision:
            moment = who.at.astimezone(UTC).isoformat(timespec="seconds")
            decision = Decision(rule, action, outcome, reason.strip(), who.name, moment, review_id)
            return _added(db, claim_id, decision, who.at)

        yield _Standing(claim_id, machine, _in_force(db, review_id, rule), say)


def _check_open(said: Sequence[Decision], claim_id: str, who: Reviewer, *, closed: bool) -> None:
    last_close = next((one for one in reversed(said) if one.action == "close"), None)
    if last_close is not None and not closed:
        raise StoreError(
            f"{claim_id} was closed by {last_close.reviewer}",
            hint="Review its evidence again to open it.",
        )
    if who.seen is not None and len(said) > who.seen:
        newest = said[-1]
        raise StoreError(
            f"{newest.reviewer} said {newest.action} ({newest.outcome}) meanwhile",
            hint="It is shown now; decide again if you still want to.",
        )


def _machine(db: Database, review_id: int, rule: str | None) -> tuple[str, str]:
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


def _in_force(db: Database, review_id: int, rule: str | None) -> Decision | None:
    row = db.execute(
        f"{_SELECT} decisions_in_force where review_id = ? and rule is ?", [review_id, rule]
    ).fetchone()
    return Decision(*row) if row else None


def _added(db: Database, claim_id: str, decision: Decision, at: datetime) -> Decision:
    row = {"claim_id": claim_id, **asdict(decision)}
    number = db.table("decisions").insert(row).last_pk
    assert isinstance(number, int)
    append(
        db.conn, "decision", {"decision": row}, Subject(claim_id, decision.review_id, number), at
    )
    return decision
