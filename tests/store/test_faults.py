"""Killed, without room, read-only, locked, two at once, with a wrong clock: nothing is lost, and it
is said in words.
"""

from __future__ import annotations

import ctypes
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from tests.forge.reviews import review

from poedesk import store
from poedesk.cli import main
from poedesk.errors import StoreError
from poedesk.store import (
    Reviewer,
    add_review,
    database,
    decide,
    decisions,
    evidence,
    open_store,
    queue,
)
from poedesk.store.forget import forget
from poedesk.store.verify import breaks

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_poe" / "16-licences-only"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def program(*words: object, **how: object) -> subprocess.CompletedProcess[str]:
    """poedesk as a process of its own."""
    path = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, env=os.environ | path, text=True, capture_output=True, check=False, **how
    )


def test_a_killed_process_loses_nothing_that_was_confirmed() -> None:
    done = program("tests.forge.interrupted", 0, 6)
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


# ── No room ─────────────────────────────────────────────────────────────────────────────


def test_a_database_without_room_says_so_and_keeps_what_it_had(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        number = add_review(db, review("CLM-1"), NOW)
        pages = db.execute("pragma page_count").fetchone()[0]
        db.execute(f"pragma max_page_count = {pages + 1}")
        told = r"review of CLM-\d+ was not stored: there is no room"
        with pytest.raises(StoreError, match=told):
            [add_review(db, review(f"CLM-{count}"), NOW) for count in range(2, 40)]
        db.execute(f"pragma max_page_count = {pages * 2}")
        decide(db, number, Reviewer("r", NOW), "fail")
        assert len(decisions(db, "CLM-1")) == 1
        assert list(breaks(db.conn, None)) == []


def test_a_review_for_which_there_is_no_room_is_an_error_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def small(path: Path) -> Database:
        db = open_store(path)
        db.execute(f"pragma max_page_count = {db.execute('pragma page_count').fetchone()[0]}")
        return db

    monkeypatch.setattr(store, "open_store", small)
    path = tmp_path / "s.sqlite"
    claims = [SAMPLE, SAMPLE.parent / "15-workload-never-named"]
    assert main(["check", *map(str, claims), "--db", str(path), "--format", "json"]) == 4
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [one["kind"] for one in errors] == ["not-stored", "not-stored"]
    assert "reviewed (fail), but the review of CLM-2025-0016 was not stored" in errors[0]["message"]
    with closing(open_store(path)) as opened:
        assert queue(opened.conn) == ()
        assert list(breaks(opened.conn, None)) == []


def test_evidence_for_which_there_is_no_room_leaves_no_half_file(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"x" * 50_000)
    code = (
        "import resource, pathlib, sys\n"
        "from poedesk.store import evidence\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        f"evidence.keep(pathlib.Path({str(tmp_path / 'e')!r}), [('ab' * 32,"
        f" pathlib.Path({str(source)!r}))])\n"
    )
    path = {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | path, text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    assert "evidence cannot be kept: File too large" in done.stderr
    assert [one for one in (tmp_path / "e").rglob("*") if one.is_file()] == []


# ── Read-only ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shut() -> Iterator[Path]:
    """A database in a folder that may only be read, also where everybody is root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with closing(open_store(folder / "s.sqlite")) as db:
            add_review(db, review(), NOW)
        (folder / "s.sqlite").chmod(0o444)
        folder.chmod(0o555)
        yield folder / "s.sqlite"
        folder.chmod(0o755)


def _bound_by_permissions() -> None:
    """Takes from root, where that is who tests, the right to write whatever it likes."""
    ctypes.CDLL(None).prctl(24, 1)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


@pytest.mark.parametrize(
    "command", [["check", SAMPLE, "--db"], ["forget", "CLM-1", "--reason", "x", "--db"]]
)
def test_a_database_that_may_only_be_read_is_told(shut: Path, command: list[object]) -> None:
    done = program("poedesk", *command, shut, preexec_fn=_bound_by_permissions)
    assert done.returncode == 2, done.stderr
    assert "cannot be used as the database: it" in done.stderr
    assert "Traceback" not in done.stderr


# ── Two at once ─────────────────────────────────────────────────────────────────────────


def test_a_locked_database_is_waited_for_and_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WAIT", 0.0)
    path = tmp_path / "s.sqlite"
    with closing(open_store(path)) as db, closing(sqlite3.connect(path)) as other:
        number = add_review(db, review("CLM-1"), NOW)
        other.execute("begin immediate")
        for refused in (
            lambda: add_review(db, review("CLM-2"), NOW),
            lambda: decide(db, number, Reviewer("r", NOW), "fail"),
            lambda: forget(db, tmp_path, "CLM-1", who="r", why="w", at=NOW),
        ):
            with pytest.raises(StoreError, match="another program is writing to it"):
                refused()
        other.rollback()
        decide(db, number, Reviewer("r", NOW), "fail")
        assert list(breaks(db.conn, None)) == []


def test_two_programs_that_store_into_one_new_database_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import pathlib, sys\n"
        "from contextlib import closing\n"
        "from datetime import UTC, datetime\n"
        "from tests.forge.reviews import review\n"
        "from poedesk.store import Reviewer, add_review, decide, open_store\n"
        "now = datetime(2025, 6, 2, tzinfo=UTC)\n"
        f"with closing(open_store(pathlib.Path({str(tmp_path / 's.sqlite')!r}))) as db:\n"
        "    for one in range(15):\n"
        "        number = add_review(db, review(f'{sys.argv[1]}-{one}'), now)\n"
        "        decide(db, number, Reviewer('r', now), 'fail')\n"
    )
    path = {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    both = [
        subprocess.Popen([sys.executable, "-c", code, name], env=os.environ | path)
        for name in ("A", "B")
    ]
    assert [one.wait() for one in both] == [0, 0]
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        assert db.table("reviews").count == db.table("decisions").count == 30
        assert list(breaks(db.conn, None)) == []


def test_a_writer_that_came_between_reading_and_writing_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(open_store(path)) as one, closing(open_store(path)) as two:
        for number in range(5):
            add_review(one, review(f"A-{number}"), NOW)
            add_review(two, review(f"B-{number}"), NOW)
        assert list(breaks(one.conn, None)) == []


# ── The clock, and what an interruption leaves ──────────────────────────────────────────


def test_a_clock_that_was_set_back_changes_no_order_and_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.sqlite"
    with closing(open_store(path)) as db:
        add_review(db, review("CLM-1"), NOW)
        newest = add_review(db, review("CLM-1"), NOW - timedelta(days=400))
        assert queue(db.conn)[0].review_id == newest
        decide(db, newest, Reviewer("r", NOW - timedelta(days=800)), "fail")
    assert main(["verify", "--db", str(path)]) == 0
    told = capsys.readouterr()
    assert "entry 2 is dated 2024-04-28" in told.err
    assert "the clock was set back" in told.err
    assert told.out == "intact: 3 entries\n"


def test_evidence_that_an_interrupted_run_left_is_told_and_is_no_break(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.sqlite"
    with closing(open_store(path)) as db:
        add_review(db, review("CLM-1"), NOW)
    half = evidence.place(evidence.folder(path), "ab" * 32).with_suffix(".x.part")
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    assert main(["verify", "--db", str(path)]) == 0
    assert "belongs to no stored claim" in capsys.readouterr().err


def test_forgetting_takes_half_copies_with_it(tmp_path: Path) -> None:
    root = tmp_path / "s.evidence"
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        add_review(db, review("CLM-1"), NOW)
        half = evidence.place(root, "ab" * 32).with_suffix(".x.part")
        half.parent.mkdir(parents=True)
        half.write_bytes(b"half")
        forget(db, root, "CLM-1", who="r", why="w", at=NOW)
    assert not half.exists()
