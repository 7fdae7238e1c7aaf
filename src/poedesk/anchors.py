"""The certificates that a user trusts as origins of document signatures: files in a folder.

A trust folder holds PEM or DER certificates (`.pem .crt .cer .der`), bundles (`.p7b .p7c`) and
revocation lists (`.crl`); it is not searched below. Nothing is trusted that does not stand there:
the roots that a system trusts for web servers are no anchors of documents.
"""

from __future__ import annotations

import hashlib
import re
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.errors import UsageError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name

_CERTIFICATES = {".pem", ".crt", ".cer", ".der", ".p7b", ".p7c"}
_REVOCATION_LISTS = {".crl"}
_ISSUES_SIGNATURES = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
_IN_FORCE = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
_LIST = {"t": "http://uri.etsi.org/02231/v2#"}
_FINGERPRINT = 16  # hexadecimal digits that name a file; fewer may name an anchor to remove
_BIGGEST = 64 * 1024**2  # bytes; the longest national trust lists have some 10 MB


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a user's trust folders hold, in DER form, each once."""

    certificates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A trusted certificate: whose it is, for how long, and the file that holds it.

    `fingerprint` is the hex sha256 of its DER form. `issues` tells whether it is an authority
    that can issue others; otherwise it vouches for nobody but itself.
    """

    file: Path
    fingerprint: str
    subject: str
    valid_from: date
    valid_until: date
    issues: bool


def load(folders: Sequence[Path]) -> Trusted:
    """All anchors and revocation lists of `folders`.

    Raises UsageError for a folder that is not there or a file that holds nothing of the kind.
    """
    certificates: dict[bytes, None] = {}
    lists: dict[bytes, None] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder of trust anchors")
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in _CERTIFICATES:
                certificates.update(dict.fromkeys(map(_der, _certificates(path))))
            elif path.suffix.lower() in _REVOCATION_LISTS:
                lists[_revocation_list(path)] = None
    return Trusted(tuple(certificates), tuple(lists))


def listed(folder: Path) -> tuple[Anchor, ...]:
    """The anchors that `folder` holds, by subject; none where there is no such folder.

    Raises UsageError for a file that holds no certificate.
    """
    if not folder.is_dir():
        return ()
    found = [
        _anchor(path, one)
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _CERTIFICATES
        for one in _certificates(path)
    ]
    return tuple(sorted(found, key=lambda one: (one.subject.casefold(), one.fingerprint)))


def add(folder: Path, sources: Sequence[Path], *, web_roots: bool = False) -> tuple[Anchor, ...]:
    """Copy the certificates and revocation lists of `sources` into `folder`, a file each;
    returns the anchors that are new there.

    A source is a certificate, a bundle, a revocation list, or a trust list by ETSI TS 119 612
    (.xml), of which the services in force that issue qualified certificates are taken; the
    list's own signature is not checked. Raises UsageError, with nothing added, where a source
    holds nothing of the kind, or holds a root that this system trusts for web servers and
    `web_roots` does not say that this is meant.
    """
    from cryptography.hazmat.primitives.serialization import Encoding

    known = {one.fingerprint for one in listed(folder)}
    fresh: dict[str, Certificate] = {}
    lists: dict[Path, bytes] = {}
    for source in sources:
        if source.suffix.lower() in _REVOCATION_LISTS:
            data = _revocation_list(source)
            lists[folder / f"{hashlib.sha256(data).hexdigest()[:_FINGERPRINT]}.crl"] = data
            continue
        found = list(_certificates(source))
        if not web_roots:
            _refuse_web_roots(source, found)
        fresh |= {print_: one for one in found if (print_ := _fingerprint(one)) not in known}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, data in lists.items():
            path.write_bytes(data)
        for one in fresh.values():
            _file(folder, one).write_bytes(one.public_bytes(Encoding.PEM))
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from error
    return tuple(_anchor(_file(folder, one), one) for one in fresh.values())


def remove(folder: Path, wanted: str) -> Anchor:
    """Remove the anchor whose fingerprint begins with `wanted` (colons and case do not matter).

    Raises UsageError where none or more than one begins so, or its file holds others too.
    """
    digits = wanted.replace(":", "").lower()
    anchors = listed(folder)
    found = [one for one in anchors if digits and one.fingerprint.startswith(digits)]
    if len(found) != 1:
        number = "no anchor's fingerprint begins" if not found else f"{len(found)} begin"
        raise UsageError(
            f"{wanted}: {number} so in {folder}", hint="poedesk trust list shows them all."
        )
    (gone,) = found
    if sum(one.file == gone.file for one in anchors) > 1:
        raise UsageError(
            f"{gone.file}: holds other certificates too",
            hint="Remove the file by hand and add those that you keep one by one.",
        )
    gone.file.unlink()
    return gone


# ── Files ───────────────────────────────────────────────────────────────────────────────


def _certificates(path: Path) -> Iterator[Certificate]:
    """Every certificate of a file. Raises UsageError where there is none."""
    data = _bytes(path)
    try:
        found = list(_parsed(data))
    except ValueError as error:
        raise UsageError(
            f"{path}: not a certificate ({error})",
            hint="PEM and DER certificates, .p7b bundles and trust lists in XML are understood.",
        ) from error
    if not found:
        raise UsageError(f"{path}: holds no certificate that could be an anchor")
    yield from found


def _parsed(data: bytes) -> Iterable[Certificate]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs7

    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _of_trust_list(data)
    if b"-----BEGIN PKCS7-----" in data:
        return pkcs7.load_pem_pkcs7_certificates(data)
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificates(data)
    try:
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        return pkcs7.load_der_pkcs7_certificates(data)


def _of_trust_list(data: bytes) -> Iterator[Certificate]:
    """The certificates of services in force that issue qualified certificates."""
    import base64

    from cryptography import x509
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not XML: {error}") from error
    for service in root.iterfind(".//t:TSPService/t:ServiceInformation", _LIST):
        kind = service.findtext("t:ServiceTypeIdentifier", "", _LIST).strip()
        status = service.findtext("t:ServiceStatus", "", _LIST).strip()
        if (kind, status) == (_ISSUES_SIGNATURES, _IN_FORCE):
            for text in service.iterfind(".//t:X509Certificate", _LIST):
                yield x509.load_der_x509_certificate(base64.b64decode(text.text or ""))


def _revocation_list(path: Path) -> bytes:
    """DER bytes of the revocation list in a file."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    data = _bytes(path)
    try:
        pem = b"-----BEGIN" in data
        found = x509.load_pem_x509_crl(data) if pem else x509.load_der_x509_crl(data)
    except ValueError as error:
        raise UsageError(f"{path}: not a revocation list ({error})") from error
    return found.public_bytes(Encoding.DER)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _BIGGEST:
            raise UsageError(f"{path}: too big for a certificate or a trust list")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error


