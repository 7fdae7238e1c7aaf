"""What is drawn on a PDF page beside its text: pictures, freehand strokes, lines to sign on."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from poedesk.model import Box, Graphic
from poedesk.read.pdf.covers import Cover, Drawn
from poedesk.read.pdf.drawn_upon import annotation_boxes
from poedesk.read.pdf.plane import Plane

_MOST_OBJECTS = 20_000  # a page; a map or drawing beyond it tells nothing more about signatures
_DEEPEST_FORM = 8
_LAST = sys.maxsize  # the place in drawing order of what lies upon the page
_CLEAR = 0x40  # of 0xFF; what is drawn so thinly covers nothing
_SMALLEST = 3.0  # points; smaller pictures are specks and tracking pixels
_THICKEST_RULE = 3.0
_SHORTEST_RULE = 24.0
_SHORTEST_BORDER = 6.0  # of a table's row
_SHORTEST_LINE = 4.0  # that crosses out a word
_PALEST = 0xF0  # of 0xFF
_INK_CURVES = 6  # curve pieces that strokes close to one another need to look handwritten
_INK_REACH = 24.0  # how far apart strokes of one hand lie, in points
_INK_WIDTH = (12.0, 400.0)
_INK_HEIGHT = (5.0, 200.0)
_PAD_STEP = 8.0
_STROKES_OF_A_CURVE = 4
_POINTS_OF_A_CURVE = 3  # pdfium lists a cubic curve as three points
_MOST_PIECES = 600  # of a path; a longer one is looked at as far as that
_MOST_PIECES_OF_A_PAGE = 200_000

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Path:
    """A drawn path on the shown page: its box, its curve pieces and its level lines.

    `borders` are its upright lines and the sides of a box drawn around something; `pieces` is
    how many were looked at.
    """

    box: Box
    curves: int
    straight: int
    closed: bool
    levels: tuple[Box, ...]
    borders: tuple[Box, ...]
    pieces: int

    @property
    def freehand(self) -> bool:
        """Curved throughout: not a box with round corners, a ring or a bullet."""
        ring = self.closed and self.curves <= 4
        return self.curves > self.straight and not ring


def graphics(page: Any, plane: Plane) -> tuple[Graphic, ...]:
    """Pictures, rules and ink in the page's own content (annotations are not looked at).

    Also what may part the cells of a table, as "border": upright lines, the sides of boxes.
    """
    found: list[Graphic] = []
    strokes: list[_Path] = []
    room = _MOST_PIECES_OF_A_PAGE
    for kind, item, matrix in _objects(page):
        if kind == "image":
            box = plane.shown(_placed(_bounds(item), matrix))
            if min(_extent(box)) >= _SMALLEST and plane.holds(*box):
                found.append(Graphic("image", plane.page, *box))
        if kind != "path":
            continue
        path = _path(item, matrix, plane, min(room, _MOST_PIECES))
        room -= path.pieces
        found += [Graphic("rule", plane.page, *level) for level in path.levels]
        found += [Graphic("border", plane.page, *border) for border in path.borders]
        if path.freehand:
            strokes.append(path)
    found += [Graphic("ink", plane.page, *box) for box in _ink(strokes)]
    return tuple(found)


def covered(pictures: Iterable[Graphic], plane: Plane) -> float:
    """The share of the page that its pictures take, 0 to 1; scanners cut a page in strips."""
    width, height = plane.size
    whole = sum(_cut_area(one, width, height) for one in pictures)
    return min(whole / max(width * height, 1.0), 1.0)


def covers(page: Any, plane: Plane) -> tuple[list[Cover], dict[int, Drawn]]:
    """What may lie over words (filled or thickly drawn paths, pictures, annotations), and the
    text objects by their address.
    """
    found: list[Cover] = []
    texts: dict[int, Drawn] = {}
    for place, (kind, item, matrix) in enumerate(_objects(page)):
        box = plane.shown(_placed(_bounds(item), matrix))
        if kind == "text":
            texts[address(item)] = Drawn(place, box, item)
        elif texts and min(_extent(box)) >= _SMALLEST and (kind != "path" or _filled(item)):
            found.append(Cover(place, box))
    found += [Cover(_LAST, box) for box in annotation_boxes(page, plane)]
    return found, texts


def level_lines(page: Any, plane: Plane) -> Iterator[Box]:
    """Thin level lines of a page's own content, short ones too, that can be seen on paper."""
    room = _MOST_PIECES_OF_A_PAGE
    for kind, item, matrix in _objects(page):
        if kind != "path" or room <= 0 or _pale(item):
            continue
        path = _path(item, matrix, plane, min(room, _MOST_PIECES), _SHORTEST_LINE)
        room -= path.pieces
        yield from path.levels


