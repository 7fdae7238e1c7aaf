"""Facts of passages and documents that were labelled by hand, in thirteen languages."""

from __future__ import annotations

import pytest
from tests.labelled import SPLITS, sample, samples
from tests.prove.facts import scored, total

FLOORS = {
    "dates (value and role)": 0.97,
    "workloads": 0.97,
    "workloads (work or in passing)": 0.95,
    "counts with workloads": 0.95,
    "activities": 0.93,
    "disclosure": 0.98,
    "parties, not declared": 0.94,
    "parties, declared": 0.99,
}


def test_the_facts_of_the_tuning_samples_are_read() -> None:
    read = {fact: total(score) for fact, score in scored("tuning").items()}
    below = {fact: read[fact] for fact, floor in FLOORS.items() if read[fact].f1 < floor}
    assert not below


def test_no_text_stands_in_both_splits() -> None:
    tuning, reporting = ({one.text for one in samples(split)} for split in SPLITS)
    assert not tuning & reporting


def test_there_are_enough_of_them() -> None:
    every = [one for split in SPLITS for one in samples(split)]
    assert sum(one.whole for one in every) >= 40
    assert sum(not one.whole for one in every) >= 150


@pytest.mark.parametrize("marked", ["⟦Intune", "Intune|name intune⟧"])
def test_a_mark_that_does_not_pair_is_an_error(marked: str) -> None:
    with pytest.raises(ValueError, match="mark"):
        sample("one", "en", marked, whole=False)
