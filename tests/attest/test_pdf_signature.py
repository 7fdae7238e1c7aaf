"""What a cryptographic signature in a PDF proves, and what it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from tests.forge import signing
from tests.forge.signing import Issuer, person, sign

from poedesk.attest.pdf import signature as pdf_signature
from poedesk.model import AckKind, Acknowledgement, Declared, Settings, Span, Technical
from poedesk.read import read
from poedesk.settings import load_vocabulary

BERLIN = timezone(timedelta(hours=1))
WHEN = datetime(2025, 3, 4, 0, 30, tzinfo=BERLIN)
SETTINGS = Settings("test", load_vocabulary(), anchors=(signing.anchor_der(),))
ZOE = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", title="Leiterin IT")
JO = person("Jo Park", "Contoso Ltd", "jo@contoso.example")


def form(
    *,
    text: str = "Signed by Zoë Ünal for Fabrikam GmbH",
    more: Sequence[str] = (),
    field: str = "",
) -> bytes:
    output = BytesIO()
    canvas = Canvas(output, pagesize=A4, invariant=1)
    canvas.drawString(72, 720, text)
    for number, line in enumerate(more, start=1):
        canvas.drawString(72, 720 - 16 * number, line)
    if field:
        canvas.acroForm.textfield(name=field, x=72, y=600, width=200, height=20, value="")
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def attested(data: bytes, options: Settings = SETTINGS) -> tuple[Acknowledgement, ...]:
    return pdf_signature.acknowledgements(read("poe.pdf", None, data, options), options)


def technical(data: bytes, options: Settings = SETTINGS) -> Technical:
    first = attested(data, options)[0].technical
    assert first is not None
    return first


def revised(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """`data` with an incremental update."""
    writer = PdfWriter(BytesIO(data), incremental=True)
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def note(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="9,999 users", rect=(70, 650, 300, 690)))


def filled(data: bytes, value: str) -> bytes:
    """`data` with its only form field filled, as a plain form filler does it."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(data))
    fields = writer.root["/AcroForm"]["/Fields"]
    field = next(one.get_object() for one in fields if one.get_object()["/FT"] == "/Tx")
    field["/V"] = TextStringObject(value)
    writer.update_container(field)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


# ── Good signatures ─────────────────────────────────────────────────────────────────────


def test_a_signature_below_a_trusted_root_is_proven_in_every_respect() -> None:
    verdict = technical(sign(form(), ZOE, WHEN))
    assert verdict.problem is None
    assert (verdict.intact, verdict.covers_document, verdict.modified) == (True, True, "none")
    assert (verdict.trusted, verdict.trust_problem, verdict.self_signed) == (True, None, False)
    assert (verdict.valid_then, verdict.time_trusted) == (True, False)
    assert verdict.revoked is None, "nothing in the file tells of revocation"


def test_the_certificate_names_the_person() -> None:
    (act,) = attested(sign(form(), ZOE, WHEN))
    assert act.technical is not None
    assert (act.technical.signer, act.technical.title) == ("Zoë Ünal", "Leiterin IT")
    assert act.technical.organisation == "Fabrikam GmbH"
    assert act.technical.issuer == "CN=Test Issuing CA, O=Poedesk Test Trust"
    assert act.email == "zoe@fabrikam.example"
    assert Declared("certificate subject", act.technical.subject, "poe.pdf") in act.evidence


@pytest.mark.parametrize(
    ("heading", "witness"),
    [
        ("Witness (not a party)", True),
        ("In the presence of", True),
        ("Notar", True),
        ("Témoin :", True),
        ("Customer", False),
        ("In witness whereof the parties have signed", False),
    ],
)
def test_a_signature_below_a_witness_heading_is_told_from_a_partys(
    heading: str, witness: bool
) -> None:
    lines = [heading, "Name: Zoë Ünal", "Title: Leiterin IT"]
    (act,) = attested(sign(form(text=lines[0], more=lines[1:]), ZOE, WHEN))
    assert ("witness" in act.labels) is witness


def test_what_the_document_says_too_is_quoted_and_the_rest_is_not() -> None:
    (act,) = attested(sign(form(), ZOE, WHEN))
    assert act.name is not None
    assert act.name.span.quote == "Zoë Ünal"
    assert act.organisation is not None
    assert act.title is None, "the title stands only in the certificate"
    assert [one.quote for one in act.evidence if isinstance(one, Span)] == [
        "Zoë Ünal",
        "Fabrikam GmbH",
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Accepted by Jo Park, General Manager, Risk and Technology",
            "General Manager, Risk and Technology",
        ),
        ("Jo Park, Chief Information Officer.", "Chief Information Officer"),
        ("Jo Park, of Leeds", None),
        ("Jo Park, who is no manager here: see below", None),
        ("Jo Parker, Director", None),
        ("Ann Lee, Director, and Jo Park", None),
    ],
)
def test_the_signed_text_may_give_the_signers_title(text: str, title: str | None) -> None:
    (act,) = attested(sign(form(text=text), JO, WHEN))
    assert (act.title.value if act.title else None) == title


