"""Workloads named in a document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from poedesk.errors import ChecklistError
from poedesk.extract.nlp import folded, words
from poedesk.model import Vocabulary

_ALIAS_LISTS = ("aliases", "cased", "weak", "bare", "defined")


@lru_cache(maxsize=4)
def _entries(vocabulary: Vocabulary) -> tuple[Mapping[str, Any], ...]:
    entries = vocabulary["workloads"].get("workload", [])
    for number, entry in enumerate(entries, 1):
        faulty = not all(isinstance(entry.get(key), str) for key in ("id", "name", "group"))
        faulty |= not all(isinstance(entry.get(key, []), list) for key in _ALIAS_LISTS)
        unknown = set(entry) - {"id", "name", "group", *_ALIAS_LISTS}
        if faulty or unknown:
            raise ChecklistError(
                f"vocabulary/workloads.toml: workload {entry.get('id', number)} is faulty",
                hint=f"It has id, name, group and lists out of {', '.join(_ALIAS_LISTS)}.",
            )
    return tuple(entries)


def resolve(name: str, vocabulary: Vocabulary) -> str | None:
    """The id of a workload declared by id, name or any accepted alias; None if unknown.

    A name that several workloads share is resolved to the first that lists it.
    """
    if any(name == entry["id"] for entry in _entries(vocabulary)):
        return name
    return _index(vocabulary).get(_spelling(name))


@lru_cache(maxsize=4)
def _index(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Id by spelling; full names before aliases, aliases before weak ones."""
    index: dict[str, str] = {}
    for key in ("id", "name", *_ALIAS_LISTS):
        for entry in _entries(vocabulary):
            names = entry.get(key, [])
            for name in [names] if isinstance(names, str) else names:
                index.setdefault(_spelling(name), entry["id"])
    return index


def _spelling(name: str) -> str:
    return " ".join(folded(word.text) for word in words(name.replace("_", " ")))
