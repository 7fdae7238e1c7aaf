"""Values that go on in the next line: "Vice President," over "Information Technology"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from poedesk.attest.block.layout import Piece, Plane
from poedesk.attest.block.words import SLASH_S, Words

_LINES = 3  # a title takes no more
_LONGEST = 60
_INFINITE = 1e9
_SAME = 8.0  # points by which the left edges of a value's lines may differ
_GUESSED = 14.0  # the same where the left edge of a value within a line is only estimated
_HANGING = 15.0  # points to the right of its label from which a value has a column of its own


@dataclass(frozen=True, slots=True)
class Value:
    """Words filled in, by their place in the document's text.

    `text` holds what goes on in the next line of its column too; `end` only where that line
    follows in the document's text as well.
    """

    start: int
    end: int
    text: str


def whole(value: Value, element: str, number: int, page: Plane, words: Words) -> Value:
    """The value of `element` ("name" or "title") on page `number`, with the lines it goes on in."""
    around = page.band(number, -_INFINITE, _INFINITE)
    first = next((one for one in around if one.start <= value.start < one.end), None)
    if first is None:
        return value
    width = (first.right - first.left) / max(1, len(first.text))
    left = first.left + width * (value.start - first.start)
    labels = [one.left for one in page.row(first) if one.elements and one.left <= left]
    edge = labels[-1] if labels else left
    last = first
    for _ in range(_LINES - 1):
        slack = _SAME if first.start == value.start else _GUESSED
        following = _below(last, page, left, edge, slack)
        if following is None or not _continues(value, element, following, words):
            break
        hangs = abs(following.left - left) <= slack and left > edge + _HANGING
        if not (hangs and element == "title") and not _leads_on(value, element, following, words):
            break
        joined = f"{value.text} {following.text}"
        adjoins = following.start - value.end <= 2
        value = replace(value, text=joined, end=following.end if adjoins else value.end)
        last = following
    return value


def _below(last: Piece, page: Plane, left: float, edge: float, slack: float) -> Piece | None:
    """The text right below in the column of the value or of its label, if no label begins
    that line.
    """
    high = last.bottom - last.top
    for one in page.band(last.page, last.bottom - 3, last.bottom + 0.9 * high):
        within = abs(one.left - left) <= slack or abs(one.left - edge) <= _SAME
        if within and one.start != last.start:
            row = page.row(one)
            labelled = any(other.elements and edge - 30 < other.left < one.left for other in row)
            return None if labelled or one.label is not None else one
    return None


def _continues(value: Value, element: str, piece: Piece, words: Words) -> bool:
    """Whether a line may belong to a name or a title at all."""
    text = piece.text
    return (
        len(text) <= _LONGEST
        and not any(one.isdigit() or one in "@:：" for one in text)
        and words.value(text) == (0, len(text))
        and not (element == "name" and words.is_title(text))
        and words.side(text) is None
        and words.behalf_of(text) is None
        and words.named(text) is None
        and words.acceptance.search(text) is None
        and SLASH_S.match(text) is None
        and SLASH_S.match(value.text) is None
    )


def _leads_on(value: Value, element: str, piece: Piece, words: Words) -> bool:
    """Whether the words themselves say that they belong together."""
    last = value.text.split()[-1].casefold()
    unfinished = value.text.rstrip()[-1:] in ",&/-–" or last in words.fillers | words.connectors
    return (
        unfinished
        or piece.text[:1].islower()
        or (element == "title" and words.is_title(piece.text))
    )
