"""What styles and runs say of the look of characters, and whether anybody can see them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from poedesk.read.docx_xml import attribute, child, number, switched_on, tag

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LONGEST_CHAIN = 20
_HALF_POINT = 0.5
_SEEN_FROM = 2.5  # points; what is smaller looks like a speck
_WHITE = re.compile("(F[8-F]){3}")  # and what no eye tells from it
_PLAIN = {"auto", "FFFFFF", "clear", "nil", ""}


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look; None where nothing is said. `size` is in points."""

    hidden: bool | None = None
    colour: str | None = None
    size: float | None = None
    font: str | None = None
    backed: bool | None = None
    struck: bool | None = None

    def over(self, base: Look) -> Look:
        """This look where it says something, else the other."""
        if self == NO_LOOK:
            return base
        pairs = zip(_SAID(self), _SAID(base), strict=True)
        return Look(*[other if mine is None else mine for mine, other in pairs])

    def unseen(self) -> str | None:
        """Why nobody sees these characters; None where they can be seen."""
        if self.hidden:
            return "hidden text"
        if self.size is not None and 0 < self.size < _SEEN_FROM:
            return f"text of {self.size:g} points"
        if not self.backed and _WHITE.fullmatch(self.colour or ""):
            return "white text on white"
        return None


_SAID = attrgetter(*Look.__slots__)
NO_LOOK = Look()


def look(properties: Element | None) -> Look:
    """What run properties say."""
    if properties is None:
        return NO_LOOK
    said = {tag(one): one for one in properties if isinstance(one.tag, str)}
    vanish, colour, size = (said.get(name) for name in ("w:vanish", "w:color", "w:sz"))
    fonts, struck = said.get("w:rFonts"), said.get("w:strike", said.get("w:dstrike"))
    return Look(
        switched_on(vanish) if vanish is not None else None,
        (attribute(colour, "val") or "auto").upper() if colour is not None else None,
        number(attribute(size, "val"), _HALF_POINT) if size is not None else None,
        (attribute(fonts, "ascii") or attribute(fonts, "hAnsi")) if fonts is not None else None,
        True if "w:highlight" in said or shaded(said.get("w:shd")) else None,
        switched_on(struck) if struck is not None else None,
    )


def shaded(shading: Element | None) -> bool:
    """Whether a shading has a colour of its own."""
    if shading is None:
        return False
    fill, pattern = (attribute(shading, name) or "" for name in ("fill", "val"))
    return fill.upper() not in _PLAIN or pattern not in {"", "clear", "nil"}


@dataclass(frozen=True, slots=True)
class _Style:
    look: Look
    numbered: tuple[str | None, str | None]
    base: str | None


@dataclass(slots=True)
class Styles:
    """The styles of a file by their ids; without a styles part all are unknown."""

    root: Element | None = None
    _defaults: Look = NO_LOOK
    _usual: str | None = None
    _known: dict[str, _Style] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        self._defaults = look(child(self.root, "w:docDefaults", "w:rPrDefault", "w:rPr"))
        for style in self.root:
            key = attribute(style, "styleId") if tag(style) == "w:style" else None
            if key:
                self._known[key] = _style(style)
                if (
                    attribute(style, "default") in {"1", "true"}
                    and attribute(style, "type") == "paragraph"
                ):
                    self._usual = key

    def characters(self, key: str | None) -> Look:
        """The look of a character style."""
        found = NO_LOOK
        for style in self._chain(key):
            found = found.over(style.look)
        return found

    def paragraph(self, properties: Element | None) -> Look:
        """The look of a paragraph's characters, by its style and its own shading."""
        found = self.characters(_named(properties) or self._usual).over(self._defaults)
        return Look(backed=True).over(found) if shaded(child(properties, "w:shd")) else found

    def numbered(self, properties: Element | None) -> tuple[str | None, str | None, str | None]:
        """List id and level of a paragraph, and the style by which it has them."""
        number_id, level = numbering_of(properties)
        key = _named(properties) or self._usual
        for style in self._chain(key):
            number_id = number_id or style.numbered[0]
            level = level or style.numbered[1]
        return number_id, level, key

    def list_of(self, key: str | None) -> str | None:
        """The list id of a numbering style."""
        return next((one.numbered[0] for one in self._chain(key) if one.numbered[0]), None)

    def _chain(self, key: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while key in self._known and len(chain) < _LONGEST_CHAIN:
            chain.append(self._known[key])
            key = chain[-1].base
        return chain


def _style(style: Element) -> _Style:
    base = child(style, "w:basedOn")
    paragraph = child(style, "w:pPr")
    own = look(child(style, "w:rPr"))
    if shaded(child(paragraph, "w:shd")):
        own = Look(backed=True).over(own)
    return _Style(
        own, numbering_of(paragraph), attribute(base, "val") if base is not None else None
    )


def _named(properties: Element | None) -> str | None:
    style = child(properties, "w:pStyle")
    return attribute(style, "val") if style is not None else None


def numbering_of(properties: Element | None) -> tuple[str | None, str | None]:
    """List id and level as the properties themselves say."""
    found = (child(properties, "w:numPr", name) for name in ("w:numId", "w:ilvl"))
    key, level = (attribute(one, "val") if one is not None else None for one in found)
    return key, level
