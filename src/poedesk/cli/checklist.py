"""`poedesk checklist`: what is asked of a claim, by which checklist, and what differs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.cli.options import Commands, folders
from poedesk.cli.output import say
from poedesk.errors import ChecklistError, PoedeskError, meant

if TYPE_CHECKING:
    from poedesk.model import Checklist


def add(commands: Commands) -> None:
    """Say what `poedesk checklist` understands."""
    parser = commands.add_parser(
        "checklist",
        help="the checklists and their rules",
        description="What is asked of a claim: the shipped checklists, and your own.",
        epilog="exit status: 0 done · 1 a fault or a difference was found · 2 usage error",
    )
    parser.add_argument("--checklists", type=Path, metavar="DIR", help="your own, before those")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    listing = actions.add_parser("list", help="name every checklist with its term")
    _add_format(listing)
    listing.set_defaults(run=run, action=_list)

    showing = actions.add_parser("show", help="print the rules of one checklist")
    showing.add_argument("id", metavar="ID")
    _add_format(showing)
    showing.set_defaults(run=run, action=_show)

    linting = actions.add_parser(
        "lint",
        help="name every fault of checklists and word lists",
        description="Name every fault of FILEs, or of all checklists and word lists in use.",
    )
    linting.add_argument("files", nargs="*", type=Path, metavar="FILE")
    linting.set_defaults(run=run, action=_lint)

    comparing = actions.add_parser("diff", help="say what differs between two checklists")
    comparing.add_argument("one", metavar="ID")
    comparing.add_argument("other", metavar="ID")
    comparing.set_defaults(run=run, action=_diff)


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    try:
        status: int = args.action(args)
    except ChecklistError as error:
        say(error.message, error.hint)
        return 1
    return status


def _own(args: argparse.Namespace) -> Path | None:
    from poedesk import configuration

    own: Path | None = args.checklists or configuration.load().checklists
    return own


def _found(args: argparse.Namespace, name: str) -> Checklist:
    from poedesk.judge.checklist import shelf

    known = {one.id: one for one in shelf(folders(_own(args)))}
    if name not in known:
        raise PoedeskError(
            f"no checklist {name!r}{meant(name, known)}", "Known: " + ", ".join(known)
        )
    return known[name]


def _list(args: argparse.Namespace) -> int:
    from poedesk.judge.checklist import shelf
    from poedesk.record.checklist import checklist

    found = shelf(folders(_own(args)))
    if args.format == "json":
        print(json.dumps([checklist(one, rules=False) for one in found], indent=1))
        return 0
    for one in found:
        term = f"{one.term_from} to {one.term_to}{' and after' if one.open_ended else ''}"
        print(
            f"{one.id:<22} {term}  {', '.join(one.types):<9} {len(one.rules):>3} rules  {one.title}"
        )
    return 0


def _show(args: argparse.Namespace) -> int:
    from poedesk.record.checklist import checklist

    found = _found(args, args.id)
    if args.format == "json":
        print(json.dumps(checklist(found), ensure_ascii=False, indent=1))
        return 0
    print(f"{found.id}: {found.title}\n{found.term_from} to {found.term_to} · {found.digest}")
    for rule in found.rules:
        print(f"\n{rule.id}  ({rule.severity}; {rule.category}; {rule.source})\n  {rule.title}")
        if rule.parameters:
            print(f"  {rule.check}: {_parameters(rule.parameters)}")
        if rule.id in found.reasons:
            print(f"  other than in {found.extends}: {found.reasons[rule.id]}")
        print(f"  → {rule.remedy}")
    for rule_id in sorted(set(found.reasons) - {rule.id for rule in found.rules}):
        print(f"\n{rule_id}  is not asked: {found.reasons[rule_id]}")
    return 0


def _parameters(given: object) -> str:
    return json.dumps(given, ensure_ascii=False, default=list)


def _lint(args: argparse.Namespace) -> int:
    from poedesk.judge.checklist import load, shelf
    from poedesk.settings import load_vocabulary

    if not args.files:
        shelf(folders(_own(args)))
        load_vocabulary(_own(args))
        print("no fault")
        return 0
    faulty = 0
    for path in args.files:
        try:
            load(path, folders(_own(args)))
        except ChecklistError as error:
            say(error.message, error.hint)
            faulty += 1
    if not faulty:
        print("no fault")
    return 1 if faulty else 0


def _diff(args: argparse.Namespace) -> int:
    from poedesk.judge.differences import differences

    told = differences(_found(args, args.one), _found(args, args.other))
    print("\n".join(told) if told else "the same rules, word for word")
    return 1 if told else 0
