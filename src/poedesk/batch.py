"""Many claims: reviewed side by side, handed out in order, one broken claim never more than
one error.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from poedesk.errors import ChecklistError, PoedeskError
from poedesk.judge.checklist import choose
from poedesk.model import Claim, Review, RunError, Settings, Verdict
from poedesk.review import Ask, alone, review
from poedesk.sandbox import Sandbox

_AHEAD = 4  # claims in flight for each worker: bounded memory, yet no worker waits
_Result = Review | RunError
_Start = Callable[[Claim | RunError], Future[_Result]]
_log = logging.getLogger(__name__)


def run(
    claims: Iterable[Claim | RunError],
    settings: Settings,
    checklists: Sequence[Path],
    ask: Ask = alone,
    jobs: int = 1,
) -> Iterator[Review | RunError]:
    """Review `claims` with `jobs` workers and yield each result in the order of `claims`.

    A claim whose words or files a later one of the run repeats is reviewed once more at the
    end, so that each of the two names the other: its last result is the one that counts.

    `checklists` are the folders to choose from, the user's own before the shipped one.
    Raises ChecklistError for a faulty checklist or word list.
    """
    with (
        Sandbox(settings.limits, workers=jobs) as sandbox,
        ThreadPoolExecutor(max_workers=jobs) as threads,
    ):

        def start(claim: Claim | RunError) -> Future[Review | RunError]:
            return threads.submit(_judged, claim, settings, checklists, sandbox, ask)

        try:
            done: dict[str, _Done] = {}
            for result in _in_order(claims, start, jobs * _AHEAD):
                yield result
                if isinstance(result, Review):
                    names = result.history.claims
                    done[result.claim.id] = _Done(result.claim, result.verdict, names)
            again = _not_told(done)
            for result in _in_order((one.claim for one in again.values()), start, jobs * _AHEAD):
                yield _revised(result, again)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Done:
    """What is kept of a review while the run goes on; it `named` these other claims."""

    claim: Claim
    verdict: Verdict
    named: frozenset[str]


def _not_told(done: Mapping[str, _Done]) -> dict[str, _Done]:
    """The claims that a later one of the run names, and that could not name it."""
    pairs = ((one, other) for one, review in done.items() for other in review.named)
    return {
        other: done[other] for one, other in pairs if other in done and one not in done[other].named
    }


def _revised(result: Review | RunError, earlier: Mapping[str, _Done]) -> Review | RunError:
    if isinstance(result, RunError):
        return result
    return replace(result, revises=earlier[result.claim.id].verdict)


def _in_order(claims: Iterable[Claim | RunError], start: _Start, ahead: int) -> Iterator[_Result]:
    """Start each claim, `ahead` of them at a time, and yield their results in order."""
    flying: deque[Future[_Result]] = deque()
    for claim in claims:
        flying.append(start(claim))
        if len(flying) >= ahead:
            yield flying.popleft().result()
    while flying:
        yield flying.popleft().result()


def _judged(
    claim: Claim | RunError,
    settings: Settings,
    checklists: Sequence[Path],
    sandbox: Sandbox,
    ask: Ask,
) -> Review | RunError:
    if isinstance(claim, RunError):
        return claim
    where = str(claim.files[0][1].parent) if claim.files else claim.id
    try:
        return review(claim, choose(claim, checklists), settings, sandbox, ask)
    except ChecklistError:
        raise  # it would be the same for every claim: the run cannot go on
    except PoedeskError as error:
        return RunError(claim.id, where, "claim-file", str(error))
    except Exception as error:  # noqa: BLE001  a fault of ours is no verdict on the claim
        _log.debug("claim %s", claim.id, exc_info=True)
        return RunError(claim.id, where, "internal", f"poedesk failed: {error!r}")
