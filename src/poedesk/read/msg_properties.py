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
from typing import TYPE_CHECKING

from poedesk.read import codepage
from poedesk.read.codepage import Decoded

if TYPE_CHECKING:
    from olefile import OleFileIO

_TABLE = "__properties_version1.0"
_TOP, _ATTACHED_MESSAGE, _BELOW = 32, 24, 8  # bytes before the table's first entry
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_INTEGER, _BOOLEAN, _TIME, _WIDE, _NARROW, _BINARY = 0x3, 0xB, 0x40, 0x1F, 0x1E, 0x102
_MESSAGE_PAGE, _INTERNET_PAGE, _LOCALE = 0x3FFD, 0x3FDE, 0x3FF1


class Storage:
    """One message, recipient or attachment."""

    def __init__(
        self,
        ole: OleFileIO,
        path: tuple[str, ...] = (),
        header: int = _TOP,
        above: Storage | None = None,
    ) -> None:
        self._ole = ole
        self._path = path
        self._header = header
        self._above = above

    @property
    def path(self) -> tuple[str, ...]:
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
        path = [*self._path, name]
        if not self._ole.exists(path):
            return None
        found: bytes = self._ole.openstream(path).read()
        return found

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
        return any(self._ole.exists([*self._path, name]) for name in names)

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
        depth = len(self._path)
        for path in sorted(self._ole.listdir(streams=False, storages=True)):
            child = len(path) == depth + 1 and tuple(path[:depth]) == self._path
            if child and path[-1].lower().startswith(start):
                yield Storage(self._ole, tuple(path), _BELOW, self)

    def message(self) -> Storage | None:
        """The message that this attachment holds as a message; None where it holds none."""
        path = (*self._path, "__substg1.0_3701000D")
        if not self._ole.exists([*path, _TABLE]):
            return None
        return Storage(self._ole, path, _ATTACHED_MESSAGE, self)

    def streams(self) -> dict[str, bytes]:
        """The streams below this storage by their path within it, such as those of an object
        that was put into the text.
        """
        depth = len(self._path)
        inside = [one for one in self._ole.listdir() if tuple(one[:depth]) == self._path]
        return {"/".join(one[depth:]): self._ole.openstream(one).read() for one in inside}


def open_message(data: bytes, *, forgiving: bool = False) -> Storage:
    """The message in the bytes of a .msg file; raises whatever olefile raises for a broken one.

    `forgiving` reads on over faults of the file system inside the file.
    """
    import olefile

    level = olefile.DEFECT_FATAL if forgiving else olefile.DEFECT_INCORRECT
    return Storage(olefile.OleFileIO(BytesIO(data), raise_defects=level))
