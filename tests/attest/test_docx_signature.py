"""What a cryptographic signature in a Word document proves, and what it does not."""

from __future__ import annotations

import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree
from tests.forge import ooxml, signing
from tests.forge.ooxml import (
    BODY_RELS,
    C14N,
    DS,
    EXCLUSIVE,
    OFFICE,
    ORIGIN,
    PACKAGE,
    ROOT_RELS,
    SIG,
    TYPES,
    Parts,
    Style,
    document,
    pack,
    sign,
    unpack,
)
from tests.forge.signing import Issuer, Person, person

from poedesk.attest.ooxml import document as docx_signature
from poedesk.attest.ooxml.package import opened
from poedesk.errors import UnreadableError
from poedesk.model import AckKind, Acknowledgement, Declared, Settings, Technical
from poedesk.read import read
from poedesk.settings import load_vocabulary

WHEN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
SETTINGS = Settings("test", load_vocabulary(), anchors=(signing.anchor_der(),))
ZOE = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", title="Leiterin IT")
JO = person("Jo Park", "Contoso Ltd", "jo@contoso.example")
BODY = "word/document.xml"
Change = Callable[[Parts], object]


@cache
def signed(style: Style = ooxml.PLAIN) -> bytes:
    return sign(document(), ZOE, WHEN, style=style)


def attested(data: bytes, options: Settings = SETTINGS) -> tuple[Acknowledgement, ...]:
    return docx_signature.acknowledgements(read("poe.docx", None, data, options), options)


def technical(data: bytes, options: Settings = SETTINGS) -> Technical:
    (one,) = attested(data, options)
    assert one.technical is not None
    return one.technical


def changed(change: Change, data: bytes | None = None) -> bytes:
    parts = unpack(data or signed())
    change(parts)
    return pack(parts)


def swap(name: str, old: str, new: str) -> Change:
    """A change of words in one part, which must be there."""

    def change(parts: Parts) -> None:
        assert old.encode() in parts[name], (name, old)
        parts[name] = parts[name].replace(old.encode(), new.encode())

    return change


def holds(verdict: Technical) -> bool:
    return bool(verdict.intact and verdict.covers_document and verdict.modified == "none")


# ── Honest signatures ───────────────────────────────────────────────────────────────────


def test_a_signature_over_the_whole_document_is_intact_trusted_and_dated() -> None:
    (one,) = attested(signed())
    verdict = one.technical
    assert verdict is not None
    assert holds(verdict)
    assert (verdict.trusted, verdict.trust_problem, verdict.self_signed) == (True, None, False)
    assert (verdict.valid_then, verdict.revoked, verdict.time_trusted) == (True, None, False)
    assert (one.kind, one.moment, one.email) == (AckKind.CRYPTO, WHEN, "zoe@fabrikam.example")
    assert (verdict.signer, verdict.organisation, verdict.title) == (
        "Zoë Ünal",
        "Fabrikam GmbH",
        "Leiterin IT",
    )
    assert Declared("signature field", SIG, "poe.docx") in one.evidence


@pytest.mark.parametrize(
    "style",
    [
        Style(digest="sha384"),
        Style(digest="sha512"),
        Style(pss=True),
        Style(pss=True, digest="sha512"),
        Style(canonical=f"{C14N}#WithComments"),
        Style(canonical=EXCLUSIVE),
        Style(canonical=f"{EXCLUSIVE}WithComments"),
        Style(by_type=True),
        Style(named=False),
    ],
    ids=[
        "SHA-384",
        "SHA-512",
        "PSS",
        "PSS with SHA-512",
        "comments",
        "exclusive",
        "exclusive with comments",
        "relationships by type",
        "certificate not named",
    ],
)
def test_every_way_of_signing_that_programs_use_is_understood(style: Style) -> None:
    verdict = technical(signed(style))
    assert holds(verdict)
    assert verdict.trusted


@pytest.mark.parametrize(
    ("curve", "digest"),
    [(ec.SECP256R1(), "sha256"), (ec.SECP384R1(), "sha384"), (ec.SECP521R1(), "sha512")],
)
def test_keys_on_elliptic_curves_sign_too(curve: ec.EllipticCurve, digest: str) -> None:
    signer = signing.curved("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", curve)
    verdict = technical(sign(document(), signer, WHEN, style=Style(digest=digest)))
    assert holds(verdict)
    assert verdict.trusted


