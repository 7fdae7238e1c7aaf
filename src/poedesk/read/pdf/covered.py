"""Words of a PDF page over which something was drawn, so that they do not show.

What hides a letter is not guessed from shapes: the page is drawn with it and without it, and where
that makes no difference nobody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from poedesk.model import Box, Segment
from poedesk.read.pdf.covers import NOWHERE, Covers, Drawn
from poedesk.read.pdf.graphics import address, covers
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.picture import Picture
from poedesk.read.pdf.plane import Plane
from poedesk.read.pdf.words import drawn_box

_WORD = re.compile(r"\S+")
_SEEN = 0.1  # of a letter's pixels must change with it
_SAME_PLACE = 1.5  # points
_MOST_LAYERS = 6  # of words upon covers upon words; what is above them is one


_Letter = tuple[int, int, Box]  # its place in the page's text, its text object's address, its box


def covered_words(
    page: Any, textpage: Any, text: PageText, shown: Sequence[Segment], plane: Plane
) -> Iterator[tuple[int, int]]:
    """The words, by their places in `text`, of which a letter lies hidden under something."""
    found, drawn = covers(page, plane)
    over = Covers(found, plane.size[1])
    layers = {
        key: over.below(one, _MOST_LAYERS)
        for key, one in drawn.items()
        if over.latest(one.box) > one.place
    }
    if not layers:
        return
    near = [one for one in shown if over.latest(_box(one)) != NOWHERE]
    letters = [
        (at, key, plane.shown(drawn_box(textpage, text.origins[at])))
        for segment in near
        for at in range(segment.start, segment.end)
        if text.text[at].isalnum() and (key := _item(textpage, text.origins[at])) in layers
    ]
    gone = _gone(page, plane, layers, drawn, [
        one for one in letters if over.latest(one[2]) > drawn[one[1]].place
    ])  # fmt: skip
    items = {key for at, key, _ in letters if at in gone}
    twice = {key for key in items if _again(textpage, drawn[key], drawn, over)}
    gone -= {at for at, key, _ in letters if key in twice}
    for segment in near if gone else ():
        for word in _WORD.finditer(text.text, segment.start, segment.end):
            if not gone.isdisjoint(range(*word.span())):
                yield word.span()


def _gone(
    page: Any,
    plane: Plane,
    layers: Mapping[int, int],
    drawn: Mapping[int, Drawn],
    suspect: Sequence[_Letter],
) -> set[int]:
    """The places of the suspects that make no difference to what the page shows.

    Words on top of a cover are told from those beneath it: each layer is taken away by itself,
    with all texts of it, so that one drawn twice to look bold is taken away whole.
    """
    gone: set[int] = set()
    if not suspect:
        return gone
    before = Picture.of(page, plane, annotated=True)
    for layer in sorted({layers[key] for _, key, _ in suspect}):
        with _without([drawn[key].item for key, own in layers.items() if own == layer]):
            after = Picture.of(page, plane, annotated=True)
        gone |= {
            at
            for at, key, box in suspect
            if layers[key] == layer and before.changed(after, box) < _SEEN
        }
    return gone


def _again(textpage: Any, one: Drawn, drawn: Mapping[int, Drawn], over: Covers) -> bool:
    """Whether a text stands once more in the same place, upon what covers it. pdfium reads a text
    that is drawn twice in a row only once: the later one then has no words.
    """
    same = {"", _said(textpage, one)}
    return any(
        other.place > max(one.place, over.latest(other.box))
        and all(abs(a - b) < _SAME_PLACE for a, b in zip(one.box, other.box, strict=True))
        and _said(textpage, other) in same
        for other in drawn.values()
    )


def _said(textpage: Any, one: Drawn) -> str:
    import ctypes

    import pypdfium2.raw as pdfium

    size = pdfium.FPDFTextObj_GetText(one.item, textpage.raw, None, 0)
    units = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFTextObj_GetText(one.item, textpage.raw, units, size)
    return "".join(map(chr, units)).strip("\0 ")


@contextmanager
def _without(items: Sequence[Any]) -> Iterator[None]:
    """Takes letters off the page, in memory only and for a while."""
    import pypdfium2.raw as pdfium

    modes = [pdfium.FPDFTextObj_GetTextRenderMode(one) for one in items]
    for one in items:
        pdfium.FPDFTextObj_SetTextRenderMode(one, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    try:
        yield
    finally:
        for one, mode in zip(items, modes, strict=True):
            pdfium.FPDFTextObj_SetTextRenderMode(one, mode)


def _item(textpage: Any, index: int) -> int:
    import pypdfium2.raw as pdfium

    return address(pdfium.FPDFText_GetTextObject(textpage.raw, index))


def _box(one: Segment) -> Box:
    return one.left, one.top, one.right, one.bottom
