"""Where on the page a quotation stands."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import Box, FileKind, Purpose, Recognised, Settings, Span
from poedesk.read.pdf import reader as pdf
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.pages import add_page, content, opened, turned
from poedesk.read.pdf.scans import add_picture, own_text
from poedesk.read.pdf.words import char_box
from poedesk.read.scan.pixels import frames
from poedesk.read.scan.scanned import add_scan, places
from poedesk.read.text import Composer

_SHOWN = re.compile(r"(picture on )?page \d+")


def boxes(
    data: bytes,
    document_kind: FileKind,
    spans: Sequence[Span],
    settings: Settings,
    recognised: Sequence[Recognised] = (),
) -> dict[Span, tuple[Box, ...]]:
    """One box a line for each span that stands on a page. Of a PDF: left, bottom, right, top in
    points of the unrotated page, origin bottom left; of a picture: left, top, right, bottom in
    pixels of the picture as it is shown. Other kinds have no pages: {}.

    Spans must come from the same bytes read with the same settings and the same `recognised`
    words. Raises UnreadableError where the file does not open.
    """
    placed = [one for one in spans if one.page is not None]
    if not placed:
        return {}
    if document_kind is FileKind.IMAGE:
        return _in_picture(data, placed, settings, recognised)
    if document_kind is not FileKind.PDF:
        return {}
    shown = [one for one in placed if _SHOWN.fullmatch(one.part)]
    found = _in_pages(data, shown, settings, recognised) if shown else {}
    if len(shown) < len(placed):
        beside = [one for one in placed if one not in found]
        found |= _upon_pages(data, beside, settings, recognised)
    return found


def _in_picture(
    data: bytes, spans: Sequence[Span], settings: Settings, recognised: Sequence[Recognised]
) -> dict[Span, tuple[Box, ...]]:
    """Boxes of recognised words in pixels."""
    scales = frames(data, settings).scales
    found: dict[Span, tuple[Box, ...]] = {}
    composer = Composer()
    for one in sorted(recognised, key=lambda one: one.scan.page):
        added = add_scan(composer, one)
        scale = scales[one.scan.page - 1]
        found |= {
            span: tuple(
                (a * scale, b * scale, c * scale, d * scale)
                for a, b, c, d in places(one, added, span)
            )
            for span in spans
            if span.page == one.scan.page
        }
    return found


def _in_pages(
    data: bytes, spans: Sequence[Span], settings: Settings, recognised: Sequence[Recognised]
) -> dict[Span, tuple[Box, ...]]:
    """Boxes of words in the pages' own text, exact to the character, and of recognised words."""
    found: dict[Span, tuple[Box, ...]] = {}
    composer = Composer()
    read = [one for one in recognised if one.scan.purpose is Purpose.READ and not one.problem]
    digest = hashlib.sha256(data).hexdigest()
    with opened(data, settings) as (file, _):
        for number in range(1, min(len(file), max(one.page or 0 for one in spans)) + 1):
            upon = [one for one in spans if one.page == number]
            seen = [one for one in read if one.scan.page == number]
            found |= _in_page(file, (digest, number), upon, composer, seen)
    return found


def _in_page(
    file: Any,
    at: tuple[str, int],
    spans: Sequence[Span],
    composer: Composer,
    recognised: Sequence[Recognised],
) -> dict[Span, tuple[Box, ...]]:
    """Boxes in the page `at` (digest of the file, number), whose text is added to `composer`: spans
    count from its start.
    """
    digest, number = at
    try:
        with turned(file, number) as (page, textpage, plane):
            text, _ = content(digest, page, textpage, plane)
            own = own_text(text, recognised)
            start = add_page(composer, number, own)
            end = start + len(own.text)
            found = {
                span: tuple(_drawn(textpage, own, span, start))
                for span in spans
                if start <= span.start < end
            }
            for one in recognised:
                added = add_picture(composer, one, text)
                found |= {
                    span: tuple(map(plane.drawn, places(one, added, span)))
                    for span in spans
                    if span.start >= added.start
                }
            return found
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
    data: bytes, spans: Sequence[Span], settings: Settings, recognised: Sequence[Recognised]
) -> dict[Span, tuple[Box, ...]]:
    """Boxes of form values and notes: those of their annotations."""
    segments = pdf.placed(data, settings, recognised)
    with opened(data, settings) as (file, _):
        found: dict[Span, tuple[Box, ...]] = {}
        for span in spans:
            with turned(file, span.page or 1) as (_, _, plane):
                found[span] = tuple(
                    plane.drawn((one.left, one.top, one.right, one.bottom))
                    for one in segments
                    if one.start < span.end and span.start < one.end
                )
    return found


def _around(cells: Sequence[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*cells, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
