"""Cryptographic signatures embedded in a PDF.

Empty signature fields and document time stamps are nobody's signature. A signing service's
seal is told from a person's signature by its certificate's subject (`providers.toml`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from poedesk.attest.certificate import subject
from poedesk.attest.foreign import library
from poedesk.attest.signer import certified, unjudged
from poedesk.attest.trust import GARBLED, Signed, technical
from poedesk.errors import UnreadableError
from poedesk.model import Acknowledgement, Document, FileKind, Reading, Settings

# Names that only a signature writes; a PDF without them never loads the library (0.7 s).
_SIGNED = re.compile(rb"/ByteRange\b|/adbe\.(?:pkcs7|x509)|/ETSI\.(?:CAdES|RFC3161)|/Adobe\.PPK")


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
        return (unjudged(document, "", error.message),)
    signed = Signed(reader, reading.data, settings.anchors, settings.revocation_lists)
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
            # a name as a string of our own: theirs would take the whole file along to the parent
            found.append((_revision(reader, value), (str(name), value, field)))
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
        return unjudged(document, name, error.message)
    return certified(document, who, verdict, moment, settings.vocabulary)


def _signature(reader: Any, name: str, value: Any, field: Any) -> Any:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    kind = str(value.get_object().get("/SubFilter", "none"))
    if kind in {"/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"}:
        raise UnreadableError(f"it is of the outdated kind {kind[1:]}, made with SHA-1")
    return EmbeddedPdfSignature(reader, field, name)
