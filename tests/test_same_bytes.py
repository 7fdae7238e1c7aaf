"""The same evidence gets the same bytes of verdict, whatever the machine is set to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_poe"
CLAIMS = [
    SAMPLES / name
    for name in (
        "01-signed-sow-defender",
        "03-twelve-months-to-the-day",
        "06-forwarded-approval",
        "13-school-district-disclosed",
        "17-german-rollout",
        "18-french-approval",
        "19-changed-after-signing",
    )
]
PLAIN = {"jobs": "1", "LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0"}
OTHERS = [
    {"jobs": "2", "LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
    {"jobs": "1", "LC_ALL": "C.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "99"},
]  # fmt: skip


def verdicts(room: Path, jobs: str, **settings: str) -> bytes:
    """What a fresh process prints for the claims."""
    own = {
        "PYTHONPATH": str(ROOT / "src"),
        "XDG_DATA_HOME": str(room),
        "XDG_CONFIG_HOME": str(room),
    }
    command = [sys.executable, "-m", "poedesk", "check", *map(str, CLAIMS), "--no-store",
               "--format", "json", "--trust", str(SAMPLES / ".trust"), "--jobs", jobs]  # fmt: skip
    done = subprocess.run(
        command, env=os.environ | own | settings, capture_output=True, check=False
    )
    assert done.returncode == 1, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return verdicts(tmp_path_factory.mktemp("plain"), **PLAIN)


@pytest.mark.parametrize("settings", OTHERS, ids=lambda one: one["TZ"])
def test_workers_locale_time_zone_and_hashes_do_not_matter(
    plain: bytes, tmp_path: Path, settings: dict[str, str]
) -> None:
    assert plain.count(b'"schema"') == 1
    assert plain.count(b'"checklist": {') == len(CLAIMS)
    assert verdicts(tmp_path, **settings) == plain
