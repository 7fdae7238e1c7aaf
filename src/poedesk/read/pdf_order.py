"""The reading order of a page's words: columns of prose one after the other, rows of a table
whole, cells apart.

Order comes from where words stand, not from when they were drawn: programs draw in any order.
Text that runs another way than most (a note up the margin, a stamp across the page) comes after
it, so that it breaks no line.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from poedesk.model import Box
from poedesk.read.pdf_columns import (
    MARKER,
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
    is_list,
    is_prose,
    is_ruled,
    joined,
    lines,
    stretch,
)
from poedesk.read.pdf_words import DOWNWARD, MIRRORED, SLANTED, Word

_WIDE = 2.0  # a gap of so many line heights is a new cell
_CELL = 1.0  # … and one of so many, where the line has another gap that is much narrower
_NARROWER = 2.5
_WIDER = 1.4  # times the narrowest gap of the line
_LEADERS = {".", "_", "-", "\u2026"}  # spaced out, they lead the eye to the next cell
_DEEPEST = 12  # columns within columns
_MOST_WORDS = 20_000  # of a page whose columns are looked for
_NARROW = 0.5  # … and one of so many, where all lines of a table leave it free
_CLOSE = 0.35  # letters' heights by which rows stand further apart than lines
_ENOUGH = 3  # lines, for what they all leave free to be no chance
_ENDS_LINE = ":_"  # a label or a line to write on
_ENDS = ":.,;!?"
_SPACED_OUT = 4  # single letters in a row are one word set wide
_SPACED_GAP = 0.6  # letters' heights between them at most
_SPACED_MORE = 1.7  # times the usual gap between them: the next word

_RIGHT_TO_LEFT = {"R", "AL"}


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


def runs(words: Sequence[Word], rules: Iterable[Box]) -> Iterator[Run]:
    """The words in reading order; `rules` are the lines drawn on the page."""
    drawn = tuple(rules)
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


def _laid_out(group: Sequence[Word], turn: int, rules: tuple[Box, ...]) -> Iterator[Run]:
    pieces = [Piece(at, word.text, _framed(word.box, turn)) for at, word in enumerate(group)]
    across = joined(rules if turn == 0 else ())
    depth = _DEEPEST if len(pieces) <= _MOST_WORDS else 0
    for row, joint in _rows(pieces, across, depth):
        for number, cell in enumerate(row):
            placed = _directed(cell)
            yield Run(
                "\t" if number else joint,
                tuple(group[piece.number] for piece in placed),
                _tight(placed),
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


def _rows(pieces: Sequence[Piece], rules: Rules, depth: int) -> Iterator[tuple[_Row, str]]:
    """Lines of cells from the top down, each with what parts it from the line before."""
    if not pieces:
        return
    left, right = min(one.box[0] for one in pieces), max(one.box[2] for one in pieces)
    cut = bands(pieces, left, right)
    at = 0
    while at < len(cut):
        found = stretch(cut, at) if depth else None
        if found is None:
            yield from _plain(cut[at].pieces)
            at += 1
            continue
        yield from _stretched(found, rules, depth)
        at += len(found.bands)


def _plain(pieces: Iterable[Piece], between: Sequence[Interval] = ()) -> Iterator[tuple[_Row, str]]:
    for line in lines(pieces):
        cells = _cells(line, between)
        yield (cells[::-1] if _mostly_from_right(line) else cells), "\n"


def _stretched(found: Stretch, rules: Rules, depth: int) -> Iterator[tuple[_Row, str]]:
    if not is_certain(found) or is_list(found.sides()[0]):
        yield from _plain(found.pieces)
        return
    columns = () if is_ruled(found, rules) else _prose(found)
    for column in columns:
        yield from _rows(column, rules, depth - 1)
    if not columns:
        yield from _table(found, rules)


def _prose(found: Stretch) -> Sequence[Sequence[Piece]]:
    """The columns, where all of them are running text."""
    wide = found.gutter[1] - found.gutter[0]
    every = _in_columns(found.pieces, gutters(found.bands, wide / 2))
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
        cells = _in_columns(pieces, throughout + gutters(group, _CELL * height))
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


def _in_columns(pieces: Iterable[Piece], between: Sequence[Interval]) -> list[list[Piece]]:
    """The pieces by column, from left to right."""
    middles = _middles(between)
    cells: dict[int, list[Piece]] = {}
    for piece in pieces:
        cells.setdefault(_column(piece, middles), []).append(piece)
    return [cell for _, cell in sorted(cells.items())]


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
        is_broken(a, b, edge) and a[-1].text[-1] not in _ENDS_LINE and _follows(a, b)
        for a, b in pairwise(rows)
    )


def _follows(line: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Whether a line stands as close below another as lines of one text do."""
    return below[0].box[1] - line[0].box[3] < _NARROW * line[0].height


