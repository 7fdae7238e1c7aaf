"""`poedesk desk`: the reviewer's desk over the database."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from poedesk.cli.intake import intake
from poedesk.cli.options import Commands, add_intake, configuration
from poedesk.cli.output import say
from poedesk.errors import UsageError


def add(commands: Commands) -> None:
    """Say what `poedesk desk` understands."""
    parser = commands.add_parser(
        "desk",
        help="open the reviewer's desk",
        description="Open the reviewer's desk over the database; PATHs are taken in first.",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    add_intake(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Take the given claims in, then open the desk."""
    from poedesk.desk.app import Desk
    from poedesk.model import RunError
    from poedesk.store import open_store

    if args.no_store:
        raise UsageError("the desk works on the database; --no-store is for check")
    config = configuration(args)
    for one in intake(args) if args.paths else ():
        if isinstance(one, RunError):
            say(f"not judged: {one.message}")
    with closing(open_store(config.db)) as db:
        Desk(db, reviewer=config.reviewer, keys=config.keys).run()
    return 0
