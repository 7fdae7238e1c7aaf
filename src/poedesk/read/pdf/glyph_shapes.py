"""Which letter a drawn glyph looks like: pictures of glyphs against those of the standard faces.

It tells one Latin letter or digit from another whatever the face, and is silent on a glyph that
looks like none or like several; letters that faces draw alike are one to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from poedesk.read.pdf.specimen import FIELD, LETTERS, reference

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.float32]
    Drawing = NDArray[np.uint8]

_SIDE = 20  # a glyph is compared stretched to so many pixels both ways
_INK = 60.0  # of 255
_LIKE = 0.75  # correlation with a face's own picture of a letter; honest glyphs lie about 0.95
_BETTER = 0.12
_EQUAL = 0.98  # correlation of two drawings of one glyph
_STRETCHED = 0.1
_UNLIKE = 0.25
_SLIMMER = 0.7  # logarithm of the ratio of two shapes' proportions
_ALIKE = ("oO0QD", "iIlL1jJ", "un", "bh", "fr", "ec", "gq9", "ao")


@dataclass(frozen=True, slots=True)
class Shape:
    """A glyph's picture, stretched and normalised, and its proportions (width by height).

    `boxed`: it is the box that fonts draw for what they lack.
    """

    pixels: Pixels
    proportions: float
    boxed: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a glyph that should be a certain letter, or nothing, looks like.

    `other` is the letter that it is instead; None where it may be the right one, or none at
    all. `known` says that it looks like any letter, `near` how much like the right one, -1 to 1.
    """

    known: bool
    other: str | None
    near: float


@dataclass(frozen=True, slots=True)
class _Faces:
    """The letters of each face in the order of `LETTERS`, a column a letter, face by face."""

    shapes: Pixels
    proportions: Pixels


def shape(picture: Pixels) -> Shape | None:
    """The shape in a picture (0 paper, 255 ink); None for an empty one."""
    import numpy as np

    ink = picture > _INK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    cut = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = cut.shape
    pixels = (_shrink(height) @ cut @ _shrink(width).T).ravel()
    pixels = pixels - pixels.mean()
    length = float(np.linalg.norm(pixels))
    pixels = pixels / length if length > 1.0 else pixels * 0
    return Shape(pixels, width / height, boxed=_is_box(pixels.reshape(_SIDE, _SIDE)))


def _is_box(pixels: Pixels) -> bool:
    import numpy as np

    edges = pixels[:2], pixels[-2:], pixels[:, :2].T, pixels[:, -2:].T
    return bool(np.stack([edge.max(axis=0)[2:-2] for edge in edges]).min() > 0)


@lru_cache(maxsize=256)
def _shrink(size: int) -> Pixels:
    """The matrix that averages `size` pixels to `_SIDE`."""
    import numpy as np

    edges = np.arange(_SIDE + 1) * size / _SIDE
    at = np.arange(size)
    upper = np.minimum(edges[1:, None], at + 1)
    lower = np.maximum(edges[:-1, None], at)
    weights = np.clip(upper - lower, 0, None)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def likenesses(claims: Sequence[tuple[str, Shape]]) -> list[Likeness]:
    """For each character that a text says and the shape that is drawn, what that looks like;
    characters that are none of `LETTERS` say that nothing should show.
    """
    import numpy as np

    if not claims:
        return []
    faces = _faces()
    likeness = np.stack([one.pixels for _, one in claims]) @ faces.shapes
    slimness = np.log(np.array([one.proportions for _, one in claims], np.float32))
    likeness[np.abs(slimness[:, None] - faces.proportions) > _SLIMMER] = -1.0
    best = likeness.reshape(len(claims), -1, len(LETTERS)).max(axis=1)
    return [_judged(row, claim) for row, (claim, _) in zip(best, claims, strict=True)]


