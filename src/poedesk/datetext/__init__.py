"""Finds the dates that stand in a text, in every usual way of writing them.

The words (months, links between day, month and year, words that make a number no date) are
data: `checklists/vocabulary/dates.toml`. A date is returned with every reading its form
allows; whether a document settles 03/04/2025 is for `extract.dates` to say.
"""

from __future__ import annotations

import re
from datetime import date

from poedesk.datetext.grammar import grammar as compiled
from poedesk.datetext.headed import headed
from poedesk.datetext.styles import Found, Grammar, Hits, behind, day_of, listed, unique
from poedesk.model import Precision, Vocabulary

__all__ = ["Found", "find", "under_headings"]


def find(text: str, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """Every date in `text`, in order and without overlap; offsets index into `text`.

    Both ends of a range are dates of their own ("3–5 March 2025"): what the first leaves out
    is taken from the second. A day and month without any year is no date.
    """
    grammar = compiled(vocabulary)
    low = _lower(text)
    found: list[Found] = []
    end = 0
    for anchor in grammar.anchor.finditer(low):
        start = anchor.start()
        if start < end or _glued(low, start, end):
            continue
        hits = (
            _list_at(low, start, grammar)
            or _range_at(low, start, grammar)
            or _full_at(low, start, grammar)
        )
        if hits:
            hits += _tail_at(low, hits[-1], grammar)
            found.extend(hits)
            end = hits[-1].end
    return tuple(found)


def under_headings(text: str, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """The days without a year of their own whose heading has it, in order.

    "Schedule 2025 … 3 March – 14 April". None of them is among those that `find` gives.
    """
    return tuple(headed(_lower(text), compiled(vocabulary)))


def _lower(text: str) -> str:
    """Lower case of the same length, so that offsets hold (İ would grow)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _glued(low: str, start: int, last_end: int) -> bool:
    """Whether a number at `start` is the rest of something longer: an id, a version, a price."""
    if start == 0 or not low[start].isdigit():
        return False
    before, further = low[start - 1], low[start - 2 : start - 1]
    if before in "#§$€£¥@+":
        return True
    if before in ".-/" and start - 1 != last_end:
        return further.isalnum()
    return before in ",:'’" and further.isdigit()


def _full_at(low: str, start: int, grammar: Grammar) -> Hits:
    styles = grammar.digit_styles if low[start : start + 1].isdigit() else grammar.word_styles
    for pattern, build in styles:
        if (match := pattern.match(low, start)) and (hits := build(match, grammar)):
            return hits
    return ()


def _list_at(low: str, start: int, grammar: Grammar) -> Hits:
    """Three days or more of which only the last has its year: "6, 13 and 20 May 2025"."""
    match = grammar.list_head.match(low, start)
    if match is None or _after_a_word(match, grammar):
        return ()
    rest = _full_at(low, match.end(), grammar)
    days = listed(match, rest[0], grammar) if rest else ()
    return (*days, *rest) if days else ()


def _range_at(low: str, start: int, grammar: Grammar) -> Hits:
    """A range whose first end leaves its year (and month) to the second."""
    for pattern in grammar.digit_heads if low[start].isdigit() else grammar.word_heads:
        match = pattern.match(low, start)
        if match is None:
            continue
        rest = _full_at(low, match.end(), grammar)
        if rest and (head := _head(match, rest[0], grammar)):
            return (head, *rest)
    return ()


def _head(match: re.Match[str], full: Found, grammar: Grammar) -> Found | None:
    pairs = _head_parts(match, grammar)
    (month, day), *_ = pairs
    if (day is None) != (full.precision is Precision.MONTH):
        return None
    if month is None and _after_a_word(match, grammar):
        return None
    readings = unique(_before(end, *pair) for pair in pairs for end in full.readings)
    if not readings:
        return None
    return Found(match.start(), match.end("head"), readings, full.precision)


def _head_parts(match: re.Match[str], grammar: Grammar) -> list[tuple[int | None, int | None]]:
    """Month and day of a range's first end, in each order that it can be read."""
    parts = match.groupdict()
    if "sep" in parts:
        first, second = int(match["a"]), int(match["b"])
        orders: list[tuple[int | None, int | None]] = [(first, second), (second, first)]
        return orders[1:] if match["sep"] == "." else orders
    month = grammar.months[match["month"]] if "month" in parts else None
    return [(month, int(match["d"]) if "d" in parts else None)]


def _after_a_word(match: re.Match[str], grammar: Grammar) -> bool:
    """Whether a number belongs to the word before it: "Phase 1 – 3 March 2025"."""
    begin = match.start()
    before = match.string[max(0, begin - 2) : begin].rstrip(" ")
    return before[-1:].isalpha() and not behind(grammar.range_led, match.string, begin)


def _before(end: date, month: int | None, day: int | None) -> date | None:
    """The last such day before `end`; None where a range cannot begin so."""
    month, day = month or end.month, day or 1
    if month == end.month and day > end.day:
        return None
    return day_of(end.year if month <= end.month else end.year - 1, month, day)


def _tail_at(low: str, full: Found, grammar: Grammar) -> Hits:
    """The second end of a range whose first has the year: "3 March 2025 to 14 April"."""
    match = grammar.tail.match(low, full.end)
    if full.precision is not Precision.DAY or match is None:
        return ()
    month = grammar.months[match["month1"] or match["month2"]]
    day = int(match["d1"] or match["d2"])
    first = full.readings[0]
    year = first.year if (month, day) >= (first.month, first.day) else first.year + 1
    end = day_of(year, month, day)
    return (Found(match.start("tail"), match.end("tail"), (end,), Precision.DAY),) if end else ()
