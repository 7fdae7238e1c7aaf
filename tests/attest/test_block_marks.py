"""Signatures and lines that bear no label of their own, and what surrounds them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest

from poedesk.attest.block import blocks as block
from poedesk.model import AckKind, Acknowledgement, Reading, Settings, Side
from poedesk.read.docx import reader as docx
from poedesk.read.pdf import reader as pdf
from poedesk.settings import load_settings

BLANK = "______________________"
DASHES = "---------------------------"


@cache
def settings() -> Settings:
    return load_settings()


def lines(*texts: str) -> Reading:
    from docx import Document

    document = Document()
    for text in texts:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return docx.read("sow.docx", None, out.getvalue(), settings())


def page(*texts: tuple[float, float, str], draw: Callable[[Any], object] | None = None) -> Reading:
    """A PDF page; each text at its left edge and its distance from the top, in points."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.setFont("Helvetica", 10)
    for left, top, text in texts:
        canvas.drawString(left, 842 - top, text)
    if draw is not None:
        draw(canvas)
    canvas.save()
    return pdf.read("sow.pdf", None, out.getvalue(), settings())


def picture(left: float, top: float, wide: float = 120, high: float = 36) -> Callable[[Any], None]:
    """Draws a raster picture with its upper left corner there, in points from the top."""

    def draw(canvas: Any) -> None:
        from PIL import Image, ImageDraw
        from reportlab.lib.utils import ImageReader

        image = Image.new("RGB", (200, 60), "white")
        ImageDraw.Draw(image).line([(5, 50), (60, 5), (120, 50), (190, 10)], fill="navy", width=3)
        canvas.drawImage(ImageReader(image), left, 842 - top - high, wide, high)

    return draw


def found(reading: Reading) -> tuple[Acknowledgement, ...]:
    return block.acknowledgements(reading, settings())


def only(reading: Reading) -> Acknowledgement:
    acts = found(reading)
    assert len(acts) == 1, acts
    return acts[0]


def person(act: Acknowledgement) -> tuple[str | None, str | None]:
    return act.name.value if act.name else None, act.title.value if act.title else None


def organisation(act: Acknowledgement) -> str | None:
    return act.organisation.value if act.organisation else None


# ── in witness whereof ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "heading",
    [
        "IN WITNESS WHEREOF",
        "In witness thereof,",
        "Zu Urkund dessen",
        "En foi de quoi",
        "En fe de lo cual",
    ],
)
def test_a_testimonium_does_not_take_the_block_away(heading: str) -> None:
    act = only(lines(heading, "By: /s/ Anna Weber", "Name: Anna Weber", "Title: CIO"))
    assert (act.kind, person(act)) == (AckKind.TYPED, ("Anna Weber", "CIO"))


def test_a_second_blank_block_under_a_testimonium_stays() -> None:
    acts = found(
        lines(
            "For Contoso GmbH",
            "By: /s/ Anna Weber",
            "Name: Anna Weber",
            "IN WITNESS WHEREOF",
            f"By: {BLANK}",
            "Name:",
        )
    )
    assert [act.kind for act in acts] == [AckKind.TYPED, AckKind.EMPTY]


def test_a_witness_still_signs_for_nobody() -> None:
    assert found(lines("Witness", f"Signature: {BLANK}", "Name: Ole Lind", "Title: Clerk")) == ()
    assert found(lines(f"Witness Signature: {BLANK}", "Name: Ole Lind", "Date: 1 May 2025")) == ()


# ── titles ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("title", ["Partner", "Buyer", "Consultant"])
def test_a_title_may_be_a_word_for_a_side(title: str) -> None:
    act = only(lines(f"By:\t{BLANK}", "Name:\tAnna Weber", f"Title:\t{title}", "Date:\t1 May 2025"))
    assert person(act) == ("Anna Weber", title)


def test_the_heading_of_the_next_party_is_no_title() -> None:
    acts = found(
        lines("CUSTOMER", f"By: {BLANK}", "Title:", "PARTNER", f"By: {BLANK}", "Title: CEO")
    )
    assert [person(act) for act in acts] == [(None, None), (None, "CEO")]


