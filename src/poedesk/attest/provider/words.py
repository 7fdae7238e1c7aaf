"""The words of signing services, compiled from `providers.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from poedesk.errors import ChecklistError
from poedesk.model import Vocabulary

MAIL = r"[\w.+'’-]{1,64}\x20?@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}"
"""A regular expression of an e-mail address; recognised text may part it before the @."""
_WHO = rf"(?P<name>[^()<>\[\]\n\t:]{{1,80}}?)[,]? ?[(<\[] ?(?P<email>{MAIL}) ?[)>\]]"
_GAP = 40
"""White space between two words of one phrase, in characters; without an end, a long run would
be walked from each of its places.
"""
_NUMBERING = re.compile(r"^[\W_]+|[\s:：.*•]+$")


@dataclass(frozen=True, slots=True)
class Provider:
    """A signing service: how its marks, certificate pages and seals are known."""

    name: str
    seals: tuple[str, ...]
    marks: tuple[re.Pattern[str], ...]
    titles: tuple[re.Pattern[str], ...]
    labels: tuple[re.Pattern[str], ...]
    named: tuple[re.Pattern[str], ...]
    enough: int
    numbers: tuple[re.Pattern[str], ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Words:
    """What all services write. The mappings give for a plain phrase what it means: the kind of
    value a label introduces, of a time, of a heading, a role, a deed, and of a status.
    """

    providers: tuple[Provider, ...]
    statuses: Mapping[str, str]
    labels: Mapping[str, str]
    times: Mapping[str, str]
    headings: Mapping[str, str]
    roles: Mapping[str, str]
    deeds: Mapping[str, str]
    events: Mapping[str, tuple[re.Pattern[str], ...]]
    completed: tuple[re.Pattern[str], ...]
    interim: tuple[re.Pattern[str], ...]
    renamed: tuple[re.Pattern[str], ...]
    trials: tuple[re.Pattern[str], ...]
    zones: Mapping[str, int]
    places: Mapping[str, str]


def plain(text: str) -> str:
    """A phrase as phrases are compared: one line, lower case, without colon and bullet."""
    line = " ".join(text.casefold().replace("’", "'").split())
    return _NUMBERING.sub("", line)


@lru_cache(maxsize=4)
def words(vocabulary: Vocabulary) -> Words:
    """The compiled words; raises ChecklistError where `providers.toml` has another shape."""
    try:
        return _compiled(vocabulary["providers"])
    except (LookupError, TypeError, AttributeError, re.error) as error:
        raise ChecklistError(
            f"vocabulary/providers.toml: {error!r}",
            hint="Its first lines say which keys a provider has.",
        ) from error


def _compiled(table: Mapping[str, Any]) -> Words:
    phrases = table["phrases"]
    return Words(
        providers=tuple(_provider(one) for one in table["provider"]),
        statuses=_meanings(table["status"]),
        labels=_meanings(table["labels"]),
        times=_meanings(table["times"]),
        headings=_meanings(table["headings"]),
        roles=_meanings(table["roles"]),
        deeds=_meanings(table["deeds"]),
        events={kind: patterns(forms) for kind, forms in table["events"].items()},
        completed=patterns(phrases["completed"]),
        interim=patterns(phrases["interim"]),
        renamed=patterns(phrases["renamed"]),
        trials=patterns(table["test"]["patterns"]),
        zones=dict(table["zones"]),
        places=dict(table["places"]),
    )


def _meanings(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {plain(phrase): meaning for meaning, phrases in table.items() for phrase in phrases}


def _provider(entry: Mapping[str, Any]) -> Provider:
    return Provider(
        name=entry["name"],
        seals=tuple(one.casefold() for one in entry["seals"]),
        marks=patterns(entry["marks"]),
        titles=patterns(rf"(?:^|(?<=\t))(?:{one})(?=\t|$)" for one in entry["titles"]),
        labels=patterns(rf"(?<!\w){re.escape(one)}" for one in entry["labels"]),
        named=patterns(rf"(?<!\w){re.escape(one)}" for one in entry.get("named", ())),
        enough=entry["enough"],
        numbers=patterns(entry["id"]),
        zone=entry.get("zone", ""),
    )


def patterns(sources: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Compiled expressions, in which a space stands for some white space and `{who}` and
    `{mail}` for a person and an address.
    """
    spaced = (
        one.replace("{who}", _WHO)
        .replace("{mail}", f"(?P<email>{MAIL})")
        .replace("\\ ", " ")
        .replace(" ?", rf"\s{{0,{_GAP}}}")
        .replace(" ", rf"\s{{1,{_GAP}}}")
        for one in sources
    )
    return tuple(re.compile(one, re.IGNORECASE | re.MULTILINE) for one in spaced)
