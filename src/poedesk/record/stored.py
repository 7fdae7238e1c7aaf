"""What a store holds of a claim, as plain values for those who read it: exports, desk, audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poedesk.record.evidence import Record


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on a verdict (`rule` None) or on one finding.

    `action`: "confirm" · "override"; `outcome` is what holds after it.
    """

    rule: str | None
    action: str
    outcome: str
    reason: str
    reviewer: str
    decided_at: str
    review_id: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Which stored reviews are meant; what is empty or None limits nothing.

    `since` and `until` are days of the review (UTC), both included. `rules` means reviews in
    which one of these rules fails or needs a person. `newest` leaves out reviews of a claim that
    a later one replaced.
    """

    claims: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    newest: bool = True


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One stored review: the record as `record` made it, and what people decided on the claim.

    `entry` is the hex digest of its entry in the audit chain, `reviewed_at` an ISO moment in
    UTC. `decisions` are those on this review, the oldest first.
    """

    review_id: int
    reviewed_at: str
    entry: str
    review: Record
    decisions: tuple[Decision, ...]
