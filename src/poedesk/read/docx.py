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
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from poedesk.errors import UnreadableError
from poedesk.model import (
    Document,
    FileKind,
    Graphic,
    Limits,
    Mark,
    Reading,
    Settings,
    Span,
    Unread,
)
from poedesk.read.docx_story import Remark, Story
from poedesk.read.docx_walk import LINE, listing, walk
from poedesk.read.docx_xml import attribute, child, descendants, switched_on, tag
from poedesk.read.docx_zip import REPAIR, checked, mended, parse
from poedesk.read.enclosing import take
from poedesk.read.text import Composer

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MAIN = re.compile(
    rb"wordprocessingml\.(?:document|template)\.main\+xml"
    rb"|ms-word\.(?:document\.macroEnabled|template\.macroEnabledTemplate)\.main\+xml",
    re.IGNORECASE,
)
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
        return b"word/document.xml" in data[: 1024**2]
    except (KeyError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return False


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """The text as Word shows it, one part per story.

    Tracked insertions are read and deletions are not; each is marked, as is hidden text
    (kept, for a person should see it) and the prompt of an unfilled control ("placeholder":
    kept as text, empty as a value). Raises UnreadableError.
    """
    signed = checked(data, settings.limits)
    package = _package(data)
    try:
        reading = _reading(path, inside, data, package, settings.limits)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(f"The Word file is damaged ({error}). {REPAIR}") from error
    return replace(reading, raw=signed)


# ── The package ─────────────────────────────────────────────────────────────────────────


def _package(data: bytes) -> Any:
    """The package as python-docx opens it."""
    from docx.package import Package

    try:
        return Package.open(io.BytesIO(mended(data)))
    except UnreadableError:
        raise
    except Exception as error:
        # python-docx asserts and indexes its way through hostile packages.
        raise UnreadableError(f"The Word file is damaged ({error!r}). {REPAIR}") from error


@dataclass(frozen=True, slots=True)
class _Linked:
    """A part and the kind of relationship that leads to it ("header", "footnotes" …)."""

    kind: str
    id: str
    part: Any

    @property
    def root(self) -> Element:
        element = getattr(self.part, "element", None)
        return element if element is not None else parse(self.part.blob)


def _links(part: Any) -> list[_Linked]:
    """The inner relationships of a part; external ones are never followed."""
    return [
        _Linked(str(one.reltype).rpartition("/")[2], str(key), one.target_part)
        for key, one in part.rels.items()
        if not one.is_external
    ]


def _linked(links: list[_Linked], kind: str) -> _Linked | None:
    return next((one for one in links if one.kind == kind), None)


# ── The stories ─────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _Build:
    """What the stories of one file add up to."""

    hidden_styles: frozenset[str]
    composer: Composer = field(default_factory=Composer)
    graphics: list[Graphic] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    imported: bool = False
    top: float = 0.0

    def walk(self, name: str, blocks: Sequence[Element]) -> None:
        """Walk blocks into a part of their own, and remember their text boxes."""
        self.add(name, walk(blocks, self.top, self.hidden_styles))

    def add(self, name: str, story: Story) -> None:
        """Add a story, unless nothing stands there or the same was said already."""
        if (name, story.text) in self.seen:
            return
        self.seen.add((name, story.text))
        self.boxes.extend(story.boxes)
        self.graphics.extend(story.graphics)
        self.imported = self.imported or story.imported
        shift, length = 0, 0
        if story.text.strip():
            self.composer.begin(name)
            shift, length = self.composer.raw(story.text, story.segments), story.length
        self.remarks.extend(
            Remark(r.kind, r.message, shift + min(r.start, length), shift + min(r.end, length))
            for r in story.remarks
        )
        self.top = story.bottom + _APART


def _reading(path: str, inside: str | None, data: bytes, package: Any, limits: Limits) -> Reading:
    roots = _links(package)
    main = _linked(roots, "officeDocument")
    if main is None:
        raise UnreadableError(f"The Word file names no main document. {REPAIR}")
    links = _links(main.part)
    build = _Build(_hidden_styles(_linked(links, "styles")))
    _tell(build, main.root, links)
    taken = take(path, _embedded(links), limits)
    text, parts, segments = build.composer.finish()
    created, modified = _times(_linked(roots, "core-properties"))
    document = Document(
        path=path,
        inside=inside,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=FileKind.DOCX,
        text=text,
        parts=parts,
        pages=None,
        error=None,
        unread=_unread(build, links) + taken.unread,
        marks=(),
        mail=None,
        created=created,
        modified=modified,
    )
    document = replace(document, marks=_marks(document, build.remarks, links))
    return Reading(document, data, segments, tuple(build.graphics), taken.files, {})


def _tell(build: _Build, root: Element, links: list[_Linked]) -> None:
    """Write every story that a person sees, the body first."""
    body = child(root, "w:body")
    if body is None:
        raise UnreadableError(f"The Word file has no body. {REPAIR}")
    build.walk("body", list(body))
    margins = list(_margins(root, links))
    notes = [(kind, list(_notes(_linked(links, kind)))) for kind in ("footnotes", "endnotes")]
    for name, blocks in [*notes, *margins]:
        build.walk(name, blocks)
    while build.boxes:
        boxes, build.boxes = build.boxes, []
        build.walk("text boxes", [one for box in boxes for one in box])
    build.add("comments", listing(_comments(_linked(links, "comments")), build.top))
    build.add("drawings", listing(_drawings(links), build.top))


def _margins(root: Element, links: list[_Linked]) -> Iterator[tuple[str, list[Element]]]:
    """Headers and footers in use: those of first and even pages only where switched on."""
    parts = {one.id: one for one in links if one.kind in {"header", "footer"}}
    options = _linked(links, "settings")
    even = options is not None and switched_on(child(options.root, "w:evenAndOddHeaders"))
    for section in descendants(root, "w:sectPr"):
        used = {"default": True, "even": even, "first": switched_on(child(section, "w:titlePg"))}
        for reference in section:
            link = parts.get(attribute(reference, "id") or "")
            if link is not None and used.get(attribute(reference, "type") or "default"):
                yield link.kind, list(link.root)


def _notes(link: _Linked | None) -> Iterator[Element]:
    """The paragraphs of foot- or endnotes, without the separators Word draws."""
    for note in link.root if link is not None else ():
        if attribute(note, "type") in {None, "normal"}:
            yield from note


def _comments(link: _Linked | None) -> Iterator[str]:
    """Each comment as "author: text"."""
    for comment in link.root if link is not None else ():
        text = walk(list(comment), 0.0, frozenset()).text.strip()
        if text:
            yield f"{attribute(comment, 'author') or ''}: {text}".lstrip(": ")


def _drawings(links: list[_Linked]) -> Iterator[str]:
    """The words of charts and SmartArt, a paragraph a line."""
    for link in links:
        if link.kind in {"chart", "diagramData"}:
            for paragraph in descendants(link.root, "a:p"):
                line = "".join(one.text or "" for one in descendants(paragraph, "a:t"))
                if line.strip():
                    yield line


def _hidden_styles(link: _Linked | None) -> frozenset[str]:
    """Ids of styles that hide their text."""
    if link is None:
        return frozenset()
    hidden = (
        attribute(style, "styleId")
        for style in link.root
        if tag(style) == "w:style" and switched_on(child(style, "w:rPr", "w:vanish"))
    )
    return frozenset(one for one in hidden if one)


# ── What else the file holds ────────────────────────────────────────────────────────────


def _marks(document: Document, remarks: list[Remark], links: list[_Linked]) -> tuple[Mark, ...]:
    """The remarks as marks, those that say the same together."""
    places: dict[tuple[str, str], list[Span]] = {}
    for remark in remarks:
        spans = places.setdefault((remark.kind, remark.message), [])
        if document.text[remark.start : remark.end].strip():
            spans.append(document.span(remark.start, remark.end))
    marks = [Mark(kind, message, tuple(spans)) for (kind, message), spans in places.items()]
    if _linked(links, "vbaProject") is not None:
        marks.append(Mark("macro", "the document holds macros, which were not run", ()))
    return tuple(marks)


def _embedded(links: list[_Linked]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Embedded files and objects; the workbook behind a chart belongs to the chart."""
    for one in links:
        if one.kind in {"package", "oleObject"}:
            yield str(one.part.partname), partial(getattr, one.part, "blob")


def _unread(build: _Build, links: list[_Linked]) -> tuple[Unread, ...]:
    if not build.imported and _linked(links, "aFChunk") is None:
        return ()
    reason = "content imported from another file that Word has not merged; open and save it"
    return (Unread("imported content", reason),)


def _times(link: _Linked | None) -> tuple[datetime | None, datetime | None]:
    """When the file says it was made and last changed, in UTC."""
    core = getattr(link.part, "core_properties", None) if link is not None else None
    return _utc(getattr(core, "created", None)), _utc(getattr(core, "modified", None))


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)
