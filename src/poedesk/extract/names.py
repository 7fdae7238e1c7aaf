"""Company names: whether two are one, and where a declared one stands in a document.

A name is compared by its core: words without case, accents and transliteration, without the
legal form at either end. Words that any company may bear never make a match alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.extract.nlp import Word, words
from poedesk.model import Document, Span, Vocabulary

Core = tuple[str, ...]

_ALIKE = 92.0
"""Likeness (rapidfuzz ratio, 0–100) from which two spellings are near: one letter in twelve."""
_LONG = 8
"""Shorter names are not compared by spelling: one letter makes another name."""
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_UMLAUT = re.compile(r"([aou])e")
_ADDRESS = re.compile(  # begun only where a run begins: linear on hostile text too
    r"(?<!\S)\S+@\S+|https?://\S+|(?<!\w)www\.\S+|(?<![\w-])\w+(?:-\w+)+(?:\.\w+)*\.[a-z]{2,}\b"
)


class Likeness(StrEnum):
    """How two company names stand to each other; NEAR asks for a person."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class NameHit:
    """A place where a declared name stands; `near` where it stands changed or shortened."""

    span: Span
    near: bool


@dataclass(frozen=True, slots=True)
class _Lists:
    forms: tuple[Core, ...]
    leading: tuple[Core, ...]
    group: tuple[Core, ...]
    generic: frozenset[str]
    joiners: frozenset[str]


@lru_cache(maxsize=4)
def _lists(vocabulary: Vocabulary) -> _Lists:
    table = vocabulary["legal_forms"]
    for key in ("forms", "leading", "group", "generic", "joiners"):
        if not all(isinstance(word, str) for word in table.get(key, [None])):
            raise ChecklistError(f"vocabulary/legal_forms.toml: {key} must be a list of words")
    return _Lists(
        _longest_first(table["forms"]),
        _longest_first(table["leading"]),
        _longest_first(table["group"]),
        frozenset(word for entry in table["generic"] for word in _bare(entry)),
        frozenset(word for entry in table["joiners"] for word in _bare(entry)),
    )


def _longest_first(entries: Iterable[str]) -> tuple[Core, ...]:
    return tuple(sorted({_bare(entry) for entry in entries}, key=lambda form: (-len(form), form)))


# ── The core of a name ──────────────────────────────────────────────────────────────────


def _folded(word: str) -> str:
    """A word without case and accents; "ü", "ue" and "u" become one."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    letters = "".join(c for c in plain if c.isalnum())
    return _UMLAUT.sub(r"\1", letters.translate(_LETTERS))


def _bare(name: str) -> Core:
    """The folded words of a name without signs; single letters in a row are one word."""
    out: list[str] = []
    letters = False
    for word in words(name):
        folded = _folded(word.text)
        if not folded:
            continue
        single = len(folded) == 1 and folded.isascii() and folded.isalpha()
        if single and letters:
            out[-1] += folded
        else:
            out.append(folded)
        letters = single
    return tuple(out)


@lru_cache(maxsize=4096)
def core(name: str, vocabulary: Vocabulary) -> Core:
    """The words by which a company's name is compared; never empty for a name with a letter."""
    lists = _lists(vocabulary)
    bare = _bare(name)
    joined = tuple(word for word in bare if word not in lists.joiners)
    joined = next((joined[len(f) :] for f in lists.leading if _begins(joined, f)), joined)
    return _without_end(joined, lists.forms) or joined or bare


def _begins(name: Core, form: Core) -> bool:
    """Whether `name` begins with `form` and goes on."""
    return len(name) > len(form) and name[: len(form)] == form


def _without_end(name: Core, endings: Sequence[Core]) -> Core:
    """`name` without the endings, again and again; the first word always stays."""
    while True:
        cut = next((e for e in endings if len(name) > len(e) and name[-len(e) :] == e), None)
        if cut is None:
            return name
        name = name[: -len(cut)]