def _pale(item: Any) -> bool:
    """Whether a path is drawn in the colour of paper, or nearly."""
    import ctypes

    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPath_GetDrawMode(item, mode, stroke)
    read = pdfium.FPDFPageObj_GetStrokeColor if stroke.value else pdfium.FPDFPageObj_GetFillColor
    known = read(item, red, green, blue, alpha)
    return bool(known) and (
        min(red.value, green.value, blue.value) >= _PALEST or alpha.value < _CLEAR
    )


def address(item: Any) -> int:
    """Tells a page object from others."""
    import ctypes

    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _filled(item: Any) -> bool:
    """Whether a path is filled, or drawn with so thick a line that words are lost under it."""
    import ctypes

    import pypdfium2.raw as pdfium

    mode, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPath_GetDrawMode(item, mode, stroke):
        return False
    if stroke.value and pdfium.FPDFPageObj_GetStrokeWidth(item, width):
        return width.value >= _SMALLEST or mode.value != pdfium.FPDF_FILLMODE_NONE
    return bool(
        mode.value != pdfium.FPDF_FILLMODE_NONE
        and pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
        and alpha.value >= _CLEAR
    )


def _cut_area(one: Graphic, width: float, height: float) -> float:
    across = min(one.right, width) - max(one.left, 0.0)
    down = min(one.bottom, height) - max(one.top, 0.0)
    return max(across, 0.0) * max(down, 0.0)


def _objects(page: Any) -> Iterator[tuple[str, Any, Matrix]]:
    """All that is drawn, in drawing order; what stands in forms, with its form's matrix."""
    import pypdfium2.raw as pdfium

    pending: list[tuple[Any, Matrix, int]] = [
        (pdfium.FPDFPage_GetObject(page.raw, number), _IDENTITY, 0)
        for number in range(min(pdfium.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS))
    ]
    pending.reverse()
    seen = 0
    while pending and seen < _MOST_OBJECTS:
        item, matrix, depth = pending.pop()
        seen += 1
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield "image", item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield "path", item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield "text", item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            yield "shading", item, matrix
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            inner = _times(_matrix(item), matrix)
            count = min(pdfium.FPDFFormObj_CountObjects(item), _MOST_OBJECTS)
            pending += [
                (pdfium.FPDFFormObj_GetObject(item, number), inner, depth + 1)
                for number in reversed(range(max(count, 0)))
            ]


def _matrix(item: Any) -> Matrix:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _at(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: Any) -> Box:
    import ctypes

    import pypdfium2.raw as pdfium

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _placed(box: Box, matrix: Matrix) -> Box:
    if matrix == _IDENTITY:
        return box
    left, bottom, right, top = box
    return _around(_at(x, y, matrix) for x in (left, right) for y in (bottom, top))