def test_customer_and_partner_may_both_sign() -> None:
    both = sign(signed(), JO, WHEN + timedelta(days=1))
    verdicts = [one.technical for one in attested(both)]
    assert [one.signer for one in verdicts if one] == ["Zoë Ünal", "Jo Park"]
    assert all(holds(one) and one.trusted for one in verdicts if one)


def test_the_role_that_the_signer_states_is_a_title() -> None:
    assert technical(sign(document(), JO, WHEN, role="Head of IT")).title == "Head of IT"


@pytest.mark.parametrize("dialect", [False, True], ids=["standard", "libxmlsec"])
def test_white_space_between_relationships_is_no_change(dialect: bool) -> None:
    parts = unpack(document())
    parts[ROOT_RELS] = parts[ROOT_RELS].replace(b"><Relationship", b">\n<Relationship")
    parts[BODY_RELS] = parts[BODY_RELS].replace(b"><Relationship", b">\n<Relationship")
    parts[BODY_RELS] = parts[BODY_RELS].replace(b"></Relationships>", b">\n</Relationships>")
    assert holds(technical(sign(pack(parts), ZOE, WHEN, style=Style(dialect=dialect))))


@pytest.mark.parametrize(
    "change",
    [
        swap("docProps/core.xml", "python-docx", "Somebody else"),
        lambda parts: ooxml.relate(
            parts, "", "rId77", f"{PACKAGE}relationships/metadata/thumbnail", "t.png"
        ),
        lambda parts: parts.update({"[trash]/0000.dat": b"left over"}),
    ],
    ids=["properties", "thumbnail", "trash"],
)
def test_what_office_itself_leaves_unsigned_is_not_held_against_anybody(change: Change) -> None:
    assert holds(technical(changed(change)))


def test_packing_the_same_parts_again_changes_nothing() -> None:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
        for name, blob in reversed(unpack(signed()).items()):
            archive.writestr(name, blob)
    assert holds(technical(output.getvalue()))


def test_the_certificate_may_lie_in_a_part_of_its_own() -> None:
    def apart(parts: Parts) -> None:
        root: Any = etree.fromstring(parts[SIG])
        data = root.find(f"{{{DS}}}KeyInfo/{{{DS}}}X509Data")
        blobs = [b64decode(str(one.text)) for one in data]
        root.find(f"{{{DS}}}KeyInfo").clear()
        parts[SIG] = etree.tostring(root)
        for number, blob in enumerate(blobs):
            name = f"_xmlsignatures/c{number}.cer"
            parts[name] = blob
            kind = "application/vnd.openxmlformats-package.digital-signature-certificate"
            ooxml.declare(parts, name, kind)
            leads = f"{PACKAGE}relationships/digital-signature/certificate"
            ooxml.relate(parts, SIG, f"rId{number}", leads, f"c{number}.cer")

    verdict = technical(changed(apart))
    assert holds(verdict)
    assert verdict.trusted


def test_a_word_file_without_signature_attests_nothing() -> None:
    assert attested(document()) == ()


# ── What was signed and is not there any more ───────────────────────────────────────────


SIGNED_PARTS = sorted(
    name
    for name in unpack(document())
    if not name.startswith(("docProps", "_rels", "[", "customXml")) and name.endswith(".xml")
)


@pytest.mark.parametrize("name", SIGNED_PARTS)
def test_a_change_in_any_signed_part_breaks_the_signature_and_is_named(name: str) -> None:
    verdict = technical(changed(lambda parts: parts.update({name: parts[name] + b"<!-- -->"})))
    assert verdict.intact is False
    assert any(name in one for one in verdict.changed)
    assert verdict.trusted is False


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (swap(BODY, "deployment", "sale"), "word/document.xml was changed"),
        (swap(BODY_RELS, "styles.xml", "numbering.xml"), "relationships in word/_rels"),
        (swap(BODY_RELS, "fabrikam.example", "contoso.example"), "relationships in word/_rels"),
        (swap(ROOT_RELS, "word/document.xml", "word/styles.xml"), "relationships in _rels/.rels"),
        (swap(SIG, "2025-03-04", "2025-03-05"), "idPackageObject"),
        (swap(SIG, "Approved", "Rejected"), "idOfficeObject"),
        (swap(SIG, "<SignatureValue>", "<SignatureValue>AAAA"), "its value"),
        (swap(TYPES, ".header+xml", ".footer+xml"), "is declared as"),
        (lambda parts: parts.pop("word/settings.xml"), "word/settings.xml is missing"),
        (
            lambda parts: ooxml.relate(parts, BODY, "rId1", f"{OFFICE}styles", "styles.xml"),
            "relationships in word/_rels",
        ),
    ],
    ids=["body", "target", "link", "main", "time", "remark", "value", "type", "removed", "twice"],
)
def test_every_change_of_something_signed_is_told(change: Change, words: str) -> None:
    verdict = technical(changed(change))
    assert verdict.intact is False
    assert words in " ".join(verdict.changed)


