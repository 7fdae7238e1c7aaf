"""What style sheets and style attributes say, as far as it decides whether words are seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from poedesk.read.colours import Colour

_LONGEST_SHEET, _LONGEST_STYLE = 200_000, 4000
_DEEPEST = 3
_SIMPLE = re.compile(r"[a-z0-9]*([.#][\w-]+)|([a-z][a-z0-9]*)")
_ALWAYS = re.compile(r"@media\s*(?:only\s+)?(?:screen|all)?\s*")
_WIDE = re.compile(
    r"@media\s*(?:only\s+)?(?:(?:screen|all)\s+and\s+)?\(\s*min-width:\s*(\d{1,5})px\s*\)\s*"
)
_EVERY_SCREEN = 480  # pixels
_DEFAULT = re.compile(r"var\(\s*--[\w-]{1,60}\s*,\s*([^()]{0,60})\)")
_SYSTEM: dict[str, Colour] = {"window": (255, 255, 255), "windowtext": (0, 0, 0)}


def sheet(html: str) -> dict[str, str]:
    """What the style sheets of a mail say of its elements ("p"), classes (".x") and ids ("#x");
    what holds only for some screens is left out.
    """
    found: dict[str, str] = {}
    for block in re.split(r"<style\b", html, flags=re.IGNORECASE)[1:]:
        rules = re.split("</style", block[:_LONGEST_SHEET], maxsplit=1, flags=re.IGNORECASE)[0]
        for selectors, rule in _rules(rules.partition(">")[2]):
            for selector in selectors.lower().split(","):
                simple = _SIMPLE.fullmatch(selector.strip())
                if simple:
                    name = simple[1] or simple[2]
                    found[name] = f"{found.get(name, '')};{rule}"[-_LONGEST_STYLE:]
    return found


def _rules(block: str) -> Iterator[tuple[str, str]]:
    """Selectors and what is said of them, wherever it holds for every screen."""
    text = block.replace("<!--", " ").replace("-->", " ")
    text = " ".join(piece.rpartition("*/")[2] for piece in text.split("/*"))
    begin, around = 0, list[str]()
    for brace in re.finditer("[{}]", text):
        words = text[begin : brace.start()].strip()
        begin = brace.end()
        if brace.group() == "{":
            around.append(words)
            continue
        selectors = around.pop() if around else "@"
        if len(around) < _DEEPEST and not selectors.startswith("@") and all(map(_holds, around)):
            yield selectors, words


def _holds(condition: str) -> bool:
    """Whether a mail is shown under this condition on every screen of a desk."""
    wide = _WIDE.fullmatch(condition.lower())
    return bool(_ALWAYS.fullmatch(condition.lower())) or (
        wide is not None and int(wide[1]) <= _EVERY_SCREEN
    )


@lru_cache(maxsize=4096)
def declared(*styles: str) -> Mapping[str, str]:
    """What styles say, the weakest first: names and values in lower case. Of several words on
    one thing the last counts, or the last important one.
    """
    import tinycss2

    said: dict[str, str] = {}
    important: set[str] = set()
    for style in styles:
        for one in tinycss2.parse_blocks_contents(style[:_LONGEST_STYLE], skip_comments=True):
            if one.type != "declaration" or (one.lower_name in important and not one.important):
                continue
            said.pop(one.lower_name, None)
            said[one.lower_name] = _value(one.value)
            if one.important:
                important.add(one.lower_name)
    return said


def _value(tokens: list[object]) -> str:
    import tinycss2

    try:
        value = " ".join(tinycss2.serialize(tokens).lower().split())
    except RecursionError:  # brackets within brackets without end say nothing
        return ""
    return _DEFAULT.sub(r"\1", value)


@lru_cache(maxsize=4096)
def colour(value: str) -> tuple[Colour, float] | None:
    """The first colour in a value and how much it covers (0–1); None where there is none."""
    import tinycss2
    from tinycss2.color4 import parse_color

    if value in _SYSTEM:
        return _SYSTEM[value], 1.0
    for token in tinycss2.parse_component_value_list(value[:200]):
        named = parse_color(token)
        if named is None and getattr(token, "lower_value", "") in _SYSTEM:
            return _SYSTEM[token.lower_value], 1.0
        if named is None or isinstance(named, str):
            continue
        try:
            red, green, blue = (
                min(255, max(0, round(float(one) * 255))) for one in named.to("srgb").coordinates
            )
        except (NotImplementedError, ValueError, TypeError):
            continue
        return (red, green, blue), float(named.alpha)
    return None
