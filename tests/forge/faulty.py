"""Claims some of whose files are corrupt, hang or crash their reader, in runs that are broken off.

As a program this is poedesk, but for its readers: they are started from this module too, and in
them a PDF that holds one of the words below never ends, or ends the process.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from poedesk.read.pdf import reader
from tests.forge.paper import Look, pdf

HANGS, CRASHES = b"%hangs-its-reader", b"%crashes-its-reader"
SHARES = {"corrupt": 0.01, "hanging": 0.002, "crashing": 0.001}
_SECONDS = 40  # the limit of a file: a fresh reader's first one also waits for its libraries
_TEXT = "Fenwick Cloud Ltd deployed Microsoft Defender for Endpoint to 640 users in May 2025."
_CLAIM = """date = 2025-06-02
workloads = ["mde"]
[partner]
name = "Fenwick Cloud Ltd"
[customer]
name = "Ostsee Werft GmbH"
"""
_READ = reader.read


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the claims: what was made, the exit statuses of the runs, how many reviews
    each claim has, and how many were read in vain.
    """

    made: Counter[str]
    statuses: tuple[int, ...]
    reviews: Counter[str]
    unreadable: Counter[str]

    @property
    def once(self) -> int:
        """Claims with exactly one review."""
        return sum(count == 1 for count in self.reviews.values())


def run(room: Path, claims: int, seed: int, interrupted: int = 2) -> Outcome:
    """Review claims in `room`, break the run off some times, and go on with `--resume`."""
    made = _write(room / "claims", claims, seed)
    db = room / "store.sqlite"
    goal = max(1, claims // (2 * interrupted + 2))
    statuses = [_run(room, db, goal) for _ in range(interrupted)]
    statuses.append(_run(room, db, None))
    with closing(sqlite3.connect(db)) as stored:
        reviews = Counter(one for (one,) in stored.execute("select claim_id from reviews"))
        causes = stored.execute("select error from review_files where error is not null")
        unreadable = Counter(_cause(one) for (one,) in causes)
    return Outcome(made, tuple(statuses), reviews, unreadable)


def _cause(error: str) -> str:
    if "took longer" in error:
        return "hanging"
    return "crashing" if "crashed" in error else "corrupt"


def _run(room: Path, db: Path, goal: int | None) -> int:
    """One run; with a goal it is interrupted once it has stored so many reviews."""
    before = _stored(db)
    command = [
        sys.executable, "-m", "tests.forge.faulty", "check", str(room / "claims"), "--db", str(db),
        "--resume", "--no-keep", "--jobs", "2", "--limit", f"seconds={_SECONDS}",
        "--output", str(room / "out.jsonl"), "--format", "jsonl",
    ]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        if goal is not None:
            waiting = threading.Event()
            while process.poll() is None and _stored(db) < before + goal:
                waiting.wait(0.05)
            process.send_signal(signal.SIGINT)
        return process.wait()


def _stored(db: Path) -> int:
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as one:
        count: int = one.execute("select count(*) from reviews").fetchone()[0]
        return count
    return 0


def _write(root: Path, claims: int, seed: int) -> Counter[str]:
    """Claims of one small file each, at least one of every kind; how many are of which kind."""
    chance = random.Random(seed)
    kinds = [kind for kind, share in SHARES.items() for _ in range(max(1, round(claims * share)))]
    kinds += ["sound"] * (claims - len(kinds))
    chance.shuffle(kinds)
    made = datetime(2025, 5, 1, tzinfo=UTC)
    sound = pdf(_TEXT, Look(), title="Report", author="A", made=made).data
    for number, kind in enumerate(kinds):
        place = root / f"CLM-{number:06}"
        place.mkdir(parents=True)
        (place / "claim.toml").write_text(_CLAIM, encoding="utf-8")
        word = {"hanging": HANGS, "crashing": CRASHES}.get(kind, b"%")
        data = sound[: chance.randrange(20, 200)] if kind == "corrupt" else sound
        (place / "report.pdf").write_bytes(b"%s\n%s %d\n" % (data, word, number))
    return Counter(kinds)


def _read(path: str, inside: str | None, data: bytes, *more: object) -> object:
    """The reader of PDFs, but for files that are made to break it."""
    if HANGS in data:
        threading.Event().wait()
    if CRASHES in data:
        os.kill(os.getpid(), signal.SIGSEGV)
    return _READ(path, inside, data, *more)  # type: ignore[arg-type]


if __name__ in {"__main__", "__mp_main__"}:
    reader.read = _read  # type: ignore[assignment]
if __name__ == "__main__":
    from poedesk.cli import main

    sys.exit(main())
