"""Walks one story of a DOCX (body, header, footnote …) and lays out what a person sees in Word.

python-docx skips tracked insertions, content controls, smart tags and text boxes, so the walk
is our own. It writes the text once, in reading order, onto a plane of points (y down): table
columns stand where the grid puts them and tabs at their stops, so that a signature block made
of tabs looks to layout code like one made of cells. Widths are estimates; order is exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poedesk.model import Graphic, Segment
from poedesk.read.docx_drawn import (
    extent,
    form_value,
    offset,
    signature_line,
    symbol,
    text_boxes,
    vml_size,
)
from poedesk.read.docx_plane import CHARACTER, after_gap, columns, edge_of, groups, tab_stops
from poedesk.read.docx_story import Remark, Story
from poedesk.read.docx_xml import (
    DEEPEST,
    TWIP,
    WRAPPERS,
    attribute,
    child,
    descendants,
    number,
    opened,
    switched_on,
    tag,
    through,
)
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LINE = 14.0
_PAGE = (0.0, 468.0)  # text width of a letter page with one-inch margins

_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_INLINE_WRAPPERS = WRAPPERS | {"w:hyperlink", "w:fldSimple", "w:dir", "w:bdo"}
_REMOVED = {"w:del", "w:moveFrom"}


@dataclass(slots=True)
class _Inline:
    """The runs of one paragraph, not yet normalised."""

    raw: list[str] = field(default_factory=list)
    length: int = 0
    remarks: list[Remark] = field(default_factory=list)
    images: list[tuple[int, float, float]] = field(default_factory=list)
    floating: list[tuple[float, float, float, float]] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.raw.append(text)
        self.length += len(text)


def walk(blocks: Sequence[Element], top: float, hidden_styles: frozenset[str]) -> Story:
    """Lay out paragraphs and tables from `top` downwards.

    A field that never ends would swallow all text after it: then fields are not followed.
    """
    for follow in (True, False):
        walker = _Walker(hidden_styles, follow_fields=follow)
        walker.story.bottom = walker.blocks(blocks, _PAGE, top, 0)
        if not walker.fields:
            break
    return walker.story


def listing(lines: Iterable[str], top: float) -> Story:
    """Lay out plain lines one below the other."""
    walker = _Walker(frozenset(), follow_fields=False)
    for line in lines:
        inline = _Inline()
        inline.write(line)
        top = walker.lines(inline, _PAGE, top, [])
        walker.story.write("\n")
    walker.story.bottom = top
    return walker.story


class _Walker:
    """Holds what runs across elements: open fields and the story being written."""

    def __init__(self, hidden_styles: frozenset[str], *, follow_fields: bool) -> None:
        self.story = Story()
        self.hidden_styles = hidden_styles
        self.follow_fields = follow_fields
        self.fields: list[bool] = []

    # ── blocks ──────────────────────────────────────────────────────────────────────────

    def blocks(
        self, parent: Iterable[Element], sides: tuple[float, float], top: float, depth: int
    ) -> float:
        """Lay out paragraphs and tables; returns the bottom of the last one."""
        if depth > DEEPEST:
            return top
        for element in parent:
            name = tag(element)
            if name == "w:p":
                top = self.paragraph(element, sides, top)
            elif name == "w:tbl":
                top = self.table(element, sides, top, depth + 1)
            elif name == "w:altChunk":
                self.story.imported = True
            elif name in WRAPPERS:
                start = self.story.length
                top = self.blocks(opened(element), sides, top, depth + 1)
                self.story.remarks.extend(_about(element, start, self.story.length))
            elif name in _REMOVED:
                self.story.remarks.extend(_about(element, 0, 0))
        return top

    def table(self, table: Element, sides: tuple[float, float], top: float, depth: int) -> float:
        """Lay out a table row by row; a merged cell is written once."""
        grid = columns(table, sides[1] - sides[0])
        for row in through(table, "w:tr", depth):
            deleted = child(row, "w:trPr", "w:del")
            if deleted is not None:
                self.story.remarks.extend(_about(deleted, 0, 0))
                continue
            top = self.row(row, [sides[0] + edge for edge in grid], top, depth)
        return top

    def row(self, row: Element, edges: list[float], top: float, depth: int) -> float:
        """Lay out the cells of one row side by side."""
        bottom = top + LINE
        before = child(row, "w:trPr", "w:gridBefore")
        column = int(number(attribute(before, "val"), 1)) if before is not None else 0
        start = self.story.length
        for cell in through(row, "w:tc", depth):
            properties = child(cell, "w:tcPr")
            span = child(properties, "w:gridSpan")
            wide = max(1, int(number(attribute(span, "val"), 1))) if span is not None else 1
            left, right = edge_of(edges, column), edge_of(edges, column + wide)
            column += wide
            if _continues(properties):
                continue
            if self.story.length > start:
                self.story.end_cell("\t")
            first = self.story.length
            bottom = max(bottom, self.blocks(cell, (left, right), top, depth + 1))
            self.story.end_cell("\n")
            self.story.remarks.extend(_around(cell, first, self.story.length))
        inserted = child(row, "w:trPr", "w:ins")
        if inserted is not None:
            self.story.remarks.extend(_about(inserted, start, self.story.length))
        return bottom

    # ── paragraphs ──────────────────────────────────────────────────────────────────────

    def paragraph(self, element: Element, sides: tuple[float, float], top: float) -> float:
        """Write one paragraph; returns its bottom."""
        properties = child(element, "w:pPr")
        style = child(properties, "w:pStyle")
        hidden = style is not None and attribute(style, "val") in self.hidden_styles
        inline = _Inline()
        self.runs(element, inline, hidden=hidden, depth=0)
        indent = child(properties, "w:ind")
        if indent is not None:
            left = attribute(indent, "left") or attribute(indent, "start")
            sides = (min(sides[1], sides[0] + max(0.0, number(left, TWIP))), sides[1])
        for across, down, width, height in inline.floating:
            left_edge = sides[0] + across
            self.story.graphics.append(
                Graphic("image", 1, left_edge, top + down, left_edge + width, top + down + height)
            )
        bottom = self.lines(inline, sides, top, tab_stops(properties))
        self.story.write("\n")
        return bottom

    def runs(self, parent: Iterable[Element], inline: _Inline, *, hidden: bool, depth: int) -> None:
        """Collect what stands in a paragraph, through every wrapper Word knows."""
        if depth > DEEPEST:
            return
        for element in parent:
            name = tag(element)
            if name == "w:r":
                self.run(element, inline, hidden=hidden)
            elif name in _REMOVED:
                inline.remarks.extend(_about(element, 0, 0))
            elif name == "m:t":
                inline.write(element.text or "")
            elif name in _INLINE_WRAPPERS or name.startswith("m:"):
                start = inline.length
                self.runs(opened(element), inline, hidden=hidden, depth=depth + 1)
                inline.remarks.extend(_about(element, start, inline.length))

    def run(self, run: Element, inline: _Inline, *, hidden: bool) -> None:
        """Collect one run."""
        properties = child(run, "w:rPr")
        style = child(properties, "w:rStyle")
        named = style is not None and attribute(style, "val") in self.hidden_styles
        start = inline.length
        for element in run:
            self.piece(element, inline)
        if (
            hidden or named or switched_on(child(properties, "w:vanish"))
        ) and inline.length > start:
            inline.remarks.append(Remark("hidden-text", "hidden text", start, inline.length))

    def piece(self, element: Element, inline: _Inline) -> None:
        """Collect one thing inside a run."""
        name = tag(element)
        if name == "w:fldChar":
            self.field(element, inline)
        elif not all(self.fields):
            return
        elif name == "w:t":
            inline.write(element.text or "")
        elif name == "w:sym":
            inline.write(symbol(attribute(element, "char") or ""))
        elif name.startswith("w:") and name[2:] in _CHARACTERS:
            inline.write(_CHARACTERS[name[2:]])
        elif name in {"w:drawing", "w:pict", "w:object"}:
            self.drawing(element, inline)
        elif name == "mc:AlternateContent":
            for one in opened(element):
                self.piece(one, inline)

    def field(self, element: Element, inline: _Inline) -> None:
        """Follow a field: its result is read, its instruction is not."""
        if not self.follow_fields:
            return
        step = attribute(element, "fldCharType")
        if step == "begin":
            shown = all(self.fields)
            self.fields.append(False)
            data = child(element, "w:ffData")
            if shown and data is not None:
                inline.write(form_value(data))
        elif step == "separate" and self.fields:
            self.fields[-1] = True
        elif step == "end" and self.fields:
            self.fields.pop()

    def drawing(self, element: Element, inline: _Inline) -> None:
        """Note pictures where they stand; keep text boxes for later."""
        self.story.boxes.extend(text_boxes(element))
        for line in descendants(element, "o:signatureline"):
            inline.remarks.append(Remark("signature-line", signature_line(line), 0, 0))
            return
        if any(True for _ in descendants(element, "v:imagedata")):
            inline.images.append((inline.length, *vml_size(element)))
            return
        if not any(True for _ in descendants(element, "a:blip")):
            return
        for anchor in descendants(element, "wp:anchor"):
            inline.floating.append((*offset(anchor), *extent(anchor)))
        for place in descendants(element, "wp:inline"):
            inline.images.append((inline.length, *extent(place)))

    # ── lines ───────────────────────────────────────────────────────────────────────────

    def lines(
        self, inline: _Inline, sides: tuple[float, float], top: float, stops: list[float]
    ) -> float:
        """Normalise a paragraph's runs, write them, and place them line by line."""
        text, origin = normalise("".join(inline.raw))
        base = self.story.length
        where = _Positions(origin, len(text))
        images = [(where.at(index), width, height) for index, width, height in inline.images]
        for remark in inline.remarks:
            start, end = base + where.at(remark.start), base + where.at(remark.end)
            self.story.remarks.append(Remark(remark.kind, remark.message, start, end))
        begin = 0
        for line in text.split("\n"):
            end = begin + len(line)
            here = [one for one in images if begin <= one[0] <= end]
            images = [one for one in images if not begin <= one[0] <= end]
            height = max([LINE, *(one[2] + 2 for one in here)])
            self.line(line, begin, here, (sides, top, height, stops))
            top += height
            begin = end + 1
        self.story.write(text)
        return top

    def line(
        self,
        line: str,
        begin: int,
        images: list[tuple[int, float, float]],
        frame: tuple[tuple[float, float], float, float, list[float]],
    ) -> None:
        """Place the groups of one line and its pictures; text stands at the line's foot."""
        (left, right), top, height, stops = frame
        pending = sorted(images)
        cursor = left
        for start, end, gap in groups(line):
            while pending and pending[0][0] <= begin + start:
                cursor = self.picture(pending.pop(0), cursor, top)
            if end > start:
                width = CHARACTER * (end - start)
                edge = max(cursor + 1, min(cursor + width, right))
                first = self.story.length + begin + start
                self.story.segments.append(
                    Segment(
                        1,
                        first,
                        first + end - start,
                        cursor,
                        top + height - LINE,
                        edge,
                        top + height - 2,
                    )
                )
                cursor += width
            cursor = after_gap(gap, cursor - left, stops) + left if gap else cursor
        for image in pending:
            cursor = self.picture(image, cursor, top)

    def picture(self, image: tuple[int, float, float], left: float, top: float) -> float:
        """Place a picture in the line; returns where the line goes on."""
        _, width, height = image
        self.story.graphics.append(Graphic("image", 1, left, top, left + width, top + height))
        return left + width


