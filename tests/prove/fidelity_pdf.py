"""How much of a PDF's text is read, against two independent readers: pdftotext and pdfminer.six.

    python -m tests.prove.fidelity_pdf FOLDER… [--second] [--below 0.95]

Recall is the share of the other reader's words that we have too, precision the share of ours
that it has; order is not compared. Words broken at a line's end are joined on both sides.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

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
        return extract_text(str(path))
    except Exception:  # noqa: BLE001 - the measure's other side may raise anything
        return ""


def measured(folders: Sequence[Path], reader: Callable[[Path], str]) -> Iterator[Compared]:
    """Every PDF of the folders that both readers open."""
    for path in sorted(found for folder in folders for found in folder.glob("*.pdf")):
        document = read(path.name, None, path.read_bytes(), _SETTINGS).document
        one = compared(path, document.text, reader(path)) if document.error is None else None
        if one is not None:
            yield one


def report(name: str, results: Sequence[Compared], below: float) -> str:
    """The median and every file below the line, worst first."""
    recalls = [one.recall for one in results]
    low = sorted((one for one in results if one.recall < below), key=lambda one: one.recall)
    shares = (
        f"recall median {median(recalls):.4f}, mean {mean(recalls):.4f}; "
        f"precision median {median(one.precision for one in results):.4f}"
    )
    rows = [f"{name}: {len(results)} files; {shares}; {len(low)} files below {below}"]
    for one in low:
        rows += [
            f"  {one.recall:.3f} {one.precision:.3f} {one.words:6} {one.path.name}",
            f"      missing {' '.join(one.missing)}",
            f"      extra   {' '.join(one.extra)}",
        ]
    return "\n".join(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the folders named; returns 1 where the median recall is below 0.99."""
    parser = argparse.ArgumentParser(prog="fidelity_pdf", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--second", action="store_true", help="against pdfminer.six too (slow)")
    parser.add_argument("--below", type=float, default=0.95, help="list files below this recall")
    given = parser.parse_args(arguments)
    readers: dict[str, Callable[[Path], str]] = {}
    if shutil.which("pdftotext"):
        readers["pdftotext"] = pdftotext
    if given.second or not readers:
        readers["pdfminer.six"] = pdfminer
    worst = 1.0
    for name, reader in readers.items():
        results = list(measured(given.folders, reader))
        if results:
            sys.stdout.write(report(name, results, given.below) + "\n")
            worst = min(worst, median(one.recall for one in results))
    return 0 if worst >= 0.99 else 1


if __name__ == "__main__":
    sys.exit(main())
