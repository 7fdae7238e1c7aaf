"""Bytes in, Reading out. The modules below are the registry: each format claims its own files
by content (`sniff`), exactly one claims a file, and no name is ever trusted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol

from poedesk.errors import PoedeskError, UnreadableError
from poedesk.model import Document, Fault, FileKind, Mark, Reading, Recognised, Settings
from poedesk.read import archive, docx, eml, image, msg, other, pdf
from poedesk.read.letter import NoMailError
from poedesk.read.text import normalise


class Format(Protocol):
    """What each format module offers."""

    def sniff(self, data: bytes, /) -> bool:
        """Whether the bytes are of this format."""
        ...

    def read(self, path: str, inside: str | None, data: bytes, settings: Settings, /) -> Reading:
        """Read them; raises UnreadableError where that fails."""
        ...


FORMATS: tuple[tuple[FileKind, Format], ...] = (
    (FileKind.PDF, pdf),
    (FileKind.DOCX, docx),
    (FileKind.MSG, msg),
    (FileKind.EML, eml),
    (FileKind.IMAGE, image),
    (FileKind.ZIP, archive),
)

_SCANNED = {FileKind.PDF: pdf, FileKind.IMAGE: image}  # they take what was recognised, too

_NAMED = {
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".docm": FileKind.DOCX,
    ".msg": FileKind.MSG,
    ".eml": FileKind.EML,
    ".zip": FileKind.ZIP,
    ".png": FileKind.IMAGE,
    ".jpg": FileKind.IMAGE,
    ".jpeg": FileKind.IMAGE,
    ".tif": FileKind.IMAGE,
    ".tiff": FileKind.IMAGE,
    ".bmp": FileKind.IMAGE,
    ".webp": FileKind.IMAGE,
    ".heic": FileKind.IMAGE,
}


_NOT_ASKED_FOR = Mark("ignored", "Not a format in which evidence is accepted; noted only.", ())
_NO_MAIL = Mark("ignored", "An Outlook item that is no mail is no evidence; noted only.", ())


def read(
    path: str,
    inside: str | None,
    data: bytes,
    settings: Settings,
    recognised: Sequence[Recognised] = (),
) -> Reading:
    """Read one file, whatever it is; never raises for a bad one.

    `path` is the file's name within the claim and `inside` its container's path. A file that
    cannot be read has `Document.error` with cause and remedy, no text and no parts.
    `recognised` is what text recognition saw for the `Reading.scans` of an earlier reading.
    Raises ChecklistError where the vocabulary itself is faulty.
    """
    kind = kind_of(data)
    try:
        _check_size(data, settings)
        if kind in _SCANNED:
            reading = _SCANNED[kind].read(path, inside, data, settings, recognised)
        else:
            reader = dict(FORMATS).get(kind)
            reading = (reader or other).read(path, inside, data, settings)
    except UnreadableError as error:
        reading = _unreadable(path, inside, data, kind, _words(error))
        if isinstance(error, NoMailError):
            reading = _marked(reading, _NO_MAIL)
    except PoedeskError:  # a faulty word list is no fault of the file
        raise
    except Exception as error:  # noqa: BLE001 - a stranger's bytes through many libraries
        cause = f"cannot be read, it seems damaged ({type(error).__name__}: {error})"
        reading = _unreadable(path, inside, data, kind, f"{cause}. Save it anew and try again.")
    return _with_name_checked(reading)


def kind_of(data: bytes) -> FileKind:
    """What a file is, by its content alone."""
    for kind, module in FORMATS:
        if module.sniff(data):
            return kind
    return FileKind.OTHER


def _check_size(data: bytes, settings: Settings) -> None:
    if not data:
        raise UnreadableError("the file is empty", "Add the file again.")
    limit = settings.limits.file_size
    if len(data) > limit:
        raise UnreadableError(
            f"the file has {len(data)} bytes, more than the limit of {limit}",
            "Save it smaller, for instance with smaller pictures.",
        )


def _words(error: UnreadableError) -> str:
    message = error.message.rstrip(".")
    return f"{message}. {error.hint}" if error.hint else message


def _unreadable(path: str, inside: str | None, data: bytes, kind: FileKind, cause: str) -> Reading:
    document = Document(
        path=path,
        inside=inside,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind,
        text="",
        parts=(),
        pages=None,
        error=Fault(path, " ".join(normalise(cause)[0].split())),
        unread=(),
        marks=(_NOT_ASKED_FOR,) if kind is FileKind.OTHER and not _promised(path) else (),
        mail=None,
        created=None,
        modified=None,
    )
    return Reading(document, data, (), (), (), {})


def _with_name_checked(reading: Reading) -> Reading:
    """Mark a file whose name promises another format than its content is."""
    document = reading.document
    promised = _promised(document.path)
    if promised in {None, document.kind} or document.kind is FileKind.OTHER:
        return reading  # what is not read at all has its cause named already
    suffix = PurePosixPath(document.path).suffix
    message = f"It is named {suffix}, but its content is {_ARTICLES[document.kind]}."
    return _marked(reading, Mark("wrong-name", message, ()))


def _marked(reading: Reading, mark: Mark) -> Reading:
    document = reading.document
    return replace(reading, document=replace(document, marks=(*document.marks, mark)))


def _promised(path: str) -> FileKind | None:
    return _NAMED.get(PurePosixPath(path).suffix.lower())


_ARTICLES = {
    FileKind.PDF: "a PDF",
    FileKind.DOCX: "a Word document",
    FileKind.MSG: "an Outlook message",
    FileKind.EML: "a mail file",
    FileKind.IMAGE: "a picture",
    FileKind.ZIP: "a ZIP archive",
}
