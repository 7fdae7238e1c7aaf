"""Marks and certificate pages of electronic signing services, by the words of the text.

Text is evidence, never proof: anybody can print these words. What makes them proof is the
service's seal, which `pdf_signature` finds. The services stand in `providers.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from poedesk.errors import ChecklistError
from poedesk.extract import dates
from poedesk.model import (
    AckKind,
    Acknowledgement,
    DateFact,
    DateRole,
    Document,
    Envelope,
    Quoted,
    Reading,
    Settings,
    Side,
    Span,
    Vocabulary,
)

_CERTIFICATE_PAGES = 4
"""How many pages a certificate may run on from its title."""
_FAILED = frozenset({"voided", "declined", "interim"})
"""What may have become of an envelope that then binds nobody."""
_OTHER_NUMBER = "the pages carry another number"
_SHOWN = 8
"""So many places of one kind are evidence enough."""


@dataclass(frozen=True, slots=True)
class _Provider:
    name: str
    seals: tuple[str, ...]
    marks: tuple[re.Pattern[str], ...]
    titles: tuple[re.Pattern[str], ...]
    labels: tuple[re.Pattern[str], ...]
    enough: int
    numbers: tuple[re.Pattern[str], ...]
    status: re.Pattern[str]
    dated: tuple[re.Pattern[str], ...]
    people: re.Pattern[str] | None
    signers: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class _Tables:
    providers: tuple[_Provider, ...]
    outcomes: Mapping[str, str]
    trials: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class _Certificate:
    """A certificate page: its title and where its text runs."""

    title: tuple[int, int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Signer:
    """Somebody who signed, and where name and e-mail stand."""

    name: str
    email: str
    name_at: tuple[int, int]
    email_at: tuple[int, int]
    date: DateFact


def sealer(common_name: str, vocabulary: Vocabulary) -> str | None:
    """The signing service that seals files with a certificate of this common name."""
    name = common_name.casefold()
    for provider in _tables(vocabulary).providers:
        if any(seal in name for seal in provider.seals):
            return provider.name
    return None


def acknowledgements(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """What signing services left in the file: one acknowledgement for each signer whom a
    certificate page names, else one for each service whose certificate page or marks stand
    there. Words in running prose that merely mention a service are not marks.
    """
    document, tables = reading.document, _tables(settings.vocabulary)
    found: list[Acknowledgement] = []
    for provider in tables.providers:
        certificate = _certificate(document, provider)
        marks = list(_all(provider.marks, document.text, 0, len(document.text)))
        if certificate is not None:
            found += _certified(document, provider, certificate, marks, settings.vocabulary)
        elif marks:
            found.append(_marked(document, provider, marks, tables))
    return tuple(found)


# ── The word lists ──────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4)
def _tables(vocabulary: Vocabulary) -> _Tables:
    try:
        table = vocabulary["providers"]
        return _Tables(
            providers=tuple(_provider(one) for one in table["provider"]),
            outcomes={
                word: outcome for outcome, words in table["status"].items() for word in words
            },
            trials=_patterns(table["test"]["patterns"]),
        )
    except (LookupError, TypeError, AttributeError, re.error) as error:
        raise ChecklistError(
            f"vocabulary/providers.toml: {error!r}",
            hint="Its first lines say which keys a provider has.",
        ) from error


def _provider(entry: Mapping[str, Any]) -> _Provider:
    return _Provider(
        name=entry["name"],
        seals=tuple(one.casefold() for one in entry["seals"]),
        marks=_patterns(entry["marks"]),
        titles=_patterns(rf"(?:^|(?<=\t))(?:{one})(?=\t|$)" for one in entry["titles"]),
        labels=_patterns(rf"(?<!\w){re.escape(one)}" for one in entry["labels"]),
        enough=entry["enough"],
        numbers=_patterns(entry["id"]),
        status=_patterns([entry["status"]])[0],
        dated=_patterns(entry["dated"]),
        people=_patterns([entry["people"]])[0] if "people" in entry else None,
        signers=_patterns(entry["signers"]),
    )


def _patterns(sources: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Compiled patterns in which a space stands for any white space."""
    spaced = (one.replace("\\ ", " ").replace(" ?", r"\s*").replace(" ", r"\s+") for one in sources)
    return tuple(re.compile(one, re.IGNORECASE | re.MULTILINE) for one in spaced)


# ── What stands there ───────────────────────────────────────────────────────────────────


def _all(
    patterns: Iterable[re.Pattern[str]], text: str, start: int, end: int
) -> Iterable[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text, start, end)


def _certificate(document: Document, provider: _Provider) -> _Certificate | None:
    """The last title below which enough of the labels stand."""
    titles = _all(provider.titles, document.text, 0, len(document.text))
    for title in sorted(titles, key=lambda one: one.start(), reverse=True):
        start, end = _reach(document, title.start())
        labels = (one.search(document.text, start, end) for one in provider.labels)
        if sum(label is not None for label in labels) >= provider.enough:
            return _Certificate(title.span(), start, end)
    return None


def _reach(document: Document, offset: int) -> tuple[int, int]:
    """From the start of the part at `offset` over as many parts as a certificate can have."""
    after = [part for part in document.parts if part.end > offset][:_CERTIFICATE_PAGES]
    return (after[0].start, after[-1].end) if after else (offset, len(document.text))


