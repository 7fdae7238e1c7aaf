"""The colours that a Word file names: by digits, by its theme, by shading and highlighting."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poedesk.read.colours import BLACK, CLEAR, UNKNOWN, WHITE, Colour, Ground, hexadecimal, mixed
from poedesk.read.docx.xml import attribute, child, number, tag

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

AUTOMATIC: tuple[()] = ()  # black or white, whichever is read on what lies behind
Ink = Colour | tuple[()]

_HIGHLIGHTS: dict[str, Colour] = {
    "black": (0, 0, 0),
    "blue": (0, 0, 255),
    "cyan": (0, 255, 255),
    "green": (0, 255, 0),
    "magenta": (255, 0, 255),
    "red": (255, 0, 0),
    "yellow": (255, 255, 0),
    "white": (255, 255, 255),
    "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128),
    "darkGreen": (0, 128, 0),
    "darkMagenta": (128, 0, 128),
    "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0),
    "darkGray": (128, 128, 128),
    "lightGray": (192, 192, 192),
}
_SLOTS = {
    **dict.fromkeys(("background1", "light1", "bg1", "lt1"), "lt1"),
    **dict.fromkeys(("background2", "light2", "bg2", "lt2"), "lt2"),
    **dict.fromkeys(("text1", "dark1", "tx1", "dk1"), "dk1"),
    **dict.fromkeys(("text2", "dark2", "tx2", "dk2"), "dk2"),
    **{f"accent{one}": f"accent{one}" for one in range(1, 7)},
    **dict.fromkeys(("hyperlink", "hlink"), "hlink"),
    **dict.fromkeys(("followedHyperlink", "folHlink"), "folHlink"),
}
_USUAL: dict[str, Colour] = {"lt1": WHITE, "dk1": BLACK}
_MAPPED = {"background1": "bg1", "text1": "t1", "background2": "bg2", "text2": "t2"}
_SHARE = re.compile(r"pct(\d{1,2})")
_THOUSANDTH_PERCENT = 1 / 100_000
_UNSEEN_FROM = 0.95  # of a colour that is see-through


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a theme by their slots ("dk1" …), and which slot a document means by
    "background1" and the like.
    """

    colours: Mapping[str, Colour] = field(default_factory=lambda: _USUAL)
    meant: Mapping[str, str] = field(default_factory=dict)

    def colour(self, name: str) -> Colour | None:
        """The colour of a name such as "background1" or "bg1"; None for an unknown one."""
        slot = _SLOTS.get(name, "")
        usual = next((long for long in _MAPPED if _SLOTS[long] == slot), name)
        return self.colours.get(_SLOTS.get(self.meant.get(usual, name), slot))


def theme(root: Element | None, settings: Element | None) -> Theme:
    """The colours of the theme part, as the settings part maps them."""
    scheme = child(root, "a:themeElements", "a:clrScheme")
    named: dict[str, Colour] = dict(_USUAL)
    for one in scheme if scheme is not None else ():
        value = next((attribute(c, "lastClr") or attribute(c, "val") or "" for c in one), "")
        found = hexadecimal(value)
        if found is not None:
            named[tag(one)[2:]] = found
    mapping = child(settings, "w:clrSchemeMapping")
    said = (
        {long: attribute(mapping, key) for long, key in _MAPPED.items()}
        if mapping is not None
        else {}
    )
    return Theme(named, {long: value for long, value in said.items() if value})


def ink(colour: Element, theme: Theme) -> Ink:
    """The colour of `w:color`; where a theme's colour and digits differ, Word shows the theme's."""
    return _named(colour, theme, ("val", "themeColor", "themeTint", "themeShade"))


def shade(shading: Element | None, theme: Theme) -> Ground | None:
    """The ground that `w:shd` lays behind text; None without one."""
    if shading is None:
        return None
    pattern = attribute(shading, "val") or "clear"
    fill = _named(shading, theme, ("fill", "themeFill", "themeFillTint", "themeFillShade"))
    if pattern in {"clear", "nil"}:
        return Ground((fill,)) if fill and pattern == "clear" else CLEAR
    drawn = _named(shading, theme, ("color", "themeColor", "themeTint", "themeShade")) or BLACK
    if pattern == "solid":
        return Ground((drawn,))
    share = _SHARE.fullmatch(pattern)
    return Ground((mixed(drawn, fill or WHITE, int(share[1]) / 100),)) if share else UNKNOWN


def highlight(element: Element | None) -> Ground | None:
    """The ground of `w:highlight`; None without one."""
    if element is None:
        return None
    found = _HIGHLIGHTS.get(attribute(element, "val") or "")
    return Ground((found,)) if found is not None else CLEAR


def filled(shape: Element | None, theme: Theme) -> Ground:
    """The ground of a drawn shape, by its own properties or its VML attributes."""
    if shape is None:
        return UNKNOWN
    plain = drawn_colour(child(shape, "a:solidFill"), theme)
    if plain is not None:
        return Ground((plain,))
    said = hexadecimal((attribute(shape, "fillcolor") or "").split(" ")[0])
    return Ground((said,)) if said is not None else UNKNOWN


def drawn_colour(fill: Element | None, theme: Theme) -> Colour | None:
    """The plain colour of a DrawingML fill; None for one that cannot be told."""
    named = next(iter(fill), None) if fill is not None else None
    if named is None:
        return None
    value = attribute(named, "val") or ""
    kind = tag(named)[2:] if ":" in tag(named) else ""
    found = theme.colour(value) if kind.endswith("schemeClr") else hexadecimal(value)
    for change in named if found is not None else ():
        found = (
            _changed(found, tag(change).partition(":")[2], attribute(change, "val"))
            if found
            else None
        )
    return found


def see_through(fill: Element | None) -> bool:
    """Whether text that is filled so (`w14:textFill`) shows nothing."""
    if fill is None:
        return False
    if child(fill, "w14:noFill") is not None:
        return True
    plain = child(fill, "w14:solidFill")
    alphas = (
        attribute(one, "val")
        for named in (plain if plain is not None else ())
        for one in named
        if tag(one) == "w14:alpha"
    )
    return any(number_of(one) * _THOUSANDTH_PERCENT >= _UNSEEN_FROM for one in alphas)


def number_of(text: str | None) -> float:
    """A plain number; 0 for what is none."""
    return number(text, 1e-3) * 1e3


def _changed(colour: Colour, how: str, by: str | None) -> Colour | None:
    part = number_of(by) * _THOUSANDTH_PERCENT
    if how == "lumMod":
        return _lighter(colour, part, 0.0)
    if how == "lumOff":
        return _lighter(colour, 1.0, part)
    return colour if how == "alpha" else None


def _named(element: Element, theme: Theme, keys: tuple[str, str, str, str]) -> Ink:
    digits, slot, tint, darker = (attribute(element, one) for one in keys)
    found = theme.colour(slot) if slot else None
    if found is None:
        return hexadecimal(digits or "") or AUTOMATIC
    for said, rest in ((darker, 0.0), (tint, 1.0)):
        try:
            part = int(said, 16) / 255 if said else 1.0
        except ValueError:
            part = 1.0
        found = _lighter(found, part, rest * (1 - part))
    return found


def _lighter(colour: Colour, part: float, more: float) -> Colour:
    """The colour with `part` of its lightness and some more of it (both 0–1)."""
    hue, light, rich = colorsys.rgb_to_hls(*(one / 255 for one in colour))
    changed = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light * part + more)), rich)
    red, green, blue = (round(one * 255) for one in changed)
    return red, green, blue
