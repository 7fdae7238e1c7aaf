"""Which pages of a PDF, or pictures on them, only text recognition can read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from poedesk.model import Graphic, Purpose, Recognised, Scan, Segment
from poedesk.read.pdf.graphics import covered
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.plane import Plane
from poedesk.read.scan.scanned import Added, add_scan
from poedesk.read.text import Composer

SCANNED = "a scan or picture"
FONTS = "the text layer is not readable: its fonts do not say what they draw"
_WIDEST, _HIGHEST, _LARGEST = 150.0, 30.0, 12_000.0  # points; smaller pictures are logos, ink
_SPARSE = 0.03  # of a picture under the page's own words: they do not say what it shows
_PAGE = 0.5  # of the page under one picture: not the stationery
_STATIONERY = 2  # so often a picture is looked at that stands in one place on many pages
_LATIN_END = "\u0250"
_AFTER = 100_000  # more than any rank of a page that is to be read
_PATHS = 12  # drawn things on a page without text: letters as outlines, perhaps

Area = tuple[float, float, float, float]


def wanted(
    text: PageText, drawn: Sequence[Graphic], plane: Plane, objects: int
) -> tuple[Area | None, str] | None:
    """The area to recognise (None: the whole page) and why; None where the text says it all.

    `objects` counts what is drawn on the page in whatever way.
    """
    if not text.readable:
        return None, FONTS
    if not text.text:
        rules = sum(one.kind == "rule" for one in drawn)
        blank = len(drawn) == rules and objects - rules < _PATHS
        return None if blank else (None, SCANNED)
    pictures = [one for one in drawn if _may_hold_words(one, text.segments, plane)]
    return (_around(pictures, plane), SCANNED) if pictures else None


def _may_hold_words(one: Graphic, segments: Sequence[Segment], plane: Plane) -> bool:
    if one.kind != "image":
        return False
    left, top, right, bottom = area = _around([one], plane)
    wide, high = right - left, bottom - top
    if wide < _WIDEST or high < _HIGHEST or wide * high < _LARGEST:
        return False
    return sum(_shared(area, segment) for segment in segments) < _SPARSE * wide * high


def _around(pictures: Sequence[Graphic], plane: Plane) -> Area:
    width, height = plane.size
    return (
        max(0.0, min(one.left for one in pictures)),
        max(0.0, min(one.top for one in pictures)),
        min(width, max(one.right for one in pictures)),
        min(height, max(one.bottom for one in pictures)),
    )


def _shared(area: Area, one: Segment) -> float:
    across = min(area[2], one.right) - max(area[0], one.left)
    down = min(area[3], one.bottom) - max(area[1], one.top)
    return max(across, 0.0) * max(down, 0.0)


def request(area: Area | None, drawn: Sequence[Graphic], plane: Plane, pages: int) -> Scan:
    """The request for an area; lines to sign on come first, then the last page, then the first."""
    page = plane.page
    if any(one.kind == "rule" for one in drawn):
        rank = 0
    elif page in {pages, 1}:
        rank = 1 if page == pages else 2
    else:
        rank = 3 + pages - page
    return Scan(page, area, Purpose.READ, rank)


def layered(text: PageText, drawn: Sequence[Graphic], plane: Plane) -> bool:
    """Whether words lie under or over a picture of most of the page: a scanner's text layer,
    which may say anything.
    """
    pictures = (one for one in drawn if one.kind == "image")
    return any(map(str.isalpha, text.text)) and covered(pictures, plane) >= _PAGE


def comparable(text: str) -> bool:
    """Whether most letters are of the script that recognition knows well."""
    letters = [one for one in text if one.isalpha()]
    return sum(one < _LATIN_END for one in letters) > len(letters) / 2


def comparison(drawn: Sequence[Graphic], plane: Plane, pages: int) -> Scan:
    """The request to compare a page's words with its picture: after all that is to be read."""
    asked = request(None, drawn, plane, pages)
    return replace(asked, purpose=Purpose.COMPARE, rank=asked.rank + _AFTER)


def repeated(area: Area | None, plane: Plane, before: Collection[Area | None]) -> bool:
    """Whether a picture is stationery: smaller than the page, and at its place on other pages."""
    if area is None:
        return False
    same = sum(
        other is not None and all(abs(a - b) < 1 for a, b in zip(area, other, strict=True))
        for other in before
    )
    return is_part(area, plane) and same >= _STATIONERY


def is_part(area: Area | None, plane: Plane) -> bool:
    """Whether a picture is less than the page: not a scan of it, but placed there by a program."""
    if area is None:
        return False
    width, height = plane.size
    return (area[2] - area[0]) * (area[3] - area[1]) < _PAGE * width * height


def pasted(drawn: Iterable[Graphic]) -> list[Graphic]:
    """What was written by hand in a picture that a program placed on the page: anybody can."""
    return [replace(one, kind="pasted") for one in drawn if one.kind in ("ink", "scrawl")]


def own_text(text: PageText, recognised: Sequence[Recognised]) -> PageText:
    """The page's own text, unless it is unreadable and was recognised instead."""
    if recognised and not text.readable:
        return PageText("", (), ())
    return text


def add_picture(composer: Composer, recognised: Recognised, text: PageText) -> Added:
    """Write what was recognised on a page beside the page's own `text`.

    Words that the page's own text has at the same place are not said twice; text that is
    unreadable does not count.
    """
    return add_scan(composer, recognised, beside=own_text(text, [recognised]).segments)
