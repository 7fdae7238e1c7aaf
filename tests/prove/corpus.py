"""Every file of a folder through the sandbox: what was read, what was not, and why.

    python -m tests.prove.corpus FOLDER… [--jobs N] [--scans N]

A file that is enclosed in another counts by itself. Exit status 1 where poedesk itself failed,
or a worker hung, crashed or grew beyond its memory.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from poedesk.model import Document, Limits, Settings
from poedesk.review import examine_all
from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings

_KILLED = re.compile(r"reading took|the reader crashed")
_PARTICULAR = re.compile(r"[“‘'\"(<][^”’'\")>]*[”’'\")>]|\d+")
_SLOWEST = 15


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file of the folder: the documents in it, or the traceback of our own fault."""

    path: Path
    seconds: float
    documents: tuple[Document, ...]
    traceback: str


def examined(path: Path, settings: Settings, sandbox: Sandbox) -> Outcome:
    began = time.monotonic()
    try:
        found = tuple(
            one.document for one, _ in examine_all([(path.name, path)], settings, sandbox)
        )
        fault = ""
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        found, fault = (), traceback.format_exc()
    return Outcome(path, time.monotonic() - began, found, fault)


def outcomes(folders: Sequence[Path], jobs: int, scans: int) -> Iterator[Outcome]:
    files = sorted(chain.from_iterable(folder.rglob("*") for folder in folders))
    settings = load_settings(limits=Limits(recognised_pages=scans))
    with Sandbox(settings.limits, jobs) as sandbox, ThreadPoolExecutor(jobs) as threads:
        one = partial(examined, settings=settings, sandbox=sandbox)
        yield from threads.map(one, (path for path in files if path.is_file()))


def cause(document: Document) -> str:
    """Why it was not read, without what is particular to this file; empty where it was."""
    if document.error is None:
        return ""
    return _PARTICULAR.sub("…", document.error.cause.split(". ")[0])[:90]


def by_kind(documents: Sequence[Document]) -> Table:
    table = Table("kind", "files", "read", "in part", "not read", "why not", title="What was read")
    for kind in sorted({one.kind for one in documents}):
        here = [one for one in documents if one.kind is kind]
        faults = Counter(cause(one) for one in here if one.error)
        partly = sum(1 for one in here if not one.error and one.unread)
        counts = (len(here), len(here) - partly - faults.total(), partly, faults.total())
        why = "\n".join(f"{count} × {words}" for words, count in faults.most_common())
        table.add_row(kind.value, *map(str, counts), escape(why), end_section=True)
    return table


def counted(title: str, counts: Counter[str], files: Counter[str]) -> Table:
    table = Table(title, "times", "files")
    for name, count in counts.most_common():
        table.add_row(escape(name), str(count), str(files[name]))
    return table


def slowest(found: Sequence[Outcome]) -> Table:
    table = Table("slowest files", "seconds", "MB")
    for one in sorted(found, key=lambda each: -each.seconds)[:_SLOWEST]:
        size = one.path.stat().st_size / 1e6
        table.add_row(escape(one.path.name), f"{one.seconds:.1f}", f"{size:.1f}")
    return table


def report(found: Sequence[Outcome], console: Console) -> bool:
    """Print it all; whether poedesk held."""
    documents = [document for one in found for document in one.documents]
    console.print(by_kind(documents))
    marks = [[mark.kind for mark in one.marks] for one in documents]
    console.print(counted("marks", *_counts(marks)))
    unread = [[_PARTICULAR.sub("…", one.reason) for one in each.unread] for each in documents]
    console.print(counted("unread, because", *_counts(unread)))
    languages = [[one.language or "not told"] for one in documents if not one.error]
    console.print(counted("language", *_counts(languages)))
    console.print(slowest(found))
    killed = [one for one in documents if one.error and _KILLED.search(one.error.cause)]
    for document in killed:
        console.print(f"killed: {document.path}: {cause(document)}", markup=False)
    broken = [one for one in found if one.traceback]
    for one in broken:
        console.print(f"{one.path}\n{one.traceback}", markup=False)
    seconds = sum(one.seconds for one in found)
    console.print(
        f"{len(found)} files, {len(documents)} with all they enclose, {seconds:.0f} s of work; "
        f"{len(broken)} tracebacks, {len(killed)} killed"
    )
    return not killed and not broken


def _counts(each: Sequence[Sequence[str]]) -> tuple[Counter[str], Counter[str]]:
    """How often a word occurs, and in how many lists."""
    return Counter(chain.from_iterable(each)), Counter(chain.from_iterable(map(set, each)))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.prove.corpus", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    parser.add_argument("--scans", type=int, default=0, metavar="N",
                        help="pages of a file to recognise at most (default: none)")  # fmt: skip
    args = parser.parse_args(argv)
    kept = report(list(outcomes(args.folders, args.jobs, args.scans)), Console(width=180))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
