"""Tables of revenue, completed engagements or points, by the kind of programme they are for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from poedesk.claims.columns import Columns, Row, text
from poedesk.claims.table import cells
from poedesk.claims.usage import month_of
from poedesk.errors import UsageError
from poedesk.model import LedgerRow

_NAMES: Mapping[str, Sequence[str]] = {
    "account": ("account", "subscription", "agreement", "customer", "tenant_id"),
    "item": ("item", "product", "engagement", "workshop", "subcategory", "workload"),
    "month": ("month", "period"),
    "amount": ("amount", "revenue", "consumption", "completed", "points", "active_users"),
    "rate_card": ("rate_card", "ratecard", "plan_value"),
    "agreed": ("agreed", "agreed_amount"),
    "apps": ("third_party_apps",),
    "reset": ("password_reset",),
    "factor": ("second_factor", "mfa"),
}
_LARGEST_OF = ("apps", "reset", "factor")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,\u00a0\u202f]\d{3})+(?:\.\d+)?")


def load_ledger(path: Path, *, dated: bool) -> tuple[tuple[LedgerRow, ...], tuple[str, ...]]:
    """The rows of a table (.csv, .xlsx) and its faults by row and column; a `dated` one needs
    months.

    Of several counts of users (third_party_apps, password_reset, second_factor) the largest is the
    amount. Raises UsageError where it is no table, or a column is not there.
    """
    try:
        lines = list(cells(path))
    except Exception as error:
        raise UsageError(f"{path}: not a readable table ({error})") from error
    needed = ("item", "month") if dated else ("item",)
    columns = Columns.of(lines[0] if lines else [], path, _NAMES, needed)
    if not {"amount", *_LARGEST_OF} & set(columns.places):
        raise UsageError(
            f"{path}: no column for the amount",
            hint="One of: " + ", ".join((*_NAMES["amount"], "third_party_apps")),
        )
    found: list[LedgerRow] = []
    faults: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        row = columns.row(line, number)
        if not row.empty:
            one = _row(row, number)
            faults += row.faults
            found += [] if row.faults else [one]
    return tuple(found), tuple(faults)


def _row(row: Row, number: int) -> LedgerRow:
    counts = [row.value(name, money, Decimal(0)) for name in (*_LARGEST_OF, "amount")]
    month: date | None = row.value("month", month_of)
    return LedgerRow(
        account=row.value("account", text, ""),
        item=row.value("item", _item, ""),
        month=month,
        amount=max(counts),
        rate_card=row.value("rate_card", money),
        agreed=row.value("agreed", money),
        line=number,
    )


def _item(cell: object) -> str:
    """The name of an item as programmes have it: small letters, hyphens for spaces."""
    return re.sub(r"[\s_]+", "-", str(cell).strip().casefold())


def money(cell: object) -> Decimal:
    """An amount from 0 on, exact; marks between thousands are read where they are no decimals."""
    said = str(cell).strip()
    if _GROUPED.fullmatch(said):
        said = re.sub(r"[ ,\u00a0\u202f]", "", said)
    try:
        value = Decimal(said) if _PLAIN.fullmatch(said) else None
    except InvalidOperation:
        value = None
    if value is None:
        raise ValueError(f"{cell!r} is no amount such as 1250.75")
    if value < 0:
        raise ValueError(f"{cell!r} is below 0")
    return value
