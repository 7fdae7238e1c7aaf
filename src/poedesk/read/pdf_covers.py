"""What is drawn over a place of a PDF page: found without looking at all that is drawn on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from poedesk.model import Box

NOWHERE = -1  # the place in drawing order of what is not drawn
_STRIPS = 64  # of a page; what reaches beyond the page counts to the first or last


@dataclass(frozen=True, slots=True)
class Cover:
    """Something drawn that hides what was drawn before it; `place` counts in drawing order."""

    place: int
    box: Box
    picture: bool


class Covers:
    """The covers of a shown page of a certain height, by the strips of the page they lie on."""

    def __init__(self, found: Iterable[Cover], height: float) -> None:
        self._height = max(height, 1.0) / _STRIPS
        self._strips: list[list[Cover]] = [[] for _ in range(_STRIPS)]
        for one in sorted(found, key=lambda one: -one.place):
            for strip in self._strips[self._strip(one.box[1]) : self._strip(one.box[3]) + 1]:
                strip.append(one)

    def latest(self, box: Box) -> int:
        """The place of the last of them that is drawn over the middle line of a box, or NOWHERE."""
        left, top, right, bottom = box
        y = (top + bottom) / 2
        for one in self._strips[self._strip(y)]:
            start, upper, end, lower = one.box
            if upper < y < lower and min(end, right) - max(start, left) > 1:
                return one.place
        return NOWHERE

    def _strip(self, y: float) -> int:
        return int(min(max(y / self._height, 0), _STRIPS - 1))
