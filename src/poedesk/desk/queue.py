"""The queue: every claim by its newest review, those that need a person first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Input, Static
from textual.worker import get_current_worker

from poedesk.desk import bulk
from poedesk.desk.claim import ClaimScreen
from poedesk.desk.groups import GroupsScreen
from poedesk.desk.intake import Intake, PathScreen
from poedesk.desk.rows import Column, Rows
from poedesk.desk.second import SecondLookScreen
from poedesk.desk.session import Session
from poedesk.desk.style import outcome_text
from poedesk.errors import UsageError
from poedesk.report.escape import line
from poedesk.store import Query, QueueRow, Tally, parse, queue_numbers, queue_rows, tally
from poedesk.store.due import working
from poedesk.store.queue import alike

_DEADLINE = 14  # working days from the claim
_LOOK = 1.0  # seconds between looks for what others decided
_PAUSE = 0.15  # seconds without a key before a filter is applied
_EMPTY = (
    "No claims yet. Press [b]t[/b] to take in a folder of claims, or start with "
    "[b]poedesk desk PATH[/b]; [b]poedesk desk sample_poe[/b] shows examples. [b]?[/b] is help."
)


class QueueScreen(Screen[None]):
    """A row a claim; Enter opens it, what is typed after / narrows the rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", id="filter"),
        Binding("question_mark", "app.help", "Help", id="help"),
        Binding("g", "groups", "Groups", id="groups"),
        Binding("a", "mark_alike", "Mark alike", id="alike", show=False),
        Binding("c", "confirm", "Confirm", id="confirm"),
        Binding("b", "send_back", "Send back", id="back"),
        Binding("x", "close", "Close", id="close", show=False),
        Binding("t", "take_in", "Take in", id="intake"),
        Binding("s", "second", "Second look", id="second"),
        Binding("shift+r", "again", "Review again", id="again", show=False),
        Binding("r", "reload", "Reload", id="reload", show=False),
        Binding("escape", "clear", "Show all", id="clear", show=False),
        Binding("q", "app.quit", "Quit", id="quit"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._version = -1
        self._soon: Timer | None = None
        self._tally = Tally({}, {})

    def compose(self) -> ComposeResult:
        """Lay out the counts, the filter and the table."""
        yield Static("Reading the queue …", id="counts")
        yield Input(placeholder="filter: words, or verdict:fail rule:date customer:contoso …",
                    id="filter")  # fmt: skip
        yield Static(id="complaint")
        yield Intake(self._session)
        yield Rows(columns(self._session), partial(queue_rows, self._session.db.conn), id="queue")
        yield Static(_EMPTY, id="empty")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with the rows, and look for what others decide."""
        self.query_one("#empty").display = False
        self.query_one(Rows).focus()
        self.set_interval(_LOOK, self._look)

    def on_screen_resume(self) -> None:
        """Back from a claim: what was decided there is shown here."""
        self.action_reload()

    # ── Reading ─────────────────────────────────────────────────────────────────────────

    def _look(self) -> None:
        """Read the queue again where somebody wrote to the database."""
        (version,) = self._session.db.conn.execute("pragma data_version").fetchone()
        if version != self._version and self.is_current:
            self.action_reload()

    def action_reload(self) -> None:
        """Read the queue again, beside the screen."""
        conn = self._session.db.conn
        (self._version,) = conn.execute("pragma data_version").fetchone()
        words = self.query_one("#filter", Input).value
        try:
            query = parse(words, self._session.today)
        except UsageError as error:
            self._complain(line(str(error), 200))
            return
        self._complain("")
        self._read(query)

    def _complain(self, words: str) -> None:
        complaint = self.query_one("#complaint", Static)
        complaint.set_class(bool(words), "told")
        complaint.update(Text(words))

    @work(thread=True, exclusive=True, group="queue")
    def _read(self, query: Query) -> None:
        worker = get_current_worker()
        numbers = queue_numbers(self._session.reader, query)
        counted = tally(self._session.reader)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show, numbers, counted)

    def _show(self, numbers: Sequence[int], counted: Tally) -> None:
        rows = self.query_one(Rows)
        rows.show(numbers)
        rows.display = bool(numbers)
        empty = self.query_one("#empty", Static)
        empty.display = not numbers
        if counted.total:
            empty.update("No claim fits this filter. [b]Escape[/b] shows all.")
        else:
            empty.update(_EMPTY)
        self._count(counted)

    def _count(self, counted: Tally) -> None:
        rows = self.query_one(Rows)
        self._tally = counted
        text = counts(counted, len(rows.numbers))
        if rows.marked:
            text.append(f"   {len(rows.marked)} marked", style="bold reverse")
        self.query_one("#counts", Static).update(text)

    # ── Finding ─────────────────────────────────────────────────────────────────────────

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one("#filter").focus()

    def action_clear(self) -> None:
        """Show every row again, unmarked."""
        self.query_one(Rows).mark(())
        self.query_one("#filter", Input).value = ""
        self.query_one(Rows).focus()

    def on_input_changed(self) -> None:
        """Narrow the rows when the typing pauses."""
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(_PAUSE, self.action_reload)

    def on_input_submitted(self) -> None:
        """Enter goes from the filter to the rows."""
        self.action_reload()
        self.query_one(Rows).focus()

    def action_groups(self) -> None:
        """Choose a failing rule, a partner or a reviewer from the counts."""
        words = self.query_one("#filter", Input).value
        try:
            query = parse(words, self._session.today)
        except UsageError:
            query = Query()
        self.app.push_screen(GroupsScreen(self._session, query), self._narrow)

    def _narrow(self, word: str | None) -> None:
        if word:
            box = self.query_one("#filter", Input)
            box.value = f"{box.value} {word}".strip()
            self.query_one(Rows).focus()

    # ── Doing ───────────────────────────────────────────────────────────────────────────

    def on_rows_opened(self, event: Rows.Opened) -> None:
        """Open the claim."""
        numbers = self.query_one(Rows).numbers
        self.app.push_screen(ClaimScreen(self._session, numbers, event.index))

    def on_rows_marked(self) -> None:
        """Say how many are marked."""
        self._count(self._tally)

    @property
    def _undecided(self) -> list[QueueRow]:
        return [one for one in self.query_one(Rows).chosen() if one.status == "new"]

    def action_mark_alike(self) -> None:
        """Mark every new claim that the same rule decides as the one under the cursor."""
        rows = self.query_one(Rows)
        at = rows.row(rows.cursor) if rows.numbers else None
        if at is not None:
            rows.mark(alike(self._session.db.conn, at))

    def action_confirm(self) -> None:
        """Confirm the machine's verdict on the marked claims."""
        self._all("confirm", bulk.confirm)

    def action_close(self) -> None:
        """Close the marked claims that were decided."""
        bulk.ask(self, self._session, "close", self.query_one(Rows).chosen(), bulk.close)

    def action_send_back(self) -> None:
        """Send the marked claims back, each with the letter drafted from its own findings."""
        self._all("send back", bulk.send_back)

    def _all(self, what: str, do: bulk.Act) -> None:
        rows = self._undecided
        if not rows:
            self.notify("Only new claims can be decided: mark some with Space.")
            return
        bulk.ask(self, self._session, what, rows, do)

    def action_again(self) -> None:
        """Review the marked claims again, from their kept evidence."""
        claims = [one.claim_id for one in self.query_one(Rows).chosen()]
        if claims:
            self._intake.again(claims)

    def action_take_in(self) -> None:
        """Ask for a path and review what is there, while the work goes on."""
        self.app.push_screen(PathScreen(), self._take_in)

    def _take_in(self, path: Path | None) -> None:
        if path is not None:
            self._intake.take_in([path])

    @property
    def _intake(self) -> Intake:
        return self.query_one(Intake)

    def action_second(self) -> None:
        """Look a second time at a share of what others decided."""
        self.app.push_screen(SecondLookScreen(self._session))


def columns(session: Session) -> tuple[Column, ...]:
    """The queue's columns; what a narrow terminal has no room for is left out."""
    today = session.today
    fixed: tuple[tuple[str, int, int, Callable[[QueueRow], Text]], ...] = (
        ("verdict", 7, 0, lambda row: outcome_text(row.verdict)),
        ("status", 13, 0, lambda row: _status(row, session)),
        ("claim", 20, 0, lambda row: Text(line(row.claim_id, 60))),
        ("due", 8, 74, lambda row: due(row, today)),
        ("customer", 22, 100, lambda row: Text(line(row.customer, 60))),
        ("why", 0, 0, _why),
        ("ack age", 7, 116, age),
        ("files", 5, 150, lambda row: Text(str(row.files), justify="right")),
        ("workloads", 20, 132, lambda row: Text(line(", ".join(row.workloads), 60))),
        ("partner", 22, 150, lambda row: Text(line(row.partner, 60))),
    )
    return tuple(Column(*one) for one in fixed)


def _why(row: QueueRow) -> Text:
    return Text(line(f"{row.rule}: {row.reason}", 300) if row.rule else "")


def _status(row: QueueRow, session: Session) -> Text:
    if session.stale(row.checklist_id, row.checklist_digest):
        return Text(f"{row.status}, stale", style="italic #f1a10d")
    if row.status == "decided":
        return outcome_text(row.decided or "")
    return Text(row.status, style="dim" if row.status == "new" else "")


def due(row: QueueRow, today: date) -> Text:
    """How many working days are left to decide; nothing where it was decided."""
    if row.status != "new":
        return Text("–", style="dim")
    last = working(date.fromisoformat(row.claim_date), _DEADLINE)
    left = (last - today).days
    if left < 0:
        return Text(f"late {-left}", style="bold #ff6369")
    days = sum(working(today, n) <= last for n in range(1, _DEADLINE + 1))
    return Text(f"{days} d", style="#f1a10d" if days <= 3 else "")


def age(row: QueueRow) -> Text:
    """Whole months from the acknowledgement to the claim."""
    if row.acknowledged_on is None:
        return Text("–", style="dim")
    signed, filed = date.fromisoformat(row.acknowledged_on), date.fromisoformat(row.claim_date)
    months = (filed.year - signed.year) * 12 + filed.month - signed.month
    months -= filed.day < signed.day
    return Text(f"{months} mo")


def counts(counted: Tally, shown: int) -> Text:
    """The line above the rows."""
    text = Text.assemble((f"{counted.total:,} claims  ", "bold"))
    for verdict in ("review", "fail", "pass"):
        text.append_text(outcome_text(verdict)).append(f" {counted.verdicts.get(verdict, 0):,}   ")
    text.append(f"{counted.statuses.get('new', 0):,} to decide", style="bold")
    if back := counted.statuses.get("sent back", 0):
        text.append(f"   {back:,} sent back")
    if shown < counted.total:
        text.append(f"   {shown:,} shown", style="italic")
    return text
