"""The dates of a document, each with its role and with the order of day and month settled
where the document itself settles it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from poedesk import datetext
from poedesk.datetext import Found
from poedesk.errors import word_list
from poedesk.extract.day_order import settled, settled_within
from poedesk.extract.layout import Layout, layout
from poedesk.extract.phrases import any_of
from poedesk.model import DateFact, DateRole, Day, Document, Precision, Reading, Segment, Vocabulary

_BEFORE = 70  # characters before a date in which its label is looked for
_AFTER = 40
_AREA = 300  # characters around a date that make up a sign-off area
_TOP = 1500  # characters that make up the head of a document
_LABEL = 48  # a longer line is prose, not a label
_GAP = 16  # characters between the two ends of a range
_LETTERHEAD = 700  # characters in which a letter has its date
_WRAPPED = 60  # characters of a line that may go on in the next one
_NEIGHBOURS = 2  # lines before a bare "Date" in which somebody signs, besides the one behind

_SENTENCE_END = re.compile(r"[.;!?。][ \n]+(?=[^\d\s])|\n[ \t]*\n|\n")
_MARKS = "•·▪–*-"
_BLANK = re.compile(rf"[ {_MARKS}]*")
# What may stand beside a date that has a line for itself: "Hull, 3 May 2025", "Lyon, le …".
_PLACE = re.compile(r"\s*(?:[^\W\d_a-z][\w .'’-]{1,30},)?\s*[^\W\d_A-Z]{0,4}\s*")


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled labels; `roles` tells what each label makes of a date, `columns` the same
    of heads that are no label elsewhere.
    """

    labels: re.Pattern[str]
    roles: Mapping[str, str]
    columns: Mapping[str, str]
    schedule: re.Pattern[str]
    signing: re.Pattern[str]
    signed: re.Pattern[str]
    near_end: re.Pattern[str]
    sent: re.Pattern[str]
    joins: re.Pattern[str]
    both: re.Pattern[str]
    between: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A document with its layout; `heads` gives the head of the column for a cell's start."""

    document: Document
    place: Layout
    heads: Mapping[int, Segment | None]
    words: _Words

    @property
    def text(self) -> str:
        return self.document.text


def dates(reading: Reading, vocabulary: Vocabulary) -> tuple[DateFact, ...]:
    """Every date of the document in order, with its role."""
    found = _all(reading.document.text, vocabulary)
    place = layout(reading.segments)
    cells = (place.at(one.start) for one in found)
    dated = frozenset(cell.start for cell in cells if cell is not None)
    heads = place.headings(lambda segment: segment.start in dated) if dated else {}
    sheet = _Sheet(reading.document, place, heads, _words(vocabulary))
    lasts = (0, *(one.end for one in found))
    roles = [_role(one, last, sheet) for one, last in zip(found, lasts, strict=False)]
    _pair(sheet, found, roles)
    facts = (_fact(sheet.document, one, role) for one, role in zip(found, roles, strict=True))
    return tuple(fact for fact in facts if fact is not None)


