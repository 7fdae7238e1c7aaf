"""Taking claims in: find them, review them, store each as it comes, show how far it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.cli import options
from poedesk.cli.output import say
from poedesk.errors import StoreError

if TYPE_CHECKING:
    from rich.progress import Progress

    from poedesk.configuration import Configuration
    from poedesk.model import Claim, Review, RunError, Settings
    from poedesk.store import Database


def intake(args: argparse.Namespace) -> Iterator[Review | RunError]:
    """Review the claims at the given paths, store each as it comes, and hand it on."""
    from poedesk import claims

    options.workers(args.jobs, 1)
    config = options.configuration(args)
    found = claims.find(args.paths, options.declared(args), today=date.today())  # noqa: DTZ011
    if found.loose:
        names = ", ".join(str(path) for path in found.loose[:5])
        more = f" and {len(found.loose) - 5} more" if len(found.loose) > 5 else ""
        say(f"not part of any claim, ignored: {names}{more}")
    loaded = options.settings(args, config)
    results = reviewed(args, config, found.claims, loaded)
    results = _with_trust_named(results, loaded.anchors)
    yield from _with_progress(results, len(found.claims))


def reviewed(
    args: argparse.Namespace,
    config: Configuration,
    found: Sequence[Claim | RunError],
    loaded: Settings,
) -> Iterator[Review | RunError]:
    """Review claims, store each as it comes (unless `--no-store`), and hand it on; nothing is
    printed.
    """
    from poedesk import batch
    from poedesk.store import Index, evidence, open_reader, open_store

    jobs = options.workers(args.jobs, len(found))
    with ExitStack() as stack:
        db = None if args.no_store else stack.enter_context(closing(open_store(config.db)))
        index = Index(None if db is None else open_reader(config.db), loaded.vocabulary)
        stack.enter_context(closing(index))
        folders = options.folders(config.checklists)
        results = batch.run(found, loaded, folders, index.ask, jobs)
        if db is not None:
            root = None if args.no_keep else evidence.folder(config.db)
            results = _stored(results, db, root)
        yield from results


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
    results: Iterable[Review | RunError], db: Database, root: Path | None
) -> Iterator[Review | RunError]:
    from poedesk.model import RunError

    for result in results:
        if isinstance(result, RunError):
            yield result
            continue
        try:
            _keep(result, db, root)
        except StoreError as error:  # the next one may find room again
            told = f"reviewed ({result.verdict.value}), but {error}"
            yield RunError(result.claim.id, result.claim.id, "not-stored", told)
        else:
            yield result


def _keep(review: Review, db: Database, root: Path | None) -> None:
    """Evidence first: what was reviewed is never without it."""
    from poedesk.store import add_review, evidence

    if root is not None:
        read = {one.path: one.sha256 for one in review.documents}
        evidence.keep(root, ((read.get(name, ""), at) for name, at in review.claim.files))
    add_review(db, review, datetime.now(UTC))


def _with_progress(
    results: Iterable[Review | RunError], expected: int
) -> Iterator[Review | RunError]:
    """Hand results on; a bar on stderr says how far it is, only on a terminal."""
    if expected < 2 or not sys.stderr.isatty():
        yield from results
        return
    with _progress() as bar:
        task = bar.add_task("reviewing", total=expected)
        for result in results:
            bar.advance(task)
            if not sys.stdout.isatty():
                yield result
                continue
            bar.stop()  # the result goes to the same terminal: out of its way
            yield result
            bar.start()


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    return Progress(
        "reviewing",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
