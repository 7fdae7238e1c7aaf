"""Marks and certificate pages of electronic signing services, by the words of the text.

Text is evidence, never proof: anybody can print these words. What makes them proof is the
service's seal, which `pdf_signature` finds; `judge.envelopes` joins the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from poedesk.attest.block_words import words as signing_words
from poedesk.attest.provider_cells import Sheet, sheet
from poedesk.attest.provider_people import People, Person, Range, people
from poedesk.attest.provider_times import Stamp, stamps
from poedesk.attest.provider_words import Provider, Words, plain, words
from poedesk.extract import companies
from poedesk.model import (
    AckKind,
    Acknowledgement,
    DateFact,
    Document,
    Envelope,
    FileKind,
    Part,
    Quoted,
    Reading,
    Recipient,
    Settings,
    Side,
    Span,
    Vocabulary,
)

_CERTIFICATE_PAGES = 6
"""How many pages a certificate may run on from its title."""
_FAILED = frozenset({"voided", "declined", "interim", "expired", "corrected"})
"""What may have become of an envelope that then binds nobody."""
_OTHER_NUMBER = "the pages carry another number"
_SHOWN = 8
"""So many places of one kind are evidence enough."""
_LIKE = str.maketrans("OIlSBZG", "0115826")
"""Letters that text recognition mistakes for digits."""
_FAR = 2
"""So many places in which numbers may differ that recognition misread."""


@dataclass(frozen=True, slots=True)
class _Certificate:
    """A certificate page: its title and where its text runs."""

    title: Range
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a certificate page tells, and where."""

    provider: Provider
    page: _Certificate
    numbers: frozenset[str]
    number_at: tuple[Range, ...]
    status: str
    status_at: tuple[Range, ...]
    pages: int | None
    people: People
    completed: Stamp | None


def sealer(common_name: str, vocabulary: Vocabulary) -> str | None:
    """The signing service that seals files with a certificate of this common name."""
    name = common_name.casefold()
    for provider in words(vocabulary).providers:
        if any(seal in name for seal in provider.seals):
            return provider.name
    return None


