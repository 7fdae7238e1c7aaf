"""PDF signatures of every level and kind that `signing.sign` does not make: other algorithms,
certificates, permissions, document time stamps, revocation data.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import ocsp as asn1_ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509 import ocsp
from cryptography.x509.oid import NameOID, ObjectIdentifier
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import TextStampStyle

from tests.forge import signing
from tests.forge.signing import Person, Validity

_QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
_ESEAL = bytes.fromhex("301530130606 04008e460106 3009060704008e46010602".replace(" ", ""))
_ESIGN = bytes.fromhex("301530130606 04008e460106 3009060704008e46010601".replace(" ", ""))
_Asn1Answer: Any = asn1_ocsp.OCSPResponse


def sign(
    pdf: bytes,
    signer: Person,
    when: datetime,
    *,
    field: str = "Signature1",
    digest: str = "sha256",
    pss: bool = False,
    pades: bool = False,
    permits: MDPPerm | None = None,
    locks: FieldMDPSpec | None = None,
    timestamp: datetime | None = None,
    box: tuple[int, int, int, int] | None = None,
    background: float = 0.0,
    text: str = "Signed by %(signer)s",
    password: str | None = None,
) -> bytes:
    """`pdf` signed once more. `permits` certifies it; `locks` locks fields; `background` is how
    opaque a visible signature is, which shows `text`.
    """
    writer: Any = signing._Writer(BytesIO(pdf))
    if password is not None:
        writer.encrypt(password)
    meta = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        certify=permits is not None,
        docmdp_permissions=permits or MDPPerm.FILL_FORMS,
        subfilter=SigSeedSubFilter.PADES if pades else SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    )
    style = TextStampStyle(stamp_text=text, background_opacity=background, border_width=0)
    maker = signing._Signer(
        meta,
        signers.SimpleSigner(
            signing_cert=signing._asn1(signer.certificate),
            signing_key=_private(signer.key),
            cert_registry=signing._store(*signer.chain),
            prefer_pss=pss,
        ),
        timestamper=signing._stamper(timestamp) if timestamp else None,
        stamp_style=style,
        new_field_spec=SigFieldSpec(field, on_page=-1, box=box, field_mdp_spec=locks),
    )
    maker.when = when
    signed: BytesIO = maker.sign_pdf(writer, appearance_text_params={"signer": signer.name})
    return signed.getvalue()


def locking(*names: str) -> FieldMDPSpec:
    """A signature that forbids changes of these fields."""
    return FieldMDPSpec(FieldMDPAction.INCLUDE, list(names))


def _private(key: Any) -> Any:
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signing._Asn1Key.load(der)


# ── Certificates ────────────────────────────────────────────────────────────────────────


def keyed(person: Person, key: Any, *more: tuple[x509.ExtensionType, bool]) -> Person:
    """The same person with another key, certified by the test intermediate."""
    certificate = signing._certificate(
        person.certificate.subject,
        key,
        (signing._intermediate().subject, signing._key("intermediate")),
        more=more,
    )
    return replace(person, key=key, certificate=certificate)


def curved(person: Person) -> Person:
    """With a key on an elliptic curve."""
    return keyed(person, ec.derive_private_key(0x706F656465736B, ec.SECP256R1()))


def edwards(person: Person) -> Person:
    """With an Ed25519 key."""
    return keyed(person, ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def short(person: Person) -> Person:
    """With an RSA key of 1024 bits."""
    return keyed(person, signing._key("short"))


def without_usage(person: Person) -> Person:
    """With a certificate that is for encryption, not for signatures."""
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=True,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    issuer = signing._intermediate().subject
    key, authority = signing._key("signer-1"), signing._key("intermediate")
    builder = (
        x509.CertificateBuilder()
        .subject_name(person.certificate.subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(signing._number("encryption", person.name))
        .not_valid_before(signing.FROM)
        .not_valid_after(signing.UNTIL)
        .add_extension(usage, critical=True)
    )
    return replace(person, key=key, certificate=builder.sign(authority, hashes.SHA256()))


def qualified(name: str, organisation: str, *, seal: bool) -> Person:
    """Somebody, or an organisation, whose certificate states what it is for."""
    statement = x509.UnrecognizedExtension(_QC_STATEMENTS, _ESEAL if seal else _ESIGN)
    person = signing.person(name, organisation, "")
    return keyed(person, signing._key("signer-2"), (statement, False))


def organisation(name: str) -> Person:
    """An organisation's own certificate, known by its identifier alone."""
    person = signing.person(name, name, "")
    subject = x509.Name(
        [
            *person.certificate.subject,
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, "VATXX-000000000"),
        ]
    )
    certificate = signing._certificate(
        subject,
        signing._key("signer-3"),
        (signing._intermediate().subject, signing._key("intermediate")),
    )
    return replace(person, key=signing._key("signer-3"), certificate=certificate)


# ── Revocation ──────────────────────────────────────────────────────────────────────────


def with_lists(pdf: bytes, lists: list[bytes]) -> bytes:
    """`pdf` with revocation lists in its security store."""
    output = BytesIO(pdf)
    crls = [signing._Asn1RevocationList.load(one) for one in lists]
    DocumentSecurityStore.add_dss(output, sig_contents=None, crls=crls)
    return output.getvalue()


def with_answer(pdf: bytes, signer: Person, when: datetime, *, revoked: datetime | None) -> bytes:
    """`pdf` with the issuer's OCSP answer about the signer."""
    output = BytesIO(pdf)
    answer = _Asn1Answer.load(_answer(signer, when, revoked))
    root = signing._Asn1RevocationList.load(signing.revocation_lists()[0])
    DocumentSecurityStore.add_dss(output, sig_contents=None, ocsps=[answer], crls=[root])
    return output.getvalue()


def _answer(signer: Person, when: datetime, revoked: datetime | None) -> bytes:
    issuer, key = signing._intermediate(), signing._key("intermediate")
    status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=signer.certificate,
        issuer=issuer,
        algorithm=hashes.SHA256(),
        cert_status=status,
        this_update=when.astimezone(UTC),
        next_update=when.astimezone(UTC) + timedelta(days=3000),
        revocation_time=revoked.astimezone(UTC) if revoked else None,
        revocation_reason=None,
    )
    answer = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
    return answer.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@cache
def _stamper_as_person() -> Person:
    certificate = signing._stamper(signing.FROM).tsa_cert.dump()
    stamper = signing.person("Test Time Stamping", "Poedesk Test Trust", "")
    return replace(stamper, certificate=x509.load_der_x509_certificate(certificate))


def revoking_stamper(when: datetime) -> list[bytes]:
    """Lists on which the time stamping authority stands."""
    return signing.revocation_lists(_stamper_as_person(), when)


def revoking_issuer(when: datetime) -> list[bytes]:
    """Lists of the root on which the test intermediate stands."""
    authority = replace(_stamper_as_person(), certificate=signing._intermediate())
    made = signing._revocation_list(signing._trusted_root(), signing._key("root"), authority, when)
    return [made.dump()]


def states(pdf: bytes) -> int:
    """In how many states a file was saved."""
    return int(PdfFileReader(BytesIO(pdf)).xrefs.total_revisions)


def valid(year: int) -> Validity:
    """A certificate's validity of one year."""
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
