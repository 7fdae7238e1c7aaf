"""What was drawn on a scanned page beside its print: lines to write on, and the pen's strokes.

Runs in a recogniser's worker, on the picture that text recognition looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from poedesk.model import Graphic, Recognised, Word
from poedesk.read.scan.handwriting import likelihood
from poedesk.read.scan.pixels import Picture

_Pixels = tuple[int, int, int, int]
"""left, top, right, bottom."""
_LINE = 40.0  # points; a shorter level line is a dash, or part of a letter
_THIN = 3.2  # points; a thicker one is a bar
_DOTS = 5.0  # points that the dots of a dotted line may lie apart
_NEAR = (7.0, 3.0)  # points across and down by which strokes of one hand may lie apart
_LEAST, _MOST = (16.0, 6.0), (360.0, 150.0)  # points across and down of what may be written
_DRAWN = (14.0, 5.0)  # points across and down of what is no dust, whoever drew it
_FEWEST = 40  # pixels of ink
_READ = 0.85  # a word that recognition is so sure of is print, or legible: text in any case
_LETTERS = 3
_RING = 0.55  # of its surroundings that a ring encloses
_PALE = 0.82  # of the paper's grey; what is lighter is no ink
_SURE, _PERHAPS = 0.995, 0.30
_ROUND, _TURN = 0.85, 0.45  # of a blob's ink on one circle, of the circle that it covers: a stamp


def drawn(shown: Picture, recognised: Recognised) -> tuple[Graphic, ...]:
    """Lines ("rule"), handwriting ("ink") and what may be some ("scrawl") on the upright page.

    Coordinates are those of the recognised words; `certainty` that of being handwriting.
    """
    sheet = _Sheet(shown, recognised.turn)
    ink = sheet.ink()
    page = recognised.scan.page
    rules = _rules(ink, shown.scale)
    found = [Graphic("rule", page, *sheet.place(box)) for box in rules.boxes]
    left = rules.rest
    words = list(_print(recognised.lines, sheet))
    _remove_rings(left, words)
    for box in words:
        left[box[1] : box[3], box[0] : box[2]] = 0
    blobs = list(_blobs(left, shown.scale))
    arcs = _arcs([box for box, _ in blobs], words)
    for box, pixels in blobs:
        if box in arcs:
            continue
        certainty = likelihood(pixels, shown.scale)
        if certainty >= _PERHAPS or _large(pixels, shown.scale):
            written = certainty >= _SURE and not round_stamp(pixels)
            kind = "ink" if written else "scrawl"
            found.append(Graphic(kind, page, *sheet.place(box), certainty=round(certainty, 3)))
    return tuple(found)


def ink_blobs(grey: Any, scale: float) -> Iterator[tuple[_Pixels, Any]]:
    """What may be written on a level sheet without print, by its place, as 0 or 255: what
    `likelihood` is asked for. `grey` is the sheet (0 to 255), `scale` its pixels a point.
    """
    return _blobs(_rules(_dark(grey, scale), scale).rest, scale)


class _Sheet:
    """The picture turned upright, and the way between its pixels and points of the page."""

    def __init__(self, shown: Picture, turn: float) -> None:
        self._shown, self._turn = shown, turn
        height, width = shown.pixels.shape[:2]
        corners = [self._upright(x, y) for x in (0, width) for y in (0, height)]
        xs, ys = zip(*corners, strict=True)
        self._left, self._top = min(xs), min(ys)
        self._size = (
            max(1, math.ceil((max(xs) - self._left) * shown.scale)),
            max(1, math.ceil((max(ys) - self._top) * shown.scale)),
        )

    def _upright(self, x: float, y: float) -> tuple[float, float]:
        """A pixel of the picture in points of the upright page."""
        shown = self._shown
        return _turned(
            shown.left + x / shown.scale, shown.top + y / shown.scale, shown.middle, -self._turn
        )

    def _pixel(self, x: float, y: float) -> tuple[float, float]:
        """A point of the upright page in pixels of the picture."""
        across, down = _turned(x, y, self._shown.middle, self._turn)
        scale = self._shown.scale
        return (across - self._shown.left) * scale, (down - self._shown.top) * scale

    def ink(self) -> Any:
        """255 where something dark stands on the upright paper, else 0."""
        import cv2
        import numpy as np

        grey = cv2.cvtColor(self._shown.pixels, cv2.COLOR_RGB2GRAY)
        step = 100.0 / self._shown.scale
        here = [(0.0, 0.0), (100.0, 0.0), (0.0, 100.0)]
        there = [
            self._pixel(self._left + x / 100.0 * step, self._top + y / 100.0 * step)
            for x, y in here
        ]
        matrix = cv2.getAffineTransform(np.array(here, "float32"), np.array(there, "float32"))
        level = cv2.warpAffine(
            grey,
            matrix,
            self._size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return _dark(level, self._shown.scale)

    def place(self, box: _Pixels) -> tuple[float, float, float, float]:
        """left, top, right, bottom in points of a box in pixels of the upright sheet."""
        scale = self._shown.scale
        left, top, right, bottom = box
        return (
            self._left + left / scale,
            self._top + top / scale,
            self._left + right / scale,
            self._top + bottom / scale,
        )

    def box(self, word: Word) -> _Pixels:
        """The pixels of the upright sheet that a recognised word takes."""
        scale = self._shown.scale
        return (
            max(0, math.floor((word.left - self._left) * scale) - 2),
            max(0, math.floor((word.top - self._top) * scale) - 2),
            math.ceil((word.right - self._left) * scale) + 2,
            math.ceil((word.bottom - self._top) * scale) + 2,
        )


def _turned(x: float, y: float, middle: tuple[float, float], degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    across, down = x - middle[0], y - middle[1]
    return (
        middle[0] + across * math.cos(angle) - down * math.sin(angle),
        middle[1] + across * math.sin(angle) + down * math.cos(angle),
    )


def _dark(grey: Any, scale: float) -> Any:
    """255 where a pixel is darker than the paper around it, whatever the light."""
    import cv2
    import numpy as np

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    wide = max(3, round(9 * scale / 4)) | 1
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((wide, wide), "uint8")), min(wide, 255))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    share = grey.astype("float32") / np.maximum(paper.astype("float32"), 40.0)
    smooth = cv2.GaussianBlur(share, (3, 3), 0)
    level, _ = cv2.threshold(
        (np.clip(smooth, 0, 1) * 255).astype("uint8"), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )
    limit = min(max(level / 255.0, 0.55), _PALE)
    return (smooth < limit).astype("uint8") * 255


# ── Lines ───────────────────────────────────────────────────────────────────────────────


class _Rules:
    """Level lines, and the ink without any lines."""

    def __init__(self, boxes: Sequence[_Pixels], rest: Any) -> None:
        self.boxes, self.rest = tuple(boxes), rest


def _rules(ink: Any, scale: float) -> _Rules:
    import cv2
    import numpy as np

    long, thin = round(_LINE * scale), max(2, round(_THIN * scale))
    thick = cv2.dilate(ink, np.ones((3, 1), "uint8"))  # a slanting line is stairs
    level = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, long // 2), "uint8"))
    dotted = _dotted(ink, scale)
    boxes = [
        box for box in _components(level) if box[2] - box[0] >= long and box[3] - box[1] <= 2 * thin
    ]
    boxes += [
        box for box in _components(dotted) if box[2] - box[0] >= long and box[3] - box[1] <= thin
    ]
    upright = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 3), "uint8")), cv2.MORPH_OPEN, np.ones((long // 2, 1), "uint8")
    )
    level = cv2.dilate(level, np.ones((3, 1), "uint8"))
    upright = cv2.dilate(upright, np.ones((1, 3), "uint8"))
    rest = cv2.subtract(ink, cv2.bitwise_or(level, upright))
    for left, top, right, bottom in boxes:
        rest[max(0, top - 1) : bottom + 1, left:right] = _mended(
            rest, (left, top, right, bottom), max(3, round(0.8 * scale))
        )
    return _Rules(boxes, rest)


def _dotted(ink: Any, scale: float) -> Any:
    """Dots and dashes that lie in a row, joined."""
    import cv2
    import numpy as np

    small = np.zeros_like(ink)
    limit = round(2.6 * scale)
    for left, top, right, bottom in _components(ink):
        if bottom - top <= limit and right - left <= 4 * limit:
            small[top:bottom, left:right] = ink[top:bottom, left:right]
    joined = np.ones((1, max(3, round(_DOTS * scale))), "uint8")
    return cv2.morphologyEx(small, cv2.MORPH_CLOSE, joined)


def _mended(rest: Any, box: _Pixels, gap: int) -> Any:
    """The strip of a line that was taken out, with the strokes that crossed it made whole."""
    import cv2
    import numpy as np

    left, top, right, bottom = box
    room = gap + (bottom - top)
    first = max(0, top - room)
    around = rest[first : bottom + room, left:right]
    closed = cv2.morphologyEx(around, cv2.MORPH_CLOSE, np.ones((room + 2, 2), "uint8"))
    return closed[max(0, top - 1) - first : bottom + 1 - first]


def _components(mask: Any) -> list[_Pixels]:
    """left, top, right, bottom of each connected piece."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]


