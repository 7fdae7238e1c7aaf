"""The words of a PDF page as they are drawn: letters, place and direction."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from poedesk.model import Box
from poedesk.read.pdf.plane import Plane
from poedesk.read.text import normalise

UNMAPPED = "\ufffd"  # a glyph whose font names no character
_HYPHENS = "\x02\ufffe"  # pdfium joins lines at a hyphen and leaves one of these in its place
_WORD = re.compile(rf"[^\s{_HYPHENS}]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")
_WHOLE = re.compile(r"(?<![\w-])[^\W\d_]+(?:-[^\W\d_]+)?(?![\w-])")
_BROKEN = re.compile(rf"\w{{0,40}}+[{_HYPHENS}]\s*\w*")
_BROKEN_AS_DRAWN = re.compile(r"\w{0,40}+-\s*[\r\n]+\s*\w*")
_TWO_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONGEST_WORD = 40
_SHORTEST_HALF = 4  # shorter halves ("in-form") are words by chance
_SECONDS = frozenset(  # of English compounds: "follow-up", "role-based"
    ("up", "off", "known", "based", "wide", "driven", "facing", "specific", "aware")
)
_ONE_WORD = frozenset(("backup", "setup", "startup", "lookup", "cleanup", "pickup", "markup"))
_FIRSTS = frozenset(("self", "well", "cross"))
_ENDINGS = ("ness", "less", "ish")  # … but "wellness", "selfless"
_SLANT = 1.0  # degrees beside the four directions within which text still counts as level
_OVERPRINT = 0.25  # of a letter's height: so close, the same word is drawn twice to look bold

SLANTED, DOWNWARD, MIRRORED = -1, -2, -3


class Word(NamedTuple):
    """A word as drawn, on the shown page.

    `broken` is set where a line's end broke the word before this one and pdfium joined the two:
    it is what stands between them, "-" for the word's own hyphen or nothing. `turn` is the
    direction in which it runs: degrees clockwise (0, 90, 180, 270), SLANTED, MIRRORED (to the
    left, upright), or DOWNWARD for upright letters that stand one below the other. `place`
    counts words in drawing order; `starts_line` is set where pdfium sees a new line.
    """

    text: str
    origins: Sequence[int]
    box: Box
    turn: int
    broken: str | None
    place: int
    starts_line: bool


def characters(textpage: Any) -> str:
    """The page's characters, one for each of pdfium's indices.

    One beyond U+FFFF has two indices: it stands at the first, and at the second half of it,
    which normalising drops.
    """
    text = "".join(map(chr, _codes(textpage.raw))).replace("\0", UNMAPPED)
    return _TWO_HALVES.sub(_joined, text)


def _codes(raw: Any) -> list[int]:
    import ctypes

    import pypdfium2.raw as pdfium

    count = max(0, pdfium.FPDFText_CountChars(raw))
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    if pdfium.FPDFText_GetText(raw, 0, count, buffer) == count + 1:
        return list(buffer[:count])
    codes = (pdfium.FPDFText_GetUnicode(raw, index) for index in range(count))
    return [one if one <= sys.maxunicode else 0 for one in codes]  # control characters have indices


def _joined(halves: re.Match[str]) -> str:
    both = halves[0].encode("utf-16-le", "surrogatepass")
    return both.decode("utf-16-le") + halves[0][1]


def char_box(textpage: Any, index: int) -> Box:
    """left, bottom, right, top of a character's cell in user space (as high as its font)."""
    return Cells(textpage).box(index)


def drawn_box(textpage: Any, index: int) -> Box:
    """left, bottom, right, top of what is drawn of a character in user space."""
    import ctypes

    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


class Cells:
    """The characters' cells in user space, each as high as its font."""

    def __init__(self, textpage: Any) -> None:
        import pypdfium2.raw as pdfium

        self._raw = textpage.raw
        self._read = pdfium.FPDFText_GetLooseCharBox
        self._rect = pdfium.FS_RECTF()  # one for all: there are thousands on a page

    def box(self, index: int) -> Box:
        """left, bottom, right, top."""
        rect = self._rect
        self._read(self._raw, index, rect)
        return rect.left, rect.bottom, rect.right, rect.top


def whole_words(raw: str) -> frozenset[str]:
    """The words of the page that no line's end breaks, in lower case."""
    plain = _BROKEN_AS_DRAWN.sub(" ", _BROKEN.sub(" ", raw))
    return frozenset(_WHOLE.findall(plain.lower()))


