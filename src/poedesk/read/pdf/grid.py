"""Tables whose cells are drawn: which lines belong together, and the cells between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from poedesk.model import Box
from poedesk.read.pdf.columns import MARKER, Interval, Piece, is_broken, lines
from poedesk.read.pdf.line import ENDS_LINE, split

_TOUCHING = 2.0  # points between lines that meet
_SAME = 3.0  # points between lines at one place: the sides of cells next to each other
_MOST_LINES = 1000  # of a page: a drawing beyond it is no table
_INSET = 10.0  # points that a cell's text stands within its sides at most
_FEWEST = 3  # lines down and across of a table of two columns and two rows


class Row(NamedTuple):
    """Between two level lines, and the places of the upright lines that cross it."""

    top: float
    bottom: float
    uprights: tuple[float, ...]

    def cells(self, pieces: Iterable[Piece]) -> list[tuple[Interval, list[Piece]]]:
        """The row's words by cell, from left to right, each with the sides of its cell."""
        found: dict[int, list[Piece]] = {}
        for piece in pieces:
            middle = (piece.box[0] + piece.box[2]) / 2
            found.setdefault(bisect_left(self.uprights, middle), []).append(piece)
        return [(self._sides(at), found[at]) for at in sorted(found)]

    def _sides(self, at: int) -> Interval:
        inner = self.uprights
        return (
            inner[at - 1] if at else float("-inf"),
            inner[at] if at < len(inner) else float("inf"),
        )


class Grid(NamedTuple):
    """A table of at least two columns and two rows, and the box around it."""

    box: Box
    rows: tuple[Row, ...]

    def holds(self, pieces: Iterable[Piece]) -> bool:
        """Whether all the words stand within its sides."""
        left, top, right, bottom = self.box
        return all(
            left <= (one.box[0] + one.box[2]) / 2 <= right and top <= one.centre <= bottom
            for one in pieces
        )

    def by_row(self, pieces: Iterable[Piece]) -> list[tuple[Row, list[Piece]]]:
        """Words that it holds, by row, from the top down."""
        bottoms = [row.bottom for row in self.rows]
        found: dict[int, list[Piece]] = {}
        for piece in pieces:
            at = min(bisect_left(bottoms, piece.centre), len(bottoms) - 1)
            found.setdefault(at, []).append(piece)
        return [(self.rows[at], found[at]) for at in sorted(found)]


def grids(drawn: Sequence[Box]) -> tuple[Grid, ...]:
    """The tables that level and upright lines make, from the top down."""
    level = _merged([one for one in drawn if _is_level(one)])
    upright = _merged([_turned(one) for one in drawn if not _is_level(one)])
    whole = [*level, *map(_turned, upright)]
    if len(whole) > _MOST_LINES:
        return ()
    found = [grid for group in _meeting(whole) if (grid := _grid(group)) is not None]
    return tuple(sorted(found, key=lambda one: one.box[1]))


def _is_level(line: Box) -> bool:
    return line[3] - line[1] <= line[2] - line[0]


def _turned(line: Box) -> Box:
    """An upright line as a level one, and back."""
    return line[1], line[0], line[3], line[2]


def _merged(level: Iterable[Box]) -> list[Box]:
    """Level lines drawn cell by cell, put together."""
    found: list[Box] = []
    for line in sorted(level, key=lambda one: (round(one[1]), one[0])):
        last = found[-1] if found else None
        if last and abs(last[1] - line[1]) <= _TOUCHING and line[0] - last[2] <= _TOUCHING:
            found[-1] = (
                last[0],
                min(last[1], line[1]),
                max(last[2], line[2]),
                max(last[3], line[3]),
            )
        else:
            found.append(line)
    return found


def _meeting(drawn: Sequence[Box]) -> list[list[Box]]:
    """Lines that meet, directly or through others, by group."""
    ordered = sorted(drawn)
    group = list(range(len(ordered)))

    def first(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    active: list[int] = []
    for at, line in enumerate(ordered):
        active = [one for one in active if ordered[one][2] >= line[0] - _TOUCHING]
        for one in active:
            other = ordered[one]
            if other[1] <= line[3] + _TOUCHING and line[1] <= other[3] + _TOUCHING:
                group[first(one)] = first(at)
        active.append(at)
    together: dict[int, list[Box]] = {}
    for at, line in enumerate(ordered):
        together.setdefault(first(at), []).append(line)
    return list(together.values())


def _grid(group: Sequence[Box]) -> Grid | None:
    upright = [one for one in group if not _is_level(one)]
    level = [one for one in group if _is_level(one)]
    levels = _places((one[1] + one[3]) / 2 for one in level)
    if len(levels) < _FEWEST or len(_places(map(_across, upright))) < _FEWEST:
        return None
    box = (
        min(one[0] for one in group),
        levels[0],
        max(one[2] for one in group),
        levels[-1],
    )
    rows = []
    for top, bottom in pairwise(levels):
        middle = (top + bottom) / 2
        crossing = _places(_across(one) for one in upright if one[1] <= middle <= one[3])
        rows.append(Row(top, bottom, tuple(crossing)))
    return Grid(box, tuple(rows))


def _across(line: Box) -> float:
    return (line[0] + line[2]) / 2


def _places(at: Iterable[float]) -> list[float]:
    """Where lines are, those close to one another counted as one."""
    found: list[list[float]] = []
    for place in sorted(at):
        if found and place - found[-1][-1] <= _SAME:
            found[-1].append(place)
        else:
            found.append([place])
    return [sum(one) / len(one) for one in found]


def drawn_cells(row: Row, pieces: Sequence[Piece]) -> list[list[Piece]] | None:
    """The cells of a row, or None where one of them holds more than a text of its own."""
    cells = row.cells(pieces)
    by_cell = [lines(cell) for _, cell in cells]
    if len(cells) < 2 or any(len(split(line, ())) > 1 for rows in by_cell for line in rows):
        return None
    several = sum(len(rows) > 1 for rows in by_cell)
    for (sides, _), rows in zip(cells, by_cell, strict=True):
        if not (_fills(rows, sides) or (several == 1 and not _is_form(rows))):
            return None
    return [cell for _, cell in cells]


def _fills(rows: Sequence[Sequence[Piece]], sides: Interval) -> bool:
    """Whether a cell's lines are one text that is broken by the cell's width."""
    inset = min(line[0].box[0] for line in rows) - sides[0]
    edge = sides[1] - min(max(inset, 0.0), _INSET)
    return all(is_broken(a, b, edge) and a[-1].text[-1] not in ENDS_LINE for a, b in pairwise(rows))


def _is_form(rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether lines of a cell are labels, lines to write on, or a list."""
    return any(
        MARKER.fullmatch(line[0].text) or any(mark in one.text for one in line for mark in ":：_")
        for line in rows
    )
