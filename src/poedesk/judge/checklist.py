"""Loads checklists strictly and chooses the one that judges a claim."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from poedesk.errors import ChecklistError, ClaimError
from poedesk.judge.schema import faults
from poedesk.model import Checklist, Claim, Rule, Severity


def load(path: Path) -> Checklist:
    """The checklist of one TOML file; raises ChecklistError with every fault of the file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ChecklistError(f"{path}: no such checklist") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ChecklistError(f"{path}: {error}", hint="A checklist is a TOML file.") from error
    found = faults(data)
    if found:
        raise ChecklistError(
            "\n".join(f"{path}: {fault}" for fault in found),
            hint="checklists/README.md shows how a rule is written.",
        )
    return _built(data)


def _built(data: Mapping[str, Any]) -> Checklist:
    return Checklist(
        id=data["id"],
        title=data["title"],
        types=tuple(data["types"]),
        term_from=data["term"]["from"],
        term_to=data["term"]["to"],
        open_ended=data.get("open_ended", False),
        incomplete=data.get("incomplete", False),
        rules=tuple(_rule(rule) for rule in data["rule"]),
        digest=_digest(data),
        remedies=dict(data.get("remedies", {})),
    )


def _rule(data: Mapping[str, Any]) -> Rule:
    ((check, parameters),) = data["check"].items()
    return Rule(
        id=data["id"],
        title=data["title"],
        source=data["source"],
        severity=Severity(data["severity"]),
        category=data["category"],
        check=check,
        parameters={
            key: tuple(one) if isinstance(one, list) else one for key, one in parameters.items()
        },
        remedy=data["remedy"],
    )


def _digest(data: Mapping[str, Any]) -> str:
    """Over the content, so that comments and layout do not matter."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=date.isoformat)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def shelf(folders: Iterable[Path]) -> tuple[Checklist, ...]:
    """All checklists of the folders by id; of two with one id the first folder's counts.

    Raises ChecklistError with the faults of every file. Files are read once in a run.
    """
    return _shelf(tuple(folders))


@lru_cache(maxsize=8)
def _shelf(folders: tuple[Path, ...]) -> tuple[Checklist, ...]:
    lists: dict[str, tuple[Checklist, Path]] = {}
    wrong: list[str] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            one = load(path)
        except ChecklistError as error:
            wrong.append(error.message)
            continue
        _, first = lists.setdefault(one.id, (one, path))
        if first != path and first.parent == path.parent:
            wrong.append(f"{path}: the id {one.id!r} belongs to {first.name} already")
    if wrong:
        raise ChecklistError(
            "\n".join(wrong), hint="checklists/README.md shows how a rule is written."
        )
    return tuple(lists[name][0] for name in sorted(lists))


def choose(claim: Claim, folders: Iterable[Path]) -> Checklist:
    """The checklist that judges a claim: the one it names, else the one of its type whose term
    holds its date, else the nearest of its type.

    `folders` are searched in order, the user's own before the shipped one. Raises ClaimError
    where the named one is not there or does not fit the claim's type, or where none fits.
    """
    known = shelf(folders)
    fitting = [one for one in known if claim.type in one.types]
    if claim.checklist is not None:
        return _named(claim.checklist, claim, known)
    if not fitting:
        raise ClaimError(
            f"no checklist judges {claim.type} claims",
            hint="Known: " + ", ".join(one.id for one in known),
        )
    return min(fitting, key=lambda one: (_distance(one, claim.date), one.id))


def _named(name: str, claim: Claim, known: tuple[Checklist, ...]) -> Checklist:
    ids = [one.id for one in known]
    if name not in ids:
        near = get_close_matches(name, ids, n=1)
        meant = f" (did you mean {near[0]!r}?)" if near else ""
        raise ClaimError(f"no checklist {name!r}{meant}", hint="Known: " + ", ".join(ids))
    chosen = known[ids.index(name)]
    if claim.type not in chosen.types:
        raise ClaimError(
            f"checklist {name} judges {', '.join(chosen.types)} claims, not {claim.type}",
            hint="Name another checklist, or none.",
        )
    return chosen


def _distance(one: Checklist, day: date) -> int:
    """Days between a day and the term, 0 inside it."""
    if day < one.term_from:
        return (one.term_from - day).days
    if day > one.term_to and not one.open_ended:
        return (day - one.term_to).days
    return 0
