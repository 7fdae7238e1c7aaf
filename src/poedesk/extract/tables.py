"""Rows of tables whose cells hold several lines: which lines of a page belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from poedesk.model import Graphic, Reading, Segment

Range = tuple[int, int]
_Column = tuple[float, float]

_TALLEST = 14  # lines of one row; more are columns of a page, not cells
_LONGEST = 2000  # characters of one row
_APART = 2.5  # line heights between two rows of one table
_CLOSE = 0.8  # line heights between the lines of one cell
_MARKER = re.compile(r"\W{1,2}|o|\(?(?:\d{1,2}(?:\.\d{1,2}){0,4}|[A-Za-z]|[ivx]{1,5})[.)]{0,2}")
_PADDING = 3.0  # points between a cell's text and the next column


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one cell, top to bottom, and those of the cell at the head of its column."""

    pieces: tuple[Range, ...]
    head: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A table row of two cells or more: `start`..`end` holds all of them."""

    start: int
    end: int
    cells: tuple[Cell, ...]

    def cell_at(self, offset: int) -> Cell | None:
        """The cell in which the character at `offset` stands."""
        for cell in self.cells:
            if any(start <= offset < end for start, end in cell.pieces):
                return cell
        return None

    def is_whole(self, start: int, end: int) -> bool:
        """Whether `start`..`end` fills a cell."""
        cell = self.cell_at(start)
        return cell is not None and cell.pieces == ((start, end),)


@dataclass(slots=True)
class _Table:
    """Lines of segments that stand in the same columns."""

    lines: list[list[Segment]]
    columns: list[_Column]


def rows(reading: Reading) -> tuple[Row, ...]:
    """The rows of all tables in the order of the text.

    Lines are one row where their text is interleaved (a cell was written out before its
    neighbour), where the first column is empty, or where a cell's line was full and goes on
    in the next; a horizontal rule parts them else. Formats without pages know the left edges
    of columns, not how wide words are.
    """
    document = reading.document
    segments = reading.segments
    if document.pages is None:
        segments = tuple(replace(one, right=one.left + 1) for one in segments)
    return _rows(document.text, segments, reading.graphics)


@lru_cache(maxsize=2)
def _rows(
    text: str, segments: tuple[Segment, ...], graphics: tuple[Graphic, ...]
) -> tuple[Row, ...]:
    rules: dict[int, list[Graphic]] = {}
    for graphic in graphics:
        if graphic.kind == "rule":
            rules.setdefault(graphic.page, []).append(graphic)
    found: list[Row] = []
    ordered = sorted(segments, key=lambda s: (s.page, s.top, s.left))
    for page, on_page in groupby(ordered, key=lambda s: s.page):
        for table in _tables(_lines(on_page)):
            found.extend(_of_table(table, text, rules.get(page, [])))
    return tuple(_disjoint(sorted(found, key=lambda row: row.start)))


def _disjoint(ordered: Sequence[Row]) -> Iterator[Row]:
    end = 0
    for row in ordered:
        if row.start >= end:
            yield row
            end = row.end


# ── Lines and tables ────────────────────────────────────────────────────────────────────


def _lines(ordered: Iterator[Segment]) -> list[list[Segment]]:
    """Segments of a page by line, from left to right."""
    lines: list[list[Segment]] = []
    for one in ordered:
        first = lines[-1][0] if lines else None
        if first is not None and one.top < (first.top + first.bottom) / 2:
            lines[-1].append(one)
        else:
            lines.append([one])
    return [sorted(line, key=lambda s: s.left) for line in lines]


def _tables(lines: Sequence[list[Segment]]) -> Iterator[_Table]:
    """Runs of lines whose segments fit into the same two or more columns."""
    table: _Table | None = None
    for line in lines:
        columns = _fitted(table, line) if table else None
        if table and columns:
            table.lines.append(line)
            table.columns = columns
            continue
        if table:
            yield table
        table = _Table([line], [(s.left, s.right) for s in line]) if len(line) > 1 else None
    if table:
        yield table


def _fitted(table: _Table, line: Sequence[Segment]) -> list[_Column] | None:
    """The columns of `table` widened by `line`, None where it does not belong to it."""
    gap, height = _gap(table.lines[-1], line)
    if gap > height * (_APART if len(line) > 1 else _CLOSE):
        return None
    columns = _merged([*table.columns, *((s.left, s.right) for s in line)])
    return columns if len(columns) >= len(table.columns) else None


def _merged(intervals: Sequence[_Column]) -> list[_Column]:
    merged: list[_Column] = []
    for left, right in sorted(intervals):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def _gap(line: Sequence[Segment], after: Sequence[Segment]) -> tuple[float, float]:
    """The space between two lines and the height of the second."""
    top = min(s.top for s in after)
    return top - max(s.bottom for s in line), max(s.bottom for s in after) - top


# ── Rows ────────────────────────────────────────────────────────────────────────────────


def _of_table(table: _Table, text: str, rules: Sequence[Graphic]) -> Iterator[Row]:
    groups: list[list[list[Segment]]] = []
    for line in table.lines:
        if groups and _goes_on(groups[-1], line, table.columns, text, rules):
            groups[-1].append(line)
        else:
            groups.append([line])
    heads: list[tuple[Range, ...]] = [()] * len(table.columns)
    for group in groups:
        pieces = _pieces(group, table.columns)
        start, end = min(p[0] for ps in pieces for p in ps), max(p[1] for ps in pieces for p in ps)
        cells = tuple(Cell(tuple(ps), head) for ps, head in zip(pieces, heads, strict=True) if ps)
        small = len(group) <= _TALLEST and end - start <= _LONGEST
        if small and len(cells) > 1 + _is_marker(cells[0], text):
            yield Row(start, end, cells)
        if len(cells) > 1:
            heads = [head or tuple(ps) for head, ps in zip(heads, pieces, strict=True)]
        elif pieces[0]:
            heads = [()] * len(table.columns)  # a line of its own parts two tables


def _is_marker(cell: Cell, text: str) -> bool:
    """Whether a cell holds only the bullet or number of a list item."""
    return len(cell.pieces) == 1 and _MARKER.fullmatch(text[slice(*cell.pieces[0])]) is not None


def _pieces(group: Sequence[Sequence[Segment]], columns: Sequence[_Column]) -> list[list[Range]]:
    pieces: list[list[Range]] = [[] for _ in columns]
    for line in group:
        for one in line:
            pieces[_column(one, columns)].append((one.start, one.end))
    return pieces


def _column(one: Segment, columns: Sequence[_Column]) -> int:
    return next(at for at, (left, right) in enumerate(columns) if left <= one.left <= right)


def _goes_on(
    row: Sequence[Sequence[Segment]],
    line: Sequence[Segment],
    columns: Sequence[_Column],
    text: str,
    rules: Sequence[Graphic],
) -> bool:
    """Whether `line` belongs to the row above it."""
    gap, height = _gap(row[-1], line)
    if min(s.start for s in line) < max(s.start for above in row for s in above):
        return True
    if gap > height * _CLOSE or _ruled(row[-1], line, columns[0], rules):
        return False
    filled = {_column(s, columns) for s in line}
    if 0 not in filled:
        return True
    first = {_column(s, columns) for s in row[0]}
    return filled < first and any(_full(s, row, columns, text) for s in line)


def _full(
    one: Segment, row: Sequence[Sequence[Segment]], columns: Sequence[_Column], text: str
) -> bool:
    """Whether the first word of `one` had no room in the line above it in its cell."""
    at = _column(one, columns)
    over = [s for s in row[-1] if _column(s, columns) == at]
    words = text[one.start : one.end].split()
    if not over or not words or not words[0][0].isalpha():
        return False
    limit = columns[at + 1][0] - _PADDING if at + 1 < len(columns) else columns[at][1]
    width = (one.right - one.left) / (one.end - one.start) * (len(words[0]) + 1)
    return over[-1].right + width > limit


def _ruled(
    above: Sequence[Segment], below: Sequence[Segment], column: _Column, rules: Sequence[Graphic]
) -> bool:
    """Whether a horizontal rule over the first column stands between two lines."""
    high = min((s.top + s.bottom) / 2 for s in above)
    low = max((s.top + s.bottom) / 2 for s in below)
    return any(
        high < rule.top < low and rule.left < column[1] and column[0] < rule.right for rule in rules
    )
