"""A scanner: turns papers into pictures, as bad as wanted, and pictures into files."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

POINTS = 72
_PAPER = 250  # grey of the paper that a turned page leaves free


@dataclass(frozen=True, slots=True)
class Wear:
    """What scanning does to a page: `skew` in degrees and `quarters` clockwise, `grain` and
    `specks` of noise, `fade` of the ink, `quality` of the JPEG that comes out.
    """

    dpi: int = 200
    skew: float = 0.0
    quarters: int = 0
    grain: float = 0.0
    specks: float = 0.0
    fade: float = 0.0
    quality: int | None = None


CLEAN = Wear()


def typeset(lines: Sequence[str], font: str = "Helvetica", size: float = 10.5) -> bytes:
    """A PDF page of lines of text; `font` is a standard font or the path of a TrueType file."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    if Path(font).suffix:
        pdfmetrics.registerFont(TTFont(Path(font).stem, font))
        font = Path(font).stem
    canvas.setFont(font, size)
    for number, line in enumerate(lines):
        canvas.drawString(56, A4[1] - 70 - 1.5 * size * number, line)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def photographed(pdf: bytes, wear: Wear = CLEAN, seed: int = 1) -> list[Image.Image]:
    """A picture of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=wear.dpi / POINTS).to_pil().convert("L") for page in document]
    finally:
        document.close()
    return [worn(page, wear, Random(seed + number)) for number, page in enumerate(pages)]


def worn(page: Image.Image, wear: Wear, chance: Random) -> Image.Image:
    """The page as the scanner sees it."""
    turned = page.rotate(
        -wear.skew, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=_PAPER
    )
    grey: Any = np.asarray(turned, dtype="float32")
    noise = np.random.default_rng(chance.getrandbits(32))
    grey = 255 - (255 - grey) * (1 - wear.fade)
    grey += noise.normal(0, wear.grain, grey.shape) if wear.grain else 0
    specks = noise.random(grey.shape)
    grey[specks < wear.specks / 2] = 0
    grey[specks > 1 - wear.specks / 2] = 255
    image = Image.fromarray(grey.clip(0, 255).astype("uint8"))
    image = image.rotate(-90 * wear.quarters, expand=True)
    if wear.quality is None:
        return image
    target = io.BytesIO()
    image.save(target, "JPEG", quality=wear.quality)
    return Image.open(io.BytesIO(target.getvalue()))


def as_pdf(pages: Sequence[Image.Image], dpi: int = 200) -> bytes:
    """A PDF of pictures without any text."""
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for page in pages:
        size = page.width * POINTS / dpi, page.height * POINTS / dpi
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(page), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def as_picture(pages: Sequence[Image.Image], kind: str = "PNG", dpi: int = 200) -> bytes:
    """A picture file; only a TIFF can hold several pages."""
    target = io.BytesIO()
    first, *rest = pages
    more: dict[str, Any] = {"save_all": True, "append_images": rest} if rest else {}
    first.save(target, kind, dpi=(dpi, dpi), **more)
    return target.getvalue()
