"""Companies named in a role: labelled fields, preambles, signature headings.

What stands there is recorded; whether it is the claim's customer or partner is judged later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.extract.companies import every, is_described, last
from poedesk.extract.names import Likeness, compare, core
from poedesk.extract.nlp import Hit, Phrases, folded, words
from poedesk.extract.tables import Range
from poedesk.model import Document, PartyFact, Reading, Side, Vocabulary

_SIDES = (Side.CUSTOMER, Side.PARTNER)
_FIELD, _BARE, _PREAMBLE, _SIGNING = 1.0, 0.8, 0.9, 0.7
"""Certainty by cue: a full label, a bare role word, a defined term, a signature heading."""
_LONGEST = 100  # characters of a company's name
_WRAPPED = 60  # characters of a line that may be a sentence's, wrapped
_WINDOW = 500  # characters of a preamble in front of a defined term
_OPENED = 900  # characters from "between" to the last party that it opens
_HEAD = 6000  # characters of a document in which its parties are introduced

_REMARK = re.compile(r"\s*\([^()]{1,30}\)\s*$")
_CELL = re.compile(r"[^\t\n]+")
_FILLED = re.compile(r"[^\W\d_]")
_BLANK = re.compile(r"^[\s_.…\-–—/\\xX]*$|^[\[<({«].*[\]>)}»]$")
_TERM = re.compile(
    r"\(([^()]{0,60}?)[\"“”„«'‘]\s*([^\"“”„«»'‘’()]{2,40}?)\s*[\"“”»'’]([^()]{0,60})\)"
)
_LABEL = re.compile(r"\(([^\W\d_][^()\"“”„«»\t\n]{1,29})\)")
_HEREINAFTER = re.compile(
    r"\b(?:hereinafter|hereafter|nachfolgend|im Folgenden|ci-après|en adelante|doravante|hierna|"
    r"di seguito)\b([^()\"“”„«».]{0,40})[\"“„«]\s*([^\"“”„«»()\n]{2,40}?)\s*[\"“”»]",
    re.IGNORECASE,
)
_STOP = re.compile(r"[;!?]\s|[)\"”»]\.\s|[^\W\d_]{4,}\.\s+[^\W\d_a-z]|\n\s*\n\s*\n|\t")
_ADDRESS = re.compile(r"\d{2,6}\s+\w")
_TAIL = re.compile(
    r"[,;](?!\s*(?:inc|llc|ltd|limited|l\.l\.c|corp|co\b|s\.|gmbh|plc|lp|llp|n\.a)).*$"
    r"|\s[(\[].*$|\s(?:an?|eine?|une?|una|um|uma|een|whose|with|having|mit Sitz|dont|con|com)\s.*$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Words:
    """`parties.toml`, compiled: side by label spelling, phrases of preambles and signing."""

    labels: Mapping[str, Side]
    roles: Mapping[str, Side]
    signing: Phrases
    openers: Phrases
    closers: Phrases
    joiners: frozenset[str]
    conjunctions: frozenset[str]
    no_parties: frozenset[str]
    placeholders: frozenset[str]


@lru_cache(maxsize=4)
def _words(vocabulary: Vocabulary) -> _Words:
    table = vocabulary["parties"]
    missing = {"labels", "roles", "signing", "preamble", "placeholders"} - set(table)
    if missing:
        raise ChecklistError(f"vocabulary/parties.toml: no table [{min(missing)}]")
    signed = [label for labels in vocabulary["signing"]["labels"].values() for label in labels]
    return _Words(
        {_spelt(word): side for side in _SIDES for word in table["labels"][side]},
        {_spelt(word): side for side in _SIDES for word in table["roles"][side]},
        Phrases((phrase, side) for side in Side for phrase in table["signing"][side]),
        Phrases((phrase, "opener") for phrase in table["preamble"]["openers"]),
        Phrases((phrase, "closer") for phrase in table["preamble"]["closers"]),
        frozenset(folded(word) for word in table["preamble"]["joiners"]),
        frozenset(folded(word) for word in table["preamble"]["conjunctions"]),
        frozenset(_spelt(word) for word in table["preamble"]["no_parties"]),
        frozenset(_spelt(word) for word in [*table["placeholders"]["phrases"], *signed]),
    )


def _spelt(label: str) -> str:
    return " ".join(folded(word.text) for word in words(label) if word.text[0].isalnum())


def parties(reading: Reading, vocabulary: Vocabulary) -> tuple[PartyFact, ...]:
    """Every company named in a role, in order.

    A side that a signature heading leaves open is taken from another place with the same
    name; it stays unknown where there is none.
    """
    document = reading.document
    lists = _words(vocabulary)
    found = {
        (fact.span.start, fact.span.end): fact
        for source in (_signed, _opened, _fields, _defined)
        for fact in source(document, lists, vocabulary)
    }
    facts = [found[place] for place in sorted(found)]
    return tuple(_sided(fact, facts, vocabulary) for fact in facts)


def _sided(fact: PartyFact, facts: Sequence[PartyFact], vocabulary: Vocabulary) -> PartyFact:
    if fact.role is not Side.UNKNOWN:
        return fact
    sides = {
        other.role
        for other in facts
        if other.role is not Side.UNKNOWN
        and compare(other.name, fact.name, vocabulary) is Likeness.SAME
    }
    return replace(fact, role=sides.pop()) if len(sides) == 1 else fact


def _fact(
    document: Document, place: Range | None, side: Side, certainty: float
) -> Iterator[PartyFact]:
    if place is not None:
        span = document.span(*place)
        yield PartyFact(side, " ".join(span.quote.split()), span, certainty)


# ── Labelled fields ─────────────────────────────────────────────────────────────────────


def _fields(document: Document, lists: _Words, vocabulary: Vocabulary) -> Iterator[PartyFact]:
    """Fields "Customer: X", rows "Client⇥X", and columns "CUSTOMER⇥PARTNER" over names."""
    rows = _rows(document.text)
    for at, row in enumerate(rows):
        following = rows[at + 1] if at + 1 < len(rows) else []
        for number, cell in enumerate(row):
            if number == 0 and at and _continues(document.text, rows[at - 1][-1], cell):
                continue
            label, value = _split(document.text, cell)
            side, certainty = _label_side(document.text[label[0] : label[1]], lists)
            if side is None:
                continue
            places = [value] if value else _beside(document.text, row, number, following, lists)
            names = (_company(document.text, place, lists, vocabulary) for place in places)
            yield from _fact(document, next(filter(None, names), None), side, certainty)


def _rows(text: str) -> list[list[Range]]:
    """The cells of each line that is not blank."""
    rows: list[list[Range]] = []
    start = 0
    for line in text.split("\n"):
        cells = [
            (start + match.start(), start + match.end())
            for match in _CELL.finditer(line)
            if match.group().strip()
        ]
        if cells:
            rows.append(cells)
        start += len(line) + 1
    return rows


def _continues(text: str, before: Range, cell: Range) -> bool:
    """Whether a line goes on with the sentence of the line before: no field begins there."""
    last = text[before[0] : before[1]].rstrip()
    wrapped = text[before[1] : cell[0]].count("\n") == 1 and len(last) > _WRAPPED
    return wrapped and ":" not in last and last[-1] not in ".!?。"


def _split(text: str, cell: Range) -> tuple[Range, Range | None]:
    """A cell's label and the value behind its colon, if there is one."""
    colon = text.find(":", *cell)
    colon = colon if colon >= 0 else text.find("：", *cell)
    if colon < 0:
        return cell, None
    value = (colon + 1, cell[1])
    return (cell[0], colon), value if text[slice(*value)].strip() else None


