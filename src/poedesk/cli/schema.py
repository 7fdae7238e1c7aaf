"""`poedesk schema`: how what poedesk prints and stores is built."""

from __future__ import annotations

import argparse
import json

from poedesk.cli.options import Commands, add_database

_PRINTED = ("run", "review", "export", "estimate")
_STORED = ("tables", "datasette")


def add(commands: Commands) -> None:
    """Say what `poedesk schema` understands."""
    parser = commands.add_parser(
        "schema",
        help="print the JSON schemas of results, and what the tables of the database hold",
        description="run: check --format json · review: a line of jsonl, or one of a run · "
        "export: a line of export --format jsonl · estimate: estimate --format json · "
        "tables: the database, as Markdown · datasette: its metadata for Datasette",
    )
    parser.add_argument("name", nargs="?", choices=(*_PRINTED, *_STORED), default="run",
                        help="default: run")  # fmt: skip
    add_database(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print it."""
    if args.name in _STORED:
        print(_stored(args), end="")
        return 0
    from poedesk.record.schemas import schema

    print(json.dumps(schema(args.name), indent=1))
    return 0


def _stored(args: argparse.Namespace) -> str:
    from poedesk.configuration import load
    from poedesk.store.described import datasette, table_of_tables

    if args.name == "tables":
        return table_of_tables()
    name = (args.db or load().db).stem
    return json.dumps(datasette(name), indent=1, ensure_ascii=False) + "\n"
