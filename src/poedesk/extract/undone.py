"""Work that was called off, or that is only an option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.extract.nlp import Hit, Phrases, words
from poedesk.extract.passages import Sentence
from poedesk.model import Vocabulary

_REACH = 4
"""Words that may stand between a subject and what happened to it."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A subject and what, said behind it, shows that the work was not done."""

    subjects: Phrases
    verbs: Phrases


@dataclass(frozen=True, slots=True)
class _Words:
    """`[undone]` and `[optional]` of `activities.toml`, compiled."""

    phrases: Phrases
    pairs: tuple[_Pair, ...]
    optional: Phrases
    onward: Phrases
    modals: Phrases
    headings: Phrases


@lru_cache(maxsize=4)
def _words(vocabulary: Vocabulary) -> _Words:
    table = vocabulary["activities"]
    try:
        undone, optional = table["undone"], table["optional"]
        pairs = [_Pair(_listed(p["subjects"]), _listed(p["verbs"])) for p in undone["pairs"]]
        lists = (_listed(optional[key]) for key in ("phrases", "onward", "modals", "headings"))
        return _Words(_listed(undone["phrases"]), tuple(pairs), *lists)
    except (KeyError, TypeError) as error:
        raise ChecklistError(
            f"vocabulary/activities.toml: [undone] or [optional] is faulty: {error!r}"
        ) from error


def _listed(phrases: Sequence[str]) -> Phrases:
    return Phrases((phrase, "") for phrase in phrases)


def undone(at: int, sentences: Sequence[Sentence], text: str, vocabulary: Vocabulary) -> bool:
    """Whether sentence number `at`, or the next of its paragraph, says that the work was
    called off or never took place.
    """
    lists = _words(vocabulary)
    passage = sentences[at].passage
    told = [one for one in sentences[at : at + 2] if one.passage is passage]
    return any(_says_undone(one.start, one.end, text, lists) for one in told)


def _says_undone(start: int, end: int, text: str, lists: _Words) -> bool:
    if lists.phrases.all(text, start, end):
        return True
    return any(
        subject.end <= verb.start and len(words(text, subject.end, verb.start)) <= _REACH
        for pair in lists.pairs
        for verb in pair.verbs.all(text, start, end)
        for subject in pair.subjects.all(text, start, verb.start)
    )


def optional(
    sentence: Sentence, hits: Sequence[Hit], text: str, vocabulary: Vocabulary
) -> Mapping[Hit, bool]:
    """Which of a sentence's activities are done only if somebody orders them."""
    lists = _words(vocabulary)
    start, end = sentence.start, sentence.end
    whole = bool(lists.optional.all(text, start, end)) or any(
        hit.start == place[0]
        for place in (*sentence.passage.above, (start, end))
        for hit in lists.headings.all(text, *place)
    )
    onward = min((hit.start for hit in lists.onward.all(text, start, end)), default=end)
    modal = {hit.end for hit in lists.modals.all(text, start, end)}
    return {
        hit: whole or hit.start > onward or not modal.isdisjoint(_ends(text, start, hit.start))
        for hit in hits
    }


def _ends(text: str, start: int, end: int) -> list[int]:
    """Where the last two words before an activity end: "could then deploy"."""
    return [word.end for word in words(text, start, end)[-2:]]
