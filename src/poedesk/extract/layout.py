"""What stands beside and above a piece of text on the page: rows and columns by geometry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from poedesk.model import Segment

_REACH = 60.0  # points up to the next cell of a column
_LOOK = 200  # segments looked at in one direction: bounds the work on hostile pages
_CLIMB = 200  # rows climbed to a heading


@dataclass(frozen=True, slots=True)
class Layout:
    """Segments in reading order and in order down the page."""

    by_start: tuple[Segment, ...]
    starts: tuple[int, ...]
    by_top: tuple[Segment, ...]
    tops: tuple[tuple[int, float], ...]

    def at(self, offset: int) -> Segment | None:
        """The segment that holds the character at `offset`."""
        index = bisect_right(self.starts, offset) - 1
        if index >= 0 and offset < self.by_start[index].end:
            return self.by_start[index]
        return None

    def row(self, cell: Segment) -> tuple[Segment, ...]:
        """The segments on the line of `cell`, itself included, from left to right."""
        slack = (cell.bottom - cell.top) / 2
        first = bisect_left(self.tops, (cell.page, cell.top - slack))
        last = bisect_right(self.tops, (cell.page, cell.top + slack), lo=first)
        return tuple(sorted(self.by_top[first : min(last, first + _LOOK)], key=lambda s: s.left))

    def above(self, cell: Segment) -> Segment | None:
        """The nearest segment over `cell` that shares some of its width."""
        slack = (cell.bottom - cell.top) / 2
        last = bisect_left(self.tops, (cell.page, cell.top - slack))
        for other in reversed(self.by_top[max(0, last - _LOOK) : last]):
            if other.page != cell.page or cell.top - other.bottom > _REACH:
                return None
            if other.left < cell.right and cell.left < other.right:
                return other
        return None

    def heading(self, cell: Segment, passing: Callable[[Segment], bool]) -> Segment | None:
        """The first segment above `cell` in its column that is not `passing`."""
        over = self.above(cell)
        for _ in range(_CLIMB):
            if over is None or not passing(over):
                return over
            over = self.above(over)
        return None


def layout(segments: Sequence[Segment]) -> Layout:
    """Sort `segments` for looking up."""
    by_start = tuple(sorted(segments, key=lambda s: s.start))
    by_top = tuple(sorted(segments, key=lambda s: (s.page, s.top, s.left)))
    return Layout(
        by_start, tuple(s.start for s in by_start), by_top, tuple((s.page, s.top) for s in by_top)
    )
