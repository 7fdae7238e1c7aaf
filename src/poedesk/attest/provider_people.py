"""Whom a certificate page names, in which role, and when each of them signed.

A page is a log (one line an event), a table (one row an event) or a list of people with the
times of each. A time is given to a person only where line and column leave no choice; where the
page was shuffled so that they do, the people stand without times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from poedesk.attest.provider_cells import Cell, Sheet, stack
from poedesk.attest.provider_times import Stamp
from poedesk.attest.provider_words import MAIL, Words, plain

Range = tuple[int, int]

_MAIL = re.compile(rf"(?<![\w.+-]){MAIL}")
_WHO = re.compile(rf"(?P<name>[^()<>\[\]\n\t:]{{2,80}}?),? ?[(<\[] ?(?P<email>{MAIL}) ?[)>\]]")
_NO_NAME = re.compile(r"[\d@:/\\_#*]|\.\.|\b(?:UTC|GMT)\b")
_LEAD = re.compile(r".*(?:[\d|•]|\s[-–—]\s)(?:\s*(?:UTC|GMT|AM|PM)\b)?", re.IGNORECASE | re.DOTALL)
_DIGIT = re.compile(r"\d")
_LONGEST_NAME = 80
_APART = 4.0
"""So many line heights a name may stand above the address or its label."""
_LINES = 3
"""So many lines an event of a log may run on."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the page names; `role` is "signer", "copy", "approver", "viewer",
    "witness", "host", "sender" or empty. `stamp` is when they did what they were asked for;
    `lines` stand without a label below the address and may be title and company.
    """

    email: str
    email_at: Range
    name: str
    name_at: Range | None
    role: str
    stamp: Stamp | None
    title: Range | None = None
    company: Range | None = None
    authentication: str = ""
    lines: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Everybody on the page. `doubt` says why times could not be given to people; `declined`
    and `voided` that the page tells of somebody who refused, or took it all back.
    """

    persons: tuple[Person, ...]
    doubt: str
    declined: bool
    voided: bool


@dataclass(frozen=True, slots=True)
class _Event:
    kind: str
    cell: Cell
    lines: tuple[Cell, ...]
    person: Person


_ROLES = {
    "signed": "signer",
    "approved": "approver",
    "hosted": "host",
    "voided": "sender",
    "made": "sender",
    "copied": "copy",
}
"""The role that a deed shows."""
_SHUFFLED = "its times cannot be told apart by person"


def people(sheet: Sheet, stamps: Sequence[Stamp], words: Words) -> People:
    """Everybody whom the page names, each once."""
    events = list(_events(sheet, words))
    deeds = {one.kind for one in events}
    persons, doubt = _told(sheet, stamps, words, events)
    kinds = {_kind(sheet, one, words) for one in stamps}
    return People(
        tuple(_merged(persons, _names(sheet, words))),
        doubt,
        declined="declined" in deeds | kinds,
        voided="voided" in deeds,
    )


def _told(
    sheet: Sheet, stamps: Sequence[Stamp], words: Words, events: list[_Event]
) -> tuple[list[Person], str]:
    listed, doubt = _listed(sheet, stamps, words)
    if any(one.kind in {"signed", "approved"} for one in events):
        logged, doubt = _logged(sheet, stamps, words, events)
        return [*logged, *(_without_time(one) for one in listed)], doubt
    rows = list(_rows(sheet, stamps, words))
    if rows:
        return [*rows, *(_without_time(one) for one in listed)], ""
    return listed, doubt


def _without_time(person: Person) -> Person:
    return replace(person, stamp=None)


def _merged(persons: Iterable[Person], names: Mapping[str, tuple[str, Range]]) -> Iterator[Person]:
    """Each person once, with all that is told of them; the role in which they acted counts."""
    groups: dict[str, list[Person]] = {}
    for one in persons:
        groups.setdefault(one.email.casefold() or one.name.casefold(), []).append(one)
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
                name = _named(cell, match.start("name"), match.end("name"), words)
                if name is not None:
                    found.setdefault(match["email"].casefold(), name)
    return found


