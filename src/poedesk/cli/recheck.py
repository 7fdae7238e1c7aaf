"""`poedesk recheck`: stored evidence reviewed again; which verdicts would flip, and why."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poedesk.cli.options import Commands, add_settings, configuration, settings
from poedesk.cli.output import say
from poedesk.errors import UsageError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from poedesk.model import Claim, Review


def add(commands: Commands) -> None:
    """Say what `poedesk recheck` understands."""
    parser = commands.add_parser(
        "recheck",
        help="review stored evidence again, and say what would change",
        description="Review the kept evidence of every claim again, by the same or another "
        "checklist. Nothing stored is altered.",
        epilog="exit status: as check, over what the claims would get now",
    )
    parser.add_argument("--db", type=Path, metavar="FILE", help="database (default: your own)")
    parser.add_argument("--checklist", metavar="ID", help="judge by this one")
    parser.add_argument("--as-of", metavar="YYYY-MM-DD", help="as if the claims were filed then")
    parser.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: cores)")
    add_settings(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    import os

    from poedesk import batch, locations
    from poedesk.model import RunError, Verdict
    from poedesk.store import open_store

    config = configuration(args)
    if not config.db.exists():
        raise UsageError(f"{config.db}: no such database")
    with closing(open_store(config.db)) as db:
        stored = dict(_stored(db.conn, config.db, args))
    own = [config.checklists] if config.checklists else []
    folders = [*own, locations.checklists()]
    loaded = settings(args, config)
    jobs = min(args.jobs or os.cpu_count() or 1, max(1, len(stored)))
    claims = [claim for claim, _ in stored.values()]
    seen, flips = set(), 0
    for result in batch.run(claims, loaded, folders, jobs=jobs):
        if isinstance(result, RunError):
            say(f"not judged: {result.message}")
            continue
        seen.add(result.verdict)
        told = list(_changes(stored[result.claim.id][1], result))
        flips += bool(told)
        for line in told:
            print(line)
    print(f"{len(claims)} reviewed again · {flips} would change")
    return 1 if Verdict.FAIL in seen else 3 if Verdict.REVIEW in seen else 0


def _stored(
    conn: Connection, path: Path, args: argparse.Namespace
) -> Iterator[tuple[str, tuple[Claim, dict[str, Any]]]]:
    """Each claim whose evidence is kept whole, with its newest record."""
    from poedesk.record.claim import restored
    from poedesk.store import evidence
    from poedesk.store.records import declarations

    root = evidence.folder(path)
    day = _day(args.as_of)
    for told, record in declarations(conn):
        lost = [
            name for name, digest in told["files"] if not evidence.place(root, digest).is_file()
        ]
        if lost:
            say(f"{told['id']}: {', '.join(lost)} was not kept: it cannot be reviewed again")
            continue
        claim = restored(told, lambda digest: evidence.place(root, digest))
        if day is not None:
            claim = replace(claim, date=day, resubmitted=day)
        chosen = args.checklist or claim.checklist
        yield claim.id, (replace(claim, checklist=chosen), record)


def _changes(before: dict[str, Any], now: Review) -> Iterator[str]:
    """What would be otherwise: the verdict, and the rules that make it so."""
    was = {one["rule"]: one["outcome"] for one in before["findings"]}
    told = [
        f"  {one.rule}: {was.get(one.rule, 'not asked')} → {one.outcome.value}: {one.message}"
        for one in now.judgement.findings
        if was.get(one.rule) != one.outcome.value and one.severity.value == "required"
    ]
    if before["verdict"] != now.verdict.value or told:
        yield f"{now.claim.id}: {before['verdict']} → {now.verdict.value}"
        yield from told


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"--as-of: {text!r} is no day (YYYY-MM-DD)") from error
