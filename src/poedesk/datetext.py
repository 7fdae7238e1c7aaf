"""Finds the dates that stand in a text, in every usual way of writing them.

The words (months, links between day, month and year, words that make a number no date) are
data: `checklists/vocabulary/dates.toml`. A date is returned with every reading its form
allows; whether a document settles 03/04/2025 is for `extract.dates` to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from poedesk.errors import ChecklistError
from poedesk.model import Precision, Vocabulary

# Letters and digits of scripts that put spaces between words: 2025-03-12に is a date, 12a not.
_WORD = r"[\da-z\u00c0-\u024f\u0370-\u052f]"
_SPACE = r"[ \n]{0,2}"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAY = r"(?P<d>\d{1,2}(?!\d))"
# Not the beginning of something longer, but "01/03/2025-31/03/2025" is two dates.
_END = rf"(?!{_WORD}|\.\d|[/-](?!\d{{1,4}}[./-]\d{{1,2}}[./-]\d)\d)"
_PIVOT = 70  # a two-digit year from 70 on is of the last century
_LETTER = r"[a-z\u00c0-\u024f\u0370-\u052f]"
# Behind a year of two digits comes nothing that would make it a time or a number of things.
_CLOSED = rf"(?!:\d)(?=[ ]?(?:[\n\t.,;)–—|]|$)){_END}"
_CJK = r"\s?[年년]\s?(?P<m>\d{1,2})\s?[月월](?:\s?(?P<d>\d{1,2})\s?[日일号])?"
_LONG_LINE = 40
_NEAR = 24  # characters in which the word before a number is looked for


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
Style = tuple[re.Pattern[str], Callable[[re.Match[str], "_Grammar"], Hits]]


@dataclass(frozen=True, slots=True)
class _Grammar:
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
    tail: re.Pattern[str]
    day_before: re.Pattern[str]
    owned: re.Pattern[str]
    version: re.Pattern[str]
    led: re.Pattern[str]
    year_led: re.Pattern[str]
    range_led: re.Pattern[str]


def find(text: str, vocabulary: Vocabulary) -> tuple[Found, ...]:
    """Every date in `text`, in order and without overlap; offsets index into `text`.

    Both ends of a range are dates of their own ("3–5 March 2025"): what the first leaves out
    is taken from the second. A day and month without any year is no date.
    """
    grammar = _grammar(vocabulary)
    low = _lower(text)
    found: list[Found] = []
    end = 0
    for anchor in grammar.anchor.finditer(low):
        start = anchor.start()
        if start < end or _glued(low, start, end):
            continue
        hits = _range_at(low, start, grammar) or _full_at(low, start, grammar)
        if hits:
            hits += _tail_at(low, hits[-1], grammar)
            found.extend(hits)
            end = hits[-1].end
    return tuple(found)


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


def _full_at(low: str, start: int, grammar: _Grammar) -> Hits:
    styles = grammar.digit_styles if low[start].isdigit() else grammar.word_styles
    for pattern, build in styles:
        if (match := pattern.match(low, start)) and (hits := build(match, grammar)):
            return hits
    return ()


def _range_at(low: str, start: int, grammar: _Grammar) -> Hits:
    """A range whose first end leaves its year (and month) to the second."""
    for pattern in grammar.digit_heads if low[start].isdigit() else grammar.word_heads:
        match = pattern.match(low, start)
        if match is None:
            continue
        rest = _full_at(low, match.end(), grammar)
        if rest and (head := _head(match, rest[0], grammar)):
            return (head, *rest)
    return ()


def _head(match: re.Match[str], full: Found, grammar: _Grammar) -> Found | None:
    pairs = _head_parts(match, grammar)
    (month, day), *_ = pairs
    if (day is None) != (full.precision is Precision.MONTH):
        return None
    if month is None and _after_a_word(match, grammar):
        return None
    readings = _unique(_before(end, *pair) for pair in pairs for end in full.readings)
    if not readings:
        return None
    return Found(match.start(), match.end("head"), readings, full.precision)


def _head_parts(match: re.Match[str], grammar: _Grammar) -> list[tuple[int | None, int | None]]:
    """Month and day of a range's first end, in each order that it can be read."""
    parts = match.groupdict()
    if "sep" in parts:
        first, second = int(match["a"]), int(match["b"])
        orders: list[tuple[int | None, int | None]] = [(first, second), (second, first)]
        return orders[1:] if match["sep"] == "." else orders
    month = grammar.months[match["month"]] if "month" in parts else None
    return [(month, int(match["d"]) if "d" in parts else None)]