def acknowledgements(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """What signing services left in the file: one acknowledgement for each signer whom a
    certificate page names, else one for each service whose certificate page or marks stand
    there. Words in running prose that merely mention a service are not marks.
    """
    document, known = reading.document, words(settings.vocabulary)
    found: list[Acknowledgement] = []
    for provider in known.providers:
        certificate = _certificate(document, provider)
        marks = list(_all(provider.marks, document.text, 0, len(document.text)))
        if certificate is not None:
            facts = _facts(reading, provider, certificate, settings.vocabulary)
            found += _certified(document, facts, marks, settings.vocabulary)
        elif marks:
            found.append(_marked(document, provider, marks, known))
    return tuple(found)


# ── What stands there ───────────────────────────────────────────────────────────────────


def _all(
    patterns: Iterable[re.Pattern[str]], text: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text, start, end)


def _certificate(document: Document, provider: Provider) -> _Certificate | None:
    """The last title below which enough of the labels stand."""
    titles = _all(provider.titles, document.text, 0, len(document.text))
    for title in sorted(titles, key=lambda one: one.start(), reverse=True):
        start, end = _reach(document, title.start())
        if _labelled(document.text, start, end, provider):
            return _Certificate(title.span(), start, end)
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


def _facts(
    reading: Reading, provider: Provider, page: _Certificate, vocabulary: Vocabulary
) -> _Facts:
    known, text = words(vocabulary), reading.document.text
    cells = sheet(reading, page.start, page.end)
    times = stamps(cells, known, provider.zone, vocabulary)
    found = people(cells, times, known)
    numbers = list(_all(provider.numbers, text, page.start, page.end))
    status, status_at, completed = _status(cells, times, found, known)
    return _Facts(
        provider,
        page,
        _numbers(numbers),
        tuple(one.span() for one in numbers),
        status,
        status_at,
        _pages(cells, known),
        found,
        completed,
    )


def _numbers(matches: Iterable[re.Match[str]]) -> frozenset[str]:
    """The ids that matches hold, however they are hyphenated."""
    return frozenset(
        match["id"].replace("-", "").upper()
        for match in matches
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


def _spans(document: Document, places: Iterable[Range]) -> tuple[Span, ...]:
    """Spans of the places that lie inside a part."""
    inside = (
        (start, end)
        for start, end in places
        if start < end and any(part.start <= start < part.end for part in document.parts)
    )
    return tuple(dict.fromkeys(document.span(start, end) for start, end in inside))[:_SHOWN]


# ── What is said of it ──────────────────────────────────────────────────────────────────


def _certified(
    document: Document, facts: _Facts, marks: list[re.Match[str]], vocabulary: Vocabulary
) -> tuple[Acknowledgement, ...]:
    """One acknowledgement for each signer, or one for the whole where none can be told."""
    known, service = words(vocabulary), facts.provider.name
    trial = _trial(document.text, known)
    compared, stamped, wrong, doubt = _compared(document, facts, marks)
    void = (f"its status is {facts.status}" if facts.status in _FAILED else "", wrong, trial)
    signers = [one for one in facts.people.persons if _signs(one, facts)]
    doubts = (doubt, *_doubts(document, facts))
    envelope = Envelope(
        certified=True,
        void=" and ".join(filter(None, void)),
        service=service,
        numbers=facts.numbers,
        stamped=stamped,
        status=facts.status,
        pages=facts.pages,
        recipients=tuple(_recipient(one) for one in facts.people.persons),
        doubts=tuple(filter(None, doubts)),
    )
    says = (
        f"a certificate page of {service}, status {facts.status or 'not found'}",
        compared,
        trial,
    )
    why = "; ".join(filter(None, says))
    places = [facts.page.title, *facts.number_at, *facts.status_at, *(one.span() for one in marks)]
    evidence = _spans(document, places)
    date = facts.completed.fact if facts.completed and not facts.people.doubt else None
    whole = _acknowledgement(document, why, evidence, envelope, date=date)
    return tuple(_signed(document, one, whole, vocabulary) for one in signers) or (whole,)


def _signs(person: Person, facts: _Facts) -> bool:
    """Whether somebody signed, or may have as the page does not tell who did what."""
    if person.role == "signer":
        return person.stamp is not None or facts.status not in _FAILED
    return not person.role and bool(facts.people.doubt)


def _doubts(document: Document, facts: _Facts) -> Iterator[str]:
    """What keeps a certificate from counting before a person has looked."""
    service = facts.provider.name
    if facts.people.doubt:
        yield facts.people.doubt
    if not facts.status:
        yield "it does not say what became of the envelope"
    elif facts.status not in _FAILED and facts.status != "completed":
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
    if _recognised(document, facts.page) is not None:
        yield "it was read from a picture"
    before = _before(document, facts.page)
    if facts.pages is not None and before and before != facts.pages:
        yield f"it speaks of {_count(facts.pages)}, and {before} stand before it"


def _count(pages: int) -> str:
    return "1 page" if pages == 1 else f"{pages} pages"


def _before(document: Document, page: _Certificate) -> int:
    """How many pages stand before the certificate; 0 where there are no pages."""
    own = next((one for one in document.parts if one.start <= page.title[0] < one.end), None)
    return own.page - 1 if own is not None and own.page is not None else 0


def _recognised(document: Document, page: _Certificate) -> Part | None:
    return next(
        (
            one
            for one in document.parts
            if one.certainty is not None and one.start < page.end and page.start < one.end
        ),
        None,
    )


def _compared(
    document: Document, facts: _Facts, marks: list[re.Match[str]]
) -> tuple[str, bool, str, str]:
    """How the number on the certificate and those on the pages agree: in words, whether the
    pages carry it, why it is another envelope's, and what is doubtful.
    """
    stamps = [(_numbers([one]), one.start()) for one in marks]
    printed = frozenset[str]().union(*(ids for ids, _ in stamps))
    if not facts.numbers:
        return "no number found on it", False, "", ""
    if not printed:
        return "its number stands on no other page", False, "", ""
    if printed <= facts.numbers:
        return "the same number stands on the pages", True, "", ""
    if facts.numbers.isdisjoint(printed):
        if _misread(document, facts, printed):
            return "the pages carry nearly the same number", False, "", "its number was misread"
        return _OTHER_NUMBER, False, _OTHER_NUMBER, ""
    beside = "its number stands on the pages beside another one"
    if _everywhere(document, facts.numbers, stamps):
        return beside, True, "", ""
    return beside, True, "", "some pages carry the number of another envelope alone"


def _everywhere(
    document: Document, numbers: frozenset[str], stamps: list[tuple[frozenset[str], int]]
) -> bool:
    """Whether every page that carries any number carries one of the certificate's."""
    pages: dict[int, set[str]] = {}
    for ids, at in stamps:
        part = next((one.start for one in document.parts if one.start <= at < one.end), 0)
        pages.setdefault(part, set()).update(ids)
    return all(not found or found & numbers for found in pages.values())


def _misread(document: Document, facts: _Facts, printed: frozenset[str]) -> bool:
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


def _recipient(person: Person) -> Recipient:
    return Recipient(
        name=person.name,
        email=person.email,
        role=person.role,
        date=person.stamp.fact if person.stamp else None,
        moment=person.stamp.moment if person.stamp else None,
        authentication=person.authentication,
    )


def _signed(
    document: Document,
    signer: Person,
    whole: Acknowledgement,
    vocabulary: Vocabulary,
) -> Acknowledgement:
    """What one signer did; `whole` is what is said of the certificate as such."""
    stamp = signer.stamp
    own = (
        signer.name_at,
        signer.email_at if signer.email else None,
        (stamp.fact.span.start, stamp.fact.span.end) if stamp else None,
    )
    places = _spans(document, (one for one in own if one is not None))
    title, company = _office(document, signer, vocabulary)
    return replace(
        whole,
        evidence=tuple(dict.fromkeys((*places, *whole.evidence))),
        date=stamp.fact if stamp else None,
        name=_quoted(document, signer.name_at, signer.name),
        email=signer.email or None,
        moment=stamp.moment if stamp else None,
        title=title,
        organisation=company,
    )


def _office(
    document: Document, signer: Person, vocabulary: Vocabulary
) -> tuple[Quoted | None, Quoted | None]:
    """Title and company of a signer, as labelled or by what the lines below the address are."""
    title, company = _quoted(document, signer.title), _quoted(document, signer.company)
    for line in signer.lines:
        words_of = _quoted(document, line)
        if words_of is None:
            continue
        if any(companies.every(words_of.value, vocabulary)):
            company = company or words_of
        elif signing_words(vocabulary).is_title(words_of.value):
            title = title or words_of
    return title, company


def _quoted(document: Document, place: Range | None, value: str = "") -> Quoted | None:
    spans = _spans(document, [place] if place else [])
    return Quoted(value or spans[0].quote, spans[0]) if spans else None


def _marked(
    document: Document, provider: Provider, marks: list[re.Match[str]], known: Words
) -> Acknowledgement:
    why = f"marks of {provider.name} on the pages, without its certificate page"
    trial = _trial(document.text, known)
    return _acknowledgement(
        document,
        f"{why}; {trial}" if trial else why,
        _spans(document, (one.span() for one in marks)),
        Envelope(certified=False, void=trial, service=provider.name, numbers=_numbers(marks)),
        date=None,
    )


def _trial(text: str, known: Words) -> str:
    trial = next(iter(_all(known.trials, text, 0, len(text))), None)
    return f"marked as a test: “{' '.join(trial[0].split())}”" if trial else ""


def _acknowledgement(
    document: Document,
    why: str,
    evidence: tuple[Span, ...],
    envelope: Envelope,
    *,
    date: DateFact | None,
) -> Acknowledgement:
    return Acknowledgement(
        kind=AckKind.PROVIDER,
        file=document.path,
        side=Side.UNKNOWN,
        labels=frozenset(),
        name=None,
        title=None,
        organisation=None,
        email=None,
        date=date,
        moment=None,
        technical=None,
        mail=None,
        why=why,
        evidence=evidence,
        envelope=envelope,
    )