def _judged(row: Pixels, claim: str) -> Likeness:
    import numpy as np

    same = _same()[LETTERS.find(claim)]
    near, far = float(row[same].max(initial=0.0)), float(row[~same].max())
    other = None
    if far > _LIKE and far - near > _BETTER:
        other = LETTERS[int(np.where(same, -1.0, row).argmax())]
    return Likeness(max(near, far) > _LIKE, other, near)


def doubles(claims: Sequence[tuple[str, Shape]], judged: Sequence[Likeness]) -> dict[int, str]:
    """The claims, by their place, whose shape is another letter's own, and that letter."""
    import numpy as np

    if not claims:
        return {}
    pixels = np.stack([one.pixels for _, one in claims])
    found: dict[int, str] = {}
    for one, other in np.argwhere(pixels @ pixels.T > _EQUAL):
        (said, shape_), (true, there) = claims[one], claims[other]
        alike = _same()[LETTERS.find(said)][LETTERS.find(true)]
        ratio = shape_.proportions / there.proportions
        told = judged[other].near - judged[one].near > _UNLIKE
        if told and not alike and abs(ratio - 1) < _STRETCHED:
            found[int(one)] = true
    return found


@lru_cache(maxsize=1)
def _same() -> NDArray[np.bool_]:
    """Which letters are drawn so much alike that none is told from the other; the last row is
    for what is no letter.
    """
    import numpy as np

    return np.array(
        [
            [
                a.lower() == b.lower() or any(a in group and b in group for group in _ALIKE)
                for b in LETTERS
            ]
            for a in (*LETTERS, " ")
        ]
    )


@lru_cache(maxsize=1)
def _faces() -> _Faces:
    """The standard faces, drawn once a process."""
    import numpy as np
    import pypdfium2

    pdf = pypdfium2.PdfDocument(reference())
    try:
        drawn = [one for page in pdf for _, one in fields(page) if one is not None]
    finally:
        pdf.close()
    return _Faces(
        np.stack([one.pixels for one in drawn], axis=1),
        np.log(np.array([one.proportions for one in drawn], np.float32)),
    )


def fields(page: Any) -> list[tuple[str, Shape | None]]:
    """For each field of a specimen's page that can be judged its text as pdfium reads it, and
    what is drawn.
    """
    picture = drawn(page, 1.0)
    texts: dict[tuple[int, int], str] = {}
    for character, x, y in _origins(page):
        field = int(x // FIELD), int((picture.shape[0] - y) // FIELD)
        texts[field] = texts.get(field, "") + character
    return [
        (text, shape(_field(picture, *field)))
        for field, text in texts.items()
        if min(field) >= 0 and judgeable(text)
    ]


def _field(picture: Drawing, column: int, row: int) -> Pixels:
    import numpy as np

    rows = slice(row * FIELD, (row + 1) * FIELD)
    return picture[rows, column * FIELD : (column + 1) * FIELD].astype(np.float32)


def judgeable(text: str) -> bool:
    """Whether it says a letter that can be checked, or that there is nothing to see."""
    return len(text) == 1 and (text in LETTERS or text.isspace() or not text.isprintable())


def _origins(page: Any) -> list[tuple[str, float, float]]:
    import ctypes

    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    found = []
    try:
        for index in range(max(pdfium.FPDFText_CountChars(textpage.raw), 0)):
            code = pdfium.FPDFText_GetUnicode(textpage.raw, index)
            if pdfium.FPDFText_IsGenerated(textpage.raw, index) or not 0 < code < 0x110000:
                continue
            pdfium.FPDFText_GetCharOrigin(textpage.raw, index, x, y)
            found.append((chr(code), x.value, y.value))
    finally:
        textpage.close()
    return found


def drawn(page: Any, scale: float) -> Drawing:
    """The page as it shows, 0 for white paper and 255 for black."""
    import numpy as np

    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        pixels = np.frombuffer(bytes(bitmap.buffer), np.uint8).reshape(bitmap.height, -1)
        return 255 - pixels[:, : bitmap.width]
    finally:
        bitmap.close()
