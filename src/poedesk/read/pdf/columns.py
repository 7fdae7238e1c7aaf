"""Where a page is parted: gutters between columns, and whether the columns are prose or cells.

All boxes are in reading order's own frame: left, top, right, bottom of words that run from left
to right, y growing downwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from poedesk.model import Box

Interval = tuple[float, float]

_GUTTER = 0.6  # of the letters' height: the narrowest space between columns
_EVIDENT, _OBVIOUS = 1.0, 2.0  # letters' heights: wider ones need less to be believed
_TWICE, _OFTEN = 2, 3  # so many lines
_MORE_THAN_SPACES = 1.5  # times the usual gap between words
_SPARSE = 0.25  # of the letters' height is cut off above and below, lines being set closely
_FEWEST_LINES = 4  # on both sides of a gutter between columns of prose
_FULL = 0.7  # of its column's width: a line that fills it
_MOSTLY_FULL = 0.5  # of the lines of a column of prose are full
_LOOSE = 2.0  # letters' heights: a gap between cells rather than words
_MOSTLY_CLOSE = 0.25  # of the lines of prose may have one
_MOSTLY_ALIGNED = 0.6  # of its lines begin (or end) at its edge, unlike beside a chance gap
_MOSTLY_BROKEN = 0.5  # of the line ends of prose come where the next word had no room
_WORDS_A_LINE = 3.5
_LETTERS_A_WORD = 12
_SPACE = 0.25  # of the letters' height
_LONG_LINE = 17  # characters of a line of prose on average
_LEVEL = 0.15  # of the letters' height: lines that differ by less stand at one level
_MOSTLY_LEVEL = 0.6  # of the lines of a table do
_FAR = 3.0  # letters' heights: what stands so far above or below is no part of a column
_MOST_BANDS = 300  # of one stretch: bounds the work on hostile pages
_RULED = 2  # lines drawn across a gutter make a table of what is on both sides
_TOUCHING = 6.0  # points between pieces of one drawn line
MARKER = re.compile(  # the number or bullet of a list item is no column of its own
    r"[^\w\s]{1,2}|o|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,4}\.?"
    r"|[\u2460-\u24ff\u2610-\u2612]"
)


class Piece(NamedTuple):
    """A word in the frame; `number` is its index in the caller's list."""

    number: int
    text: str
    box: Box

    @property
    def height(self) -> float:
        """Of the letters."""
        return self.box[3] - self.box[1]

    @property
    def centre(self) -> float:
        """Half way down."""
        return (self.box[1] + self.box[3]) / 2


class Band(NamedTuple):
    """Pieces from the page's one side to the other, between two levels free of letters.

    `first_end` and `last_end` are where its leftmost and its rightmost piece end.
    """

    pieces: tuple[Piece, ...]
    top: float
    bottom: float
    free: tuple[Interval, ...]
    first_end: float
    last_end: float

    def is_parted(self, gutter: Interval) -> bool:
        """Whether words stand on both sides of a gutter."""
        return self.first_end <= sum(gutter) / 2 < self.last_end


def bands(pieces: Iterable[Piece], left: float, right: float) -> list[Band]:
    """Cut into bands from the top down; `left` and `right` bound the columns looked at."""
    found: list[list[Piece]] = []
    end = float("-inf")
    for piece in sorted(pieces, key=lambda one: one.box[1]):
        _, top, _, bottom = piece.box
        cut = _SPARSE * (bottom - top)
        if not found or top + cut >= end:
            found.append([])
        found[-1].append(piece)
        end = max(end, bottom - cut)
    return [_band(group, left, right) for group in found]


def _band(group: Sequence[Piece], left: float, right: float) -> Band:
    boxes = sorted([one.box for one in group])
    ends = [box[2] for box in boxes]
    return Band(
        tuple(group),
        min([box[1] for box in boxes]),
        max([box[3] for box in boxes]),
        tuple(_free(boxes, left, right)),
        min(ends),
        max(ends),
    )


def _free(boxes: Iterable[Box], left: float, right: float) -> list[Interval]:
    """What boxes leave free between `left` and `right`; they come from left to right."""
    found = []
    at = left
    for start, _, end, _ in boxes:
        if start > at:
            found.append((at, start))
        at = max(at, end)
    if right > at:
        found.append((at, right))
    return found


