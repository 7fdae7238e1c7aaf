"""Tables whose cells are drawn are read cell by cell, however their lines are drawn."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

Row = Sequence[Sequence[str]]
"""The lines of each cell."""

Border = Callable[[Canvas, float, float, float, float], None]

SIZE, LINE, PADDING = 11, 18.0, 6.0  # lines stand apart as a browser sets them
SIDES = [60.0, 200.0, 420.0, 530.0]


def boxes(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """A cell's border as one stroked box, as a browser draws it."""
    canvas.rect(x + 0.4, y + 0.4, width - 0.8, height - 0.8, stroke=1, fill=0)


def bars(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """… as four thin filled boxes."""
    for side in (
        (x, y, width, 0.75),
        (x, y + height, width, 0.75),
        (x, y, 0.75, height),
        (x + width, y, 0.75, height),
    ):
        canvas.rect(*side, stroke=0, fill=1)


def strokes(canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
    """… as four lines, as a word processor draws it."""
    canvas.line(x, y, x + width, y)
    canvas.line(x, y + height, x + width, y + height)
    canvas.line(x, y, x, y + height)
    canvas.line(x + width, y, x + width, y + height)


def read_table(rows: Sequence[Row], border: Border, font: str = "Helvetica") -> str:
    """What is read of a table whose cells' texts stand half way down."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.setFont(font, SIZE)
    canvas.drawString(60, 760, "The table below names what was delivered and when it was done:")
    top = 740.0
    for row in rows:
        height = LINE * max(map(len, row)) + 2 * PADDING
        for at, cell in enumerate(row):
            left, right = SIDES[at], SIDES[at + 1]
            border(canvas, left, top - height, right - left, height)
            start = top - (height - LINE * len(cell)) / 2 - LINE + 5
            for number, line in enumerate(cell):
                canvas.drawString(left + PADDING, start - LINE * number, line)
        top -= height
    canvas.drawString(60, top - 40, "A line below the table.")
    canvas.save()
    said = read("a.pdf", None, buffer.getvalue(), Settings("test", Vocabulary({})))
    return said.document.text


def table(rows: Sequence[Row], border: Border, font: str = "Helvetica") -> list[str]:
    """The lines of the table."""
    return read_table(rows, border, font).split("\n")[1:-1]


HEAD = [["Product"], ["What was done"], ["Number of", "affected users"]]


@pytest.mark.parametrize("border", [boxes, bars, strokes])
def test_a_row_is_one_line_and_each_of_its_cells_is_read_whole(border: Border) -> None:
    rows = [
        HEAD,
        [
            ["Microsoft Intune"],
            ["Enrolment of the laptops and of all", "the phones"],
            ["850"],
        ],
        [
            ["Microsoft Defender for", "Endpoint"],
            ["Onboarding and the attack surface", "reduction rules"],
            ["1,200"],
        ],
    ]
    assert table(rows, border) == [
        "Product\tWhat was done\tNumber of affected users",
        "Microsoft Intune\tEnrolment of the laptops and of all the phones\t850",
        "Microsoft Defender for Endpoint\tOnboarding and the attack surface reduction rules\t1,200",
    ]


@pytest.mark.parametrize("border", [boxes, bars, strokes])
def test_lines_that_all_the_cells_of_a_row_have_stay_lines(border: Border) -> None:
    rows = [HEAD, [["Intune", "Teams"], ["Enrolment", "Calling"], ["850", "1,200"]]]
    assert table(rows, border)[1:] == ["Intune\tEnrolment\t850", "Teams\tCalling\t1,200"]


def test_the_blocks_of_two_signers_in_drawn_cells_stay_lines() -> None:
    block = ["Name: Zoe Signer", "Title: Head of IT", "Date: 3 May 2025"]
    rows = [[["For the customer"], ["For the partner"]], [block, block]]
    assert table(rows, strokes) == [
        "For the customer\tFor the partner",
        *[f"{line}\t{line}" for line in block],
    ]


def test_a_broken_line_of_a_script_without_spaces_is_joined_without_one() -> None:
    registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    rows = [
        [["製品"], ["作業内容"], ["対象ユー", "ザー数"]],
        [["Microsoft Intune"], ["デバイスの自動登録と構成プロファイ", "ルの作成"], ["850名"]],
    ]
    assert table(rows, boxes, "HeiseiMin-W3") == [
        "製品\t作業内容\t対象ユーザー数",
        "Microsoft Intune\tデバイスの自動登録と構成プロファイルの作成\t850名",
    ]


CELL = st.lists(st.text("abcdefgh:", min_size=1, max_size=9), min_size=1, max_size=3)


@examples(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=2, max_size=5),
    st.sampled_from([boxes, bars, strokes]),
)
def test_no_word_of_a_drawn_table_is_lost(rows: list[Row], border: Border) -> None:
    inside = "\n".join(table(rows, border)).split()
    assert sorted(inside) == sorted(line for row in rows for cell in row for line in cell)
