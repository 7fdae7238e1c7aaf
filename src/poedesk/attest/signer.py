"""The person behind a cryptographic signature, as certificate and document tell."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from datetime import datetime

from poedesk.attest.block.words import WITNESS, words
from poedesk.attest.certificate import Identity
from poedesk.attest.provider.certificates import sealer
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Declared,
    Document,
    Holder,
    Quoted,
    Span,
    Technical,
    Vocabulary,
)

_BLOCK, _BLOCK_LINES = 400, 6  # characters and lines above a name that can head its block
_OFFICE = r"[^\W\d][^\n\t,;:.()|]{1,40}(?:,[ ][^\n\t,;:.()|]{1,40}){0,2}(?=\s*(?:[\n\t;.()|]|\Z))"
"""A short title, of up to three pieces between commas, that ends where the line or sentence
does."""


def certified(
    document: Document,
    who: Identity,
    verdict: Technical,
    moment: datetime | None,
    vocabulary: Vocabulary,
    *,
    more: tuple[Declared, ...] = (),
) -> Acknowledgement:
    """The acknowledgement of a certificate's holder; `more` is evidence that only this kind of
    file has. The certificate of a signing service, and that of an organisation, is told from a
    person's: neither says who signed.
    """
    names = (who.name, who.organisation) if verdict.holder is Holder.ORGANISATION else (who.name,)
    services = (sealer(one, vocabulary) for one in names)
    provider = next((one for one in services if one is not None), None)
    if provider is not None:
        verdict = replace(verdict, holder=Holder.SERVICE)
    return _person(
        document,
        who,
        replace(verdict, service=provider or ""),
        moment,
        why=_why(who, verdict.holder, provider),
        vocabulary=vocabulary,
        more=more,
    )


def _why(who: Identity, holder: Holder, provider: str | None) -> str:
    if provider is not None:
        return (
            f"“{who.name}” is the certificate of {provider}, a signing service: its seal is "
            "no person's signature"
        )
    if holder is Holder.ORGANISATION:
        return (
            f"“{who.name}” is the certificate of an organisation: its e-seal is no person's "
            "signature"
        )
    return "the file holds a cryptographic signature"


def _person(
    document: Document,
    who: Identity,
    verdict: Technical,
    moment: datetime | None,
    *,
    why: str,
    vocabulary: Vocabulary,
    more: tuple[Declared, ...],
) -> Acknowledgement:
    personal, sealed = verdict.holder is Holder.PERSON, verdict.holder is Holder.SERVICE
    told = {key: quoted(document, value) for key, value in _values(who, verdict.holder).items()}
    office = told.get("title") or (_office(document, who.name, vocabulary) if personal else None)
    seen = _witnessing(document, told.get("name"), vocabulary)
    return Acknowledgement(
        kind=AckKind.PROVIDER if sealed else AckKind.CRYPTO,
        file=document.path,
        labels=frozenset({WITNESS} if seen else ()),
        name=told.get("name"),
        title=office,
        organisation=told.get("organisation"),
        email=(who.email or None) if not sealed else None,
        moment=moment,
        technical=verdict,
        why=why,
        evidence=(
            *_declared(document, verdict),
            *more,
            *(one.span for one in dict.fromkeys((*told.values(), office)) if one is not None),
        ),
    )


def _values(who: Identity, holder: Holder) -> dict[str, str]:
    """What the certificate says of a person; a seal says nothing of one."""
    if holder is Holder.SERVICE:
        return {}
    if holder is Holder.ORGANISATION:
        return {"organisation": who.organisation}
    return {"name": who.name, "title": who.title, "organisation": who.organisation}


def quoted(document: Document, value: str) -> Quoted | None:
    """The last place where the document itself says the same; None for the empty string."""
    if not value:
        return None
    words = r"\s+".join(map(re.escape, value.split()))
    found = list(re.finditer(rf"(?<!\w){words}(?!\w)", document.text, re.IGNORECASE))
    span = _span(document, found[-1]) if found else None
    return Quoted(value, span) if span is not None else None


def _witnessing(document: Document, name: Quoted | None, vocabulary: Vocabulary) -> bool:
    """Whether the signer's name stands below “Witness” or “In the presence of” rather than
    below a party.
    """
    if name is None or not isinstance(name.span, Span):
        return False
    known = words(vocabulary)
    above = document.text[max(0, name.span.start - _BLOCK) : name.span.end].split("\n")
    for line in reversed(above[-_BLOCK_LINES:]):
        if known.witnessing(line.strip()):
            return True
        if known.side(line) is not None or known.behalf_of(line.strip()):
            return False
    return False


def _office(document: Document, name: str, vocabulary: Vocabulary) -> Quoted | None:
    """The title that the signed text itself gives to the signer: behind the name and a comma,
    or alone on the next line ("Priya Raghunathan, General Manager, Risk and Technology").
    """
    if not name:
        return None
    person = r"\s+".join(map(re.escape, name.split()))
    behind = rf"(?<!\w){person}(?:,[ ]*|[ ]*\n[ ]*)(?P<office>{_OFFICE})"
    for match in reversed(list(re.finditer(behind, document.text, re.IGNORECASE))):
        start, end = match.span("office")
        if words(vocabulary).is_title(match["office"].partition(",")[0]):
            with contextlib.suppress(LookupError):
                return Quoted(match["office"], document.span(start, end))
    return None


def _span(document: Document, match: re.Match[str]) -> Span | None:
    try:
        span = document.span(match.start(), match.end())
    except LookupError:
        return None
    return span if span.end == match.end() else None


def _declared(document: Document, verdict: Technical) -> tuple[Declared, ...]:
    pairs = (
        ("signature field", verdict.field),
        ("certificate subject", verdict.subject),
        ("certificate issuer", verdict.issuer),
    )
    return tuple(Declared(key, value, document.path) for key, value in pairs if value)


def unjudged(document: Document, field: str, problem: str) -> Acknowledgement:
    """A signature of which nothing is known but that it is there, and why."""
    return Acknowledgement(
        kind=AckKind.CRYPTO,
        file=document.path,
        technical=Technical(field=field, problem=problem),
        why=f"a cryptographic signature that cannot be judged: {problem}",
        evidence=(Declared("signature field", field or "unknown", document.path),),
    )
