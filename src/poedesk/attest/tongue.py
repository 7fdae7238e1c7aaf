"""The words of each language that say what a mail does: `checklists/vocabulary/approval.toml`.

A sentence is read as a row of marks, one for each word or phrase (see `MARKS`), so that the
rules of `attest/stance.py` can be written over marks, once for all languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.model import Vocabulary

# The mark of each list of a language. A phrase of an earlier list hides those of the later.
MARKS = {
    "harmless": "h",
    "refuses": "R",
    "approves": "A",
    "confirms": "C",
    "contrasts": "L",
    "conditions": "I",
    "adverse": "L",
    "others": "L",
    "foreign": "O",
    "requests": "Q",
    "requests_after": "q",
    "negations": "X",
    "futures": "M",
    "behalf": "H",
    "buying": "$",
    "finished": "D",
    "done": "d",
    "work": "W",
    "papers": "N",
    "plain": "p",
    "copulas": "B",
    "agents": "y",
    "firsts": "F",
    "common": "p",
}
BREAK, UNKNOWN, PRODUCT, PERSON, IDLE = ",", "U", "V", "p", "idle"
_NAME = 4  # letters of a word at least, that a name or an address can explain
_BREAK = re.compile(r"[,;:、，()]| [-–—]+ ")
_LEFT = re.compile(r"[^\W\d_ぁ-ゖ]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence by the words of one language: its marks and the words they stand for.

    `covered` counts the characters of the words that the language knows.
    """

    marks: str
    words: tuple[str, ...]
    covered: int


@dataclass(frozen=True, slots=True)
class Tongue:
    """The compiled words of one language."""

    lists: Mapping[str, re.Pattern[str]]
    idle: re.Pattern[str]

    def row(self, text: str, products: re.Pattern[str], people: str) -> Row:
        """The marks of one sentence; `people` are the names and addresses of the mail."""
        found: list[tuple[int, str, str]] = []
        for field, pattern in self.lists.items():
            text = _take(text, pattern, MARKS[field], found)
        text = _take(text, products, PRODUCT, found)
        known = sum(len(words) for _, _, words in found)
        for pattern, mark in ((_BREAK, BREAK), (_LEFT, UNKNOWN)):
            text = _take(text, pattern, mark, found)
        found = sorted(_introduced(one, people) for one in found)
        return Row(
            "".join(mark for _, mark, _ in found), tuple(words for _, _, words in found), known
        )

    def is_idle(self, text: str) -> bool:
        """Whether the sentence thanks, tells of a receipt, an absence or the like."""
        return self.idle.search(text) is not None

    def has(self, field: str, text: str) -> bool:
        """Whether a phrase of the list stands in `text`."""
        return self.lists[field].search(text) is not None


def _introduced(one: tuple[int, str, str], people: str) -> tuple[int, str, str]:
    """A word that nobody knows, or one that stands in the names and addresses of the mail."""
    start, mark, word = one
    known = mark == UNKNOWN and len(word) >= _NAME and word.casefold() in people
    return (start, PERSON, word) if known else one


def _take(text: str, pattern: re.Pattern[str], mark: str, found: list[tuple[int, str, str]]) -> str:
    """Notes every hit and blanks it, so that it is counted once."""
    hits = [hit for hit in pattern.finditer(text) if hit.group().strip()]
    found.extend((hit.start(), mark, hit.group()) for hit in hits)
    pieces, last = [], 0
    for hit in hits:
        pieces.append(text[last : hit.start()] + " " * len(hit.group()))
        last = hit.end()
    return "".join(pieces) + text[last:]


@lru_cache(maxsize=4)
def tongues(vocabulary: Vocabulary) -> tuple[Tongue, ...]:
    """Every language of the table; raises ChecklistError where a list is missing or faulty."""
    try:
        return tuple(
            Tongue({field: any_of(table[field]) for field in MARKS}, any_of(table[IDLE]))
            for tag, table in vocabulary["approval"].items()
            if tag != "automatic"
        )
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise ChecklistError(
            f"vocabulary/approval.toml: a language lacks a list or holds a faulty one: {error}",
            hint="Each language needs the lists that the head of the file names.",
        ) from error


@lru_cache(maxsize=4)
def automatic(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Finds the subject of an automatic reply."""
    subjects = vocabulary["approval"]["automatic"]["subjects"]
    return re.compile(r"\s*(?:" + "|".join(map(re.escape, subjects)) + ")", re.IGNORECASE)


@lru_cache(maxsize=4)
def products(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Finds the names of products."""
    lists = ("aliases", "cased", "weak", "bare")
    entries = vocabulary["workloads"]["workload"]
    return any_of(
        {name for one in entries for field in lists for name in (one["name"], *one.get(field, ()))}
    )


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases, the longest first; never, where there is none."""
    ordered: Sequence[str] = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(map(_phrase, ordered)) or r"(?!)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    """See the head of approval.toml for "^", "*" and "…"."""
    opening, phrase = (r"\A\s*", phrase[1:]) if phrase.startswith("^") else ("", phrase)
    pieces = [r"\s+".join(map(_word, piece.split())) for piece in phrase.split("…")]
    left = r"(?<!\w)" if _is_spaced(phrase[0]) and not phrase.startswith("n't") else ""
    right = r"(?!\w)" if _is_spaced(phrase[-1]) else ""
    return opening + left + r"\s(?:.{0,60}?\s)?".join(pieces) + right


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")


def _is_spaced(character: str) -> bool:
    """Whether words of this script are told apart by spaces."""
    return character.isalnum() and ord(character) < 0x3000
