"""Envelopes of signing services: certificate pages, marks and seals of a bundle joined, and what
the rules say of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from poedesk.judge import sides
from poedesk.judge.answer import Answer, Cause, doubtful, failed, passed
from poedesk.judge.case import Bundle
from poedesk.judge.technical import broken, how_dated, issuer_unknown, open_question
from poedesk.model import AckKind, Acknowledgement, Envelope, Examined, Side, Technical

_UNSEALED = "the pages carry no seal of the service: they were printed, saved again or typed"

_IDLE = {
    "signer": "was asked to sign and did not",
    "copy": "only got a copy",
    "viewer": "only had to look at it",
    "approver": "only approved it",
}
"""What they do in an envelope who sign nothing."""


# ── Joining ─────────────────────────────────────────────────────────────────────────────


def joined(files: Sequence[Examined]) -> dict[str, list[Acknowledgement]]:
    """The signatures of each file of a bundle by its path, mails left out. A service's seal is
    one act with the certificate page or the marks that it covers; a certificate in a file of
    its own belongs to the file whose pages carry its number.
    """
    acts = {
        one.document.path: sealed(
            [act for act in one.acknowledgements if act.kind is not AckKind.EMAIL]
        )
        for one in files
    }
    lengths = {one.document.path: one.document.pages for one in files}
    for path, own in list(acts.items()):
        loose = [act for act in own if _is_loose(act)]
        homes = [other for other in acts if other != path and _carries(acts[other], loose)]
        if not homes:
            acts[path] = [_homeless(act) if act in loose else act for act in own]
            continue
        acts[path] = [act for act in own if act not in loose]
        for home in homes:
            acts[home] = _at_home(
                acts[home], loose, home, lengths[home] if len(homes) == 1 else None
            )
    return acts


def sealed(acts: Sequence[Acknowledgement]) -> list[Acknowledgement]:
    """Joins the seal of a signing service with its own words in the same file: one act."""
    seals = [one for one in acts if one.kind is AckKind.PROVIDER and one.technical is not None]
    pages = [one for one in acts if one.kind is AckKind.PROVIDER and one.technical is None]
    found = {one.envelope: _seal(seals, one.envelope) for one in pages if one.envelope}
    used = [id(seal) for seal in found.values()]
    return [
        *(_under(page, found.get(page.envelope) if page.envelope else None) for page in pages),
        *(
            one
            for one in acts
            if one not in pages and id(one) not in used and not _same(one, found)
        ),
    ]


def _same(act: Acknowledgement, found: dict[Envelope, Acknowledgement | None]) -> bool:
    """Whether an act is a further seal of a service whose words stand in the file."""
    sealing = act.kind is AckKind.PROVIDER and act.technical is not None
    services = {envelope.service for envelope in found}
    return sealing and act.technical is not None and act.technical.service in services


def _seal(seals: Sequence[Acknowledgement], envelope: Envelope) -> Acknowledgement | None:
    """The service's own seal: a broken one before all others, else the last."""
    own = [one for one in seals if one.technical and one.technical.service == envelope.service]
    bad = [one for one in own if one.technical and broken(one.technical)]
    return next(iter((*bad, *reversed(own))), None)


def _under(page: Acknowledgement, seal: Acknowledgement | None) -> Acknowledgement:
    if seal is None:
        return page
    evidence = tuple(dict.fromkeys((*page.evidence, *seal.evidence)))
    return replace(page, technical=seal.technical, evidence=evidence)


def _is_loose(act: Acknowledgement) -> bool:
    """A certificate whose number stands on no page of its own file."""
    envelope = act.envelope
    return envelope is not None and envelope.certified and not envelope.stamped


def _homeless(act: Acknowledgement) -> Acknowledgement:
    """A certificate without pages: with its own alone in a file nothing is tied to it."""
    assert act.envelope is not None
    if not act.envelope.alone:
        return act
    doubts = (*act.envelope.doubts, "no pages that were filed carry its number")
    return replace(act, envelope=replace(act.envelope, doubts=doubts))


def _carries(acts: Iterable[Acknowledgement], loose: Sequence[Acknowledgement]) -> bool:
    """Whether the pages of a file carry the number of a certificate from elsewhere."""
    return any(_belongs(mark, page) for mark in acts for page in loose)


def _belongs(mark: Acknowledgement, page: Acknowledgement) -> bool:
    own, other = mark.envelope, page.envelope
    if own is None or other is None or own.certified or own.service != other.service:
        return False
    return not own.numbers.isdisjoint(other.numbers)


