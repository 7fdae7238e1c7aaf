"""Limits are changed in one place, strictly."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from poedesk import cli
from poedesk.configuration import limited, load
from poedesk.errors import UsageError
from poedesk.model import Limits


@pytest.mark.parametrize(
    ("value", "meant"), [(90, 90), ("90", 90), ("1 GiB", 1024**3), ("300MiB", 300 * 1024**2)]
)
def test_a_limit_is_a_number_or_a_size(value: object, meant: int) -> None:
    assert limited(Limits(), {"memory": value}, "limits") == replace(Limits(), memory=meant)


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "", "many", "1 GB", [], "9" * 40])
def test_anything_else_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(UsageError, match=r"limits\.memory = .* is wanted"):
        limited(Limits(), {"memory": value}, "limits")


def test_only_sizes_have_units() -> None:
    with pytest.raises(UsageError, match="a whole number"):
        limited(Limits(), {"seconds": "60 MiB"}, "limits")


def test_an_unknown_limit_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match=r"limits\.secnds: no such limit.*`?seconds`?"):
        limited(Limits(), {"secnds": 5}, "limits")


@pytest.mark.parametrize("name", [one.name for one in fields(Limits)])
def test_the_configuration_changes_every_limit(tmp_path: Path, name: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"[limits]\n{name} = 7\n", encoding="utf-8")
    assert load(path).limits == replace(Limits(), **{name: 7})


def test_an_option_changes_a_limit_for_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 " + bytes(5000))
    status = cli.main(["check", str(tmp_path), "--no-store", "--limit", "file_size=4000"])
    assert status in {1, 3}
    assert "more than the limit of 4000" in " ".join(capsys.readouterr().out.split())


def test_a_wrong_option_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(tmp_path), "--no-store", "--limit", "pagse=3"]) == 2
    assert "Did you mean pages?" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["limits", "keys"])
def test_a_table_of_the_configuration_is_no_single_value(tmp_path: Path, name: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"{name} = 5\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"{name} is a table"):
        load(path)
