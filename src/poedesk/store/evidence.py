"""Original evidence, kept by its digest in a folder beside the database."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from poedesk.errors import StoreError

_PART = ".part"
"""Ends the name of a copy that is not whole yet; one that is left over was interrupted."""


def folder(database: Path) -> Path:
    """Where the evidence of a database is kept."""
    return database.with_name(f"{database.stem}.evidence")


def place(root: Path, sha256: str) -> Path:
    """Where a file of that digest is kept."""
    return root / sha256[:2] / sha256


def keep(root: Path, files: Iterable[tuple[str, Path]]) -> None:
    """Keep files (digest, where the bytes are) that are not kept yet.

    A file that changed since it was read is left out: its digest says so. Raises StoreError where
    the folder cannot be written.
    """
    for sha256, source in files:
        target = place(root, sha256)
        if not sha256 or target.exists():
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _copy(source, target, sha256)
        except OSError as error:
            raise StoreError(
                f"{root}: evidence cannot be kept: {error.strerror}",
                hint="Make room, or store without keeping evidence: --no-keep.",
            ) from error


def _copy(source: Path, target: Path, sha256: str) -> None:
    handle, name = tempfile.mkstemp(_PART, f"{sha256}.", target.parent)
    copy = Path(name)
    try:
        with os.fdopen(handle, "wb") as out, source.open("rb") as data:
            shutil.copyfileobj(data, out)
        if _digest(copy) == sha256:
            copy.replace(target)
    finally:
        copy.unlink(missing_ok=True)


def remove(root: Path, digests: Iterable[str]) -> None:
    """Remove kept files, and what interrupted copying left of them. Raises StoreError where one
    stays.
    """
    for sha256 in digests:
        kept = place(root, sha256)
        try:
            for path in (kept, *kept.parent.glob(f"{sha256}.*{_PART}")):
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                f"{kept}: cannot be removed: {error.strerror}", hint="Remove it by hand."
            ) from error


def intact(root: Path, sha256: str) -> Path | None:
    """The kept file of that digest, if it is there and still has it."""
    path = place(root, sha256)
    return path if path.is_file() and _digest(path) == sha256 else None


def changed(root: Path) -> Iterator[Path]:
    """Kept files whose content is not that of their names."""
    for path in sorted(root.glob("??/*")):
        if path.suffix == _PART:
            continue
        if _digest(path) != path.name:
            yield path


def stray(root: Path, known: Container[str]) -> list[Path]:
    """Kept files whose digests are not `known`, and copies that were interrupted."""
    return [path for path in sorted(root.glob("??/*")) if path.name not in known]


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