def _named(
    cell: Cell, start: int, end: int, words: Words, *, alone: bool = False
) -> tuple[str, Range] | None:
    """The name in a stretch of a cell's text, without what leads up to it unless it has to be
    `alone`; None for none.
    """
    lead = None if alone else _LEAD.match(cell.text, start, end)
    start = lead.end() if lead is not None else start
    text = cell.text[start:end]
    first, _, rest = text.strip().partition(" ")
    if rest and plain(first) in words.roles:
        start, text = start + text.index(rest), rest
    name = text.strip(" ,.;–-([<")
    if not _is_name(name, words):
        return None
    at = cell.start + start + text.index(name)
    return name, (at, at + len(name))


def _is_name(text: str, words: Words) -> bool:
    """Whether words can be the name of a person: no label, number or address."""
    key = plain(text)
    tables = (words.labels, words.headings, words.times, words.deeds, words.roles)
    known = any(key in one for one in tables)
    fits = 1 < len(text) <= _LONGEST_NAME and any(one.isalpha() for one in text)
    return fits and not known and _NO_NAME.search(text) is None and key not in words.statuses


# ── A log ───────────────────────────────────────────────────────────────────────────────


def _events(sheet: Sheet, words: Words) -> Iterator[_Event]:
    """Every line that says what somebody did; it may run on to where the address ends."""
    for cell in sheet.cells:
        for kind, forms in words.events.items():
            event = next(
                filter(None, (_event(sheet, cell, kind, one, words) for one in forms)), None
            )
            if event is not None:
                yield event
                break


def _event(
    sheet: Sheet, cell: Cell, kind: str, form: re.Pattern[str], words: Words
) -> _Event | None:
    for more in range(_LINES):
        lines = tuple(stack(sheet, cell, more))
        text = " ".join(one.text for one in lines)
        match = form.search(text)
        runs_on = match is not None and match.end("email") > len(text) - len(lines[-1].text)
        if match is not None and match.start() < len(cell.text) and runs_on:
            return _Event(kind, cell, lines, _actor(lines, match, kind, words))
        if len(lines) <= more:
            return None
    return None


def _actor(lines: tuple[Cell, ...], match: re.Match[str], kind: str, words: Words) -> Person:
    whole = replace(lines[0], text=" ".join(one.text for one in lines))
    name = _named(whole, *match.span("name"), words)
    offset, email_at = 0, (lines[0].start, lines[0].end)
    for line in lines:
        at = line.text.find(match["email"])
        if at >= 0 and match.start("email") <= offset + len(line.text):
            email_at = (line.start + at, line.start + at + len(match["email"]))
        offset += len(line.text) + 1
    inside = name is not None and name[1][1] <= lines[0].end
    return Person(
        email=match["email"],
        email_at=email_at,
        name=name[0] if name else "",
        name_at=(name[1] if inside else (lines[0].start, lines[0].end)) if name else None,
        role=_ROLES.get(kind, ""),
        stamp=None,
    )


def _logged(
    sheet: Sheet, stamps: Sequence[Stamp], words: Words, events: Sequence[_Event]
) -> tuple[list[Person], str]:
    """The people of a log. A time stands in the line itself, below it behind its label, on the
    same line, or else always above or always below.
    """
    hosts = {one.person.email.casefold() for one in events if one.kind == "hosted"}
    apart = _apart(sheet, stamps, events)
    persons, doubt = [], ""
    for event in events:
        stamp = _own(sheet, event, stamps, words) or (apart or {}).get(event.cell.start)
        acts = event.kind in {"signed", "approved"}
        if stamp is None and acts:
            doubt = _SHUFFLED
        person = replace(event.person, stamp=stamp if acts else None)
        hosted = event.kind == "signed" and person.email.casefold() in hosts
        persons.append(replace(person, email="") if hosted else person)
    return persons, doubt


