"""A checklist that is written as what differs from another: another term, another programme.

`extends` names the other; `[override."rule.id"]` changes keys of a rule and `[drop."rule.id"]`
leaves one out, each with a `reason`; own `[[rule]]` tables are added at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from poedesk.errors import meant

Data = Mapping[str, Any]

_OVERRIDABLE = {"title", "source", "severity", "category", "check", "remedy", "reason"}
_OWN = {"extends", "override", "drop", "rule", "remedies"}


def merged(data: Data, base: Data) -> dict[str, Any]:
    """The whole checklist that `data` describes by its differences from `base`, which is whole."""
    overrides, dropped = _table(data, "override"), _table(data, "drop")
    rules = [
        {
            **rule,
            **{key: one for key, one in overrides.get(rule["id"], {}).items() if key != "reason"},
        }
        for rule in base["rule"]
        if rule["id"] not in dropped
    ]
    return {
        **{key: one for key, one in base.items() if key != "open_ended"},
        **{key: one for key, one in data.items() if key not in _OWN},
        "rule": [*rules, *data.get("rule", [])],
        "remedies": {**base.get("remedies", {}), **data.get("remedies", {})},
    }


def reasons(data: Data) -> dict[str, str]:
    """Why each rule was changed or left out, by its id."""
    both = {**_table(data, "override"), **_table(data, "drop")}
    return {name: str(one["reason"]) for name, one in both.items()}


def faults(data: Data, base: Data) -> Iterator[str]:
    """What is wrong with the differences themselves."""
    known = [rule["id"] for rule in base["rule"]]
    for kind in ("override", "drop"):
        given = data.get(kind, {})
        if not isinstance(given, dict):
            yield f'{kind} must be a table, [{kind}."rule.id"]'
            continue
        for name, one in given.items():
            yield from _fault(kind, name, one, known)
    for name in set(_table(data, "override")) & set(_table(data, "drop")):
        yield f"override {name}: the rule is dropped as well"


def _fault(kind: str, name: str, one: Any, known: list[str]) -> Iterator[str]:
    where = f"{kind} {name}: "
    if name not in known:
        yield f"{where}the extended checklist has no such rule{meant(name, known)}"
    if not isinstance(one, dict):
        yield f"{where}must be a table"
        return
    if not isinstance(one.get("reason"), str) or not one["reason"].strip():
        yield f"{where}reason is missing"
    allowed = _OVERRIDABLE if kind == "override" else {"reason"}
    for key in one:
        if key not in allowed:
            yield f"{where}unknown key {key!r}{meant(key, allowed)}"
    if kind == "override" and set(one) <= {"reason"}:
        yield f"{where}changes nothing"


def _table(data: Data, key: str) -> dict[str, dict[str, Any]]:
    given = data.get(key, {})
    found = given.items() if isinstance(given, dict) else ()
    return {name: one for name, one in found if isinstance(one, dict)}
