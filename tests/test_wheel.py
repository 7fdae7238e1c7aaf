"""What is installed holds what a run needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_wheel_holds_checklists_vocabulary_and_models(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("checklists/**/*.toml")}
    assert shipped
    assert {f"poedesk/_data/{name}" for name in shipped} <= names
    assert "poedesk/_data/models/README.md" in names
    assert "poedesk/desk/desk.tcss" in names
    assert "poedesk/py.typed" in names
