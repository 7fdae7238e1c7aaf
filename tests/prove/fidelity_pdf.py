"""How much of a PDF's text is read, against two independent readers: pdftotext and pdfminer.six.

The environment variable POEDESK_CORPUS names a folder of PDF files (any depth). Recall is the
share of the other reader's words that are read here too, precision the share of the words read
here that the other reader has; order is not compared. Words broken at a line's end are joined on
both sides.
"""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random
from shutil import which
from statistics import median

from poedesk.model import Settings, Vocabulary
from poedesk.read import read
from tests.prove.rows import Row, SkippedError

_ENOUGH = 0.95
_BROKEN = re.compile(r"(?<=\w)[-\u00ad\u2010]\n\s*(?=\w)")
_WORD = re.compile(r"\w+")
_SETTINGS = Settings("fidelity", Vocabulary({}))
_FEWEST = 5  # words; with fewer a share says nothing
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Compared:
    """One file against one reader. `missing` and `extra` are the commonest differing words."""

    path: Path
    recall: float
    precision: float
    words: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]


def words(text: str) -> Counter[str]:
    """The words of a text, however their letters are encoded, without regard to case."""
    plain = unicodedata.normalize("NFKC", _BROKEN.sub("", text)).casefold()
    return Counter(_WORD.findall(plain.replace("\u00ad", "")))


def compared(path: Path, ours: str, theirs: str) -> Compared | None:
    """None where the other reader sees too few words to measure by."""
    mine, other = words(ours), words(theirs)
    if other.total() < _FEWEST:
        return None
    common = (mine & other).total()
    missing, extra = other - mine, mine - other
    return Compared(
        path,
        common / other.total(),
        common / max(mine.total(), 1),
        other.total(),
        tuple(word for word, _ in missing.most_common(8)),
        tuple(word for word, _ in extra.most_common(8)),
    )


def pdftotext(path: Path) -> str:
    """What poppler reads; nothing of a file that it refuses."""
    done = subprocess.run(
        ["pdftotext", "-q", "-enc", "UTF-8", str(path), "-"],
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace")


def pdfminer(path: Path) -> str:
    """What pdfminer.six reads; nothing of a file that it fails on."""
    import logging

    from pdfminer.high_level import extract_text

    logging.disable(logging.ERROR)
    try:
        return str(extract_text(str(path)))
    except Exception:  # noqa: BLE001 - the measure's other side may raise anything
        return ""


def measured(files: Sequence[Path], reader: Callable[[Path], str]) -> Iterator[Compared]:
    """Every file that both readers open."""
    for path in files:
        document = read(path.name, None, path.read_bytes(), _SETTINGS).document
        one = compared(path, document.text, reader(path)) if document.error is None else None
        if one is not None:
            yield one


def measure(seed: int, size: int | None) -> Iterator[Row]:
    """Medians for each reader, and every file below 0.95 with the commonest words missing."""
    corpus = os.environ.get("POEDESK_CORPUS")
    if not corpus:
        raise SkippedError("POEDESK_CORPUS names no folder of PDF files")
    files = sorted(Path(corpus).rglob("*.pdf"))
    if size is not None and size < len(files):
        files = Random(seed).sample(files, size)
    readers = {"pdfminer.six": pdfminer} if find_spec("pdfminer") else {}
    if which("pdftotext"):
        readers["pdftotext"] = pdftotext
    if not readers:
        raise SkippedError("neither pdftotext nor pdfminer.six is installed")
    for name, reader in readers.items():
        yield from _summary(name, list(measured(files, reader)))


def _summary(reader: str, results: Sequence[Compared]) -> Iterator[Row]:
    recall = median(one.recall for one in results)
    told = f"median recall over {len(results)} files, {reader}"
    yield Row(told, f"{recall:.4f}", "≥ 0.99", recall >= 0.99)
    precision = median(one.precision for one in results)
    yield Row(f"median precision, {reader}", f"{precision:.4f}")
    for one in sorted(results, key=lambda one: one.recall):
        if one.recall < _ENOUGH:
            missing = " ".join(one.missing)
            yield Row(f"recall, {reader}: {one.path.name} ({missing})", f"{one.recall:.3f}")
