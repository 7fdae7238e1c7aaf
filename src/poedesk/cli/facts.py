"""`poedesk facts`: what was read of one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from poedesk.cli.options import Commands, add_settings, configuration, settings
from poedesk.cli.output import output
from poedesk.errors import UsageError


def add(commands: Commands) -> None:
    """Say what `poedesk facts` understands."""
    parser = commands.add_parser(
        "facts",
        help="print what was read of one file",
        description="Print what was read of one file and of all that it encloses: text, unread "
        "things, and every fact with its place.",
        epilog="exit status: 0 read · 1 not readable · 2 usage error",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write there, not to stdout")
    add_settings(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    from poedesk.report.facts import print_facts
    from poedesk.review import examination
    from poedesk.sandbox import Sandbox

    if not args.file.is_file():
        fault = "not an ordinary file" if args.file.exists() else "no such file"
        raise UsageError(f"{args.file}: {fault}", "facts wants one file of evidence.")
    loaded = settings(args, configuration(args))
    with Sandbox(loaded.limits) as sandbox:
        found = examination(args.file, loaded, sandbox)
    with output(args.output) as stream:
        print_facts(found, args.format, stream)
    return 1 if found.files[0].document.error else 0
