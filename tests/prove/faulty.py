"""Claims with corrupt, hanging and crashing files, in a run that is interrupted twice and resumed:
every claim has exactly one review, and what could not be read is named.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.forge.faulty import SHARES, run
from tests.prove.rows import Row


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """`size` claims (10,000)."""
    claims = size or 10_000
    with tempfile.TemporaryDirectory() as room:
        told = run(Path(room), claims, seed)
    yield Row("exit statuses", str(told.statuses), "130, 130, 1", told.statuses == (130, 130, 1))
    once = told.once == len(told.reviews) == claims
    yield Row("claims with exactly one review", f"{told.once:,} of {claims:,}", "all", once)
    for kind in SHARES:
        named, made = told.unreadable[kind], told.made[kind]
        yield Row(f"{kind} files named", f"{named} of {made}", "all", named == made)
