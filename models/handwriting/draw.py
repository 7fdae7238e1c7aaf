"""Signature blocks to learn from: print, lines, stamps and marks, with or without a pen's strokes.

Strokes are Bézier curves. The figures in README.md are measured on strokes that another generator
draws (`tests/prove/ink.py`).
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

WIDE, HIGH = 300, 150  # points
_FONTS = (
    "Helvetica", "Times-Roman", "Courier", "Helvetica-Bold", "Times-Italic", "Helvetica-Oblique",
    "Times-Bold", "Courier-Bold", "Times-BoldItalic",
)  # fmt: skip
_LABELS = (
    "Authorised signature", "Signature:", "Unterschrift",
    "Signed for and on behalf of the customer",
    "Name and title", "Firma", "By:", "Date: 03.03.2025", "Ort, Datum", "Fait à Lyon, le",
)  # fmt: skip
_NAMES = (
    "Zoe O'Neil", "Jörg Müller", "Dr. Anna Kowalska", "J. Smith", "Marta Ruiz, CIO", "B. Okafor",
    "Head of IT", "12 March 2025", "Contoso Manufacturing GmbH", "/s/ K. Lind",
)  # fmt: skip
_STAMPED = ("PAID", "APPROVED", "GmbH", "RECEIVED", "COPY")
Pen = Callable[[Canvas, Random, float, float], None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block as pixels (rows × columns, 0 to 255), and its pen strokes alone."""

    whole: Any
    strokes: Any
    scale: float


def block(chance: Random, *, dpi: int = 200) -> Drawn:
    """One block, worn as by a scanner."""
    pen = _pen(chance) if chance.random() < 0.65 else None
    seed = chance.getrandbits(32)
    pages = [_rendered(Random(seed), pen, dpi, only=only) for only in (False, True)]
    turn = chance.choice((0.0, chance.uniform(-2, 2)))
    whole, strokes = (
        page.rotate(turn, resample=Image.Resampling.BICUBIC, fillcolor=252) for page in pages
    )
    return Drawn(_worn(whole, chance), np.asarray(strokes), dpi / 72)


def _rendered(chance: Random, pen: Pen | None, dpi: int, *, only: bool) -> Image.Image:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(WIDE, HIGH), invariant=1)
    _draw(canvas, chance, pen, only=only)
    canvas.showPage()
    canvas.save()
    document = pypdfium2.PdfDocument(target.getvalue())
    try:
        page: Image.Image = document[0].render(scale=dpi / 72).to_pil().convert("L")
        return page
    finally:
        document.close()


def _worn(page: Image.Image, chance: Random) -> Any:
    grey = np.asarray(page, dtype="float32")
    noise = np.random.default_rng(chance.getrandbits(32))
    grey = 255 - (255 - grey) * chance.uniform(0.55, 1.0)
    grey = grey * chance.uniform(0.8, 1.0) + noise.normal(
        0, chance.choice((0, 2, 6, 11)), grey.shape
    )
    specks = noise.random(grey.shape)
    share = chance.choice((0.0, 0.0, 0.0005, 0.002))
    grey[specks < share] = 30
    image = Image.fromarray(grey.clip(0, 255).astype("uint8"))
    if chance.random() < 0.4:
        target = io.BytesIO()
        image.save(target, "JPEG", quality=chance.randint(25, 80))
        image = Image.open(target)
    return np.asarray(image.convert("L"))


# ── What is printed ─────────────────────────────────────────────────────────────────────


def _draw(canvas: Canvas, chance: Random, pen: Pen | None, *, only: bool) -> None:
    """The block; where `only` is set, its strokes alone."""
    level = chance.uniform(45, 70)
    if not only:
        _line(canvas, chance, level)
        for _ in range(chance.randint(0, 3)):  # what recognition did not know as print
            _words(canvas, chance, level, typed=pen is None)
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            chance.choice((_stamp, _stamp, _stamp, _logo, _box, _tick, _table, _dust, _bars))(
                canvas, chance
            )
    if pen is not None:  # the same strokes, whatever was printed before
        hand = Random(f"{level}")
        pen(canvas, hand, hand.uniform(15, 90), level + hand.uniform(-2, 10))


def _line(canvas: Canvas, chance: Random, level: float) -> None:
    style = chance.choice(("line", "line", "dots", "dashes", "box", "none"))
    canvas.setLineWidth(chance.uniform(0.4, 1.4))
    canvas.setStrokeGray(chance.choice((0, 0, 0.3, 0.6)))
    if style == "box":
        canvas.rect(8, level - 8, WIDE - 20, 60)
        return
    if style != "none":
        dash = {"dots": (1, 2), "dashes": (3, 3)}.get(style, ())
        canvas.setDash(*dash) if dash else None
        canvas.line(10, level, WIDE - chance.uniform(10, 90), level)
        canvas.setDash()


