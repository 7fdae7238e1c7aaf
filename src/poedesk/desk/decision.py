"""What a reviewer is asked: what holds, and why; or words of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, OptionList, TextArea
from textual.widgets.option_list import Option

from poedesk.desk.style import outcome_text

_OUTCOMES = ("pass", "fail", "review")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reviewer decided."""

    outcome: str
    reason: str


class DecisionScreen(ModalScreen[Answer | None]):
    """Asks for an outcome and a reason; answers None where the reviewer goes back.

    `stands` is what poedesk says, which is not offered; None where it is not to be told.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "dismiss", "Back")]

    def __init__(self, subject: str, stands: str | None, *, needs_reason: bool = True) -> None:
        super().__init__()
        self._subject = subject
        self._stands = stands
        self._needs_reason = needs_reason
        self._outcome: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out the dialogue."""
        with Vertical(id="dialogue"):
            yield Label(Content(self._subject), id="subject")
            if self._stands is not None:
                yield Label(f"poedesk says: {self._stands}")
            yield OptionList(
                *(Option(outcome_text(one), id=one) for one in _OUTCOMES if one != self._stands),
                id="outcome",
            )
            yield Label("", id="chosen")
            needed = "required" if self._needs_reason else "if you like"
            yield Input(placeholder=f"Reason ({needed})", id="reason")
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
        elif not reason and self._needs_reason:
            self._complain("An override needs a reason.", "#reason")
        else:
            self.dismiss(Answer(self._outcome, reason))

    def _complain(self, words: str, where: str) -> None:
        self.query_one("#complaint", Label).update(words)
        self.query_one(where).focus()


class WordsScreen(ModalScreen[str | None]):
    """Asks for words of any length, drafted or not; answers None where the reviewer goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Back"),
        Binding("ctrl+s", "store", "Store"),
    ]

    def __init__(self, subject: str, draft: str = "", verb: str = "Store") -> None:
        super().__init__()
        self._subject = subject
        self._draft = draft
        self._verb = verb

    def compose(self) -> ComposeResult:
        """Lay out the dialogue."""
        with Vertical(id="dialogue", classes="wide"):
            yield Label(Content(self._subject), id="subject")
            yield TextArea(self._draft, id="words", soft_wrap=True)
            yield Label("", id="complaint")
            with Horizontal(id="buttons"):
                yield Button(f"{self._verb} (Ctrl+S)", variant="primary", id="store")
                yield Button("Back (Esc)", id="back")

    def on_mount(self) -> None:
        """Begin in the words."""
        self.query_one(TextArea).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Store or go back."""
        if event.button.id == "store":
            self.action_store()
        else:
            self.dismiss(None)

    def action_store(self) -> None:
        """Answer with the words."""
        words = self.query_one(TextArea).text.strip()
        if words:
            self.dismiss(words)
        else:
            self.query_one("#complaint", Label).update("There are no words to store.")


class YesScreen(ModalScreen[bool]):
    """Asks whether to go on with what the question says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n", "answer('no')", "No"),
        Binding("y", "answer('yes')", "Yes"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Lay out the dialogue."""
        with Vertical(id="dialogue"):
            yield Label(Content(self._question), id="subject")
            with Horizontal(id="buttons"):
                yield Button("Yes (y)", variant="primary", id="yes")
                yield Button("No (Esc)", id="no")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: str) -> None:
        """Answer by key."""
        self.dismiss(answer == "yes")
