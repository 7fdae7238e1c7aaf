"""A page, or a piece of one, as a picture for people: the page of a PDF, or a scan."""

from __future__ import annotations

from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import Box, FileKind, Purpose, Scan, Settings, View
from poedesk.read.pdf.pages import opened, turned
from poedesk.read.scan.pixels import framed, frames, picture, png

_SHOWN = (FileKind.PDF, FileKind.IMAGE)


def page_picture(data: bytes, kind: FileKind, view: View, settings: Settings) -> bytes:
    """A PNG of what is to be shown. Raises UnreadableError where there is no such page, or it
    cannot be drawn.
    """
    if kind not in _SHOWN:
        raise UnreadableError("only the pages of PDFs and pictures can be shown")
    if kind is FileKind.PDF:
        scan = Scan(view.page, _area(data, view, settings), Purpose.READ, 0)
        drawn = picture(data, kind, scan, settings, view.dpi).pixels
        return png(framed(drawn, _on_page(data, view, settings, drawn)) if view.marks else drawn)
    pages = frames(data, settings)
    _check_page(view.page, len(pages.sizes))
    whole = picture(data, kind, Scan(view.page, None, Purpose.READ, 0), settings)
    shrunk = whole.scale / pages.scales[view.page - 1]  # pictures may be looked at smaller
    if view.box is None:
        marks = [tuple(side * shrunk for side in box) for box in view.marks]
        return png(framed(whole.pixels, marks) if marks else whole.pixels)
    left, top, right, bottom = (max(0, round(side * shrunk)) for side in view.box)
    piece = whole.pixels[top:bottom, left:right]
    if not piece.size:
        raise UnreadableError("the place lies outside the picture")
    return png(piece)


def _area(data: bytes, view: View, settings: Settings) -> Box | None:
    """A box of a PDF page as the area that is shown: left, top, right, bottom from its top."""
    with opened(data, settings) as (pdf, _):
        _check_page(view.page, len(pdf))
        if view.box is None:
            return None
        with turned(pdf, view.page) as (_, _, plane):
            return plane.shown(view.box)


def _on_page(data: bytes, view: View, settings: Settings, drawn: Any) -> list[tuple[float, ...]]:
    """The marks of a PDF page in pixels of its whole picture: left, top, right, bottom."""
    with opened(data, settings) as (pdf, _), turned(pdf, view.page) as (_, _, plane):
        across, down = drawn.shape[1] / plane.size[0], drawn.shape[0] / plane.size[1]
        shown = [plane.shown(box) for box in view.marks]
    return [(a * across, b * down, c * across, d * down) for a, b, c, d in shown]


def _check_page(page: int, pages: int) -> None:
    if not 1 <= page <= pages:
        raise UnreadableError(f"there is no page {page}: the file has {pages}")
