"""Where drawings stand, and whether a person sees what is written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poedesk.read.colours import UNKNOWN
from poedesk.read.docx.colours import Theme, filled
from poedesk.read.docx.seen import Place
from poedesk.read.docx.xml import (
    EMU,
    TWIP,
    attribute,
    child,
    descendants,
    far,
    opened,
    tag,
    text_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OFF = "text in a shape outside the page"
_HIDDEN = "text in a hidden shape"
_SMALL = "text in a shape too small to see"
_SEEN_FROM = 2.5  # points
_MARGIN = 100.0  # points; how far a shape may stand out of what it is placed from
_VML = re.compile(r"(?:^|;)\s*([\w-]{1,40})\s*:\s*([^;]{1,80})")
_LENGTH = re.compile(r"(-?[\d.]{1,12})\s*(pt|in|px|cm|mm|em)?")
_UNITS = {"in": 72.0, "px": 0.75, "cm": 28.35, "mm": 2.835, "em": 10.0}
_GROWS = ("mso-fit-shape-to-text", "mso-width-percent", "mso-height-percent")


@dataclass(frozen=True, slots=True)
class Box:
    """The content of a text box, and where it stands."""

    content: Element
    place: Place


@dataclass(frozen=True, slots=True)
class Drawn:
    """Words that stand in no paragraph; `unseen` says why nobody sees them, if nobody does."""

    words: str
    unseen: str = ""


def text_boxes(element: Element, place: Place, theme: Theme) -> Iterator[Box]:
    """The text boxes of a drawing, outermost only, of alternatives the one that Word shows."""
    place = placed(element, place, theme)
    for one in opened(element) if tag(element) == "mc:AlternateContent" else element:
        if tag(one) == "w:txbxContent":
            yield Box(one, place)
        else:
            yield from text_boxes(one, place, theme)


def drawn_words(element: Element, place: Place, theme: Theme) -> Iterator[Drawn]:
    """Words of a drawing that are no text box: WordArt, shapes pasted from a presentation."""
    place = placed(element, place, theme)
    for one in opened(element) if tag(element) == "mc:AlternateContent" else element:
        name = tag(one)
        if name == "w:txbxContent":
            continue
        if name == "v:textpath" and attribute(one, "string"):
            yield Drawn(attribute(one, "string") or "", place.away)
        elif name == "a:p":
            line = "".join(text_of(text) for text in descendants(one, "a:t"))
            if line.strip():
                yield Drawn(line, place.away)
        else:
            yield from drawn_words(one, place, theme)


def placed(element: Element, place: Place, theme: Theme) -> Place:
    """The place inside a drawing's element, which may be hidden, too small, or off the page."""
    name = tag(element)
    if name in {"wp:anchor", "wp:inline"}:
        return place.upon(UNKNOWN).gone(_drawing(element, place))
    if name == "wps:wsp":
        return place.upon(filled(child(element, "wps:spPr"), theme))
    style = attribute(element, "style") if name.startswith("v:") else None
    if style is None:
        return place
    hollow = (attribute(element, "filled") or "").lower() in {"f", "false", "0"}
    ground = UNKNOWN if hollow else filled(element, theme)
    return place.upon(ground).gone(_vml(style, place, grouped=_grouped(element)))


def framed(frame: Element | None, place: Place) -> Place:
    """The place inside a paragraph's frame (`w:framePr`)."""
    if frame is None:
        return place
    x, y, height = (far(attribute(frame, name), TWIP) for name in ("x", "y", "h"))
    exact = attribute(frame, "hRule") == "exact"
    low = exact and 0 < height < _SEEN_FROM
    return place.gone(_SMALL if low else _off(x, y, (0.0, 0.0), place))


def _drawing(anchor: Element, place: Place) -> str:
    """Why nobody sees a DrawingML drawing; empty where it is seen."""
    shown = child(anchor, "wp:docPr")
    if shown is not None and attribute(shown, "hidden") in {"1", "true"}:
        return _HIDDEN
    if attribute(anchor, "hidden") in {"1", "true"}:
        return _HIDDEN
    extent = child(anchor, "wp:extent")
    grows = any(tag(one) in {"wp14:sizeRelH", "wp14:sizeRelV"} for one in anchor)
    size = (0.0, 0.0)
    if extent is not None:
        size = (far(attribute(extent, "cx"), EMU), far(attribute(extent, "cy"), EMU))
        if min(size) < _SEEN_FROM and not grows:
            return _SMALL
    across, down = (
        child(anchor, name, "wp:posOffset") for name in ("wp:positionH", "wp:positionV")
    )
    x, y = (far(one.text, EMU) if one is not None else 0.0 for one in (across, down))
    return _off(x, y, size, place)


def _vml(style: str, place: Place, *, grouped: bool) -> str:
    """Why nobody sees a VML shape; empty where it is seen."""
    said = {name.lower(): value.strip().lower() for name, value in _VML.findall(style[:4000])}
    if said.get("visibility") == "hidden" or said.get("display") == "none":
        return _HIDDEN
    if grouped:
        return ""  # its measures are those of the group's own plane
    size = tuple(_points(said.get(name)) for name in ("width", "height"))
    grows = any(name in said for name in _GROWS)
    if not grows and any(one is not None and one < _SEEN_FROM for one in size):
        return _SMALL
    x = _points(said.get("margin-left")) or _points(said.get("left")) or 0.0
    y = _points(said.get("margin-top")) or _points(said.get("top")) or 0.0
    return _off(x, y, (size[0] or 0.0, size[1] or 0.0), place)


def _off(x: float, y: float, size: tuple[float, float], place: Place) -> str:
    """Whether a thing lies beyond the paper, wherever on it its measures begin."""
    width, height = place.page
    beside = x + size[0] < -_MARGIN or x > width
    above = y + size[1] < -height or y > height
    return _OFF if beside or above else ""


def _points(length: str | None) -> float | None:
    found = _LENGTH.fullmatch(length or "")
    return far(found[1], _UNITS.get(found[2] or "pt", 1.0)) if found else None


def _grouped(shape: Element) -> bool:
    parent = shape.getparent()
    return parent is not None and tag(parent) == "v:group"
