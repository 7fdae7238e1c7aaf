"""How outcomes and facts look on the desk: by word and colour, never by colour alone."""

from __future__ import annotations

import unicodedata

from rich.style import Style
from rich.text import Text
from textual.theme import Theme

_COLOURS = {
    "pass": "#4cc38a",
    "fail": "#ff6369",
    "review": "#f1a10d",
    "accepted": "#4cc38a",
    "rejected": "#ff6369",
    "sent back": "#c792ea",
}
_FACTS = {
    "dates": Style(color="#5ab0f6", underline=True),
    "parties": Style(color="#c792ea", underline=True),
    "workloads": Style(color="#2ec4b6", underline=True),
    "user_counts": Style(color="#e0af68", underline=True),
    "activities": Style(underline=True),
}
QUIET = Style(underline=True)
FOUND = Style(reverse=True)
"""What a search in the document found."""
LEGEND = Text("  ").join(
    Text(kind.replace("_", " "), style) for kind, style in _FACTS.items() if style.color
)
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    success="#00ff00",
    warning="#ffff00",
    error="#ff5555",
    dark=True,
)
THEMES = {"dark": "textual-dark", "light": "textual-light", "high-contrast": HIGH_CONTRAST.name}
"""The names that the configuration knows, and what Textual calls them."""


def outcome_text(outcome: str) -> Text:
    """The outcome's word in its colour."""
    return Text.assemble((outcome.upper(), f"bold {colour(outcome)}"))


def colour(outcome: str) -> str:
    """The colour of an outcome."""
    return _COLOURS.get(outcome, "bright_black")


def evidence_style(outcome: str) -> Style:
    """How the evidence of the chosen finding is lit."""
    return Style(color="black", bgcolor=_COLOURS.get(outcome, "cyan"), bold=True)


def fact_style(kind: str) -> Style:
    """How the words of a fact are shown."""
    return _FACTS.get(kind, QUIET)


def harmless(text: str) -> str:
    """`text` with a mark for each control character and change of writing direction, so that it
    can neither move the cursor nor recolour the screen; as long as before.
    """
    return "".join(
        "·" if unicodedata.category(one) in ("Cc", "Cf", "Cs") and one not in "\t\n" else one
        for one in text
    )
