"""What a package signature says beside its digests: when, in which role, for which line; and the
time stamps, certificates and revocation data that were added to it later (XAdES).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from poedesk.attest import chain, timestamp
from poedesk.attest.foreign import library
from poedesk.attest.ooxml.signature import MDSSI, XADES, Checked
from poedesk.attest.ooxml.xmldsig import Transform, canonical, ds, octets, only, plain, words
from poedesk.attest.revocation import Revocations
from poedesk.errors import UnreadableError
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OFFICE = "http://schemas.microsoft.com/office/2006/digsig"
_LONGEST = 200
_MOST_STAMPS = 5
_MOST = 50


@dataclass(frozen=True, slots=True)
class Told:
    """What the signer says and signs: the claimed time (aware), the role, and the identifier of
    the signature line that is signed; empty or None where the signature does not tell.
    """

    when: datetime | None
    role: str
    line: str


def told(signature: Checked) -> Told:
    """What the signed elements of a signature tell; nothing else counts."""
    times = (f"{{{XADES}}}SigningTime", f"{{{MDSSI}}}Value")
    moments = filter(None, map(_moment, _texts(signature.elements, *times)))
    return Told(
        when=next(moments, None),
        role=next(_texts(signature.elements, f"{{{XADES}}}ClaimedRole"), ""),
        line=next(_texts(signature.elements, f"{{{_OFFICE}}}SetupID"), ""),
    )


def _texts(elements: Sequence[Element], *names: str) -> Iterator[str]:
    for name in names:
        for element in elements:
            for one in element.iter(name):
                text = " ".join(normalise(words(one))[0].split())[:_LONGEST]
                if text:
                    yield text


def _moment(text: str) -> datetime | None:
    """An ISO 8601 time of day; a bare day or month is no signing time."""
    if "T" not in text:
        return None
    try:
        return chain.aware(datetime.fromisoformat(text))
    except ValueError:
        return None


# ── What was added after signing ────────────────────────────────────────────────────────


def stamped(
    signature: Checked, anchors: Sequence[bytes], others: Sequence[Any], revocations: Revocations
) -> datetime | None:
    """The aware time of a time stamp over the signature value whose own chain reaches an
    anchor. One that cannot be followed proves nothing.
    """
    tokens = signature.root.iter(f"{{{XADES}}}EncapsulatedTimeStamp")
    for token in islice(tokens, _MOST_STAMPS):
        with suppress(UnreadableError), library("its time stamp cannot be followed"):
            signed = _stamped(signature.root, token)
            when = _stamp(octets(token), signed, anchors, others, revocations)
            if when is not None:
                return when
    return None


def _stamped(root: Element, token: Element) -> bytes:
    """The octets that a time stamp is over: the signature value's element."""
    value = only(root, ds("SignatureValue"))
    stamp = token.getparent()
    if stamp is None or stamp.tag != f"{{{XADES}}}SignatureTimeStamp":
        raise UnreadableError("its time stamp is about something else")
    form = stamp.find(ds("CanonicalizationMethod"))
    if form is None:
        return plain(value)
    return canonical(value, Transform(str(form.get("Algorithm")), form))


def _stamp(
    token: bytes,
    signed: bytes,
    anchors: Sequence[bytes],
    others: Sequence[Any],
    revocations: Revocations,
) -> datetime | None:
    from asn1crypto.cms import ContentInfo

    content = ContentInfo.load(token)["content"]
    return timestamp.trusted(
        content, lambda method: hashlib.new(method, signed).digest(), anchors, others, revocations
    )


def certificates(signature: Checked) -> Iterator[Any]:
    """The signer's certificate and every other that the signature carries."""
    from asn1crypto.x509 import Certificate

    added = signature.root.iter(f"{{{XADES}}}EncapsulatedX509Certificate")
    for der in dict.fromkeys((*signature.certificates, *map(octets, islice(added, _MOST)))):
        yield Certificate.load(der)


def revocations(signature: Checked, own: Sequence[bytes]) -> Revocations:
    """The revocation lists and OCSP answers that the signature carries, with the user's `own`
    lists in DER.
    """
    from asn1crypto.crl import CertificateList
    from asn1crypto.ocsp import OCSPResponse

    lists = signature.root.iter(f"{{{XADES}}}EncapsulatedCRLValue")
    answers = signature.root.iter(f"{{{XADES}}}EncapsulatedOCSPValue")
    return Revocations(
        tuple(CertificateList.load(one) for one in (*own, *map(octets, islice(lists, _MOST)))),
        tuple(OCSPResponse.load(octets(one)) for one in islice(answers, _MOST)),
    )
