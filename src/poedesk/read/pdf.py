"""PDF: text with true positions, form values, notes, drawings and enclosed files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from poedesk.errors import UnreadableError
from poedesk.model import (
    Document,
    Enclosed,
    FileKind,
    Graphic,
    Mark,
    Reading,
    Recognised,
    Scan,
    Segment,
    Settings,
    Unread,
)
from poedesk.read import pdf_pages, pdf_scans, pdf_structure
from poedesk.read.enclosing import Opener, take
from poedesk.read.pdf_hidden import hidden
from poedesk.read.pdf_layout import PageText
from poedesk.read.pdf_pages import add_page, opened, turned
from poedesk.read.pdf_plane import Plane
from poedesk.read.pdf_scans import Area
from poedesk.read.pdf_structure import Annotations, Entry
from poedesk.read.scanned import uncertain, unread_reason
from poedesk.read.text import Composer, normalise

if TYPE_CHECKING:
    from pypdf import PdfReader

_OTHER_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG", b"II*\x00")
_LOST = "the file is damaged: its form values and notes cannot be read"
_DYNAMIC_FORM = (
    "a dynamic form that only Adobe's own programs show: open it there and print it to a PDF"
)


def sniff(data: bytes) -> bool:
    """Whether `data` is a PDF: readers allow 1024 bytes of anything before its header."""
    return b"%PDF-" in data[:1024] and not data.startswith(_OTHER_STARTS)


def read(
    path: str,
    inside: str | None,
    data: bytes,
    settings: Settings,
    recognised: Sequence[Recognised] = (),
) -> Reading:
    """Read a PDF; raises UnreadableError where it does not open or exceeds a limit.

    `Reading.scans` are the places that only text recognition can read; what it saw there is
    given as `recognised` when the file is read again.
    """
    with opened(data, settings) as (pdf, password):
        pages = len(pdf)
        if pages > settings.limits.pages:
            limit = settings.limits.pages
            raise UnreadableError(f"the PDF has {pages} pages, more than the limit of {limit}")
        content = _Content(pages, settings, recognised)
        for number in range(1, pages + 1):
            _read_page(pdf, number, content)
    made, changed, enclosed = _read_structure(path, data, password, content, settings)
    text, parts, segments = content.composer.finish()
    document = Document(
        path=path,
        inside=inside,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=FileKind.PDF,
        text=text,
        parts=parts,
        pages=pages,
        error=None,
        unread=tuple(content.unread),
        marks=tuple(content.marks),
        mail=None,
        created=made,
        modified=changed,
    )
    marks = (
        *document.marks,
        *_hidden_mark(document, content),
        *uncertain(document, content.unsure),
    )
    document = replace(document, marks=marks)
    return Reading(
        document, data, segments, tuple(content.graphics), enclosed, {}, tuple(content.scans)
    )


@dataclass(frozen=True, slots=True)
class _Annotated:
    """A page with annotations, and what its own text already shows where."""

    plane: Plane
    text: str
    segments: tuple[Segment, ...]


@dataclass(slots=True)
class _Content:
    """What was gathered so far."""

    pages: int
    settings: Settings
    recognised: Sequence[Recognised]
    composer: Composer = field(default_factory=Composer)
    graphics: list[Graphic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    annotated: list[_Annotated] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    unsure: list[tuple[int, int]] = field(default_factory=list)
    areas: list[Area | None] = field(default_factory=list)


# ── Pages ───────────────────────────────────────────────────────────────────────────────


def _read_page(pdf: Any, number: int, content: _Content) -> None:
    import pypdfium2.raw as pdfium

    try:
        with turned(pdf, number) as (page, textpage, plane):
            text, drawn = pdf_pages.content(page, textpage, plane)
            unseen = hidden(page, textpage, text, plane, drawn)
            annotated = pdfium.FPDFPage_GetAnnotCount(page.raw) > 0
            objects = pdfium.FPDFPage_CountObjects(page.raw)
    except UnreadableError as error:
        content.unread.append(Unread(f"page {number}", error.message))
        return
    found = [one for one in content.recognised if one.scan.page == number and not one.problem]
    own = pdf_scans.own_text(text, found)
    start = add_page(content.composer, number, own)
    content.graphics += drawn
    if own is text:
        content.hidden += [(start + one.start, start + one.end) for one in unseen]
    _read_pictures(text, drawn, plane, objects, content)
    if annotated:
        content.annotated.append(_Annotated(plane, own.text, own.segments))


def _read_pictures(
    text: PageText, drawn: Sequence[Graphic], plane: Plane, objects: int, content: _Content
) -> None:
    """Add what was recognised on the page, or ask for it."""
    asked = pdf_scans.wanted(text, drawn, plane, objects)
    if asked is None or pdf_scans.repeated(asked[0], plane, content.areas):
        return
    area, why = asked
    content.areas.append(area)
    scan = pdf_scans.request(area, drawn, plane, content.pages)
    seen = next((one for one in content.recognised if one.scan == scan), None)
    if seen is not None and not seen.problem:
        content.unsure += pdf_scans.add_picture(content.composer, seen, text).uncertain
        return
    if seen is None and content.settings.recogniser:
        content.scans.append(scan)
    part = f"page {plane.page}" if area is None else f"picture on page {plane.page}"
    content.unread.append(Unread(part, f"{why}; {unread_reason(seen, content.settings)}"))


def _hidden_mark(document: Document, content: _Content) -> list[Mark]:
    spans = tuple(document.span(start, end) for start, end in content.hidden)
    message = (
        "This text does not show on the page: it is off it, covered, tiny, invisible or "
        "paper-coloured."
    )
    return [Mark("hidden-text", message, spans)] if spans else []


# ── Beside the pages ────────────────────────────────────────────────────────────────────


def _read_structure(
    path: str, data: bytes, password: str | None, content: _Content, settings: Settings
) -> tuple[datetime | None, datetime | None, tuple[Enclosed, ...]]:
    """Add form values and notes; returns the file's own dates and the files inside it."""
    try:
        reader = pdf_structure.structure(data, password)
        files: list[tuple[str, Opener]] = []
        for page in content.annotated:
            upon = pdf_structure.upon(reader.pages[page.plane.page - 1])
            _add_annotations(page, upon, content)
            files += upon.files
        if pdf_structure.is_dynamic_form(reader):
            content.unread.append(Unread("form", _DYNAMIC_FORM))
        taken = take(path, _all_files(reader, files), settings.limits)
        content.unread += taken.unread
        made, changed = pdf_structure.dates(reader)
    except Exception as error:  # noqa: BLE001 - pypdf raises anything on a damaged file
        message = (
            "Its pages were read, but the file is damaged: form values, notes and enclosed files "
            f"may be missing ({type(error).__name__}: {error})."
        )
        content.marks.append(Mark("damaged", normalise(message)[0], ()))
        content.unread += [
            Unread(f"what lies upon page {page.plane.page}", _LOST) for page in content.annotated
        ]
        return None, None, ()
    return made, changed, taken.files