def _after_a_word(match: re.Match[str], grammar: _Grammar) -> bool:
    """Whether a number belongs to the word before it: "Phase 1 – 3 March 2025"."""
    begin = match.start()
    before = match.string[max(0, begin - 2) : begin].rstrip(" ")
    return before[-1:].isalpha() and not _behind(grammar.range_led, match.string, begin)


def _before(end: date, month: int | None, day: int | None) -> date | None:
    """The last such day before `end`; None where a range cannot begin so."""
    month, day = month or end.month, day or 1
    if month == end.month and day > end.day:
        return None
    return _day(end.year if month <= end.month else end.year - 1, month, day)


def _tail_at(low: str, full: Found, grammar: _Grammar) -> Hits:
    """The second end of a range whose first has the year: "3 March 2025 to 14 April"."""
    match = grammar.tail.match(low, full.end)
    if full.precision is not Precision.DAY or match is None:
        return ()
    month = grammar.months[match["month1"] or match["month2"]]
    day = int(match["d1"] or match["d2"])
    first = full.readings[0]
    year = first.year if (month, day) >= (first.month, first.day) else first.year + 1
    end = _day(year, month, day)
    return (Found(match.start("tail"), match.end("tail"), (end,), Precision.DAY),) if end else ()


# ── The styles ──────────────────────────────────────────────────────────────────────────


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _unique(days: Iterable[date | None]) -> tuple[date, ...]:
    return tuple(dict.fromkeys(day for day in days if day is not None))


def _century(year: str) -> int:
    number = int(year)
    if len(year) > 2:
        return number
    return number + (1900 if number >= _PIVOT else 2000)


def _hit(match: re.Match[str], days: Iterable[date | None], precision: Precision) -> Hits:
    readings = _unique(days)
    return (Found(match.start(), match.end(), readings, precision),) if readings else ()


def _year_first(match: re.Match[str], grammar: _Grammar) -> Hits:
    parts = match.groupdict()
    era = parts.get("era")
    year = 1 if match["y"] == "元" else int(match["y"])
    year += grammar.eras[era] if era else 0
    precision = Precision.DAY if match["d"] else Precision.MONTH
    return _hit(match, [_day(year, int(match["m"]), int(match["d"] or 1))], precision)


def _numeric(match: re.Match[str], grammar: _Grammar) -> Hits:
    """a/b/year: both orders, month first for slashes; dots mean day first."""
    first, second, year = int(match["a"]), int(match["b"]), _century(match["y"])
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if match["sep"] == ".":
        if _behind(grammar.version, match.string, match.start()):
            return ()
        if len(match["y"]) == 2 and len(match[0]) < 8 and not _alone(match, grammar):
            return ()
        return _hit(match, [day_first or month_first], Precision.DAY)
    order = [month_first, day_first] if match["sep"] == "/" else [day_first, month_first]
    return _hit(match, order, Precision.DAY)


def _named(match: re.Match[str], grammar: _Grammar) -> Hits:
    """Day, month name and year in any order."""
    begin = match.start()
    if match.string[begin].isdigit():
        if _behind(grammar.owned, match.string, begin) or _torn(match):
            return ()
    elif match["month"] in grammar.only_after_day:
        return ()
    parts = match.groupdict()
    day = grammar.day_words[parts["word"]] if parts.get("word") else int(match["d"])
    month = grammar.months[match["month"]]
    return _hit(match, [_day(_century(match["y"]), month, day)], Precision.DAY)


