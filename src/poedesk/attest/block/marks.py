"""Signatures that stand without a label: the mark "/s/", a bare "By", a picture over a printed
name. Each is given the label it stands for, so that the block around it is found like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from poedesk.attest.block.layout import Piece, Plane, party, replaced
from poedesk.attest.block.words import SIGNATURE, SLASH_S, Label, Words
from poedesk.model import Graphic, Side

_COLUMN = 40.0  # points by which left edges of one column may differ
_OVER = 32.0  # points to a value above or below its label
_FAR = 600.0  # points over which a table of signers reaches
_NEXT = 42.0  # points from "By" down to the name it belongs to
_BESIDE = 200.0  # points from "By" to the line or mark behind it
_HEADED = 130.0  # points above a picture in which the heading of the sign-off stands
_LONGEST = 90
_WIDTHS, _HEIGHTS = (25.0, 320.0), (10.0, 120.0)  # a signature; smaller are icons, larger figures
_PERSON = re.compile(r"[^\W\d_a-zà-ÿ][\w.'’-]*(?: [\w.'’-]+){1,4}")
_SPREAD = 1.2  # a signature is wider than high; portraits are not


def marked(page: Plane, words: Words) -> Plane:
    """The plane with a label for every signature that has none."""
    given = {
        piece: replace(piece, label=_label(end))
        for piece in page.pieces
        if (end := _bare(piece, page, words)) is not None
    }
    known = replaced(page, [given.get(piece, piece) for piece in page.pieces])
    pictures = [one for one in _pictures(known) if not _asked(one, known)]
    heads = {head for one in pictures if (head := _heading(one, known, words)) is not None}
    headed = [
        replace(one, label=replace(_label(len(one.text)), weak=False)) if one in heads else one
        for one in known.pieces
    ]
    laid = [place for one in pictures if (place := _laid(one, known, words)) is not None]
    return replaced(known, [*headed, *laid])


def _label(end: int) -> Label:
    asked = frozenset({SIGNATURE})
    return Label(asked, Side.UNKNOWN, end, colon=True, weak=True, words="")


def _bare(piece: Piece, page: Plane, words: Words) -> int | None:
    """Where the label of an unlabelled signature ends in its text; None for other text."""
    if piece.label is not None or len(piece.text) > _LONGEST:
        return None
    if SLASH_S.match(piece.text):
        return None if _claimed(piece, page, words) else 0
    if words.brief(piece.text) and _leads(piece, page, words):
        return len(piece.text)
    return None


# ── the mark /s/ ────────────────────────────────────────────────────────────────────────


def _claimed(mark: Piece, page: Plane, words: Words) -> bool:
    """Whether a label beside, above or below the mark asks for it."""
    left = (one for one in page.row(mark) if one.left < mark.left and one.elements)
    if any(words.value(one.after) is None for one in left):
        return True
    over = _nearest(reversed(page.band(mark.page, mark.top - _OVER, mark.top - 3)), mark, words)
    if over is not None and SIGNATURE in over.elements and words.value(over.after) is None:
        return True
    under = _nearest(page.band(mark.page, mark.bottom - 3, mark.bottom + _OVER), mark, words)
    asked = under.label if under is not None else None
    if asked is not None and (SIGNATURE in asked.elements or (asked.elements and not asked.colon)):
        return True
    return any(
        _aligned(one, mark) and SIGNATURE in one.elements and _heads_table(one, page)
        for one in page.band(mark.page, mark.top - _FAR, mark.top - 3)
    )


def _nearest(found: Iterator[Piece] | tuple[Piece, ...], to: Piece, words: Words) -> Piece | None:
    """The first piece of the same column that is no drawn line."""
    for one in found:
        line = one.label is None and words.drawn(one.text) and words.value(one.text) is None
        if one.start != to.start and _aligned(one, to) and not line:
            return one
    return None


def _aligned(one: Piece, other: Piece) -> bool:
    return abs(one.left - other.left) < _COLUMN


def _heads_table(label: Piece, page: Plane) -> bool:
    return sum(bool(one.elements) for one in page.row(label)) > 2


# ── "By" without a colon ────────────────────────────────────────────────────────────────


def _leads(word: Piece, page: Plane, words: Words) -> bool:
    """Whether a line or a mark stands behind the word, or name and title stand below it."""
    for other in page.row(word):
        if word.right - 1 <= other.left <= word.right + _BESIDE and other.label is None:
            return SLASH_S.match(other.text) is not None or _line(other, words)
    below = _nearest(page.band(word.page, word.bottom - 3, word.bottom + _NEXT), word, words)
    return below is not None and bool(below.elements & {"name", "title"})


def _line(piece: Piece, words: Words) -> bool:
    return words.drawn(piece.text) and words.value(piece.text) is None


# ── pictures ────────────────────────────────────────────────────────────────────────────


def _pictures(page: Plane) -> Iterator[Graphic]:
    """Pictures of a signature's size and shape that do not stand on every page."""
    places = [
        (round(one.left / 4), round(one.top / 4)) for one in page.graphics if one.kind == "image"
    ]
    for one in page.graphics:
        wide, high = one.right - one.left, one.bottom - one.top
        if (
            one.kind == "image"
            and _WIDTHS[0] <= wide <= _WIDTHS[1]
            and _HEIGHTS[0] <= high <= _HEIGHTS[1]
            and wide >= _SPREAD * high
            and places.count((round(one.left / 4), round(one.top / 4))) == 1
        ):
            yield one


