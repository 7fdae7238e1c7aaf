"""Recognised words as text: rows stay rows, wide gaps part cells, each word keeps its place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from poedesk.model import (
    Box,
    Document,
    Graphic,
    Mark,
    Recognised,
    Segment,
    Settings,
    Span,
    View,
    Word,
)
from poedesk.read.pdf.order import runs
from poedesk.read.pdf.words import Word as Drawn
from poedesk.read.text import Composer, normalise

Piece = tuple[Word, ...]
UNCERTAIN = 0.7  # a word with a less certain character is named as uncertain
_NOT_INSTALLED = "to have it read, install text recognition: pip install 'poedesk[ocr]'"

_ROOM = 12.0  # points around a signature that are shown with it
_AIR = 0.08  # of a line's height over and under its letters
_LEVEL = 0.5  # of a line's height by which pieces of one row may differ


# ── Rows ────────────────────────────────────────────────────────────────────────────────


def rows(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces of lines as rows from the top down, each from left to right."""
    found: list[list[Piece]] = []
    for piece in sorted(pieces, key=_middle):
        row = next((one for one in reversed(found[-4:]) if _beside(one, piece)), None)
        if row is None:
            found.append([piece])
        else:
            row.append(piece)
    found.sort(key=lambda row: fmean(map(_middle, row)))
    return tuple(
        tuple(word for piece in sorted(row, key=lambda one: one[0].left) for word in piece)
        for row in found
    )


def _beside(row: Sequence[Piece], piece: Piece) -> bool:
    """Whether a piece stands on the row of the piece that is nearest to it."""
    near = min(row, key=lambda one: abs(one[0].left - piece[0].left))
    apart = near[-1].right <= piece[0].left + 2 or piece[-1].right <= near[0].left + 2
    height = min(_height(near), _height(piece))
    return apart and abs(_middle(near) - _middle(piece)) < _LEVEL * height


def _middle(piece: Piece) -> float:
    return fmean((one.top + one.bottom) / 2 for one in piece)


def _height(piece: Piece) -> float:
    return max(1.0, fmean(one.bottom - one.top for one in piece))


# ── Text ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Written:
    """Recognised words as text; `segments` and `words` count from its start.

    `words` gives the range of each word.
    """

    text: str
    segments: tuple[Segment, ...]
    words: tuple[tuple[int, int, Word], ...]

    @property
    def certainty(self) -> float | None:
        """The mean certainty of its words; None where there are none."""
        return fmean(word.certainty for _, _, word in self.words) if self.words else None

    @property
    def uncertain(self) -> Iterator[tuple[int, int]]:
        """The ranges of words that may be others."""
        for start, end, word in self.words:
            if word.certainty < UNCERTAIN:
                yield start, end


def written(recognised: Recognised, page: int, but: Sequence[Segment] = ()) -> Written:
    """The text of what was recognised in the order of reading, cells parted by tabs and rows by
    line ends.

    Words in the middle of which one of the segments `but` stands are left out.
    """
    kept = [
        (text, word, level)
        for line in recognised.lines
        for level in [_level(line)]
        for word in line
        if (text := "".join(normalise(word.text)[0].split())) and not _within(word, but)
    ]
    pieces: list[str] = []
    segments: list[Segment] = []
    words: list[tuple[int, int, Word]] = []
    length = 0
    for run in runs([_drawn(number, *one) for number, one in enumerate(kept)], ()):
        for number, drawn in enumerate(run.words):
            word = kept[drawn.place][1]
            joint = " " if number else run.joint if pieces else ""
            start = length + len(joint)
            length = start + len(drawn.text)
            pieces += (joint, drawn.text)
            words.append((start, length, word))
            box = word.left, word.top, word.right, word.bottom
            if number:
                segments[-1] = _extended(segments[-1], length, word)
            else:
                segments.append(Segment(page, start, length, *box))
    return Written("".join(pieces), tuple(segments), tuple(words))


def _level(line: Piece) -> tuple[float, float]:
    """The top and bottom of a row's letters, the same for all of its words."""
    top, bottom = median(one.top for one in line), median(one.bottom for one in line)
    air = _AIR * (bottom - top)
    return top + air, bottom - air


