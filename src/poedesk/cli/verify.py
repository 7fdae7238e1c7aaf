"""`poedesk verify`: nothing stored was altered, or what was."""

from __future__ import annotations

import argparse
from contextlib import closing

from poedesk.cli.options import Commands, add_database, database
from poedesk.cli.output import say

_TOLD = 20


def add(commands: Commands) -> None:
    """Say what `poedesk verify` understands."""
    parser = commands.add_parser(
        "verify",
        help="prove that nothing stored was altered",
        description="Compute the audit chain again, and hold against it every payload, the tables "
        "that the desk reads, each quotation and the kept evidence.",
        epilog="exit status: 0 intact · 1 not · 2 usage error",
    )
    add_database(parser)
    parser.add_argument("--head", action="store_true",
                        help="print the head of the chain, to be kept elsewhere")  # fmt: skip
    parser.add_argument("--since", default="", metavar="HEAD",
                        help="an earlier head, which must still be part of the chain")  # fmt: skip
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    from itertools import islice

    from poedesk.store import evidence, open_store
    from poedesk.store.chain import head
    from poedesk.store.verify import breaks, notes

    path = database(args)
    with closing(open_store(path)) as db:
        if args.head and not args.since:
            print(head(db.conn))
            return 0
        found = list(islice(breaks(db.conn, evidence.folder(path), args.since), _TOLD))
        known = list(islice(notes(db.conn, evidence.folder(path)), _TOLD))
        entries = db.table("entries").count
    for one in (*found, *known):
        say(one)
    if not found:
        print(f"intact: {entries} entries")
    return 1 if found else 0
