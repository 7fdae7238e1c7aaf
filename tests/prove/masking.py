"""How many masked PDFs of our own making are told, and how many honest twins are left alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec

from poedesk.model import FileKind, Recognised, Settings
from poedesk.read import read
from poedesk.read.scan.ocr import recognise
from poedesk.settings import load_settings
from tests.forge.layers import (
    CONTRACT,
    GERMAN,
    GERMAN_LIES,
    LIES,
    changed,
    misread,
    scan_with_layer,
)
from tests.forge.masked import ATTACKS, HONEST
from tests.forge.masking import LINES, document, honest, pdf, simple, written
from tests.forge.scanner import CLEAN, Wear
from tests.prove.rows import Row

_TOLD = {"text-differs", "hidden-text", "damaged"}
_SHOWN = sorted(set("".join(LINES)) - {" "})
_ALIKE = ("iIlL1jJ", "oO0QD", "gq9")

_Layer = tuple[Sequence[str], Wear, Sequence[str], float]
"""The page shown, how it was scanned, the layer, and by how much that is out of place."""


def measure(seed: int, size: int | None) -> Iterator[Row]:
    """All named ways, then `size` fonts (300) that draw one random character as another."""
    settings = load_settings()
    yield _share("ways of masking that are told", ATTACKS, settings, wanted=True)
    yield _share("honest twins that are left alone", HONEST, settings, wanted=False)
    yield from _layers(settings, seed)
    chance = random.Random(seed)
    pairs = [_pair(chance) for _ in range(size or 300)]
    began = time.perf_counter()
    found = sum(_told(_swapped(*pair), settings) for pair in pairs)
    each = (time.perf_counter() - began) / len(pairs)
    share = found / len(pairs)
    yield Row("single swapped characters that are told", f"{share:.1%}", "≥ 90 %", share >= 0.9)
    yield Row("seconds a file", f"{each:.3f}")


def _layers(settings: Settings, seed: int) -> Iterator[Row]:
    """Text layers under scans of good and bad pages: as misread by other programs, and lying."""
    if find_spec("rapidocr") is None:
        yield Row("text layers under scans", "text recognition is not installed")
        return
    wears = (CLEAN, Wear(skew=1.2, grain=18, quality=40), Wear(dpi=150, fade=0.3, specks=0.001))
    seen = {
        (page, wear): _looked_at(scan_with_layer(page, page, wear), settings)
        for page in (CONTRACT, GERMAN)
        for wear in wears
    }
    honest_ones: list[_Layer] = [
        (page, wear, misread(page, share, seed + number), drift)
        for page, wear in seen
        for share in (0.0, 0.01, 0.02, 0.03)
        for number, drift in enumerate((0.0, 0.0, 3.0, -3.0))
    ]
    lying: list[_Layer] = [
        (page, wear, changed(page, lie), 0.0)
        for page, wear in seen
        for lie in (LIES if page is CONTRACT else GERMAN_LIES).values()
    ]
    lying += [(page, wear, GERMAN if page is CONTRACT else CONTRACT, 0.0) for page, wear in seen]
    for what, cases, wanted in (
        ("misread layers that are left alone", honest_ones, False),
        ("lying layers that are told", lying, True),
    ):
        right = sum(
            _layer_told(scan_with_layer(page, layer, wear, drift), seen[page, wear], settings)
            is wanted
            for page, wear, layer, drift in cases
        )
        yield Row(what, f"{right} of {len(cases)}", "≥ 95 %", right >= 0.95 * len(cases))


def _looked_at(data: bytes, settings: Settings) -> Recognised:
    (scan,) = read("scan.pdf", None, data, settings).scans
    return recognise(data, FileKind.PDF, scan, settings)


def _layer_told(data: bytes, seen: Recognised, settings: Settings) -> bool:
    found = read("scan.pdf", None, data, settings, (seen,)).document
    return any(mark.kind in _TOLD for mark in found.marks)


def _share(
    what: str, made: Mapping[str, Callable[[], bytes]], settings: Settings, *, wanted: bool
) -> Row:
    wrong = [name for name, make in made.items() if _told(make(), settings) is not wanted]
    right = len(made) - len(wrong)
    figure = f"{right} of {len(made)}" + (f" (not: {', '.join(wrong)})" if wrong else "")
    return Row(what, figure, "all", not wrong)


def _told(data: bytes, settings: Settings) -> bool:
    found = read("sow.pdf", None, data, settings).document
    return any(mark.kind in _TOLD for mark in found.marks)


def _pair(chance: random.Random) -> tuple[str, str]:
    """Two characters that a person tells apart."""
    while True:
        one, other = chance.choice(_SHOWN), chance.choice(_SHOWN)
        twins = any(one in group and other in group for group in _ALIKE)
        if one.lower() != other.lower() and not twins:
            return one, other


def _swapped(said: str, drawn: str) -> bytes:
    font, more = simple({said: drawn}, honest())
    return pdf(document(written(), font, more))
