"""What Word draws rather than writes: symbols, form fields, pictures, text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from poedesk.read.docx_xml import (
    EMU,
    attribute,
    child,
    number,
    opened,
    switched_on,
    tag,
)
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CHECKED = {"F052", "F053", "F054", "F078", "F0FD", "F0FE"}
_UNCHECKED = {"F06F", "F071", "F0A8"}


def symbol(code: str) -> str:
    """A symbol-font character: ticked and empty boxes as such, anything else as a bullet."""
    code = code.upper()
    if code in _CHECKED:
        return "\u2612"
    return "\u2610" if code in _UNCHECKED else "\u2022"


def form_value(data: Element) -> str:
    """What a legacy check box or drop-down shows; text fields have a result of their own."""
    box = child(data, "w:checkBox")
    if box is not None:
        checked = child(box, "w:checked")
        state = checked if checked is not None else child(box, "w:default")
        return "\u2612" if switched_on(state) else "\u2610"
    choices = child(data, "w:ddList")
    if choices is None:
        return ""
    entries = [attribute(one, "val") or "" for one in choices if tag(one) == "w:listEntry"]
    result = child(choices, "w:result")
    index = int(number(attribute(result, "val"), 1)) if result is not None else 0
    return entries[index] if 0 <= index < len(entries) else ""


def text_boxes(element: Element) -> Iterator[Element]:
    """Text boxes of a drawing, outermost only and never the fallback copy."""
    for one in element:
        name = tag(one)
        if name == "w:txbxContent":
            yield one
        elif name == "mc:AlternateContent":
            for chosen in opened(one):
                yield from text_boxes(chosen)
        elif name:
            yield from text_boxes(one)


def signature_line(line: Element) -> str:
    """Whom a Microsoft Office signature line is meant for."""
    wanted = (attribute(line, name) for name in ("suggestedsigner", "suggestedsigner2"))
    who = ", ".join(normalise(one)[0] for one in wanted if one)
    return f"signature line for {who}" if who else "signature line"


def extent(place: Element) -> tuple[float, float]:
    """Width and height of a DrawingML picture in points."""
    extent = child(place, "wp:extent")
    if extent is None:
        return 0.0, 0.0
    width, height = (number(attribute(extent, name), EMU) for name in ("cx", "cy"))
    return max(0.0, width), max(0.0, height)


def offset(anchor: Element) -> tuple[float, float]:
    """How far a floating picture stands from its paragraph, where the file says so."""
    across, down = (
        child(anchor, name, "wp:posOffset") for name in ("wp:positionH", "wp:positionV")
    )
    vertical = child(anchor, "wp:positionV")
    flows = vertical is not None and attribute(vertical, "relativeFrom") in {"paragraph", "line"}
    return (
        number(across.text, EMU) if across is not None else 0.0,
        number(down.text, EMU) if down is not None and flows else 0.0,
    )


_STYLE = re.compile(
    r"(?:^|;)\s*(width|height)\s*:\s*([0-9.]{1,10})\s*(pt|in|px|cm|mm)?", re.IGNORECASE
)
_UNITS = {"in": 72.0, "px": 0.75, "cm": 28.35, "mm": 2.835}


def vml_size(element: Element) -> tuple[float, float]:
    """Width and height of a VML picture in points."""
    for shape in element.iter():
        style = shape.get("style") if tag(shape).startswith("v:") else None
        if style:
            found = {
                name.lower(): number(value, _UNITS.get(unit.lower(), 1.0))
                for name, value, unit in _STYLE.findall(style[:2000])
            }
            return found.get("width", 0.0), found.get("height", 0.0)
    return 0.0, 0.0
