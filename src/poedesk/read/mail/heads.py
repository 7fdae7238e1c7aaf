"""Recognises what mail programs write above a message that they quote or forward.

Three shapes occur: a block of labelled lines ("From: … Sent: … To: … Subject: …"), the same
block run together on one line, and one sentence ("On 3 March, Ann Li wrote:"). A marker
("---------- Forwarded message ---------") may stand above the first two. The words of all
languages are in `checklists/vocabulary/mail.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from poedesk.model import Vocabulary
from poedesk.read.mail import attribution
from poedesk.read.mail.people import people, person
from poedesk.read.mail.quoted_lines import Head, Line
from poedesk.read.mail.words import Words, words

_LONGEST_LINE = 2000  # a head stands on short lines; longer ones are running text
_LONGEST_BLOCK = 30
_WRAPPED = 6  # lines over which a list of recipients may run on
_RULE = re.compile(r"^[-_=*—–]{3,}$")
_LONG_RULE = re.compile(r"^_{10,}$")
_AROUND_MARKER = " \t-—–_=*.:：>"
_COLONS = (":", "：")
_HEADER_LINE = re.compile(r"[A-Za-z][A-Za-z-]{1,40}:(?:\s|$)")
_REPEATED = {"cc", "other"}  # Cc and Bcc; any number of lines of which nothing is used


def find(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[Head, ...]:
    """Every introduction of a quoted message, in order."""
    known = words(vocabulary)
    found: list[Head] = []
    at = 0
    while at < len(lines):
        head = _at(lines, at, known) if lines[at].text else None
        if head is None:
            at += 1
            continue
        found.append(_with_surroundings(head, lines, found[-1].after if found else 0, known))
        at = found[-1].after
    return tuple(found)


def _at(lines: Sequence[Line], at: int, known: Words) -> Head | None:
    if len(lines[at].text) > _LONGEST_LINE:
        return None
    if _bare(lines[at].text) in known.forwarded | known.either:
        return _marked(lines, at, known)
    return (
        _block(lines, at, known)
        or _one_line(lines, at, known)
        or attribution.read(lines, at, known)
    )


def _bare(text: str) -> str:
    """A marker's words without the dashes and colons around them."""
    return text.strip(_AROUND_MARKER).casefold()


def _marked(lines: Sequence[Line], at: int, known: Words) -> Head | None:
    """The block under a marker; the marker alone where none follows but its form is sure."""
    told = True if _bare(lines[at].text) in known.forwarded else None
    for below in range(at + 1, min(at + 4, len(lines))):
        if not lines[below].text:
            continue
        head = _block(lines, below, known) or _one_line(lines, below, known)
        if head is not None:
            return replace(head, first=at, forwarded=told)
        break
    if lines[at].text.strip(_AROUND_MARKER) == lines[at].text:
        return None
    return Head(at, at + 1, lines[at].level, None, (), "", "", told)


def _with_surroundings(head: Head, lines: Sequence[Line], after: int, known: Words) -> Head:
    """Take a rule or a title right above the block into it, and a rule right below it."""
    above = head.first - 1
    while above > after and not lines[above].text:
        above -= 1
    if above >= after and _belongs(lines[above], head, known):
        head = replace(head, first=above)
    below = next((at for at in range(head.after, len(lines)) if lines[at].text), len(lines))
    if below < min(head.after + 3, len(lines)) and _LONG_RULE.match(lines[below].text):
        head = replace(head, after=below + 1)
    return head


def _belongs(line: Line, head: Head, known: Words) -> bool:
    quoted_below = head.level > line.level
    return _RULE.match(line.text) is not None or attribution.is_title(
        line, known, quoted_below=quoted_below
    )


def label(text: str, known: Words) -> tuple[str, str] | None:
    """Kind and value of a labelled line ("*Von:* Ann Li" → from, "Ann Li"), else None."""
    cut = min((at for at in map(text.find, _COLONS) if at >= 0), default=-1)
    if not 0 < cut <= 40:
        return None
    kind = known.labels.get(text[:cut].strip(" \t*").casefold())
    return None if kind is None else (kind, text[cut + 1 :].strip(" \t*"))


def _block(lines: Sequence[Line], at: int, known: Words) -> Head | None:
    """Labelled lines; their values may be wrapped, and single blank lines may part them."""
    level = lines[at].level
    values: dict[str, str] = {}
    after, kind = at, ""
    wrapped: list[str] = []  # lines that belong to the block only if a label follows
    for number in range(at, min(at + _LONGEST_BLOCK, len(lines))):
        line = lines[number]
        found = label(line.text, known)
        if line.level != level or (found and found[0] in values.keys() - _REPEATED):
            break
        if found:
            if kind:
                values[kind] = " ".join([values[kind], *_value_of(wrapped)]).strip()
            kind, value = found
            values[kind] = "; ".join(filter(None, (values.get(kind), value)))
            after, wrapped = number + 1, []
        elif number == at or not _may_run_on(line, wrapped):
            break
        elif _ends_open(values[kind]) and kind in {"to", "cc"} and "@" in line.text:
            values[kind] += " " + line.text
            after = number + 1
        else:
            wrapped.append(line.text)
    return _head(at, after, level, values) if _is_head(values) else None


def _value_of(wrapped: Sequence[str]) -> Iterator[str]:
    """The lines that go on with a value: up to a header line of a name that is not known."""
    return takewhile(lambda text: not _HEADER_LINE.match(text), wrapped)


def _may_run_on(line: Line, wrapped: Sequence[str]) -> bool:
    """One blank line between labels, or a few lines of a wrapped value without a blank."""
    if not line.text:
        return not wrapped
    return len(wrapped) < _WRAPPED and "" not in wrapped


def _ends_open(value: str) -> bool:
    return value.endswith((";", ","))


def _is_head(values: dict[str, str]) -> bool:
    """A sender, a date and one more; a form with such labels has no address and no subject."""
    sender = values.get("from", "")
    if not any(map(str.isalpha, sender)) or not {"to", "subject"} & values.keys():
        return False
    addressed = "@" in sender or "@" in values.get("to", "")
    return ("date" in values and ("subject" in values or addressed)) or (
        "subject" in values and addressed
    )


def _head(first: int, after: int, level: int, values: dict[str, str]) -> Head:
    return Head(
        first,
        after,
        level,
        person(values.get("from", "")),
        people(values.get("to", "")) + people(values.get("cc", "")),
        values.get("date", ""),
        values.get("subject", ""),
        None,
    )


def _one_line(lines: Sequence[Line], at: int, known: Words) -> Head | None:
    """The whole block run together on one line, as some web mail programs send it."""
    text = lines[at].text
    if sum(map(text.count, _COLONS)) < 3:  # the search below is slow
        return None
    hits = list(known.run_together.finditer(text))
    if len(hits) < 3 or known.labels[hits[0].group(1).casefold()] != "from":
        return None
    before = _bare(text[: hits[0].start()])
    if before and before not in known.forwarded | known.either:
        return None
    values: dict[str, str] = {}
    ends = [hit.start() for hit in hits[1:]] + [len(text)]
    for hit, end in zip(hits, ends, strict=True):
        values.setdefault(known.labels[hit.group(1).casefold()], text[hit.end() : end].strip())
    if not _is_head(values):
        return None
    head = _head(at, at + 1, lines[at].level, values)
    return replace(head, forwarded=True) if before in known.forwarded else head
