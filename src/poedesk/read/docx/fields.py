"""What a Word field is, by its instruction: a field shows its result, but says more than that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_WORDS = re.compile(r'"([^"]{0,2000})"|(\S{1,2000})')
_LONGEST = 4000
UNFILLED = "placeholder", "a field that was not filled in"
_LEFT_OVER = re.compile(r"\s*[«<{\[].{1,200}[»>}\]]\s*", re.DOTALL)
_OUTSIDE = {
    **dict.fromkeys(("DDE", "DDEAUTO"), "what another program says (DDE)"),
    **dict.fromkeys(("INCLUDETEXT", "INCLUDE", "RD"), "text of another file"),
    "INCLUDEPICTURE": "a picture of another place",
    "LINK": "a part of another file",
    "DATABASE": "the records of a database",
}


@dataclass(slots=True)
class Field:
    """An open field: its instruction so far, whether its result has begun, and where."""

    instruction: list[str] = field(default_factory=list)
    shown: bool = False
    start: int = 0
    length: int = 0

    def instruct(self, text: str) -> None:
        """Go on with the instruction."""
        if self.length < _LONGEST:
            self.instruction.append(text)
            self.length += len(text)


def words(instruction: str) -> list[str]:
    """The name of a field in capitals, and its arguments."""
    found = [one[0] or one[1] for one in _WORDS.findall(instruction[:_LONGEST])]
    return [found[0].upper(), *found[1:]] if found else []


def prompt(instruction: str) -> str:
    """The words that a button field shows in place of a result."""
    found = re.match(
        r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s?(.*)", instruction, re.DOTALL | re.IGNORECASE
    )
    return found[1].strip() if found else ""


def said_of(instruction: str, result: str) -> tuple[str, str] | None:
    """Kind and words of what is to be remarked of a field and its result."""
    name = (words(instruction) or [""])[0]
    if name in _OUTSIDE:
        return "outside", f"a field shows {_OUTSIDE[name]}; it was not followed"
    if name in {"DATE", "TIME"}:
        return "moving-date", "a field that shows the day on which the file is opened"
    if name == "MERGEFIELD" and _LEFT_OVER.fullmatch(result):
        return UNFILLED
    return None
