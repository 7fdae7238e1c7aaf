"""Within one line of a page: its cells, the direction its words run in, letters set wide."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from poedesk.read.pdf.columns import MARKER, Interval, Piece

_WIDE = 2.0  # a gap of so many line heights is a new cell
_CELL = 1.0  # … and one of so many, where the line has another gap that is much narrower
_NARROWER = 2.5
_WIDER = 1.4  # times the narrowest gap of the line
_LEADERS = {".", "_", "-", "\u2026"}  # spaced out, they lead the eye to the next cell
_NARROW = 0.5  # … and one of so many, where all lines of a table leave it free
ENDS_LINE = ":_"  # a label or a line to write on
_ENDS = ":.,;!?"
_SPACED_OUT = 4  # single letters in a row are one word set wide
_SPACED_GAP = 0.6  # letters' heights between them at most
_SPACED_MORE = 1.7  # times the usual gap between them: the next word
_UNSPACED = re.compile("[\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_RIGHT_TO_LEFT = {"R", "AL"}


def split(line: list[Piece], between: Sequence[Interval]) -> list[list[Piece]]:
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


def directed(cell: Sequence[Piece]) -> list[Piece]:
    """The words of a cell in the order in which they are read, also from right to left."""
    if not any(_from_right(one.text) for one in cell):
        return list(cell)
    backwards = mostly_from_right(cell)
    ordered = list(reversed(cell)) if backwards else list(cell)
    placed: list[Piece] = []
    for leftward, group in groupby(ordered, key=lambda one: _from_right(one.text) is True):
        together = list(group)  # words of the other direction keep their own order
        placed += together if leftward == backwards else reversed(together)
    return placed


def mostly_from_right(pieces: Sequence[Piece]) -> bool:
    """Whether most of the words run from right to left."""
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


def tight(cell: Sequence[Piece]) -> frozenset[int]:
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


def in_columns(pieces: Iterable[Piece], between: Sequence[Interval]) -> list[list[Piece]]:
    """The pieces by column, from left to right."""
    middles = _middles(between)
    cells: dict[int, list[Piece]] = {}
    for piece in pieces:
        cells.setdefault(_column(piece, middles), []).append(piece)
    return [cell for _, cell in sorted(cells.items())]


def unspaced(last: Piece, following: Piece) -> bool:
    """Whether both are of a script that has no spaces between words."""
    return bool(_UNSPACED.match(last.text[-1]) and _UNSPACED.match(following.text[0]))
