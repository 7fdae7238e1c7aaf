"""Programmes: terms, rates, caps and minimums, loaded strictly from `checklists/programmes/`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from poedesk.errors import ChecklistError, meant

_CAPS = ("account", "partner")
KINDS = ("usage", "rebate", "fixed", "score")


@dataclass(frozen=True, slots=True)
class Rate:
    """What is paid for one workload or product: an amount a unit, or a share of revenue.

    `cap` is the most that is paid for it in a term; None where there is no cap. `condition` says
    in words what else has to hold.
    """

    of: str
    name: str
    amount: Decimal
    cap: Decimal | None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """One engagement and term. `kind`: "usage" pays for growth of use, "rebate" a share of
    revenue, "fixed" an amount a piece, "score" nothing: it is a threshold of points.

    `minimum` is the use from which growth counts; `recognition` the workloads that may be claimed
    and earn nothing; `designations` those of which one must be held; `threshold` the revenue or
    score that must be reached. Below `statement` money is held until there is more; `subcategories`
    are those in which a score needs points. A cap counts for each "account" (subscription,
    agreement) or for the whole "partner" (`cap_per`).
    """

    id: str
    title: str
    source: str
    kind: str
    currency: str
    term_from: date
    term_to: date
    minimum: int
    threshold: Decimal
    designations: tuple[str, ...]
    recognition: tuple[str, ...]
    excluded: tuple[str, ...]
    notes: tuple[str, ...]
    rates: tuple[Rate, ...]
    statement: Decimal = Decimal(0)
    subcategories: tuple[str, ...] = ()
    cap_per: str = "account"

    def rate(self, of: str) -> Rate | None:
        """The rate of a workload or product; None where it earns nothing."""
        return next((one for one in self.rates if one.of == of), None)

    def holds(self, month: date) -> bool:
        """Whether a month lies in the term."""
        return self.term_from <= month <= self.term_to


_KEYS: Mapping[str, type] = {
    "id": str, "title": str, "source": str, "kind": str, "currency": str, "term": dict,
    "rate": list,
}  # fmt: skip
_OPTIONAL: Mapping[str, type] = {
    "minimum": int, "threshold": str, "designations": list, "recognition": list, "excluded": list,
    "notes": list, "statement": str, "subcategories": list, "cap_per": str,
}  # fmt: skip
_RATE: Mapping[str, type] = {"of": str, "amount": str}
_RATE_OPTIONAL: Mapping[str, type] = {"name": str, "cap": str, "condition": str}


def load_programmes(folders: Iterable[Path]) -> tuple[Programme, ...]:
    """Every programme of the folders by id; of two with one id the first folder's counts.

    Raises ChecklistError with the faults of every file. Amounts are texts, so that no digit is
    lost on the way.
    """
    found: dict[str, Programme] = {}
    wrong: list[str] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            wrong.append(f"{path}: {error}")
            continue
        faults = list(_faults(data))
        wrong += [f"{path}: {one}" for one in faults]
        if not faults:
            found.setdefault(data["id"], _built(data))
    if wrong:
        raise ChecklistError("\n".join(wrong), hint='Amounts are texts: amount = "3.75".')
    return tuple(found[name] for name in sorted(found))


def _built(data: Mapping[str, Any]) -> Programme:
    return Programme(
        id=data["id"],
        title=data["title"],
        source=data["source"],
        kind=data["kind"],
        currency=data["currency"],
        term_from=data["term"]["from"],
        term_to=data["term"]["to"],
        minimum=data.get("minimum", 0),
        threshold=Decimal(data.get("threshold", "0")),
        designations=tuple(data.get("designations", ())),
        recognition=tuple(data.get("recognition", ())),
        excluded=tuple(data.get("excluded", ())),
        notes=tuple(data.get("notes", ())),
        rates=tuple(_rate(one) for one in data["rate"]),
        statement=Decimal(data.get("statement", "0")),
        subcategories=tuple(data.get("subcategories", ())),
        cap_per=data.get("cap_per", "account"),
    )


def _rate(data: Mapping[str, Any]) -> Rate:
    cap = data.get("cap")
    return Rate(
        of=data["of"],
        name=data.get("name", data["of"]),
        amount=Decimal(data["amount"]),
        cap=Decimal(cap) if cap is not None else None,
        condition=data.get("condition", ""),
    )


def _faults(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _keys("", data, _KEYS, _OPTIONAL)
    if data.get("kind") not in KINDS:
        yield f"kind: {data.get('kind')!r} is none of {', '.join(KINDS)}"
    term = data.get("term")
    given = term if isinstance(term, dict) else {}
    first, last = given.get("from"), given.get("to")
    if not isinstance(first, date) or not isinstance(last, date):
        yield "term must be { from = DAY, to = DAY }"
    elif first > last:
        yield f"term: from {first} is after to {last}"
    yield from _amount("threshold", data.get("threshold", "0"))
    yield from _amount("statement", data.get("statement", "0"))
    if data.get("cap_per", "account") not in _CAPS:
        yield f"cap_per: {data['cap_per']!r} is none of {', '.join(_CAPS)}"
    seen: set[str] = set()
    for number, one in enumerate(data.get("rate", []), start=1):
        where = f"rate {one.get('of', number)}: " if isinstance(one, dict) else f"rate {number}: "
        if not isinstance(one, dict):
            yield f"{where}must be a table, [[rate]]"
            continue
        yield from _keys(where, one, _RATE, _RATE_OPTIONAL)
        yield from _amount(f"{where}amount", one.get("amount", "0"))
        yield from _amount(f"{where}cap", one.get("cap", "0"))
        if one.get("of") in seen:
            yield f"{where}stands twice"
        seen.add(str(one.get("of")))


def _keys(
    where: str, table: Mapping[str, Any], needed: Mapping[str, type], optional: Mapping[str, type]
) -> Iterator[str]:
    known = {**needed, **optional}
    for key in table:
        if key not in known:
            yield f"{where}unknown key {key!r}{meant(key, known)}"
    for key, kind in known.items():
        if key in needed and key not in table:
            yield f"{where}{key} is missing"
        elif key in table and not isinstance(table[key], kind):
            yield f"{where}{key} must be of another kind than {table[key]!r}"


def _amount(where: str, value: object) -> Iterator[str]:
    try:
        if not isinstance(value, str) or Decimal(value) < 0:
            yield f"{where} must be an amount as text, not {value!r}"
    except InvalidOperation:
        yield f"{where}: {value!r} is no amount"