def test_a_title_goes_on_in_the_next_line_of_its_column() -> None:
    acts = found(
        page(
            (60, 80, "CUSTOMER"),
            (330, 80, "PARTNER"),
            (60, 100, f"By: {BLANK}"),
            (330, 100, f"By: {BLANK}"),
            (60, 120, "Name:"),
            (110, 120, "Anna Weber"),
            (330, 120, "Name: Ole Lind"),
            (60, 140, "Title:"),
            (110, 140, "Head of Information"),
            (330, 140, "Title: Vice President,"),
            (110, 152, "Systems"),
            (330, 152, "Information Technology"),
            (60, 172, "Date:"),
            (110, 172, "14 March 2025"),
            (330, 172, "Date: 12 March 2025"),
        )
    )
    assert [person(act) for act in acts] == [
        ("Anna Weber", "Head of Information Systems"),
        ("Ole Lind", "Vice President, Information Technology"),
    ]


def test_what_stands_below_a_finished_title_is_not_part_of_it() -> None:
    act = only(
        lines("Customer", f"By: {BLANK}", "Name: Anna Weber", "Title: CIO", "Page left blank")
    )
    assert person(act) == ("Anna Weber", "CIO")


# ── the mark /s/ ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "mark", ["/s/ Anna Weber", "s/ Anna Weber", "/s Anna Weber", "/S/Anna Weber"]
)
def test_a_mark_over_name_and_title_is_a_signature(mark: str) -> None:
    act = only(lines("CONTOSO HOLDINGS, INC.", mark, "Name: Anna Weber", "Title: CIO"))
    assert (act.kind, person(act)) == (AckKind.TYPED, ("Anna Weber", "CIO"))
    assert organisation(act) == "CONTOSO HOLDINGS, INC"


def test_marks_over_lines_sign_for_two_parties() -> None:
    acts = found(
        page(
            (60, 80, "CONTOSO GmbH"),
            (330, 80, "LIND AS"),
            (60, 110, "/s/ Anna Weber"),
            (330, 110, "/s/ Ole Lind"),
            (60, 122, DASHES),
            (330, 122, DASHES),
            (60, 136, "Printed Name: Anna Weber"),
            (330, 136, "Printed Name: Ole Lind"),
            (60, 150, "Title: CIO"),
            (330, 150, "Title: CEO"),
        )
    )
    assert [(act.kind, *person(act)) for act in acts] == [
        (AckKind.TYPED, "Anna Weber", "CIO"),
        (AckKind.TYPED, "Ole Lind", "CEO"),
    ]


def test_a_mark_below_its_label_is_on_the_line() -> None:
    act = only(lines("Customer Signature:", "/s/ Anna Weber", "Name: Anna Weber", "Title: CIO"))
    assert (act.kind, act.side, person(act)) == (
        AckKind.TYPED,
        Side.CUSTOMER,
        ("Anna Weber", "CIO"),
    )


@pytest.mark.parametrize("line", ["By /s/ Anna Weber", "By\t/s/ Anna Weber"])
def test_by_needs_no_colon_before_a_mark(line: str) -> None:
    act = only(lines("CONTOSO GmbH", line, "Anna Weber", "President"))
    assert (act.kind, person(act)) == (AckKind.TYPED, ("Anna Weber", "President"))


def test_by_needs_no_colon_over_name_and_title() -> None:
    act = only(lines("CONTOSO INC.", "By", "Name:", "Title:"))
    assert (act.kind, sorted(act.labels)) == (AckKind.EMPTY, ["name", "signature", "title"])


# ── lines ───────────────────────────────────────────────────────────────────────────────


def test_name_and_title_stand_under_dashes() -> None:
    act = only(lines("CONTOSO GmbH", "By: /s/ Anna Weber", DASHES, "Anna Weber", "President"))
    assert person(act) == ("Anna Weber", "President")


def test_dashes_under_by_are_a_line_to_sign_on() -> None:
    act = only(lines("CONTOSO GmbH", "By:", DASHES))
    assert (act.kind, organisation(act)) == (AckKind.EMPTY, "CONTOSO GmbH")


