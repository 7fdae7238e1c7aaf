"""The question put to a reviewer: what holds, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, OptionList
from textual.widgets.option_list import Option

from poedesk.desk.style import outcome_text

_OUTCOMES = ("pass", "fail", "review")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reviewer decided."""

    outcome: str
    reason: str


class DecisionScreen(ModalScreen[Answer | None]):
    """Asks for an outcome and a reason; answers None where the reviewer goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def __init__(self, subject: str, stands: str) -> None:
        super().__init__()
        self._subject = subject
        self._stands = stands
        self._outcome: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out the dialogue."""
        with Vertical(id="dialogue"):
            yield Label(Content(f"Override {self._subject}"), id="subject")
            yield Label(f"poedesk says: {self._stands}")
            yield OptionList(
                *(Option(outcome_text(one), id=one) for one in _OUTCOMES if one != self._stands),
                id="outcome",
            )
            yield Label("", id="chosen")
            yield Input(placeholder="Reason (required)", id="reason")
            yield Label("", id="complaint")
            with Horizontal(id="buttons"):
                yield Button("Store", variant="primary", id="store")
                yield Button("Back", id="back")

    def on_mount(self) -> None:
        """Begin with the outcome: none is chosen for the reviewer."""
        self.query_one("#outcome").focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the outcome and go on to the reason."""
        self._outcome = event.option_id
        chosen = Text("Your decision: ").append_text(outcome_text(event.option_id or ""))
        self.query_one("#chosen", Label).update(chosen)
        self.query_one("#reason").focus()

    def on_input_submitted(self) -> None:
        """Enter in the reason stores."""
        self._store()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Store or go back."""
        if event.button.id == "store":
            self._store()
        else:
            self.dismiss(None)

    def _store(self) -> None:
        reason = self.query_one("#reason", Input).value.strip()
        if self._outcome is None:
            self._complain("Choose an outcome: move to it and press Enter.", "#outcome")
        elif not reason:
            self._complain("An override needs a reason.", "#reason")
        else:
            self.dismiss(Answer(self._outcome, reason))

    def _complain(self, words: str, where: str) -> None:
        self.query_one("#complaint", Label).update(words)
        self.query_one(where).focus()
