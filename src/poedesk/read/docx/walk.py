"""Walks one story of a DOCX (body, header, footnote …) and lays out what a person sees in Word.

python-docx skips tracked insertions, content controls, smart tags and text boxes, so the walk
is our own. It writes the text once, in reading order, onto a plane of points (y down): table
columns stand where the grid puts them and tabs at their stops, so that a signature block made
of tabs looks to layout code like one made of cells. Widths are estimates; order is exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from poedesk.model import Graphic, Segment
from poedesk.read.docx.numbering import Counters
from poedesk.read.docx.place import below, cell_place, paragraph_place, row_place, table_place
from poedesk.read.docx.plane import CHARACTER, after_gap, columns, edge_of, groups, tab_stops
from poedesk.read.docx.runs import REMOVED, Runs, changed, controlled
from poedesk.read.docx.shapes import Drawn
from poedesk.read.docx.story import Inline, Remark, Story, Surroundings
from poedesk.read.docx.xml import (
    DEEPEST,
    TWIP,
    WRAPPERS,
    attribute,
    child,
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


def walk(blocks: Sequence[Element], top: float, around: Surroundings) -> Story:
    """Lay out paragraphs and tables from `top` downwards.

    A field that never ends would swallow all text after it: then fields are not followed.
    """
    for follow in (True, False):
        walker = _Walker(around, follow_fields=follow)
        walker.story.bottom = walker.end(walker.blocks(blocks, _PAGE, top, 0))
        if not walker.runs.fields:
            break
    return walker.story


def listing(lines: Iterable[Drawn], top: float) -> Story:
    """Lay out plain lines one below the other."""
    walker = _Walker(Surroundings(), follow_fields=False)
    walker.story.bottom = walker.listed(lines, _PAGE, top)
    return walker.story


class _Walker:
    """Holds what runs across elements: list numbers, a paragraph whose end was deleted, and
    the story that is being written.
    """

    def __init__(self, around: Surroundings, *, follow_fields: bool) -> None:
        self.story = Story()
        self.around = around
        self.runs = Runs(self.story, around, follow_fields=follow_fields)
        self.counters = Counters(around.lists)
        self.place = around.place
        self.joined: Inline | None = None

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
                top = self.imported(element, sides, top)
            elif name == "w:subDoc":
                self.story.unread["sub-document"] = None
            elif name in WRAPPERS:
                start = self.story.length
                top = self.blocks(opened(element), sides, top, depth + 1)
                self.remark(element, start)
            elif name in REMOVED:
                self.story.remarks.extend(changed(element, 0, 0))
        return top

    def remark(self, wrapper: Element, start: int) -> None:
        """Say what is to be said of a wrapper around what was written since `start`."""
        end = self.story.length
        self.story.remarks.extend(changed(wrapper, start, end))
        if tag(wrapper) == "w:sdt":
            text = self.story.since(start)
            self.story.remarks.extend(controlled(wrapper, text, self.around.stores, start, end))

    def imported(self, chunk: Element, sides: tuple[float, float], top: float) -> float:
        """Lay out what Word will merge here from another part."""
        found = self.around.imported(attribute(chunk, "id") or "")
        if found is None:
            self.story.unread["imported content"] = None
            return top
        if found.hidden:
            self.story.apart.append(found.hidden)
        return self.listed(map(Drawn, found.lines), sides, top)

    def listed(self, lines: Iterable[Drawn], sides: tuple[float, float], top: float) -> float:
        """Lay out plain lines one below the other."""
        for line in lines:
            inline = Inline()
            inline.write(line.words)
            if line.unseen:
                inline.remark("hidden-text", line.unseen, 0)
            top = self.lines(inline, sides, top, [])
            self.story.write("\n")
        return top

    def table(self, table: Element, sides: tuple[float, float], top: float, depth: int) -> float:
        """Lay out a table row by row; a merged cell is written once."""
        top = self.end(top, sides)
        grid = columns(table, sides[1] - sides[0])
        outside = self.place
        self.place = table_place(table, outside, self.around.styles)
        for row in through(table, "w:tr", depth):
            deleted = child(row, "w:trPr", "w:del")
            if deleted is not None:
                self.story.remarks.extend(changed(deleted, 0, 0))
                continue
            start, whole = self.story.length, self.place
            self.place = row_place(row, whole)
            top = self.row(row, [sides[0] + edge for edge in grid], top, depth)
            self.place = whole
            if switched_on(child(row, "w:trPr", "w:hidden")):
                self.story.remarks.append(
                    Remark("hidden-text", "hidden row", start, self.story.length)
                )
        self.place = outside
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
            if _continues(properties) or self.removed(properties):
                continue
            if self.story.length > start:
                self.story.end_cell("\t")
            bottom = max(bottom, self.cell(cell, (left, right), top, depth))
        inserted = child(row, "w:trPr", "w:ins")
        if inserted is not None:
            self.story.remarks.extend(changed(inserted, start, self.story.length))
        return bottom

    def cell(self, cell: Element, sides: tuple[float, float], top: float, depth: int) -> float:
        """Lay out one cell; returns its bottom."""
        properties, outside = child(cell, "w:tcPr"), self.place
        self.place = cell_place(properties, outside, self.around.styles)
        first = self.story.length
        bottom = self.end(self.blocks(cell, sides, top, depth + 1))
        self.story.end_cell("\n")
        self.place = outside
        control = _control_around(cell)
        if control is not None:
            self.remark(control, first)
        inserted = child(properties, "w:cellIns")
        if inserted is not None:
            self.story.remarks.extend(changed(inserted, first, self.story.length))
        return bottom

    def removed(self, properties: Element | None) -> bool:
        """Whether a cell was deleted with changes tracked; if so, that is said."""
        deleted = child(properties, "w:cellDel")
        if deleted is not None:
            self.story.remarks.extend(changed(deleted, 0, 0))
        return deleted is not None

    # ── paragraphs ──────────────────────────────────────────────────────────────────────

    def paragraph(self, element: Element, sides: tuple[float, float], top: float) -> float:
        """Write one paragraph; returns its bottom."""
        properties = child(element, "w:pPr")
        styles = self.around.styles
        inline = self.joined or Inline()
        self.number(properties, inline)
        self.runs.place = paragraph_place(properties, self.place, styles)
        look, before = styles.paragraph(properties), inline.length
        self.runs.collect(element, inline, look, 0)
        if inline.since(before).strip():
            self.place = below(self.place, self.runs.place, look)
        self.joined = inline
        deleted = child(properties, "w:rPr", "w:del")
        if deleted is not None:  # the paragraph goes on in the next one
            inline.remarks.extend(changed(deleted, 0, 0))
            return top
        indent = child(properties, "w:ind")
        if indent is not None:
            left = attribute(indent, "left") or attribute(indent, "start")
            sides = (min(sides[1], sides[0] + max(0.0, number(left, TWIP))), sides[1])
        return self.end(top, sides, tab_stops(properties))

    def number(self, properties: Element | None, inline: Inline) -> None:
        """Write the number of a list's paragraph."""
        if not inline.length and all(one.shown for one in self.runs.fields):
            inline.write(self.counters.label(properties))

    def end(
        self, top: float, sides: tuple[float, float] = _PAGE, stops: Sequence[float] = ()
    ) -> float:
        """Write the paragraph that is still open, if one is; returns its bottom."""
        inline, self.joined = self.joined, None
        if inline is None:
            return top
        for across, down, width, height in inline.floating:
            left = sides[0] + across
            self.story.graphics.append(
                Graphic("image", 1, left, top + down, left + width, top + down + height)
            )
        bottom = self.lines(inline, sides, top, list(stops))
        self.story.write("\n")
        return bottom

    # ── lines ───────────────────────────────────────────────────────────────────────────

    def lines(
        self, inline: Inline, sides: tuple[float, float], top: float, stops: list[float]
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


def _control_around(cell: Element) -> Element | None:
    """The content control that holds a whole cell."""
    content = cell.getparent()
    control = content.getparent() if content is not None else None
    if content is None or tag(content) != "w:sdtContent":
        return None
    return control


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
