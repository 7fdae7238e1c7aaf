"""The certificate page of a signing service in a document: where it stands, what it tells of its
envelope, and whether it belongs to the pages before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from poedesk.attest.provider.cells import Sheet, sheet
from poedesk.attest.provider.people import People, people
from poedesk.attest.provider.person import Range
from poedesk.attest.provider.times import Stamp, stamps
from poedesk.attest.provider.words import Provider, Words, plain, words
from poedesk.model import Document, FileKind, Part, Reading, Vocabulary

_CERTIFICATE_PAGES = 6
"""How many pages a certificate may run on from its title."""
FAILED = frozenset({"voided", "declined", "interim", "expired", "corrected"})
"""What may have become of an envelope that then binds nobody."""
_OTHER_NUMBER = "the pages carry another number"
_LIKE = str.maketrans("OIlSBZG", "0115826")
"""Letters that text recognition mistakes for digits."""
_FAR = 2
"""So many places in which numbers may differ that recognition misread."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate page: its title and where its text runs."""

    title: Range
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate page tells, and where."""

    provider: Provider
    page: Certificate
    numbers: frozenset[str]
    number_at: tuple[Range, ...]
    status: str
    status_at: tuple[Range, ...]
    pages: int | None
    people: People
    completed: Stamp | None
    before: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the numbers on certificate and pages agree: in words, whether the pages carry the
    certificate's, why it is another envelope's, and what is doubtful.
    """

    words: str
    stamped: bool = False
    wrong: str = ""
    doubt: str = ""


