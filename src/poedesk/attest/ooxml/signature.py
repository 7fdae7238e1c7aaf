"""Digital signatures of an Office package (ECMA-376 part 2, MS-OFFCRYPTO 2.5): whether what
was signed is what stands in the package, and what was signed at all.

Nothing is taken from a signature's markup unless a reference that holds leads to that very
element: what merely stands beside it could have been put there by anyone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from poedesk.attest.ooxml.package import (
    RELATIONSHIPS,
    ROOT,
    Package,
    is_relationships,
    parse,
    source_of,
)
from poedesk.attest.ooxml.xmldsig import (
    CANONICAL,
    DIGESTS,
    Method,
    Reference,
    Transform,
    canonical,
    ds,
    made_by,
    method,
    octets,
    only,
    plain,
    references,
    repeated,
    weakness,
)
from poedesk.attest.ooxml.zip import key
from poedesk.errors import UnreadableError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from lxml.etree import _Element as Element

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_SIGNATURES = f"{_PACKAGE}relationships/digital-signature"
_TRANSFORM = f"{_PACKAGE}RelationshipTransform"
MDSSI = f"{_PACKAGE}digital-signature"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
MAIN = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
)
UNMADE = "its value was not made by the certificate's key over these data"
_MOST_REFERENCES, _MOST_CERTIFICATES = 50, 50  # honest signatures have less than ten


@dataclass(frozen=True, slots=True)
class Checked:
    """A signature held against its package.

    `faults` say what does not fit, in words; none means that everything signed is unchanged.
    `parts` are the keys of the signed parts, `related` the identifiers of the signed
    relationships by the key of their source. `elements` are the parts of the signature itself
    that it signs. `certificates` starts with the signer's, all in DER. `weak` names algorithms
    and keys that are no longer safe.
    """

    part: str
    faults: tuple[str, ...]
    parts: frozenset[str]
    related: Mapping[str, frozenset[str]]
    elements: tuple[Element, ...]
    root: Element
    certificates: tuple[bytes, ...]
    digest: str
    weak: tuple[str, ...]


def signature_parts(package: Package) -> tuple[str, ...]:
    """The signatures that relationships lead to, each once, in their order; raises
    UnreadableError where the package is signed but leads to none.
    """
    origins = [
        one.target for one in package.relationships(ROOT) if one.type == f"{_SIGNATURES}/origin"
    ]
    found = {
        key(one.target): one.target
        for origin in origins
        for one in package.relationships(origin)
        if one.type == f"{_SIGNATURES}/signature"
    }
    if found:
        return tuple(found.values())
    if any("/_xmlsignatures/" in part and part.endswith(".xml") for part in package.parts()):
        raise UnreadableError("no relationship leads to the signatures that the package holds")
    if origins:
        raise UnreadableError("the package has a place for signatures and none in it")
    return ()


def check(package: Package, part: str) -> Checked:
    """Hold one signature against the package. Raises UnreadableError where it cannot be
    judged.
    """
    root = parse(package.blob(part))
    if root.tag != ds("Signature"):
        raise UnreadableError("its signature part holds no XML signature")
    info = only(root, ds("SignedInfo"))
    how = method(info)
    certificates = _certificates(root, package, part)
    state = _State(package)
    state.faults.extend(
        f"its identifier “{name}” stands for two elements" for name in repeated(root)
    )
    signer = _signer(root, info, how, certificates, state)
    elements = tuple(_own(root, info, state))
    manifests = list(_manifests(root, elements))
    for manifest in manifests:
        for one in references(manifest):
            state.reference(one)
    state.whole(signed=bool(manifests))
    _bound(signer, elements, state)
    return Checked(
        part=package.name(part),
        faults=tuple(dict.fromkeys(state.faults)),
        parts=frozenset(state.parts),
        related={source: frozenset(ids) for source, ids in state.related.items()},
        elements=elements,
        root=root,
        certificates=(_der(signer), *(_der(one) for one in certificates if one is not signer)),
        digest=how.digest,
        weak=tuple(filter(None, (*sorted(state.weak | _weak(how.digest)), weakness(signer, how)))),
    )


def _weak(digest: str) -> set[str]:
    return {"SHA-1"} if digest == "sha1" else set()


# ── The signature itself ────────────────────────────────────────────────────────────────


def _certificates(root: Element, package: Package, part: str) -> list[Certificate]:
    """The certificates beside the signature, in its markup or in parts of their own."""
    from cryptography import x509

    inside = root.iterfind(f"{ds('KeyInfo')}/{ds('X509Data')}/{ds('X509Certificate')}")
    blobs = [octets(one) for one in inside]
    blobs += [
        package.blob(one.target)
        for one in package.relationships(part)
        if one.type == f"{_SIGNATURES}/certificate" and not one.external
    ]
    if not 0 < len(blobs) <= _MOST_CERTIFICATES:
        raise UnreadableError(f"it comes with {len(blobs)} certificates")
    try:
        return [x509.load_der_x509_certificate(one) for one in dict.fromkeys(blobs)]
    except ValueError as error:
        raise UnreadableError("its certificate is damaged") from error


def _signer(
    root: Element, info: Element, how: Method, certificates: list[Certificate], state: _State
) -> Certificate:
    """The certificate whose key made the signature; of several with that key the one that the
    signature names.
    """
    form = only(info, ds("CanonicalizationMethod"))
    written = canonical(info, Transform(str(form.get("Algorithm")), form))
    value = octets(only(root, ds("SignatureValue")))
    makers = [one for one in certificates if made_by(one, how, value, written)]
    if not makers:
        state.faults.append(UNMADE)
    named = [one for one in makers or certificates if _named(one, root)]
    return (named or makers or certificates)[0]


def _own(root: Element, info: Element, state: _State) -> Iterator[Element]:
    """The elements of the signature that it signs itself and that are unchanged."""
    known = {one.get("Id"): one for one in root.iter("*") if one.get("Id")}
    listed = list(references(info))
    if not 0 < len(listed) <= _MOST_REFERENCES:
        raise UnreadableError(f"it refers to {len(listed)} elements of its own")
    for one in listed:
        if not one.uri.startswith("#") or len(one.uri) < 2:
            raise UnreadableError(f"it refers to “{one.uri}” outside of itself")
        target = known.get(one.uri[1:])
        state.weak |= _weak(one.method)
        if target is None:
            state.faults.append(f"its element “{one.uri[1:]}” is missing")
        elif one.fits(_written(target, one)):
            yield target
        else:
            state.faults.append(f"its element “{one.uri[1:]}” was changed")


def _written(element: Element, one: Reference) -> bytes:
    if not one.transforms:
        return plain(element)
    if len(one.transforms) > 1:
        raise UnreadableError("it transforms an element twice")
    return canonical(element, one.transforms[0], comments=False)


def _manifests(root: Element, elements: tuple[Element, ...]) -> Iterator[Element]:
    """Lists of signed parts: in a signed object of this very signature, or signed themselves."""
    for element in elements:
        parent = element.getparent()
        if element.tag == ds("Object") and parent is root:
            yield from element.iterfind(ds("Manifest"))
        elif element.tag == ds("Manifest") and parent is not None and parent.getparent() is root:
            yield element


def _digests(scope: Element) -> Iterator[tuple[str, bytes]]:
    """Digest method and digest of the certificates that XAdES names in an element."""
    for name in ("SigningCertificate", "SigningCertificateV2"):
        for one in scope.iter(f"{{{XADES}}}{name}"):
            for told in one.iterfind(f"{{{XADES}}}Cert/{{{XADES}}}CertDigest"):
                algorithm = only(told, ds("DigestMethod")).get("Algorithm")
                yield DIGESTS.get(str(algorithm), ""), octets(only(told, ds("DigestValue")))


def _named(certificate: Certificate, scope: Element) -> bool:
    return any(_is(certificate, *one) for one in _digests(scope))


def _is(certificate: Certificate, algorithm: str, digest: bytes) -> bool:
    return bool(algorithm) and hashlib.new(algorithm, _der(certificate)).digest() == digest


def _bound(signer: Certificate, elements: tuple[Element, ...], state: _State) -> None:
    """Whether the signed properties, where they name a certificate, name the signer's."""
    told = [one for element in elements for one in _digests(element)]
    if told and not any(_is(signer, *one) for one in told):
        state.faults.append("it names another certificate than the one beside it")


