"""What each sentence, list item or table row says was done, planned, needed or gained."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.extract.doers import Doers
from poedesk.extract.nlp import Hit, Phrases, words
from poedesk.extract.passages import (
    Passage,
    Sentence,
    Shape,
    list_below,
    passages,
    sentences_of,
)
from poedesk.extract.tables import Range
from poedesk.extract.ticks import has_boxes
from poedesk.extract.undone import optional, undone
from poedesk.extract.workloads import KIND_OF_DEVICE, passing
from poedesk.model import (
    Activity,
    ActivityFact,
    Document,
    PartyFact,
    Reading,
    Span,
    Vocabulary,
    WorkloadFact,
)

_TRAP = "-"
_NEGATION_REACH = 4
"""Words before an activity among which a negation still belongs to it."""
_LEAD_WORDS = 4
"""Words that a line in front of a list must have to say something of its own."""
_NEAR_REACH = 2
"""The same for the words that negate only what stands right behind them."""
_HEADING, _OPENING, _OPENED = 8, 6, 12
"""Words of a heading, of an opening like one, and sentences back to it."""
_SAMPLE = 20_000
"""Characters of a document by which its language is told."""
_VOID = frozenset({"out of scope", "boilerplate", "not ticked"})
"""Reasons of passing mentions under which no work of the partner stands."""
_LOOSE = _VOID | {KIND_OF_DEVICE}
_FIELD = re.compile(
    r"[^:：\t\n.]{1,48}[:：\t]\s*(?:\d[\d\s.,/:年月日-]*"
    r"|\d{1,2}\.? (?:de )?[^\W\d_]+\.?,? (?:de )?\d{4}"
    r"|[^\W\d_]+ \d{1,2}(?:st|nd|rd|th)?,? \d{4})\s*"
)
"""A form field that holds nothing but a date or a number."""
_WORK = frozenset({Activity.DEPLOYMENT, Activity.ADOPTION, Activity.GUIDANCE, Activity.SUPPORT})


@dataclass(frozen=True, slots=True)
class _Words:
    """`activities.toml`, compiled; keys of `finder` are activity classes or `_TRAP`."""

    finder: Phrases
    unless: Mapping[str, Phrases]
    numbered: frozenset[str]
    negation: Phrases
    pointing: Phrases
    near: Phrases
    agents: Phrases
    headings: Phrases
    language: Phrases
    others: Phrases
    topics: Mapping[Activity, Phrases]
    particulars: Phrases
    pairs: tuple[tuple[str, re.Pattern[str]], ...]


@lru_cache(maxsize=4)
def _words(vocabulary: Vocabulary) -> _Words:
    table = vocabulary["activities"]
    missing = {*Activity, "traps", "pointing", "negation"} - set(table)
    if missing:
        raise ChecklistError(f"vocabulary/activities.toml: no table [{min(missing)}]")
    classes = {str(kind): table[kind] for kind in Activity}
    pairs = [(phrase, kind) for kind, lists in classes.items() for phrase in lists["phrases"]]
    traps = [(phrase, _TRAP) for phrase in table["traps"]["phrases"]]
    return _Words(
        Phrases([*pairs, *traps]),
        {kind: _phrases(lists["unless"]) for kind, lists in classes.items() if "unless" in lists},
        frozenset(kind for kind, lists in classes.items() if lists.get("number")),
        _phrases(table["negation"]["words"]),
        _phrases(table["pointing"]["phrases"]),
        _phrases(table["negation"]["near"]),
        _phrases(table["negation"]["agents"]),
        _phrases(table["negation"]["headings"]),
        _languages(table["negation"]),
        _phrases(table["negation"]["others"]),
        {
            Activity(kind): _phrases(one["headings"])
            for kind, one in classes.items()
            if "headings" in one
        },
        _phrases(table["particulars"]["phrases"]),
        tuple((kind, _paired(one["pairs"])) for kind, one in classes.items() if "pairs" in one),
    )


def _phrases(listed: Sequence[str]) -> Phrases:
    return Phrases((phrase, _TRAP) for phrase in listed)


def _languages(table: Mapping[str, Sequence[str]]) -> Phrases:
    own = [(word, "own") for word in table["language"]]
    return Phrases([*own, *((word, "other") for word in table["unless_language"])])


def activities(
    reading: Reading,
    named: Sequence[WorkloadFact],
    parties: Sequence[PartyFact],
    vocabulary: Vocabulary,
) -> tuple[ActivityFact, ...]:
    """One fact for each activity class of each sentence, list item or table row, in order.

    A fact's workloads are those named in the sentence; else those named before it in the same
    paragraph; else those of the list or table below that it points to; else those of the
    nearest heading or table head over it that names any. A heading is no activity of its
    own, but a line that leads in a list is. Mentions that are out of scope, boilerplate or
    not ticked tie nothing. Work of a company that is not the partner among `parties` is void.
    """
    document = reading.document
    lists = _words(vocabulary)
    if _is_other_language(document.text, lists):
        lists = replace(lists, near=_phrases([]))
    sentences = sentences_of(reading)
    hits = _spread(lists.finder.longest(document.text), sentences)
    places = _places(named)
    doers = Doers(document.text, parties, vocabulary)
    facts: list[ActivityFact] = []
    for at, sentence in enumerate(sentences):
        hits[at] += _parted(sentence, document.text, lists)
        topics = _topics(at, sentences, document.text, lists)
        if not (hits[at] or topics) or _is_title(sentence, document.text):
            continue
        reasons = _reasons(sentence, hits[at], document, vocabulary)
        meant = [hit for hit in hits[at] if reasons[hit] != "heading"]
        below = _below(sentence, passages(reading), document.text, lists)
        tied = _tied(sentence, places, below)
        others = _others(sentence, document.text, lists) or undone(
            at, sentences, document.text, vocabulary
        )
        strangers = doers.of_others(sentence, hits[at])
        extra = optional(sentence, hits[at], document.text, vocabulary)
        span = document.span(sentence.start, sentence.end)
        classes = _classes(meant, span.quote, lists)
        if _FIELD.fullmatch(span.quote):
            classes = {kind: found for kind, found in classes.items() if kind is Activity.TIMELINE}
        facts += [
            ActivityFact(kind, tied, negated=False, span=span)
            for kind in sorted(topics - set(classes))
        ]
        for kind, found in classes.items():
            own = [h for h in found if reasons[h] not in _VOID and not extra[h]]
            own = [] if others else [hit for hit in own if hit not in strangers]
            passed = all(reasons[hit] in _VOID for hit in found)
            void = _denied(own, sentence, document.text, lists) if kind in _WORK else passed
            told = _particulars(span, lists) if kind in _WORK else ()
            facts.append(ActivityFact(kind, tied, void, span, specifics=told))
    return tuple(facts)


def _topics(
    at: int, sentences: Sequence[Sentence], text: str, lists: _Words
) -> frozenset[Activity]:
    """What a sentence is about by the heading over it, or by the short words that open its
    paragraph like one: "The customer's need. Four teachers were …".
    """
    sentence = sentences[at]
    passage = sentence.passage
    if passage.shape not in (Shape.TEXT, Shape.ITEM):
        return frozenset()
    ranges = list(passage.above[-1:])
    first = next(one for one in sentences[max(0, at - _OPENED) : at + 1] if one.passage is passage)
    if first is not sentence and len(text[first.start : first.end].split()) <= _OPENING:
        ranges.append((first.start, first.end))
    return frozenset(
        kind
        for kind, headings in lists.topics.items()
        for start, end in ranges
        if len(text[start:end].split()) <= _HEADING and headings.all(text, start, end)
    )


def _particulars(span: Span, lists: _Words) -> tuple[str, ...]:
    """The words that make a sentence particular: settings, systems, methods, figures."""
    hits = lists.particulars.longest(span.quote)
    found: dict[str, str] = {}
    read = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.phrase)):
        if hit.start >= read:  # one word is one particular, whatever phrases fit it
            read = hit.end
            found.setdefault(hit.phrase, span.quote[hit.start : hit.end])
    figures = [word for word in span.quote.split() if any(map(str.isdigit, word))]
    return tuple(dict.fromkeys([*found.values(), *figures]))


def _paired(pairs: Sequence[str]) -> re.Pattern[str]:
    """A verb whose second half follows within its clause."""
    halves = (pair.partition(" … ")[::2] for pair in pairs)
    told = (
        rf"{re.escape(one)}(?!\w)(?=[^.;:\t]{{1,240}}?\s{re.escape(other)}(?!\w))"
        for one, other in halves
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(told)})", re.IGNORECASE)


def _parted(sentence: Sentence, text: str, lists: _Words) -> list[Hit]:
    """Hits of verbs in two halves, at the first of them."""
    return [
        Hit(kind, found.group(), *found.span())
        for kind, pair in lists.pairs
        for found in pair.finditer(text, sentence.start, sentence.end)
    ]


def _spread(hits: Sequence[Hit], sentences: Sequence[Sentence]) -> list[list[Hit]]:
    """The hits of each sentence, traps left out."""
    spread: list[list[Hit]] = [[] for _ in sentences]
    at = 0
    for index, sentence in enumerate(sentences):
        while at < len(hits) and hits[at].start < sentence.end:
            if hits[at].start >= sentence.start and hits[at].key != _TRAP:
                spread[index].append(hits[at])
            at += 1
    return spread


def _reasons(
    sentence: Sentence, hits: Sequence[Hit], document: Document, vocabulary: Vocabulary
) -> Mapping[Hit, str | None]:
    """Why each hit is said in passing; only the cells of a row and options with boxes can
    differ in that.
    """
    passage = sentence.passage
    if passage.row is not None or has_boxes(document.text, passage.start, passage.end):
        return {hit: passing(sentence, document, vocabulary, hit.start) for hit in hits}
    return dict.fromkeys(hits, passing(sentence, document, vocabulary, sentence.start))


def _classes(hits: Sequence[Hit], quote: str, lists: _Words) -> Mapping[Activity, list[Hit]]:
    """The classes that a sentence's hits show, each with its hits."""
    shown: dict[Activity, list[Hit]] = defaultdict(list)
    for hit in hits:
        shown[Activity(hit.key)].append(hit)
    figure = any(character.isdigit() for character in quote)
    return {
        kind: found
        for kind, found in sorted(shown.items())
        if (figure or kind not in lists.numbered)
        and not (kind in lists.unless and lists.unless[kind].all(quote))
    }


