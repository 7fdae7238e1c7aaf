"""The sample claims: rebuilt from their recipes, and well formed."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.forge.samples.build import RECIPES, build

SAMPLES = Path(__file__).parents[2] / "sample_poe"
FOLDERS = sorted(path.parent for path in SAMPLES.glob("*/claim.toml"))
LIMIT = 1_500_000

each_claim = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def expected(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "expected.toml").read_text("utf-8"))


def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    build(tmp_path / "again")
    again, committed = contents(tmp_path / "again"), contents(SAMPLES)
    assert again.keys() == committed.keys()
    assert [name for name in committed if again[name] != committed[name]] == []


def test_a_rebuild_removes_what_no_recipe_makes(tmp_path: Path) -> None:
    target = tmp_path / "samples"
    (target / "stale").mkdir(parents=True)
    (target / "stale" / "left.pdf").write_bytes(b"old")
    build(target)
    assert not (target / "stale").exists()


def test_every_recipe_has_its_folder_and_every_folder_its_recipe() -> None:
    assert [folder.name for folder in FOLDERS] == sorted(RECIPES)


def test_the_samples_stay_small() -> None:
    assert sum(map(len, contents(SAMPLES).values())) < LIMIT


def test_the_readme_lists_every_claim_with_its_verdict() -> None:
    readme = (SAMPLES / "README.md").read_text("utf-8")
    for folder in FOLDERS:
        said = expected(folder)
        assert f"| `{folder.name}` | {said['shows']} | {said['verdict']} |" in readme


@each_claim
def test_a_claim_has_evidence_and_says_what_is_claimed(folder: Path) -> None:
    claim = tomllib.loads((folder / "claim.toml").read_text("utf-8"))
    assert claim["workloads"]
    assert date(2024, 10, 1) <= claim["date"] <= date(2025, 9, 30)
    for side in ("partner", "customer"):
        assert claim[side]["name"]
        assert all(domain.endswith(".example") for domain in claim[side]["domains"])
    assert {path.name for path in folder.iterdir()} > {"claim.toml", "expected.toml"}


@each_claim
def test_an_expectation_is_well_formed(folder: Path) -> None:
    said = expected(folder)
    assert said.keys() <= {"shows", "verdict", "acknowledged_on", "deciding"}
    assert said["verdict"] in {"pass", "fail", "review"}
    assert isinstance(said.get("acknowledged_on", date.min), date)
    for finding in said["deciding"]:
        assert finding.keys() == {"rule", "outcome", "words"}
        assert finding["outcome"] in {"pass", "fail", "review"}


@each_claim
def test_an_expected_verdict_follows_from_a_deciding_finding(folder: Path) -> None:
    said = expected(folder)
    outcomes = {finding["outcome"] for finding in said["deciding"]}
    assert said["verdict"] in outcomes
    if said["verdict"] == "pass":
        assert outcomes == {"pass"}
        assert "acknowledged_on" in said
