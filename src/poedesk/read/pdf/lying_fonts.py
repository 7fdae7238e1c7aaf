"""Do the fonts of a PDF draw the letters that its text holds?

Each font is shown once, on a specimen; only where a letter looks like another there are the
pages that use the font looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from poedesk.errors import UnreadableError
from poedesk.model import Document, Part, Settings
from poedesk.read.pdf.differences import Difference
from poedesk.read.pdf.glyph_shapes import (
    Likeness,
    Shape,
    doubles,
    drawn,
    fields,
    judgeable,
    likenesses,
    shape,
)
from poedesk.read.pdf.layout import PageText
from poedesk.read.pdf.pages import laid_out, opened, turned
from poedesk.read.pdf.plane import Plane
from poedesk.read.pdf.specimen import LETTERS, Used, specimen
from poedesk.read.pdf.words import char_box, characters

if TYPE_CHECKING:
    from pypdf import PdfReader

    from poedesk.read.pdf.glyph_shapes import Drawing

_TEXT_FONT = 0.6  # of a font's glyphs that look like letters; else it holds symbols
_ENOUGH = 8  # letters of a font on a page that tell whether it holds letters
_PLAIN = frozenset("iIlj1oO0D")  # bars, rings and boxes: symbols look like them, too
_SHARP = 32.0  # pixels of line height at which letters are told apart
_MOST_PIXELS = 6000  # along a page's longer side
_CLEAR = 40.0  # grey levels between ink and paper
_TAG = re.compile(r"\A[A-Z]{6}\+")
_BLANK = " "  # what a letter looks like that is not drawn


@dataclass(slots=True)
class _Suspect:
    """A font name under which some glyph is another letter than its text, or shows none.

    `lies` holds what each letter is drawn as, `honest` the letters that are drawn as they are;
    two fonts of one name, or two glyphs for one letter, can make a letter both.
    """

    pages: set[int] = field(default_factory=set)
    lies: dict[str, str] = field(default_factory=dict)
    honest: set[str] = field(default_factory=set)
    textual: bool = True


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character on a page, by pdfium's index, and what is drawn in its place."""

    index: int
    character: str
    font: str
    shape: Shape | None


def font_lies(
    document: Document, data: bytes, reader: PdfReader, settings: Settings
) -> list[Difference]:
    """Lines whose fonts draw other letters than they say; raises whatever pypdf raises."""
    suspects = _suspects(*specimen(reader))
    if not suspects:
        return []
    parts = {
        part.page: part
        for part in document.parts
        if part.name == f"page {part.page}" and part.certainty is None
    }
    found: list[Difference] = []
    with opened(data, settings) as (pdf, _):
        for number in sorted(set().union(*(one.pages for one in suspects.values()))):
            here = {name: one for name, one in suspects.items() if number in one.pages}
            if number in parts:
                found += _page(pdf, parts[number], number, here)
    return found


# ── On the specimen ─────────────────────────────────────────────────────────────────────


def _suspects(data: bytes, used: Sequence[Used]) -> dict[str, _Suspect]:
    import pypdfium2

    found: dict[str, _Suspect] = {}
    if not used:
        return found
    pdf = pypdfium2.PdfDocument(data)
    try:
        for number, one in enumerate(used):
            suspect = found.setdefault(_untagged(one.name), _Suspect())
            suspect.pages.update(one.pages)
            _judge(suspect, fields(pdf[number]), one)
    finally:
        pdf.close()
    return {name: one for name, one in found.items() if one.lies}


def _judge(suspect: _Suspect, shown: list[tuple[str, Shape | None]], used: Used) -> None:
    """Add what one font's specimen tells; a blank letter counts where its map names it."""
    claims = [(text, one) for text, one in shown if one is not None and not one.boxed]
    judged = likenesses(claims)
    copied = doubles(claims, judged)
    known = sum(one.known for one in judged)
    suspect.textual = suspect.textual and known >= _TEXT_FONT * len(judged)
    for number, ((text, _), look) in enumerate(zip(claims, judged, strict=True)):
        other = look.other or copied.get(number)
        if other is None:
            suspect.honest.add(text)
        else:
            suspect.lies[text] = other
    for letter in used.listed.difference(text for text, one in shown if one is not None):
        suspect.lies.setdefault(letter, _BLANK)


# ── On the page ─────────────────────────────────────────────────────────────────────────


def _page(pdf: Any, part: Part, number: int, suspects: dict[str, _Suspect]) -> list[Difference]:
    """The lines of a page that show other letters than they say."""
    try:
        with turned(pdf, number) as (page, textpage, plane):
            raw = characters(textpage)
            seen = _seen(_glyphs(page, textpage, plane, raw, suspects), suspects)
            if not seen:
                return []
            text, _ = laid_out(page, textpage, plane)
    except UnreadableError:
        return []
    if len(text.text) != part.end - part.start:
        return []
    return [
        Difference(
            number,
            part.start + start,
            part.start + end,
            text.text[start:end],
            "".join(seen.get(index, raw[index]) for index in _run(text.origins[start:end])),
        )
        for start, end in _lines(text)
        if any(index in seen for index in _run(text.origins[start:end]))
    ]


