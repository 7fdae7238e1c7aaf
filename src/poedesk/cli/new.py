"""`poedesk new`: a commented claim file, filled from the evidence."""

from __future__ import annotations

import argparse
import shutil
from datetime import date
from pathlib import Path

from poedesk.cli.options import Commands, add_settings, configuration, settings
from poedesk.cli.output import say
from poedesk.errors import UsageError


def add(commands: Commands) -> None:
    """Say what `poedesk new` understands."""
    parser = commands.add_parser(
        "new",
        help="write a claim file, filled from the evidence",
        description="Make the folder DIR, copy FILES into it, and write a commented claim.toml. "
        "What the evidence says for sure is filled in; what it may say stands in a comment.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    add_settings(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the claim file."""
    from poedesk.claims.draft import draft
    from poedesk.claims.folder import CLAIM_FILE, is_evidence
    from poedesk.review import examine_all
    from poedesk.sandbox import Sandbox

    target = args.folder / CLAIM_FILE
    if target.exists():
        raise UsageError(f"{target} is there already", hint="Edit it, or name another folder.")
    loaded = settings(args, configuration(args))
    try:
        args.folder.mkdir(parents=True, exist_ok=True)
        for path in args.files:
            _take_in(path, args.folder / path.name)
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}") from error
    evidence = [one for one in sorted(args.folder.iterdir()) if one.is_file() and is_evidence(one)]
    with Sandbox(loaded.limits) as sandbox:
        read = list(examine_all([(one.name, one) for one in evidence], loaded, sandbox))
    known = [one for one, _ in read]
    name, today = args.folder.resolve().name, date.today()  # noqa: DTZ011
    text = draft(known, name, today, loaded.vocabulary)
    target.write_text(text, encoding="utf-8")
    for one, _ in read:
        if one.document.error is not None:
            say(f"{one.document.path}: {one.document.error.cause}")
    print(f"{target}: look through it, then: poedesk check {args.folder}")
    return 0


def _take_in(source: Path, target: Path) -> None:
    """Copy a file into the claim; one that stands there already is left as it is."""
    if target.exists():
        if not target.samefile(source):
            raise UsageError(f"{target} is there already", hint="Rename one of the two files.")
        return
    shutil.copy2(source, target)
