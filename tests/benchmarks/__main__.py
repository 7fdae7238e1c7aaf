"""Reading against the libraries under it and against markitdown, in one run on the same files.

    python -m tests.benchmarks [FOLDER…] [--peers PYTHON] [--rounds N]

Without folders: sample_poe and generated files. Medians of several rounds, in which the
contenders take turns. `ours ÷ floor` is how many times the bare library's time poedesk takes.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings
from tests.benchmarks.contenders import PEERS, Peer, floor, length, ours, units
from tests.benchmarks.files import generate
from tests.forge.signing import anchor_der
from tests.prove import pdf_signatures

_KINDS = (".pdf", ".docx", ".msg", ".eml")
_SAMPLES = Path(__file__).parents[2] / "sample_poe"
Contenders = Mapping[str, Callable[[Sequence[Path]], float]]


def medians(contenders: Contenders, paths: Sequence[Path], rounds: int) -> dict[str, float]:
    """Seconds for all the files together; a first round, which loads libraries, is left out."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for one in range(rounds + 1):
        for name, contender in contenders.items():
            seconds = contender(paths[-1:] if one == 0 else paths)
            times[name] += [seconds] if one else []
    return {name: median(each) for name, each in times.items()}


def compared(files: Sequence[Path], contenders: Contenders, rounds: int) -> Table:
    table = Table("kind", "files", "pages", *(f"{name}/s" for name in contenders), "ours ÷ floor",
                  *(["ours ÷ markitdown"] if "markitdown" in contenders else []))  # fmt: skip
    for kind in _KINDS:
        paths = [path for path in files if path.suffix.lower() == kind]
        total = sum(map(units, paths))
        if not total:
            continue
        took = medians(contenders, paths, rounds)
        others = [took["ours"] / took[name] for name in contenders if name != "ours"]
        speeds = [total / seconds for seconds in took.values()]
        cells = [f"{one:,.0f}" for one in speeds] + [f"{one:.2f}" for one in others]
        table.add_row(kind[1:], str(len(paths)), str(total) if kind == ".pdf" else "", *cells)
    return table


def sandboxed(files: Sequence[Path], rounds: int) -> str:
    """What the way to a worker and back costs a file."""
    paths = files[:: max(1, len(files) // 100)]
    settings = load_settings()
    with Sandbox(settings.limits) as sandbox:
        within = partial(length, settings=settings)

        def away(path: Path) -> int:
            return sandbox.call(length, path, settings)

        costs = []
        for path in paths:
            within(path), away(path)
            pairs = [(_seconds(away, path), _seconds(within, path)) for _ in range(rounds)]
            costs.append(median(a - b for a, b in pairs))
    return f"sandbox: {1000 * median(costs):.1f} ms a file (median over {len(paths)} files)"


def signatures() -> str:
    """What judging a PDF signature costs, against the validation of pyHanko alone."""
    settings = replace(load_settings(), anchors=(anchor_der(),))
    told = []
    for name, data in pdf_signatures.samples():
        own, floor = pdf_signatures.seconds(data, settings)
        told.append(f"{name} {1000 * own:.0f} ms, {own / floor:.1f} times pyHanko alone")
    return f"a PDF signature: {'; '.join(told)}"


def _seconds(one: Callable[[Path], int], path: Path) -> float:
    began = time.perf_counter()
    one(path)
    return time.perf_counter() - began


def _files(folders: Sequence[Path], room: Path) -> Iterator[Path]:
    yield from (generate(room) if not folders else ())
    walked = chain.from_iterable(one.rglob("*") for one in folders or [_SAMPLES])
    yield from sorted(path for path in walked if path.is_file() and path.suffix.lower() in _KINDS)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="of its environment")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    args = parser.parse_args(argv)
    settings = load_settings()
    contenders: dict[str, Callable[[Sequence[Path]], float]] = {
        "ours": partial(ours, settings=settings),
        "floor": floor,
    }
    console = Console(width=120)
    with tempfile.TemporaryDirectory() as room, contextlib.ExitStack() as stack:
        files = list(_files(args.folders, Path(room)))
        if args.peers:
            other = stack.enter_context(Peer(args.peers, PEERS["markitdown"]))
            contenders["markitdown"] = other.read
        console.print(compared(files, contenders, args.rounds))
        console.print(sandboxed(files, args.rounds))
        console.print(signatures())
    return 0


if __name__ == "__main__":
    sys.exit(main())
