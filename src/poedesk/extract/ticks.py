"""Boxes of forms: which option was left unticked."""

from __future__ import annotations

import re

_BOX = re.compile(r"\[(?P<in>[ xX✓✔])\]|(?P<sign>[☐☒☑✓✔])")
_ENDED = re.compile(r"[^\s]\n\s*[^\sa-z]")  # the option's line is over, and a new one begun
_TICKED = re.compile(r"\[[xX✓✔]\]|[☒☑✓✔]")


def has_boxes(text: str, start: int, end: int) -> bool:
    """Whether boxes stand in `text[start:end]`."""
    return _BOX.search(text, start, end) is not None


def unticked(text: str, start: int, end: int, at: int) -> bool:
    """Whether the option at offset `at` of the line or row `start`..`end` has an empty box
    before it, in a document in which boxes are ticked. Boxes may also stand behind their
    options: then nothing is known.
    """
    if text[start:end].rstrip().endswith(("]", "☐", "☒", "☑", "✓", "✔")):
        return False
    boxes = list(_BOX.finditer(text, start, at))
    if not boxes or _ENDED.search(text, boxes[-1].end(), at + 1):
        return False
    empty = boxes[-1]["in"] == " " or boxes[-1]["sign"] == "☐"
    return empty and _TICKED.search(text) is not None
