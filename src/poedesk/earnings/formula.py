"""The formula of the usage incentives: growth of use above the highest mark, paid to a cap.

The guideline's worked example leaves some points open; each is a named option whose default is
what the example and the published answers speak for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Literal

from poedesk.earnings.programme import Programme, Rate
from poedesk.model import Earned, Unpaid, UsageRow


@dataclass(frozen=True, slots=True)
class Options:
    """What the guideline does not decide.

    `paid_units` cap the "level" of use or the "increment"; the mark moves to the month's
    "use" or only to the "paid" level; the `minimum` is a "floor" under the mark, or a gate on
    the mark "before" or "after" the month; `first_mark` is what was "known" before the first
    month, or its "own" use; association counts from its own month ("inclusive") or the
    "next"; the minimum is one of each "workload", or of the "tenant"; `time_limit` is a number
    of months after association beyond which nothing is paid (0: none is known).
    """

    paid_units: Literal["level", "increment"] = "level"
    mark: Literal["use", "paid"] = "use"
    minimum: Literal["floor", "before", "after"] = "floor"
    first_mark: Literal["known", "own"] = "known"
    association: Literal["inclusive", "next"] = "inclusive"
    minimum_of: Literal["workload", "tenant"] = "workload"
    time_limit: int = 0


@dataclass(slots=True)
class _Account:
    """A tenant's workload as the months go by."""

    mark: int
    paid: dict[str, Decimal]


def earned(
    rows: Iterable[UsageRow],
    programmes: Sequence[Programme],
    options: Options | None = None,
    environment: str = "",
) -> Iterator[Earned]:
    """What each row earns, by tenant, workload and month, whatever the order of `rows`.

    `environment` is the kind of the customers' tenants, where it is declared. Of two rows for one
    month the later in the table is left out by the reader.
    """
    chosen = options or Options()
    ordered = sorted(rows, key=lambda row: (row.tenant, row.workload, row.month, row.line))
    tenants = _tenant_marks(ordered) if chosen.minimum_of == "tenant" else {}
    usage = [one for one in programmes if one.kind == "usage"]
    for _, group in groupby(ordered, key=lambda row: (row.tenant, row.workload)):
        yield from _account(list(group), usage, chosen, tenants, environment)


def _tenant_marks(rows: Sequence[UsageRow]) -> Mapping[tuple[str, date], int]:
    """The highest use of any workload of a tenant up to and in each month."""
    highest: dict[str, int] = {}
    marks: dict[tuple[str, date], int] = {}
    for row in sorted(rows, key=lambda row: (row.tenant, row.month)):
        use = max(row.mau, row.hwm_before or 0, highest.get(row.tenant, 0))
        highest[row.tenant] = use
        marks[row.tenant, row.month] = use
    return marks


def _account(
    rows: Sequence[UsageRow],
    programmes: Sequence[Programme],
    options: Options,
    tenants: Mapping[tuple[str, date], int],
    environment: str,
) -> Iterator[Earned]:
    known = max((row.hwm_before or 0) for row in rows)
    first = rows[0].mau if options.first_mark == "own" else 0
    account = _Account(max(known, first), {})
    association = min((row.associated_from for row in rows if row.associated_from), default=None)
    for row in rows:
        dated = replace(row, associated_from=row.associated_from or association)
        month = _against(dated, _programme(dated, programmes), account.mark, options, tenants)
        yield _paid(month, account, environment)
        level = min(row.mau, row.pau) if options.mark == "paid" else row.mau
        account.mark = max(account.mark, level)


def _against(
    row: UsageRow,
    programme: Programme | None,
    mark: int,
    options: Options,
    tenants: Mapping[tuple[str, date], int],
) -> _Month:
    minimum = programme.minimum if programme else 0
    floor = max(mark, minimum) if options.minimum == "floor" else mark
    if options.minimum_of == "tenant" and tenants.get((row.tenant, row.month), 0) >= minimum:
        floor = mark
    return _Month(row, programme, mark, floor, options)


def _programme(row: UsageRow, programmes: Sequence[Programme]) -> Programme | None:
    """The one that the row names, else the one whose term holds its month and that pays for the
    workload, else any whose term holds it.
    """
    if row.programme:
        return next((one for one in programmes if one.id == row.programme), None)
    current = [one for one in programmes if one.holds(row.month)]
    current.sort(key=lambda one: (one.rate(row.workload) is None, one.id))
    return current[0] if current else None


