"""Two readings of one page that disagree, told to a reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from poedesk.model import Document, Mark, Span
from poedesk.read.text import normalise

KIND = "text-differs"

_MOST_QUOTED = 10  # lines; the others are counted
_LONGEST_QUOTE = 100  # characters
_BEFORE = 40  # characters that are quoted before the first that differs


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch of a page's text and what stands there by another reading.

    `start` and `end` are offsets in the document's text; equal where the text has nothing.
    `reader` says who reads otherwise, before "page 3 reads …".
    """

    page: int
    start: int
    end: int
    said: str
    other: str
    reader: str = "A person who looks at"


def told(document: Document, found: Sequence[Difference]) -> list[Mark]:
    """A mark for each of the first differences, and one for all others together."""
    marks = [Mark(KIND, _message(one), _spans(document, [one])) for one in found[:_MOST_QUOTED]]
    rest = found[_MOST_QUOTED:]
    if rest:
        pages = sorted({one.page for one in rest})
        where = ", ".join(str(page) for page in pages[:_MOST_QUOTED])
        message = f"{len(rest)} more lines read otherwise than their text says (page {where})."
        marks.append(Mark(KIND, message, _spans(document, rest)))
    return marks


def _message(one: Difference) -> str:
    said, other = _clean(one.said), _clean(one.other)
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(said, other, strict=False))
    )
    at = max(0, same - _BEFORE)
    return (
        f"{one.reader} page {one.page} reads {_quoted(other, at)} where the text that was read "
        f"here says {_quoted(said, at)}."
    )


def _clean(words: str) -> str:
    return " ".join(normalise(words)[0].split())


def _quoted(words: str, at: int) -> str:
    cut = words[at : at + _LONGEST_QUOTE]
    if not cut.strip():
        return "nothing"
    before, after = "…" if at else "", "…" if at + _LONGEST_QUOTE < len(words) else ""
    return f"“{before}{cut}{after}”"


def _spans(document: Document, found: Sequence[Difference]) -> tuple[Span, ...]:
    return tuple(document.span(one.start, one.end) for one in found if one.start < one.end)
