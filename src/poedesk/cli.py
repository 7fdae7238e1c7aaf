"""The command line: the one place where files, clock, database and screen meet."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from poedesk import __version__
from poedesk.errors import PoedeskError, UsageError

if TYPE_CHECKING:
    from rich.progress import Progress

    from poedesk.configuration import Configuration
    from poedesk.model import Review, RunError, Settings
    from poedesk.report.words import Total

_FORMATS = ("text", "json", "jsonl", "markdown", "html")
_OPTIONS = {  # option of bare evidence files → key of the claim file
    "partner": "partner.name",
    "customer": "customer.name",
    "workload": "workloads",
    "type": "type",
    "date": "date",
    "country": "country",
    "sector": "sector",
    "checklist": "checklist",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run poedesk; returns the exit status of `contract.md`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _parser()
    args = parser.parse_args(argv)
    if args.version:
        args.run = _version
    elif "run" not in args:
        parser.error("the following arguments are required: COMMAND")
    try:
        status: int = args.run(args)
    except PoedeskError as error:
        _say(error.message, error.hint)
        return 2
    except KeyboardInterrupt:
        stored = not getattr(args, "no_store", True)
        _say("interrupted" + ("; what was reviewed until here is stored" if stored else ""))
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  a person gets a sentence, never a traceback
        _say(f"poedesk failed: {error!r}", "Please report it, with the command that you gave.")
        return 4
    return status


def _say(message: str, hint: str = "") -> None:
    """One message on stderr; names of files in it are outside text."""
    from poedesk.report.escape import line

    for number, one in enumerate(message.splitlines()):
        print("  " if number else "poedesk: ", line(one, 1000), sep="", file=sys.stderr)
    if hint:
        print(f"  {line(hint, 1000)}", file=sys.stderr)


# ── What may be said ────────────────────────────────────────────────────────────────────


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="poedesk",
        description="Decides whether a partner's proof of execution will stand, and shows why.",
    )
    parser.add_argument("--version", action="store_true", help="say which this is; -v: how safe")
    parser.add_argument("-v", "--verbose", action="store_true", help=argparse.SUPPRESS)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    check = commands.add_parser(
        "check",
        help="review claims and print the result",
        description="Review claims and print the result.",
        epilog="exit status: 0 all pass · 1 some fail · 3 some need review · "
        "4 some could not be judged · 2 usage error",
    )
    check.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="claim folder, folder of claim folders, claims table (.csv, .xlsx), evidence files",
    )
    check.add_argument("--format", choices=_FORMATS, default="text", help="default: text")
    check.add_argument("--output", type=Path, metavar="FILE", help="write there, not to stdout")
    _add_intake(check)
    check.set_defaults(run=_check)

    desk = commands.add_parser(
        "desk",
        help="open the reviewer's desk",
        description="Open the reviewer's desk over the database; PATHs are taken in first.",
    )
    desk.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    _add_intake(desk)
    desk.set_defaults(run=_desk)

    facts = commands.add_parser(
        "facts",
        help="print what was read of one file",
        description="Print what was read of one file and of all that it encloses: text, unread "
        "things, and every fact with its place.",
        epilog="exit status: 0 read · 1 not readable · 2 usage error",
    )
    facts.add_argument("file", type=Path, metavar="FILE")
    facts.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    facts.add_argument("--output", type=Path, metavar="FILE", help="write there, not to stdout")
    _add_settings(facts)
    facts.set_defaults(run=_facts)
    return parser


def _add_intake(parser: argparse.ArgumentParser) -> None:
    store = parser.add_mutually_exclusive_group()
    store.add_argument("--db", type=Path, metavar="FILE", help="database (default: your own)")
    store.add_argument("--no-store", action="store_true", help="review without storing")
    parser.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: cores)")
    _add_settings(parser)
    parser.add_argument("--checklist", metavar="ID", help="default: chosen by type and date")
    declare = parser.add_argument_group("what the claim declares (wins over claim.toml)")
    declare.add_argument("--partner", metavar="NAME")
    declare.add_argument("--customer", metavar="NAME")
    declare.add_argument("--workload", action="append", metavar="NAME", help="repeatable")
    declare.add_argument("--type", metavar="usage|presales")
    declare.add_argument("--date", metavar="YYYY-MM-DD", help="submission date (default: today)")
    declare.add_argument("--country", metavar="XX", help="where the customer resides")
    declare.add_argument("--sector", metavar="SECTOR",
                         help="commercial, government, healthcare or education")  # fmt: skip


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trust", type=Path, action="append", metavar="DIR",
                        help="folder of trust anchors, PEM or DER (repeatable)")  # fmt: skip
    parser.add_argument("--checklists", type=Path, metavar="DIR",
                        help="own checklists and vocabulary, before the shipped ones")  # fmt: skip
    parser.add_argument("--password", action="append", default=[], help="for encrypted files")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=VALUE",
                        help="another limit, see the README (repeatable)")  # fmt: skip


# ── Commands ────────────────────────────────────────────────────────────────────────────


def _check(args: argparse.Namespace) -> int:
    from poedesk.report import print_run

    results = _intake(args)
    with _output(args.output) as stream:
        total = print_run(results, args.format, stream)
    return _status(total)


def _desk(args: argparse.Namespace) -> int:
    from poedesk.desk.app import Desk
    from poedesk.model import RunError
    from poedesk.store import open_store

    if args.no_store:
        raise UsageError("the desk works on the database; --no-store is for check")
    config = _configuration(args)
    for one in _intake(args) if args.paths else ():
        if isinstance(one, RunError):
            _say(f"not judged: {one.message}")
    with closing(open_store(config.db)) as db:
        Desk(db, reviewer=config.reviewer, keys=config.keys).run()
    return 0


def _facts(args: argparse.Namespace) -> int:
    from poedesk.read.sandbox import Sandbox
    from poedesk.report.facts import print_facts
    from poedesk.review import examination

    if not args.file.is_file():
        raise UsageError(f"{args.file}: no such file", "facts wants one file of evidence.")
    loaded = _settings(args, _configuration(args))
    with Sandbox(loaded.limits) as sandbox:
        found = examination(args.file, loaded, sandbox)
    with _output(args.output) as stream:
        print_facts(found, args.format, stream)
    return 1 if found.files[0].document.error else 0


def _version(args: argparse.Namespace) -> int:
    """Which version this is; with `-v` also what protects this machine from evidence."""
    print(f"poedesk {__version__}")
    if args.verbose:
        from poedesk import configuration
        from poedesk.read.probe import protections

        for what, how in protections(configuration.load().limits).items():
            print(f"  {what:<16}{how}")
    return 0


def _status(total: Total) -> int:
    from poedesk.model import Verdict

    if total.errors:
        return 4
    if total.verdicts.get(Verdict.FAIL):
        return 1
    return 3 if total.verdicts.get(Verdict.REVIEW) else 0


# ── Taking claims in ────────────────────────────────────────────────────────────────────


def _configuration(args: argparse.Namespace) -> Configuration:
    from poedesk import configuration

    config = configuration.load()
    changes = dict(one.partition("=")[::2] for one in args.limit)
    return replace(
        config,
        db=getattr(args, "db", None) or config.db,
        trust=tuple(args.trust or config.trust),
        checklists=args.checklists or config.checklists,
        limits=configuration.limited(config.limits, changes, "--limit"),
    )


def _settings(args: argparse.Namespace, config: Configuration) -> Settings:
    from poedesk.settings import load_settings

    return load_settings(
        config.checklists, [*config.trust], tuple(args.password), limits=config.limits
    )


def _declared(args: argparse.Namespace) -> dict[str, Any]:
    from poedesk.claims import convert

    given = {key: getattr(args, name) for name, key in _OPTIONS.items()}
    try:
        return convert({k: v for k, v in given.items() if v is not None}, "options")
    except PoedeskError as error:
        raise UsageError(error.message, error.hint) from error


def _intake(args: argparse.Namespace) -> Iterator[Review | RunError]:
    """Review the claims at the given paths, store each as it comes, and hand it on."""
    from poedesk import batch, claims, locations

    if args.jobs is not None and args.jobs < 1:
        raise UsageError("--jobs wants a number of at least 1")
    config = _configuration(args)
    found = claims.find(args.paths, _declared(args), today=date.today())  # noqa: DTZ011
    if found.loose:
        names = ", ".join(str(path) for path in found.loose[:5])
        more = f" and {len(found.loose) - 5} more" if len(found.loose) > 5 else ""
        _say(f"not part of any claim, ignored: {names}{more}")
    own = [config.checklists] if config.checklists else []
    loaded = _settings(args, config)
    jobs = min(args.jobs or os.cpu_count() or 1, len(found.claims))
    results = batch.run(found.claims, loaded, [*own, locations.checklists()], jobs)
    if not args.no_store:
        results = _stored(results, config.db)
    return _with_progress(results, len(found.claims))


def _stored(results: Iterable[Review | RunError], path: Path) -> Iterator[Review | RunError]:
    from poedesk.model import RunError
    from poedesk.store import add_review, open_store

    with closing(open_store(path)) as db:
        for result in results:
            if not isinstance(result, RunError):
                add_review(db, result, datetime.now(UTC))
            yield result


def _with_progress(
    results: Iterable[Review | RunError], expected: int
) -> Iterator[Review | RunError]:
    """Hand results on; a bar on stderr says how far it is, only on a terminal."""
    if expected < 2 or not sys.stderr.isatty():
        yield from results
        return
    with _progress() as bar:
        task = bar.add_task("reviewing", total=expected)
        for result in results:
            bar.advance(task)
            if not sys.stdout.isatty():
                yield result
                continue
            bar.stop()  # the result goes to the same terminal: out of its way
            yield result
            bar.start()


def _progress() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    return Progress(
        "reviewing",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


# ── Saying the result ───────────────────────────────────────────────────────────────────


@contextmanager
def _output(path: Path | None) -> Iterator[IO[str]]:
    if path is None:
        yield sys.stdout
        return
    try:
        with path.open("w", encoding="utf-8") as stream:
            yield stream
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
