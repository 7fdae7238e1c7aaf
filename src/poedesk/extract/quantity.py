"""Finds numbers of users, devices and the like in running text and behind form labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from poedesk.errors import word_list
from poedesk.extract.phrases import any_of
from poedesk.model import Unit, Vocabulary

_FILLERS = 4  # words between a number and its noun: "1,200 active Microsoft 365 users"
_LONG_LINE = 50  # a shorter line ends a thought: the next line's noun is another's
_COLUMN_LINE = 20  # … but in a narrow column of running text
_ABOUT = 0.7  # of the length of the lines around it
_ENDS = ".:;!?"
_WINDOW = 60  # characters before a number in which its label stands
_HEADING = 50  # "4 Users and devices" at the start of a line is a section up to here
_SPREAD = 10  # "300 to 500 users" is a range, "1 – 500 users" a numbered item
_NEAR = 24  # characters in which the word before a number is looked for
_LEADER = "..."  # dots that lead to a page number: contents, not a table
_LARGEST = 10_000_000
_MOST_DIGITS = 18  # more make a number that is beyond the largest count either way

_DIGITS = r"\d{1,3}(?:[,.'’ ]\d{3})+|\d{1,7}"
_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # written without spaces
_FREE = rf"(?<![^\W{_IDEOGRAPH}])(?<![.,/:#$€£¥+-])"
_CLOSED = r"(?!\d|[.,/:]\d|\s?%)"
_TOKEN = re.compile(r"[^\W_][\w'’+-]{0,30}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_GAP = re.compile(r" ?\n? ?")
_CELL = re.compile(rf"[~≈<>]?\s*(?:ca\.?|approx\.?|about)?\s*(?P<n>{_DIGITS})\s*\+?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many of something at `start`..`end`; `labelled` where its label stands before it."""

    start: int
    end: int
    value: int
    unit: Unit
    labelled: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled vocabulary of counts."""

    number: re.Pattern[str]
    nouns: re.Pattern[str]
    units: Mapping[str, Unit]
    adjectives: re.Pattern[str]
    label: re.Pattern[str]
    any_label: re.Pattern[str]
    alone: re.Pattern[str]
    stops: frozenset[str]
    owners: re.Pattern[str]
    year_leads: re.Pattern[str]
    values: Mapping[str, int]
    scales: Mapping[str, int]
    minimum: re.Pattern[str]
    at_least: re.Pattern[str]
    elsewhere: re.Pattern[str]
    qualifying: re.Pattern[str]
    all_workloads: re.Pattern[str]
    pricing: re.Pattern[str]
    licensing: re.Pattern[str]
    quantity: re.Pattern[str]


def find(
    text: str, taken: Sequence[tuple[int, int]], vocabulary: Vocabulary
) -> tuple[Quantity, ...]:
    """The quantities in `text`, in order; numbers inside the `taken` ranges (dates) are not.

    Of a range ("300 to 500 users", "450 of 500 users") the lower number counts.
    """
    words = compiled(vocabulary)
    low = text.lower() if len(text.lower()) == len(text) else text
    busy = {at for start, end in taken for at in range(start, end)}
    found: list[Quantity] = []
    end = 0
    for match in words.number.finditer(low):
        if match.start() < end or match.start() in busy:
            continue
        quantity = _quantity(text, low, match, words)
        if quantity is not None:
            found.append(quantity)
            end = quantity.end
    return tuple(found)


def cell_value(text: str) -> int | None:
    """The number that fills a table cell, or None."""
    match = _CELL.fullmatch(text.strip())
    return _digits(match["n"]) if match else None


def unit_in(text: str, words: Words) -> Unit | None:
    """The unit that a column head or a row's label names."""
    match = words.any_label.search(text.lower())
    return words.units[match[0]] if match and _LEADER not in text else None


