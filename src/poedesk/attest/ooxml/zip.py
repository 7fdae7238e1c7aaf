"""The zip of an Office package, read so strictly that every program must see the same parts.

Programs that read a zip from its front, from its directory, or after repairing it see different
parts wherever the two disagree; a signature checked on one view says nothing about the other.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from itertools import pairwise
from urllib.parse import unquote

from poedesk.errors import UnreadableError

_LOCAL = struct.Struct("<4s5H3I2H")
_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED, _DESCRIBED, _UTF8 = 1, 8, 0x800
_DESCRIPTORS = {12, 16, 20, 24}  # with and without a mark, in 32 and 64 bits
_MARK = b"PK\x07\x08"
_END = b"PK\x05\x06"
_TRASH = "[trash]/"  # where Office leaves what it threw away


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts by name ("/word/document.xml"). Raises UnreadableError where the zip could be
    read in two ways or is damaged, for then Office would repair it into something else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _one_directory(archive, data)
            _no_gaps(archive, data)
            members = [one for one in archive.infolist() if not one.is_dir()]
            names = [_name(one) for one in members]
            _different(names)
            return {
                name: archive.read(one)
                for name, one in zip(names, members, strict=True)
                if not one.filename.startswith(_TRASH)
            }
    except (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError) as error:
        raise UnreadableError(f"its zip is damaged ({error})") from error
    except (RuntimeError, NotImplementedError) as error:
        raise UnreadableError(f"its zip cannot be read ({error})") from error


def key(name: str) -> str:
    """What two names have in common that mean the same part: neither case nor percent-encoding
    makes a difference.
    """
    return unquote(name).casefold()


def _one_directory(archive: zipfile.ZipFile, data: bytes) -> None:
    if data.count(_END, archive.start_dir) != 1:
        raise UnreadableError("its zip has more than one directory")


def _no_gaps(archive: zipfile.ZipFile, data: bytes) -> None:
    """Refuse bytes before, between and behind the entries: an entry may hide there."""
    entries = sorted(archive.infolist(), key=lambda one: one.header_offset)
    starts = [*(one.header_offset for one in entries), archive.start_dir]
    if starts[0] != 0:
        raise UnreadableError("bytes stand before the first part of its zip")
    for entry, (start, following) in zip(entries, pairwise(starts), strict=True):
        rest = data[_end(entry, data[start:following], start) : following]
        described = entry.flag_bits & _DESCRIBED and len(rest) in _DESCRIPTORS
        if described:
            crc = rest[4:8] if rest.startswith(_MARK) else rest[:4]
            described = crc == entry.CRC.to_bytes(4, "little")
        if rest and not described:
            raise UnreadableError("bytes that its zip's directory does not list stand in it")


def _end(entry: zipfile.ZipInfo, local: bytes, start: int) -> int:
    """Offset after the packed bytes of an entry, whose two descriptions have to agree."""
    fields = _LOCAL.unpack_from(local)
    _, _, flags, method, _, _, _, packed, _, name_length, extra_length = fields
    name = local[_LOCAL.size : _LOCAL.size + name_length]
    told = name.decode("utf-8" if flags & _UTF8 else "cp437")
    sized = packed in {entry.compress_size, 0xFFFFFFFF} or (packed == 0 and flags & _DESCRIBED)
    if told != entry.orig_filename or method != entry.compress_type or not sized:
        raise UnreadableError("an entry of its zip and the directory contradict each other")
    if method not in _PACKED or flags & _ENCRYPTED:
        raise UnreadableError("a part of it is packed in a way that Office does not use")
    end = start + _LOCAL.size + name_length + extra_length + entry.compress_size
    if end > start + len(local):
        raise UnreadableError("two entries of its zip overlap")
    return int(end)


def _name(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    plain = unquote(name)
    steps = plain.split("/")
    strange = "\\" in plain or "\0" in plain or name != entry.orig_filename
    slashes = plain.count("/") != name.count("/") or name.endswith(".piece")
    if strange or slashes or any(not step or step.endswith(".") for step in steps):
        raise UnreadableError(f"it holds a part with a name that Office does not use ({name!r})")
    return f"/{name}"


def _different(names: list[str]) -> None:
    known: dict[str, str] = {}
    for name in names:
        if key(name) in known:
            other = known[key(name)]
            twice = "twice" if other == name else f"a second time as {name[1:]}"
            raise UnreadableError(f"it holds the part {other[1:]} {twice}")
        known[key(name)] = name
