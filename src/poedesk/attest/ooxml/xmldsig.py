"""XML signatures (XML-DSig): canonical form, digests and signature values, nothing of packages.

Only what is listed here is understood; anything else in a signature is refused, not skipped.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poedesk.errors import UnreadableError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from lxml.etree import _Element as Element

DS = "http://www.w3.org/2000/09/xmldsig#"
_MORE, _ENC = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2001/04/xmlenc#"
_NEWER = "http://www.w3.org/2007/05/xmldsig-more#"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"

CANONICAL = {  # exclusive? with comments?
    INCLUSIVE: (False, False),
    f"{INCLUSIVE}#WithComments": (False, True),
    _EXCLUSIVE: (True, False),
    f"{_EXCLUSIVE}WithComments": (True, True),
}
DIGESTS = {
    f"{DS}sha1": "sha1",
    f"{_ENC}sha256": "sha256",
    f"{_MORE}sha384": "sha384",
    f"{_ENC}sha512": "sha512",
}
_RSA, _PSS, _ECDSA = "RSA", "RSA-PSS", "ECDSA"
_METHODS = {
    f"{DS}rsa-sha1": (_RSA, "sha1"),
    **{f"{_MORE}rsa-sha{bits}": (_RSA, f"sha{bits}") for bits in (256, 384, 512)},
    **{f"{_NEWER}sha{bits}-rsa-MGF1": (_PSS, f"sha{bits}") for bits in (256, 384, 512)},
    f"{_MORE}ecdsa-sha1": (_ECDSA, "sha1"),
    **{f"{_MORE}ecdsa-sha{bits}": (_ECDSA, f"sha{bits}") for bits in (256, 384, 512)},
}
_INFO = {  # DER of a DigestInfo up to the digest: identifier, with NULL as parameters or none
    "sha1": ("06052b0e03021a", 20),
    "sha256": ("0609608648016503040201", 32),
    "sha384": ("0609608648016503040202", 48),
    "sha512": ("0609608648016503040203", 64),
}
_SMALLEST = {_RSA: 2048, _PSS: 2048, _ECDSA: 224}


@dataclass(frozen=True, slots=True)
class Transform:
    """One step from what is signed to its digest; `element` holds its parameters."""

    algorithm: str
    element: Element


@dataclass(frozen=True, slots=True)
class Reference:
    """What is signed: where it is, how it is written down, and its digest."""

    uri: str
    transforms: tuple[Transform, ...]
    method: str
    digest: bytes

    def fits(self, octets: bytes) -> bool:
        """Whether `octets` are what was signed."""
        return hmac.compare_digest(hashlib.new(self.method, octets).digest(), self.digest)


@dataclass(frozen=True, slots=True)
class Method:
    """How the signature value was made: "RSA", "RSA-PSS" or "ECDSA", and with which digest."""

    family: str
    digest: str


# ── Reading the markup ──────────────────────────────────────────────────────────────────


def ds(name: str) -> str:
    """An element of XML-DSig by its local name, as lxml writes it."""
    return f"{{{DS}}}{name}"


def only(parent: Element, name: str) -> Element:
    """The one child of that qualified name; raises UnreadableError where there are others."""
    found = parent.findall(name)
    if len(found) != 1:
        raise UnreadableError(f"it has {len(found)} {name.rpartition('}')[2]} elements, not one")
    return found[0]


def words(element: Element | None) -> str:
    """An element's text, whatever comments stand between; empty for None."""
    return "".join(map(str, element.itertext())).strip() if element is not None else ""


