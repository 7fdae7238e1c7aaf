"""Marks and certificate pages of signing services."""

from __future__ import annotations

from datetime import date

import pytest

from poedesk.attest.provider import certificates as provider
from poedesk.attest.provider.certificates import sealer
from poedesk.errors import ChecklistError
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Document,
    FileKind,
    Reading,
    Settings,
    Vocabulary,
)
from poedesk.read.text import Composer
from poedesk.settings import load_vocabulary

SETTINGS = Settings("test", load_vocabulary())
ENVELOPE = "3712BF36-18D4-4561-9AA2-1D5D54D59D5B"
HEADER = f"DocuSign Envelope ID: {ENVELOPE}"
WORK = "Statement of work: rollout of Microsoft Intune for 1,200 users"

DOCUSIGN = """\
Certificate Of Completion
Envelope Id: {envelope}\tStatus: {status}
Subject: Complete with DocuSign: Statement of work
Source Envelope:
Document Pages: 4\tSignatures: 1\tEnvelope Originator:
Certificate Pages: 2\tInitials: 0\tSam Poe
AutoNav: Enabled\tsam@partner.example
EnvelopeId Stamping: Enabled
Record Tracking
Status: Original\tHolder: Sam Poe\tLocation: DocuSign
Signer Events\tSignature\tTimestamp
Zoë Ünal\tSent: 3/20/2025 1:02:11 PM
zoe@fabrikam.example\tViewed: 3/21/2025 8:00:02 AM
Security Level: Email, Account Authentication (None)\tSigned: 3/21/2025 8:01:40 AM
Carbon Copy Events\tStatus\tTimestamp
Envelope Summary Events\tStatus\tTimestamps
Envelope Sent\tHashed/Encrypted\t3/20/2025 1:02:11 PM
Completed\tSecurity Checked\t3/21/2025 8:01:40 AM
"""

ADOBE = """\
Statement of work
Final Audit Report\t2025-03-21
Created:\t2025-03-20
By:\tSam Poe (sam@partner.example)
Status:\tSigned
Transaction ID:\tCBJCHBCAABAAxyz0123456789abcdefghij
"Statement of work" History
Document created by Sam Poe (sam@partner.example)
Document emailed to Zoë Ünal (zoe@fabrikam.example) for signature
Email viewed by Zoë Ünal (zoe@fabrikam.example)
Document e-signed by Zoë Ünal (zoe@fabrikam.example)
Signature Date: 2025-03-21 - 6:11:02 AM GMT - Time Source: server
Agreement completed.
2025-03-21 - 6:11:02 AM GMT
"""


def attested(*pages: str) -> tuple[Acknowledgement, ...]:
    composer = Composer()
    for number, page in enumerate(pages, 1):
        composer.begin(f"page {number}", number)
        for line in page.splitlines():
            composer.row(line.split("\t"))
    text, parts, segments = composer.finish()
    document = Document(
        path="sow.pdf",
        inside=None,
        sha256="0" * 64,
        kind=FileKind.PDF,
        text=text,
        parts=parts,
        pages=len(pages),
        error=None,
        unread=(),
        marks=(),
        mail=None,
        created=None,
        modified=None,
    )
    reading = Reading(document, b"", segments, (), (), {})
    return provider.acknowledgements(reading, SETTINGS)


def docusign(*, envelope: str = ENVELOPE, status: str = "Completed") -> str:
    return DOCUSIGN.format(envelope=envelope, status=status)


# ── DocuSign ────────────────────────────────────────────────────────────────────────────


def test_a_complete_certificate_whose_number_stands_on_the_pages() -> None:
    (act,) = attested(f"{HEADER}\n{WORK}", docusign())
    assert act.kind is AckKind.PROVIDER
    assert act.technical is None
    assert "certificate page of DocuSign, status completed" in act.why
    assert "the same number stands on the pages" in act.why
    assert {span.page for span in act.evidence if hasattr(span, "page")} == {1, 2}


def test_the_day_is_the_day_of_completion() -> None:
    (act,) = attested(WORK, docusign())
    assert act.date is not None
    assert act.date.value == date(2025, 3, 21)


def test_the_signer_is_named_and_the_originator_is_not() -> None:
    (act,) = attested(WORK, docusign())
    assert act.name is not None
    assert act.name.span.quote == "Zoë Ünal"
    assert act.email == "zoe@fabrikam.example"


def test_somebody_who_has_not_signed_is_no_signer() -> None:
    unsigned = docusign(status="Sent").replace("\tSigned: 3/21/2025 8:01:40 AM", "")
    (act,) = attested(unsigned.replace("Completed\tSecurity Checked", "Sent\tOn"))
    assert act.name is None


def test_hyphens_and_case_of_the_number_do_not_matter() -> None:
    (act,) = attested(f"{HEADER}\n{WORK}", docusign(envelope=ENVELOPE.replace("-", "").lower()))
    assert "the same number stands on the pages" in act.why


def test_another_envelopes_certificate_is_told() -> None:
    other = "AAAABBBB-18D4-4561-9AA2-1D5D54D59D5B"
    (act,) = attested(f"{HEADER}\n{WORK}", docusign(envelope=other))
    assert "the pages carry another number" in act.why


def test_a_certificate_without_stamped_pages_is_told() -> None:
    (act,) = attested(WORK, docusign())
    assert "its number stands on no other page" in act.why


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Completed", "completed"),
        ("Voided", "voided"),
        ("Declined", "declined"),
        ("Delivered", "interim"),
    ],
)
def test_what_became_of_the_envelope_is_told(status: str, outcome: str) -> None:
    (act,) = attested(docusign(status=status))
    assert f"status {outcome};" in act.why


