"""Stored evidence reviewed again: what would be decided otherwise, and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from poedesk.cli import main
from poedesk.store.evidence import folder

SAMPLES = Path(__file__).parents[1] / "sample_poe"
TRUST = ["--trust", str(SAMPLES / ".trust")]
YOUNG = SAMPLES / "03-twelve-months-to-the-day"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A store that took the claim in; the files that it came from are gone."""
    taken, path = tmp_path / "in" / "claim", tmp_path / "s.sqlite"
    shutil.copytree(YOUNG, taken)
    assert main(["check", str(taken), "--db", str(path), *TRUST]) == 0
    shutil.rmtree(taken.parent)
    return path


def recheck(db: Path, *options: str) -> int:
    return main(["recheck", "--db", str(db), *TRUST, *options])


def test_what_has_not_changed_is_judged_as_before(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert recheck(db) == 0
    assert capsys.readouterr().out == "1 reviewed again · 0 would change\n"


def test_a_later_day_makes_the_acknowledgement_too_old(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = db.read_bytes()
    capsys.readouterr()
    assert recheck(db, "--as-of", "2026-02-02") == 1
    told = capsys.readouterr().out
    assert "CLM-2025-0003: pass → fail" in told
    assert "date.acknowledged-within-12-months: pass → fail: " in told
    assert db.read_bytes() == before


def test_evidence_that_was_not_kept_is_named(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(folder(db))
    capsys.readouterr()
    assert recheck(db) == 0
    said = capsys.readouterr()
    assert "was not kept" in said.err
    assert said.out == "0 reviewed again · 0 would change\n"


def test_a_day_that_is_none_is_refused(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert recheck(db, "--as-of", "tomorrow") == 2
    assert "'tomorrow' is no day" in capsys.readouterr().err
