"""What revenue, engagements and points earn, for people and for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from poedesk.model import Ledger, LedgerLine
from poedesk.report.escape import cell, html, line

COLUMNS = (
    "account", "item", "month", "amount", "rate_card", "base", "rate", "payout", "paid_to_date",
    "cap", "code", "reason",
)  # fmt: skip
_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse } th, td { text-align: left; padding: .15rem .8rem .15rem 0 }
th, td { border-bottom: 1px solid #8883 }
"""


def record(one: LedgerLine) -> dict[str, Any]:
    """One line as plain data; amounts are texts, so that no digit is lost."""
    row = one.row
    return {
        "account": row.account or None,
        "item": row.item,
        "month": f"{row.month:%Y-%m}" if row.month else None,
        "amount": str(row.amount),
        "rate_card": _text(row.rate_card),
        "base": str(one.base),
        "rate": _text(one.rate),
        "payout": str(one.payout),
        "paid_to_date": str(one.paid_to_date),
        "cap": _text(one.cap),
        "code": one.code or None,
        "reason": one.reason,
    }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def to_json(found: Ledger, faults: Sequence[str], stream: IO[str]) -> None:
    """One object: programme, rows, verdict, notes, faults."""
    data = {
        "schema": "poedesk/ledger/1",
        "programme": found.programme,
        "currency": found.currency or None,
        "rows": [record(one) for one in found.lines],
        "verdict": found.verdict,
        "notes": list(found.notes),
        "faults": list(faults),
    }
    json.dump(data, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def to_csv(found: Ledger, _: Sequence[str], stream: IO[str]) -> None:
    """One line a row, with a header."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in record(one).values()] for one in found.lines)


def to_xlsx(found: Ledger, faults: Sequence[str], path: Path) -> None:
    """A workbook with the rows and what is to be known of them."""
    from poedesk.report.workbook import write

    notes = [("verdict", found.verdict), *(("note", one) for one in found.notes)]
    notes += [("fault", one) for one in faults]
    rows = ([*record(one).values()] for one in found.lines)
    write(path, {"estimate": (COLUMNS, rows), "notes": (("what", "text"), notes)})


def to_text(found: Ledger, _: Sequence[str], stream: IO[str]) -> None:
    """A table with as wide columns as it needs, then how it ends."""
    told = [COLUMNS, *(_cells(one) for one in found.lines)]
    kept = [at for at in range(len(COLUMNS)) if any(row[at] for row in told[1:])]
    widths = {at: max(len(row[at]) for row in told) for at in kept}
    stream.write(f"{found.title}\n")
    for row in told:
        cells = [row[at].ljust(widths[at]) for at in kept]
        stream.write(f"  {'  '.join(cells).rstrip()}\n")
    stream.write(f"{found.verdict}\n")
    stream.writelines(f"note: {line(one, 400)}\n" for one in found.notes)


def _cells(one: LedgerLine) -> tuple[str, ...]:
    return tuple(line(str(value), 120) if value else "" for value in record(one).values())


def to_html(found: Ledger, faults: Sequence[str], stream: IO[str]) -> None:
    """One self-contained page."""
    stream.write(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html(found.title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{html(found.title)}</h1><p><strong>{html(found.verdict)}</strong></p><table><tr>"
        + "".join(f"<th>{one}</th>" for one in COLUMNS)
        + "</tr>\n"
    )
    for one in found.lines:
        cells = "".join(f"<td>{html(each)}</td>" for each in _cells(one))
        stream.write(f"<tr>{cells}</tr>\n")
    stream.write("</table>\n")
    stream.writelines(f"<p>{html(one)}</p>\n" for one in (*found.notes, *faults))
    stream.write("</body></html>\n")
