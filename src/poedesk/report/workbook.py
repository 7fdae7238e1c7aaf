"""Workbooks: streamed row by row, with a frozen header and filters, never with a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from poedesk.errors import UsageError
from poedesk.report.escape import line

Sheet = tuple[Sequence[str], Iterable[Sequence[Any]]]
_WIDEST = 60
_ROWS = 1_048_575  # that a sheet holds below its header


def write(path: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write the sheets (name → header and rows) to an .xlsx file.

    Text is stored as text, whatever it begins with. Raises UsageError where the file cannot be
    written; rows beyond what a sheet can hold go on in a further sheet.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for name, (header, rows) in sheets.items():
        _fill(book, name, header, rows)
    try:
        book.save(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def _fill(book: Any, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from openpyxl.utils import get_column_letter

    sheet, count, number = None, 0, 1
    for row in chain([None], rows):
        if sheet is None or count >= _ROWS:
            title = name if number == 1 else f"{name} {number}"
            sheet = book.create_sheet(title)
            sheet.freeze_panes = "A2"
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}1"
            for at, column in enumerate(header, start=1):
                width = min(_WIDEST, max(12, len(column) + 4))
                sheet.column_dimensions[get_column_letter(at)].width = width
            sheet.append([_bold(sheet, column) for column in header])
            count, number = 0, number + 1
        if row is not None:
            sheet.append([_value(sheet, one) for one in row])
            count += 1


def _value(sheet: Any, value: Any) -> Any:
    """A cell whose text is no formula."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return value
    found = WriteOnlyCell(sheet, value=None)
    found.value = line(value, 32_000)
    found.data_type = "s"
    return found


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    found = WriteOnlyCell(sheet, value=text)
    found.font = Font(bold=True)
    return found