def _own(sheet: Sheet, event: _Event, stamps: Sequence[Stamp], words: Words) -> Stamp | None:
    timed = [one for one in stamps if one.timed or one.cells[0] in event.lines]
    inside = [one for one in timed if one.cells[0] in event.lines]
    labelled = [
        one
        for one in timed
        if one.cells[0] in stack(sheet, event.lines[-1], 2)
        and words.times.get(one.cells[0].label()[0]) == event.kind
    ]
    beside = [one for one in timed if any(one.beside(line) for line in event.lines)]
    for found in (inside, labelled, beside):
        if found:
            return _single(sheet, found)
    return None


def _single(sheet: Sheet, found: Sequence[Stamp]) -> Stamp | None:
    """The one time among several on a line: the only one, or that of the server."""
    if len({one.moment or one.start for one in found}) == 1:
        return found[0]
    servers = [one for one in found if _heads_server(sheet, one.cells[0])]
    return servers[0] if len(servers) == 1 else None


def _heads_server(sheet: Sheet, cell: Cell) -> bool:
    return any(
        plain(one.text) == "server time" and abs(one.left - cell.left) < cell.height
        for one in sheet.cells
    )


def _apart(
    sheet: Sheet, stamps: Sequence[Stamp], events: Sequence[_Event]
) -> dict[int, Stamp] | None:
    """The time of each line of a log whose times stand on lines of their own; None where lines
    and times do not alternate.
    """
    first = min((e.cell for e in events), key=_place)
    lines = [one for one in sheet.cells if _is_line(one, events) and _place(one) >= _place(first)]
    own = [one for one in stamps if one.timed and sheet.row(one.cells[0])[0] is one.cells[0]]
    marks: list[tuple[tuple[int, float], Cell | Stamp]] = [(_place(one), one) for one in lines]
    marks += [(one.place, one) for one in own if not _labelled(one)]
    marks.sort(key=lambda one: one[0])
    leading = [
        isinstance(one, Stamp) for _, one in marks[: marks.index((_place(lines[0]), lines[0]))]
    ]
    ordered = [one for _, one in marks]
    if leading and leading[-1]:
        ordered.reverse()
    return _alternating(ordered, lines)


def _alternating(ordered: Sequence[Cell | Stamp], lines: Sequence[Cell]) -> dict[int, Stamp] | None:
    found: dict[int, Stamp] = {}
    line: Cell | None = None
    for one in ordered:
        if isinstance(one, Cell):
            line = one
        elif line is not None:
            found.setdefault(line.start, one)
            line = None
    return found if len(found) == len(lines) else None


def _labelled(stamp: Stamp) -> bool:
    return stamp.start > stamp.cells[0].start


def _place(cell: Cell) -> tuple[int, float]:
    return cell.page, cell.middle


def _is_line(cell: Cell, events: Sequence[_Event]) -> bool:
    return _MAIL.search(cell.text) is not None or any(cell is one.cell for one in events)


# ── A table ─────────────────────────────────────────────────────────────────────────────


def _rows(sheet: Sheet, stamps: Sequence[Stamp], words: Words) -> Iterator[Person]:
    """The people of a table with the deed, the address and the time in cells of their own."""
    for cell in sheet.cells:
        kind = words.deeds.get(plain(cell.text.partition(",")[0]), "")
        if kind not in {"signed", "approved"} or cell.text.rstrip().endswith(":"):
            continue
        row = sheet.row(cell)
        mails = [one for one in row if _MAIL.fullmatch(one.text)]
        timed = [one for one in stamps if one.start == one.cells[0].start and one.cells[0] in row]
        stamp = _single(sheet, timed) if timed else None
        if len(mails) != 1 or stamp is None:
            continue
        name = next((n for one in row if (n := _cell_name(one, words)) is not None), None)
        said = next((r for one in row if (r := words.roles.get(plain(one.text)))), None)
        yield Person(
            mails[0].text,
            (mails[0].start, mails[0].end),
            name[0] if name else "",
            name[1] if name else None,
            said if said and said != "sender" and kind != "signed" else _ROLES[kind],
            stamp,
        )


def _cell_name(cell: Cell, words: Words) -> tuple[str, Range] | None:
    taken = plain(cell.text) in words.roles or len(cell.text.split()) < 2
    return None if taken else _named(cell, 0, len(cell.text), words, alone=True)


