"""Signed mail (RFC 8551): what was signed, byte for byte, and the signature over it. Whether the
signature holds is decided elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from dataclasses import dataclass

from poedesk.errors import UnreadableError

_ENCRYPTED = {"enveloped_data", "encrypted_data", "authenticated_data", "auth_enveloped_data"}
_COMPRESSED = "1.2.840.113549.1.9.16.1.9"
_OPEN_IT = "Open it in the mail program and save an unencrypted copy beside the original."


@dataclass(frozen=True, slots=True)
class Signed:
    """The MIME entity that was signed, with the line ends that were signed (CRLF), and the CMS
    signature in DER or BER.
    """

    mime: bytes
    cms: bytes


def encrypted(by: str) -> UnreadableError:
    """The error for a mail that only its receivers can open."""
    return UnreadableError(f"the mail is encrypted ({by})", _OPEN_IT)


def opaque(cms: bytes, limit: int) -> Signed:
    """The mail inside a signed or compressed CMS object, at most `limit` bytes of it.

    Raises UnreadableError for one that is encrypted, broken or holds no mail.
    """
    from asn1crypto.cms import ContentInfo

    try:
        outer = ContentInfo.load(_binary(cms))
        kind = outer["content_type"].native
        if kind == "signed_data":
            content = outer["content"]["encap_content_info"]["content"].native
        elif kind in {_COMPRESSED, "compressed_data"}:
            packed = outer["content"]["encap_content_info"]["content"].native
            content = _unpacked(packed, limit)
        else:
            content = None
    except UnreadableError:
        raise
    except MemoryError:
        raise
    except Exception as error:  # the parser's errors are of every kind
        raise UnreadableError(
            f"the signed mail (smime.p7m) is damaged ({type(error).__name__})",
            "Save it again from the mail program.",
        ) from error
    if kind in _ENCRYPTED:
        raise encrypted("S/MIME")
    if not isinstance(content, bytes):
        raise UnreadableError(
            "an S/MIME message without a mail inside (certificates only, or an unknown kind)",
            "Attach the mail in which the customer confirms.",
        )
    return Signed(content, _binary(cms))


def _binary(data: bytes) -> bytes:
    """Some programs store the base64 of the object, with or without the lines around it."""
    if data[:1] == b"\x30":
        return data
    bare = re.sub(rb"-----[A-Z0-9 ]{1,40}-----", b"", data)
    try:
        return base64.b64decode(bare.translate(None, b" \t\r\n"), validate=True)
    except (binascii.Error, ValueError):
        return data


def _unpacked(data: bytes, limit: int) -> bytes:
    stream = zlib.decompressobj()
    found = stream.decompress(data, limit)
    if stream.unconsumed_tail:
        raise UnreadableError("the mail unpacks to more than is safe to read", _OPEN_IT)
    return found


def clear(entity: bytes, boundary: str) -> bytes | None:
    """The first part of a multipart/signed entity: exactly what the signature covers.

    Line ends that lost their carriage return on the way get it back; None where the parts
    cannot be told.
    """
    line = rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("utf-8", "surrogateescape"))
    places = list(re.finditer(line + rb"(?:--)?[ \t]*(?=\r?\n|\Z)", entity))[:3]
    if len(places) < 2:
        return None
    start = entity.find(b"\n", places[0].end()) + 1
    part = entity[start : places[1].start()]
    return re.sub(rb"(?<!\r)\n", b"\r\n", part) if start else None
