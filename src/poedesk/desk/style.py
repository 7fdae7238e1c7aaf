"""How outcomes look on the desk: by word and colour, never by colour alone."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

_COLOURS = {
    "pass": "#4cc38a",
    "fail": "#ff6369",
    "review": "#f1a10d",
    "accepted": "#4cc38a",
    "rejected": "#ff6369",
}
QUIET = Style(underline=True)


def outcome_text(outcome: str) -> Text:
    """The outcome's word in its colour."""
    return Text.assemble((outcome.upper(), f"bold {_COLOURS.get(outcome, 'bright_black')}"))


def evidence_style(outcome: str) -> Style:
    """How the evidence of the chosen finding is lit."""
    colour = _COLOURS.get(outcome, "cyan")
    return Style(color="black", bgcolor=colour, bold=True)
