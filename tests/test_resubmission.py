"""A claim that is reviewed again: its report opens with what became of it since the last time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from poedesk.cli import main
from poedesk.record.schemas import schema
from tests.test_reuse import ROLLOUT, TAMAR, file_claim, paper


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file_claim(tmp_path / "in", "A", TAMAR, paper(ROLLOUT.substitute(TAMAR)))
    return tmp_path / "in" / "A"


def checked(folder: Path, capsys: pytest.CaptureFixture[str], form: str = "text") -> str:
    main(["check", str(folder), "--format", form])
    return capsys.readouterr().out


def reviewed(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    run = json.loads(checked(folder, capsys, "json"))
    jsonschema.validate(run, schema("run"))
    (one,) = run["reviews"]
    assert isinstance(one, dict)
    return one


def test_a_first_review_has_nothing_to_compare(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reviewed(folder, capsys)["since_last_review"] is None


def test_the_same_again_says_that_nothing_turned(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(folder, capsys)
    assert "still FAIL. Nothing turned, and no file changed." in " ".join(
        checked(folder, capsys).split()
    )


def test_files_and_findings_that_turned_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(folder, capsys)
    (folder / "sow.pdf").write_bytes(paper("# Terms\n\nNothing is said of any work here."))
    (folder / "annex.pdf").write_bytes(paper("# Annex\n\nOne page."))
    told = reviewed(folder, capsys)["since_last_review"]
    assert told["verdict"] == "fail"
    assert (told["added"], told["removed"], told["changed"]) == (["annex.pdf"], [], ["sow.pdf"])
    turned = {one["rule"]: (one["before"], one["now"]) for one in told["turned"]}
    assert turned["party.customer-named"] == ("pass", "fail")
    (folder / "annex.pdf").unlink()
    assert reviewed(folder, capsys)["since_last_review"]["removed"] == ["annex.pdf"]


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_people_read_it_before_the_way_and_the_findings(
    form: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(folder, capsys)
    (folder / "annex.pdf").write_bytes(paper("# Annex\n\nOne page."))
    seen = checked(folder, capsys, form)
    first = seen.index("Since the last review")
    assert first < seen.index("Files added: annex.pdf") < seen.index("would pass with")
    assert first < seen.index("ack.present")


def test_without_the_store_nothing_is_compared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(folder, capsys)
    main(["check", str(folder), "--no-store"])
    assert "Since the last review" not in capsys.readouterr().out
