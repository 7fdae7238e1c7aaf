"""Days whose year stands only in the heading above them: "Schedule 2025 … 3 March – 14 April"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from poedesk.datetext.styles import Found, Grammar, behind, day_of
from poedesk.model import Precision

_REACH = 1500  # characters below its heading in which a day takes the year from it
_YEARS = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w/-]|[.,]\d)")
_HEADING = re.compile(r"[^\n]{4,80}")
_BEFORE = re.compile(r"(?:\A|[\n\t]|[:–—-] ?)\Z")
_AFTER = re.compile(r"[.;]?(?:[\n\t]|\Z)")


def headed(low: str, grammar: Grammar) -> Iterator[Found]:
    """The ranges without a year, and the days that fill their cell, below a heading that has
    one. Where any other year stands between them or beside them, there is no date.
    """
    headings = list(_headings(low, grammar))
    for (begin, year), end in zip(headings, _ends(headings, low), strict=True):
        other = next((m.start() for m in _YEARS.finditer(low, begin, end) if m[0] != year), end)
        stop = other if other == end else low.rfind("\n", begin, other) + 1
        for match in grammar.yearless.finditer(low, begin, max(begin, stop)):
            yield from _days(match, int(year), grammar)


def _headings(low: str, grammar: Grammar) -> Iterator[tuple[int, str]]:
    """The end of each short line that names one year as that of a schedule, and the year."""
    for line in _HEADING.finditer(low):
        around = low[line.start() - 1 : line.start()], low[line.end() : line.end() + 1]
        if any(one not in {"", "\n"} for one in around):
            continue  # a piece of a longer line
        years = list(_YEARS.finditer(low, line.start(), line.end()))
        if len(years) != 1 or _is_name(low, years[0].start(), grammar):
            continue
        if line[0].strip() == years[0][0] or grammar.schedule.search(line[0]):
            yield line.end(), years[0][0]


def _is_name(low: str, at: int, grammar: Grammar) -> bool:
    """Whether a number belongs to the word before it ("Windows Server 2019"), as no year does."""
    return behind(grammar.owned, low, at) and not behind(grammar.schedule_led, low, at)


def _ends(headings: list[tuple[int, str]], low: str) -> list[int]:
    following = [begin for begin, _ in headings[1:]] + [len(low)]
    return [min(end, begin + _REACH) for (begin, _), end in zip(headings, following, strict=False)]


def _days(match: re.Match[str], year: int, grammar: Grammar) -> Iterator[Found]:
    text, begin, end = match.string, match.start(), match.end()
    second = match["second"] is not None
    alone = _BEFORE.search(text, max(0, begin - 2), begin) and _AFTER.match(text, end)
    if not second and not alone:
        return
    days = [_day(match, year, n, grammar) for n in ((1, 3) if second else (1,))]
    if None in days or sorted(filter(None, days)) != days:
        return
    for day, group in zip(days, ("first", "second"), strict=False):
        if day is not None:
            yield Found(*match.span(group), (day,), Precision.DAY)


def _day(match: re.Match[str], year: int, first: int, grammar: Grammar) -> date | None:
    """The day of the groups numbered `first` (day before month) or the next ones."""
    number = first if match[f"d{first}"] else first + 1
    return day_of(year, grammar.months[match[f"month{number}"]], int(match[f"d{number}"]))
