"""Claims tables: one claim a row, columns named by the dotted keys of the claim file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from poedesk.claims.folder import make, named_files
from poedesk.claims.keys import KEYS, Values, convert, meant
from poedesk.errors import ClaimError, UsageError
from poedesk.model import Claim, RunError

TABLES = {".csv", ".xlsx"}


def _cells(path: Path) -> Iterator[list[object]]:
    return _csv_cells(path) if path.suffix.lower() == ".csv" else _sheet_cells(path)


def _csv_cells(path: Path) -> Iterator[list[object]]:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")  # what Excel calls CSV
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _sheet_cells(path: Path) -> Iterator[list[object]]:
    """The first sheet's values. Raises ValueError for a formula whose value was not saved."""
    import openpyxl

    values = openpyxl.load_workbook(path, read_only=True, data_only=True)
    formulas = openpyxl.load_workbook(path, read_only=True)
    try:
        rows = (book.worksheets[0].iter_rows(values_only=True) for book in (values, formulas))
        for number, (row, written) in enumerate(zip(*rows, strict=True), start=1):
            if any(v is None and w is not None for v, w in zip(row, written, strict=True)):
                raise ValueError(f"row {number} holds a formula without a saved value")
            yield list(row)
    finally:
        values.close()
        formulas.close()


def load_table(path: Path, options: Values, today: date) -> Iterator[Claim | RunError]:
    """The claims of a table, faulty rows as errors. Raises UsageError where it is no table."""
    try:
        rows = iter(list(_cells(path)))
    except Exception as error:
        raise UsageError(f"{path}: not a readable claims table ({error})") from error
    header = [str(cell or "").strip() for cell in next(rows, [])]
    unknown = [key for key in header if key and key not in KEYS]
    if unknown or not any(header):
        wrong = ", ".join(f"{key}{meant(key, list(KEYS))}" for key in unknown) or "no header"
        raise UsageError(
            f"{path}: not a claims table: {wrong}",
            hint="Columns are the dotted keys of the claim file, such as customer.name.",
        )
    for number, row in enumerate(rows, start=2):
        cells = {
            key: cell
            for key, cell in zip(header, row, strict=False)
            if key and cell is not None and str(cell).strip()
        }
        if not cells:
            continue
        source = f"{path}, row {number}"
        try:
            values = convert(cells, source)
            files = named_files(values.get("files", ()), path.parent, source)
            default = f"{path.stem}-{number}"
            yield make({**values, **options}, default, files, path.parent, today)
        except ClaimError as error:
            yield RunError(_known_id(cells), source, "claim-file", str(error))


def _known_id(cells: Mapping[str, object]) -> str | None:
    return str(cells["id"]) if "id" in cells else None