# ── Print and pen ───────────────────────────────────────────────────────────────────────


def _print(lines: Iterable[Sequence[Word]], sheet: _Sheet) -> Iterator[_Pixels]:
    """Where words stand that were surely read."""
    for line in lines:
        for word in line:
            letters = sum(one.isalnum() for one in word.text)
            if word.certainty >= _READ and (letters >= _LETTERS or _among(word, line)):
                yield sheet.box(word)


def _remove_rings(ink: Any, words: Sequence[_Pixels]) -> None:
    """Take the outlines of stamps and boxes away: rings around words that were read."""
    import cv2

    outlines, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    for hole, (_, _, _, parent) in zip(outlines, tree[0] if tree is not None else (), strict=True):
        if parent < 0:
            continue
        _, _, wide, high = cv2.boundingRect(outlines[parent])
        if cv2.contourArea(hole) < _RING * wide * high:
            continue
        middles = (((a + c) / 2, (b + d) / 2) for a, b, c, d in words)
        if any(cv2.pointPolygonTest(hole, middle, measureDist=False) > 0 for middle in middles):
            cv2.drawContours(ink, outlines, int(parent), 0, thickness=cv2.FILLED)


def _arcs(blobs: Sequence[_Pixels], words: Sequence[_Pixels]) -> set[_Pixels]:
    """Blobs right over and under one word, as wide as it: the ring of a stamp, cut by its words."""
    found: set[_Pixels] = set()
    for word in words:
        near = [one for one in blobs if _framing(one, word)]
        over = [one for one in near if one[3] <= (word[1] + word[3]) / 2]
        under = [one for one in near if one[1] >= (word[1] + word[3]) / 2]
        if over and under:
            found.update((*over, *under))
    return found