# ── Comparing ───────────────────────────────────────────────────────────────────────────


def compare(a: str, b: str, vocabulary: Vocabulary) -> Likeness:
    """SAME but for legal form, case, accents and signs; NEAR for another company of what
    looks like the same group, a shortened name or a slip of spelling; else DIFFERENT.
    """
    from rapidfuzz.fuzz import ratio

    lists = _lists(vocabulary)
    left, right = core(a, vocabulary), core(b, vocabulary)
    one, other = "".join(left), "".join(right)
    if not one or not other:
        return Likeness.DIFFERENT
    if one == other:
        return Likeness.SAME
    left, right = _head(left, lists), _head(right, lists)
    if _holds(left, right, lists) or _holds(right, left, lists):
        return Likeness.NEAR
    long = min(len(one), len(other)) >= _LONG
    return Likeness.NEAR if long and ratio(one, other) >= _ALIKE else Likeness.DIFFERENT


def _holds(whole: Core, part: Core, lists: _Lists) -> bool:
    """Whether `part` stands in `whole` as it is, and is no mere generic word."""
    size = len(part)
    inside = any(whole[at : at + size] == part for at in range(len(whole) - size + 1))
    return inside and _distinctive(part, lists)


def _head(name: Core, lists: _Lists) -> Core:
    """A name without the country and group words at its end."""
    return _without_end(name, (*lists.group, *lists.forms))


def _distinctive(name: Core, lists: _Lists) -> bool:
    """Whether a word of the name is its own and longer than two letters."""
    common = lists.generic | {word for entry in lists.group for word in entry}
    common |= {word for form in lists.forms for word in form}
    return any(word not in common and (len(word) > 2 or not word.isascii()) for word in name)


# ── Finding ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Page:
    """A document's words with a meaning for names, folded; signs and joiners left out."""

    text: str
    words: tuple[Word, ...]
    folded: tuple[str, ...]


@lru_cache(maxsize=2)
def _page(text: str, vocabulary: Vocabulary) -> _Page:
    joiners = _lists(vocabulary).joiners
    masked = _ADDRESS.sub(lambda match: " " * len(match.group()), text)
    pairs = [(word, _folded(word.text)) for word in words(masked)]
    pairs = [(word, fold) for word, fold in pairs if fold and fold not in joiners]
    return _Page(text, tuple(word for word, _ in pairs), tuple(fold for _, fold in pairs))


def find(names: Sequence[str], document: Document, vocabulary: Vocabulary) -> tuple[NameHit, ...]:
    """Where one of `names` stands in the document's text, in order, without overlaps.

    A hit is `near` where a longer company name begins with it ("Contoso Retail GmbH" for
    "Contoso"), where only its distinctive beginning stands, or where the spelling differs.
    A name that stands only inside an e-mail or web address is not found.
    """
    hits: list[NameHit] = []
    for start, end, near in _found(tuple(names), document.text, vocabulary):
        if not hits or start >= hits[-1].span.end:
            hits.append(NameHit(document.span(start, end), near))
    return tuple(hits)


@lru_cache(maxsize=16)  # every rule asks for the same names in the same few documents
def _found(
    names: tuple[str, ...], text: str, vocabulary: Vocabulary
) -> tuple[tuple[int, int, bool], ...]:
    """(start, end, near) of each place of one of the names, overlapping ones too, in order."""
    page = _page(text, vocabulary)
    lists = _lists(vocabulary)
    found: dict[tuple[int, int], bool] = {}
    for name in names:
        for first, last, near in _places(name, page, lists, vocabulary):
            start, end = page.words[first].start, page.words[last - 1].end
            found[start, end] = near and found.get((start, end), True)
    ordered = sorted(found.items(), key=lambda item: (item[0][0], -item[0][1]))
    return tuple((start, end, near) for (start, end), near in ordered)


