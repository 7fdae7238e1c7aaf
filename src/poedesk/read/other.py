"""Files of every kind that is not read: named for what they are, with the way out."""

from __future__ import annotations

import io
import re
import zipfile

from poedesk.errors import UnreadableError
from poedesk.model import Reading, Settings

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "Save it as PDF or DOCX and add that instead."
_ACCEPTED = "Accepted are PDF, DOCX and Outlook messages (.msg)."

# Streams of OLE files, whose names stand in the directory as UTF-16.
_OLE_STREAMS = (
    ("WordDocument", "an old Word document (.doc)"),
    ("Workbook", "an old Excel workbook (.xls)"),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)"),
    ("VisioDocument", "a Visio drawing"),
)
_ZIP_MEMBERS = (
    (b"xl/workbook", "an Excel workbook"),
    (b"ppt/presentation", "a PowerPoint presentation"),
    (b"visio/document", "a Visio drawing"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"FixedDocumentSequence", "an XPS document"),
    (b"application/epub", "an e-book"),
)
_STARTS = (
    (b"{\\rtf", "a rich text file (.rtf)", _SAVE),
    (b"\x78\x9f\x3e\x22", "a winmail.dat", "Ask the sender for the mail as an Outlook message."),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive", "Unpack it and add the files inside."),
    (b"Rar!", "a RAR archive", "Unpack it and add the files inside."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and add the files inside."),
    (b"!BDN", "an Outlook data file", "Save the mail itself as .msg."),
    (b"MZ", "a program", _ACCEPTED),
    (b"%!PS", "a PostScript file", _SAVE),
)
_MARKUP = re.compile(rb"\s*<(!doctype\s+html|html|head|body|\?xml)", re.IGNORECASE)


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:  # noqa: ARG001 - all readers are called alike
    """Raises UnreadableError always: what the file is, and what to do about it."""
    if data.startswith(_OLE) and _utf16("EncryptedPackage") in data:
        raise UnreadableError(
            "an Office document protected by a password", "Save a copy without the password."
        )
    if data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)):
        raise UnreadableError(
            "a package (an Office file or a ZIP) that is damaged or incomplete",
            "Ask for it again, or save it anew from the program that made it.",
        )
    what, remedy = _recognised(data)
    raise UnreadableError(f"not an accepted format: {what}", remedy)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")


def _recognised(data: bytes) -> tuple[str, str]:
    if data.startswith(_OLE):
        names = [what for stream, what in _OLE_STREAMS if _utf16(stream) in data]
        return (names or ["an unknown OLE file"])[0], _SAVE
    if data.startswith(b"PK"):
        names = [what for member, what in _ZIP_MEMBERS if member in data]
        return (names or ["an unknown package"])[0], _SAVE
    for start, what, remedy in _STARTS:
        if data.startswith(start):
            return what, remedy
    if _MARKUP.match(data[:1024]):
        return "a web page or XML file", _SAVE
    if _is_text(data[:65536]):
        return "a plain text file", _SAVE
    return "its content is not recognised", _ACCEPTED


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return controls == 0
