"""Makes patterns of the words in `checklists/vocabulary/dates.toml`.

Every pattern is bounded: no part of one repeats without limit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from poedesk.datetext.styles import (
    Grammar,
    Hits,
    Style,
    month_number,
    month_only,
    named,
    named_range,
    numeric,
    quarter,
    year_first,
    year_only,
)
from poedesk.errors import word_list
from poedesk.model import Vocabulary

# Letters and digits of scripts that put spaces between words: 2025-03-12に is a date, 12a not.
_WORD = r"[\da-z\u00c0-\u024f\u0370-\u052f]"
# Lines wrap anywhere within a date, but a blank line ends it.
_SPACE = r"(?: ?\n ?| {1,2})?"
_GAP = r"(?:[ \t]?\n[ \t]?|[ \t]{1,2})?"  # beside a link, cells may part what belongs together
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAY = r"(?P<d>\d{1,2}(?!\d))"
# Not the beginning of something longer, but "01/03/2025-31/03/2025" is two dates.
_END = rf"(?!{_WORD}|\.\d|[/-](?!\d{{1,4}}[./-]\d{{1,2}}[./-]\d)\d)"
_LETTER = r"[a-z\u00c0-\u024f\u0370-\u052f]"
# Behind a year of two digits comes nothing that would make it a time or a number of things.
_CLOSED = rf"(?!:\d)(?=[ ]?(?:[\n\t.,;()–—|]|$)){_END}"
_CJK = r"\s?[年년]\s?(?P<m>\d{1,2})\s?[月월](?:\s?(?P<d>\d{1,2})\s?[日일号])?"


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _any(words: Iterable[str]) -> str:
    forms = {form for word in words for form in (word.lower(), _plain(word.lower()))}
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return "(?:" + "|".join(re.escape(form).replace("\\ ", "[ \\n]") for form in ordered) + ")"


def _numbered(names: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    table: dict[str, int] = {}
    for number, forms in names:
        for form in forms:
            table.setdefault(form.lower(), number)
            table.setdefault(_plain(form.lower()), number)
    return table


def _ending(words: Iterable[str], mark: str = "[.:]?") -> re.Pattern[str]:
    """Matches where one of `words`, with such a mark, stands at the end of what is searched."""
    return re.compile(rf"(?<!{_WORD}){_any(words)}{mark}[ \t\n]?\Z")


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
        return rf"{self.day}{self.link}{self.month}"

    @property
    def month_day(self) -> str:
        return rf"{self.month}{_SPACE}[-/]?{self.day}"


def _pieces(words: Mapping[str, Any], months: Iterable[str]) -> _Pieces:
    def spaced(*keys: str) -> str:
        return rf"(?:{_any(one for key in keys for one in words[key])}(?!{_WORD}))"

    joined = spaced("range_joins", "range_both")
    kind = rf"(?P<kind>{_any([*words['fiscal'], *words['calendar']])})"
    filler = rf"(?:{_any(words['range_fillers'])},?[ \n])?"
    # A raised "th" may come out of a PDF with a space or a line end before it.
    raised = _any(one for one in words["ordinals"] if len(one) > 1 and one.isalpha())
    return _Pieces(
        month=rf"(?P<month>{_any(months)})(?!{_LETTER})\.?",
        ordinal=rf"(?:(?:{_any(words['ordinals'])}|[ \n]{raised})(?!{_LETTER}))?",
        link=rf"(?:{_GAP}{spaced('day_links')}{_GAP}|{_SPACE}[-/.]?)",
        before_year=rf"{_SPACE}(?:[-/.,]{_SPACE})?(?:{spaced('year_links')}{_SPACE})?",
        connector=rf"(?:{_SPACE}[-–—~～]{_SPACE}|[ \n]{joined}[ \n]){filler}",
        quarter=rf"{_any(words['quarter_letters'])}(?P<q>[1-4])",
        quarter_year=rf"(?: ?{spaced('quarter_links')}){{0,2}}[ /,-]{{0,3}}{kind}? ?"
        rf"(?P<mark>['’])?(?P<y>(?:19|20)\d\d|\d\d){_END}",
        kind=kind,
    )


def _style(pattern: str, build: Callable[[re.Match[str], Grammar], Hits]) -> Style:
    return re.compile(pattern), build


def _digit_styles(words: Mapping[str, Any], piece: _Pieces) -> Iterator[Style]:
    short, number = r"(?P<y>\d\d)", r"(?P<m>\d{1,2})"
    pair = r"(?P<a>\d{1,2})(?P<s> ?)(?P<sep>[./-]) ?(?P<b>\d{1,2})(?P=s)(?P=sep) ?"
    quarters = rf"{piece.ordinal} ?{_any(words['quarter_words'])}"
    followers = rf"(?!\s{_any(words['year_followers'])}(?!{_WORD}))"
    yield _style(rf"{_YEAR}(?P<sep>[-/.]){number}(?P=sep){_DAY}(?=t\d\d:?\d\d|{_END})", year_first)
    yield _style(rf"(?P<y>\d{{4}}){_CJK}", year_first)
    yield _style(rf"{_YEAR}(?P<sep>[-/. ]){piece.month}(?P=sep){_DAY}{_END}", named)
    yield _style(rf"{pair}{_YEAR}{_END}", numeric)
    yield _style(rf"{pair.replace(' ?', '')}{short}{_END}(?!:\d)", numeric)
    yield _style(rf"{piece.day_month}{piece.before_year}{_YEAR}{_END}", named)
    yield _style(rf"{_DAY}(?P<sep>[-/.]){piece.month}(?P=sep)['’]?{short}{_END}(?!:)", named)
    yield _style(rf"{_DAY} {piece.month} ['’]?{short}{_CLOSED}", named)
    yield _style(rf"(?P<m>0?[1-9]|1[0-2])(?P<sep>/){_YEAR}{_END}", month_number)
    yield _style(rf"{_YEAR}(?P<sep>-)(?P<m>0[1-9]|1[0-2]){_END}", month_number)
    yield _style(rf"(?P<q>[1-4])(?:q|{quarters}){piece.quarter_year}", quarter)
    yield _style(rf"{_YEAR}{followers}{_END}(?![-–—/]\d)", year_only)


def _word_styles(words: Mapping[str, Any], piece: _Pieces) -> Iterator[Style]:
    second = rf"(?P<d2>\d{{1,2}})(?!\d){piece.ordinal}"
    more = rf"(?P<more>(?:,[ \n]\d{{1,2}}(?!\d){piece.ordinal}){{0,8}}),?"
    head = rf"{piece.month_day}{more}{piece.connector}{second}"
    numeral = rf"(?P<q>{_any(one for names in words['quarter_numbers'] for one in names)})"
    written = rf"(?P<word>{_any(_day_words(words))}){piece.link}{piece.month}"
    years = r"['’]?(?P<y>(?:20)?\d\d)"
    yield _style(rf"(?P<era>{_any(words['eras'])})\s?(?P<y>\d{{1,2}}|元){_CJK}", year_first)
    yield _style(rf"{piece.month_day}{piece.before_year}{_YEAR}{_END}", named)
    yield _style(rf"{head}{piece.before_year}{_YEAR}{_END}", named_range)
    yield _style(rf"{piece.month}{piece.before_year}{_YEAR}{_END}", month_only)
    yield _style(rf"{piece.month}(?:-['’]?| ?['’])(?P<y>[2-4]\d){_CLOSED}", month_only)
    yield _style(rf"{piece.quarter}{piece.quarter_year}", quarter)
    yield _style(rf"{piece.kind} ?(?P<mark>){years}[ /,-]{{0,3}}{piece.quarter}{_END}", quarter)
    yield _style(rf"{numeral} {_any(words['quarter_words'])}{piece.quarter_year}", quarter)
    yield _style(rf"{written}{piece.before_year}{_YEAR}{_END}", named)


def _day_words(words: Mapping[str, Any]) -> list[str]:
    return [form for word in words["day_words"] for form in (word, word.replace("-", " "))]


def _day_and_month(piece: _Pieces, first: int) -> str:
    """Either order, the groups numbered from `first` on."""
    return "|".join(
        form.replace("<month>", f"<month{n}>").replace("<d>", f"<d{n}>")
        for n, form in enumerate((piece.day_month, piece.month_day), first)
    )


def _tail(piece: _Pieces) -> str:
    forms = _day_and_month(piece, 1)
    return rf"{piece.connector}(?P<tail>{forms})(?!{_WORD}|{piece.before_year}{_YEAR})"


def _yearless(piece: _Pieces) -> str:
    first, second = _day_and_month(piece, 1), _day_and_month(piece, 3)
    return (
        rf"(?<![\w.,/-])(?P<first>{first})(?:{piece.connector}(?P<second>{second}))?"
        rf"(?!{_WORD}|{piece.before_year}{_YEAR}|[./-]\d)"
    )


def _list_item(piece: _Pieces) -> str:
    return rf"{_DAY}(?:{piece.link}{piece.month}|{piece.ordinal})"


def _list_head(piece: _Pieces) -> str:
    """Two days or more before the last, which has the year: "6, 13 and " of 20 May 2025."""
    item = re.sub(r"\?P<\w+>", "?:", _list_item(piece))
    return rf"(?P<list>{item}(?:,[ \n]{item}){{1,8}}),?{piece.connector}"


def _anchor(words: Mapping[str, Any], months: Iterable[str]) -> str:
    """Where a date may begin: a number, a month, a quarter, an era, a day in words."""
    numerals = [one for names in words["quarter_numbers"] for one in names]
    named = [*months, *words["eras"], *_day_words(words), *numerals, *words["fiscal"]]
    named += [f"{letter}{n}" for letter in words["quarter_letters"] for n in range(1, 5)]
    return rf"(?<!{_WORD})(?:\d{{1,4}}|{_any([*named, *words['calendar']])})"


@lru_cache(maxsize=4)
def grammar(vocabulary: Vocabulary) -> Grammar:
    """The compiled table; raises ChecklistError where it is not as it should be."""
    with word_list("dates"):
        return _compiled(vocabulary["dates"])


def _compiled(words: Mapping[str, Any]) -> Grammar:
    months = _numbered(pair for year in words["months"].values() for pair in enumerate(year, 1))
    piece = _pieces(words, months)
    pair = r"(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})\.?"
    quarters = _numbered(enumerate(words["quarter_numbers"], 1))
    return Grammar(
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
        list_head=re.compile(_list_head(piece)),
        list_item=re.compile(_list_item(piece)),
        tail=re.compile(_tail(piece)),
        yearless=re.compile(_yearless(piece)),
        schedule=re.compile(rf"(?<!{_WORD}){_any(words['schedule_heads'])}(?!{_WORD})"),
        schedule_led=_ending(words["schedule_heads"]),
        day_before=re.compile(rf"{piece.day}{piece.link}\Z"),
        owned=_ending(words["number_owners"], mark=r"\.?"),
        version=_ending(words["version_words"]),
        led=_ending(words["date_leads"]),
        year_led=_ending(words["year_leads"]),
        range_led=_ending([*words["range_leads"], *words["range_fillers"]]),
    )


def _heads(piece: _Pieces, *forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?P<head>{form}){piece.connector}") for form in forms)