def _label_side(label: str, lists: _Words) -> tuple[Side | None, float]:
    if len(label) > 60:
        return None, 0.0
    spelt = _spelt(_REMARK.sub("", label))
    if spelt in lists.labels:
        return lists.labels[spelt], _FIELD
    return lists.roles.get(spelt), _BARE


def _beside(
    text: str, row: Sequence[Range], number: int, following: Sequence[Range], lists: _Words
) -> list[Range]:
    """Where the value of a label cell may stand: in the next cell; where that is a label
    too, below it in the next row of as many cells; below a label alone on its line.
    """
    labelled = [_label_side(_split_text(text, cell), lists)[0] is not None for cell in row]
    if number + 1 < len(row) and not labelled[number + 1]:
        return [row[number + 1]]
    heads = len(row) > 1 or _is_head(text[slice(*row[0])], lists)
    return [following[number]] if heads and all(labelled) and len(following) == len(row) else []


def _is_head(cell: str, lists: _Words) -> bool:
    """Whether a label alone on its line asks for a value below: not a mere "Customer"."""
    return cell.rstrip().endswith((":", "：")) or cell.isupper() or _spelt(cell) in lists.labels


def _split_text(text: str, cell: Range) -> str:
    label, _ = _split(text, cell)
    return text[slice(*label)]