def _whole_cells(cells: Sequence[Sequence[Piece]]) -> Iterator[tuple[_Row, str]]:
    joint = "\n"
    for cell in cells:
        for line in lines(cell):
            yield [line], joint
            joint = " "
        joint = "\t"


# ── Within a line ───────────────────────────────────────────────────────────────────────


def _cells(line: list[Piece], between: Sequence[Interval]) -> _Row:
    """The line, cut before each word that begins a new cell.

    `between` are the gutters of the table that the line is a row of.
    """
    gaps = [_gap(a, b) for a, b in pairwise(line)]
    if not gaps or (max(gaps) <= _CELL and not between):
        return [line]
    least = max(min(gaps), 0.0)
    widest = min(_WIDE, max(_CELL, _NARROWER * least))
    if MARKER.fullmatch(line[0].text):
        gaps[0] = 0.0
    middles = _middles(between)
    columns = [_column(piece, middles) for piece in line]
    alone = len(set(columns)) == len(line)  # one word in each column: its gaps are alike
    cells = [line[:1]]
    for at, gap in enumerate(gaps):
        parted = columns[at] != columns[at + 1] and (alone or gap > _WIDER * least)
        led = line[at].text in _LEADERS and line[at + 1].text in _LEADERS
        if (gap > widest or (parted and gap >= _NARROW)) and not led:
            cells.append([])
        cells[-1].append(line[at + 1])
    return cells


def _middles(between: Iterable[Interval]) -> list[float]:
    return sorted([sum(one) / 2 for one in between])


def _column(piece: Piece, middles: Sequence[float]) -> int:
    return bisect_left(middles, (piece.box[0] + piece.box[2]) / 2)


def _gap(a: Piece, b: Piece) -> float:
    """The space between two words in line heights."""
    _, top, end, bottom = a.box
    start, upper, _, lower = b.box
    return (start - end) / max(min(bottom - top, lower - upper), 1.0)


def _directed(cell: Sequence[Piece]) -> list[Piece]:
    """The words of a cell in the order in which they are read, also from right to left."""
    if not any(_from_right(one.text) for one in cell):
        return list(cell)
    backwards = _mostly_from_right(cell)
    ordered = list(reversed(cell)) if backwards else list(cell)
    placed: list[Piece] = []
    for leftward, group in groupby(ordered, key=lambda one: _from_right(one.text) is True):
        together = list(group)  # words of the other direction keep their own order
        placed += together if leftward == backwards else reversed(together)
    return placed


def _mostly_from_right(pieces: Sequence[Piece]) -> bool:
    if all(one.text.isascii() for one in pieces):
        return False
    kinds = [_from_right(one.text) for one in pieces]
    return sum(kind is True for kind in kinds) * 2 > sum(kind is not None for kind in kinds)


def _from_right(text: str) -> bool | None:
    """Whether a word is written from right to left; None for figures and marks."""
    for character in () if text.isdecimal() else text:
        kind = unicodedata.bidirectional(character)
        if kind in _RIGHT_TO_LEFT:
            return True
        if kind == "L":
            return False
    return None


def _is_letter(text: str) -> bool:
    """Whether it is a single letter; what ends a sentence may follow."""
    return text[0].isalpha() and (len(text) == 1 or (len(text) == 2 and text[1] in _ENDS))


def _tight(cell: Sequence[Piece]) -> frozenset[int]:
    """Places of letters that belong to the word before them, set wide ("A G R E E D")."""
    found: set[int] = set()
    start = 0
    while start < len(cell):
        end = start
        while end < len(cell) and _is_letter(cell[end].text):
            end += 1
        if end - start >= _SPACED_OUT:
            gaps = [_gap(a, b) for a, b in pairwise(cell[start:end])]
            usual = sorted(gaps)[len(gaps) // 2]
            found |= {
                start + at
                for at, gap in enumerate(gaps, start=1)
                if gap <= min(usual * _SPACED_MORE, _SPACED_GAP)
            }
        start = max(end, start + 1)
    return frozenset(found)