def test_an_unknown_status_is_said_as_it_stands() -> None:
    (act,) = attested(docusign(status="Verschickt"))
    assert "status verschickt" in act.why


def test_marks_without_the_certificate_page_are_only_marks() -> None:
    (act,) = attested(f"{HEADER}\n{WORK}", f"{HEADER}\nSigned by")
    assert act.why == "marks of DocuSign on the pages, without its certificate page"
    assert len(act.evidence) == 2


def test_two_headers_run_together_are_two_marks() -> None:
    (act,) = attested(f"{HEADER}{HEADER.replace('3712', 'AAAA')}")
    assert len(act.evidence) == 2


def test_a_trial_envelope_is_told() -> None:
    (act,) = attested(f"DEMONSTRATION DOCUMENT ONLY\n{HEADER}\n{WORK}", docusign())
    assert "marked as a test: “DEMONSTRATION DOCUMENT ONLY”" in act.why


@pytest.mark.parametrize(
    ("pages", "certified", "void"),
    [
        ((f"{HEADER}\n{WORK}", docusign()), True, ""),
        ((WORK, docusign()), True, ""),
        ((f"{HEADER}\n{WORK}",), False, ""),
        ((f"{HEADER}\n{WORK}", docusign(status="Voided")), True, "its status is voided"),
        ((f"{HEADER}\n{WORK}", docusign(status="Declined")), True, "its status is declined"),
        ((f"{HEADER}\n{WORK}", docusign(status="Delivered")), True, "its status is interim"),
        (
            (HEADER.replace("3712", "AAAA"), docusign()),
            True,
            "the pages carry another number",
        ),
        (("This offer is not legally binding.", HEADER), False, ""),
        (
            (f"DEMONSTRATION DOCUMENT ONLY\n{HEADER}",),
            False,
            "marked as a test: “DEMONSTRATION DOCUMENT ONLY”",
        ),
    ],
)
def test_an_envelope_tells_whether_it_is_certified_and_why_it_binds_nobody(
    pages: tuple[str, ...], certified: bool, void: str
) -> None:
    (act,) = attested(*pages)
    assert act.envelope is not None
    assert (act.envelope.certified, act.envelope.void) == (certified, void)


# ── Adobe and others ────────────────────────────────────────────────────────────────────


def test_an_adobe_audit_report_names_the_signer_and_never_the_sender() -> None:
    (act,) = attested(WORK, ADOBE)
    assert "certificate page of Adobe Acrobat Sign, status completed" in act.why
    assert act.name is not None
    assert (act.name.value, act.name.span.quote) == ("Zoë Ünal", "Zoë Ünal")
    assert act.email == "zoe@fabrikam.example"
    assert "Sam Poe" not in act.why
    assert act.date is not None
    assert act.date.value == date(2025, 3, 21)


def test_an_unfinished_adobe_report_is_interim() -> None:
    (act,) = attested(ADOBE.replace("Final Audit Report", "Interim Audit Report"))
    assert "status interim" in act.why


def test_each_signer_has_an_acknowledgement_of_their_own() -> None:
    second = (
        "Document e-signed by Sam Poe (sam@partner.example)\n"
        "Signature Date: 2025-03-22 - 6:11:02 AM GMT - Time Source: server\n"
    )
    acts = attested(ADOBE + second)
    days = {one.email: one.date.value for one in acts if one.date is not None}
    assert days == {
        "zoe@fabrikam.example": date(2025, 3, 21),
        "sam@partner.example": date(2025, 3, 22),
    }


def test_a_dropbox_sign_footer_is_a_mark() -> None:
    (act,) = attested(f"{WORK}\nDoc ID: {'0a' * 20}")
    assert "Dropbox Sign" in act.why


# ── No false alarm ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "prose",
    [
        "Please sign with DocuSign or Adobe Acrobat Sign and return the certificate of completion.",
        "“Final Audit Report” has the meaning set forth in Section 6.5.",
        "Training ends with a\nCertificate of Completion\nfor each of the 40 attendees.",
        "We migrate the customer's PandaDoc, Zoho Sign and Dropbox Sign templates.",
        "The audit trail\nAudit trail\nof Microsoft Purview records who viewed by whom.",
        "Envelope ID: not assigned yet. Status: Completed.",
    ],
)
def test_prose_that_mentions_a_service_is_no_mark(prose: str) -> None:
    assert attested(prose) == ()


@pytest.mark.parametrize("blank", [" \t", "\t", " \n", "\n"])
def test_a_long_run_of_blanks_is_read_in_time_that_grows_with_its_length(blank: str) -> None:
    run = blank * 100_000  # with the square of it, this would take a quarter of an hour
    assert attested(f"We approve.{run}audit{run}report") == ()


def test_seals_are_known_by_the_common_name() -> None:
    assert sealer("DocuSign, Inc.", SETTINGS.vocabulary) == "DocuSign"
    assert sealer("PandaDoc", SETTINGS.vocabulary) == "PandaDoc"
    assert sealer("YOUSIGN SAS - QUALIFIED SEAL2 CA", SETTINGS.vocabulary) == "Yousign"
    assert sealer("Zoë Ünal", SETTINGS.vocabulary) is None
    assert sealer("", SETTINGS.vocabulary) is None


@pytest.mark.parametrize("table", [{}, {"provider": [{}]}, {"provider": 3}])
def test_a_faulty_word_list_is_named(table: dict[str, object]) -> None:
    with pytest.raises(ChecklistError, match=r"providers\.toml"):
        sealer("Jo", Vocabulary({"providers": table}))
