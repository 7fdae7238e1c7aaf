"""The reading order of a page's words: columns of prose one after the other, rows of a table
whole, cells apart.

Order comes from where words stand, not from when they were drawn: programs draw in any order.
Text that runs another way than most (a note up the margin, a stamp across the page) comes after
it, so that it breaks no line.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from poedesk.model import Box
from poedesk.read.pdf.columns import (
    Band,
    Interval,
    Piece,
    Rules,
    Stretch,
    bands,
    crossing,
    gutters,
    is_broken,
    is_certain,
    is_level,
    is_list,
    is_prose,
    is_ruled,
    joined,
    lines,
    stretch,
    trimmed,
)
from poedesk.read.pdf.grid import Grid, drawn_cells, grids
from poedesk.read.pdf.line import (
    ENDS_LINE,
    directed,
    in_columns,
    mostly_from_right,
    split,
    tight,
    unspaced,
)
from poedesk.read.pdf.words import DOWNWARD, MIRRORED, SLANTED, Word

_CELL = 1.0  # a gap of so many line heights may part cells
_DEEPEST = 12  # columns within columns
_MOST_WORDS = 20_000  # of a page whose columns are looked for
_NARROW = 0.5  # … and one of so many, where all lines of a table leave it free
_CLOSE = 0.35  # letters' heights by which rows stand further apart than lines
_MOST_ENDS = 8  # of columns within a stretch that are looked at
_ENOUGH = 3  # lines, for what they all leave free to be no chance


class Run(NamedTuple):
    """Words that stand together on one line, and what parts them from the run before: a line
    end, a tab, or a space where the page broke a line within a cell. `tight` are the places in
    `words` that no space parts from the word before, letters being set wide.
    """

    joint: str
    words: tuple[Word, ...]
    tight: frozenset[int] = frozenset()


_Row = list[list[Piece]]
"""The cells of one line."""


class _Drawn(NamedTuple):
    """The level lines of the page and the tables whose cells are drawn."""

    rules: Rules
    tables: tuple[Grid, ...] = ()


def runs(words: Sequence[Word], rules: Iterable[Box], borders: Iterable[Box] = ()) -> Iterator[Run]:
    """The words in reading order; `rules` are the level lines drawn on the page, `borders` its
    upright ones and the sides of its boxes.
    """
    levels = tuple(rules)
    drawn = _Drawn(joined(levels), grids((*levels, *borders)))
    by_turn: dict[int, list[Word]] = {}
    for word in words:
        by_turn.setdefault(word.turn, []).append(word)
    for turn, group in sorted(by_turn.items(), key=lambda one: -len(one[1])):
        if turn in {SLANTED, DOWNWARD}:
            yield from _as_drawn(group)
        else:
            yield from _laid_out(group, turn, drawn)


def _as_drawn(group: Sequence[Word]) -> Iterator[Run]:
    """One run for words drawn one after the other: letters below letters, or aslant."""
    line: list[Word] = []
    for word in group:
        if line and (word.starts_line or word.place != line[-1].place + 1):
            yield Run("\n", tuple(line))
            line = []
        line.append(word)
    if line:
        yield Run("\n", tuple(line))


def _laid_out(group: Sequence[Word], turn: int, drawn: _Drawn) -> Iterator[Run]:
    pieces = [Piece(at, word.text, _framed(word.box, turn)) for at, word in enumerate(group)]
    across = drawn if turn == 0 else _Drawn(joined(()))
    depth = _DEEPEST if len(pieces) <= _MOST_WORDS else 0
    for row, joint in _rows(pieces, across, depth):
        for number, cell in enumerate(row):
            placed = directed(cell)
            yield Run(
                "\t" if number else joint,
                tuple(group[piece.number] for piece in placed),
                tight(placed),
            )


def _framed(box: Box, turn: int) -> Box:
    """The box as it is when the page is held so that its words run from left to right."""
    left, top, right, bottom = box
    if turn == 90:
        return top, -right, bottom, -left
    if turn == 180:
        return -right, -bottom, -left, -top
    if turn == MIRRORED:
        return -right, top, -left, bottom
    if turn == 270:
        return -bottom, left, -top, right
    return box


# ── Columns, tables, lines ──────────────────────────────────────────────────────────────


def _rows(pieces: Sequence[Piece], drawn: _Drawn, depth: int) -> Iterator[tuple[_Row, str]]:
    """Lines of cells from the top down, each with what parts it from the line before."""
    if not pieces:
        return
    left, right = min(one.box[0] for one in pieces), max(one.box[2] for one in pieces)
    cut = bands(pieces, left, right)
    for table, group in groupby(cut, lambda band: _table_around(band, drawn.tables)):
        if table is None or not depth:
            yield from _undrawn(list(group), drawn, depth)
        else:
            yield from _drawn_table(table, group, drawn, depth)


def _undrawn(cut: Sequence[Band], drawn: _Drawn, depth: int) -> Iterator[tuple[_Row, str]]:
    """Bands outside the tables whose cells are drawn."""
    held: list[Band] = []  # not read yet: they may begin a column whose other lines come below
    at = 0
    while at < len(cut):
        found = stretch(cut, at) if depth else None
        if found is None:
            held.append(cut[at])
            at += 1
            continue
        prose = _running(found, drawn.rules)
        whole = _begun(held, prose) if prose else found
        above = len(whole.bands) - len(prose.bands) if prose else 0
        yield from _each_plain(held[: len(held) - above])
        held = []
        if prose:
            for column in _prose(whole):
                yield from _rows(column, drawn, depth - 1)
        else:
            yield from _stretched(found, drawn.rules)
        at += len((prose or found).bands)
    yield from _each_plain(held)


def _each_plain(cut: Iterable[Band]) -> Iterator[tuple[_Row, str]]:
    for band in cut:
        yield from _plain(band.pieces)


def _plain(pieces: Iterable[Piece], between: Sequence[Interval] = ()) -> Iterator[tuple[_Row, str]]:
    for line in lines(pieces):
        cells = split(line, between)
        yield (cells[::-1] if mostly_from_right(line) else cells), "\n"


def _stretched(found: Stretch, rules: Rules) -> Iterator[tuple[_Row, str]]:
    """A stretch that is no running text in columns."""
    if not _is_parted(found):
        yield from _plain(found.pieces)
    else:
        yield from _table(found, rules)


def _is_parted(found: Stretch) -> bool:
    return is_certain(found) and not is_list(found.sides()[0])


def _running(found: Stretch, rules: Rules) -> Stretch | None:
    """What of a stretch is columns of running text: all, or all above a wide gap where the
    columns' lines stand on different levels, as those of a table's rows do not.
    """
    if not _is_parted(found):
        return None
    whole = None if is_ruled(found, rules) or not _prose(found) else found
    for upper in _above_gaps(found):
        lower = Stretch(found.bands[len(upper.bands) :], found.gutter)
        if whole and not is_level(lower):
            continue
        if not is_level(upper) and not is_ruled(upper, rules) and _prose(upper):
            return upper
    return whole


def _above_gaps(found: Stretch) -> Iterator[Stretch]:
    """What stands above each wide gap, from the lowest one up."""
    height = found.bands[0].pieces[0].height
    ends = [
        at
        for at, (above, below) in enumerate(pairwise(found.bands), start=1)
        if below.top - above.bottom > _NARROW * height
    ]
    for end in reversed(ends[-_MOST_ENDS:]):
        yield trimmed(found.bands[:end], found.gutter)


def _begun(held: Sequence[Band], prose: Stretch) -> Stretch:
    """Columns with the lines above them that stand in the right one only, as they begin it."""
    whole = prose
    for band in reversed(held):
        right = [one for one in whole.pieces if one.box[0] >= whole.gutter[1] - 1]
        near = min(one.box[1] for one in right) - band.bottom < _NARROW * right[0].height
        within = max(one.box[2] for one in right) >= band.last_end - right[0].height
        if not near or not within or min(one.box[0] for one in band.pieces) < whole.gutter[1] - 1:
            break
        whole = Stretch((band, *whole.bands), whole.gutter)
    return whole if _prose(whole) else prose


def _prose(found: Stretch) -> Sequence[Sequence[Piece]]:
    """The columns, where all of them are running text."""
    wide = found.gutter[1] - found.gutter[0]
    every = in_columns(found.pieces, gutters(found.bands, wide / 2))
    for columns in (every, found.sides()):
        if all(map(is_prose, columns)):
            return columns
    return ()


def _table(found: Stretch, rules: Rules) -> Iterator[tuple[_Row, str]]:
    """Row by row; a cell whose lines were broken by its width is read whole."""
    levels = crossing(rules, found.gutter, found.bands[0].top, found.bands[-1].bottom)
    height = found.bands[0].pieces[0].height
    throughout = gutters(found.bands, _NARROW * height) if len(found.bands) >= _ENOUGH else []
    edges = _Edges.of(found)
    for group in _row_groups(found.bands, levels):
        pieces = [piece for band in group for piece in band.pieces]
        cells = in_columns(pieces, throughout + gutters(group, _CELL * height))
        if _is_wrapped(cells, edges):
            yield from _whole_cells(cells)
        else:
            yield from _plain(pieces, throughout)


def _row_groups(cut: Sequence[Band], levels: Sequence[float]) -> Iterator[list[Band]]:
    """Bands that are one row of a table: between drawn lines, or set closer than the rest."""
    group: list[Band] = []
    gaps = sorted(b.top - a.bottom for a, b in pairwise(cut))
    height = cut[0].pieces[0].height
    widest = gaps[-1] if gaps else 0.0
    narrow = gaps[0] if gaps else 0.0
    spread = widest - narrow > _CLOSE * height  # rows stand further apart than lines
    for band in cut:
        if group:
            above = group[-1]
            gap = band.top - above.bottom
            ruled = bisect_left(levels, above.bottom - 3) < bisect_right(levels, band.top + 3)
            apart = gap - narrow > _CLOSE * height if spread else not levels
            if ruled or (not levels and apart):
                yield group
                group = []
        group.append(band)
    if group:
        yield group


def _is_wrapped(cells: Sequence[Sequence[Piece]], edges: _Edges) -> bool:
    """Whether lines are one row, the text of some cells being broken by their width."""
    by_cell = [lines(cell) for cell in cells]
    longest = max(map(len, by_cell))
    if longest < 2 or all(len(rows) == longest for rows in by_cell):
        return False  # where every line has all its cells, each line is a row
    return all(_is_one_text(rows, edges) for rows in by_cell)


class _Edges(NamedTuple):
    """How far to the right the words of a table reach that begin left of a place."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]

    @classmethod
    def of(cls, found: Stretch) -> _Edges:
        """Of all its words."""
        boxes = sorted([one.box for one in found.pieces])
        return cls(
            tuple([box[0] for box in boxes]), tuple(accumulate([box[2] for box in boxes], max))
        )

    def at(self, right: float) -> float:
        """The right edge of the column in which a cell ends at `right`."""
        return self.ends[bisect_left(self.starts, right + 1) - 1]


