"""Where results and messages go."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from poedesk.errors import UsageError

if TYPE_CHECKING:
    from poedesk.report.words import Total


def say(message: str, hint: str = "") -> None:
    """One message on stderr; names of files in it are outside text."""
    from poedesk.report.escape import line

    for number, one in enumerate(message.splitlines()):
        print("  " if number else "poedesk: ", line(one, 1000), sep="", file=sys.stderr)
    if hint:
        print(f"  {line(hint, 1000)}", file=sys.stderr)


@contextmanager
def output(path: Path | None) -> Iterator[IO[str]]:
    """The stream of `--output`, else standard output. Raises UsageError if it cannot be opened."""
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as stream:
            yield stream
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def status(total: Total) -> int:
    """The exit status of a run: 4 some not judged · 1 some fail · 3 some need review · 0."""
    from poedesk.model import Verdict

    if total.errors:
        return 4
    if total.verdicts.get(Verdict.FAIL):
        return 1
    return 3 if total.verdicts.get(Verdict.REVIEW) else 0
