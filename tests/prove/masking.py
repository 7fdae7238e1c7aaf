"""How many masked PDFs of our own making are told, and how many honest twins are left alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping

from poedesk.model import Settings
from poedesk.read import read
from poedesk.settings import load_settings
from tests.forge.masked import ATTACKS, HONEST
from tests.forge.masking import LINES, document, honest, pdf, simple, written
from tests.prove.rows import Row

_TOLD = {"text-differs", "hidden-text", "damaged"}
_SHOWN = sorted(set("".join(LINES)) - {" "})
_ALIKE = ("iIlL1jJ", "oO0QD", "gq9")


def measure(seed: int, size: int | None) -> Iterator[Row]:
    """All named ways, then `size` fonts (300) that draw one random character as another."""
    settings = load_settings()
    yield _share("ways of masking that are told", ATTACKS, settings, wanted=True)
    yield _share("honest twins that are left alone", HONEST, settings, wanted=False)
    chance = random.Random(seed)
    pairs = [_pair(chance) for _ in range(size or 300)]
    began = time.perf_counter()
    found = sum(_told(_swapped(*pair), settings) for pair in pairs)
    each = (time.perf_counter() - began) / len(pairs)
    share = found / len(pairs)
    yield Row("single swapped characters that are told", f"{share:.1%}", "≥ 90 %", share >= 0.9)
    yield Row("seconds a file", f"{each:.3f}")


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
