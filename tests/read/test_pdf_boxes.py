"""The box of a quotation is where it was drawn."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import Box, Document, FileKind, Settings, Span, Vocabulary
from poedesk.read import read
from poedesk.read.boxes import boxes

SETTINGS = Settings("test", Vocabulary({}))
SIZE = 11


def made(*pages: Callable[[Canvas], object]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for draw in pages:
        canvas.setFont("Helvetica", SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write(*words: tuple[float, float, str]) -> Callable[[Canvas], object]:
    def draw(canvas: Canvas) -> None:
        for x, y, word in words:
            canvas.drawString(x, y, word)

    return draw


def quoted(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return document.span(start, start + len(words))


def found(data: bytes, words: str) -> tuple[Box, ...]:
    span = quoted(read("a.pdf", None, data, SETTINGS).document, words)
    return boxes(data, FileKind.PDF, [span], SETTINGS)[span]


def test_a_word_on_a_later_page_after_a_blank_one() -> None:
    data = made(write((72, 700, "One")), write(), write((72, 650, "The customer is Contoso.")))
    ((left, bottom, right, top),) = found(data, "Contoso")
    before = stringWidth("The customer is ", "Helvetica", SIZE)
    assert left == pytest.approx(72 + before, abs=1)
    assert right == pytest.approx(left + stringWidth("Contoso", "Helvetica", SIZE), abs=1)
    assert bottom < 650 < top < 650 + 1.2 * SIZE


def test_a_quotation_over_two_lines_has_two_boxes() -> None:
    data = made(write((72, 700, "deployed to all"), (72, 686, "users of Contoso")))
    first, second = found(data, "all\nusers")
    assert first[1] < 700 < first[3]
    assert second[1] < 686 < second[3]


def test_letters_that_became_two_keep_their_place() -> None:
    data = made(write((72, 700, "Stra\u00dfe 12 Z\u00fcrich")))
    ((left, _, _, _),) = found(data, "Z\u00fcrich")
    assert left == pytest.approx(72 + stringWidth("Stra\u00dfe 12 ", "Helvetica", SIZE), abs=1)


def test_a_form_value_stands_in_its_field() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(
            name="customer", x=150, y=500, width=200, height=20, value="Fabrikam"
        )

    ((left, bottom, right, top),) = found(made(draw), "Fabrikam")
    assert (left, bottom, right, top) == pytest.approx((150, 500, 350, 520), abs=1)


def test_a_rotated_page_has_boxes_in_its_own_space() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(100, 72)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Contoso")

    ((left, bottom, right, top),) = found(made(draw), "Contoso")
    assert left < 100 < right
    assert bottom == pytest.approx(72, abs=1)
    assert top == pytest.approx(72 + stringWidth("Contoso", "Helvetica", SIZE), abs=1)


def test_other_kinds_have_no_boxes() -> None:
    span = Span("a.docx", "body", None, 0, 1, "a")
    assert boxes(b"", FileKind.DOCX, [span], SETTINGS) == {}


WORD = st.text(alphabet="abcdeXYZ019.,:()", min_size=2, max_size=12)


@examples(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1), WORD), min_size=1, max_size=20))
def test_every_cell_has_the_box_it_was_drawn_in(cells: list[tuple[int, str]]) -> None:
    places = [(72 + 250 * column, 780 - 30 * row, word) for row, (column, word) in enumerate(cells)]
    data = made(write(*[(float(x), float(y), word) for x, y, word in places]))
    reading = read("a.pdf", None, data, SETTINGS)
    spans = [reading.document.span(one.start, one.end) for one in reading.segments]
    assert [span.quote for span in spans] == [word for _, _, word in places]
    placed = boxes(data, FileKind.PDF, spans, SETTINGS)
    for span, (x, y, word) in zip(spans, places, strict=True):
        ((left, bottom, right, top),) = placed[span]
        assert left == pytest.approx(x, abs=1)
        assert right == pytest.approx(x + stringWidth(word, "Helvetica", SIZE), abs=1)
        assert bottom < y < top
