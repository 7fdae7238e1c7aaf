"""How a document's text falls into headings, list items, table rows and paragraphs.

Apart from the rows of tables only the text is looked at: formats differ in what layout they
keep, the words do not. A passage ends at a blank line, a list marker, a cell border, a heading,
and at a line that is too short to be wrapped; it never leaves its part.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest

from poedesk.extract.nlp import sentences
from poedesk.extract.tables import Range, Row, rows
from poedesk.model import Part, Reading

_BULLET = re.compile(
    r"[ \t]*(?:[•●▪■◦‣∙·*☐☑☒✓✔➢➤►–—-]|o(?=[ \t])|\(?[a-z]{1,3}[.)](?=[ \t]))[ \t]*"
)
_NUMBER = re.compile(r"[ \t]*\(?(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?[ \t]+(?=\S)")
_ENDING = re.compile(r"[.;,!?。！？…][\"”»')]*$")
_ENDED = re.compile(r"[.;!?。！？…][\"”»')]*$")
_WRAPPED = 0.6
"""Share of the usual line length below which a line is taken not to be wrapped."""
_SHORT = 40
"""Characters below which a line is never taken to be wrapped."""
_HEADING_WORDS = 11
_LEAD_DEPTH = 9


class Shape(StrEnum):
    """What a passage looks like."""

    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, list item, table row or paragraph, as a range of the document's text.

    `above` are the headings over it, outermost first; the last may be the line that leads
    in a list ("Out of scope:"). `head` is the first row of a row's table and `row` its
    cells, where the layout shows them. `body` starts behind the list marker or section
    number. `empty` marks a heading with nothing under it.
    """

    shape: Shape
    part: Part
    start: int
    body: int
    end: int
    above: tuple[Range, ...] = ()
    head: Range | None = None
    row: Row | None = None
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of running text, or a whole list item, row or heading."""

    start: int
    end: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its marker told from its words; `number` is "3.1" or empty."""

    start: int
    body: int
    end: int
    bullet: bool
    number: str
    row: bool

    def words(self, text: str) -> str:
        return text[self.body : self.end]


def passages(reading: Reading) -> tuple[Passage, ...]:
    """The passages of a document in reading order."""
    document = reading.document
    return _passages(document.text, document.parts, rows(reading))


def sentences_of(reading: Reading) -> tuple[Sentence, ...]:
    """The sentences of a document: paragraphs and list items are split, rows are not."""
    document = reading.document
    return _sentences(document.text, document.parts, rows(reading))


@lru_cache(maxsize=2)
def _sentences(text: str, parts: tuple[Part, ...], tabled: tuple[Row, ...]) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    for passage in _passages(text, parts, tabled):
        if passage.shape in (Shape.TEXT, Shape.ITEM):
            ranges = sentences(text, passage.body, passage.end)
        else:
            ranges = [(passage.body, passage.end)]
        found.extend(Sentence(start, end, passage) for start, end in ranges)
    return tuple(found)


