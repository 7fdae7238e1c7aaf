"""The same reviews on a Dask cluster: its workers read and judge, this machine asks and stores.

Evidence travels with the task, so nothing has to be shared. Each worker has its sandboxed child,
with the same limits; a task whose worker dies is given to another one.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from poedesk.errors import ClaimError, UsageError
from poedesk.model import (
    NOTHING_KNOWN,
    Checklist,
    Claim,
    History,
    Limits,
    Review,
    Settings,
)
from poedesk.review import Ask, prepared, review
from poedesk.sandbox import Sandbox
from poedesk.sandbox.opening import content

_RETRIES = 3
_CONNECT = 10  # seconds
Sources = Sequence[tuple[str, bytes]]


class Cluster:
    """A connection to the scheduler at an address such as tcp://10.0.0.5:8786.

    Raises UsageError where Dask is not installed, or no scheduler or worker answers.
    """

    def __init__(self, address: str, settings: Settings) -> None:
        try:
            import distributed
        except ImportError as error:
            raise UsageError(
                "--scheduler needs Dask", hint="Install it: pip install 'poedesk[dask]'"
            ) from error
        try:
            connect: Any = distributed.Client
            self._client = connect(address, timeout=_CONNECT, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_CONNECT)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(
                f"no cluster answers at {address}: {error}",
                hint="Start dask scheduler, and dask worker with that address.",
            ) from error
        self._settings = settings
        self._executor = self._client.get_executor(pure=False, retries=_RETRIES)

    def close(self) -> None:
        """Leave the cluster."""
        self._executor.shutdown(wait=False)
        self._client.close()

    @property
    def workers(self) -> int:
        """How many claims the cluster can review at a time."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def review(self, claim: Claim, checklist: Checklist, ask: Ask) -> Review:
        """Review a claim over there. What is known of other claims is asked here; only a claim
        of which something is known is judged a second time, with that.
        """
        claim = prepared(claim, self._settings)
        sources = [(name, _bytes(path, self._settings)) for name, path in claim.files]
        alone = self._away(claim, checklist, sources, NOTHING_KNOWN)
        history = ask(claim, alone.examined, alone.described)
        if history == NOTHING_KNOWN:
            return alone
        return self._away(claim, checklist, sources, history)

    def _away(
        self, claim: Claim, checklist: Checklist, sources: Sources, history: History
    ) -> Review:
        task = self._executor.submit(_review, claim, checklist, self._settings, sources, history)
        result: Review = task.result()
        return result


def _bytes(path: Path, settings: Settings) -> bytes:
    try:
        return content(path, settings.limits.file_size)
    except OSError as error:
        raise ClaimError(f"{path}: cannot be opened: {error.strerror}") from error


def _review(
    claim: Claim, checklist: Checklist, settings: Settings, sources: Sources, history: History
) -> Review:
    """Runs in a worker of the cluster."""
    sandbox = _sandbox(settings.limits)
    return review(claim, checklist, settings, sandbox, lambda *_: history, sources=sources)


@lru_cache(maxsize=1)
def _sandbox(limits: Limits) -> Sandbox:
    """The worker's own: it lives as long as the worker, whose end its children notice."""
    return Sandbox(limits, workers=os.cpu_count() or 1)