def _is_one_text(rows: Sequence[Sequence[Piece]], edges: _Edges) -> bool:
    edge = edges.at(max(piece.box[2] for row in rows for piece in row))
    return all(
        is_broken(a, b, edge) and a[-1].text[-1] not in ENDS_LINE and _follows(a, b)
        for a, b in pairwise(rows)
    )


def _follows(line: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Whether a line stands as close below another as lines of one text do."""
    return below[0].box[1] - line[0].box[3] < _NARROW * line[0].height


def _whole_cells(cells: Sequence[Sequence[Piece]]) -> Iterator[tuple[_Row, str]]:
    joint = "\n"
    for cell in cells:
        last = None
        for line in lines(cell):
            yield [line], "" if last and unspaced(last, line[0]) else joint
            joint, last = " ", line[-1]
        joint = "\t"


# ── Tables whose cells are drawn ────────────────────────────────────────────────────────


def _table_around(band: Band, tables: Iterable[Grid]) -> Grid | None:
    """The table that all the words of a band stand in."""
    return next((one for one in tables if one.holds(band.pieces)), None)


def _drawn_table(
    table: Grid, cut: Iterable[Band], drawn: _Drawn, depth: int
) -> Iterator[tuple[_Row, str]]:
    """Row by row, cell by cell; rows that are no plain cells as where no lines are drawn."""
    others = drawn._replace(tables=tuple(one for one in drawn.tables if one != table))
    for row, pieces in table.by_row([piece for band in cut for piece in band.pieces]):
        cells = drawn_cells(row, pieces)
        if cells is None:
            yield from _rows(pieces, others, depth - 1)
        else:
            yield from _whole_cells(cells[::-1] if mostly_from_right(pieces) else cells)