@lru_cache(maxsize=2)
def _passages(text: str, parts: tuple[Part, ...], tabled: tuple[Row, ...]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    for part in parts:
        found.extend(_nested(_shaped(text, part, tabled), text))
    return tuple(found)


def list_below(passage: Passage, flat: Sequence[Passage]) -> Range | None:
    """The list items or table rows that follow a passage directly."""
    at = bisect_right(flat, passage.start, key=lambda one: one.start)
    last = at
    while last < len(flat) and flat[last].shape in (Shape.ITEM, Shape.ROW):
        last += 1
    return (flat[at].start, flat[last - 1].end) if last > at else None


# ── Lines ───────────────────────────────────────────────────────────────────────────────


def _lines(text: str, part: Part) -> Iterator[_Line | None]:
    """The lines of a part; None for a blank one."""
    start = part.start
    for raw in text[part.start : part.end].split("\n"):
        stripped = raw.rstrip()
        yield _line(text, start, start + len(stripped)) if stripped.strip() else None
        start += len(raw) + 1


def _line(text: str, start: int, end: int) -> _Line:
    bullet = _BULLET.match(text, start, end)
    number = None if bullet else _NUMBER.match(text, start, end)
    marker = bullet or number
    body = marker.end() if marker and marker.end() < end else start
    while body < end and text[body].isspace():
        body += 1
    row = "\t" in text[body:end]
    marked = bullet is not None and body > start
    return _Line(start, body, end, marked, number.group(1) if number else "", row)


def _width(lines: Sequence[_Line | None]) -> int:
    """The usual length of a full line: nine in ten of the running lines are no longer."""
    lengths = sorted(line.end - line.start for line in lines if line and not line.row)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


# ── Shapes ──────────────────────────────────────────────────────────────────────────────


def _shaped(text: str, part: Part, tabled: Sequence[Row]) -> list[Passage]:
    """The passages of one part, without what stands above them."""
    lines = list(_lines(text, part))
    width = _width(lines)
    found: list[Passage] = []
    group: list[_Line] = []
    row: Row | None = None
    for line in [*lines, None]:
        here = _row_of(line, tabled) if line else None
        goes_on = row is not None and here is row
        if group and not goes_on and (line is None or row or _parted(group, line, text, width)):
            found.append(_passage(group, text, part, row))
            group = []
        if line is not None:
            group.append(line)
            row = here
    return [_checked(one, after, text) for one, after in zip_longest(found, found[1:])]


def _row_of(line: _Line, tabled: Sequence[Row]) -> Row | None:
    """The table row that a line belongs to."""
    at = bisect_right(tabled, line.end - 1, key=lambda row: row.start) - 1
    return tabled[at] if at >= 0 and line.start < tabled[at].end else None


def _parted(group: Sequence[_Line], line: _Line, text: str, width: int) -> bool:
    """Whether `line` begins a passage of its own behind the lines of `group`."""
    last = group[-1]
    if last.row or line.row or line.bullet or line.number:
        return True
    if text[line.body].islower():
        return False
    if last.end - last.start < max(_WRAPPED * width, _SHORT):
        return True
    short = line.end - line.start < max(_WRAPPED * width, _SHORT)
    ended = _ENDED.search(text, last.body, last.end) is not None
    return ended and short and _like_heading(line.words(text), "")


def _passage(group: Sequence[_Line], text: str, part: Part, row: Row | None) -> Passage:
    first, end = group[0], group[-1].end
    if row or first.row:
        shape = Shape.ROW
    elif first.bullet:
        shape = Shape.ITEM
    elif _like_heading(text[first.body : end], first.number):
        shape = Shape.HEADING
    else:
        shape = Shape.ITEM if first.number else Shape.TEXT
    return Passage(shape, part, first.start, first.body, end, row=row)


def _like_heading(body: str, number: str) -> bool:
    """Whether the words of a passage could head what follows."""
    count = len(body.split())
    if body.endswith(":"):
        return count <= 3 * _HEADING_WORDS
    if count > _HEADING_WORDS or _ENDING.search(body) or not body[0].isalnum():
        return False
    return bool(number) or not body[0].islower()


def _checked(one: Passage, after: Passage | None, text: str) -> Passage:
    """A line that could be a heading is one only over something that is not of its kind."""
    if one.shape is not Shape.HEADING or text[one.end - 1] == ":":
        return one
    body = text[one.body : one.end]
    numbered = one.body > one.start
    if numbered and after is not None and _depth(after, text) > _depth(one, text):
        return one
    alike = after is not None and after.shape is Shape.HEADING and text[after.end - 1] != ":"
    loud = body.isupper() or "." in text[one.start : one.body].strip(" .\t")
    if loud or (after is not None and not alike and after.part == one.part):
        return one
    if numbered and alike and after is not None and after.body > after.start:
        return replace(one, shape=Shape.ITEM)
    return replace(one, shape=Shape.ITEM if numbered else Shape.TEXT)


# ── What stands above ───────────────────────────────────────────────────────────────────


def _nested(flat: Sequence[Passage], text: str) -> Iterator[Passage]:
    """The passages with the headings over them and, for rows, the first row of their table."""
    above: list[tuple[int, Range]] = []
    head: Range | None = None
    before: Passage | None = None
    for at, one in enumerate(flat):
        if one.shape is Shape.HEADING:
            depth = _depth(one, text)
            above = [entry for entry in above if entry[0] < depth]
            after = flat[at + 1] if at + 1 < len(flat) else None
            empty = after is None or (after.shape is Shape.HEADING and _depth(after, text) <= depth)
            yield replace(one, above=_ranges(above), empty=empty)
            above.append((depth, (one.body, one.end)))
        else:
            if one.shape is Shape.TEXT and before and before.shape is not Shape.HEADING:
                above = [entry for entry in above if entry[0] < _LEAD_DEPTH]
            starts_table = one.shape is Shape.ROW and not (before and before.shape is Shape.ROW)
            if starts_table:
                head = (one.body, one.end)
            yield replace(one, above=_ranges(above), head=head if one.shape is Shape.ROW else None)
        before = one


def _depth(heading: Passage, text: str) -> int:
    if text[heading.end - 1] == ":":
        return _LEAD_DEPTH
    number = text[heading.start : heading.body].strip(" ().\t")
    return number.count(".") + 1


def _ranges(above: Sequence[tuple[int, Range]]) -> tuple[Range, ...]:
    return tuple(place for _, place in above)