def test_the_day_of_signing_is_the_signers_own() -> None:
    (act,) = attested(sign(form(), ZOE, WHEN))
    assert act.moment == WHEN
    assert act.moment is not None
    assert act.moment.date().isoformat() == "2025-03-04", "in UTC it is still the third"


def test_a_trusted_time_stamp_settles_the_time() -> None:
    assert technical(sign(form(), ZOE, WHEN, timestamp=True)).time_trusted
    untrusting = Settings("test", SETTINGS.vocabulary)
    assert not technical(sign(form(), ZOE, WHEN, timestamp=True), untrusting).time_trusted


# ── Trust ───────────────────────────────────────────────────────────────────────────────


def test_an_unknown_root_is_named() -> None:
    stranger = person("Al Roe", "Elsewhere", "al@elsewhere.example", issuer=Issuer.OTHER)
    verdict = technical(sign(form(), stranger, WHEN))
    assert (verdict.intact, verdict.trusted) == (True, False)
    assert verdict.trust_problem is not None
    assert "Unknown Root CA" in verdict.trust_problem


def test_without_anchors_nobody_is_trusted() -> None:
    verdict = technical(sign(form(), ZOE, WHEN), Settings("test", SETTINGS.vocabulary))
    assert (verdict.intact, verdict.trusted) == (True, False)
    assert verdict.trust_problem is not None
    assert "Test Root CA" in verdict.trust_problem


def test_a_certificate_that_the_signer_issued_is_never_trusted_even_as_an_anchor() -> None:
    own = person("Al Roe", "Elsewhere", "al@elsewhere.example", issuer=Issuer.SELF)
    anchored = Settings(
        "test", SETTINGS.vocabulary, anchors=(own.certificate.public_bytes(Encoding.DER),)
    )
    for options in (SETTINGS, anchored):
        verdict = technical(sign(form(), own, WHEN), options)
        assert (verdict.intact, verdict.self_signed, verdict.trusted) == (True, True, False)


def test_a_certificate_expired_at_signing_is_told() -> None:
    span = datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    late = person("Al Roe", "Fabrikam GmbH", "al@fabrikam.example", valid=span)
    verdict = technical(sign(form(), late, WHEN))
    assert (verdict.intact, verdict.valid_then, verdict.trusted) == (True, False, False)
    assert verdict.trust_problem is not None
    assert "2023-01-01 to 2024-01-01" in verdict.trust_problem


def test_a_certificate_not_yet_issued_at_signing_is_told() -> None:
    early = datetime(2022, 5, 1, tzinfo=UTC)
    assert technical(sign(form(), ZOE, early)).valid_then is False


def test_a_certificate_that_expired_since_was_good_at_signing() -> None:
    span = datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    once = person("Al Roe", "Fabrikam GmbH", "al@fabrikam.example", valid=span)
    verdict = technical(sign(form(), once, datetime(2023, 6, 1, tzinfo=UTC)))
    assert (verdict.valid_then, verdict.trusted) == (True, True)


@pytest.mark.parametrize(
    ("revoked", "says", "trusted"),
    [
        (None, False, True),
        (WHEN - timedelta(days=30), True, False),
        (WHEN + timedelta(days=30), False, True),
    ],
)
def test_revocation_lists_in_the_file_are_heeded(
    revoked: datetime | None, says: bool, trusted: bool
) -> None:
    data = signing.with_revocation(sign(form(), ZOE, WHEN), ZOE, revoked=revoked)
    verdict = technical(data)
    assert (verdict.revoked, verdict.trusted, verdict.modified) == (says, trusted, "permitted")


def test_the_users_own_revocation_lists_are_heeded_where_they_cover_the_chain() -> None:
    data = sign(form(), ZOE, WHEN)
    lists = tuple(signing.revocation_lists(ZOE, WHEN - timedelta(days=30)))
    verdict = technical(data, replace(SETTINGS, revocation_lists=lists))
    assert (verdict.revoked, verdict.trusted) == (True, False)
    stranger = person("Zoë Ünal", "Fabrikam GmbH", "zoe@fabrikam.example", issuer=Issuer.OTHER)
    verdict = technical(sign(form(), stranger, WHEN), replace(SETTINGS, revocation_lists=lists))
    assert verdict.revoked is None


# ── What came after ─────────────────────────────────────────────────────────────────────


def test_a_second_signature_is_permitted() -> None:
    twice = sign(sign(form(), ZOE, WHEN), JO, WHEN + timedelta(days=1), field="Signature2")
    first, second = (one.technical for one in attested(twice))
    assert first is not None
    assert second is not None
    assert (first.signer, first.modified, first.covers_document) == ("Zoë Ünal", "permitted", True)
    assert (second.signer, second.modified, second.covers_document) == ("Jo Park", "none", True)
    assert first.intact
    assert second.intact


def test_an_annotation_is_forbidden() -> None:
    verdict = technical(revised(sign(form(), ZOE, WHEN), note))
    assert (verdict.intact, verdict.modified) == (True, "forbidden")


