"""`poedesk forget`: erase one claim, while the audit chain still verifies."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import UTC, datetime

from poedesk.cli.options import Commands, add_database, database


def add(commands: Commands) -> None:
    """Say what `poedesk forget` understands."""
    parser = commands.add_parser(
        "forget",
        help="erase one claim and its personal data",
        description="Erase all that is stored of a claim, with the evidence that no other claim "
        "needs. The audit chain keeps an entry that says who did it, when and why.",
    )
    parser.add_argument("claim", metavar="CLAIM")
    parser.add_argument("--reason", required=True, metavar="TEXT")
    add_database(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Erase it."""
    from poedesk import configuration
    from poedesk.store import evidence, open_store
    from poedesk.store.forget import forget

    path = database(args)
    with closing(open_store(path)) as db:
        gone = forget(
            db,
            evidence.folder(path),
            args.claim,
            who=configuration.load().reviewer,
            why=args.reason,
            at=datetime.now(UTC),
        )
    shared = f"; {gone.shared} files stay, another claim rests on them" if gone.shared else ""
    print(f"erased: {gone.reviews} reviews, {gone.files} files{shared}")
    return 0
