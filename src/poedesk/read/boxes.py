"""Where on the page a quotation stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import Box, FileKind, Settings, Span
from poedesk.read import pdf
from poedesk.read.pdf_layout import PageText, char_box, layout
from poedesk.read.pdf_pages import add_page, opened, turned
from poedesk.read.text import Composer


def boxes(
    data: bytes, document_kind: FileKind, spans: Sequence[Span], settings: Settings
) -> dict[Span, tuple[Box, ...]]:
    """One box a line for each span of a PDF: left, bottom, right, top in points of the
    unrotated page, origin bottom left. Other kinds have no pages: {}.

    Spans must come from the same bytes read with the same settings. Raises UnreadableError
    where the PDF does not open.
    """
    placed = [one for one in spans if one.page is not None]
    if document_kind is not FileKind.PDF or not placed:
        return {}
    printed = [one for one in placed if one.part == f"page {one.page}"]
    found = _in_pages(data, printed, settings) if printed else {}
    if len(printed) < len(placed):
        found |= _upon_pages(data, [one for one in placed if one not in found], settings)
    return found


def _in_pages(
    data: bytes, spans: Sequence[Span], settings: Settings
) -> dict[Span, tuple[Box, ...]]:
    """Boxes of words in the pages' own text, exact to the character."""
    found: dict[Span, tuple[Box, ...]] = {}
    composer = Composer()
    with opened(data, settings) as (file, _):
        for number in range(1, min(len(file), max(one.page or 0 for one in spans)) + 1):
            upon = [one for one in spans if one.page == number]
            found |= _in_page(file, number, upon, composer)
    return found


def _in_page(
    file: Any, number: int, spans: Sequence[Span], composer: Composer
) -> dict[Span, tuple[Box, ...]]:
    """Boxes in one page, whose text is added to `composer`: spans count from its start."""
    try:
        with turned(file, number) as (_, textpage, plane):
            text = layout(textpage, plane)
            start = add_page(composer, number, text)
            return {span: tuple(_drawn(textpage, text, span, start)) for span in spans}
    except UnreadableError:  # read() left the page out too
        return {}


def _drawn(textpage: Any, text: PageText, span: Span, start: int) -> Iterator[Box]:
    """A box for each segment that the span touches; cells of one row are boxes of their own."""
    for segment in text.segments:
        first = max(segment.start, span.start - start)
        last = min(segment.end, span.end - start)
        indices = {text.origins[at] for at in range(first, last) if not text.text[at].isspace()}
        if indices:
            yield _around([char_box(textpage, index) for index in indices])


def _upon_pages(
    data: bytes, spans: Sequence[Span], settings: Settings
) -> dict[Span, tuple[Box, ...]]:
    """Boxes of form values and notes: those of their annotations."""
    reading = pdf.read("", None, data, settings)
    with opened(data, settings) as (file, _):
        found: dict[Span, tuple[Box, ...]] = {}
        for span in spans:
            with turned(file, span.page or 1) as (_, _, plane):
                found[span] = tuple(
                    plane.drawn((one.left, one.top, one.right, one.bottom))
                    for one in reading.segments
                    if one.start < span.end and span.start < one.end
                )
    return found


def _around(cells: Sequence[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*cells, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
