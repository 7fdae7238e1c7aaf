"""The queue: every claim by its newest review, those that need a person first.

A claim of a hundred thousand is found by numbers first (`queue_numbers`); what stands in its row is
read for the rows that are looked at (`queue_rows`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from poedesk.store.query import EVERYTHING, Query, where

_NEWEST = "r.id in (select max(id) from reviews group by claim_id)"
_FORCE = "left join decisions_in_force d on d.review_id = r.id and d.rule is null"
_STATUS = (
    "case when d.id is null then 'new'"
    " when exists (select 1 from decisions c where c.review_id = r.id and c.action = 'close')"
    " then 'closed' when d.action = 'send-back' then 'sent back' else 'decided' end"
)
_ORDER = (
    "d.id is not null, case r.verdict when 'review' then 0 when 'fail' then 1 else 2 end,"
    " r.claim_date, r.id"
)
_ROW = f"""
select r.id as review_id, r.claim_id, r.verdict, r.type, r.partner, r.customer, r.workloads,
       r.claim_date, r.acknowledged_on, r.rule, r.reason, r.files, r.checklist_id,
       r.checklist_digest, d.outcome as decided, d.reviewer, {_STATUS} as status
from reviews r {_FORCE} where r.id in (select value from json_each(?))
"""  # noqa: S608  our own words
_GROUPED = {
    "rule": "select f.rule, count(distinct r.id) from findings f join reviews r"
    " on r.id = f.review_id {force} where f.outcome in ('fail', 'review')"
    " and f.severity = 'required' and {meant} group by f.rule order by 2 desc, 1",
    "partner": "select coalesce(r.partner, ''), count(*) from reviews r"
    " {force} where {meant} group by 1 order by 2 desc, 1 limit 200",
    "reviewer": "select d.reviewer, count(*) from reviews r"
    " {force} where d.id is not null and {meant} group by 1 order by 2 desc, 1",
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One claim by its newest review. `reason` is the deciding finding's message; `decided`
    the outcome a person gave the verdict, None where nobody has. `status`: "new" · "decided" ·
    "sent back" · "closed".
    """

    review_id: int
    claim_id: str
    verdict: str
    type: str
    partner: str
    customer: str
    workloads: tuple[str, ...]
    claim_date: str
    acknowledged_on: str | None
    rule: str | None
    reason: str | None
    files: int
    checklist_id: str
    checklist_digest: str
    decided: str | None
    reviewer: str | None
    status: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many claims there are of each verdict, and of each status."""

    verdicts: dict[str, int]
    statuses: dict[str, int]

    @property
    def total(self) -> int:
        """All claims."""
        return sum(self.verdicts.values())


def queue_numbers(db: Connection, query: Query = EVERYTHING) -> list[int]:
    """The numbers of the newest reviews that are meant: undecided first, those that need a person
    at the top, the oldest claim first among equals.
    """
    condition, values = where(db, query, _STATUS)
    sql = f"select r.id from reviews r {_FORCE} where {_NEWEST} and {condition} order by {_ORDER}"  # noqa: S608
    return [row[0] for row in db.execute(sql, values)]


def queue_rows(db: Connection, numbers: Sequence[int]) -> tuple[QueueRow, ...]:
    """The rows of these reviews, in this order; unknown numbers are left out."""
    cursor = db.execute(_ROW, [json.dumps(list(numbers))])
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor)
    found = {row["review_id"]: row for row in rows}
    return tuple(_row(found[number]) for number in numbers if number in found)


def queue(db: Connection, query: Query = EVERYTHING, limit: int = 5000) -> tuple[QueueRow, ...]:
    """The first `limit` rows of the queue."""
    return queue_rows(db, queue_numbers(db, query)[:limit])


def alike(db: Connection, row: QueueRow) -> list[int]:
    """The new claims with the same verdict that the same rule decides."""
    sql = (
        f"select r.id from reviews r {_FORCE} where {_NEWEST}"  # noqa: S608  our own words
        " and d.id is null and r.rule is ? and r.verdict = ?"
    )
    return [number for (number,) in db.execute(sql, [row.rule, row.verdict])]


def tally(db: Connection) -> Tally:
    """All claims, counted."""
    rows = db.execute(
        f"select r.verdict, {_STATUS}, count(*) from reviews r {_FORCE}"  # noqa: S608
        f" where {_NEWEST} group by 1, 2"
    )
    verdicts: dict[str, int] = {}
    statuses: dict[str, int] = {}
    for verdict, status, count in rows:
        verdicts[verdict] = verdicts.get(verdict, 0) + count
        statuses[status] = statuses.get(status, 0) + count
    return Tally(verdicts, statuses)


def groups(db: Connection, by: str, query: Query = EVERYTHING) -> tuple[tuple[str, int], ...]:
    """How many of the meant claims there are by "rule" (that fails or is in doubt), "partner" or
    "reviewer", the most frequent first.
    """
    condition, values = where(db, query, _STATUS)
    sql = _GROUPED[by].format(force=_FORCE, meant=f"{_NEWEST} and {condition}")
    return tuple((name, count) for name, count in db.execute(sql, values))


def _row(row: dict[str, object]) -> QueueRow:
    return QueueRow(
        **{
            **row,
            "partner": row["partner"] or "",
            "customer": row["customer"] or "",
            "workloads": tuple(json.loads(str(row["workloads"]))),
        }  # type: ignore[arg-type]
    )