def test_a_company_over_a_line_of_dashes_is_to_sign() -> None:
    act = only(lines("CONTOSO GmbH", DASHES, "Name: Anna Weber", "Title: CIO"))
    assert (act.kind, organisation(act)) == (AckKind.EMPTY, "CONTOSO GmbH")
    assert "signature" in act.labels


def test_empty_places_under_the_sides_are_blocks() -> None:
    acts = found(lines("THE BUYER:\t\t\tTHE SELLER:", "SIGNATURE:\t\t\tSIGNATURE:"))
    assert [(act.kind, act.side) for act in acts] == [
        (AckKind.EMPTY, Side.CUSTOMER),
        (AckKind.EMPTY, Side.PARTNER),
    ]


def test_an_empty_line_beside_the_customers_may_be_the_customers() -> None:
    acts = found(
        page(
            (60, 80, "For the Customer, Contoso GmbH"),
            (60, 110, "By: /s/ Anna Weber"),
            (330, 110, f"By: {BLANK}"),
            (60, 126, "Name: Anna Weber"),
            (330, 126, "Name:"),
        )
    )
    assert [(act.kind, act.side) for act in acts] == [
        (AckKind.TYPED, Side.CUSTOMER),
        (AckKind.EMPTY, Side.CUSTOMER),
    ]
    assert [organisation(act) for act in acts] == ["Contoso GmbH", "Contoso GmbH"]


def test_a_signed_column_without_a_heading_is_nobodys() -> None:
    acts = found(
        page(
            (60, 80, "For the Customer, Contoso GmbH"),
            (60, 110, f"By: {BLANK}"),
            (330, 110, "By: /s/ Ole Lind"),
            (60, 126, "Name: Anna Weber"),
            (330, 126, "Name: Ole Lind"),
        )
    )
    assert [(act.side, organisation(act)) for act in acts] == [
        (Side.CUSTOMER, "Contoso GmbH"),
        (Side.UNKNOWN, None),
    ]


def test_a_whole_block_may_stand_on_one_line() -> None:
    act = only(lines(f"For Contoso GmbH: Signature: {BLANK} Name: {BLANK} Date: {BLANK}"))
    assert (act.kind, organisation(act)) == (AckKind.EMPTY, "Contoso GmbH")


# ── whose signature ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "label",
    [
        "Employee Signature",
        "Client Signature",
        "Signature de l'employeur",
        "Unterschrift des Kunden",
        "Authorized Representative",
        "Authorised signatory",
        "Agreed and signed",
    ],
)
def test_these_ask_for_a_signature(label: str) -> None:
    act = only(lines(f"{label}:", f"Date: {BLANK}"))
    assert (act.kind, sorted(act.labels)) == (AckKind.EMPTY, ["date", "signature"])


@pytest.mark.parametrize(
    "label", ["Digital Signature", "Method Signature", "Signature of the contract"]
)
def test_kinds_of_signatures_are_nobodys(label: str) -> None:
    assert found(lines(label, "Name: Defender", "Date: 1 May 2025")) == ()


def test_an_owner_that_the_document_names_as_a_company_is_the_organisation() -> None:
    act = only(
        lines("Between Contoso GmbH and another.", f"Contoso Signature: {BLANK}", "Name: A. Weber")
    )
    assert organisation(act) == "Contoso"
    other = only(lines(f"Employee Signature: {BLANK}", "Name: A. Weber"))
    assert organisation(other) is None


@pytest.mark.parametrize("gap", [" ", "\t"])
def test_who_represents_a_company_does_not_sign_by_it(gap: str) -> None:
    said = f"Authorized Representative:{gap}Anna Weber"
    assert found(lines("Contoso GmbH", said, "Title: CIO", "Date: 1 May 2025")) == ()


def test_the_company_stands_below_its_label_in_columns() -> None:
    acts = found(
        lines(
            "COMPANY:\tDISTRIBUTOR:",
            "CONTOSO HOLDINGS, INC.,\tLIND GROUP, LLC,",
            "a Florida corporation\ta Texas company",
            "By:\t/s/ Anna Weber\tBy:\t/s/ Ole Lind",
            "Name:\tAnna Weber\tName:\tOle Lind",
            "Title:\tCEO\tTitle:\tPartner",
        )
    )
    assert [organisation(act) for act in acts] == ["CONTOSO HOLDINGS, INC.", "LIND GROUP, LLC"]


