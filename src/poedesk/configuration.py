"""The user's `config.toml`: what need not be said with every command."""

from __future__ import annotations

import getpass
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poedesk import locations
from poedesk.errors import UsageError

_KEYS = ("reviewer", "db", "trust", "checklists", "keys")


@dataclass(frozen=True, slots=True)
class Configuration:
    """Paths and the reviewer's name; options of the command line win over them.

    `keys` gives other keys to the desk's bindings, by their names.
    """

    reviewer: str
    db: Path
    trust: tuple[Path, ...]
    checklists: Path | None
    keys: Mapping[str, str]


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
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise UsageError(f"{path}: unknown key {', '.join(unknown)}", hint=f"Known: {_KEYS}")
    trust = table.get("trust", [])
    folders = [trust] if isinstance(trust, str) else trust
    try:
        return Configuration(
            reviewer=str(table.get("reviewer") or _account()),
            db=path.parent / table["db"] if "db" in table else locations.database(),
            trust=tuple(path.parent / one for one in folders),
            checklists=path.parent / table["checklists"] if "checklists" in table else None,
            keys={str(name): str(key) for name, key in dict(table.get("keys", {})).items()},
        )
    except (TypeError, ValueError) as error:
        raise UsageError(f"{path}: a text or a list of texts is wanted ({error})") from error


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown reviewer"
