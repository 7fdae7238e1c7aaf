"""One PDF page's text with true positions, and the way back to pdfium's character index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from poedesk.model import Box, Segment
from poedesk.read.pdf.order import Run, runs
from poedesk.read.pdf.plane import Plane
from poedesk.read.pdf.words import UNMAPPED, Word, characters, hyphen, whole_words, words

_MEANINGLESS = re.compile(f"[{UNMAPPED}\ue000-\uf8ff]")
_CONTROLS = re.compile(r"[\x01\x03-\x08\x0e-\x1f]")  # but for white space and pdfium's hyphen


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's normalised text; `segments` count from its start.

    `origins` gives for each of its characters pdfium's character index; `dropped` counts the
    glyphs that left nothing in it, because their font calls them control characters.
    """

    text: str
    segments: tuple[Segment, ...]
    origins: tuple[int, ...]
    dropped: int = 0

    @property
    def readable(self) -> bool:
        """Whether most glyphs name a character (some fonts have no character map)."""
        solid = "".join(self.text.split())
        lost = len(_MEANINGLESS.findall(solid)) + self.dropped
        return lost * 2 <= len(solid) + self.dropped


def layout(
    textpage: Any, plane: Plane, rules: Iterable[Box] = (), borders: Iterable[Box] = ()
) -> PageText:
    """The text of one page in reading order: cells parted by tabs, lines by line ends.

    `rules` are the level lines drawn on the shown page: they tell tables from columns. `borders`
    are its upright lines and the sides of its boxes: with the rules they make a table's cells.
    """
    raw = characters(textpage)
    whole = whole_words(raw)
    drawn = words(raw, textpage, plane, whole)
    taken = frozenset([one.place - 1 for one in drawn if one.broken is not None])
    setting = _Setting(plane.page, whole, taken)
    for run in runs(drawn, rules, borders):
        setting.add(run)
    dropped = len(_CONTROLS.findall(raw))
    text = "".join(setting.pieces)
    return PageText(text, tuple(setting.segments), tuple(setting.origins), dropped)


@dataclass(slots=True)
class _Setting:
    """The text written so far; `whole` are the page's words that no line's end breaks, `taken`
    the places of words whose hyphen pdfium took to join them to the next word drawn.
    """

    page: int
    whole: frozenset[str]
    taken: frozenset[int]
    pieces: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    last: Word | None = None

    def add(self, run: Run) -> None:
        """Write one run as a segment of its own."""
        start = 0
        for number, word in enumerate(run.words):
            inner = "" if number in run.tight else " "
            joint = self._inner(inner, word) if number else self._joint(run.joint, word)
            self._write(joint, [word.origins[0]] * len(joint))
            start = start if number else len(self.origins)
            self._write(word.text, word.origins)
            self.last = word
        box = _around([word.box for word in run.words])
        self.segments.append(Segment(self.page, start, len(self.origins), *box))

    def _write(self, text: str, origins: Iterable[int]) -> None:
        if text:
            self.pieces.append(text)
            self.origins += origins

    def _joint(self, joint: str, word: Word) -> str:
        """What parts a run from the one before: less where a line's end broke a word."""
        last = self.last
        if last is None:
            return ""
        if word.broken is not None and word.place == last.place + 1:
            return word.broken
        text = last.text
        if last.place in self.taken:
            text += "-"
            self._give_hyphen(last)
        if joint == "\t" or not text.endswith("-") or len(text) < 2:
            return joint
        if not (text[-2].islower() and word.text[0].islower()):
            within = joint == " " and text[-2].isalnum() and word.text[0].isalnum()
            return "" if within else joint
        self._take_hyphen()
        return hyphen(text[:-1], word.text, self.whole)

    def _inner(self, joint: str, word: Word) -> str:
        """What parts a word from the one before it on the same line."""
        last = self.last
        if last is None or last.place not in self.taken:
            return joint
        self._write("-", [last.origins[-1] + 1])
        return "" if word.place == last.place + 1 else joint

    def _give_hyphen(self, last: Word) -> None:
        """Write the hyphen after a run where what it was taken for does not come next."""
        before = self.segments[-1]
        self._write("-", [last.origins[-1] + 1])
        box = before.left, before.top, before.right, before.bottom
        self.segments[-1] = Segment(before.page, before.start, before.end + 1, *box)

    def _take_hyphen(self) -> None:
        before = self.segments[-1]
        self.pieces[-1] = self.pieces[-1][:-1]
        self.origins.pop()
        box = before.left, before.top, before.right, before.bottom
        self.segments[-1] = Segment(before.page, before.start, before.end - 1, *box)


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
