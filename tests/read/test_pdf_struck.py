"""Words of a PDF page that are crossed out: told, and lines beside words left alone."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdf
import pytest
from pypdf.annotations import Line
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
)
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

SIZE = 11
WORDS = "Teams for 780 users"
Draw = Callable[[Canvas], object]


def made(draw: Draw) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont("Helvetica", SIZE)
    canvas.drawString(72, 700, WORDS)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def struck(data: bytes) -> list[str]:
    marks = read("a.pdf", None, data, Settings("test", Vocabulary({}))).document.marks
    return [span.quote for mark in marks if mark.kind == "struck-out" for span in mark.spans]


def changed(change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(lambda _: None)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def place(canvas: Canvas, words: str) -> tuple[float, float]:
    """Where words of the line begin and end."""
    start = 72 + canvas.stringWidth(WORDS[: WORDS.index(words)])
    return start, start + canvas.stringWidth(words)


def line(words: str, height: float = 0.3) -> Draw:
    """A line over some words, at a share of the type's size above its foot."""

    def draw(canvas: Canvas) -> None:
        start, end = place(canvas, words)
        canvas.line(start, 700 + height * SIZE, end, 700 + height * SIZE)

    return draw


def bar(canvas: Canvas) -> None:
    """A line as browsers draw it: a thin filled box."""
    start, end = place(canvas, "780 users")
    canvas.rect(start, 703, end - start, 0.8, stroke=0, fill=1)


@pytest.mark.parametrize("words", [WORDS, "780 users", "780"])
def test_words_with_a_line_through_their_middle_are_told(words: str) -> None:
    assert struck(made(line(words))) == [words]


def test_a_thin_bar_crosses_words_out_as_a_line_does() -> None:
    assert struck(made(bar)) == ["780 users"]


def test_a_turned_page_is_looked_at_as_it_is_shown() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(line("780"))))
    writer.pages[0].rotate(180)
    out = io.BytesIO()
    writer.write(out)
    assert struck(out.getvalue()) == ["780"]


@pytest.mark.parametrize("height", [-0.25, -0.12, -0.05, 0.0, 0.05, 1.0])
def test_lines_under_and_above_words_are_honest(height: float) -> None:
    assert struck(made(line(WORDS, height))) == []


def test_a_table_is_honest() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([60, 200, 300], [650, 665, 680, 695, 710])
        for row in range(3):
            canvas.drawString(65, 654 + 15 * row, "Exchange Online")
            canvas.drawString(205, 654 + 15 * row, "1,200")

    assert struck(made(draw)) == []


def test_a_drawings_line_that_goes_on_beyond_the_words_is_honest() -> None:
    assert struck(made(lambda canvas: canvas.line(20, 703.5, 580, 703.5))) == []


def test_a_line_in_the_papers_colour_is_honest() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setStrokeGray(1)
        line("780")(canvas)

    assert struck(made(draw)) == []


def marking(kind: str) -> Callable[[pypdf.PdfWriter], object]:
    """An annotation over the first word of the line."""
    corners = (72, 710, 104, 710, 72, 698, 104, 698)

    def change(writer: pypdf.PdfWriter) -> None:
        writer.add_annotation(
            0,
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Annot"),
                    NameObject("/Subtype"): NameObject(kind),
                    NameObject("/Rect"): RectangleObject((72, 698, 104, 710)),
                    NameObject("/QuadPoints"): ArrayObject(map(FloatObject, corners)),
                    NameObject("/F"): NumberObject(4),
                }
            ),
        )

    return change


@pytest.mark.parametrize(
    ("kind", "told"), [("/StrikeOut", ["Teams"]), ("/Underline", []), ("/Highlight", [])]
)
def test_an_annotation_that_crosses_words_out_is_told_and_no_other(
    kind: str, told: list[str]
) -> None:
    assert struck(changed(marking(kind))) == told


def test_a_line_annotation_through_words_crosses_them_out() -> None:
    drawn = Line(p1=(72, 703), p2=(104, 703), rect=(70, 700, 106, 706))
    assert struck(changed(lambda writer: writer.add_annotation(0, drawn))) == ["Teams"]