def _all_files(
    reader: PdfReader, upon: Sequence[tuple[str, Opener]]
) -> Iterator[tuple[str, Opener]]:
    yield from pdf_structure.enclosed(reader)
    yield from upon


def _add_annotations(page: _Annotated, upon: Annotations, content: _Content) -> None:
    plane = page.plane
    content.graphics += [Graphic("ink", plane.page, *plane.shown(box)) for box in upon.ink]
    content.graphics += [Graphic("image", plane.page, *plane.shown(box)) for box in upon.pictures]
    for name, entries in (("form fields", upon.fields), ("annotations", upon.notes)):
        fresh = [one for one in entries if not _already_shown(page, one)]
        if fresh:
            content.composer.begin(f"{name} of page {plane.page}", plane.page)
        for entry in fresh:
            _add_entry(content.composer, plane, entry)


def _already_shown(page: _Annotated, entry: Entry) -> bool:
    """Whether the page's own text has the entry's words at the entry's place."""
    left, top, right, bottom = page.plane.shown(entry.box)
    there = "".join(
        page.text[one.start : one.end]
        for one in page.segments
        if one.left < right and left < one.right and one.top < bottom and top < one.bottom
    )
    return "".join(entry.value.split()) in "".join(there.split())


def _add_entry(composer: Composer, plane: Plane, entry: Entry) -> None:
    """Write "label⇥value"; only the value has a place, that of its annotation."""
    label = " ".join(normalise(entry.label)[0].split())
    lines = normalise(entry.value)[0].split("\n")
    left, top, right, bottom = plane.shown(entry.box)
    height = (bottom - top) / len(lines)
    at = len(label) + 1 if label else 0
    segments = []
    for number, line in enumerate(lines):
        if line.strip():
            y = top + number * height
            end = at + len(line)
            segments.append(Segment(plane.page, at, end, left, y, right, y + height))
        at += len(line) + 1
    head = f"{label}\t" if label else ""
    composer.raw(head + "\n".join(lines) + "\n", segments)
