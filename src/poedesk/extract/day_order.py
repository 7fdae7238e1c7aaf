"""Settles whether 03/04/2025 is in March or in April, where the document itself tells."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from poedesk import datetext
from poedesk.datetext import Found
from poedesk.errors import word_list
from poedesk.extract.phrases import any_of
from poedesk.model import Precision, Vocabulary

_NUMERIC = re.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_SEPARATORS = "/-."
_NEAR = range(-7, 8)  # days at which another date makes a reading the likelier one


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled words that tell an order; `foreign` month names are not English too."""

    day_first: re.Pattern[str]
    month_first: re.Pattern[str]
    english: frozenset[str]
    foreign: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a document tells: for each separator whether the day is first, `likely` for the
    others, and the days that it names beyond doubt.
    """

    order: Mapping[str, bool]
    likely: bool | None
    named: frozenset[date]


@lru_cache(maxsize=8)
def settled(text: str, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """Every date of a document's `text`, with the readings that the text leaves open.

    A date keeps both readings, the likeliest first, unless other dates written alike, the
    same day named elsewhere beyond doubt, or the form's own words settle it.
    """
    evidence = _evidence(text, vocabulary)
    return tuple(_read(one, text, evidence) for one in found_dates(text, vocabulary))


def settled_within(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """The dates of `text[start:end]`, read in the light of the whole text."""
    inside = [f for f in settled(text, vocabulary) if start <= f.start and f.end <= end]
    if inside:
        return tuple(inside)
    evidence = _evidence(text, vocabulary)
    cut = datetext.find(text[start:end], vocabulary)
    moved = (replace(one, start=start + one.start, end=start + one.end) for one in cut)
    return tuple(_read(one, text, evidence) for one in moved)


@lru_cache(maxsize=8)
def found_dates(text: str, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """Every date of a text with all its readings, whatever else the text tells of them."""
    return datetext.find(text, vocabulary)


@lru_cache(maxsize=8)
def _evidence(text: str, vocabulary: Vocabulary) -> _Evidence:
    found = found_dates(text, vocabulary)
    named = frozenset(
        one.readings[0]
        for one in found
        if len(one.readings) == 1 and one.precision is Precision.DAY
    )
    votes = {**_echoes(text, found, named), **_votes(text, found)}
    general = _general_order(text, vocabulary)
    order = {} if general is None else dict.fromkeys(_SEPARATORS, general)
    for separator, vote in votes.items():
        order.pop(separator, None)
        if len(vote) == 1:
            order[separator] = next(iter(vote))
    told = set().union(*votes.values())
    return _Evidence(order, next(iter(told)) if len(told) == 1 else None, named)


def _votes(text: str, found: Sequence[Found]) -> dict[str, set[bool]]:
    """For each separator whether the day is first in dates that can be read in one way only."""
    votes: dict[str, set[bool]] = defaultdict(set)
    for one in found:
        match = _NUMERIC.match(text, one.start)
        if match and len(one.readings) == 1 and match[1] != match[3]:
            votes[match[2]].add(int(match[1]) == one.readings[0].day)
    return votes


def _echoes(text: str, found: Sequence[Found], named: frozenset[date]) -> dict[str, set[bool]]:
    """The same of dates that can be read in two ways, one of them named elsewhere."""
    votes: dict[str, set[bool]] = defaultdict(set)
    for one in found:
        match = _NUMERIC.match(text, one.start)
        echoed = [day for day in one.readings if day in named]
        if match and len(one.readings) > 1 and len(echoed) == 1:
            votes[match[2]].add(int(match[1]) == echoed[0].day)
    return votes


def _general_order(text: str, vocabulary: Vocabulary) -> bool | None:
    words = _words(vocabulary)
    low = text.lower()
    day = words.day_first.search(low) is not None or _is_foreign(text, vocabulary)
    month = words.month_first.search(low) is not None
    return None if day == month else day


def _is_foreign(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the named months are those of languages that write the day first, not English."""
    words = _words(vocabulary)
    spans = (text[one.start : one.end].lower() for one in found_dates(text, vocabulary))
    names = {name for span in spans for name in _LETTERS.findall(span)}
    return bool(names & words.foreign) and not names & words.english


def _read(found: Found, text: str, evidence: _Evidence) -> Found:
    match = _NUMERIC.match(text, found.start)
    if len(found.readings) == 1 or match is None:
        return found
    order = evidence.order.get(match[2])
    if order is None:
        return replace(found, readings=_likeliest_first(found, match, evidence))
    day = int(match[1] if order else match[3])
    kept = tuple(one for one in found.readings if one.day == day)
    return replace(found, readings=kept or found.readings)


def _likeliest_first(found: Found, match: re.Match[str], evidence: _Evidence) -> tuple[date, ...]:
    """Both readings: before all one near another date, then one in the order of other styles."""
    likely = None if evidence.likely is None else int(match[1] if evidence.likely else match[3])

    def doubt(day: date) -> tuple[bool, bool]:
        near = any(day + timedelta(days) in evidence.named for days in _NEAR)
        return not near, day.day != likely

    return tuple(sorted(found.readings, key=doubt))


@lru_cache(maxsize=4)
def _words(vocabulary: Vocabulary) -> _Words:
    with word_list("dates"):
        return _compiled(vocabulary["dates"])


def _compiled(table: Mapping[str, Any]) -> _Words:
    order = table["order"]
    months = {
        language: frozenset(form for forms in year for form in forms)
        for language, year in table["months"].items()
    }
    english = months.pop("english")
    others = frozenset().union(*months.values())
    return _Words(
        day_first=re.compile(any_of([*order["day_first"], *order["day_first_labels"]])),
        month_first=re.compile(any_of(order["month_first"])),
        english=english - others,
        foreign=others - english,
    )
