"""Outside text on its way to a terminal, a page or a table: always one harmless line."""

from __future__ import annotations

import unicodedata
from html import escape

_WIDEST = 160
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_JOINERS = "\u200c\u200d"  # they shape letters in Persian and the scripts of India


def line(text: str, width: int = _WIDEST) -> str:
    """`text` on one line of at most `width` characters, without control characters, escape
    sequences or changes of writing direction.
    """
    safe = "".join(c if unicodedata.category(c)[0] != "C" or c in _JOINERS else " " for c in text)
    flat = " ".join(safe.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def html(text: object, width: int = 600) -> str:
    """`text` as one line between or inside the tags of a page."""
    return escape(line(str(text), width))


def cell(value: object) -> object:
    """A value for a cell of a spreadsheet: text that a program would take for a formula gets an
    apostrophe before it, as spreadsheets themselves mark text; numbers stay numbers.
    """
    if not isinstance(value, str):
        return "" if value is None else value
    flat = line(value, 32_000)
    return f"'{flat}" if flat[:1] in _FORMULA else flat
