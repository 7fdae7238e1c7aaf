"""Workloads named in a document, and why a mention may show no work."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from poedesk.errors import ChecklistError
from poedesk.extract.contents import in_contents
from poedesk.extract.nlp import Hit, Phrases, folded, words
from poedesk.extract.passages import Passage, Sentence, Shape, sentences_of
from poedesk.extract.tables import Cell, Range, rows
from poedesk.extract.ticks import unticked
from poedesk.model import Document, Reading, Vocabulary, WorkloadFact

_ALIAS_LISTS = ("aliases", "cased", "weak", "bare", "defined")
_PASSING_LISTS = ("phrases", "headings", "columns", "unless")
_NOTHING = "-"  # key of what only looks like a workload
_SUITE = "+"  # key of what names none, but shows that products are spoken of
_EXPANSION = 80  # characters in which the words that a short form stands for are looked for
_LEADING = 12  # characters before a name that hold the word before it
_KIND_REACH = 40  # characters around a name in which the device may stand
KIND_OF_DEVICE = "kind of device"
"""Why an operating system that only tells the devices apart shows no work on it."""
_OPENING = re.compile(r"\s*\(\W{0,2}\Z")
_MARGINS = frozenset({"header", "footer", "headers", "footers"})


# ── The vocabulary ──────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _entries(vocabulary: Vocabulary) -> tuple[Mapping[str, Any], ...]:
    entries = vocabulary["workloads"].get("workload", [])
    for number, entry in enumerate(entries, 1):
        faulty = not all(isinstance(entry.get(key), str) for key in ("id", "name", "group"))
        faulty |= not all(isinstance(entry.get(key, []), list) for key in _ALIAS_LISTS)
        unknown = set(entry) - {"id", "name", "group", *_ALIAS_LISTS}
        if faulty or unknown:
            raise ChecklistError(
                f"vocabulary/workloads.toml: workload {entry.get('id', number)} is faulty",
                hint=f"It has id, name, group and lists out of {', '.join(_ALIAS_LISTS)}.",
            )
    return tuple(entries)


def resolve(name: str, vocabulary: Vocabulary) -> str | None:
    """The id of a workload declared by id, name or any accepted alias; None if unknown.

    A name that several workloads share is resolved to the first that lists it.
    """
    if any(name == entry["id"] for entry in _entries(vocabulary)):
        return name
    return _index(vocabulary).get(_spelling(name))


@lru_cache(maxsize=4)
def _index(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Id by spelling; full names before aliases, aliases before weak ones."""
    index: dict[str, str] = {}
    for key in ("id", "name", *_ALIAS_LISTS):
        for entry in _entries(vocabulary):
            names = entry.get(key, [])
            for name in [names] if isinstance(names, str) else names:
                index.setdefault(_spelling(name), entry["id"])
    return index


def _spelling(name: str) -> str:
    return " ".join(folded(word.text) for word in words(name.replace("_", " ")))


@dataclass(frozen=True, slots=True)
class _Passing:
    """One reason why a mention shows no work, compiled."""

    reason: str
    phrases: Phrases
    headings: Phrases
    columns: Phrases
    unless: Phrases


@dataclass(frozen=True, slots=True)
class _Names:
    """All names, compiled. Keys of `finder` are "id list" ("mde weak"), `_SUITE`
    or `_NOTHING`.
    """

    finder: Phrases
    context: Phrases
    leading: frozenset[str]
    weakening: Mapping[str, Phrases]
    passing: tuple[_Passing, ...]
    contents: Phrases
    kinds: _Kinds


@dataclass(frozen=True, slots=True)
class _Kinds:
    """Operating systems that may only say what kind of device is meant, and the words by
    which they do.
    """

    names: frozenset[str]
    behind: Phrases
    before: Phrases


@lru_cache(maxsize=4)
def _names(vocabulary: Vocabulary) -> _Names:
    table = vocabulary["workloads"]
    free: list[tuple[str, str]] = []
    cased: list[tuple[str, str]] = []
    for entry in _entries(vocabulary):
        free.append((entry["name"], f"{entry['id']} aliases"))
        for key in _ALIAS_LISTS:
            place = cased if key in ("cased", "bare", "defined") else free
            place.extend((name, f"{entry['id']} {key}") for name in entry.get(key, []))
    free.extend((name, _SUITE) for name in table["suites"]["names"])
    free.extend((name, _NOTHING) for name in table["traps"]["names"])
    weakening = {
        alias: _phrases(rule["names"])
        for rule in table["traps"].get("weakens", [])
        for alias in rule["aliases"]
    }
    context = Phrases((), [(name, _NOTHING) for name in table["context"]["names"]])
    leading = frozenset(table["context"]["before"])
    passing = tuple(_passing(reason, lists) for reason, lists in table["passing"].items())
    contents = _phrases(table["contents"]["headings"])
    listed = table["device_kinds"]
    names = frozenset(map(_spelling, listed["names"]))
    kinds = _Kinds(names, _phrases(listed["behind"]), _phrases(listed["before"]))
    return _Names(Phrases(free, cased), context, leading, weakening, passing, contents, kinds)


