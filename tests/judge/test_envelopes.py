"""Certificates of signing services against the rules: what seal, number and file they come with."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfWriter
from tests.forge import signing, word
from tests.forge.certificate_cases import (
    ANN,
    JO,
    SAM,
    SERVICES,
    WORK,
    Service,
    certificate,
    envelope,
    paper,
)
from tests.forge.certificates import Party, printed
from tests.judge import factory as f

from poedesk.model import AckStatus, Examined, Judgement, Settings
from poedesk.review import examine
from poedesk.settings import load_vocabulary

SETTINGS = Settings("test", load_vocabulary(), anchors=(signing.anchor_der(),))
DOCUSIGN = SERVICES[0]
WHEN = datetime(2025, 3, 22, tzinfo=UTC)
CLAIM = f.claim()
SEAL = "DocuSign, Inc."
_SEALS = {
    "Adobe Acrobat Sign": "Adobe Acrobat Sign",
    "PandaDoc": "PandaDoc",
    "Zoho Sign": "Zoho Corporation",
}


@cache
def seal(name: str = SEAL, issuer: signing.Issuer = signing.Issuer.TRUSTED) -> signing.Person:
    return signing.person(name, name, "", issuer=issuer)


def sealed(pdf: bytes, by: signing.Person | None = None) -> bytes:
    return signing.sign(pdf, by or seal(), WHEN)


def filed(data: bytes, path: str = "sow.pdf") -> Examined:
    return examine(path, None, data, SETTINGS)


def pages(*parties: Party, status: str = "completed", service: Service = DOCUSIGN) -> bytes:
    made = envelope(service, *(parties or (SAM, JO)), status=status)
    return paper(service, certificate(service, made))


def esignature(*files: Examined) -> tuple[str, str]:
    found = f.finding("ack.esignature-valid", *files, about=CLAIM)
    return found.outcome.value, found.message


def accepted(judgement: Judgement) -> list[str | None]:
    return [
        one.acknowledgement.email
        for one in judgement.assessments
        if one.status is AckStatus.ACCEPTED
    ]


# ── The seal ────────────────────────────────────────────────────────────────────────────


def test_a_certificate_under_the_services_anchored_seal_passes() -> None:
    one = filed(sealed(pages()))
    outcome, told = esignature(one)
    assert outcome == "pass", told
    assert "DocuSign certifies who signed and when" in told
    assert f.outcome("ack.present", one, about=CLAIM) == "pass"
    assert f.outcome("ack.signature-complete", one, about=CLAIM) == "pass"
    assert accepted(f.judged(one, about=CLAIM)) == [JO.email]


@pytest.mark.parametrize(
    ("name", "issuer", "told"),
    [
        (SEAL, signing.Issuer.OTHER, "no configured trust anchor"),
        (SEAL, signing.Issuer.SELF, "issued to itself"),
        ("PandaDoc", signing.Issuer.TRUSTED, "no seal of the service"),
        ("Sam Lee", signing.Issuer.TRUSTED, "no seal of the service"),
    ],
)
def test_a_certificate_under_any_other_seal_is_looked_at(
    name: str, issuer: signing.Issuer, told: str
) -> None:
    one = filed(sealed(pages(), seal(name, issuer)))
    mine = [
        a for a in f.judged(one, about=CLAIM).assessments if a.acknowledgement.email == JO.email
    ]
    (assessment,) = mine
    assert assessment.status is AckStatus.REVIEW
    assert told in " ".join(reason.message for reason in assessment.reasons)


def test_a_certificate_without_any_seal_is_looked_at() -> None:
    outcome, told = esignature(filed(pages()))
    assert outcome == "review"
    assert "printed, saved again or typed" in told


def test_a_certificate_pasted_behind_a_sealed_document_breaks_the_seal() -> None:
    bare = sealed(printed(WORK, head=DOCUSIGN.stamp.format(number=DOCUSIGN.number)))
    target = BytesIO()
    writer = PdfWriter(BytesIO(bare), incremental=True)
    writer.append(BytesIO(own_certificate()))
    writer.write(target)
    outcome, told = esignature(filed(target.getvalue()))
    assert outcome == "fail"
    assert "changed in the file after signing" in told


def test_a_seal_over_a_voided_envelope_does_not_save_it() -> None:
    outcome, told = esignature(filed(sealed(pages(JO, SAM, status="voided"))))
    assert outcome == "fail"
    assert "its status is voided" in told


def test_the_number_of_another_envelope_on_the_pages_fails_under_any_seal() -> None:
    rows = certificate(DOCUSIGN, envelope(DOCUSIGN, SAM, JO))
    outcome, told = esignature(filed(sealed(paper(DOCUSIGN, rows, number=DOCUSIGN.other))))
    assert outcome == "fail"
    assert "another number" in told


def test_pages_without_a_stamped_number_are_tied_by_the_seal_over_both() -> None:
    rows = certificate(DOCUSIGN, envelope(DOCUSIGN, SAM, JO))
    assert esignature(filed(sealed(printed(WORK, rows))))[0] == "pass"


def test_marks_under_an_anchored_seal_without_the_certificate_are_looked_at() -> None:
    bare = printed(WORK, head=DOCUSIGN.stamp.format(number=DOCUSIGN.number))
    assert esignature(filed(sealed(bare)))[0] == "review"
    assert esignature(filed(bare))[0] == "fail"


@pytest.mark.parametrize("number", [2, 6, 8], ids=lambda n: SERVICES[n].name)
def test_what_the_certificate_does_not_tell_of_the_signer_is_asked(number: int) -> None:
    service = SERVICES[number]
    one = filed(sealed(pages(SAM, JO, service=service), seal(_SEALS[service.name])))
    assert esignature(one)[0] == "pass"
    found = f.finding("ack.signature-complete", one, about=CLAIM)
    assert found.outcome == "review"
    assert "title" in found.message


# ── Who signed ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("parties", [(SAM,), (SAM, ANN)], ids=["partner alone", "copy"])
def test_the_customer_who_did_not_sign_acknowledged_nothing(parties: tuple[Party, ...]) -> None:
    one = filed(sealed(pages(*parties)))
    found = f.finding("ack.present", one, about=CLAIM)
    assert found.outcome == "fail"
    assert "only the partner signed" in found.message
    assert accepted(f.judged(one, about=CLAIM)) == []


def test_a_copy_for_the_customer_is_told_as_such() -> None:
    found = f.finding("ack.present", filed(sealed(pages(SAM, ANN))), about=CLAIM)
    assert f"{ANN.name} ({ANN.email}) of the customer only got a copy" in found.message


def test_a_signer_of_the_customer_who_did_not_sign_is_told_as_such() -> None:
    found = f.finding("ack.present", filed(sealed(pages(SAM, JO, status="interim"))), about=CLAIM)
    assert found.outcome == "fail"
    assert f"{JO.name} ({JO.email}) of the customer was asked to sign and did not" in found.message


def test_a_signer_whose_address_is_nobodys_is_looked_at() -> None:
    stranger = Party("Jo Ortiz", "jo.ortiz@mail.example", title="Head of IT")
    one = filed(sealed(pages(SAM, stranger)))
    assert f.outcome("ack.signer-is-customer", one, about=CLAIM) == "review"
    assert esignature(one)[0] == "pass"


# ── A certificate in a file of its own ──────────────────────────────────────────────────


def own_certificate(service: Service = DOCUSIGN) -> bytes:
    return printed(certificate(service, envelope(service, SAM, JO)))


def stamped(number: str = DOCUSIGN.number) -> bytes:
    return printed(WORK, head=DOCUSIGN.stamp.format(number=number))


def test_a_sealed_certificate_belongs_to_the_sealed_pages_that_carry_its_number() -> None:
    files = filed(sealed(stamped())), filed(sealed(own_certificate()), "summary.pdf")
    outcome, told = esignature(*files)
    assert outcome == "pass", told
    judgement = f.judged(*files, about=CLAIM)
    assert accepted(judgement) == [JO.email]
    assert f.outcome("ack.present", *files, about=CLAIM) == "pass"
    assert {one.acknowledgement.file for one in judgement.assessments} == {"sow.pdf"}


@pytest.mark.parametrize(
    ("document", "summary"),
    [
        (stamped(), own_certificate()),
        (sealed(stamped()), own_certificate()),
        (stamped(), sealed(own_certificate())),
    ],
    ids=["no seal", "pages sealed", "certificate sealed"],
)
def test_pages_and_certificate_both_need_the_seal(document: bytes, summary: bytes) -> None:
    outcome, told = esignature(filed(document), filed(summary, "summary.pdf"))
    assert outcome == "review"
    assert "printed, saved again or typed" in told


def test_a_certificate_of_another_envelope_answers_for_no_pages() -> None:
    files = filed(sealed(stamped(DOCUSIGN.other))), filed(sealed(own_certificate()), "summary.pdf")
    judgement = f.judged(*files, about=CLAIM)
    assert accepted(judgement) == []
    assert f.outcome("ack.present", *files, about=CLAIM) == "review"
    assert "no pages that were filed carry its number" in esignature(*files)[1]


def test_a_certificate_alone_vouches_for_no_work() -> None:
    files = filed(printed(WORK), "plan.pdf"), filed(sealed(own_certificate()), "summary.pdf")
    assert f.outcome("ack.present", *files, about=CLAIM) == "review"
    assert accepted(f.judged(*files, about=CLAIM)) == []


# ── Typed by hand ───────────────────────────────────────────────────────────────────────


def test_a_certificate_typed_into_a_word_file_is_never_more_than_a_question() -> None:
    rows = [*WORK, *certificate(DOCUSIGN, envelope(DOCUSIGN, SAM, JO))]

    def typed(document: Any) -> None:
        document.add_paragraph(DOCUSIGN.stamp.format(number=DOCUSIGN.number))
        for row in rows:
            document.add_paragraph("\t".join(text for _, text in row))

    outcome, told = esignature(filed(word.saved(typed), "sow.docx"))
    assert outcome == "review"
    assert "gives its certificates out as PDF" in told
