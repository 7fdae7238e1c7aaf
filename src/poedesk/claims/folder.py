"""One claim: a folder of evidence with or without a claim file, or bare evidence files."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from poedesk.claims.keys import Values, convert, dotted
from poedesk.errors import ClaimError
from poedesk.model import Claim, Company, Presales

CLAIM_FILE = "claim.toml"
_NEVER_EVIDENCE = {CLAIM_FILE, "expected.toml", "thumbs.db", "desktop.ini"}


def make(
    values: Values, default_id: str, files: Sequence[tuple[str, Path]], root: Path, today: date
) -> Claim:
    """A claim from converted values and its evidence; `root` is where its usage table counts
    from.
    """

    def company(side: str, **more: Any) -> Company:
        return Company(
            name=values.get(f"{side}.name", ""),
            also_known_as=values.get(f"{side}.also_known_as", ()),
            domains=tuple(d.lower().lstrip("@") for d in values.get(f"{side}.domains", ())),
            **more,
        )

    day = values.get("date", today)
    return Claim(
        id=values.get("id") or default_id,
        type=values.get("type", "usage"),
        purpose=values.get("purpose", "incentive"),
        date=day,
        resubmitted=values.get("resubmitted", day),
        checklist=values.get("checklist"),
        workloads=values.get("workloads", ()),
        country=values.get("country"),
        sector=values.get("sector"),
        files=tuple(files),
        usage=root / values["usage"] if values.get("usage") else None,
        partner=company(
            "partner",
            partner_id=values.get("partner.partner_id", ""),
            enrolled=values.get("partner.enrolled"),
            designations=values.get("partner.designations"),
        ),
        customer=company(
            "customer",
            tenant_id=values.get("customer.tenant_id", ""),
            environment=values.get("customer.environment", ""),
        ),
        presales=Presales(
            transaction_date=values.get("presales.transaction_date"),
            upsell=values.get("presales.upsell", False),
        ),
    )


def is_evidence(path: Path) -> bool:
    """Whether a file may be evidence by its name; files of systems and of ours never are."""
    name = path.name.lower()
    return not (name.startswith((".", "~$")) or name in _NEVER_EVIDENCE)


def spoken(path: Path) -> str:
    """A path as text that can be printed and stored, also where its bytes are no UTF-8."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _evidence_below(folder: Path, usage: str | None) -> list[tuple[str, Path]]:
    root = folder.resolve()
    found = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if hidden or not is_evidence(path) or relative.as_posix() == usage or not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            raise ClaimError(
                f"{spoken(path)} is a link out of the claim's folder",
                hint="Copy the file itself into the folder.",
            )
        found.append((spoken(relative), path))
    return found


def named_files(names: Sequence[str], folder: Path, source: str) -> list[tuple[str, Path]]:
    """The files that a claim names, each inside its folder. Raises ClaimError."""
    root = folder.resolve()
    found = []
    for name in names:
        try:
            path = (folder / name).resolve()
        except (OSError, ValueError) as error:
            raise ClaimError(f"{source}: files = {name!r} is no file name ({error})") from error
        if not path.is_relative_to(root):
            raise ClaimError(
                f"{source}: files = {name!r} lies outside the claim's folder",
                hint="Copy the file into the folder and name it there.",
            )
        if not path.is_file():
            raise ClaimError(f"{source}: files = {name!r}: no such file")
        found.append((spoken(path.relative_to(root)), path))
    return found


def load_folder(folder: Path, options: Values, today: date) -> Claim:
    """The claim that a folder holds, with or without a `claim.toml`.

    Raises ClaimError naming the file and every faulty key.
    """
    source = folder / CLAIM_FILE
    values: dict[str, Any] = {}
    if source.is_file():
        try:
            flat = dotted(tomllib.loads(source.read_text(encoding="utf-8")))
        except (ValueError, RecursionError) as error:  # no UTF-8, no TOML, or absurdly nested
            raise ClaimError(f"{source}: not TOML: {error}") from error
        except OSError as error:
            raise ClaimError(f"{source}: {error.strerror}") from error
        values = convert(flat, str(source))
    files = (
        named_files(values["files"], folder, str(source))
        if "files" in values
        else _evidence_below(folder, values.get("usage"))
    )
    name = spoken(Path(folder.resolve().name))
    return make({**values, **options}, name, files, folder, today)


def load_files(paths: Sequence[Path], options: Values, today: date) -> Claim:
    """Bare evidence files given together: one claim, named by what it declares."""
    names = [path.name for path in paths]
    files = [
        (
            spoken(Path(path.name)) if names.count(path.name) == 1 else spoken(path).lstrip("/."),
            path,
        )
        for path in paths
    ]
    declared = (
        options.get("partner.name", ""),
        options.get("customer.name", ""),
        options.get("type", "usage"),
        *options.get("workloads", ()),
    )
    digest = hashlib.sha256("\x1f".join(declared).encode()).hexdigest()
    return make(options, f"files-{digest[:12]}", files, Path(), today)
