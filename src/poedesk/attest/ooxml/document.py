"""Cryptographic signatures of Word documents, and the signature lines that nobody signed."""

from __future__ import annotations

import io
import logging
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from poedesk.attest import chain
from poedesk.attest.block.words import LINE
from poedesk.attest.certificate import subject
from poedesk.attest.conclusion import (
    HASH_FAILURE,
    REVOKED_NO_POE,
    SIG_CRYPTO_FAILURE,
    by_certificate,
    conclude,
    revoked_later,
    worth_trust,
)
from poedesk.attest.foreign import library
from poedesk.attest.ooxml import package as opc_package
from poedesk.attest.ooxml import xades
from poedesk.attest.ooxml.coverage import uncovered
from poedesk.attest.ooxml.package import Package
from poedesk.attest.ooxml.signature import UNMADE, Checked, check, signature_parts
from poedesk.attest.signer import certified, quoted, unjudged
from poedesk.errors import UnreadableError
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Declared,
    Document,
    FileKind,
    Reading,
    Settings,
    SignatureLine,
    Span,
    Technical,
)

_GARBLED = "its package cannot be followed"
_WHOLE = "package"
_FOLDER = "_xmlsignatures/"
_UNPACKING = (zipfile.BadZipFile, zlib.error, KeyError, OSError, RuntimeError, EOFError, ValueError)


def acknowledgements(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """One acknowledgement for every signature that the package leads to, and one for every
    signature line that none of them signs.

    What cannot be judged is told by `Technical.problem`, with everything else unknown.
    """
    if reading.document.kind is not FileKind.DOCX:
        return ()
    acts = list(_signatures(reading, settings)) if _signed(reading) else []
    taken = {line for _, line in acts if line}
    blank = [act for line, act in _blanks(reading) if line not in taken]
    return (*(act for act, _ in acts), *blank)


def _signed(reading: Reading) -> bool:
    """Whether the package says anywhere to be signed; a cheap look that most files end with."""
    if any(name.startswith(_FOLDER) for name in reading.raw):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(reading.data)) as archive:
            return b"digital-signature" in archive.read("_rels/.rels")
    except _UNPACKING:
        return False


def _signatures(reading: Reading, settings: Settings) -> Iterator[tuple[Acknowledgement, str]]:
    """The acknowledgement of each signature, and the identifier of the line that it signs."""
    document = reading.document
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it warns of, we say
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        with library(_GARBLED):
            package = opc_package.opened(reading.data)
            parts = signature_parts(package)
    except UnreadableError as error:
        yield unjudged(document, _WHOLE, error.message), ""
        return
    known = {_identifier(line.id): line for line in reading.signature_lines if line.id}
    signed = _Signed(document, package, known, settings)
    yield from map(signed.acknowledgement, parts)


def _blanks(reading: Reading) -> Iterator[tuple[str, Acknowledgement]]:
    """Every signature line, by its identifier, as it is while nobody signs it."""
    marks = [one for one in reading.document.marks if one.kind == "signature-line"]
    lines = reading.signature_lines
    places = [one.spans for one in marks] if len(marks) == len(lines) else [()] * len(lines)
    for line, spans in zip(lines, places, strict=True):
        yield _identifier(line.id), _blank(reading.document, line, spans)


def _blank(document: Document, line: SignatureLine, spans: tuple[Span, ...]) -> Acknowledgement:
    return Acknowledgement(
        kind=AckKind.EMPTY,
        file=document.path,
        labels=frozenset({"signature", LINE}),
        name=quoted(document, line.signer),
        title=quoted(document, line.title),
        email=line.email or None,
        why=f"the signature line for {_whom(line)} is not signed",
        evidence=(*spans, Declared("signature line", _whom(line), document.path)),
    )


def _identifier(text: str) -> str:
    """An identifier as both sides may write it: braces and case make no difference."""
    return text.strip().strip("{}").casefold()


