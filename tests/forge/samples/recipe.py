"""What a recipe is given and what it gives, and the acts that several recipes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from tests.forge.paper import Paper
from tests.forge.signing import Person, sign

Texts = Callable[[str], str]
"""From the name of a source file to its words."""

Files = Mapping[str, bytes]
"""From the name of an evidence file to its content."""

Recipe = Callable[[Texts], Files]


class Signing(NamedTuple):
    """One electronic signature: on which line, by whom, when."""

    line: str
    who: Person
    when: datetime


def at(day: str, time: str, offset: int) -> datetime:
    """The moment `day` `time` on a clock `offset` hours ahead of UTC."""
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=timezone(timedelta(hours=offset)))


def signed(paper: Paper, *signings: Signing) -> bytes:
    """The paper with one visible electronic signature after the other on its lines."""
    data = paper.data
    for line, who, when in signings:
        page, box = paper.places[line]
        data = sign(data, who, when, field=line.capitalize(), page=page, box=box)
    return data
