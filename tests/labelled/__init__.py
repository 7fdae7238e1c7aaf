"""Passages and documents whose facts were marked by hand; README.md tells how."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SPLITS = ("tuning", "reporting")
_SIGN = re.compile(r"⟦|\|(?P<labels>[^|⟦⟧]*)⟧")


@dataclass(frozen=True, slots=True)
class Label:
    """One fact at `start`..`end` of a sample's text: its kind and what was said of it."""

    kind: str
    start: int
    end: int
    said: tuple[str, ...]

    @property
    def optional(self) -> bool:
        """Whether it is no mistake to see the fact, nor to miss it."""
        return self.said == ("?",)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text without its marks, and the facts that they told; `whole` for a document."""

    id: str
    language: str
    whole: bool
    text: str
    labels: tuple[Label, ...]

    def of(self, kind: str) -> tuple[Label, ...]:
        """The labels of one kind."""
        return tuple(label for label in self.labels if label.kind == kind)


def samples(split: str) -> tuple[Sample, ...]:
    """Every passage and document of a split."""
    folder = Path(__file__).parent / split
    languages = tomllib.loads((folder / "passages.toml").read_text("utf-8"))
    documents = tomllib.loads((folder / "documents.toml").read_text("utf-8"))["document"]
    passages = [
        sample(f"{language}-{number}", language[:2], marked, whole=False)
        for language, one in languages.items()
        for number, marked in enumerate(one["passages"], 1)
    ]
    whole = [sample(one["id"], one["language"], one["text"], whole=True) for one in documents]
    return (*passages, *whole)


def sample(name: str, language: str, marked: str, *, whole: bool) -> Sample:
    """Take the marks out of a text; raises ValueError where they do not pair."""
    marked = marked.replace("\\n", "\n").replace("\\t", "\t")
    text, at = "", 0
    opened: list[int] = []
    labels: list[Label] = []
    for sign in _SIGN.finditer(marked):
        text += marked[at : sign.start()]
        at = sign.end()
        if sign["labels"] is None:
            opened.append(len(text))
        elif not opened:
            raise ValueError(f"{name}: a mark is closed that was not opened: {sign[0]}")
        else:
            labels += _labels(sign["labels"], opened.pop(), len(text))
    if opened:
        raise ValueError(f"{name}: a mark is not closed")
    return Sample(name, language, whole, text + marked[at:], tuple(labels))


def _labels(said: str, start: int, end: int) -> Iterator[Label]:
    for one in said.split(";"):
        kind, *rest = one.split()
        yield Label(kind, start, end, tuple(rest))
