"""Certificate pages that are a list of people with the times of each."""

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
    Range,
    cell_name,
    is_name,
    named,
    place_of,
)
from poedesk.attest.provider.times import Stamp
from poedesk.attest.provider.words import Words, plain

_ACTS = frozenset({"signed", "approved"})
_KINDS = _ACTS | {"sent", "viewed"}
_APART = 4.0
"""So many line heights a name may stand above the address or its label."""
_DIGIT = re.compile(r"\d")
_LINES = 3
"""So many lines above an address are looked at for the name."""


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


def listed(sheet: Sheet, stamps: Sequence[Stamp], words: Words) -> tuple[list[Person], str]:
    """The people of a list, each with the times that stand beside and below; and why the times
    could not be told apart.
    """
    entries = _entries(sheet, words)
    own: list[list[tuple[str, Stamp]]] = [[] for _ in entries]
    for stamp in stamps:
        kind, number = kind_of(sheet, stamp, words), _owner(entries, stamp)
        if kind in _KINDS and number is not None:
            own[number].append((kind, stamp))
        elif kind in _ACTS:
            return [one.person for one in entries], SHUFFLED
    if _mixed(entries, own):
        return [one.person for one in entries], SHUFFLED
    return [_timed(one.person, times) for one, times in zip(entries, own, strict=True)], ""


def _mixed(entries: Sequence[_Entry], own: Sequence[Sequence[tuple[str, Stamp]]]) -> bool:
    """Whether times stand with people whose they are not: two of one deed, a deed of somebody
    who does nothing, or all of them with one while another has none.
    """
    for entry, times in zip(entries, own, strict=True):
        kinds = [kind for kind, _ in times]
        acting = {stamp.start for kind, stamp in times if kind in _ACTS}
        idle = entry.person.role in {"copy", "sender"}
        if len(acting) > 1 or (idle and acting):
            return True
        crowded = len(kinds) > len(set(kinds))
        if crowded and not all(own):
            return True
    return False


def _timed(person: Person, own: Sequence[tuple[str, Stamp]]) -> Person:
    """A person with the time of the act, which tells the role where no heading does."""
    acts = [(kind, stamp) for kind, stamp in own if kind in _ACTS]
    if not acts:
        return person
    kind, stamp = acts[0]
    return replace(person, stamp=stamp, role=person.role or ROLES[kind])


def _owner(entries: Sequence[_Entry], stamp: Stamp) -> int | None:
    """The person beside whom a time stands; of several side by side the one to the left of it."""
    around = [n for n, one in enumerate(entries) if one.begin <= stamp.place < one.end]
    if len(around) > 1:
        around = [n for n in around if entries[n].left <= stamp.cells[0].left]
        around.sort(key=lambda n: entries[n].left)
    return around[-1] if around else None


def kind_of(sheet: Sheet, stamp: Stamp, words: Words) -> str:
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
        mail = ADDRESS.search(cell.text)
        if mail is not None:
            person, top = _person(sheet, cell, mail, role, words)
            found.append((cell, person, top, bool(role or person.role)))
            bounds.append(top)
    last = (10**9, 0.0)
    entries = []
    for cell, person, begin, introduced in found:
        later = (one for one in bounds if one > (begin[0], begin[1] + cell.height / 2))
        following = [one for one in later if one > place_of(cell)]
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
    before = named(cell, 0, mail.start(), words) if mail.start() else None
    if before is not None and words.labels.get(plain(cell.text[: mail.start()])) is None:
        return (*before, cell.top)
    apart = _first_and_last(sheet, cell, words)
    if apart is not None:
        return apart
    above: Cell | None = cell
    for _ in range(_LINES):
        above = sheet.above(above, _APART) if above is not None else None
        if above is None or _under_heading(sheet, above, cell, words):
            break
        label, start = above.label()
        inside = (
            start - above.start if words.labels.get(label) == "name" and start < above.end else 0
        )
        name = named(above, inside, len(above.text), words, alone=True)
        if name is not None:
            return (*name, above.top)
    left = sheet.left(cell)
    beside = named(left, 0, len(left.text), words, alone=True) if left is not None else None
    if beside is None and (right := sheet.right(cell)) is not None:
        beside = cell_name(right, words)
    return (*beside, cell.top) if beside is not None else None


def _first_and_last(sheet: Sheet, cell: Cell, words: Words) -> tuple[str, Range, float] | None:
    """A name whose parts stand one above the other, each with its label."""
    parts: dict[str, Cell] = {}
    above: Cell | None = cell
    for _ in range(_LINES):
        above = sheet.above(above, _APART) if above is not None else None
        label = sheet.left(above) if above is not None else None
        kind = words.labels.get(label.label()[0]) if label is not None else None
        if above is not None and kind in {"first", "last", "name"}:
            parts.setdefault(kind, above)
    first, last = parts.get("first"), parts.get("last") or parts.get("name")
    if first is None or last is None:
        return None
    name = f"{first.text} {last.text}"
    return (
        (name, (last.start, last.end), min(first.top, last.top)) if is_name(name, words) else None
    )


def _under_heading(sheet: Sheet, above: Cell, cell: Cell, words: Words) -> bool:
    """Whether a heading stands between two cells of a page, or above is one itself."""
    between = (
        one for one in sheet.cells if one.page == cell.page and above.top <= one.top < cell.top
    )
    return any(_heading(sheet, one, words) for one in between)


def _completed(sheet: Sheet, entry: _Entry, words: Words) -> _Entry:
    """With what the labels beside a person say of them, and the lines below the address."""
    cells = [one for one in sheet.cells if entry.begin <= place_of(one) < entry.end]
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
        if ":" in line.text or not is_name(line.text, words) or place_of(line) >= entry.end:
            return
        yield line.start, line.end