def _lines(text: PageText) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _run(own: Sequence[int]) -> Iterable[int]:
    """The indices of pdfium of a line, with those that left nothing in the text."""
    inner = range(min(own), max(own) + 1)
    return inner if len(inner) <= 2 * len(own) else sorted(set(own))


def _seen(glyphs: list[_Glyph], suspects: dict[str, _Suspect]) -> dict[int, str]:
    """What shows instead of a character, by pdfium's index of it."""
    pictured = [one for one in glyphs if one.shape is not None]
    judged = likenesses([(one.character, one.shape) for one in pictured if one.shape is not None])
    looks = dict(zip((one.index for one in pictured), judged, strict=True))
    seen: dict[int, str] = {}
    for name, suspect in suspects.items():
        own = [one for one in glyphs if one.font == name]
        known = sum(one.index in looks and looks[one.index].known for one in own)
        if not suspect.textual and (len(own) < _ENOUGH or known < _TEXT_FONT * len(own)):
            continue
        for one in own:
            other = _other(one.character, looks.get(one.index), suspect)
            if other is not None:
                seen[one.index] = other
    return seen


def _other(character: str, look: Likeness | None, suspect: _Suspect) -> str | None:
    """What shows instead of a character; `look` is None where nothing does."""
    told = suspect.lies.get(character)
    if look is None:
        return _BLANK if told == _BLANK else None
    other = look.other
    if suspect.textual and told != _BLANK and not (look.known and character in suspect.honest):
        other = told  # nothing speaks for this one in this picture
    if other in _PLAIN and len(suspect.honest) < _ENOUGH:
        return None
    return other if told else None


def _glyphs(
    page: Any, textpage: Any, plane: Plane, raw: str, suspects: dict[str, _Suspect]
) -> list[_Glyph]:
    """The characters of suspect fonts that say a letter, or nothing, and how they look."""
    found = [
        (index, character, name)
        for index, character in enumerate(raw)
        if judgeable(character) and (name := _font(textpage, index)) in suspects
    ]
    if not any(character in suspects[name].lies for _, character, name in found):
        return []
    boxes = [_place(textpage, index, character, plane) for index, character, _ in found]
    height = min((box[3] - box[1] for box in boxes if box[3] > box[1]), default=_SHARP)
    scale = min(_SHARP / max(height, 3.0), _MOST_PIXELS / max(*plane.size, 1.0))
    picture = drawn(page, scale)
    return [
        _Glyph(index, character, name, _cut(picture, box, scale))
        for (index, character, name), box in zip(found, boxes, strict=True)
    ]


def _font(textpage: Any, index: int) -> str | None:
    """The base name of a character's font; None for one that pdfium added or that is invisible."""
    import ctypes

    import pypdfium2.raw as pdfium

    item = pdfium.FPDFText_GetTextObject(textpage.raw, index)
    if not item or pdfium.FPDFText_IsGenerated(textpage.raw, index):
        return None
    if pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
        return None
    font = pdfium.FPDFTextObj_GetFont(item)
    name = ctypes.create_string_buffer(256)
    length = pdfium.FPDFFont_GetBaseFontName(font, name, 256)
    return _untagged(name.value.decode("utf-8", "replace")) if 0 < length <= 256 else ""


def _untagged(name: str) -> str:
    """A font's name without the tag of its subset, which pdfium tells of some fonts only."""
    return _TAG.sub("", name)


def _place(
    textpage: Any, index: int, character: str, plane: Plane
) -> tuple[float, float, float, float]:
    """A letter's own box on the shown page; of what says nothing the cell of its font."""
    import ctypes

    import pypdfium2.raw as pdfium

    if character not in LETTERS:
        return plane.shown(char_box(textpage, index))
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage.raw, index, left, right, bottom, top)
    return plane.shown((left.value, bottom.value, right.value, top.value))


def _cut(picture: Drawing, box: tuple[float, float, float, float], scale: float) -> Shape | None:
    """The shape in a box of the drawn page, dark on light or light on dark; None for none."""
    import numpy as np

    left, top, right, bottom = (max(0, round(one * scale)) for one in box)
    cell = picture[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1].astype(np.float32)
    if right <= left or bottom <= top or not cell.size:
        return None
    edge = np.concatenate([cell[0], cell[-1], cell[:, 0], cell[:, -1]])
    contrast = np.abs(cell - np.median(edge))
    most = float(contrast.max())
    return shape(contrast * (255.0 / most)) if most >= _CLEAR else None