def _passing(reason: str, lists: Mapping[str, list[str]]) -> _Passing:
    unknown = set(lists) - set(_PASSING_LISTS)
    if unknown:
        raise ChecklistError(
            f'vocabulary/workloads.toml: [passing."{reason}"] has no list {min(unknown)}'
        )
    return _Passing(reason, *(_phrases(lists.get(key, [])) for key in _PASSING_LISTS))


def _phrases(names: Iterable[str]) -> Phrases:
    return Phrases((name, _NOTHING) for name in names)


# ── Mentions ────────────────────────────────────────────────────────────────────────────


def workloads(reading: Reading, vocabulary: Vocabulary) -> tuple[WorkloadFact, ...]:
    """Every mention of a workload, in order; the longest name wins, none overlap.

    A name that several workloads share gives a fact for each.
    """
    document = reading.document
    names = _names(vocabulary)
    hits = _found(names.finder, reading)
    defined, misled = _definitions(hits, document.text)
    misled |= _foreign(hits, document.text)
    doubtful = {a for a, f in names.weakening.items() if f.all(document.text)}
    facts: list[WorkloadFact] = []
    for sentence, inside in _by_sentence(hits, sentences_of(reading)):
        for hit, unsure in _meant(inside, sentence, document, names):
            id_ = hit.key.split(" ")[0]
            if hit.phrase in misled:
                continue
            known = hit.phrase in defined.get(id_, ())
            weak = unsure or hit.phrase in doubtful
            span = document.span(hit.start, hit.end)
            reason = passing(sentence, document, vocabulary, hit.start)
            if reason is None and _is_kind(hit, document.text, names.kinds):
                reason = KIND_OF_DEVICE
            facts.append(WorkloadFact(id_, hit.phrase, weak and not known, reason, span))
    return tuple(facts)


def _found(finder: Phrases, reading: Reading) -> list[Hit]:
    """The names in the text, those included that a table cell breaks into pieces."""
    text = reading.document.text
    wrapped = [
        (hit, pieces)
        for row in rows(reading)
        for cell in row.cells
        for hit, pieces in _wrapped(cell, finder, text)
    ]
    covered = [piece for _, pieces in wrapped for piece in pieces]
    plain = [
        hit
        for hit in finder.longest(text)
        if not any(start <= hit.start and hit.end <= end for start, end in covered)
    ]
    return sorted([*plain, *(hit for hit, _ in wrapped)], key=lambda hit: (hit.start, hit.end))


def _wrapped(cell: Cell, finder: Phrases, text: str) -> Iterator[tuple[Hit, list[Range]]]:
    """Names that go on in a cell's next line, behind the text of other cells; with the
    ranges of their pieces.
    """
    if not any(text[one[1] : after[0]].strip() for one, after in pairwise(cell.pieces)):
        return
    joined = "\n".join(text[start:end] for start, end in cell.pieces)
    for hit in finder.longest(joined):
        pieces = list(_in_document(hit, cell))
        if len(pieces) > 1:
            yield Hit(hit.key, hit.phrase, pieces[0][0], pieces[-1][1]), pieces


def _in_document(hit: Hit, cell: Cell) -> Iterator[Range]:
    """The pieces of a name found in the joined lines of a cell, where they stand."""
    begin = 0
    for start, end in cell.pieces:
        first, last = max(hit.start, begin), min(hit.end, begin + end - start)
        if first < last:
            yield start + first - begin, start + last - begin
        begin += end - start + 1


def _by_sentence(
    hits: Sequence[Hit], sentences: Sequence[Sentence]
) -> Iterable[tuple[Sentence, list[Hit]]]:
    """Each sentence in which a name begins, with those names."""
    at = 0
    for sentence in sentences:
        inside: list[Hit] = []
        while at < len(hits) and hits[at].start < sentence.end:
            if hits[at].start >= sentence.start:
                inside.append(hits[at])
            at += 1
        if inside:
            yield sentence, inside


def _meant(
    inside: Sequence[Hit], sentence: Sentence, document: Document, names: _Names
) -> Iterator[tuple[Hit, bool]]:
    """The hits of a sentence that mean a product, and whether that is doubtful.

    An everyday word is sure beside another product, doubtful where only the name of a maker
    or the like stands near or a preposition before it, and else no hit.
    """
    named = [hit for hit in inside if hit.key not in (_NOTHING, _SUITE)]
    everyday = {hit.key for hit in named if hit.key.endswith(" bare")}
    sure = any(hit.key not in {*everyday, _NOTHING} for hit in inside)
    near = sure or not everyday or _in_context(sentence, document.text, named, names.context)
    for hit in named:
        if hit.key not in everyday:
            yield hit, hit.key.endswith((" weak", " defined"))
        elif near or _is_led(hit, document.text, names.leading):
            yield hit, not sure


def _is_led(hit: Hit, text: str, leading: frozenset[str]) -> bool:
    """Whether the word right before a capitalised everyday word makes it a name."""
    before = words(text, max(0, hit.start - _LEADING), hit.start)
    return bool(before) and before[-1].text in leading


