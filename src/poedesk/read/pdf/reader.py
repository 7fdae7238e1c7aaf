"""PDF: text with true positions, form values, notes, drawings and enclosed files."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from poedesk.errors import UnreadableError
from poedesk.model import (
    Box,
    Document,
    Enclosed,
    FileKind,
    Graphic,
    Mark,
    Purpose,
    Reading,
    Recognised,
    Revision,
    Scan,
    Segment,
    Settings,
    Unread,
    View,
)
from poedesk.read import damage
from poedesk.read.enclosing import Opener, take
from poedesk.read.pdf import annotations as pdf_annotations
from poedesk.read.pdf import appearance, structure
from poedesk.read.pdf import pages as pdf_pages
from poedesk.read.pdf import revisions as pdf_revisions
from poedesk.read.pdf import scans as pdf_scans
from poedesk.read.pdf import upon as pdf_upon
from poedesk.read.pdf.annotations import Annotations
from poedesk.read.pdf.differences import Difference, told
from poedesk.read.pdf.hidden import hidden, scan_layer, words
from poedesk.read.pdf.integrity import integrity
from poedesk.read.pdf.lately import Lately
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.outside import outside
from poedesk.read.pdf.pages import add_page, opened, turned
from poedesk.read.pdf.plane import Plane
from poedesk.read.pdf.scans import Area
from poedesk.read.pdf.struck import struck_out
from poedesk.read.pdf.text_layer import Said, compared
from poedesk.read.pdf.upon import Annotated, Differing
from poedesk.read.scan.scanned import uncertain, unread_reason, written_by_hand
from poedesk.read.text import Composer, check_length, normalise

if TYPE_CHECKING:
    from pypdf import PdfReader

_OTHER_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xd8\xff", b"\x89PNG", b"II*\x00")
_LOST = "the file is damaged: its form values and notes cannot be read"
_PORTFOLIO = Mark(
    "portfolio",
    "Its pages are the cover of a collection; the files in it are read by themselves.",
    (),
)
_LONGEST_QUOTE = 200
_MOST_UNSEEN = 20  # of one page
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
    digest = hashlib.sha256(data).hexdigest()
    with opened(data, settings) as (pdf, password):
        pages = len(pdf)
        if pages > settings.limits.pages:
            limit = settings.limits.pages
            raise UnreadableError(f"the PDF has {pages} pages, more than the limit of {limit}")
        content = _Content(digest, pages, settings, recognised, Composer(settings.limits.text))
        for number in range(1, pages + 1):
            _read_page(pdf, number, content)
    made, changed, enclosed = _read_structure(path, data, password, content, settings)
    text, parts, segments = content.composer.finish()
    document = Document(
        path=path,
        inside=inside,
        sha256=digest,
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
    saved = pdf_revisions.revisions(data, password)
    marks = (
        *document.marks,
        *_revised_mark(saved),
        *_hidden_mark(document, content),
        *_struck_mark(document, content),
        *_differing_marks(document, content),
        *uncertain(document, content.unsure),
        *told(document, content.lies),
        *_uncompared_mark(content),
        *integrity(document, data, password, settings),
    )
    document = replace(document, marks=marks, revisions=saved)
    _SEGMENTS.get(_key(digest, settings, recognised), lambda: segments, len)
    return Reading(
        document,
        data,
        segments,
        tuple(content.graphics),
        enclosed,
        {},
        tuple(content.scans),
        searched=frozenset(content.searched),
    )


_SEGMENTS: Lately[tuple[Segment, ...]] = Lately(100_000)


def placed(
    data: bytes, settings: Settings, recognised: Sequence[Recognised]
) -> tuple[Segment, ...]:
    """The segments of the `Reading`; not read again where this process read it lately."""
    digest = hashlib.sha256(data).hexdigest()
    return _SEGMENTS.get(
        _key(digest, settings, recognised),
        lambda: read("", None, data, settings, recognised).segments,
        len,
    )


def _key(digest: str, settings: Settings, recognised: Sequence[Recognised]) -> Hashable:
    return digest, settings.digest, settings.passwords, tuple(recognised)


@dataclass(slots=True)
class _Content:
    """What was gathered so far."""

    digest: str
    pages: int
    settings: Settings
    recognised: Sequence[Recognised]
    composer: Composer
    graphics: list[Graphic] = field(default_factory=list)
    searched: set[int] = field(default_factory=set)
    unread: list[Unread] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    annotated: list[Annotated] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    differing: list[Differing] = field(default_factory=list)
    unsure: list[tuple[int, int]] = field(default_factory=list)
    areas: list[Area | None] = field(default_factory=list)
    lies: list[Difference] = field(default_factory=list)
    uncompared: list[int] = field(default_factory=list)


# ── Pages ───────────────────────────────────────────────────────────────────────────────


def _read_page(pdf: Any, number: int, content: _Content) -> None:
    import pypdfium2.raw as pdfium

    try:
        with turned(pdf, number) as (page, textpage, plane):
            check_length(textpage.count_chars(), content.settings.limits.text)
            text, drawn = pdf_pages.content(content.digest, page, textpage, plane)
            unseen = hidden(page, textpage, text, plane, drawn)
            struck = struck_out(page, textpage, text, plane)
            layer = _layer(textpage, text, drawn, plane)
            scanned = scan_layer(textpage, text, drawn, plane, unseen)
            annotated = pdfium.FPDFPage_GetAnnotCount(page.raw) > 0
            objects = pdfium.FPDFPage_CountObjects(page.raw)
    except UnreadableError as error:
        content.unread.append(Unread(f"page {number}", error.message))
        return
    found = [
        one
        for one in content.recognised
        if one.scan.page == number and one.scan.purpose is Purpose.READ and not one.problem
    ]
    own = pdf_scans.own_text(text, found)
    start = add_page(content.composer, number, own, scanned=scanned)
    content.graphics += drawn
    if own is text:
        content.hidden += [(start + first, start + end) for first, end in unseen]
        content.struck += [(start + first, start + end) for first, end in struck]
    waits = _read_pictures(text, drawn, plane, objects, content)
    if layer and own is text and not waits:
        scan = pdf_scans.comparison(drawn, plane, content.pages)
        _compare(layer, start, found[0].scan if found else scan, plane, content)
    if annotated:
        drawn_upon = appearance.drawn_upon(pdf, plane)
        content.annotated.append(Annotated(plane, own.text, own.segments, drawn_upon))


def _read_pictures(
    text: PageText, drawn: Sequence[Graphic], plane: Plane, objects: int, content: _Content
) -> bool:
    """Add what was recognised on the page, or ask for it: whether that is still to come."""
    asked = pdf_scans.wanted(text, drawn, plane, objects)
    if asked is None or pdf_scans.repeated(asked[0], plane, content.areas):
        return False
    area, why = asked
    content.areas.append(area)
    scan = pdf_scans.request(area, drawn, plane, content.pages)
    seen = next((one for one in content.recognised if one.scan == scan), None)
    if seen is not None and not seen.problem:
        content.unsure += pdf_scans.add_picture(content.composer, seen, text).uncertain
        _search(seen, plane, content, upright=True)
        return False
    if seen is None and content.settings.recogniser:
        content.scans.append(scan)
    part = f"page {plane.page}" if area is None else f"picture on page {plane.page}"
    content.unread.append(Unread(part, f"{why}; {unread_reason(seen, content.settings)}"))
    return True


def _layer(
    textpage: Any, text: PageText, drawn: Sequence[Graphic], plane: Plane
) -> tuple[Said, ...]:
    """The words of a page that a picture shows too, or seems to."""
    if not pdf_scans.layered(text, drawn, plane):
        return ()
    return tuple(
        Said(start, end, text.text[start:end], box)
        for segment in text.segments
        for start, end, box in words(textpage, text, segment, plane)
    )


def _search(seen: Recognised, plane: Plane, content: _Content, *, upright: bool) -> None:
    """Add what was written by hand on the picture of a page, or part of one."""

    def view(box: Box) -> View:
        return View(plane.page, plane.drawn(box))

    if plane.page in content.searched:
        return
    found = written_by_hand(seen, view, upright=upright)
    if pdf_scans.is_part(seen.scan.area, plane):
        content.graphics += pdf_scans.pasted(found)
    else:
        content.searched.add(plane.page)
        content.graphics += found


def _compare(
    layer: Sequence[Said], start: int, scan: Scan, plane: Plane, content: _Content
) -> None:
    """Compare a page's words with what was recognised on it, or ask for it."""
    if not pdf_scans.comparable(" ".join(one.text for one in layer)):
        content.uncompared.append(scan.page)
        return
    seen = next((one for one in content.recognised if one.scan == scan), None)
    if seen is not None and not seen.problem:
        _search(seen, plane, content, upright=False)
        content.lies += [
            replace(one, start=start + one.start, end=start + one.end)
            for one in compared(layer, seen, partial=scan.purpose is Purpose.READ)
        ]
        return
    content.uncompared.append(scan.page)
    if seen is None and content.settings.recogniser:
        content.scans.append(scan)


