"""Claim files, claims tables and command-line options become `Claim`s, strictly.

Everything that a person can get wrong here is an error that names the file, the key and
what was meant; one faulty claim never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from poedesk.claims.folder import CLAIM_FILE, is_evidence, load_files, load_folder, spoken
from poedesk.claims.keys import Values, convert
from poedesk.claims.table import TABLES, load_table
from poedesk.errors import ClaimError, UsageError
from poedesk.model import Claim, RunError

__all__ = ["Found", "convert", "find", "of_types"]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at the given paths: claims in order, faulty ones as errors, and the loose
    files of folders of claims, which belong to no claim.
    """

    claims: tuple[Claim | RunError, ...]
    loose: tuple[Path, ...]


def find(paths: Sequence[Path], options: Values, today: date) -> Found:
    """All claims at `paths`; `options` (dotted keys) win over what files declare.

    Raises UsageError for a path that is not there, or where no claim is found.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"no such file or folder: {', '.join(missing)}")
    claims: list[Claim | RunError] = []
    loose: list[Path] = []
    bare = [path for path in paths if path.is_file() and path.suffix.lower() not in TABLES]
    for path in paths:
        if path.is_dir():
            _walk(path, options, today, claims, loose)
        elif path.suffix.lower() in TABLES:
            claims.extend(load_table(path, options, today))
    if bare:
        claims.append(load_files(bare, options, today))
    if not claims:
        raise UsageError(
            "no claim found: " + ", ".join(map(str, paths)),
            hint="A claim is a folder with evidence files, with or without a claim.toml.",
        )
    return Found(tuple(_unique(claims)), tuple(loose))


def _walk(
    folder: Path,
    options: Values,
    today: date,
    claims: list[Claim | RunError],
    loose: list[Path],
) -> None:
    visible = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    below = [path for path in visible if path.is_dir() and not path.is_symlink()]
    files = [path for path in visible if path.is_file() and is_evidence(path)]
    single = (folder / CLAIM_FILE).is_file()
    nested = [path for path in folder.rglob(CLAIM_FILE) if path.parent != folder]
    if single or (files and not nested):
        try:
            claims.append(load_folder(folder, options, today))
        except ClaimError as error:
            name, where = spoken(Path(folder.name)), spoken(folder)
            claims.append(RunError(name, where, "claim-file", str(error)))
        return
    loose.extend(files)
    for path in below:
        _walk(path, options, today, claims, loose)


def _unique(claims: Sequence[Claim | RunError]) -> Iterator[Claim | RunError]:
    """The same, with every claim whose id was used before in this run as an error."""
    seen: set[str] = set()
    for claim in claims:
        if isinstance(claim, RunError):
            yield claim
        elif claim.id in seen:
            where = str(claim.files[0][1].parent) if claim.files else claim.id
            message = f'{where}: the id "{claim.id}" is used by another claim of this run'
            yield RunError(claim.id, where, "duplicate-id", message)
        else:
            seen.add(claim.id)
            yield claim


def of_types(found: Found, types: Sequence[str]) -> Found:
    """Each claim once for each of several `types`, next to one another and named after them
    ("CLM-1-usage"); the same where there is only one type, or none.
    """
    types = tuple(dict.fromkeys(types))
    if len(types) < 2:
        return found
    claims: list[Claim | RunError] = []
    for one in found.claims:
        if isinstance(one, RunError):
            claims.append(one)
        else:
            claims.extend(replace(one, id=f"{one.id}-{type_}", type=type_) for type_ in types)
    return replace(found, claims=tuple(_unique(claims)))
