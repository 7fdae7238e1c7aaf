"""Recognises the sentence above an answered message: "On 3 March at 9:00, Ann Li wrote:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from poedesk.model import Address
from poedesk.read.mail.people import people
from poedesk.read.mail.quoted_lines import Head, Line
from poedesk.read.mail.words import Words

_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_AROUND_NAME = " \t\"'.*-«»„“”、，"
_COLONS = (":", "：")
_DASHED = re.compile(r"^-{3,}[^-].*-{3,}$")
_ARROWS = re.compile(r"^(.{3,300}?)(\d{1,4}[./-]\d{1,2}[./-]\d{2,4}.{0,20}?)\s*>>>$")


def read(lines: Sequence[Line], at: int, known: Words) -> Head | None:
    """A sentence "On <date> <name> wrote:" at the line `at`, which may run over three lines."""
    arrows = _ARROWS.match(lines[at].text)
    if arrows is not None:
        sender = next(iter(people(arrows.group(1))), None)
        return Head(at, at + 1, 0, sender, (), arrows.group(2), "", forwarded=False)
    for last in range(at, min(at + 3, len(lines))):
        line = lines[last]
        if not line.text or line.level != lines[at].level:
            return None
        if not (line.text.rstrip(" *-_").endswith(_COLONS) or _DASHED.match(line.text)):
            continue
        sentence = " ".join(one.text for one in lines[at : last + 1])
        quoted_below = _next_level(lines, last + 1) > line.level
        if last > at and _stands_alone(line.text, known, quoted_below=quoted_below):
            return None  # the shorter sentence is found when its own first line is reached
        if not _is_attribution(sentence, known, quoted_below=quoted_below):
            continue
        sender, date = _writer(sentence, known)
        return Head(at, last + 1, line.level, sender, (), date, "", forwarded=False)
    return None


def is_title(line: Line, known: Words, *, quoted_below: bool) -> bool:
    """Whether the line right above a block of labels belongs to it: "-----Ann Li wrote: -----",
    or a sentence above a block that is itself quoted.
    """
    whole = _DASHED.match(line.text) is not None or quoted_below
    return whole and len(line.text) < 200 and known.wrote.search(line.text) is not None


def _stands_alone(text: str, known: Words, *, quoted_below: bool) -> bool:
    """Whether the last line of a sentence is itself one that names somebody."""
    is_whole = _is_attribution(text, known, quoted_below=quoted_below)
    return is_whole and _writer(text, known)[0] is not None


def _next_level(lines: Sequence[Line], at: int) -> int:
    return next((line.level for line in lines[at : at + 4] if line.text), 0)


def _is_attribution(sentence: str, known: Words, *, quoted_below: bool) -> bool:
    """A verb of writing, a date with digits, and a sign that it is no ordinary sentence."""
    if len(sentence) > 400 or not re.search(r"\d", re.sub(r"\S+@\S+", "", sentence)):
        return False
    timed = _TIME.search(sentence) is not None
    signs = (timed, quoted_below, "@" in sentence)
    return all(signs) or (any(signs) and known.wrote.search(sentence) is not None)


def _writer(sentence: str, known: Words) -> tuple[Address | None, str]:
    """Who wrote, and the words around the date, of "On 3 March at 9:00, Ann Li <a@x> wrote:"."""
    address = next((one for one in people(sentence) if one.email), None)
    head = sentence.partition(address.email)[0] if address else sentence.rstrip(" *-_:：")
    pieces = re.split(r"[\n,，、:()\d<]+|[–—-]\s", known.wrote.sub("\n", head))
    names = [name for name in (_without_clock(piece, known) for piece in pieces) if name]
    around = known.wrote.split(sentence)
    date = next((piece for piece in around if re.search(r"\d", piece)), sentence)
    name = names[-1] if names else ""
    sender = Address(name, address.email if address else "") if name or address else None
    return sender, date


def _without_clock(piece: str, known: Words) -> str:
    """Strip "AM", "Uhr" or "um" from the ends of a piece, and the quotation marks of a name."""
    names = piece.strip(_AROUND_NAME).split()
    while names and names[0].casefold() in known.clock:
        names.pop(0)
    while names and names[-1].casefold() in known.clock:
        names.pop()
    return " ".join(names).strip(_AROUND_NAME)
