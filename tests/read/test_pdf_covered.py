"""Words of a PDF page that something was drawn over: told, and their honest twins left alone."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from PIL import Image
from pypdf.annotations import FreeText, Highlight, Rectangle
from pypdf.generic import ArrayObject, FloatObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

A4 = (595.0, 842.0)
Draw = Callable[[Canvas], object]


def made(draw: Draw) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 11)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def annotated(draw: Draw, *notes: pypdf.generic.DictionaryObject) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(draw)))
    for one in notes:
        writer.add_annotation(0, one)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def hidden(data: bytes) -> list[str]:
    marks = read("a.pdf", None, data, Settings("test", Vocabulary({}))).document.marks
    return [span.quote for mark in marks if mark.kind == "hidden-text" for span in mark.spans]


def sheet(shade: tuple[int, ...] = (250, 250, 240), noise: bool = True) -> ImageReader:
    plain = Image.new("RGBA" if len(shade) == 4 else "RGB", (60, 84), shade)
    if noise:
        plain.paste((20, 20, 90), (10, 10, 40, 14))
    return ImageReader(plain)


def users(canvas: Canvas, count: str = "780 users") -> None:
    canvas.drawString(72, 700, count)


def paper(canvas: Canvas, left: float, width: float) -> None:
    canvas.setFillGray(1)
    canvas.rect(left, 694, width, 18, fill=1, stroke=0)
    canvas.setFillGray(0)


# ── Pictures ────────────────────────────────────────────────────────────────────────────


def test_ordinary_words_under_a_picture_of_the_whole_page_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas)
        canvas.drawImage(sheet(), 0, 0, *A4)

    assert hidden(made(draw)) == ["780", "users"]


def test_ordinary_words_upon_a_picture_of_the_whole_page_are_honest() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(sheet(), 0, 0, *A4)
        users(canvas)

    assert hidden(made(draw)) == []


@pytest.mark.parametrize("picture_first", [True, False])
def test_what_a_scanner_lays_invisibly_under_or_upon_its_picture_is_honest(
    picture_first: bool,
) -> None:
    def draw(canvas: Canvas) -> None:
        if picture_first:
            canvas.drawImage(sheet(), 0, 0, *A4)
        body = canvas.beginText(72, 700)
        body.setTextRenderMode(3)
        body.textOut("780 users")
        canvas.drawText(body)
        if not picture_first:
            canvas.drawImage(sheet(), 0, 0, *A4)

    assert hidden(made(draw)) == []


def test_a_watermark_over_the_whole_page_that_lets_words_through_is_honest() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas)
        canvas.drawImage(sheet((0, 0, 200, 60), noise=False), 0, 0, *A4, mask="auto")

    assert hidden(made(draw)) == []


@pytest.mark.parametrize(("mode", "scanned"), [(3, True), (0, False)])
def test_only_a_page_whose_words_were_laid_under_its_picture_is_a_scan(
    mode: int, scanned: bool
) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(sheet(), 0, 0, *A4)
        body = canvas.beginText(72, 700)
        body.setTextRenderMode(mode)
        body.textLines(["Signature:", "Name: Zoe Signer", "Date: 28 March 2025"])
        canvas.drawText(body)

    document = read("a.pdf", None, made(draw), Settings("test", Vocabulary({}))).document
    assert [part.scanned for part in document.parts] == [scanned]


# ── Boxes ───────────────────────────────────────────────────────────────────────────────


def test_words_under_a_paper_coloured_box_with_other_words_on_it_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas)
        paper(canvas, 60, 200)
        users(canvas, "12 seats")

    assert hidden(made(draw)) == ["780", "users"]


def test_only_the_word_under_the_box_is_told() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas, "accepted on 28 March 2025")
        paper(canvas, 72 + canvas.stringWidth("accepted on 28 March "), 40)
        canvas.drawString(73 + canvas.stringWidth("accepted on 28 March "), 700, "2023")

    assert [one for one in hidden(made(draw)) if "2025" in one]
    assert "accepted" not in hidden(made(draw))


def test_other_words_on_the_box_are_told_apart_even_under_a_second_cover() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas)
        paper(canvas, 60, 200)
        users(canvas, "120 users")
        canvas.drawImage(sheet((0, 0, 200, 60), noise=False), 0, 0, *A4, mask="auto")

    assert hidden(made(draw)) == ["780", "users"]


def test_words_under_a_thick_paper_coloured_stroke_are_told() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas)
        canvas.setStrokeGray(1)
        canvas.setLineWidth(20)
        canvas.line(60, 704, 200, 704)

    assert " ".join(hidden(made(draw))) == "780 users"


def test_words_upon_a_box_and_under_a_clear_one_are_honest() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.rect(60, 694, 200, 18, fill=1, stroke=0)
        canvas.setFillGray(0)
        users(canvas)
        canvas.setFillAlpha(0.4)
        canvas.rect(60, 694, 200, 18, fill=1, stroke=0)

    assert hidden(made(draw)) == []


def test_words_that_are_drawn_twice_to_look_bold_are_honest_under_a_clear_box() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas)
        canvas.drawString(72.3, 700, "780 users")
        canvas.setFillAlpha(0.4)
        canvas.rect(60, 694, 200, 18, fill=1, stroke=0)

    assert hidden(made(draw)) == []


def test_words_that_are_written_once_more_upon_what_covers_them_are_honest() -> None:
    def draw(canvas: Canvas) -> None:
        users(canvas)
        paper(canvas, 60, 200)
        users(canvas)

    assert hidden(made(draw)) == []


# ── Annotations ─────────────────────────────────────────────────────────────────────────

OVER = (60, 690, 260, 715)


def test_words_under_an_opaque_annotation_are_told() -> None:
    assert hidden(annotated(users, Rectangle(OVER, interior_color="ffffff"))) == ["780", "users"]
    other = FreeText(text="12 users", rect=OVER, background_color="ffffff", border_color="ffffff")
    assert "780" in hidden(annotated(users, opaque(other)))


def opaque(note: FreeText) -> FreeText:
    """A text box as editors draw it: with its ground."""
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    look = StreamObject()
    look.set_data(b"1 1 1 rg 0 0 200 25 re f 0 g 12 10 30 3 re f")
    look.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(one) for one in (0, 0, 200, 25)]),
        }
    )
    note[NameObject("/AP")] = DictionaryObject({NameObject("/N"): look})
    return note


def test_words_under_a_frame_or_a_highlighter_are_honest() -> None:
    corners = ArrayObject([FloatObject(one) for one in (60, 715, 260, 715, 60, 690, 260, 690)])
    marked = Highlight(rect=OVER, quad_points=corners, highlight_color="ffff00")
    assert hidden(annotated(users, Rectangle(OVER), marked)) == []


def test_an_annotation_that_does_not_show_covers_nothing() -> None:
    from pypdf.generic import NameObject, NumberObject

    note = Rectangle(OVER, interior_color="ffffff")
    note[NameObject("/F")] = NumberObject(2)
    assert hidden(annotated(users, note)) == []