def _numbers(matches: Iterable[re.Match[str]]) -> set[str]:
    """The ids that matches hold, however they are hyphenated."""
    return {
        match["id"].replace("-", "").upper()
        for match in matches
        if match.re.groupindex.get("id") and match["id"]
    }


def _outcome(document: Document, provider: _Provider, page: _Certificate, tables: _Tables) -> str:
    """What became of the envelope; the least favourable word where several stand."""
    words = {
        " ".join(match["status"].casefold().split())
        for match in provider.status.finditer(document.text, page.start, page.end)
    }
    outcomes = {tables.outcomes[word] for word in words if word in tables.outcomes}
    if "interim" in document.text[slice(*page.title)].casefold():
        outcomes.add("interim")
    order = ("voided", "declined", "interim", "completed")
    known = next((one for one in order if one in outcomes), "")
    return known or ", ".join(sorted(words))


def _signers(
    document: Document, provider: _Provider, page: _Certificate, vocabulary: Vocabulary
) -> tuple[_Signer, ...]:
    """The people whom the certificate names with the day on which they signed."""
    text, start, end = document.text, page.start, page.end
    if provider.people is not None:
        stretch = provider.people.search(text, start, end)
        start, end = stretch.span() if stretch else (end, end)
    found = sorted(_all(provider.signers, text, start, end), key=lambda one: one.start())
    ends = [*(one.start() for one in found[1:]), end]
    signers = (
        _Signer(one["name"], one["email"], one.span("name"), one.span("email"), days[0])
        for one, until in zip(found, ends, strict=True)
        if (days := _dates(document, provider, (one.end(), until), vocabulary))
    )
    return tuple({(one.name, one.email): one for one in signers}.values())


def _dates(
    document: Document, provider: _Provider, stretch: tuple[int, int], vocabulary: Vocabulary
) -> list[DateFact]:
    """The days on which somebody signed or all was complete, in the order they stand."""
    places = sorted(one.span("date") for one in _all(provider.dated, document.text, *stretch))
    role = DateRole.ACKNOWLEDGEMENT
    return [
        fact for start, end in places for fact in dates.find(document, start, end, role, vocabulary)
    ]


def _spans(document: Document, places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Spans of the places that lie inside a part."""
    inside = (
        (start, end)
        for start, end in places
        if start < end and any(part.start <= start < part.end for part in document.parts)
    )
    return tuple(dict.fromkeys(document.span(start, end) for start, end in inside))[:_SHOWN]


# ── What is said of it ──────────────────────────────────────────────────────────────────


def _certified(
    document: Document,
    provider: _Provider,
    page: _Certificate,
    marks: list[re.Match[str]],
    vocabulary: Vocabulary,
) -> tuple[Acknowledgement, ...]:
    """One acknowledgement for each signer, or one for the whole where none can be told."""
    tables, text = _tables(vocabulary), document.text
    numbers = list(_all(provider.numbers, text, page.start, page.end))
    outcome = _outcome(document, provider, page, tables)
    outside = _numbers(one for one in marks if not page.start <= one.start() < page.end)
    certified, trial = _numbers(numbers), _trial(text, tables)
    says = (
        f"a certificate page of {provider.name}, status {outcome or 'not found'}",
        _compared(certified, outside),
        trial,
    )
    void = (
        f"its status is {outcome}" if outcome in _FAILED else "",
        _OTHER_NUMBER if _compared(certified, outside) == _OTHER_NUMBER else "",
        trial,
    )
    envelope = Envelope(certified=True, void=" and ".join(filter(None, void)))
    status = provider.status.finditer(text, page.start, page.end)
    places = [page.title, *(one.span() for one in (*numbers, *status, *marks))]
    why, evidence = "; ".join(filter(None, says)), _spans(document, places)
    signers = _signers(document, provider, page, vocabulary)
    if signers:
        return tuple(_signed(document, one, why, evidence, envelope) for one in signers)
    days = _dates(document, provider, (page.start, page.end), vocabulary)
    latest = max(days, key=lambda fact: fact.value, default=None)
    return (_acknowledgement(document, why, evidence, envelope, date=latest),)


def _signed(
    document: Document, signer: _Signer, why: str, evidence: tuple[Span, ...], envelope: Envelope
) -> Acknowledgement:
    name, email = _spans(document, (signer.name_at, signer.email_at))
    return replace(
        _acknowledgement(document, why, (name, email, *evidence), envelope, date=signer.date),
        name=Quoted(name.quote, name),
        email=signer.email,
    )


def _marked(
    document: Document, provider: _Provider, marks: list[re.Match[str]], tables: _Tables
) -> Acknowledgement:
    why = f"marks of {provider.name} on the pages, without its certificate page"
    trial = _trial(document.text, tables)
    return _acknowledgement(
        document,
        f"{why}; {trial}" if trial else why,
        _spans(document, (one.span() for one in marks)),
        Envelope(certified=False, void=trial),
        date=None,
    )


def _compared(certified: set[str], printed: set[str]) -> str:
    """How the number on the certificate page and those on the other pages agree."""
    if not certified:
        return "no number found on it"
    if not printed:
        return "its number stands on no other page"
    if certified & printed == printed:
        return "the same number stands on the pages"
    if certified & printed:
        return "its number stands on the pages beside another one"
    return _OTHER_NUMBER


def _trial(text: str, tables: _Tables) -> str:
    trial = next(iter(_all(tables.trials, text, 0, len(text))), None)
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
