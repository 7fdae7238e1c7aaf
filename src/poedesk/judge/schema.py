"""What a checklist file may say; every fault of a file is reported at once."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin, get_type_hints

from poedesk.errors import meant
from poedesk.judge.answer import Cause
from poedesk.judge.checks import CHECKS, Check
from poedesk.model import Severity

TYPES = ("usage", "presales")
CATEGORIES = (
    "missing all POE",
    "missing customer acknowledgement",
    "missing or old dates",
    "missing partner service",
    "missing products",
    "public sector disclosure",
    "not eligible",
    "file problem",
)
_FILE = {"id": str, "title": str, "types": list, "term": dict, "rule": list}
_FILE_OPTIONAL = {"open_ended": bool, "incomplete": bool, "remedies": dict}
_TERM = {"from": date, "to": date}
_RULE = {
    "id": str,
    "title": str,
    "source": str,
    "severity": str,
    "category": str,
    "check": dict,
    "remedy": str,
}
_WORDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    date: "a date",
    tuple: "a list of texts",
}


def faults(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Every fault of a parsed checklist, in the order of the file; empty where there is none."""
    found = [*_keys("", data, _FILE, _FILE_OPTIONAL)]
    if isinstance(data.get("types"), list):
        found += _types(data["types"])
    if isinstance(data.get("term"), dict):
        found += _term(data["term"])
    if isinstance(data.get("remedies"), dict):
        found += _keys("remedies: ", data["remedies"], {}, dict.fromkeys(Cause, str))
    if isinstance(data.get("rule"), list):
        found += _rules(data["rule"])
    return tuple(found)


def _types(values: list[Any]) -> Iterator[str]:
    if not values:
        yield "types: names no claim type"
    for value in values:
        yield from _choice("types", value, TYPES)


def _term(term: Mapping[str, Any]) -> Iterator[str]:
    wrong = list(_keys("term: ", term, _TERM))
    yield from wrong
    if not wrong and term["from"] > term["to"]:
        yield f"term: from {term['from']} is after to {term['to']}"


def _rules(rules: list[Any]) -> Iterator[str]:
    seen: set[str] = set()
    if not rules:
        yield "rule: the checklist has no rules"
    for number, rule in enumerate(rules, start=1):
        if not isinstance(rule, dict):
            yield f"rule {number}: must be a table, [[rule]]"
            continue
        name = rule.get("id")
        where = f"rule {name}: " if isinstance(name, str) and name else f"rule {number}: "
        yield from _rule(where, rule)
        if isinstance(name, str):
            if name in seen:
                yield f"{where}this id stands twice"
            seen.add(name)


def _rule(where: str, rule: Mapping[str, Any]) -> Iterator[str]:
    yield from _keys(where, rule, _RULE)
    name = rule.get("id")
    if isinstance(name, str) and not re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+", name):
        yield f"{where}an id is group.name in lower case"
    for key, values in (("severity", tuple(Severity)), ("category", CATEGORIES)):
        if isinstance(rule.get(key), str):
            yield from _choice(f"{where}{key}", rule[key], values)
    if isinstance(rule.get("check"), dict):
        yield from _check(where, rule["check"])


def _check(where: str, check: Mapping[str, Any]) -> Iterator[str]:
    if len(check) != 1:
        yield f"{where}check must name exactly one kind of check, check.NAME = {{ … }}"
        return
    ((name, parameters),) = check.items()
    if name not in CHECKS:
        yield f"{where}unknown check {name!r}{meant(name, CHECKS)}"
    elif not isinstance(parameters, dict):
        yield f"{where}check.{name} must be a table of parameters"
    else:
        yield from _parameters(f"{where}check.{name}: ", CHECKS[name], parameters)


def parameters_of(check: Check) -> dict[str, tuple[Any, bool]]:
    """Type and whether it must be given, for each parameter that a rule may set."""
    hints = get_type_hints(check)
    return {
        name: (hints[name], parameter.default is inspect.Parameter.empty)
        for name, parameter in inspect.signature(check).parameters.items()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }


def _parameters(where: str, check: Check, given: Mapping[str, Any]) -> Iterator[str]:
    known = parameters_of(check)
    for name in given:
        if name not in known:
            yield f"{where}unknown parameter {name!r}{meant(name, known)}"
    for name, (kind, needed) in known.items():
        if name not in given:
            if needed:
                yield f"{where}parameter {name!r} is missing"
        elif get_origin(kind) is Literal:
            yield from _choice(f"{where}{name}", given[name], get_args(kind))
        elif not _fits(given[name], get_origin(kind) or kind):
            yield f"{where}{name} must be {_WORDS[get_origin(kind) or kind]}, not {given[name]!r}"


def _keys(
    where: str,
    table: Mapping[str, Any],
    needed: Mapping[str, type],
    optional: Mapping[str, type] | None = None,
) -> Iterator[str]:
    """Unknown, missing and wrongly typed keys of one table."""
    known = {**needed, **(optional or {})}
    for key in table:
        if key not in known:
            yield f"{where}unknown key {key!r}{meant(key, known)}"
    for key, kind in known.items():
        if key not in table:
            if key in needed:
                yield f"{where}{key} is missing"
        elif not _fits(table[key], kind):
            yield f"{where}{key} must be {_WORDS[kind]}, not {table[key]!r}"
        elif kind is str and not table[key].strip():
            yield f"{where}{key} is empty"


def _fits(value: object, kind: type) -> bool:
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _choice(where: str, value: object, values: Iterable[str]) -> Iterator[str]:
    known = list(values)
    if value not in known:
        hint = meant(value, known) if isinstance(value, str) else ""
        yield f"{where}: {value!r} is none of {', '.join(known)}{hint}"


def table() -> str:
    """The kinds of checks as a Markdown table: name, what it asks, parameters."""
    rows = ["| check | asks | parameters |", "|---|---|---|"]
    for name, check in CHECKS.items():
        asks = " ".join((inspect.getdoc(check) or "").split("\n\n")[0].split())
        told = [
            f"`{one}`: {_kind_in_words(kind)}" for one, (kind, _) in parameters_of(check).items()
        ]
        rows.append(f"| `{name}` | {asks} | {'; '.join(told) or '–'} |")
    return "\n".join(rows)


def _kind_in_words(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(f'"{one}"' for one in get_args(kind))
    return _WORDS[get_origin(kind) or kind]
