"""The word lists that judging needs, compiled and checked once per vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.model import Vocabulary


@lru_cache(maxsize=64)
def words(vocabulary: Vocabulary, stem: str, key: str) -> frozenset[str]:
    """The strings of one list in `checklists/vocabulary/`, case folded.

    Raises ChecklistError where the list is missing or holds anything else than strings.
    """
    place = f"checklists/vocabulary/{stem}.toml"
    values = vocabulary.tables.get(stem, {}).get(key)
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise ChecklistError(
            f"{place}: `{key}` must be a list of strings",
            hint="An own vocabulary file replaces the shipped one: give all of its lists.",
        )
    return frozenset(one.casefold() for one in values)


@lru_cache(maxsize=8)
def workload_names(vocabulary: Vocabulary) -> Mapping[str, str]:
    """The present product name of each workload, by id."""
    return {entry["id"]: entry["name"] for entry in vocabulary["workloads"]["workload"]}


@lru_cache(maxsize=128)
def pattern(vocabulary: Vocabulary, stem: str, key: str) -> re.Pattern[str]:
    """The phrases of one list as a pattern: whole words in any case, any white space between
    them; a final * stands for any ending.

    Raises ChecklistError as `words` does.
    """
    phrases = sorted(words(vocabulary, stem, key), key=len, reverse=True)
    return re.compile("|".join(map(_phrase, phrases)) or r"(?!)", re.IGNORECASE)


@lru_cache(maxsize=512)
def matches(sought: re.Pattern[str], text: str) -> tuple[tuple[int, int], ...]:
    """Where a pattern fits in a text (start, end)."""
    return tuple(hit.span() for hit in sought.finditer(text))


def _phrase(phrase: str) -> str:
    bare, ending = (phrase[:-1], r"\w*") if phrase.endswith("*") else (phrase, "")
    said = r"\s+".join(map(re.escape, bare.split()))
    return rf"(?<!\w){said}{ending}(?!\w)"
