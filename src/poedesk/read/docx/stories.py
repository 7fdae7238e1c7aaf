"""The stories of a Word file (body, notes, headers, comments …), told one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from poedesk.errors import UnreadableError
from poedesk.model import Graphic, SignatureLine
from poedesk.read.colours import PAPER, UNKNOWN, Ground, hexadecimal
from poedesk.read.docx.drawn import extent
from poedesk.read.docx.extras import Linked, imported, linked, links_of
from poedesk.read.docx.seen import Place
from poedesk.read.docx.shapes import Box, Drawn
from poedesk.read.docx.story import Imported, Remark, Story, Surroundings
from poedesk.read.docx.walk import LINE, listing, walk
from poedesk.read.docx.xml import (
    TWIP,
    attribute,
    child,
    descendants,
    number,
    switched_on,
    tag,
    text_of,
)
from poedesk.read.docx.zip import REPAIR
from poedesk.read.text import Composer

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_APART = 20 * LINE  # between stories, so that none seems to stand under another
_MOST_USES = 4
_UNREFERRED = "a note to which nothing in the text refers"


@dataclass(slots=True)
class Build:
    """What the stories of one file add up to."""

    around: Surroundings
    composer: Composer
    graphics: list[Graphic] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
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
        self.apart.extend(story.apart)
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
    word: Callable[[bytes], Imported]

    def around(self, build: Build, link: Linked) -> Surroundings:
        """What a part's story is surrounded by: relationships are each part's own."""
        chunks = {one.id: one for one in links_of(link.part) if one.kind == "aFChunk"}
        uses: Counter[str] = Counter()

        def merged(key: str) -> Imported | None:
            uses[key] += 1  # a file may name the same large part a million times
            return imported(chunks.get(key), self.word) if uses[key] <= _MOST_USES else None

        place = self._place(build, link.root)
        return replace(build.around, imported=merged, place=place)

    def _place(self, build: Build, root: Element) -> Place:
        """Where the text of a part stands."""
        options = linked(self.links, "settings")
        ground = _ground(root, options.root if options is not None else None)
        return replace(build.around.place, ground=ground, page=_page(self.main.root))


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
            _tell_notes(build, stories, link)
    for link in _margins(root, links):
        build.walk(link.kind, list(link.root), stories.around(build, link))
    while build.boxes:
        boxes, build.boxes = build.boxes, []
        for place, same in groupby(boxes, attrgetter("place")):
            blocks = [one for box in same for one in box.content]
            build.walk("text boxes", blocks, replace(build.around, place=place))
    build.add("comments", listing(_comments(root, linked(links, "comments")), build.top))
    drawn = [*dict.fromkeys(build.drawn), *map(Drawn, _drawings(links))]
    build.add("drawings", listing(drawn, build.top))
    build.add(
        "hidden words", listing([Drawn(one, "hidden text") for one in build.apart], build.top)
    )


def _ground(root: Element, settings: Element | None) -> Ground:
    """What lies behind the text of a part: paper, the page's colour, or a picture."""
    behind = (one for one in descendants(root, "wp:anchor") if _lies_behind(one))
    if next(behind, None) is not None:
        return UNKNOWN
    page = child(root, "w:background") if tag(root) == "w:document" else None
    if page is None or not switched_on(child(settings, "w:displayBackgroundShape")):
        return PAPER
    colour = hexadecimal(attribute(page, "color") or "")
    return Ground((colour,)) if colour and not len(page) else UNKNOWN


def _lies_behind(anchor: Element) -> bool:
    """Whether a drawing that is large enough to carry text stands behind the text."""
    return attribute(anchor, "behindDoc") in {"1", "true"} and min(extent(anchor)) >= 2 * LINE


def _page(root: Element) -> tuple[float, float]:
    """The largest width and height of the sections' paper."""
    sizes = [
        (number(attribute(one, "w"), TWIP), number(attribute(one, "h"), TWIP))
        for one in descendants(root, "w:pgSz")
    ]
    usual = Place().page
    width, height = (max((one[side] for one in sizes), default=0.0) for side in (0, 1))
    return width or usual[0], height or usual[1]


def _tell_notes(build: Build, stories: Stories, link: Linked) -> None:
    """Notes, those apart to which nothing in the text refers: Word shows none of them."""
    around = stories.around(build, link)
    used = _referred(stories.main.root, f"w:{link.kind[:-1]}Reference")
    notes = [one for one in link.root if attribute(one, "type") in {None, "normal"}]
    shown = [one for one in notes if attribute(one, "id") in used]
    build.walk(link.kind, [block for note in shown for block in note], around)
    lost = [block for note in notes if note not in shown for block in note]
    place = around.place.gone(_UNREFERRED)
    build.walk(f"{link.kind} without reference", lost, replace(around, place=place))


def _referred(root: Element, name: str) -> set[str | None]:
    """The ids to which the text refers."""
    return {attribute(one, "id") for one in descendants(root, name)}


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


def _comments(root: Element, link: Linked | None) -> Iterator[Drawn]:
    """Each comment as "author, day: text"."""
    used = _referred(root, "w:commentReference")
    for comment in link.root if link is not None else ():
        text = walk(list(comment), 0.0, Surroundings()).text.strip()
        if text:
            day = (attribute(comment, "date") or "")[:10]
            who = ", ".join(one for one in (attribute(comment, "author"), day) if one)
            unseen = "" if attribute(comment, "id") in used else _UNREFERRED
            yield Drawn(f"{who}: {text}".lstrip(": "), unseen)


def _drawings(links: list[Linked]) -> Iterator[str]:
    """The words of charts and SmartArt: titles, series and categories, a paragraph a line."""
    for link in links:
        if link.kind not in {"chart", "chartEx", "diagramData"}:
            continue
        for paragraph in descendants(link.root, "a:p"):
            line = "".join(text_of(one) for one in descendants(paragraph, "a:t"))
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
