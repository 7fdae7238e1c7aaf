"""An open file inside the worker: what lies where on its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from poedesk.model.document import Document, Enclosed
from poedesk.model.places import View


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that stands together on one line: a word group, a table cell's line.

    Coordinates are points with the origin at the top left of `page` and y growing downwards;
    formats without pages (DOCX, mail, plain text) are laid out on page 1 in the same manner:
    one row a line, table cells side by side.
    """

    page: int
    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Graphic:
    """Something drawn: "image" (a raster picture), "ink" (freehand strokes: vector, annotation,
    or handwriting in a scan), "scrawl" (in a scan, what may be handwriting), "pasted" (handwriting
    in a picture that a program placed on the page) or "rule" (a horizontal line). Coordinates as
    in `Segment`.

    `certainty` (0 to 1) is below 1 where it was told from pixels; `view` shows it then.
    """

    kind: str
    page: int
    left: float
    top: float
    right: float
    bottom: float
    certainty: float = 1.0
    view: View | None = None


class Purpose(StrEnum):
    """Why the picture of a page is looked at: to read words that are not there as text, or to
    compare what the page shows with what its text says.
    """

    READ = "read"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Scan:
    """A request to recognise the words shown on a page, or in one area of it.

    `area` is left, top, right, bottom in the points of `Segment`, None for the whole page. Of
    many, those with the lowest `rank` are recognised first: a page with the words of a signature
    comes before one without.
    """

    page: int
    area: tuple[float, float, float, float] | None
    purpose: Purpose
    rank: int


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; coordinates as in `Segment`, `certainty` from 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    certainty: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """What text recognition saw for a `Scan`: lines of words in reading order.

    The words stand upright: turned clockwise by `turn` degrees about `middle` they are where the
    page shows them. `problem` says why nothing was recognised, and is empty otherwise. `drawn`
    is what stands beside the print: lines and what was written by hand, upright as well.
    """

    scan: Scan
    lines: tuple[tuple[Word, ...], ...]
    turn: float = 0.0
    middle: tuple[float, float] = (0.0, 0.0)
    problem: str = ""
    drawn: tuple[Graphic, ...] = ()


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A Microsoft Office signature line: a place for a digital signature, and whom it is for.

    `id` is the one by which the signature in `_xmlsignatures` names its line (`SetupID`, in
    capitals with braces). What the file does not say is empty.
    """

    id: str
    signer: str
    title: str
    email: str
    instructions: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An open file inside the worker; it never leaves it.

    `raw` holds the bytes of named inner parts where a later stage needs them (zip parts of a
    DOCX by part name; of a signed mail the exact bytes that were signed under "mime" and the
    signature under "cms"). `scans` are the places that only
    text recognition can read or check; `searched` are the pages on whose picture handwriting was
    looked for.
    """

    document: Document
    data: bytes
    segments: tuple[Segment, ...]
    graphics: tuple[Graphic, ...]
    enclosed: tuple[Enclosed, ...]
    raw: Mapping[str, bytes]
    scans: tuple[Scan, ...] = ()
    searched: frozenset[int] = frozenset()
    signature_lines: tuple[SignatureLine, ...] = ()
