"""Claim files, claims tables and command-line options become `Claim`s, strictly.

Everything that a person can get wrong here is an error that names the file, the key and
what was meant; one faulty claim never stops the others.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from poedesk.errors import ClaimError, UsageError
from poedesk.model import Claim, Company, Presales, RunError

CLAIM_FILE = "claim.toml"
_NEVER_EVIDENCE = {CLAIM_FILE, "expected.toml", "thumbs.db", "desktop.ini"}
_TABLES = {".csv", ".xlsx"}
_SECTORS = ("commercial", "government", "healthcare", "education")
_DESIGNATIONS = (
    "security",
    "modern-work",
    "infrastructure",
    "data-ai",
    "digital-app-innovation",
    "business-applications",
)
_ENVIRONMENTS = (
    "commercial",
    "gcc",
    "gcc-high",
    "dod",
    "charity",
    "test",
    "quick-start",
    "trial",
    "21vianet",
)

Values = Mapping[str, Any]
"""Dotted key of the claim file → its value, converted."""


# ── Values ──────────────────────────────────────────────────────────────────────────────
# Each converter takes a TOML value or a table cell and raises ValueError saying what it wants.


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("a text is wanted")  # noqa: TRY004  the table of converters has one contract
    return str(value).strip()


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(one.strip() for one in value.split(";") if one.strip())
    if isinstance(value, list):
        return tuple(_text(one) for one in value)
    raise ValueError("a list of texts is wanted")


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError("a day as YYYY-MM-DD is wanted")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    found = words.get(str(value).strip().lower())
    if found is None:
        raise ValueError("true or false is wanted")
    return found


def _one_of(*allowed: str) -> Callable[[object], str]:
    def convert(value: object) -> str:
        word = _text(value).lower()
        if word not in allowed:
            raise ValueError(f"one of {', '.join(allowed)} is wanted{_meant(word, allowed)}")
        return word

    return convert


def _some_of(*allowed: str) -> Callable[[object], tuple[str, ...]]:
    one = _one_of(*allowed)
    return lambda value: tuple(one(word) for word in _texts(value))


def _country(value: object) -> str:
    code = _text(value).upper()
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise ValueError("an ISO 3166-1 code of two letters is wanted, such as US")
    return code


_KEYS: Mapping[str, Callable[[object], Any]] = {
    "id": _text,
    "type": _one_of("usage", "presales"),
    "purpose": _one_of("incentive", "recognition"),
    "date": _day,
    "resubmitted": _day,
    "checklist": _text,
    "workloads": _texts,
    "country": _country,
    "sector": _one_of(*_SECTORS),
    "files": _texts,
    "usage": _text,
    "partner.name": _text,
    "partner.also_known_as": _texts,
    "partner.domains": _texts,
    "partner.partner_id": _text,
    "partner.enrolled": _flag,
    "partner.designations": _some_of(*_DESIGNATIONS),
    "customer.name": _text,
    "customer.also_known_as": _texts,
    "customer.domains": _texts,
    "customer.tenant_id": _text,
    "customer.environment": _one_of(*_ENVIRONMENTS),
    "presales.transaction_date": _day,
    "presales.upsell": _flag,
}


def _meant(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""


def convert(raw: Mapping[str, object], source: str) -> dict[str, Any]:
    """Dotted keys with raw values → the same keys with converted values.

    Raises ClaimError listing every unknown key and every value of the wrong kind.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in raw.items():
        if key not in _KEYS:
            faults.append(f"unknown key {key}{_meant(key, list(_KEYS))}")
            continue
        try:
            values[key] = _KEYS[key](value)
        except ValueError as error:
            faults.append(f"{key} = {value!r}: {error}")
    if faults:
        raise ClaimError(
            f"{source}: " + "; ".join(faults), hint="Correct the keys named; the rest stands."
        )
    return values


