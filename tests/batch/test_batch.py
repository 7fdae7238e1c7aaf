"""Many claims side by side: late ones hold nobody up, and a run can be ended and gone on with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from poedesk import batch, claims
from poedesk.batch.memory import FileMemory
from poedesk.cli import main
from poedesk.errors import UsageError
from poedesk.locations import checklists
from poedesk.model import NOTHING_KNOWN, Claim, History, Review, RunError, Settings
from poedesk.review import Ask, examine
from poedesk.settings import load_settings
from poedesk.store import open_store, queue

SAMPLES = Path(__file__).parents[2] / "sample_poe"
SMALL = SAMPLES / "02-approval-by-email"


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings()


def few(tmp_path: Path, count: int) -> list[Claim | RunError]:
    """So many claims without files, which are judged in no time."""
    for number in range(count):
        folder = tmp_path / f"c{number:03}"
        folder.mkdir(parents=True)
        (folder / "claim.toml").write_text(f'id = "C-{number:03}"\ndate = 2025-05-12\n')
    from datetime import date

    return list(claims.find([tmp_path], {}, date(2025, 5, 12)).claims)


def ids(results: Iterator[Review | RunError]) -> list[str | None]:
    return [one.claim.id if isinstance(one, Review) else one.claim for one in results]


def held_up(first_ends: threading.Event) -> Ask:
    """An `ask` that lets the first claim wait until it may end."""

    def ask(claim: Claim, *_: object) -> History:
        if claim.id == "C-000":
            assert first_ends.wait(60)
        return NOTHING_KNOWN

    return ask


def test_a_claim_that_takes_long_does_not_hold_up_the_others(
    tmp_path: Path, settings: Settings
) -> None:
    release = threading.Event()
    found = few(tmp_path, 12)
    seen: list[str | None] = []
    for result in batch.run(
        found,
        settings,
        [checklists()],
        held_up(release),
        jobs=2,
        in_order=False,
    ):
        seen += ids(iter([result]))
        if len(seen) == 11:
            release.set()
    assert seen[-1] == "C-000"
    assert sorted(map(str, seen)) == [f"C-{number:03}" for number in range(12)]


def test_results_can_be_had_in_the_order_of_the_claims_and_are_stored_as_they_are_done(
    tmp_path: Path, settings: Settings
) -> None:
    release = threading.Event()
    done: list[str | None] = []

    def each(result: Review | RunError) -> Review | RunError:
        done.extend(ids(iter([result])))
        if len(done) == 11:
            release.set()
        return result

    results = batch.run(
        few(tmp_path, 12),
        settings,
        [checklists()],
        held_up(release),
        jobs=2,
        each=each,
    )
    assert ids(results) == [f"C-{number:03}" for number in range(12)]
    assert done[-1] == "C-000"


def test_once_a_run_is_to_end_no_claim_is_begun_and_those_in_flight_are_finished(
    tmp_path: Path, settings: Settings
) -> None:
    seen: list[str | None] = []

    def enough() -> bool:
        return len(seen) >= 3

    found = few(tmp_path, 40)
    for result in batch.run(
        found, settings, [checklists()], jobs=2, stopped=enough, in_order=False
    ):
        seen.extend(ids(iter([result])))
    assert 3 <= len(seen) <= 3 + 2 * 2
    assert sorted(map(str, seen)) == [f"C-{number:03}" for number in range(len(seen))]


class TestAFileOfSeveralClaims:
    def test_is_known_by_its_bytes_under_its_name(self, settings: Settings) -> None:
        path = next(SMALL.glob("*.msg"))
        memory = FileMemory()
        one = examine("a.msg", None, path, settings)
        memory.keep(one)
        assert memory.known("a.msg", path) is one
        assert memory.known("b.msg", path) is None
        assert memory.known("a.msg", b"other bytes") is None

    def test_is_not_remembered_where_it_could_not_be_read(
        self, tmp_path: Path, settings: Settings
    ) -> None:
        memory = FileMemory()
        memory.keep(examine("a.pdf", None, b"%PDF-1.7 damaged", settings))
        assert memory.known("a.pdf", b"%PDF-1.7 damaged") is None


class TestGoingOn:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for name in ("02-approval-by-email", "06-forwarded-approval"):
            shutil.copytree(SAMPLES / name, tmp_path / "claims" / name)
        return tmp_path / "claims"

    def check(self, folder: Path, *options: str) -> tuple[int, dict[str, object]]:
        output = folder.parent / "out.json"
        status = main(["check", str(folder), "--db", str(folder.parent / "s.sqlite"),
                       "--format", "json", "--output", str(output), *options])  # fmt: skip
        return status, json.loads(output.read_text(encoding="utf-8"))

    def reviews(self, folder: Path) -> int:
        with closing(open_store(folder.parent / "s.sqlite")) as db:
            return int(db.table("reviews").count)

    def test_reviews_nothing_twice_and_prints_the_same(self, folder: Path) -> None:
        first = self.check(folder)
        assert self.check(folder, "--resume") == first
        assert self.reviews(folder) == 2

    def test_reviews_what_is_new(self, folder: Path) -> None:
        self.check(folder)
        shutil.copytree(SAMPLES / "07-unsigned-word-sow", folder / "07")
        status, told = self.check(folder, "--resume")
        assert (status, len(told["reviews"])) == (1, 3)  # type: ignore[arg-type]
        assert self.reviews(folder) == 3

    @pytest.mark.parametrize("change", ["bytes", "declaration", "settings"])
    def test_reviews_again_what_has_changed(self, folder: Path, change: str) -> None:
        self.check(folder)
        options = []
        if change == "bytes":
            (folder / "06-forwarded-approval" / "note.txt").write_text("one more thing")
        elif change == "declaration":
            path = folder / "06-forwarded-approval" / "claim.toml"
            path.write_text('purpose = "recognition"\n' + path.read_text())
        else:
            options = ["--trust", str(SAMPLES / ".trust")]
        self.check(folder, "--resume", *options)
        assert self.reviews(folder) == (4 if change == "settings" else 3)

    @pytest.mark.parametrize("unread", [False, True])
    def test_with_a_password_reviews_again_what_it_may_open(
        self, folder: Path, *, unread: bool
    ) -> None:
        if unread:
            (folder / "06-forwarded-approval" / "locked.pdf").write_bytes(b"%PDF-1.7 damaged")
        self.check(folder)
        self.check(folder, "--resume", "--password", "secret")
        assert self.reviews(folder) == (3 if unread else 2)

    def test_needs_what_is_stored(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(folder), "--resume", "--no-store"]) == 2
        assert "--resume" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_finishes_what_is_in_flight_and_says_how_to_go_on(tmp_path: Path) -> None:
    few(folder := tmp_path / "claims", 300)
    command = [sys.executable, "-m", "poedesk", "check", str(folder), "--format", "jsonl",
               "--jobs", "1", "--db", str(tmp_path / "s.sqlite")]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        first = run.stdout.readline()
        run.send_signal(signal.SIGINT)
        rest, errors = run.communicate(timeout=120)
    told = [json.loads(one)["claim"]["id"] for one in (first + rest).splitlines()]
    assert run.returncode == 130
    assert "--resume goes on" in errors
    assert 1 <= len(told) < 300
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        assert {row.claim_id for row in queue(db.conn)} == set(told)
    assert subprocess.run([*command, "--resume"], capture_output=True, check=False).returncode == 1
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        assert db.table("reviews").count == 300


def test_a_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("poedesk.batch.cluster._CONNECT", 1)
    with pytest.raises(UsageError, match="no cluster answers"):
        list(batch.run([], load_settings(), [checklists()], scheduler="tcp://127.0.0.1:1"))
