"""Marks and certificate pages of electronic signing services, by the words of the text.

Text is evidence, never proof: anybody can print these words. What makes them proof is the
service's seal, which `pdf_signature` finds; `judge.envelopes` joins the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from poedesk.attest.block.words import words as signing_words
from poedesk.attest.provider.page import (
    FAILED,
    CertificateFacts,
    certificate,
    compared,
    doubts,
    facts_of,
    ids,
    matches,
    recognised,
)
from poedesk.attest.provider.person import Person, Range
from poedesk.attest.provider.words import Provider, Words, words
from poedesk.extract import companies
from poedesk.model import (
    AckKind,
    Acknowledgement,
    DateFact,
    Document,
    Envelope,
    Quoted,
    Reading,
    Recipient,
    Settings,
    Span,
    Vocabulary,
)

_SHOWN = 8
"""So many places of one kind are evidence enough."""


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
        page = certificate(document, provider)
        marks = list(matches(provider.marks, document.text, 0, len(document.text)))
        if page is not None:
            facts = facts_of(reading, provider, page, settings.vocabulary)
            found += _certified(document, facts, marks, settings.vocabulary)
        elif marks:
            found.append(_marked(document, provider, marks, known))
    return tuple(found)


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
    document: Document, facts: CertificateFacts, marks: list[re.Match[str]], vocabulary: Vocabulary
) -> tuple[Acknowledgement, ...]:
    """One acknowledgement for each signer, or one for the whole where none can be told."""
    known, service = words(vocabulary), facts.provider.name
    trial = _trial(document.text, known)
    numbers = compared(document, facts, marks)
    void = (f"its status is {facts.status}" if facts.status in FAILED else "", numbers.wrong, trial)
    signers = [one for one in facts.people.persons if _signs(one, facts)]
    envelope = Envelope(
        certified=True,
        void=" and ".join(filter(None, void)),
        service=service,
        numbers=facts.numbers,
        stamped=numbers.stamped,
        status=facts.status,
        pages=facts.pages,
        alone=not facts.before,
        recipients=tuple(_recipient(one) for one in facts.people.persons),
        doubts=tuple(filter(None, (numbers.doubt, *doubts(document, facts)))),
    )
    says = (
        f"a certificate page of {service}, status {facts.status or 'not found'}",
        numbers.words,
        trial,
    )
    why = "; ".join(filter(None, says))
    places = [facts.page.title, *facts.number_at, *facts.status_at, *(one.span() for one in marks)]
    evidence = _spans(document, places)
    date = facts.completed.fact if facts.completed and not facts.people.doubt else None
    whole = _acknowledgement(document, why, evidence, envelope, date=date)
    acts = tuple(_signed(document, one, whole, vocabulary) for one in signers)
    missed = recognised(document, facts.page) is not None  # on a picture a signer may be overlooked
    return (*acts, whole) if missed or not acts else acts


def _signs(person: Person, facts: CertificateFacts) -> bool:
    """Whether somebody signed, or may have as the page does not tell who did what."""
    if person.role == "signer":
        return person.stamp is not None or facts.status not in FAILED
    return not person.role and bool(facts.people.doubt)


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
        Envelope(certified=False, void=trial, service=provider.name, numbers=ids(marks)),
        date=None,
    )


def _trial(text: str, known: Words) -> str:
    trial = next(iter(matches(known.trials, text, 0, len(text))), None)
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
        date=date,
        why=why,
        evidence=evidence,
        envelope=envelope,
    )
