"""`poedesk schema`: the JSON schemas of what poedesk prints."""

from __future__ import annotations

import argparse
import json

from poedesk.cli.options import Commands

_NAMES = ("run", "review", "export", "estimate")


def add(commands: Commands) -> None:
    """Say what `poedesk schema` understands."""
    parser = commands.add_parser(
        "schema",
        help="print the JSON schemas of results",
        description="run: check --format json · review: a line of jsonl, or one of a run · "
        "export: a line of export --format jsonl · estimate: estimate --format json",
    )
    parser.add_argument("name", nargs="?", choices=_NAMES, default="run", help="default: run")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from poedesk.record.schemas import schema

    print(json.dumps(schema(args.name), indent=1))
    return 0
