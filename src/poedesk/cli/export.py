"""`poedesk export`: stored verdicts for auditors."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.cli.options import Commands, add_database, database, day
from poedesk.cli.output import output, say
from poedesk.errors import UsageError

if TYPE_CHECKING:
    from sqlite3 import Connection

    from poedesk.record.redact import Redaction
    from poedesk.record.stored import Selection, StoredRecord
    from poedesk.report.export import Records
    from poedesk.report.page import Crop

_FORMATS = ("csv", "xlsx", "jsonl", "html")
_TABLES = ("claims", "findings", "acknowledgements", "facts", "decisions")


def add(commands: Commands) -> None:
    """Say what `poedesk export` understands."""
    parser = commands.add_parser(
        "export",
        help="stored verdicts for auditors",
        description="Write stored reviews with their findings, evidence and decisions. Without a "
        "choice: the newest review of every claim.",
    )
    add_database(parser)
    parser.add_argument("--format", choices=_FORMATS, default="jsonl", help="default: jsonl")
    parser.add_argument(
        "--table", choices=_TABLES, default="claims", help="of csv; default: claims"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="needed for xlsx and --sign")
    choose = parser.add_argument_group("which reviews")
    choose.add_argument("--claim", action="append", default=[], metavar="ID")
    choose.add_argument(
        "--verdict", action="append", default=[], choices=("pass", "fail", "review")
    )
    choose.add_argument("--rule", action="append", default=[], metavar="RULE",
                        help="that fails or needs a person")  # fmt: skip
    choose.add_argument("--reviewer", action="append", default=[], metavar="NAME")
    choose.add_argument("--since", metavar="YYYY-MM-DD", help="day of the review, included")
    choose.add_argument("--until", metavar="YYYY-MM-DD", help="day of the review, included")
    choose.add_argument("--all", action="store_true", help="older reviews of a claim too")
    parser.add_argument("--redact", default="", metavar="KINDS", help="names,emails,addresses")
    parser.add_argument(
        "--sign", type=Path, metavar="KEY", help="PEM file with key and certificate"
    )
    parser.add_argument(
        "--crops", action="store_true", help="html: pictures of what is quoted, from kept evidence"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the export."""
    from poedesk.store import open_store
    from poedesk.store.chain import head

    if args.output is None and (args.format == "xlsx" or args.sign):
        raise UsageError("--format xlsx and --sign want --output FILE")
    if args.crops and (args.format != "html" or args.redact):
        raise UsageError("--crops is for --format html, and a picture cannot be redacted")
    selection, redaction = _selection(args), _redaction(args.redact)
    with closing(open_store(database(args))) as db:
        last = head(db.conn)
        conn: Connection = db.conn
        _write(args, lambda: _records(conn, selection, redaction), last)
    if args.sign:
        from poedesk.report.signed import sign

        signature, command = sign(args.output, args.sign)
        say(f"signed: {signature}", f"To check it: {command}")
    say(f"head of the audit chain: {last or '(empty)'}")
    return 0


def _redaction(told: str) -> Redaction | None:
    """What is hidden: the same pseudonyms in every table of the export."""
    from poedesk.record.redact import KINDS, Redaction

    kinds = tuple(one.strip() for one in told.split(",") if one.strip())
    unknown = [one for one in kinds if one not in KINDS]
    if unknown:
        raise UsageError(f"--redact knows {', '.join(KINDS)}, not {', '.join(unknown)}")
    return Redaction(kinds) if kinds else None


def _records(
    conn: Connection, selection: Selection, redaction: Redaction | None
) -> Iterator[StoredRecord]:
    from poedesk.store import records

    for one in records(conn, selection):
        yield redaction.record(one) if redaction else one


def _write(args: argparse.Namespace, records: Records, last: str) -> None:
    from poedesk.report import export, page

    if args.format == "xlsx":
        export.to_xlsx(records, last, args.output)
        return
    with output(args.output) as stream:
        if args.format == "csv":
            export.to_csv(records, args.table, stream)
        elif args.format == "html":
            with _crops(args) as crop:
                page.to_html(records, last, stream, crop)
        else:
            export.to_jsonl(records, stream)


def _crops(args: argparse.Namespace) -> AbstractContextManager[Crop]:
    from poedesk.report.page import no_crop

    if not args.crops:
        return nullcontext(no_crop)
    from poedesk.cli.crops import crops
    from poedesk.configuration import load
    from poedesk.settings import load_settings
    from poedesk.store import evidence

    return crops(evidence.folder(database(args)), load_settings(limits=load().limits))


def _selection(args: argparse.Namespace) -> Selection:
    from poedesk.record.stored import Selection

    return Selection(
        claims=tuple(args.claim),
        verdicts=tuple(args.verdict),
        rules=tuple(args.rule),
        reviewers=tuple(args.reviewer),
        since=day(args.since, "--since"),
        until=day(args.until, "--until"),
        newest=not args.all,
    )