# ── Negation ────────────────────────────────────────────────────────────────────────────


def _others(sentence: Sentence, text: str, lists: _Words) -> bool:
    """Whether the sentence says, or stands under words that say, that it is others' work."""
    own, above = (sentence.start, sentence.end), sentence.passage.above
    return (
        any(lists.others.all(text, start, end) for start, end in (own, *above))
        or any(
            hit.start == start
            for start, end in above
            for hit in lists.headings.all(text, start, end)
        )
        or any(
            hit.start == own[0] and text[hit.end : hit.end + 1] == ":"
            for hit in lists.headings.all(text, *own)
        )
    )


def _denied(hits: Sequence[Hit], sentence: Sentence, text: str, lists: _Words) -> bool:
    """Whether no hit is without a negation close before it in the same clause."""
    return all(_negated(hit, sentence, text, lists) for hit in hits)


def _negated(hit: Hit, sentence: Sentence, text: str, lists: _Words) -> bool:
    before = words(text, sentence.start, hit.start)[-_NEGATION_REACH:]
    clause = max((at + 1 for at, word in enumerate(before) if word.text in ",;:"), default=0)
    reach = before[clause:]
    if not reach:
        return False
    start, near = reach[0].start, reach[-_NEAR_REACH:][0].start
    start = max(start, text.rfind("\t", start, hit.start) + 1)
    found = [
        *lists.negation.all(text, start, hit.start),
        *lists.near.all(text, near, hit.start),
        *lists.agents.all(text, start, hit.start),
    ]
    traps = _traps(text, start, hit, lists)
    return any(not any(trap.start <= no.start < trap.end for trap in traps) for no in found)


