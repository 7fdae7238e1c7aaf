"""The question put to a reviewer: what holds, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, RadioButton, RadioSet

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

    def compose(self) -> ComposeResult:
        """Lay out the dialogue."""
        with Vertical(id="dialogue"):
            yield Label(Content(f"Override {self._subject}"), id="subject")
            yield Label(f"poedesk says: {self._stands}")
            with RadioSet(id="outcome"):
                others = [one for one in _OUTCOMES if one != self._stands]
                for number, outcome in enumerate(others):
                    yield RadioButton(outcome, value=number == 0, name=outcome)
            yield Input(placeholder="Reason (required)", id="reason")
            yield Label("", id="complaint")
            with Horizontal(id="buttons"):
                yield Button("Store", variant="primary", id="store")
                yield Button("Back", id="back")

    def on_mount(self) -> None:
        """Begin with the reason: the likeliest outcome is already chosen."""
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
        if not reason:
            self.query_one("#complaint", Label).update("An override needs a reason.")
            self.query_one("#reason").focus()
            return
        chosen = self.query_one(RadioSet).pressed_button
        assert chosen is not None
        assert chosen.name is not None
        self.dismiss(Answer(chosen.name, reason))
