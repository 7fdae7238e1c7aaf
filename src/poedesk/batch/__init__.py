"""Many claims: reviewed side by side, one broken or huge claim never more than one result that
is late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from poedesk.batch.memory import FileMemory
from poedesk.errors import ChecklistError, PoedeskError
from poedesk.judge.checklist import choose
from poedesk.model import Checklist, Claim, Review, RunError, Settings, Verdict
from poedesk.review import Ask, alone, review
from poedesk.sandbox import Sandbox

_AHEAD = 2  # claims in flight for each worker: none waits for the next
_WINDOW = 500  # claims that may be reviewed while an earlier one takes its time
_Result = Review | RunError
_Start = Callable[[Claim | RunError], Future[_Result]]
Reviewer = Callable[[Claim, Checklist, Ask], Review]
"""Reviews one claim, here or elsewhere; called from many threads."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """What is kept of a claim's review while a run goes on; it `named` these other claims."""

    claim: Claim
    verdict: Verdict
    named: frozenset[str]


def run(
    claims: Iterable[Claim | RunError],
    settings: Settings,
    checklists: Sequence[Path],
    ask: Ask = alone,
    jobs: int = 1,
    *,
    scheduler: str | None = None,
    in_order: bool = True,
    each: Callable[[_Result], _Result] = lambda one: one,
    earlier: Mapping[str, Told] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Review | RunError]:
    """Review `claims` with `jobs` workers, or those of a cluster, and yield the results.

    They come in the order of `claims`, or as each is done where `in_order` is false; `each` is
    called here with every result as soon as it is done, and may give another in its place. No more
    than a window of claims is held at a time. Once `stopped` says so, no claim is begun any more;
    those in flight are finished and yielded.

    A claim whose words or files a later one of the run repeats is reviewed once more at the
    end, so that each of the two names the other: its last result is the one that counts. `earlier`
    are claims that are not reviewed again otherwise.

    `checklists` are the folders to choose from, the user's own before the shipped one; `scheduler`
    is the address of a Dask cluster. Raises ChecklistError for a faulty checklist or word list, and
    UsageError for a cluster that cannot be reached.
    """
    with ExitStack() as stack:
        reviewer, jobs = _reviewer(settings, jobs, scheduler, stack)
        threads = ThreadPoolExecutor(max_workers=jobs)

        def start(claim: Claim | RunError) -> Future[_Result]:
            return threads.submit(_judged, claim, checklists, reviewer, ask)

        again: dict[str, Told] = {}

        def results(some: Iterable[Claim | RunError]) -> Iterator[_Result]:
            flown = _side_by_side(some, start, jobs * _AHEAD, stopped)
            ended = ((place, each(_revised(result, again))) for place, result in flown)
            return _in_turn(ended) if in_order else (result for _, result in ended)

        try:
            done = dict(earlier or {})
            for result in results(claims):
                yield result
                if isinstance(result, Review):
                    told = Told(result.claim, result.verdict, result.history.claims)
                    done[result.claim.id] = told
            again |= _not_told(done)
            yield from results(one.claim for one in again.values())
        finally:  # whoever breaks off waits for nothing: what reads is ended next
            threads.shutdown(wait=False, cancel_futures=True)


def _reviewer(
    settings: Settings, jobs: int, scheduler: str | None, stack: ExitStack
) -> tuple[Reviewer, int]:
    """Who reviews, and how many claims at a time."""
    if scheduler is not None:
        from poedesk.batch.cluster import Cluster

        cluster = stack.enter_context(closing(Cluster(scheduler, settings)))
        return cluster.review, cluster.workers
    sandbox = stack.enter_context(Sandbox(settings.limits, workers=jobs))
    memory = FileMemory()

    def here(claim: Claim, checklist: Checklist, ask: Ask) -> Review:
        return review(claim, checklist, settings, sandbox, ask, memory=memory)

    return here, jobs


def _side_by_side(
    claims: Iterable[Claim | RunError], start: _Start, most: int, stopped: Callable[[], bool]
) -> Iterator[tuple[int, _Result]]:
    """Keep `most` claims in flight and yield each result with its place as it is done."""
    coming = enumerate(claims)
    flying: dict[Future[_Result], int] = {}
    following = next(coming, None)
    while following is not None or flying:
        while following is not None and len(flying) < most and not stopped():
            place, claim = following
            if place >= min(flying.values(), default=place) + _WINDOW:
                break
            flying[start(claim)] = place
            following = next(coming, None)
        if not flying:
            return
        ended, _ = wait(flying, return_when=FIRST_COMPLETED)
        for one in sorted(ended, key=flying.__getitem__):
            yield flying.pop(one), one.result()


def _in_turn(results: Iterable[tuple[int, _Result]]) -> Iterator[_Result]:
    """Hold each result until all before it were yielded."""
    held: dict[int, _Result] = {}
    turn = 0
    for place, result in results:
        held[place] = result
        while turn in held:
            yield held.pop(turn)
            turn += 1


def _not_told(done: Mapping[str, Told]) -> dict[str, Told]:
    """The claims that a later one of the run names, and that could not name it."""
    pairs = ((one, other) for one, review in done.items() for other in review.named)
    return {
        other: done[other] for one, other in pairs if other in done and one not in done[other].named
    }


def _revised(result: _Result, earlier: Mapping[str, Told]) -> _Result:
    if isinstance(result, RunError) or result.claim.id not in earlier:
        return result
    return replace(result, revises=earlier[result.claim.id].verdict)


def _judged(
    claim: Claim | RunError, checklists: Sequence[Path], reviewer: Reviewer, ask: Ask
) -> _Result:
    if isinstance(claim, RunError):
        return claim
    where = str(claim.files[0][1].parent) if claim.files else claim.id
    try:
        return reviewer(claim, choose(claim, checklists), ask)
    except ChecklistError:
        raise  # it would be the same for every claim: the run cannot go on
    except PoedeskError as error:
        return RunError(claim.id, where, "claim-file", str(error))
    except Exception as error:  # noqa: BLE001  a fault of ours is no verdict on the claim
        _log.debug("claim %s", claim.id, exc_info=True)
        return RunError(claim.id, where, "internal", f"poedesk failed: {error!r}")
