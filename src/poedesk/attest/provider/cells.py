"""The pieces of text of a certificate page and what stands beside, above and below them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from poedesk.attest.provider.words import plain
from poedesk.model import Document, Reading, Segment

_GAP = 2.4
"""So many line heights below a cell, from top to top, the next line of its column may begin."""
_LONGEST, _MOST = 400, 2000
"""Characters of a cell and cells of a certificate: more is none, and would take long to read."""
_INDENT = 12.0
"""Points by which the lines of one column may be indented."""
_LABEL = re.compile(r"\s*([^:：\n]{1,60}?)\s*[:：](?=\s|$|[^/\s])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text that stands together on one line of a page."""

    text: str
    start: int
    end: int
    page: int
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle, in points from the top."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Its height in points, never nothing."""
        return max(self.bottom - self.top, 1.0)

    def label(self) -> tuple[str, int]:
        """The words before a colon, as phrases are compared, and where the value begins in the
        document; without a colon all its words, and its end.
        """
        found = _LABEL.match(self.text)
        if found is None:
            return plain(self.text), self.end
        behind = self.text[found.end() :]
        lead = len(behind) - len(behind.lstrip())
        return plain(found[1]), self.start + found.end() + lead


@dataclass(frozen=True)
class Sheet:
    """The cells of a certificate, down the pages and from left to right."""

    document: Document
    cells: tuple[Cell, ...]

    @cached_property
    def _tops(self) -> list[tuple[int, float]]:
        return [(one.page, one.top) for one in self.cells]

    def row(self, cell: Cell) -> list[Cell]:
        """The cells on the line of `cell`, itself included, from left to right."""
        slack = cell.height / 2
        first = bisect_left(self._tops, (cell.page, cell.top - slack))
        last = bisect_left(self._tops, (cell.page, cell.top + slack))
        return sorted(self.cells[first:last], key=lambda one: one.left)

    def right(self, cell: Cell) -> Cell | None:
        """The next cell to the right."""
        return next((one for one in self.row(cell) if one.left > cell.left), None)

    def left(self, cell: Cell) -> Cell | None:
        """The next cell to the left."""
        return next((one for one in reversed(self.row(cell)) if one.left < cell.left), None)

    def below(self, cell: Cell) -> Cell | None:
        """The next line of the column of `cell`, where it follows at once."""
        at = bisect_left(self._tops, (cell.page, cell.top + cell.height / 2))
        for one in self.cells[at:]:
            if one.page != cell.page or one.top - cell.top > _GAP * cell.height:
                return None
            if abs(one.left - cell.left) <= _INDENT:
                return one
        return None

    def above(self, cell: Cell, gap: float = _GAP) -> Cell | None:
        """The line before it in its column, at most `gap` line heights away."""
        at = bisect_left(self._tops, (cell.page, cell.top - cell.height / 2))
        for one in reversed(self.cells[:at]):
            if one.page != cell.page or cell.top - one.top > gap * cell.height:
                return None
            if abs(one.left - cell.left) <= _INDENT:
                return one
        return None

    def value(self, cell: Cell, *, beneath: bool = False) -> tuple[int, int] | None:
        """Where the value of the label in `cell` stands: behind the colon, in the next cell to
        the right or, if wanted, below.
        """
        _, start = cell.label()
        if start < cell.end:
            return start, cell.end
        other = self.right(cell) or (self.below(cell) if beneath else None)
        return (other.start, other.end) if other is not None else None


def sheet(reading: Reading, start: int, end: int) -> Sheet:
    """The cells of the document's text between two offsets."""
    text = reading.document.text
    found = (
        _cell(one, text)
        for one in reading.segments
        if start <= one.start and one.end <= end and one.end - one.start <= _LONGEST
    )
    ordered = sorted((one for one in found if one.text), key=lambda c: (c.page, c.top, c.left))
    return Sheet(reading.document, tuple(ordered[:_MOST]))


def _cell(segment: Segment, text: str) -> Cell:
    words = text[segment.start : segment.end]
    lead = len(words) - len(words.lstrip())
    return Cell(
        words.strip(),
        segment.start + lead,
        segment.start + lead + len(words.strip()),
        segment.page,
        segment.left,
        segment.top,
        segment.right,
        segment.bottom,
    )


def joined(cells: Iterable[Cell]) -> str:
    """The words of several cells as one line."""
    return " ".join(one.text for one in cells)


def stack(sheet: Sheet, cell: Cell, most: int) -> Sequence[Cell]:
    """A cell and up to `most` lines that follow it in its column."""
    lines = [cell]
    while len(lines) <= most and (following := sheet.below(lines[-1])) is not None:
        lines.append(following)
    return lines
