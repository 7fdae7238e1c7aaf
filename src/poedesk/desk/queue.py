"""The queue: every claim by its newest review, those that need a person first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import DataTable, Footer, Input, Static

from poedesk.desk.claim import ClaimScreen
from poedesk.desk.style import outcome_text
from poedesk.report.escape import line
from poedesk.store import QueueRow, count_claims, queue

if TYPE_CHECKING:
    from poedesk.store import Database

_COLUMNS = (
    ("verdict", 7),
    ("decided", 7),
    ("claim", 24),
    ("customer", 20),
    ("why", 60),
    ("acknowledged", 12),
    ("workloads", 20),
    ("partner", 24),
)


class QueueScreen(Screen[None]):
    """A row a claim; Enter opens it, typing after / narrows the rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="filter"),
        Binding("r", "reload", "Reload", id="reload"),
        Binding("escape", "clear", "Clear filter", id="clear"),
        Binding("q", "app.quit", "Quit", id="quit"),
    ]

    def __init__(self, db: Database, reviewer: str) -> None:
        super().__init__()
        self._db = db
        self._reviewer = reviewer
        self._rows: tuple[QueueRow, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the counts, the filter and the table."""
        yield Static(id="counts")
        yield Input(placeholder="filter: any words of a row", id="filter")
        yield DataTable(cursor_type="row", zebra_stripes=True, id="queue")
        yield Footer()

    def on_mount(self) -> None:
        """Make the columns and read the queue."""
        table = self.query_one(DataTable)
        for title, width in _COLUMNS:
            table.add_column(title, width=width)
        table.focus()

    def on_screen_resume(self) -> None:
        """Back from a claim: what was decided there is shown here."""
        self.action_reload()

    def action_reload(self) -> None:
        """Read the queue again."""
        self._rows = queue(self._db)
        self._fill()

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one("#filter").focus()

    def action_clear(self) -> None:
        """Show every row again."""
        self.query_one("#filter", Input).value = ""
        self.query_one(DataTable).focus()

    def on_input_changed(self) -> None:
        """Narrow the rows while typing."""
        self._fill()

    def on_input_submitted(self) -> None:
        """Enter goes from the filter to the rows."""
        self.query_one(DataTable).focus()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Open the claim."""
        assert event.row_key.value is not None
        screen = ClaimScreen(self._db, int(event.row_key.value), self._reviewer)
        self.app.push_screen(screen)

    def _fill(self) -> None:
        words = self.query_one("#filter", Input).value.lower().split()
        shown = [row for row in self._rows if _matches(row, words)]
        table = self.query_one(DataTable)
        at = table.cursor_row
        table.clear()
        for row in shown:
            table.add_row(*_cells(row), key=str(row.review_id))
        if shown:
            table.move_cursor(row=min(at, len(shown) - 1))
        self.query_one("#counts", Static).update(
            _counts(self._rows, len(shown), count_claims(self._db))
        )


def _matches(row: QueueRow, words: list[str]) -> bool:
    text = " ".join(
        (row.verdict, row.claim_id, row.customer, row.partner, *row.workloads,
         row.rule or "", row.reason or "", row.decided or "new")
    ).lower()  # fmt: skip
    return all(word in text for word in words)


def _cells(row: QueueRow) -> tuple[Text, ...]:
    why = f"{row.rule}: {row.reason}" if row.rule else ""
    return (
        outcome_text(row.verdict),
        outcome_text(row.decided) if row.decided else Text("new", style="dim"),
        Text(line(row.claim_id, 60)),
        Text(line(row.customer, 60)),
        Text(line(why, 200)),
        Text(row.acknowledged_on or "–"),
        Text(", ".join(row.workloads)),
        Text(line(row.partner, 60)),
    )


def _counts(rows: tuple[QueueRow, ...], shown: int, stored: int) -> Text:
    if not rows:
        return Text("No claims yet: poedesk desk PATH takes some in.", style="italic")
    verdicts = Counter(row.verdict for row in rows)
    claims = f"{len(rows)} claims" if len(rows) == stored else f"first {len(rows)} of {stored}"
    text = Text.assemble((f"{claims}  ", "bold"))
    for verdict in ("review", "fail", "pass"):
        text.append_text(outcome_text(verdict)).append(f" {verdicts[verdict]}   ")
    new = sum(row.decided is None for row in rows)
    text.append(f"{new} to decide", style="bold")
    if shown < len(rows):
        text.append(f"   {shown} shown", style="italic")
    return text
