"""However full a page is, the work of reading it grows little faster than what is on it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from random import Random
from types import FrameType
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

WIDTH, HEIGHT = 595.0, 842.0
FULL, TWICE = 1200, 2.6  # things on a page; n log n, and what comes with every page, stay below

Draw = Callable[[Canvas, int, Random], None]


def scattered(canvas: Canvas, number: int, chance: Random) -> None:
    """Small words anywhere."""
    canvas.setFont("Helvetica", 4)
    for _ in range(number):
        canvas.drawString(chance.uniform(0, WIDTH - 20), chance.uniform(0, HEIGHT - 5), "word")


def lines(canvas: Canvas, number: int, chance: Random) -> None:
    """A page of close-set lines whose words stand at odd distances."""
    canvas.setFont("Helvetica", 400 / number)
    for row in range(number // 20):
        x = 20.0
        for _ in range(20):
            canvas.drawString(x, HEIGHT - 20 - row * 16_000 / number, chance.choice("ab") * 3)
            x += chance.uniform(20, 35)


def table(canvas: Canvas, number: int, chance: Random) -> None:
    """Cells with a border each, and a line of text in most."""
    high = 16_000 / number
    canvas.setFont("Helvetica", high / 2)
    for row in range(number // 20):
        for column in range(20):
            x, y = 20 + column * 27, HEIGHT - 30 - row * high
            canvas.rect(x, y - high / 4, 27, high)
            canvas.line(x, y - high / 4, x + 27, y - high / 4)
            if chance.random() < 0.8:
                canvas.drawString(x + 2, y, chance.choice(["cell", "1,200"]))


def tables(canvas: Canvas, number: int, chance: Random) -> None:
    """Short tables with lines between their rows, and a heading above each."""
    high = 16_000 / number
    canvas.setFont("Helvetica", high / 2)
    for row in range(number // 20):
        y = HEIGHT - 30 - row * high
        if row % 5 == 0:
            heading = canvas.beginText(20, y)
            heading.setHorizScale(
                100 * 550 / stringWidth("A heading across", "Helvetica", high / 2)
            )
            heading.textOut("A heading across")
            canvas.drawText(heading)
            continue
        for column in range(10):
            canvas.line(20 + column * 55, y, 70 + column * 55, y)
            canvas.drawString(22 + column * 55, y, chance.choice(["cell", "1,200"]))


def drawing(canvas: Canvas, number: int, chance: Random) -> None:
    """Words, and drawn later shapes beside and strokes over them."""
    lines(canvas, number, chance)
    for _ in range(number):
        x, y = chance.uniform(0, WIDTH), chance.uniform(0, HEIGHT)
        canvas.rect(10, y, 5, 4, stroke=0, fill=1)
        canvas.bezier(x, y, x + 3, y + 5, x + 6, y - 5, x + 9, y)


def columns(canvas: Canvas, number: int, chance: Random) -> None:
    """Three columns of prose."""
    high = 16_000 / number
    canvas.setFont("Helvetica", high / 2)
    for row in range(number // 20):
        for column in range(3):
            words = " ".join(chance.choices(["users", "of", "deployed"], k=7))
            canvas.drawString(20 + column * 190, HEIGHT - 30 - row * high, words)


def page(draw: Draw, number: int) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    draw(canvas, number, Random(1))
    canvas.save()
    return buffer.getvalue()


def work(data: bytes) -> int:
    """How many lines of the PDF modules are run, each pass of a loop counted."""
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return line

    def called(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        if "/read/pdf" not in frame.f_code.co_filename.replace("\\", "/"):
            return None
        count += 1  # a generator is called for each of its values
        return line

    before = sys.gettrace()
    sys.settrace(called)
    try:
        reading = read("a.pdf", None, data, Settings("test", Vocabulary({})))
    finally:
        sys.settrace(before)
    assert reading.document.text
    return count


@pytest.mark.parametrize("draw", [scattered, lines, table, tables, drawing, columns])
def test_twice_as_much_on_a_page_is_about_twice_the_work(draw: Draw) -> None:
    assert work(page(draw, 2 * FULL)) < TWICE * work(page(draw, FULL))
