"""A test certificate authority and a PDF signer whose output is the same bytes every time.

Everything that a signature library would draw from the clock or at random (serial numbers,
validity, file ids, time stamp nonces) is fixed here, so that signed samples can be made again
from their recipe and compared byte by byte. The keys in `keys/` are for tests only.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

_KEYS = Path(__file__).parent / "keys"
_POOL = 5
_SERIAL_BITS = 120

# These classes carry no types.
_Asn1Certificate: Any = asn1_x509.Certificate
_Asn1Key: Any = asn1_keys.PrivateKeyInfo
_Asn1RevocationList: Any = asn1_crl.CertificateList
_Store: Any = SimpleCertificateStore

FROM = datetime(2023, 1, 1, tzinfo=UTC)
UNTIL = datetime(2033, 1, 1, tzinfo=UTC)
Validity = tuple[datetime, datetime]
Box = tuple[int, int, int, int]
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Issuer(StrEnum):
    """Who vouches for a person: the test intermediate below `anchor()`, a root that nobody
    trusts, or the person alone.
    """

    TRUSTED = "trusted"
    OTHER = "other"
    SELF = "self"


@dataclass(frozen=True)
class Person:
    """A signer with a certificate of their own; `chain` holds the issuers up to the root."""

    name: str
    organisation: str
    email: str
    title: str | None
    certificate: x509.Certificate
    key: Key
    chain: tuple[x509.Certificate, ...]


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    data = (_KEYS / f"test-only-{name}.pem").read_bytes()
    key = serialization.load_pem_private_key(data, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _number(*words: object) -> int:
    """A number that looks random and is always the same for the same words."""
    digest = hashlib.sha256("\n".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest) >> (256 - _SERIAL_BITS) | 1


def _subject(
    name: str, organisation: str = "", email: str = "", title: str | None = None
) -> x509.Name:
    pairs = (
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.COMMON_NAME, name),
        (NameOID.TITLE, title or ""),
        (NameOID.EMAIL_ADDRESS, email),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs if value])


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate(
    subject: x509.Name,
    key: Key,
    issuer: tuple[x509.Name, rsa.RSAPrivateKey],
    *,
    valid: Validity = (FROM, UNTIL),
    authority: bool = False,
    more: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> x509.Certificate:
    name, issuer_key = issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(_number(subject.rfc4514_string(), name.rfc4514_string(), *valid))
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())


@cache
def _root(key_name: str, name: str) -> x509.Certificate:
    subject, key = _subject(name, "Poedesk Test Trust"), _key(key_name)
    return _certificate(subject, key, (subject, key), authority=True)


@cache
def _trusted_root() -> x509.Certificate:
    return _root("root", "Test Root CA")


@cache
def _other_root() -> x509.Certificate:
    return _root("other-root", "Unknown Root CA")


@cache
def _intermediate() -> x509.Certificate:
    subject = _subject("Test Issuing CA", "Poedesk Test Trust")
    issuer = (_trusted_root().subject, _key("root"))
    return _certificate(subject, _key("intermediate"), issuer, authority=True)


def anchor() -> bytes:
    """PEM of the test root: put it into a trust folder to trust `Issuer.TRUSTED` people."""
    return _trusted_root().public_bytes(serialization.Encoding.PEM)


def anchor_der() -> bytes:
    """The test root in DER form, as `Settings.anchors` holds it."""
    return _trusted_root().public_bytes(serialization.Encoding.DER)


def person(
    name: str,
    organisation: str,
    email: str,
    *,
    issuer: Issuer = Issuer.TRUSTED,
    title: str | None = None,
    valid: Validity = (FROM, UNTIL),
) -> Person:
    """Issue a certificate to anybody; the same words give the same certificate."""
    subject = _subject(name, organisation, email, title)
    key = _key(f"signer-{_number(name, organisation) % _POOL + 1}")
    issuers = {
        Issuer.TRUSTED: (_intermediate().subject, _key("intermediate")),
        Issuer.OTHER: (_other_root().subject, _key("other-root")),
        Issuer.SELF: (subject, key),
    }
    chains = {
        Issuer.TRUSTED: (_intermediate(), _trusted_root()),
        Issuer.OTHER: (_other_root(),),
        Issuer.SELF: (),
    }
    more = ((x509.SubjectAlternativeName([x509.RFC822Name(email)]), False),) if email else ()
    certificate = _certificate(subject, key, issuers[issuer], valid=valid, more=more)
    return Person(name, organisation, email, title, certificate, key, chains[issuer])


def sign(
    pdf: bytes,
    signer: Person,
    when: datetime,
    *,
    field: str = "Signature1",
    reason: str | None = None,
    location: str | None = None,
    page: int = -1,
    box: Box | None = None,
    certify: bool = False,
    timestamp: bool = False,
) -> bytes:
    """`pdf` with one more signature, claimed to be made at the aware time `when`.

    `page` counts from 0, -1 is the last; with `box` (left, bottom, right, top in points) the
    signature is visible and says who signed and when. An existing empty field named `field`
    is filled. `certify` allows form filling afterwards and nothing else.
    """
    writer = _Writer(BytesIO(pdf))
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        reason=reason,
        location=location,
        certify=certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )
    style = TextStampStyle(
        stamp_text="Digitally signed by %(signer)s\nDate: %(ts)s",
        timestamp_format="%Y-%m-%d %H:%M:%S %z",
    )
    maker = _Signer(
        meta,
        simple_signer(signer),
        timestamper=_stamper(when) if timestamp else None,
        stamp_style=style,
        new_field_spec=SigFieldSpec(field, on_page=page, box=box),
    )
    maker.when = when
    stamp = {"signer": signer.name, "ts": when.strftime("%Y-%m-%d %H:%M:%S %z")}
    signed: BytesIO = maker.sign_pdf(writer, appearance_text_params=stamp)
    return signed.getvalue()


def stamp_document(pdf: bytes, when: datetime) -> bytes:
    """`pdf` with a document time stamp, which is no person's signature."""
    maker = signers.PdfTimeStamper(_stamper(when), field_name="DocumentTimeStamp")
    stamped: BytesIO = maker.timestamp_pdf(_Writer(BytesIO(pdf)), "sha256")
    return stamped.getvalue()


