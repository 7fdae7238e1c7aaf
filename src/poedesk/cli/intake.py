"""Taking claims in: find them, review them, store each as it comes, show how far it is."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.cli import options
from poedesk.cli.output import say
from poedesk.cli.progress import with_progress
from poedesk.errors import StoreError, UsageError

if TYPE_CHECKING:
    from poedesk.configuration import Configuration
    from poedesk.model import Claim, Earlier, Review, RunError, Settings
    from poedesk.record.difference import Earlier as Last
    from poedesk.store import Database


def intake(
    args: argparse.Namespace, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Review | RunError | Earlier]:
    """Review the claims at the given paths, store each as it is done, and hand it on; with
    `--resume`, first those whose stored review still holds.

    Once `stopped` says so, no further claim is begun.
    """
    from poedesk import claims

    options.workers(args.jobs, 1)
    config = options.configuration(args)
    found = claims.find(args.paths, options.declared(args), today=date.today())  # noqa: DTZ011
    found = claims.of_types(found, args.type or ())
    if found.loose:
        names = ", ".join(str(path) for path in found.loose[:5])
        more = f" and {len(found.loose) - 5} more" if len(found.loose) > 5 else ""
        say(f"not part of any claim, ignored: {names}{more}")
    loaded = options.settings(args, config)
    before = _before(args, config, found.claims, loaded) if args.resume else ()
    results = reviewed(args, config, found.claims, loaded, before=before, stopped=stopped)
    results = _with_trust_named(results, loaded.anchors)
    yield from with_progress(chain(before, results), len(found.claims))


def _before(
    args: argparse.Namespace,
    config: Configuration,
    found: Sequence[Claim | RunError],
    loaded: Settings,
) -> tuple[Earlier, ...]:
    """The claims that need not be reviewed again. Raises UsageError with `--no-store`."""
    from poedesk.cli.resume import reviewed_before
    from poedesk.store import open_store

    if args.no_store:
        raise UsageError("--resume goes on from what is stored; --no-store stores nothing")
    folders = options.folders(config.checklists)
    with closing(open_store(config.db)) as db:
        before = tuple(reviewed_before(db.conn, found, loaded, folders))
    if before:
        say(f"{len(before)} of {len(found)} were reviewed before and have not changed since")
    return before


def reviewed(
    args: argparse.Namespace,
    config: Configuration,
    found: Sequence[Claim | RunError],
    loaded: Settings,
    *,
    before: Sequence[Earlier] = (),
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Review | RunError]:
    """Review claims other than those of `before`, store each as it is done (unless `--no-store`),
    and hand it on; nothing is printed.
    """
    from poedesk import batch
    from poedesk.model import RunError
    from poedesk.store import Index, evidence, open_reader, open_store

    jobs = options.workers(args.jobs, len(found))
    known = {one.claim.id: batch.Told(one.claim, one.verdict, one.named) for one in before}
    with ExitStack() as stack:
        db = None if args.no_store else stack.enter_context(closing(open_store(config.db)))
        index = Index(None if db is None else open_reader(config.db), loaded.vocabulary)
        stack.enter_context(closing(index))
        root = None if args.no_keep else evidence.folder(config.db)
        yield from batch.run(
            (one for one in found if isinstance(one, RunError) or one.id not in known),
            loaded,
            options.folders(config.checklists),
            index.ask,
            jobs,
            scheduler=args.scheduler,
            in_order=getattr(args, "format", "text") != "jsonl",
            earlier=known,
            each=(lambda one: one) if db is None else partial(_stored, db, root, _Before(db)),
            stopped=stopped,
        )


def _with_trust_named(
    results: Iterable[Review | RunError], anchors: Sequence[bytes]
) -> Iterator[Review | RunError]:
    """Hand results on; say once a run that nothing is trusted, where that weakened a signature."""
    wanting = False
    for result in results:
        wanting = wanting or (not anchors and _has_signature(result))
        yield result
    if wanting:
        say(
            "no certificate is trusted on this machine, so cryptographic signatures are at best "
            "a review",
            "Name the authorities you trust: poedesk trust add FILE",
        )


def _has_signature(result: Review | RunError) -> bool:
    from poedesk.model import AckKind, RunError

    if isinstance(result, RunError):
        return False
    return any(
        act.kind is AckKind.CRYPTO for one in result.examined for act in one.acknowledgements
    )


def _stored(
    db: Database, root: Path | None, before: _Before, result: Review | RunError
) -> Review | RunError:
    from poedesk.model import RunError
    from poedesk.record.difference import difference

    if isinstance(result, RunError):
        return result
    last = before.of(result.claim.id)
    if last is not None:
        result = replace(result, difference=difference(last, result))
    try:
        _keep(result, db, root)
    except StoreError as error:  # the next one may find room again
        told = f"reviewed ({result.verdict.value}), but {error}"
        return RunError(result.claim.id, result.claim.id, "not-stored", told)
    return result


class _Before:
    """The last review of each claim from before this run, which may review a claim twice."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[str, Last | None] = {}

    def of(self, claim: str) -> Last | None:
        """What is stored of a claim, as it was when it was first asked for."""
        from poedesk.record.difference import earlier
        from poedesk.record.stored import Selection
        from poedesk.store import records

        if claim not in self._known:
            newest = next(records(self._db.conn, Selection(claims=(claim,), newest=True)), None)
            found = None if newest is None else earlier(newest.reviewed_at, newest.review)
            self._known[claim] = found
        return self._known[claim]


def _keep(review: Review, db: Database, root: Path | None) -> None:
    """Evidence first: what was reviewed is never without it."""
    from poedesk.store import add_review, evidence

    if root is not None:
        read = {one.path: one.sha256 for one in review.documents}
        evidence.keep(root, ((read.get(name, ""), at) for name, at in review.claim.files))
    add_review(db, review, datetime.now(UTC))
