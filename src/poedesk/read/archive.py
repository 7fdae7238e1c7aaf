"""ZIP archives: containers whose members are files of the claim."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial

from poedesk.errors import UnreadableError
from poedesk.model import Document, FileKind, Limits, Mark, Reading, Settings
from poedesk.read.enclosing import Opener, take, too_much
from poedesk.read.text import normalise

_SPANNED = b"PK\x07\x08"
_STARTS = (b"PK\x03\x04", b"PK\x05\x06", _SPANNED)
_FORMATS_IN_ZIP = (
    *("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "FixedDocumentSequence.fdseq"),
    *("word/document.xml", "Index/Document.iwa", "Index.zip", "index.apxl"),
)
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_MOST_MEMBERS = 100_000
_LEAVES = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)")
_ENCRYPTED = 0x1
_UTF8 = 0x800
_AES = 99  # the method that WinZip and 7-Zip write for members they encrypt with AES


def sniff(data: bytes) -> bool:
    """Whether `data` is a ZIP that is not itself a document (Word, OpenDocument, XPS, JAR)."""
    if not data.startswith(_STARTS):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not any(one in archive.NameToInfo for one in _FORMATS_IN_ZIP)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return not any(one.encode() in data[:4096] for one in _FORMATS_IN_ZIP)


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """The members as enclosed files; names are shown, never used as paths on the disk.

    Raises UnreadableError for a broken archive and for one that unpacks to too much.
    """
    if _split(data):
        raise UnreadableError(
            "one part of a ZIP archive that was split into several", "Pack it as one file."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if _is_file(one)]
            _check(members, settings.limits)
            outward = tuple(_outward(members))
            taken = take(path, _openers(archive, members, settings.passwords), settings.limits)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError(
            "the ZIP archive is damaged or incomplete", "Pack it again, or send the files as such."
        ) from error
    document = Document(
        path=path,
        inside=inside,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=FileKind.ZIP,
        text="",
        parts=(),
        pages=None,
        error=None,
        unread=taken.unread,
        marks=outward,
        mail=None,
        created=None,
        modified=None,
    )
    return Reading(document, data, (), (), taken.files, {})


def _split(data: bytes) -> bool:
    """Whether this is one of several parts: its end counts disks, or stands in another."""
    at = data.rfind(b"PK\x05\x06")
    return data[at + 4 : at + 8] != bytes(4) if at >= 0 else data.startswith(_SPANNED)


def _is_file(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return not (member.is_dir() or name.startswith(_IGNORED[0]) or name.endswith(_IGNORED[1:]))


def _check(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse a bomb by what the archive says of itself; zipfile reads no more than that."""
    refused = too_much(
        sum(one.file_size for one in members), sum(one.compress_size for one in members), limits
    )
    if len(members) > _MOST_MEMBERS:
        refused = f"it lists more than {_MOST_MEMBERS} files"
    if refused:
        raise UnreadableError(
            f"the ZIP archive was not opened: {refused}", "Send the files that matter as such."
        )


def _openers(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], passwords: tuple[str, ...]
) -> Iterator[tuple[str, Opener]]:
    for member in members:
        yield _name(member), partial(_content, archive, member, passwords)


def _outward(members: list[zipfile.ZipInfo]) -> Iterator[Mark]:
    """Names that would leave the folder into which a careless program unpacks."""
    names = [
        normalise(one.orig_filename)[0] for one in members if _LEAVES.search(one.orig_filename)
    ]
    if names:
        yield Mark("outside", f"a member is named to leave its folder: {names[0][:200]}", ())


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name; programs that forget to say that it is UTF-8 are common."""
    name = member.orig_filename
    if member.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _content(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, passwords: tuple[str, ...]
) -> bytes:
    if member.compress_type == _AES:
        raise UnreadableError("it is encrypted with AES: unpack the archive and add the file")
    if not member.flag_bits & _ENCRYPTED:
        return archive.read(member)
    for password in passwords:
        try:
            return archive.read(member, password.encode())
        except (RuntimeError, zipfile.BadZipFile, zlib.error):
            continue
    raise UnreadableError("it is protected by a password; give it with --password")
