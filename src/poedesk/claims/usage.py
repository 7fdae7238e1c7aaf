"""Usage tables: one row for each tenant, workload and month, from CSV or XLSX, strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from poedesk.claims.columns import Columns, Resolve, Row, count, text, workload
from poedesk.claims.table import cells
from poedesk.errors import UsageError
from poedesk.model import UsageRow

_COLUMNS = {
    "tenant": ("tenant_id", "customertenantid", "directoryid", "tenantguid", "tenant"),
    "workload": ("workload", "workloadname", "product"),
    "month": ("month", "date", "period"),
    "mau": ("mau", "mpu", "monthlyactiveusers", "monthlyprotectedusers", "quantity", "activeusers"),
    "pau": ("pau", "paidavailableunits", "paidavailableusers", "quantityalt", "paidunits"),
    "associated_from": ("associated_from", "dateassociated", "associationdate"),
    "customer": ("customer", "customername"),
    "claim": ("claim_id", "claim"),
    "programme": ("programme", "program"),
    "hwm_before": ("hwm_before", "baseline", "priorhwm"),
}
"""Field → the names of its column: ours first, then those of Partner Center's exports."""
_NEEDED = ("tenant", "workload", "month", "mau", "pau")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")


@dataclass(frozen=True, slots=True)
class UsageTable:
    """What a table holds: its good rows, and each fault by row and column in words."""

    rows: tuple[UsageRow, ...]
    faults: tuple[str, ...]


def load_usage(path: Path, resolve: Resolve) -> UsageTable:
    """The rows of a usage table; faulty ones are named and left out.

    Raises UsageError where it is no table, or a column that is needed is not there.
    """
    try:
        lines = cells(path)
        columns = Columns.of(next(lines, []), path, _COLUMNS, _NEEDED)
        return _table(columns, lines, resolve)
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"{path}: not a readable usage table ({error})") from error


def _table(columns: Columns, lines: Iterable[Sequence[object]], resolve: Resolve) -> UsageTable:
    rows: dict[tuple[str, str, date], UsageRow] = {}
    faults: list[str] = []
    for number, line in enumerate(lines, start=2):
        row = columns.row(line, number)
        if row.empty:
            continue
        found = _usage(row, resolve)
        faults += row.faults
        if row.faults:
            continue
        first = rows.setdefault((found.tenant, found.workload, found.month), found)
        if first is not found:
            faults.append(
                f"{columns.file}: row {number}: tenant, workload and month stand in row "
                f"{first.line} already; this row is left out"
            )
    return UsageTable(tuple(rows.values()), tuple(faults))


def _usage(row: Row, resolve: Resolve) -> UsageRow:
    return UsageRow(
        tenant=row.value("tenant", text, ""),
        workload=row.value("workload", workload(resolve), ""),
        month=row.value("month", month_of, date.min),
        mau=row.value("mau", count, 0),
        pau=row.value("pau", count, 0),
        associated_from=row.value("associated_from", month_of),
        customer=row.value("customer", text, ""),
        claim=row.value("claim", text, ""),
        programme=row.value("programme", text, ""),
        hwm_before=row.value("hwm_before", count),
        line=row.number,
    )


def month_of(cell: object) -> date:
    """The first day of a month given as a date, YYYY-MM, YYYY-MM-DD or M/D/YYYY (an export's).

    Raises ValueError for anything else.
    """
    if isinstance(cell, datetime | date):
        return date(cell.year, cell.month, 1)
    said = str(cell).strip()
    found, slashed = _MONTH.fullmatch(said), _SLASHED.fullmatch(said)
    try:
        if found:
            return date(int(found[1]), int(found[2]), 1)
        if slashed and (slashed[1] == slashed[2] or slashed[2].lstrip("0") == "1"):
            return date(int(slashed[3]), int(slashed[1]), 1)
    except ValueError:
        pass
    raise ValueError(f"{cell!r} is no month (YYYY-MM)")
