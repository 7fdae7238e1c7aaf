"""Boxes of forms: which option was left unticked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

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
    boxes = _boxes(text)
    before = bisect_right(boxes, at, key=re.Match.end) - 1
    if before < 0 or boxes[before].start() < start or _over(text, boxes[before].end()) <= at + 1:
        return False
    empty = boxes[before]["in"] == " " or boxes[before]["sign"] == "☐"
    return empty and any(_TICKED.fullmatch(one[0]) for one in boxes)


# Every name in a document asks for the boxes before it: they are looked for once.


@lru_cache(maxsize=2)
def _boxes(text: str) -> Sequence[re.Match[str]]:
    return tuple(_BOX.finditer(text))


@lru_cache(maxsize=64)
def _over(text: str, box: int) -> int:
    """Where the option is over whose box ends at offset `box`."""
    over = _ENDED.search(text, box)
    return over.end() if over else len(text) + 2
