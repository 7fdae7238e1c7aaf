"""Who reads: poedesk, the library under it alone, and markitdown in a process of its own."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import docx
import extract_msg
import pypdfium2

from poedesk.model import Settings
from poedesk.read import read

Seconds = float


def units(path: Path) -> int:
    """Pages of a PDF; any other file is one."""
    if path.suffix.lower() != ".pdf":
        return 1
    try:
        with pypdfium2.PdfDocument(path) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


def ours(paths: Sequence[Path], settings: Settings) -> Seconds:
    """All that `read` does: text with places, pictures, hidden text, threads, structure."""
    return timed(lambda path: length(path, settings), paths)


def length(path: Path, settings: Settings) -> int:
    """Reads a file; the length of its text. Also the task whose way to a worker is timed."""
    return len(read(path.name, None, path.read_bytes(), settings).document.text)


def floor(paths: Sequence[Path]) -> Seconds:
    """The text alone, by the library that poedesk uses too."""
    return timed(lambda path: _FLOORS[path.suffix.lower()](path), paths)


def timed(one: Callable[[Path], object], paths: Sequence[Path]) -> Seconds:
    began = time.perf_counter()
    for path in paths:
        try:
            one(path)
        except Exception:  # noqa: BLE001 - a stranger's file; poedesk names the cause
            continue
    return time.perf_counter() - began


def _pdf(path: Path) -> None:
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            page.get_textpage().get_text_range()


def _docx(path: Path) -> None:
    for paragraph in docx.Document(str(path)).paragraphs:
        assert paragraph.text is not None


def _msg(path: Path) -> None:
    mail: Any = extract_msg.openMsg(BytesIO(path.read_bytes()))
    with mail:
        assert mail.body is not ...


def _eml(path: Path) -> None:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    if (body := mail.get_body()) is not None:
        body.get_content()


_FLOORS: dict[str, Callable[[Path], None]] = {
    ".pdf": _pdf,
    ".docx": _docx,
    ".msg": _msg,
    ".eml": _eml,
}


_MARKITDOWN = """
from markitdown import MarkItDown
from importlib.metadata import version
name, convert = f"{version('markitdown')}", MarkItDown().convert
"""
_KREUZBERG = """
from kreuzberg import extract_file_sync as convert
from importlib.metadata import version
name = f"{version('kreuzberg')}"
"""
PEERS = {"kreuzberg": _KREUZBERG, "markitdown": _MARKITDOWN}
"""Code that makes `convert`, which turns a file into text, and `name`, the version."""


class Peer:
    """A program in another environment; it measures itself, so that its start does not count."""

    _LOOP = """
import json, sys, time
print(name, flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    for path in json.loads(line):
        try:
            convert(path)
        except Exception:
            pass
    print(time.perf_counter() - began, flush=True)
"""

    def __init__(self, python: Path, code: str) -> None:
        self._process = subprocess.Popen(
            [str(python), "-c", code + self._LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.version = self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the other process."""
        self._process.terminate()
        self._process.communicate()

    def read(self, paths: Sequence[Path]) -> Seconds:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([str(path) for path in paths]) + "\n")
        self._process.stdin.flush()
        return float(self._answer())

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()
