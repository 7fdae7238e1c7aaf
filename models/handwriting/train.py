"""Learns what handwriting looks like: `make handwriting`. The same seed gives the same weights.

python -m models.handwriting.train
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from models.handwriting.draw import block

from poedesk.read.scan.handwriting import MEASURES, measures
from poedesk.read.scan.pen import ink_blobs

_SEED = 20250301
_BLOCKS, _HELD_OUT = 4000, 600
_HIDDEN, _STEPS, _RATE, _DECAY = 20, 3000, 0.01, 1e-4
_OWN = 0.5  # of a blob's ink must be the pen's


def examples(seed: int, blocks: int) -> tuple[Any, Any]:
    """Measures of the blobs of so many blocks, and whether each is handwriting."""
    chance = Random(seed)
    rows, labels = [], []
    for _ in range(blocks):
        for found, label in _blobs(chance):
            rows.append(found)
            labels.append(label)
    return np.array(rows), np.array(labels, float)


def _blobs(chance: Random) -> Iterator[tuple[tuple[float, ...], bool]]:
    one = block(chance)
    pen = one.strokes < 170
    for (left, top, right, bottom), ink in ink_blobs(one.whole, one.scale):
        own = pen[top:bottom, left:right][ink > 0].mean()
        if own >= _OWN or own < 0.1:
            yield measures(ink, one.scale), bool(own >= _OWN)


def trained(rows: Any, labels: Any, seed: int) -> dict[str, Any]:
    """A network with one hidden layer, by full-batch Adam; mistakes for handwriting cost more."""
    chance = np.random.default_rng(seed)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    values = (rows - mean) / spread
    shapes = {"hidden": (len(MEASURES), _HIDDEN), "hidden_bias": (_HIDDEN,), "out": (_HIDDEN,)}
    net = {name: chance.normal(0, 0.3, shape) for name, shape in shapes.items()}
    net["out_bias"] = np.zeros(())
    cost = np.where(labels > 0, 1.0, 2.0)
    first = {name: np.zeros_like(one) for name, one in net.items()}
    second = {name: np.zeros_like(one) for name, one in net.items()}
    for step in range(1, _STEPS + 1):
        hidden = np.tanh(values @ net["hidden"] + net["hidden_bias"])
        given = 1 / (1 + np.exp(-(hidden @ net["out"] + net["out_bias"])))
        error = (given - labels) * cost / len(labels)
        back = np.outer(error, net["out"]) * (1 - hidden**2)
        slope = {
            "hidden": values.T @ back + _DECAY * net["hidden"],
            "hidden_bias": back.sum(axis=0),
            "out": hidden.T @ error + _DECAY * net["out"],
            "out_bias": error.sum(),
        }
        for name, one in slope.items():
            first[name] = 0.9 * first[name] + 0.1 * one
            second[name] = 0.999 * second[name] + 0.001 * one**2
            rate = _RATE * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            net[name] = net[name] - rate * first[name] / (np.sqrt(second[name]) + 1e-8)
    return {"mean": mean, "spread": spread, **net}


def main() -> None:
    """Train, say how well it does on blocks that it has not seen, and write the weights."""
    rows, labels = examples(_SEED, _BLOCKS)
    net = trained(rows, labels, _SEED)
    path = Path(__file__).with_name("weights.json")
    told = {name: np.round(one, 5).tolist() for name, one in net.items()}
    path.write_text(json.dumps({"measures": MEASURES, **told}) + "\n", encoding="utf-8")
    rows, labels = examples(_SEED + 1, _HELD_OUT)
    values = (rows - net["mean"]) / net["spread"]
    hidden = np.tanh(values @ net["hidden"] + net["hidden_bias"])
    given = 1 / (1 + np.exp(-(hidden @ net["out"] + net["out_bias"])))
    for level in (0.3, 0.5, 0.9, 0.97):
        hand, other = given[labels > 0] >= level, given[labels == 0] >= level
        print(
            f"from {level:.2f}: {hand.mean():.2%} of {len(hand)} written blobs, "
            f"{other.mean():.2%} of {len(other)} others"
        )


if __name__ == "__main__":
    main()
