"""One bundle as claims of several types: judged for each, read once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from poedesk import batch, claims
from poedesk.cli import main
from poedesk.locations import checklists
from poedesk.model import Claim, Review
from poedesk.settings import load_settings
from tests.test_reuse import ROLLOUT, TAMAR, TODAY, file_claim, paper

TENANT = "0a1b2c3d-0000-4000-8000-000000000042"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    file_claim(tmp_path / "in", "A", TAMAR, paper(ROLLOUT.substitute(TAMAR)), TENANT)
    return tmp_path / "in" / "A"


def test_each_type_gets_its_review_by_its_checklist(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(folder), "--type", "usage", "--type", "presales", "--format", "json"])
    run = json.loads(capsys.readouterr().out)
    assert [(one["claim"]["id"], one["claim"]["type"]) for one in run["reviews"]] == [
        ("A-usage", "usage"),
        ("A-presales", "presales"),
    ]
    assert [one["checklist"]["id"] for one in run["reviews"]] == [
        "cpor-usage-fy25",
        "cpor-presales-fy25",
    ]


def test_one_type_that_cannot_be_judged_does_not_stop_the_other(folder: Path) -> None:
    found = claims.of_types(claims.find([folder], {}, TODAY), ["usage", "presales"])
    named = [
        replace(one, checklist="cpor-usage-fy25") for one in found.claims if isinstance(one, Claim)
    ]
    first, second = batch.run(named, load_settings(), [checklists()])
    assert isinstance(first, Review)
    assert "not presales" in getattr(second, "message", "")


def test_one_type_keeps_the_id_of_the_claim(folder: Path) -> None:
    found = claims.find([folder], {}, TODAY)
    assert claims.of_types(found, ["presales"]) == found
    assert claims.of_types(found, ["usage", "usage"]) == found


@pytest.mark.parametrize(
    "options",
    [
        ["--type", "usage", "--type", "resale"],
        ["--type", "usage", "--type", "presales", "--checklist", "cpor-usage-fy25"],
    ],
)
def test_what_makes_no_sense_is_a_usage_error(folder: Path, options: list[str]) -> None:
    assert main(["check", str(folder), *options]) == 2