def _dotted(table: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update(_dotted(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


# ── One claim ───────────────────────────────────────────────────────────────────────────


def _claim(
    values: Values, default_id: str, files: Sequence[tuple[str, Path]], root: Path, today: date
) -> Claim:
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


def _is_evidence(path: Path) -> bool:
    name = path.name.lower()
    return not (name.startswith((".", "~$")) or name in _NEVER_EVIDENCE)


def _evidence_below(folder: Path, usage: str | None) -> list[tuple[str, Path]]:
    found = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if path.is_file() and _is_evidence(path) and not hidden and relative.as_posix() != usage:
            found.append((relative.as_posix(), path))
    return found


def _named_files(names: Sequence[str], folder: Path, source: str) -> list[tuple[str, Path]]:
    """The files that a claim names, each inside its folder. Raises ClaimError."""
    root = folder.resolve()
    found = []
    for name in names:
        path = (folder / name).resolve()
        if not path.is_relative_to(root):
            raise ClaimError(
                f"{source}: files = {name!r} lies outside the claim's folder",
                hint="Copy the file into the folder and name it there.",
            )
        if not path.is_file():
            raise ClaimError(f"{source}: files = {name!r}: no such file")
        found.append((path.relative_to(root).as_posix(), path))
    return found


def load_folder(folder: Path, options: Values, today: date) -> Claim:
    """The claim that a folder holds, with or without a `claim.toml`.

    Raises ClaimError naming the file and every faulty key.
    """
    source = folder / CLAIM_FILE
    values: dict[str, Any] = {}
    if source.is_file():
        try:
            table = tomllib.loads(source.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ClaimError(f"{source}: not TOML: {error}") from error
        except OSError as error:
            raise ClaimError(f"{source}: {error.strerror}") from error
        values = convert(_dotted(table), str(source))
    files = (
        _named_files(values["files"], folder, str(source))
        if "files" in values
        else _evidence_below(folder, values.get("usage"))
    )
    return _claim({**values, **options}, folder.resolve().name, files, folder, today)


def _load_files(paths: Sequence[Path], options: Values, today: date) -> Claim:
    """Bare evidence files given together: one claim, named by what it declares."""
    names = [path.name for path in paths]
    files = [
        (path.name if names.count(path.name) == 1 else path.as_posix().lstrip("/."), path)
        for path in paths
    ]
    declared = (
        options.get("partner.name", ""),
        options.get("customer.name", ""),
        options.get("type", "usage"),
        *options.get("workloads", ()),
    )
    digest = hashlib.sha256("\x1f".join(declared).encode()).hexdigest()
    return _claim(options, f"files-{digest[:12]}", files, Path(), today)


# ── Claims tables ───────────────────────────────────────────────────────────────────────


def _cells(path: Path) -> Iterator[list[object]]:
    if path.suffix.lower() == ".csv":
        with path.open(newline="", encoding="utf-8-sig") as stream:
            sample = stream.read(4096)
            stream.seek(0)
            delimiter = ";" if sample.split("\n")[0].count(";") > sample.count(",") else ","
            yield from csv.reader(stream, delimiter=delimiter)
        return
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield list(row)
    finally:
        book.close()


def _load_table(path: Path, options: Values, today: date) -> Iterator[Claim | RunError]:
    try:
        rows = iter(list(_cells(path)))
    except Exception as error:
        raise UsageError(f"{path}: not a readable claims table ({error})") from error
    header = [str(cell or "").strip() for cell in next(rows, [])]
    unknown = [key for key in header if key and key not in _KEYS]
    if unknown or not any(header):
        wrong = ", ".join(f"{key}{_meant(key, list(_KEYS))}" for key in unknown) or "no header"
        raise UsageError(
            f"{path}: not a claims table: {wrong}",
            hint="Columns are the dotted keys of the claim file, such as customer.name.",
        )
    for number, row in enumerate(rows, start=2):
        cells = {
            key: cell
            for key, cell in zip(header, row, strict=False)
            if key and cell is not None and str(cell).strip()
        }
        if not cells:
            continue
        source = f"{path}, row {number}"
        try:
            values = convert(cells, source)
            files = _named_files(values.get("files", ()), path.parent, source)
            default = f"{path.stem}-{number}"
            yield _claim({**values, **options}, default, files, path.parent, today)
        except ClaimError as error:
            yield RunError(_known_id(cells), source, "claim-file", str(error))


def _known_id(cells: Mapping[str, object]) -> str | None:
    return str(cells["id"]) if "id" in cells else None


# ── Everything a command was given ──────────────────────────────────────────────────────


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
    bare = [path for path in paths if path.is_file() and path.suffix.lower() not in _TABLES]
    for path in paths:
        if path.is_dir():
            _walk(path, options, today, claims, loose)
        elif path.suffix.lower() in _TABLES:
            claims.extend(_load_table(path, options, today))
    if bare:
        claims.append(_load_files(bare, options, today))
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
    below = [path for path in visible if path.is_dir()]
    files = [path for path in visible if path.is_file() and _is_evidence(path)]
    single = (folder / CLAIM_FILE).is_file()
    nested = [path for path in folder.rglob(CLAIM_FILE) if path.parent != folder]
    if single or (files and not nested):
        try:
            claims.append(load_folder(folder, options, today))
        except ClaimError as error:
            claims.append(RunError(folder.name, str(folder), "claim-file", str(error)))
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
