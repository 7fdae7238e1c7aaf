"""`poedesk due`: what runs out soon."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from poedesk.cli.options import Commands, add_database, database
from poedesk.cli.output import output
from poedesk.errors import UsageError


def add(commands: Commands) -> None:
    """Say what `poedesk due` understands."""
    parser = commands.add_parser(
        "due",
        help="acknowledgements and deadlines that run out",
        description="Approved claims whose acknowledgement passes twelve months, and undecided "
        "claims whose time for a decision runs out.",
    )
    parser.add_argument("--within", default="60d", metavar="DAYS", help="such as 60d or 8w")
    parser.add_argument("--working-days", type=int, default=14, metavar="N",
                        help="time for a decision (default: 14)")  # fmt: skip
    parser.add_argument("--format", choices=("text", "csv", "ics"), default="text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there, not to stdout")
    add_database(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what is due."""
    from poedesk.report.calendar import calendar
    from poedesk.report.escape import cell, line
    from poedesk.store import open_store
    from poedesk.store.due import due

    today = date.today()  # noqa: DTZ011  the day where the user is
    with closing(open_store(database(args))) as db:
        found = due(db.conn, today, _days(args.within), working_days=args.working_days)
    with output(args.output) as stream:
        if args.format == "ics":
            events = ((one.day, f"{one.claim}: {one.what}", one.customer) for one in found)
            stream.write(calendar(events, datetime.now(UTC)))
        elif args.format == "csv":
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("day", "claim", "customer", "partner", "what"))
            for one in found:
                told = (one.claim, one.customer, one.partner, one.what)
                writer.writerow([one.day.isoformat(), *(cell(each) for each in told)])
        else:
            for one in found:
                late = "  OVERDUE" if one.day < today else ""
                who = f"{line(one.claim, 40)}  {line(one.customer, 40)}"
                stream.write(f"{one.day}  {who}  {one.what}{late}\n")
    if not found and args.format == "text":
        print("nothing is due", file=sys.stderr)
    return 0


def _days(text: str) -> int:
    found = re.fullmatch(r"(\d{1,4})([dw]?)", text)
    if found is None:
        raise UsageError(f"--within: {text!r} is no time; such as 60d or 8w")
    return int(found[1]) * (7 if found[2] == "w" else 1)