def hyphen(before: str, after: str, whole: frozenset[str]) -> str:
    """The word's own hyphen ("real-time"), or nothing where the line's end broke a word.

    `before` ends and `after` begins with the halves of the word.
    """
    if not (before[-1:].islower() and after[:1].islower()):
        return "-"
    first, second = _LETTERS_BEFORE.search(before[-_LONGEST_WORD:]), _LETTERS.match(after)
    if first is None or second is None:
        return ""
    halves = first[0].lower(), second[0].lower()
    if "".join(halves) in whole or "".join(halves) in _ONE_WORD:
        return ""
    if len(halves[0]) == 1 or halves[1] in _SECONDS:
        return "-"  # no word is broken after its first letter, or before one of these
    if halves[0] in _FIRSTS and len(halves[1]) >= _SHORTEST_HALF:
        return "" if halves[1].startswith(_ENDINGS) else "-"
    compound = min(map(len, halves)) >= _SHORTEST_HALF and whole.issuperset(halves)
    return "-" if compound or "-".join(halves) in whole else ""


def words(raw: str, textpage: Any, plane: Plane, whole: frozenset[str]) -> list[Word]:
    """The words of the page in drawing order; one that is drawn twice to look bold, once.

    `raw` are the page's characters, `whole` its words that no line's end breaks.
    """
    return list(_once(_drawn(raw, textpage, plane, whole)))


def _drawn(raw: str, textpage: Any, plane: Plane, whole: frozenset[str]) -> Iterator[Word]:
    cells = Cells(textpage)
    end = 0
    for place, match in enumerate(_WORD.finditer(raw)):
        start, last = match.start(), match.end() - 1
        text, own = _normalised(match.group(), start)
        if text:
            between = raw[end:start]
            joined = between != " " and any(one in between for one in _HYPHENS)
            first_box = plane.shown(cells.box(start))
            last_box = plane.shown(cells.box(last)) if last > start else first_box
            yield Word(
                text,
                own,
                _union(first_box, last_box),
                _turn(textpage, start, first_box, last_box, plane.turn),
                hyphen(raw[max(0, end - _LONGEST_WORD) : end], raw[start : start + _LONGEST_WORD],
                       whole) if joined else None,
                place,
                "\n" in between or "\r" in between,
            )  # fmt: skip
            end = match.end()


def _normalised(word: str, start: int) -> tuple[str, Sequence[int]]:
    """The word's text and the indices of its characters; its first one's is `start`."""
    if word.isascii() and word.isprintable():
        return word, range(start, start + len(word))
    text, own = normalise(word)
    return text, [start + one for one in own]


def _turn(textpage: Any, index: int, first: Box, last: Box, page_turn: int) -> int:
    import pypdfium2.raw as pdfium

    angle = math.degrees(pdfium.FPDFText_GetCharAngle(textpage.raw, index)) + page_turn
    turn = round(angle / 90) * 90
    if abs(angle - turn) > _SLANT:
        return SLANTED
    turn %= 360
    across, down = abs(first[0] - last[0]), abs(first[1] - last[1])
    if turn % 180 == 0 and down > across:
        return DOWNWARD
    return MIRRORED if turn == 180 and _is_mirrored(textpage, index) else turn


def _is_mirrored(textpage: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    known = pdfium.FPDFText_GetMatrix(textpage.raw, index, matrix)
    return bool(known) and matrix.a * matrix.d - matrix.b * matrix.c < 0


def _once(drawn: Iterator[Word]) -> Iterator[Word]:
    """Without words that are drawn again in nearly the same place."""
    seen: dict[str, list[Box]] = {}
    for word in drawn:
        boxes = seen.setdefault(word.text, [])
        if not boxes or not _drawn_before(word.box, boxes[-8:]):
            boxes.append(word.box)
            yield word


def _drawn_before(box: Box, boxes: Sequence[Box]) -> bool:
    top = box[1]
    for before in boxes:
        near = _OVERPRINT * (before[3] - before[1])
        if -near <= before[1] - top <= near:  # most are on another line
            near = min(near, _OVERPRINT * (before[2] - before[0]))
            if all(abs(a - b) <= near for a, b in zip(before, box, strict=True)):
                return True
    return False


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
