"""Builds `sample_poe/` anew."""

from __future__ import annotations

from pathlib import Path

from tests.forge.samples.build import build

build(Path(__file__).parents[3] / "sample_poe")