def with_revocation(pdf: bytes, signer: Person, *, revoked: datetime | None = None) -> bytes:
    """`pdf` with the authority's revocation lists embedded; `revoked` lists the signer."""
    lists = [_Asn1RevocationList.load(one) for one in revocation_lists(signer, revoked)]
    output = BytesIO(pdf)
    DocumentSecurityStore.add_dss(output, sig_contents=None, crls=lists)
    return output.getvalue()


def time_stamp(digest: bytes, when: datetime) -> bytes:
    """A time stamp token (RFC 3161, DER) over a SHA-256 digest."""
    token: bytes = asyncio.run(_stamper(when).async_timestamp(digest, "sha256")).dump()
    return token


def curved(name: str, organisation: str, email: str, curve: ec.EllipticCurve) -> Person:
    """A trusted person whose key lies on an elliptic curve; another key every time."""
    key = ec.generate_private_key(curve)
    issuer = (_intermediate().subject, _key("intermediate"))
    certificate = _certificate(_subject(name, organisation, email), key, issuer)
    chain = (_intermediate(), _trusted_root())
    return Person(name, organisation, email, None, certificate, key, chain)


def revocation_lists(revoked: Person | None = None, when: datetime | None = None) -> list[bytes]:
    """The test authorities' revocation lists in DER form, with `revoked` on one since `when`."""
    lists = (
        _revocation_list(_trusted_root(), _key("root")),
        _revocation_list(_intermediate(), _key("intermediate"), revoked, when),
    )
    return [one.dump() for one in lists]


def _revocation_list(
    authority: x509.Certificate,
    key: rsa.RSAPrivateKey,
    signer: Person | None = None,
    revoked: datetime | None = None,
) -> Any:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.subject)
        .last_update(FROM)
        .next_update(UNTIL)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
    )
    if signer is not None and revoked is not None:
        entry = x509.RevokedCertificateBuilder(
            serial_number=signer.certificate.serial_number, revocation_date=revoked
        )
        reason = x509.CRLReason(x509.ReasonFlags.key_compromise)
        builder = builder.add_revoked_certificate(
            entry.add_extension(reason, critical=False).build()
        )
    signed = builder.sign(key, hashes.SHA256())
    return _Asn1RevocationList.load(signed.public_bytes(serialization.Encoding.DER))


class _Writer(IncrementalPdfFileWriter):
    """Appends a revision without the clock and without chance."""

    @classmethod
    def _handle_id(cls, prev: Any) -> generic.ArrayObject:
        prev.stream.seek(0)
        digest = hashlib.md5(prev.stream.read(), usedforsecurity=False).digest()
        try:
            first = prev.trailer["/ID"][0]
        except KeyError:
            first = generic.ByteStringObject(digest)
        return generic.ArrayObject([first, generic.ByteStringObject(digest)])

    def _update_meta(self) -> None:
        """Leave the modification date of the document's metadata alone."""


class _Signer(signers.PdfSigner):
    """Signs at a given time."""

    when: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.when
        return session


class _Stamper(timestamps.DummyTimeStamper):
    """Numbers its tokens by their content."""

    def _build_tst_info(self, message_imprint: Any, dt: datetime, req: Any) -> Any:
        token = super()._build_tst_info(message_imprint, dt, req)
        token["serial_number"] = _number(message_imprint.dump().hex(), dt)
        return token


def _stamper(when: datetime) -> _Stamper:
    certificate = _certificate(
        _subject("Test Time Stamping", "Poedesk Test Trust"),
        _key("stamper"),
        (_intermediate().subject, _key("intermediate")),
        more=((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),),
    )
    return _Stamper(
        _asn1(certificate),
        _asn1_key(_key("stamper")),
        certs_to_embed=_store(_intermediate(), _trusted_root()),
        fixed_dt=when.astimezone(UTC),
        include_nonce=False,
    )


def simple_signer(signer: Person) -> signers.SimpleSigner:
    return signers.SimpleSigner(
        signing_cert=_asn1(signer.certificate),
        signing_key=_asn1_key(signer.key),
        cert_registry=_store(*signer.chain),
    )


def _store(*certificates: x509.Certificate) -> Any:
    store = _Store()
    store.register_multiple([_asn1(one) for one in certificates])
    return store


def _asn1(certificate: x509.Certificate) -> Any:
    return _Asn1Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _asn1_key(key: Key) -> Any:
    return _Asn1Key.load(
        key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
