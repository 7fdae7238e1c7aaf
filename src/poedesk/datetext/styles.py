"""What each way of writing a date means: from a match of its pattern to days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from poedesk.model import Precision

_PIVOT = 70  # a two-digit year from 70 on is of the last century
_LONG_LINE = 40  # characters; a shorter line is no wrapped prose
_NUMBER = re.compile(r"\d{1,2}")
_DASHES = ("-", "–", "—")
NEAR = 24  # characters in which the word before a number is looked for


@dataclass(frozen=True, slots=True)
class Found:
    """A date as it stands at `start`..`end` of the searched text.

    Each reading is the first day it can mean; the likeliest comes first.
    """

    start: int
    end: int
    readings: tuple[date, ...]
    precision: Precision


Hits = tuple[Found, ...]
Style = tuple[re.Pattern[str], Callable[[re.Match[str], "Grammar"], Hits]]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled vocabulary: `anchor` finds where a date may begin."""

    months: dict[str, int]
    only_after_day: frozenset[str]
    day_words: dict[str, int]
    quarters: dict[str, int]
    eras: dict[str, int]
    fiscal: frozenset[str]
    fiscal_first_month: int
    anchor: re.Pattern[str]
    digit_styles: tuple[Style, ...]
    word_styles: tuple[Style, ...]
    digit_heads: tuple[re.Pattern[str], ...]
    word_heads: tuple[re.Pattern[str], ...]
    list_head: re.Pattern[str]
    list_item: re.Pattern[str]
    tail: re.Pattern[str]
    yearless: re.Pattern[str]
    schedule: re.Pattern[str]
    schedule_led: re.Pattern[str]
    day_before: re.Pattern[str]
    owned: re.Pattern[str]
    version: re.Pattern[str]
    led: re.Pattern[str]
    year_led: re.Pattern[str]
    range_led: re.Pattern[str]


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def unique(days: Iterable[date | None]) -> tuple[date, ...]:
    """The days that exist, each once, in their order."""
    return tuple(dict.fromkeys(day for day in days if day is not None))


def _century(year: str) -> int:
    number = int(year)
    if len(year) > 2:
        return number
    return number + (1900 if number >= _PIVOT else 2000)


def _hit(match: re.Match[str], days: Iterable[date | None], precision: Precision) -> Hits:
    readings = unique(days)
    return (Found(match.start(), match.end(), readings, precision),) if readings else ()


def year_first(match: re.Match[str], grammar: Grammar) -> Hits:
    """2025-03-12, 2025年3月12日, 令和7年3月12日; without a day a month."""
    parts = match.groupdict()
    era = parts.get("era")
    year = 1 if match["y"] == "元" else int(match["y"])
    year += grammar.eras[era] if era else 0
    precision = Precision.DAY if match["d"] else Precision.MONTH
    return _hit(match, [day_of(year, int(match["m"]), int(match["d"] or 1))], precision)


def numeric(match: re.Match[str], grammar: Grammar) -> Hits:
    """a/b/year: both orders, month first for slashes; dots mean day first."""
    first, second, year = int(match["a"]), int(match["b"]), _century(match["y"])
    day_first, month_first = day_of(year, second, first), day_of(year, first, second)
    if match["sep"] == ".":
        if behind(grammar.version, match.string, match.start()):
            return ()
        if len(match["y"]) == 2 and len(match[0]) < 8 and not _alone(match, grammar):
            return ()
        return _hit(match, [day_first or month_first], Precision.DAY)
    order = [month_first, day_first] if match["sep"] == "/" else [day_first, month_first]
    return _hit(match, order, Precision.DAY)


def named(match: re.Match[str], grammar: Grammar) -> Hits:
    """Day, month name and year in any order."""
    begin = match.start()
    if match.string[begin].isdigit():
        if behind(grammar.owned, match.string, begin) or _torn(match, grammar):
            return ()
    elif match["month"] in grammar.only_after_day:
        return ()
    parts = match.groupdict()
    day = grammar.day_words[parts["word"]] if parts.get("word") else int(match["d"])
    month = grammar.months[match["month"]]
    return _hit(match, [day_of(_century(match["y"]), month, day)], Precision.DAY)


def _torn(match: re.Match[str], grammar: Grammar) -> bool:
    """Whether the day ends a short line: a number of its own above a month ("12⏎March 2025").

    It is none where it is the second end of a range ("5 August – 13⏎September 2024"), where
    a word announces it or leads on to the month ("dated 12", "12th", "3 de"), in wrapped prose.
    """
    text, begin = match.string, match.start()
    gap = text.find("\n", begin, match.start("month"))
    if gap < 0 or any(map(str.isalpha, text[begin : match.start("month")])):
        return False
    if text[max(0, begin - 2) : begin].rstrip(" ")[-1:] in (*_DASHES, ","):
        return False
    if behind(grammar.led, text, begin) or behind(grammar.range_led, text, begin):
        return False
    return gap - text.rfind("\n", 0, gap) < _LONG_LINE


