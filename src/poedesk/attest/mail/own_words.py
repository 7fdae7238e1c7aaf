"""The sentences that a person wrote: without quotation marks, signature and small print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.model import Vocabulary

_MARKS = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_RULE = re.compile(r"^(?:[-_=*]{2,}|[—–])$")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\b\d\.)(?<!\b\d\d\.)[\"')»”]{0,2}\s+|(?<=[。！？])")
_WRAPPED_AT = 55  # a plain-text line at least this long may go on in the next
_LINE_ENDS = (".", "!", "?", ":", ";", "。", "！", "？", ",")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place in the document's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Ends:
    closings: re.Pattern[str]
    boilerplate: tuple[str, ...]
    banners: tuple[str, ...]


@lru_cache(maxsize=4)
def _ends(vocabulary: Vocabulary) -> _Ends:
    try:
        table = vocabulary["mail"]["signature"]
        closings = "|".join(re.escape(one) for one in sorted(table["closings"], key=len)[::-1])
        return _Ends(
            re.compile(rf"(?:{closings})\s*(?:[,.!、。].{{0,40}})?\Z", re.IGNORECASE),
            tuple(map(str.casefold, table["boilerplate"])),
            tuple(map(str.casefold, table["banners"])),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ChecklistError(
            f"vocabulary/mail.toml: [signature] is missing or wrong: {error}",
            hint="It needs closings, boilerplate and banners.",
        ) from error


def sentences(text: str, start: int, end: int, vocabulary: Vocabulary) -> tuple[Sentence, ...]:
    """The sentences of the message `text[start:end]`, up to its signature."""
    lines = _kept(_blank_marks(text[start:end]), start, vocabulary)
    return tuple(
        sentence for begin, stop in _paragraphs(lines) for sentence in _split(text, begin, stop)
    )


def words(text: str, start: int, end: int, vocabulary: Vocabulary) -> str:
    """The same as one text."""
    return "\n".join(one.text for one in sentences(text, start, end, vocabulary))


def _blank_marks(text: str) -> str:
    return _MARKS.sub(lambda hit: " " * len(hit.group()), text)


def _kept(text: str, offset: int, vocabulary: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """Start, end and words of each line before the signature; blank lines are empty words."""
    ends = _ends(vocabulary)
    written = False
    for line in text.split("\n"):
        bare = line.strip()
        begin = offset + len(line) - len(line.lstrip())
        offset += len(line) + 1
        low = bare.casefold()
        if written and (_RULE.match(bare) or ends.closings.match(bare)):
            return
        if low.startswith(ends.boilerplate):
            return
        if low.startswith(ends.banners):
            continue
        written = written or bool(bare)
        yield begin, begin + len(bare), bare


def _paragraphs(lines: Iterator[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Lines that a mail program wrapped are one; a short line, or one with a full stop or a
    comma at its end, stands for itself.
    """
    start = last = -1
    last_words = ""
    for begin, end, bare in lines:
        goes_on = (
            len(last_words) >= _WRAPPED_AT and bare and not last_words.endswith(_LINE_ENDS[:-1])
        )
        if start >= 0 and not goes_on:
            yield start, last
            start = -1
        if bare:
            start = begin if start < 0 else start
            last = end
        last_words = bare
    if start >= 0:
        yield start, last


def _split(text: str, start: int, end: int) -> Iterator[Sentence]:
    begin = start
    for stop in _SENTENCE_END.finditer(text, start, end):
        if text[begin : stop.start()].strip():
            yield Sentence(begin, stop.start(), _blank_marks(text[begin : stop.start()]))
        begin = stop.end()
    if text[begin:end].strip():
        yield Sentence(begin, end, _blank_marks(text[begin:end]))