# ── A list of people ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Entry:
    """A person of a list; what stands between `begin` and `end` (page, height) is about them.
    `headed` says that a heading, a label or a role introduces them.
    """

    person: Person
    headed: bool
    left: float
    begin: tuple[int, float]
    end: tuple[int, float]


def _listed(sheet: Sheet, stamps: Sequence[Stamp], words: Words) -> tuple[list[Person], str]:
    """The people of a list, each with the times that stand beside and below."""
    entries = _entries(sheet, words)
    own: dict[int, list[tuple[str, Stamp]]] = {number: [] for number in range(len(entries))}
    doubt = ""
    for stamp in stamps:
        kind = _kind(sheet, stamp, words)
        if kind not in {"signed", "approved"}:
            continue
        number = _owner(entries, stamp)
        if number is not None:
            own[number].append((kind, stamp))
        else:
            doubt = _SHUFFLED
    acting = {number: [stamp for _, stamp in found] for number, found in own.items()}
    roles = [one.person.role for one in entries]
    if any(len({s.start for s in found}) > 1 for found in acting.values()) or any(
        acting[number] and roles[number] in {"copy", "sender"} for number in acting
    ):
        return [one.person for one in entries], _SHUFFLED
    persons = [_timed(one.person, own[number]) for number, one in enumerate(entries)]
    return ([one.person for one in entries], doubt) if doubt else (persons, "")


def _timed(person: Person, own: Sequence[tuple[str, Stamp]]) -> Person:
    """A person with the time of the act, which tells the role where no heading does."""
    if not own:
        return person
    kind, stamp = own[0]
    return replace(person, stamp=stamp, role=person.role or _ROLES[kind])


def _owner(entries: Sequence[_Entry], stamp: Stamp) -> int | None:
    """The person beside whom a time stands; of several side by side the one to the left of it."""
    around = [n for n, one in enumerate(entries) if one.begin <= stamp.place < one.end]
    if len(around) > 1:
        around = [n for n in around if entries[n].left <= stamp.cells[0].left]
        around.sort(key=lambda n: entries[n].left)
    return around[-1] if around else None


def _kind(sheet: Sheet, stamp: Stamp, words: Words) -> str:
    """What a time is the time of: by the words before it, beside it or above it."""
    cell = stamp.cells[0]
    before = cell.text[: stamp.start - cell.start]
    if plain(before):
        return words.times.get(plain(before), "")
    for one in (sheet.left(cell), sheet.above(cell)):
        if one is not None and (kind := words.times.get(plain(one.text))):
            return kind
    return ""


def _entries(sheet: Sheet, words: Words) -> list[_Entry]:
    role = ""
    found: list[tuple[Cell, Person, tuple[int, float], bool]] = []
    bounds: list[tuple[int, float]] = []
    for cell in sheet.cells:
        heading = _heading(sheet, cell, words)
        if heading:
            role = heading
            bounds.append((cell.page, cell.top))
        mail = _MAIL.search(cell.text)
        if mail is not None:
            person, top = _person(sheet, cell, mail, role, words)
            found.append((cell, person, top, bool(role or person.role)))
            bounds.append(top)
    last = (10**9, 0.0)
    entries = []
    for cell, person, begin, introduced in found:
        later = (one for one in bounds if one > (begin[0], begin[1] + cell.height / 2))
        following = [one for one in later if one > _place(cell)]
        entries.append(_Entry(person, introduced, cell.left, begin, min(following, default=last)))
    headed = any(_heading(sheet, one, words) for one in sheet.cells)
    kept = [
        one
        for one in entries
        if one.person.role not in {"other", "sender"} and (one.headed or not headed)
    ]
    return [_completed(sheet, one, words) for one in kept]


def _heading(sheet: Sheet, cell: Cell, words: Words) -> str:
    """The role that a heading introduces; a label with its value beside it is none."""
    role = words.headings.get(plain(cell.text), "")
    if not role or (cell.text.rstrip().endswith((":", "：")) and sheet.right(cell) is not None):
        return ""
    return role


