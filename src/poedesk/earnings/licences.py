"""Paid units from a list of subscriptions: what counts, and why the rest does not.

Guideline rows: paid seats for which revenue is recognised count; free and trial subscriptions,
those in grace, inactive, disabled or deprovisioned do not, nor add-ons for productivity workloads,
nor Plan 1 of Defender for Endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from poedesk.model import Licence, UsageRow

ADD_ONS_LEFT_OUT = frozenset(
    {
        "exchange_online", "sharepoint_online", "teams_meetings", "teams_platform", "teams_phone",
        "m365_apps",
    }
)  # fmt: skip
_STATUSES = {"active", "enabled"}
_FREE = ("trial", "free", "beta", "preview", "promotional")


@dataclass(frozen=True, slots=True)
class PaidUnits:
    """Paid units of a tenant's workload, and what was left out, in words."""

    tenant: str
    workload: str
    units: int
    left_out: tuple[str, ...]


def paid_units(licences: Iterable[Licence]) -> tuple[PaidUnits, ...]:
    """The paid units of each tenant and workload of a list, in the list's order."""
    units: dict[tuple[str, str], int] = {}
    left: dict[tuple[str, str], list[str]] = {}
    for one in licences:
        key = one.tenant, one.workload
        why = left_out(one)
        units[key] = units.get(key, 0) + (0 if why else one.quantity)
        left.setdefault(key, [])
        if why:
            left[key].append(f"row {one.line}: {one.quantity:,} of {one.name}: {why}")
    return tuple(PaidUnits(*key, units[key], tuple(left[key])) for key in units)


def left_out(one: Licence) -> str:
    """Why a subscription does not count, or the empty string."""
    kind, name, status = one.kind.casefold(), one.name.casefold(), one.status.casefold()
    if any(word in kind for word in _FREE):
        return f"{one.kind} subscriptions do not count"
    if status not in _STATUSES:
        return f"its status is {one.status or 'not told'}; only active subscriptions count"
    if "add-on" in kind.replace("addon", "add-on") and one.workload in ADD_ONS_LEFT_OUT:
        return "add-ons for this workload do not count"
    if one.workload == "mde" and ("plan 1" in name or name.endswith(" p1")):
        return "Plan 1 of Defender for Endpoint does not count"
    return ""


def counted(
    rows: Iterable[UsageRow], units: Iterable[PaidUnits]
) -> tuple[tuple[UsageRow, ...], tuple[str, ...]]:
    """The rows with the paid units that a list of subscriptions shows, and what was left out."""
    known = {(one.tenant, one.workload): one for one in units}
    notes = [f"{one.workload}: {each}" for one in known.values() for each in one.left_out]

    def with_units(row: UsageRow) -> UsageRow:
        found = known.get((row.tenant, row.workload))
        return replace(row, pau=found.units) if found is not None else row

    return tuple(with_units(row) for row in rows), tuple(notes)
