"""Text of a PDF page that nobody sees: off the page, invisible, tiny, covered,
or in the paper's colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from poedesk.model import Box, Graphic, Segment
from poedesk.read.pdf.covered import covered_words
from poedesk.read.pdf.graphics import covered
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.picture import Picture
from poedesk.read.pdf.plane import Plane
from poedesk.read.pdf.words import char_box, drawn_box

_SCAN = 0.5  # of the page under a picture: invisible text is what a scanner recognised
_WORD = re.compile(r"\S+")
_NARROW = 2  # characters; so few may be narrower than they are high
_SMALLEST = 2.0  # points; smaller type is not read by anybody


def hidden(
    page: Any, textpage: Any, text: PageText, plane: Plane, drawn: tuple[Graphic, ...]
) -> tuple[tuple[int, int], ...]:
    """The places in `text` that do not show when the page does.

    What shows is seen in a rendering of the page, so that white letters on a dark ground are no
    matter, and letters that a layer, a clip path or their own transparency hides are. On the
    picture of a scan invisible letters are what the scanner recognised; only they are.
    """
    scanned = covered((one for one in drawn if one.kind == "image"), plane) >= _SCAN
    gone = {one for one in text.segments if not _on(one, plane) or _tiny(textpage, text, one)}
    shown = [
        one
        for one in text.segments
        if one not in gone and not (scanned and recognised(textpage, text, one))
    ]
    if shown:
        picture = Picture.of(page, plane, annotated=False)
        gone |= {one for one in shown if picture.plain((one.left, one.top, one.right, one.bottom))}
    found = [(one.start, one.end) for one in text.segments if one in gone]
    left = [one for one in shown if one not in gone]
    return tuple(sorted([*found, *covered_words(page, textpage, text, left, plane)]))


def recognised(textpage: Any, text: PageText, one: Segment) -> bool:
    """Whether all letters of a segment are drawn invisibly, as scanners lay them on a picture."""
    written = [at for at in range(one.start, one.end) if text.text[at].isalnum()]
    return bool(written) and all(_invisible(textpage, text.origins[at]) for at in written)


def scan_layer(
    textpage: Any,
    text: PageText,
    drawn: Sequence[Graphic],
    plane: Plane,
    unseen: Sequence[tuple[int, int]],
) -> bool:
    """Whether the page is the picture of a scan and most of its text what was laid under it.

    `unseen` are the places of the text that do not show.
    """
    if covered((one for one in drawn if one.kind == "image"), plane) < _SCAN:
        return False
    laid = sum(one.end - one.start for one in text.segments if recognised(textpage, text, one))
    return laid + sum(end - start for start, end in unseen) > len(text.text) / 2


def _invisible(textpage: Any, index: int) -> bool:
    import pypdfium2.raw as pdfium

    item = pdfium.FPDFText_GetTextObject(textpage.raw, index)
    return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) in (
        pdfium.FPDF_TEXTRENDERMODE_INVISIBLE,
        pdfium.FPDF_TEXTRENDERMODE_CLIP,
    )


def _tiny(textpage: Any, text: PageText, one: Segment) -> bool:
    """Whether the type is too small to be read, by its font and by what is drawn of it."""
    sides = one.right - one.left, one.bottom - one.top
    height = min(sides) if one.end - one.start > _NARROW else max(sides)
    if height >= _SMALLEST:
        return False
    written = [at for at in range(one.start, one.end) if text.text[at].isalnum()]
    drawn = [_drawn_size(textpage, text.origins[at]) for at in written] or [0.0]
    return 0.0 < max(drawn) < _SMALLEST


def _drawn_size(textpage: Any, index: int) -> float:
    left, bottom, right, top = drawn_box(textpage, index)
    return max(right - left, top - bottom)


def words(
    textpage: Any, text: PageText, one: Segment, plane: Plane
) -> Iterator[tuple[int, int, Box]]:
    """The words of a segment with their boxes, a little smaller than their letters' cells."""
    for match in _WORD.finditer(text.text, one.start, one.end):
        start, end = match.span()
        a = plane.shown(char_box(textpage, text.origins[start]))
        b = plane.shown(char_box(textpage, text.origins[end - 1]))
        yield start, end, (
            min(a[0], b[0]), min(a[1], b[1]) + 1, max(a[2], b[2]), max(a[3], b[3]) - 1
        )  # fmt: skip


def _on(one: Segment, plane: Plane) -> bool:
    return plane.holds(one.left, one.top, one.right, one.bottom)