def _torn(match: re.Match[str]) -> bool:
    """Whether the day ends a short line: a number of its own above a month ("12⏎March 2025")."""
    gap = match.string.find("\n", match.start(), match.start("month"))
    return gap >= 0 and gap - match.string.rfind("\n", 0, gap) < _LONG_LINE


def _named_range(match: re.Match[str], grammar: _Grammar) -> Hits:
    """Two days of one month: "March 3–14, 2025"."""
    month, year = grammar.months[match["month"]], int(match["y"])
    first, last = _day(year, month, int(match["d"])), _day(year, month, int(match["d2"]))
    if first is None or last is None or match["month"] in grammar.only_after_day:
        return ()
    return (
        Found(match.start(), match.end("head"), (first,), Precision.DAY),
        Found(match.start("d2"), match.end(), (last,), Precision.DAY),
    )


def _month(match: re.Match[str], grammar: _Grammar) -> Hits:
    if match["month"] in grammar.only_after_day:
        return ()
    year, month = _century(match["y"]), grammar.months[match["month"]]
    before = grammar.day_before.search(match.string, max(0, match.start() - _NEAR), match.start())
    if before and _day(year, month, int(before["d"])) is None:
        return ()  # 31 April is not April
    return _hit(match, [_day(year, month, 1)], Precision.MONTH)


def _month_number(match: re.Match[str], grammar: _Grammar) -> Hits:
    """03/2025 as it stands; 2025-03 only where nothing else is likely."""
    if match["sep"] == "-" and not _alone(match, grammar):
        return ()
    return _hit(match, [_day(int(match["y"]), int(match["m"]), 1)], Precision.MONTH)


def _quarter(match: re.Match[str], grammar: _Grammar) -> Hits:
    marked = match["kind"] or match["mark"]
    if len(match["y"]) == 2 and not marked:
        return ()
    number, year = grammar.quarters[match["q"]], _century(match["y"])
    month = 3 * number - 2
    if (match["kind"] or "").strip() in grammar.fiscal:
        months = (grammar.fiscal_first_month - 1) + month - 1
        year, month = year - 1 + months // 12, months % 12 + 1
    return _hit(match, [_day(year, month, 1)], Precision.QUARTER)


def _year(match: re.Match[str], grammar: _Grammar) -> Hits:
    if not _behind(grammar.year_led, match.string, match.start()):
        return ()
    return _hit(match, [date(int(match["y"]), 1, 1)], Precision.YEAR)


def _behind(words: re.Pattern[str], text: str, at: int) -> bool:
    """Whether one of `words` stands just before `at`."""
    return words.search(text, max(0, at - _NEAR), at) is not None


def _alone(match: re.Match[str], grammar: _Grammar) -> bool:
    """Whether the match fills its cell or stands behind a word that announces a date."""
    text, begin, end = match.string, match.start(), match.end()
    before, after = text[begin - 1 : begin], text[end : end + 1]
    if before in {"", "\n", "\t"} and after in {"", "\n", "\t"}:
        return True
    return _behind(grammar.led, text, begin)


# ── Compiling the vocabulary ────────────────────────────────────────────────────────────


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _any(words: Iterable[str]) -> str:
    forms = {form for word in words for form in (word.lower(), _plain(word.lower()))}
    return "(?:" + "|".join(re.escape(f) for f in sorted(forms, key=lambda f: (-len(f), f))) + ")"