def _file(folder: Path, certificate: Certificate) -> Path:
    """A certificate's own file: its name tells a person whose it is."""
    name = re.sub(r"[^a-z0-9]+", "-", _name(certificate.subject).lower()).strip("-")[:40]
    return folder / f"{_fingerprint(certificate)[:_FINGERPRINT]}-{name or 'anchor'}.pem"


# ── Certificates ────────────────────────────────────────────────────────────────────────


def _anchor(path: Path, certificate: Certificate) -> Anchor:
    return Anchor(
        file=path,
        fingerprint=_fingerprint(certificate),
        subject=_name(certificate.subject),
        valid_from=certificate.not_valid_before_utc.date(),
        valid_until=certificate.not_valid_after_utc.date(),
        issues=_issues(certificate),
    )


def _name(name: Name) -> str:
    """Common name, organisation and country, as far as given."""
    from cryptography.x509.oid import NameOID

    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.COUNTRY_NAME)
    values = [str(one.value) for oid in wanted for one in name.get_attributes_for_oid(oid)[:1]]
    return ", ".join(values) or name.rfc4514_string()


def _issues(certificate: Certificate) -> bool:
    from cryptography import x509

    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return constraints.value.ca


def _der(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def _fingerprint(certificate: Certificate) -> str:
    return hashlib.sha256(_der(certificate)).hexdigest()


def _refuse_web_roots(source: Path, found: Iterable[Certificate]) -> None:
    """A root for web servers says nothing about who signs documents."""
    web = set(ssl.create_default_context().get_ca_certs(binary_form=True))
    known = [one for one in found if _der(one) in web]
    if known:
        raise UsageError(
            f"{source}: holds {len(known)} that this system trusts for web servers, such as "
            f"“{_name(known[0].subject)}”; those say nothing about who signs documents",
            hint="Add the authorities of document signatures, or say --web-roots if you mean it.",
        )
