"""Claims tables: one claim a row, columns named by the dotted keys of the claim file."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from poedesk.claims.folder import make, named_files
from poedesk.claims.keys import KEYS, Values, convert, meant
from poedesk.errors import ClaimError, UsageError
from poedesk.model import Claim, RunError

TABLES = {".csv", ".xlsx"}


def _cells(path: Path) -> Iterator[list[object]]:
    if path.suffix.lower() == ".csv":
        with path.open(newline="", encoding="utf-8-sig") as stream:
            sample = stream.read(4096)
            stream.seek(0)
            delimiter = ";" if sample.split("\n")[0].count(";") > sample.count(",") else ","
            yield from csv.reader(stream, delimiter=delimiter)
        return
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield list(row)
    finally:
        book.close()


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
