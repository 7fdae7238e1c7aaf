"""What usage earns, as a table for people and as data for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from poedesk.model import Earned
from poedesk.report.escape import cell, html, line

COLUMNS = (
    "tenant_id", "customer", "claim_id", "workload", "month", "mau", "pau", "associated_from",
    "programme", "prior_hwm", "compensable_units", "rate", "payout", "paid_to_date", "cap",
    "currency", "code", "reason",
)  # fmt: skip
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Everything that an estimate says; `causes` are rows of name, whether it applies, why."""

    results: tuple[Earned, ...]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    causes: tuple[tuple[str, bool | None, str], ...] = ()

    @property
    def totals(self) -> Mapping[str, Decimal]:
        """What is paid in all, by currency: currencies are never added up."""
        sums: dict[str, Decimal] = {}
        for one in self.results:
            if one.currency:
                sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.payout
        return sums


def record(one: Earned) -> dict[str, Any]:
    """One row as plain data; amounts are texts, so that no digit is lost."""
    row = one.row
    return {
        "tenant_id": row.tenant,
        "customer": row.customer or None,
        "claim_id": row.claim or None,
        "workload": row.workload,
        "month": f"{row.month:%Y-%m}",
        "mau": row.mau,
        "pau": row.pau,
        "associated_from": f"{row.associated_from:%Y-%m}" if row.associated_from else None,
        "programme": one.programme or None,
        "prior_hwm": one.prior_hwm,
        "compensable_units": one.compensable_units,
        "rate": str(one.rate) if one.rate is not None else None,
        "payout": str(one.payout),
        "paid_to_date": str(one.paid_to_date),
        "cap": str(one.cap) if one.cap is not None else None,
        "currency": one.currency or None,
        "code": one.code.value or None,
        "reason": one.reason,
    }


def to_json(estimate: Estimate, stream: IO[str]) -> None:
    """One object: rows, totals, faults, warnings, causes."""
    data = {
        "schema": "poedesk/estimate/1",
        "rows": [record(one) for one in estimate.results],
        "totals": {currency: str(total) for currency, total in estimate.totals.items()},
        "warnings": list(estimate.warnings),
        "faults": list(estimate.faults),
        "causes": [
            {"name": name, "applies": applies, "because": why}
            for name, applies, why in estimate.causes
        ],
    }
    json.dump(data, stream, ensure_ascii=False, indent=1)
    stream.write("\n")


def to_csv(estimate: Estimate, stream: IO[str]) -> None:
    """One line a row, with a header."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in estimate.results:
        writer.writerow([cell(value) for value in record(one).values()])


def to_xlsx(estimate: Estimate, path: Path) -> None:
    """A workbook with the rows and what is to be known of them."""
    from poedesk.report.workbook import write

    rows = ([*record(one).values()] for one in estimate.results)
    notes = [*(("total", f"{t} {c}") for c, t in estimate.totals.items())]
    notes += [("warning", one) for one in estimate.warnings]
    notes += [("fault", one) for one in estimate.faults]
    notes += [(name, f"{_APPLIES[applies]}: {why}") for name, applies, why in estimate.causes]
    write(path, {"estimate": (COLUMNS, rows), "notes": (("what", "text"), notes)})


_APPLIES = {True: "applies", False: "does not apply", None: "could not be checked"}


# ── For people ──────────────────────────────────────────────────────────────────────────


def to_text(estimate: Estimate, stream: IO[str]) -> None:
    """A table for each tenant and workload, with the course of mark, use and paid units."""
    for (tenant, workload), group in _accounts(estimate.results):
        rows = list(group)
        name = rows[0].row.customer or tenant
        stream.write(f"{line(name, 60)}  {workload}  {rows[-1].programme or 'no programme'}\n")
        stream.writelines(f"  {one}\n" for one in _table(rows))
        stream.write(f"  {_course(rows)}\n\n")
    for currency, total in estimate.totals.items():
        stream.write(f"total {total:,} {currency}\n")
    stream.writelines(f"note: {line(one, 400)}\n" for one in estimate.warnings)
    for name, applies, why in estimate.causes:
        stream.write(f"{_APPLIES[applies]:<22} {name}: {line(why, 300)}\n")


def _accounts(
    results: Iterable[Earned],
) -> Iterator[tuple[tuple[str, str], Iterator[Earned]]]:
    yield from groupby(results, key=lambda one: (one.row.tenant, one.row.workload))


_HEAD = ("month", "use", "paid units", "mark", "units", "rate", "payout", "to date", "why")


def _table(rows: Sequence[Earned]) -> Iterator[str]:
    told = [_HEAD, *(_cells(one) for one in rows)]
    widths = [max(len(row[at]) for row in told) for at in range(len(_HEAD) - 1)]
    for row in told:
        cells = [one.rjust(wide) for one, wide in zip(row[:-1], widths, strict=True)]
        yield "  ".join([*cells, row[-1]]).rstrip()


def _cells(one: Earned) -> tuple[str, ...]:
    why = f"{one.reason} ({one.code})" if one.code else one.reason
    return (
        f"{one.row.month:%Y-%m}",
        f"{one.row.mau:,}",
        f"{one.row.pau:,}",
        f"{one.prior_hwm:,}",
        f"{one.compensable_units:,}",
        str(one.rate) if one.rate is not None else "–",
        f"{one.payout:,}",
        f"{one.paid_to_date:,}",
        line(why, 120),
    )


def _course(rows: Sequence[Earned]) -> str:
    """Use, mark and paid units over the months as small bars of one scale."""
    series = {
        "use": [one.row.mau for one in rows],
        "mark": [one.prior_hwm for one in rows],
        "paid units": [one.row.pau for one in rows],
    }
    top = max(max(values) for values in series.values()) or 1
    return "   ".join(
        f"{name} " + "".join(_BARS[min(7, value * 8 // (top + 1))] for value in values)
        for name, values in series.items()
    )


_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .6rem 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .2rem }
th, td { text-align: right; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid #8883 }
th:last-child, td:last-child { text-align: left } td { white-space: nowrap }
td:last-child { white-space: normal } svg { width: 100%; height: auto }
.use { stroke: #0b66c3 } .mark { stroke: #b26a00; stroke-dasharray: 5 4 }
.paid { stroke: #1a7f37; stroke-dasharray: 2 3 } text { font: 12px system-ui; fill: currentColor }
polyline { fill: none; stroke-width: 2 } section { break-inside: avoid }
"""
_WIDE, _HIGH, _EDGE = 640, 180, 34


