"""A review against the record of an earlier one of the same claim."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from poedesk.model import Difference, Outcome, Review, Turned, Verdict
from poedesk.record.evidence import Record


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is kept of an earlier review to compare with: outcomes by rule, digests by path."""

    reviewed_at: str
    verdict: str
    checklist: str
    outcomes: dict[str, str]
    files: dict[str, str | None]


def earlier(reviewed_at: str, record: Record) -> Earlier:
    """The part of a stored record that a later review is held against."""
    return Earlier(
        reviewed_at,
        record["verdict"],
        record["checklist"]["id"],
        {one["rule"]: one["outcome"] for one in record["findings"]},
        {one["path"]: one["sha256"] for one in record["files"] if one["inside"] is None},
    )


def difference(before: Earlier, now: Review) -> Difference:
    """What turned between the two. A rule that no longer is asked is not told."""
    files = {one.path: one.sha256 or None for one in now.documents if one.inside is None}
    known = before.files
    turned = tuple(
        Turned(one.rule, one.severity, _outcome(before.outcomes.get(one.rule)), one.outcome)
        for one in now.judgement.findings
        if before.outcomes.get(one.rule) != one.outcome.value
    )
    same_rules = before.checklist == now.checklist.id
    return Difference(
        reviewed_at=before.reviewed_at,
        verdict=Verdict(before.verdict),
        checklist="" if same_rules else before.checklist,
        turned=turned,
        added=tuple(one for one in files if one not in known),
        removed=tuple(one for one in known if one not in files),
        changed=tuple(one for one in files if one in known and files[one] != known[one]),
    )


def _outcome(value: str | None) -> Outcome | None:
    return Outcome(value) if value is not None else None


def record_difference(one: Difference | None) -> dict[str, Any] | None:
    """The difference as plain data; None where the claim was not stored before."""
    return None if one is None else asdict(one)
