"""Estimates of large usage tables: time and memory for a million rows."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random

from poedesk.claims.usage import load_usage
from poedesk.earnings import earned, load_programmes
from poedesk.locations import checklists
from tests.prove.rows import Row

_WORKLOADS = ("mde", "intune", "mdo", "mdi")


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """`size` rows (1,000,000), twelve months of each tenant and workload."""
    rows = size or 1_000_000
    chance = Random(seed)
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "usage.csv"
        with path.open("w", encoding="utf-8") as stream:
            stream.write("tenant_id,workload,month,mau,pau,associated_from\n")
            for number in range(rows):
                account, month = divmod(number, 12)
                tenant, kind = divmod(account, len(_WORKLOADS))
                use = chance.randrange(200, 3000)
                stream.write(
                    f"t{tenant},{_WORKLOADS[kind]},{2024 + (9 + month) // 12}-"
                    f"{(9 + month) % 12 + 1:02},{use},2000,2024-11\n"
                )
        started = time.perf_counter()
        table = load_usage(path, lambda name: name)
        read = time.perf_counter()
        paid = sum(one.payout for one in earned(table.rows, load_programmes(_folders())))
        done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row(f"{len(table.rows):,} rows read", f"{read - started:.1f} s")
    yield Row("judged", f"{done - read:.1f} s, {paid:,} paid")
    yield Row("largest memory", f"{peak:,.0f} MiB")


def _folders() -> list[Path]:
    return [checklists() / "programmes"]
