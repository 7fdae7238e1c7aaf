"""What a PDF showed in an earlier saved state, held against what it shows now.

Structures can be harmless one by one and still show other words together, so pages are compared
by their words and by their pixels, whatever the file says was changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import Box, Settings
from poedesk.read.pdf.pages import opened, turned
from poedesk.read.pdf.plane import Plane
from poedesk.read.pdf.words import characters
from poedesk.read.text import normalise

_MOST_PAGES = 300  # whose words are compared
_MOST_DRAWN = 60  # whose pixels are compared too
_LONGEST = 1200  # pixels along a page's longer side; a point is a pixel where that suffices
_GREY = 24  # levels of grey between the same pixel of two drawings that differ
_DARK = 160  # the lightest grey that letters are drawn in
_COVERED = 0.5  # of a word's dark pixels, that it cannot be read without
_DRAWN_OVER = 0.08  # of a word's box that is newly dark, so that it may read otherwise
_MOST_QUOTED = 8
_TEXT, _LINK, _POPUP, _WIDGET = 1, 2, 16, 20  # kinds of annotation, as pdfium numbers them
_MARKERS = {9, 10, 11}  # highlight, underline, squiggly line
_ICON = 40.0  # points; the sign for a note is smaller
_WORD = re.compile(r"\S+")


class Way(StrEnum):
    """How a page differs: in its content, by words that something hides, by what is drawn over
    a number, or by annotations outside of form fields.
    """

    CONTENT = "content"
    HIDDEN = "hidden"
    OVER = "over"
    UPON = "upon"


@dataclass(frozen=True, slots=True)
class Differs:
    """A page (from 1) that shows something else than it did, and what, in words."""

    page: int
    way: Way
    what: str


@dataclass(frozen=True, slots=True)
class _Look:
    """A page as it is: its words in order, where fields of a form and harmless notes stand on
    it, and whether any annotation is of a kind that can cover words.
    """

    page: Any
    textpage: Any
    plane: Plane
    scale: float
    words: tuple[str, ...]
    fields: tuple[Box, ...]
    harmless: tuple[Box, ...]
    covering: bool

    def drawn(self, *, upon: bool) -> Any:
        """Grey levels (rows × columns), with or without what lies upon the page."""
        bitmap = self.page.render(
            scale=self.scale, grayscale=True, may_draw_forms=False, draw_annots=upon
        )
        try:
            pixels = bitmap.to_numpy().astype("int16")
        finally:
            bitmap.close()
        return pixels.reshape(pixels.shape[:2])

    def place(self, box: Box, margin: int = 0) -> tuple[slice, slice]:
        """The rows and columns of a shown box."""
        left, top, right, bottom = (one * self.scale for one in box)
        rows = slice(max(0, int(top) - margin), max(0, int(bottom) + 1 + margin))
        return rows, slice(max(0, int(left) - margin), max(0, int(right) + 1 + margin))


def differences(data: bytes, end: int, settings: Settings) -> tuple[Differs, ...]:
    """What the pages of a PDF show otherwise than its first `end` bytes alone do.

    What form fields show within themselves is left out, but not what new ones hide. Of very
    many pages the first 300 are compared by their words, the first 60 by their pixels.
    Raises UnreadableError where either state does not open.
    """
    import pypdfium2

    try:
        with opened(data[:end], settings) as (before, _), opened(data, settings) as (after, _):
            return tuple(_compared(before, after))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("a page cannot be drawn") from error


def covered(data: bytes, settings: Settings) -> tuple[Differs, ...]:
    """The words of its pages that something upon them hides: a field, a note, a stamp.

    Raises UnreadableError where the file does not open.
    """
    import pypdfium2

    try:
        with opened(data, settings) as (pdf, _):
            return tuple(_covered(pdf))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError("a page cannot be drawn") from error


def _covered(pdf: Any) -> Iterator[Differs]:
    for number in range(1, min(len(pdf), _MOST_DRAWN) + 1):
        with _look(pdf, number) as look:
            if not look.covering:
                continue
            bare, whole = look.drawn(upon=False), look.drawn(upon=True)
            if not (abs(bare - whole) > _GREY).any():
                continue
            places = [(word, look.place(box)) for word, box in _places(look)]
            hidden = [word for word, place in places if _hides(bare[place], whole[place])]
            if hidden:
                yield Differs(number, Way.HIDDEN, f"a field or note hides {_quoted(hidden)}")


def _compared(before: Any, after: Any) -> Iterator[Differs]:
    for number in range(1, min(len(before), len(after), _MOST_PAGES) + 1):
        with _look(before, number) as one, _look(after, number) as two:
            yield from _page(one, two, draw=number <= _MOST_DRAWN)
    if len(before) != len(after):
        told = f"there are {len(after)} pages where {len(before)} were signed"
        yield Differs(min(len(before), len(after)) + 1, Way.CONTENT, told)


@contextmanager
def _look(pdf: Any, number: int) -> Iterator[_Look]:
    with turned(pdf, number) as (page, textpage, plane):
        words = tuple(normalise(characters(textpage))[0].split())
        scale = min(1.0, _LONGEST / max(*plane.size, 1.0))
        upon = tuple(_upon_page(page, plane))
        fields = tuple(box for kind, box in upon if kind == _WIDGET)
        harmless = tuple(box for kind, box in upon if _is_harmless(kind, box))
        covering = any(kind not in (_LINK, _POPUP) for kind, _ in upon)
        yield _Look(page, textpage, plane, scale, words, fields, harmless, covering)


def _is_harmless(kind: int, box: Box) -> bool:
    """Whether an annotation is the sign of a note, or marks words without adding any."""
    small = max(box[2] - box[0], box[3] - box[1]) <= _ICON
    return kind in _MARKERS or (kind == _TEXT and small)


def _upon_page(page: Any, plane: Plane) -> Iterator[tuple[int, Box]]:
    """Kind and place of each annotation on the page."""
    import pypdfium2.raw as pdfium

    for number in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        box = pdfium.FS_RECTF()
        if pdfium.FPDFAnnot_GetRect(annotation, box):
            across, up = sorted((box.left, box.right)), sorted((box.bottom, box.top))
            place = plane.shown((across[0], up[0], across[1], up[1]))
            yield pdfium.FPDFAnnot_GetSubtype(annotation), place
        pdfium.FPDFPage_CloseAnnot(annotation)


# ── One page ────────────────────────────────────────────────────────────────────────────


def _page(before: _Look, after: _Look, *, draw: bool) -> Iterator[Differs]:
    number = before.plane.page
    if before.words != after.words:
        yield Differs(number, Way.CONTENT, _reworded(before.words, after.words))
        return
    if not draw:
        return
    old, new = before.drawn(upon=True), after.drawn(upon=True)
    if old.shape != new.shape:
        yield Differs(number, Way.CONTENT, "it has another size")
        return
    differs = abs(old - new) > _GREY
    if not differs.any():
        yield from _undrawn(before, after)
        return
    if (abs(before.drawn(upon=False) - after.drawn(upon=False)) > _GREY).any():
        yield Differs(number, Way.CONTENT, "the same words are drawn in another way or covered")
        return
    yield from _over(before, after, old, new)
    for box in after.fields:
        differs[after.place(box, margin=2)] = False
    if differs.any():
        yield from _upon(before, after, (old, new), differs)


def _reworded(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    one, two = Counter(before), Counter(after)
    gone, come = list((one - two).elements()), list((two - one).elements())
    told = [
        f"{verb} “{' '.join(words[:_MOST_QUOTED])}”"
        for verb, words in (("it no longer says", gone), ("it now says", come))
        if words
    ]
    return " and ".join(told) or "its words stand in another order"


def _over(before: _Look, after: _Look, old: Any, new: Any) -> Iterator[Differs]:
    """What fields that are new hide of the page's words, and the numbers they draw over."""
    places = [one for one in after.fields if one not in before.fields]
    words = [(word, box) for word, box in _places(before) if any(_meet(box, one) for one in places)]
    hidden = [word for word, box in words if _hides(old[before.place(box)], new[before.place(box)])]
    if hidden:
        yield Differs(before.plane.page, Way.HIDDEN, f"a new field hides {_quoted(hidden)}")
    over = [
        word
        for word, box in words
        if any(map(str.isdigit, word)) and word not in hidden and _adds(before, box, old, new)
    ]
    if over:
        told = f"a new field is drawn over {_quoted(over)}"
        yield Differs(before.plane.page, Way.OVER, told)


