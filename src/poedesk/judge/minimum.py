"""Does the usage data leave anything to earn? A hint, from the table that the claim declares."""

from __future__ import annotations

from collections.abc import Iterator

from poedesk.judge.answer import (
    Answer,
    doubtful,
    listed,
    not_applicable,
    not_checked,
    passed,
)
from poedesk.judge.case import Case
from poedesk.model import Declared, UsageRow


def minimum_users(case: Case, *, users: int, paid_units: int, used_up: float) -> Answer:
    """The usage data show a mark of at least `users`, at least `paid_units` paid units, and less
    than the share `used_up` of them in use: a hint.
    """
    claim = case.claim
    if claim.purpose == "recognition":
        return not_applicable("A claim for recognition earns nothing.")
    if claim.usage is None:
        return not_checked("The claim declares no usage table.", "usage")
    where = Declared("usage", claim.usage.name)
    odd = f" {len(claim.usage_faults)} rows could not be read." if claim.usage_faults else ""
    rows = [one for one in claim.usage_rows if _is_claimed(one, case)]
    if not rows:
        return not_checked(f"The usage table tells nothing of what is claimed.{odd}", "usage")
    told = [
        f"{case.called(workload)}: {one}"
        for workload in dict.fromkeys(row.workload for row in rows)
        for one in _hints([row for row in rows if row.workload == workload], users, paid_units,
                          used_up)
    ]  # fmt: skip
    if told:
        return doubtful(f"{listed(told)}.{odd}", where)
    return passed(f"Use and paid units leave room to earn.{odd}", where)


def _is_claimed(row: UsageRow, case: Case) -> bool:
    tenant = case.claim.customer.tenant_id.casefold()
    same = not tenant or row.tenant.casefold() == tenant
    return same and row.workload in case.claim.workloads


def _hints(rows: list[UsageRow], users: int, paid_units: int, used_up: float) -> Iterator[str]:
    last = max(rows, key=lambda row: row.month)
    mark = max(max(row.mau, row.hwm_before or 0) for row in rows)
    if mark < users:
        yield f"the highest use is {mark:,}, below the minimum of {users:,}"
    if last.pau < paid_units:
        yield f"only {last.pau:,} units are paid for, fewer than {paid_units:,}"
    if last.pau and mark >= used_up * last.pau:
        yield f"{mark:,} of {last.pau:,} paid units were in use already: little is left to earn"


CHECKS = (minimum_users,)
