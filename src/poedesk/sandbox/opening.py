"""Evidence is opened here, and only where it is an ordinary file."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path


def regular(path: Path) -> BufferedReader:
    """An ordinary file, open for reading. Raises OSError, also for a pipe, a device or a
    folder: reading those can wait or go on for ever.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.EINVAL, "it is no ordinary file", str(path))


def content(source: Path | bytes, most: int) -> bytes:
    """The bytes of a file, or of as much as shows that it has more than `most` of them."""
    if isinstance(source, bytes):
        return source
    with regular(source) as stream:
        return stream.read(most + 1)


def sha256(source: Path | bytes) -> str:
    """Hex digest of the bytes, or the empty string where they cannot be had."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        with regular(source) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