def _company(text: str, place: Range, lists: _Words, vocabulary: Vocabulary) -> Range | None:
    """The part of a value that is a company's name; None for a blank, a placeholder, another
    label, a mail address or a sentence.
    """
    start, end = place
    value = _TAIL.sub("", text[start:end])
    if value.rstrip().endswith((":", "：")):
        return None  # another label
    start += len(value) - len(value.lstrip(" \"'“”„«:"))
    value = value.strip(" \"'“”„«»:,;")
    if not value or _BLANK.match(value) or len(value) > _LONGEST or not _FILLED.search(value):
        return None
    spelt = _spelt(value)
    if spelt in lists.placeholders or _label_side(value, lists)[0]:
        return None
    sentence = len(value.split()) > 8 or (value.endswith(".") and len(value.split()) > 5)
    if (
        sentence
        or "@" in value
        or ":" in value
        or value[0].islower()
        or not core(value, vocabulary)
    ):
        return None
    return start, start + len(value)


# ── Preambles ───────────────────────────────────────────────────────────────────────────


def _defined(document: Document, lists: _Words, vocabulary: Vocabulary) -> Iterator[PartyFact]:
    """Names that a preamble or a sentence gives a role: X (the "Customer"), X (the client)."""
    text = document.text
    before = 0
    for term in _terms(text):
        side = lists.roles.get(_spelt(term.words))
        if side is None and _is_party(text, term, lists):
            side = Side.UNKNOWN  # called by a name of its own: ("Contoso")
        if side is not None:
            name = _introduced(text, before, term, lists, vocabulary)
            yield from _fact(document, name, side, _PREAMBLE)
        if side is not None or term.quoted:
            before = term.end


def _opened(document: Document, lists: _Words, vocabulary: Vocabulary) -> Iterator[PartyFact]:
    """Names with a legal form that "between" opens on a title page or in a preamble. Their
    sides are told elsewhere.
    """
    text = document.text
    openers = lists.openers.longest(text, 0, _HEAD)
    named = list(every(text[: _HEAD + _OPENED], vocabulary)) if openers else []
    for opener in openers:
        behind = opener.end
        for name in (one for one in named if one[0] >= opener.end):
            leads = _leads_on(text, behind, name[0], lists, first=behind == opener.end)
            if not leads or lists.closers.all(text, behind, name[1]):
                break
            if not is_described(text, behind, name):
                yield from _fact(document, name, Side.UNKNOWN, _SIGNING)
                behind = name[1]


def _leads_on(text: str, start: int, end: int, lists: _Words, *, first: bool) -> bool:
    """Whether a preamble goes on from offset `start` to the name at `end`: right behind
    "between", or behind another name, its description and "and".
    """
    between = words(text, start, end)
    if first:
        return all(folded(word.text) in lists.joiners for word in between)
    joined = any(folded(word.text) in lists.conjunctions for word in between)
    return joined and not _STOP.search(text, start, end) and end - start < _WINDOW