def _around(points: Iterable[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _extent(box: Box) -> tuple[float, float]:
    return box[2] - box[0], box[3] - box[1]


def _path(
    item: Any, outer: Matrix, plane: Plane, most: int, shortest: float = _SHORTEST_RULE
) -> _Path:
    """Read at most so many of a path's pieces; level lines count from the `shortest` on."""
    import pypdfium2.raw as pdfium

    box = plane.shown(_placed(_bounds(item), outer))
    pieces = _pieces(item, _times(_matrix(item), outer), most)
    curves = sum(kind == pdfium.FPDF_SEGMENT_BEZIERTO for kind, _ in pieces)
    straight = strokes = 0
    levels: list[Box] = []
    borders: list[Box] = []
    for (_, start), (kind, end) in pairwise(pieces):
        if kind == pdfium.FPDF_SEGMENT_LINETO:
            step = plane.shown(_around((start, end)))
            short = _slanted(step)
            strokes += short
            straight += not short
            levels += _level(step, shortest)
            borders += _upright(step)
    closed = len(pieces) > 1 and math.dist(pieces[0][1], pieces[-1][1]) < 0.5
    if closed or curves:  # a closed shape is a line only where it is thin as one
        levels = [] if curves else _level(box, shortest)
        borders = [] if curves else _upright(box) or _sides(item, box)
    curved = curves // _POINTS_OF_A_CURVE + strokes // _STROKES_OF_A_CURVE
    return _Path(box, curved, straight, closed, tuple(levels), tuple(borders), len(pieces))


def _pieces(item: Any, matrix: Matrix, most: int) -> list[tuple[int, tuple[float, float]]]:
    """The kind of each piece of a path and the point where it ends."""
    import ctypes

    import pypdfium2.raw as pdfium

    x, y = ctypes.c_float(), ctypes.c_float()
    found = []
    for number in range(min(pdfium.FPDFPath_CountSegments(item), most)):
        piece = pdfium.FPDFPath_GetPathSegment(item, number)
        pdfium.FPDFPathSegment_GetPoint(piece, x, y)
        found.append((pdfium.FPDFPathSegment_GetType(piece), _at(x.value, y.value, matrix)))
    return found


def _slanted(step: Box) -> bool:
    """Whether a straight piece is one of the many short ones that a signature pad records."""
    width, height = _extent(step)
    return 0.05 < width < _PAD_STEP and 0.05 < height < _PAD_STEP


def _level(box: Box, shortest: float) -> list[Box]:
    width, height = _extent(box)
    return [box] if height <= _THICKEST_RULE and width >= shortest else []


def _upright(box: Box) -> list[Box]:
    width, height = _extent(box)
    return [box] if width <= _THICKEST_RULE and height >= _SHORTEST_BORDER else []


def _sides(item: Any, box: Box) -> list[Box]:
    """The four sides of a box that is drawn, not only filled."""
    import ctypes

    import pypdfium2.raw as pdfium

    mode, stroke = ctypes.c_int(), ctypes.c_int()
    drawn = pdfium.FPDFPath_GetDrawMode(item, mode, stroke) and stroke.value
    if not drawn or min(_extent(box)) < _SHORTEST_BORDER:
        return []
    left, top, right, bottom = box
    return [
        (left, top, right, top),
        (left, bottom, right, bottom),
        (left, top, left, bottom),
        (right, top, right, bottom),
    ]


def _ink(strokes: Iterable[_Path]) -> Iterator[Box]:
    """Boxes of strokes that lie together and are curved enough to be handwriting."""
    groups: list[tuple[Box, int]] = []
    for stroke in strokes:
        if groups and _near(groups[-1][0], stroke.box):
            box, curves = groups[-1]
            groups[-1] = (_around(_corners(box, stroke.box)), curves + stroke.curves)
        else:
            groups.append((stroke.box, stroke.curves))
    for box, curves in groups:
        width, height = _extent(box)
        if (
            curves >= _INK_CURVES
            and _INK_WIDTH[0] <= width <= _INK_WIDTH[1]
            and _INK_HEIGHT[0] <= height <= _INK_HEIGHT[1]
        ):
            yield box


def _corners(*boxes: Box) -> Iterator[tuple[float, float]]:
    for left, top, right, bottom in boxes:
        yield left, top
        yield right, bottom


def _near(a: Box, b: Box) -> bool:
    return (
        a[0] - _INK_REACH < b[2]
        and b[0] - _INK_REACH < a[2]
        and a[1] - _INK_REACH < b[3]
        and b[1] - _INK_REACH < a[3]
    )
