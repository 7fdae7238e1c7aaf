"""One PDF page's text with true positions, and the way back to pdfium's character index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from poedesk.model import Box, Segment
from poedesk.read.text import normalise

_HYPHENS = "\x02\ufffe"  # pdfium joins lines at a hyphen and leaves one of these in its place
_UNMAPPED = "\ufffd"  # a glyph whose font names no character
_WORD = re.compile(rf"[^\s{_HYPHENS}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")
_WHOLE = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)?(?![\w-])")
_BROKEN = re.compile(rf"\w{{0,40}}[{_HYPHENS}]\s*\w*")
_LONGEST_WORD = 40
_SHORTEST_HALF = 4  # shorter halves ("in-form") are words by chance
_WIDE = 2.0  # a gap of so many line heights is a new cell
_CELL = 1.0  # … and one of so many, where the line has another gap that is much narrower
_NARROWER = 2.5
_MARKER = re.compile(  # the number or bullet of a list item is no cell of its own
    r"[^\w\s]|o|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,4}\.?"
)
_LEADERS = {".", "_", "-", "\u2026"}  # spaced out, they lead the eye to the next cell
_BACK = 1.0  # so many line heights back on a line: drawn later, not continued


@dataclass(frozen=True, slots=True)
class Plane:
    """The shown page: turns PDF user space (y up, unrotated) into `Segment` coordinates.

    `box` is the page's crop box in user space, `turn` its clockwise rotation in degrees.
    """

    page: int
    box: Box
    turn: int

    def shown(self, box: Box) -> Box:
        """left, top, right, bottom on the shown page of a left, bottom, right, top box."""
        left, bottom, right, top = box
        x0, y0, x1, y1 = self.box
        if self.turn == 90:
            return bottom - y0, left - x0, top - y0, right - x0
        if self.turn == 180:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if self.turn == 270:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        return left - x0, y1 - top, right - x0, y1 - bottom

    def drawn(self, shown: Box) -> Box:
        """The way back: left, bottom, right, top in user space of a shown box."""
        left, top, right, bottom = shown
        x0, y0, x1, y1 = self.box
        if self.turn == 90:
            return x0 + top, y0 + left, x0 + bottom, y0 + right
        if self.turn == 180:
            return x1 - right, y0 + top, x1 - left, y0 + bottom
        if self.turn == 270:
            return x1 - bottom, y1 - right, x1 - top, y1 - left
        return x0 + left, y1 - bottom, x0 + right, y1 - top

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the shown page."""
        _, _, width, height = self.shown(self.box)
        return width, height

    def holds(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether any of a shown box lies on the page."""
        width, height = self.size
        return right > 0 and left < width and bottom > 0 and top < height


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's normalised text; `segments` count from its start.

    `origins` gives for each of its characters pdfium's character index.
    """

    text: str
    segments: tuple[Segment, ...]
    origins: tuple[int, ...]

    @property
    def readable(self) -> bool:
        """Whether most glyphs name a character (some fonts have no character map)."""
        solid = [one for one in self.text if not one.isspace()]
        return sum(map(_meaningless, solid)) * 2 <= len(solid)


def _meaningless(character: str) -> bool:
    return character == _UNMAPPED or "\ue000" <= character <= "\uf8ff"


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as drawn, on the shown page.

    `joint` is what parts it from the word before: a line end, a space, or for a word broken
    at a line's end its hyphen (nothing, where the hyphen is not the word's own). `upright`
    says whether it runs along the lines or up the page; None for a single character.
    """

    text: str
    origins: tuple[int, ...]
    joint: str
    box: Box
    upright: bool | None


def layout(textpage: Any, plane: Plane) -> PageText:
    """The text of one page in pdfium's order: cells parted by tabs, lines by line ends."""
    pieces: list[str] = []
    origins: list[int] = []
    segments: list[Segment] = []
    length = 0
    for line in _lines(_words(characters(textpage), textpage, plane)):
        for number, word in enumerate(line):
            start = length + len(word.joint)
            pieces += (word.joint, word.text)
            origins += [word.origins[0]] * len(word.joint)
            origins += word.origins
            length = start + len(word.text)
            if number and word.joint == " ":
                segments[-1] = _extended(segments[-1], length, word.box)
            else:
                left, top, right, bottom = word.box
                segments.append(Segment(plane.page, start, length, left, top, right, bottom))
    return PageText("".join(pieces), tuple(segments), tuple(origins))


def _extended(segment: Segment, end: int, box: Box) -> Segment:
    left, top, right, bottom = box
    return Segment(
        segment.page,
        segment.start,
        end,
        min(segment.left, left),
        min(segment.top, top),
        max(segment.right, right),
        max(segment.bottom, bottom),
    )


