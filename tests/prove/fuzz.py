"""Damaged files through reading, attesting and extracting, each in the sandbox.

Every file must end in a reading or in an error that says what happened: no exception of ours, no
file that runs into its time limit.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from poedesk.model import Limits, Settings
from poedesk.review import examine
from poedesk.sandbox import Sandbox, SandboxError
from poedesk.settings import load_settings
from tests.prove.mutations import mutated
from tests.prove.rows import Row

_SAMPLES = Path(__file__).parents[2] / "sample_poe"
_CASES = 5000
_LARGEST = 400_000  # bytes of a source: speed, and small files reach the same code
_LIMITS = replace(Limits(), seconds=30)
_OURS = re.compile(r"it seems damaged: ([^.]+)\. Save")
_FILES = {".pdf", ".docx", ".msg", ".eml", ".zip", ".png", ".jpg", ".tif", ".rtf", ".html"}
_MORE = "POEDESK_FUZZ"  # folders of more files to damage, parted by colons
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Case:
    """`outcome` is "read", "error", "killed" or "raised"; `cause` says why."""

    seed: int
    how: str
    outcome: str
    cause: str


def measure(seed: int, size: int | None) -> Iterable[Row]:
    settings = load_settings(trust=[_SAMPLES / ".trust"])
    settings = replace(settings, limits=_LIMITS)
    files = sources()
    number = size or _CASES
    seeds = range(seed * 1_000_000, seed * 1_000_000 + number)
    found = list(_cases(files, seeds, settings))
    by_outcome = Counter(one.outcome for one in found)
    yield Row("files damaged", f"{len(found)} of {len(files)} sources")
    yield Row("read, in whole or in part", str(by_outcome["read"]))
    yield Row("error with its cause", str(by_outcome["error"]))
    for name, bound in (("raised", "0"), ("slow", "0"), ("killed", "")):
        here = [one for one in found if one.outcome == name]
        yield Row(_MEANINGS[name], str(len(here)), bound, not bound or not here)
        for cause, cases in _grouped(here):
            yield Row(f"  {cause}"[:90], f"{len(cases)}: {', '.join(cases[:4])}")
    odd = [replace(one, cause=m[1]) for one in found if (m := _OURS.search(one.cause))]
    yield Row("damaged, named by a library's error", str(len(odd)))
    for cause, cases in _grouped(odd):
        yield Row(f"  {cause}"[:90], f"{len(cases)}: {', '.join(cases[:4])}")


_MEANINGS = {
    "raised": "an exception left the pipeline",
    "slow": "ran into the time limit",
    "killed": "broke its reader otherwise",
}


def _grouped(cases: list[Case]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for one in cases:
        groups.setdefault(one.cause, []).append(f"{one.seed} {one.how}")
    return sorted(groups.items(), key=lambda item: -len(item[1]))[:_SHOWN]


def sources() -> list[bytes]:
    """The samples, and the files of further folders that the environment names."""
    folders = [_SAMPLES, *map(Path, filter(None, os.environ.get(_MORE, "").split(":")))]
    files = sorted(chain.from_iterable(folder.rglob("*") for folder in folders))
    wanted = (one for one in files if one.suffix.lower() in _FILES and one.is_file())
    return [one.read_bytes() for one in wanted if 0 < one.stat().st_size <= _LARGEST]


def _cases(files: list[bytes], seeds: range, settings: Settings) -> Iterator[Case]:
    jobs = os.cpu_count() or 1
    with Sandbox(settings.limits, jobs) as sandbox, ThreadPoolExecutor(jobs) as threads:
        yield from threads.map(lambda seed: case(files, seed, settings, sandbox), seeds)


def case(files: list[bytes], seed: int, settings: Settings, sandbox: Sandbox) -> Case:
    """What becomes of the file of this seed."""
    how, data = mutated(files, seed)
    try:
        one = sandbox.call(examine, "case.bin", None, data, settings)
    except SandboxError as error:
        outcome = "slow" if "longer than" in str(error) else "killed"
        return Case(seed, how, outcome, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        lines = "".join(getattr(error, "__notes__", [])).splitlines()
        place = next((line.strip() for line in reversed(lines) if "poedesk" in line), "")
        return Case(seed, how, "raised", f"{type(error).__name__}: {error} {place}")
    fault = one.document.error
    return Case(seed, how, "error" if fault else "read", fault.cause if fault else "")
