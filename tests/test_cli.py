"""The command as scripts use it: output, exit status, messages; never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from poedesk.cli import main
from poedesk.store import open_store, queue
from tests.forge import signing

SAMPLES = Path(__file__).parents[1] / "sample_poe"
TRUST = ["--trust", str(SAMPLES / ".trust")]
PASSES = SAMPLES / "02-approval-by-email"
FAILS = SAMPLES / "16-licences-only"
DOUBTFUL = SAMPLES / "14-damaged-annex"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's own data and configuration out of the tests."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def check(*args: object) -> int:
    return main(["check", *map(str, args), "--no-store", *TRUST])


class TestTheExitStatusIs:
    def test_0_when_all_pass(self) -> None:
        assert check(PASSES) == 0

    def test_1_when_some_claim_fails(self) -> None:
        assert check(PASSES, FAILS, DOUBTFUL) == 1

    def test_3_when_none_fails_but_some_need_review(self) -> None:
        assert check(PASSES, DOUBTFUL) == 3

    def test_4_when_some_claim_could_not_be_judged(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "bad").mkdir()
        (tmp_path / "bad" / "claim.toml").write_text("nonsense = 1")
        assert check(tmp_path, FAILS, "--format", "json") == 4
        data = json.loads(capsys.readouterr().out)
        assert len(data["reviews"]) == 1
        assert data["errors"][0]["kind"] == "claim-file"
        assert "nonsense" in data["errors"][0]["message"]

    def test_4_for_an_unknown_workload(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert check(PASSES, "--workload", "Defendr") == 4
        assert "Defendr" in capsys.readouterr().out

    @pytest.mark.parametrize(
        "args", [["gone"], ["--jobs", "0", "."], ["--date", "soon", "."], ["--trust", "gone", "."]]
    )
    def test_2_for_a_usage_error(
        self, args: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        (tmp_path / "a.pdf").write_bytes(b"x")
        args = [str(tmp_path) if one == "." else one for one in args]
        assert main(["check", "--no-store", *args]) == 2
        assert capsys.readouterr().err.startswith("poedesk: ")

    def test_1_for_a_claim_none_of_whose_files_opens(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing more")
        assert check(tmp_path) == 1


def test_bare_files_with_options_are_one_claim(capsys: pytest.CaptureFixture[str]) -> None:
    (mail,) = PASSES.glob("*.msg")
    assert check(mail, "--format", "json", "--customer", "X", "--date", "2025-05-01") in (1, 3)
    (review,) = json.loads(capsys.readouterr().out)["reviews"]
    assert review["claim"]["customer"] == {"name": "X"}
    assert review["claim"]["date"] == "2025-05-01"
    assert review["verdict"] != "pass"  # partner and workloads are not declared


def test_what_is_checked_is_stored(tmp_path: Path) -> None:
    db = tmp_path / "s.sqlite"
    assert main(["check", str(FAILS), "--db", str(db), *TRUST]) == 1
    assert main(["check", str(FAILS), "--db", str(db), *TRUST]) == 1
    with closing(open_store(db)) as opened:
        assert [row.verdict for row in queue(opened.conn)] == ["fail"]


def test_nothing_is_stored_when_asked(tmp_path: Path) -> None:
    check(FAILS)
    assert not (tmp_path / "data").exists()


def test_output_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check(FAILS, "--format", "html", "--output", tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().out == ""


def test_the_configuration_file_is_used(tmp_path: Path) -> None:
    config = tmp_path / "config" / "poedesk" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('db = "mine.sqlite"\n')
    main(["check", str(FAILS)])
    assert (config.parent / "mine.sqlite").exists()


def test_an_unknown_key_of_the_configuration_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config" / "poedesk" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("reviwer = 'x'\n")
    assert main(["check", str(FAILS)]) == 2
    assert "reviwer" in capsys.readouterr().err


HEAVY = {
    "spacy",
    "numpy",
    "extract_msg",
    "docx",
    "pypdf",
    "pypdfium2",
    "pyhanko",
    "textual",
    "lxml",
}


@pytest.mark.parametrize("args", [["--version"], ["--help"], ["check", "--help"]])
def test_asking_for_help_imports_no_heavy_library(args: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "poedesk", *args],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert not imported & HEAVY
    assert run.stdout


def test_the_order_of_results_does_not_depend_on_the_number_of_workers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = []
    for jobs in (1, 3):
        check(PASSES, FAILS, DOUBTFUL, "--format", "json", "--jobs", jobs)
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_a_faulty_word_list_of_ones_own_stops_the_run_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "signing.toml").write_text("signature = 3\n")
    assert check(FAILS, "--checklists", tmp_path) == 2
    assert "signing.toml" in capsys.readouterr().err


class TestHostileNames:
    def test_that_are_no_utf8_are_reviewed_printed_and_stored(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        place = tmp_path / "claim"
        place.mkdir()
        (place / os.fsdecode(b"caf\xe9.pdf")).write_bytes(b"%PDF-1.7")
        db = tmp_path / "s.sqlite"
        assert main(["check", str(place), "--db", str(db), "--format", "json"]) == 1
        (review,) = json.loads(capsys.readouterr().out)["reviews"]
        assert review["files"][0]["path"] == "caf\\xe9.pdf"

    def test_send_no_escape_to_the_terminal(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "claim.toml").write_text("")
        (tmp_path / "a" / "\x1b[31mred.pdf").write_bytes(b"x")
        (tmp_path / "\x1b[31mloose.txt").write_text("x")
        check(tmp_path)
        main(["check", str(tmp_path / "\x1b[31mgone")])
        printed = capsys.readouterr()
        assert "red.pdf" in printed.out
        assert "loose" in printed.err
        assert "\x1b" not in printed.out + printed.err

    def test_reach_a_terminal_that_knows_ascii_only(self) -> None:
        run = subprocess.run(
            [sys.executable, "-m", "poedesk", "check", str(FAILS), "--no-store"],
            capture_output=True, check=False,
            env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        )  # fmt: skip
        assert run.returncode == 1
        assert "←" in run.stdout.decode("utf-8")


class TestTrust:
    SIGNED = SAMPLES / "01-signed-sow-defender"
    ANCHOR = SAMPLES / ".trust" / "poedesk-test-ca.pem"

    def test_of_a_folder_without_anchors_is_said_once_a_run(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["check", str(self.SIGNED), str(PASSES), "--no-store"])
        assert capsys.readouterr().err.count("no certificate is trusted on this machine") == 1

    def test_is_no_matter_where_nothing_is_signed(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["check", str(PASSES), "--no-store"])
        assert "trusted" not in capsys.readouterr().err

    def test_holds_for_every_later_run(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(self.SIGNED), "--no-store"]) == 3
        assert main(["trust", "add", str(self.ANCHOR)]) == 0
        assert main(["check", str(self.SIGNED), "--no-store"]) == 0

    def test_can_be_taken_back(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["trust", "add", str(self.ANCHOR)])
        capsys.readouterr()
        assert main(["trust", "list"]) == 0
        fingerprint, *rest = capsys.readouterr().out.split()
        assert " ".join(rest) == "until 2033-01-01 Test Root CA, Poedesk Test Trust"
        assert main(["trust", "remove", fingerprint]) == 0
        assert main(["trust", "list"]) == 1
        assert "nothing is trusted" in capsys.readouterr().err

    def test_in_a_person_alone_is_said_to_be_that(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        person = signing.person("Jane Roe", "Adatum GmbH", "").certificate
        (tmp_path / "jane.pem").write_bytes(person.public_bytes(Encoding.PEM))
        assert main(["trust", "add", str(tmp_path / "jane.pem")]) == 0
        assert "vouches for its own signatures only" in capsys.readouterr().err

    def test_in_what_is_no_certificate_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "x.pem").write_text("x")
        assert main(["trust", "add", str(tmp_path / "x.pem")]) == 1
        assert main(["trust", "remove", "4f1c9a03"]) == 1
