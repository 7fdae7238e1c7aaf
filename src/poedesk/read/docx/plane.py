"""Where columns and tabs stand: the arithmetic of a page that has never been laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from poedesk.read.docx.xml import TWIP, attribute, child, number, tag

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CHARACTER = 5.5  # of an average character at 11 points
_TAB = 36.0
_COLUMN = 100.0  # where a table tells no widths
_GAP = re.compile(r"\t| {3,}")


def columns(table: Element, width: float) -> list[float]:
    """Left edges of the table's columns and the right edge of the last, from 0."""
    grid = child(table, "w:tblGrid")
    widths = [number(attribute(one, "w"), TWIP) for one in grid] if grid is not None else []
    if not widths or min(widths) <= 0:
        share = width / len(widths) if widths else _COLUMN
        widths = [share] * (len(widths) or 1)
    edges = [0.0]
    for column in widths:
        edges.append(edges[-1] + column)
    return edges


def edge_of(edges: list[float], index: int) -> float:
    """The edge, also of columns that the grid forgot."""
    beyond = index - len(edges) + 1
    return edges[index] if beyond <= 0 else edges[-1] + beyond * _COLUMN


def tab_stops(properties: Element | None) -> list[float]:
    """The paragraph's own tab stops in points, ascending."""
    tabs = child(properties, "w:tabs")
    if tabs is None:
        return []
    kept = [one for one in tabs if tag(one) == "w:tab" and attribute(one, "val") != "clear"]
    return sorted(number(attribute(one, "pos"), TWIP) for one in kept)


def groups(line: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, gap after it) of the pieces between tabs and wide spaces."""
    begin = 0
    for gap in _GAP.finditer(line):
        yield *_trimmed(line, begin, gap.start()), gap.group()
        begin = gap.end()
    yield *_trimmed(line, begin, len(line)), ""


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    body = line[start:end]
    lead = len(body) - len(body.lstrip())
    return (start + lead, start + len(body.rstrip())) if body.strip() else (start, start)


def after_gap(gap: str, cursor: float, stops: list[float]) -> float:
    """Where the text goes on after a tab or wide spaces, from the paragraph's left edge."""
    if gap != "\t":
        return cursor + CHARACTER * len(gap)
    own = next((stop for stop in stops if stop > cursor + 1), None)
    return own if own is not None else (cursor // _TAB + 1) * _TAB
