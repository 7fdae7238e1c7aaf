"""The command line: the one place where files, clock, database and screen meet.

One command, one module: `add` says what may be said, `run` does it and returns the exit status.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from poedesk import __version__
from poedesk.cli import (
    check,
    checklist,
    desk,
    due,
    estimate,
    export,
    facts,
    forget,
    new,
    recheck,
    schema,
    trust,
    verify,
)
from poedesk.cli.output import say
from poedesk.errors import PoedeskError

_COMMANDS = (
    check, desk, facts, new, estimate,
    export, verify, recheck, due, forget,
    checklist, trust, schema,
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run poedesk; returns the exit status of `contract.md`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    grammar = parser()
    args = grammar.parse_args(argv)
    if args.version:
        args.run = _version
    elif "run" not in args:
        grammar.error("the following arguments are required: COMMAND")
    try:
        status: int = args.run(args)
    except PoedeskError as error:
        say(error.message, error.hint)
        return 2
    except KeyboardInterrupt:
        stored = not getattr(args, "no_store", True)
        say("interrupted" + ("; what was reviewed until here is stored" if stored else ""))
        return 130
    except BrokenPipeError:
        # The reader of our output has gone; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  a person gets a sentence, never a traceback
        say(f"poedesk failed: {error!r}", "Please report it, with the command that you gave.")
        return 4
    return status


def parser() -> argparse.ArgumentParser:
    """What may be said."""
    grammar = argparse.ArgumentParser(
        prog="poedesk",
        description="Decides whether a partner's proof of execution will stand, and shows why.",
    )
    grammar.add_argument("--version", action="store_true", help="say which this is; -v: how safe")
    grammar.add_argument("-v", "--verbose", action="store_true", help=argparse.SUPPRESS)
    commands = grammar.add_subparsers(title="commands", metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    return grammar


def _version(args: argparse.Namespace) -> int:
    """Which version this is; with `-v` also what protects this machine from evidence."""
    print(f"poedesk {__version__}")
    if args.verbose:
        from poedesk import configuration
        from poedesk.sandbox.probe import protections

        for what, how in protections(configuration.load().limits).items():
            print(f"  {what:<16}{how}")
    return 0