def _in_context(sentence: Sentence, text: str, named: Sequence[Hit], context: Phrases) -> bool:
    """Whether a context word stands in the sentence or the heading over it, outside the
    doubtful names themselves.
    """
    places = ((sentence.start, sentence.end), *sentence.passage.above[-1:])
    found = [hit for place in places for hit in context.all(text, *place)]
    return any(not any(n.start <= hit.start < n.end for n in named) for hit in found)


def _definitions(hits: Sequence[Hit], text: str) -> tuple[Mapping[str, set[str]], set[str]]:
    """Short forms that the document itself introduces in brackets behind a full name: by the
    workload they stand for, and those that stand for something else.
    """
    defined: dict[str, set[str]] = defaultdict(set)
    misled: set[str] = set()
    for full, short in pairwise(hits):
        brackets = re.fullmatch(r"\s*\(\W{0,2}", text[full.end : short.start])
        if not brackets or not short.key.endswith((" defined", " weak", " cased")):
            continue
        if full.key == _NOTHING:
            misled.add(short.phrase)
        elif full.key != _SUITE:
            defined[full.key.split(" ")[0]].add(short.phrase)
    return defined, misled


def _foreign(hits: Sequence[Hit], text: str) -> set[str]:
    """Short forms that the document introduces for words of its own with the same initials:
    Master Distributor Override ("MDO").
    """
    foreign: set[str] = set()
    for hit in hits:
        letters = text[hit.start : hit.end]
        opening = _OPENING.search(text, max(0, hit.start - 5), hit.start)
        if not letters.isupper() or opening is None:
            continue
        before = words(text, max(0, opening.start() - _EXPANSION), opening.start())
        named = [word for word in before if word.text[0].isupper()][-len(letters) :]
        if [word.text[0] for word in named] == list(letters) and not any(
            named[0].start <= other.start < opening.start() for other in hits
        ):
            foreign.add(hit.phrase)
    return foreign


def _is_kind(hit: Hit, text: str, kinds: _Kinds) -> bool:
    """Whether a name only says what kind of device is meant."""
    if _spelling(hit.phrase) not in kinds.names:
        return False
    first, last = max(0, hit.start - _KIND_REACH), min(len(text), hit.end + _KIND_REACH)
    behind = kinds.behind.all(text, hit.end, last)
    before = kinds.before.all(text, first, hit.start)
    return any(not text[hit.end : one.start].strip(" \n-") for one in behind) or any(
        not text[one.end : hit.start].strip() for one in before
    )


# ── In passing ──────────────────────────────────────────────────────────────────────────


def passing(sentence: Sentence, document: Document, vocabulary: Vocabulary, at: int) -> str | None:
    """Why what a sentence names at offset `at` shows no work: one of the reasons of
    `workloads.toml`, or "heading" for one with nothing under it and for a line of the table
    of contents, "boilerplate" in a running header or footer, "not ticked" behind an empty box.
    """
    passage = sentence.passage
    if passage.part.name in _MARGINS:
        return "boilerplate"
    if unticked(document.text, passage.start, passage.end, at):
        return "not ticked"
    if in_contents(document.text, sentence.start):
        return "heading"
    names = _names(vocabulary)
    if document.text[sentence.end - 1].isdigit() and _under(names.contents, passage, document.text):
        return "heading"
    for rule in names.passing:
        if _applies(rule, sentence, document.text, at):
            return rule.reason
    return "heading" if passage.shape is Shape.HEADING and passage.empty else None


def _applies(rule: _Passing, sentence: Sentence, text: str, at: int) -> bool:
    passage = sentence.passage
    applies = (
        bool(rule.phrases.all(text, sentence.start, sentence.end))
        or _under(rule.headings, passage, text)
        or any(_leads(rule.phrases, place, text) for place in passage.above)
        or (passage.head is not None and bool(rule.columns.all(text, *passage.head)))
        or _in_column(rule, passage, text, at)
    )
    return applies and not rule.unless.all(text, sentence.start, sentence.end)


def _in_column(rule: _Passing, passage: Passage, text: str, at: int) -> bool:
    """Whether the column in which `at` stands has a heading that says it: "Out of scope"."""
    cell = passage.row.cell_at(at) if passage.row else None
    return cell is not None and any(_begins(rule.headings, one, text) for one in cell.head[:1])


def _over(passage: Passage) -> Sequence[Range]:
    """The headings that speak for a passage; a heading speaks for itself too."""
    own = ((passage.body, passage.end),) if passage.shape is Shape.HEADING else ()
    return (*passage.above, *own)


def _under(headings: Phrases, passage: Passage, text: str) -> bool:
    """Whether a heading over the passage begins with one of `headings`."""
    return any(_begins(headings, place, text) for place in _over(passage))


def _begins(headings: Phrases, place: Range, text: str) -> bool:
    return any(hit.start == place[0] for hit in headings.all(text, *place))


def _leads(phrases: Phrases, heading: Range, text: str) -> bool:
    """Whether a line that leads in a list says it: "The following is not included:"."""
    return text[heading[1] - 1] == ":" and bool(phrases.all(text, *heading))
