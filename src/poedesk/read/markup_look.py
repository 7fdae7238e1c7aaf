"""How HTML makes text unseen: what a person does not see is no words of the mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from poedesk.read import css
from poedesk.read.colours import WHITE, Colour, hexadecimal, mixed

_NEVER_TEXT = {"style", "script", "head", "title", "template", "meta", "noscript", "object", "xml"}
_SHUT = {  # mail programs show nothing, or not the words, of what stands in these
    *("details", "textarea", "select", "datalist", "iframe", "noembed", "noframes"),
    *("audio", "video", "canvas"),
}
_FONT_SIZE = re.compile(r"(?<![\d.#a-z])(\d*\.?\d+)(px|pt|em|rem|%|(?=[ /]|$))")
_SMALLEST = {"px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 10.0, "": 0.0}
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|cm|in|vw|vh)?")
_AWAY = 100  # of any unit: farther to the left or upwards no mail begins
_FAR = 3000  # of any unit: farther to the right or downwards none goes on
_OPAQUE = 0.05  # what covers less is not seen
_GROUNDS = {"background", "background-color", "background-image"}
_MOST_CLASSES = 20
_NEAR = 6  # of 255: an eye cannot tell colours apart that differ by no more in each channel
_NOTHING = re.compile(r"(?:inset\((?:[5-9]\d|100)%|(?:circle|ellipse)\(0)|polygon\(0[^1-9]*\)$")
_CUT = re.compile(r"rect\((?:\s*[01](?:px|pt)?[\s,]*){4}\)")
_SHRUNK = re.compile(r"scale[xy3d]{0,2}\(\s*0?\.?0+\d?\s*[,)]")
_MOVED = re.compile(r"translate[xy3d]{0,2}\([^)]*-\d{3,}")
_FILTERED = re.compile(r"opacity\(\s*0?\.?0*%?\s*\)")


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of an element looks. `colour` is None where it is see-through, `ground` where
    a picture lies under it.

    `gone` holds for all below an element; the other things an element below may change.
    """

    colour: Colour | None = (0, 0, 0)
    ground: Colour | None = WHITE
    tiny: bool = False
    invisible: bool = False
    gone: bool = False
    dropped: bool = False  # never text: a script, the title

    @property
    def is_seen(self) -> bool:
        """Whether a person sees text of this look."""
        return not (self.gone or self.tiny or self.invisible or self._blends)

    @property
    def _blends(self) -> bool:
        if self.colour is None:
            return True
        if self.ground is None:
            return False
        pairs = zip(self.colour, self.ground, strict=True)
        return max(abs(one - other) for one, other in pairs) <= _NEAR


def look(node: Any, above: Look, styles: dict[str, str]) -> Look:
    """The look of an element inside one of the look `above`."""
    if not isinstance(node.tag, str) or node.tag in _NEVER_TEXT:
        return replace(above, gone=True, dropped=True)
    said = _said(node, styles)
    if not said and not node.attrib and node.tag not in _SHUT:
        return above
    shut = node.tag in _SHUT and node.get("open") is None
    ground = _ground(said, node.get("bgcolor"), node.get("background"), above.ground)
    return Look(
        _colour(said, node.get("color"), above.colour, ground),
        ground,
        _is_tiny(said, above.tiny),
        _is_invisible(said, above.invisible),
        above.gone or shut or node.get("hidden") is not None or _is_gone(said),
        above.dropped,
    )


def _said(node: Any, styles: dict[str, str]) -> Mapping[str, str]:
    """What sheets and the element itself say of it, by name."""
    named = [node.tag]
    named += [f".{one}" for one in (node.get("class") or "").lower().split()[:_MOST_CLASSES]]
    if node.get("id"):
        named.append(f"#{node.get('id').lower()}")
    own = [styles[name] for name in named if name in styles] if styles else []
    if node.get("style"):
        own.append(node.get("style"))
    return css.declared(*own) if own else {}


def _number(value: str) -> float | None:
    found = _LENGTH.fullmatch(value)
    return float(found[1]) if found else None


def _at_most(limit: float) -> Callable[[str], bool]:
    def holds(value: str) -> bool:
        number = _number(value)
        return number is not None and number <= limit

    return holds


def _away(value: str) -> bool:
    number = _number(value)
    return number is not None and (number <= -_AWAY or number >= _FAR)


_GONE: dict[str, Callable[[str], bool]] = {
    "display": lambda value: value == "none",
    "mso-hide": lambda value: value == "all",
    "opacity": _at_most(_OPAQUE),
    "content-visibility": lambda value: value == "hidden",
    "clip": lambda value: _CUT.fullmatch(value) is not None,
    "clip-path": lambda value: _NOTHING.match(value) is not None,
    "transform": lambda value: bool(_SHRUNK.search(value) or _MOVED.search(value)),
    "scale": _at_most(_OPAQUE),
    "zoom": lambda value: value in {"0.0", "0%"},
    "filter": lambda value: _FILTERED.search(value) is not None,
    **dict.fromkeys(("left", "top", "right", "bottom", "text-indent", "margin-left"), _away),
    "margin-top": _away,
}
_ROOM = ("height", "width", "max-height", "max-width")


def _is_gone(said: Mapping[str, str]) -> bool:
    if any(name in _GONE and _GONE[name](value) for name, value in said.items()):
        return True
    if _number(said.get("z-index", "")) is not None and said["z-index"].startswith("-"):
        return said.get("position", "static") != "static"
    cut = any(said.get(name) in {"hidden", "clip"} for name in ("overflow", "overflow-y"))
    return cut and any(_at_most(1)(said.get(name, "")) and "%" not in said[name] for name in _ROOM)


def _is_tiny(said: Mapping[str, str], above: bool) -> bool:  # noqa: FBT001  a state, not a choice
    size = None
    for name in said:
        if name in {"font", "font-size"}:
            size = _FONT_SIZE.search(said[name]) or size
    return above if size is None else float(size.group(1)) <= _SMALLEST[size.group(2)]


def _is_invisible(said: Mapping[str, str], above: bool) -> bool:  # noqa: FBT001  a state, not a choice
    word = said.get("visibility", "")
    return word in {"hidden", "collapse"} or (above and word != "visible")


def _colour(
    said: Mapping[str, str], attribute: str | None, above: Colour | None, ground: Colour | None
) -> Colour | None:
    """The colour of text, as it looks on what lies behind it; None where nothing of it shows."""
    value = said.get("-webkit-text-fill-color") or said.get("color") or ""
    found = css.colour(value) or _by_attribute(attribute)
    if found is None:
        return above
    plain, covers = found
    if covers <= _OPAQUE:
        return None
    return mixed(plain, ground, covers) if ground is not None else plain


def _by_attribute(value: str | None) -> tuple[Colour, float] | None:
    """The colour of an attribute, which may lack its "#"."""
    plain = hexadecimal(value or "")
    return (plain, 1.0) if plain else css.colour((value or "").lower())


def _ground(
    said: Mapping[str, str], attribute: str | None, picture: str | None, above: Colour | None
) -> Colour | None:
    """The colour behind; None under a picture, whose colours nobody knows."""
    if picture:
        return None
    values = [
        said[one] for one in said if one in {"background", "background-color", "background-image"}
    ]
    if any("url(" in value or "gradient" in value for value in values):
        return None
    for found in (*(css.colour(value) for value in reversed(values)), _by_attribute(attribute)):
        if found is not None:
            return mixed(found[0], above, found[1]) if above is not None else found[0]
    return above
