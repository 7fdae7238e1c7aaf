"""Certificate pages that are a log (one line an event) or a table (one row an event)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from poedesk.attest.provider.cells import Cell, Sheet, stack
from poedesk.attest.provider.person import (
    ADDRESS,
    ROLES,
    SHUFFLED,
    Person,
    cell_name,
    named,
    place_of,
)
from poedesk.attest.provider.times import Stamp
from poedesk.attest.provider.words import Words, plain

_LINES = 3
"""So many lines an event may run on."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line that says what `person` did; it stands in `lines`, of which `cell` is the first."""

    kind: str
    cell: Cell
    lines: tuple[Cell, ...]
    person: Person


# ── A log ───────────────────────────────────────────────────────────────────────────────


def events(sheet: Sheet, words: Words) -> Iterator[Event]:
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
) -> Event | None:
    for more in range(_LINES):
        lines = tuple(stack(sheet, cell, more))
        text = " ".join(one.text for one in lines)
        match = form.search(text)
        if match is not None and match.start() < len(cell.text):
            return Event(kind, cell, lines, _actor(lines, match, kind, words))
        if len(lines) <= more or ADDRESS.search(text):
            return None
    return None


def _actor(lines: tuple[Cell, ...], match: re.Match[str], kind: str, words: Words) -> Person:
    whole = replace(lines[0], text=" ".join(one.text for one in lines))
    name = named(whole, *match.span("name"), words)
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
        role=ROLES.get(kind, ""),
        stamp=None,
    )


def logged(
    sheet: Sheet, stamps: Sequence[Stamp], words: Words, events: Sequence[Event]
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
            doubt = SHUFFLED
        person = replace(event.person, stamp=stamp if acts else None)
        hosted = event.kind == "signed" and person.email.casefold() in hosts
        persons.append(replace(person, email="") if hosted else person)
    return persons, doubt


def _own(sheet: Sheet, event: Event, stamps: Sequence[Stamp], words: Words) -> Stamp | None:
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
            return single(sheet, found)
    return None


def single(sheet: Sheet, found: Sequence[Stamp]) -> Stamp | None:
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
    sheet: Sheet, stamps: Sequence[Stamp], events: Sequence[Event]
) -> dict[int, Stamp] | None:
    """The time of each line of a log whose times stand on lines of their own; None where lines
    and times do not alternate.
    """
    first = min((e.cell for e in events), key=place_of)
    lines = [
        one for one in sheet.cells if _is_line(one, events) and place_of(one) >= place_of(first)
    ]
    own = [one for one in stamps if one.timed and sheet.row(one.cells[0])[0] is one.cells[0]]
    marks: list[tuple[tuple[int, float], Cell | Stamp]] = [(place_of(one), one) for one in lines]
    marks += [(one.place, one) for one in own if not _labelled(one)]
    marks.sort(key=lambda one: one[0])
    leading = [
        isinstance(one, Stamp) for _, one in marks[: marks.index((place_of(lines[0]), lines[0]))]
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


def _is_line(cell: Cell, events: Sequence[Event]) -> bool:
    return ADDRESS.search(cell.text) is not None or any(cell is one.cell for one in events)


# ── A table ─────────────────────────────────────────────────────────────────────────────


def rows(sheet: Sheet, stamps: Sequence[Stamp], words: Words) -> Iterator[Person]:
    """The people of a table with the deed, the address and the time in cells of their own."""
    for cell in sheet.cells:
        kind = words.deeds.get(plain(cell.text.partition(",")[0]), "")
        if kind not in {"signed", "approved"} or cell.text.rstrip().endswith(":"):
            continue
        row = sheet.row(cell)
        mails = [one for one in row if ADDRESS.fullmatch(one.text)]
        timed = [one for one in stamps if one.start == one.cells[0].start and one.cells[0] in row]
        stamp = single(sheet, timed) if timed else None
        if len(mails) != 1 or stamp is None:
            continue
        name = next((n for one in row if (n := cell_name(one, words)) is not None), None)
        said = next((r for one in row if (r := words.roles.get(plain(one.text)))), None)
        yield Person(
            mails[0].text,
            (mails[0].start, mails[0].end),
            name[0] if name else "",
            name[1] if name else None,
            said if said and said != "sender" and kind != "signed" else ROLES[kind],
            stamp,
        )
