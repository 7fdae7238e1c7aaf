"""Recognises what mail programs write above a message that they quote or forward.

Three shapes occur: a block of labelled lines ("From: … Sent: … To: … Subject: …"), the same
block run together on one line, and one sentence ("On 3 March, Ann Li wrote:"). A marker
("---------- Forwarded message ---------") may stand above the first two. The words of all
languages are in `checklists/vocabulary/mail.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from poedesk.errors import ChecklistError
from poedesk.model import Address, Vocabulary
from poedesk.read.people import people, person

_LONGEST_LINE = 2000  # a head stands on short lines; longer ones are running text
_LONGEST_BLOCK = 30
_WRAPPED = 6  # lines over which a list of recipients may run on
_QUOTE_MARKS = re.compile(r"[ \t]{0,3}(?:>[ \t]?)+")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_RULE = re.compile(r"^[-_=*—–]{3,}$")
_AROUND_MARKER = " \t-—–_=*.:：>"
_AROUND_NAME = " \t\"'.*-«»„“”"
_COLONS = (":", "：")
_HEADER_LINE = re.compile(r"[A-Za-z][A-Za-z-]{1,40}:(?:\s|$)")
_REPEATED = {"cc", "other"}  # Cc and Bcc; any number of lines of which nothing is used


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
        found.append(_with_rule(head, lines, found[-1].after if found else 0))
        at = head.after
    return tuple(found)


def _at(lines: Sequence[Line], at: int, known: Words) -> Head | None:
    if len(lines[at].text) > _LONGEST_LINE:
        return None
    if _bare(lines[at].text) in known.forwarded | known.either:
        return _marked(lines, at, known)
    return _block(lines, at, known) or _one_line(lines, at, known) or _wrote(lines, at, known)


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


def _with_rule(head: Head, lines: Sequence[Line], after: int) -> Head:
    """Take a line of underscores right above the block into it."""
    above = head.first - 1
    while above > after and not lines[above].text:
        above -= 1
    if above >= after and _RULE.match(lines[above].text):
        return replace(head, first=above)
    return head


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


def _wrote(lines: Sequence[Line], at: int, known: Words) -> Head | None:
    """A sentence "On <date> <name> wrote:", which may run over three lines."""
    for last in range(at, min(at + 3, len(lines))):
        line = lines[last]
        if not line.text or line.level != lines[at].level:
            return None
        if not line.text.rstrip(" *-_").endswith(_COLONS):
            continue
        sentence = " ".join(one.text for one in lines[at : last + 1])
        quoted_below = _next_level(lines, last + 1) > line.level
        if last > at and _is_attribution(line.text, known, quoted_below=quoted_below):
            return None  # the shorter sentence is found when its own first line is reached
        if not _is_attribution(sentence, known, quoted_below=quoted_below):
            continue
        sender, date = _writer(sentence, known)
        return Head(at, last + 1, line.level, sender, (), date, "", forwarded=False)
    return None


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
    pieces = re.split(r"[\n,:()\d<]+|[–—-]\s", known.wrote.sub("\n", head))
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
