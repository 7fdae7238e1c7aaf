"""Reads Word files: .docx, .docm, .dotx and Strict OOXML.

python-docx opens the package and gives parts, relationships and core properties; the text is
walked by `docx_walk`. Nothing outside the file is ever followed. The zip is checked before
python-docx sees it, because opening a package unpacks every part.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from poedesk.errors import UnreadableError
from poedesk.model import (
    Document,
    FileKind,
    Graphic,
    Mark,
    PickedDay,
    Reading,
    Settings,
    SignatureLine,
    Span,
    Unread,
)
from poedesk.read.docx_extras import (
    Linked,
    embedded,
    imported,
    linked,
    links_of,
    macros,
    outside,
    stores,
)
from poedesk.read.docx_numbering import Lists
from poedesk.read.docx_story import PICKED, Remark, Story, Surroundings
from poedesk.read.docx_styles import Styles
from poedesk.read.docx_walk import LINE, listing, walk
from poedesk.read.docx_xml import attribute, child, descendants, switched_on, tag
from poedesk.read.docx_zip import MAIN_PART, REPAIR, checked, has_types, mended, resealed
from poedesk.read.enclosing import take
from poedesk.read.text import Composer

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAIN = re.compile(
    rb"wordprocessingml\.(?:document|template)\.main\+xml"
    rb"|ms-word\.(?:document\.macroEnabled|template\.macroEnabledTemplate)\.main\+xml",
    re.IGNORECASE,
)
_STORIES = {"header", "footer", "footnotes", "endnotes", "comments"}
_DEEPEST_IMPORT = 3
_UNREAD = {
    "imported content": "Word merges it from another file when it opens this one; open and save it",
    "sub-document": "it stands in a file of its own; give that file too, or one without parts",
    "form control": "the value of an ActiveX control is not text; print the form to PDF",
}
_UNTYPED = Mark("damaged", "the list of its parts' types is missing; it was read without", ())
_WRONG_SUM = Mark("wrong-sum", "the check sum of a part is wrong: words may have changed", ())
_APART = 20 * LINE  # between stories, so that none seems to stand under another


def sniff(data: bytes) -> bool:
    """Whether the bytes are a zip whose content types name a Word document, or what is left
    of one.
    """
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            info = archive.getinfo("[Content_Types].xml")
            if info.file_size > 4 * 1024**2:
                return False
            return _MAIN.search(archive.read(info)) is not None
    except zipfile.BadZipFile:
        return MAIN_PART.encode() in data[: 1024**2]
    except KeyError:
        return MAIN_PART in archive.NameToInfo
    except (OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return False


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """The text as Word shows it, one part per story.

    Tracked insertions are read and deletions are not; each is marked, as is hidden text
    (kept, for a person should see it) and the prompt of an unfilled control ("placeholder":
    kept as text, empty as a value). Raises UnreadableError.
    """
    return _read(_Source(path, inside, data, 0), settings)


@dataclass(frozen=True, slots=True)
class _Source:
    """The file that is read; `depth` counts the Word files into which it is merged."""

    path: str
    inside: str | None
    data: bytes
    depth: int


def _read(source: _Source, settings: Settings) -> Reading:
    signed = checked(source.data, settings.limits)
    try:
        package, faults = _package(source.data)
        reading = _reading(source, package, settings)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"The Word file is damaged ({error}). {REPAIR}") from error
    marks = (*reading.document.marks, *faults)
    return replace(reading, document=replace(reading.document, marks=marks), raw=signed)


# ── The package ─────────────────────────────────────────────────────────────────────────


def _package(data: bytes) -> tuple[Any, tuple[Mark, ...]]:
    """The package as python-docx opens it, and what had to be mended that Word would ask about."""
    try:
        faults = () if has_types(data) else (_UNTYPED,)
        return _opened(data), faults
    except zipfile.BadZipFile:
        return _opened(resealed(data)), (_WRONG_SUM,)


def _opened(data: bytes) -> Any:
    from docx.package import Package

    try:
        return Package.open(io.BytesIO(mended(data)))
    except (UnreadableError, zipfile.BadZipFile):
        raise
    except Exception as error:
        # python-docx asserts and indexes its way through hostile packages.
        raise UnreadableError(f"The Word file is damaged ({error!r}). {REPAIR}") from error


# ── The stories ─────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Build:
    """What the stories of one file add up to."""

    around: Surroundings
    composer: Composer = field(default_factory=Composer)
    graphics: list[Graphic] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    signature_lines: list[SignatureLine] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    top: float = 0.0

    def walk(self, name: str, blocks: Sequence[Element], around: Surroundings) -> None:
        """Walk blocks into a part of their own, and remember their text boxes."""
        self.add(name, walk(blocks, self.top, around))

    def add(self, name: str, story: Story) -> None:
        """Add a story, unless nothing stands there or the same was said already."""
        if (name, story.text) in self.seen:
            return
        self.seen.add((name, story.text))
        self.boxes.extend(story.boxes)
        self.drawn.extend(story.drawn)
        self.graphics.extend(story.graphics)
        self.signature_lines.extend(story.signature_lines)
        self.unread |= story.unread
        shift, length = 0, 0
        if story.text.strip():
            self.composer.begin(name)
            shift, length = self.composer.raw(story.text, story.segments), story.length
        self.remarks.extend(
            Remark(r.kind, r.message, shift + min(r.start, length), shift + min(r.end, length))
            for r in story.remarks
        )
        self.top = story.bottom + _APART


def _reading(source: _Source, package: Any, settings: Settings) -> Reading:
    roots = links_of(package)
    main = linked(roots, "officeDocument")
    if main is None:
        raise UnreadableError(f"The Word file names no main document. {REPAIR}")
    links = links_of(main.part)
    build = _Build(_surroundings(roots, links))
    stories = _Stories(main, links, partial(_inner_text, settings, source.depth))
    _tell(build, stories)
    parts_shown = [main.part, *(one.part for one in links if one.kind in _STORIES)]
    taken = take(source.path, embedded(parts_shown), settings.limits)
    text, parts, segments = build.composer.finish()
    created, modified = _times(linked(roots, "core-properties"))
    document = Document(
        path=source.path,
        inside=source.inside,
        sha256=hashlib.sha256(source.data).hexdigest(),
        kind=FileKind.DOCX,
        text=text,
        parts=parts,
        pages=None,
        error=None,
        unread=tuple(Unread(one, _UNREAD[one]) for one in build.unread) + taken.unread,
        marks=(),
        mail=None,
        created=created,
        modified=modified,
    )
    marks = (
        *_marks(document, build.remarks),
        *macros(linked(links, "vbaProject")),
        *outside([package, *package.iter_parts()]),
    )
    days = tuple(_picked_days(document, build.remarks))
    return Reading(
        document=replace(document, marks=marks, picked_days=days),
        data=source.data,
        segments=segments,
        graphics=tuple(build.graphics),
        enclosed=taken.files,
        raw={},
        signature_lines=tuple(build.signature_lines),
    )


def _surroundings(roots: list[Linked], links: list[Linked]) -> Surroundings:
    named = {kind: linked(links, kind) for kind in ("styles", "numbering")}
    styles, numbering = (one.root if one is not None else None for one in named.values())
    known = Styles(styles)
    return Surroundings(known, Lists(numbering, known), stores(roots, links))


def _inner_text(settings: Settings, depth: int, data: bytes) -> str:
    """The text of a Word file whose text belongs into another's."""
    if depth >= _DEEPEST_IMPORT:
        return ""
    return _read(_Source("imported", None, data, depth + 1), settings).document.text


