"""Cryptographic signatures embedded in a PDF.

Empty signature fields and document time stamps are nobody's signature. A signing service's
seal is told from a person's signature by its certificate's subject (`providers.toml`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from poedesk.attest.certificate import subject
from poedesk.attest.foreign import library
from poedesk.attest.pdf.later import Signed
from poedesk.attest.pdf.prepared import marked, prepared
from poedesk.attest.pdf.verdict import GARBLED, technical
from poedesk.attest.signer import certified, unjudged
from poedesk.errors import UnreadableError
from poedesk.model import Acknowledgement, Document, FileKind, Reading, Settings

# Names that only a signature writes; a PDF without them never loads the library (0.7 s).
_SIGNED = re.compile(rb"/ByteRange\b|/adbe\.(?:pkcs7|x509)|/ETSI\.(?:CAdES|RFC3161)|/Adobe\.PPK")


@dataclass(frozen=True, slots=True)
class _Field:
    """A filled signature field: its full name, the signature in it, and itself."""

    name: str
    value: Any
    field: Any

    @property
    def stamps(self) -> bool:
        """Whether it holds a time stamp upon the document rather than a signature."""
        entry = self.value.get_object()
        named = {str(entry.get("/Type", "")), str(entry.get("/SubFilter", ""))}
        return not named.isdisjoint({"/DocTimeStamp", "/ETSI.RFC3161"})


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
            fields, stamps = _filled(reader)
    except UnreadableError as error:
        return (unjudged(document, "", error.message),)
    stamped = tuple(_stamps(reader, stamps))
    last = max((_revision(reader, one.value) for one in fields), default=0)
    ready = (*marked(document), *prepared(reader, reading.data, last, settings)) if fields else ()
    signed = Signed(reader, reading.data, stamped, ready, settings)
    return tuple(_acknowledgement(document, signed, one) for one in fields)


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


def _filled(reader: Any) -> tuple[list[_Field], list[_Field]]:
    """Each filled signature field in the order of signing: those of people, and those that hold
    a time stamp upon the document.
    """
    from pyhanko.sign.fields import enumerate_sig_fields

    every = enumerate_sig_fields(reader, filled_status=True)
    # a name as a string of our own: theirs would take the whole file along to the parent
    found = [_Field(str(name), value, field) for name, value, field in every]
    found.sort(key=lambda one: _revision(reader, one.value))
    return [one for one in found if not one.stamps], [one for one in found if one.stamps]


def _stamps(reader: Any, fields: Sequence[_Field]) -> Iterator[Any]:
    """The document time stamps that can be followed; others prove nothing."""
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    for one in fields:
        with suppress(UnreadableError), library(GARBLED):
            yield EmbeddedPdfSignature(reader, one.field, one.name)


def _revision(reader: Any, value: Any) -> int:
    """The revision in which the signature was written; 0 where it has no object of its own."""
    reference = getattr(value, "reference", None)
    return int(reader.xrefs.get_last_change(reference)) if reference is not None else 0


def _acknowledgement(document: Document, signed: Signed, entry: _Field) -> Acknowledgement:
    try:
        with library(GARBLED):
            signature = _signature(signed.reader, entry)
            who = subject(signature.signer_cert)
        verdict, moment = technical(signed, signature)
    except UnreadableError as error:
        return unjudged(document, entry.name, error.message)
    return certified(document, who, verdict, moment, signed.settings.vocabulary)


def _signature(reader: Any, entry: _Field) -> Any:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    kind = str(entry.value.get_object().get("/SubFilter", "none"))
    if kind in {"/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"}:
        raise UnreadableError(f"it is of the outdated kind {kind[1:]}, made with SHA-1")
    return EmbeddedPdfSignature(reader, entry.field, entry.name)
