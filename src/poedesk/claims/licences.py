"""Lists of subscriptions: name, status, kind and quantity for each tenant and workload."""

from __future__ import annotations

from pathlib import Path

from poedesk.claims.columns import Columns, Resolve, count, text, workload
from poedesk.claims.table import cells
from poedesk.errors import UsageError
from poedesk.model import Licence

_COLUMNS = {
    "tenant": ("tenant_id", "customertenantid", "tenant"),
    "workload": ("workload", "workloadname", "product"),
    "name": ("name", "subscription", "subscriptionname", "sku", "skuname", "offername"),
    "quantity": ("quantity", "seats", "licences", "licenses", "units"),
    "status": ("status", "state", "subscriptionstate"),
    "kind": ("kind", "type", "subscriptiontype", "licencetype", "licensetype"),
}


def load_licences(path: Path, resolve: Resolve) -> tuple[tuple[Licence, ...], tuple[str, ...]]:
    """The subscriptions of a table, and its faults by row and column.

    Raises UsageError where it is no table, or a column is not there.
    """
    try:
        lines = list(cells(path))
    except Exception as error:
        raise UsageError(f"{path}: not a readable list of subscriptions ({error})") from error
    columns = Columns.of(lines[0] if lines else [], path, _COLUMNS, tuple(_COLUMNS))
    found: list[Licence] = []
    faults: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        row = columns.row(line, number)
        if row.empty:
            continue
        one = Licence(
            tenant=row.value("tenant", text, ""),
            workload=row.value("workload", workload(resolve), ""),
            name=row.value("name", text, ""),
            quantity=row.value("quantity", count, 0),
            status=row.value("status", text, ""),
            kind=row.value("kind", text, ""),
            line=number,
        )
        faults += row.faults
        found += [] if row.faults else [one]
    return tuple(found), tuple(faults)