def _whom(line: SignatureLine) -> str:
    """As in "Zoë Ünal, Head of IT (zoe@fabrikam.example)", as far as known."""
    who = ", ".join(filter(None, (line.signer, line.title)))
    return f"{who} ({line.email})" if who and line.email else who or line.email or "anybody"


def _meant_for(line: SignatureLine, name: str) -> bool:
    """Whether a line was made for somebody of that name, in any order of its words."""
    bare = [frozenset(one.casefold().replace(",", " ").split()) for one in (line.signer, name)]
    return bool(line.signer) and bare[0] == bare[1]


@dataclass(frozen=True, slots=True)
class _Signed:
    """A signed document, its signature lines by identifier, and what it is held against."""

    document: Document
    package: Package
    known: dict[str, SignatureLine]
    settings: Settings

    def acknowledgement(self, part: str) -> tuple[Acknowledgement, str]:
        """The acknowledgement of one signature and the identifier of the line that it signs,
        empty where it signs none. A broken one keeps its line: it is what is wrong with it.
        """
        try:
            with library(_GARBLED):
                checked = check(self.package, part)
                told = xades.told(checked)
                line = self.known.get(_identifier(told.line))
                verdict, moment = technical(self.package, checked, told, self.settings)
                who = subject(next(xades.certificates(checked)))
        except UnreadableError as error:
            return unjudged(self.document, part.lstrip("/"), error.message), ""
        if line is not None and _meant_for(line, who.name) and not verdict.title:
            verdict = replace(verdict, title=line.title)
        act = certified(
            self.document,
            who,
            verdict,
            moment,
            self.settings.vocabulary,
            more=self._evidence(told, line),
        )
        return act, _identifier(line.id) if line is not None else ""

    def _evidence(self, told: xades.Told, line: SignatureLine | None) -> tuple[Declared, ...]:
        pairs = (
            ("role told by the signer", told.role),
            ("signature line", f"for {_whom(line)}" if line is not None else ""),
        )
        return tuple(Declared(key, value, self.document.path) for key, value in pairs if value)


def technical(
    package: Package, signature: Checked, told: xades.Told, settings: Settings
) -> tuple[Technical, datetime | None]:
    """The verdict on a package signature and the aware time of signing, if any is given."""
    anchors = settings.anchors
    certificate, *others = xades.certificates(signature)
    revocations = xades.revocations(signature, settings.revocation_lists)
    stamped = xades.stamped(signature, anchors, others, revocations)
    moment = stamped or told.when
    at = moment or certificate.not_valid_before
    intact = not signature.faults
    led = chain.follow(certificate, chain.context(anchors, others, at))
    standing = chain.standing(certificate, others, anchors, at, revocations)
    known = by_certificate(
        signature.part, certificate, moment=moment, standing=standing, weak=signature.weak
    )
    trusted = intact and led.trusted and worth_trust(known)
    open_parts = uncovered(package, signature) if intact else ()
    verdict = replace(
        known,
        intact=intact,
        covers_document=not open_parts if intact else None,
        modified="none" if intact and not open_parts else None,
        trusted=trusted,
        trust_problem=None
        if trusted
        else _problem(signature, certificate, others, moment, led, revoked=bool(standing.revoked)),
        time_trusted=stamped is not None,
        title=known.title or told.role,
        changed=signature.faults,
        uncovered=open_parts,
        doubts=revoked_later(standing, proven=stamped is not None),
    )
    fault = SIG_CRYPTO_FAILURE if UNMADE in signature.faults else HASH_FAILURE
    early = chain.early(certificate, moment)
    return conclude(
        verdict, fault=fault, early=early, led=led.problem, doubt=REVOKED_NO_POE
    ), moment


def _problem(
    signature: Checked,
    certificate: Any,
    others: list[Any],
    moment: datetime | None,
    led: chain.Followed,
    *,
    revoked: bool,
) -> str:
    """Why no anchor was reached."""
    if signature.faults:
        return chain.BROKEN
    return chain.problem(
        led.problem,
        certificate,
        others,
        moment,
        weak=signature.weak,
        digest=signature.digest,
        revoked=revoked,
    )
