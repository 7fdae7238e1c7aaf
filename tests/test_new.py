"""A claim file to begin with: what the evidence says for sure, and nothing that is guessed."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from poedesk.cli import main

SAMPLES = Path(__file__).parents[1] / "sample_poe"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def evidence(claim: str) -> list[str]:
    return [str(one) for one in sorted((SAMPLES / claim).iterdir()) if one.suffix != ".toml"]


def test_names_and_workloads_of_a_statement_of_work_are_filled_in(tmp_path: Path) -> None:
    folder = tmp_path / "CLM-77"
    assert main(["new", str(folder), *evidence("01-signed-sow-defender")]) == 0
    told = tomllib.loads((folder / "claim.toml").read_text(encoding="utf-8"))
    assert told["id"] == "CLM-77"
    assert told["partner"]["name"] == "Alderbrook Cloud Partners LLC"
    assert told["customer"]["name"] == "Harrow & Pike Manufacturing Inc."
    assert set(told["workloads"]) >= {"mde", "intune"}


def test_of_mails_alone_the_approving_company_is_the_customer(tmp_path: Path) -> None:
    folder = tmp_path / "CLM-78"
    assert main(["new", str(folder), *evidence("02-approval-by-email")]) == 0
    told = tomllib.loads((folder / "claim.toml").read_text(encoding="utf-8"))
    declared = tomllib.loads(
        (SAMPLES / "02-approval-by-email" / "claim.toml").read_text(encoding="utf-8")
    )
    for role in ("partner", "customer"):
        assert told[role]["name"] == declared[role]["name"]
        assert told[role]["domains"] == declared[role]["domains"]


def test_a_domain_that_is_called_like_nobody_in_the_mails_stays_open(tmp_path: Path) -> None:
    folder = tmp_path / "CLM-79"
    assert main(["new", str(folder), *evidence("06-forwarded-approval")]) == 0
    told = tomllib.loads((folder / "claim.toml").read_text(encoding="utf-8"))
    assert "name" not in told["customer"]


@pytest.mark.parametrize("claim", ["02-approval-by-email", "14-damaged-annex", "17-german-rollout"])
def test_what_it_writes_can_be_checked(claim: str, tmp_path: Path) -> None:
    folder = tmp_path / "a claim"
    assert main(["new", str(folder), *evidence(claim)]) == 0
    assert main(["check", str(folder), "--no-store"]) in (0, 1, 3)


def test_a_claim_file_that_is_there_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "claim.toml").write_text('id = "mine"')
    assert main(["new", str(tmp_path)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "claim.toml").read_text() == 'id = "mine"'


def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "x"), str(tmp_path / "none.pdf")]) == 2
    assert "none.pdf" in capsys.readouterr().err


def test_no_evidence_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claim, other = tmp_path / "claim", tmp_path / "other"
    for folder in (claim, other):
        folder.mkdir()
        (folder / "sow.pdf").write_bytes(folder.name.encode())
    assert main(["new", str(claim), str(other / "sow.pdf")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert (claim / "sow.pdf").read_bytes() == b"claim"
    assert main(["new", str(claim), str(claim / "sow.pdf")]) == 0


def test_unseen_characters_of_a_name_do_not_break_the_claim_file(tmp_path: Path) -> None:
    folder = tmp_path / "a\x7fb"
    assert main(["new", str(folder)]) == 0
    assert tomllib.loads((folder / "claim.toml").read_text(encoding="utf-8"))["id"] == "a b"
