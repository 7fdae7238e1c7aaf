"""Strangers' files break their readers, and people break runs off: each claim is reviewed once."""

from __future__ import annotations

from pathlib import Path

from tests.forge.faulty import run


def test_every_claim_has_one_review_whatever_breaks_and_however_often_it_is_interrupted(
    tmp_path: Path,
) -> None:
    told = run(tmp_path, claims=16, seed=1)
    assert told.statuses == (130, 130, 1)
    assert set(told.reviews.values()) == {1}
    assert len(told.reviews) == 16
    assert {kind: told.unreadable[kind] for kind in ("corrupt", "hanging", "crashing")} == {
        "corrupt": 1, "hanging": 1, "crashing": 1,
    }  # fmt: skip
