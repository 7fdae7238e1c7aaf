"""Pictures of documents: photographs and scans, dated by nothing, read by text recognition."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from poedesk.errors import UnreadableError
from poedesk.model import (
    Box,
    Document,
    FileKind,
    Graphic,
    Purpose,
    Reading,
    Recognised,
    Scan,
    Settings,
    Unread,
    View,
)
from poedesk.read.scan.pixels import frames
from poedesk.read.scan.scanned import add_scan, uncertain, unread_reason, written_by_hand
from poedesk.read.text import Composer

_STARTS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"BM",
)
_HEIC_BRANDS = (b"heic", b"heix", b"heif", b"mif1", b"avif", b"hevc")
_LOGO = 200  # pixels; what is flatter than this holds no page of text: a logo, a rule, an icon
_PASTED = 240_000  # pixels of a picture within a text that may hold text of its own
_SCANNED = "a scan or picture"


def sniff(data: bytes) -> bool:
    """Whether `data` is a PNG, JPEG, GIF, TIFF, BMP, WebP or HEIC picture."""
    if data[4:8] == b"ftyp":
        return data[8:12] in _HEIC_BRANDS
    if data[:4] == b"RIFF":
        return data[8:12] == b"WEBP"
    if data[:2] == b"BM":  # two letters open many a text: ask for the header too
        return data[6:10] == b"\0\0\0\0" and data[14:15] in b"\x0c\x28\x38\x6c\x7c"
    return data.startswith(_STARTS)


def may_be_page(data: bytes, settings: Settings) -> bool:
    """Whether a picture shown within a text is large enough to be a page, a letter or a table
    that was pasted in; a banner, a portrait and a signature are not.
    """
    try:
        sizes = frames(data, settings).sizes if sniff(data) else ()
    except UnreadableError:
        return False
    return any(min(size) >= _LOGO and size[0] * size[1] >= _PASTED for size in sizes)


def read(
    path: str,
    inside: str | None,
    data: bytes,
    settings: Settings,
    recognised: Sequence[Recognised] = (),
) -> Reading:
    """A document of as many pages as the picture has, with the words recognised on them.

    A picture as small as a logo leaves nothing unread. Raises UnreadableError where there is no
    picture in it, or more of it than the limits allow.
    """
    pages = frames(data, settings)
    sizes, scales = pages.sizes, pages.scales
    composer, unread, scans, unsure = Composer(settings.limits.text), [], [], []
    graphics: list[Graphic] = []
    for number, size in enumerate(sizes, start=1):
        scan = Scan(number, None, Purpose.READ, 0 if number == len(sizes) else number)
        seen = next((one for one in recognised if one.scan == scan), None)
        if seen is not None and not seen.problem:
            unsure += add_scan(composer, seen).uncertain
            graphics += written_by_hand(seen, partial(_view, number, scales[number - 1]))
        elif min(size) >= _LOGO:
            unread.append(Unread(f"page {number}", f"{_SCANNED}; {unread_reason(seen, settings)}"))
            scans += [scan] if settings.recogniser and seen is None else []
    text, parts, segments = composer.finish()
    document = Document(
        path=path,
        inside=inside,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=FileKind.IMAGE,
        text=text,
        parts=parts,
        pages=len(sizes),
        error=None,
        unread=tuple(unread),
        marks=(),
        mail=None,
        created=None,
        modified=None,
    )
    document = replace(document, marks=tuple(uncertain(document, unsure)))
    searched = frozenset(part.page for part in parts if part.page is not None)
    return Reading(
        document, data, segments, tuple(graphics), (), {}, tuple(scans), searched=searched
    )


def _view(page: int, scale: float, box: Box) -> View:
    """How a box in points of a picture is looked at: in its pixels."""
    left, top, right, bottom = box
    return View(page, (left * scale, top * scale, right * scale, bottom * scale))
