"""What lies upon a PDF page: form values as shown and as held, notes, what does not show."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from pypdf.annotations import FreeText, Highlight, Text
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import FileKind, Reading, Settings, Vocabulary
from poedesk.read import read
from poedesk.read.boxes import boxes

SETTINGS = Settings("test", Vocabulary({}))
Change = Callable[[pypdf.PdfWriter], object]


def form(draw: Callable[[Canvas], object], change: Change = lambda _: None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawString(72, 800, "Agreement")
    draw(canvas)
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def customer(canvas: Canvas) -> None:
    canvas.acroForm.textfield(name="customer", x=150, y=500, width=200, height=20, value="Contoso")


def reading(data: bytes) -> Reading:
    return read("a.pdf", None, data, SETTINGS)


def marks(one: Reading, kind: str) -> list[str]:
    return [mark.message for mark in one.document.marks if mark.kind == kind]


def widgets(writer: pypdf.PdfWriter) -> list[DictionaryObject]:
    return [one.get_object() for one in writer.pages[0]["/Annots"]]  # type: ignore[attr-defined]


def appearance(
    writer: pypdf.PdfWriter, words: str, width: float, height: float
) -> DictionaryObject:
    """A picture of `words`, as an annotation's normal appearance."""
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    stream = StreamObject()
    stream.set_data(f"BT /F1 10 Tf 2 5 Td ({words}) Tj ET".encode())
    stream.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(one) for one in (0, 0, width, height)]),
            NameObject("/Resources"): DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
            ),
        }
    )
    return DictionaryObject({NameObject("/N"): writer._add_object(stream)})


def test_a_value_that_the_page_does_not_show_is_told() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        widgets(writer)[0][NameObject("/V")] = TextStringObject("Fabrikam")

    one = reading(form(customer, change))
    assert "customer\tContoso\ncustomer\tFabrikam" in one.document.text
    assert marks(one, "form-differs") == [
        "The page shows “Contoso” where the form holds “Fabrikam”."
    ]


def test_a_value_that_is_shown_is_read_once_and_nothing_is_told() -> None:
    one = reading(form(customer))
    assert one.document.text.count("Contoso") == 1
    assert marks(one, "form-differs") == []


@pytest.mark.parametrize("held", ["780", "780 planned"])
def test_a_field_that_shows_more_than_it_holds_is_told(held: str) -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        field = widgets(writer)[0]
        field[NameObject("/V")] = TextStringObject(held)
        field[NameObject("/AP")] = appearance(writer, "780 planned, 4 done", 200, 20)

    one = reading(form(customer, change))
    assert "customer\t780 planned, 4 done" in one.document.text
    (mark,) = (mark for mark in one.document.marks if mark.kind == "form-differs")
    assert [span.quote for span in mark.spans] == ["780 planned, 4 done", held]


def test_fields_side_by_side_are_no_difference() -> None:
    def draw(canvas: Canvas) -> None:
        for number, value in enumerate(("Alpha", "Beta", "Gamma")):
            canvas.acroForm.textfield(
                name=f"f{number}", x=72 + 42 * number, y=500, width=40, height=20, value=value,
                borderWidth=0,
            )  # fmt: skip

    one = reading(form(draw))
    assert marks(one, "form-differs") == []
    assert "f1\tBeta" in one.document.text


def shown_note(kind: str, words: str, held: str) -> Reading:
    """A page with a stamp or text box that shows some words and holds others."""

    def change(writer: pypdf.PdfWriter) -> None:
        note = FreeText(text=held, rect=(72, 300, 372, 330))
        note[NameObject("/Subtype")] = NameObject(kind)
        note[NameObject("/AP")] = appearance(writer, words, 300, 30)
        writer.add_annotation(0, note)

    return reading(form(lambda _: None, change))


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp"])
def test_a_word_before_what_a_note_holds_is_read_and_told(kind: str) -> None:
    words = "Not accepted on 28 March 2025"
    one = shown_note(kind, words, words.removeprefix("Not "))
    assert words in one.document.text
    assert marks(one, "form-differs") == [
        f"The page shows “{words}” where the note holds “{words.removeprefix('Not ')}”."
    ]


