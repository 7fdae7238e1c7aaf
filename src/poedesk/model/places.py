"""Where evidence stands: a place in a text, or the plain statement that it is none."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""left, bottom, right, top in PDF points (pictures: left, top, right, bottom in pixels)."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document's text and the words that stand there.

    No field has a default: what cannot be pointed at cannot be claimed.
    """

    file: str
    part: str
    page: int | None
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"not a span: {self.start}..{self.end} with {self.quote!r}")


@dataclass(frozen=True, slots=True)
class Declared:
    """Evidence that is a stated value: a key of the claim file, or of a file's own metadata
    (`file` set), such as a certificate's subject or a mail's header.
    """

    key: str
    value: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, in words that name the cause and the remedy."""

    file: str
    cause: str


@dataclass(frozen=True, slots=True)
class Searched:
    """The files in which nothing was found."""

    files: tuple[str, ...]


Evidence = Span | Declared | Fault | Searched


@dataclass(frozen=True, slots=True)
class Quoted:
    """A value read out of a document and the words it was read from."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class View:
    """A page (from 1) to be shown as a picture, or the piece of it in `box`.

    `box` is in the units of evidence: of a PDF left, bottom, right, top in points of the
    unrotated page, of a picture left, top, right, bottom in pixels. A PDF is drawn with `dpi`
    pixels to the inch, a picture shown in its own. `marks` are places to be framed, in the same
    units; they are left out where only a piece is shown.
    """

    page: int
    box: Box | None = None
    dpi: int = 150
    marks: tuple[Box, ...] = ()
