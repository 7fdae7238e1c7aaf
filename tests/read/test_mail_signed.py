"""Signed and encrypted mail, in Outlook messages and in mail files."""

from __future__ import annotations

import hashlib
from base64 import encodebytes
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from asn1crypto.cms import ContentInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from tests.forge.outlook import message

from poedesk.errors import UnreadableError
from poedesk.model import Reading, Settings
from poedesk.read.mail import eml, msg
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()
SENT = datetime(2025, 3, 3, 14, 5, tzinfo=UTC)
INNER = (
    b'Content-Type: multipart/mixed; boundary="in"\r\n\r\n--in\r\n'
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nWir best\xc3\xa4tigen die Abnahme.\r\n"
    b"--in\r\nContent-Type: application/pdf\r\n"
    b'Content-Disposition: attachment; filename="sow.pdf"\r\n\r\n%PDF-1.7\r\n--in--\r\n'
)
HEADERS = (
    b"Received: from a by b; Mon, 3 Mar 2025 14:05:09 +0000\r\nFrom: Ann Li <ann@kunde.example>\r\n"
    b"To: bo@partner.example\r\nDate: Mon, 3 Mar 2025 14:05:00 +0000\r\nSubject: Rollout\r\n"
    b"Message-ID: <y@kunde.example>\r\nMIME-Version: 1.0\r\n"
)
GIVEN: dict[str, Any] = {
    "subject": "Rollout",
    "sender": ("Ann Li", "ann@kunde.example"),
    "to": [("Bo Ek", "bo@partner.example")],
    "sent": SENT,
    "body": "",
}


@cache
def identity() -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ann Li")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(SENT - timedelta(days=1))
        .not_valid_after(SENT + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    return certificate, key


def signed(options: list[pkcs7.PKCS7Options], content: bytes = INNER) -> bytes:
    certificate, key = identity()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [*options, pkcs7.PKCS7Options.Binary])


def opaque(content: bytes = INNER) -> bytes:
    return signed([], content)


def clear(content: bytes = INNER) -> bytes:
    signature = encodebytes(signed([pkcs7.PKCS7Options.DetachedSignature], content))
    return (
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n'
        b'\tmicalg=sha-256; boundary="----=_out"\r\n\r\nThis is signed.\r\n------=_out\r\n'
        + content
        + b"\r\n"
        b'------=_out\r\nContent-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + signature + b"\r\n------=_out--\r\n"
    )


def sealed() -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(INNER).add_recipient(identity()[0])
    return builder.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def wrapped(cms: bytes) -> bytes:
    return (
        HEADERS + b'Content-Type: application/pkcs7-mime; name="smime.p7m"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(cms)
    )


def outlook(item: str, content: bytes, kind: str, around: str = "") -> Reading:
    given = {
        **GIVEN,
        "body": around,
        "message_class": item,
        "attachments": [("smime.p7m", content)],
        "attachment_properties": [{0x370E: kind}],
    }
    return msg.read("mail.msg", None, message(**given), SETTINGS)


def check(reading: Reading) -> None:
    document = reading.document
    assert "Wir bestätigen die Abnahme." in document.text
    assert document.mail is not None
    assert document.mail.sender is not None
    assert document.mail.sender.email == "ann@kunde.example"
    assert [one.path.rpartition("/")[2] for one in reading.enclosed] == ["sow.pdf"]
    assert reading.enclosed[0].data.startswith(b"%PDF")
    assert reading.raw["mime"] == INNER
    signers = ContentInfo.load(reading.raw["cms"])["content"]["signer_infos"]
    attributes = {one["type"].native: one["values"].native for one in signers[0]["signed_attrs"]}
    assert attributes["message_digest"] == [hashlib.sha256(INNER).digest()]


def test_an_outlook_message_signed_around_its_text_is_opened() -> None:
    check(outlook("IPM.Note.SMIME", opaque(), "application/pkcs7-mime"))