def _drawn(number: int, text: str, word: Word, level: tuple[float, float]) -> Drawn:
    """The word for putting in order: on the level of its row, so that rows do not mix."""
    top, bottom = level
    box = word.left, top, word.right, bottom
    return Drawn(text, (number,), box, 0, None, number, starts_line=False)


def _extended(segment: Segment, end: int, word: Word) -> Segment:
    return Segment(
        segment.page,
        segment.start,
        end,
        min(segment.left, word.left),
        min(segment.top, word.top),
        max(segment.right, word.right),
        max(segment.bottom, word.bottom),
    )


def _within(word: Word, segments: Sequence[Segment]) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return any(one.left <= x <= one.right and one.top <= y <= one.bottom for one in segments)


@dataclass(frozen=True, slots=True)
class Added:
    """What was recognised and stands in the document's text from `start` on."""

    start: int
    written: Written

    @property
    def uncertain(self) -> list[tuple[int, int]]:
        """The ranges of words that may be others."""
        return [(self.start + a, self.start + b) for a, b in self.written.uncertain]


def add_scan(composer: Composer, recognised: Recognised, beside: Sequence[Segment] = ()) -> Added:
    """Write what was recognised as a part of its own: of a page, or of a picture on a page where
    the page's own text has the segments `beside`, which are not said twice.
    """
    page = recognised.scan.page
    found = written(recognised, page, but=beside)
    if found.text:
        name = f"picture on page {page}" if beside else f"page {page}"
        composer.begin(name, page, found.certainty)
    return Added(composer.raw(found.text, found.segments), found)


def unread_reason(seen: Recognised | None, settings: Settings) -> str:
    """Why a picture's words are not in the text."""
    if seen is not None:
        return seen.problem
    return "it waits for text recognition" if settings.recogniser else _NOT_INSTALLED


def uncertain(document: Document, ranges: Sequence[tuple[int, int]]) -> list[Mark]:
    """The mark that names words which were recognised with little certainty."""
    spans = tuple(document.span(start, end) for start, end in ranges)
    message = "These words were recognised in a picture, with little certainty."
    return [Mark("uncertain-text", message, spans)] if spans else []


# ── Places ──────────────────────────────────────────────────────────────────────────────


def places(recognised: Recognised, added: Added, span: Span) -> Iterator[Box]:
    """left, top, right, bottom on the shown page of a span, one box a line and cell."""
    start, end = span.start - added.start, span.end - added.start
    for segment in added.written.segments:
        boxes = [
            as_shown(recognised, word)
            for first, last, word in added.written.words
            if segment.start <= first < segment.end and first < end and start < last
        ]
        if boxes:
            lefts, tops, rights, bottoms = zip(*boxes, strict=True)
            yield min(lefts), min(tops), max(rights), max(bottoms)


def written_by_hand(
    recognised: Recognised, view: Callable[[Box], View], *, upright: bool = True
) -> list[Graphic]:
    """What stands beside the print, upright like the recognised words or as the page shows it.

    `view` tells how a box of the shown page is looked at.
    """
    found = []
    for one in recognised.drawn:
        shown = as_shown(recognised, one)
        placed = one if upright else Graphic(one.kind, one.page, *shown, certainty=one.certainty)
        found.append(placed if one.kind == "rule" else replace(placed, view=view(_roomy(shown))))
    return found


def _roomy(box: Box) -> Box:
    """A box with some of what stands around it."""
    left, top, right, bottom = box
    return left - _ROOM, top - _ROOM, right + _ROOM, bottom + _ROOM


def as_shown(recognised: Recognised, word: Word | Graphic) -> Box:
    """left, top, right, bottom of what stands upright, where the page shows it."""
    across, down = recognised.middle
    angle = math.radians(recognised.turn)
    corners = [
        (x - across, y - down) for x in (word.left, word.right) for y in (word.top, word.bottom)
    ]
    xs = [across + x * math.cos(angle) - y * math.sin(angle) for x, y in corners]
    ys = [down + x * math.sin(angle) + y * math.cos(angle) for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
