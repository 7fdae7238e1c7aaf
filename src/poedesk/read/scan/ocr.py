"""Text recognition: what a person reads in a picture of a page, with places and certainties.

The one home of the recogniser. Its models come with its package; nothing is ever fetched.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import fmean, median
from typing import Any

from poedesk.errors import UnreadableError
from poedesk.model import FileKind, Recognised, Scan, Settings, Word
from poedesk.read.scan.pen import drawn
from poedesk.read.scan.pixels import Picture, picture
from poedesk.read.scan.scanned import rows
from poedesk.sandbox.opening import content

_SIDE = 1600  # pixels along the longer side in which lines are looked for
_TALL = 1.5  # times higher than wide: a line that runs up or down the page
_VOTES = 15  # lines that are asked which way up they are
_UNSURE = 0.6  # of a unanimous vote
_TRIED = 3  # lines read both ways where the vote is unsure
_LONG = 5.0  # times longer than high: long enough to measure the slant of a page
_PARTED = 7  # steps of the recogniser from one character to the next that part two words
_NARROW, _BROAD, _FULL = 0.2, 0.3, 0.4  # half a character's width in heights of its line
_NOISE = 0.5  # what is less certain on the whole is no line of text


def recognise(source: Path | bytes, kind: FileKind, scan: Scan, settings: Settings) -> Recognised:
    """The words shown in `scan` of the file, line by line, and what a pen drew beside them. Runs in
    a recogniser's worker.

    What makes that impossible is said in `Recognised.problem`.
    """
    try:
        data = content(source, settings.limits.file_size)
        shown = picture(data, kind, scan, settings)
    except (UnreadableError, OSError) as error:
        return Recognised(scan, (), problem=str(error))
    strips = _turned_up(_detected(shown.pixels), shown.pixels)
    turn = _turn(strips)
    pieces = [_words(_read(strip.crop(shown.pixels)), strip, shown, turn) for strip in strips]
    found = Recognised(scan, rows([one for one in pieces if one]), turn, shown.middle)
    return replace(found, drawn=drawn(shown, found))


# ── The engine ──────────────────────────────────────────────────────────────────────────


@cache
def _engine() -> Any:
    """The recogniser with the models of its own package, on one core: pages run side by side."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # else it writes an id to the disk, to report with
    logging.getLogger("RapidOCR").disabled = True
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Global.use_preprocess_img": False,
            "Global.use_vertical_padding": False,
            "Det.limit_side_len": 64,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Cls.model_path": str(models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


# ── Lines and which way up they are ─────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Strip:
    """A line of text: its corners in pixels, clockwise from the top left as shown, and by how
    many quarters it is turned clockwise, so that reading starts at `corners[quarter]`.
    """

    corners: Any
    quarter: int

    @property
    def start(self) -> Any:
        """Where its first character's top left corner lies."""
        return self.corners[self.quarter]

    @property
    def along(self) -> Any:
        """The way from its start to its end."""
        return self.corners[(self.quarter + 1) % 4] - self.start

    @property
    def down(self) -> Any:
        """The way from its top to its bottom."""
        return self.corners[(self.quarter + 3) % 4] - self.start

    @property
    def length(self) -> float:
        """In pixels, along the line."""
        return float(math.hypot(*self.along))

    @property
    def height(self) -> float:
        """In pixels, across the line."""
        return float(math.hypot(*self.down))

    def turned(self, quarters: int) -> _Strip:
        """The same corners read another way."""
        return _Strip(self.corners, (self.quarter + quarters) % 4)

    def crop(self, pixels: Any) -> Any:
        """Its pixels, upright and level."""
        import cv2
        import numpy as np

        width, height = max(1, round(self.length)), max(1, round(self.height))
        frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], "float32")
        corners = np.roll(self.corners, -self.quarter, axis=0).astype("float32")
        return cv2.warpPerspective(
            pixels,
            cv2.getPerspectiveTransform(corners, frame),
            (width, height),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )


def _detected(pixels: Any) -> list[_Strip]:
    """The lines of a picture, as if they were upright or turned by one quarter."""
    import cv2
    import numpy as np

    height, width = pixels.shape[:2]
    factor = min(1.0, _SIDE / max(height, width))
    size = max(32, round(width * factor)), max(32, round(height * factor))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    found = _engine()(small, use_det=True, use_cls=False, use_rec=False).boxes
    if found is None:
        return []
    corners = np.asarray(found, dtype="float32") * [width / size[0], height / size[1]]
    strips = [_Strip(one, 0) for one in corners]
    return [one.turned(1) if one.height >= _TALL * one.length else one for one in strips]


