"""Cryptographic signatures embedded in a PDF.

Empty signature fields and document time stamps are nobody's signature. A signing service's
seal is told from a person's signature by its certificate's subject (`providers.toml`).
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from poedesk.attest.block_words import WITNESS, words
from poedesk.attest.certificate import Identity, subject
from poedesk.attest.provider import sealer
from poedesk.attest.trust import GARBLED, Signed, library, technical
from poedesk.errors import UnreadableError
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Declared,
    Document,
    FileKind,
    Quoted,
    Reading,
    Settings,
    Side,
    Span,
    Technical,
    Vocabulary,
)

# Names that only a signature writes; a PDF without them never loads the library (0.7 s).
_SIGNED = re.compile(rb"/ByteRange\b|/adbe\.(?:pkcs7|x509)|/ETSI\.(?:CAdES|RFC3161)|/Adobe\.PPK")
_BLOCK, _BLOCK_LINES = 400, 6  # characters and lines above a name that can head its block
_OFFICE = r"[^\W\d][^\n\t,;:.()|]{1,40}(?:,[ ][^\n\t,;:.()|]{1,40}){0,2}(?=\s*(?:[\n\t;.()|]|\Z))"
"""A short title, of up to three pieces between commas, that ends where the line or sentence
does."""


def acknowledgements(reading: Reading, settings: Settings) -> tuple[Acknowledgement, ...]:
    """One acknowledgement for every filled signature field, in the order of signing.

    What cannot be judged is told by `Technical.problem`, with everything else unknown.
    """
    document = reading.document
    if document.kind is not FileKind.PDF or not _SIGNED.search(reading.data):
        return ()
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it warns of, we say
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        with library("the file's structure cannot be followed"):
            reader = _open(reading.data, settings.passwords)
            fields = list(_filled(reader))
    except UnreadableError as error:
        return (_unjudged(document, "", error.message),)
    signed = Signed(reader, reading.data, settings.anchors)
    return tuple(_acknowledgement(document, signed, one, settings) for one in fields)


def _open(data: bytes, passwords: tuple[str, ...]) -> Any:
    """Open strictly where the file allows it. Word's hybrid cross-references do not."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(BytesIO(data))
        strict = not reader.xrefs.hybrid_xrefs_present
    except PdfError:
        strict = False
    if not strict:
        reader = PdfFileReader(BytesIO(data), strict=False)
    if reader.encrypted:
        _unlock(reader, passwords)
    return reader


def _unlock(reader: Any, passwords: tuple[str, ...]) -> None:
    from pyhanko.pdf_utils.crypt import AuthStatus

    for password in ("", *passwords):
        if reader.decrypt(password).status != AuthStatus.FAILED:
            return
    raise UnreadableError("it is encrypted, and no password given opens it")


def _filled(reader: Any) -> Iterator[tuple[str, Any, Any]]:
    """Name, value and field of each signature field that holds a person's signature."""
    from pyhanko.sign.fields import enumerate_sig_fields

    found = []
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        entry = value.get_object()
        stamp = entry.get("/Type", "") == "/DocTimeStamp" or entry.get("/SubFilter", "") == (
            "/ETSI.RFC3161"
        )
        if not stamp:
            found.append((_revision(reader, value), (name, value, field)))
    yield from (one for _, one in sorted(found, key=lambda pair: pair[0]))


def _revision(reader: Any, value: Any) -> int:
    """The revision in which the signature was written; 0 where it has no object of its own."""
    reference = getattr(value, "reference", None)
    return int(reader.xrefs.get_last_change(reference)) if reference is not None else 0


def _acknowledgement(
    document: Document, signed: Signed, entry: tuple[str, Any, Any], settings: Settings
) -> Acknowledgement:
    name, value, field = entry
    try:
        with library(GARBLED):
            signature = _signature(signed.reader, name, value, field)
            who = subject(signature.signer_cert)
        verdict, moment = technical(signed, signature)
    except UnreadableError as error:
        return _unjudged(document, name, error.message)
    provider = sealer(who.name, settings.vocabulary)
    why = (
        f"“{verdict.signer}” is the certificate of {provider}, a signing service: its seal is "
        "no person's signature"
        if provider
        else "the file holds a cryptographic signature"
    )
    return _person(
        document,
        who,
        verdict,
        moment,
        why=why,
        vocabulary=settings.vocabulary,
        sealed=provider is not None,
    )


def _signature(reader: Any, name: str, value: Any, field: Any) -> Any:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    kind = str(value.get_object().get("/SubFilter", "none"))
    if kind in {"/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"}:
        raise UnreadableError(f"it is of the outdated kind {kind[1:]}, made with SHA-1")
    return EmbeddedPdfSignature(reader, field, name)


def _person(
    document: Document,
    who: Identity,
    verdict: Technical,
    moment: datetime | None,
    *,
    why: str,
    vocabulary: Vocabulary,
    sealed: bool,
) -> Acknowledgement:
    quoted = {key: _quoted(document, value) for key, value in _values(who, sealed=sealed).items()}
    office = quoted.get("title") or (None if sealed else _office(document, who.name, vocabulary))
    seen = _witnessing(document, quoted.get("name"), vocabulary)
    return Acknowledgement(
        kind=AckKind.PROVIDER if sealed else AckKind.CRYPTO,
        file=document.path,
        side=Side.UNKNOWN,
        labels=frozenset({WITNESS} if seen else ()),
        name=quoted.get("name"),
        title=office,
        organisation=quoted.get("organisation"),
        email=(who.email or None) if not sealed else None,
        date=None,
        moment=moment,
        technical=verdict,
        mail=None,
        why=why,
        evidence=(
            *_declared(document, verdict),
            *(one.span for one in dict.fromkeys((*quoted.values(), office)) if one is not None),
        ),
    )


def _values(who: Identity, *, sealed: bool) -> dict[str, str]:
    """What the certificate says of a person; a service's seal says nothing of one."""
    if sealed:
        return {}
    return {"name": who.name, "title": who.title, "organisation": who.organisation}


def _quoted(document: Document, value: str) -> Quoted | None:
    """The last place where the document itself names what the certificate says."""
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


def _unjudged(document: Document, field: str, problem: str) -> Acknowledgement:
    """A signature of which nothing is known but that it is there."""
    verdict = Technical(
        field=field,
        intact=None,
        covers_document=None,
        modified=None,
        trusted=None,
        trust_problem=None,
        self_signed=None,
        valid_then=None,
        revoked=None,
        time_trusted=False,
        subject="",
        issuer="",
        problem=problem,
        signer="",
        organisation="",
        title="",
    )
    return Acknowledgement(
        kind=AckKind.CRYPTO,
        file=document.path,
        side=Side.UNKNOWN,
        labels=frozenset(),
        name=None,
        title=None,
        organisation=None,
        email=None,
        date=None,
        moment=None,
        technical=verdict,
        mail=None,
        why=f"a cryptographic signature that cannot be judged: {problem}",
        evidence=(Declared("signature field", field or "unknown", document.path),),
    )
