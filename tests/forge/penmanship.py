"""Signatures as a hand makes them: each stroke a burst of speed that bends on its way, the bursts
overlapping (the sigma-lognormal model of rapid movements).

The recipe of `models/handwriting` draws in another way, so that what it learned is measured on
strokes that it never saw.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

_STEP = 0.004  # seconds


@dataclass(frozen=True, slots=True)
class Hand:
    """A person's way of writing: `size` in points, `slant` in radians, `speed` of the strokes."""

    size: float
    slant: float
    loops: float
    spread: float

    @classmethod
    def of(cls, chance: Random) -> Hand:
        """Somebody's hand."""
        return cls(
            size=chance.uniform(9, 22),
            slant=chance.uniform(-0.15, 0.5),
            loops=chance.uniform(0.3, 1.0),
            spread=chance.uniform(0.14, 0.3),
        )


def signature(chance: Random, hand: Hand) -> list[Any]:
    """The strokes of one signature: arrays of x, y in points, from about the origin to the right,
    the pen lifted between them.
    """
    strokes = []
    left = 0.0
    for _ in range(chance.choice((1, 1, 2, 3))):
        path = _movement(chance, hand, chance.randint(5, 16))
        path[:, 0] += left - path[:, 0].min()
        path[:, 1] -= np.median(path[:, 1])
        strokes.append(path)
        left = path[:, 0].max() + chance.uniform(-4, 8)
    if chance.random() < 0.3:  # a line under it, or a dot
        flourish = _movement(chance, Hand(hand.size * 2, 0.0, 0.1, 0.25), 2)
        flourish[:, 0] += left * 0.2 - flourish[:, 0].min()
        strokes.append(flourish)
    return strokes


def _movement(chance: Random, hand: Hand, bursts: int) -> Any:
    ends, start = [], 0.0
    angle = chance.uniform(0.6, 1.5)
    for number in range(bursts):
        up = number % 2 == 0
        turn = chance.gauss(0, 0.35)
        angle = (1.25 + turn if up else -1.35 + turn) + (0 if up else hand.slant)
        ends.append((start, angle))
        start += chance.uniform(0.06, 0.13)
    times = np.arange(0, start + 0.22, _STEP)
    speed = np.zeros((len(times), 2))
    for begin, direction in ends:
        reach = hand.size * chance.choice((0.5, 0.8, 1.0, 1.0, 1.7))
        bend = chance.choice((-1, 1)) * hand.loops * chance.uniform(0.4, 2.4)
        late = np.clip(times - begin, 1e-6, None)
        middle, width = math.log(0.11), hand.spread
        burst = np.exp(-((np.log(late) - middle) ** 2) / (2 * width**2)) / (
            late * width * math.sqrt(2 * math.pi)
        )
        burst[times <= begin] = 0
        done = np.cumsum(burst) * _STEP
        heading = direction - bend / 2 + bend * done
        speed[:, 0] += reach * burst * np.cos(heading)
        speed[:, 1] += reach * burst * np.sin(heading)
    speed[:, 0] += hand.size * chance.uniform(0.8, 2.2)  # the arm moves on
    return np.cumsum(speed, axis=0) * _STEP