def _turned_up(strips: Sequence[_Strip], pixels: Any) -> list[_Strip]:
    """The lines with those that stand on their head turned: all of one direction agree."""
    groups = [[one for one in strips if one.quarter == quarter] for quarter in (0, 1)]
    groups.sort(key=lambda group: sum(one.length for one in group), reverse=True)
    return [
        one.turned(2) if upside_down else one
        for group in groups
        for upside_down in [_upside_down(group, pixels)]
        for one in group
    ]


def _upside_down(group: Sequence[_Strip], pixels: Any) -> bool:
    asked = sorted(group, key=lambda one: one.length, reverse=True)[:_VOTES]
    if not asked:
        return False
    votes = [_vote(one.crop(pixels)) for one in asked]
    if abs(fmean(votes)) >= _UNSURE:
        return fmean(votes) < 0
    tried = asked[:_TRIED]
    up = fmean(_read(one.crop(pixels)).certainty for one in tried)
    return fmean(_read(one.turned(2).crop(pixels)).certainty for one in tried) > up


def _vote(crop: Any) -> float:
    """From 1, surely upright, to -1, surely upside down."""
    label, certainty = _engine()(crop, use_det=False, use_cls=True, use_rec=False).cls_res[0]
    return -float(certainty) if label == "180" else float(certainty)


def _turn(strips: Sequence[_Strip]) -> float:
    """By how many degrees the page's lines are turned clockwise, their slant included."""
    if not strips:
        return 0.0
    quarter = strips[0].quarter
    long = [one for one in strips if one.quarter == quarter and one.length > _LONG * one.height]
    slants = [_slant(one) for one in long]
    return 90.0 * quarter + (median(slants) if slants else 0.0)


def _slant(strip: _Strip) -> float:
    x, y = strip.along
    return (math.degrees(math.atan2(y, x)) - 90.0 * strip.quarter + 180.0) % 360.0 - 180.0


# ── Words ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character, how certain it is, and where its middle lies along the line, 0 to 1."""

    text: str
    certainty: float
    at: float


@dataclass(frozen=True, slots=True)
class _Line:
    """What was read of one strip: its characters by word."""

    words: tuple[tuple[_Glyph, ...], ...]

    @property
    def certainty(self) -> float:
        """Of all its characters on the average."""
        found = [glyph.certainty for word in self.words for glyph in word]
        return fmean(found) if found else 0.0


def _read(crop: Any) -> _Line:
    """The words of a level, upright line."""
    output = _engine()(crop, use_det=False, use_cls=False, use_rec=True)
    text, told = output.txts[0], output.word_results[0]
    steps = [column for word in told.word_cols for column in word]
    long = max(told.line_txt_len, 1.0)
    words: list[list[_Glyph]] = []
    parted = True
    last = 0
    for character, certainty in zip(text, told.confs, strict=False):
        if character.isspace():
            parted = True
            continue
        step = steps.pop(0)
        if parted or step - last > _PARTED:
            words.append([])
        words[-1].append(_Glyph(character, float(certainty), (step + 0.5) / long))
        parted, last = False, step
    return _Line(tuple(tuple(word) for word in words))


def _words(line: _Line, strip: _Strip, shown: Picture, turn: float) -> tuple[Word, ...]:
    """The words of a line where they stand on the upright page; none for noise."""
    if line.certainty < _NOISE:
        return ()
    return tuple(_word(glyphs, strip, shown, turn) for glyphs in line.words)


def _word(glyphs: Sequence[_Glyph], strip: _Strip, shown: Picture, turn: float) -> Word:
    first, last = glyphs[0], glyphs[-1]
    left = first.at - _half(first, strip)
    right = last.at + _half(last, strip)
    corners = [
        strip.start + strip.along * x + strip.down * y for x in (left, right) for y in (0, 1)
    ]
    upright = [_upright(shown, float(x), float(y), turn) for x, y in corners]
    xs, ys = zip(*upright, strict=True)
    return Word(
        "".join(one.text for one in glyphs),
        min(xs),
        min(ys),
        max(xs),
        max(ys),
        min(one.certainty for one in glyphs),
    )


def _half(glyph: _Glyph, strip: _Strip) -> float:
    """Half a character's width as a share of its line."""
    half = _BROAD if glyph.text in "MWmw@%" else _NARROW
    if glyph.text >= "\u2e80":  # Chinese, Japanese, Korean
        half = _FULL
    return half * strip.height / max(strip.length, 1.0)


def _upright(shown: Picture, x: float, y: float, turn: float) -> tuple[float, float]:
    """A pixel's place on the page, turned back about the middle of the picture."""
    across, down = shown.middle
    x, y = shown.left + x / shown.scale - across, shown.top + y / shown.scale - down
    angle = math.radians(-turn)
    return (
        across + x * math.cos(angle) - y * math.sin(angle),
        down + x * math.sin(angle) + y * math.cos(angle),
    )