def characters(textpage: Any) -> str:
    """The page's characters, one for each of pdfium's indices."""
    import pypdfium2.raw as pdfium

    code, raw = pdfium.FPDFText_GetUnicode, textpage.raw
    codes = [code(raw, index) for index in range(max(0, pdfium.FPDFText_CountChars(raw)))]
    return "".join([chr(one) if 0 < one < 0x110000 else _UNMAPPED for one in codes])


def _words(raw: str, textpage: Any, plane: Plane) -> Iterator[_Word]:
    whole = _whole_words(raw)
    end = 0
    for match in _WORD.finditer(raw):
        text, own = _normalised(match.group())
        if not text:
            continue
        start, last = match.start(), match.end() - 1
        first_box = plane.shown(char_box(textpage, start))
        last_box = plane.shown(char_box(textpage, last)) if last > start else first_box
        yield _Word(
            text,
            tuple([start + index for index in own]),
            _joint(raw, end, start, whole),
            _union(first_box, last_box),
            _runs_upright(first_box, last_box) if last > start else None,
        )
        end = match.end()


def _normalised(word: str) -> tuple[str, Sequence[int]]:
    if word.isascii() and word.isprintable():
        return word, range(len(word))
    return normalise(word)


def _joint(raw: str, end: int, start: int, whole: frozenset[str]) -> str:
    between = raw[end:start]
    if not end:
        return ""
    if any(one in between for one in _HYPHENS):
        return _hyphen(raw, end, start, whole)
    return "\n" if "\n" in between or "\r" in between else " "


def _hyphen(raw: str, end: int, start: int, whole: frozenset[str]) -> str:
    """The word's own hyphen ("real-time"), or nothing where the line's end broke a word."""
    if not (raw[end - 1].islower() and raw[start].islower()):
        return "-"
    first = _LETTERS_BEFORE.search(raw, max(0, end - _LONGEST_WORD), end)
    second = _LETTERS.match(raw, start)
    if first is None or second is None or (first[0] + second[0]).lower() in whole:
        return ""
    halves = first[0].lower(), second[0].lower()
    compound = min(map(len, halves)) >= _SHORTEST_HALF and whole.issuperset(halves)
    return "-" if compound or "-".join(halves) in whole else ""


def _whole_words(raw: str) -> frozenset[str]:
    """The words of the page that no line's end breaks, in lower case."""
    if not any(one in raw for one in _HYPHENS):
        return frozenset()
    return frozenset(_WHOLE.findall(_BROKEN.sub(" ", raw).lower()))


def _runs_upright(first: Box, last: Box) -> bool:
    return abs(first[0] - last[0]) >= abs(first[1] - last[1])


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def char_box(textpage: Any, index: int) -> Box:
    """left, bottom, right, top of a character's cell in user space (as high as its font)."""
    import pypdfium2.raw as pdfium

    rect = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage.raw, index, rect)
    return rect.left, rect.bottom, rect.right, rect.top


def _lines(words: Iterator[_Word]) -> Iterator[list[_Word]]:
    """Words by drawn line, the joints within a line settled."""
    line: list[_Word] = []
    for word in words:
        if line and word.joint == " " and _continues(line, word):
            line.append(word)
            continue
        if line:
            yield _spaced(line)
        line = [replace(word, joint="\n") if line and word.joint == " " else word]
    if line:
        yield _spaced(line)


def _continues(line: Sequence[_Word], word: _Word) -> bool:
    """Whether `word` stands on the same line as the word before it, and after it."""
    before, upright = line[-1], _upright(line[-1], word)
    a, b = before.box, word.box
    if not upright:
        return a[0] < b[2] and b[0] < a[2]
    height = max(a[3] - a[1], b[3] - b[1])
    return a[1] < b[3] and b[1] < a[3] and b[0] - a[2] > -_BACK * height


def _upright(a: _Word, b: _Word) -> bool:
    return a.upright is not False and b.upright is not False


def _spaced(line: list[_Word]) -> list[_Word]:
    """The line with a tab instead of a space before each word that begins a new cell."""
    gaps = [_gap(a, b) for a, b in pairwise(line)]
    if not gaps or max(gaps) <= _CELL:
        return line
    widest = min(_WIDE, max(_CELL, _NARROWER * min(gaps)))
    if _MARKER.fullmatch(line[0].text):
        gaps[0] = 0.0
    gaps = [
        0.0 if a.text in _LEADERS and b.text in _LEADERS else gap
        for gap, (a, b) in zip(gaps, pairwise(line), strict=True)
    ]
    return line[:1] + [
        replace(word, joint="\t") if gap > widest else word
        for gap, word in zip(gaps, line[1:], strict=True)
    ]


def _gap(a: _Word, b: _Word) -> float:
    """The space between two words in line heights."""
    one, two = a.box, b.box
    if _upright(a, b):
        height = min(one[3] - one[1], two[3] - two[1])
        return (two[0] - one[2]) / max(height, 1.0)
    width = min(one[2] - one[0], two[2] - two[0])
    return max(two[1] - one[3], one[1] - two[3]) / max(width, 1.0)
