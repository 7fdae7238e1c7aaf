"""Runs tasks that touch evidence in confined worker processes with limits.

Evidence is hostile: native parsers crash, hang and blow up. A worker that does is killed and
replaced; its caller gets a SandboxError that says which of these happened.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from poedesk.model import Limits
from poedesk.sandbox.pool import Pool, SandboxError

__all__ = ["MOST_RECOGNISERS", "Sandbox", "SandboxError"]

P = ParamSpec("P")
T = TypeVar("T")

MOST_RECOGNISERS = 4  # each takes about a gigabyte and a core


class Sandbox:
    """Two pools of warm worker processes; use it as a context manager.

    `workers` processes read files at a time; text recognition needs other limits and has
    processes of its own, which start when the first page is recognised. Thread safe: `call` and
    `recognise` may be used from many threads at once.
    """

    def __init__(self, limits: Limits, workers: int = 1) -> None:
        self._limits = limits
        self._readers = Pool(limits, workers)
        self._recognisers: Pool | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pool in (self._readers, self._recognisers):
            if pool is not None:
                pool.close()

    def call(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`task(*args, **kwargs)` in a worker; `task` must be importable by name, and what it
        returns be made of `poedesk.model` and Python's own plain values.

        Raises SandboxError on a fault of the worker, and what the task itself raised.
        """
        return self._readers.call(task, *args, **kwargs)

    def means(self) -> tuple[str, ...]:
        """What confines the workers on this machine, as they say themselves."""
        return self._readers.means()

    def recognise(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same as `call`, in a worker with the limits of text recognition."""
        with self._starting:
            if self._recognisers is None:
                seconds, memory = self._limits.recognition_seconds, self._limits.recognition_memory
                limits = replace(self._limits, seconds=seconds, memory=memory)
                workers = min(os.cpu_count() or 1, MOST_RECOGNISERS)
                self._recognisers = Pool(limits, workers, "recognition_")
        return self._recognisers.call(task, *args, **kwargs)
