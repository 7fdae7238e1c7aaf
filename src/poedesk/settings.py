"""Loads what is the same for every file of a run: word lists and trust anchors."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from poedesk import __version__, anchors, dkim_keys
from poedesk.errors import ChecklistError, meant
from poedesk.locations import checklists
from poedesk.model import Limits, Settings, Vocabulary


def load_vocabulary(own: Path | None = None) -> Vocabulary:
    """The shipped word lists, each replaced by the user's file of the same name in
    `own/vocabulary/`. Raises ChecklistError naming every file that is not TOML, and every fault
    of the user's own: a file, a key or a kind of value that the shipped one does not have.
    """
    tables: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for root in (checklists(), own):
        if root is None:
            continue
        for path in sorted((root / "vocabulary").glob("*.toml")):
            try:
                table = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                faults.append(f"{path}: {error}")
                continue
            if root == own:
                faults += [f"{path}: {one}" for one in _misfits(path.stem, table, tables)]
            tables[path.stem] = table
    if faults:
        raise ChecklistError("\n".join(faults), hint="Correct the file named above.")
    return Vocabulary(tables)


def _misfits(stem: str, table: dict[str, Any], shipped: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Where a word list of the user's own is not made like the shipped one that it replaces."""
    model = shipped.get(stem)
    if model is None:
        yield f"there is no word list of this name{meant(stem, shipped)}"
        return
    for key in table:
        if key not in model:
            yield f"unknown key {key!r}{meant(key, model)}"
    for key, value in model.items():
        if key not in table:
            yield f"{key} is missing: an own word list replaces the shipped one whole"
        elif type(table[key]) is not type(value):
            yield f"{key} must be {_KINDS.get(type(value), 'of another kind')}"
        elif isinstance(value, list) and not all(_alike(one, value) for one in table[key]):
            yield f"{key} must be a list of {'tables' if isinstance(value[0], dict) else 'texts'}"


_KINDS = {list: "a list", dict: "a table", str: "a text", bool: "true or false", int: "a number"}


def _alike(one: object, model: list[Any]) -> bool:
    return not model or isinstance(one, type(model[0]))


def installed_recogniser() -> str:
    """Name and version of the text recognition that is installed, else the empty string."""
    try:
        return " ".join(f"{name} {version(name)}" for name in ("rapidocr", "onnxruntime"))
    except PackageNotFoundError:
        return ""


def load_settings(
    own: Path | None = None,
    trust: list[Path] | None = None,
    passwords: tuple[str, ...] = (),
    limits: Limits | None = None,
    dkim: Path | None = None,
) -> Settings:
    """Everything `review.examine` needs beside the file itself."""
    trusted = anchors.load(trust or [])
    return Settings(
        version=__version__,
        vocabulary=load_vocabulary(own),
        anchors=trusted.certificates,
        revocation_lists=trusted.revocation_lists,
        passwords=passwords,
        limits=limits or Limits(),
        recogniser=installed_recogniser(),
        dkim_keys=dkim_keys.load(dkim) if dkim is not None else (),
    )
