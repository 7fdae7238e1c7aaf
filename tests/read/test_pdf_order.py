"""In which order the words of a page are read, wherever and whenever they were drawn."""

from __future__ import annotations

import io
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

A4 = (595.0, 842.0)
SIZE = 10
PROSE = (
    "The partner will deploy the productivity workloads to every user in the customer tenant and "
    "train the staff who use them daily so that adoption grows over the whole term of the "
    "agreement between the parties hereto and their affiliates"
)

Placed = tuple[float, float, str]


def text(data: bytes) -> str:
    return read("a.pdf", None, data, Settings("test", Vocabulary({}))).document.text


def drawn(placed: Sequence[Placed]) -> str:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", SIZE)
    for x, y, words in placed:
        canvas.drawString(x, y, words)
    canvas.save()
    return text(buffer.getvalue())


def wrapped(words: Sequence[str], width: float) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if stringWidth(longer, "Helvetica", SIZE) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def columns(number: int, gutter: float, top: float, shift: float = 0.0) -> list[list[Placed]]:
    width = (495 - gutter * (number - 1)) / number
    return [
        [
            (50 + at * (width + gutter), top - 12 * row - shift * at, line)
            for row, line in enumerate(wrapped([f"Column{at}", *PROSE.split()], width))
        ]
        for at in range(number)
    ]


@pytest.mark.parametrize(
    ("number", "gutter", "shift"), [(2, 20, 0), (2, 10, 5), (3, 14, 0), (3, 10, 4)]
)
@pytest.mark.parametrize("across", [False, True])
def test_each_column_of_prose_is_read_whole_below_a_heading_that_spans_them(
    number: int, gutter: float, shift: float, across: bool
) -> None:
    """However the file draws them: column by column or line by line."""
    heading = (150.0, 800.0, "Statement of work for Fabrikam and Contoso, which spans it all")
    below = (50.0, 560.0, "A line below that spans the columns again " + "and again " * 4)
    body = columns(number, gutter, 770, shift)
    pieces = [one for column in body for one in column]
    if across:
        pieces.sort(key=lambda one: (-one[1], one[0]))
    expected = [heading[2], *(words for column in body for _, _, words in column), below[2].strip()]
    assert drawn([heading, *pieces, below]).split("\n") == expected


def set_in_column(x: float, top: float, paragraphs: Sequence[str], width: float) -> list[Placed]:
    """Paragraphs one below the other; those that begin with a figure are headings."""
    placed, y = [], top
    for paragraph in paragraphs:
        heading = paragraph[0].isdigit()
        y -= 9 if heading else 0
        for line in wrapped(paragraph.split(), width):
            placed.append((x, y, line))
            y -= 12.5
        y -= 8 if heading else 9
    return placed


BLOCK = ["Name: Zoe Signer", "Title: Head of IT", "Date: 3 May 2025"]
USERS = [
    ("Workload", "Done", "Users"),
    ("Intune", "3 May 2025", "500"),
    ("Teams", "4 May 2025", "7"),
]


@pytest.mark.parametrize("start", [0, 20, -15])
@pytest.mark.parametrize("below", [[(line, line, "") for line in BLOCK], USERS])
def test_columns_whose_lines_stand_on_different_levels_are_read_one_after_the_other(
    start: float, below: list[tuple[str, str, str]]
) -> None:
    """Also where blocks or a table below them leave the same place free."""
    words = PROSE.split()
    left = ["1. Initial situation", " ".join(words[:26]), "2. Work done", " ".join(words[5:])]
    right = [" ".join(words[3:25]), " ".join(words[1:20]), "3. Adoption", " ".join(words[8:])]
    title = "Report on the execution of the project Lighthouse by the partner for the customer"
    body = set_in_column(50, 700, left, 220) + set_in_column(310, 700 + start, right, 220)
    foot = min(y for _, y, _ in body) - 40
    rows = [
        (x, foot - 30 - 14 * at, cell)
        for at, row in enumerate(below)
        for x, cell in zip((50.0, 310.0, 450.0), row, strict=True)
    ]
    placed = [(50.0, 760.0, title), *body, (50.0, foot, "4. Result"), *rows]
    read_text = drawn(sorted(placed, key=lambda one: -one[1]))
    table = ["\t".join(cell for cell in row if cell) for row in below]
    assert read_text.split("\n") == [title, *(line for _, _, line in body), "4. Result", *table]


