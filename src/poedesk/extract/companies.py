"""Companies in running text, told by their legal form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from poedesk.extract.nlp import Hit, Phrases, Word, words
from poedesk.extract.tables import Range
from poedesk.model import Vocabulary

_FARTHEST = 160  # characters of address between a name and what refers to it
_LONGEST = 9  # words of a name, signs included
_INSIDE = frozenset("&+-'’.,") | {"and", "of", "und", "et", "de", "du", "y", "e", "van", "der"}
"""Words and signs that may stand inside a name."""
_ARTICLES = frozenset({"a", "an", "eine", "une", "una", "uma", "een", "en", "et"})
_SENTENCE_END = re.compile(r"[;!?]\s|\.\s+[^\W\d_a-z]|\n\s*\n|\t")


@lru_cache(maxsize=4)
def _forms(vocabulary: Vocabulary) -> Phrases:
    return Phrases((form, "") for form in vocabulary["legal_forms"]["forms"])


def every(text: str, vocabulary: Vocabulary) -> Iterator[Range]:
    """The places of all names with a legal form, in order."""
    for form in _forms(vocabulary).longest(text):
        name = _name(text, max(0, form.start - _FARTHEST), form)
        if name is not None:
            yield name


def last(text: str, start: int, end: int, vocabulary: Vocabulary) -> Range | None:
    """The last name with a legal form in `text[start:end]`; None where there is none or
    where a sentence ends behind it.
    """
    start = max(start, end - 2 * _FARTHEST)
    for form in reversed(_forms(vocabulary).longest(text, start, end)):
        name = _name(text, start, form)
        if name is None or is_described(text, start, name):
            continue
        far = end - name[1] > _FARTHEST or _SENTENCE_END.search(text, name[1], end)
        return None if far else name
    return None


def is_described(text: str, start: int, name: Range) -> bool:
    """Whether words with a legal form only say of what kind a company is: "a Delaware
    corporation".
    """
    before = words(text, start, name[0])
    return bool(before) and before[-1].text in _ARTICLES


def _name(text: str, start: int, form: Hit) -> Range | None:
    """The name, begun behind `start`, that ends in a legal form; None where none stands there."""
    before = words(text, start, form.start)
    if not text[form.start].isupper() or not before or not _is_name(before[-1]):
        return None
    return _first_word(before), form.end + (text[form.end : form.end + 1] == ".")


def _first_word(before: Sequence[Word]) -> int:
    """Where the run of capitalised words begins that ends in front of a legal form."""
    first = before[-1].start
    for at in range(len(before) - 1, max(-1, len(before) - 1 - _LONGEST), -1):
        if _is_name(before[at]):
            first = before[at].start
        elif before[at].text not in _INSIDE:
            break
    return first


def _is_name(word: Word) -> bool:
    return word.text[0].isupper() or word.text[0].isdigit()