def to_html(estimate: Estimate, stream: IO[str]) -> None:
    """One self-contained page with a chart for each tenant and workload."""
    total = ", ".join(f"{t:,} {c}" for c, t in estimate.totals.items()) or "0"
    stream.write(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Estimate: {html(total)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>Estimated earnings: {html(total)}</h1>\n"
    )
    for (tenant, workload), group in _accounts(estimate.results):
        rows = list(group)
        name = rows[0].row.customer or tenant
        stream.write(f"<section><h2>{html(name)}, {html(workload)}</h2>{_chart(rows)}<table>")
        stream.write("<tr>" + "".join(f"<th>{one}</th>" for one in _HEAD) + "</tr>")
        for one in rows:
            cells = "".join(f"<td>{html(each)}</td>" for each in _cells(one))
            stream.write(f"<tr>{cells}</tr>")
        stream.write("</table></section>\n")
    stream.writelines(f"<p>{html(one)}</p>\n" for one in (*estimate.warnings, *estimate.faults))
    stream.writelines(
        f"<p>{_APPLIES[applies]}: <b>{html(name)}</b> {html(why)}</p>\n"
        for name, applies, why in estimate.causes
    )
    stream.write("</body></html>\n")


def _chart(rows: Sequence[Earned]) -> str:
    """Use, mark and paid units as lines over the months, with their last values in words."""
    series = (
        ("use", "use", [one.row.mau for one in rows]),
        ("mark", "mark", [one.prior_hwm for one in rows]),
        ("paid", "paid units", [one.row.pau for one in rows]),
    )
    top = max(max(values) for _, _, values in series) or 1
    step = (_WIDE - 4 * _EDGE) / max(1, len(rows) - 1)

    def point(at: int, value: int) -> str:
        return f"{_EDGE + step * at:.1f},{_HIGH - _EDGE - (_HIGH - 2 * _EDGE) * value / top:.1f}"

    lines = "".join(
        f'<polyline class="{kind}" points="'
        + " ".join(point(at, value) for at, value in enumerate(values))
        + f'"><title>{name}: {values[-1]:,}</title></polyline>'
        f'<text x="{_WIDE - 3 * _EDGE + 6}" y="{26 + 18 * number}">{name} {values[-1]:,}</text>'
        for number, (kind, name, values) in enumerate(series)
    )
    first, last = f"{rows[0].row.month:%Y-%m}", f"{rows[-1].row.month:%Y-%m}"
    return (
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="use, mark and paid units from '
        f'{first} to {last}">{lines}<text x="{_EDGE}" y="{_HIGH - 8}">{first}</text>'
        f'<text x="{_WIDE - 4 * _EDGE}" y="{_HIGH - 8}">{last}</text></svg>'
    )
