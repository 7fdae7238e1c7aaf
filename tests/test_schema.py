"""What poedesk prints for other programs is as its published schemas say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from poedesk.cli import main

SAMPLES = Path(__file__).parents[1] / "sample_poe"
TRUST = ["--trust", str(SAMPLES / ".trust")]

pytestmark = pytest.mark.usefixtures("own_folders")


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def printed(capsys: pytest.CaptureFixture[str], *command: object) -> str:
    capsys.readouterr()
    assert main([*map(str, command)]) in (0, 1, 3, 4)
    return capsys.readouterr().out


@pytest.fixture
def validator(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> Draft202012Validator:
    schema = json.loads(printed(capsys, "schema", request.param))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(validator: Draft202012Validator, value: Any) -> list[str]:
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(value)]


@pytest.mark.parametrize("validator", ["run"], indirect=True)
def test_a_run_is_as_its_schema_says(
    validator: Draft202012Validator, capsys: pytest.CaptureFixture[str]
) -> None:
    run = json.loads(printed(capsys, "check", SAMPLES, "--no-store", *TRUST, "--format", "json"))
    assert len(run["reviews"]) == len(list(SAMPLES.glob("*/claim.toml")))
    assert faults(validator, run) == []


@pytest.mark.parametrize("validator", ["run"], indirect=True)
def test_the_schema_refuses_what_is_no_result(validator: Draft202012Validator) -> None:
    assert faults(validator, {"schema": "poedesk/review/1", "tool": "x", "errors": []})
    assert faults(validator, {"schema": "other", "tool": "x", "errors": [], "reviews": []})


@pytest.mark.parametrize("validator", ["review"], indirect=True)
def test_a_line_is_as_its_schema_says(
    validator: Draft202012Validator, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = SAMPLES / "13-school-district-disclosed"
    lines = printed(capsys, "check", claim, "--no-store", *TRUST, "--format", "jsonl")
    assert [faults(validator, json.loads(line)) for line in lines.splitlines()] == [[]]


@pytest.mark.parametrize("validator", ["export"], indirect=True)
def test_an_exported_line_is_as_its_schema_says(
    validator: Draft202012Validator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = tmp_path / "s.sqlite"
    main(["check", str(SAMPLES / "16-licences-only"), "--db", str(db)])
    lines = printed(capsys, "export", "--db", db, "--format", "jsonl").splitlines()
    assert [faults(validator, json.loads(line)) for line in lines] == [[]]


@pytest.mark.parametrize("validator", ["estimate"], indirect=True)
def test_an_estimate_is_as_its_schema_says(
    validator: Draft202012Validator, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = SAMPLES / "01-signed-sow-defender" / "usage.csv"
    estimate = json.loads(printed(capsys, "estimate", usage, "--format", "json"))
    assert estimate["rows"]
    assert faults(validator, estimate) == []