def test_a_signed_part_damaged_beyond_reading_breaks_the_signature_too() -> None:
    verdict = technical(changed(swap("word/header1.xml", "</w:hdr>", "</w:hdr")))
    assert verdict.changed == ("word/header1.xml was changed after signing",)


def test_a_certificate_of_somebody_else_did_not_make_the_signature() -> None:
    mine, other = (_certificate(one) for one in (ZOE, JO))
    assert technical(changed(swap(SIG, mine, other))).intact is False


def test_a_certificate_with_the_same_key_and_another_name_is_not_the_one_signed_with() -> None:
    alias = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", title="CEO")
    assert alias.certificate.public_key() == ZOE.certificate.public_key()
    verdict = technical(changed(swap(SIG, _certificate(ZOE), _certificate(alias))))
    assert verdict.intact is False
    assert "another certificate" in " ".join(verdict.changed)


def _certificate(one: Person) -> str:
    return b64encode(one.certificate.public_bytes(Encoding.DER)).decode()


# ── Signatures that are about something else ────────────────────────────────────────────


def _forged(old: str, new: str) -> bytes:
    """A document signed with markup of somebody's own choice."""

    def edit(markup: str) -> str:
        assert old in markup
        return markup.replace(old, new)

    return signed(Style(edit=edit))


def _no_manifest(markup: str) -> str:
    return markup[: markup.index("<Manifest>")] + markup[markup.index("</Manifest>") + 11 :]


def _second_manifest(markup: str) -> str:
    """The list of parts stands in an object that nothing refers to."""
    start, end = markup.index("<Manifest>"), markup.index("</Manifest>") + 11
    listed = f"<Object>{markup[start:end]}</Object></Signature>"
    return _no_manifest(markup).replace("</Signature>", listed)


def test_a_signature_that_lists_no_part_signs_nothing() -> None:
    verdict = technical(signed(Style(edit=_no_manifest)))
    assert (verdict.intact, verdict.changed) == (False, ("it lists no part of the package",))


def test_a_list_of_parts_that_is_not_signed_itself_counts_for_nothing() -> None:
    assert technical(signed(Style(edit=_second_manifest))).intact is False


def test_a_signature_over_everything_but_the_text_is_no_signature_of_it() -> None:
    verdict = technical(signed(Style(omit=(BODY,))))
    assert verdict.intact is False
    assert BODY in " ".join(verdict.changed)


def test_a_signature_moved_to_another_document_is_broken() -> None:
    def move(parts: Parts) -> None:
        parts.update({n: b for n, b in unpack(signed()).items() if n.startswith("_xmlsig")})
        ooxml.declare(
            parts, ORIGIN, "application/vnd.openxmlformats-package.digital-signature-origin"
        )
        ooxml.declare(parts, SIG, "application/xml")
        ooxml.relate(parts, "", "rIdO", f"{PACKAGE}relationships/digital-signature/origin", ORIGIN)

    verdict = technical(changed(move, document("We never agreed to this.")))
    assert verdict.intact is False
    assert BODY in " ".join(verdict.changed)


@pytest.mark.parametrize("name", ["idPackageObject", "idOfficeObject", "idSignedProperties"])
def test_a_second_element_with_the_name_of_a_signed_one_is_a_wrapping_attack(name: str) -> None:
    wrapped = swap(SIG, "</Signature>", f'<Object Id="{name}"><Manifest/></Object></Signature>')
    verdict = technical(changed(wrapped))
    assert verdict.intact is False
    assert name in " ".join(verdict.changed)


