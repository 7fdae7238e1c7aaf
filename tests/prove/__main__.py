"""Runs measurements by name and prints a table; exit status 1 where a bound is not kept.

A measurement is a module of this folder with
`measure(seed: int, size: int | None) -> Iterable[Row]`: seeded, so that a run can be repeated;
`size` is how many cases to try (None: as many as it takes). It raises SkippedError where the
machine lacks something.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.prove.rows import Row, SkippedError

Measure = Callable[[int, int | None], Iterable[Row]]


def measurements() -> dict[str, Measure]:
    """Every measurement of this folder by its module's name."""
    found: dict[str, Measure] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name != "__main__":
            measure = getattr(
                importlib.import_module(f"tests.prove.{module.name}"), "measure", None
            )
            if measure is not None:
                found[module.name] = measure
    return found


def main(argv: Sequence[str] | None = None) -> int:
    known = measurements()
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, help="how many cases (default: as many as it takes)")
    args = parser.parse_args(argv)
    if unknown := sorted(set(args.names) - set(known)):
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
    results = [_run(name, known[name], args.seed, args.size) for name in args.names or known]
    return 0 if all(results) else 1


def _run(name: str, measure: Measure, seed: int, size: int | None) -> bool:
    """Print one measurement's table; whether all its bounds were kept."""
    table = Table("measured", "figure", "bound", "", title=f"{name} (seed {seed})")
    began = time.monotonic()
    kept = True
    try:
        for row in measure(seed, size):
            verdict = "" if not row.bound else "kept" if row.met else "BROKEN"
            kept = kept and row.met
            table.add_row(*map(escape, (row.what, row.figure, row.bound, verdict)))
    except SkippedError as reason:
        table.add_row("skipped", escape(str(reason)), "", "")
    table.caption = f"{time.monotonic() - began:.0f} s"
    Console(width=max(110, Console().width)).print(table)
    return kept


if __name__ == "__main__":
    sys.exit(main())
