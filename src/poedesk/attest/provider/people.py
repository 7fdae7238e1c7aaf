"""Whom a certificate page names, in which role, and when each of them signed.

A page is a log (one line an event), a table (one row an event) or a list of people with the
times of each. A time is given to a person only where line and column leave no choice; where the
page was shuffled so that they do, the people stand without times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from poedesk.attest.provider.cells import Sheet
from poedesk.attest.provider.list import kind_of, listed
from poedesk.attest.provider.log import Event, events, logged, rows
from poedesk.attest.provider.person import Person, Range, named
from poedesk.attest.provider.times import Stamp
from poedesk.attest.provider.words import MAIL, Words

_WHO = re.compile(rf"(?P<name>[^()<>\[\]\n\t:]{{2,80}}?),? ?[(<\[] ?(?P<email>{MAIL}) ?[)>\]]")


@dataclass(frozen=True, slots=True)
class People:
    """Everybody on the page. `doubt` says why times could not be given to people; `declined`
    and `voided` that the page tells of somebody who refused, or took it all back.
    """

    persons: tuple[Person, ...]
    doubt: str
    declined: bool
    voided: bool


def people(sheet: Sheet, stamps: Sequence[Stamp], words: Words) -> People:
    """Everybody whom the page names, each once."""
    found = list(events(sheet, words))
    deeds = {one.kind for one in found}
    persons, doubt = _told(sheet, stamps, words, found)
    kinds = {kind_of(sheet, one, words) for one in stamps}
    return People(
        tuple(_merged(persons, _names(sheet, words))),
        doubt,
        declined="declined" in deeds | kinds,
        voided="voided" in deeds,
    )


def _told(
    sheet: Sheet, stamps: Sequence[Stamp], words: Words, found: list[Event]
) -> tuple[list[Person], str]:
    named_in_list, doubt = listed(sheet, stamps, words)
    if any(one.kind in {"signed", "approved"} for one in found):
        in_log, doubt = logged(sheet, stamps, words, found)
        return [*in_log, *(_without_time(one) for one in named_in_list)], doubt
    in_table = list(rows(sheet, stamps, words))
    if in_table:
        return [*in_table, *(_without_time(one) for one in named_in_list)], ""
    return named_in_list, doubt


def _without_time(person: Person) -> Person:
    return replace(person, stamp=None)


def _merged(persons: Iterable[Person], names: Mapping[str, tuple[str, Range]]) -> Iterator[Person]:
    """Each person once, with all that is told of them; the role in which they acted counts."""
    groups: dict[str, list[Person]] = {}
    for one in persons:
        whole = replace(one, email=one.email.replace(" ", ""))
        groups.setdefault(whole.email.casefold() or one.name.casefold(), []).append(whole)
    for group in groups.values():
        acted = sorted(
            (one for one in group if one.stamp is not None), key=lambda one: one.role != "signer"
        )
        role = next((one.role for one in (*acted, *group) if one.role), "")
        first = next((one for one in (*acted, *group) if one.name), group[0])
        known = names.get(first.email.casefold())
        if known is not None and not first.name:
            first = replace(first, name=known[0], name_at=known[1])
        yield replace(
            first,
            role=role,
            stamp=next((one.stamp for one in acted if one.role == role), None),
            title=next((one.title for one in group if one.title), None),
            company=next((one.company for one in group if one.company), None),
            lines=next((one.lines for one in group if one.lines), ()),
            authentication=next((one.authentication for one in group if one.authentication), ""),
        )


# ── Names ───────────────────────────────────────────────────────────────────────────────


def _names(sheet: Sheet, words: Words) -> dict[str, tuple[str, Range]]:
    """The names that stand beside addresses anywhere on the page, by address."""
    found: dict[str, tuple[str, Range]] = {}
    for cell in sheet.cells:
        for pattern in (*words.renamed, _WHO):
            for match in pattern.finditer(cell.text):
                name = named(cell, match.start("name"), match.end("name"), words)
                if name is not None:
                    found.setdefault(match["email"].replace(" ", "").casefold(), name)
    return found
