r"""One normalised text per document, built with exact offsets.

What readers hand over is raw text of any origin; what comes out has "\n" between lines, "\t"
between cells of a row, plain spaces, composed accents, no soft hyphens, ligatures or control
characters. Terminal escapes cannot survive it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from poedesk.errors import UnreadableError
from poedesk.model import Limits, Part, Segment

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_LINE_ENDS = {"\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"}
_KEPT_FORMATS = {"\u200c", "\u200d"}  # joiners carry meaning in Indic and Persian scripts
# Letters and signs that stay as they are: most of most texts, and taken at a stroke. The last
# one may belong to an accent that follows it.
_PLAIN = re.compile(r"(?:[\t\n -~\u00a1-\u00ac\u00ae-\u017f](?![\u0300-\U0010ffff]))+")
ROW_HEIGHT = 14.0
CHARACTER_WIDTH = 6.0


def normalise(raw: str) -> tuple[str, list[int]]:
    """The normalised text and, for each of its characters, the index in `raw` it came from."""
    out: list[str] = []
    origin: list[int] = []
    index = 0
    while index < len(raw):
        if plain := _PLAIN.match(raw, index):
            out.append(plain.group())
            origin.extend(range(index, plain.end()))
            index = plain.end()
            continue
        end = index + 1
        while end < len(raw) and unicodedata.combining(raw[end]):
            end += 1
        cluster = raw[index:end]
        if cluster == "\r" and raw[end : end + 1] == "\n":
            index = end
            continue
        for character in _plain(cluster):
            out.append(character)
            origin.append(index)
        index = end
    return "".join(out), origin


def _plain(cluster: str) -> str:
    if cluster == "\t":
        return cluster
    composed = unicodedata.normalize("NFC", cluster)  # also "\u037e", a semicolon in disguise
    if len(cluster) > 1 or composed != cluster:
        return "".join(_plain(one) for one in composed)
    if cluster in _LINE_ENDS:
        return "\n"
    if cluster in _LIGATURES:
        return _LIGATURES[cluster]
    if "\ufb13" <= cluster <= "\ufdff" or "\ufe70" <= cluster <= "\ufefc":
        return unicodedata.normalize("NFKC", cluster)  # letters by their shape in a word
    category = unicodedata.category(cluster)
    if category == "Zs":
        return " "
    if category in {"Cc", "Cn", "Cs"} or (category == "Cf" and cluster not in _KEPT_FORMATS):
        return ""
    return cluster


def check_length(length: int, most: int) -> None:
    """Raises UnreadableError for more text than one file may have."""
    if length > most:
        raise UnreadableError(
            f"it holds more than {most} characters of text (limit `text`)",
            "File the pages that matter as a document of their own.",
        )


@dataclass
class Composer:
    """Builds a document's text part by part, with a layout for formats that have none.

    `row` lays cells out side by side on one line of a plane (`Segment`): column widths are
    the reader's to give, so that what stands below a cell can be found by geometry. More than
    `most` characters are refused with an UnreadableError.
    """

    most: int = Limits().text
    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _parts: list[Part] = field(default_factory=list)
    _segments: list[Segment] = field(default_factory=list)
    _open: Part | None = None
    _row: int = 0

    @property
    def length(self) -> int:
        """Code points written so far: where the next piece will start."""
        return self._length

    def begin(
        self,
        name: str,
        page: int | None = None,
        certainty: float | None = None,
        *,
        scanned: bool = False,
    ) -> None:
        """Open a part; the part before it is closed. `certainty` is that of recognised text;
        `scanned` says that the file's own text was laid under a scan.
        """
        self.close()
        if self._length:
            self._write("\n")
        self._open = Part(name, page, self._length, self._length, certainty, scanned)

    def close(self) -> None:
        """Close the open part; an empty one leaves no trace."""
        if self._open is not None:
            if self._length > self._open.start:
                self._parts.append(replace(self._open, end=self._length))
            self._open = None

    def row(self, cells: Sequence[str], lefts: Sequence[float] | None = None) -> list[int]:
        """Write one line of cells; returns each cell's start offset.

        `lefts` are the cells' left edges in points; without them cells follow one another.
        A cell may hold several lines: they are written one below the other before the next
        cell, and laid out at the cell's own left edge.
        """
        starts: list[int] = []
        deepest = 1
        cursor = 0.0
        for number, cell in enumerate(cells):
            if number:
                self._write("\t")
            left = lefts[number] if lefts is not None else cursor
            starts.append(self._length)
            lines = normalise(cell)[0].split("\n")
            deepest = max(deepest, len(lines))
            for depth, line in enumerate(lines):
                if depth:
                    self._write("\n")
                self._place(line, left, self._row + depth)
            cursor = left + CHARACTER_WIDTH * (max(map(len, lines)) + 2)
        self._write("\n")
        self._row += deepest
        return starts

    def _place(self, line: str, left: float, row: int) -> None:
        """Write one line of one cell; each group between tabs is a segment of its own."""
        column = 0
        for group in line.split("\t"):
            start = self._length + column
            body = group.strip()
            if body:
                indent = len(group) - len(group.lstrip())
                at = left + CHARACTER_WIDTH * (column + indent)
                top = row * ROW_HEIGHT
                self._segments.append(
                    Segment(
                        1,
                        start + indent,
                        start + indent + len(body),
                        at,
                        top,
                        at + CHARACTER_WIDTH * len(body),
                        top + ROW_HEIGHT - 2,
                    )
                )
            column += len(group) + 1
        self._write(line)

    def raw(self, text: str, segments: Sequence[Segment]) -> int:
        """Append text that is already normalised, with its own layout (offsets relative to
        `text`); returns where it starts.
        """
        start = self._length
        self._write(text)
        self._segments.extend(
            Segment(s.page, start + s.start, start + s.end, s.left, s.top, s.right, s.bottom)
            for s in segments
        )
        return start

    def _write(self, text: str) -> None:
        self._length += len(text)
        check_length(self._length, self.most)
        self._text.append(text)

    def finish(self) -> tuple[str, tuple[Part, ...], tuple[Segment, ...]]:
        """The whole text, its parts and its layout."""
        self.close()
        return "".join(self._text), tuple(self._parts), tuple(self._segments)