def _words(canvas: Canvas, chance: Random, level: float, *, typed: bool) -> None:
    canvas.setFillGray(chance.choice((0, 0, 0.2, 0.5)))
    canvas.setFont(chance.choice(_FONTS), chance.uniform(7, 20))
    at = chance.choice((level - 14, level - 26, level + 48, level + 62))
    at = level + 4 if typed and chance.random() < 0.5 else at
    canvas.drawString(chance.uniform(8, 120), at, chance.choice((*_LABELS, *_NAMES)))


def _stamp(canvas: Canvas, chance: Random) -> None:
    x, y, radius = chance.uniform(60, 240), chance.uniform(50, 100), chance.uniform(12, 40)
    canvas.saveState()
    canvas.setStrokeColorRGB(0.2, 0.1, chance.uniform(0.3, 0.8))
    canvas.setFillColorRGB(0.2, 0.1, 0.6)
    canvas.setLineWidth(chance.uniform(0.8, 2.5))
    canvas.translate(x, y)
    canvas.rotate(chance.uniform(-25, 25))
    if chance.random() < 0.6:
        canvas.circle(0, 0, radius)
        if chance.random() < 0.6:
            canvas.circle(0, 0, radius * 0.7)
    else:
        canvas.roundRect(-radius * 1.4, -radius * 0.6, radius * 2.8, radius * 1.2, 4)
    if chance.random() < 0.5:  # else recognition knew it as print
        canvas.setFont(chance.choice(_FONTS), radius * chance.uniform(0.2, 0.4))
        canvas.drawCentredString(0, -3, chance.choice(_STAMPED))
    else:
        canvas.setFillGray(1)
        canvas.rect(-radius * 1.2, -4, radius * 2.4, 8, fill=1, stroke=0)
    canvas.restoreState()


def _logo(canvas: Canvas, chance: Random) -> None:
    canvas.setFillGray(chance.uniform(0, 0.5))
    x, y = chance.uniform(20, 220), chance.uniform(85, 120)
    for _ in range(chance.randint(1, 5)):
        shape = chance.choice((canvas.rect, canvas.ellipse))
        a, b = x + chance.uniform(0, 30), y + chance.uniform(-8, 8)
        wide, high = chance.uniform(6, 40), chance.uniform(6, 24)
        corner = (a + wide, b + high) if shape == canvas.ellipse else (wide, high)
        shape(a, b, *corner, fill=1, stroke=0)


def _box(canvas: Canvas, chance: Random) -> None:
    canvas.setStrokeGray(0)
    canvas.rect(chance.uniform(10, 200), chance.uniform(20, 110), chance.uniform(8, 90), 10)


def _tick(canvas: Canvas, chance: Random) -> None:
    x, y, size = chance.uniform(10, 250), chance.uniform(20, 120), chance.uniform(6, 12)
    canvas.rect(x, y, size, size)
    canvas.line(x + 1, y + 1, x + size - 1, y + size - 1)
    canvas.line(x + 1, y + size - 1, x + size - 1, y + 1)


def _table(canvas: Canvas, chance: Random) -> None:
    x, y = chance.uniform(10, 60), chance.uniform(20, 60)
    for row in range(4):
        canvas.line(x, y + 14 * row, x + 180, y + 14 * row)
    for column in range(4):
        canvas.line(x + 60 * column, y, x + 60 * column, y + 42)


def _dust(canvas: Canvas, chance: Random) -> None:
    canvas.setFillGray(0.3)
    x, y = chance.uniform(20, 220), chance.uniform(20, 120)
    for _ in range(chance.randint(5, 60)):
        size = chance.uniform(0.3, 1.6)
        canvas.circle(x + chance.gauss(0, 18), y + chance.gauss(0, 8), size, fill=1, stroke=0)


def _bars(canvas: Canvas, chance: Random) -> None:
    canvas.setFillGray(0)
    x, y = chance.uniform(20, 180), chance.uniform(90, 120)
    for number in range(chance.randint(12, 40)):
        canvas.rect(x + 2.4 * number, y, chance.choice((0.7, 1.4)), 18, fill=1, stroke=0)


# ── What a pen writes ───────────────────────────────────────────────────────────────────


def _pen(chance: Random) -> Pen:
    return chance.choice(
        (_loops, _loops, _waves, _waves, _zigzag, _initials, _letters, _flat, _figures)
    )


def _inked(canvas: Canvas, chance: Random) -> None:
    canvas.setStrokeColorRGB(
        *chance.choice(((0, 0, 0), (0.05, 0.1, 0.5), (0.1, 0.1, 0.7), (0.25, 0.25, 0.3)))
    )
    canvas.setLineCap(1)
    canvas.setLineJoin(1)


def _stroke(canvas: Canvas, chance: Random, points: Sequence[tuple[float, float]]) -> None:
    """A smooth stroke through the points, pressed harder here and there."""
    width = chance.uniform(0.5, 1.9)
    curve = list(_smooth(points))
    for (x0, y0), (x1, y1) in pairwise(curve):
        width = min(2.4, max(0.4, width + chance.gauss(0, 0.06)))
        canvas.setLineWidth(width)
        canvas.line(x0, y0, x1, y1)