def _person(
    sheet: Sheet, cell: Cell, mail: re.Match[str], section: str, words: Words
) -> tuple[Person, tuple[int, float]]:
    """The person of an address, and the page and height at which what is told of them begins."""
    name = _name_of(sheet, cell, mail, words)
    label = cell.label()[0] if mail.start() else ""
    beside = [plain(one.text) for one in sheet.row(cell) if one is not cell]
    said = next((role for one in beside if (role := words.roles.get(one))), "")
    left = sheet.left(cell)
    labelled = words.headings.get(label) or (words.headings.get(plain(left.text)) if left else "")
    role = labelled or said or section
    role = "" if role == "anyone" else role
    top = cell.top if name is None else min(cell.top, name[2])
    person = Person(
        email="" if role == "present" else mail[0],
        email_at=(cell.start + mail.start(), cell.start + mail.end()),
        name="" if name is None or role == "present" else name[0],
        name_at=None if name is None or role == "present" else name[1],
        role="host" if role == "present" else role,
        stamp=None,
    )
    return person, (cell.page, top)


def _name_of(
    sheet: Sheet, cell: Cell, mail: re.Match[str], words: Words
) -> tuple[str, Range, float] | None:
    """The name that belongs to an address: before it, above it or to its left."""
    before = _named(cell, 0, mail.start(), words) if mail.start() else None
    if before is not None and words.labels.get(plain(cell.text[: mail.start()])) is None:
        return (*before, cell.top)
    above: Cell | None = cell
    for _ in range(_LINES):
        above = sheet.above(above, _APART) if above is not None else None
        if above is None or _under_heading(sheet, above, cell, words):
            break
        label, start = above.label()
        inside = (
            start - above.start if words.labels.get(label) == "name" and start < above.end else 0
        )
        name = _named(above, inside, len(above.text), words, alone=True)
        if name is not None:
            return (*name, above.top)
    left = sheet.left(cell)
    beside = _named(left, 0, len(left.text), words, alone=True) if left is not None else None
    if beside is None and (right := sheet.right(cell)) is not None:
        beside = _cell_name(right, words)
    return (*beside, cell.top) if beside is not None else None


def _under_heading(sheet: Sheet, above: Cell, cell: Cell, words: Words) -> bool:
    """Whether a heading stands between two cells of a page, or above is one itself."""
    between = (
        one for one in sheet.cells if one.page == cell.page and above.top <= one.top < cell.top
    )
    return any(_heading(sheet, one, words) for one in between)


def _completed(sheet: Sheet, entry: _Entry, words: Words) -> _Entry:
    """With what the labels beside a person say of them, and the lines below the address."""
    cells = [one for one in sheet.cells if entry.begin <= _place(one) < entry.end]
    found: dict[str, Range] = {}
    for cell in cells:
        kind = words.labels.get(cell.label()[0])
        place = _value(sheet, cell) if kind else None
        if kind and place:
            found.setdefault(kind, place)
    text, said = sheet.document.text, found.get("authentication")
    bare = list(_bare_lines(sheet, entry, words))
    person = replace(
        entry.person,
        title=found.get("title"),
        company=found.get("company"),
        lines=() if "title" in found or "company" in found else tuple(bare),
        authentication=" ".join(text[slice(*said)].split()) if said else "",
    )
    return replace(entry, person=person)


def _value(sheet: Sheet, cell: Cell) -> Range | None:
    """The value of a label that is no time."""
    _, start = cell.label()
    if start < cell.end:
        return start, cell.end
    near = (one for one in (sheet.right(cell), sheet.below(cell)) if one is not None)
    plainly = (one for one in near if not one.text.endswith(":") and not _DIGIT.search(one.text))
    return next(((one.start, one.end) for one in plainly), None)


def _bare_lines(sheet: Sheet, entry: _Entry, words: Words) -> Iterator[Range]:
    """Up to two lines without a label below the address: title and company, in any order."""
    address = next(one for one in sheet.cells if one.start <= entry.person.email_at[0] < one.end)
    for line in stack(sheet, address, 2)[1:]:
        if ":" in line.text or not _is_name(line.text, words) or _place(line) >= entry.end:
            return
        yield line.start, line.end
