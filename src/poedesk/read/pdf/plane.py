"""Where things stand on a PDF page as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from poedesk.model import Box


@dataclass(frozen=True, slots=True)
class Plane:
    """The shown page: turns PDF user space (y up, unrotated) into `Segment` coordinates.

    `box` is the page's crop box in user space, `turn` its clockwise rotation in degrees.
    """

    page: int
    box: Box
    turn: int

    def shown(self, box: Box) -> Box:
        """left, top, right, bottom on the shown page of a left, bottom, right, top box."""
        left, bottom, right, top = box
        x0, y0, x1, y1 = self.box
        if self.turn == 90:
            return bottom - y0, left - x0, top - y0, right - x0
        if self.turn == 180:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if self.turn == 270:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        return left - x0, y1 - top, right - x0, y1 - bottom

    def drawn(self, shown: Box) -> Box:
        """The way back: left, bottom, right, top in user space of a shown box."""
        left, top, right, bottom = shown
        x0, y0, x1, y1 = self.box
        if self.turn == 90:
            return x0 + top, y0 + left, x0 + bottom, y0 + right
        if self.turn == 180:
            return x1 - right, y0 + top, x1 - left, y0 + bottom
        if self.turn == 270:
            return x1 - bottom, y1 - right, x1 - top, y1 - left
        return x0 + left, y1 - bottom, x0 + right, y1 - top

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the shown page."""
        _, _, width, height = self.shown(self.box)
        return width, height

    def holds(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether any of a shown box lies on the page."""
        width, height = self.size
        return right > 0 and left < width and bottom > 0 and top < height
