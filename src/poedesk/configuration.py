"""The user's `config.toml`: what need not be said with every command."""

from __future__ import annotations

import difflib
import getpass
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from poedesk import locations
from poedesk.errors import UsageError
from poedesk.model import Limits

_KEYS = (
    "reviewer", "db", "trust", "checklists", "keys", "limits", "dkim_keys", "theme", "second_look",
)  # fmt: skip
_THEMES = ("dark", "light", "high-contrast")
_SIZES = {"memory", "answer", "file_size", "unpacked", "recognition_memory"}
_UNITS = {"": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_AMOUNT = re.compile(r"(\d{1,15}) ?(KiB|MiB|GiB|)")


@dataclass(frozen=True, slots=True)
class Configuration:
    """Paths, limits and the reviewer's name; options of the command line win over them.

    `keys` gives other keys to the desk's bindings, by their names, and `theme` other colours;
    `second_look` is the share of decided claims, in percent, that another reviewer is to see.
    `dkim_keys` is a file of public keys of mail domains.
    """

    reviewer: str
    db: Path
    trust: tuple[Path, ...]
    checklists: Path | None
    keys: Mapping[str, str]
    limits: Limits
    dkim_keys: Path | None = None
    theme: str = "dark"
    second_look: int = 10


def load(path: Path | None = None) -> Configuration:
    """The configuration at `path` (default: the user's own); defaults where it is absent.

    Relative paths count from the file's folder. Raises UsageError for a file that is not
    TOML, an unknown key or a value of the wrong kind.
    """
    path = path or locations.configuration()
    table: dict[str, Any] = {}
    try:
        if path.is_file():
            table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{path}: {error}") from error
    for name in ("keys", "limits"):
        if not isinstance(table.get(name, {}), dict):
            raise UsageError(f"{path}: {name} is a table of its own: [{name}]")
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise UsageError(f"{path}: unknown key {', '.join(unknown)}", hint=f"Known: {_KEYS}")
    own = [str(one) for one in (locations.anchors(),) if one.is_dir()]
    trust = table.get("trust", own)
    folders = [trust] if isinstance(trust, str) else trust
    try:
        return Configuration(
            reviewer=str(table.get("reviewer") or _account()),
            db=path.parent / table["db"] if "db" in table else locations.database(),
            trust=tuple(path.parent / one for one in folders),
            checklists=path.parent / table["checklists"] if "checklists" in table else None,
            keys={str(name): str(key) for name, key in dict(table.get("keys", {})).items()},
            limits=limited(Limits(), dict(table.get("limits", {})), f"{path}: limits"),
            dkim_keys=path.parent / table["dkim_keys"] if "dkim_keys" in table else None,
            theme=_theme(table.get("theme", "dark"), path),
            second_look=_percent(table.get("second_look", 10), path),
        )
    except (TypeError, ValueError) as error:
        raise UsageError(f"{path}: a text or a list of texts is wanted ({error})") from error


def limited(limits: Limits, changes: Mapping[str, Any], where: str) -> Limits:
    """`limits` with other values: whole numbers, or sizes such as "400 MiB".

    Raises UsageError for a limit that there is not and for a value that is none; `where` says
    in it where the value stands.
    """
    names = [one.name for one in fields(Limits)]
    for name in changes:
        if name not in names:
            near = difflib.get_close_matches(name, names, 1) or [", ".join(names)]
            raise UsageError(f"{where}.{name}: no such limit", hint=f"Did you mean {near[0]}?")
    return replace(limits, **{name: _amount(name, value, where) for name, value in changes.items()})


def _theme(value: object, path: Path) -> str:
    if value not in _THEMES:
        raise UsageError(f"{path}: theme = {value!r}: one of {', '.join(_THEMES)} is wanted")
    return str(value)


def _percent(value: object, path: Path) -> int:
    if type(value) is not int or not 0 <= value <= 100:
        raise UsageError(f"{path}: second_look = {value!r}: a whole number of percent is wanted")
    return value


def _amount(name: str, value: object, where: str) -> int:
    found = _AMOUNT.fullmatch(str(value).strip()) if type(value) in {int, str} else None
    unit = found[2] if found else ""
    if found is None or int(found[1]) < 1 or (unit and name not in _SIZES):
        example = 'a size such as "400 MiB"' if name in _SIZES else "a whole number from 1 on"
        raise UsageError(f"{where}.{name} = {value!r}: {example} is wanted")
    return int(found[1]) * _UNITS[unit]


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown reviewer"
