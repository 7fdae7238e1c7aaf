"""Words of a PDF page that are crossed out: by an annotation, or by a line through their middle."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from poedesk.model import Box, Segment
from poedesk.read.pdf.drawn_upon import shown_annotations
from poedesk.read.pdf.graphics import level_lines
from poedesk.read.pdf.hidden import words
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.plane import Plane
from poedesk.read.pdf.words import drawn_box

_MOST = 0.7  # of a word's width, and of its letters, that a line crosses
_EDGE = 0.2  # of a letter's height above and below its middle
_ON_WORDS = 0.4  # of a line's length; one that hardly meets words is a table's or a drawing's
_HALF = 0.5  # of a word under an annotation
_LEVEL = 3.0  # points by which a line that somebody drew may rise or fall


def struck_out(
    page: Any, textpage: Any, text: PageText, plane: Plane
) -> tuple[tuple[int, int], ...]:
    """The places in `text` of the words that are crossed out; neighbours on a line are one."""
    areas = list(_struck_areas(page, plane))
    lines = sorted([*level_lines(page, plane), *_drawn_lines(page, plane)], key=_middle)
    heights = [_middle(one) for one in lines]
    on_words = [0.0] * len(lines)
    found: list[tuple[int, int, frozenset[int]]] = []
    for segment in text.segments if lines or areas else ():
        first, end = bisect_left(heights, segment.top), bisect_right(heights, segment.bottom)
        near = [at for at in range(first, end) if _beside(lines[at], segment)]
        under = [one for one in areas if one[1] < segment.bottom and segment.top < one[3]]
        for start, stop, box in words(textpage, text, segment, plane) if near or under else ():
            wide = max(box[2] - box[0], 0.1)
            through = frozenset(
                at
                for at in near
                if _across(lines[at], box) >= _MOST * wide
                and _crosses(heights[at], _letters(textpage, text, start, stop, plane))
            )
            for at in through:
                on_words[at] += wide
            if through or any(_lies_under(one, box) for one in under):
                found.append((start, stop, through))
    told = [
        (start, stop)
        for start, stop, through in found
        if not through
        or any(on_words[at] >= _ON_WORDS * (lines[at][2] - lines[at][0]) for at in through)
    ]
    return tuple(_joined(told, text.text))


def _joined(found: Iterable[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Words that follow one another, as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(found):
        if last is not None and text[last[1] : start] == " ":
            last = last[0], end
            continue
        if last is not None:
            yield last
        last = start, end
    if last is not None:
        yield last


def _letters(textpage: Any, text: PageText, start: int, end: int, plane: Plane) -> list[Box]:
    """What is drawn of a word's letters and figures."""
    written = (at for at in range(start, end) if text.text[at].isalnum())
    return [plane.shown(drawn_box(textpage, text.origins[at])) for at in written]


def _crosses(y: float, letters: list[Box]) -> bool:
    """Whether a line at that height runs through the middle of most letters: not under them."""
    crossed = sum(
        top + _EDGE * (bottom - top) <= y <= bottom - _EDGE * (bottom - top)
        for _, top, _, bottom in letters
    )
    return bool(letters) and crossed >= _MOST * len(letters)


def _middle(line: Box) -> float:
    return (line[1] + line[3]) / 2


def _beside(line: Box, segment: Segment) -> bool:
    return line[0] < segment.right and segment.left < line[2]


def _across(line: Box, box: Box) -> float:
    return min(line[2], box[2]) - max(line[0], box[0])


def _lies_under(area: Box, box: Box) -> bool:
    wide = box[2] - box[0]
    return area[1] < _middle(box) < area[3] and _across(area, box) >= _HALF * wide


# ── What annotations cross out ──────────────────────────────────────────────────────────


def _struck_areas(page: Any, plane: Plane) -> Iterator[Box]:
    """The places that annotations cross out."""
    import pypdfium2.raw as pdfium

    quad = pdfium.FS_QUADPOINTSF()
    for one in shown_annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(one) != pdfium.FPDF_ANNOT_STRIKEOUT:
            continue
        for number in range(pdfium.FPDFAnnot_CountAttachmentPoints(one)):
            if pdfium.FPDFAnnot_GetAttachmentPoints(one, number, quad):
                xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
                yield plane.shown((min(xs), min(ys), max(xs), max(ys)))


def _drawn_lines(page: Any, plane: Plane) -> Iterator[Box]:
    """The level lines that annotations draw."""
    import pypdfium2.raw as pdfium

    start, end = pdfium.FS_POINTF(), pdfium.FS_POINTF()
    for one in shown_annotations(page):
        if pdfium.FPDFAnnot_GetLine(one, start, end):
            xs, ys = sorted((start.x, end.x)), sorted((start.y, end.y))
            box = plane.shown((xs[0], ys[0], xs[1], ys[1]))
            if box[3] - box[1] <= _LEVEL:
                yield box
