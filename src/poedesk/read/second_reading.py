"""Two programs' readings of one page, held against each other beyond layout.

Order, spaces, line ends, hyphens, ligatures and capitals do not matter: a word of one reading is
missing from the other where its letters do not follow one another there as often. Only alphabets
are compared whose letters all programs put in the order in which they are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

_BIG, _SMALL = "A-Z\u00c0-\u00de\u0410-\u042f", "a-z\u00df-\u02af\u0430-\u052f"
_WORD = re.compile(rf"[{_BIG}]?[{_SMALL}]+|[{_BIG}]+|\d+")
_SHORTEST = 2  # letters of a word; a number may be shorter
_RUN = 3  # words that follow one another: not a misread character here and there
_MOST = 0.3  # of a reading's words: it is another text altogether

Line = tuple[int, int]
"""Start and end of a line in a text."""


def disagreements(text: str, other: str, beside: str = "") -> list[tuple[Line | None, str]]:
    """Lines of `text` and what the `other` reading has instead; None for what only it has.

    `beside` is what else is known to stand on the page. Empty where the readings say the same,
    and where only one of them misses a word or two: programs that read the same page do.
    """
    lacking, extra = _missing(text, other), _missing(other, f"{text}\n{beside}")
    if not (lacking and extra) and not _weighty(text, lacking) and not _weighty(other, extra):
        return []
    return list(_paired(text, other, lacking, extra))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "")


def _words(text: str) -> list[str]:
    """Its words, parted where a small letter precedes a capital or a figure a letter: readings
    run words together that only stand close.
    """
    found = _WORD.findall(_plain(text))
    return [one.lower() for one in found if len(one) >= _SHORTEST or one.isdigit()]


def _missing(text: str, other: str) -> set[str]:
    there = "".join(_WORD.findall(_plain(other))).lower()
    return {word for word, times in Counter(_words(text)).items() if times > there.count(word)}


def _weighty(text: str, missing: set[str]) -> bool:
    """Whether words in a row are missing, or most of the text."""
    words = _words(text)
    runs = [len(list(run)) for gone, run in groupby(words, missing.__contains__) if gone]
    return max(runs, default=0) >= _RUN or len(missing) > _MOST * len(set(words))


def _paired(
    text: str, other: str, lacking: set[str], extra: set[str]
) -> Iterator[tuple[Line | None, str]]:
    """Lines with a word that the other reading lacks, each with the likest line of it."""
    from rapidfuzz import fuzz, process

    left = [line for line in other.split("\n") if extra.intersection(_words(line))]
    start = 0
    for line in text.split("\n"):
        if lacking.intersection(_words(line)):
            best = process.extractOne(line, left, scorer=fuzz.ratio)
            yield (start, start + len(line)), left.pop(best[2]) if best else ""
        start += len(line) + 1
    yield from ((None, line) for line in left)
