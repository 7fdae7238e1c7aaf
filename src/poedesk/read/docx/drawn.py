"""What Word draws rather than writes: symbols, form fields, pictures, text boxes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from poedesk.model import SignatureLine
from poedesk.read.docx.xml import (
    EMU,
    attribute,
    child,
    number,
    switched_on,
    tag,
)
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WINGDINGS = dict(
    zip(
        b"\x28\x2a\x4a\x4c\x6c\x6e\x6f\x71\x72\x78\xa7\xa8\xd8\xdf\xe0\xe8\xfb\xfc\xfd\xfe",
        "☎✉☺☹●■☐☐☐☒▪☐➢←→➔✗✓☒☒",
        strict=True,
    )
)
_WINGDINGS_2 = dict(
    zip(b"\x2a\x30\x4f\x50\x51\x52\x53\x54\x97\x98\xa3", "☐☐✗✓☒☒☒☒●●☐", strict=True)
)
_WEBDINGS = dict(zip(b"\x61\x63\x67\x72", "✓☐■✗", strict=True))
_SYMBOL = dict(
    zip(
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        b"\xa3\xab\xac\xae\xb0\xb1\xb3\xb4\xb7\xb9\xd2\xd3\xd4\xe2\xe3\xe4",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ≤↔←→°±≥×•≠®©™®©™",
        strict=True,
    )
)
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
_PRIVATE = range(0xF000, 0xF100)  # where Word keeps the characters of symbol fonts
_ANY_PRIVATE = re.compile("[\uf000-\uf0ff]")


def symbols(font: str | None, text: str) -> str:
    """Characters as their font shows them: those of symbol fonts as the signs they are (ticked
    boxes as "☒", empty ones as "☐", what is not known as a bullet), others unchanged.
    """
    signs = _FONTS.get((font or "").lower())
    if signs is None and not _ANY_PRIVATE.search(text):
        return text
    return "".join(_sign(_WINGDINGS if signs is None else signs, one) for one in text)


def _sign(signs: dict[int, str], character: str) -> str:
    code = ord(character)
    if code in _PRIVATE or (signs is not _SYMBOL and 0x20 < code < 0x100):
        return signs.get(code & 0xFF, "•" if signs is not _SYMBOL else chr(code & 0xFF))
    return signs.get(code, character)


def symbol(font: str | None, code: str) -> str:
    """The character that `w:sym` shows."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return symbols(font, character)


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


def signature_line(line: Element) -> SignatureLine:
    """A Microsoft Office signature line and whom it is meant for."""
    names = ("id", "suggestedsigner", "suggestedsigner2", "suggestedsigneremail")
    said = [attribute(line, name) or "" for name in (*names, "signinginstructions")]
    plain = [" ".join(normalise(one)[0].split())[:300] for one in said]
    return SignatureLine(plain[0].upper(), *plain[1:])


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