def _der(certificate: Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


# ── The parts of the package ────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _State:
    """What is known of one signature while its list of parts is read."""

    package: Package
    faults: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    related: dict[str, set[str]] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def reference(self, one: Reference) -> None:
        """One signed part: is it there, of the same type, and unchanged?"""
        name, _, query = one.uri.partition("?")
        shown = name.lstrip("/")
        self.weak |= _weak(one.method)
        if not name.startswith("/"):
            raise UnreadableError(f"it refers to “{one.uri}” outside of the package")
        if name not in self.package:
            self.faults.append(f"the signed part {shown} is missing")
            return
        if key(name) in self.seen:
            self.faults.append(f"it refers to {shown} twice")
            return  # and is not hashed again, as often as it may be
        self.seen.add(key(name))
        self._typed(name, query)
        if is_relationships(name):
            self._relationships(name, one)
        elif one.fits(_content(self.package.blob(name), one)):
            self.parts.add(key(name))
        else:
            self.faults.append(f"{shown} was changed after signing")

    def _typed(self, name: str, query: str) -> None:
        label, _, signed = query.partition("=")
        now = self.package.content_type(name)
        if label != "ContentType" or signed.casefold() != now.casefold():
            self.faults.append(
                f"{name.lstrip('/')} was signed as {signed or 'nothing'} and is declared as {now}"
            )

    def _relationships(self, name: str, one: Reference) -> None:
        """Signed relationships: those that the transform names, or the part as a whole."""
        blob, source = self.package.blob(name), key(source_of(name))
        steps = [step for step in one.transforms if step.algorithm == _TRANSFORM]
        if not steps:
            ids = {one.id for one in self.package.relationships(source_of(name))}
            forms = [_content(blob, one)]
        elif len(steps) > 1 or len(one.transforms) != 2 or one.transforms[0] is not steps[0]:
            raise UnreadableError("it transforms relationships in a way that is not allowed")
        else:
            ids, forms = _selected(blob, one)
        if any(one.fits(form) for form in forms):
            self.related[source] = ids
        else:
            self.faults.append(
                f"the relationships in {name.lstrip('/')} were changed after signing"
            )

    def whole(self, *, signed: bool) -> None:
        """Whether the signature is about this document at all."""
        main = [one for one in self.package.relationships(ROOT) if one.type in MAIN]
        if len(main) != 1:
            raise UnreadableError(f"the package has {len(main)} main documents")
        if self.faults:
            return
        if not signed:
            self.faults.append("it lists no part of the package")
        elif key(main[0].target) not in self.parts:
            self.faults.append(
                f"it does not sign {main[0].target.lstrip('/')}, the document itself"
            )


def _content(blob: bytes, one: Reference) -> bytes:
    """The octets of a part that a reference signs."""
    if not one.transforms:
        return blob
    if len(one.transforms) > 1:
        raise UnreadableError("it transforms a part twice")
    return canonical(parse(blob), one.transforms[0])


def _selected(blob: bytes, one: Reference) -> tuple[set[str], list[bytes]]:
    """The identifiers of the relationships that the transform keeps, and the two forms in which
    programs write them down. The second is libxmlsec's: white space between relationships
    becomes an element of its own.
    """
    chosen, step = one.transforms
    if step.algorithm not in CANONICAL:
        raise UnreadableError("it does not write relationships in canonical form")
    single, group = f"{{{MDSSI}}}RelationshipReference", f"{{{MDSSI}}}RelationshipsGroupReference"
    names = {item.get("SourceId") for item in chosen.element.iter(single)}
    kinds = {item.get("SourceType") for item in chosen.element.iter(group)}
    source = parse(blob)
    kept = [
        item
        for item in source.iterfind(f"{{{RELATIONSHIPS}}}Relationship")
        if item.get("Id") in names or item.get("Type") in kinds
    ]
    kept.sort(key=lambda item: str(item.get("Id")))
    gaps = sum(1 for text in (source.text, *(item.tail for item in source)) if text)
    forms = [canonical(_listed(kept, texts), step) for texts in sorted({0, gaps})]
    return {str(item.get("Id")) for item in kept}, forms


def _listed(kept: Sequence[Element], texts: int) -> Element:
    """A list of relationships as it is signed, with so many empty texts before them."""
    from lxml import etree

    spaces: Any = {None: RELATIONSHIPS}  # lxml's types know no default name space
    root: Any = etree.Element(f"{{{RELATIONSHIPS}}}Relationships", nsmap=spaces)
    for _ in range(texts):
        etree.SubElement(root, f"{{{RELATIONSHIPS}}}text")
    for item in kept:
        shown = etree.SubElement(root, f"{{{RELATIONSHIPS}}}Relationship")
        for name, value in item.attrib.items():
            shown.set(name, value)
        shown.set("TargetMode", item.get("TargetMode", "Internal"))
    listed: Element = root
    return listed
