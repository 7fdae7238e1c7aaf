"""Files of every kind that is not read: named for what they are, with the way out."""

from __future__ import annotations

import io
import re
import zipfile

from poedesk.errors import UnreadableError
from poedesk.model import Reading, Settings
from poedesk.read import ole

_SAVE = "Save it as PDF or DOCX and add that instead."
_ACCEPTED = "Accepted are PDF, DOCX and Outlook messages (.msg)."
_UNPACK = "Unpack it and add the files inside."
_SCREEN = "Add the document itself as PDF, DOCX or Outlook message."
_OPEN = "Open it in Outlook and add the document inside, or the mail as .msg."

_OLE_STREAMS = (
    ("WordDocument", "an old Word document (.doc)"),
    ("Workbook", "an old Excel workbook (.xls)"),
    ("Book", "an old Excel workbook (.xls)"),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt)"),
    ("VisioDocument", "a Visio drawing"),
    ("Quill", "a Publisher document"),
    ("Contents", "a Publisher or Works document"),
    ("MatOST", "a Works document (.wps)"),
)
_ZIP_MEMBERS = (
    ("xl/workbook", "an Excel workbook (.xlsx)"),
    ("ppt/presentation", "a PowerPoint presentation (.pptx)"),
    ("visio/document", "a Visio drawing"),
    ("FixedDocumentSequence", "an XPS document"),
    ("FixedDocSeq", "an XPS document"),
    ("Index/Document.iwa", "an Apple iWork file (Pages, Numbers or Keynote)"),
    ("Index.zip", "an Apple iWork file (Pages, Numbers or Keynote)"),
    ("index.apxl", "an Apple iWork file (Pages, Numbers or Keynote)"),
    ("META-INF/MANIFEST.MF", "a Java program"),
)
_MIMETYPES = (
    (b"opendocument.text", "an OpenDocument text (.odt)"),
    (b"opendocument.spreadsheet", "an OpenDocument table (.ods)"),
    (b"opendocument.presentation", "an OpenDocument presentation (.odp)"),
    (b"opendocument", "an OpenDocument file"),
    (b"epub", "an e-book"),
)
_STARTS = (
    (b"{\\rtf", "a rich text file (.rtf)", _SAVE),
    (b"\x78\x9f\x3e\x22", "a winmail.dat", "Ask the sender for the mail as an Outlook message."),
    (b"7z\xbc\xaf'\x1c", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"MSCF", "a cabinet archive", _UNPACK),
    (b"!BDN", "an Outlook data file", "Save the mail itself as .msg."),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote section (.one)", _SAVE),
    (b"BEGIN:VCALENDAR", "a calendar entry (.ics)", _ACCEPTED),
    (b"BEGIN:VCARD", "a contact (.vcf)", _ACCEPTED),
    (b"-----BEGIN PKCS7", "a signed or encrypted envelope (.p7m)", _OPEN),
    (b"MZ", "a program", _ACCEPTED),
    (b"\x7fELF", "a program", _ACCEPTED),
    (b"L\0\0\0\x01\x14\x02\0", "a shortcut to another file", "Add the file itself."),
    (b"%!PS", "a PostScript file", _SAVE),
    (b"8BPS", "a Photoshop picture", _SCREEN),
    (b"SQLite format 3", "a database", _ACCEPTED),
    (b"ID3", "a sound file", _ACCEPTED),
    (b"OggS", "a sound or video file", _ACCEPTED),
    (b"\x1a\x45\xdf\xa3", "a video file", _ACCEPTED),
    (b"RIFF", "a sound or video file", _ACCEPTED),
)
_MARKUP = re.compile(rb"\s*<(!doctype\s+html|html|head|body|\?xml|svg|!--)", re.IGNORECASE)
_ENVELOPE = re.compile(
    rb"\x30[\x80-\x84].{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03]", re.DOTALL
)
_WEB_ARCHIVE = re.compile(
    rb"^(Snapshot-Content-Location:|From: \"?<Saved by |Content-Type:\s*multipart/related)",
    re.IGNORECASE | re.MULTILINE,
)
_WORD_XML = (b"schemas.microsoft.com/office/2006/xmlPackage", b"office/word/2003/wordml")
_ROW = re.compile(r"[^,;\t\r\n]*([,;\t])[^\r\n]*")


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:  # noqa: ARG001 - all readers are called alike
    """Raises UnreadableError always: what the file is, and what to do about it."""
    if data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)):
        raise UnreadableError(
            "a package (an Office file or a ZIP) that is damaged or incomplete",
            "Ask for it again, or save it anew from the program that made it.",
        )
    what, remedy = _recognised(data)
    raise UnreadableError(f"not an accepted format: {what}", remedy)


def _recognised(data: bytes) -> tuple[str, str]:
    if data.startswith(ole.MAGIC):
        return _ole(data), _SAVE
    if data.startswith(b"PK"):
        return _package(data), _SAVE
    for start, what, remedy in _STARTS:
        if data.startswith(start):
            return what, remedy
    if data[257:262] == b"ustar":
        return "a tar archive", _UNPACK
    if _ENVELOPE.match(data[:32]):
        return "a signed or encrypted envelope (.p7m)", _OPEN
    return _text(data[:65536])


def _text(head: bytes) -> tuple[str, str]:
    if _WEB_ARCHIVE.search(head[:4096]):
        return "a web page saved as one file (.mht)", _SAVE
    if _MARKUP.match(head[:1024]):
        return _markup(head), _SAVE
    if _is_text(head):
        return "a table in a text file (.csv)" if _is_table(head) else "a plain text file", _SAVE
    film = head[4:8] == b"ftyp"
    return "a video or sound file" if film else "its content is not recognised", _ACCEPTED


def _ole(data: bytes) -> str:
    root = ole.streams(data)
    for stream, what in _OLE_STREAMS:
        if stream in root or (not root and stream.encode("utf-16-le") in data):
            return what
    return "an unknown OLE file"


def _package(data: bytes) -> str:
    """What a ZIP is by its members, and by the type that some formats state in one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            stated = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                stated = archive.read("mimetype")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - broken in whatever way, it is not recognised
        return "an unknown package"
    for kind, what in _MIMETYPES:
        if kind in stated:
            return what
    for start, what in _ZIP_MEMBERS:
        if any(name.startswith(start) for name in names):
            return what
    return "an unknown package"


def _markup(head: bytes) -> str:
    if (
        b"schemas.microsoft.com/office/2006/xmlPackage" in head
        or b"office/word/2003/wordml" in head
    ):
        return "a Word document saved as XML"
    if re.search(rb"<(html|body|!doctype\s+html)", head, re.IGNORECASE):
        return "a web page (.html)"
    return "a picture of lines (.svg)" if b"<svg" in head else "an XML file"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return controls == 0


def _is_table(head: bytes) -> bool:
    """Whether the first lines have the same number of cells, and more than one."""
    lines = head.decode("utf-8-sig", "replace").splitlines()[:5]
    first = _ROW.fullmatch(lines[0]) if len(lines) > 1 else None
    if first is None:
        return False
    counts = {line.count(first[1]) for line in lines if line}
    return len(counts) == 1
