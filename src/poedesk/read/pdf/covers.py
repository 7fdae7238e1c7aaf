"""What is drawn over a place of a PDF page: found without looking at all that is drawn on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from poedesk.model import Box

NOWHERE = -1  # the place in drawing order of what is not drawn
_STRIPS = 64  # of a page; what reaches beyond the page counts to the first or last


@dataclass(frozen=True, slots=True)
class Cover:
    """Something drawn that may hide what was drawn before it; `place` counts in drawing order."""

    place: int
    box: Box


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text object, its place in drawing order and its box on the shown page."""

    place: int
    box: Box
    item: Any


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
        return next((one.place for one in self._near(box) if _over(one.box, box)), NOWHERE)

    def below(self, one: Drawn, most: int) -> int:
        """How many of them were drawn before a text in its place, counted as far as `most`."""
        under = (it for it in self._near(one.box) if it.place < one.place)
        return len(list(islice((it for it in under if _over(it.box, one.box)), most)))

    def _near(self, box: Box) -> list[Cover]:
        return self._strips[self._strip((box[1] + box[3]) / 2)]

    def _strip(self, y: float) -> int:
        return int(min(max(y / self._height, 0), _STRIPS - 1))


def _over(cover: Box, box: Box) -> bool:
    """Whether a cover takes more than a point, or half, of a box's middle line."""
    left, top, right, bottom = box
    start, upper, end, lower = cover
    enough = min(1.0, (right - left) / 2)
    return upper < (top + bottom) / 2 < lower and min(end, right) - max(start, left) >= enough