def test_a_signed_object_moved_away_for_a_forged_one_is_not_followed() -> None:
    def wrap(parts: Parts) -> None:
        root: Any = etree.fromstring(parts[SIG])
        honest = root.find(f"{{{DS}}}Object")
        forged = etree.SubElement(root, f"{{{DS}}}Object")
        root.replace(honest, forged)
        etree.SubElement(root, f"{{{DS}}}Object").append(honest)
        etree.SubElement(forged, f"{{{DS}}}Manifest")
        parts[SIG] = etree.tostring(root)
        parts[BODY] = parts[BODY].replace(b"deployment", b"sale")

    assert technical(changed(wrap)).intact is False


def test_a_part_listed_twice_is_refused() -> None:
    def twice(markup: str) -> str:
        start = markup.index(f'<Reference URI="/{BODY}')
        one = markup[start : markup.index("</Reference>", start) + 12]
        return markup.replace("</Manifest>", f"{one}</Manifest>")

    verdict = technical(signed(Style(edit=twice)))
    assert verdict.changed == (f"it refers to {BODY} twice",)


# ── What is not covered ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "relationship", "words"),
    [
        ("styles", "styles", "how text looks"),
        ("stylesWithEffects", "stylesWithEffects", "how text looks"),
        ("fontTable", "fontTable", "which fonts"),
        ("numbering", "numbering", "numbers and words before paragraphs"),
        ("header", "header", "top of pages"),
        ("footer", "footer", "bottom of pages"),
        ("footnotes", "footnotes", "footnotes"),
        ("endnotes", "endnotes", "endnotes"),
        ("comments", "comments", "remarks"),
        ("settings", "settings", "how the document is shown"),
        ("webSettings", "webSettings", "how the document is shown"),
        ("theme", "theme", "fonts and colours"),
        ("glossary", "glossaryDocument", "building blocks"),
        ("chunk", "aFChunk", "whole passages"),
        ("object", "oleObject", "embedded objects"),
        ("project", "vbaProject", "macros"),
        ("novelty", "novelty2031", "novelty2031"),
    ],
)
def test_a_part_added_after_signing_is_named_with_what_it_can_change(
    kind: str, relationship: str, words: str
) -> None:
    blob = b'<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    verdict = technical(
        changed(lambda parts: ooxml.add(parts, "word/added.xml", blob, kind, relationship))
    )
    assert (verdict.intact, verdict.covers_document, verdict.modified) == (True, False, None)
    assert any("word/added.xml" in one and words in one for one in verdict.uncovered)


def test_a_part_put_where_a_signed_relationship_led_nowhere_is_named() -> None:
    """Even if a silent relationship, read before, leads there too."""
    parts = unpack(document())
    ooxml.relate(parts, BODY, "rId99", f"{OFFICE}header", "NULL.xml")
    data = sign(pack(parts), ZOE, WHEN)
    assert holds(technical(data))

    def fill(parts: Parts) -> None:
        parts["word/NULL.xml"] = parts["word/header1.xml"]
        thumbnail = f"{PACKAGE}relationships/metadata/thumbnail"
        ooxml.relate(parts, "", "rId98", thumbnail, "word/NULL.xml")

    assert technical(changed(fill, data)).uncovered == ("word/NULL.xml (text at the top of pages)",)


def test_a_part_that_the_signer_left_out_is_named() -> None:
    verdict = technical(signed(Style(omit=("word/styles.xml", "word/header1.xml"))))
    assert verdict.covers_document is False
    named = {one.split()[0] for one in verdict.uncovered}
    assert named == {"word/styles.xml", "word/header1.xml"}


@pytest.mark.parametrize("kind", ["image", "oleObject", "aFChunk", "subDocument", "hyperlink"])
def test_an_external_relationship_added_after_signing_is_named(kind: str) -> None:
    def link(parts: Parts) -> None:
        target = "https://contoso.example/x"
        ooxml.relate(parts, BODY, "rId99", f"{OFFICE}{kind}", target, external=True)

    verdict = technical(changed(link))
    assert verdict.covers_document is False
    assert "https://contoso.example/x" in " ".join(verdict.uncovered)


def test_what_is_shown_from_outside_the_file_is_not_covered_even_if_the_link_to_it_is() -> None:
    parts = unpack(document())
    ooxml.relate(parts, BODY, "rId99", f"{OFFICE}image", "https://x.example/a.png", external=True)
    verdict = technical(sign(pack(parts), ZOE, WHEN))
    assert verdict.uncovered == ("https://x.example/a.png, outside of the file (pictures)",)


