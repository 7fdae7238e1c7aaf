"""What a recipe is given and what it gives, and the acts that several recipes share."""

from __future__ import annotations

import html
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


def as_html(text: str) -> str:
    """A mail's words as Outlook's HTML: a paragraph a line, a rule above what is quoted."""
    paragraphs = [
        "<hr style='display:inline-block;width:98%'>"
        if set(line) == {"_"}
        else f"<p class=MsoNormal>{html.escape(line, quote=False) or '&nbsp;'}</p>"
        for line in text.splitlines()
    ]
    style = "<style>p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:Calibri}</style>"
    body = "\n".join(paragraphs)
    return f"<html><head>{style}</head><body lang=EN-US><div>\n{body}\n</div></body></html>"
