"""Sentences and phrases: the one home of spaCy, used without a trained model.

spaCy gives the rule-based sentence splitter and the phrase matcher, which finds thousands of
phrases in one pass over the words. The words are cut here, not by a spaCy tokenizer: offsets
then stay exact over any white space, a line break inside a phrase does not break it, and
what a document holds never grows spaCy's string table (words that no phrase knows are all
the same to it). Its token-pattern matcher was measured and left: 200 times slower.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_LETTERS = rf"[^\W_{_IDEOGRAPH}]+"
# A dot inside a word belongs to it (3.5, contoso.com), unless a sentence was run together.
_WORD = re.compile(rf"{_LETTERS}(?:\.(?![A-Z][a-z]){_LETTERS})*|[{_IDEOGRAPH}]|[^\w\s]|_")
_LONGEST = 400  # words of a sentence; what goes on without a full stop is cut
_BRIEF = 600  # characters up to which a text is a quotation or phrase, not a document
_FAMILIAR = 20_000  # words of documents that a finder remembers to know or not to know
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_SHORT = frozenset(
    re.findall(
        r"\S+",
        "dr mr mrs ms prof st no nr nº art abs bzw ca ggf inkl usw vgl e.g i.e z.b d.h u.a v.a"
        " p.ej approx etc fig incl ltd inc corp co ref sr sra tel vs núm bijv evt nl s.a s.l a.s",
    )
)
"""Words after which a full stop ends no sentence, in any language."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a sign, with its place in the text it was cut from."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: what it stands for, the phrase as listed, and where it stands."""

    key: str
    phrase: str
    start: int
    end: int


def words(text: str, start: int = 0, end: int | None = None) -> Sequence[Word]:
    """The words and signs of `text[start:end]`; offsets count from the start of `text`."""
    every = _words(text) if len(text) > _BRIEF else _few_words(text)
    if start == 0 and end is None:
        return every
    end = len(text) if end is None else end
    if start >= end:
        return ()
    first = bisect_left(every, start, key=_start)
    last = bisect_left(every, end, lo=first, key=_start)
    if first > 0 and every[first - 1].end > start:  # it begins inside a word
        over = min(every[first - 1].end, end)
        return [*_cut(text, start, over), *words(text, over, end)]
    if last > first and every[last - 1].end > end:  # it ends inside one
        return [*every[first : last - 1], *_cut(text, every[last - 1].start, end)]
    return every[first:last]


def _cut(text: str, start: int, end: int) -> Iterator[Word]:
    return (Word(match.group(), *match.span()) for match in _WORD.finditer(text, start, end))


@lru_cache(maxsize=4)  # every finder asks for words of the same document, again and again
def _words(text: str) -> tuple[Word, ...]:
    return tuple(_cut(text, 0, len(text)))


@lru_cache(maxsize=512)  # apart, so that quotations do not displace their document
def _few_words(text: str) -> tuple[Word, ...]:
    return tuple(_cut(text, 0, len(text)))


def _by_word(cut: Iterable[Word]) -> Mapping[str, Sequence[int]]:
    """At which places each word stands."""
    where: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(cut):
        where[word.text].append(place)
    return where


@lru_cache(maxsize=2)
def _where(text: str) -> Mapping[str, Sequence[int]]:
    return _by_word(_words(text))


def _start(word: Word) -> int:
    return word.start


def folded(word: str) -> str:
    """A word as it is compared: lower case, every dash alike."""
    return word.translate(_DASHES).casefold()


# ── Sentences ───────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    import spacy

    pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer")
    return pipeline


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of one passage of running text, as ranges without outer white space."""
    cut = words(text, start, end)
    if not cut:
        return []
    ranges: list[tuple[int, int]] = []
    begins = _begins(cut)
    for begin, after in pairwise((*begins, len(cut))):
        for first in range(begin, after, _LONGEST):
            last = min(first + _LONGEST, after) - 1
            ranges.append((cut[first].start, cut[last].end))
    return ranges


