"""Signed mails as mail programs write them: S/MIME beside the text or around it."""

from __future__ import annotations

import asyncio
from base64 import encodebytes
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime

from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from tests.forge.signing import Person, simple_signer

SENT = datetime(2025, 3, 3, 14, 5, tzinfo=UTC)


def cms(content: bytes, signer: Person, when: datetime = SENT, *, detached: bool = True) -> bytes:
    """The CMS object over `content`, claimed to be made at the aware time `when`."""
    made = asyncio.run(
        simple_signer(signer).async_sign_general_data(
            content,
            "sha256",
            detached=detached,
            signed_attr_settings=PdfCMSSignedAttributes(signing_time=when),
        )
    )
    data: bytes = made.dump()
    return data


def entity(
    text: str, attachments: Sequence[tuple[str, bytes]] = (), headers: Sequence[str] = ()
) -> bytes:
    """A MIME part of a text and attachments; `headers` stand inside it."""
    plain = (
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + text.replace("\n", "\r\n")
    ).encode()
    if not attachments:
        return "".join(f"{one}\r\n" for one in headers).encode() + plain
    head = "".join(f"{one}\r\n" for one in headers)
    pieces = [f'{head}Content-Type: multipart/mixed; boundary="in"\r\n\r\n'.encode()]
    pieces += [b"--in\r\n", plain, b"\r\n"]
    for name, data in attachments:
        pieces.append(attachment(name, data, "in"))
    return b"".join([*pieces, b"--in--\r\n"])


def attachment(name: str, data: bytes, boundary: str) -> bytes:
    """One more part of a multipart mail."""
    return (
        f"--{boundary}\r\nContent-Type: application/octet-stream\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + encodebytes(data).replace(b"\n", b"\r\n")


def clear(content: bytes, signature: bytes, more: bytes = b"") -> bytes:
    """multipart/signed; `more` are parts that somebody put behind the two."""
    return (
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
        b'\tmicalg=sha-256; boundary="out"\r\n\r\n--out\r\n' + content + b"\r\n--out\r\n"
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(signature)
        + b"\r\n"
        + more
        + b"--out--\r\n"
    )


def opaque(cms_object: bytes) -> bytes:
    """application/pkcs7-mime."""
    return (
        b'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(cms_object)
    )


def head(
    sender: str = "Ann Li <ann@kunde.example>",
    *more: str,
    subject: str = "RE: Rollout",
    sent: datetime = SENT,
) -> bytes:
    """The headers above the body, and `more` of them."""
    lines = (
        f"Received: from mail.kunde.example by mx.partner.example; {format_datetime(sent)}",
        f"From: {sender}",
        *more,
        "To: Bo Ek <bo@partner.example>",
        f"Subject: {subject}",
        f"Date: {format_datetime(sent)}",
        "Message-ID: <y@kunde.example>",
        "MIME-Version: 1.0",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()