@dataclass(frozen=True, slots=True)
class _Month:
    """A row beside what it is held against: `mark` is the highest use before it, `floor` the mark
    with the programme's minimum under it.
    """

    row: UsageRow
    programme: Programme | None
    mark: int
    floor: int
    options: Options

    @property
    def rate(self) -> Rate | None:
        return self.programme.rate(self.row.workload) if self.programme else None

    @property
    def minimum(self) -> int:
        return self.programme.minimum if self.programme else 0

    @property
    def units(self) -> int:
        """The growth that is paid for."""
        row = self.row
        if self.options.paid_units == "increment":
            return max(0, min(row.mau - self.floor, row.pau))
        return max(0, min(row.mau, row.pau) - self.floor)

    @property
    def associated(self) -> bool:
        start = self.row.associated_from
        if start is None:
            return False
        inclusive = self.options.association == "inclusive"
        return self.row.month >= start if inclusive else self.row.month > start

    @property
    def months(self) -> int:
        """Months since the association."""
        start, month = self.row.associated_from or self.row.month, self.row.month
        return (month.year - start.year) * 12 + month.month - start.month


def _paid(month: _Month, account: _Account, environment: str) -> Earned:
    rate, programme = month.rate, month.programme
    code = _hindrance(month, environment)
    so_far = account.paid.get(programme.id, Decimal(0)) if programme else Decimal(0)
    payout = Decimal(0)
    if code is Unpaid.NONE and rate is not None:
        wanted = month.units * rate.amount
        payout = wanted if rate.cap is None else min(wanted, rate.cap - so_far)
        code = Unpaid.NONE if payout == wanted else Unpaid.CAPPED if payout else Unpaid.CAP_REACHED
    if programme is not None:
        account.paid[programme.id] = so_far + payout
    grew = code in (Unpaid.NONE, Unpaid.CAPPED, Unpaid.CAP_REACHED)
    return Earned(
        row=month.row,
        programme=programme.id if programme else "",
        currency=programme.currency if programme else "",
        prior_hwm=month.floor,
        compensable_units=month.units if grew else 0,
        rate=rate.amount if rate else None,
        payout=payout,
        paid_to_date=so_far + payout,
        cap=rate.cap if rate else None,
        code=code,
        reason=_in_words(code, month, payout),
    )


def _hindrance(month: _Month, environment: str) -> Unpaid:
    """Why the month pays nothing, before any cap."""
    row, programme = month.row, month.programme
    if programme is None or not programme.holds(row.month):
        return Unpaid.OUTSIDE_TERM
    if environment in programme.excluded:
        return Unpaid.EXCLUDED
    if month.rate is None:
        listed = row.workload in programme.recognition
        return Unpaid.RECOGNITION if listed else Unpaid.NOT_EARNING
    if not month.associated:
        return Unpaid.NOT_ASSOCIATED
    if month.options.time_limit and month.months >= month.options.time_limit:
        return Unpaid.TIME_LIMIT
    return _growth(month)


def _growth(month: _Month) -> Unpaid:
    """Why the growth itself pays nothing."""
    row, mark = month.row, month.mark
    reached = mark if month.options.minimum == "before" else max(row.mau, mark)
    if reached < month.minimum:
        return Unpaid.BELOW_MINIMUM
    if month.units:
        return Unpaid.NONE
    return Unpaid.BELOW_MARK if row.mau <= month.floor else Unpaid.PAID_BELOW_MARK


def _in_words(code: Unpaid, month: _Month, payout: Decimal) -> str:
    row, cap = month.row, month.rate.cap if month.rate else None
    start = row.associated_from
    told = {
        Unpaid.NONE: f"use grew to {min(row.mau, row.pau):,}, above the mark of {month.floor:,}",
        Unpaid.NOT_ASSOCIATED: "no partner is associated"
        if start is None
        else f"the association begins in {start:%Y-%m}",
        Unpaid.BELOW_MARK: f"use of {row.mau:,} is not above the mark of {month.floor:,}",
        Unpaid.PAID_BELOW_MARK: f"only {row.pau:,} units are paid for, "
        f"not above the mark of {month.floor:,}",
        Unpaid.BELOW_MINIMUM: f"the minimum of {month.minimum:,} users was not reached",
        Unpaid.CAP_REACHED: f"the cap of {cap} was reached before",
        Unpaid.CAPPED: f"the cap of {cap} leaves {payout} of it",
        Unpaid.NOT_EARNING: "the workload is not in the programme",
        Unpaid.RECOGNITION: "the workload is claimed for recognition only",
        Unpaid.OUTSIDE_TERM: "the month lies in no term whose rates are known",
        Unpaid.TIME_LIMIT: "the time limit since the association is over",
        Unpaid.EXCLUDED: "the customer's kind of tenant is excluded",
    }
    return told[code]