def _quantity(text: str, low: str, match: re.Match[str], words: Words) -> Quantity | None:
    begin = match.start()
    value = _value(match, words)
    if _owned(low, begin, words):
        if not match["low"]:
            return None
        begin, value = match.start("n"), _digits(match["n"])  # "Phase 1 - 500 users"
    if value is None or _is_year(low, match, words):
        return None
    noun = _noun(text, low, match.end(), words)
    if noun is not None and not _is_heading(text, match, value):
        return Quantity(begin, noun[0], value, noun[1], labelled=False)
    line = low.rfind("\n", 0, begin) + 1
    label = words.label.search(low, max(line, begin - _WINDOW), begin)
    if label and words.alone.match(low, match.end()):
        unit = words.units[label["label"]]
        return Quantity(label.start(), match.end(), value, unit, labelled=True)
    return None


def _noun(text: str, low: str, at: int, words: Words) -> tuple[int, Unit] | None:
    """End and unit of what a number that ends at `at` counts."""
    hyphened = words.adjectives.match(low, at)
    if hyphened:
        return hyphened.end(), words.units[hyphened["noun"]]
    for _ in range(_FILLERS + 1):
        gap = _GAP.match(low, at)
        at = gap.end() if gap else at
        if gap and "\n" in gap[0] and not _wraps(text, gap.start()):
            return None
        if noun := words.nouns.match(low, at):
            return noun.end(), words.units[noun[0]]
        token = _TOKEN.match(low, at)
        if token is None or token[0] in words.stops:
            return None
        if token[0].isdigit() and not _owned(low, token.start(), words):
            return None  # "1 September the other 550 users"
        at = token.end()
    return None


def _wraps(text: str, at: int) -> bool:
    """Whether the line that ends at `at` is running text that goes on in the next one: a long
    line, or in a narrow column one about as long as those around it.
    """
    start = text.rfind("\n", 0, at) + 1
    line = text[start:at]
    if "\t" in line or len(line) >= _LONG_LINE:
        return "\t" not in line
    above = text[text.rfind("\n", 0, max(start - 1, 0)) + 1 : max(start - 1, 0)]
    end = text.find("\n", at + 1)
    below = text[at + 1 : end if end >= 0 else len(text)]
    near = [one for one in (above, below) if "\t" not in one and len(one) < _LONG_LINE]
    return (
        text[at + 1 : at + 2].islower()
        and len(line) >= _COLUMN_LINE
        and len(near) == 2
        and max(map(len, near)) * _ABOUT <= len(line)
        and len(above) >= _COLUMN_LINE
        and above[-1] not in _ENDS
    )


def _is_heading(text: str, match: re.Match[str], value: int) -> bool:
    """Whether the number opens a short line whose next word is a capital: a section."""
    begin = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[begin : end if end >= 0 else len(text)]
    after = text[match.end() : match.end() + 2].strip()
    small = value < _HEADING and len(line) < 2 * _HEADING
    return small and not text[begin : match.start()].strip() and after[:1].isupper()


def _owned(low: str, begin: int, words: Words) -> bool:
    """Whether the number belongs to the word before it: "Windows 11 devices"."""
    return words.owners.search(low, max(0, begin - _NEAR), begin) is not None


def _is_year(low: str, match: re.Match[str], words: Words) -> bool:
    begin = match.start()
    if not _YEAR.fullmatch(match["n"] or ""):
        return False
    return words.year_leads.search(low, max(0, begin - _NEAR), begin) is not None


def _value(match: re.Match[str], words: Words) -> int | None:
    if match["words"]:
        value = _spelled(match["words"], words)
    else:
        value = _digits(match["n"]) * (1000 if match["k"] else 1)
        lower = _digits(match["low"]) if match["low"] else value
        value = lower if lower <= value <= lower * _SPREAD else value
    return value if value and 0 < value <= _LARGEST else None


def _digits(number: str) -> int:
    return int(re.sub(r"\D", "", number)[:_MOST_DIGITS])