def named_range(match: re.Match[str], grammar: Grammar) -> Hits:
    """Days of one month: "March 3–14, 2025", "March 3, 10 and 14, 2025"."""
    month, year = grammar.months[match["month"]], int(match["y"])
    places = [match.span("d"), *_numbers(match, "more"), match.span("d2")]
    days = [day_of(year, month, int(match.string[start:end])) for start, end in places]
    if not _rises(days) or match["month"] in grammar.only_after_day:
        return ()
    starts = [match.start(), *(start for start, _ in places[1:])]
    ends = [*(end for _, end in places[:-1]), match.end()]
    return tuple(
        Found(start, end, (day,), Precision.DAY)
        for start, end, day in zip(starts, ends, days, strict=True)
        if day is not None
    )


def listed(match: re.Match[str], last: Found, grammar: Grammar) -> Hits:
    """The first days of a list whose last has month and year: "6, 13 and 20 May 2025"."""
    if last.precision is not Precision.DAY or len(last.readings) != 1:
        return ()
    end = last.readings[0]
    items = list(grammar.list_item.finditer(match.string, *match.span("list")))
    months = [grammar.months[item["month"]] if item["month"] else None for item in items]
    for at in range(len(months) - 1, -1, -1):  # a day without a month is in that of the next
        months[at] = months[at] or (months[at + 1] if at + 1 < len(months) else end.month)
    days = [
        day_of(end.year, month or end.month, int(item["d"]))
        for item, month in zip(items, months, strict=True)
    ]
    if not _rises([*days, end]):
        return ()
    return tuple(
        Found(item.start(), item.end(), (day,), Precision.DAY)
        for item, day in zip(items, days, strict=True)
        if day is not None
    )


def _numbers(match: re.Match[str], group: str) -> list[tuple[int, int]]:
    return [one.span() for one in _NUMBER.finditer(match.string, *match.span(group))]


def _rises(days: Sequence[date | None]) -> bool:
    """Whether the days all exist and each is later than the one before it."""
    return all(a is not None and b is not None and a < b for a, b in pairwise(days))


def month_only(match: re.Match[str], grammar: Grammar) -> Hits:
    """A month and its year, by name."""
    if match["month"] in grammar.only_after_day:
        return ()
    year, month = _century(match["y"]), grammar.months[match["month"]]
    before = grammar.day_before.search(match.string, max(0, match.start() - NEAR), match.start())
    if before and day_of(year, month, int(before["d"])) is None:
        return ()  # 31 April is not April
    return _hit(match, [day_of(year, month, 1)], Precision.MONTH)


def month_number(match: re.Match[str], grammar: Grammar) -> Hits:
    """03/2025 as it stands; 2025-03 only where nothing else is likely."""
    if match["sep"] == "-" and not _alone(match, grammar):
        return ()
    return _hit(match, [day_of(int(match["y"]), int(match["m"]), 1)], Precision.MONTH)


def quarter(match: re.Match[str], grammar: Grammar) -> Hits:
    """A quarter of the calendar's or, behind FY, of the fiscal year."""
    marked = match["kind"] or match["mark"]
    if len(match["y"]) == 2 and not marked:
        return ()
    number, year = grammar.quarters[match["q"]], _century(match["y"])
    month = 3 * number - 2
    if (match["kind"] or "").strip() in grammar.fiscal:
        months = (grammar.fiscal_first_month - 1) + month - 1
        year, month = year - 1 + months // 12, months % 12 + 1
    return _hit(match, [day_of(year, month, 1)], Precision.QUARTER)


def year_only(match: re.Match[str], grammar: Grammar) -> Hits:
    """A bare year, where the words before it make it a date."""
    if not behind(grammar.year_led, match.string, match.start()):
        return ()
    return _hit(match, [date(int(match["y"]), 1, 1)], Precision.YEAR)


def behind(words: re.Pattern[str], text: str, at: int) -> bool:
    """Whether one of `words` stands just before `at`."""
    return words.search(text, max(0, at - NEAR), at) is not None


def _alone(match: re.Match[str], grammar: Grammar) -> bool:
    """Whether the match fills its cell or stands behind a word that announces a date."""
    text, begin, end = match.string, match.start(), match.end()
    before, after = text[begin - 1 : begin], text[end : end + 1]
    if before in {"", "\n", "\t"} and after in {"", "\n", "\t"}:
        return True
    return behind(grammar.led, text, begin)
