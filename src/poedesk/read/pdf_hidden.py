"""Text of a PDF page that nobody sees: off the page, invisible, tiny, covered,
or in the paper's colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from poedesk.model import Box, Graphic, Segment
from poedesk.read.pdf_covers import NOWHERE, Covers
from poedesk.read.pdf_graphics import address, covered, covers
from poedesk.read.pdf_layout import PageText
from poedesk.read.pdf_plane import Plane
from poedesk.read.pdf_words import char_box

_SCAN = 0.5  # of the page under a picture: invisible text is what a scanner recognised
_WORD = re.compile(r"\S+")
_PALEST = 0xF0
_CONTRAST = 16  # grey levels between the lightest and darkest pixel of something visible
_MOST_PIXELS = 3000  # along a page's longer side
_NARROW = 2  # characters; so few may be narrower than they are high
_SMALLEST = 2.0  # points; smaller type is not read by anybody


def hidden(
    page: Any, textpage: Any, text: PageText, plane: Plane, drawn: tuple[Graphic, ...]
) -> tuple[tuple[int, int], ...]:
    """The places in `text` that do not show when the page does.

    What shows is seen in a rendering of the page, so that white letters on a dark ground are no
    matter, and letters that a layer, a clip path or their own transparency hides are. Under the
    picture of a scan invisible letters are what the scanner recognised.
    """
    scanned = covered((one for one in drawn if one.kind == "image"), plane) >= _SCAN
    gone = {one for one in text.segments if not _on(one, plane) or _tiny(textpage, text, one)}
    shown = [one for one in text.segments if one not in gone]
    if scanned:
        shown = [one for one in shown if _pale(textpage, text.origins[one.start])]
    elif shown:
        gone |= set(_unseen(_Picture.of(page, plane), shown))
    found = [(one.start, one.end) for one in text.segments if one in gone]
    if not scanned:
        left = [one for one in shown if one not in gone]
        found += _under(page, textpage, text, left, plane)
    return tuple(sorted(found))


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
) -> Iterator[tuple[int, int]]:
    """Words over which something is drawn later, and that may change without being seen to."""
    found, places = covers(page, plane)
    over = Covers(found, plane.size[1])
    pictures = Covers((one for one in found if one.picture), plane.size[1])
    suspect: list[tuple[int, int, Box, bool]] = []
    items: dict[int, Any] = {}
    near = [one for one in shown if over.latest(_box(one)) != NOWHERE]
    for start, end, box in (word for one in near for word in words(textpage, text, one, plane)):
        latest = over.latest(box)
        if latest == NOWHERE:
            continue
        letters = {
            address(item): item
            for at in range(start, end)
            if (item := _text_object(textpage, text.origins[at]))
        }
        last = max((places.get(one, NOWHERE) for one in letters), default=NOWHERE)
        if latest > last != NOWHERE:
            suspect.append((start, end, box, pictures.latest(box) > last))
            items |= letters
    if not suspect:
        return
    before = _Picture.of(page, plane)
    for item in items.values():
        _recolour(item)
    after = _Picture.of(page, plane)
    for start, end, box, pictured in suspect:
        cut = before.cut(box)
        if _plain(cut) or (pictured and cut == after.cut(box)):
            yield start, end


def words(
    textpage: Any, text: PageText, one: Segment, plane: Plane
) -> Iterator[tuple[int, int, Box]]:
    """The words of a segment with their boxes, a little smaller than their letters' cells."""
    for match in _WORD.finditer(text.text, one.start, one.end):
        start, end = match.span()
        a = plane.shown(char_box(textpage, text.origins[start]))
        b = plane.shown(char_box(textpage, text.origins[end - 1]))
        yield start, end, (
            min(a[0], b[0]), min(a[1], b[1]) + 1, max(a[2], b[2]), max(a[3], b[3]) - 1
        )  # fmt: skip


def _text_object(textpage: Any, index: int) -> Any:
    import pypdfium2.raw as pdfium

    return pdfium.FPDFText_GetTextObject(textpage.raw, index)


def _recolour(item: Any) -> None:
    """Give letters another colour, in memory only."""
    import ctypes

    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    other = 0 if red.value + green.value + blue.value > 3 * 0x80 else 0xFF
    pdfium.FPDFPageObj_SetFillColor(item, other, other, other, 0xFF)


def _box(one: Segment) -> Box:
    return one.left, one.top, one.right, one.bottom


def _on(one: Segment, plane: Plane) -> bool:
    return plane.holds(one.left, one.top, one.right, one.bottom)


def _pale(textpage: Any, index: int) -> bool:
    import ctypes

    import pypdfium2.raw as pdfium

    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFText_GetFillColor(textpage.raw, index, red, green, blue, alpha):
        return False
    return alpha.value < 0xFF - _PALEST or min(red.value, green.value, blue.value) >= _PALEST


def _unseen(picture: _Picture, suspect: list[Segment]) -> Iterator[Segment]:
    """Those of the suspects where the rendered page shows no contrast."""
    for one in suspect:
        if _plain(picture.cut(_box(one))):
            yield one


def _plain(pixels: bytes) -> bool:
    """Whether nothing can be told from what is around it."""
    return not pixels or max(pixels) - min(pixels) < _CONTRAST


@dataclass(frozen=True, slots=True)
class _Picture:
    """The page as it is shown, in grey; `scale` is pixels a point."""

    pixels: bytes
    stride: int
    width: int
    height: int
    scale: float

    @classmethod
    def of(cls, page: Any, plane: Plane) -> _Picture:
        """Render the page, without what annotations draw upon it."""
        scale = min(1.0, _MOST_PIXELS / max(plane.size))
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
        try:
            return cls(bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height, scale)
        finally:
            bitmap.close()

    def cut(self, box: Box) -> bytes:
        """The pixels within a box on the shown page."""
        x0, y0, x1, y1 = box
        left, end = max(0, int(x0 * self.scale)), min(self.width, int(x1 * self.scale) + 1)
        top, bottom = max(0, int(y0 * self.scale)), min(self.height, int(y1 * self.scale) + 1)
        rows = range(top, bottom)
        return b"".join(
            [self.pixels[row * self.stride + left : row * self.stride + end] for row in rows]
        )
