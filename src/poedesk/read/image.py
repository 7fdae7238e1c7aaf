"""Pictures: recognised, dated by nothing, and not read."""

from __future__ import annotations

import hashlib
import struct

from poedesk.model import Document, FileKind, Reading, Settings, Unread

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
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_UNREAD = (
    "a picture: text recognition is not available in this version; give the document itself as "
    "PDF, DOCX or Outlook message"
)


def sniff(data: bytes) -> bool:
    """Whether `data` is a PNG, JPEG, GIF, TIFF, BMP, WebP or HEIC picture."""
    if data[4:8] == b"ftyp":
        return data[8:12] in _HEIC_BRANDS
    if data[:4] == b"RIFF":
        return data[8:12] == b"WEBP"
    if data[:2] == b"BM":  # two letters open many a text: ask for the header too
        return data[6:10] == b"\0\0\0\0" and data[14:15] in b"\x0c\x28\x38\x6c\x7c"
    return data.startswith(_STARTS)


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:  # noqa: ARG001 - all readers are called alike
    """A document of one page without text; a picture as small as a logo leaves nothing unread."""
    size = _size(data)
    small = size is not None and min(size) < _LOGO
    document = Document(
        path=path,
        inside=inside,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=FileKind.IMAGE,
        text="",
        parts=(),
        pages=1,
        error=None,
        unread=() if small else (Unread("page 1", _UNREAD),),
        marks=(),
        mail=None,
        created=None,
        modified=None,
    )
    return Reading(document, data, (), (), (), {})


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels where the header says so plainly, else None."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data.startswith(b"GIF8") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + max(length, 2)
    return None
