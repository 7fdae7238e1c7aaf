"""A table of any length: only the rows that are looked at are read and drawn."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from poedesk.store import QueueRow

_PAGE = 100  # rows that are read at once
_PAGES = 40  # pages that are remembered


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in cells (0: what the others leave); shown from a `screen` of that width on."""

    title: str
    width: int
    screen: int
    cell: Callable[[QueueRow], Text]


class Rows(ScrollView, can_focus=True):
    """Shows the rows of these numbers; `read` gives the rows of some of them, in order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "go(0)", "First", show=False),
        Binding("end", "go(-1)", "Last", show=False),
        Binding("enter", "open", "Open", id="open"),
        Binding("space", "mark", "Mark", id="mark"),
    ]

    class Opened(Message):
        """The row at `index` is to be opened."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Marked(Message):
        """Other rows are marked than before."""

    def __init__(
        self,
        columns: Sequence[Column],
        read: Callable[[Sequence[int]], Sequence[QueueRow]],
        *,
        id: str | None = None,  # noqa: A002  textual's own name
    ) -> None:
        super().__init__(id=id)
        self._columns = columns
        self._read = read
        self._drawn: dict[tuple[int, str, Style, int], Strip] = {}
        self._pages: OrderedDict[int, tuple[QueueRow, ...]] = OrderedDict()
        self.numbers: Sequence[int] = ()
        self.cursor = 0
        self.marked: set[int] = set()

    def show(self, numbers: Sequence[int]) -> None:
        """Show these rows; the cursor stays on its row where that is still there, and marks stay
        on what is shown.
        """
        at = self.numbers[self.cursor] if self.numbers else None
        self.numbers = numbers
        self._pages.clear()
        self._drawn.clear()
        self.cursor = min(self.cursor, max(len(numbers) - 1, 0))
        if at is not None and (not numbers or numbers[self.cursor] != at) and at in set(numbers):
            self.cursor = list(numbers).index(at)
        self.marked &= set(numbers)
        self.virtual_size = Size(0, len(numbers) + 1)
        self._follow()
        self.refresh()

    def row(self, index: int) -> QueueRow | None:
        """The row at `index`, None where it is gone meanwhile."""
        page = index // _PAGE
        if page not in self._pages:
            self._drawn.clear()  # as many as are remembered rows
            wanted = self.numbers[page * _PAGE : (page + 1) * _PAGE]
            found = {one.review_id: one for one in self._read(wanted)}
            self._pages[page] = tuple(found[one] for one in wanted if one in found)
            while len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        rows = self._pages[page]
        return rows[index % _PAGE] if index % _PAGE < len(rows) else None

    def chosen(self) -> list[QueueRow]:
        """The marked rows, else the one under the cursor."""
        if self.marked:
            places = (n for n, number in enumerate(self.numbers) if number in self.marked)
            return [row for row in map(self.row, places) if row is not None]
        row = self.row(self.cursor) if self.numbers else None
        return [row] if row is not None else []

    def mark(self, numbers: Iterable[int]) -> None:
        """Mark these rows and no others."""
        self.marked = set(numbers) & set(self.numbers)
        self.refresh()
        self.post_message(self.Marked())

    # ── Keys and mouse ──────────────────────────────────────────────────────────────────

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.action_go(max(0, min(self.cursor + step, len(self.numbers) - 1)))

    def action_page(self, step: int) -> None:
        """Move the cursor by what the screen shows."""
        self.action_move(step * max(self.size.height - 2, 1))

    def action_go(self, index: int) -> None:
        """Move the cursor to a row; negative numbers count from the end."""
        if self.numbers:
            left, self.cursor = self.cursor, index % len(self.numbers)
            if self._follow():
                self.refresh()
            else:
                self._redraw(left, self.cursor)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.numbers:
            self.post_message(self.Opened(self.cursor))

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take the mark away, and go on to the next."""
        if self.numbers:
            self.marked ^= {self.numbers[self.cursor]}
            self.action_move(1)
            self.refresh()
            self.post_message(self.Marked())

    def on_click(self, event: Click) -> None:
        """A click chooses a row, another one opens it."""
        index = event.y - 1 + self.scroll_offset.y
        if event.y >= 1 and index < len(self.numbers):
            again = index == self.cursor
            self.action_go(index)
            if again or event.chain > 1:
                self.action_open()

    def on_resize(self, _: Resize) -> None:
        """Keep the cursor in sight."""
        self._follow()

    def _follow(self) -> bool:
        """Scroll the cursor into sight; whether that was needed."""
        seen = max(self.size.height - 1, 1)
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + seen:
            self.scroll_to(y=self.cursor - seen + 1, animate=False)
        return not top <= self.cursor < top + seen

    def _redraw(self, *indexes: int) -> None:
        """Only these rows: the others look as before."""
        top = self.scroll_offset.y - 1
        self.refresh(*(Region(0, one - top, self.size.width, 1) for one in indexes))

    # ── Drawing ─────────────────────────────────────────────────────────────────────────

    def render_line(self, y: int) -> Strip:
        """One row of the screen (textual's line API): the head stays, the rows move below it."""
        width = self.size.width
        index = y - 1 + self.scroll_offset.y
        if y == 0:
            titles = [Text(one.title) for one in self._columns]
            return self._strip(" ", titles, self.rich_style + Style(bold=True, underline=True))
        row = self.row(index) if index < len(self.numbers) else None
        style = self.rich_style
        if row is None:
            return Strip.blank(width, style)
        if index == self.cursor:
            style += self.get_component_rich_style("rows--cursor", partial=True)
        sign = "▪" if row.review_id in self.marked else " "
        look = (row.review_id, sign, style, width)
        if look not in self._drawn:
            cells = [one.cell(row) for one in self._columns]
            self._drawn[look] = self._strip(sign, cells, style)
        return self._drawn[look]

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor"}

    def _strip(self, sign: str, cells: Sequence[Text], style: Style) -> Strip:
        segments = [Segment(sign, style)]
        for width, text in zip(self._widths(), cells, strict=True):
            if width:
                segments.extend(_cell(text, width, style))
                segments.append(Segment(" ", style))
        return Strip(segments).adjust_cell_length(self.size.width, style)

    def _widths(self) -> list[int]:
        """Of each column, 0 where it is left out."""
        screen = self.size.width
        fixed = [one.width if screen >= one.screen else 0 for one in self._columns]
        gaps = sum(bool(width) for width in fixed) + 2
        free = [not one.width and screen >= one.screen for one in self._columns]
        rest = max(screen - sum(fixed) - gaps, 10)
        return [rest if is_free else width for is_free, width in zip(free, fixed, strict=True)]


def _cell(text: Text, width: int, style: Style) -> Iterable[Segment]:
    """The text in so many cells, cut where it is longer."""
    whole = cell_len(text.plain) > width
    shown = set_cell_size(text.plain, width - 1) + "…" if whole else text.plain
    own = Style.parse(str(text.style)) if text.style else Style()
    spans = [span.style for span in text.spans[:1]]
    own += Style.parse(str(spans[0])) if spans else Style()
    yield Segment(shown, style + own)
    yield Segment(" " * (width - cell_len(shown)), style)
