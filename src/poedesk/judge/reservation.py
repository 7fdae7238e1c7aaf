"""Words beside a signature that limit it or take it back: for receipt only, not accepted."""

from __future__ import annotations

import re
from functools import lru_cache

from poedesk.extract.ticks import unticked
from poedesk.judge.words import words
from poedesk.model import Acknowledgement, Document, Span, Vocabulary

_ABOVE = 3
"""Lines above the block in which such words speak of the signature."""
_BELOW = 2


def reservation(act: Acknowledgement, document: Document, vocabulary: Vocabulary) -> Span | None:
    """The line beside the signature block of `act` that limits it; None where there is none."""
    spans = (one for one in act.evidence if isinstance(one, Span))
    block = [one for one in spans if one.file == document.path]
    if not block:
        return None
    pattern = _phrases(vocabulary)
    for start, end in _lines(document, block):
        for found in pattern.finditer(document.text, start, end):
            if not unticked(document.text, start, end, found.start()):
                return document.span(start, end)
    return None


def _lines(document: Document, block: list[Span]) -> list[tuple[int, int]]:
    """The lines of the block and the few around it on its page."""
    text, place = document.text, document.part_at(block[0].start)
    inside = [one for one in block if place.start <= one.start < place.end]
    first, last = min(one.start for one in inside), max(one.end for one in inside)
    for _ in range(_ABOVE + 1):
        first = max(text.rfind("\n", place.start, first), place.start)
    for _ in range(_BELOW + 1):
        after = text.find("\n", last + 1, place.end)
        last = after if after >= 0 else place.end
    lines = re.finditer(r"[^\n]*\S[^\n]*", text[first:last])
    return [(first + one.start(), first + one.end()) for one in lines]


@lru_cache(maxsize=8)
def _phrases(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile(
        "|".join(_bounded(one) for one in words(vocabulary, "reservations", "phrases")),
        re.IGNORECASE,
    )


def _bounded(phrase: str) -> str:
    """A phrase as whole words; scripts without spaces between words have no such bounds."""
    pattern = re.escape(phrase).replace(r"\ ", r"\s+")
    return pattern if phrase[0] >= "\u3000" else rf"(?<!\w){pattern}(?!\w)"
