"""Where the text of paragraphs and tables stands: upon which ground, in how much room."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from poedesk.read.colours import CLEAR
from poedesk.read.docx.colours import shade
from poedesk.read.docx.seen import Look, Place
from poedesk.read.docx.shapes import framed
from poedesk.read.docx.styles import Styles
from poedesk.read.docx.xml import TWIP, attribute, child, far

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LINES = 12 / 240  # points: a height told in 240ths of a line of usual text
_TIGHT, _USUAL_SIZE = 0.8, 10.0  # of the size of letters; points
_OUTSIDE = "text set outside the page"
_MARGIN = 200.0  # points; no honest paragraph begins so far left of its margin


def table_place(table: Element, around: Place, styles: Styles) -> Place:
    """The place of a table's rows."""
    properties = child(table, "w:tblPr")
    style = child(properties, "w:tblStyle")
    named = attribute(style, "val") if style is not None else None
    ground = styles.table(named, around.ground)
    return replace(around, ground=ground).upon(shade(child(properties, "w:shd"), styles.theme))


def row_place(row: Element, around: Place) -> Place:
    """The place of a row's cells; a row may be lower than its text."""
    height = child(row, "w:trPr", "w:trHeight")
    if height is None or attribute(height, "hRule") != "exact":
        return around
    return replace(around, row=min(around.row, far(attribute(height, "val"), TWIP)))


def cell_place(properties: Element | None, around: Place, styles: Styles) -> Place:
    """The place of a cell's paragraphs."""
    return around.upon(shade(child(properties, "w:shd"), styles.theme))


def paragraph_place(properties: Element | None, around: Place, styles: Styles) -> Place:
    """The place of a paragraph's characters."""
    own = around.upon(styles.ground(properties) or CLEAR)
    own = framed(child(properties, "w:framePr"), own)
    own = own.gone(_OUTSIDE if _is_outside(child(properties, "w:ind"), own) else "")
    return replace(own, line=_line(properties, styles))


def below(around: Place, own: Place, look: Look) -> Place:
    """What is left of a row of exact height below a paragraph of one line, set tightly."""
    if around.row == inf:
        return around
    return replace(around, row=around.row - min(own.line, _TIGHT * (look.size or _USUAL_SIZE)))


def _line(properties: Element | None, styles: Styles) -> float:
    """The height of a paragraph's lines where it is exact."""
    for spacing in styles.spacings(properties):
        height, rule = attribute(spacing, "line"), attribute(spacing, "lineRule") or "auto"
        if height is not None:
            unit = {"exact": TWIP, "auto": _LINES}.get(rule)
            return abs(far(height, unit)) if unit and far(height, 1) else inf
    return inf


def _is_outside(indent: Element | None, place: Place) -> bool:
    if indent is None:
        return False
    left, start, first, hanging = (
        far(attribute(indent, name), TWIP) for name in ("left", "start", "firstLine", "hanging")
    )
    begin = (left or start) + first - hanging
    return begin < -_MARGIN or begin > max(place.page)