def _is_party(text: str, term: _Term, lists: _Words) -> bool:
    """Whether a defined term without a role may stand for a party: at the document's head,
    not far behind the words that open a preamble.
    """
    start = max(0, term.start - _OPENED)
    return (
        term.quoted
        and term.end < _HEAD
        and _spelt(term.words) not in lists.no_parties
        and bool(lists.openers.all(text, start, term.start))
        and not lists.closers.all(text, 0, term.start)
    )


@dataclass(frozen=True, slots=True, order=True)
class _Term:
    """What somebody is called by, where it is introduced, and whether in quotation marks."""

    start: int
    end: int
    words: str
    quoted: bool


def _terms(text: str) -> list[_Term]:
    """The terms of a text in order."""
    quoted = [m for pattern in (_TERM, _HEREINAFTER) for m in pattern.finditer(text)]
    terms = [_Term(*m.span(), m.group(2), quoted=True) for m in quoted]
    terms += [_Term(*m.span(), m.group(1), quoted=False) for m in _LABEL.finditer(text)]
    return sorted(terms)


def _introduced(
    text: str, before: int, term: _Term, lists: _Words, vocabulary: Vocabulary
) -> Range | None:
    """The company that `term` stands for, named behind offset `before`."""
    line = text.rfind("\n", 0, term.start) + 1
    first = max(before, term.start - _WINDOW if term.quoted else line)
    formed = last(text, first, term.start, vocabulary)
    if not term.quoted:
        return formed if formed and not text[formed[1] : term.start].strip(" ,") else None
    place = _before_term(text, first, term.start, lists)
    name = _company(text, place, lists, vocabulary) if place else None
    if name is None or not _like_name(text[slice(*name)]) or (formed and formed[0] >= name[1]):
        return formed
    return name


def _like_name(words_of: str) -> bool:
    """Whether words of running text are capitalised as a name is, and no address."""
    lower = sum(word[0].islower() for word in words_of.split())
    return 2 * lower <= len(words_of.split()) and not _ADDRESS.match(words_of)


def _before_term(text: str, start: int, end: int, lists: _Words) -> Range | None:
    """Where the description of a party begins: behind "between", or behind the other party's
    term and the joining word, at the latest at the paragraph's beginning.
    """
    blank = text.rfind("\n\n", start, end)
    start = blank + 2 if blank >= 0 else start
    openers = lists.openers.all(text, start, end)
    if openers:
        start = openers[-1].end
    for word in words(text, start, end):
        listed = len(word.text) == 1 and not word.text.isalpha()
        number = word.text.isdigit() and len(word.text) <= 2
        if not (listed or number or folded(word.text) in lists.joiners):
            return word.start, end
    return None


# ── Signature headings ──────────────────────────────────────────────────────────────────


def _signed(document: Document, lists: _Words, vocabulary: Vocabulary) -> Iterator[PartyFact]:
    """Names behind a heading without a colon: "For and on behalf of X", "Prepared by Y"."""
    text = document.text
    for hit in lists.signing.longest(text):
        rest = re.compile(r"[ :]*\n?[ ]*([^\t\n]+)").match(text, hit.end)
        if rest is None or not _begins_line(text, hit):
            continue
        place = (rest.start(1), rest.end(1))
        name = _company(text, place, lists, vocabulary) if place[0] < len(text) else None
        if name is not None and _like_name(text[slice(*name)]):
            yield from _fact(document, name, Side(hit.key), _SIGNING)


def _begins_line(text: str, hit: Hit) -> bool:
    """Whether the phrase opens its line or cell: a heading, not prose, nor prose wrapped."""
    above, _, before = text[: hit.start].rpartition("\n")
    before = before.rpartition("\t")[2]
    last = above.rpartition("\n")[2].rstrip()
    wrapped = len(last) > _WRAPPED and "\t" not in last and last[-1] not in ".:!?。"
    return not before.strip() and not wrapped
