"""Loads checklists strictly and chooses the one that judges a claim."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from poedesk.errors import ChecklistError, ClaimError, meant
from poedesk.judge import heritage
from poedesk.judge.schema import faults
from poedesk.model import Checklist, Claim, Rule, Severity


def load(path: Path, others: Iterable[Path] = ()) -> Checklist:
    """The checklist of one TOML file; raises ChecklistError with every fault of the file.

    `others` are folders in which a checklist that it extends may stand, before its own folder.
    """
    return _Shelf((*others, path.parent)).loaded(path)


class _Shelf:
    """The checklists of some folders, read when they are asked for."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))]

    def loaded(self, path: Path) -> Checklist:
        """The checklist of a file, whole; raises ChecklistError with all of its faults."""
        data = _parsed(path)
        whole, wrong = self._whole(data, path, ())
        wrong += faults(whole) if not wrong else ()
        if wrong:
            text = path.read_text(encoding="utf-8")
            raise ChecklistError(
                "\n".join(f"{path}{line_of(one, text)}: {one}" for one in wrong),
                hint="checklists/README.md shows how a rule is written.",
            )
        return _built(whole, data.get("extends", ""), heritage.reasons(data))

    def _whole(
        self, data: Mapping[str, Any], path: Path, seen: tuple[Path, ...]
    ) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        """The data with what they extend, and what is wrong with that."""
        name = data.get("extends")
        if name is None:
            return data, ()
        if path in seen:
            return data, (f"extends: {name!r} extends itself",)
        found = next((one for one in self._others(path) if _id_of(one) == name), None)
        if found is None:
            known = [_id_of(one) for one in self._others(path)]
            return data, (f"extends: no checklist {name!r}{meant(str(name), known)}",)
        base, wrong = self._whole(_parsed(found), found, (*seen, path))
        wrong = wrong or faults(base)
        if wrong:
            return data, (f"extends: {name} is faulty: {wrong[0]}",)
        return heritage.merged(data, base), tuple(heritage.faults(data, base))

    def _others(self, path: Path) -> list[Path]:
        return [one for one in self._paths if one != path]


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ChecklistError(f"{path}: no such checklist") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ChecklistError(f"{path}: {error}", hint="A checklist is a TOML file.") from error


def _id_of(path: Path) -> str:
    """The id of a checklist file, or the empty string where it cannot be read."""
    try:
        return str(_parsed(path).get("id", ""))
    except ChecklistError:
        return ""


def line_of(fault: str, text: str) -> str:
    """Where in a file's text a fault stands, as ":12" for line 12, or nothing.

    Faults name the rule first ("rule a.b: unknown key 'x'"): the key is looked for under it.
    """
    lines = text.splitlines()
    rule = re.match(r"(?:rule|override|drop) ([a-z0-9-]+\.[a-z0-9-]+)", fault)
    start = 0
    if rule is not None:
        named = (
            rf"""(?:id\s*=\s*["']{re.escape(rule[1])}["']|\[\w+\.["']{re.escape(rule[1])}["']\])"""
        )
        start = next((at for at, line in enumerate(lines) if re.search(named, line)), 0)
    key = re.search(r"(?:key|parameter|check) '([^']+)'", fault) or re.search(
        r"(?:^|: )(\w+)(?: must|:)", fault
    )
    word = key[1] if key else ""
    for at in range(start, len(lines)):
        if at > start and rule is not None and lines[at].startswith("["):
            break
        if word and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", lines[at]):
            return f":{at + 1}"
    return f":{start + 1}" if rule is not None else ""


def _built(data: Mapping[str, Any], extends: str, why: Mapping[str, str]) -> Checklist:
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
        extends=extends,
        reasons=why,
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
    shelved = _Shelf(folders)
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            one = shelved.loaded(path)
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
        told = f"no checklist {name!r}{meant(name, ids)}"
        raise ClaimError(told, hint="Known: " + ", ".join(ids))
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
