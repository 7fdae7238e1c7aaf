"""How far a run is: on stderr, and only on a terminal."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from poedesk.model import Earlier, Review, RunError

_SHOWN = ("pass", "review", "fail", "error")
_COLOURS = {"pass": "green", "review": "yellow", "fail": "red", "error": "magenta"}


def with_progress(
    results: Iterable[Review | RunError | Earlier], expected: int
) -> Iterator[Review | RunError | Earlier]:
    """Hand results on; a bar tells how many are done, how fast, what came of them, and how long it
    will take.
    """
    if expected < 2 or not sys.stderr.isatty():
        yield from results
        return
    counted: Counter[str] = Counter()
    began = time.monotonic()
    with _bar() as bar:
        task = bar.add_task("", total=expected, counts="", rate="")
        for done, result in enumerate(results, start=1):
            counted[_outcome(result)] += 1
            rate = f"{done / max(time.monotonic() - began, 0.001):.1f}/s"
            bar.update(task, completed=done, counts=_told(counted), rate=rate)
            if not sys.stdout.isatty():
                yield result
                continue
            bar.stop()  # the result goes to the same terminal: out of its way
            yield result
            bar.start()


def _outcome(result: Review | RunError | Earlier) -> str:
    from poedesk.model import RunError

    return "error" if isinstance(result, RunError) else result.verdict.value


def _told(counted: Counter[str]) -> str:
    return "  ".join(f"[{_COLOURS[one]}]{counted[one]} {one}[/]" for one in _SHOWN if counted[one])


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        "reviewing",
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"),
        console=Console(stderr=True),
        transient=True,
    )
