"""How every kind of PDF signature, honest or attacked, ends: one row each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from pyhanko.sign.fields import MDPPerm
from tests.forge import pdf_levels as levels
from tests.forge import pdf_tampering as tamper
from tests.forge import signing
from tests.forge.pdf_levels import sign
from tests.forge.pdf_tampering import annotation, fill, paper, revised
from tests.forge.signing import Issuer, person

from poedesk.attest.pdf import signature as pdf_signature
from poedesk.model import AckKind, Acknowledgement, Holder, Indication, Settings, Technical
from poedesk.read import read
from poedesk.settings import load_vocabulary

WHEN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
LATER = WHEN + timedelta(days=1)
ZOE = person("Zoe Unal", "Fabrikam GmbH", "zoe@fabrikam.example", title="Head of IT")
JO = person("Jo Park", "Contoso Ltd", "jo@contoso.example")
SETTINGS = Settings("test", load_vocabulary(), anchors=(signing.anchor_der(),))
P, F, OPEN = Indication.PASSED, Indication.FAILED, Indication.INDETERMINATE


@dataclass(frozen=True)
class Case:
    """A file, and how the signature in `signature` of it (from 0) must end.

    `says` are words that must stand in what is said of later changes, doubts or problems; a
    `reason` of None is any.
    """

    name: str
    make: Callable[[], bytes]
    ends: Indication
    reason: str | None = ""
    modified: str | None = "none"
    says: str = ""
    signature: int = 0
    lists: Sequence[bytes] = field(default=())
    password: str = ""
    without_anchors: bool = False


def good(**more: object) -> bytes:
    return sign(paper(), ZOE, WHEN, **more)  # type: ignore[arg-type]  # passed on as they are


def certified(level: MDPPerm, *fields: str) -> bytes:
    return sign(paper(fields=fields), ZOE, WHEN, permits=level)


def twice(first: bytes, **more: object) -> bytes:
    return sign(first, JO, LATER, field="Signature2", **more)  # type: ignore[arg-type]


def by(signer: signing.Person, **more: object) -> bytes:
    return sign(paper(), signer, WHEN, **more)  # type: ignore[arg-type]


def stamped(when: datetime = WHEN) -> bytes:
    return good(timestamp=when)


def covering(text: str = "900 users") -> tamper.Change:
    return annotation("Square", (70, 670, 400, 695), paints=tamper.words(text, ground=tamper.WHITE))


NOTE = annotation("Text", (400, 400, 420, 420), says="Please see page 3")
FREE = annotation(
    "FreeText", (70, 500, 300, 530), says="9,999 users", paints=tamper.words("9,999 users")
)

LEVELS = [
    Case("PKCS #7, detached", good, P),
    Case("PAdES B-B", lambda: good(pades=True), P),
    Case("PAdES B-T", lambda: good(pades=True, timestamp=WHEN), P),
    Case(
        "PAdES B-LT",
        lambda: levels.with_lists(good(pades=True, timestamp=WHEN), signing.revocation_lists()),
        P,
        modified="permitted",
        says="validation data",
    ),
    Case(
        "PAdES B-LTA",
        lambda: signing.stamp_document(
            levels.with_lists(good(pades=True, timestamp=WHEN), signing.revocation_lists()), LATER
        ),
        P,
        modified="permitted",
        says="a time stamp was put upon the document",
    ),
    Case(
        "an OCSP answer in the file",
        lambda: levels.with_answer(good(), ZOE, WHEN, revoked=None),
        P,
        modified="permitted",
    ),
    Case("RSA-PSS", lambda: good(pss=True), P),
    Case("SHA-512", lambda: good(digest="sha512"), P),
    Case("ECDSA on P-256", lambda: by(levels.curved(ZOE)), P),
    Case("Ed25519", lambda: by(levels.edwards(ZOE), digest="sha512"), P),
    Case("visible", lambda: good(box=(72, 100, 272, 150)), P),
    Case("in a nested field", lambda: good(field="Customer.Signature"), P),
    Case(
        "in an encrypted file",
        lambda: sign(tamper.locked(paper(), "secret"), ZOE, WHEN, password="secret"),
        P,
        password="secret",
    ),
    Case("certified, nothing permitted", lambda: certified(MDPPerm.NO_CHANGES), P),
    Case("of many pages", lambda: sign(paper(pages=12), ZOE, WHEN), P),
]

PERMITTED = [
    Case(
        "a second signature",
        lambda: twice(good()),
        P,
        modified="permitted",
        says="somebody signed in “Signature2”",
    ),
    Case("the second signature itself", lambda: twice(good()), P, signature=1),
    Case(
        "a visible second signature",
        lambda: twice(good(), box=(72, 100, 272, 150)),
        P,
        modified="permitted",
    ),
    Case(
        "a third signature",
        lambda: sign(twice(good()), ZOE, LATER, field="Signature3"),
        P,
        modified="permitted",
    ),
    Case(
        "a certified form filled in",
        lambda: revised(certified(MDPPerm.FILL_FORMS, "users"), fill("users", "12")),
        P,
        modified="permitted",
        says="filled in with “12”",
    ),
    Case(
        "a certified form filled in and countersigned",
        lambda: twice(revised(certified(MDPPerm.FILL_FORMS, "users"), fill("users", "12"))),
        P,
        modified="permitted",
    ),
    Case(
        "a form filled in after signing",
        lambda: revised(sign(paper(fields=["users"]), ZOE, WHEN), fill("users", "12")),
        P,
        modified="permitted",
    ),
    Case(
        "another field than the locked one filled in",
        lambda: revised(
            sign(paper(fields=["users", "remark"]), ZOE, WHEN, locks=levels.locking("users")),
            fill("remark", "ok"),
        ),
        P,
        modified="permitted",
    ),
    Case("other properties", lambda: revised(good(), tamper.author), P, modified="permitted"),
    Case(
        "a note where notes are permitted",
        lambda: revised(certified(MDPPerm.ANNOTATE), NOTE),
        P,
        modified="permitted",
        says="annotation (Text) that says “Please see page 3”",
    ),
    Case(
        "words upon the page where notes are permitted",
        lambda: revised(certified(MDPPerm.ANNOTATE), FREE),
        OPEN,
        "GENERIC",
        "permitted",
        "annotations are drawn upon it",
    ),
    Case("a line break behind the end", lambda: good() + b"\r\n", P),
    Case(
        "a document time stamp after two signatures",
        lambda: signing.stamp_document(twice(good()), LATER),
        P,
        modified="permitted",
    ),
]

FORBIDDEN = [
    Case(
        "words upon the page",
        lambda: revised(good(), FREE),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "page 1: an annotation (FreeText) that says “9,999 users” was added",
    ),
    Case(
        "a note",
        lambda: revised(good(), NOTE),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "annotation (Text)",
    ),
    Case(
        "a stamp over words",
        lambda: revised(good(), annotation("Stamp", (70, 670, 400, 695), paints=tamper.WHITE)),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "an annotation hides “300 users were moved”",
    ),
    Case(
        "a note where only forms may be filled",
        lambda: revised(certified(MDPPerm.FILL_FORMS), NOTE),
        F,
        "FORMAT_FAILURE",
        "forbidden",
    ),
    Case(
        "a form filled in where nothing is permitted",
        lambda: revised(certified(MDPPerm.NO_CHANGES, "users"), fill("users", "12")),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "filled in with “12”",
    ),
    Case(
        "a field for a signature where nothing is permitted",
        lambda: revised(
            certified(MDPPerm.NO_CHANGES), tamper.signature_field("Other", (72, 100, 200, 150))
        ),
        F,
        "FORMAT_FAILURE",
        "forbidden",
    ),
    Case(
        "a locked field filled in",
        lambda: revised(
            sign(paper(fields=["users"]), ZOE, WHEN, locks=levels.locking("users")),
            fill("users", "12"),
        ),
        F,
        "FORMAT_FAILURE",
        "forbidden",
    ),
    Case(
        "a page added",
        lambda: revised(good(), tamper.add_page),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "page 2 was added",
    ),
    Case(
        "a page removed",
        lambda: revised(sign(paper(pages=3), ZOE, WHEN), tamper.remove_page),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "page 3 was removed",
    ),
    Case(
        "other words on the page",
        lambda: revised(good(), tamper.rewrite("300", "900")),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "it no longer says “300” and it now says “900”",
    ),
    Case(
        "another font",
        lambda: revised(good(), tamper.other_font),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "what it is drawn with was changed",
    ),
    Case(
        "part of the page shown",
        lambda: revised(good(), tamper.crop),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "CropBox was changed",
    ),
    Case(
        "a layer added",
        lambda: revised(good(), tamper.layers()),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "its layers",
    ),
    Case(
        "a script added",
        lambda: revised(good(), tamper.javascript),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "what happens when it is opened",
    ),
    Case(
        "a file attached",
        lambda: revised(good(), tamper.attachment),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "the files attached",
    ),
    Case(
        "another list of pages",
        lambda: revised(good(), tamper.other_pages),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "the whole list of pages was replaced",
    ),
    Case(
        "a field added",
        lambda: revised(
            sign(paper(fields=["users"]), ZOE, WHEN),
            tamper.text_field("price", (72, 200, 200, 220)),
        ),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "the field “price” was added",
    ),
    Case(
        "words changed, then countersigned",
        lambda: twice(revised(good(), tamper.rewrite("300", "900"))),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "state 3 of 4",
    ),
]

CERTIFICATES = [
    Case(
        "an unknown root",
        lambda: by(person("Al Roe", "Elsewhere", "", issuer=Issuer.OTHER)),
        OPEN,
        "NO_CERTIFICATE_CHAIN_FOUND",
    ),
    Case("no anchors at all", good, OPEN, "NO_CERTIFICATE_CHAIN_FOUND", without_anchors=True),
    Case(
        "issued to itself",
        lambda: by(person("Al Roe", "Elsewhere", "", issuer=Issuer.SELF)),
        OPEN,
        "NO_CERTIFICATE_CHAIN_FOUND",
    ),
    Case(
        "expired when it signed",
        lambda: by(person("Al Roe", "Fabrikam GmbH", "", valid=levels.valid(2023))),
        F,
        "EXPIRED",
    ),
    Case(
        "not valid yet when it signed",
        lambda: by(person("Al Roe", "Fabrikam GmbH", "", valid=levels.valid(2026))),
        F,
        "NOT_YET_VALID",
    ),
    Case(
        "expired since",
        lambda: sign(
            paper(),
            person("Al Roe", "Fabrikam GmbH", "", valid=levels.valid(2023)),
            WHEN.replace(year=2023),
        ),
        P,
    ),
    Case(
        "revoked before it signed",
        good,
        F,
        "REVOKED",
        lists=signing.revocation_lists(ZOE, WHEN - timedelta(days=9)),
    ),
    Case(
        "revoked since, by the signer's own word",
        good,
        OPEN,
        "REVOKED_NO_POE",
        lists=signing.revocation_lists(ZOE, LATER),
        says="was revoked later",
    ),
    Case(
        "revoked since, as a time stamp proves",
        stamped,
        P,
        lists=signing.revocation_lists(ZOE, LATER),
    ),
    Case(
        "revoked since, as a document time stamp proves",
        lambda: signing.stamp_document(good(), WHEN + timedelta(hours=1)),
        P,
        modified="permitted",
        lists=signing.revocation_lists(ZOE, LATER),
    ),
    Case(
        "revoked before, by a list in the file",
        lambda: levels.with_lists(good(), signing.revocation_lists(ZOE, WHEN - timedelta(days=9))),
        F,
        "REVOKED",
        "permitted",
    ),
    Case(
        "revoked before, by an OCSP answer",
        lambda: levels.with_answer(good(), ZOE, WHEN, revoked=WHEN - timedelta(days=9)),
        F,
        "REVOKED",
        "permitted",
    ),
    Case(
        "on a list that covers the issuer alone",
        good,
        F,
        "REVOKED",
        lists=signing.revocation_lists(ZOE, WHEN - timedelta(days=9))[1:],
    ),
    Case(
        "the issuer revoked",
        good,
        F,
        "REVOKED",
        lists=levels.revoking_issuer(WHEN - timedelta(days=9)),
    ),
    Case(
        "the time stamp's certificate revoked",
        stamped,
        OPEN,
        "REVOKED_NO_POE",
        lists=[
            *levels.revoking_stamper(WHEN - timedelta(days=9)),
            *signing.revocation_lists(ZOE, LATER),
        ],
    ),
    Case("SHA-1", lambda: good(digest="sha1"), OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"),
    Case(
        "SHA-1 with a time stamp that uses it too",
        lambda: good(digest="sha1", timestamp=WHEN),
        OPEN,
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
    ),
    Case(
        "RSA of 1024 bits", lambda: by(levels.short(ZOE)), OPEN, "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    ),
    Case(
        "a certificate for encryption",
        lambda: by(levels.without_usage(ZOE)),
        OPEN,
        "CHAIN_CONSTRAINTS_FAILURE",
    ),
]

ATTACKS = [
    Case(
        "a byte of the page changed", lambda: tamper.flipped(good(), b"stream\n"), F, "HASH_FAILURE"
    ),
    Case(
        "the signature value of another paper",
        lambda: tamper.copied(good(), sign(paper(["900 users"]), ZOE, WHEN)),
        F,
        "HASH_FAILURE",
    ),
    Case(
        "incremental saving without a signature",
        lambda: revised(good(), tamper.rewrite("300", "900")),
        F,
        "FORMAT_FAILURE",
        "forbidden",
    ),
    Case(
        "incremental saving with a broken table",
        lambda: revised(good(), tamper.rewrite("300", "900")).replace(b"startxref", b"startxxxx"),
        OPEN,
        "GENERIC",
        None,
        "startxref not found",
    ),
    Case(
        "the signed bytes moved (wrapping)",
        lambda: tamper.wrapped(good()),
        OPEN,
        "GENERIC",
        None,
        "Multiple definitions",
    ),
    Case(
        "no /Contents",
        lambda: tamper.replaced(good(), rb"/Contents <[0-9a-fA-F]+>", b""),
        OPEN,
        "GENERIC",
        None,
    ),
    Case(
        "empty /Contents",
        lambda: tamper.replaced(good(), rb"/Contents <[0-9a-fA-F]+>", b"/Contents <>"),
        OPEN,
        "GENERIC",
        None,
    ),
    Case(
        "/Contents null",
        lambda: tamper.replaced(good(), rb"/Contents <[0-9a-fA-F]+>", b"/Contents null"),
        OPEN,
        "GENERIC",
        None,
    ),
    Case(
        "/Contents of zeros",
        lambda: tamper.replaced(good(), rb"/Contents <[0-9a-fA-F]+>", b"/Contents <00>"),
        OPEN,
        "GENERIC",
        None,
    ),
    Case(
        "no /ByteRange", lambda: good().replace(b"/ByteRange", b"/ByteRang_"), OPEN, "GENERIC", None
    ),
    Case(
        "/ByteRange null",
        lambda: tamper.replaced(good(), rb"/ByteRange \[[^\]]*\]", b"/ByteRange null"),
        OPEN,
        "GENERIC",
        None,
    ),
    Case(
        "/ByteRange of negative numbers",
        lambda: tamper.byte_range(good(), 0, -1, -1, 9),
        OPEN,
        "GENERIC",
        None,
    ),
    Case(
        "/ByteRange of nothing",
        lambda: tamper.byte_range(good(), 0, 0, 0, 0),
        F,
        "HASH_FAILURE",
        None,
    ),
    Case(
        "junk behind the end", lambda: good() + b"\n%junk\n", OPEN, "SIGNED_DATA_NOT_FOUND", "none"
    ),
    Case("a second end of file", lambda: good() + b"\nstartxref\n0\n%%EOF\n", OPEN, None, None),
    Case("bytes before the header", lambda: b"GIF89a\n" + good(), OPEN, None, None),
    Case("truncated", lambda: good()[:-300], OPEN, "GENERIC", None),
    Case(
        "an annotation over words, where notes are permitted (evil annotation)",
        lambda: revised(certified(MDPPerm.ANNOTATE), covering()),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "an annotation hides “300 users were moved”",
    ),
    Case(
        "a visible signature for which the certified form has no place",
        lambda: twice(certified(MDPPerm.FILL_FORMS), box=(72, 100, 272, 150)),
        OPEN,
        "GENERIC",
        "permitted",
        "visible signature field “Signature2” was added",
    ),
    Case(
        "a signature over words (sneaky signature)",
        lambda: twice(
            certified(MDPPerm.FILL_FORMS), box=(70, 670, 400, 700), text="900 users", background=1.0
        ),
        OPEN,
        "GENERIC",
        "permitted",
        "lies over “300 users were moved”",
    ),
    Case(
        "a signature drawn over a number",
        lambda: twice(good(), box=(60, 670, 150, 700), text="9 9 9 9 9"),
        OPEN,
        "GENERIC",
        "permitted",
        "a new field lies over “300 users were”",
    ),
]

PREPARED = [
    Case(
        "a hidden layer",
        lambda: sign(revised(paper(), tamper.layers(hidden=True)), ZOE, WHEN),
        OPEN,
        "GENERIC",
        "none",
        "the layer “Total” is hidden",
    ),
    Case(
        "words covered when it was signed (hide)",
        lambda: sign(revised(paper(), covering()), ZOE, WHEN),
        OPEN,
        "GENERIC",
        "none",
        "hides “300 users were moved”",
    ),
    Case(
        "the cover taken away after signing",
        lambda: revised(sign(revised(paper(), covering()), ZOE, WHEN), tamper.free_annotations),
        F,
        "FORMAT_FAILURE",
        "forbidden",
    ),
    Case(
        "a field that shows another value (replace)",
        lambda: sign(
            revised(paper(fields=["users"]), fill("users", "900", shows="300")), ZOE, WHEN
        ),
        OPEN,
        "GENERIC",
        "none",
        "900",
    ),
    Case(
        "a page to which nothing leads (hide and replace)",
        lambda: sign(revised(paper(), tamper.spare_page), ZOE, WHEN),
        OPEN,
        "GENERIC",
        "none",
        "a page that is not shown",
    ),
    Case(
        "the list of pages swapped after signing",
        lambda: revised(sign(revised(paper(), tamper.spare_page), ZOE, WHEN), tamper.other_pages),
        F,
        "FORMAT_FAILURE",
        "forbidden",
        "900",
    ),
]

CASES = [*LEVELS, *PERMITTED, *FORBIDDEN, *CERTIFICATES, *ATTACKS, *PREPARED]


def attested(case: Case) -> tuple[Acknowledgement, ...]:
    options = replace(
        SETTINGS,
        anchors=() if case.without_anchors else SETTINGS.anchors,
        revocation_lists=tuple(case.lists),
        passwords=(case.password,) if case.password else (),
    )
    return pdf_signature.acknowledgements(read("poe.pdf", None, case.make(), options), options)


def told(verdict: Technical) -> str:
    return "\n".join((*verdict.later, *verdict.doubts, verdict.problem or "", *verdict.changed))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_signature_ends_as_it_must(case: Case) -> None:
    verdict = attested(case)[case.signature].technical
    assert verdict is not None
    expected = case.reason if case.reason is not None else verdict.reason
    assert (verdict.indication, verdict.reason) == (case.ends, expected), verdict
    if case.ends is not F or case.reason == "FORMAT_FAILURE":
        assert verdict.modified == case.modified, verdict
    assert case.says in told(verdict)


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


# ── Whose certificate ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("signer", "holder"),
    [
        (ZOE, Holder.PERSON),
        (levels.qualified("Zoe Unal", "Fabrikam GmbH", seal=False), Holder.PERSON),
        (levels.qualified("Fabrikam Documents", "Fabrikam GmbH", seal=True), Holder.ORGANISATION),
        (levels.organisation("Fabrikam GmbH"), Holder.ORGANISATION),
        (person("Fabrikam GmbH", "Fabrikam GmbH", ""), Holder.ORGANISATION),
        (person("Fabrikam GmbH e-Seal", "Fabrikam GmbH", ""), Holder.ORGANISATION),
        (person("DocuSign, Inc.", "DocuSign, Inc.", ""), Holder.SERVICE),
        (person("Ada Stone", "DocuSign, Inc.", "ada@docusign.example"), Holder.PERSON),
    ],
    ids=lambda one: getattr(one, "name", str(one)),
)
def test_a_person_is_told_from_an_organisation_and_from_a_service(
    signer: signing.Person, holder: Holder
) -> None:
    case = Case("", lambda: by(signer), P)
    (act,) = attested(case)
    assert act.technical is not None
    assert act.technical.holder is holder
    assert act.kind is (AckKind.PROVIDER if holder is Holder.SERVICE else AckKind.CRYPTO)
    assert (act.name is not None) is (holder is Holder.PERSON and "Zoe" in signer.name)


# ── Signatures that are gone ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("change", [tamper.unsign, tamper.no_form])
def test_a_signature_that_was_taken_away_is_none(change: tamper.Change) -> None:
    assert attested(Case("", lambda: revised(good(), change), OPEN)) == ()
