"""`poedesk desk`: the reviewer's desk over the database."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.cli import options
from poedesk.cli.intake import intake, reviewed
from poedesk.cli.options import Commands, add_intake, configuration
from poedesk.cli.output import say
from poedesk.errors import UsageError

if TYPE_CHECKING:
    from poedesk.configuration import Configuration
    from poedesk.desk.session import Results, Session
    from poedesk.earnings.programme import Programme
    from poedesk.model import Settings


def add(commands: Commands) -> None:
    """Say what `poedesk desk` understands."""
    parser = commands.add_parser(
        "desk",
        help="open the reviewer's desk",
        description="Open the reviewer's desk over the database; PATHs are taken in first.",
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument(
        "--plain", action="store_true",
        help="line by line, by prompts: for screen readers, braille and slow links",
    )  # fmt: skip
    parser.add_argument("--web", action="store_true", help="in a browser on this machine")
    parser.add_argument("--host", default="127.0.0.1", help="of --web (default: this machine only)")
    parser.add_argument("--port", type=int, default=0, help="of --web (default: a free one)")
    parser.add_argument("--tour", action="store_true", help="show the way round first")
    add_intake(parser)
    parser.set_defaults(run=run, resume=False)


def run(args: argparse.Namespace) -> int:
    """Take the given claims in, then open the desk."""
    from poedesk.model import RunError

    if args.no_store:
        raise UsageError("the desk works on the database; --no-store is for check")
    config = configuration(args)
    first = not config.db.exists()
    for one in intake(args) if args.paths else ():
        if isinstance(one, RunError):
            say(f"not judged: {one.message}")
    if args.web:
        _serve(args, config)
        return 0
    with ExitStack() as stack:
        opened = session(args, config, stack)
        if args.plain:
            from poedesk.desk.plain import walk

            walk(opened, sys.stdin, sys.stdout)
        else:
            _screen(opened, config, tour=args.tour or first)
    return 0


def _serve(args: argparse.Namespace, config: Configuration) -> None:
    """The same command, with what was taken in already, behind a web server."""
    try:
        from poedesk.desk.web import LOOPBACK, DeskServer, free_port
    except ImportError as error:
        raise UsageError(
            "--web needs textual-serve", hint="Install it: pip install 'poedesk[web]'"
        ) from error
    if args.host != LOOPBACK:
        say(f"{args.host} can be reached from other machines, without encryption")
    port = free_port(args.host, args.port)
    command = shlex.join([sys.executable, "-m", "poedesk", "desk", *_again_given(args, config)])
    DeskServer(command, args.host, port, _told_where).serve()


def _told_where(address: str) -> None:
    print(f"Open {address}\nThe address works once; Ctrl-C ends the desk.", flush=True)


def _again_given(args: argparse.Namespace, config: Configuration) -> list[str]:
    """The options of this run, for the desk behind the web server."""
    given = ["--db", str(config.db)]
    for name in ("trust", "password", "limit"):
        for value in getattr(args, name) or ():
            given += [f"--{name}", str(value)]
    for name in ("dkim_keys", "checklists", "checklist", "jobs", "scheduler"):
        if (value := getattr(args, name)) is not None:
            given += [f"--{name.replace('_', '-')}", str(value)]
    return [*given, *(["--no-keep"] if args.no_keep else ())]


def _screen(opened: Session, config: Configuration, *, tour: bool) -> None:
    from poedesk.desk.app import Desk
    from poedesk.desk.keys import check
    from poedesk.desk.page import image_widget

    check(config.keys)
    image_widget()  # asks the terminal what it can show, which must happen before the desk does
    Desk(opened, config.keys, theme=config.theme, tour=tour).run()


def session(args: argparse.Namespace, config: Configuration, stack: ExitStack) -> Session:
    """All that the desk can do, bound to the options of this run."""
    from poedesk.desk.evidence import Pictures
    from poedesk.desk.session import Session
    from poedesk.judge.checklist import shelf
    from poedesk.store import evidence, open_reader, open_store

    db = stack.enter_context(closing(open_store(config.db)))
    root = evidence.folder(config.db)

    @cache
    def settings() -> Settings:
        return options.settings(args, config)

    @cache
    def programmes() -> tuple[Programme, ...]:
        from poedesk.earnings import load_programmes

        return load_programmes(
            folder / "programmes" for folder in options.folders(config.checklists)
        )

    def original(digest: str) -> Path | None:
        return evidence.intact(root, digest)

    return Session(
        db=db,
        reader=stack.enter_context(closing(open_reader(config.db))),
        reviewer=config.reviewer,
        take_in=lambda paths: _taken(args, config, paths, settings),
        again=lambda claims: _again(args, config, claims, settings),
        pictures=stack.enter_context(closing(Pictures(original, settings))),
        original=original,
        current={one.id: one.digest for one in shelf(options.folders(config.checklists))},
        second_look=config.second_look,
        programmes=programmes,
    )


def _taken(
    args: argparse.Namespace,
    config: Configuration,
    paths: Sequence[Path],
    settings: Callable[[], Settings],
) -> Results:
    """Claims at paths, reviewed and stored by a connection of their own."""
    from poedesk import claims

    found = claims.find(paths, options.declared(args), today=date.today())  # noqa: DTZ011
    return len(found.claims), reviewed(args, config, found.claims, settings())


def _again(
    args: argparse.Namespace,
    config: Configuration,
    ids: Sequence[str],
    settings: Callable[[], Settings],
) -> Results:
    """Stored claims, reviewed again from their kept evidence and stored. Raises UsageError where
    no evidence was kept.
    """
    from poedesk.cli.recheck import kept
    from poedesk.store import open_reader

    lost: list[str] = []
    with closing(open_reader(config.db)) as conn:
        found = [claim for claim, _ in kept(conn, config.db, lost.append, ids)]
    if not found:
        raise UsageError("; ".join(lost[:5]) or "there is nothing to review again")
    return len(found), reviewed(args, config, found, settings())