def _uncompared_mark(content: _Content) -> list[Mark]:
    if not content.uncompared:
        return []
    pages = ", ".join(map(str, content.uncompared))
    message = (
        f"Words lie under a picture of the page, as scanners write them (page {pages}): they were "
        "read, and not compared with what the picture shows."
    )
    return [Mark("not-compared", message, ())]


def _hidden_mark(document: Document, content: _Content) -> list[Mark]:
    spans = tuple(document.span(start, end) for start, end in content.hidden)
    message = (
        "This text does not show on the page: it is off it, covered, tiny, invisible or "
        "paper-coloured."
    )
    return [Mark("hidden-text", message, spans)] if spans else []


def _struck_mark(document: Document, content: _Content) -> list[Mark]:
    spans = tuple(document.span(start, end) for start, end in content.struck)
    return [Mark("struck-out", "This text is crossed out on the page.", spans)] if spans else []


def _revised_mark(saved: Sequence[Revision]) -> list[Mark]:
    message = pdf_revisions.told(saved)
    return [Mark("revised", message, ())] if message else []


# ── Beside the pages ────────────────────────────────────────────────────────────────────


def _read_structure(
    path: str, data: bytes, password: str | None, content: _Content, settings: Settings
) -> tuple[datetime | None, datetime | None, tuple[Enclosed, ...]]:
    """Add form values and notes; returns the file's own dates and the files inside it."""
    try:
        reader = structure.structure(data, password)
        files: list[tuple[str, Opener]] = []
        redrawn = structure.is_redrawn(reader)
        for page in content.annotated:
            upon = pdf_annotations.upon(reader.pages[page.plane.page - 1])
            _add_annotations(page, upon, content, redrawn=redrawn)
            files += upon.files
        if structure.is_dynamic_form(reader):
            content.unread.append(Unread("form", _DYNAMIC_FORM))
        if structure.is_portfolio(reader):
            content.marks.append(_PORTFOLIO)
        layers = structure.layers(reader)
        if layers:
            named = normalise(", ".join(layers))[0]
            content.marks.append(Mark("layers", f"Layers can be switched: {named}.", ()))
        content.marks += outside(reader)
        taken = take(path, _all_files(reader, files), settings.limits)
        content.unread += taken.unread
        made, changed = structure.dates(reader)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - pypdf raises anything on a damaged file
        message = (
            "Its pages were read, but the file is damaged: form values, notes and enclosed files "
            f"may be missing ({damage.told(error)})."
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
    yield from structure.enclosed(reader)
    yield from upon


def _add_annotations(
    page: Annotated, upon: Annotations, content: _Content, *, redrawn: bool
) -> None:
    plane = page.plane
    content.graphics += [Graphic("ink", plane.page, *plane.shown(box)) for box in upon.ink]
    content.graphics += [Graphic("image", plane.page, *plane.shown(box)) for box in upon.pictures]
    content.differing += pdf_upon.write(content.composer, page, upon, redrawn=redrawn)
    for one in upon.unseen[:_MOST_UNSEEN]:
        said = _quoted(normalise(f"{one.label} {one.value}")[0])
        message = f"Page {plane.page} holds a note or value that does not show: “{said}”."
        content.marks.append(Mark("hidden-annotation", message, ()))
    if upon.redactions:
        message = f"On page {plane.page} something is marked to be blacked out, but still there."
        content.marks.append(Mark("redaction", message, ()))


def _differing_marks(document: Document, content: _Content) -> list[Mark]:
    """The fields and notes that show another value than they hold."""
    return [
        Mark(
            "form-differs",
            f"The page shows “{_quoted(one.shown)}” where {one.where} holds “{_quoted(one.held)}”.",
            tuple(document.span(*place) for place in one.places),
        )
        for one in content.differing
    ]


def _quoted(said: str) -> str:
    """The beginning of a text, on one line."""
    return shorten(said, _LONGEST_QUOTE, placeholder=" …")