def _is_other_language(text: str, lists: _Words) -> bool:
    """Whether the document's words tell that `near` words are no negation in it."""
    found = Counter(hit.key for hit in lists.language.all(text, 0, _SAMPLE))
    return found["other"] > found["own"]


def _traps(text: str, start: int, hit: Hit, lists: _Words) -> list[Hit]:
    """Phrases before a hit that only look like a negation ("not only")."""
    return [one for one in lists.finder.all(text, start, hit.start) if one.key == _TRAP]


# ── Workloads tied ──────────────────────────────────────────────────────────────────────


def _places(named: Sequence[WorkloadFact]) -> tuple[list[tuple[int, str]], ...]:
    """Offset and id of the mentions that can tie work to a workload; then of those that do so
    only where nothing else is named.
    """
    told = [(fact.span.start, fact.id) for fact in named if fact.passing not in _LOOSE]
    kinds = [(fact.span.start, fact.id) for fact in named if fact.passing == KIND_OF_DEVICE]
    return told, kinds


def _tied(
    sentence: Sentence, places: Sequence[Sequence[tuple[int, str]]], below: Range | None
) -> tuple[str, ...]:
    passage = sentence.passage
    ranges = [(sentence.start, sentence.end), (passage.start, sentence.start)]
    if passage.head is not None:
        ranges.append(passage.head)
    if below is not None:
        ranges.append(below)
    ranges += reversed(passage.above)
    for told in places:
        for start, end in ranges:
            ids = dict.fromkeys(id_ for at, id_ in told if start <= at < end)
            if ids:
                return tuple(ids)
    return ()


def _is_title(sentence: Sentence, text: str) -> bool:
    """Whether a heading is only that, and not a line that leads in a list: "We will set up:"."""
    said = text[sentence.start : sentence.end]
    leads = said.endswith(":") and len(said.split()) >= _LEAD_WORDS
    return sentence.passage.shape is Shape.HEADING and not leads


def _below(sentence: Sentence, flat: Sequence[Passage], text: str, lists: _Words) -> Range | None:
    """The list or table that a sentence points to, if it does: "deploys the following"."""
    points = text[sentence.end - 1] == ":" or lists.pointing.all(text, sentence.start, sentence.end)
    return list_below(sentence.passage, flat) if points else None
