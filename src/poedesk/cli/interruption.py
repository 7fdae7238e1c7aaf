"""Ctrl-C: what is in flight is finished first; a second one ends at once."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Self

from poedesk.cli.output import say


class Interruption:
    """While it is open, an interrupt is noted instead of raised. Of use in the main thread only;
    elsewhere it notes nothing.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: object = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._noted)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]

    def asked(self) -> bool:
        """Whether somebody wants the run to end."""
        return self._asked

    def _noted(self, _number: int, _frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
        say("finishing the claims that are being read; Ctrl-C again stops at once")
