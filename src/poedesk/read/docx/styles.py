"""What styles and runs say of the look of characters, and whether anybody can see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poedesk.read.colours import CLEAR, Ground
from poedesk.read.docx.colours import Theme, drawn_colour, highlight, ink, see_through, shade
from poedesk.read.docx.seen import NO_LOOK, Look
from poedesk.read.docx.xml import TWIP, attribute, child, descendants, far, switched_on, tag

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LONGEST_CHAIN = 20
_HALF_POINT = 0.5
_EDGED = ("w:outline", "w:emboss", "w:imprint")


def look(properties: Element | None, theme: Theme) -> Look:
    """What run properties say."""
    if properties is None:
        return NO_LOOK
    said = {tag(one): one for one in properties if isinstance(one.tag, str)}
    vanish, colour, fonts = (said.get(name) for name in ("w:vanish", "w:color", "w:rFonts"))
    fill, struck = said.get("w14:textFill"), said.get("w:strike", said.get("w:dstrike"))
    drawn = drawn_colour(child(fill, "w14:solidFill"), theme)
    plain = ink(colour, theme) if colour is not None else None
    return Look(
        hidden=switched_on(vanish) if vanish is not None else None,
        colour=drawn or (plain if fill is None else None),
        size=_measure(said.get("w:sz"), _HALF_POINT),
        font=(attribute(fonts, "ascii") or attribute(fonts, "hAnsi"))
        if fonts is not None
        else None,
        highlight=highlight(said.get("w:highlight")),
        shade=shade(said.get("w:shd"), theme),
        struck=switched_on(struck) if struck is not None else None,
        width=_measure(said.get("w:w"), 1),
        lifted=_measure(said.get("w:position"), _HALF_POINT),
        clear=see_through(fill) if fill is not None else None,
        edged=_edged(said),
        apart=_measure(said.get("w:spacing"), TWIP),
    )


def _measure(element: Element | None, unit: float) -> float | None:
    return far(attribute(element, "val"), unit) if element is not None else None


def _edged(said: dict[str, Element]) -> bool | None:
    """Whether letters have an outline or stand out from the page."""
    outline = said.get("w14:textOutline")
    if outline is not None and child(outline, "w14:noFill") is None and len(outline):
        return True
    told = [switched_on(said[name]) for name in _EDGED if name in said]
    return any(told) if told else None


@dataclass(frozen=True, slots=True)
class _Style:
    look: Look
    numbered: tuple[str | None, str | None]
    base: str | None
    shade: Ground | None
    spacing: Element | None
    parts: tuple[Ground, ...]  # shades of a table style's header row and the like


@dataclass(slots=True)
class Styles:
    """The styles of a file by their ids; without a styles part all are unknown."""

    root: Element | None = None
    theme: Theme = field(default_factory=Theme)
    _defaults: Look = NO_LOOK
    _usual: str | None = None
    _known: dict[str, _Style] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        self._defaults = look(
            child(self.root, "w:docDefaults", "w:rPrDefault", "w:rPr"), self.theme
        )
        for style in self.root:
            key = attribute(style, "styleId") if tag(style) == "w:style" else None
            if key:
                self._known[key] = _style(style, self.theme)
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
        """The look of a paragraph's characters, by its style."""
        return self.characters(_named(properties) or self._usual).over(self._defaults)

    def ground(self, properties: Element | None) -> Ground | None:
        """What a paragraph lays behind its characters, itself or by its style."""
        own = shade(child(properties, "w:shd"), self.theme)
        named = (one.shade for one in self._chain(_named(properties) or self._usual))
        return own if own is not None else next((one for one in named if one is not None), None)

    def spacings(self, properties: Element | None) -> list[Element]:
        """What is said of the height of a paragraph's lines, the nearest first."""
        named = [one.spacing for one in self._chain(_named(properties) or self._usual)]
        found = [child(properties, "w:spacing"), *named]
        return [one for one in found if one is not None]

    def table(self, key: str | None, behind: Ground) -> Ground:
        """What may lie behind the cells of a table that has this style: its shade, or that of
        its header row and the like.
        """
        for style in reversed(self._chain(key)):
            behind = (style.shade or CLEAR).over(behind)
            colours = [one.over(behind).colours for one in style.parts]
            known = bool(behind.colours) and all(colours)
            behind = Ground(sum(colours, behind.colours)) if known else Ground()
        return behind

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


def _style(style: Element, theme: Theme) -> _Style:
    base, paragraph = child(style, "w:basedOn"), child(style, "w:pPr")
    shades = (shade(one, theme) for one in descendants(style, "w:shd") if _of_part(one))
    ground = next(
        (
            found
            for name in ("w:pPr", "w:tcPr", "w:tblPr")
            if (found := shade(child(style, name, "w:shd"), theme)) is not None
        ),
        None,
    )
    return _Style(
        look=look(child(style, "w:rPr"), theme),
        numbered=numbering_of(paragraph),
        base=attribute(base, "val") if base is not None else None,
        shade=ground,
        spacing=child(paragraph, "w:spacing"),
        parts=tuple(dict.fromkeys(one for one in shades if one is not None)),
    )


def _of_part(shading: Element) -> bool:
    return any(tag(one) == "w:tblStylePr" for one in shading.iterancestors())


def _named(properties: Element | None) -> str | None:
    style = child(properties, "w:pStyle")
    return attribute(style, "val") if style is not None else None


def numbering_of(properties: Element | None) -> tuple[str | None, str | None]:
    """List id and level as the properties themselves say."""
    found = (child(properties, "w:numPr", name) for name in ("w:numId", "w:ilvl"))
    key, level = (attribute(one, "val") if one is not None else None for one in found)
    return key, level
