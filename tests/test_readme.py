"""What the README says is true: its commands parse, its samples stand, its claim file loads."""

from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from poedesk import claims, cli
from poedesk.configuration import load
from poedesk.model import Limits

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (?:\.venv/bin/)?poedesk ((?:.*\\\n)*.*)$", README, re.MULTILINE)
TOML = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_parses(command: str) -> None:
    words = shlex.split(command.replace("\\\n", " "), comments=True)
    assert cli.parser().parse_args(words).run


@pytest.mark.parametrize("target", re.findall(r"^\$ make (\w+)", README, re.MULTILINE))
def test_every_make_target_of_the_readme_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_file_the_readme_points_at_is_there(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_claim_file_and_the_configuration_of_the_readme_load(tmp_path: Path) -> None:
    claim, configuration = TOML
    table = tomllib.loads(claim)
    flat = {f"{a}.{k}": v for a in ("partner", "customer") for k, v in table.pop(a).items()}
    assert claims.convert(table | flat, "README")["workloads"] == ("mde", "Microsoft Intune")
    path = tmp_path / "config.toml"
    path.write_text(configuration, encoding="utf-8")
    assert load(path).reviewer == "K. Lind"


def test_the_samples_readme_lists_every_sample() -> None:
    text = (ROOT / "sample_poe/README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))
    assert listed == {path.parent.name for path in ROOT.glob("sample_poe/*/claim.toml")}


def test_the_readme_lists_every_limit_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d,]+)(?: (MiB|GiB))? \|", README, re.MULTILINE)
    units = {"": 1, "MiB": 1024**2, "GiB": 1024**3}
    told = {name: int(number.replace(",", "")) * units[unit] for name, number, unit in rows}
    assert told == asdict(Limits())


@pytest.mark.parametrize("path", re.findall(r"`(tests/[\w/.]+)`", README))
def test_every_test_that_the_readme_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()