@pytest.mark.parametrize("restyled", [False, True])
def test_a_template_counts_only_where_the_document_takes_its_styles_from_it(restyled: bool) -> None:
    parts = unpack(document())
    kind = f"{OFFICE}attachedTemplate"
    ooxml.relate(parts, "word/settings.xml", "rId1", kind, "file:///a.dotx", external=True)
    if restyled:
        swap("word/settings.xml", "<w:zoom", "<w:linkStyles/><w:zoom")(parts)
    assert technical(sign(pack(parts), ZOE, WHEN)).covers_document is not restyled


CORE, OTHER = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}", "{0000000B-0000-4000-8000-000000000001}"
BINDING = (
    "<w:sdt><w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='WHICH'/></w:sdtPr><w:sdtContent>"
    "<w:p><w:r><w:t>600</w:t></w:r></w:p></w:sdtContent></w:sdt><w:sectPr"
)


@pytest.mark.parametrize(
    ("identifier", "named"), [(CORE, "docProps/core.xml"), (OTHER, "customXml/item1.xml")]
)
def test_unsigned_data_count_where_the_text_is_taken_from_them(identifier: str, named: str) -> None:
    parts = unpack(document())
    swap(BODY, "<w:sectPr", BINDING.replace("WHICH", identifier))(parts)
    omitted = ("customXml/item1.xml", "customXml/itemProps1.xml")
    verdict = technical(sign(pack(parts), ZOE, WHEN, style=Style(omit=omitted)))
    assert verdict.covers_document is False
    assert [one for one in verdict.uncovered if one.startswith(named)]
    plain = technical(sign(document(), ZOE, WHEN, style=Style(omit=omitted)))
    assert plain.covers_document is True


def test_a_word_file_embedded_in_another_is_no_part_of_its_markup() -> None:
    parts = unpack(document())
    parts["word/embeddings/inner.docx"] = document("Inner")
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ooxml.declare(parts, "word/embeddings/inner.docx", kind)
    ooxml.relate(parts, BODY, "rId99", f"{OFFICE}package", "embeddings/inner.docx")
    assert holds(technical(sign(pack(parts), ZOE, WHEN)))


def test_an_unsigned_part_that_nothing_leads_to_is_named() -> None:
    def drop(parts: Parts) -> None:
        parts["word/document2.xml"] = parts[BODY]

    verdict = technical(changed(drop))
    assert verdict.uncovered == ("word/document2.xml (nothing in the package leads to it)",)


# ── Packages that can be read in two ways ───────────────────────────────────────────────


