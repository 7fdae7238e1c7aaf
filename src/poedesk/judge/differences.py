"""What differs between two checklists, in words."""

from __future__ import annotations

import json
from collections.abc import Iterator

from poedesk.model import Checklist, Rule

_TEXTS = ("title", "source", "severity", "category", "remedy")


def differences(one: Checklist, other: Checklist) -> list[str]:
    """What is otherwise in `other` than in `one`: its term, rules, their words and parameters."""
    return [*_heads(one, other), *_rules(one, other)]


def _heads(one: Checklist, other: Checklist) -> Iterator[str]:
    terms = [f"{each.term_from} to {each.term_to}" for each in (one, other)]
    if terms[0] != terms[1]:
        yield f"term: {terms[0]} → {terms[1]}"
    if one.types != other.types:
        yield f"types: {', '.join(one.types)} → {', '.join(other.types)}"


def _rules(one: Checklist, other: Checklist) -> Iterator[str]:
    before = {rule.id: rule for rule in one.rules}
    after = {rule.id: rule for rule in other.rules}
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            yield f"{name}: only in {one.id}{_why(name, one, other)}"
        elif name not in before:
            yield f"{name}: only in {other.id}{_why(name, one, other)}"
        else:
            told = list(_rule(before[name], after[name]))
            yield from told
            if told and _why(name, one, other):
                yield f"{name}{_why(name, one, other)}"


def _rule(one: Rule, other: Rule) -> Iterator[str]:
    for key in _TEXTS:
        was, now = str(getattr(one, key)), str(getattr(other, key))
        if was != now:
            yield f"{one.id}: {key}: {was} → {now}"
    if one.check != other.check:
        yield f"{one.id}: check: {one.check} → {other.check}"
    for name in dict.fromkeys((*one.parameters, *other.parameters)):
        was, now = (_value(each.parameters.get(name)) for each in (one, other))
        if was != now:
            yield f"{one.id}: {name}: {was} → {now}"


def _value(value: object) -> str:
    return "–" if value is None else json.dumps(value, ensure_ascii=False, default=list)


def _why(name: str, one: Checklist, other: Checklist) -> str:
    reason = other.reasons.get(name) or one.reasons.get(name)
    return f" ({reason})" if reason else ""
