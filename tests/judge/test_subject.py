"""What a signed paper vouches for: itself, and the papers that it refers to."""

import pytest
from tests.judge import factory as f

from poedesk.model import AckKind, Examined

NDA = "Mutual non-disclosure agreement between the parties. What one tells the other stays secret."
HEAD = "Statement of Work SOW-2025-017\nHarbour roll-out of managed laptops\n"


def papers(letter: str, *acts: object, path: str = "letter.pdf", sow: str = "sow.pdf") -> str:
    """The outcome for a signed letter beside an unsigned statement of work."""
    return f.outcome("ack.present", signed(letter, path), f.signed(path=sow, text=HEAD + f.TEXT))


def signed(text: str, path: str = "letter.pdf", *facts: object) -> Examined:
    return f.examined(f.document(path, text), f.act(file=path), *facts)  # type: ignore[arg-type]


def test_a_signed_paper_about_something_else_carries_no_unsigned_statement_of_work() -> None:
    files = (signed(NDA, "nda.pdf"), f.signed(text=HEAD + f.TEXT))
    found = f.finding("ack.present", *files)
    assert found.outcome == "review"
    assert "Jo Ortiz signed nda.pdf, which describes no work" in found.message
    assert "nothing ties it to sow.pdf" in found.message
    assert f.judged(*files).assessments[0].status == "review"


def test_so_it_is_where_the_customers_line_under_the_work_is_empty() -> None:
    blank = f.act(AckKind.EMPTY, None, name=None, title=None)
    files = (signed(NDA, "nda.pdf"), f.signed(blank, text=HEAD + f.TEXT))
    assert f.outcome("ack.present", *files) == "review"


@pytest.mark.parametrize(
    "letter",
    [
        "We accept the work under SOW-2025-017.",
        "Acceptance of the Statement of Work SOW-2025-017",
        "What sow.pdf describes is approved.",
        "Signature page to the Statement of Work",
    ],
)
def test_a_signed_letter_that_refers_to_the_work_carries_it(letter: str) -> None:
    assert papers(letter) == "pass"


@pytest.mark.parametrize(
    "letter",
    [
        NDA,
        f"{NDA} It covers every statement of work.",
        "Order of 25 chairs, SOW-2025-0171.",
        "Signature page to the mutual non-disclosure agreement and statement of work terms",
        "Date: 12-03-2025",
    ],
)
def test_a_paper_that_only_sounds_alike_refers_to_nothing(letter: str) -> None:
    assert papers(letter) == "review"


def test_a_paper_is_named_by_its_file_name_even_without_the_suffix() -> None:
    sow = "Contoso_Intune_SOW_v2.pdf"
    assert papers("We approve Contoso Intune SOW v2.", sow=sow) == "pass"
    assert papers("We approve Contoso.", sow=sow) == "review"


@pytest.mark.parametrize(
    ("head", "letter", "expected"),
    [
        ("Project: Harbour roll-out", "The project Harbour roll-out is accepted.", "pass"),
        ("Contract K-2291", "Acceptance to K-2291", "pass"),
        ("Master agreement MSA-2024-3", "Terms of MSA-2024-3", "review"),
        ("Our project. VAT no. GB-12345", "VAT no. GB-12345", "review"),
        ("Offer of 2025-03-12", "Lunch on 2025-03-12", "review"),
    ],
)
def test_a_shared_subject_or_number_ties_and_the_number_of_a_frame_does_not(
    head: str, letter: str, expected: str
) -> None:
    sow = f.signed(text=f"{head}\n{f.TEXT}")
    assert f.outcome("ack.present", signed(letter), sow) == expected


def test_a_signed_letter_that_names_the_claimed_workload_needs_no_reference() -> None:
    text = "Microsoft Intune is in use as agreed."
    doc = f.document("letter.pdf", text)
    names = f.examined(doc, f.workload(doc), f.act(file="letter.pdf"))
    passing = f.examined(doc, f.workload(doc, passing="licence list"), f.act(file="letter.pdf"))
    assert f.outcome("ack.present", names, f.signed()) == "pass"
    assert f.outcome("ack.present", passing, f.signed()) == "review"


def test_where_no_file_describes_any_work_that_is_the_other_rules_matter() -> None:
    assert f.outcome("ack.present", signed(NDA)) == "pass"
    assert f.outcome("work.applicable", signed(NDA)) == "fail"
