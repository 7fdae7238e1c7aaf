"""Tells a mail's newest words from the messages quoted below or between them.

A message whose words are interrupted by a quotation (an answer between the lines, or below)
is given once for each uninterrupted piece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from poedesk.model import Address, Message, Vocabulary
from poedesk.read.mail import heads, quoted_date
from poedesk.read.mail.quoted_lines import Head, Line, split


@dataclass(frozen=True, slots=True, eq=False)
class _Author:
    """Somebody whose words occur in the mail, and how deep they are quoted."""

    depth: int
    sender: Address | None
    to: tuple[Address, ...]
    sent: datetime | None
    subject: str
    head: tuple[int, int] | None
    forwarded: bool | None
    day: date | None = None


def messages(
    text: str,
    start: int,
    end: int,
    vocabulary: Vocabulary,
    *,
    sender: Address | None = None,
    to: tuple[Address, ...] = (),
    sent: datetime | None = None,
    subject: str = "",
) -> tuple[Message, ...]:
    """The messages of the body `text[start:end]`, in the order of their places.

    The first is the mail itself (depth 0) with the given sender, recipients, time and
    subject; its range is empty where nothing was written above a quotation. Where no marker
    tells whether a quoted message was forwarded or answered, the prefix of the subject above
    it does ("FW:", "AW:").
    """
    own = _Author(0, sender, to, sent, subject, None, None)
    lines = split(text, start, end)
    found = heads.find(lines, vocabulary)
    pieces = _pieces(lines, found, own, vocabulary)
    if not pieces or pieces[0][0] is not own:
        pieces.insert(0, (own, start, start))
    return tuple(_message(author, begin, stop) for author, begin, stop in pieces)


def _message(author: _Author, start: int, end: int) -> Message:
    return Message(
        author.depth,
        author.sender,
        author.to,
        author.sent,
        author.subject,
        start,
        end,
        author.head,
        author.forwarded,
        author.day or (author.sent.date() if author.sent else None),
    )


def _pieces(
    lines: Sequence[Line], found: Sequence[Head], own: _Author, vocabulary: Vocabulary
) -> list[tuple[_Author, int, int]]:
    """Every run of lines of one author. `owners` knows whose words stand at which level."""
    by_line = {head.first: head for head in found}
    owners: dict[int, _Author] = {0: own}
    pieces: list[tuple[_Author, int, int]] = []
    fresh = True
    at = 0
    while at < len(lines):
        head = by_line.get(at)
        if head is not None:
            _enter(head, lines, owners, vocabulary)
            at, fresh = head.after, True
            continue
        line = lines[at]
        if line.text:
            author = _owner(owners, _level(lines, at))
            if not fresh and pieces and pieces[-1][0] is author:
                pieces[-1] = (author, pieces[-1][1], line.end)
            else:
                pieces.append((author, line.start, line.end))
            fresh = False
        at += 1
    if fresh and found:  # the last introduction has nothing below it
        end = lines[found[-1].after - 1].end
        pieces.append((owners[max(owners)], end, end))
    return pieces


def _enter(
    head: Head, lines: Sequence[Line], owners: dict[int, _Author], vocabulary: Vocabulary
) -> None:
    """From here on the words at the level below the head belong to its author."""
    above = owners[max(one for one in owners if one <= lines[head.first].level)]
    when = quoted_date.read(head.date, vocabulary)
    author = _Author(
        above.depth + 1,
        head.sender,
        head.to,
        when.moment,
        head.subject,
        (lines[head.first].start, lines[head.after - 1].end),
        head.forwarded if head.forwarded is not None else _by_prefix(above.subject, vocabulary),
        when.day,
    )
    rest = range(head.after, len(lines))
    below = next((lines[at].level for at in rest if lines[at].text), head.level)
    level = max(below, head.level)
    for deeper in [one for one in owners if one > level]:
        del owners[deeper]
    owners[level] = author


def _owner(owners: dict[int, _Author], level: int) -> _Author:
    """Whose words stand at `level`; an unknown author where nothing introduces them."""
    for deeper in [one for one in owners if one > level and owners[one].head is None]:
        del owners[deeper]
    if level in owners:
        return owners[level]
    nearest = owners[max(one for one in owners if one < level)]
    owners[level] = _Author(nearest.depth + 1, None, (), None, "", None, None)
    return owners[level]


def _level(lines: Sequence[Line], at: int) -> int:
    """A line's quotation level. An unmarked line between marked ones, without a blank, is
    the rest of a quoted line that a mail program wrapped.
    """
    line = lines[at]
    if line.level or at == 0 or at + 1 == len(lines):
        return line.level
    before, after = lines[at - 1], lines[at + 1]
    return before.level if before.text and before.level and after.level else 0


@lru_cache(maxsize=4)
def _prefixes(vocabulary: Vocabulary) -> Mapping[str, bool | None]:
    table = vocabulary["mail"]["prefixes"]
    reply, forward = ({one.casefold() for one in table[kind]} for kind in ("reply", "forward"))
    return {one: None if one in reply & forward else one in forward for one in reply | forward}


def _by_prefix(subject: str, vocabulary: Vocabulary) -> bool | None:
    """True for "FW: …", False for "RE: …", None for neither or for a prefix that means both."""
    prefix, colon, _ = subject.replace("：", ":").partition(":")
    bare = re.sub(r"[\s\d\[\]()]", "", prefix).casefold()
    return _prefixes(vocabulary).get(bare) if colon else None
