"""Text of a PDF page that nobody sees: off the page, invisible, tiny, covered,
or in the paper's colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from poedesk.model import Box, Graphic, Segment
from poedesk.read.pdf_graphics import address, covered, covers
from poedesk.read.pdf_layout import PageText
from poedesk.read.pdf_plane import Plane

_SCAN = 0.5  # of the page under a picture: invisible text is what a scanner recognised
_PALEST = 0xF0
_CONTRAST = 16  # grey levels between the lightest and darkest pixel of something visible
_MOST_PIXELS = 3000  # along a page's longer side
_NARROW = 2  # characters; so few may be narrower than they are high
_MOSTLY = 0.8  # of a line's width under something drawn later
_SMALLEST = 2.0  # points; smaller type is not read by anybody


def hidden(
    page: Any, textpage: Any, text: PageText, plane: Plane, drawn: tuple[Graphic, ...]
) -> tuple[Segment, ...]:
    """The segments of `text` that do not show when the page does.

    Only text whose own drawing makes it suspect is looked at, in a rendering of the page, so
    that white letters on a dark ground and the text layer of a scan are no matter.
    """
    gone = [one for one in text.segments if not _on(one, plane) or _tiny(textpage, text, one)]
    shown = [one for one in text.segments if one not in gone]
    scanned = covered((one for one in drawn if one.kind == "image"), plane) >= _SCAN
    suspect = [
        (one, (one.left, one.top, one.right, one.bottom))
        for one in shown
        if _suspect(textpage, text.origins[one.start], one, scanned=scanned)
    ]
    if not scanned:
        suspect += _under(page, textpage, text, shown, plane)
    unseen = set(_unseen(page, plane, suspect)) if suspect else set()
    return tuple(one for one in text.segments if one in unseen or one in gone)


def _tiny(textpage: Any, text: PageText, one: Segment) -> bool:
    """Whether the type is too small to be read, by its font and by what is drawn of it."""
    sides = one.right - one.left, one.bottom - one.top
    height = min(sides) if one.end - one.start > _NARROW else max(sides)
    if height >= _SMALLEST:
        return False
    written = [at for at in range(one.start, one.end) if text.text[at].isalnum()]
    drawn = [_drawn_size(textpage, text.origins[at]) for at in written] or [0.0]
    return 0.0 < max(drawn) < _SMALLEST


def _drawn_size(textpage: Any, index: int) -> float:
    import ctypes

    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
    return max(right.value - left.value, top.value - bottom.value)


def _under(
    page: Any, textpage: Any, text: PageText, shown: list[Segment], plane: Plane
) -> Iterator[tuple[Segment, Box]]:
    """Segments over whose middle something is drawn later, and how much of them it covers."""
    import pypdfium2.raw as pdfium

    over, places = covers(page, plane)
    for one in shown if over else ():
        x, y = (one.left + one.right) / 2, (one.top + one.bottom) / 2
        above = [(place, box) for place, box in over if _holds(box, x, y)]
        if not above:
            continue
        item = pdfium.FPDFText_GetTextObject(textpage.raw, text.origins[one.start])
        drawn = places.get(address(item)) if item else None
        for place, (left, top, right, bottom) in above:
            part = (
                max(one.left, left),
                max(one.top, top),
                min(one.right, right),
                min(one.bottom, bottom),
            )
            if (
                drawn is not None
                and place > drawn
                and part[2] - part[0] >= _MOSTLY * (one.right - one.left)
            ):
                yield one, (part[0] + 1, part[1] + 1, part[2] - 1, part[3] - 1)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] < x < box[2] and box[1] < y < box[3]


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


def _unseen(page: Any, plane: Plane, suspect: list[tuple[Segment, Box]]) -> Iterator[Segment]:
    """Those of the suspects where the rendered page shows no contrast."""
    width, height = plane.size
    scale = min(1.0, _MOST_PIXELS / max(width, height))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        pixels, stride = bytes(bitmap.buffer), bitmap.stride
        right, bottom = bitmap.width, bitmap.height
    finally:
        bitmap.close()
    for one, (x0, y0, x1, y1) in suspect:
        left, end = max(0, int(x0 * scale)), min(right, int(x1 * scale) + 1)
        rows = range(max(0, int(y0 * scale)), min(bottom, int(y1 * scale) + 1))
        shown = b"".join([pixels[row * stride + left : row * stride + end] for row in rows])
        if not shown or max(shown) - min(shown) < _CONTRAST:
            yield one