def _at_home(
    acts: Sequence[Acknowledgement],
    loose: Sequence[Acknowledgement],
    path: str,
    length: int | None,
) -> list[Acknowledgement]:
    """The acts of a file with a certificate from another in place of its bare marks."""
    marks = [one for one in acts if any(_belongs(one, page) for page in loose)]
    brought = [
        _brought(page, mark, path, length)
        for page in loose
        for mark in marks
        if _belongs(mark, page)
    ]
    return [*brought, *(one for one in acts if one not in marks)]


def _brought(
    page: Acknowledgement, mark: Acknowledgement, path: str, length: int | None
) -> Acknowledgement:
    assert page.envelope is not None
    assert mark.envelope is not None
    own = page.envelope
    doubts = list(own.doubts)
    if not mark.envelope.numbers <= own.numbers:
        doubts.append("some pages carry the number of another envelope")
    if own.pages is not None and length is not None and own.pages != length:
        doubts.append(f"it speaks of {own.pages} pages, and {path} has {length}")
    void = " and ".join(dict.fromkeys(filter(None, (own.void, mark.envelope.void))))
    return replace(
        page,
        file=path,
        technical=_weaker(page.technical, mark.technical),
        why=f"{page.why.replace(_NOWHERE, 'the same number stands on the pages')} of {path}",
        evidence=tuple(dict.fromkeys((*mark.evidence, *page.evidence))),
        envelope=replace(own, stamped=True, void=void, doubts=tuple(doubts)),
    )


_NOWHERE = "its number stands on no other page"


def _weaker(one: Technical | None, other: Technical | None) -> Technical | None:
    """Of the seals of two files that one act rests on, the one that proves less."""
    for seal in (one, other):
        if seal is not None and broken(seal):
            return seal
    if one is None or other is None:
        return None
    return one if open_question(one) else other


def idle(case: Bundle) -> tuple[str, ...]:
    """In words, who of the customer stands in an envelope and did not sign it."""
    envelopes = (act.envelope for one in case.files for act in one.acknowledgements)
    people = dict.fromkeys(one for each in envelopes if each for one in each.recipients)
    return tuple(
        f"{one.name or 'Somebody'} ({one.email}) of the customer {_IDLE[one.role]}"
        for one in people
        if one.role in _IDLE
        and not (one.role == "signer" and one.date)
        and sides.owner(one.email.rpartition("@")[2], case.claim, case.vocabulary).side
        is Side.CUSTOMER
    )


# ── What the rules say ──────────────────────────────────────────────────────────────────


def envelope_valid(act: Acknowledgement) -> Answer:
    """Rungs 3 and 4 of the e-signature ladder."""
    envelope, technical = act.envelope, act.technical
    if technical is not None and broken(technical):
        return failed(f"The signing service's seal {broken(technical)}.", *act.evidence)
    if envelope is not None and envelope.void:
        return failed(
            f"The signing service's envelope does not count: {envelope.void}.",
            *act.evidence,
            cause=Cause.ENVELOPE,
        )
    if envelope is None or not envelope.certified:
        return _without_certificate(act)
    if envelope.doubts:
        return doubtful(
            f"The certificate of {envelope.service or 'the signing service'} has to be checked by "
            f"a person: {'; '.join(envelope.doubts)} ({act.why}).",
            *act.evidence,
        )
    if technical is None:
        return doubtful(
            f"The signing service's certificate has to be checked by a person: {_UNSEALED} "
            f"({act.why}).",
            *act.evidence,
        )
    question = open_question(technical)
    if question:
        return doubtful(
            f"The seal of {envelope.service} {question}.",
            *act.evidence,
            cause=Cause.ISSUER if issuer_unknown(technical) else None,
        )
    return passed(
        f"{envelope.service} certifies who signed and when, and its seal is intact, covers pages "
        f"and certificate and chains to a trust anchor ({how_dated(technical)}).",
        *act.evidence,
    )


def _without_certificate(act: Acknowledgement) -> Answer:
    """Marks, or a seal alone: with an anchored seal a person may find the certificate."""
    if act.technical is not None and not open_question(act.technical):
        return doubtful(
            f"The signing service's certificate has to be checked by a person: {act.why}.",
            *act.evidence,
            cause=Cause.CERTIFICATE,
        )
    return failed(
        f"The signing service's certificate page is missing: {act.why}.",
        *act.evidence,
        cause=Cause.CERTIFICATE,
    )
