"""How well facts are read on passages and documents labelled by hand, by fact and language.

What the figures of `reporting` are worth: tests/labelled/README.md. To see what was missed in
`tuning`:

    python -m tests.prove.facts [WORD OF THE FACT]
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add

from poedesk.settings import load_settings
from tests.labelled import SPLITS, samples
from tests.labelled.scores import Score, scores
from tests.prove.rows import Row

BOUNDS = {
    "dates (value and role)": 0.95,
    "workloads": 0.95,
    "counts with workloads": 0.92,
    "parties, declared": 0.95,
    "parties, not declared": 0.90,
    "activities": 0.88,
    "disclosure": 0.95,
}
"""The least F1 on the reporting split."""

Scored = Mapping[str, Mapping[str, Score]]


def scored(split: str) -> Scored:
    """The scores of a split, by fact and language."""
    settings = load_settings()
    by_fact: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    for sample in samples(split):
        for fact, score in scores(sample, settings).items():
            by_fact[fact][sample.language] += score
    return by_fact


def total(by_language: Mapping[str, Score]) -> Score:
    """One score of all languages."""
    return reduce(add, by_language.values(), Score())


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """Every labelled sample; neither `seed` nor `size` changes anything."""
    for split in SPLITS:
        for fact, by_language in scored(split).items():
            bound = BOUNDS.get(fact, 0.0) if split == "reporting" else 0.0
            one = total(by_language)
            limit = f"F1 ≥ {bound:.2f}" if bound else ""
            yield Row(f"{split}: {fact}", _figures(one), limit, one.f1 >= bound)
            for language, score in sorted(by_language.items()):
                if score.found or score.missed or score.wrong:
                    yield Row(f"    {language}", _figures(score))


def _figures(score: Score) -> str:
    stand = score.found + len(score.missed)
    return f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}  of {stand}"


def _show(word: str) -> None:
    for fact, by_language in scored("tuning").items():
        if word in fact:
            one = total(by_language)
            lines = [f"  missed  {each}" for each in one.missed]
            lines += [f"  wrong   {each}" for each in one.wrong]
            sys.stdout.write("\n".join([f"{fact}: {_figures(one)}", *lines, ""]))


if __name__ == "__main__":
    _show(" ".join(sys.argv[1:]))
