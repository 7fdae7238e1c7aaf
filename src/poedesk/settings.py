"""Loads what is the same for every file of a run: word lists and trust anchors."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from poedesk import __version__
from poedesk.errors import ChecklistError, UsageError
from poedesk.locations import checklists
from poedesk.model import Limits, Settings, Vocabulary

_CERTIFICATES = {".pem", ".crt", ".cer", ".der"}


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


def load_anchors(folders: list[Path]) -> tuple[bytes, ...]:
    """DER bytes of every certificate in `folders` (PEM or DER files, not recursive).

    Raises UsageError for a folder that is not there or a file that holds no certificate.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    anchors: dict[bytes, None] = {}
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder}: no such folder of trust anchors")
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() not in _CERTIFICATES:
                continue
            data = path.read_bytes()
            try:
                found = (
                    x509.load_pem_x509_certificates(data)
                    if b"-----BEGIN" in data
                    else [x509.load_der_x509_certificate(data)]
                )
            except ValueError as error:
                raise UsageError(
                    f"{path}: not a certificate ({error})",
                    hint="Trust folders hold PEM or DER certificates.",
                ) from error
            anchors.update(dict.fromkeys(one.public_bytes(Encoding.DER) for one in found))
    return tuple(anchors)


def load_settings(
    own: Path | None = None,
    trust: list[Path] | None = None,
    passwords: tuple[str, ...] = (),
    limits: Limits | None = None,
) -> Settings:
    """Everything `review.examine` needs beside the file itself."""
    return Settings(
        version=__version__,
        vocabulary=load_vocabulary(own),
        anchors=load_anchors(trust or []),
        passwords=passwords,
        limits=limits or Limits(),
    )
