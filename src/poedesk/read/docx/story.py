"""What a walk through one story of a Word file knows and writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from poedesk.model import Graphic, Segment, SignatureLine
from poedesk.read.docx.controls import Stores
from poedesk.read.docx.numbering import Lists
from poedesk.read.docx.seen import Place
from poedesk.read.docx.shapes import Box, Drawn
from poedesk.read.docx.styles import Styles


def _tail(pieces: list[str], length: int, start: int) -> str:
    """The text from `start` on, without joining what stands before it."""
    found: list[str] = []
    for piece in reversed(pieces):
        if length <= start:
            break
        found.append(piece)
        length -= len(piece)
    return "".join(reversed(found))[max(0, start - length) :]


def _no_lines(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Imported:
    """The lines of content that Word merges from another part, and the words in it that nobody
    sees.
    """

    lines: list[str]
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the stories of a file share. `imported` gives the content that Word will merge from
    another part of the file, by its relationship's id; None where it is not read.
    """

    styles: Styles = field(default_factory=Styles)
    lists: Lists = field(default_factory=lambda: Lists(None, Styles()))
    stores: Stores = field(default_factory=Stores)
    imported: Callable[[str], Imported | None] = _no_lines
    place: Place = field(default_factory=Place)


PICKED = "picked-date"  # a remark whose message is the day of a date control, ISO


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of a range of the story's text (empty: of the file)."""

    kind: str
    message: str
    start: int
    end: int


@dataclass(slots=True)
class Inline:
    """The runs of one paragraph, not yet normalised."""

    raw: list[str] = field(default_factory=list)
    length: int = 0
    remarks: list[Remark] = field(default_factory=list)
    images: list[tuple[int, float, float]] = field(default_factory=list)
    floating: list[tuple[float, float, float, float]] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Append text as the file holds it."""
        self.raw.append(text)
        self.length += len(text)

    def since(self, start: int) -> str:
        """The text from an index on."""
        return _tail(self.raw, self.length, start)

    def remark(self, kind: str, message: str, start: int) -> None:
        """Say something of the text from `start` on."""
        self.remarks.append(Remark(kind, message, start, self.length))


@dataclass(slots=True)
class Story:
    """What a walk wrote; offsets count from the story's start, `bottom` is in points."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    segments: list[Segment] = field(default_factory=list)
    graphics: list[Graphic] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    signature_lines: list[SignatureLine] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)  # words that nobody sees
    drawn: list[Drawn] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)
    bottom: float = 0.0

    @property
    def text(self) -> str:
        """The normalised text."""
        return "".join(self.pieces)

    def write(self, text: str) -> None:
        """Append normalised text."""
        self.pieces.append(text)
        self.length += len(text)

    def since(self, start: int) -> str:
        """The text from an offset on."""
        return _tail(self.pieces, self.length, start)

    def end_cell(self, separator: str) -> None:
        """Replace the line end after a cell's last line by `separator`."""
        if self.pieces and self.pieces[-1] == "\n":
            self.pieces.pop()
            self.length -= 1
        self.write(separator)
