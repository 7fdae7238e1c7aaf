"""Whether a blob of ink was written by hand: a few measures of its strokes, weighed by a small
network whose recipe, weights and figures stand in `models/handwriting/`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from poedesk.locations import models

MEASURES = (
    "width", "height", "ink", "pieces", "largest", "largest across", "largest down", "stroke",
    "stroke spread", "holes", "largest hole", "piece heights", "crossings across",
    "crossings down", "solid", "length", "leaning", "rows", "level edges",
)  # fmt: skip
"""What `measures` gives, in its order."""
_SMALL = 0.35  # square points; smaller pieces are dust


def likelihood(ink: Any, scale: float) -> float:
    """How surely (0 to 1) the blob is handwriting; `ink` is 0 or 255, `scale` pixels a point."""
    import numpy as np

    net = _network()
    values = (np.array(measures(ink, scale)) - net["mean"]) / net["spread"]
    hidden = np.tanh(values @ net["hidden"] + net["hidden_bias"])
    return float(1 / (1 + np.exp(-(hidden @ net["out"] + net["out_bias"]))))


@cache
def _network() -> dict[str, Any]:
    import numpy as np

    path = models() / "handwriting" / "weights.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    if tuple(told["measures"]) != MEASURES:
        raise ValueError(f"{path}: made for other measures; train it again with make handwriting")
    return {name: np.array(told[name]) for name in told if name != "measures"}


def measures(ink: Any, scale: float) -> tuple[float, ...]:
    """The measures of a blob, lengths in points."""
    import cv2
    import numpy as np

    height, width = ink.shape
    padded = cv2.copyMakeBorder(ink, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=0)
    _, _, stats, _ = cv2.connectedComponentsWithStats(padded, connectivity=8)
    pieces = [one for one in stats[1:] if one[4] >= _SMALL * scale * scale]
    pieces = pieces or [max(stats[1:], key=lambda one: one[4])]
    large = max(pieces, key=lambda one: one[4])
    area = float(sum(one[4] for one in pieces))
    heights = np.array([one[3] for one in pieces], float)
    thickness = _thickness(padded) / scale
    outer, holes = _outlines(padded)
    hull = sum(cv2.contourArea(cv2.convexHull(one)) for one in outer) or 1.0
    length = sum(cv2.arcLength(one, closed=True) for one in (*outer, *holes)) / 2 / scale
    hole_areas = [cv2.contourArea(one) for one in holes] or [0.0]
    across, down = _crossings(padded)
    rows = (padded > 0).sum(axis=1) / max(1.0, area)
    return (
        width / scale,
        height / scale,
        area / (width * height),
        len(pieces) / (width / scale) * 10,
        large[4] / area,
        large[2] / width,
        large[3] / height,
        float(thickness.mean()),
        float(thickness.std() / max(thickness.mean(), 1e-6)),
        len(holes) / (width / scale) * 10,
        max(hole_areas) / (width * height),
        float(heights.std() / heights.mean()),
        across,
        down,
        area / hull,
        length / (width / scale + height / scale),
        _leaning(padded),
        float(-(rows[rows > 0] * np.log(rows[rows > 0])).sum() - np.log(height)),
        _level_edges(padded),
    )


def _thickness(ink: Any) -> Any:
    """The thickness of the strokes, in pixels, at the middle of each stroke."""
    import cv2
    import numpy as np

    distance = cv2.distanceTransform(ink, cv2.DIST_L2, 3)
    ridge = (distance >= cv2.dilate(distance, np.ones((3, 3), "uint8")) - 0.01) & (distance > 0)
    return 2 * distance[ridge]


def _outlines(ink: Any) -> tuple[list[Any], list[Any]]:
    """The outer outlines and those of holes."""
    import cv2

    contours, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    levels = tree[0][:, 3] if tree is not None else []
    outer = [one for one, parent in zip(contours, levels, strict=True) if parent < 0]
    holes = [
        one
        for one, parent in zip(contours, levels, strict=True)
        if parent >= 0 and cv2.contourArea(one) >= 6
    ]
    return outer, holes


def _crossings(ink: Any) -> tuple[float, float]:
    """How many strokes a level and an upright line through the blob meet on the average."""
    import numpy as np

    dark = (ink > 0).astype("int8")
    across = (np.diff(dark, axis=1) > 0).sum(axis=1)
    down = (np.diff(dark, axis=0) > 0).sum(axis=0)
    return float(across[across > 0].mean()), float(down[down > 0].mean())


def _leaning(ink: Any) -> float:
    """How much of the strokes' edges is neither level nor upright: print has more of those."""
    import cv2
    import numpy as np

    soft = cv2.GaussianBlur(ink, (5, 5), 0)
    x, y = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = np.hypot(x, y)
    angle = np.degrees(np.arctan2(y, x)) % 90
    slanting = (angle > 12) & (angle < 78)
    return float(strength[slanting].sum() / max(strength.sum(), 1e-6))


def _level_edges(ink: Any) -> float:
    """How much of the ink's profile ends at common levels, as the letters of a line of print do."""
    import numpy as np

    profile = (ink > 0).sum(axis=1).astype(float)
    jumps = np.abs(np.diff(profile))
    return float(np.sort(jumps)[-2:].sum() / max(jumps.sum(), 1e-6))
