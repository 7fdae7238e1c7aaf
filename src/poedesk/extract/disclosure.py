"""The public-sector disclosure: that Microsoft may pay the partner for what is bought."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.extract.nlp import Phrases
from poedesk.extract.passages import Sentence, sentences_of
from poedesk.extract.tables import Range
from poedesk.model import DisclosureFact, Reading, Vocabulary

_ELEMENTS = ("partner", "fees", "microsoft", "products")
_REACH = 1
"""Sentences before and after the one that speaks of the payment that still belong to it."""
_PAYMENT = frozenset({"fees", "microsoft"})
_SUBJECT = re.compile(r"([^\W\da-z_][\w&.-]{1,40})(?: [^\W\d_A-Z]\w{0,12}){0,3} $")
_SUBJECT_REACH = 100
_SUBJECTED = frozenset({"receiving", "disclosing"})  # whose subject is the partner
_CUES = ("receiving", "disclosing", "denying")


@lru_cache(maxsize=4)
def _phrases(vocabulary: Vocabulary) -> tuple[Phrases, Phrases]:
    """The phrases of all elements and cues, keyed by their table; and who is no partner."""
    table = vocabulary["disclosure"]
    missing = {*_ELEMENTS, *_CUES} - set(table)
    if missing:
        raise ChecklistError(f"vocabulary/disclosure.toml: no table [{min(missing)}]")
    pairs = [(p, name) for name in (*_ELEMENTS, *_CUES) for p in table[name]["phrases"]]
    return Phrases(pairs), Phrases((other, "") for other in table["partner"]["others"])


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence and the words of a disclosure that it holds."""

    sentence: Sentence
    holds: frozenset[str]


def disclosures(reading: Reading, vocabulary: Vocabulary) -> tuple[DisclosureFact, ...]:
    """The passages in which a fee received from Microsoft is told, with what else they hold.

    One sentence speaks of the payment; the other elements may stand in the sentences next to
    it. A passage that announces itself as a disclosure counts without naming Microsoft.
    """
    document = reading.document
    said = _said(document.text, sentences_of(reading), vocabulary)
    facts: list[DisclosureFact] = []
    reached = -1
    for at, one in enumerate(said):
        if at <= reached or not _tells(one):
            continue
        first, last = _around(said, at)
        holds = frozenset().union(*(near.holds for near in said[first : last + 1]))
        if holds >= _PAYMENT or "disclosing" in holds:
            span = document.span(said[first].sentence.start, said[last].sentence.end)
            facts.append(DisclosureFact(holds & set(_ELEMENTS), span))
            reached = last
    return tuple(facts)


def _tells(one: _Said) -> bool:
    """Whether a sentence says that somebody receives a fee, or something from Microsoft."""
    pays = "receiving" in one.holds or one.holds >= _PAYMENT
    return pays and bool(_PAYMENT & one.holds) and "denying" not in one.holds


def _said(text: str, sentences: Sequence[Sentence], vocabulary: Vocabulary) -> list[_Said]:
    """The sentences with the elements and cues that each holds."""
    finder, others = _phrases(vocabulary)
    holds: list[set[str]] = [set() for _ in sentences]
    at = 0
    for hit in finder.all(text):
        while at < len(sentences) and sentences[at].end <= hit.start:
            at += 1
        if at == len(sentences):
            break
        start = sentences[at].start
        if start <= hit.start:
            holds[at].add(hit.key)
            if hit.key in _SUBJECTED and _has_subject(text[start : hit.start], others):
                holds[at].add("partner")
    return [_Said(one, frozenset(held)) for one, held in zip(sentences, holds, strict=True)]


def _has_subject(before: str, others: Phrases) -> bool:
    """Whether the words before "may receive" end in a name that can be the partner's."""
    subject = _SUBJECT.search(before[-_SUBJECT_REACH:])
    return subject is not None and not others.all(subject.group(1))


def _around(said: Sequence[_Said], at: int) -> Range:
    """The first and last sentence of the same part within reach of sentence `at` that hold
    anything of a disclosure.
    """
    part = said[at].sentence.passage.part
    indices = range(max(0, at - _REACH), min(len(said), at + _REACH + 1))
    near = [
        index
        for index in indices
        if said[index].sentence.passage.part == part and (index == at or said[index].holds)
    ]
    return near[0], near[-1]