def octets(element: Element) -> bytes:
    """What an element holds in base 64; raises UnreadableError for anything else."""
    try:
        return base64.b64decode("".join(words(element).split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableError("a value of it is not written in base 64") from error


def references(parent: Element) -> Iterator[Reference]:
    """The references of a SignedInfo or Manifest; raises UnreadableError."""
    for one in parent.iterfind(ds("Reference")):
        steps = one.findall(f"{ds('Transforms')}/{ds('Transform')}")
        yield Reference(
            uri=str(one.get("URI") or ""),
            transforms=tuple(Transform(_algorithm(step), step) for step in steps),
            method=_digest(only(one, ds("DigestMethod"))),
            digest=octets(only(one, ds("DigestValue"))),
        )


def method(info: Element) -> Method:
    """How a SignedInfo was signed; raises UnreadableError for what no document needs (HMAC,
    DSA, MD5 …).
    """
    named = _algorithm(only(info, ds("SignatureMethod")))
    if named not in _METHODS:
        raise UnreadableError(f"it was made with {_short(named)}, which is not accepted")
    return Method(*_METHODS[named])


def repeated(root: Element) -> tuple[str, ...]:
    """Identifiers that stand at more than one element, so that a reference could mean either."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for element in root.iter("*"):
        for name in {element.get(one) for one in ("Id", "ID", "id", f"{_XML}id")} - {None}:
            assert name is not None
            if name in seen:
                twice[name] = None
            seen.add(name)
    return tuple(twice)


def _digest(element: Element) -> str:
    named = _algorithm(element)
    if named not in DIGESTS:
        raise UnreadableError(f"it uses the digest {_short(named)}, which is not accepted")
    return DIGESTS[named]


def _algorithm(element: Element) -> str:
    return str(element.get("Algorithm") or "")


def _short(uri: str) -> str:
    return uri.rpartition("#")[2].rpartition("/")[2] or "an unnamed algorithm"


# ── Canonical form ──────────────────────────────────────────────────────────────────────


def canonical(element: Element, step: Transform, *, comments: bool = True) -> bytes:
    """The canonical octets of an element and what stands in it.

    `comments` false leaves them out whatever the algorithm says: a reference to an identifier
    never includes them. Raises UnreadableError for other algorithms.
    """
    from lxml import etree

    if step.algorithm not in CANONICAL:
        raise UnreadableError(f"it uses the transform {_short(step.algorithm)}, not accepted here")
    exclusive, with_comments = CANONICAL[step.algorithm]
    written: bytes = etree.tostring(
        _apart(element, inherit=not exclusive),
        method="c14n",
        exclusive=exclusive,
        with_comments=with_comments and comments,
        inclusive_ns_prefixes=_prefixes(step.element) if exclusive else None,
    )
    return written


def plain(element: Element) -> bytes:
    """The canonical octets where a reference names no algorithm."""
    from lxml import etree

    return canonical(element, Transform(INCLUSIVE, etree.Element("none")), comments=False)


def _apart(element: Element, *, inherit: bool) -> Element:
    """The element as a tree of its own, in the name spaces around it.

    lxml writes false empty name spaces for an element that has a parent. What `xml:` attributes
    say further up holds for the inclusive form too.
    """
    from lxml import etree

    if element.getparent() is None:
        return element
    inherited: dict[Any, Any] = {}
    for above in element.iterancestors():
        own = {name: value for name, value in above.attrib.items() if str(name).startswith(_XML)}
        inherited = own | inherited
    text = etree.tostring(element, with_tail=False)
    apart = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    for name, value in inherited.items() if inherit else ():
        if apart.get(name) is None:
            apart.set(name, value)
    return apart


def _prefixes(step: Element) -> list[str] | None:
    """The prefixes that the exclusive form is to keep."""
    named = step.find(f"{{{_EXCLUSIVE}}}InclusiveNamespaces")
    return str(named.get("PrefixList") or "").split() if named is not None else None


# ── The signature value ─────────────────────────────────────────────────────────────────


def made_by(certificate: Certificate, how: Method, value: bytes, signed: bytes) -> bool:
    """Whether the certificate's key made `value` over the canonical octets `signed`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    public: Any = certificate.public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey) and how.family == _RSA:
            return _rsa(public, how.digest, value, signed)
        if isinstance(public, rsa.RSAPublicKey) and how.family == _PSS:
            _verify_pss(public, how.digest, value, signed)
            return True
        if isinstance(public, ec.EllipticCurvePublicKey) and how.family == _ECDSA:
            return _ecdsa(public, how.digest, value, signed)
    except (InvalidSignature, ValueError):
        pass
    return False


def weakness(certificate: Certificate, how: Method) -> str:
    """The key where it is too short to be safe, else the empty string."""
    bits = getattr(certificate.public_key(), "key_size", 0)
    return f"{how.family} of {bits} bits" if bits < _SMALLEST[how.family] else ""


def _rsa(public: Any, digest: str, value: bytes, signed: bytes) -> bool:
    """PKCS #1 v1.5, compared byte by byte with the only two encodings there are: some makers
    leave out the NULL that cryptography insists on.
    """
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    found = public.recover_data_from_signature(value, PKCS1v15(), None)
    hashed = hashlib.new(digest, signed).digest()
    return found in {_digest_info(digest, hashed, null) for null in ("0500", "")}


def _digest_info(digest: str, hashed: bytes, null: str) -> bytes:
    identifier, length = bytes.fromhex(_INFO[digest][0] + null), _INFO[digest][1]
    algorithm = bytes((0x30, len(identifier))) + identifier
    body = algorithm + bytes((0x04, length)) + hashed
    return bytes((0x30, len(body))) + body


def _verify_pss(public: Any, digest: str, value: bytes, signed: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS

    hashing = _hashing(digest)
    public.verify(value, signed, PSS(MGF1(hashing), hashing.digest_size), hashing)


def _ecdsa(public: Any, digest: str, value: bytes, signed: bytes) -> bool:
    """The two numbers stand side by side, each as long as the curve's order."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = (public.key_size + 7) // 8
    if len(value) != 2 * half:
        return False
    pair = (int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
    public.verify(encode_dss_signature(*pair), signed, ECDSA(_hashing(digest)))
    return True


def _hashing(digest: str) -> Any:
    from cryptography.hazmat.primitives import hashes

    return getattr(hashes, digest.upper())()
