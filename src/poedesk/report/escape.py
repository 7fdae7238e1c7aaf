"""Outside text on its way to a terminal, a page or a table: always one harmless line."""

from __future__ import annotations

import unicodedata

_WIDEST = 160
_JOINERS = "\u200c\u200d"  # they shape letters in Persian and the scripts of India


def line(text: str, width: int = _WIDEST) -> str:
    """`text` on one line of at most `width` characters, without control characters, escape
    sequences or changes of writing direction.
    """
    safe = "".join(c if unicodedata.category(c)[0] != "C" or c in _JOINERS else " " for c in text)
    flat = " ".join(safe.split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"
