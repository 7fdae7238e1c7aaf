"""Does a page say what its picture shows? A page's own words against the recognised ones.

Recognition errs, and so did whoever laid text under a scan: letters that look alike are one, and
a word counts as another only where it is far from what was surely recognised. A number counts
where both are numbers, and others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from poedesk.model import Box, Recognised, Word
from poedesk.read.pdf.differences import Difference
from poedesk.read.scan.scanned import as_shown

_SURE = 0.85  # certainty of a recognised word's least certain letter
_GAP = 1.5  # heights between two words that are not of one piece
_FAR, _FARTHER = 0.34, 0.5  # of a word's letters that are others: another word
_NOISY = 0.02  # of all letters are others: a text that errs so often must be farther
_LONG = 12  # letters that find their place in a text by themselves
_SHORT = 6  # letters; in place of fewer anything may have been recognised
_FIGURES = 4  # digits; a shorter number may be a page's
_WORDS = 3  # in a row; fewer in the margin are a stamp or a logo
_RUN = 3  # letters in a row that are others
_LIKE, _SAME = 0.7, 0.9  # of its letters: the same line with errors, or with few
_LOOK = str.maketrans("oilszbgq|!", "0115289911")
_FOLDED = {"rn": "m", "vv": "w", "cl": "d"}
_SOLID = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Said:
    """A word of a page's own text, from `start` to `end` of it, and its box on the shown page."""

    start: int
    end: int
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Piece:
    """Recognised words that stand together on a line, and the page's own in the same place."""

    words: tuple[Word, ...]
    there: tuple[Said, ...]

    @property
    def text(self) -> str:
        """What the picture shows."""
        return " ".join(word.text for word in self.words)

    @property
    def said(self) -> str:
        """What the page's text holds in its place."""
        return " ".join(one.text for one in self.there)


def compared(said: Sequence[Said], seen: Recognised, *, partial: bool = False) -> list[Difference]:
    """Where a page's own words are others than those that its picture shows.

    Offsets are those of `said`, which holds all words of the page in their order; `partial`:
    what it lacks is known, only what it has is compared.
    """
    pieces = _placed(said, seen)
    flat = _solid(" ".join(one.text for one in said))
    shown = _solid(" ".join(one.text for one in pieces))
    held = [
        (one, _Aligned.of([word.text for word in one.words], _solid(one.said))) for one in pieces
    ]
    far = _far([aligned for _, aligned in held])
    differing = [
        one
        for one, aligned in held
        if (one.there or not partial)
        and _differs(one, aligned, far)
        and not _stands_elsewhere(one, flat, shown)
    ]
    differing += _unseen(said, pieces, shown)
    return [_difference(seen.scan.page, one) for one in differing]


def _difference(page: int, piece: _Piece) -> Difference:
    if not piece.there:
        return Difference(page, 0, 0, "", piece.text)
    start, end = min(one.start for one in piece.there), max(one.end for one in piece.there)
    return Difference(page, start, end, piece.said, piece.text)


# ── Which words stand in one place ──────────────────────────────────────────────────────


def _placed(said: Sequence[Said], seen: Recognised) -> list[_Piece]:
    pieces = [piece for line in seen.lines for piece in _parted(line)]
    boxes = [[as_shown(seen, word) for word in piece] for piece in pieces]
    there: list[list[Said]] = [[] for _ in pieces]
    for one in said:
        shares = [max(_shared(one.box, box) for box in piece) for piece in boxes]
        best = max(range(len(shares)), key=shares.__getitem__, default=-1)
        if best >= 0 and shares[best] > 0:
            there[best].append(one)
    return [_Piece(words, tuple(own)) for words, own in zip(pieces, there, strict=True)]


