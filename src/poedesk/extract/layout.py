"""What stands beside and above a piece of text on the page: rows and columns by geometry."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from poedesk.model import Segment

_REACH = 60.0  # points up to the next cell of a column
_LOOK = 200  # segments looked at in one direction: bounds the work on hostile pages


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

    def headings(self, passing: Callable[[Segment], bool]) -> dict[int, Segment | None]:
        """For each segment, by its start, the first one above in its column that is not
        `passing` (not itself a number, say).
        """
        heads: dict[int, Segment | None] = {}
        for cell in self.by_top:
            over = self.above(cell)
            climb = over is not None and passing(over)
            heads[cell.start] = heads.get(over.start) if over and climb else over
        return heads


def layout(segments: Sequence[Segment]) -> Layout:
    """Sort `segments` for looking up."""
    by_start = tuple(sorted(segments, key=lambda s: s.start))
    by_top = tuple(sorted(segments, key=lambda s: (s.page, s.top, s.left)))
    return Layout(
        by_start, tuple(s.start for s in by_start), by_top, tuple((s.page, s.top) for s in by_top)
    )
