"""What a walk through one story of a Word file writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from poedesk.model import Graphic, Segment

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of a range of the story's text (empty: of the file)."""

    kind: str
    message: str
    start: int
    end: int


@dataclass(slots=True)
class Story:
    """What a walk wrote; offsets count from the story's start, `bottom` is in points."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    segments: list[Segment] = field(default_factory=list)
    graphics: list[Graphic] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    imported: bool = False
    bottom: float = 0.0

    @property
    def text(self) -> str:
        """The normalised text."""
        return "".join(self.pieces)

    def write(self, text: str) -> None:
        """Append normalised text."""
        self.pieces.append(text)
        self.length += len(text)

    def end_cell(self, separator: str) -> None:
        """Replace the line end after a cell's last line by `separator`."""
        if self.pieces and self.pieces[-1] == "\n":
            self.pieces.pop()
            self.length -= 1
        self.write(separator)
