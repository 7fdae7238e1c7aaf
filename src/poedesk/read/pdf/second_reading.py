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
    there = _letters(other)
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
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, line))
        start += len(line) + 1
    there = set(_standing(other.split("\n"), text, extra))
    left = [line for line in other.split("\n") if line in there]
    asked = set(_standing([line for _, line in lines], other, lacking))
    paired: dict[int, str] = {}
    for at, line in _likest_first([one for one in lines if one[1] in asked], left):
        best = _likest(line, left)
        paired[at] = left.pop(best[1]) if best else ""
    for at, line in lines:
        if at in paired:
            yield (at, at + len(line)), paired[at]
    yield from ((None, line) for line in left)


def _standing(lines: list[str], other: str, words: set[str]) -> list[str]:
    """The lines with one of the words, without those that the other reading has whole: there the
    word is missing in another line. All of them where it has each of them, but less often.
    """
    flat = _letters(other)
    found = [line for line in lines if words.intersection(_words(line))]
    return [line for line in found if _letters(line) not in flat] or found


def _letters(text: str) -> str:
    return "".join(_WORD.findall(_plain(text))).lower()


def _likest_first(lines: list[tuple[int, str]], left: list[str]) -> list[tuple[int, str]]:
    """So that no line takes away what another is nearer to."""
    scores = {line: found[0] for _, line in lines if (found := _likest(line, left))}
    return sorted(lines, key=lambda one: -scores.get(one[1], 0.0))


def _likest(line: str, left: list[str]) -> tuple[float, int] | None:
    """How like the likest line is, and its index."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(line, left, scorer=fuzz.ratio)
    return (found[1], found[2]) if found else None
