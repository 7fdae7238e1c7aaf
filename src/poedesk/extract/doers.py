"""Work that a sentence gives to another company than the document's partner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.extract.companies import every
from poedesk.extract.names import core
from poedesk.extract.nlp import Hit, Phrases, folded, words
from poedesk.extract.passages import Sentence
from poedesk.extract.tables import Range
from poedesk.model import PartyFact, Side, Vocabulary

_REACH = 6
"""Words that may stand between a company and what it does: "GmbH has then successfully"."""
_NEAR = 80  # characters around a company in which it may be called the partner's own
_REMARK = re.compile(r"\([^()]{0,200}\)")
_BREAK = re.compile(r"[;:.!?•\t–—]|\n\s*\n")
_ARTICLES = frozenset({"the", "der", "die", "la", "le", "el", "il", "de"})
_NOUN = re.compile(r"(?:ments?|ions?|ung|ción|ção|zione|outs?|ups?|tie|rol)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Words:
    """`[doers]` of `activities.toml`, compiled."""

    own: Phrases
    acting: Phrases
    partner: Phrases
    by: frozenset[str]
    received: frozenset[str]
    prepositions: frozenset[str]


@lru_cache(maxsize=4)
def _words(vocabulary: Vocabulary) -> _Words:
    try:
        table = vocabulary["activities"]["doers"]
        own, acting, partner = (
            Phrases((phrase, "") for phrase in table[key]) for key in ("own", "acting", "partner")
        )
        by, received, before = (
            frozenset(map(folded, table[key])) for key in ("by", "received", "prepositions")
        )
    except (KeyError, TypeError) as error:
        raise ChecklistError(f"vocabulary/activities.toml: [doers] is faulty: {error!r}") from error
    return _Words(own, acting, partner, by, received, before)


@dataclass(frozen=True, slots=True, order=True)
class _Doer:
    """Somebody named who may do something; `side` is unknown for a company of neither party."""

    start: int
    end: int
    side: Side


class Doers:
    """Who does what in a document.

    Where it says of no company that it is the partner, nobody is known for another.
    """

    def __init__(self, text: str, parties: Sequence[PartyFact], vocabulary: Vocabulary) -> None:
        """Take a document's text and the parties found in it."""
        self._lists = _words(vocabulary)
        # A remark in brackets behind a name is no part of who does what.
        self._text = _REMARK.sub(lambda remark: " " * len(remark[0]), text)
        names = {side: {one.name for one in parties if one.role is side} for side in Side}
        partner = names[Side.PARTNER]
        known = [core(name, vocabulary) for name in partner | names[Side.UNKNOWN]]
        customers = [core(name, vocabulary) for name in names[Side.CUSTOMER]]
        self._partner = Phrases((short, "") for name in partner for short in _shortened(name))
        self._others: list[_Doer] = []
        for place, name in self._companies(text, vocabulary) if partner else ():
            if not any(_same(name, one) for one in known):
                customer = any(_same(name, one) for one in customers)
                side = Side.CUSTOMER if customer else Side.UNKNOWN
                self._others.append(_Doer(*place, side))

    def _companies(
        self, text: str, vocabulary: Vocabulary
    ) -> Iterator[tuple[Range, tuple[str, ...]]]:
        """The companies with a legal form and the cores of their names, without those that
        the text somewhere calls the partner's own: "our subcontractor X GmbH".
        """
        places = [self._begun(place) for place in every(text, vocabulary)]
        named = [(place, core(text[slice(*place)], vocabulary)) for place in places]
        own = {name for place, name in named if self._is_own(place, text)}
        for place, name in named:
            if name not in own and self._text[place[0]] != " ":
                yield place, name

    def _begun(self, place: Range) -> Range:
        """The place of a name without the "For" or the date that opens a sentence before it."""
        said = words(self._text, *place)
        if not said:  # it stands in a remark in brackets
            return place
        before = self._lists.prepositions | self._lists.by
        opening = [at for at, word in enumerate(said[:-2]) if word.text.isdigit()]
        first = opening[-1] + 1 if opening else int(folded(said[0].text) in before)
        return said[min(first, len(said) - 1)].start, place[1]

    def _is_own(self, place: Range, text: str) -> bool:
        before = words(text, max(0, place[0] - _NEAR), place[0])[-_REACH:]
        after = words(text, place[1], min(len(text), place[1] + _NEAR))[:_REACH]
        runs = [(run[0].start, run[-1].end) for run in (before, after) if run]
        return any(self._lists.own.all(text, *run) for run in runs)

    def of_others(self, sentence: Sentence, hits: Sequence[Hit]) -> frozenset[Hit]:
        """The activities of a sentence that, by its words or those over it, others do."""
        for place in sentence.passage.above if self._others else ():
            acts = self._lists.acting.all(self._text, *place)
            if any(self._does_another(act, acts, place) for act in acts):
                return frozenset(hits)
        own = (sentence.start, sentence.end)
        return frozenset(hit for hit in hits if self._does_another(hit, hits, own))

    def _does_another(self, hit: Hit, hits: Sequence[Hit], place: Range) -> bool:
        others = [one for one in self._others if place[0] <= one.start < place[1]]
        if not others:
            return False
        named = [*others, *self._partners(place)]
        if any(one.side is Side.PARTNER for one in named):  # "Contoso Ltd has us deploy Intune"
            named = [one for one in named if one.side is not Side.CUSTOMER]
        subjects = [one for one in named if one.end <= hit.start and self._is_subject(one, place)]
        subject = max(subjects, default=None)
        if subject is not None and (subject.side is Side.PARTNER or self._acts(subject, hits)):
            return subject.side is not Side.PARTNER
        agents = [one for one in named if one.start >= hit.end and self._is_agent(one, hit)]
        return bool(agents) and min(agents).side is not Side.PARTNER

    def _partners(self, place: Range) -> list[_Doer]:
        found = (
            *self._partner.all(self._text, *place),
            *self._lists.partner.all(self._text, *place),
        )
        return [_Doer(hit.start, hit.end, Side.PARTNER) for hit in found]

    def _is_subject(self, one: _Doer, place: Range) -> bool:
        before = words(self._text, place[0], one.start)[-1:]
        owning = self._text[one.end : one.end + 2] in ("'s", "’s")
        return not owning and not any(
            folded(word.text) in self._lists.prepositions | self._lists.by for word in before
        )

    def _acts(self, subject: _Doer, hits: Sequence[Hit]) -> bool:
        """Whether the first activity behind a company is what it does."""
        hit = min((hit for hit in hits if hit.start >= subject.end), key=lambda one: one.start)
        if len(words(self._text, subject.end, hit.start)) > _REACH:
            return False
        if _BREAK.search(self._text, subject.end, hit.start):
            return False
        verbs = self._lists.acting.all(self._text, subject.end, hit.end)
        return bool(verbs) or not _NOUN.search(self._text[hit.start : hit.end])

    def _is_agent(self, one: _Doer, hit: Hit) -> bool:
        """Whether a company behind an activity stands behind "by", but not "used by"."""
        before = [folded(word.text) for word in words(self._text, hit.start, one.start)]
        if before and before[-1] in _ARTICLES:
            before.pop()
        return (
            len(before) > 1
            and before[-1] in self._lists.by
            and before[-2] not in self._lists.received
        )


def _shortened(name: str) -> Iterator[str]:
    """A company's name and what it may be called for short: its first words."""
    said = [word.text for word in words(name)]
    for count in range(1, len(said) + 1):
        if len(said[0]) > 2 or count > 1:
            yield " ".join(said[:count])


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two cores are of one company or group: the shorter begins the longer."""
    size = min(len(one), len(other))
    return one[:size] == other[:size]