def _with(name: str) -> Change:
    return lambda parts: parts.update({name: parts[BODY].replace(b"deployment", b"sale")})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_with("word/Document.xml"), "a second time as word/Document.xml"),
        (_with("word/%64ocument.xml"), "a second time as word/%64ocument.xml"),
        (_with("word/document.xml/[0].piece"), "a name that Office does not use"),
        (_with("word/../word/document.xml"), "a name that Office does not use"),
        (_with("word//document.xml"), "a name that Office does not use"),
        (_with("word/a%2Fdocument.xml"), "a name that Office does not use"),
        (_with("word/document.bin"), "declares no type"),
        (
            lambda parts: ooxml.declare(parts, BODY_RELS, "text/plain"),
            "declares word/_rels/document.xml.rels as something else",
        ),
        (
            swap(TYPES, "</Types>", '<Default Extension="XML" ContentType="a/b"/></Types>'),
            "two types",
        ),
        (
            lambda parts: ooxml.declare(parts, "word/Document.xml", "application/xml"),
            "two types for /word/document.xml",
        ),
        (
            lambda parts: ooxml.relate(
                parts, "", "rId88", f"{OFFICE}officeDocument", "word/styles.xml"
            ),
            "2 main documents",
        ),
        (lambda parts: parts.update({SIG: b""}), "XML is damaged"),
        (lambda parts: parts.update({SIG: parts[SIG][:900]}), "XML is damaged"),
        (lambda parts: parts.update({SIG: b"<nothing/>"}), "no XML signature"),
        (swap(SIG, "<Signature ", "<!DOCTYPE Signature><Signature "), "document type"),
        (lambda parts: parts.pop(SIG), "is missing"),
        (lambda parts: parts.pop("_xmlsignatures/_rels/origin.sigs.rels"), "no relationship leads"),
        (swap(ROOT_RELS, "digital-signature/origin", "elsewhere"), "no relationship leads"),
        (
            lambda parts: [
                parts.pop(one) for one in ("_xmlsignatures/_rels/origin.sigs.rels", SIG)
            ],
            "none in it",
        ),
        (swap(SIG, "<SignedInfo>", "<SignedInfo/><SignedInfo>"), "2 SignedInfo"),
        (swap(SIG, "<X509Certificate>", "<X509Certificate>!"), "base 64"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_package_that_programs_could_understand_differently_is_not_judged(
    change: Change, words: str
) -> None:
    verdict = technical(changed(change))
    assert (verdict.intact, verdict.covers_document, verdict.trusted) == (None, None, None)
    assert verdict.problem is not None
    assert words in verdict.problem


def _raw(change: Callable[[bytes], bytes]) -> str:
    with pytest.raises(UnreadableError) as caught:
        opened(change(signed()))
    return caught.value.message


def test_bytes_before_the_package_are_not_skipped_silently() -> None:
    assert "before the first part" in _raw(lambda data: b"MZ" * 20 + data)


def test_an_entry_that_the_directory_does_not_list_is_not_skipped_silently() -> None:
    hidden = pack({"word/document.xml": b"<other/>"})
    entry = hidden[: hidden.index(b"PK\x01\x02")]

    def insert(data: bytes) -> bytes:
        start = data.index(b"PK\x01\x02")
        end = data.rindex(b"PK\x05\x06")
        moved = int.from_bytes(data[end + 16 : end + 20], "little") + len(entry)
        return (
            data[:start]
            + entry
            + data[start : end + 16]
            + moved.to_bytes(4, "little")
            + data[end + 20 :]
        )

    assert "directory does not list" in _raw(insert)


def test_a_damaged_zip_is_told_in_words() -> None:
    place = signed().index(b"PK\x03\x04", 1) + 90
    assert "damaged" in _raw(lambda data: data[:place] + b"\xff" * 20 + data[place + 20 :])


def test_a_name_that_differs_between_entry_and_directory_is_not_believed() -> None:
    assert _raw(lambda data: data.replace(b"word/styles.xml", b"word/Styles.xml", 1))


# ── Algorithms, certificates, time ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256"),
        ("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-md5"),
        ("xmldsig-more#rsa-sha256", "xmldsig-more#none"),
        (f'<CanonicalizationMethod Algorithm="{C14N}"', '<CanonicalizationMethod Algorithm="x"'),
        (f'<Transform Algorithm="{C14N}"', '<Transform Algorithm="http://x.example/REC-xslt"'),
        ("xmlenc#sha256", "xmldsig-more#md5"),
        ('URI="#idOfficeObject"', 'URI="http://x.example/"'),
        ('URI="/word/styles.xml', 'URI="file:///word/styles.xml'),
    ],
)
def test_what_no_honest_signature_needs_is_refused(old: str, new: str) -> None:
    verdict = technical(_forged(old, new))
    assert verdict.intact is None
    assert verdict.problem


def test_a_signature_made_with_sha1_is_intact_and_not_trusted() -> None:
    verdict = technical(signed(Style(digest="sha1")))
    assert holds(verdict)
    assert (verdict.trusted, verdict.trust_problem) == (
        False,
        "it was made with SHA-1, which is no longer safe",
    )


@pytest.mark.parametrize(
    ("issuer", "words"),
    [(Issuer.OTHER, "“Unknown Root CA”, which is not trusted"), (Issuer.SELF, "to itself")],
)
def test_a_certificate_that_leads_to_no_anchor_is_told(issuer: Issuer, words: str) -> None:
    signer = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", issuer=issuer)
    verdict = technical(sign(document(), signer, WHEN))
    assert holds(verdict)
    assert verdict.trusted is False
    assert verdict.self_signed is (issuer is Issuer.SELF)
    assert words in (verdict.trust_problem or "")


def test_a_certificate_that_had_expired_is_told() -> None:
    valid = (datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC))
    signer = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", valid=valid)
    verdict = technical(sign(document(), signer, WHEN))
    assert (verdict.valid_then, verdict.trusted) == (False, False)
    assert "2023-01-01 to 2024-01-01" in (verdict.trust_problem or "")


