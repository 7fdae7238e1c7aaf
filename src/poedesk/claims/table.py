"""Claims tables: one claim a row, columns named by the dotted keys of the claim file."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from poedesk.claims.folder import make, named_files
from poedesk.claims.keys import KEYS, Values, convert, meant
from poedesk.errors import ClaimError, UsageError
from poedesk.model import Claim, RunError

TABLES = {".csv", ".xlsx"}


def cells(path: Path) -> Iterator[list[object]]:
    """The rows of a .csv or .xlsx file, as they are needed."""
    return _csv_cells(path) if path.suffix.lower() == ".csv" else _sheet_cells(path)


def _csv_cells(path: Path) -> Iterator[list[object]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as stream:
        header = stream.readline()
        stream.seek(0)
        delimiter = max(",;\t", key=header.count)
        yield from csv.reader(stream, delimiter=delimiter)


def _encoding(path: Path) -> str:
    """UTF-16 where the file says so, UTF-8 where it is, else what Excel calls CSV."""
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


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
        rows = iter(list(cells(path)))
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
        given = {
            key: cell
            for key, cell in zip(header, row, strict=False)
            if key and cell is not None and str(cell).strip()
        }
        if not given:
            continue
        source = f"{path}, row {number}"
        try:
            values = convert(given, source)
            files = named_files(values.get("files", ()), path.parent, source)
            default = f"{path.stem}-{number}"
            yield make({**values, **options}, default, files, path.parent, today)
        except ClaimError as error:
            yield RunError(_known_id(given), source, "claim-file", str(error))


def _known_id(given: Mapping[str, object]) -> str | None:
    return str(given["id"]) if "id" in given else None
