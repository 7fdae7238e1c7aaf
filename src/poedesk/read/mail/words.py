"""The words of `checklists/vocabulary/mail.toml`, compiled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Words:
    """The compiled words of `mail.toml`."""

    labels: dict[str, str]
    forwarded: frozenset[str]
    either: frozenset[str]
    run_together: re.Pattern[str]
    wrote: re.Pattern[str]
    clock: frozenset[str]


@lru_cache(maxsize=4)
def words(vocabulary: Vocabulary) -> Words:
    """The words of a vocabulary; raises ChecklistError where mail.toml lacks a table."""
    try:
        table = vocabulary["mail"]
        labels = {
            label.casefold(): kind for kind, names in table["labels"].items() for label in names
        }
        markers, attribution = table["markers"], table["attribution"]
        return Words(
            labels,
            frozenset(map(str.casefold, markers["forwarded"])),
            frozenset(map(str.casefold, markers["either"])),
            _run_together([label for label, kind in labels.items() if kind != "other"]),
            _any_phrase(attribution["wrote"]),
            frozenset(map(str.casefold, attribution["clock"])),
        )
    except (KeyError, AttributeError, TypeError) as error:
        raise ChecklistError(
            f"vocabulary/mail.toml: missing or wrong: {error}",
            hint="It needs [labels], [markers] and [attribution].",
        ) from error


def _longest_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=len, reverse=True)


def _run_together(labels: Sequence[str]) -> re.Pattern[str]:
    """A short label must not end a word; a long one may follow a letter ("CETSubject:")."""
    short = "|".join(re.escape(one) for one in _longest_first(labels) if len(one) < 4)
    long = "|".join(re.escape(one) for one in _longest_first(labels) if len(one) >= 4)
    return re.compile(rf"({long}|(?<![^\W\d_])(?:{short}))\s?[:：]", re.IGNORECASE)


def _any_phrase(phrases: Sequence[str]) -> re.Pattern[str]:
    """Any of `phrases`; "…" stands for other words. Latin ones are whole words."""
    ordered = _longest_first(phrases)
    latin = "|".join(_phrase(one) for one in ordered if one[0].isascii())
    others = "|".join(_phrase(one) for one in ordered if not one[0].isascii())
    whole = rf"(?<![^\W\d_])(?:{latin})(?!\w)" if latin else ""
    return re.compile("|".join(filter(None, (whole, others))), re.IGNORECASE)


def _phrase(words: str) -> str:
    return ".{1,200}".join(re.escape(piece.strip()) for piece in words.split("…"))
