"""The numbers and letters that Word writes before the paragraphs of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poedesk.read.docx.drawn import symbols
from poedesk.read.docx.styles import Styles
from poedesk.read.docx.xml import attribute, child, number, switched_on, tag

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LEVEL = re.compile(r"%([1-9])")
_LEVELS = 9
_LONGEST = 255  # that a level's text may be in Word
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    font: str | None
    legal: bool
    restart: int | None
    style: str | None
    gap: str


@dataclass(frozen=True, slots=True)
class _List:
    """A list as paragraphs name it; lists of one `family` count on together."""

    family: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Lists:
    """The lists that a file defines."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self.styles = styles
        self._families: dict[str, Element] = {}
        self._numbers: dict[str, Element] = {}
        self._made: dict[str, _List | None] = {}
        for one in root if root is not None else ():
            if tag(one) == "w:abstractNum":
                self._families[attribute(one, "abstractNumId") or ""] = one
            elif tag(one) == "w:num":
                self._numbers[attribute(one, "numId") or ""] = one

    def named(self, key: str) -> _List | None:
        """The list of that id, None where the file does not define it."""
        if key not in self._made:
            self._made[key] = self._list(key)
        return self._made[key]

    def _list(self, key: str) -> _List | None:
        chosen = self._numbers.get(key)
        link = child(chosen, "w:abstractNumId")
        family = (attribute(link, "val") or "") if link is not None else ""
        defined = self._families.get(family)
        if chosen is None or defined is None:
            return None
        linked = child(defined, "w:numStyleLink")
        if linked is not None:  # the levels stand in the list that the style names
            other = self._numbers.get(self.styles.list_of(attribute(linked, "val")) or "")
            link = child(other, "w:abstractNumId")
            family = (attribute(link, "val") or "") if link is not None else ""
            defined = self._families.get(family, defined)
        levels = {_index(one): _level(one) for one in defined if tag(one) == "w:lvl"}
        restarts: dict[int, int] = {}
        for override in (one for one in chosen if tag(one) == "w:lvlOverride"):
            own, begin = child(override, "w:lvl"), child(override, "w:startOverride")
            if own is not None:
                levels[_index(override)] = _level(own)
            if begin is not None:
                restarts[_index(override)] = _whole(begin, 1)
        return _List(family, levels, restarts)


@dataclass(slots=True)
class Counters:
    """Counts the paragraphs of one story."""

    lists: Lists
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _restarted: set[tuple[str, int]] = field(default_factory=set)

    def label(self, properties: Element | None) -> str:
        """What Word writes before this paragraph, with the gap after it; "" for nothing."""
        key, said, style = self.lists.styles.numbered(properties)
        chosen = self.lists.named(key) if key and key != "0" else None
        if key is None or chosen is None:
            return ""
        levels = chosen.levels
        by_style = next((index for index, one in levels.items() if one.style == style), 0)
        index = int(said) if said and said.isdecimal() and len(said) < 3 else by_style
        level = levels.get(index)
        if level is None or not 0 <= index < _LEVELS:
            return ""
        counts = self._count(key, chosen, index)
        if level.form == "bullet":
            return symbols(level.font, level.text) + level.gap if level.text.strip() else ""
        shown = _LEVEL.sub(lambda one: _shown(levels, counts, int(one[1]) - 1, level), level.text)
        return shown + level.gap if shown else ""

    def _count(self, key: str, chosen: _List, index: int) -> list[int | None]:
        counts = self._counts.setdefault(chosen.family, [None] * _LEVELS)
        begin = chosen.restarts.get(index)
        before = counts[index]
        if begin is not None and (key, index) not in self._restarted:
            self._restarted.add((key, index))
            counts[index] = begin
        else:
            counts[index] = chosen.levels[index].start if before is None else before + 1
        for deeper in range(index + 1, _LEVELS):
            level = chosen.levels.get(deeper)
            if level is None or level.restart is None or index < level.restart:
                counts[deeper] = None
        return counts


def _shown(
    levels: dict[int, _Level], counts: list[int | None], index: int, shown_by: _Level
) -> str:
    level, count = levels.get(index), counts[index]
    if level is None:
        return ""
    value = level.start if count is None else count
    return written(value, "decimal" if shown_by.legal else level.form)


def written(value: int, form: str) -> str:
    """A list number in Word's number format; formats that are not known here are decimal."""
    if form == "none":
        return ""
    if form in {"lowerLetter", "upperLetter"} and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 9)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < value < 4000:
        digits = ""
        for worth, sign in _ROMAN:
            digits += sign * (value // worth)
            value %= worth
        return digits if form == "lowerRoman" else digits.upper()
    if form == "ordinal":
        teen = value % 100 in {11, 12, 13}
        return f"{value}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"
    return f"{value:02}" if form == "decimalZero" else str(value)


def _index(element: Element) -> int:
    said = attribute(element, "ilvl") or ""
    return int(said) if said.isdecimal() and len(said) < 3 else 0


def _whole(element: Element | None, otherwise: int) -> int:
    return int(number(attribute(element, "val"), 1)) if element is not None else otherwise


def _level(element: Element) -> _Level:
    text, form, gap, style = (
        (attribute(one, "val") or "") if (one := child(element, name)) is not None else ""
        for name in ("w:lvlText", "w:numFmt", "w:suff", "w:pStyle")
    )
    fonts, restart = child(element, "w:rPr", "w:rFonts"), child(element, "w:lvlRestart")
    return _Level(
        _whole(child(element, "w:start"), 0),
        form or "decimal",
        text[:_LONGEST],
        attribute(fonts, "ascii") if fonts is not None else None,
        switched_on(child(element, "w:isLgl")),
        _whole(restart, 0) if restart is not None else None,
        style or None,
        "" if gap == "nothing" else " ",
    )
