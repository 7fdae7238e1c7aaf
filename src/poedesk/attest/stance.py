"""What a sentence of a mail does: approve, confirm, refuse, ask, or talk of buying licences.

The words of each language stand in `checklists/vocabulary/approval.toml`. A doubtful sentence
never approves: a question, a condition, a promise or a request is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.model import Stance, Vocabulary

_LONGEST = 1200  # characters of one sentence that are looked at
_CLAUSE = re.compile(r"[,;:、，—–]")
_BEFORE, _AFTER, _DIRECTLY = 45, 30, 16  # how far a denial or a promise reaches, in characters
_GREETED = r"\A(?:[^,;:]{0,40}[,:–-]\s*)?(?:"
_ENDED = r")(?=\s*(?:[.,;:!…–—-]|\Z))"
_FIELDS = (
    *("declares", "confirms", "done", "trivial", "refuses", "negations", "conditions"),
    *("futures", "requests", "requests_after", "harmless", "buying", "work", "common"),
)
_CAUTIOUS_FIRST = (
    Stance.REFUSES,
    Stance.ASKS,
    Stance.NONE,
    Stance.LICENSING,
    Stance.CONFIRMS,
    Stance.APPROVES,
)


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The compiled words of one language."""

    opening: Mapping[Stance, re.Pattern[str]]
    approves: re.Pattern[str]
    words: Mapping[str, re.Pattern[str]]

    def has(self, field: str, text: str) -> bool:
        """Whether a word of the list `field` stands in `text`."""
        return self.words[field].search(text) is not None


@lru_cache(maxsize=4)
def _tongues(vocabulary: Vocabulary) -> tuple[_Tongue, ...]:
    try:
        return tuple(_tongue(table) for table in vocabulary["approval"].values())
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise ChecklistError(
            f"vocabulary/approval.toml: a language lacks a list or holds a faulty one: {error}",
            hint="Each language needs the lists that the head of the file names.",
        ) from error


def _tongue(table: Mapping[str, Sequence[str]]) -> _Tongue:
    words = {
        field: _any([one for one in table.get(field, ()) if not one.startswith("^")])
        for field in _FIELDS
    }
    return _Tongue(
        {
            Stance.APPROVES: _opening(table["approves"]),
            Stance.CONFIRMS: _opening(table["confirms"]),
        },
        _any([one for one in table["approves"] if not one.startswith("^")]),
        words,
    )


def _opening(phrases: Sequence[str]) -> re.Pattern[str]:
    """A pattern for the phrases marked "^": alone, or after a greeting and before a comma."""
    marked = [_phrase(one[1:]) for one in phrases if one.startswith("^")]
    return re.compile(_GREETED + ("|".join(marked) or r"(?!)") + _ENDED, re.IGNORECASE)


def _any(phrases: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases, the longest first; never, where there is none."""
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile("|".join(map(_phrase, ordered)) or r"(?!)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    """See the head of approval.toml for "*" and "…"."""
    pieces = [r"\s+".join(map(_word, piece.split())) for piece in phrase.split("…")]
    left = r"(?<!\w)" if _is_spaced(phrase[0]) and not phrase.startswith("n't") else ""
    right = r"(?!\w)" if _is_spaced(phrase[-1]) else ""
    return left + r"\s(?:.{0,60}?\s)?".join(pieces) + right


def _word(word: str) -> str:
    return re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "")


def _is_spaced(character: str) -> bool:
    """Whether words of this script are told apart by spaces."""
    return character.isalnum() and ord(character) < 0x3000


def stance(sentence: str, vocabulary: Vocabulary) -> Stance:
    """What one sentence does. Where two languages could have written it and disagree, the more
    cautious answer counts.
    """
    text = " ".join(sentence[:_LONGEST].split()).lstrip("-•*· >").replace("’", "'")
    if not text:
        return Stance.NONE
    if text.rstrip(" \"')»”").endswith(("?", "？")):
        return Stance.ASKS
    read = [
        (len(tongue.words["common"].findall(text)), _read(text, tongue))
        for tongue in _tongues(vocabulary)
    ]
    known = [(score, found) for score, found in read if found is not None]
    if not known:
        return Stance.NONE
    best = max(score for score, _ in known)
    return min((found for score, found in known if score == best), key=_CAUTIOUS_FIRST.index)


def describes_work(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text speaks of what a partner does for a customer: deploying, training …"""
    return any(tongue.has("work", text) for tongue in _tongues(vocabulary))


def speaks_of_buying(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a text speaks of orders, prices or licences."""
    return any(tongue.has("buying", text) for tongue in _tongues(vocabulary))


def _read(text: str, tongue: _Tongue) -> Stance | None:
    """The stance by the words of one language; None where it knows none of them."""
    plain = tongue.words["harmless"].sub(lambda hit: " " * len(hit.group()), text)
    if tongue.has("refuses", plain):
        return Stance.REFUSES
    declared = tongue.words["declares"].search(plain)
    if declared:
        return _weighed(plain, declared.span(), Stance.APPROVES, tongue, declared=True)
    approved = tongue.approves.search(plain)
    if approved:
        return _weighed(plain, approved.span(), Stance.APPROVES, tongue)
    confirmed = tongue.words["confirms"].search(plain)
    if confirmed:
        return _weighed(plain, confirmed.span(), Stance.CONFIRMS, tongue)
    for meant, pattern in tongue.opening.items():
        opened = pattern.match(plain)
        if opened:
            weighed = _weighed(plain, opened.span(), Stance.APPROVES, tongue)
            return meant if weighed is Stance.APPROVES else weighed
    if tongue.has("requests", plain) or tongue.has("requests_after", plain):
        return Stance.ASKS
    return Stance.LICENSING if tongue.has("buying", plain) else None


def _weighed(
    text: str, place: tuple[int, int], meant: Stance, tongue: _Tongue, *, declared: bool = False
) -> Stance:
    """A phrase that approves or confirms, weighed by what stands around it."""
    start, end = place
    before = _CLAUSE.split(text[:start])[-1]
    after = _CLAUSE.split(text[end:], maxsplit=1)[0]
    rest = text[:start] + " " + text[end:]
    if tongue.has("negations", before[-_BEFORE:]):
        return Stance.REFUSES
    if tongue.has("conditions", rest) or tongue.has("futures", before[-_DIRECTLY:]):
        return Stance.NONE
    if not declared and (tongue.has("requests", before) or tongue.has("requests_after", after)):
        return Stance.ASKS
    if tongue.has("trivial", rest) and not declared:
        return Stance.NONE
    if tongue.has("buying", text) and not tongue.has("work", text):
        return Stance.LICENSING
    if meant is Stance.APPROVES:
        return Stance.REFUSES if tongue.has("negations", after[:_AFTER]) else meant
    shown = tongue.has("work", rest) or tongue.has("done", rest)
    return meant if shown and not tongue.has("negations", text[end:]) else Stance.NONE