def _parted(line: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    start = 0
    for at in range(1, len(line)):
        before, after = line[at - 1], line[at]
        if after.left - before.right > _GAP * (before.bottom - before.top):
            yield tuple(line[start:at])
            start = at
    if line:
        yield tuple(line[start:])


def _shared(own: Box, shown: Box) -> float:
    """How much of a word lies in the box of a recognised one, which may begin a little later."""
    across = min(own[2], shown[2] + 2) - max(own[0], shown[0] - 2)
    down = min(own[3], shown[3]) - max(own[1], shown[1])
    high = min(own[3] - own[1], shown[3] - shown[1])
    return across * down if across > 0 and down > 0.3 * high else 0.0


# ── Letters ─────────────────────────────────────────────────────────────────────────────


def _solid(text: str) -> str:
    """Its letters and figures, those that look alike as one."""
    letters = "".join(_SOLID.findall(unicodedata.normalize("NFKD", text).lower()))
    for pair, one in _FOLDED.items():
        letters = letters.replace(pair, one)
    return letters.translate(_LOOK)


@dataclass(frozen=True, slots=True)
class _Aligned:
    """Words held against letters without blanks.

    `edits` counts for each word the letters that are others; `lost` are the words, by number,
    that are missing; `run` is the most letters in a row that are others.
    """

    words: tuple[str, ...]
    likeness: float
    edits: tuple[int, ...]
    lost: frozenset[int]
    run: int

    @classmethod
    def of(cls, texts: Sequence[str], own: str) -> _Aligned:
        from rapidfuzz.distance import Levenshtein

        words = tuple(map(_solid, texts))
        line = "".join(words)
        of = [number for number, word in enumerate(words) for _ in word]
        edits, deleted = [0] * len(words), [0] * len(words)
        for step in Levenshtein.opcodes(line, own):
            for at in range(step.src_start, step.src_end) if step.tag != "equal" else ():
                edits[of[at]] += 1
                deleted[of[at]] += step.tag == "delete"
            if step.tag == "insert" and of:
                edits[of[min(step.src_start, len(of) - 1)]] += step.dest_end - step.dest_start
        lost = frozenset(
            number for number, word in enumerate(words) if 1 < len(word) == deleted[number]
        )
        likeness = Levenshtein.normalized_similarity(line, own)
        return cls(words, likeness, tuple(edits), lost, _longest_run(line, own))

    def another(self, number: int, far: float) -> bool:
        """Whether that word is missing or another, by the share of its letters."""
        size, edits = len(self.words[number]), self.edits[number]
        return number in self.lost or (size > 2 and edits >= max(min(_RUN, size), far * size))


def _longest_run(one: str, other: str) -> int:
    """The most letters in a row that differ."""
    from rapidfuzz.distance import Levenshtein

    run = longest = 0
    for step in Levenshtein.opcodes(one, other):
        size = max(step.src_end - step.src_start, step.dest_end - step.dest_start)
        run = 0 if step.tag == "equal" else run + size
        longest = max(run, longest)
    return longest


# ── Words that stand in another place ───────────────────────────────────────────────────


def _stands_elsewhere(piece: _Piece, flat: str, shown: str) -> bool:
    """Whether a layer that is out of place says the same: what shows stands in its text, and
    what it says here shows somewhere.
    """
    line = [word.text for word in piece.words]
    return (
        len(_solid(piece.text)) >= _LONG
        and _stands(line, flat)
        and all(
            len(_solid("".join(row))) < _SHORT or _stands(row, shown) for row in _rows(piece.there)
        )
    )


def _rows(said: Sequence[Said]) -> Iterator[list[str]]:
    """The words that follow one another in the page's text."""
    row: list[str] = []
    end = None
    for one in said:
        if end is not None and one.start > end + 1:
            yield row
            row = []
        row.append(one.text)
        end = one.end
    if row:
        yield row


def _stands(words: Sequence[str], text: str) -> bool:
    """Whether the words stand in a text without blanks, but for a letter or two."""
    from rapidfuzz import fuzz

    line = _solid(" ".join(words))
    found = fuzz.partial_ratio_alignment(line, text) if text else None
    if found is None or found.score < 100 * _SAME:
        return False
    there = text[found.dest_start : found.dest_end]
    numbers = [number for word in words if (number := _number(word))]
    aligned = _Aligned.of(words, there)
    return (
        aligned.run < _RUN
        and all(one in there for one in numbers)
        and not any(aligned.another(number, _FAR) for number in range(len(words)))
    )


# ── What is another word ────────────────────────────────────────────────────────────────


def _far(lines: Sequence[_Aligned]) -> float:
    """The share of a word's letters that must be others, by how much the page's text errs."""
    like = [one for one in lines if one.likeness >= _LIKE]
    letters = sum(len(word) for one in like for word in one.words)
    return _FARTHER if sum(sum(one.edits) for one in like) > _NOISY * letters else _FAR


def _differs(piece: _Piece, aligned: _Aligned, far: float) -> bool:
    if aligned.likeness < _LIKE:
        return _another_line(piece)
    sure = [word.certainty >= _SURE for word in piece.words]
    if aligned.run >= _RUN and all(sure):
        return True
    return _numbers_differ(piece) or any(
        known and aligned.another(number, far) for number, known in enumerate(sure)
    )


def _another_line(piece: _Piece) -> bool:
    """Whether enough was surely recognised to say that the page says something else there."""
    sure = [word.text for word in piece.words if word.certainty >= _SURE and _solid(word.text)]
    if len(sure) * 2 <= len(piece.words):
        return False
    figures = sum(one.isdigit() for text in sure for one in text)
    if figures >= _FIGURES or len(sure) >= _WORDS:
        return True
    return bool(piece.there) and len(_solid("".join(sure))) >= _SHORT


def _numbers_differ(piece: _Piece) -> bool:
    """Whether the page's text has another number than was surely recognised in its place."""
    shown = [(number, w.certainty) for w in piece.words if (number := _number(w.text))]
    own = [number for one in piece.there if (number := _number(one.text))]
    if len(shown) == len(own):
        pairs = zip(shown, own, strict=True)
        return any(one != other and sure >= _SURE for (one, sure), other in pairs)
    line = _solid(piece.text)
    sure = all(word.certainty >= _SURE for word in piece.words)
    return sure and any(one not in line for one in own)


def _number(word: str) -> str:
    """The figures of a number, also of one with letters that look like figures; else nothing."""
    look = _solid(word)
    return look if any(map(str.isdigit, word)) and look.isdigit() else ""


# ── What the picture does not show ──────────────────────────────────────────────────────


def _unseen(said: Sequence[Said], pieces: Sequence[_Piece], shown: str) -> Iterator[_Piece]:
    """Words in a row for which nothing was recognised, and that stand nowhere in the picture."""
    from rapidfuzz import fuzz

    placed = {one for piece in pieces for one in piece.there}
    for missing, row in groupby(said, lambda one: one not in placed):
        words = tuple(row) if missing else ()
        letters = _solid(" ".join(one.text for one in words))
        enough = len(words) >= _WORDS and len(letters) >= _LONG
        if enough and fuzz.partial_ratio(letters, shown) < 100 * _LIKE:
            yield _Piece((), words)
