"""The text of a document with its evidence lit, wrapped to the width that there is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.events import Resize
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from poedesk.desk.style import FOUND, harmless

_TAB = " │ "
_MOST = 2000  # places that a search lights


@dataclass(frozen=True, slots=True)
class Lit:
    """A range of the text (code points) and how it is lit."""

    start: int
    end: int
    style: Style


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Ranges of `text` that fit `width` cells each, broken at spaces where possible."""
    rows: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        rows.extend((start + a, start + b) for a, b in _wrap_line(line, max(width, 8)))
        start += len(line) + 1
    return rows


def _wrap_line(line: str, width: int) -> Iterator[tuple[int, int]]:
    start, used, space = 0, 0, -1
    for index, character in enumerate(line):
        cells = cell_len(_TAB) if character == "\t" else cell_len(character)
        if used + cells > width and index > start:
            cut = space + 1 if space >= start else index
            yield start, cut
            start = cut
            used = sum(cell_len(_TAB if c == "\t" else c) for c in line[start:index])
        if character in " \t":
            space = index
        used += cells
    yield start, len(line)


def _folded(text: str) -> str:
    """In one case, character by character: as long as before."""
    return "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


class DocumentView(ScrollView, can_focus=True):
    """Shows one text; `show` changes what stands in it, `reveal` scrolls a place into view."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  textual's own name
        super().__init__(id=id)
        self._text = ""
        self._lit: Sequence[Lit] = ()
        self._found: Sequence[Lit] = ()
        self._rows: list[tuple[int, int]] = [(0, 0)]
        self._width = 0

    def show(self, text: str, lit: Sequence[Lit]) -> None:
        """Show `text`; later entries of `lit` lie over earlier ones."""
        self._lit = lit
        text = harmless(text)
        if text != self._text:
            self._text = text
            self._found = ()
            self._lay_out()
        self.refresh()

    def find(self, words: str) -> tuple[int, ...]:
        """Light every place where the words stand, whatever their case, and return where."""
        hay, needle = _folded(self._text), _folded(words.strip())
        places: list[int] = []
        at = hay.find(needle) if needle else -1
        while at >= 0 and len(places) < _MOST:
            places.append(at)
            at = hay.find(needle, at + len(needle))
        self._found = tuple(Lit(one, one + len(needle), FOUND) for one in places)
        self.refresh()
        return tuple(places)

    @property
    def top(self) -> int:
        """Where in the text the first row on the screen begins."""
        row = min(self.scroll_offset.y, len(self._rows) - 1)
        return self._rows[row][0]

    def reveal(self, offset: int) -> None:
        """Scroll so that the character at `offset` stands in the upper third."""
        row = max(bisect_right(self._rows, (offset, len(self._text) + 1)) - 1, 0)
        self.scroll_to(y=max(row - self.size.height // 3, 0), animate=False)

    def on_resize(self, event: Resize) -> None:
        """Wrap again for the new width."""
        if event.size.width != self._width:
            self._width = event.size.width
            self._lay_out()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width or self._width
        self._rows = wrap(self._text, width)
        self.virtual_size = Size(width, len(self._rows))

    def render_line(self, y: int) -> Strip:
        """One row of the screen (textual's line API)."""
        number = y + self.scroll_offset.y
        width = self.size.width
        if number >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        start, end = self._rows[number]
        pieces = [Segment(text, style) for text, style in self._pieces(start, end)]
        return Strip(pieces).extend_cell_length(width, self.rich_style).crop(0, width)

    def _pieces(self, start: int, end: int) -> Iterator[tuple[str, Style]]:
        lit = (*self._lit, *self._found)
        here = [one for one in lit if one.start < end and one.end > start]
        cuts = {start, end}
        for one in here:
            cuts |= {max(one.start, start), min(one.end, end)}
        edges = sorted(cuts)
        for left, right in pairwise(edges):
            style = self.rich_style
            for one in here:
                if one.start <= left and right <= one.end:
                    style += one.style
            yield self._text[left:right].replace("\t", _TAB), style
