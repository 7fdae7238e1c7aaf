"""Writes what lies upon a PDF page below the page's own text, each word once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poedesk.model import Segment
from poedesk.read.pdf.annotations import Annotations, Entry
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.plane import Plane
from poedesk.read.text import Composer, normalise

SEALS = "electronic signatures"  # the part of a page for what their fields show
_CUT = 20  # letters; a value of which a field shows fewer is another, not cut off
_SLACK = 2.0  # points by which letters may stand out of their field


@dataclass(frozen=True, slots=True)
class Annotated:
    """A page with annotations: what its own text shows where, and what they draw upon it."""

    plane: Plane
    text: str
    segments: tuple[Segment, ...]
    drawn: PageText | None


@dataclass(frozen=True, slots=True)
class Differing:
    """Where the page shows one value and the file holds another: both are written, at `places`
    of the whole text (start and end). `where` names what holds it: a form, or a note such as a
    stamp.
    """

    places: tuple[tuple[int, int], ...]
    shown: str
    held: str
    where: str


def write(
    composer: Composer, page: Annotated, upon: Annotations, *, redrawn: bool
) -> Iterator[Differing]:
    """Add form values and notes, as far as the page's own text does not show them already.

    `redrawn` says that viewers draw the form's values anew: what is drawn now then counts for
    nothing. Yields the fields whose shown and held value differ.
    """
    groups = (
        ("form fields", [one for one in upon.fields if one.kind != "signature"]),
        (SEALS, [one for one in upon.fields if one.kind == "signature"]),
        ("annotations", upon.notes),
    )
    every = [one for _, entries in groups for one in entries]
    for name, entries in groups:
        written = [(one, _drawn_in(page, one)) for one in entries]
        fresh = [
            (one, drawn)
            for one, drawn in written
            if (one.value or drawn) and not _already_shown(page, one)
        ]
        if fresh:
            composer.begin(f"{name} of page {page.plane.page}", page.plane.page)
        for one, drawn in fresh:
            seen = () if redrawn and one.value else drawn
            yield from _entry(composer, page, one, seen, among=_among(page, one, seen, every))


def _drawn_in(page: Annotated, entry: Entry) -> tuple[Segment, ...]:
    """The lines that are drawn within an entry's box."""
    if page.drawn is None or entry.kind == "button":
        return ()
    left, top, right, bottom = page.plane.shown(entry.box)
    return tuple(
        one
        for one in page.drawn.segments
        if left - _SLACK <= (one.left + one.right) / 2 <= right + _SLACK
        and top - _SLACK <= (one.top + one.bottom) / 2 <= bottom + _SLACK
    )


def _among(page: Annotated, entry: Entry, drawn: Sequence[Segment], every: Sequence[Entry]) -> bool:
    """Whether what is drawn in an entry's box stands in another's, too: fields side by side, of
    which one line was read, and fields that lie upon one another.
    """
    others = [page.plane.shown(one.box) for one in every if one is not entry]
    return any(
        one.left < right and left < one.right and top < (one.top + one.bottom) / 2 < bottom
        for left, top, right, bottom in others
        for one in drawn
    )


def _already_shown(page: Annotated, entry: Entry) -> bool:
    """Whether the page's own text has the entry's words at the entry's place."""
    left, top, right, bottom = page.plane.shown(entry.box)
    there = "".join(
        page.text[one.start : one.end]
        for one in page.segments
        if one.left < right and left < one.right and one.top < bottom and top < one.bottom
    )
    return bool(entry.value) and "".join(entry.value.split()) in "".join(there.split())


def _entry(
    composer: Composer, page: Annotated, entry: Entry, drawn: Sequence[Segment], *, among: bool
) -> Iterator[Differing]:
    """Write what the page shows, and what the form holds where that is something else; `among`
    says that what is drawn is not this entry's alone.
    """
    lines = _lines(page, drawn)
    shown = "\n".join(lines)
    held = normalise(entry.value)[0]
    label = " ".join(normalise(entry.label)[0].split())
    differs = bool(shown and held) and not same(shown, held, entry.kind)
    if among and _plain(held) in _plain(shown):
        differs = False
    more = entry.kind == "note" and len(_plain(shown)) > len(_plain(held))
    places: list[tuple[int, int]] = []
    if shown and (differs or more or not held):
        start = _written(composer, label, lines, list(drawn))
        places.append((start, start + len(shown)))
    if held and (differs or not more):
        lines = held.split("\n")
        start = _written(composer, label, lines, list(_spread(page.plane, entry, lines)))
        places.append((start, start + len(held)))
    if differs:
        where = "the note" if entry.kind == "note" else "the form"
        yield Differing(tuple(places), shown, held, where)


def _lines(page: Annotated, drawn: Sequence[Segment]) -> list[str]:
    return [page.drawn.text[one.start : one.end] for one in drawn] if page.drawn else []


def same(shown: str, held: str, kind: str) -> bool:
    """Whether a shown value is the held one of an entry of that kind: set apart, cut off, or a
    figure set out; a list shows what was not chosen, and a stamp who set it and when, too.
    """
    if kind == "choice" and set(_words(held)) <= set(_words(shown)):
        return True
    one, two = _plain(shown), _plain(held)
    if not one or not two or one == two or (kind == "note" and one.startswith(two)):
        return True
    if len(one) >= _CUT and two.startswith(one):
        return True
    figures, others = re.sub(r"\D", "", one), re.sub(r"\D", "", two)
    return bool(figures) and figures.strip("0") == others.strip("0") and two.isdigit()


def _words(value: str) -> list[str]:
    return value.casefold().replace(",", " ").split()


def _plain(value: str) -> str:
    return "".join(filter(str.isalnum, value.casefold()))


def _spread(plane: Plane, entry: Entry, lines: Sequence[str]) -> Iterator[Segment]:
    """Places for lines of which only the box around them all is known."""
    left, top, right, bottom = plane.shown(entry.box)
    height = (bottom - top) / len(lines)
    for number in range(len(lines)):
        y = top + number * height
        yield Segment(plane.page, 0, 0, left, y, right, y + height)


def _written(
    composer: Composer, label: str, lines: Sequence[str], places: Sequence[Segment]
) -> int:
    """Write "label⇥value"; only the value has a place. Returns where the value starts."""
    head = f"{label}\t" if label else ""
    at = len(head)
    segments = []
    for line, place in zip(lines, places, strict=True):
        if line.strip():
            box = place.left, place.top, place.right, place.bottom
            segments.append(Segment(place.page, at, at + len(line), *box))
        at += len(line) + 1
    return composer.raw(head + "\n".join(lines) + "\n", segments) + len(head)