def _begins(cut: Sequence[Word]) -> list[int]:
    """At which of the words a sentence begins."""
    from spacy.tokens import Doc

    if not any(word.text in _ends() for word in cut[:-1]):
        return [0]  # most passages are one sentence
    pipeline = _pipeline()
    # Only signs decide where a sentence ends: words need not enter spaCy's string table.
    signs = [_UNKNOWN if word.text[0].isalnum() else word.text for word in cut]
    doc = pipeline(Doc(pipeline.vocab, words=signs))
    return [one.start for one in doc.sents if one.start == 0 or not _goes_on(cut, one.start)]


@lru_cache(maxsize=1)
def _ends() -> frozenset[str]:
    """The signs that end a sentence."""
    from spacy.pipeline import Sentencizer

    return frozenset(Sentencizer.default_punct_chars)


def _goes_on(cut: Sequence[Word], index: int) -> bool:
    """Whether the sentence before word `index` was cut at an abbreviation or a number."""
    if cut[index].text[0].islower():
        return True
    if index < 2 or cut[index - 1].text != ".":
        return False
    before = cut[index - 2].text
    initial = len(before) == 1 and before.isalpha()
    leading_number = before.isdigit() and index == 2
    return initial or leading_number or folded(before) in _SHORT


# ── Phrases ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Found:
    """The hits of a finder in a whole text, in order, and where each starts."""

    text: str
    hits: Sequence[Hit]
    starts: Sequence[int]


_NOWHERE = _Found("", (), ())


