"""What revenue, engagements and points earn: rate × base with thresholds and caps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from poedesk.earnings.programme import Programme, Rate
from poedesk.model import Ledger, LedgerLine, LedgerRow

_NONE = Decimal(0)
_YEAR = 12


def worked_out(
    rows: Iterable[LedgerRow], programme: Programme, designations: Sequence[str] | None = None
) -> Ledger:
    """The table by the programme, in the order of months, whatever the order of `rows`.

    `designations` are those that the partner holds; None where that is not known.
    """
    ordered = sorted(rows, key=lambda row: (row.month or date.min, row.account, row.item, row.line))
    if programme.kind == "score":
        return _scored(ordered, programme)
    barred = _without_designation(programme, designations)
    lines = tuple(_lines(ordered, programme, barred))
    total = sum((one.payout for one in lines), _NONE)
    notes = list(programme.notes)
    if programme.designations and designations is None:
        notes.insert(0, f"needs one of {', '.join(programme.designations)}: not checked")
    return Ledger(
        programme.id, programme.title, programme.currency, lines,
        f"{total:,} {programme.currency} in all", tuple(notes),
    )  # fmt: skip


def _without_designation(programme: Programme, held: Sequence[str] | None) -> str:
    if held is None or not programme.designations or set(held) & set(programme.designations):
        return ""
    return f"none of the designations {', '.join(programme.designations)} is held"


def _lines(rows: Sequence[LedgerRow], programme: Programme, barred: str) -> Iterator[LedgerLine]:
    paid: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    held = _Held(programme.statement)
    revenue = _by_month(rows, programme)
    for row in rows:
        rate = programme.rate(row.item)
        base = row.amount * row.rate_card if row.rate_card is not None else row.amount
        code, reason = barred and "NODESIGNATION", barred
        if not barred:
            code, reason = _why_not(row, rate, programme, revenue)
        due = _NONE if code or rate is None else _due(row, rate, programme, base)
        key = (row.account if programme.cap_per == "account" else "", row.item)
        payout = due
        if rate is not None and rate.cap is not None:
            payout = min(due, max(rate.cap - paid[key], _NONE))
            if payout < due:
                code = "CAPPED" if payout else "CAPREACHED"
                reason = f"the most that is paid is {rate.cap:,}"
        paid[key] += payout
        payout, code, reason = held.released(payout, code, reason)
        shown = rate.amount if rate else None
        told = reason or (rate.condition if rate else "")
        cap = rate.cap if rate else None
        yield LedgerLine(row, base, shown, payout, paid[key], cap, code, told)


class _Held:
    """Money below the amount of a statement waits for more."""

    def __init__(self, least: Decimal) -> None:
        self._least = least
        self._waiting = _NONE

    def released(self, payout: Decimal, code: str, reason: str) -> tuple[Decimal, str, str]:
        """What is paid now: nothing while all that waits is below the amount."""
        if not self._least or not payout:
            return payout, code, reason
        self._waiting += payout
        if self._waiting < self._least:
            told = f"held: {self._waiting:,} is below the {self._least:,} of a statement"
            return _NONE, code or "HELD", reason or told
        payout, self._waiting = self._waiting, _NONE
        return payout, code, reason


def _due(row: LedgerRow, rate: Rate, programme: Programme, base: Decimal) -> Decimal:
    if programme.kind == "fixed":
        each = rate.amount if row.agreed is None else min(row.agreed, rate.amount)
        return each * base
    return rate.amount * base


def _why_not(
    row: LedgerRow, rate: Rate | None, programme: Programme, revenue: Mapping[int, Decimal]
) -> tuple[str, str]:
    if rate is None:
        known = ", ".join(one.of for one in programme.rates)
        return "NOTEARNING", f"{row.item} earns nothing here; known: {known}"
    if row.month is not None and not programme.holds(row.month):
        return "OUTOFTERM", f"outside the term {programme.term_from} to {programme.term_to}"
    if programme.kind == "rebate" and programme.threshold and row.month is not None:
        last = _index(row.month)
        year = sum((revenue.get(one, _NONE) for one in range(last - _YEAR + 1, last + 1)), _NONE)
        if year < programme.threshold:
            return (
                "BELOWTHRESHOLD",
                f"{year:,} of revenue in twelve months, below {programme.threshold:,}",
            )
    return "", ""


def _by_month(rows: Sequence[LedgerRow], programme: Programme) -> Mapping[int, Decimal]:
    """Revenue of the programme's products, month by month."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.month is not None and programme.rate(row.item) is not None:
            sums[_index(row.month)] += row.amount
    return sums


def _index(month: date) -> int:
    return month.year * 12 + month.month


def _scored(rows: Sequence[LedgerRow], programme: Programme) -> Ledger:
    points: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        points[row.item] += row.amount
    lines = tuple(
        LedgerLine(
            row, row.amount, None, _NONE, points[row.item], None,
            "" if row.amount else "NOPOINTS", "" if row.amount else "no points here",
        )
        for row in rows
    )  # fmt: skip
    total = sum(points.values(), _NONE)
    without = [one for one in programme.subcategories if not points.get(one)]
    if total >= programme.threshold and not without:
        verdict = f"reached: {total} of 100 points, {programme.threshold} are needed"
    else:
        why = [f"no points in {one}" for one in without]
        if total < programme.threshold:
            why.insert(0, f"{total} points, {programme.threshold} are needed")
        verdict = "not reached: " + "; ".join(why)
    return Ledger(programme.id, programme.title, "", lines, verdict, programme.notes)
