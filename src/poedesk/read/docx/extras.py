"""What a Word file holds beside its text: files, macros, data, references to the outside."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from poedesk.errors import UnreadableError
from poedesk.model import Mark, Settings
from poedesk.read import markup, ole, rtf
from poedesk.read.docx.controls import Stores
from poedesk.read.docx.story import Imported
from poedesk.read.docx.xml import attribute
from poedesk.read.docx.zip import parse, without_doctype
from poedesk.read.scan.image import may_be_page
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"
_OUTSIDE = {
    "attachedTemplate": "a template",
    "image": "a picture",
    "oleObject": "an object",
    "package": "an object",
    "frame": "a frame",
    "subDocument": "a sub-document",
    "aFChunk": "imported content",
    "mailMergeSource": "the data of a mail merge",
    "mailMergeHeaderSource": "the data of a mail merge",
}
_NO_MODULES = re.compile(r"dir|_vba_project|__srp_\w*", re.IGNORECASE)
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class Linked:
    """A part and the kind of relationship that leads to it ("header", "footnotes" …)."""

    kind: str
    id: str
    part: Any

    @property
    def root(self) -> Element:
        """The part's XML. Raises UnreadableError."""
        element = getattr(self.part, "element", None)
        return without_doctype(element) if element is not None else parse(self.part.blob)


def links_of(part: Any) -> list[Linked]:
    """The inner relationships of a part; external ones are never followed."""
    return [
        Linked(str(one.reltype).rpartition("/")[2], str(key), one.target_part)
        for key, one in part.rels.items()
        if not one.is_external
    ]


def linked(links: Iterable[Linked], kind: str) -> Linked | None:
    """The first part of that kind."""
    return next((one for one in links if one.kind == kind), None)


def stores(roots: list[Linked], links: list[Linked]) -> Stores:
    """The data to which content controls are bound."""
    found: dict[str, Element] = {}
    core = linked(roots, "core-properties")
    if core is not None:
        found[_CORE] = core.root
    for one in links:
        properties = (
            linked(links_of(one.part), "customXmlProps") if one.kind == "customXml" else None
        )
        try:
            key = attribute(properties.root, "itemID") if properties is not None else None
            if key:
                found[key.upper()] = one.root
        except UnreadableError:
            continue  # data that nobody can read is not compared
    return Stores(found)


def embedded(parts: Iterable[Any], settings: Settings) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Embedded files and objects, and pictures that may be pages; the workbook behind a chart
    belongs to the chart.
    """
    told: set[str] = set()
    for part in parts:
        for one in links_of(part):
            name = str(one.part.partname)
            if one.kind not in {"package", "oleObject", "image"} or name in told:
                continue
            told.add(name)
            if one.kind == "image":
                if may_be_page(one.part.blob, settings):
                    yield name.rpartition("/")[2], partial(getattr, one.part, "blob")
                continue
            inner, data = ole.unwrapped(name.rpartition("/")[2], one.part.blob)
            yield inner, partial(bytes, data)


def outside(parts: Iterable[Any]) -> Iterator[Mark]:
    """What the file would fetch from elsewhere; links to click on are not meant."""
    told: dict[str, dict[str, None]] = {}
    for part in parts:
        for one in part.rels.values():
            what = _OUTSIDE.get(str(one.reltype).rpartition("/")[2]) if one.is_external else None
            if what:
                where = " ".join(normalise(str(one.target_ref))[0].split())[:200]
                told.setdefault(what, {})[where] = None
    for what, places in told.items():
        first, more = next(iter(places)), len(places) - 1
        others = f" and {more} more" if more else ""
        message = f"the document names {what} outside itself, {first}{others}; not followed"
        yield Mark("outside", message, ())


def macros(project: Linked | None) -> Iterator[Mark]:
    """Macros, by the names of their modules; they are never run."""
    if project is None:
        return
    paths = ole.entries(project.part.blob)
    names = [
        path[-1]
        for path in paths
        if len(path) > 1 and path[-2].lower() == "vba" and not _NO_MODULES.fullmatch(path[-1])
    ]
    shown = ", ".join(normalise(one)[0] for one in names[:_MOST_NAMES])
    told = f" (in {shown})" if shown else ""
    yield Mark("macro", f"the document holds macros{told}, which were not run", ())


def imported(link: Linked | None, word: Callable[[bytes], Imported]) -> Imported | None:
    """The content that Word merges when it opens the file; None where such content is not read.
    `word` reads a Word file.
    """
    if link is None:
        return None
    blob, kind = link.part.blob, str(link.part.content_type).lower()
    if blob.startswith(b"PK"):
        return word(blob)
    if blob.lstrip().startswith(b"{\\rtf"):
        rich = rtf.read(blob)
        return Imported(rich.text.split("\n"), rich.hidden)
    if "html" in kind or re.match(
        rb"\s*<(!doctype|html|body|head|p|div)\b", blob[:500], re.IGNORECASE
    ):
        return _page(_decoded(blob))
    if "mht" in kind or "rfc822" in kind or "message" in kind or b"\nMIME-Version" in blob[:4000]:
        return _archived(blob)
    return Imported(_decoded(blob).split("\n")) if kind == "text/plain" else None


def _page(html: str) -> Imported:
    shown = markup.text(html)
    return Imported(shown.text.split("\n"), shown.hidden)


def _decoded(blob: bytes) -> str:
    if blob.startswith((b"\xff\xfe", b"\xfe\xff")):
        return blob.decode("utf-16", "replace")
    named = re.search(rb"charset\s*=\s*[\"']?([\w-]{2,40})", blob[:2000])
    for encoding in (named[1].decode() if named else "utf-8-sig", "utf-8-sig"):
        try:
            return blob.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return blob.decode("cp1252", "replace")


def _archived(blob: bytes) -> Imported | None:
    """The page of a web archive (.mht)."""
    from email import message_from_binary_file, policy

    message = message_from_binary_file(io.BytesIO(blob), policy=policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "text/plain"}:
            payload = part.get_payload(decode=True)
            text = _decoded(payload) if isinstance(payload, bytes) else ""
            html = part.get_content_type() == "text/html"
            return _page(text) if html else Imported(text.split("\n"))
    return None