def _smooth(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """A Catmull-Rom curve through the points."""
    ends = [points[0], *points, points[-1]]
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(8):
            t = step / 8
            yield tuple(  # type: ignore[misc]
                0.5
                * (
                    2 * b[k]
                    + (c[k] - a[k]) * t
                    + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t
                    + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t**3
                )
                for k in (0, 1)
            )
    yield points[-1]


def _loops(canvas: Canvas, chance: Random, x: float, y: float) -> None:
    _inked(canvas, chance)
    size, slant = chance.uniform(6, 18), chance.uniform(-0.2, 0.6)
    for _ in range(chance.randint(1, 4)):
        points = []
        for _ in range(chance.randint(3, 9)):
            rise = size * chance.choice((0.7, 1, 1, 1.8, 2.6))
            points += [(x, y), (x + slant * rise + 2, y + rise), (x - 2, y + rise * 0.8)]
            x += size * chance.uniform(0.35, 0.9)
            if chance.random() < 0.15:
                points.append((x - 2, y - rise * 0.7))
        _stroke(canvas, chance, points)
        x += chance.uniform(2, 10)
        if x > WIDE - 60:
            return


def _waves(canvas: Canvas, chance: Random, x: float, y: float) -> None:
    """A name written in one go: hills of every height, most of them round."""
    _inked(canvas, chance)
    size, step = chance.uniform(5, 20), chance.uniform(3, 8)
    for _ in range(chance.choice((1, 1, 2))):
        points, level = [], y + chance.uniform(0, 6)
        for number in range(chance.randint(4, 18)):
            rise = size * chance.uniform(0.3, 1.3) if number % 2 else chance.uniform(-3, 2)
            points.append((x, level + rise))
            x += step * chance.uniform(0.5, 1.8)
            level += chance.gauss(0, 1)
        if chance.random() < 0.4:
            points.append((x + chance.uniform(10, 50), level + chance.uniform(-8, 25)))
        _stroke(canvas, chance, points)
        x += chance.uniform(-3, 10)


def _zigzag(canvas: Canvas, chance: Random, x: float, y: float) -> None:
    _inked(canvas, chance)
    size, step = chance.uniform(4, 16), chance.uniform(3, 9)
    points = []
    for number in range(chance.randint(5, 22)):
        points.append((x, y + (size if number % 2 else 0) * chance.uniform(0.5, 1.2)))
        x += step * chance.uniform(0.4, 1.3)
    _stroke(canvas, chance, points)


def _initials(canvas: Canvas, chance: Random, x: float, y: float) -> None:
    _inked(canvas, chance)
    for _ in range(chance.randint(1, 3)):
        high, wide = chance.uniform(12, 34), chance.uniform(8, 22)
        start = chance.uniform(0, 6)
        points = [
            (
                x + wide * (0.5 + 0.5 * math.cos(start + k)) + chance.gauss(0, 1),
                y + high * (0.5 + 0.5 * math.sin(start + k * chance.uniform(0.9, 1.2))),
            )
            for k in np.arange(0, chance.uniform(4, 9), 0.7)
        ]
        _stroke(canvas, chance, points)
        x += wide * chance.uniform(0.6, 1.2)
    if chance.random() < 0.6:
        _stroke(
            canvas,
            chance,
            [
                (x - 30, y + 4),
                (x + 10, y - chance.uniform(0, 8)),
                (x + chance.uniform(30, 90), y + 6),
            ],
        )


def _letters(canvas: Canvas, chance: Random, x: float, y: float) -> None:
    """Letters that stand apart, as people print by hand."""
    _inked(canvas, chance)
    size = chance.uniform(6, 12)
    for _ in range(chance.randint(4, 12)):
        for _ in range(chance.randint(1, 3)):
            points = [
                (x + chance.uniform(0, size * 0.7), y + chance.uniform(0, size)) for _ in range(3)
            ]
            _stroke(canvas, chance, points)
        x += size * chance.uniform(0.6, 1.0)
        y += chance.gauss(0, 0.6)


def _flat(canvas: Canvas, chance: Random, x: float, y: float) -> None:
    """A name of which little is left but a wavy line."""
    _inked(canvas, chance)
    points = [(x, y + 2), (x + 6, y + chance.uniform(10, 26)), (x + 10, y)]
    for _ in range(chance.randint(4, 14)):
        x += chance.uniform(6, 16)
        points.append((x, y + chance.uniform(-2, 5)))
    _stroke(canvas, chance, points)


def _figures(canvas: Canvas, chance: Random, x: float, y: float) -> None:
    """A date: short strokes of one height with slashes or dots between."""
    _inked(canvas, chance)
    size = chance.uniform(7, 12)
    for number in range(8):
        curl = [
            (
                x + size * 0.28 * (1 + math.cos(k + number)),
                y + size * 0.5 * (1 + math.sin(k * chance.uniform(0.8, 1.3))),
            )
            for k in np.arange(0, chance.uniform(2, 6), 0.8)
        ]
        _stroke(canvas, chance, curl if len(curl) > 1 else [(x, y), (x + 1, y + size)])
        x += size * 0.75
        if number in (1, 3):
            _stroke(canvas, chance, [(x, y - 1), (x + 3, y + size + 1)])
            x += 5
