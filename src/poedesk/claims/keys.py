"""The keys of a claim file and what each may hold; a claims table and options use the same."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from poedesk.errors import ClaimError

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
            raise ValueError(f"one of {', '.join(allowed)} is wanted{meant(word, allowed)}")
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


KEYS: Mapping[str, Callable[[object], Any]] = {
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


def meant(word: str, known: Sequence[str]) -> str:
    """The words (did you mean "x"?), or nothing where no known word is near."""
    close = difflib.get_close_matches(word, known, n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""


def convert(raw: Mapping[str, object], source: str) -> dict[str, Any]:
    """Dotted keys with raw values → the same keys with converted values.

    Raises ClaimError listing every unknown key and every value of the wrong kind.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in raw.items():
        if key not in KEYS:
            faults.append(f"unknown key {key}{meant(key, list(KEYS))}")
            continue
        try:
            values[key] = KEYS[key](value)
        except ValueError as error:
            faults.append(f"{key} = {value!r}: {error}")
    if faults:
        raise ClaimError(
            f"{source}: " + "; ".join(faults), hint="Correct the keys named; the rest stands."
        )
    return values


def dotted(table: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    """A TOML table with its tables inside as one flat table of dotted keys."""
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update(dotted(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat
