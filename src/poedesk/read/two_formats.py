"""Files that are two formats at once: what one program opens is not what another shows.

Each test asks for what makes a program open the file as the second format, so that an honest
file which merely contains another (a PDF with a ZIP attached, a mail with a PDF) stays quiet.
"""

from __future__ import annotations

import io
import struct
import zipfile

from poedesk.model import FileKind
from poedesk.read import ole

_HEAD = 1024  # PDF readers look for a header in the first 1024 bytes, and for the end in the last
_END = b"PK\x05\x06"
_PADDING = b"\0\r\n\t "
_MOST_PADDING = 64
_TAIL = 65536 + 22
_MOST_MEMBERS = 1000
_STARTS = (
    (b"PK\x03\x04", "a ZIP archive"),
    (ole.MAGIC, "an Office or Outlook file"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"GIF8", "a picture"),
    (b"MZ\x90\x00", "a program"),
    (b"\x7fELF", "a program"),
    (b"Rar!\x1a\x07", "an archive"),
    (b"7z\xbc\xaf'\x1c", "an archive"),
    (b"{\\rtf", "a rich text file"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<script", "a web page"),
    (b"#!", "a script"),
)


def second(data: bytes, kind: FileKind) -> str | None:
    """What else a file is, beside the kind that it was read as; None for an honest file."""
    if kind is FileKind.PDF:
        behind = data[data.rfind(b"%%EOF") + 5 :] if b"%%EOF" in data[-_TAIL:] else b""
        return _begins(data) or _archive(data) or _begins(behind)
    if kind in {FileKind.ZIP, FileKind.DOCX}:
        behind = data[_end_of_zip(data) :]
        return _pdf(data, _members(data)) or _begins(behind) or _pdf_begins(behind)
    if kind in {FileKind.MSG, FileKind.IMAGE, FileKind.EML}:
        return _pdf(data, []) or _archive(data)
    return None


def _begins(data: bytes) -> str | None:
    """What the bytes begin as, other than a PDF."""
    head = data[:_MOST_PADDING].lstrip(_PADDING)[:20].lower()
    return next((what for start, what in _STARTS if head.startswith(start.lower())), None)


def _pdf_begins(data: bytes) -> str | None:
    return "a PDF" if b"%PDF-" in data[:_HEAD] else None


def _pdf(data: bytes, inside: list[tuple[int, int]]) -> str | None:
    """Whether a PDF reader would open this: a header early, and an end late; a PDF that is a
    member of an archive (`inside`: where those lie) does not count.
    """
    at = data.find(b"%PDF-", 0, _HEAD)
    late = data[-_HEAD:]
    if at < 0 or b"%%EOF" not in late or b"startxref" not in late:
        return None
    return None if any(start <= at < end for start, end in inside) else "a PDF"


def _members(data: bytes) -> list[tuple[int, int]]:
    """Where the contents of an archive's members lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()[:_MOST_MEMBERS]
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, RuntimeError, struct.error):
        return []
    places: list[tuple[int, int]] = []
    for one in members:
        header = data[one.header_offset : one.header_offset + 30]
        if len(header) == 30:
            start = one.header_offset + 30 + sum(struct.unpack("<HH", header[26:30]))
            places.append((start, start + one.compress_size))
    return places


def _end_of_zip(data: bytes) -> int:
    """Where an archive ends by its own account, its comment left out."""
    at = data.rfind(_END)
    return at + 22 if 0 <= at <= len(data) - 22 else len(data)


def _archive(data: bytes) -> str | None:
    """Whether this opens as a ZIP: its directory ends the file, or counts from its beginning.
    The directory of a ZIP that is merely contained does neither.
    """
    at = data.rfind(_END, -_TAIL)
    if at < 0 or len(data) - at < 22:
        return None
    size, offset, comment = struct.unpack("<IIH", data[at + 12 : at + 22])
    if size == 0 or data[at - size : at - size + 4] != b"PK\x01\x02":
        return None
    ends = not data[at + 22 + comment :].strip(_PADDING)
    padded = data.startswith(ole.MAGIC)  # whose sectors end a contained file like this, too
    return "a ZIP archive" if offset + size == at or (ends and not padded) else None
