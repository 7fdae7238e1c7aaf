"""Files that several claims have in common are read once a run."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from poedesk.model import Examined
from poedesk.sandbox.opening import sha256

_MOST = 256  # files
_LARGEST = 4_000_000  # characters of text and bytes of what it encloses: larger ones are read again


class FileMemory:
    """The files that were read last, by their names and digests. Thread safe.

    A file that could not be read is not remembered: another try may find more memory or time.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Examined] = OrderedDict()
        self._lock = threading.Lock()

    def known(self, path: str, source: Path | bytes) -> Examined | None:
        """What these bytes said under this name; None where that is not known."""
        with self._lock:
            names = {name for name, _ in self._kept}
        if path not in names:  # most files have names of their own: no need of their digests
            return None
        key = (path, sha256(source))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, one: Examined) -> None:
        """Remember it, in place of the one that was not needed for longest."""
        size = len(one.document.text) + sum(len(each.data) for each in one.enclosed)
        if one.document.error is not None or size > _LARGEST:
            return
        with self._lock:
            self._kept[one.document.path, one.document.sha256] = one
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
