"""`poedesk check`: review claims and print the result."""

from __future__ import annotations

import argparse
from pathlib import Path

from poedesk.cli.intake import intake
from poedesk.cli.interruption import Interruption
from poedesk.cli.options import Commands, add_intake
from poedesk.cli.output import output, say, status
from poedesk.errors import UsageError

_RESUMED = ("text", "json", "jsonl")
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
    parser.add_argument(
        "--resume", action="store_true",
        help="go on: claims whose stored review still holds are not reviewed again",
    )  # fmt: skip
    add_intake(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    from poedesk.report import print_run

    if args.resume and args.format not in _RESUMED:
        raise UsageError(f"--resume prints {', '.join(_RESUMED)}; export has the other forms")
    with Interruption() as interruption, output(args.output) as stream:
        total = print_run(intake(args, interruption.asked), args.format, stream)
    if interruption.asked():
        stored = "" if args.no_store else "; what was reviewed is stored"
        say(f"interrupted{stored}", "" if args.no_store else "The same with --resume goes on.")
        return 130
    return status(total)