@pytest.mark.parametrize(
    ("heading", "company"),
    [
        ("DISTRIBUTOR: LIND MANAGEMENT, LLC", "LIND MANAGEMENT, LLC"),
        ("Agreed and accepted by Contoso Brewery Plc", "Contoso Brewery Plc"),
        ("Accepted by Contoso Bank:", "Contoso Bank"),
        ("3K Contoso Corp.", "3K Contoso Corp"),
    ],
)
def test_a_heading_names_the_company_alone(heading: str, company: str) -> None:
    assert organisation(only(lines(heading, f"By: {BLANK}", "Name: A. Weber"))) == company


def test_a_sentence_that_defines_the_parties_is_no_heading() -> None:
    act = only(
        lines(
            "This SOW is between Lind AS (“Provider”)",
            "CONTOSO GmbH",
            f"By: {BLANK}",
            "Name: Anna Weber",
        )
    )
    assert (act.side, organisation(act)) == (Side.UNKNOWN, "CONTOSO GmbH")


# ── pictures ────────────────────────────────────────────────────────────────────────────


def test_a_picture_under_a_numbered_heading_is_a_signature() -> None:
    text = ((60, 60, "The delivery note is no acceptance."), (60, 90, "Item 11 - Signature"))
    assert only(page(*text, draw=picture(60, 100))).kind is AckKind.IMAGE


def test_a_picture_over_a_printed_name_in_a_sign_off_is_a_signature() -> None:
    act = only(
        page(
            (60, 80, "Accepted for Contoso GmbH"),
            (60, 150, "Anna Weber"),
            (60, 163, "Chief Information Officer"),
            draw=picture(60, 98),
        )
    )
    assert (act.kind, act.date) == (AckKind.IMAGE, None)
    assert person(act) == ("Anna Weber", "Chief Information Officer")
    assert organisation(act) == "Contoso GmbH"


def test_a_picture_over_name_and_title_labels_is_a_signature() -> None:
    act = only(
        page(
            (60, 80, "CUSTOMER"),
            (60, 150, "Name: Anna Weber"),
            (60, 165, "Title: CIO"),
            (60, 180, "Date: 14 March 2025"),
            draw=picture(60, 98),
        )
    )
    assert (act.kind, act.side, person(act)) == (
        AckKind.IMAGE,
        Side.CUSTOMER,
        ("Anna Weber", "CIO"),
    )
    assert act.date is not None
    assert act.date.value == date(2025, 3, 14)


def test_a_picture_over_a_printed_name_counts_in_word_files_too() -> None:
    from docx import Document
    from PIL import Image

    document, image = Document(), io.BytesIO()
    Image.new("RGB", (200, 60), "navy").save(image, "PNG")
    document.add_paragraph("Accepted for Contoso GmbH")
    document.add_paragraph().add_run().add_picture(image, width=1270000)
    document.add_paragraph("Anna Weber, Chief Information Officer")
    out = io.BytesIO()
    document.save(out)
    act = only(docx.read("sow.docx", None, out.getvalue(), settings()))
    assert (act.kind, person(act)) == (AckKind.IMAGE, ("Anna Weber", "Chief Information Officer"))


@pytest.mark.parametrize(
    "texts",
    [
        [(60, 80, "Our team"), (60, 150, "Anna Weber"), (60, 163, "Chief Information Officer")],
        [(60, 80, "Kind regards,"), (60, 150, "Anna Weber"), (60, 163, "Director")],
        [(60, 80, "Accepted for Contoso GmbH"), (60, 150, "Figure 1: the network")],
        [(60, 80, "Acceptance criteria"), (60, 150, "The project manager's dashboard")],
    ],
)
def test_logos_portraits_and_figures_are_no_signatures(
    texts: list[tuple[float, float, str]],
) -> None:
    assert found(page(*texts, draw=picture(60, 98))) == ()
