"""Runs tasks that touch evidence in worker processes with a time and a memory limit.

Evidence is hostile: native parsers crash, hang and blow up. A worker that does is killed and
replaced; its caller gets a SandboxError that says which of these happened.
"""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from poedesk.model import Limits

P = ParamSpec("P")
T = TypeVar("T")


class SandboxError(Exception):
    """A task took too long, too much memory, or its process died; the text says which."""


def _confine(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Sandbox:
    """A pool of warm worker processes; use it as a context manager.

    `workers` processes run at a time, each under `limits`. Thread safe: `call` may be used
    from many threads at once.
    """

    def __init__(self, limits: Limits, workers: int = 1) -> None:
        self._limits = limits
        # spawn: forking a process with threads and native libraries is unsafe
        self._pool = ProcessPool(
            max_workers=workers,
            context=multiprocessing.get_context("spawn"),
            initializer=_confine,
            initargs=[limits.memory],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def call(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`task(*args, **kwargs)` in a worker; `task` must be importable by name.

        Raises SandboxError on a fault of the worker, and what the task itself raised.
        """
        seconds = self._limits.seconds
        future = self._pool.schedule(task, args=args, kwargs=kwargs, timeout=seconds)
        try:
            result: T = future.result()
        except FutureTimeoutError as error:
            raise SandboxError(f"reading took longer than {seconds} s") from error
        except ProcessExpired as error:
            raise SandboxError("the reader crashed on this file") from error
        except MemoryError as error:
            amount = self._limits.memory // 1024**2
            raise SandboxError(f"reading took more than {amount} MiB of memory") from error
        return result
