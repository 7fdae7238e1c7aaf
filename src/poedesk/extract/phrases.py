"""Patterns that find any of a list of phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSPACED = 0x3000  # from here on scripts write words without spaces between them


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of `phrases` in lower-case text, the longest first, as whole words."""
    ordered = sorted({one.lower() for one in phrases}, key=lambda one: (-len(one), one))
    spaced = "|".join(re.escape(one) for one in ordered if ord(one[0]) < _UNSPACED)
    unspaced = [re.escape(one) for one in ordered if ord(one[0]) >= _UNSPACED]
    whole = [rf"(?<![^\W\d_])(?:{spaced})(?![^\W_])"] if spaced else []
    return rf"(?:{'|'.join([*whole, *unspaced])})"
