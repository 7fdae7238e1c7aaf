"""The lines of a mail, and what introduces a quoted message among them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poedesk.model import Address

_QUOTE_MARKS = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mail without its quotation marks; `level` counts the ">" before it."""

    start: int
    end: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """What introduces a quoted message: lines `first` up to, not including, `after`.

    `level` is the quotation level of the introduction itself; `forwarded` is True or False
    where a marker or a sentence tells, else None.
    """

    first: int
    after: int
    level: int
    sender: Address | None
    to: tuple[Address, ...]
    date: str
    subject: str
    forwarded: bool | None


def split(text: str, start: int, end: int) -> tuple[Line, ...]:
    """The lines of `text[start:end]`, told from their quotation marks."""
    found: list[Line] = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        marks = _QUOTE_MARKS.match(text, start, stop)
        begin = marks.end() if marks else start
        level = marks.group().count(">") if marks else 0
        found.append(Line(begin, stop, level, text[begin:stop].strip()))
        start = stop + 1
    return tuple(found)