def matches(
    patterns: Iterable[re.Pattern[str]], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Every match of every pattern in a stretch of a text."""
    for pattern in patterns:
        yield from pattern.finditer(text, start, end)


def certificate(document: Document, provider: Provider) -> Certificate | None:
    """The last title below which enough of the labels stand."""
    headings = matches(provider.titles, document.text, 0, len(document.text))
    for title in sorted(headings, key=lambda one: one.start(), reverse=True):
        start, end = _reach(document, title.start())
        if _labelled(document.text, start, end, provider):
            return Certificate(title.span(), start, end)
    return None


def _labelled(text: str, start: int, end: int, provider: Provider) -> bool:
    labels = sum(one.search(text, start, end) is not None for one in provider.labels)
    named = any(one.search(text, start, end) for one in provider.named)
    return labels >= provider.enough and (named or not provider.named)


def _reach(document: Document, offset: int) -> Range:
    """From the start of the page at `offset` over as many pages as a certificate can have; in a
    file without pages from `offset` itself, less what can stand in its first lines.
    """
    after = [part for part in document.parts if part.end > offset][:_CERTIFICATE_PAGES]
    if not after:
        return offset, len(document.text)
    paged = after[0].page is not None
    above = document.text.rfind("\n", after[0].start, max(after[0].start, offset - 1))
    return (after[0].start if paged else max(after[0].start, above + 1)), after[-1].end


def facts_of(
    reading: Reading, provider: Provider, page: Certificate, vocabulary: Vocabulary
) -> CertificateFacts:
    """What a certificate page tells."""
    known, text = words(vocabulary), reading.document.text
    cells = sheet(reading, page.start, page.end)
    times = stamps(cells, known, provider.zone, vocabulary)
    found = people(cells, times, known)
    found_ids = list(matches(provider.numbers, text, page.start, page.end))
    status, status_at, completed = _status(cells, times, found, known)
    return CertificateFacts(
        provider,
        page,
        ids(found_ids),
        tuple(one.span() for one in found_ids),
        status,
        status_at,
        _pages(cells, known),
        found,
        completed,
        _before(reading.document, page),
    )


def ids(found: Iterable[re.Match[str]]) -> frozenset[str]:
    """The ids that matches hold, without hyphens and in capitals."""
    return frozenset(
        match["id"].replace("-", "").upper()
        for match in found
        if match.re.groupindex.get("id") and match["id"]
    )


def _status(
    cells: Sheet, times: Iterable[Stamp], found: People, known: Words
) -> tuple[str, tuple[Range, ...], Stamp | None]:
    """What became of the envelope, the least favourable word where several stand; where that is
    said; and when it was completed.
    """
    said, places, unknown = set(), [], []
    text = cells.document.text
    for cell in cells.cells:
        place = cells.value(cell) if known.labels.get(cell.label()[0]) == "status" else None
        word = plain(text[slice(*place)]) if place else ""
        if word in known.statuses:
            said.add(known.statuses[word])
            places.append((cell.start, max(cell.end, place[1] if place else 0)))
        elif place and place[0] > cell.start and place[1] <= cell.end and word != "original":
            unknown.append(word)
        if any(one.search(cell.text) for one in known.completed):
            said.add("completed")
        if any(one.search(cell.text) for one in known.interim):
            said.add("interim")
    said |= {
        word for word, told in (("declined", found.declined), ("voided", found.voided)) if told
    }
    done = [one for one in times if _completes(cells, one, known)]
    order = ("voided", "declined", "expired", "corrected", "interim", "completed")
    known_word = next((one for one in order if one in said), "")
    status = known_word or ", ".join(dict.fromkeys(unknown)) or ("completed" if done else "")
    return status, tuple(places), done[-1] if done else None


def _completes(cells: Sheet, stamp: Stamp, known: Words) -> bool:
    """Whether a time is that at which the whole was complete."""
    cell = stamp.cells[0]
    before = plain(cell.text[: stamp.start - cell.start])
    row = [plain(one.text) for one in cells.row(cell)]
    above = cells.above(cell)
    near = [before, *(row[:1] if not before else ()), plain(above.text) if above else ""]
    return any(known.times.get(one) == "completed" for one in near) or (
        above is not None and any(one.search(above.text) for one in known.completed)
    )


def _pages(cells: Sheet, known: Words) -> int | None:
    """How many pages the certificate says were signed."""
    for cell in cells.cells:
        place = cells.value(cell) if known.labels.get(cell.label()[0]) == "pages" else None
        number = cells.document.text[slice(*place)].strip() if place else ""
        if number.isdecimal() and len(number) < 5:
            return int(number)
    return None


# ── Whether it counts, and for which pages ──────────────────────────────────────────────


def doubts(document: Document, facts: CertificateFacts) -> Iterator[str]:
    """What keeps a certificate from counting before a person has looked."""
    service = facts.provider.name
    if facts.people.doubt:
        yield facts.people.doubt
    if not facts.status:
        yield "it does not say what became of the envelope"
    elif facts.status not in FAILED and facts.status != "completed":
        yield f"nothing is known of the status “{facts.status}”"
    if not facts.numbers:
        yield "no number was found on it"
    elif len(facts.numbers) > 1:
        yield "it gives more than one number"
    waiting = [one for one in facts.people.persons if one.role == "signer" and not one.stamp]
    if waiting and facts.status == "completed" and not facts.people.doubt:
        who = waiting[0].name or waiting[0].email
        yield f"it does not tell when {who} signed, whom it lists as a signer"
    if document.kind is not FileKind.PDF:
        yield f"{service} gives its certificates out as PDF, and this is none"
    if recognised(document, facts.page) is not None:
        yield "it was read from a picture"
    paged = document.kind is FileKind.PDF and facts.before
    if paged and facts.pages is not None and facts.before != facts.pages:
        yield f"it speaks of {_count(facts.pages)}, and {facts.before} stand before it"


def _count(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"


def _before(document: Document, page: Certificate) -> int:
    """How many pages stand before the certificate; in a file without pages whether text does."""
    own = next((one for one in document.parts if one.start <= page.title[0] < one.end), None)
    if own is None or own.page is None:
        return int(bool(document.text[: page.start].strip()))
    return own.page - 1


def recognised(document: Document, page: Certificate) -> Part | None:
    """The first page of a certificate whose words were recognised on a picture."""
    return next(
        (
            one
            for one in document.parts
            if one.certainty is not None and one.start < page.end and page.start < one.end
        ),
        None,
    )


def compared(document: Document, facts: CertificateFacts, marks: list[re.Match[str]]) -> Comparison:
    """How the number on the certificate and those on the pages agree."""
    stamped = [(ids([one]), one.start()) for one in marks]
    printed = frozenset[str]().union(*(numbers for numbers, _ in stamped))
    if not facts.numbers:
        return Comparison("no number found on it")
    if not printed:
        return Comparison("its number stands on no other page")
    if printed <= facts.numbers:
        return Comparison("the same number stands on the pages", stamped=True)
    if facts.numbers.isdisjoint(printed):
        if _misread(document, facts, printed):
            nearly = "the pages carry nearly the same number"
            return Comparison(nearly, doubt="its number was misread")
        return Comparison(_OTHER_NUMBER, wrong=_OTHER_NUMBER)
    beside = "its number stands on the pages beside another one"
    alone = "some pages carry the number of another envelope alone"
    everywhere = _everywhere(document, facts.numbers, stamped)
    return Comparison(beside, stamped=True, doubt="" if everywhere else alone)


def _everywhere(
    document: Document, numbers: frozenset[str], stamps: list[tuple[frozenset[str], int]]
) -> bool:
    """Whether every page that carries any number carries one of the certificate's."""
    pages: dict[int, set[str]] = {}
    for ids, at in stamps:
        part = next((one.start for one in document.parts if one.start <= at < one.end), 0)
        pages.setdefault(part, set()).update(ids)
    return all(not found or found & numbers for found in pages.values())


def _misread(document: Document, facts: CertificateFacts, printed: frozenset[str]) -> bool:
    """Whether numbers that differ may be one: on a picture, in few places."""
    if all(one.certainty is None for one in document.parts):
        return False
    return any(
        len(own) == len(other)
        and sum(a != b for a, b in zip(own.translate(_LIKE), other.translate(_LIKE), strict=True))
        <= _FAR
        for own in facts.numbers
        for other in printed
    )
