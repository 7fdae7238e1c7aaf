"""Kills a process while it takes claims in and decides on them, and looks at what is left.

`python -m tests.forge.interrupted FIRST COUNT` tries that many seeds and prints what was lost.
It forks, so it runs as a program of its own, in which there is one thread.
"""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, NoReturn

from sqlite_utils import Database

from poedesk.model import Examined, Facts
from poedesk.store import (
    Reviewer,
    add_review,
    decide,
    decisions,
    evidence,
    load_review,
    open_store,
    queue,
)
from poedesk.store.verify import breaks
from tests.forge.reviews import review

CLAIMS = tuple(f"CLM-{number}" for number in range(1, 7))
NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
_EACH = 20  # steps of SQLite's machine that count as one
_WHOLE = (4, 3)  # findings and files of each review


def work(room: Path, confirm: Callable[[str], None], ready: Callable[[Database], None]) -> None:
    """Store each claim that is not stored yet, with its evidence, and decide on it."""
    with closing(open_store(room / "s.sqlite")) as db:
        ready(db)
        stored = {row.claim_id: (row.review_id, row.decided) for row in queue(db.conn)}
        for name in CLAIMS:
            number, decided = stored.get(name, (0, None))
            if not number:
                number = _taken_in(db, room, name)
                confirm(f"review {name}")
            if decided is None:
                decide(db, number, Reviewer("r", NOW), "pass", "seen")
                confirm(f"decision {name}")


def _taken_in(db: Database, room: Path, name: str) -> int:
    data = f"evidence of {name} ".encode() * 2000
    sha256 = hashlib.sha256(data).hexdigest()
    source = room / f"{name}.docx"
    source.write_bytes(data)
    evidence.keep(room / "s.evidence", [(sha256, source)])
    one = review(name)
    kept = replace(one.examined[1].document, path="kept.docx", sha256=sha256, text=name * 2000)
    return add_review(
        db, replace(one, examined=(*one.examined, Examined(kept, (), Facts(), ()))), NOW
    )


# ── Killing ─────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Steps:
    """Counts lines of the store and steps of SQLite, and kills the process at one of them."""

    last: int
    done: int = 0

    def step(self, *_: object) -> int:
        self.done += 1
        if self.done == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    def trace(self, frame: FrameType, event: str, arg: object) -> Any:
        if "/poedesk/store/" not in frame.f_code.co_filename:
            return None
        self.step()
        return self.trace

    def watch(self, db: Database) -> None:
        db.conn.set_progress_handler(self.step, _EACH)


def _forked(room: Path, limit: int, steps: _Steps) -> tuple[list[str], bool]:
    """What a process confirmed, and whether it came to its end. A file that would grow beyond
    `limit` bytes ends it, in the middle of writing.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _until_killed(room, limit, steps, lambda told: _say(write, told))
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as told:
        lines = [line.strip() for line in told]
    _, status = os.waitpid(child, 0)
    return lines, os.waitstatus_to_exitcode(status) == 0


def _until_killed(room: Path, limit: int, steps: _Steps, say: Callable[[str], None]) -> NoReturn:
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.settrace(steps.trace)
    work(room, say, steps.watch)
    say(f"steps {steps.done}")
    say(f"bytes {max(path.stat().st_size for path in room.glob('s.sqlite*'))}")
    os._exit(0)


def _say(where: int, told: str) -> None:
    os.write(where, f"{told}\n".encode())


# ── What is left ────────────────────────────────────────────────────────────────────────


def _lost(room: Path, confirmed: list[str], when: str) -> Iterator[str]:
    with closing(open_store(room / "s.sqlite")) as db:
        yield from (f"{when}: {one}" for one in breaks(db.conn, room / "s.evidence"))
        stored = {row.claim_id: row for row in queue(db.conn)}
        for kind, name in (line.split() for line in confirmed):
            if name not in stored or (kind == "decision" and not decisions(db, name)):
                yield f"{when}: the {kind} of {name} was confirmed and is lost"
        for name, row in stored.items():
            whole = load_review(db, row.review_id)
            if (len(whole.findings), len(whole.files)) != _WHOLE:
                yield f"{when}: half a review of {name}"
        kept = [one for one in (room / "s.evidence").glob("??/*") if one.suffix != ".part"]
        if len(kept) < len(stored):
            yield f"{when}: a review without its evidence"


def _resumed(room: Path) -> Iterator[str]:
    work(room, lambda _: None, lambda _: None)
    everything = [f"{kind} {name}" for name in CLAIMS for kind in ("review", "decision")]
    yield from _lost(room, everything, "resumed")
    with closing(open_store(room / "s.sqlite")) as db:
        counts = (db.table("reviews").count, db.table("decisions").count)
        if counts != (len(CLAIMS), len(CLAIMS)):
            yield f"resumed: something was stored twice: {counts}"


def trials(first: int, count: int) -> Iterator[tuple[int, bool, list[str]]]:
    """Of each seed: whether the process was killed, and what was lost. Even seeds end it at a
    line of the store or a step of SQLite, odd ones when a file reaches a size.
    """
    with tempfile.TemporaryDirectory() as name:
        told, _ = _forked(Path(name), 1 << 30, _Steps(0))
    steps, most = (int(line.split()[1]) for line in told[-2:])
    for seed in range(first, first + count):
        chance = Random(seed)
        last, limit = chance.randint(1, steps), chance.randint(4096, most)
        with tempfile.TemporaryDirectory() as name:
            room = Path(name)
            if seed % 2:
                confirmed, ended = _forked(room, limit, _Steps(0))
            else:
                confirmed, ended = _forked(room, 1 << 30, _Steps(last))
            lost = [] if ended else [*_lost(room, confirmed, "killed"), *_resumed(room)]
        yield seed, not ended, lost


def main(first: str, count: str) -> int:
    """Print what was lost; exit status 1 where something was, or a process was not killed."""
    status = 0
    for seed, killed, lost in trials(int(first), int(count)):
        for told in lost if killed else ["was not killed"]:
            print(f"seed {seed}: {told}")  # noqa: T201
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
