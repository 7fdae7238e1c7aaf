"""Kills poedesk while it stores, at seeded points: nothing that was confirmed may be lost."""

from __future__ import annotations

from collections.abc import Iterable

from tests.forge.interrupted import trials
from tests.prove.rows import Row


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """`size` points (200) of taking in and deciding."""
    tried = list(trials(seed, size or 200))
    lost = [f"seed {one}: {told[0]}" for one, _, told in tried if told]
    killed = sum(was for _, was, _ in tried)
    yield Row("killed while storing", f"{killed} of {len(tried)}", "all", killed == len(tried))
    yield Row("confirmed work lost, halves, breaks", str(len(lost)), "0", not lost)
    yield from (Row("", one, "", met=False) for one in lost[:20])
