"""A checklist as plain data."""

from __future__ import annotations

from poedesk.model import Checklist, Rule
from poedesk.record.evidence import Record


def checklist(one: Checklist, *, rules: bool = True) -> Record:
    """One checklist, with its rules or only how many there are."""
    told: Record = {
        "id": one.id,
        "title": one.title,
        "types": list(one.types),
        "term": {"from": one.term_from.isoformat(), "to": one.term_to.isoformat()},
        "open_ended": one.open_ended,
        "incomplete": one.incomplete,
        "digest": one.digest,
        "extends": one.extends or None,
    }
    if not rules:
        return {**told, "rules": len(one.rules)}
    return {**told, "reasons": dict(one.reasons), "rules": [_rule(rule) for rule in one.rules]}


def _rule(rule: Rule) -> Record:
    return {
        "id": rule.id,
        "title": rule.title,
        "source": rule.source,
        "severity": rule.severity.value,
        "category": rule.category,
        "check": rule.check,
        "parameters": {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in rule.parameters.items()
        },
        "remedy": rule.remedy,
    }
