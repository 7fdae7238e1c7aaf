"""The second look: a share of decided claims before other eyes, and how far people agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from poedesk.desk.claim import ClaimScreen
from poedesk.desk.session import Session
from poedesk.desk.style import outcome_text
from poedesk.errors import UsageError
from poedesk.report.escape import line
from poedesk.store import parse, queue_rows
from poedesk.store.looks import Alone, Look, alone, due_for_second_look, looks

_BAR = 30
_SHOWN = 200


class SecondLookScreen(Screen[None]):
    """Claims that wait for a second look, the looks that were taken, and what they show."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Queue"),
        Binding("slash", "filter", "Filter", id="filter"),
        Binding("question_mark", "app.help", "Help", id="help"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._numbers: list[int] = []

    def compose(self) -> ComposeResult:
        """Lay out what waits and what was found."""
        yield Static(id="counts")
        yield Input(placeholder="of which claims: rule:date by:k.lind …", id="filter")
        yield OptionList(id="waiting")
        with VerticalScroll(id="found"):
            yield Static(id="agreement")
        yield Footer()

    def on_mount(self) -> None:
        """Begin with what waits."""
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """Back from a look: it is shown here."""
        self._fill()

    def on_input_submitted(self) -> None:
        """Take other claims."""
        self._fill()
        self.query_one(OptionList).focus()

    def action_filter(self) -> None:
        """Go to the filter."""
        self.query_one(Input).focus()

    def _fill(self) -> None:
        session = self._session
        try:
            query = parse(self.query_one(Input).value, session.today)
        except UsageError as error:
            self.notify(line(str(error), 200), severity="error", markup=False)
            return
        conn = session.db.conn
        self._numbers = due_for_second_look(conn, session.reviewer, session.second_look, query)
        waiting = self.query_one(OptionList)
        waiting.clear_options()
        for row in queue_rows(conn, self._numbers[:_SHOWN]):
            waiting.add_option(Option(Text(f"{line(row.claim_id, 40)}  {line(row.customer, 40)}")))
        if not self._numbers:
            nothing = "Nothing waits for you: others decided no claim of the share that was drawn."
            waiting.add_option(Option(nothing, disabled=True))
        waiting.highlighted = 0 if self._numbers else None
        self.query_one("#counts", Static).update(
            f"{len(self._numbers)} decided claims wait for a second look "
            f"({session.second_look} % of what others decided)"
        )
        taken = looks(conn)
        text = agreement_text(taken).append_text(alone_text(alone(conn)))
        self.query_one("#agreement", Static).update(text)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the claim without what was decided."""
        screen = ClaimScreen(self._session, self._numbers, event.option_index, blind=True)
        self.app.push_screen(screen)


def agreement_text(taken: Sequence[Look]) -> Text:
    """How often the second reviewer found the same, and where not."""
    if not taken:
        return Text("No second look was taken yet.\n", style="italic")
    same = sum(one.agrees for one in taken)
    text = Text(f"Agreement: {same} of {len(taken)} ({100 * same // len(taken)} %)\n", style="bold")
    for one in taken[:50]:
        sign = "=" if one.agrees else "≠"
        text.append(f"{sign} {line(one.claim_id, 30)}  {line(one.first, 20)} ", style="not bold")
        text.append_text(outcome_text(one.first_outcome))
        text.append(f"  {line(one.second, 20)} ", style="not bold")
        text.append_text(outcome_text(one.second_outcome))
        if one.reason:
            text.append(f"  “{line(one.reason, 80)}”", style="dim")
        text.append("\n")
    return text


def alone_text(rows: Sequence[Alone]) -> Text:
    """A bar for each threshold: what the machine could have decided alone, and what of it people
    overrode.
    """
    text = Text("\nWhat poedesk could have decided alone\n", style="bold")
    text.append("by certainty: the share of the required rules that were settled\n", style="dim")
    most = max((one.count for one in rows), default=0)
    if not most:
        return text.append("Nothing was decided yet.\n", style="italic not bold")
    for one in rows:
        length = round(_BAR * one.count / most)
        wrong = min(length, -(-_BAR * one.overrode // most))
        text.append(f"≥ {one.threshold:>3} %  ", style="not bold")
        text.append("▇" * (length - wrong), style="#4cc38a").append("▇" * wrong, style="#ff6369")
        text.append(
            f"{' ' * (_BAR - length)}  {one.count} alone, {one.overrode} overridden\n",
            style="not bold",
        )
    return text