class Phrases:
    """Finds listed phrases as whole words.

    A phrase is words as they stand, in any case; "deploy*" stands for every word that begins
    so. A phrase given as `cased` must stand with its own capitals. Each phrase has a key;
    the same phrase may have several.
    """

    def __init__(
        self, phrases: Iterable[tuple[str, str]], cased: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Take (phrase, key) pairs; phrases without a word are passed over."""
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        self._keys: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
        for pairs, exact in ((phrases, False), (cased, True)):
            for phrase, key in pairs:
                self._keys[_label(phrase)].append((key, phrase, exact))
        patterns = {label: label.split() for label in self._keys if label}
        parts = {part for pattern in patterns.values() for part in pattern}
        self._stems = sorted(part[:-1] for part in parts if part.endswith("*"))
        self._exact = sorted(part for part in parts if not part.endswith("*"))
        self._known = frozenset(self._exact)
        self._longest_stem = max(map(len, self._stems), default=0)
        vocab = _pipeline().vocab
        self._vocab = vocab
        self._familiar: dict[str, str] = {}
        self._document = self._quotation = _NOWHERE
        self._matcher = PhraseMatcher(vocab)
        for label, pattern in patterns.items():
            forms = product(*map(self._forms, pattern))
            self._matcher.add(label, [Doc(vocab, words=list(form)) for form in forms])

    def _forms(self, part: str) -> list[str]:
        """What the words that `part` stands for are called in the matcher."""
        if not part.endswith("*"):
            return [part]
        stem = part[:-1]
        stems = [f"{one}*" for one in _beginning(self._stems, stem)]
        return stems + _beginning(self._exact, stem)

    def _called(self, word: str) -> str:
        """The name of a document's word in the matcher: itself, its longest stem, or none."""
        called = self._familiar.get(word)
        if called is None:
            if len(self._familiar) >= _FAMILIAR:
                self._familiar.clear()
            called = self._familiar[word] = self._looked_up(folded(word))
        return called

    def _looked_up(self, word: str) -> str:
        if word in self._known:
            return word
        for length in range(min(len(word), self._longest_stem), 0, -1):
            at = bisect_left(self._stems, word[:length])
            if at < len(self._stems) and self._stems[at] == word[:length]:
                return word[:length] + "*"
        return _UNKNOWN

    def all(self, text: str, start: int = 0, end: int | None = None) -> Sequence[Hit]:
        """Every place of every phrase in `text[start:end]`, overlapping ones too, in order."""
        if not _between_words(text, start) or not (end is None or _between_words(text, end)):
            cut = words(text, start, end)
            return self._found(text, cut, _by_word(cut))
        hits, starts = self._all_of(text)
        if start == 0 and end is None:
            return hits
        end = len(text) if end is None else end
        first = bisect_left(starts, start)
        inside = hits[first : bisect_left(starts, end, lo=first)]
        return (
            inside
            if all(hit.end <= end for hit in inside)
            else [hit for hit in inside if hit.end <= end]
        )

    def _all_of(self, text: str) -> tuple[Sequence[Hit], Sequence[int]]:
        """The hits of a whole text and where they start: rules ask for many ranges of a text,
        and then for ranges of another one in between.
        """
        brief = len(text) <= _BRIEF
        found = self._quotation if brief else self._document
        if found.text is not text and found.text != text:
            cut = words(text)
            hits = self._found(text, cut, _by_word(cut) if brief else _where(text))
            found = _Found(text, hits, [hit.start for hit in hits])
            if brief:
                self._quotation = found
            else:
                self._document = found
        return found.hits, found.starts

    def _found(
        self, text: str, cut: Sequence[Word], where: Mapping[str, Sequence[int]]
    ) -> tuple[Hit, ...]:
        """The hits among the words `cut` of a text, which stand in it `where`."""
        from spacy.tokens import Doc

        known = {word: name for word in where if (name := self._called(word)) is not _UNKNOWN}
        places: list[int] = []  # of known words, and of one that parts them where others stood
        called: list[str] = []
        for place in sorted(place for word in known for place in where[word]):
            if places and place > places[-1] + 1:
                places.append(places[-1] + 1)
                called.append(_UNKNOWN)
            places.append(place)
            called.append(known[cut[place].text])
        if not called:
            return ()
        doc = Doc(self._vocab, words=called)
        hits = {
            hit
            for label, first, last in self._matcher(doc)
            for hit in self._hits(
                self._vocab.strings[label], cut[places[first] : places[last - 1] + 1], text
            )
        }
        return tuple(sorted(hits, key=_place))

    def _hits(self, label: str, run: Sequence[Word], text: str) -> Iterator[Hit]:
        start, end = run[0].start, run[-1].end
        if not _together(text[start:end]):
            return
        for key, phrase, exact in self._keys[label]:
            if not exact or [w.text for w in run] == [w.text for w in words(phrase)]:
                yield Hit(key, phrase, start, end)

    def longest(self, text: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """As `all`, but of overlapping places only the longest; equal places stay together."""
        kept: list[Hit] = []
        taken = 0
        for hit in _resolved(self.all(text, start, end)):
            if hit.start >= taken or (
                kept and (hit.start, hit.end) == (kept[-1].start, kept[-1].end)
            ):
                kept.append(hit)
                taken = hit.end
        return kept


def _place(hit: Hit) -> tuple[int, int, str, str]:
    """In order of the text, the longest first; and always the same order where places are equal."""
    return hit.start, hit.start - hit.end, hit.key, hit.phrase


def _resolved(hits: Sequence[Hit]) -> list[Hit]:
    """`hits` without those that a longer one overlaps."""
    longest_first = sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start))
    starts: list[int] = []
    ends: list[int] = []
    kept: list[Hit] = []
    for hit in longest_first:
        at = bisect_right(starts, hit.start)
        same = at > 0 and (starts[at - 1], ends[at - 1]) == (hit.start, hit.end)
        clash = (at > 0 and ends[at - 1] > hit.start) or (at < len(starts) and starts[at] < hit.end)
        if clash and not same:
            continue
        if not same:
            starts.insert(at, hit.start)
            ends.insert(at, hit.end)
        kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end, hit.key))


def _label(phrase: str) -> str:
    """The words of a phrase as the matcher sees them; a star clings to its word."""
    return " ".join(folded(word.text) for word in words(phrase)).replace(" *", "*")


def _between_words(text: str, at: int) -> bool:
    """Whether no word goes on over offset `at`."""
    if not 0 < at < len(text) or text[at - 1].isspace() or text[at].isspace():
        return True
    every = _words(text) if len(text) > _BRIEF else _few_words(text)
    index = bisect_right(every, at, key=_start) - 1
    return index < 0 or every[index].start == at or every[index].end <= at


def _beginning(ordered: list[str], stem: str) -> list[str]:
    """The members of a sorted list that begin with `stem`."""
    at = bisect_left(ordered, stem)
    found: list[str] = []
    while at < len(ordered) and ordered[at].startswith(stem):
        found.append(ordered[at])
        at += 1
    return found


def _together(found: str) -> bool:
    """Whether the words stand in one passage: no cell border, no blank line between them."""
    return "\t" not in found and not re.search(r"\n\s*\n", found)
