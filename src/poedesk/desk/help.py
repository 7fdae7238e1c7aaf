"""Help: the keys of a screen and the words of the filter; the tour for the first day."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Label, Static

_FILTER = """
FILTER
Words are sought in what a row shows; all of them must fit. "Words together" stand in quotes,
a minus before a word means those without it.

  verdict:fail        pass, review or fail
  status:new          new, decided, sent-back or closed
  rule:date           a rule that fails or is in doubt
  customer: partner: claim: workload: type: checklist: filed:2025-05
  by:k.lind           who decided
  text:"pilot group"  words of the evidence
  age>12              months from the acknowledgement to the claim
  due<3               working days that are left of fourteen
"""
_COLOURS = """
COLOURS AND WORDS
  PASS    every rule is met by evidence that poedesk can point at
  REVIEW  poedesk cannot decide: it says at what a person must look
  FAIL    a rule is broken: it says which, where, and what would mend it

Ctrl+P opens the palette: every command by name, other colours (dark, light, high contrast), the
tour. Keys can be changed in config.toml, under [keys].
"""
_TOUR = """
The queue
A row a claim, those that need a person first. The arrows move, Enter opens.
/ narrows the rows: try  verdict:fail  or  rule:date  or a customer's name.
g counts them by the rule that fails.

A claim
On the left the findings, the heaviest first. Moving to one lights its words in the document
on the right. n goes to its next place, d to the next document, v shows the page as a picture,
/ searches. 1 to 5 change the tab below the findings.

Your decision
c confirms what poedesk says; o overrides it, f overrides one finding: both ask why.
b sends the claim back with a drafted letter that you can edit. m is a note, u takes back what
you decided. j goes on to the next claim.

Many at once
In the queue Space marks claims, a marks all that the same rule decides. c and b then act on
the marked ones, after one question. x closes what was decided.

New claims
t takes in a folder or a claims table while you work on. s shows decided claims for a second
look by other eyes. ? is help on every screen, Ctrl+P finds any command.
"""
_STEPS = tuple(one.partition("\n")[::2] for one in _TOUR.strip().split("\n\n"))


class HelpScreen(ModalScreen[None]):
    """The keys of one screen."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q", "dismiss", "Back")]

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """Lay out the keys, then the filter."""
        with Vertical(id="dialogue", classes="wide"):
            yield Label("Help (Esc goes back)", id="subject")
            with VerticalScroll(can_focus=True):
                yield Static(self._text())

    def _text(self) -> Text:
        text = Text("KEYS\n")
        for binding in self._about.active_bindings.values():
            one = binding.binding
            if one.description and one.id:  # the others move as everywhere
                text.append(f"  {self.app.get_key_display(one):<14}", style="bold")
                about = type(binding.node).__dict__.get(f"action_{one.action.split('(')[0]}")
                said = (about.__doc__ or "").partition("\n")[0] if about else ""
                text.append(f"{one.description:<18}{said}\n")
        return text.append(_FILTER).append(_COLOURS)


class TourScreen(ModalScreen[None]):
    """The way round, a step at a time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "Leave"),
        Binding("enter,right,space", "step(1)", "Next"),
        Binding("left", "step(-1)", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._step = 0

    def compose(self) -> ComposeResult:
        """Lay out one step."""
        with Vertical(id="dialogue", classes="wide tour"):
            yield Label(id="subject")
            yield Static(id="words")
            yield Label("Enter: next   ←: back   Esc: leave the tour", id="complaint")

    def on_mount(self) -> None:
        """Begin with the first step."""
        self._tell()

    def action_step(self, step: int) -> None:
        """Go on; after the last step the tour ends."""
        self._step = max(0, self._step + step)
        if self._step < len(_STEPS):
            self._tell()
        else:
            self.dismiss(None)

    def _tell(self) -> None:
        title, words = _STEPS[self._step]
        self.query_one("#subject", Label).update(f"{self._step + 1} of {len(_STEPS)}: {title}")
        self.query_one("#words", Static).update(words)