def _framing(blob: _Pixels, word: _Pixels) -> bool:
    wide, high = word[2] - word[0], word[3] - word[1]
    off = abs((blob[0] + blob[2]) - (word[0] + word[2])) / 2
    apart = max(blob[1] - word[3], word[1] - blob[3])
    return off < 0.15 * wide and 0.5 * wide < blob[2] - blob[0] < 1.7 * wide and apart < 1.5 * high


def round_stamp(ink: Any) -> bool:
    """Whether a blob is half a circle or more: a seal whose words were not read, or whose other
    half the line has cut off. No hand draws that.
    """
    import numpy as np

    down, across = (one.astype("float64") for one in np.nonzero(ink))
    known = np.stack([2 * across, 2 * down, np.ones_like(across)], axis=1)
    (x, y, rest), *_ = np.linalg.lstsq(known, across**2 + down**2, rcond=None)
    radius = math.sqrt(max(0.0, rest + x**2 + y**2))
    on = np.abs(np.hypot(across - x, down - y) - radius) < 0.1 * radius
    steps = np.floor(np.arctan2(down - y, across - x)[on] * 18 / np.pi)
    return bool(on.mean() >= _ROUND and len(np.unique(steps)) >= _TURN * 36)


def _among(word: Word, line: Sequence[Word]) -> bool:
    """Whether a short word stands among others that were surely read."""
    others = [one for one in line if one is not word and one.certainty >= _READ]
    return any(len(one.text) >= _LETTERS for one in others) or not word.text.isalpha()


def _large(ink: Any, scale: float) -> bool:
    """Whether a piece of a blob is as large as something that is drawn on purpose."""
    return any(
        right - left >= _DRAWN[0] * scale and bottom - top >= _DRAWN[1] * scale
        for left, top, right, bottom in _components(ink)
    )


def _blobs(ink: Any, scale: float) -> Iterator[tuple[_Pixels, Any]]:
    """Groups of strokes that lie together, of the size of something written, with their ink."""
    import cv2
    import numpy as np

    across, down = (max(1, round(one * scale)) for one in _NEAR)
    joined = cv2.dilate(ink, np.ones((down, across), "uint8"))
    number, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for one in range(1, number):
        x, y, wide, high, _ = (int(value) for value in stats[one])
        own = np.where(
            labels[y : y + high, x : x + wide] == one, ink[y : y + high, x : x + wide], 0
        )
        rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        if not len(rows):
            continue
        own = own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        size = own.shape[1] / scale, own.shape[0] / scale
        fits = all(a <= b <= c for a, b, c in zip(_LEAST, size, _MOST, strict=True))
        if fits and cv2.countNonZero(own) >= _FEWEST:
            left, top = x + int(columns[0]), y + int(rows[0])
            yield (left, top, left + own.shape[1], top + own.shape[0]), own