class Stretch(NamedTuple):
    """Bands one below the other that share a gutter."""

    bands: tuple[Band, ...]
    gutter: Interval

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Of all its bands."""
        return tuple([piece for band in self.bands for piece in band.pieces])

    def sides(self) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """What stands left and right of the gutter."""
        middle = sum(self.gutter) / 2
        pieces = self.pieces
        return (
            tuple([one for one in pieces if one.box[2] <= middle]),
            tuple([one for one in pieces if one.box[2] > middle]),
        )


def stretch(cut: Sequence[Band], first: int) -> Stretch | None:
    """The longest run of bands from `first` on with a gutter and words on both its sides.

    It begins with words on both sides: those on one side only are a title above it.
    """
    best: Stretch | None = None
    height = _height(cut[first].pieces)
    least = _GUTTER * height
    for gutter in cut[first].free:
        if gutter[1] - gutter[0] < least or not cut[first].is_parted(gutter):
            continue  # a space between words, or the room beside the line
        last, wide = first, gutter
        while last + 1 < min(len(cut), first + _MOST_BANDS):
            shared = _shared(wide, cut[last + 1].free)
            far = cut[last + 1].top - cut[last].bottom > _FAR * height
            if shared is None or far or shared[1] - shared[0] < least:
                break
            last, wide = last + 1, shared
        found = trimmed(cut[first : last + 1], wide)
        if best is None or len(found.bands) > len(best.bands):
            best = found
    return best


def _shared(wide: Interval, free: Sequence[Interval]) -> Interval | None:
    """The widest part of an interval that is free too; `free` goes from left to right."""
    start, end = wide
    widest, most = None, 0.0
    for at in range(bisect_right(free, start, key=itemgetter(1)), len(free)):
        left, right = free[at]
        if left >= end:
            break
        part = max(start, left), min(end, right)
        if part[1] - part[0] > most:
            widest, most = part, part[1] - part[0]
    return widest


def gutters(cut: Sequence[Band], least: float) -> list[Interval]:
    """What all the bands leave free between their words, at least `least` wide."""
    shared = list(cut[0].free)
    for band in cut[1:]:
        shared = [one for one in _both(shared, band.free) if one[1] - one[0] >= least]
    left = min(one.box[0] for band in cut for one in band.pieces)
    right = max(band.last_end for band in cut)
    return [one for one in shared if one[0] > left and one[1] < right and one[1] - one[0] >= least]


def _both(some: Sequence[Interval], others: Sequence[Interval]) -> Iterator[Interval]:
    """What lies within both; all go from left to right."""
    at = number = 0
    while at < len(some) and number < len(others):
        one, other = some[at], others[number]
        start, end = max(one[0], other[0]), min(one[1], other[1])
        if start < end:
            yield start, end
        if one[1] < other[1]:
            at += 1
        else:
            number += 1


def trimmed(cut: Sequence[Band], gutter: Interval) -> Stretch:
    """Without bands at its end that stand apart on one side; the first has words on both."""
    end = len(cut)
    while not cut[end - 1].is_parted(gutter):
        last = cut[end - 1]
        if last.top - cut[end - 2].bottom <= _height(last.pieces) / 2:
            break
        end -= 1
    return Stretch(tuple(cut[:end]), gutter)


def lines(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Pieces by line, from the top down, each from left to right."""
    found: list[list[Piece]] = []
    level = height = 0.0
    for centre, high, piece in sorted([_level(one) for one in pieces], key=itemgetter(0)):
        if found and centre - level < min(height, high) / 2:
            found[-1].append(piece)
            if high > height:
                level, height = centre, high
        else:
            found.append([piece])
            level, height = centre, high
    return [sorted(line, key=lambda one: one.box[0]) for line in found]


def _level(piece: Piece) -> tuple[float, float, Piece]:
    """How far down a piece's middle is, and how high it is."""
    _, top, _, bottom = piece.box
    return (top + bottom) / 2, bottom - top, piece


def is_prose(pieces: Sequence[Piece]) -> bool:
    """Whether a column holds running text: several long lines, most of which fill it."""
    rows = lines(pieces)
    if len(rows) < _FEWEST_LINES:
        return False
    extents = [(row[0].box[0], max(one.box[2] for one in row)) for row in rows]
    width = max(right for _, right in extents) - min(left for left, _ in extents)
    full = sum(right - left >= _FULL * width for left, right in extents)
    long = sum(_width(one.text) + 1 for one in pieces)
    height = _height(pieces)
    gaps = [b.box[0] - a.box[2] for row in rows for a, b in pairwise(row)]
    loose = sum(gap > _LOOSE * height for gap in gaps)
    lettered = sum(any(map(str.isalpha, one.text)) for one in pieces)
    start, edge = min(left for left, _ in extents), max(right for _, right in extents)
    aligned = max(
        sum(left - start < height / 2 for left, _ in extents),
        sum(edge - right < height / 2 for _, right in extents),
    )
    broken = sum(is_broken(a, b, edge) for a, b in pairwise(rows))
    return (
        full >= _MOSTLY_FULL * len(rows)
        and aligned >= _MOSTLY_ALIGNED * len(rows)
        and broken >= _MOSTLY_BROKEN * (len(rows) - 1)
        and _words(pieces) >= _WORDS_A_LINE * len(rows)
        and long >= _LONG_LINE * len(rows)
        and loose <= _MOSTLY_CLOSE * len(rows)
        and lettered * 2 > len(pieces)
    )


