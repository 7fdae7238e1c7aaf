"""How much of a claim's description is that of another: its sentences with names, figures and
dates masked, compared by the runs of words that they share.

Only sentences that say what was done, needed or gained are compared: contract clauses,
signature blocks and the headings of a form are alike in many honest claims.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.metadata import version

from poedesk.extract.nlp import folded, words
from poedesk.model import (
    Activity,
    Claim,
    CountFact,
    DateFact,
    Described,
    Document,
    Examined,
    Facts,
    Span,
    Vocabulary,
)

NAME, FIGURE = "@", "#"
_RUN = 3
"""Words of a run that is compared as one."""
_FEWEST = 7
"""Words below which a sentence says too little to be told from another's."""
_REPEATED = 0.7
"""Share of a sentence's runs that must stand in the other description."""
_BANDS, _ROWS = 4, 3
_SEED = 2024
_NOUNS_IN_CAPITALS = frozenset({"de", "lb"})

Runs = frozenset[tuple[str, ...]]


@cache
def method() -> str:
    """How signatures are made; those of another method cannot be compared."""
    return f"rensa {version('rensa')} {_BANDS}x{_ROWS} {_SEED} runs of {_RUN}"


# ── What a claim says of the work ───────────────────────────────────────────────────────


def described(
    claim: Claim, files: Sequence[Examined], vocabulary: Vocabulary
) -> tuple[Described, ...]:
    """The sentences of a claim that describe work, each once, without those of known templates."""
    names = frozenset(_names(claim, files))
    known = templates(vocabulary)
    found: dict[str, Described] = {}
    for one in files:
        figures = [(fact.span.start, fact.span.end) for fact in _figured(one.facts)]
        for span in _work(one.facts):
            within = [(a, b) for a, b in figures if a < span.end and span.start < b]
            masked = " ".join(_once(_masked(span, one.document, names, within)))
            if masked.count(" ") + 1 >= _FEWEST and not _repeats(masked, known):
                found.setdefault(masked, Described(span, masked))
    return tuple(found.values())


def _work(facts: Facts) -> list[Span]:
    """The sentences of one file that say what was done, why, or when, in their order."""
    spans = {fact.span for fact in facts.activities if fact.activity is not Activity.LICENSING}
    return sorted(spans, key=lambda span: (span.start, span.end))


def _figured(facts: Facts) -> tuple[DateFact | CountFact, ...]:
    return (*facts.dates, *facts.user_counts)


def _names(claim: Claim, files: Sequence[Examined]) -> Iterator[str]:
    """Words of the names of companies and signers, as `folded`."""
    acts = (act for one in files for act in one.acknowledgements)
    told = (field.value for act in acts for field in (act.name, act.organisation) if field)
    parties = (fact.name for one in files for fact in one.facts.parties)
    for name in (*claim.partner.names, *claim.customer.names, *told, *parties):
        yield from (folded(word.text) for word in words(name) if len(word.text) > 1)


def _masked(
    span: Span, document: Document, names: frozenset[str], figures: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """The words of a sentence as they are compared."""
    for at, word in enumerate(words(document.text, span.start, span.end)):
        plain = folded(word.text)
        if _has_digit(plain) or any(start <= word.start < end for start, end in figures):
            yield FIGURE
        elif plain in names or (at and _is_name(word.text, document)):
            yield NAME
        elif plain[0].isalnum():
            yield plain


def _once(masked: Iterable[str]) -> Iterator[str]:
    """The same words; of several masks in a row, one."""
    last = ""
    for word in masked:
        if word != last or word not in (NAME, FIGURE):
            yield word
        last = word


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _is_name(word: str, document: Document) -> bool:
    """Whether a word inside a sentence is written as a name is, where nouns are not."""
    return word[0].isupper() and document.language not in _NOUNS_IN_CAPITALS


@lru_cache(maxsize=4)
def templates(vocabulary: Vocabulary) -> Runs:
    """The runs of words of every known template: what a form itself says is nobody's text."""
    lines = vocabulary.tables.get("templates", {}).get("lines", [])
    bare = (" ".join(folded(word.text) for word in words(line)) for line in lines)
    return frozenset(run for line in bare for run in runs(line))


# ── Comparing ───────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def runs(masked: str) -> Runs:
    """The runs of words of a masked sentence; of a shorter one, the sentence itself."""
    split = masked.split(" ")
    if len(split) <= _RUN:
        return frozenset((tuple(split),))
    return frozenset(zip(*(split[at:] for at in range(_RUN)), strict=False))


def _repeats(masked: str, known: Container[tuple[str, ...]]) -> bool:
    own = runs(masked)
    return sum(run in known for run in own) >= _REPEATED * len(own)


def repeated(own: Sequence[str], other: Sequence[str]) -> tuple[float, dict[int, int]]:
    """The share of the `own` masked sentences, by words, that stand in `other`; and for each of
    them the likest of `other`, both by their index.
    """
    standing = _standing(other, frozenset().union(*map(runs, own)))
    pairs = {at: _likest(one, standing) for at, one in enumerate(own) if _repeats(one, standing)}
    length = [one.count(" ") + 1 for one in own]
    total = sum(length)
    return (sum(length[at] for at in pairs) / total if total else 0.0), pairs


def _standing(sentences: Sequence[str], asked: Runs) -> dict[tuple[str, ...], list[int]]:
    """In which of the sentences, by index, each of some runs of words stands."""
    found: dict[tuple[str, ...], list[int]] = {}
    for at, one in enumerate(sentences):
        for run in runs(one) & asked:
            found.setdefault(run, []).append(at)
    return found


def _likest(sentence: str, standing: Mapping[tuple[str, ...], Sequence[int]]) -> int:
    """The sentence that shares the most runs; of equal ones the first."""
    shared = Counter(at for run in runs(sentence) for at in standing.get(run, ()))
    return min(shared, key=lambda at: (-shared[at], at))


@lru_cache(maxsize=4096)  # asked of the run and of the store, and learned by both
def signature(masked: str) -> tuple[int, ...]:
    """One number a band: two sentences that are much alike share at least one of them."""
    from rensa import RMinHash

    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update([" ".join(run) for run in sorted(runs(masked))])
    digest = sketch.digest()
    bands = (digest[at : at + _ROWS] for at in range(0, len(digest), _ROWS))
    return tuple(_number(band, rows) for band, rows in enumerate(bands))


def _number(band: int, rows: Iterable[int]) -> int:
    packed = struct.pack(f"<{_ROWS + 1}I", band, *rows)
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big", signed=True)