@pytest.mark.parametrize(
    ("revoked", "expected"),
    [
        (None, (False, True)),
        (WHEN - timedelta(days=9), (True, False)),
        (WHEN + timedelta(days=9), (False, True)),
    ],
)
def test_revocation_lists_inside_the_signature_are_held_against_it(
    revoked: datetime | None, expected: tuple[bool, bool]
) -> None:
    lists = signing.revocation_lists(ZOE, revoked)
    verdict = technical(sign(document(), ZOE, WHEN, lists=lists))
    assert (verdict.revoked, verdict.trusted) == expected


def test_the_users_own_revocation_lists_are_held_against_it_too() -> None:
    lists = tuple(signing.revocation_lists(ZOE, WHEN - timedelta(days=9)))
    verdict = technical(signed(), replace(SETTINGS, revocation_lists=lists))
    assert (verdict.revoked, verdict.trusted) == (True, False)


def test_a_time_stamp_tells_the_time_of_signing() -> None:
    stamped = WHEN + timedelta(minutes=5)
    (one,) = attested(sign(document(), ZOE, WHEN, stamped=stamped))
    assert one.technical is not None
    assert (one.moment, one.technical.time_trusted) == (stamped, True)


def test_a_time_stamp_that_no_anchor_vouches_for_tells_nothing() -> None:
    (one,) = attested(
        sign(document(), ZOE, WHEN, stamped=WHEN + timedelta(days=3)), replace(SETTINGS, anchors=())
    )
    assert one.technical is not None
    assert (one.moment, one.technical.time_trusted) == (WHEN, False)


# ── Signature lines ─────────────────────────────────────────────────────────────────────

LINES = (
    ("{0000000A-0000-4000-8000-000000000001}", "Jo Park", "Head of IT", "jo@contoso.example"),
    ("{0000000A-0000-4000-8000-000000000002}", "Zoë Ünal", "CIO", "zoe@fabrikam.example"),
)


def test_signature_lines_that_nobody_signed_are_empty() -> None:
    first, second = attested(document(lines=LINES))
    assert (first.kind, second.kind) == (AckKind.EMPTY, AckKind.EMPTY)
    assert first.email == "jo@contoso.example"
    assert "Zoë Ünal, CIO (zoe@fabrikam.example) is not signed" in second.why


def test_a_line_is_signed_by_the_signature_that_names_it_and_gives_it_its_title() -> None:
    act, blank = attested(sign(document(lines=LINES), JO, WHEN, line=LINES[0][0].lower()))
    assert act.kind is AckKind.CRYPTO
    assert act.technical is not None
    assert act.technical.title == "Head of IT"
    assert Declared(
        "signature line", "for Jo Park, Head of IT (jo@contoso.example)", "poe.docx"
    ) in (act.evidence)
    assert blank.kind is AckKind.EMPTY
    assert "Zoë Ünal" in blank.why


def test_a_line_signed_by_another_than_it_was_made_for_gives_no_title() -> None:
    act, _ = attested(sign(document(lines=LINES), JO, WHEN, line=LINES[1][0]))
    assert act.technical is not None
    assert act.technical.title == ""
    assert any("Zoë Ünal" in one.value for one in act.evidence if isinstance(one, Declared))


def test_a_line_without_identifier_is_signed_by_nobody() -> None:
    nameless = document(lines=[("", "Jo Park", "Head of IT", "jo@contoso.example")])
    kinds = [one.kind for one in attested(sign(nameless, JO, WHEN))]
    assert kinds == [AckKind.CRYPTO, AckKind.EMPTY]


def test_a_line_with_a_broken_signature_is_told_once_as_broken() -> None:
    data = sign(document(lines=LINES[:1]), JO, WHEN, line=LINES[0][0])
    verdict = technical(changed(swap(BODY, "deployment", "sale"), data))
    assert verdict.intact is False


# ── Anything at all ─────────────────────────────────────────────────────────────────────


@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_damage_to_the_signature_makes_it_say_more(place: int, noise: bytes) -> None:
    parts = unpack(signed())
    place %= len(parts[SIG])
    damaged = parts[SIG][:place] + noise + parts[SIG][place + len(noise) :]
    verdicts = [one.technical for one in attested(pack(parts | {SIG: damaged}))]
    for verdict in verdicts:
        if verdict is not None and holds(verdict):
            assert _meaning(damaged) == _meaning(parts[SIG]), noise


def _meaning(blob: bytes) -> bytes:
    """What the signature value is made over."""
    root: Any = etree.fromstring(blob)
    meaning: bytes = etree.tostring(root.find(f"{{{DS}}}SignedInfo"), method="c14n")
    return meaning
