"""Alternatives in a Word file, of which each program shows the one it knows: do they agree?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from poedesk.model import Mark
from poedesk.read.docx.xml import attribute, child, descendants, opened, tag, text_of
from poedesk.read.pdf.differences import KIND
from poedesk.read.text import normalise

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BRANCHES = {"mc:Choice", "mc:Fallback"}
_WORDS = {"w:t", "a:t"}
_LONGEST_QUOTE = 100


def differing_choices(roots: Iterable[Element]) -> Iterator[Mark]:
    """A mark for each drawing whose alternatives both say something, and not the same."""
    for root in roots:
        for one in descendants(root, "mc:AlternateContent"):
            shown = opened(one)
            first = [branch for branch in one if branch is shown]
            rest = [b for b in one if tag(b) in _BRANCHES and b is not shown]
            said = [words for words in map(_words, first + rest) if _letters(words)]
            for other in said[1:]:
                if _letters(other) != _letters(said[0]):
                    yield _mark(said[0], other)


def _words(branch: Element) -> str:
    """What a branch says, of alternatives within it the first."""
    pieces: list[str] = []
    pending = [branch]
    while pending:
        one = pending.pop()
        name = tag(one)
        if name in _WORDS:
            pieces.append(text_of(one))
        elif name == "v:textpath":
            pieces.append(attribute(one, "string") or "")
        elif name == "w:p":
            pieces.append(" ")
        if name == "mc:AlternateContent":
            first = child(one, "mc:Choice")
            pending += [first] if first is not None else list(one)
        else:
            pending += reversed(one)
    return " ".join(normalise("".join(pieces))[0].split())


def _letters(words: str) -> str:
    return "".join(one for one in words if one.isalnum())


def _mark(shown: str, other: str) -> Mark:
    message = (
        f"A program that does not know newer drawings shows {_quoted(other)} where Word shows "
        f"{_quoted(shown)}."
    )
    return Mark(KIND, message, ())


def _quoted(words: str) -> str:
    return f"“{words[:_LONGEST_QUOTE]}{'…' * (len(words) > _LONGEST_QUOTE)}”"