def _all(text: str, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """The dates that stand in full, and the days that have their year from a heading."""
    full = settled(text, vocabulary)
    taken = {at for one in full for at in range(one.start, one.end)}
    under = [o for o in datetext.under_headings(text, vocabulary) if o.start not in taken]
    return tuple(sorted((*full, *under), key=lambda one: one.start))


def find(
    document: Document, start: int, end: int, role: DateRole, vocabulary: Vocabulary
) -> tuple[DateFact, ...]:
    """The dates within `start`..`end` of the document's text, all with the given role.

    What the rest of the document tells of the order of day and month is heeded.
    """
    inside = settled_within(document.text, start, end, vocabulary)
    facts = (_fact(document, one, role) for one in inside)
    return tuple(fact for fact in facts if fact is not None)


def _fact(document: Document, found: Found, role: DateRole) -> DateFact | None:
    try:
        span = document.span(found.start, found.end)
    except LookupError:
        return None  # between parts
    if span.end < found.end:
        return None
    return DateFact(_picked(document, found), found.precision, role, span)


def _picked(document: Document, found: Found) -> tuple[Day, ...]:
    """The readings of a date, or the one that a form keeps behind it."""
    for one in document.picked_days:
        if one.span.start <= found.start < one.span.end and one.day in found.readings:
            return (one.day,)
    return found.readings


# ── Roles ───────────────────────────────────────────────────────────────────────────────


def _role(one: Found, last: int, sheet: _Sheet) -> DateRole:
    """The role of a date; `last` is where the date before it ends."""
    header = _header_role(one, sheet)
    if header is not None:
        return header
    label = (
        _label_of_column(one, sheet)
        or _label_before(one.start, last, sheet)
        or _label_in_layout(one, sheet)
        or _label_behind(one.end, sheet)
        or _label_of_place(one, sheet)
    )
    return _meaning(label, one, sheet)


def _header_role(one: Found, sheet: _Sheet) -> DateRole | None:
    """The moment of a mail stands in its header; a quoted message's head is another's."""
    document = sheet.document
    if document.mail is None:
        return None
    if any(m.head and m.head[0] <= one.start < m.head[1] for m in document.mail.messages):
        return DateRole.OTHER
    line = document.text[document.text.rfind("\n", 0, one.start) + 1 : one.start].lower()
    part = next((p.name for p in document.parts if p.start <= one.start < p.end), "")
    return DateRole.ACKNOWLEDGEMENT if part == "headers" and sheet.words.sent.match(line) else None


def _meaning(label: str | None, one: Found, sheet: _Sheet) -> DateRole:
    if label is None:
        return DateRole.OTHER
    if label not in {"date", "document"}:
        return DateRole(label)
    if label == "date" and _in_sign_off(one, sheet):
        return DateRole.SIGNATURE
    opening = sheet.text[one.end : one.end + _BEFORE].lower()
    preamble = label == "document" and sheet.words.between.search(opening)
    return DateRole.DOCUMENT if one.start < _TOP or preamble else DateRole.OTHER


def _in_sign_off(one: Found, sheet: _Sheet) -> bool:
    """Whether somebody signs beside a bare date: two words of a signature block around it, or
    one that is found nowhere else on its line or those next to it.
    """
    area = sheet.text[max(0, one.start - _AREA) : one.end + _AREA].lower()
    if len({match[0] for match in sheet.words.signing.finditer(area)}) > 1:
        return True
    return sheet.words.signed.search(_lines_around(one, sheet)) is not None


def _lines_around(one: Found, sheet: _Sheet) -> str:
    """A date's line with the nearest lines before and behind that are not blank, in lower case."""
    before = sheet.text[max(0, one.start - _AREA) : one.start].split("\n")
    behind = sheet.text[one.end : one.end + _AREA].split("\n")
    above = [line for line in before[:-1] if line.strip()][-_NEIGHBOURS:]
    below = [line for line in behind[1:] if line.strip()][:1]
    return "\n".join([*above, before[-1], behind[0], *below]).lower()


def _label_of_place(one: Found, sheet: _Sheet) -> str | None:
    """What a date tells that stands alone on its line, but for a place: the day of a letter at
    its head, of a signature beside one.
    """
    text = sheet.text
    start, end = text.rfind("\n", 0, one.start) + 1, text.find("\n", one.end)
    rest = text[one.end : end if end >= 0 else len(text)]
    above = text[max(0, start - _WRAPPED - 1) : max(0, start - 1)].rpartition("\n")[2]
    if len(above) == _WRAPPED or one.precision is not Precision.DAY:
        return None
    if not _PLACE.fullmatch(text[start : one.start]) or rest.strip(" .,"):
        return None
    if sheet.words.signed.search(_lines_around(one, sheet)):
        return "signature"
    return "document" if one.start < _LETTERHEAD else None


def _label_before(start: int, last: int, sheet: _Sheet) -> str | None:
    """The nearest label on the date's line or in its sentence, else on a short line above."""
    window = sheet.text[max(last, start - _BEFORE) : start]
    if _BLANK.fullmatch(window.rpartition("\n")[2]):
        line = window.rstrip(_MARKS + " \n").rpartition("\n")[2]
        return _nearest(line, sheet.words) if len(line) <= _LABEL else None
    clause = _SENTENCE_END.split(window)[-1]
    return _nearest(clause, sheet.words) or (
        "end" if sheet.words.near_end.search(clause.lower()) else None
    )


def _nearest(window: str, words: _Words) -> str | None:
    """The last label in `window`; a bare "date" is part of the label before it, if any."""
    label, end = None, -1
    for match in words.labels.finditer(window.lower()):
        kind = words.roles[match[0]]
        if kind != "date" or label is None or match.start() - end > 1:
            label = kind
        end = match.end()
    return label


def _label_of_column(one: Found, sheet: _Sheet) -> str | None:
    """What a head says that is nothing but the one end of a span of time: "From", "To"."""
    cell = sheet.place.at(one.start)
    head = sheet.heads.get(cell.start) if cell is not None else None
    return sheet.words.columns.get(_words_of(head, sheet).strip(" :").lower()) if head else None


def _label_in_layout(one: Found, sheet: _Sheet) -> str | None:
    """The label in the cell to the left, else in the head of the column."""
    cell = sheet.place.at(one.start)
    if cell is None:
        return None
    lefts = [s for s in sheet.place.row(cell) if s.left < cell.left]
    if lefts and (label := _nearest(_words_of(lefts[-1], sheet), sheet.words)):
        return label
    head = sheet.heads.get(cell.start)
    if head is None:
        return None
    label = _nearest(_words_of(head, sheet), sheet.words)
    if label not in {None, "date"}:
        return label
    heads = (_words_of(s, sheet).lower() for s in sheet.place.row(head))
    return "end" if any(map(sheet.words.schedule.search, heads)) else label


def _words_of(segment: Segment, sheet: _Sheet) -> str:
    """The text of a cell that may be a label; prose is none."""
    text = sheet.text[segment.start : segment.end]
    return text if len(text) <= _LABEL else ""


def _label_behind(end: int, sheet: _Sheet) -> str | None:
    """What a date opens: "3 March 2025: kick-off"."""
    window = _SENTENCE_END.split(sheet.text[end : end + _AFTER])[0]
    match = sheet.words.labels.search(window.lower())
    label = sheet.words.roles[match[0]] if match else None
    return label if label in {"start", "end"} else None


def _pair(sheet: _Sheet, found: Sequence[Found], roles: list[DateRole]) -> None:
    """Two dates joined by a dash or by "to" are the start and the end of something."""
    for index, (first, second) in enumerate(pairwise(found)):
        gap = sheet.text[first.end : second.start].lower()
        if len(gap) > _GAP or max(first.readings) > max(second.readings):
            continue
        before = sheet.text[max(0, first.start - _BEFORE // 2) : first.start].lower()
        joined = sheet.words.joins.fullmatch(gap)
        if joined or (sheet.words.both.fullmatch(gap) and sheet.words.between.search(before)):
            roles[index], roles[index + 1] = DateRole.START, DateRole.END


# ── The vocabulary ──────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _words(vocabulary: Vocabulary) -> _Words:
    with word_list("dates"):
        return _compiled(vocabulary["dates"])


def _compiled(table: Mapping[str, Any]) -> _Words:
    labels = table["labels"]
    kinds = ("date", "document", "end", "start", "transaction", "signature")
    roles = {label.lower(): kind for kind in kinds for label in labels[kind]}
    fillers = rf"(?:{any_of(table['range_fillers'])},? )?"
    year = rf"(?:\s?{any_of(table['year_words'])})?"
    return _Words(
        labels=re.compile(any_of(roles)),
        roles=roles,
        columns={word: kind for kind in ("start", "end") for word in table["columns"][kind]},
        schedule=re.compile(any_of(labels["schedule"])),
        signing=re.compile(any_of(labels["signing"])),
        signed=re.compile(any_of(labels["signed"])),
        near_end=re.compile(rf"{any_of(labels['near_end'])} (?:the )?\Z"),
        sent=re.compile(rf"\s*{any_of(labels['sent'])}\s*[:：\t]"),
        joins=re.compile(rf"{year}\s*(?:[-–—~～]|{any_of(table['range_joins'])}:?)\s*{fillers}"),
        both=re.compile(rf"{year}\s*,?\s*{any_of(table['range_both'])}\s*{fillers}"),
        between=re.compile(any_of(table["between"])),
    )
