"""One worker process: it confines itself, then runs tasks that come through a pipe.

What comes back is the word of a process that may have been taken over by the file it read, see
`wire`.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from poedesk.model import Limits, Settings
from poedesk.sandbox import wire
from poedesk.sandbox.confine import confine
from poedesk.sandbox.wire import NonsenseError, is_taken, packed, unpacked

_SPAWN = multiprocessing.get_context("spawn")  # forking threads and native libraries is unsafe
_START = 60  # seconds; starting is slow on a busy machine, and no file's fault
_GRACE = 10  # seconds after which a worker without its parent ends itself
_MOST_HANDLES = 1024
_LOOK = 0.05  # seconds between looks at how much memory a worker has


class DeadError(Exception):
    """The process ended, or was ended because its time was up (`expired`).

    `how` is the name of the signal that ended it, where one did; `peak` the most address space
    it was seen to use, in bytes, 0 where the system does not tell.
    """

    def __init__(self, how: str, peak: int, *, expired: bool) -> None:
        super().__init__(how)
        self.how = how
        self.peak = peak
        self.expired = expired


class Worker:
    """The parent's end of one worker process. One thread at a time may use it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._peak = 0
        self._expired = False
        self._told: Settings | None = None
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve, args=(theirs, limits), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()
        self.means: tuple[str, ...] = ()

    def wait(self) -> None:
        """Until it is ready; `means` then tells what confines it. Raises DeadError."""
        self.means = self._answered(None, _START)

    def ask(self, call: bytes, settings: Settings | None) -> tuple[str, Any]:
        """Run what `wire.called` packed within the time limit.

        Returns ("value", …), ("raised", exception), ("memory", None) or ("size", bytes).
        Raises DeadError; the worker is of no use any more then.
        """
        news = None if settings is None or settings is self._told else settings
        self._told = settings or self._told
        both = pickle.dumps((news, call))
        answer: tuple[str, Any] = self._answered(both, self._limits.seconds)
        return answer

    def _answered(self, call: bytes | None, seconds: float) -> Any:
        # Killing ends everything that could block here: sending, waiting, half an answer.
        clock = threading.Timer(seconds, self._expire)
        clock.start()
        try:
            if call is not None:
                self._pipe.send_bytes(call)
            while not self._pipe.poll(_LOOK):
                self._peak = max(self._peak, _address_space(self._process.pid))
            answer = self._pipe.recv_bytes(2 * self._limits.answer)
        except (EOFError, OSError):
            answer = None
        finally:
            clock.cancel()
            clock.join()
        if answer is None or self._expired:
            raise self._dead()
        try:
            return unpacked(answer)
        except NonsenseError as error:
            raise DeadError("its answer makes no sense", self._peak, expired=False) from error

    def _expire(self) -> None:
        self._expired = True
        self._process.kill()

    def _dead(self) -> DeadError:
        # A process that lives on talks nonsense; for one that has died, killing changes nothing.
        self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        name = ""
        if code < 0:
            with contextlib.suppress(ValueError):
                name = signal.Signals(-code).name
        return DeadError(name, self._peak, expired=self._expired)

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        self._process.kill()
        self._process.join()
        self._pipe.close()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """A process that is started meanwhile hears no interrupt, not even while it starts: Ctrl-C
    reaches every process of a terminal, and a reader that it ends would be the file's fault.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _address_space(pid: int | None) -> int:
    """The most address space a process has used, in bytes; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        return int(status.partition("VmPeak:")[2].split(maxsplit=1)[0]) * 1024
    except (OSError, ValueError, IndexError):
        return 0


# ── In the worker ───────────────────────────────────────────────────────────────────────


def serve(pipe: Connection, limits: Limits) -> None:
    """Run tasks until the parent closes the pipe or dies."""
    _keep_only(pipe.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    pipe.send_bytes(packed(confine(limits.memory)))
    settings: Settings | None = None
    while True:
        try:
            both = pipe.recv_bytes()
        except EOFError:
            return
        signal.alarm(int(limits.seconds) + _GRACE)
        news, call = pickle.loads(both)  # noqa: S301 - from our own parent
        settings = news or settings
        pipe.send_bytes(_run(call, settings, limits.answer))
        signal.alarm(0)


def _keep_only(pipe: int) -> None:
    """Let go of every handle that came along from the parent, its terminal first of all.

    What a worker writes there would reach the user's screen, or a program that reads the verdict.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in {0, 1, 2} - {pipe}:
        os.dup2(nothing, standard)
    os.closerange(3, pipe)
    os.closerange(max(pipe + 1, 3), _MOST_HANDLES)


def _run(call: bytes, settings: Settings | None, most: int) -> bytes:
    try:
        task, args, kwargs = wire.call(call, settings)
        answer = packed(("value", task(*args, **kwargs)))
    except MemoryError:
        return packed(("memory", None))
    except Exception as error:  # noqa: BLE001 - the caller gets whatever the task raises
        return packed(("raised", _plain(error)))
    return answer if len(answer) <= most else packed(("size", len(answer)))


def _plain(error: Exception) -> Exception:
    """The error with its place, and as one that the parent takes."""
    plain = error if is_taken(type(error)) else RuntimeError(repr(error))
    plain.add_note(traceback.format_exc())
    return plain
