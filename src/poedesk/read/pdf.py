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
    Segment,
    Settings,
    Unread,
)
from poedesk.read import pdf_structure
from poedesk.read.enclosing import Opener, take
from poedesk.read.pdf_graphics import covered, graphics
from poedesk.read.pdf_hidden import hidden
from poedesk.read.pdf_layout import PageText, Plane, layout
from poedesk.read.pdf_pages import add_page, opened, turned
from poedesk.read.pdf_structure import Annotations, Entry
from poedesk.read.text import Composer, normalise

if TYPE_CHECKING:
    from pypdf import PdfReader

_OTHER_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG", b"II*\x00")
_SCAN = 0.85  # of the page under one picture, with words only in the margins
_MARGIN = 60.0
_NO_TEXT = "no text layer: a scan or picture, and text recognition is not available"
_STAMPED = "a scan or picture with words only in its margin; text recognition is not available"
_NO_CHARACTERS = "the text layer is not readable: its fonts do not say what they draw"
_LOST = "the file is damaged: its form values and notes cannot be read"
_DYNAMIC_FORM = (
    "a dynamic form that only Adobe's own programs show: open it there and print it to a PDF"
)


def sniff(data: bytes) -> bool:
    """Whether `data` is a PDF: readers allow 1024 bytes of anything before its header."""
    return b"%PDF-" in data[:1024] and not data.startswith(_OTHER_STARTS)


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """Read a PDF; raises UnreadableError where it does not open or exceeds a limit."""
    with opened(data, settings) as (pdf, password):
        pages = len(pdf)
        if pages > settings.limits.pages:
            limit = settings.limits.pages
            raise UnreadableError(f"the PDF has {pages} pages, more than the limit of {limit}")
        content = _Content()
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
    document = replace(document, marks=(*document.marks, *_hidden_mark(document, content)))
    return Reading(document, data, segments, tuple(content.graphics), enclosed, {})


@dataclass(frozen=True, slots=True)
class _Annotated:
    """A page with annotations, and what its own text already shows where."""

    plane: Plane
    text: str
    segments: tuple[Segment, ...]


@dataclass(slots=True)
class _Content:
    """What was gathered so far."""

    composer: Composer = field(default_factory=Composer)
    graphics: list[Graphic] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    annotated: list[_Annotated] = field(default_factory=list)


# ── Pages ───────────────────────────────────────────────────────────────────────────────


def _read_page(pdf: Any, number: int, content: _Content) -> None:
    import pypdfium2.raw as pdfium

    try:
        with turned(pdf, number) as (page, textpage, plane):
            text = layout(textpage, plane)
            drawn = graphics(page, plane)
            unseen = hidden(page, textpage, text, plane, drawn)
            annotated = pdfium.FPDFPage_GetAnnotCount(page.raw) > 0
    except UnreadableError as error:
        content.unread.append(Unread(f"page {number}", error.message))
        return
    start = add_page(content.composer, number, text)
    content.graphics += drawn
    content.hidden += [(start + one.start, start + one.end) for one in unseen]
    reason = _unread_reason(text, drawn, plane)
    if reason:
        content.unread.append(Unread(f"page {number}", reason))
    if annotated:
        content.annotated.append(_Annotated(plane, text.text, text.segments))


def _unread_reason(text: PageText, drawn: Sequence[Graphic], plane: Plane) -> str | None:
    """Why a page's words were not read; None for a page that was, or is blank."""
    pictures = [one for one in drawn if one.kind == "image"]
    if not text.text:
        return _NO_TEXT if any(one.kind != "rule" for one in drawn) else None
    if not text.readable:
        return _NO_CHARACTERS
    _, height = plane.size
    marginal = all(one.bottom < _MARGIN or one.top > height - _MARGIN for one in text.segments)
    return _STAMPED if marginal and covered(pictures, plane) >= _SCAN else None


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
