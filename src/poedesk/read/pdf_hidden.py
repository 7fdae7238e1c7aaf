"""Text of a PDF page that nobody sees: off the page, invisible, or in the paper's colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from poedesk.model import Graphic, Segment
from poedesk.read.pdf_graphics import covered
from poedesk.read.pdf_layout import PageText, Plane

_SCAN = 0.5  # of the page under a picture: invisible text is what a scanner recognised
_PALEST = 0xF0
_CONTRAST = 16  # grey levels between the lightest and darkest pixel of something visible
_MOST_PIXELS = 3000  # along a page's longer side
_SMALLEST = 2.0  # points; smaller type is not read by anybody


def hidden(
    page: Any, textpage: Any, text: PageText, plane: Plane, drawn: tuple[Graphic, ...]
) -> tuple[Segment, ...]:
    """The segments of `text` that do not show when the page does.

    Only text whose own drawing makes it suspect is looked at, in a rendering of the page, so
    that white letters on a dark ground and the text layer of a scan are no matter.
    """
    off = [one for one in text.segments if not _on(one, plane)]
    scanned = covered((one for one in drawn if one.kind == "image"), plane) >= _SCAN
    suspect = [
        one
        for one in text.segments
        if _on(one, plane) and _suspect(textpage, text.origins[one.start], one, scanned=scanned)
    ]
    return (*off, *_unseen(page, plane, suspect)) if suspect else tuple(off)


def _on(one: Segment, plane: Plane) -> bool:
    return plane.holds(one.left, one.top, one.right, one.bottom)


def _suspect(textpage: Any, index: int, one: Segment, *, scanned: bool) -> bool:
    import pypdfium2.raw as pdfium

    item = pdfium.FPDFText_GetTextObject(textpage.raw, index)
    if not item:
        return False
    if pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return not scanned
    return min(one.right - one.left, one.bottom - one.top) < _SMALLEST or _pale(textpage, index)


def _pale(textpage: Any, index: int) -> bool:
    import ctypes

    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(textpage.raw, index, red, green, blue, alpha):
        return False
    return alpha.value < 0xFF - _PALEST or min(red.value, green.value, blue.value) >= _PALEST


def _unseen(page: Any, plane: Plane, suspect: list[Segment]) -> Iterator[Segment]:
    """Those of the suspects where the rendered page shows no contrast."""
    width, height = plane.size
    scale = min(1.0, _MOST_PIXELS / max(width, height))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        pixels, stride = bytes(bitmap.buffer), bitmap.stride
        right, bottom = bitmap.width, bitmap.height
    finally:
        bitmap.close()
    for one in suspect:
        left, end = max(0, int(one.left * scale)), min(right, int(one.right * scale) + 1)
        rows = range(max(0, int(one.top * scale)), min(bottom, int(one.bottom * scale) + 1))
        shown = b"".join([pixels[row * stride + left : row * stride + end] for row in rows])
        if not shown or max(shown) - min(shown) < _CONTRAST:
            yield one
