"""A PDF page as it is shown, in grey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from poedesk.model import Box
from poedesk.read.pdf.plane import Plane

_MOST_PIXELS = 3000  # along a page's longer side
_CONTRAST = 16  # grey levels between the lightest and darkest pixel of something visible
_CHANGE = 8  # grey levels; less is no change of a pixel


@dataclass(frozen=True, slots=True)
class Picture:
    """The page as it is shown, in grey; `scale` is pixels a point."""

    pixels: bytes
    stride: int
    width: int
    height: int
    scale: float

    @classmethod
    def of(cls, page: Any, plane: Plane, *, annotated: bool) -> Picture:
        """Render the page, with what annotations draw upon it where it is `annotated`."""
        scale = min(1.0, _MOST_PIXELS / max(plane.size))
        bitmap = page.render(
            scale=scale, grayscale=True, may_draw_forms=False, draw_annots=annotated
        )
        try:
            return cls(bytes(bitmap.buffer), bitmap.stride, bitmap.width, bitmap.height, scale)
        finally:
            bitmap.close()

    def plain(self, box: Box) -> bool:
        """Whether nothing within a box on the shown page can be told from what is around it."""
        pixels = self._cut(box)
        return not pixels or max(pixels) - min(pixels) < _CONTRAST

    def changed(self, other: Picture, box: Box) -> float:
        """The share of a box's pixels, 0 to 1, that are others in another picture of the page."""
        here, there = self._cut(box), other._cut(box)
        changes = sum(abs(a - b) > _CHANGE for a, b in zip(here, there, strict=True))
        return changes / max(len(here), 1)

    def _cut(self, box: Box) -> bytes:
        x0, y0, x1, y1 = box
        left, end = max(0, int(x0 * self.scale)), min(self.width, int(x1 * self.scale) + 1)
        top, bottom = max(0, int(y0 * self.scale)), min(self.height, int(y1 * self.scale) + 1)
        rows = range(top, bottom)
        return b"".join(
            [self.pixels[row * self.stride + left : row * self.stride + end] for row in rows]
        )