def test_words_around_a_sealed_text_are_told_where_they_differ() -> None:
    kind = "application/pkcs7-mime"
    other = outlook("IPM.Note.SMIME", opaque(), kind, "We approve 5200 seats.").document
    same = outlook("IPM.Note.SMIME", opaque(), kind, "Wir bestätigen die Abnahme.").document
    assert "5200" not in other.text
    assert "text-differs" in [mark.kind for mark in other.marks]
    assert "text-differs" not in [mark.kind for mark in same.marks]


def test_an_outlook_message_signed_beside_its_text_is_read() -> None:
    check(outlook("IPM.Note.SMIME.MultipartSigned", clear(), "multipart/signed"))


def test_a_mail_file_signed_around_its_text_is_opened() -> None:
    check(eml.read("mail.eml", None, wrapped(opaque()), SETTINGS))


def test_a_mail_file_signed_beside_its_text_is_read() -> None:
    check(eml.read("mail.eml", None, HEADERS + clear(), SETTINGS))


def test_line_ends_that_were_changed_on_the_way_are_those_that_were_signed() -> None:
    data = (HEADERS + clear()).replace(b"\r\n", b"\n")
    assert eml.read("mail.eml", None, data, SETTINGS).raw["mime"] == INNER


def test_a_signature_around_a_signature_is_opened() -> None:
    reading = eml.read("mail.eml", None, wrapped(opaque(clear())), SETTINGS)
    assert "Wir bestätigen die Abnahme." in reading.document.text
    assert reading.raw["mime"] == clear()


@pytest.mark.parametrize(
    ("cms", "words"),
    [
        (sealed(), "encrypted"),
        (opaque()[:300], "damaged"),
        (b"", "damaged"),
        (signed([pkcs7.PKCS7Options.DetachedSignature]), "without a mail inside"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_its_cause(cms: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        eml.read("mail.eml", None, wrapped(cms), SETTINGS)
    with pytest.raises(UnreadableError, match=words):
        outlook("IPM.Note.SMIME", cms, "application/pkcs7-mime")


def test_a_signature_around_too_many_others_is_refused() -> None:
    cms = opaque()
    for _ in range(6):
        cms = opaque(
            b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary"
            b"\r\n\r\n" + cms
        )
    with pytest.raises(UnreadableError, match="around too many"):
        eml.read("mail.eml", None, wrapped(cms), SETTINGS)


def test_mail_under_rights_management_is_refused() -> None:
    given = {**GIVEN, "body": "Protected.", "attachments": [("message.rpmsg", b"v")]}
    data = message(**given)
    with pytest.raises(UnreadableError, match="rights management"):
        msg.read("mail.msg", None, data, SETTINGS)


def test_a_signed_message_whose_content_was_left_out_is_refused() -> None:
    data = message(**{**GIVEN, "message_class": "IPM.Note.SMIME"})
    with pytest.raises(UnreadableError, match="encrypted"):
        msg.read("mail.msg", None, data, SETTINGS)


def test_text_signed_by_pgp_is_read_without_its_armour() -> None:
    body = (
        b"Content-Type: text/plain\r\n\r\n"
        b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n"
        b"We approve.\r\n- -- \r\nAnn\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQ==\r\n"
        b"-----END PGP SIGNATURE-----\r\n"
    )
    text = eml.read("mail.eml", None, HEADERS + body, SETTINGS).document.text
    assert "We approve.\n--\nAnn\n" in text
    assert "PGP" not in text


PGP = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----\r\n"


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: text/plain\r\n\r\n" + PGP,
        b'Content-Type: multipart/encrypted; boundary="b"\r\n\r\n--b\r\n\r\n1\r\n--b--\r\n',
    ],
)
def test_mail_encrypted_by_pgp_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="encrypted"):
        eml.read("mail.eml", None, HEADERS + body, SETTINGS)