def _about(element: Element, start: int, end: int) -> list[Remark]:
    """What is to be said of a wrapper: a tracked change, an unfilled control."""
    name = tag(element)
    if name in {"w:ins", "w:moveTo", "w:del", "w:moveFrom"}:
        verb = "inserted" if name in {"w:ins", "w:moveTo"} else "deleted"
        author = normalise(attribute(element, "author") or "")[0].strip()
        day = normalise(attribute(element, "date") or "")[0][:10]
        by = (f" by {author}" if author else "") + (f" on {day}" if day else "")
        return [Remark("tracked-change", f"text {verb}{by}, not yet accepted", start, end)]
    if child(element, "w:sdtPr", "w:showingPlcHdr") is not None and end > start:
        return [Remark("placeholder", "a field that was not filled in", start, end)]
    return []


def _around(cell: Element, start: int, end: int) -> list[Remark]:
    """What is to be said of a content control that holds a whole cell."""
    content = cell.getparent()
    control = content.getparent() if content is not None else None
    if content is None or control is None or tag(content) != "w:sdtContent":
        return []
    return _about(control, start, end)


def _continues(properties: Element | None) -> bool:
    """Whether a cell belongs to the merged cell above or before it."""
    for name in ("w:vMerge", "w:hMerge"):
        merge = child(properties, name)
        if merge is not None and attribute(merge, "val") in {None, "continue"}:
            return True
    return False


class _Positions:
    """Maps indexes of the raw paragraph to indexes of its normalised text."""

    def __init__(self, origin: list[int], length: int) -> None:
        self._origin = origin
        self._length = length

    def at(self, index: int) -> int:
        return min(bisect_left(self._origin, index), self._length)
