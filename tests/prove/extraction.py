"""How long all of `extract/` takes for a document of 1,500 words, on one core, once loaded."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterable

from poedesk.extract import extract
from poedesk.settings import load_settings
from tests.forge.reading import reading
from tests.labelled import SPLITS, samples
from tests.prove.rows import Row

_WORDS = 1500
_TIMES = 15


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """The labelled documents in English, one behind the other, `size` times (15)."""
    settings = load_settings()
    whole = [
        one.text for split in SPLITS for one in samples(split) if one.whole and one.language == "en"
    ]
    text = "\n\n".join(whole * 3)
    end = [found.end() for found in re.finditer(r"\S+", text)][_WORDS - 1]
    began = time.process_time()
    extract(reading(whole[0]), settings)
    yield Row("the first document, with all lists compiled", _ms(time.process_time() - began))
    spent: list[float] = []
    for number in range(size or _TIMES):
        read = reading(text[:end] + " " * number)  # another text each time: nothing is remembered
        began = time.process_time()
        extract(read, settings)
        spent.append(time.process_time() - began)
    usual = statistics.median(spent)
    yield Row(f"{_WORDS:,} words, median of {len(spent)}", _ms(usual), "< 60 ms", usual < 0.06)
    yield Row("words a second", f"{_WORDS / usual:,.0f}")


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"
