"""The exported page: pictures of what it quotes, and nothing that a browser would load or run."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from tests.forge.reviews import HOSTILE, review

from poedesk.cli import main
from poedesk.model import Outcome
from poedesk.store import add_review, evidence, open_store

SAMPLES = Path(__file__).parents[2] / "sample_poe"
CLAIM = SAMPLES / "04-one-day-late"
NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
EVIL = (
    '"><script src=//evil.example/x.js></script>'
    "<img src=http://evil.example/x.png onerror=alert(1)>"
)
OTHER = SAMPLES / "09-letter-without-title" / "Acceptance letter Sandoval.pdf"
_BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
_OWN = ("google.com", "googleapis.com", "gvt1.com", "gstatic.com", "google-analytics.com")
"""Where the browser itself asks for updates."""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    assert main(["check", str(CLAIM), "--db", str(path), "--jobs", "1"]) == 1
    return path


def page(db: Path, *options: str) -> str:
    out = db.with_suffix(".html")
    assert (
        main(["export", "--db", str(db), "--format", "html", "--output", str(out), *options]) == 0
    )
    return out.read_text(encoding="utf-8")


def pictures(text: str) -> list[tuple[int, int]]:
    """The sizes of the pictures that lie in a page."""
    found = re.findall(r'<img alt="[^"]*" src="data:image/png;base64,([^"]+)">', text)
    assert len(found) == text.count("<img")
    return [Image.open(io.BytesIO(base64.b64decode(one))).size for one in found]


def test_a_quote_stands_beside_the_piece_of_the_page_that_says_it(db: Path) -> None:
    sizes = pictures(page(db, "--crops"))
    assert sizes
    assert all(20 < width < 1000 and 15 < height < 300 for width, height in sizes)


def test_without_being_asked_for_there_is_no_picture(db: Path) -> None:
    assert pictures(page(db)) == []


@pytest.mark.parametrize("done", ["removed", "swapped"])
def test_evidence_that_is_no_longer_as_it_was_is_not_shown(db: Path, done: str) -> None:
    for kept in evidence.folder(db).glob("??/*"):
        if done == "removed":
            kept.unlink()
        else:
            kept.write_bytes(
                (SAMPLES / "09-letter-without-title/Acceptance letter Sandoval.pdf").read_bytes()
            )
    assert pictures(page(db, "--crops")) == []


@pytest.mark.parametrize(
    "options", [["--format", "csv"], ["--format", "html", "--redact", "names"]]
)
def test_pictures_are_for_pages_that_hide_nothing(db: Path, options: list[str]) -> None:
    assert main(["export", "--db", str(db), "--crops", *options]) == 2


def browsed(path: Path, room: Path) -> tuple[set[str], str]:
    """The hosts that a browser asked for a page's sake, and what it said in its console."""
    log, profile, printed = room / "net.json", room / "profile", room / "out.pdf"
    done = subprocess.run(
        [str(_BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND",
         f"--user-data-dir={profile}", f"--log-net-log={log}",
         f"--print-to-pdf={printed}", path.as_uri()],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert printed.read_bytes().startswith(b"%PDF")
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    hosts = {urlsplit(one.get("params", {}).get("url", "")).hostname or "" for one in events}
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return {host for host in hosts if host and not host.endswith(_OWN)}, "\n".join(said)


needs_browser = pytest.mark.skipif(_BROWSER is None, reason="Chromium is not installed")


@needs_browser
def test_a_browser_loads_nothing_from_outside_and_runs_nothing(tmp_path: Path, db: Path) -> None:
    with closing(open_store(db)) as opened:
        for name in (HOSTILE, EVIL):
            add_review(opened, review(name, Outcome.FAIL), NOW)
    page(db, "--crops")
    assert browsed(db.with_suffix(".html"), tmp_path) == (set(), "")


@needs_browser
def test_a_page_that_does_so_would_be_noticed(tmp_path: Path) -> None:
    path = tmp_path / "evil.html"
    loads = "<img src=http://evil.example/x.png>"
    path.write_text(f"{loads}<script>nothing.here()</script>", encoding="utf-8")
    hosts, said = browsed(path, tmp_path)
    assert hosts == {"evil.example"}
    assert "nothing is not defined" in said