def _numbered(names: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    table: dict[str, int] = {}
    for number, forms in names:
        for form in forms:
            table.setdefault(form.lower(), number)
            table.setdefault(_plain(form.lower()), number)
    return table


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    """Matches where one of `words` stands at the end of what is searched."""
    return re.compile(rf"(?<!{_WORD}){_any(words)}[.:]?[ \t\n]?\Z")


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Patterns of which the styles are made."""

    month: str
    ordinal: str
    link: str
    before_year: str
    connector: str
    quarter: str
    quarter_year: str
    kind: str

    @property
    def day(self) -> str:
        return rf"{_DAY}{self.ordinal}"

    @property
    def day_month(self) -> str:
        return rf"{self.day}{_SPACE}{self.link}{self.month}"

    @property
    def month_day(self) -> str:
        return rf"{self.month}{_SPACE}[-/]?{self.day}"


def _pieces(words: Mapping[str, Any], months: Iterable[str]) -> _Pieces:
    def spaced(*keys: str) -> str:
        return rf"(?:{_any(one for key in keys for one in words[key])}(?!{_WORD}))"

    link = spaced("range_joins", "range_both")
    kind = rf"(?P<kind>{_any([*words['fiscal'], *words['calendar']])})"
    filler = rf"(?:{_any(words['range_fillers'])},?[ \n])?"
    return _Pieces(
        month=rf"(?P<month>{_any(months)})(?!{_LETTER})\.?",
        ordinal=rf"(?:{_any(words['ordinals'])}(?!{_LETTER}))?",
        link=rf"(?:[-/]|{spaced('day_links')}{_SPACE})?",
        before_year=rf"{_SPACE}(?:[-/,] ?)?(?:{spaced('year_links')}{_SPACE})?",
        connector=rf"(?:{_SPACE}[-–—~～]{_SPACE}|[ \n]{link}[ \n]){filler}",
        quarter=rf"{_any(words['quarter_letters'])}(?P<q>[1-4])",
        quarter_year=rf"(?: ?{spaced('quarter_links')}){{0,2}}[ /,-]{{0,3}}{kind}? ?"
        rf"(?P<mark>['’])?(?P<y>(?:19|20)\d\d|\d\d){_END}",
        kind=kind,
    )


def _style(pattern: str, build: Callable[[re.Match[str], _Grammar], Hits]) -> Style:
    return re.compile(pattern), build


def _digit_styles(words: Mapping[str, Any], piece: _Pieces) -> Iterator[Style]:
    short, number = r"(?P<y>\d\d)", r"(?P<m>\d{1,2})"
    pair = r"(?P<a>\d{1,2})(?P<s> ?)(?P<sep>[./-]) ?(?P<b>\d{1,2})(?P=s)(?P=sep) ?"
    quarters = rf"{piece.ordinal} ?{_any(words['quarter_words'])}"
    followers = rf"(?!\s{_any(words['year_followers'])}(?!{_WORD}))"
    yield _style(rf"{_YEAR}(?P<sep>[-/.]){number}(?P=sep){_DAY}(?=t\d\d:?\d\d|{_END})", _year_first)
    yield _style(rf"(?P<y>\d{{4}}){_CJK}", _year_first)
    yield _style(rf"{_YEAR}(?P<sep>[-/. ]){piece.month}(?P=sep){_DAY}{_END}", _named)
    yield _style(rf"{pair}{_YEAR}{_END}", _numeric)
    yield _style(rf"{pair.replace(' ?', '')}{short}{_END}(?!:\d)", _numeric)
    yield _style(rf"{piece.day_month}{piece.before_year}{_YEAR}{_END}", _named)
    yield _style(rf"{_DAY}(?P<sep>[-/. ]){piece.month}(?P=sep)['’]?{short}{_CLOSED}", _named)
    yield _style(rf"(?P<m>0?[1-9]|1[0-2])(?P<sep>/){_YEAR}{_END}", _month_number)
    yield _style(rf"{_YEAR}(?P<sep>-)(?P<m>0[1-9]|1[0-2]){_END}", _month_number)
    yield _style(rf"(?P<q>[1-4])(?:q|{quarters}){piece.quarter_year}", _quarter)
    yield _style(rf"{_YEAR}{followers}{_END}(?![-–—/]\d)", _year)


def _word_styles(words: Mapping[str, Any], piece: _Pieces) -> Iterator[Style]:
    second = rf"(?P<d2>\d{{1,2}})(?!\d){piece.ordinal}"
    head = rf"(?P<head>{piece.month_day}){piece.connector}{second}"
    numeral = rf"(?P<q>{_any(one for names in words['quarter_numbers'] for one in names)})"
    written = rf"(?P<word>{_any(_day_words(words))}){_SPACE}{piece.link}{piece.month}"
    years = r"['’]?(?P<y>(?:20)?\d\d)"
    yield _style(rf"(?P<era>{_any(words['eras'])})\s?(?P<y>\d{{1,2}}|元){_CJK}", _year_first)
    yield _style(rf"{piece.month_day}{piece.before_year}{_YEAR}{_END}", _named)
    yield _style(rf"{head}{piece.before_year}{_YEAR}{_END}", _named_range)
    yield _style(rf"{piece.month}{piece.before_year}{_YEAR}{_END}", _month)
    yield _style(rf"{piece.month}(?:-['’]?| ?['’])(?P<y>[2-4]\d){_CLOSED}", _month)
    yield _style(rf"{piece.quarter}{piece.quarter_year}", _quarter)
    yield _style(rf"{piece.kind} ?(?P<mark>){years}[ /,-]{{0,3}}{piece.quarter}{_END}", _quarter)
    yield _style(rf"{numeral} {_any(words['quarter_words'])}{piece.quarter_year}", _quarter)
    yield _style(rf"{written}{piece.before_year}{_YEAR}{_END}", _named)


def _day_words(words: Mapping[str, Any]) -> list[str]:
    return [form for word in words["day_words"] for form in (word, word.replace("-", " "))]


def _tail(piece: _Pieces) -> str:
    forms = "|".join(
        form.replace("<month>", f"<month{n}>").replace("<d>", f"<d{n}>")
        for n, form in enumerate((piece.day_month, piece.month_day), 1)
    )
    return rf"{piece.connector}(?P<tail>{forms})(?!{_WORD}|{piece.before_year}{_YEAR})"


def _anchor(words: Mapping[str, Any], months: Iterable[str]) -> str:
    """Where a date may begin: a number, a month, a quarter, an era, a day in words."""
    numerals = [one for names in words["quarter_numbers"] for one in names]
    named = [*months, *words["eras"], *_day_words(words), *numerals, *words["fiscal"]]
    named += [f"{letter}{n}" for letter in words["quarter_letters"] for n in range(1, 5)]
    return rf"(?<!{_WORD})(?:\d{{1,4}}|{_any([*named, *words['calendar']])})"


@lru_cache(maxsize=4)
def _grammar(vocabulary: Vocabulary) -> _Grammar:
    try:
        return _compiled(vocabulary["dates"])
    except (KeyError, TypeError, ValueError, AttributeError, re.error) as error:
        raise ChecklistError(
            f"vocabulary/dates.toml is not as it should be: {error!r}",
            hint="Compare it with the shipped file of that name.",
        ) from error


def _compiled(words: Mapping[str, Any]) -> _Grammar:
    months = _numbered(pair for year in words["months"].values() for pair in enumerate(year, 1))
    piece = _pieces(words, months)
    pair = r"(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})\.?"
    quarters = _numbered(enumerate(words["quarter_numbers"], 1))
    return _Grammar(
        months=months,
        only_after_day=frozenset(words["only_after_day"]),
        day_words=_numbered(
            (n, [word, word.replace("-", " ")]) for n, word in enumerate(words["day_words"], 1)
        ),
        quarters=quarters | {str(number): number for number in range(1, 5)},
        eras=dict(words["eras"]),
        fiscal=frozenset(words["fiscal"]),
        fiscal_first_month=words["fiscal_first_month"],
        anchor=re.compile(_anchor(words, months)),
        digit_styles=tuple(_digit_styles(words, piece)),
        word_styles=tuple(_word_styles(words, piece)),
        digit_heads=_heads(piece, piece.day_month, pair, piece.day),
        word_heads=_heads(piece, piece.month_day, piece.month),
        tail=re.compile(_tail(piece)),
        day_before=re.compile(rf"{piece.day}[ /-]?{piece.link}\Z"),
        owned=_ending(words["number_owners"]),
        version=_ending(words["version_words"]),
        led=_ending(words["date_leads"]),
        year_led=_ending(words["year_leads"]),
        range_led=_ending(words["range_leads"]),
    )


def _heads(piece: _Pieces, *forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?P<head>{form}){piece.connector}") for form in forms)
