"""Loads what is the same for every file of a run: word lists and trust anchors."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from poedesk import __version__, anchors, dkim_keys
from poedesk.errors import ChecklistError
from poedesk.locations import checklists
from poedesk.model import Limits, Settings, Vocabulary


def load_vocabulary(own: Path | None = None) -> Vocabulary:
    """The shipped word lists, each replaced by the user's file of the same name in
    `own/vocabulary/`. Raises ChecklistError naming every file that is not TOML.
    """
    tables: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for root in (checklists(), own):
        if root is None:
            continue
        for path in sorted((root / "vocabulary").glob("*.toml")):
            try:
                tables[path.stem] = tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                faults.append(f"{path}: {error}")
    if faults:
        raise ChecklistError("\n".join(faults), hint="Correct the file named above.")
    return Vocabulary(tables)


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
