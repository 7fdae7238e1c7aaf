"""What a file's name promises, and names that are made to deceive."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from poedesk.model import FileKind

_ACCEPTED = {
    ".pdf": FileKind.PDF,
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), FileKind.DOCX),
    ".msg": FileKind.MSG,
    ".eml": FileKind.EML,
    ".zip": FileKind.ZIP,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp"), FileKind.IMAGE),
    **dict.fromkeys((".heic", ".heif", ".webp"), FileKind.IMAGE),
}
_OTHERS = frozenset(
    {
        *(
            ".doc",
            ".dot",
            ".rtf",
            ".odt",
            ".ods",
            ".odp",
            ".xls",
            ".xlsx",
            ".xlsm",
            ".ppt",
            ".pptx",
        ),
        *(".pptm", ".vsd", ".vsdx", ".xps", ".oxps", ".pages", ".numbers", ".key", ".one"),
        *(".htm", ".html", ".mht", ".mhtml", ".xml", ".txt", ".csv", ".ics", ".vcf", ".p7m", ".7z"),
        *(
            ".rar",
            ".gz",
            ".tar",
            ".exe",
            ".com",
            ".scr",
            ".bat",
            ".cmd",
            ".js",
            ".vbs",
            ".ps1",
            ".lnk",
        ),
        *(".hta", ".jar", ".iso", ".svg", ".mp4", ".mov", ".mp3", ".wav"),
    }
)
MEANT = {
    FileKind.PDF: "a PDF",
    FileKind.DOCX: "a Word document (.docx)",
    FileKind.MSG: "an Outlook message",
    FileKind.EML: "a mail file",
    FileKind.IMAGE: "a picture",
    FileKind.ZIP: "a ZIP archive",
}
# characters that turn the direction of writing: "exe.fdp" is shown as "pdf.exe" reversed
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def promised(path: str) -> FileKind | None:
    """The accepted format that the name promises; None where it promises none."""
    return _ACCEPTED.get(PurePosixPath(path).suffix.lower())


def deceives(path: str, kind: FileKind) -> str | None:
    """How the name differs from what the file is, in words; None where it does not."""
    if _TURNS.search(PurePosixPath(path).name):
        return "Its name holds characters that hide how it ends."
    suffix = PurePosixPath(path).suffix
    differs = promised(path) not in {None, kind} or suffix.lower() in _OTHERS
    if kind is FileKind.OTHER or not differs:
        return None  # what is not read at all has its cause named already
    return f"It is named {suffix}, but its content is {MEANT[kind]}."