def is_broken(line: Sequence[Piece], following: Sequence[Piece], edge: float) -> bool:
    """Whether the next line's first word had no room left before `edge`."""
    first = following[0]
    space = _SPACE * first.height
    return line[-1].box[2] + space + (first.box[2] - first.box[0]) > edge - space


def _words(pieces: Iterable[Piece]) -> float:
    """How many words there are; scripts without spaces count by their letters."""
    return sum(max(1.0, _width(one.text) / _LETTERS_A_WORD) for one in pieces)


def _width(text: str) -> int:
    return sum(2 if "\u2e80" <= one <= "\uffef" else 1 for one in text)


def is_certain(found: Stretch) -> bool:
    """Whether a gutter is no chance: wide, or with words on both sides of it on enough lines."""
    wide = found.gutter[1] - found.gutter[0]
    sides = [lines(side) for side in found.sides()]
    if wide < _MORE_THAN_SPACES * _space(sides):
        return False
    wide /= _height(found.pieces)
    both = min(map(len, sides))
    return wide >= _OBVIOUS or both >= (_TWICE if wide >= _EVIDENT else _OFTEN)


def _space(sides: Iterable[Sequence[Sequence[Piece]]]) -> float:
    """The usual gap between words that the gutter does not part."""
    gaps = [b.box[0] - a.box[2] for side in sides for line in side for a, b in pairwise(line)]
    return median(gaps) if gaps else 0.0


def is_list(left: Sequence[Piece]) -> bool:
    """Whether the left side of a gutter holds only the bullets or numbers of a list."""
    rows = lines(left)
    return all(len(row) == 1 and MARKER.fullmatch(row[0].text) for row in rows)


def is_level(found: Stretch) -> bool:
    """Whether most lines on one side stand at the level of one on the other, as in a table."""
    left, right = [
        [median([one.box[3] for one in line]) for line in lines(side)] for side in found.sides()
    ]
    slack = _LEVEL * _height(found.pieces)
    few, many = sorted((left, right), key=len)
    beside = sum(bisect_left(many, foot - slack) < bisect_right(many, foot + slack) for foot in few)
    return len(few) >= _TWICE and beside > _MOSTLY_LEVEL * len(few)


class Rules(NamedTuple):
    """Level lines drawn on the page, from the top down, and the levels at which they are."""

    boxes: tuple[Box, ...]
    levels: tuple[float, ...]


def is_ruled(whole: Stretch, rules: Rules) -> bool:
    """Whether lines are drawn across the gutter, as in a table."""
    top, bottom = whole.bands[0].top, whole.bands[-1].bottom
    return len(crossing(rules, whole.gutter, top, bottom)) >= _RULED


def crossing(rules: Rules, gutter: Interval, top: float, bottom: float) -> list[float]:
    """The levels between `top` and `bottom` at which a line is drawn across the gutter."""
    slack = _TOUCHING
    first = bisect_left(rules.levels, top - slack)
    end = bisect_right(rules.levels, bottom + slack)
    return [
        rules.levels[at]
        for at in range(first, end)
        if rules.boxes[at][0] <= gutter[0] + slack and rules.boxes[at][2] >= gutter[1] - slack
    ]


def joined(rules: Iterable[Box]) -> Rules:
    """Lines drawn in pieces, as cell by cell in a table, put together."""
    found: list[Box] = []
    for rule in sorted(rules, key=lambda one: (round(one[1] / 2), one[0])):
        before = found[-1] if found else None
        if (
            before is not None
            and abs(before[1] - rule[1]) <= 2
            and rule[0] - before[2] <= _TOUCHING
        ):
            found[-1] = (before[0], before[1], max(before[2], rule[2]), max(before[3], rule[3]))
        else:
            found.append(rule)
    found.sort(key=_middle)
    return Rules(tuple(found), tuple(map(_middle, found)))


def _middle(rule: Box) -> float:
    return (rule[1] + rule[3]) / 2


def _height(pieces: Sequence[Piece]) -> float:
    return median([one.box[3] - one.box[1] for one in pieces])
