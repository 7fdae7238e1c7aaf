"""The times of a certificate page, in the zone in which the page gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from poedesk.attest.provider.cells import Cell, Sheet
from poedesk.attest.provider.words import Words, plain
from poedesk.datetext import Found
from poedesk.extract.day_order import settled
from poedesk.model import DateFact, DateRole, Precision, Vocabulary

_LINK = r"[\s,|@T–-]{0,6}(?:(?:at|um|à|a las|às|alle|om|ore)\s+)?"
_CLOCK = re.compile(
    r"(?P<ante>午前|午後)?\s?(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?:[.,]\d{1,6})?(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?(?:\s?(?:Uhr\b))?"
    r"(?P<zone>\s*\(?(?:(?:UTC|GMT)\s?[+-]\s?\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[A-Za-z]{1,5}\b)\)?)?",
    re.IGNORECASE,
)
_BEHIND = re.compile(_LINK + _CLOCK.pattern, re.IGNORECASE)
_OFFSET = re.compile(r"([+-])\s?(\d{1,2})(?::?(\d{2}))?")
_MONTH_FIRST = re.compile(r"\bm{1,2}\s?[/.-]\s?d{1,2}\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"\b[dtj]{1,2}\s?[/.-]\s?m{1,2}\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<!\d)(20\d\d) [/.-] (\d\d) [/.-] (\d\d)(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})\s?[/.-]")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date of the page and where it stands; `cells` are its lines, `timed` says that the time
    of day stands with it. `moment` is aware and None where zone or day is in doubt.
    """

    cells: tuple[Cell, ...]
    start: int
    fact: DateFact
    timed: bool
    moment: datetime | None

    @property
    def place(self) -> tuple[int, float]:
        """Page and height of its first line's middle."""
        return self.cells[0].page, self.cells[0].middle

    def beside(self, cell: Cell) -> bool:
        """Whether one of its lines stands on the line of `cell`."""
        return any(
            one.page == cell.page and abs(one.middle - cell.middle) < cell.height / 2
            for one in self.cells
        )


def stamps(sheet: Sheet, words: Words, zone: str, vocabulary: Vocabulary) -> tuple[Stamp, ...]:
    """Every day on the page in order; `zone` is that of a page that names none."""
    general = _named_zone(sheet, words) or _abbreviated(zone, words)
    made = (_stamp(sheet, cell, found, general, words) for cell, found in _days(sheet, vocabulary))
    return tuple(sorted((one for one in made if one is not None), key=lambda one: one.place))


def _days(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[tuple[Cell, Found]]:
    """The days in each cell; only the certificate itself tells the order of day and month."""
    if not sheet.cells:
        return
    text, first = sheet.document.text, min(one.start for one in sheet.cells)
    last = max(one.end for one in sheet.cells)
    own = text[first:last]
    month_first, day_first = _MONTH_FIRST.search(own), _DAY_FIRST.search(own)
    order = None if bool(month_first) == bool(day_first) else day_first is not None
    found = [*settled(own, vocabulary), *_spaced(own)]
    found = [replace(one, start=one.start + first, end=one.end + first) for one in found]
    for cell in sheet.cells:
        for one in found:
            if cell.start <= one.start and one.end <= cell.end:
                yield cell, _ordered(one, text, day_first=order)


def _spaced(text: str) -> Iterator[Found]:
    """Days with the year first and spaces around the strokes, which no letter is written with."""
    for one in _YEAR_FIRST.finditer(text):
        try:
            day = date(int(one[1]), int(one[2]), int(one[3]))
        except ValueError:
            continue
        yield Found(one.start(), one.end(), (day,), Precision.DAY)


def _ordered(found: Found, text: str, *, day_first: bool | None) -> Found:
    number = _NUMERIC.match(text, found.start)
    if day_first is None or number is None or len(found.readings) == 1:
        return found
    leading = int(number[1])
    kept = [one for one in found.readings if (one.day if day_first else one.month) == leading]
    return replace(found, readings=tuple(kept) or found.readings)


def _stamp(
    sheet: Sheet, cell: Cell, found: Found, general: tzinfo | None, words: Words
) -> Stamp | None:
    if found.precision is not Precision.DAY:
        return None
    document = sheet.document
    clock, cells = _clock(sheet, cell, found)
    span = document.span(found.start, found.end)
    fact = DateFact(found.readings, found.precision, DateRole.ACKNOWLEDGEMENT, span)
    moment = _moment(fact, clock, general, words) if clock else None
    return Stamp(cells, found.start, fact, clock is not None, moment)


def _clock(sheet: Sheet, cell: Cell, found: Found) -> tuple[re.Match[str] | None, tuple[Cell, ...]]:
    """The time of day behind a date, or on the next line of a column of days and times."""
    text = sheet.document.text
    behind = _BEHIND.match(text, found.end, cell.end)
    if behind is not None or found.end < cell.end:
        return behind, (cell,)
    below = sheet.below(cell)
    clock = _CLOCK.match(text, below.start, below.end) if below is not None else None
    return (clock, (cell, below)) if clock is not None and below is not None else (None, (cell,))


def _moment(
    fact: DateFact, clock: re.Match[str], general: tzinfo | None, words: Words
) -> datetime | None:
    hour, minute = int(clock["hour"]), int(clock["minute"])
    half = {"午前": "a", "午後": "p"}.get(clock["ante"] or "", (clock["half"] or "").lower())
    if half and hour <= 12:
        hour = hour % 12 + 12 * (half == "p")
    zone = _zone(clock["zone"] or "", general, words)
    if zone is None or fact.ambiguous:
        return None
    try:
        clocked = time(hour, minute, int(clock["second"] or 0))
    except ValueError:
        return None
    local = datetime.combine(fact.value, clocked, zone)
    offset = local.utcoffset()
    return local.replace(tzinfo=timezone(offset)) if offset is not None else None


def _zone(said: str, general: tzinfo | None, words: Words) -> tzinfo | None:
    """The zone that stands behind a time, else that of the page. One that is not known, or
    means several, is none.
    """
    bare = said.strip(" ()\n\t")
    if not bare:
        return general
    offset = _OFFSET.search(bare)
    if offset is not None:
        return _fixed(offset)
    return _abbreviated(bare, words) if bare.isupper() else general


def _abbreviated(name: str, words: Words) -> tzinfo | None:
    minutes = words.zones.get(plain(name))
    return None if minutes is None else timezone(timedelta(minutes=minutes))


def _fixed(offset: re.Match[str]) -> tzinfo | None:
    minutes = 60 * int(offset[2]) + int(offset[3] or 0)
    if minutes > 14 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))


def _named_zone(sheet: Sheet, words: Words) -> tzinfo | None:
    """The zone that the page names once for all its times."""
    for cell in sheet.cells:
        if words.labels.get(cell.label()[0]) != "zone":
            continue
        place = sheet.value(cell)
        said = sheet.document.text[slice(*place)] if place else ""
        offset = _OFFSET.search(said)
        known = words.places.get(plain(said.rpartition(")")[2] if offset else said)) or (
            words.places.get(plain(said.partition(")")[2]))
        )
        if known:
            try:
                return ZoneInfo(known)
            except ZoneInfoNotFoundError:  # a system without zones: the offset is near enough
                return _fixed(offset) if offset else None
        if offset:
            return _fixed(offset)
        return _abbreviated(said, words)
    return None
