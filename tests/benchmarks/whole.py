"""Whole reviews of the realistic mix, beside programs that only turn the same files into text.

    python -m tests.benchmarks.whole [--claims N …] [--jobs N] [--peers PYTHON] [--write FILE]

The mix is without scans: text recognition takes seconds a page and would drown the rest. Times
are of one process each, warm for the peers and the floor, from a cold start for poedesk.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from poedesk import __version__
from tests.benchmarks.contenders import PEERS, Peer, floor
from tests.benchmarks.mix import generate

_LIBRARIES = ("pypdfium2", "lxml", "extract-msg")


@dataclass(frozen=True, slots=True)
class Run:
    """One `poedesk check`: seconds, processor seconds of all its processes, and the most memory
    of the parent in MiB.
    """

    seconds: float
    processor: float
    memory: int


def checked(claims: Path, room: Path, jobs: int) -> Run:
    """Review the claims into a new database, printing JSON lines."""
    command = [
        sys.executable, "-m", "poedesk", "check", str(claims), "--jobs", str(jobs), "--no-keep",
        "--db", str(room / f"{claims.name}-{jobs}.sqlite"), "--format", "jsonl",
        "--output", os.devnull,
    ]  # fmt: skip
    spent, began = _processor(), time.perf_counter()
    peak = 0
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        waiting = threading.Event()
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            waiting.wait(0.05)
    if process.returncode not in {0, 1, 3}:
        raise RuntimeError(f"poedesk check ended with {process.returncode}")
    return Run(time.perf_counter() - began, _processor() - spent, peak)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak(process: int) -> int:
    """The most memory that a process held so far, in MiB; 0 where the system does not tell."""
    with suppress(OSError, ValueError, IndexError):
        told = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
        return int(told.partition("VmHWM:")[2].split(maxsplit=1)[0]) // 1024
    return 0


def table(counts: Sequence[int], jobs: int, peers: Path | None) -> Iterator[str]:
    """Lines of Markdown: machine, then a row for each number of claims."""
    names = PEERS if peers else {}
    yield f"{_machine()}; poedesk {__version__}; " + ", ".join(
        f"{name} {version(name)}" for name in _LIBRARIES
    )
    others = [Peer(peers, code) for code in names.values()] if peers else []
    yield "Peers: " + (", ".join(f"{n} {o.version}" for n, o in zip(names, others, strict=True)))
    yield ""
    heads = ["claims", "files", f"claims/s, {jobs} jobs", "s, 1 job", "CPU s", "parent MiB",
             "floor s", "÷ floor", *(h for n in names for h in (f"{n} s", f"÷ {n}"))]  # fmt: skip
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for count in counts:
        with tempfile.TemporaryDirectory() as room:
            yield _row(count, jobs, others, Path(room))
    for other in others:
        other.close()


def _row(count: int, jobs: int, others: Sequence[Peer], room: Path) -> str:
    claims = room / "claims"
    made = list(generate(claims, count, scans=False))
    files = [path for place in made for path in place.iterdir() if path.suffix != ".toml"]
    several, one = checked(claims, room, jobs), checked(claims, room, 1)
    bare = floor(files)
    cells = [
        f"{count:,}", f"{len(files):,}", f"{count / several.seconds:.2f}", f"{one.seconds:.0f}",
        f"{one.processor:.0f}", str(one.memory), f"{bare:.1f}", f"{one.seconds / bare:.1f}",
    ]  # fmt: skip
    for other in others:
        took = other.read(files)
        cells += [f"{took:.1f}", f"{one.seconds / took:.2f}"]
    return "| " + " | ".join(cells) + " |"


def _machine() -> str:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {load:.1f} at the start"
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.whole", description=__doc__)
    parser.add_argument("--claims", type=int, nargs="+", default=[100, 1_000, 10_000], metavar="N")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="of their environment")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the table, as Markdown")
    args = parser.parse_args(argv)
    lines = []
    for line in table(args.claims, args.jobs, args.peers):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        lines.append(line)
    if args.write:
        args.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