@dataclass(frozen=True, slots=True)
class _Stories:
    """The parts that hold text, and how content that Word merges into them is read."""

    main: Linked
    links: list[Linked]
    word: Callable[[bytes], str]

    def around(self, build: _Build, link: Linked) -> Surroundings:
        """What a part's story is surrounded by: relationships are each part's own."""
        chunks = {one.id: one for one in links_of(link.part) if one.kind == "aFChunk"}
        return replace(
            build.around,
            imported=lambda key: imported(chunks.get(key), self.word),
            backed=_backed(link.root),
        )


def _tell(build: _Build, stories: _Stories) -> None:
    """Write every story that a person sees, the body first."""
    root, links = stories.main.root, stories.links
    body = child(root, "w:body")
    if body is None:
        raise UnreadableError(f"The Word file has no body. {REPAIR}")
    build.walk("body", list(body), stories.around(build, stories.main))
    for kind in ("footnotes", "endnotes"):
        link = linked(links, kind)
        if link is not None:
            build.walk(kind, list(_notes(link)), stories.around(build, link))
    for link in _margins(root, links):
        build.walk(link.kind, list(link.root), stories.around(build, link))
    filled = replace(build.around, backed=True)  # a box may have any colour
    while build.boxes:
        boxes, build.boxes = build.boxes, []
        build.walk("text boxes", [one for box in boxes for one in box], filled)
    build.add("comments", listing(_comments(linked(links, "comments")), build.top))
    build.add("drawings", listing([*dict.fromkeys(build.drawn), *_drawings(links)], build.top))


