"""Kept evidence for the desk's eyes: pages as pictures, drawn in the sandbox, never here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from threading import Lock

from poedesk.errors import UnreadableError
from poedesk.model import FileKind, Settings, View
from poedesk.review import examine_all, picture
from poedesk.sandbox import Sandbox
from poedesk.store import StoredFile

_REMEMBERED = 24  # pictures


class Pictures:
    """Draws pages of the kept files that `intact` gives by their digests, while they are as they
    were.

    The sandbox starts with the first picture and ends with `close`. Usable from any thread,
    one picture at a time.
    """

    def __init__(
        self, intact: Callable[[str], Path | None], settings: Callable[[], Settings]
    ) -> None:
        self._intact = intact
        self._settings = settings
        self._lock = Lock()
        self._stack = ExitStack()
        self._sandbox: Sandbox | None = None
        self._drawn = lru_cache(maxsize=_REMEMBERED)(self._draw)

    def close(self) -> None:
        """End the sandbox."""
        self._stack.close()

    def __call__(self, files: Sequence[StoredFile], file: StoredFile, view: View) -> bytes:
        """A PNG. Raises PoedeskError where the file was not kept or cannot be drawn."""
        by_path = {one.path: one for one in files}
        outer = file
        while outer.inside:
            outer = by_path[outer.inside]
        kept = self._intact(outer.sha256) if outer.sha256 else None
        if kept is None:
            raise UnreadableError("the file was not kept as it was, so its pages cannot be shown")
        with self._lock:
            return self._drawn(outer.path, kept, file.path, FileKind(file.kind), view)

    def _draw(self, name: str, kept: Path, path: str, kind: FileKind, view: View) -> bytes:
        settings = self._settings()
        if self._sandbox is None:
            self._sandbox = self._stack.enter_context(Sandbox(settings.limits, workers=1))
        if path == name:
            return picture(kept, kind, view, settings, self._sandbox)
        for one, source in examine_all([(name, kept)], settings, self._sandbox):
            if one.document.path == path:  # an attachment: its bytes lie inside the kept file
                return picture(source, kind, view, settings, self._sandbox)
        raise UnreadableError(f"{path} was not found in {name}")
