"""Bytes in, Reading out. The modules below are the registry: each format claims its own files
by content (`sniff`), exactly one claims a file, and no name is ever trusted.
"""

from __future__ import annotations

import contextlib
import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from poedesk.errors import PoedeskError, UnreadableError
from poedesk.model import Document, Fault, FileKind, Mark, Reading, Recognised, Settings
from poedesk.read import archive, damage, locked, names, other, two_formats
from poedesk.read.docx import reader as docx
from poedesk.read.mail import eml, msg
from poedesk.read.mail.letter import NoMailError
from poedesk.read.pdf import reader as pdf
from poedesk.read.scan import image
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

_NOT_ASKED_FOR = Mark("ignored", "Not a format in which evidence is accepted; noted only.", ())
_LOCKED = Mark("locked", "The file was protected by a password and was opened with it.", ())
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
        if kind is FileKind.OTHER and locked.sniff(data):
            return _unlocked(path, inside, data, settings)
        if kind in _SCANNED:
            reading = _SCANNED[kind].read(path, inside, data, settings, recognised)
        else:
            reader = dict(FORMATS).get(kind)
            reading = (reader or other).read(path, inside, data, settings)
    except UnreadableError as error:
        reading = _unreadable(path, inside, data, kind, _words(error))
        if isinstance(error, NoMailError):
            reading = _marked(reading, _NO_MAIL)
    except RecursionError:
        cause = "it is nested too deeply to be read. Save it anew, simpler, and try again."
        reading = _unreadable(path, inside, data, kind, cause)
    except MemoryError:  # the sandbox says so, and by how much
        raise
    except PoedeskError:  # a faulty word list is no fault of the file
        raise
    except Exception as error:  # noqa: BLE001 - a stranger's bytes through many libraries
        cause = (
            f"cannot be read, it seems damaged: {damage.told(error)}. Save it anew and try again."
        )
        reading = _unreadable(path, inside, data, kind, cause)
    return _compared(reading)


def _unlocked(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """Read what a password protects; the file remains the protected one."""
    reading = read(path, inside, locked.opened(data, settings.passwords), settings)
    document = replace(reading.document, sha256=hashlib.sha256(data).hexdigest())
    return _marked(replace(reading, document=document), _LOCKED)


def kind_of(data: bytes) -> FileKind:
    """What a file is, by its content alone."""
    for kind, module in FORMATS:
        with contextlib.suppress(zlib.error):  # a package whose list of parts is damaged
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
        marks=(_NOT_ASKED_FOR,) if kind is FileKind.OTHER and not names.promised(path) else (),
        mail=None,
        created=None,
        modified=None,
    )
    return Reading(document, data, (), (), (), {})


def _compared(reading: Reading) -> Reading:
    """Mark a file that is not what its name says, and one that is something else besides."""
    document = reading.document
    deceives = names.deceives(document.path, document.kind)
    if deceives is not None:
        reading = _marked(reading, Mark("wrong-name", deceives, ()))
    second = two_formats.second(reading.data, document.kind)
    if second is not None:
        message = f"It is {names.MEANT[document.kind]} and at the same time {second}."
        reading = _marked(reading, Mark("two-formats", message, ()))
    return reading


def _marked(reading: Reading, mark: Mark) -> Reading:
    document = reading.document
    return replace(reading, document=replace(document, marks=(*document.marks, mark)))
