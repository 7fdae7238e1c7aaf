"""A signer of Word documents in the manner of Microsoft Office (ECMA-376 part 2, MS-OFFCRYPTO),
and the hands that tamper with what it signed.

Shares no code with the verifier; that both agree with the standard is shown by xmlsec1 and
LibreOffice.
"""

from __future__ import annotations

import hashlib
import zipfile
from base64 import b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from typing import Any
from xml.sax.saxutils import quoteattr

import docx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from lxml import etree

from tests.forge.signing import Person, time_stamp

Parts = dict[str, bytes]

DS = "http://www.w3.org/2000/09/xmldsig#"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
MDSSI = f"{PACKAGE}digital-signature"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
TRANSFORM = f"{PACKAGE}RelationshipTransform"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
SIG, ORIGIN = "_xmlsignatures/sig1.xml", "_xmlsignatures/origin.sigs"
TYPES, ROOT_RELS, BODY_RELS = "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"

_DIGESTS = {
    "sha1": f"{DS}sha1",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_METADATA = ("core-properties", "extended-properties", "custom-properties", "thumbnail")


@dataclass(frozen=True)
class Style:
    """How a signature is made. `omit` names parts that it leaves out, `by_type` selects
    relationships by their type instead of their identifier; `edit` has the last word on the
    markup before the value is made.
    """

    digest: str = "sha256"
    pss: bool = False
    canonical: str = C14N
    omit: Collection[str] = ()
    by_type: bool = False
    named: bool = True
    dialect: bool = False
    edit: Callable[[str], str] = field(default=lambda markup: markup)


PLAIN = Style()


# ── Documents ───────────────────────────────────────────────────────────────────────────


def document(*paragraphs: str, lines: Collection[tuple[str, str, str, str]] = ()) -> bytes:
    """A Word file with header, footer and a link; `lines` are signature lines (identifier,
    signer, title, e-mail).
    """
    paper = docx.Document()
    for text in paragraphs or ("We confirm the deployment.",):
        paper.add_paragraph(text)
    section = paper.sections[0]
    section.header.paragraphs[0].text = "Fabrikam GmbH"
    section.footer.paragraphs[0].text = "Page"
    paper.part.relate_to("https://fabrikam.example/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    for line in lines:
        paper.add_paragraph()._p.append(_line(*line))
    output = BytesIO()
    paper.save(output)
    return output.getvalue()


def _line(identifier: str, signer: str, title: str, email: str) -> Any:
    attributes = (
        f"id={quoteattr(identifier)} o:suggestedsigner={quoteattr(signer)} "
        f"o:suggestedsigner2={quoteattr(title)} o:suggestedsigneremail={quoteattr(email)}"
    )
    return parse_xml(
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        f'<w:pict><v:shape style="width:192pt;height:96pt"><o:signatureline v:ext="edit" '
        f'{attributes} issignatureline="t"/></v:shape></w:pict></w:r>'
    )


def unpack(data: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Parts) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blob in parts.items():
            archive.writestr(name, blob)
    return output.getvalue()


# ── Signing ─────────────────────────────────────────────────────────────────────────────


def sign(
    data: bytes,
    signer: Person,
    when: datetime,
    *,
    line: str = "",
    role: str = "",
    style: Style = PLAIN,
    stamped: datetime | None = None,
    lists: Collection[bytes] = (),
) -> bytes:
    """The Word file with one more signature, claimed to be made at the aware time `when`."""
    parts = unpack(data)
    number = 1 + sum(name.startswith("_xmlsignatures/sig") for name in parts)
    markup = _markup(parts, signer, style, when=when, line=line, role=role)
    tree = etree.fromstring(style.edit(markup).encode())
    _digest_elements(tree, style)
    value = _value(_canonical(_one(tree, "SignedInfo"), style.canonical), signer, style)
    _one(tree, "SignatureValue").text = b64encode(value).decode()
    if stamped or lists:
        _add_later(tree, stamped, lists)
    _place(parts, number, etree.tostring(tree, xml_declaration=True, encoding="UTF-8"))
    return pack(parts)


def _markup(
    parts: Parts, signer: Person, style: Style, *, when: datetime, line: str, role: str
) -> str:
    moment = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    chain = (signer.certificate, *signer.chain)
    beside = "".join(f"<X509Certificate>{_b64(_der(one))}</X509Certificate>" for one in chain)
    named = (
        f"<xd:SigningCertificate><xd:Cert><xd:CertDigest>{_method(style.digest)}<DigestValue>"
        f"{_b64(_hash(style.digest, _der(signer.certificate)))}</DigestValue></xd:CertDigest>"
        "</xd:Cert></xd:SigningCertificate>"
    )
    stated = (
        f"<xd:SignerRole><xd:ClaimedRoles><xd:ClaimedRole>{role}</xd:ClaimedRole>"
        "</xd:ClaimedRoles></xd:SignerRole>"
    )
    targets = (
        ("#idPackageObject", f"{DS}Object", ""),
        ("#idOfficeObject", f"{DS}Object", ""),
        ("#idSignedProperties", "http://uri.etsi.org/01903#SignedProperties", style.canonical),
    )
    info = "".join(_reference(uri, kind, form, style) for uri, kind, form in targets)
    return (
        f'<Signature xmlns="{DS}" Id="idPackageSignature"><SignedInfo><CanonicalizationMethod '
        f'Algorithm="{style.canonical}"/><SignatureMethod Algorithm="{_algorithm(signer, style)}"/>'
        f"{info}</SignedInfo><SignatureValue/><KeyInfo><X509Data>{beside}</X509Data></KeyInfo>"
        f'<Object Id="idPackageObject"><Manifest>{_manifest(parts, style)}</Manifest>'
        '<SignatureProperties><SignatureProperty Id="idSignatureTime" '
        f'Target="#idPackageSignature"><mdssi:SignatureTime xmlns:mdssi="{MDSSI}">'
        f"<mdssi:Format>YYYY-MM-DDThh:mm:ssTZD</mdssi:Format><mdssi:Value>{moment}</mdssi:Value>"
        "</mdssi:SignatureTime></SignatureProperty></SignatureProperties></Object>"
        '<Object Id="idOfficeObject"><SignatureProperties><SignatureProperty '
        'Id="idOfficeV1Details" Target="#idPackageSignature"><SignatureInfoV1 '
        f'xmlns="http://schemas.microsoft.com/office/2006/digsig"><SetupID>{line}</SetupID>'
        "<SignatureComments>Approved</SignatureComments><SignatureType>1</SignatureType>"
        "</SignatureInfoV1></SignatureProperty></SignatureProperties></Object>"
        f'<Object><xd:QualifyingProperties xmlns:xd="{XADES}" Target="#idPackageSignature">'
        '<xd:SignedProperties Id="idSignedProperties"><xd:SignedSignatureProperties>'
        f"<xd:SigningTime>{moment}</xd:SigningTime>{named if style.named else ''}"
        f"{stated if role else ''}</xd:SignedSignatureProperties></xd:SignedProperties>"
        "</xd:QualifyingProperties></Object></Signature>"
    )


def _reference(uri: str, kind: str, form: str, style: Style) -> str:
    steps = f'<Transforms><Transform Algorithm="{form}"/></Transforms>' if form else ""
    return (
        f'<Reference Type="{kind}" URI="{uri}">{steps}{_method(style.digest)}<DigestValue/>'
        "</Reference>"
    )


def _manifest(parts: Parts, style: Style) -> str:
    """References to what Office signs: everything reached but the document's properties."""
    found, waiting, seen = [], [""], {""}
    while waiting:
        source = waiting.pop(0)
        rels = relationships_of(source)
        if rels not in parts:
            continue
        kept = [one for one in etree.fromstring(parts[rels]) if _signed(one)]
        found.append(_related(rels, kept, parts[rels], style))
        for one in kept:
            target = normpath(join(dirname(source), str(one.get("Target")))).lstrip("/")
            if one.get("TargetMode") != "External" and target not in seen:
                seen.add(target)
                waiting.append(target)
                if target in parts and target not in style.omit:
                    found.append(_part(target, parts, style))
    return "".join(found)


def relationships_of(source: str) -> str:
    return join(dirname(source), "_rels", f"{basename(source)}.rels")


def _signed(one: Any) -> bool:
    kind = str(one.get("Type"))
    return not kind.endswith(_METADATA) and "digital-signature" not in kind


def _part(name: str, parts: Parts, style: Style) -> str:
    return (
        f'<Reference URI="/{name}?ContentType={content_type(parts, name)}">{_method(style.digest)}'
        f"<DigestValue>{_b64(_hash(style.digest, parts[name]))}</DigestValue></Reference>"
    )


def _related(name: str, kept: list[Any], blob: bytes, style: Style) -> str:
    space = f'xmlns:mdssi="{MDSSI}"'
    chosen = "".join(
        f'<mdssi:RelationshipsGroupReference {space} SourceType="{one.get("Type")}"/>'
        if style.by_type
        else f'<mdssi:RelationshipReference {space} SourceId="{one.get("Id")}"/>'
        for one in kept
    )
    gaps = blob.count(b">\n<", blob.index(b"<Relationships")) if style.dialect else 0
    written = f'<Relationships xmlns="{PACKAGE}relationships">{"<text></text>" * gaps}' + "".join(
        f"<Relationship Id={quoteattr(str(one.get('Id')))} "
        f"Target={quoteattr(str(one.get('Target')))} "
        f'TargetMode="{one.get("TargetMode", "Internal")}" Type="{one.get("Type")}">'
        "</Relationship>"
        for one in sorted(kept, key=lambda one: str(one.get("Id")))
    )
    digest = _b64(_hash(style.digest, f"{written}</Relationships>".encode()))
    return (
        f'<Reference URI="/{name}?ContentType={RELATIONSHIPS_TYPE}"><Transforms>'
        f'<Transform Algorithm="{TRANSFORM}">{chosen}</Transform>'
        f'<Transform Algorithm="{C14N}"/></Transforms>{_method(style.digest)}'
        f"<DigestValue>{digest}</DigestValue></Reference>"
    )


def content_type(parts: Parts, name: str) -> str:
    listed = etree.fromstring(parts[TYPES])
    for one in listed:
        if one.get("PartName") == f"/{name}":
            return str(one.get("ContentType"))
    extension = name.rpartition(".")[2].lower()
    return next(str(one.get("ContentType")) for one in listed if one.get("Extension") == extension)


def _digest_elements(tree: Any, style: Style) -> None:
    known = {one.get("Id"): one for one in tree.iter() if one.get("Id")}
    for one in _one(tree, "SignedInfo").iterfind(f"{{{DS}}}Reference"):
        target = known.get(str(one.get("URI")).lstrip("#"))
        value = one.find(f"{{{DS}}}DigestValue")
        if target is not None and not value.text:
            form = one.find(f"{{{DS}}}Transforms/{{{DS}}}Transform")
            written = _canonical(target, C14N if form is None else form.get("Algorithm"))
            value.text = _b64(_hash(style.digest, written))


def _canonical(element: Any, form: str) -> bytes:
    """lxml's own form of an element within a tree is false: it is taken out first."""
    apart = etree.fromstring(etree.tostring(element, with_tail=False))
    written: bytes = etree.tostring(
        apart, method="c14n", exclusive="exc" in form, with_comments=form.endswith("WithComments")
    )
    return written


def _value(signed: bytes, signer: Person, style: Style) -> bytes:
    hashing = getattr(hashes, style.digest.upper())()
    if isinstance(signer.key, ec.EllipticCurvePrivateKey):
        half = (signer.key.key_size + 7) // 8
        pair = decode_dss_signature(signer.key.sign(signed, ec.ECDSA(hashing)))
        return b"".join(one.to_bytes(half, "big") for one in pair)
    scheme = padding.PSS(padding.MGF1(hashing), hashing.digest_size) if style.pss else None
    return signer.key.sign(signed, scheme or padding.PKCS1v15(), hashing)


def _algorithm(signer: Person, style: Style) -> str:
    if style.pss:
        return f"http://www.w3.org/2007/05/xmldsig-more#{style.digest}-rsa-MGF1"
    family = "rsa" if isinstance(signer.key, rsa.RSAPrivateKey) else "ecdsa"
    base = (
        DS
        if (family, style.digest) == ("rsa", "sha1")
        else "http://www.w3.org/2001/04/xmldsig-more#"
    )
    return f"{base}{family}-{style.digest}"


def _add_later(tree: Any, stamped: datetime | None, lists: Collection[bytes]) -> None:
    """Time stamp and revocation lists, which stand outside of what is signed."""
    properties = next(tree.iter(f"{{{XADES}}}QualifyingProperties"))
    later = _add(_add(properties, "UnsignedProperties"), "UnsignedSignatureProperties")
    if stamped:
        value = _canonical(_one(tree, "SignatureValue"), C14N)
        stamp = _add(later, "SignatureTimeStamp")
        etree.SubElement(stamp, f"{{{DS}}}CanonicalizationMethod", Algorithm=C14N)
        token = time_stamp(hashlib.sha256(value).digest(), stamped)
        _add(stamp, "EncapsulatedTimeStamp").text = _b64(token)
    if lists:
        values = _add(_add(later, "RevocationValues"), "CRLValues")
        for one in lists:
            _add(values, "EncapsulatedCRLValue").text = _b64(one)


def _add(parent: Any, name: str) -> Any:
    return etree.SubElement(parent, f"{{{XADES}}}{name}")


def _place(parts: Parts, number: int, blob: bytes) -> None:
    parts[f"_xmlsignatures/sig{number}.xml"] = blob
    declare(
        parts,
        f"_xmlsignatures/sig{number}.xml",
        "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
    )
    signing = f"{PACKAGE}relationships/digital-signature"
    if ORIGIN not in parts:
        parts[ORIGIN] = b""
        declare(parts, ORIGIN, "application/vnd.openxmlformats-package.digital-signature-origin")
        relate(parts, "", "rIdOrigin", f"{signing}/origin", ORIGIN)
    relate(parts, ORIGIN, f"rId{number}", f"{signing}/signature", f"sig{number}.xml")


# ── Changing packages ───────────────────────────────────────────────────────────────────


def declare(parts: Parts, name: str, kind: str) -> None:
    """Give a part a content type."""
    listed = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    parts[TYPES] = parts[TYPES].replace(b"</Types>", listed.encode())


def relate(
    parts: Parts, source: str, identifier: str, kind: str, target: str, *, external: bool = False
) -> None:
    """Add a relationship from a part, or from the package where `source` is empty."""
    name = relationships_of(source)
    mode = ' TargetMode="External"' if external else ""
    one = f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    empty = f'<Relationships xmlns="{PACKAGE}relationships"></Relationships>'.encode()
    parts[name] = parts.get(name, empty).replace(b"</Relationships>", one.encode())


def add(parts: Parts, name: str, blob: bytes, kind: str, relationship: str) -> None:
    """A new part that the document leads to, as an attacker would add it."""
    parts[name] = blob
    declare(
        parts, name, f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    )
    relate(parts, "word/document.xml", f"rId9{len(parts)}", f"{OFFICE}{relationship}", f"/{name}")


def _one(tree: Any, name: str) -> Any:
    return tree.find(f"{{{DS}}}{name}")


def _method(digest: str) -> str:
    return f'<DigestMethod Algorithm="{_DIGESTS[digest]}"/>'


def _hash(digest: str, octets: bytes) -> bytes:
    return hashlib.new(digest, octets).digest()


def _b64(octets: bytes) -> str:
    return b64encode(octets).decode()


def _der(certificate: Any) -> bytes:
    der: bytes = certificate.public_bytes(Encoding.DER)
    return der
