"""ZIP archives: containers whose members are files of the claim."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from functools import partial

from poedesk.errors import UnreadableError
from poedesk.model import Document, FileKind, Reading, Settings
from poedesk.read.enclosing import Opener, take

_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_FORMATS_IN_ZIP = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_MOST_MEMBERS = 100_000
_HIGHEST_RATIO = 200  # packed text reaches about 20, and honest files hardly 100
_RATIO_MATTERS = 10 * 1024**2
_ENCRYPTED = 0x1


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
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if _is_file(one)]
            _check(members, settings.limits.unpacked)
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
        marks=(),
        mail=None,
        created=None,
        modified=None,
    )
    return Reading(document, data, (), (), taken.files, {})


def _is_file(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return not (member.is_dir() or name.startswith(_IGNORED[0]) or name.endswith(_IGNORED[1:]))


def _check(members: list[zipfile.ZipInfo], unpacked: int) -> None:
    """Refuse a bomb by what the archive says of itself; zipfile reads no more than that."""
    whole = sum(one.file_size for one in members)
    packed = max(sum(one.compress_size for one in members), 1)
    bomb = whole > _RATIO_MATTERS and whole / packed > _HIGHEST_RATIO
    if bomb or whole > unpacked or len(members) > _MOST_MEMBERS:
        raise UnreadableError(
            f"the ZIP archive unpacks to {whole} bytes in {len(members)} files, more than is "
            "safe to read",
            "Send the files that matter as such.",
        )


def _openers(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], passwords: tuple[str, ...]
) -> Iterator[tuple[str, Opener]]:
    for member in members:
        yield member.filename, partial(_content, archive, member, passwords)


def _content(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, passwords: tuple[str, ...]
) -> bytes:
    if not member.flag_bits & _ENCRYPTED:
        return archive.read(member)
    for password in passwords:
        try:
            return archive.read(member, password.encode())
        except (RuntimeError, zipfile.BadZipFile):
            continue
    raise UnreadableError("it is protected by a password that is not known")
