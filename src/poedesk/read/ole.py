"""Files that stand inside OLE objects, as Word, Excel and Outlook embed them."""

from __future__ import annotations

import io
import struct
from typing import Any

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NATIVE = "\x01Ole10Native"
_LONGEST_NAME = 1000
_WHOLE = (
    ("__properties_version1.0", ".msg"),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
    ("VisioDocument", ".vsd"),
)
_STARTS = ((b"%PDF", ".pdf"), (b"PK", ".zip"), (b"\x89PNG", ".png"), (b"\xff\xd8", ".jpg"))
_PACKED = ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"))


def streams(data: bytes) -> frozenset[str]:
    """The names of the streams and storages at the root of an OLE file; none if it is broken."""
    ole = _opened(data)
    return (
        frozenset(one[0] for one in ole.listdir(storages=True)) if ole is not None else frozenset()
    )


def entries(data: bytes) -> tuple[tuple[str, ...], ...]:
    """The paths of all streams of an OLE file; none if it is broken."""
    ole = _opened(data)
    return tuple(tuple(one) for one in ole.listdir()) if ole is not None else ()


def unwrapped(name: str, data: bytes) -> tuple[str, bytes]:
    """Name and bytes of the file inside an OLE object; the object itself where it holds none.

    Names inside are kept as they are stored, with the path that stood before them.
    """
    if not data.startswith(MAGIC):
        return name, data
    ole = _opened(data)
    if ole is None:
        return name, data
    stem = name.rpartition(".")[0] or name
    for stream in (_NATIVE, "Package", "CONTENTS", "EmbeddedOdf"):
        if ole.exists(stream):
            inner = _bytes(ole, stream)
            found = native(inner) if stream == _NATIVE else (stem + suffix(inner), inner)
            if found is not None and found[1]:
                return found
    root = {one[0] for one in ole.listdir(storages=True)}
    return next(((stem + ending, data) for key, ending in _WHOLE if key in root), (name, data))


def suffix(data: bytes) -> str:
    """The ending that files of such content have; ".bin" where that is not known."""
    if data.startswith(b"PK"):
        return next((ending for part, ending in _PACKED if part in data), ".zip")
    if data.startswith(MAGIC):
        root = streams(data)
        return next((ending for key, ending in _WHOLE if key in root), ".bin")
    return next((ending for start, ending in _STARTS if data.startswith(start)), ".bin")


def native(data: bytes) -> tuple[str, bytes] | None:
    """Name and bytes of a file wrapped by the Windows Object Packager; None for other content."""
    if len(data) < 8 or data[4:6] != b"\x02\x00":
        return None
    label, at = _text(data, 6)
    path, at = _text(data, at)
    try:
        at += 4  # flags
        (skipped,) = struct.unpack_from("<I", data, at)
        at += 4 + skipped
        (size,) = struct.unpack_from("<I", data, at)
    except struct.error:
        return None
    at += 4
    if size > len(data) - at:
        return None
    return _wide_label(data, at + size) or label or path or "unnamed", data[at : at + size]


def _wide_label(data: bytes, at: int) -> str:
    """The name in Unicode, which newer packagers add behind the file."""
    try:
        for field in range(2):  # a path for the temporary copy, then the label
            (length,) = struct.unpack_from("<I", data, at)
            if not 0 < length <= _LONGEST_NAME:
                return ""
            if field:
                return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace").strip("\0")
            at += 4 + 2 * length
    except struct.error:
        pass
    return ""


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at, at + _LONGEST_NAME)
    end = at if end < 0 else end
    return data[at:end].decode("cp1252", "replace"), end + 1


def _opened(data: bytes) -> Any:
    import olefile

    try:
        return olefile.OleFileIO(io.BytesIO(data)) if data.startswith(MAGIC) else None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - olefile indexes its way through hostile directories
        return None


def _bytes(ole: Any, stream: str) -> bytes:
    try:
        return bytes(ole.openstream(stream).read())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above
        return b""
