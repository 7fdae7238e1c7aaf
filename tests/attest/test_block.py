"""Signature blocks are found by labels and layout, in Word files and PDFs alike."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.attest.block import blocks as block
from poedesk.attest.block.words import Words, words
from poedesk.model import AckKind, Acknowledgement, FileKind, Reading, Settings, Side
from poedesk.read.docx import reader as docx
from poedesk.read.pdf import reader as pdf
from poedesk.settings import load_settings

BLANK = "______________________"


@cache
def settings() -> Settings:
    return load_settings()


def vocabulary() -> Words:
    return words(settings().vocabulary)


def word(build: Callable[[Any], object]) -> Reading:
    from docx import Document

    document = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return docx.read("sow.docx", None, out.getvalue(), settings())


def lines(*texts: str) -> Reading:
    def build(document: Any) -> None:
        for text in texts:
            document.add_paragraph(text)

    return word(build)


def table(*rows: Sequence[str], before: Sequence[str] = ()) -> Reading:
    def build(document: Any) -> None:
        for text in before:
            document.add_paragraph(text)
        made = document.add_table(len(rows), max(map(len, rows)))
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=False):
                cell.text = text

    return word(build)


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


def picture() -> io.BytesIO:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (200, 60), "white")
    ImageDraw.Draw(image).line([(5, 50), (60, 5), (120, 50), (190, 10)], fill="navy", width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out


def found(reading: Reading) -> tuple[Acknowledgement, ...]:
    return block.acknowledgements(reading, settings())


def only(reading: Reading) -> Acknowledgement:
    acts = found(reading)
    assert len(acts) == 1, acts
    return acts[0]


def said(act: Acknowledgement) -> tuple[str | None, str | None, date | None, str | None]:
    return (
        act.name.value if act.name else None,
        act.title.value if act.title else None,
        act.date.value if act.date else None,
        act.organisation.value if act.organisation else None,
    )


EMPTY = (None, None, None, None)
WEBER = ("Anna Weber", "CIO", date(2025, 3, 14), None)


# ── values beside, above and below the labels ───────────────────────────────────────────


def test_values_stand_after_colons() -> None:
    act = only(
        lines(
            "Customer",
            "Signature: /s/ Anna Weber",
            "Name: Anna Weber",
            "Title: CIO",
            "Date: 14 March 2025",
        )
    )
    assert (act.kind, act.side, said(act)) == (AckKind.TYPED, Side.CUSTOMER, WEBER)
    assert act.labels == {"signature", "name", "title", "date"}
    assert "/s/" in act.why


def test_a_line_without_anything_on_it_is_an_empty_signature() -> None:
    act = only(
        lines(
            "For the Customer:",
            f"Signature: {BLANK}",
            "Name: Anna Weber",
            "Title: CIO",
            "Date: 14 March 2025",
        )
    )
    assert (act.kind, said(act)) == (AckKind.EMPTY, WEBER)
    assert act.why == "the signature line is empty"


def test_values_stand_in_the_cell_to_the_right() -> None:
    act = only(
        table(
            ["Signature", ""],
            ["Printed name", "Anna Weber"],
            ["Title", "CIO"],
            ["Date", "14 March 2025"],
            before=["Customer acceptance"],
        )
    )
    assert (act.kind, act.side, said(act)) == (AckKind.EMPTY, Side.CUSTOMER, WEBER)


def test_values_stand_above_ruled_lines() -> None:
    def rules(canvas: Any) -> None:
        for top in (122, 162, 202, 242):
            canvas.line(60, 842 - top, 260, 842 - top)

    act = only(
        page(
            (60, 80, "CUSTOMER"),
            (60, 134, "Signature"),
            (60, 159, "Anna Weber"),
            (60, 174, "Name"),
            (60, 199, "CIO"),
            (60, 214, "Title"),
            (60, 239, "14 March 2025"),
            (60, 254, "Date"),
            draw=rules,
        )
    )
    assert (act.kind, act.side, said(act)) == (AckKind.EMPTY, Side.CUSTOMER, WEBER)


def test_values_stand_above_lines_of_underscores() -> None:
    act = only(
        lines(
            "Customer",
            BLANK,
            "(Signature)",
            "Anna Weber",
            BLANK,
            "(Name)",
            "CIO",
            BLANK,
            "(Title)",
            "14 March 2025",
            BLANK,
            "(Date)",
        )
    )
    assert (act.kind, said(act)) == (AckKind.EMPTY, WEBER)


def test_values_stand_below_their_labels() -> None:
    act = only(
        lines(
            "Client",
            "Name:",
            "Anna Weber",
            "Title:",
            "CIO",
            "Signature:",
            "",
            "",
            "Date:",
            "14 March 2025",
        )
    )
    assert (act.kind, said(act)) == (AckKind.EMPTY, WEBER)


def test_labels_head_a_row_of_cells() -> None:
    act = only(
        table(
            ["Name", "Title", "Signature", "Date"],
            ["Anna Weber", "CIO", "", "14 March 2025"],
            before=["Customer sign-off"],
        )
    )
    assert (act.kind, act.side, said(act)) == (AckKind.EMPTY, Side.CUSTOMER, WEBER)


def test_each_row_of_a_table_is_a_signer() -> None:
    acts = found(
        table(
            ["Party", "Name", "Title", "Signature", "Date"],
            ["Customer", "Anna Weber", "CIO", "", "14 March 2025"],
            ["Partner", "Ole Lind", "CEO", "", "12 March 2025"],
        )
    )
    assert [act.side for act in acts] == [Side.CUSTOMER, Side.PARTNER]
    assert said(acts[0]) == WEBER


def test_by_and_its_are_labels() -> None:
    act = only(
        lines("CUSTOMER: Contoso GmbH", f"By: {BLANK}", "Name: Anna Weber", "Its: CIO", "Date: ___")
    )
    assert said(act) == ("Anna Weber", "CIO", None, "Contoso GmbH")
    assert "date" in act.labels


def test_name_and_title_may_stand_unlabelled_under_the_line() -> None:
    act = only(
        lines("For and on behalf of Contoso GmbH", f"By: {BLANK}", "Anna Weber", "Chief Officer")
    )
    assert (act.kind, said(act)) == (
        AckKind.EMPTY,
        ("Anna Weber", "Chief Officer", None, "Contoso GmbH"),
    )


def test_one_label_may_ask_for_two_things() -> None:
    act = only(
        lines(
            "Customer",
            f"Signature: {BLANK}",
            "Name & Title: Anna Weber, CIO",
            "Place, Date: Bonn, 14 March 2025",
        )
    )
    assert said(act) == WEBER


def test_several_labels_share_a_line() -> None:
    act = only(
        page(
            (60, 80, "Customer"),
            (60, 120, "Signature: ____________________"),
            (330, 120, "Date: 14 March 2025"),
            (60, 145, "Name: Anna Weber"),
            (330, 145, "Title: CIO"),
        )
    )
    assert (act.kind, said(act)) == (AckKind.EMPTY, WEBER)


def test_labels_run_together_in_one_line_of_text() -> None:
    act = only(lines("CUSTOMER", "By: /s/ Anna Weber Name: Anna Weber Title: CIO"))
    assert (act.kind, said(act)[:2]) == (AckKind.TYPED, ("Anna Weber", "CIO"))


# ── two parties ─────────────────────────────────────────────────────────────────────────


def test_two_parties_side_by_side_on_a_page() -> None:
    left = ["CUSTOMER", f"By: {BLANK}", "Name: Anna Weber", "Title: CIO", "Date: 14 March 2025"]
    right = ["PARTNER", "By: /s/ Ole Lind", "Name: Ole Lind", "Title: CEO", "Date: 12 March 2025"]
    acts = found(
        page(
            *((60, 100 + 20 * row, text) for row, text in enumerate(left)),
            *((330, 100 + 20 * row, text) for row, text in enumerate(right)),
        )
    )
    by_side = {act.side: act for act in acts}
    assert len(acts) == 2
    assert (by_side[Side.CUSTOMER].kind, said(by_side[Side.CUSTOMER])) == (AckKind.EMPTY, WEBER)
    assert by_side[Side.PARTNER].kind is AckKind.TYPED
    assert said(by_side[Side.PARTNER])[0] == "Ole Lind"


def test_two_parties_in_the_cells_of_one_row() -> None:
    acts = found(
        table(
            [
                "Customer\nSignature: \nName: Anna Weber\nTitle: CIO\nDate: 14 March 2025",
                "Partner\nSignature: \nName: Ole Lind\nTitle: CEO\nDate: 12 March 2025",
            ]
        )
    )
    assert [(act.side, act.kind) for act in acts] == [
        (Side.CUSTOMER, AckKind.EMPTY),
        (Side.PARTNER, AckKind.EMPTY),
    ]
    assert said(acts[0]) == WEBER


def test_two_parties_in_columns_made_of_tabs() -> None:
    acts = found(
        lines(
            "CUSTOMER\t\t\t\t\tPARTNER",
            "By: ____________\t\t\tBy: ____________",
            "Name: Anna Weber\t\t\tName: Ole Lind",
            "Title: CIO\t\t\t\t\tTitle: CEO",
        )
    )
    assert [act.side for act in acts] == [Side.CUSTOMER, Side.PARTNER]
    assert [said(act)[0] for act in acts] == ["Anna Weber", "Ole Lind"]


def test_a_table_with_a_column_per_party() -> None:
    acts = found(
        table(
            ["", "Customer", "Service Provider"],
            ["Company", "Contoso GmbH", "Lind AS"],
            ["Signature", "", "/s/ Ole Lind"],
            ["Name", "Anna Weber", "Ole Lind"],
            ["Title", "CIO", "CEO"],
            ["Date", "14 March 2025", "12 March 2025"],
        )
    )
    assert [(act.side, act.kind) for act in acts] == [
        (Side.CUSTOMER, AckKind.EMPTY),
        (Side.PARTNER, AckKind.TYPED),
    ]
    assert said(acts[0]) == ("Anna Weber", "CIO", date(2025, 3, 14), "Contoso GmbH")


def test_blocks_one_after_the_other() -> None:
    acts = found(
        lines(
            "Signed for the Customer",
            f"Signature: {BLANK}",
            "Name: Anna Weber",
            "Signed for the Partner",
            f"Signature: {BLANK}",
            "Name: Ole Lind",
        )
    )
    assert [(act.side, said(act)[0]) for act in acts] == [
        (Side.CUSTOMER, "Anna Weber"),
        (Side.PARTNER, "Ole Lind"),
    ]


def test_the_label_itself_may_name_the_side() -> None:
    act = only(lines(f"Customer Signature: {BLANK}", "Name: Anna Weber", "Date: 14 March 2025"))
    assert (act.side, act.kind) == (Side.CUSTOMER, AckKind.EMPTY)


def test_a_numbered_heading_may_name_the_side() -> None:
    act = only(
        lines("Section 2. Customer acknowledgement", f"Signature: {BLANK}", "Name: Anna Weber")
    )
    assert act.side is Side.CUSTOMER


def test_for_the_customer_is_a_heading_in_german_too() -> None:
    act = only(
        lines("Für den Auftraggeber", "Contoso GmbH", f"Unterschrift: {BLANK}", "Name: Anna Weber")
    )
    assert (act.side, said(act)[3]) == (Side.CUSTOMER, "Contoso GmbH")


def test_the_role_of_a_company_may_be_given_in_brackets() -> None:
    act = only(lines("Contoso GmbH (“Customer”)", f"By: {BLANK}", "Name: Anna Weber", "Title: CIO"))
    assert (act.side, said(act)[3]) == (Side.CUSTOMER, "Contoso GmbH")


def test_a_line_without_a_label_above_name_and_title_is_a_signature_line() -> None:
    def rules(canvas: Any) -> None:
        canvas.line(60, 842 - 156, 260, 842 - 156)
        canvas.line(330, 842 - 156, 530, 842 - 156)

    acts = found(
        page(
            (60, 114, "For the Customer, Contoso GmbH"),
            (330, 114, "For the Supplier, Lind AS"),
            (60, 172, "Name: Anna Weber"),
            (330, 172, "Name: Ole Lind"),
            (60, 190, "Title: CIO"),
            (330, 190, "Title: CEO"),
            (60, 208, "Date: 14 March 2025"),
            (330, 208, "Date: 12 March 2025"),
            draw=rules,
        )
    )
    assert [(act.side, act.kind) for act in acts] == [
        (Side.CUSTOMER, AckKind.EMPTY),
        (Side.PARTNER, AckKind.EMPTY),
    ]
    assert said(acts[0]) == ("Anna Weber", "CIO", date(2025, 3, 14), "Contoso GmbH")
    assert "signature" in acts[0].labels


def test_the_lines_of_a_table_are_no_signature_lines() -> None:
    def rules(canvas: Any) -> None:
        for top in (100, 120, 140, 160):
            canvas.line(56, 842 - top, 300, 842 - top)

    assert not found(
        page(
            (60, 60, "Contact details"),
            (60, 114, "Name: Ole Lind"),
            (60, 134, "Position: Consultant"),
            (60, 154, "Date: 12 March 2025"),
            draw=rules,
        )
    )


def test_a_heading_with_a_legal_form_names_the_organisation() -> None:
    act = only(lines("CONTOSO HOLDINGS, INC.", f"By: {BLANK}", "Name: Anna Weber", "Title: CIO"))
    assert (act.side, said(act)[3]) == (Side.UNKNOWN, "CONTOSO HOLDINGS, INC")


def test_accepted_by_asks_for_the_name_where_another_label_asks_for_the_signature() -> None:
    act = only(
        lines("Customer", "Accepted by: Anna Weber", f"Signature: {BLANK}", "Date: 14 March 2025")
    )
    assert (act.kind, said(act)) == (
        AckKind.EMPTY,
        ("Anna Weber", None, date(2025, 3, 14), None),
    )


# ── what stands on the line ─────────────────────────────────────────────────────────────


def test_a_picture_on_the_line_is_a_picture() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Customer")
        document.add_paragraph("Signature: ").add_run().add_picture(picture(), width=914400)
        document.add_paragraph("Name: Anna Weber")
        document.add_paragraph("Title: CIO")

    assert only(word(build)).kind is AckKind.IMAGE


def test_a_picture_in_the_cell_beside_the_label_is_a_picture() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Customer")
        made = document.add_table(2, 2)
        made.cell(0, 0).text, made.cell(1, 0).text = "Signature", "Name"
        made.cell(0, 1).paragraphs[0].add_run().add_picture(picture(), width=914400)
        made.cell(1, 1).text = "Anna Weber"

    assert only(word(build)).kind is AckKind.IMAGE


def test_a_logo_far_from_the_line_is_no_signature() -> None:
    def build(document: Any) -> None:
        document.add_picture(picture(), width=914400)
        for text in (*["Work to be done."] * 8, "Customer", "Signature: ", "Name: Anna Weber"):
            document.add_paragraph(text)

    assert only(word(build)).kind is AckKind.EMPTY


def test_strokes_on_the_line_are_ink() -> None:
    def strokes(canvas: Any) -> None:
        path = canvas.beginPath()
        path.moveTo(130, 722)
        for step in range(12):
            left = 130 + 8 * step
            path.curveTo(left, 742, left + 4, 712, left + 8, 726)
        canvas.drawPath(path)

    act = only(
        page(
            (60, 100, "Customer"),
            (60, 122, "Signature: ____________________"),
            (60, 150, "Name: Anna Weber"),
            (60, 170, "Title: CIO"),
            draw=strokes,
        )
    )
    assert act.kind is AckKind.INK


@pytest.mark.parametrize(
    "blank",
    [
        "", BLANK, "........", "-----", "[name]", "<signature>", "{{name}}", "xx/xx/xxxx",
        "DD/MM/YYYY", "dd.mm.yyyy", "TBD", "N/A", "Click or tap here to enter text.",
        "Klicken oder tippen Sie hier, um Text einzugeben.", "__ / __ / ____", "X________",
        "TT.MM.JJJJ", "JJ/MM/AAAA", "\u2026\u2026\u2026", "(print name)",
    ],
)  # fmt: skip
def test_blanks_and_placeholders_are_no_value(blank: str) -> None:
    assert vocabulary().value(blank) is None


@pytest.mark.parametrize("value", ["Anna Weber", "/s/ Anna Weber", "3/4/25", "CIO", "山田 太郎"])
def test_words_are_a_value(value: str) -> None:
    assert vocabulary().value(f"__{value}____") == (2, 2 + len(value))


def test_the_prompt_of_an_unfilled_control_is_no_value() -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>Who signs</w:t></w:r></w:sdtContent></w:sdt>"
    )

    def build(document: Any) -> None:
        document.add_paragraph("Customer")
        document.add_paragraph(f"Signature: {BLANK}")
        document.add_paragraph("Name: ")._p.append(control)
        document.add_paragraph("Date: 14 March 2025")

    assert said(only(word(build))) == (None, None, date(2025, 3, 14), None)


# ── languages ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("side", "signature", "name", "title", "day"),
    [
        ("Auftraggeber", "Unterschrift", "Name in Druckbuchstaben", "Funktion", "Datum"),
        ("Pour le client", "Signature", "Nom et prénom", "Fonction", "Date"),
        ("El cliente", "Firma", "Nombre", "Cargo", "Fecha"),
        ("Contratante", "Assinatura", "Nome completo", "Cargo", "Data"),
        ("Per il cliente", "Firma", "Nome e cognome", "Carica", "Data"),
        ("Opdrachtgever", "Handtekening", "Naam", "Functie", "Datum"),
        ("Beställare", "Underskrift", "Namnförtydligande", "Befattning", "Datum"),
        ("Kunde", "Underskrift", "Navn", "Stilling", "Dato"),
        ("Oppdragsgiver", "Signatur", "Navn", "Stilling", "Dato"),
        ("Zamawiający", "Podpis", "Imię i nazwisko", "Stanowisko", "Data"),
        ("お客様", "署名", "氏名", "役職", "日付"),
    ],
)
def test_labels_in_many_languages(
    side: str, signature: str, name: str, title: str, day: str
) -> None:
    act = only(
        lines(
            side,
            f"{signature}: {BLANK}",
            f"{name}: Anna Weber",
            f"{title}: CIO",
            f"{day}: 2025-03-14",
        )
    )
    assert (act.kind, act.side, said(act)) == (AckKind.EMPTY, Side.CUSTOMER, WEBER)


def test_firma_is_the_company_where_another_word_asks_for_the_signature() -> None:
    act = only(lines("Kunde", "Firma: Contoso GmbH", f"Unterschrift: {BLANK}", "Name: Anna Weber"))
    assert (act.kind, said(act)[3]) == (AckKind.EMPTY, "Contoso GmbH")


# ── what is no signature block ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        ["Prepared by: Ole Lind", "Title: Consultant", "Date: 12 March 2025"],
        ["Reviewed by:", "Name: Ole Lind", "Title: Lead", "Date: 12 March 2025"],
        ["This agreement is signed by both parties and takes effect on the date of signature."],
        ["The signature: it must be given by the customer before work starts."],
        ["Thank you for your help.", "Sincerely,", "Anna Weber", "CIO, Contoso GmbH"],
        ["Document title: Plan", "Date: 12 March 2025", "Author: Ole Lind"],
        ["Name: Anna Weber", "Title: CIO", "Email: anna@contoso.example", "Phone: 123"],
        ["Signatures", "The parties sign below."],
        ["Delivered by: courier", "Paid by: the customer"],
    ],
)
def test_these_are_no_blocks(text: list[str]) -> None:
    assert found(lines(*text)) == ()


@pytest.mark.parametrize(
    "heads",
    [["Name", "Role", "Date"], ["Version", "Date", "Approved by"], ["Name", "Title", "E-mail"]],
)
def test_lists_of_people_and_versions_are_no_blocks(heads: list[str]) -> None:
    reading = table(heads, ["Anna Weber", "Lead", "14 March 2025"], before=["Project team"])
    assert found(reading) == ()


def test_name_title_and_date_under_an_acceptance_heading_are_a_block() -> None:
    act = only(
        lines("Customer acceptance", "Name: Anna Weber", "Title: CIO", "Date: 14 March 2025")
    )
    assert (act.kind, said(act)) == (AckKind.EMPTY, WEBER)
    assert "signature" not in act.labels


def as_mail(reading: Reading) -> Reading:
    return replace(reading, document=replace(reading.document, kind=FileKind.MSG))


def test_the_footer_of_a_mail_is_no_block_but_a_line_to_sign_on_is() -> None:
    footer = ("Signed: Anna Weber", "Title: CIO", "Date: 14 March 2025")
    assert found(as_mail(lines(*footer))) == ()
    assert only(as_mail(lines(f"Signature: {BLANK}", "Name: Anna Weber"))).kind is AckKind.EMPTY


# ── hostile input ───────────────────────────────────────────────────────────────────────


@given(st.lists(st.text(max_size=60).filter(lambda s: all(c.isprintable() for c in s)), max_size=8))
def test_any_text_is_survived(texts: list[str]) -> None:
    for text in texts:
        known = vocabulary()
        known.label(text)
        known.side(text)
        known.behalf_of(text)
        value = known.value(text)
        assert value is None or text[slice(*value)].strip()


def test_evidence_quotes_the_document() -> None:
    reading = lines("Customer", f"Signature: {BLANK}", "Name: Anna Weber", "Title: CIO")
    for span in only(reading).evidence:
        assert span.quote == reading.document.text[span.start : span.end]  # type: ignore[union-attr]
