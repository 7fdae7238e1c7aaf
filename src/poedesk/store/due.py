"""What runs out: acknowledgements that pass their age, and claims that wait for a decision."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from poedesk.judge.days import add_months

_NEWEST = """
select r.claim_id, r.verdict, r.acknowledged_on, r.claim_date, r.customer, r.partner, d.outcome
from reviews r
left join decisions_in_force d on d.review_id = r.id and d.rule is null
where r.id = (select max(id) from reviews n where n.claim_id = r.claim_id)
order by r.claim_id
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A day by which something has to happen for a claim, and what."""

    day: date
    claim: str
    customer: str
    partner: str
    what: str


def due(
    db: sqlite3.Connection, today: date, within: int, *, months: int = 12, working_days: int = 14
) -> tuple[Due, ...]:
    """What runs out in the next `within` days, the earliest first; what is overdue too.

    An approved claim's acknowledgement is good for `months`; an undecided claim is to be decided
    within `working_days` (Monday to Friday) of its date.
    """
    found = [one for row in db.execute(_NEWEST) for one in _of(row, months, working_days)]
    last = today + timedelta(days=within)
    return tuple(sorted((one for one in found if one.day <= last), key=lambda one: one.day))


def _of(row: tuple[str | None, ...], months: int, working_days: int) -> Iterator[Due]:
    claim, verdict, acknowledged, filed, customer, partner, decided = row
    about = (claim or "", customer or "", partner or "")
    if (decided or verdict) == "pass" and acknowledged:
        day = add_months(date.fromisoformat(acknowledged), months)
        yield Due(day, *about, f"the acknowledgement of {acknowledged} passes {months} months")
    if decided is None and verdict != "pass" and filed:
        day = working(date.fromisoformat(filed), working_days)
        yield Due(day, *about, f"{working_days} working days since the claim of {filed}")


def working(day: date, days: int) -> date:
    """The day that many working days (Monday to Friday) after another."""
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
