"""The properties of an Outlook message as the file stores them (MS-OXMSG). The one home of
olefile.

A message, each of its recipients and each of its attachments is a storage: fixed values stand
in one table, texts and bytes in a stream each. Properties are asked for by their number
(MS-OXPROPS).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any

from poedesk.read import codepage
from poedesk.read.codepage import Decoded

if TYPE_CHECKING:
    from olefile import OleFileIO

_TABLE = "__properties_version1.0"
_TOP, _ATTACHED_MESSAGE, _BELOW = 32, 24, 8  # bytes before the table's first entry
_STREAM = 2
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_INTEGER, _BOOLEAN, _TIME, _WIDE, _NARROW, _BINARY = 0x3, 0xB, 0x40, 0x1F, 0x1E, 0x102
_MESSAGE_PAGE, _INTERNET_PAGE, _LOCALE = 0x3FFD, 0x3FDE, 0x3FF1


Path = tuple[str, ...]
"""Names of storages, each within the one before."""


class _Tree:
    """All storages and streams by their path. The library looks each one up by walking along
    its neighbours, which takes hours where a file holds ten thousand of them.
    """

    def __init__(self, ole: OleFileIO) -> None:
        self._ole = ole
        self._streams: dict[Path, Any] = {}
        self._storages: dict[Path, list[str]] = {}
        places: list[tuple[Path, Any]] = [((), ole.root)]
        seen = {ole.root.sid}  # a damaged directory may lead back into itself
        while places:
            path, place = places.pop()
            self._storages[path] = []
            for entry in place.kids:
                if entry.sid in seen:
                    continue
                seen.add(entry.sid)
                inner = (*path, entry.name)
                if entry.entry_type == _STREAM:
                    self._streams[_low(inner)] = entry
                else:
                    self._storages[path].append(entry.name)
                    places.append((inner, entry))

    def holds(self, path: Path) -> bool:
        """Whether a stream is there."""
        return _low(path) in self._streams

    def read(self, path: Path) -> bytes | None:
        """The bytes of a stream; None where it is not there."""
        entry = self._streams.get(_low(path))
        if entry is None:
            return None
        found: bytes = self._ole._open(entry.isectStart, entry.size).read()  # noqa: SLF001
        return found

    def storages(self, path: Path, start: str) -> list[str]:
        """The storages right inside another whose names begin so, in their order."""
        return sorted(one for one in self._storages.get(path, ()) if one.lower().startswith(start))

    def below(self, path: Path) -> Iterator[Path]:
        """The streams at any depth inside a storage."""
        start = _low(path)
        return (one for one in self._streams if one[: len(path)] == start)


def _low(path: Path) -> Path:
    """Case never matters in the names of streams and storages."""
    return tuple(map(str.lower, path))


class Storage:
    """One message, recipient or attachment."""

    def __init__(
        self,
        tree: _Tree,
        path: Path = (),
        header: int = _TOP,
        above: Storage | None = None,
    ) -> None:
        self._tree = tree
        self._path = path
        self._header = header
        self._above = above

    @property
    def path(self) -> Path:
        """The names of the storages that lead to this one."""
        return self._path

    @cached_property
    def _fixed(self) -> dict[int, bytes]:
        """The eight bytes of each entry of the table, by number and type."""
        table = self._stream(_TABLE) or b""
        whole = len(table) - (len(table) - self._header) % 16
        entries = (table[at : at + 16] for at in range(self._header, max(whole, 0), 16))
        return {struct.unpack_from("<I", entry)[0]: entry[8:] for entry in entries}

    def _stream(self, name: str) -> bytes | None:
        return self._tree.read((*self._path, name))

    def number(self, tag: int) -> int | None:
        """A 32-bit integer; None where the property is not there."""
        value = self._fixed.get(tag << 16 | _INTEGER)
        return None if value is None else int(struct.unpack_from("<i", value)[0])

    def is_set(self, tag: int) -> bool:
        """A truth value that is there and true."""
        return any(self._fixed.get(tag << 16 | _BOOLEAN, b"")[:2])

    def time(self, tag: int) -> datetime | None:
        """A moment in UTC; None for the far years that stand for "no time"."""
        value = self._fixed.get(tag << 16 | _TIME)
        if value is None or len(value) < 8:
            return None
        try:
            moment = _EPOCH + timedelta(microseconds=struct.unpack("<Q", value)[0] // 10)
        except OverflowError:
            return None
        return moment if 1980 <= moment.year <= 2200 else None

    def binary(self, tag: int) -> bytes | None:
        """Bytes; None where the property is not there."""
        return self._stream(f"__substg1.0_{tag:04X}{_BINARY:04X}")

    def holds(self, tag: int) -> bool:
        """Whether any stream of this number is there, of whatever type."""
        kinds = (_BINARY, _WIDE, _NARROW)
        names = (f"__substg1.0_{tag:04X}{kind:04X}" for kind in kinds)
        return any(self._tree.holds((*self._path, name)) for name in names)

    def text(self, tag: int) -> str:
        """A text in one piece, without the zeros and blanks around it; empty where none is."""
        return self.decoded(tag).text.strip("\0 ")

    def decoded(self, tag: int) -> Decoded:
        """A text as it stands, and whether its code page is sure."""
        wide = self._stream(f"__substg1.0_{tag:04X}{_WIDE:04X}")
        if wide is not None:
            return Decoded(wide.decode("utf-16-le", "replace").rstrip("\0"))
        narrow = self._stream(f"__substg1.0_{tag:04X}{_NARROW:04X}")
        if not narrow:
            return Decoded("")
        return codepage.decode(narrow.rstrip(b"\0"), self.pages)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The codecs that the message names for its narrow texts, the likeliest first."""
        named = (
            codepage.by_number(self.number(_MESSAGE_PAGE)),
            codepage.by_locale(self.number(_LOCALE)),
            codepage.by_number(self.number(_INTERNET_PAGE)),
        )
        # UTF-16 is what Unicode messages name; a narrow text is never in it.
        own = tuple(name for name in named if name and not name.startswith("utf-16"))
        return own or (self._above.pages if self._above is not None else ())

    def recipients(self) -> Iterator[Storage]:
        """The recipients in the file's order."""
        return self._below("__recip_version1.0_#")

    def attachments(self) -> Iterator[Storage]:
        """The attachments in the file's order."""
        return self._below("__attach_version1.0_#")

    def _below(self, start: str) -> Iterator[Storage]:
        for name in self._tree.storages(self._path, start):
            yield Storage(self._tree, (*self._path, name), _BELOW, self)

    def message(self) -> Storage | None:
        """The message that this attachment holds as a message; None where it holds none."""
        path = (*self._path, "__substg1.0_3701000D")
        if not self._tree.holds((*path, _TABLE)):
            return None
        return Storage(self._tree, path, _ATTACHED_MESSAGE, self)

    def streams(self) -> dict[str, bytes]:
        """The streams below this storage by their path within it, such as those of an object
        that was put into the text.
        """
        depth = len(self._path)
        found = ((path, self._tree.read(path)) for path in self._tree.below(self._path))
        return {"/".join(path[depth:]): content or b"" for path, content in found}


def open_message(data: bytes, *, forgiving: bool = False) -> Storage:
    """The message in the bytes of a .msg file; raises whatever olefile raises for a broken one.

    `forgiving` reads on over faults of the file system inside the file.
    """
    import olefile

    level = olefile.DEFECT_FATAL if forgiving else olefile.DEFECT_INCORRECT
    return Storage(_Tree(olefile.OleFileIO(BytesIO(data), raise_defects=level)))
