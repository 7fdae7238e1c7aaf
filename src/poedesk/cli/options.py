"""Options that several commands share, and what they mean together with `config.toml`."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from poedesk.errors import PoedeskError, UsageError

if TYPE_CHECKING:
    from poedesk.configuration import Configuration
    from poedesk.model import Settings


class Commands(Protocol):
    """Where a command adds itself."""

    def add_parser(self, name: str, **texts: Any) -> argparse.ArgumentParser:
        """A new parser of that name."""
        ...


_DECLARED = {  # option of bare evidence files → key of the claim file
    "partner": "partner.name",
    "customer": "customer.name",
    "workload": "workloads",
    "type": "type",
    "date": "date",
    "country": "country",
    "sector": "sector",
    "checklist": "checklist",
}


def add_intake(parser: argparse.ArgumentParser) -> None:
    """Options of a command that takes claims in."""
    store = parser.add_mutually_exclusive_group()
    store.add_argument("--db", type=Path, metavar="FILE", help="database (default: your own)")
    store.add_argument("--no-store", action="store_true", help="review without storing")
    parser.add_argument("--no-keep", action="store_true", help="keep no copy of the evidence")
    parser.add_argument("--jobs", type=int, metavar="N", help="worker processes (default: cores)")
    parser.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="review on a Dask cluster")
    add_settings(parser)
    parser.add_argument("--checklist", metavar="ID", help="default: chosen by type and date")
    declare = parser.add_argument_group("what the claim declares (wins over claim.toml)")
    declare.add_argument("--partner", metavar="NAME")
    declare.add_argument("--customer", metavar="NAME")
    declare.add_argument("--workload", action="append", metavar="NAME", help="repeatable")
    declare.add_argument("--type", action="append", metavar="usage|presales",
                         help="repeatable: one claim of each type, read once")  # fmt: skip
    declare.add_argument("--date", metavar="YYYY-MM-DD", help="submission date (default: today)")
    declare.add_argument("--country", metavar="XX", help="where the customer resides")
    declare.add_argument("--sector", metavar="SECTOR",
                         help="commercial, government, healthcare or education")  # fmt: skip


def add_database(parser: argparse.ArgumentParser) -> None:
    """The option of a command that works on what is stored: see `database`."""
    parser.add_argument("--db", type=Path, metavar="FILE", help="database (default: your own)")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Options of a command that reads evidence."""
    parser.add_argument("--trust", type=Path, action="append", metavar="DIR",
                        help="folder of trust anchors, PEM or DER (repeatable)")  # fmt: skip
    parser.add_argument("--dkim-keys", type=Path, metavar="FILE",
                        help="public keys of mail domains, as name servers give them")  # fmt: skip
    parser.add_argument("--checklists", type=Path, metavar="DIR",
                        help="own checklists and vocabulary, before the shipped ones")  # fmt: skip
    parser.add_argument("--password", action="append", default=[], help="for encrypted files")
    parser.add_argument("--limit", action="append", default=[], metavar="NAME=VALUE",
                        help="another limit, see the README (repeatable)")  # fmt: skip


def configuration(args: argparse.Namespace) -> Configuration:
    """The configuration file, with the options of this run before it."""
    from poedesk.configuration import limited, load

    config = load()
    changes = dict(one.partition("=")[::2] for one in args.limit)
    return replace(
        config,
        db=getattr(args, "db", None) or config.db,
        trust=tuple(args.trust or config.trust),
        dkim_keys=args.dkim_keys or config.dkim_keys,
        checklists=args.checklists or config.checklists,
        limits=limited(config.limits, changes, "--limit"),
    )


def settings(args: argparse.Namespace, config: Configuration) -> Settings:
    """Everything that reading evidence needs."""
    from poedesk.settings import load_settings

    return load_settings(
        config.checklists,
        [*config.trust],
        tuple(args.password),
        limits=config.limits,
        dkim=config.dkim_keys,
    )


def database(args: argparse.Namespace) -> Path:
    """The database of `--db` or the configuration. Raises UsageError where there is none: a
    mistyped name must not make a new one.
    """
    from poedesk.configuration import load

    path: Path = args.db or load().db
    if not path.exists():
        raise UsageError(f"{path}: no such database")
    return path


def folders(own: Path | None) -> list[Path]:
    """Where checklists stand, the user's own before the shipped ones."""
    from poedesk import locations

    return [*([own] if own else []), locations.checklists()]


def workers(jobs: int | None, most: int) -> int:
    """How many worker processes: `--jobs`, else one a core, but no more than `most` can use."""
    if jobs is not None and jobs < 1:
        raise UsageError("--jobs wants a number of at least 1")
    return max(1, min(jobs or os.cpu_count() or 1, most))


def day(text: str | None, option: str) -> date | None:
    """The day that an option gives, if it does."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{option}: {text!r} is no day (YYYY-MM-DD)") from error


def declared(args: argparse.Namespace) -> dict[str, Any]:
    """The keys of the claim file that options give. Raises UsageError for a wrong value.

    Of several types, which `claims.of_types` makes claims of, the last stands here.
    """
    from poedesk.claims import convert

    given = {key: getattr(args, name) for name, key in _DECLARED.items()}
    several = given.pop("type") or []
    if len(several) > 1 and args.checklist:
        raise UsageError("--checklist judges claims of one type: give one --type with it")
    try:
        for one in several:
            given |= convert({"type": one}, "options")
        return convert({k: v for k, v in given.items() if v is not None}, "options")
    except PoedeskError as error:
        raise UsageError(error.message, error.hint) from error