def _upon(before: _Look, after: _Look, drawn: tuple[Any, Any], differs: Any) -> Iterator[Differs]:
    """What annotations outside of fields do to the page."""
    old, new = drawn
    words = [(word, before.place(box)) for word, box in _places(before)]
    hidden = [word for word, place in words if _hides(old[place], new[place])]
    for box in after.harmless:
        differs[after.place(box, margin=2)] = False
    if hidden:
        yield Differs(before.plane.page, Way.HIDDEN, f"an annotation hides {_quoted(hidden)}")
    elif differs.any():
        yield Differs(before.plane.page, Way.UPON, "annotations are drawn upon it")


def _undrawn(before: _Look, after: _Look) -> Iterator[Differs]:
    """New fields over words, of which this program draws nothing: others may."""
    places = [one for one in after.fields if one not in before.fields]
    under = [
        word for word, box in _places(before) if any(_holds_middle(one, box) for one in places)
    ]
    if under:
        told = f"a new field lies over {_quoted(under)}"
        yield Differs(before.plane.page, Way.OVER, told)


def _places(look: _Look) -> Iterator[tuple[str, Box]]:
    """The page's own words that hold a letter or digit, and where they are shown."""
    text = characters(look.textpage)
    for match in _WORD.finditer(text):
        if any(map(str.isalnum, match[0])):
            boxes = [look.textpage.get_charbox(at) for at in range(*match.span())]
            lefts, bottoms, rights, tops = zip(*boxes, strict=True)
            box = min(lefts), min(bottoms), max(rights), max(tops)
            yield match[0], look.plane.shown(box)


def _hides(old: Any, new: Any) -> bool:
    """Whether so much of a word's ink is gone that nobody can read it."""
    dark = old < _DARK
    ink = int(dark.sum())
    return ink > 0 and int((dark & (new - old > _GREY * 2)).sum()) > _COVERED * ink


def _adds(look: _Look, box: Box, old: Any, new: Any) -> bool:
    """Whether ink is put into a word, or next to it where it would seem part of it."""
    left, top, right, bottom = box
    beside = (bottom - top) * 0.6
    place = look.place((left - beside, top, right + beside, bottom))
    added = (new[place] < _DARK) & (old[place] >= _DARK)
    return bool(added.size) and int(added.sum()) > _DRAWN_OVER * added.size


def _meet(one: Box, other: Box) -> bool:
    height = one[3] - one[1]
    return (
        one[0] - height < other[2]
        and other[0] < one[2] + height
        and one[1] < other[3]
        and other[1] < one[3]
    )


def _holds_middle(place: Box, box: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] < x < place[2] and place[1] < y < place[3]


def _quoted(words: list[str]) -> str:
    more = f" and {len(words) - _MOST_QUOTED} more words" if len(words) > _MOST_QUOTED else ""
    return f"“{' '.join(words[:_MOST_QUOTED])}”{more}"
