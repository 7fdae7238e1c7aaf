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
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import (
    Document,
    FileKind,
    Mark,
    PickedDay,
    Reading,
    Settings,
    Span,
    Unread,
)
from poedesk.read.docx.choices import differing_choices
from poedesk.read.docx.colours import theme
from poedesk.read.docx.extras import (
    Linked,
    embedded,
    linked,
    links_of,
    macros,
    outside,
    stores,
)
from poedesk.read.docx.numbering import Lists
from poedesk.read.docx.stories import Build, Stories, tell
from poedesk.read.docx.story import PICKED, Imported, Remark, Surroundings
from poedesk.read.docx.styles import Styles
from poedesk.read.docx.zip import MAIN_PART, REPAIR, checked, has_types, mended, refused, resealed
from poedesk.read.enclosing import take
from poedesk.read.text import Composer

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
    except (zipfile.BadZipFile, zlib.error):
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
        raise refused(error) from error
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
    except MemoryError:
        raise
    except Exception as error:
        # python-docx asserts and indexes its way through hostile packages.
        raise refused(error) from error


# ── The document ────────────────────────────────────────────────────────────────────────


def _reading(source: _Source, package: Any, settings: Settings) -> Reading:
    roots = links_of(package)
    main = linked(roots, "officeDocument")
    if main is None:
        raise UnreadableError(f"The Word file names no main document. {REPAIR}")
    links = links_of(main.part)
    build = Build(_surroundings(roots, links), Composer(settings.limits.text))
    stories = Stories(main, links, partial(_inner, settings, source.depth))
    tell(build, stories)
    parts_shown = [main.part, *(one.part for one in links if one.kind in _STORIES)]
    taken = take(source.path, embedded(parts_shown, settings), settings.limits)
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
    drawn = [main.root, *(one.root for one in links if one.kind in _STORIES)]
    marks = (
        *_marks(document, build.remarks),
        *differing_choices(drawn),
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
    named = [linked(links, kind) for kind in ("styles", "numbering", "theme", "settings")]
    styles, numbering, colours, options = (one.root if one is not None else None for one in named)
    known = Styles(styles, theme(colours, options))
    return Surroundings(known, Lists(numbering, known), stores(roots, links))


def _inner(settings: Settings, depth: int, data: bytes) -> Imported:
    """The words of a Word file that belong into another's text, the hidden ones apart."""
    if depth >= _DEEPEST_IMPORT:
        return Imported([])
    document = _read(_Source("imported", None, data, depth + 1), settings).document
    hidden = sorted(
        {
            (one.start, one.end)
            for mark in document.marks
            for one in mark.spans
            if mark.kind == "hidden-text"
        }
    )
    shown, unseen, at = [], [], 0
    for start, end in hidden:
        shown.append(document.text[at:start])
        unseen.append(document.text[max(at, start) : end])
        at = max(at, end)
    shown.append(document.text[at:])
    return Imported("".join(shown).rstrip("\n").split("\n"), " ".join(unseen))


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
