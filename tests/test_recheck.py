"""Stored evidence reviewed again: what would be decided otherwise, and why."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from poedesk import batch
from poedesk.cli import main
from poedesk.record.claim import restored
from poedesk.record.stored import Selection
from poedesk.store import open_store, records
from poedesk.store.evidence import folder
from poedesk.store.records import declarations
from tests.forge.reviews import HOSTILE, review
from tests.test_reuse import OSTSEE, ROLLOUT, TAMAR, file_claim, paper

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


def test_what_was_known_of_other_claims_is_known_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A claim that repeats another's words is refused again, by what was recorded then."""
    db = tmp_path / "s.sqlite"
    for name, about in (("A", OSTSEE), ("B", TAMAR)):
        file_claim(tmp_path / "in", name, about, paper(ROLLOUT.substitute(about)))
    assert main(["check", str(tmp_path / "in"), "--db", str(db)]) == 1
    capsys.readouterr()
    assert recheck(db) == 1
    assert capsys.readouterr().out == "2 reviewed again · 0 would change\n"


def test_a_usage_table_is_part_of_what_is_judged_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = tmp_path / "s.sqlite"
    claim = SAMPLES / "04-one-day-late"
    main(["check", str(claim), "--db", str(db), *TRUST])
    with closing(open_store(db)) as opened:
        (before,) = records(opened.conn, Selection())
        ((told, _),) = declarations(opened.conn)
    again = restored(told, lambda _: claim)
    assert again.usage is not None
    assert [one.mau for one in again.usage_rows] == [one["mau"] for one in told["usage_rows"]]
    assert again.usage_rows
    assert before.review["claim"]["id"] == again.id


def test_hostile_words_do_not_reach_the_terminal(
    db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = review("CLM-2025-0003")
    findings = tuple(replace(one, message=HOSTILE) for one in hostile.judgement.findings)
    judged = replace(hostile, judgement=replace(hostile.judgement, findings=findings))
    monkeypatch.setattr(batch, "run", lambda *_, **__: iter([judged]))
    capsys.readouterr()
    recheck(db)
    told = capsys.readouterr().out
    assert "calc" in told
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_what_could_not_be_judged_again_is_no_pass(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert recheck(db, "--checklist", "no-such-checklist") == 4
    assert "no-such-checklist" in capsys.readouterr().err