def _places(
    name: str, page: _Page, lists: _Lists, vocabulary: Vocabulary
) -> list[tuple[int, int, bool]]:
    """(first word, word after the last, near) of each place of one name."""
    sought = core(name, vocabulary)
    if not _distinctive(sought, lists):
        # Nothing of its own: only the whole name, legal form and all, is a hit.
        whole = tuple(word for word in _bare(name) if word not in lists.joiners)
        sought = whole if len(whole) > 1 else sought
        if not sought or (len(whole) == 1 and sought[0] in lists.generic):
            return []
    exact = _runs(sought, page)
    exact = [run for run in exact if _written_as_name(name, sought, page, run)]
    places = [(first, last, _goes_on(page, last, lists)) for first, last in exact]
    head = _short(sought, lists)
    if head != sought and _distinctive(head, lists):
        runs = _runs(head, page)
        places += [(*run, True) for run in runs if _written_as_name(name, head, page, run)]
    return places + [(*run, True) for run in _misspelt(sought, page)]


def _runs(sought: Core, page: _Page) -> list[tuple[int, int]]:
    """Word ranges that read as `sought`, in one cell and paragraph; words may be run together."""
    target = "".join(sought)
    runs: list[tuple[int, int]] = []
    for first, word in enumerate(page.folded):
        if not target.startswith(word):
            continue
        read, last = word, first + 1
        while len(read) < len(target) and last < len(page.folded) and last - first <= len(target):
            read += page.folded[last]
            last += 1
        if read == target and _near_by(page, first, last):
            runs.append((first, last))
    return runs


def _near_by(page: _Page, first: int, last: int) -> bool:
    """Whether the words stand together: at most a sign, a joiner or a line break between."""
    between = (
        page.text[a.end : b.start]
        for a, b in zip(page.words[first : last - 1], page.words[first + 1 : last], strict=True)
    )
    return all(len(gap) <= 6 and "\t" not in gap and gap.count("\n") <= 1 for gap in between)


def _written_as_name(name: str, sought: Core, page: _Page, run: tuple[int, int]) -> bool:
    """A single word counts only with a capital ("Shell", not "shell"), a short one only with
    the declared capitals ("SAP", not "Sap"), unless the declared name itself has none.
    """
    first, last = run
    if last - first > 1 or len(sought) > 1 or name.islower():
        return True
    text = page.words[first].text
    if len(text) <= 3:
        return text in name
    return text != text.lower() or text.lower() == text.upper()


def _goes_on(page: _Page, last: int, lists: _Lists) -> bool:
    """Whether a longer company name goes on behind word `last`: "… Retail GmbH"."""
    endings = {form[0] for form in lists.forms if len(form[0]) > 1}
    for at in range(last, min(last + 4, len(page.words))):
        gap = page.text[page.words[at - 1].end : page.words[at].start]
        if gap.strip(" &-") or "\t" in gap or "\n" in gap:
            return False
        if page.folded[at] in endings:
            return at > last
        if not page.words[at].text[0].isupper():
            return False
    return False


def _short(name: Core, lists: _Lists) -> Core:
    """A name cut back to its first distinctive words: "Northwind" of "Northwind Cloud Services"."""
    head = _head(name, lists)
    while len(head) > 1 and head[-1] in lists.generic:
        head = _head(head[:-1], lists)
    return head


def _misspelt(sought: Core, page: _Page) -> list[tuple[int, int]]:
    """Word ranges of as many words that read almost as `sought`, for longer names only."""
    from rapidfuzz.fuzz import ratio

    target, size = "".join(sought), len(sought)
    if len(target) < _LONG:
        return []
    runs: list[tuple[int, int]] = []
    for first in range(len(page.folded) - size + 1):
        read = "".join(page.folded[first : first + size])
        if read == target or abs(len(read) - len(target)) > 2 or read[0] != target[0]:
            continue
        if ratio(read, target) >= _ALIKE and _near_by(page, first, first + size):
            runs.append((first, first + size))
    return runs