def _spelled(words_text: str, words: Words) -> int | None:
    """The value of written numerals; a lone "one" is more often a pronoun than a count."""
    total = group = 0
    for token in re.findall(r"[^\W\d_]+", words_text):
        if token in words.scales:
            scale = words.scales[token]
            group = max(group, 1) * scale
            if scale > 100:
                total, group = total + group, 0
        else:
            group += words.values.get(token, 0)
    value = total + group
    return value if value > 1 else None


# ── The vocabulary ──────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def compiled(vocabulary: Vocabulary) -> Words:
    """The words of `counts.toml` as patterns; raises ChecklistError for a faulty table."""
    with word_list("counts"):
        return _compile(vocabulary["counts"])


def _compile(table: Mapping[str, Any]) -> Words:
    words, numerals = table["words"], table["numerals"]
    units: dict[str, Unit] = {}
    for key in ("labels", "nouns", "adjectives"):
        for unit, names in table[key].items():
            for name in names:
                units.setdefault(name.lower(), Unit(unit))
    nouns = [name for names in table["nouns"].values() for name in names]
    labels = [*nouns, *(name for names in table["labels"].values() for name in names)]
    adjectives = [name for names in table["adjectives"].values() for name in names]
    return Words(
        number=re.compile(_number(words, numerals)),
        nouns=re.compile(any_of(nouns)),
        units=units,
        adjectives=re.compile(rf"-(?P<noun>{any_of(adjectives)})"),
        label=re.compile(
            rf"(?P<label>{any_of(labels)})[^\n\d.;:：=\t]{{0,40}}[:：=\t]\s?"
            rf"(?:[~≈]|[^\W\d]{{2,8}}\.? )?\Z"
        ),
        any_label=re.compile(any_of(labels)),
        alone=re.compile(rf"\+?[ ]*(?:[\n\t,;.()|]|$|{any_of(words['after_value'])})"),
        stops=frozenset(words["stops"]),
        owners=re.compile(rf"{any_of(words['owners'])}[ \n]?[#:]?\s?\Z"),
        year_leads=re.compile(rf"{any_of(words['year_leads'])}\s\Z"),
        values=numerals["values"],
        scales=numerals["scales"],
        minimum=re.compile(any_of(words["minimum"])),
        at_least=re.compile(any_of(words["at_least"])),
        elsewhere=re.compile(any_of(words["elsewhere"])),
        qualifying=re.compile(any_of(words["qualifying"])),
        all_workloads=re.compile(any_of(words["all_workloads"])),
        pricing=re.compile(any_of(words["pricing"])),
        licensing=re.compile(any_of(words["licensing"])),
        quantity=re.compile(any_of(words["quantity"])),
    )


def _number(words: Mapping[str, Any], numerals: Mapping[str, Any]) -> str:
    numeral = any_of([*numerals["values"], *numerals["scales"]])
    joined = any_of(one for one in words["joins"] if one[0].isalpha())
    dashes = "".join(re.escape(one) for one in words["joins"] if not one[0].isalpha())
    join = rf"(?:[ ]?[{dashes}][ ]?|[ ]{joined}[ ])"
    scale, filler = any_of(numerals["scales"]), any_of(numerals["fillers"])
    following = "|".join(  # a line's end parts words only that no list of numbers has
        (
            rf"[ -]{scale}\n(?:{filler} )?{numeral}",
            rf"[ -](?:{filler}[ \n])?{numeral}",
            rf"\n{scale}|\n{filler} {numeral}",
        )
    )
    spelled = rf"(?:{scale}\n)?{numeral}(?:{following}){{0,8}}"
    return (
        rf"(?:{_FREE}(?:(?P<low>{_DIGITS}){join})?(?P<n>{_DIGITS})(?P<k>k\b)?{_CLOSED}\+?"
        rf"|(?P<words>{spelled}))"
    )
