"""A large store: reviews stored a second, bytes a claim, and export, search, verify and forget."""

from __future__ import annotations

import io
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from poedesk.model import Examined, Facts, Outcome, Review
from poedesk.record.stored import Selection
from poedesk.report import export, page
from poedesk.store import Reviewer, add_review, decide, open_store, queue, records, search
from poedesk.store.forget import forget
from poedesk.store.verify import breaks
from tests.forge.reviews import document, review
from tests.prove.rows import Row, SkippedError

_WORDS = (
    "deployment", "endpoint", "policy", "baseline", "conditional", "access", "rollout", "pilot",
    "device", "tenant", "enrol", "configuration", "workshop", "migration", "report", "incident",
    "customer", "partner", "signed", "approved", "Tuesday", "Kiel", "Plymouth", "Lyon", "quarter",
    "security", "review", "mailbox", "retention", "label", "sensitivity",
)  # fmt: skip
_TEXT = 600  # words of each claim's own text: two pages
_FLAT = 200  # MiB that reading a store of any size may take


class _Sink(io.StringIO):
    """Takes an export and keeps only its length."""

    length = 0

    def write(self, text: str) -> int:
        self.length += len(text)
        return len(text)


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """`size` claims (100,000), each with a text of its own."""
    claims = size or 100_000
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "s.sqlite"
        seconds, _ = _apart(_stored, path, seed, claims)
        yield Row(f"{claims:,} reviews stored", f"{claims / seconds:,.0f} a second")
        yield Row("database", f"{path.stat().st_size / claims:,.0f} bytes a claim")
        for what, step in _READING.items():
            seconds, memory = _apart(step, path)
            yield Row(what, f"{seconds:.1f} s, {memory} MiB", f"{_FLAT} MiB", memory < _FLAT)
        for what, step in _OTHERS.items():
            seconds, memory = _apart(step, path)
            yield Row(what, f"{seconds:.2f} s, {memory} MiB")


def _apart(step: Callable[..., None], *given: object) -> tuple[float, int]:
    """Seconds and peak memory in MiB of a step in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_timed, (step, given))


def _timed(step: Callable[..., None], given: tuple[object, ...]) -> tuple[float, int]:
    began = time.perf_counter()
    step(*given)
    return time.perf_counter() - began, _peak()


def _peak() -> int:
    """MiB. Not `ru_maxrss`: that starts with what the parent took."""
    told = Path("/proc/self/status")
    if not told.exists():
        raise SkippedError("peak memory is read from /proc")
    (peak,) = (line for line in told.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) // 1024


def _stored(path: Path, seed: int, claims: int) -> None:
    chance, now = Random(seed), datetime(2025, 6, 2, tzinfo=UTC)
    with closing(open_store(path)) as db:
        for number in range(claims):
            at = now + timedelta(minutes=number)
            made = add_review(db, _claim(number, chance), at)
            if number % 5 == 0:
                decide(db, made, Reviewer("K. Lind", at), "fail", "seen")


def _claim(number: int, chance: Random) -> Review:
    one = review(f"CLM-{number:06}", chance.choice((Outcome.PASS, Outcome.FAIL)))
    words = " ".join(chance.choices(_WORDS, k=_TEXT))
    own = replace(
        document(), path="own.pdf", sha256=f"{number:064x}", text=f"{words} unique{number}",
        parts=(), unread=(), marks=(),
    )  # fmt: skip
    return replace(one, examined=(*one.examined, Examined(own, (), Facts(), ())))


def _verified(path: Path) -> None:
    with closing(open_store(path)) as db:
        assert list(breaks(db.conn, None)) == []


def _as_jsonl(path: Path) -> None:
    with closing(open_store(path)) as db:
        export.to_jsonl(lambda: records(db.conn, Selection()), _Sink())


def _as_csv(path: Path) -> None:
    with closing(open_store(path)) as db:
        export.to_csv(lambda: records(db.conn, Selection()), "findings", _Sink())


def _as_html(path: Path) -> None:
    with closing(open_store(path)) as db:
        page.to_html(lambda: records(db.conn, Selection()), "", _Sink())


def _as_xlsx(path: Path) -> None:
    with closing(open_store(path)) as db:
        export.to_xlsx(lambda: records(db.conn, Selection()), "", path.with_suffix(".xlsx"))


def _listed(path: Path) -> None:
    with closing(open_store(path)) as db:
        assert queue(db.conn)


def _searched(path: Path) -> None:
    with closing(open_store(path)) as db:
        assert len(search(db.conn, "deployment unique77")) > 0


def _common(path: Path) -> None:
    with closing(open_store(path)) as db:
        assert search(db.conn, "deployment policy")


def _forgotten(path: Path) -> None:
    with closing(open_store(path)) as db:
        forget(db, path.parent, "CLM-000077", who="r", why="w", at=datetime.now(UTC))


_READING: dict[str, Callable[[Path], None]] = {
    "verify": _verified,
    "export to JSON Lines": _as_jsonl,
    "export to CSV (findings)": _as_csv,
    "export to HTML": _as_html,
    "export to XLSX": _as_xlsx,
}
_OTHERS: dict[str, Callable[[Path], None]] = {
    "the desk's queue": _listed,
    "search for a rare word": _searched,
    "search for words in every text": _common,
    "forget one claim": _forgotten,
}