def test_what_a_stamp_says_beside_its_name_is_read_and_no_difference() -> None:
    one = shown_note("/Stamp", "Approved By Zoe Signer 14:02", "Approved")
    assert one.document.text.count("Approved By Zoe Signer 14:02") == 1
    assert one.document.text.count("Approved") == 1
    assert marks(one, "form-differs") == []


def test_a_list_that_shows_what_was_not_chosen_is_no_difference() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.listbox(
            name="state", value="Done", options=["Open", "Done"], x=72, y=300, width=90, height=40
        )

    one = reading(form(draw))
    assert "state\tDone" in one.document.text
    assert marks(one, "form-differs") == []


def sealed(writer: pypdf.PdfWriter) -> None:
    seal = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("Signature1"),
            NameObject("/F"): NumberObject(4),
            NameObject("/Rect"): ArrayObject([FloatObject(one) for one in (72, 300, 272, 330)]),
            NameObject("/AP"): appearance(writer, "Digitally signed by Zoe Signer", 200, 30),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(seal)])


def test_what_a_visible_signature_shows_is_read_once_where_it_stands() -> None:
    data = form(lambda _: None, sealed)
    one = reading(data)
    words = "Digitally signed by Zoe Signer"
    assert one.document.text.count(words) == 1
    start = one.document.text.index(words)
    span = one.document.span(start, start + len(words))
    assert span.part == "electronic signatures of page 1"
    ((left, bottom, _, top),) = boxes(data, FileKind.PDF, [span], SETTINGS)[span]
    assert left == pytest.approx(74, abs=1)
    assert 300 <= bottom < top <= 330


def test_ticks_say_what_they_mean() -> None:
    def draw(canvas: Canvas) -> None:
        for value, x in (("Approved", 100), ("Rejected", 200)):
            canvas.acroForm.radio(
                name="decision", value=value, x=x, y=400, selected=value == "Approved"
            )

    text = reading(form(draw)).document.text
    assert "decision\t\u2612 Approved" in text
    assert "decision\t\u2610 Rejected" in text


def test_notes_are_read_beside_who_wrote_them() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        writer.add_annotation(0, Text(text="Please check", rect=(72, 600, 92, 620)))
        marked = Highlight(
            rect=(72, 500, 200, 520),
            quad_points=ArrayObject(
                [FloatObject(one) for one in (72, 520, 200, 520, 72, 500, 200, 500)]
            ),
        )
        marked[NameObject("/Contents")] = TextStringObject("Agreed")
        marked[NameObject("/T")] = TextStringObject("Zoe Signer")
        writer.add_annotation(0, marked)

    text = reading(form(lambda _: None, change)).document.text
    assert "Please check" in text
    assert "Zoe Signer\tAgreed" in text


@pytest.mark.parametrize("flag", [2, 32])
def test_a_note_that_does_not_show_is_told_but_is_no_text(flag: int) -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        note = FreeText(text="Unseen approval", rect=(72, 300, 200, 330))
        note[NameObject("/F")] = NumberObject(flag)
        writer.add_annotation(0, note)

    one = reading(form(lambda _: None, change))
    assert "Unseen" not in one.document.text
    assert "Unseen approval" in marks(one, "hidden-annotation")[0]


def test_the_cover_of_a_collection_is_named() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        writer.root_object[NameObject("/Collection")] = DictionaryObject()
        writer.add_attachment("sow.txt", b"inner")

    one = reading(form(lambda _: None, change))
    assert len(marks(one, "portfolio")) == 1
    assert [file.path for file in one.enclosed] == ["a.pdf/1/sow.txt"]