def _asked(graphic: Graphic, page: Plane) -> bool:
    """Whether a label for a signature stands at the picture."""
    around = page.band(graphic.page, graphic.top - _OVER, graphic.bottom + _OVER)
    return any(SIGNATURE in one.elements for one in around)


def _heading(graphic: Graphic, page: Plane, words: Words) -> Piece | None:
    """A numbered heading such as "Item 11 - Signature" right over the picture."""
    over = page.band(graphic.page, graphic.top - _HEADED, graphic.top + 6)
    head = next((one for one in reversed(over) if one.bottom <= graphic.top + 12), None)
    return head if head is not None and words.heads_signature(head.text) else None


def _laid(graphic: Graphic, page: Plane, words: Words) -> Piece | None:
    """A label laid where the picture stands over a printed name, in a sign-off area."""
    under = _printed(graphic, page, words)
    over = page.band(graphic.page, graphic.top - _HEADED, graphic.top + 6)
    if under is None or not any(_signs_off(one, words) for one in over):
        return None
    if any(words.heads_signature(one.text) for one in over):
        return None  # the heading itself asks for it
    bottom = min(graphic.bottom, under.top - 1)
    place = replace(under, top=graphic.top, right=graphic.right, bottom=bottom)
    return replace(place, text="", label=_label(0))


def _printed(graphic: Graphic, page: Plane, words: Words) -> Piece | None:
    """The printed name right under a picture: labelled, or followed by a title."""
    below = [
        one
        for one in page.band(graphic.page, graphic.bottom - 10, graphic.bottom + 2 * _OVER)
        if one.left < graphic.right and graphic.left - _COLUMN < one.right
    ]
    below = [one for one in below if not _line(one, words)]
    if not below or below[0].top > graphic.bottom + _OVER:
        return None
    if below[0].elements & {"name", "title"}:
        return below[0]
    return below[0] if _printed_person([one.text for one in below[:2]], words) else None


def _printed_person(lines: list[str], words: Words) -> bool:
    """Whether the lines are "Anna Weber" over "Chief Officer", or "Anna Weber, Chief Officer"."""
    name, _, office = lines[0].partition(",")
    office = office or next(iter(lines[1:]), "")
    named = _PERSON.fullmatch(name.strip()) is not None and not words.is_title(name)
    return named and len(office) <= _LONGEST and words.is_title(office)


def _signs_off(piece: Piece, words: Words) -> bool:
    """Whether a heading speaks of acceptance, of a side, or names who signs."""
    return words.acceptance.search(piece.text) is not None or party(piece.text, words)
