"""`poedesk check`: review claims and print the result."""

from __future__ import annotations

import argparse
from pathlib import Path

from poedesk.cli.intake import intake
from poedesk.cli.options import Commands, add_intake
from poedesk.cli.output import output, status

_FORMATS = ("text", "json", "jsonl", "markdown", "html", "junit", "sarif")


def add(commands: Commands) -> None:
    """Say what `poedesk check` understands."""
    parser = commands.add_parser(
        "check",
        help="review claims and print the result",
        description="Review claims and print the result.",
        epilog="exit status: 0 all pass · 1 some fail · 3 some need review · "
        "4 some could not be judged · 2 usage error",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="claim folder, folder of claim folders, claims table (.csv, .xlsx), evidence files",
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there, not to stdout")
    add_intake(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    from poedesk.report import print_run

    results = intake(args)
    with output(args.output) as stream:
        total = print_run(results, args.format, stream)
    return status(total)
