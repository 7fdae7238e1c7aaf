"""What a partner should know when it files a claim, from the usage it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from poedesk.earnings.programme import Programme
from poedesk.model import UsageRow

_NEAR = 0.9
"""Share of paid units in use from which hardly any growth is left."""


def warnings(rows: Sequence[UsageRow], programmes: Sequence[Programme]) -> Iterator[str]:
    """Sentences about each tenant and workload: too small, nearly used up, months missing."""
    minimum = max((one.minimum for one in programmes if one.kind == "usage"), default=0)
    seats = next((one for one in programmes if one.id == "seat-minimum-2021"), None)
    ordered = sorted(rows, key=lambda row: (row.tenant, row.workload, row.month))
    for (tenant, workload), group in groupby(ordered, key=lambda r: (r.tenant, r.workload)):
        months = list(group)
        where = f"{months[0].customer or tenant}, {workload}"
        yield from (f"{where}: {one}" for one in _told(months, minimum, seats))


def _told(months: Sequence[UsageRow], minimum: int, seats: Programme | None) -> Iterator[str]:
    last = months[-1]
    mark = max(max(row.mau, row.hwm_before or 0) for row in months)
    for one, other in pairwise(months):
        if _index(other.month) - _index(one.month) > 1:
            yield f"no use is told between {one.month:%Y-%m} and {other.month:%Y-%m}"
    if last.pau < minimum:
        yield (
            f"{last.pau:,} units are paid for, fewer than the minimum of {minimum:,}: nothing can "
            "be earned until there are more"
        )
    elif last.pau and mark >= last.pau:
        yield (
            f"the mark of {mark:,} has reached the {last.pau:,} paid units: nothing is left to earn"
        )
    elif last.pau and last.mau >= _NEAR * last.pau:
        yield f"{last.mau:,} of {last.pau:,} paid units are in use: little is left to earn"
    if seats is not None:
        yield from _small_pilot(months, seats)


def _small_pilot(months: Sequence[UsageRow], seats: Programme) -> Iterator[str]:
    """The pilot of 2021 with a few seats, all of them in use, that locked the claim."""
    first, last = months[0], months[-1]
    share = first.mau / first.pau if first.pau else 0.0
    if not seats.holds(first.month) or first.pau >= seats.minimum or share < float(seats.threshold):
        return
    yield (
        f"at first {first.mau:,} of {first.pau:,} seats were in use ({share:.0%}), past the "
        f"milestone of {seats.threshold:%} and below {seats.minimum} seats: such a claim is not "
        "eligible"
    )
    if last.pau >= seats.minimum:
        now = last.mau / last.pau
        yield (
            f"now {now:.0%} of {last.pau:,} seats are in use: disassociate and claim again, saying "
            "in the comments that fewer than "
            f"{seats.minimum} seats were a pilot; or wait for the milestone and ask support for an "
            f"exception. Request: “The engagement began in {first.month:%Y-%m} as a pilot with "
            f"{first.pau} seats ({share:.0%} in use when it was claimed); the tenant now has "
            f"{last.pau} seats. The proof of execution is attached to claim "
            f"{last.claim or '(number)'}. Please grant an exception to the policy.”"
        )


def _index(month: date) -> int:
    return month.year * 12 + month.month
