"""`poedesk recheck`: stored evidence reviewed again; which verdicts would flip, and why."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poedesk.cli import options
from poedesk.cli.options import Commands, add_database, add_settings
from poedesk.cli.output import say, status

if TYPE_CHECKING:
    from sqlite3 import Connection

    from poedesk.model import Claim, History, Review


def add(commands: Commands) -> None:
    """Say what `poedesk recheck` understands."""
    parser = commands.add_parser(
        "recheck",
        help="review stored evidence again, and say what would change",
        description="Review the kept evidence of every claim again, by the same or another "
        "checklist. Nothing stored is altered.",
        epilog="exit status: as check, over what the claims would get now",
    )
    add_database(parser)
    parser.add_argument("--checklist", metavar="ID", help="judge by this one")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="as if the claims were filed then")
    parser.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: cores)")
    add_settings(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    from poedesk import batch
    from poedesk.model import RunError
    from poedesk.record.claim import remembered
    from poedesk.report.escape import line
    from poedesk.report.words import total
    from poedesk.store import open_store

    path, config = options.database(args), options.configuration(args)
    with closing(open_store(path)) as db:
        stored = dict(_stored(db.conn, path, args))

    def ask(claim: Claim, *_: object) -> History:
        """What was known of other claims when the claim was reviewed."""
        return remembered(stored[claim.id][1])

    so_far, flips = total([]), 0
    for result in batch.run(
        [claim for claim, _ in stored.values()],
        options.settings(args, config),
        options.folders(config.checklists),
        ask,
        options.workers(args.jobs, len(stored)),
    ):
        so_far = so_far.plus(result)
        if isinstance(result, RunError):
            say(f"not judged: {result.message}")
        elif result.revises is None:  # with the same memory, a second look is the same
            told = list(_changes(stored[result.claim.id][1], result))
            flips += bool(told)
            for one in told:
                print(line(one, 600))
    print(f"{len(stored)} reviewed again · {flips} would change")
    return status(so_far)


def _stored(
    conn: Connection, path: Path, args: argparse.Namespace
) -> Iterator[tuple[str, tuple[Claim, dict[str, Any]]]]:
    """Each claim whose evidence is kept whole, as it is to be reviewed now, with its record."""
    day = options.day(args.as_of, "--as-of")
    for claim, record in kept(conn, path, say):
        dated = claim if day is None else replace(claim, date=day, resubmitted=day)
        chosen = args.checklist or claim.checklist
        yield claim.id, (replace(dated, checklist=chosen), record)


def kept(
    conn: Connection, path: Path, tell: Callable[[str], object], ids: Sequence[str] = ()
) -> Iterator[tuple[Claim, dict[str, Any]]]:
    """Each stored claim (of these ids, if any are given) whose evidence is kept whole, with its
    newest record; `tell` hears of the others.
    """
    from poedesk.record.claim import restored
    from poedesk.store import evidence
    from poedesk.store.records import declarations

    root = evidence.folder(path)
    for told, record in declarations(conn, ids):
        lost = [
            name for name, digest in told["files"] if not evidence.place(root, digest).is_file()
        ]
        if lost:
            tell(f"{told['id']}: {', '.join(lost)} was not kept: it cannot be reviewed again")
        else:
            yield restored(told, lambda digest: evidence.place(root, digest)), record


def _changes(before: dict[str, Any], now: Review) -> Iterator[str]:
    """What would be otherwise: the verdict, and the rules that make it so."""
    was = {one["rule"]: one["outcome"] for one in before["findings"]}
    told = [
        f"- {one.rule}: {was.get(one.rule, 'not asked')} → {one.outcome.value}: {one.message}"
        for one in now.judgement.findings
        if was.get(one.rule) != one.outcome.value and one.severity.value == "required"
    ]
    if before["verdict"] != now.verdict.value or told:
        yield f"{now.claim.id}: {before['verdict']} → {now.verdict.value}"
        yield from told
