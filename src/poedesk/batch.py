"""Many claims: reviewed side by side, handed out in order, one broken claim never more than
one error.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from poedesk.errors import ChecklistError, PoedeskError
from poedesk.judge.checklist import choose
from poedesk.model import Claim, Review, RunError, Settings
from poedesk.review import review
from poedesk.sandbox import Sandbox

_AHEAD = 4  # claims in flight for each worker: bounded memory, yet no worker waits
_log = logging.getLogger(__name__)


def run(
    claims: Iterable[Claim | RunError],
    settings: Settings,
    checklists: Sequence[Path],
    jobs: int = 1,
) -> Iterator[Review | RunError]:
    """Review `claims` with `jobs` workers and yield each result in the order of `claims`.

    `checklists` are the folders to choose from, the user's own before the shipped one.
    Raises ChecklistError for a faulty checklist or word list.
    """
    with (
        Sandbox(settings.limits, workers=jobs) as sandbox,
        ThreadPoolExecutor(max_workers=jobs) as threads,
    ):
        flying: deque[Future[Review | RunError]] = deque()
        try:
            for claim in claims:
                flying.append(threads.submit(_judged, claim, settings, checklists, sandbox))
                if len(flying) >= jobs * _AHEAD:
                    yield flying.popleft().result()
            while flying:
                yield flying.popleft().result()
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def _judged(
    claim: Claim | RunError, settings: Settings, checklists: Sequence[Path], sandbox: Sandbox
) -> Review | RunError:
    if isinstance(claim, RunError):
        return claim
    where = str(claim.files[0][1].parent) if claim.files else claim.id
    try:
        return review(claim, choose(claim, checklists), settings, sandbox)
    except ChecklistError:
        raise  # it would be the same for every claim: the run cannot go on
    except PoedeskError as error:
        return RunError(claim.id, where, "claim-file", str(error))
    except Exception as error:  # noqa: BLE001  a fault of ours is no verdict on the claim
        _log.debug("claim %s", claim.id, exc_info=True)
        return RunError(claim.id, where, "internal", f"poedesk failed: {error!r}")