def test_two_signature_blocks_are_read_row_by_row() -> None:
    block = ["Signature: ______________", "Name: Zoe Signer", "Title: Head of IT", "Date:"]
    pieces = [(x, 300.0 - 18 * row, line) for x in (60.0, 320.0) for row, line in enumerate(block)]
    assert drawn(pieces).split("\n") == [f"{line}\t{line}" for line in block]


def test_a_value_drawn_later_stands_beside_its_label() -> None:
    form = [(72.0, 700.0, "Name:"), (72.0, 680.0, "Title:"), (200.0, 700.0, "Zoe Signer")]
    assert drawn(form) == "Name:\tZoe Signer\nTitle:"


TABLE = [
    ["Workload", "Description", "Users"],
    ["Microsoft Intune", "Design and deployment of device management for all laptops", "500"],
    ["Microsoft Teams calling and meeting rooms", "Adoption workshops", "1,200"],
    ["Exchange", "Migration of mailboxes to the cloud in three waves over the summer", "75"],
]


@pytest.mark.parametrize("lines", [[], [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]])
def test_a_wrapped_cell_belongs_to_its_row(lines: list[tuple[object, ...]]) -> None:
    style = getSampleStyleSheet()["Normal"]
    rows = [[Paragraph(cell, style) for cell in row[:2]] + row[2:] for row in TABLE]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer).build([Table(rows, colWidths=[110, 180, 60], style=lines)])
    assert text(buffer.getvalue()).split("\n") == ["\t".join(row) for row in TABLE]


def test_a_stamp_across_the_page_breaks_no_line() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for row in range(6):
        canvas.drawString(60, 700 - 14 * row, f"Line {row} of the agreement of the parties")
        if row == 2:
            canvas.saveState()
            canvas.translate(150, 560)
            canvas.rotate(45)
            canvas.setFont("Helvetica", 40)
            canvas.drawString(0, 0, "DRAFT COPY")
            canvas.restoreState()
    canvas.save()
    lines = text(buffer.getvalue()).split("\n")
    assert lines[:6] == [f"Line {row} of the agreement of the parties" for row in range(6)]
    assert lines[6:] == ["DRAFT COPY"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_text_turned_on_the_page_is_read_line_by_line(turn: int) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawString(72, 800, "An upright line that is longer than what is turned")
    canvas.translate(300, 400)
    canvas.rotate(turn)
    canvas.drawString(0, 0, "First line")
    canvas.drawString(0, -14, "second line")
    canvas.save()
    assert text(buffer.getvalue()).split("\n")[1:] == ["First line", "second line"]


def test_mirrored_text_is_read_from_the_top_down() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.translate(400, 400)
    canvas.scale(-1, 1)
    canvas.drawString(0, 0, "First line")
    canvas.drawString(0, -14, "second line")
    canvas.save()
    assert text(buffer.getvalue()) == "First line\nsecond line"


def test_letters_set_wide_are_words() -> None:
    assert drawn([(72, 700, "S T A T E M E N T   O F   W O R K:")]) == "STATEMENT OF WORK:"


def test_words_drawn_twice_to_look_bold_are_read_once() -> None:
    twice = [(72.0, 700.0, "Shadow"), (72.4, 700.0, "Shadow"), (72.4, 700.3, "Shadow")]
    assert drawn(twice) == "Shadow"


WORDS = st.lists(st.text("abcdefgh", min_size=2, max_size=9), min_size=1, max_size=40)


@examples(max_examples=40, deadline=None)
@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_drawing_does_not_matter_and_no_word_is_lost(
    words: list[str], order: Random
) -> None:
    placed = [(60.0 + 70 * (at % 7), 780.0 - 14 * (at // 7), word) for at, word in enumerate(words)]
    shuffled = sorted(placed, key=lambda _: order.random())
    assert drawn(shuffled).split() == words
