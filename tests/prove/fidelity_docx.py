"""How much of what LibreOffice and a second reader see in Word files is read, word by word.

The environment variable POEDESK_CORPUS names a folder of Word files (any depth);
POEDESK_EXPORTED may name one that holds LibreOffice's text exports of a former run. Recall is the
share of the other reader's words that are read here too, precision the share of the words read
here that the other reader knows; words count as often as they stand there.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import which
from statistics import median

from poedesk.model import Document, Settings, Vocabulary
from poedesk.read import read
from poedesk.read.docx import reader as docx
from poedesk.read.text import normalise
from tests.prove.rows import Row, SkippedError

_SUFFIXES = {".docx", ".docm", ".dotx"}
_SETTINGS = Settings("prove", Vocabulary({}))
_ENOUGH = 0.95
_ITS_OWN = re.compile(r"----[^-\n]{1,200}----|</?a\b[^>]*>")  # what docx2python itself writes
_WORD = re.compile(r"\w+")
Words = Counter[str]


def words(text: str) -> Words:
    """The words of a text and how often each stands there."""
    return Counter(_WORD.findall(normalise(text)[0].casefold()))


def share(found: Words, wanted: Words) -> float:
    """How much of `wanted` is among `found`, 0 to 1; 1 where nothing is wanted."""
    return (wanted & found).total() / wanted.total() if wanted else 1.0


def exported(files: list[Path], folder: Path) -> None:
    """LibreOffice's text export of all files, by one process."""
    if missing := [one for one in files if not (folder / f"{one.stem}.txt").exists()]:
        profile = f"-env:UserInstallation=file://{folder / 'profile'}"
        command = ["soffice", profile, "--headless", "--convert-to", "txt:Text", "--outdir"]
        subprocess.run(
            [*command, str(folder), *map(str, missing)],
            check=False,
            capture_output=True,
            timeout=3600,
        )


def second(path: Path) -> str | None:
    """The text that docx2python sees, None where it is not installed or gives up."""
    try:
        from docx2python import docx2python
    except ImportError:
        return None
    try:
        with docx2python(path, duplicate_merged_cells=False) as document:
            return _ITS_OWN.sub(" ", str(document.text))
    except Exception:  # noqa: BLE001 - what another reader cannot read is not compared
        return None


def _read(path: Path) -> Document | None:
    data = path.read_bytes()
    if not docx.sniff(data):
        return None
    document = read(path.name, None, data, _SETTINGS).document
    return document if document.error is None else None


@dataclass(frozen=True, slots=True)
class Compared:
    """One file as two readers see it."""

    reader: str
    file: str
    recall: float
    precision: float


def _compared(files: list[Path], folder: Path) -> Iterator[Compared]:
    for path in files:
        document = _read(path)
        if document is None:
            continue
        ours = words(document.text)
        export = folder / f"{path.stem}.txt"
        others = {
            "LibreOffice": export.read_text("utf-8-sig", "replace") if export.exists() else None,
            "docx2python": second(path),
        }
        for reader, text in others.items():
            if text is not None:
                theirs = words(text)
                yield Compared(reader, path.name, share(ours, theirs), share(theirs, ours))


def measure(seed: int, size: int | None) -> Iterator[Row]:
    """Medians for each reader, and every file below 0.95."""
    corpus, made = os.environ.get("POEDESK_CORPUS"), os.environ.get("POEDESK_EXPORTED")
    if not corpus:
        raise SkippedError("POEDESK_CORPUS names no folder of Word files")
    files = [one for one in sorted(Path(corpus).rglob("*")) if one.suffix in _SUFFIXES]
    if size is not None and size < len(files):
        files = Random(seed).sample(files, size)
    with tempfile.TemporaryDirectory() as new:
        folder = Path(made or new)
        if which("soffice"):
            exported(files, folder)
        compared = list(_compared(files, folder))
    for reader in sorted({one.reader for one in compared}):
        yield from _summary(reader, [one for one in compared if one.reader == reader])


def _summary(reader: str, compared: list[Compared]) -> Iterator[Row]:
    recall = median(one.recall for one in compared)
    told = f"median recall over {len(compared)} files, {reader}"
    yield Row(told, f"{recall:.4f}", "≥ 0.99", recall >= 0.99)
    precision = median(one.precision for one in compared)
    yield Row(f"median precision, {reader}", f"{precision:.4f}")
    for one in compared:
        if one.recall < _ENOUGH:
            yield Row(f"recall, {reader}: {one.file}", f"{one.recall:.3f}")
