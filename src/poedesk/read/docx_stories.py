"""The stories of a Word file (body, notes, headers, comments …), told one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from poedesk.errors import UnreadableError
from poedesk.model import Graphic, SignatureLine
from poedesk.read.docx_extras import Linked, imported, linked, links_of
from poedesk.read.docx_story import Remark, Story, Surroundings
from poedesk.read.docx_walk import LINE, listing, walk
from poedesk.read.docx_xml import attribute, child, descendants, switched_on, tag
from poedesk.read.docx_zip import REPAIR
from poedesk.read.text import Composer

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_APART = 20 * LINE  # between stories, so that none seems to stand under another
_MOST_USES = 4


@dataclass(slots=True)
class Build:
    """What the stories of one file add up to."""

    around: Surroundings
    composer: Composer
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


@dataclass(frozen=True, slots=True)
class Stories:
    """The parts that hold text, and how content that Word merges into them is read."""

    main: Linked
    links: list[Linked]
    word: Callable[[bytes], str]

    def around(self, build: Build, link: Linked) -> Surroundings:
        """What a part's story is surrounded by: relationships are each part's own."""
        chunks = {one.id: one for one in links_of(link.part) if one.kind == "aFChunk"}
        uses: Counter[str] = Counter()

        def lines(key: str) -> list[str] | None:
            uses[key] += 1  # a file may name the same large part a million times
            return imported(chunks.get(key), self.word) if uses[key] <= _MOST_USES else None

        return replace(build.around, imported=lines, backed=_backed(link.root))


def tell(build: Build, stories: Stories) -> None:
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


def _margins(root: Element, links: list[Linked]) -> list[Linked]:
    """Headers and footers in use: those of first and even pages only where switched on. A
    section that names none has those of the section before it.
    """
    parts = {one.id: one for one in links if one.kind in {"header", "footer"}}
    options = linked(links, "settings")
    even = options is not None and switched_on(child(options.root, "w:evenAndOddHeaders"))
    current: dict[tuple[str, str], Linked] = {}
    told: dict[str, Linked] = {}
    for section in descendants(root, "w:sectPr"):
        if any(tag(one) == "w:sectPrChange" for one in section.iterancestors()):
            continue
        for reference in section:
            link = parts.get(attribute(reference, "id") or "")
            if link is not None:
                current[tag(reference), attribute(reference, "type") or "default"] = link
        used = {"default": True, "even": even, "first": switched_on(child(section, "w:titlePg"))}
        told |= {link.id: link for (_, which), link in current.items() if used.get(which)}
    return list(told.values())


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
