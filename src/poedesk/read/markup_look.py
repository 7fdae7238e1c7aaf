"""How HTML makes text unseen: what a person does not see is no words of the mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

_NEVER_TEXT = {"style", "script", "head", "title", "template", "meta", "noscript", "object", "xml"}
_GONE = re.compile(r"display:none|mso-hide:all|opacity:0(?:\.0+)?(?:;|$|!)")
_SIZE = re.compile(
    r"(?:^|;)font(?:-size)?:[^;]*?(?<![\d.#a-z])(\d*\.?\d+)(px|pt|em|rem|%|(?=[;!/]|$))"
)
_SMALLEST = {"px": 1.0, "pt": 1.0, "em": 0.1, "rem": 0.1, "%": 10.0, "": 0.0}
_NO_ROOM = re.compile(r"(?:^|;)(?:max-)?(?:height|width):0(?:px|pt|em|%)?(?:;|$|!)")
_FAR_AWAY = re.compile(r"(?:^|;)(?:left|top|text-indent|margin-left|right):-\d{3,}")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color|-image)?:([^;!]+)")
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,([\d.]+))?")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")
_SIMPLE = re.compile(r"[a-z0-9]*([.#][\w-]+)")
_NAMES = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "window": (255, 255, 255),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "windowtext": (0, 0, 0),
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "yellow": (255, 255, 0),
    "green": (0, 128, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
}
_WHITE = (255, 255, 255)
_LONGEST_SHEET, _LONGEST_STYLE, _MOST_CLASSES = 200_000, 4000, 20
_NEAR = 6  # of 255: an eye cannot tell colours apart that differ by no more in each channel

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of an element looks. `ground` is None where a picture lies under it.

    `gone` holds for all below an element; the other things an element below may change.
    """

    colour: Colour = (0, 0, 0)
    ground: Colour | None = _WHITE
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
        if self.ground is None:
            return False
        pairs = zip(self.colour, self.ground, strict=True)
        return max(abs(one - other) for one, other in pairs) <= _NEAR


def sheet(html: str) -> dict[str, str]:
    """What the style sheets of a mail say of its classes (".x") and ids ("#x"); what holds only
    for some screens is left out.
    """
    found: dict[str, str] = {}
    for block in re.split(r"<style\b", html, flags=re.IGNORECASE)[1:]:
        rules = re.split("</style", block[:_LONGEST_SHEET], maxsplit=1, flags=re.IGNORECASE)[0]
        for selectors, rule in _rules(rules.partition(">")[2]):
            for selector in selectors.lower().split(","):
                simple = _SIMPLE.fullmatch(selector.strip())
                if simple:
                    said = f"{found.get(simple.group(1), '')};{_tight(rule)}"
                    found[simple.group(1)] = said[-_LONGEST_STYLE:]
    return found


def _rules(block: str) -> Iterator[tuple[str, str]]:
    """Selectors and what is said of them, outside "@media" and the like."""
    text = block.replace("<!--", " ").replace("-->", " ")
    text = " ".join(piece.rpartition("*/")[2] for piece in text.split("/*"))
    begin, depth, selectors = 0, 0, ""
    for brace in re.finditer("[{}]", text):
        words = text[begin : brace.start()]
        begin = brace.end()
        if brace.group() == "{":
            depth += 1
            selectors = words if depth == 1 else selectors
            continue
        if depth == 1 and not selectors.lstrip().startswith("@"):
            yield selectors.strip(), words
        depth = max(depth - 1, 0)


def look(node: Any, above: Look, styles: dict[str, str]) -> Look:
    """The look of an element inside one of the look `above`."""
    if not isinstance(node.tag, str) or node.tag in _NEVER_TEXT:
        return replace(above, gone=True, dropped=True)
    style = _style(node, styles)
    if not style and not node.attrib:
        return above
    gone = above.gone or node.get("hidden") is not None or _is_gone(style)
    return Look(
        _colour(style, node.get("color")) or above.colour,
        _ground(style, node.get("bgcolor"), node.get("background"), above.ground),
        _is_tiny(style, above.tiny),
        _is_invisible(style, above.invisible),
        gone,
        above.dropped,
    )


def _style(node: Any, styles: dict[str, str]) -> str:
    named = [f".{one}" for one in (node.get("class") or "").lower().split()[:_MOST_CLASSES]]
    if node.get("id"):
        named.append(f"#{node.get('id').lower()}")
    own = _tight(node.get("style") or "")
    if not styles:
        return own
    return ";".join(filter(None, [*(styles.get(name, "") for name in named), own]))


@lru_cache(maxsize=4096)
def _tight(style: str) -> str:
    """A style without blanks and in lower case; the last word on each thing counts."""
    rules: dict[str, str] = {}
    for rule in re.sub(r"\s+", " ", style[:_LONGEST_STYLE].lower()).split(";"):
        name, colon, value = rule.partition(":")
        if colon:
            rules.pop(name.strip(), None)
            rules[name.strip()] = re.sub(r"\s*,\s*", ",", value.strip())
    return ";".join(f"{name}:{value}" for name, value in rules.items())


def _is_gone(style: str) -> bool:
    if _GONE.search(style) or _FAR_AWAY.search(style):
        return True
    return "overflow:hidden" in style and _NO_ROOM.search(style) is not None


def _is_tiny(style: str, above: bool) -> bool:  # noqa: FBT001  a state, not a choice
    size = _SIZE.search(style)
    return above if size is None else float(size.group(1)) <= _SMALLEST[size.group(2)]


def _is_invisible(style: str, above: bool) -> bool:  # noqa: FBT001  a state, not a choice
    if "visibility:hidden" in style or "visibility:collapse" in style:
        return True
    return above and "visibility:visible" not in style


def _colour(style: str, attribute: str | None) -> Colour | None:
    found = _COLOUR.findall(style)
    return _channels(found[-1]) if found else _channels((attribute or "").lower())


def _ground(
    style: str, attribute: str | None, picture: str | None, above: Colour | None
) -> Colour | None:
    """The colour behind; None under a picture, whose colours nobody knows."""
    if picture:
        return None
    values = _GROUND.findall(style)
    if any("url(" in value or "gradient" in value for value in values):
        return None
    named = [_channels(value) for value in (*values, (attribute or "").lower())]
    return next((one for one in named if one is not None), above)


def _channels(value: str) -> Colour | None:
    written = _RGB.search(value)
    if written:
        if written.group(4) and float(written.group(4).strip(".") or 0) == 0:
            return None
        red, green, blue = (min(int(one), 255) for one in written.group(1, 2, 3))
        return red, green, blue
    hexadecimal = _HEX.search(value) or re.fullmatch(r"([0-9a-f]{6})", value.strip())
    if hexadecimal:
        digits = hexadecimal.group(1)
        wide = digits if len(digits) == 6 else "".join(one * 2 for one in digits)
        return int(wide[:2], 16), int(wide[2:4], 16), int(wide[4:], 16)
    return next((_NAMES[word] for word in value.split() if word in _NAMES), None)
