"""Exports: every form opens in other programs, hostile text does no harm, redaction is even."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from contextlib import closing
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from tests.forge.reviews import HOSTILE, review

from poedesk.cli import main
from poedesk.model import Outcome
from poedesk.report.calendar import calendar
from poedesk.store import Reviewer, add_review, decide, open_store

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "s.sqlite"
    with closing(open_store(path)) as opened:
        add_review(opened, review("CLM-1"), NOW)
        number = add_review(opened, review(HOSTILE, Outcome.PASS), NOW)
        decide(opened, number, Reviewer("K. Lind", NOW), "fail", "=1+1 <b>no</b>")
    return path


def exported(db: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["export", "--db", str(db), *options]) == 0
    return capsys.readouterr().out


def test_json_lines_hold_the_review_as_it_was_and_the_decisions(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.loads(one) for one in exported(db, capsys).splitlines()]
    assert [one["review"]["claim"]["id"] for one in lines] == ["CLM-1", HOSTILE]
    assert lines[0]["review"]["verdict"] == "fail"
    assert lines[1]["decisions"][0]["reviewer"] == "K. Lind"
    assert len(lines[0]["entry"]) == 64


@pytest.mark.parametrize("table", ["claims", "findings", "acknowledgements", "facts", "decisions"])
def test_tables_hold_no_formula(db: Path, table: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = exported(db, capsys, "--format", "csv", "--table", table)
    header, *rows = csv.reader(io.StringIO(text))
    assert header[0] == "claim"
    assert rows
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row)
    assert "\x1b" not in text


def test_a_workbook_has_a_sheet_for_each_table(tmp_path: Path, db: Path) -> None:
    path = tmp_path / "out.xlsx"
    main(["export", "--db", str(db), "--format", "xlsx", "--output", str(path)])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "claims", "findings", "acknowledgements", "facts", "decisions", "about",
    ]  # fmt: skip
    assert all(sheet.freeze_panes == "A2" and sheet.auto_filter.ref for sheet in book)
    assert not any(
        cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row
    )


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_workbook(tmp_path: Path, db: Path) -> None:
    path = tmp_path / "out.xlsx"
    main(["export", "--db", str(db), "--format", "xlsx", "--output", str(path)])
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(path)], check=True, capture_output=True, timeout=120)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("claim,review,")


class _Page(HTMLParser):
    """Collects what a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [v or "" for k, v in attrs if k in ("src", "href") or k.startswith("on")]


def test_the_page_is_self_contained_and_hostile_text_is_text(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = exported(db, capsys, "--format", "html")
    page = _Page()
    page.feed(text)
    assert page.links == []
    assert not page.tags & {"script", "img", "iframe", "link", "b:evil"}
    assert "Rules that fail or need a person most often" in text
    assert "Overrides by reviewer" in text
    assert "head of the audit chain" in text


def test_names_and_addresses_are_hidden_everywhere_and_alike(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = exported(db, capsys)
    hidden = exported(db, capsys, "--redact", "names,emails,addresses")
    customer = json.loads(plain.splitlines()[0])["review"]["claim"]["customer"]["name"]
    assert customer in plain
    assert customer not in hidden
    assert "K. Lind" not in hidden
    first, second = (json.loads(one)["review"]["claim"] for one in hidden.splitlines())
    assert first["customer"]["name"] == second["customer"]["name"] != customer
    digest = json.loads(plain.splitlines()[0])["review"]["checklist"]["digest"]
    assert digest in hidden


def test_what_may_not_be_redacted_is_refused(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--db", str(db), "--redact", "faces"]) == 2
    assert "not faces" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_anybody_can_check_a_signed_export(
    tmp_path: Path, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "key.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Audit", "-days",
         "30", "-keyout", tmp_path / "k", "-out", tmp_path / "c"],
        check=True, capture_output=True,
    )  # fmt: skip
    assert made.returncode == 0
    key.write_text((tmp_path / "k").read_text() + (tmp_path / "c").read_text())
    out = tmp_path / "out.jsonl"
    main(["export", "--db", str(db), "--output", str(out), "--sign", str(key)])
    assert "openssl cms -verify" in capsys.readouterr().err
    check = [
        "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", f"{out}.p7s", "-content",
        str(out), "-CAfile", str(tmp_path / "c"), "-purpose", "any", "-out", "/dev/null",
    ]  # fmt: skip
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    out.write_text(out.read_text().replace("fail", "pass"))
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


def test_verify_and_due_and_forget_from_the_command_line(
    db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--db", str(db)]) == 0
    assert "intact: 3 entries" in capsys.readouterr().out
    main(["verify", "--db", str(db), "--head"])
    head = capsys.readouterr().out.strip()
    assert main(["forget", "CLM-1", "--reason", "asked for", "--db", str(db)]) == 0
    assert main(["verify", "--db", str(db), "--since", head]) == 0
    assert main(["verify", "--db", str(db), "--since", "0" * 64]) == 1
    capsys.readouterr()
    assert main(["due", "--within", "9999d", "--db", str(db)]) == 0
    assert main(["due", "--within", "soon", "--db", str(db)]) == 2


def test_a_calendar_is_folded_and_escaped() -> None:
    text = calendar([(date(2025, 6, 2), "A; B, C" + "ü" * 80, "x\r\nEND:VCALENDAR")], NOW)
    assert text.count("END:VCALENDAR") == 2  # one of them as words
    assert all(len(one.encode()) <= 75 for one in text.split("\r\n"))
    assert r"SUMMARY:A\; B\, C" in text
    assert "DTSTART;VALUE=DATE:20250602" in text


def test_a_wrong_choice_leaves_an_earlier_export_alone(
    tmp_path: Path, db: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "earlier.jsonl"
    path.write_text("kept")
    assert main(["export", "--db", str(db), "--output", str(path), "--redact", "nmaes"]) == 2
    assert "--redact knows" in capsys.readouterr().err
    assert path.read_text() == "kept"
