"""A pool of confined worker processes: a broken one is replaced, and its caller told why.

The pool is our own because the ready-made ones unpack whatever a worker sends: a worker that a
file has taken over would then rule the parent, which is not confined.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from poedesk.model import Limits
from poedesk.sandbox import wire
from poedesk.sandbox.worker import DeadError, Worker

P = ParamSpec("P")
T = TypeVar("T")
_MIB = 1024**2
_NEARLY = 0.7  # of the memory limit: who dies with so much in use most likely lacked the rest


class SandboxError(Exception):
    """A task broke a limit or its process died; the text says which."""


class Pool:
    """Warm worker processes, each under `limits`; they start when they are needed.

    At most `workers` run at a time. `prefix` is how the names of their time and memory limits
    begin. Thread safe.
    """

    def __init__(self, limits: Limits, workers: int, prefix: str = "") -> None:
        self._limits = limits
        self._prefix = prefix
        self._lock = threading.Lock()
        self._free = threading.Condition()
        self._own = threading.local()
        self._closed = False
        self._alive: set[Worker] = set()
        self._idle: list[Worker | None] = [None] * workers  # None: not started yet

    def close(self) -> None:
        """End every process, whatever it does."""
        with self._lock:
            self._closed = True
            workers = tuple(self._alive)
        for worker in workers:
            worker.kill()

    def call(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`task(*args, **kwargs)` in a worker; see `Sandbox.call`."""
        call, settings = wire.called((task, args, kwargs))
        with self._borrowed() as worker:
            kind, value = worker.ask(call, settings)
            if kind == "memory":  # what is left of its memory is in pieces: no more of this one
                raise SandboxError(f"reading took more than {self._memory}")
        if kind == "raised":
            raise value
        if kind == "size":
            most = self._limits.answer // _MIB
            raise SandboxError(f"what was read takes more than {most} MiB (limit `answer`)")
        result: T = value
        return result

    def means(self) -> tuple[str, ...]:
        """What confines the workers on this machine, as they say themselves."""
        with self._borrowed() as worker:
            return worker.means

    @contextmanager
    def _borrowed(self) -> Iterator[Worker]:
        """A worker that is ready; whoever fails with it leaves room for a fresh one."""
        kept, worker = None, self._taken()
        try:
            worker = worker or self._new()
            if not worker.means:
                worker.wait()
            yield worker
            kept = worker
        except DeadError as error:
            raise SandboxError(self._cause(error)) from error
        finally:
            if kept is None and worker is not None:
                self._bury(worker)
            self._own.worker = kept
            with self._free:
                self._idle.append(kept)
                self._free.notify()

    def _taken(self) -> Worker | None:
        """An idle worker: where it is idle the one that this thread had before, which still knows
        the file that it read, else the one that came back last.
        """
        own = getattr(self._own, "worker", None)
        with self._free:
            self._free.wait_for(lambda: bool(self._idle))
            return self._idle.pop(self._idle.index(own) if own and own in self._idle else -1)

    def _new(self) -> Worker:
        with self._lock:
            if self._closed:
                raise SandboxError("the review was stopped")
            worker = Worker(self._limits)
            self._alive.add(worker)
            return worker

    def _bury(self, worker: Worker) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.kill()

    # ── What happened, in words ─────────────────────────────────────────────────────────

    def _cause(self, error: DeadError) -> str:
        limits = self._limits
        if error.expired:
            return f"reading took longer than {limits.seconds} s (limit `{self._prefix}seconds`)"
        cause = "the reader crashed on this file"
        cause += f" ({error.how})" if error.how else ""
        if error.peak >= _NEARLY * limits.memory:
            cause += f", most likely for want of memory: {self._memory}"
        return cause

    @property
    def _memory(self) -> str:
        return f"{self._limits.memory // _MIB} MiB of memory (limit `{self._prefix}memory`)"