def test_other_content_on_the_page_is_forbidden() -> None:
    other = PdfReader(BytesIO(form(text="9,999 users"))).pages[0]
    changed = revised(sign(form(), ZOE, WHEN), lambda pdf: pdf.pages[0].merge_page(other))
    assert technical(changed).modified == "forbidden"


def test_filling_a_form_field_is_permitted() -> None:
    for certify in (True, False):
        signed = sign(form(field="users"), ZOE, WHEN, certify=certify)
        verdict = technical(filled(signed, "300"))
        assert (verdict.intact, verdict.modified) == (True, "permitted")


@pytest.mark.parametrize("junk", [b"\n%junk\n", b"\nstartxref\n0\n%%EOF\n", b"x" * 3000])
def test_bytes_behind_the_end_are_never_covered(junk: bytes) -> None:
    verdict = technical(sign(form(), ZOE, WHEN) + junk)
    assert not verdict.covers_document


def test_a_line_break_behind_the_end_changes_nothing() -> None:
    verdict = technical(sign(form(), ZOE, WHEN) + b"\r\n")
    assert (verdict.covers_document, verdict.modified) == (True, "none")


# ── Broken and strange ──────────────────────────────────────────────────────────────────


def test_a_changed_byte_breaks_the_signature() -> None:
    data = bytearray(sign(form(), ZOE, WHEN))
    place = data.index(b"stream\n") + 20
    data[place] ^= 1
    verdict = technical(bytes(data))
    assert (verdict.intact, verdict.trusted) == (False, False)


def test_a_signature_without_its_byte_range_cannot_be_judged() -> None:
    data = sign(form(), ZOE, WHEN).replace(b"/ByteRange", b"/ByteRang_")
    (act,) = attested(data)
    assert act.kind is AckKind.CRYPTO
    assert act.technical is not None
    assert act.technical.problem
    assert type(act.technical.field) is str  # a string of the library drags the whole file along
    assert act.technical.intact is None


def test_a_truncated_file_proves_nothing() -> None:
    for act in attested(sign(form(), ZOE, WHEN)[:-200]):
        assert act.technical is not None
        assert not act.technical.intact
        assert act.technical.problem


SIGNED = sign(form(), ZOE, WHEN)
GAP = range(SIGNED.index(b"/Contents <"), SIGNED.index(b">", SIGNED.index(b"/Contents <")))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([n for n in range(len(SIGNED)) if n not in GAP]), st.integers(1, 255))
def test_no_single_byte_outside_the_signature_can_be_changed(place: int, by: int) -> None:
    data = bytearray(SIGNED)
    data[place] ^= by
    for act in attested(bytes(data)):
        assert act.technical is not None
        assert not act.technical.intact


# ── Not a signature ─────────────────────────────────────────────────────────────────────


def test_a_document_time_stamp_is_nobodys_signature() -> None:
    assert attested(signing.stamp_document(form(), WHEN)) == ()
    both = signing.stamp_document(sign(form(), ZOE, WHEN), WHEN + timedelta(days=1))
    (act,) = attested(both)
    assert act.technical is not None
    assert (act.technical.signer, act.technical.modified) == ("Zoë Ünal", "permitted")


def test_an_empty_field_is_no_signature() -> None:
    writer: Any = IncrementalPdfFileWriter(BytesIO(form()))
    append_signature_field(writer, SigFieldSpec("Customer"))
    output = BytesIO()
    writer.write(output)
    assert attested(output.getvalue()) == ()
    filled = sign(output.getvalue(), ZOE, WHEN, field="Customer")
    assert technical(filled).field == "Customer"


def test_an_unsigned_file_has_no_signature() -> None:
    assert attested(form()) == ()


@pytest.mark.parametrize(
    ("name", "provider"),
    [("DocuSign, Inc.", "DocuSign"), ("Adobe Acrobat Sign", "Adobe Acrobat Sign")],
)
def test_a_signing_services_seal_is_no_persons_signature(name: str, provider: str) -> None:
    seal = person(name, name, "", issuer=Issuer.OTHER)
    (act,) = attested(sign(form(), seal, WHEN))
    assert act.kind is AckKind.PROVIDER
    assert act.name is None
    assert provider in act.why
    assert act.technical is not None
    assert act.technical.intact


def test_an_employee_of_a_signing_service_is_a_person() -> None:
    employee = person("Ada Stone", "DocuSign, Inc.", "ada@docusign.example")
    (act,) = attested(sign(form(), employee, WHEN))
    assert act.kind is AckKind.CRYPTO


def test_a_name_in_a_certificate_cannot_pose_as_another_field() -> None:
    sly = person("Al Roe, O=Fabrikam GmbH", "Elsewhere", "", issuer=Issuer.OTHER)
    assert technical(sign(form(), sly, WHEN)).subject == "CN=Al Roe O Fabrikam GmbH, O=Elsewhere"


# ── The forge ───────────────────────────────────────────────────────────────────────────


def test_signing_again_gives_the_same_bytes() -> None:
    def again() -> bytes:
        return sign(form(), ZOE, WHEN, box=(300, 60, 520, 120), reason="Approved", timestamp=True)

    assert again() == again()
