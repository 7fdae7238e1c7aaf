"""The words of each language that say what a mail does: `checklists/vocabulary/approval.toml`.

A sentence is read as a row of marks, one for each word or phrase (see `MARKS`), so that the
rules of `attest/stance.py` can be written over marks, once for all languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.model import Vocabulary

# The mark of each list of a language. A phrase of an earlier list hides those of the later.
MARKS = {
    "harmless": "h",
    "refuses": "R",
    "pending": "I",
    "approves": "A",
    "confirms": "C",
    "contrasts": "L",
    "conditions": "I",
    "adverse": "L",
    "bodies": "G",
    "others": "L",
    "foreign": "O",
    "requests": "Q",
    "requests_after": "q",
    "negations": "X",
    "nexts": "n",
    "futures": "M",
    "behalf": "H",
    "buying": "$",
    "finished": "D",
    "done": "d",
    "work": "W",
    "labour": "w",
    "papers": "N",
    "roles": "l",
    "plain": "p",
    "copulas": "B",
    "agents": "y",
    "firsts": "F",
    "common": "p",
}
BREAK, UNKNOWN, PRODUCT, PERSON = ",", "U", "V", "p"
BODY, THEIRS = "G", "g"
"""A board or department; its approval, which is not the author's own."""
_HAS_APPROVED = re.compile(r"G[^XMIQqLRyA]*B[^XMIQqLRyUA]*A")
IDLE, COURTESIES = "idle", "courtesies"
_KEEPS = "AC"  # marks of the phrases that keep what stands between their parts
_NAME = 3  # letters of a word at least, that a name or an address can explain
_BREAK = re.compile(r"[,;:、，()]| [-–—]+ ")
_LEFT = re.compile(r"[^\W\d_ぁ-ゖ]+(?:'[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence by the words of one language: its marks and where in it they stand.

    `covered` counts the characters of the words that the language knows.
    """

    marks: str
    places: tuple[int, ...]
    covered: int


@dataclass(frozen=True, slots=True)
class Tongue:
    """The compiled words of one language."""

    lists: Mapping[str, re.Pattern[str]]
    idle: re.Pattern[str]
    courtesies: re.Pattern[str]

    def row(self, text: str, named: Sequence[tuple[int, str, str]], people: str) -> Row:
        """The marks of one sentence in lower case, whose products are taken out (`named`);
        `people` are the names and addresses of the mail.
        """
        found = list(named)
        for field, pattern in self.lists.items():
            text = _take(text, pattern, MARKS[field], found)
        known = sum(len(words) for _, _, words in found)
        for pattern, mark in ((_BREAK, BREAK), (_LEFT, UNKNOWN)):
            text = _take(text, pattern, mark, found)
        found.sort()
        marks = "".join(_introduced(mark, words, people) for _, mark, words in found)
        return Row(_in_place(marks), tuple(start for start, _, _ in found), known)

    def is_idle(self, text: str) -> bool:
        """Whether the sentence thanks, tells of a receipt, an absence or the like."""
        return self.idle.search(text.lower()) is not None

    def is_courtesy(self, text: str) -> bool:
        """Whether the sentence greets, praises, or arranges a call, a visit or the like."""
        return self.courtesies.search(text.lower()) is not None

    def has(self, field: str, text: str) -> bool:
        """Whether a phrase of the list stands in `text`."""
        return self.lists[field].search(text.lower()) is not None


def _in_place(marks: str) -> str:
    """The marks after what only whole clauses tell: a board that has approved, or with which the
    authors have talked, limits nothing, any other does; and what the authors plan to do next
    changes nothing that they approve.
    """
    clauses = (_settled(_planned(clause)) for clause in marks.split(BREAK))
    whole = BREAK.join(clauses).replace("n", "p")
    bought = re.search(r"[$O]", whole) and not re.search("[AC]", whole)
    told = "F" in whole and not re.search("[^pFNWwVdDhHBG,]", whole)
    return whole.replace(BODY, "p" if bought or told else "L")


def _planned(clause: str) -> str:
    """“Next we will look at the plants”."""
    plans = "n" in clause and "F" in clause and not re.search("[RXLIQqACO$yG]", clause)
    return re.sub("[UM]", "p", clause) if plans else clause


def _settled(clause: str) -> str:
    """“The board has approved the plan”: the word of approval is theirs, not the author's."""
    done = _HAS_APPROVED.search(clause)
    if done is None:
        return clause
    act = done.end() - 1
    return clause[:act].replace(BODY, "p") + THEIRS + clause[act + 1 :]


def _introduced(mark: str, words: str, people: str) -> str:
    """A word that nobody knows may stand in the names and addresses of the mail."""
    named = mark == UNKNOWN and len(words) >= _NAME and words in people
    return PERSON if named else mark


def _take(text: str, pattern: re.Pattern[str], mark: str, found: list[tuple[int, str, str]]) -> str:
    """Notes every hit and blanks it, so that it is counted once. What stands between the two
    parts of “nehmen … ab” stays: it may be “nicht”, or “nur teilweise”.
    """
    pieces, last = [], 0
    for hit in pattern.finditer(text):
        if not hit.group().strip():
            continue
        kept = [place for place in hit.regs[1:] if place[0] >= 0] if mark in _KEEPS else []
        taken = list(_around(hit.span(), kept))
        found.append((hit.start(), mark, "".join(text[a:b] for a, b in taken)))
        for start, end in taken:
            pieces.append(text[last:start] + " " * (end - start))
            last = end
    return "".join(pieces) + text[last:]


def _around(whole: tuple[int, int], kept: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The pieces of a hit around what is kept of it."""
    start = whole[0]
    for begin, end in kept:
        yield start, begin
        start = end
    yield start, whole[1]


@lru_cache(maxsize=4)
def tongues(vocabulary: Vocabulary) -> tuple[Tongue, ...]:
    """Every language of the table; raises ChecklistError where a list is missing or faulty."""
    try:
        return tuple(
            Tongue(
                {field: any_of(table[field]) for field in MARKS},
                any_of(table[IDLE]),
                any_of(table[COURTESIES]),
            )
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
def absence(vocabulary: Vocabulary) -> re.Pattern[str]:
    """Finds the words with which an automatic reply tells that its owner is away."""
    return any_of(vocabulary["approval"]["automatic"]["bodies"])


@lru_cache(maxsize=4)
def _products(vocabulary: Vocabulary) -> re.Pattern[str]:
    lists = ("aliases", "cased", "weak", "bare")
    entries = vocabulary["workloads"]["workload"]
    return any_of(
        {name for one in entries for field in lists for name in (one["name"], *one.get(field, ()))}
    )


def without_products(
    text: str, vocabulary: Vocabulary
) -> tuple[str, tuple[tuple[int, str, str], ...]]:
    """The sentence in lower case with the names of products blanked, and their marks."""
    found: list[tuple[int, str, str]] = []
    return _take(text.lower(), _products(vocabulary), PRODUCT, found), tuple(found)


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the phrases in a text in lower case, the longest first; never, where there
    is none. They are grouped by their first letter, which makes the search several times faster.
    """
    ordered = sorted({phrase.lower() for phrase in phrases}, key=len, reverse=True)
    opening = [one[1:] for one in ordered if one.startswith("^")]
    bound = [one for one in ordered if _is_spaced(one[0]) and not one.startswith("n't")]
    free = [one for one in ordered if one not in bound and one[0] != "^"]
    kinds = ((r"\A\s*", opening), (r"(?<!\w)", bound), ("", free))
    return re.compile("|".join(left + _grouped(some) for left, some in kinds if some) or r"(?!)")


def _grouped(phrases: Sequence[str]) -> str:
    groups: dict[str, list[str]] = {}
    for phrase in phrases:
        groups.setdefault(phrase[0], []).append(_phrase(phrase).removeprefix(re.escape(phrase[0])))
    return "(?:" + "|".join(re.escape(k) + f"(?:{'|'.join(v)})" for k, v in groups.items()) + ")"


def _phrase(phrase: str) -> str:
    """See the head of approval.toml for "*" and "…"."""
    pieces = [r"\s+".join(map(_word, piece.split())) for piece in phrase.split("…")]
    right = r"(?!\w)" if _is_spaced(phrase[-1]) else ""
    return r"\s(?:(.{0,60}?)\s)?".join(pieces) + right


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")


def _is_spaced(character: str) -> bool:
    """Whether words of this script are told apart by spaces."""
    return character.isalnum() and ord(character) < 0x3000