def _backed(root: Element) -> bool:
    """Whether something coloured may lie behind the text."""
    if tag(root) == "w:document" and child(root, "w:background") is not None:
        return True
    behind = (attribute(one, "behindDoc") for one in descendants(root, "wp:anchor"))
    return any(one in {"1", "true"} for one in behind)


def _margins(root: Element, links: list[Linked]) -> Iterator[Linked]:
    """Headers and footers in use: those of first and even pages only where switched on. A
    section that names none has those of the section before it.
    """
    parts = {one.id: one for one in links if one.kind in {"header", "footer"}}
    options = linked(links, "settings")
    even = options is not None and switched_on(child(options.root, "w:evenAndOddHeaders"))
    current: dict[tuple[str, str], Linked] = {}
    for section in descendants(root, "w:sectPr"):
        if any(tag(one) == "w:sectPrChange" for one in section.iterancestors()):
            continue
        for reference in section:
            link = parts.get(attribute(reference, "id") or "")
            if link is not None:
                current[tag(reference), attribute(reference, "type") or "default"] = link
        used = {"default": True, "even": even, "first": switched_on(child(section, "w:titlePg"))}
        yield from (link for (_, which), link in current.items() if used.get(which))


def _notes(link: Linked) -> Iterator[Element]:
    """The paragraphs of foot- or endnotes, without the separators Word draws."""
    for note in link.root:
        if attribute(note, "type") in {None, "normal"}:
            yield from note


def _comments(link: Linked | None) -> Iterator[str]:
    """Each comment as "author, day: text"."""
    for comment in link.root if link is not None else ():
        text = walk(list(comment), 0.0, Surroundings()).text.strip()
        if text:
            day = (attribute(comment, "date") or "")[:10]
            who = ", ".join(one for one in (attribute(comment, "author"), day) if one)
            yield f"{who}: {text}".lstrip(": ")


def _drawings(links: list[Linked]) -> Iterator[str]:
    """The words of charts and SmartArt: titles, series and categories, a paragraph a line."""
    for link in links:
        if link.kind not in {"chart", "chartEx", "diagramData"}:
            continue
        for paragraph in descendants(link.root, "a:p"):
            line = "".join(one.text or "" for one in descendants(paragraph, "a:t"))
            if line.strip():
                yield line
        yield from _chart_labels(link.root)


def _chart_labels(root: Element) -> Iterator[str]:
    told: dict[str, None] = {}
    for name in ("c:tx", "c:cat"):
        for texts in descendants(root, name):
            for cached in descendants(texts, "c:strCache"):
                told |= {one.text: None for one in descendants(cached, "c:v") if one.text}
    yield from told


# ── What else the file holds ────────────────────────────────────────────────────────────


def _marks(document: Document, remarks: list[Remark]) -> Iterator[Mark]:
    """The remarks as marks, those that say the same together."""
    places: dict[tuple[str, str], list[Span]] = {}
    for remark in remarks:
        spans = places.setdefault((remark.kind, remark.message), [])
        spans.extend(_span(document, remark))
    for (kind, message), spans in places.items():
        if kind != PICKED:
            yield Mark(kind, message, tuple(spans))


def _picked_days(document: Document, remarks: list[Remark]) -> Iterator[PickedDay]:
    """The days behind the date controls."""
    for remark in remarks:
        if remark.kind == PICKED:
            yield from (
                PickedDay(span, date.fromisoformat(remark.message))
                for span in _span(document, remark)
            )


def _span(document: Document, remark: Remark) -> list[Span]:
    words = document.text[remark.start : remark.end]
    return [document.span(remark.start, remark.end)] if words.strip() else []


def _times(link: Linked | None) -> tuple[datetime | None, datetime | None]:
    """When the file says it was made and last changed, in UTC."""
    core = getattr(link.part, "core_properties", None) if link is not None else None
    return _utc(getattr(core, "created", None)), _utc(getattr(core, "modified", None))


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)
