"""`poedesk trust`: whose certificates may vouch for a signature."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.cli.options import Commands
from poedesk.cli.output import say
from poedesk.errors import PoedeskError

if TYPE_CHECKING:
    from poedesk.anchors import Anchor


def add(commands: Commands) -> None:
    """Say what `poedesk trust` understands."""
    parser = commands.add_parser(
        "trust",
        help="whose certificates may vouch for a signature",
        description="The folder of trust anchors that check, desk and facts use by themselves. "
        "Nothing is trusted that is not in it or in a folder given with --trust.",
        epilog="exit status: 0 done · 1 not done, or nothing is trusted · 2 usage error",
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="another than your own")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)

    adding = actions.add_parser(
        "add",
        help="trust the certificates of files",
        description="Trust the certificates of FILEs: PEM, DER, .p7b, revocation lists (.crl), or "
        "a public trust list (.xml), of which the services in force that issue qualified "
        "certificates are taken.",
    )
    adding.add_argument("files", nargs="+", type=Path, metavar="FILE")
    adding.add_argument(
        "--web-roots", action="store_true", help="also roots that this system trusts for servers"
    )
    adding.set_defaults(run=run, action=_add)

    listing = actions.add_parser("list", help="show what is trusted")
    listing.set_defaults(run=run, action=_list)

    removing = actions.add_parser("remove", help="trust a certificate no longer")
    removing.add_argument("fingerprints", nargs="+", metavar="FINGERPRINT", help="or its beginning")
    removing.set_defaults(run=run, action=_remove)


def run(args: argparse.Namespace) -> int:
    """Exit status: see `add`."""
    try:
        status: int = args.action(args)
    except PoedeskError as error:
        say(error.message, error.hint)
        return 1
    return status


def _folder(args: argparse.Namespace) -> Path:
    from poedesk import locations

    folder: Path = args.folder or locations.anchors()
    return folder


def _add(args: argparse.Namespace) -> int:
    from poedesk import anchors

    folder = _folder(args)
    added = anchors.add(folder, args.files, web_roots=args.web_roots)
    _show(added)
    print(f"{len(added)} new in {folder}")
    for one in added:
        if not one.issues:
            say(f"“{one.subject}” is no authority: it vouches for its own signatures only")
    return 0


def _list(args: argparse.Namespace) -> int:
    from poedesk import anchors

    folder = _folder(args)
    found = anchors.listed(folder)
    _show(found)
    if not found:
        say(
            f"{folder}: nothing is trusted, so a cryptographic signature is at best a review",
            "Add the authorities that issue your customers' certificates: poedesk trust add FILE",
        )
    return 0 if found else 1


def _remove(args: argparse.Namespace) -> int:
    from poedesk import anchors

    folder = _folder(args)
    _show([anchors.remove(folder, one) for one in args.fingerprints])
    return 0


def _show(found: Iterable[Anchor]) -> None:
    from poedesk.report.escape import line

    for one in found:
        until = one.valid_until.isoformat()
        print(f"{one.fingerprint[:16]}  until {until}  {line(one.subject, 200)}")
