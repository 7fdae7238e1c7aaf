"""Runs tasks that touch evidence in worker processes with a time and a memory limit.

Evidence is hostile: native parsers crash, hang and blow up. A worker that does is killed and
replaced; its caller gets a SandboxError that says which of these happened.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from poedesk.model import Limits

P = ParamSpec("P")
T = TypeVar("T")

MOST_RECOGNISERS = 4  # each takes about a gigabyte and a core


class SandboxError(Exception):
    """A task took too long, too much memory, or its process died; the text says which."""


def _confine(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Pool:
    """Warm worker processes, each under the same time and memory limit."""

    def __init__(self, workers: int, seconds: int, memory: int) -> None:
        self._seconds, self._memory = seconds, memory
        # spawn: forking a process with threads and native libraries is unsafe
        self._processes = ProcessPool(
            max_workers=workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_confine,
            initargs=[memory],
        )

    def call(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        future = self._processes.schedule(task, args=args, kwargs=kwargs, timeout=self._seconds)
        try:
            result: T = future.result()
        except FutureTimeoutError as error:
            raise SandboxError(f"reading took longer than {self._seconds} s") from error
        except ProcessExpired as error:
            raise SandboxError("the reader crashed on this file") from error
        except MemoryError as error:
            amount = self._memory // 1024**2
            raise SandboxError(f"reading took more than {amount} MiB of memory") from error
        return result

    def end(self, *, at_once: bool) -> None:
        if at_once:
            self._processes.stop()
        else:
            self._processes.close()
        self._processes.join()


class Sandbox:
    """Two pools of warm worker processes; use it as a context manager.

    `workers` processes read files at a time; text recognition needs other limits and has
    processes of its own, which start when the first page is recognised. Thread safe: `call` and
    `recognise` may be used from many threads at once.
    """

    def __init__(self, limits: Limits, workers: int = 1) -> None:
        self._limits = limits
        self._readers = _Pool(workers, limits.seconds, limits.memory)
        self._recognisers: _Pool | None = None
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
                pool.end(at_once=kind is not None)

    def call(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`task(*args, **kwargs)` in a worker; `task` must be importable by name.

        Raises SandboxError on a fault of the worker, and what the task itself raised.
        """
        return self._readers.call(task, *args, **kwargs)

    def recognise(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same as `call`, in a worker with the limits of text recognition."""
        with self._starting:
            if self._recognisers is None:
                limits, workers = self._limits, min(os.cpu_count() or 1, MOST_RECOGNISERS)
                self._recognisers = _Pool(
                    workers, limits.recognition_seconds, limits.recognition_memory
                )
        return self._recognisers.call(task, *args, **kwargs)
