"""What auditors ask of the database by itself: views, and a description of all that it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from tests.forge.reviews import review

from poedesk.cli import main
from poedesk.model import Outcome
from poedesk.store import Reviewer, add_review, decide, open_store
from poedesk.store.described import described, table_of_tables
from poedesk.store.forget import forget

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
TABLES = Path(__file__).parents[2] / "src/poedesk/store/TABLES.md"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """One claim reviewed twice, one overridden, one confirmed, one forgotten."""
    with closing(open_store(tmp_path / "s.sqlite")) as opened:
        for name, outcome in (
            ("CLM-1", Outcome.FAIL),
            ("CLM-2", Outcome.FAIL),
            ("CLM-3", Outcome.PASS),
            ("CLM-4", Outcome.PASS),
            ("CLM-1", Outcome.PASS),
        ):
            add_review(opened, review(name, outcome), NOW)
        decide(opened, 2, Reviewer("K. Lind", NOW), "pass", "seen it")
        decide(opened, 2, Reviewer("r", NOW), "pass", "ink", rule="ack.present")
        decide(opened, 3, Reviewer("K. Lind", NOW), "pass")
        forget(opened, tmp_path, "CLM-4", who="K. Lind", why="asked by the customer", at=NOW)
        yield opened


def rows(db: Database, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.execute(sql)]


def test_the_current_verdict_is_of_the_newest_review_and_the_decision_stands(db: Database) -> None:
    asked = "select claim_id, review_id, verdict, decided, stands from current_verdicts order by 1"
    assert rows(db, asked) == [
        ("CLM-1", 5, "pass", None, "pass"),
        ("CLM-2", 2, "fail", "pass", "pass"),
        ("CLM-3", 3, "pass", "pass", "pass"),
    ]
    assert rows(db, "select claim_id from undecided_claims") == [("CLM-1",)]


def test_failed_findings_are_those_of_the_newest_reviews(db: Database) -> None:
    asked = "select claim_id, rule, outcome from findings_failed"
    assert rows(db, asked) == [("CLM-2", "ack.present", "fail")]
    assert rows(db, "select rule, fails, doubts from rules_failing") == [("ack.present", 1, 0)]


def test_overrides_say_what_the_machine_and_what_the_person_said(db: Database) -> None:
    asked = "select claim_id, subject, machine_said, person_said, reason from decisions_overriding"
    assert rows(db, asked) == [
        ("CLM-2", "(verdict)", "fail", "pass", "seen it"),
        ("CLM-2", "ack.present", "fail", "pass", "ink"),
    ]
    assert rows(db, "select 1 from decisions_overriding where account is null") == []


def test_files_and_quotes_are_listed_with_their_claims(db: Database) -> None:
    asked = (
        "select path, kind, parts_unread, marks from evidence_files where review_id = 2 order by 1"
    )
    assert rows(db, asked) == [("annex.docx", "other", 0, 0), ("sow.pdf", "pdf", 1, 1)]
    assert rows(db, "select path, claims from files_of_several_claims order by 1") == [
        ("annex.docx", 3),
        ("sow.pdf", 3),
    ]
    quoted = rows(db, "select quote from quoted_evidence where claim_id = 'CLM-2' and page = 1")
    assert quoted == [("Microsoft Intune",)]


def test_what_was_forgotten_is_told_with_who_and_why(db: Database) -> None:
    asked = "select claim_id, who, why, entries_erased from forgotten_claims"
    assert rows(db, asked) == [("CLM-4", "K. Lind", "asked by the customer", 1)]
    told = rows(db, "select kind, payload_erased from audit_trail order by seq")
    assert told[3] == ("review", 1)
    assert told[-1] == ("forgotten", 0)


def test_rejected_acknowledgements_are_not_relied_on(db: Database) -> None:
    assert rows(db, "select * from acknowledgements_relied_on") == []


def test_every_table_view_and_column_is_described_and_nothing_else_is(db: Database) -> None:
    names = [
        name
        for (name,) in db.execute("select name from sqlite_master where type in ('table', 'view')")
        if not name.startswith(("_", "sqlite_", "text_index_"))
    ]
    held = {name: {row[1] for row in db.execute(f"pragma table_info({name})")} for name in names}
    assert {name: {*told} - {"about"} for name, told in described().items()} == held
    assert all(what for told in described().values() for what in told.values())


def test_the_table_of_tables_is_as_it_is_made() -> None:
    assert TABLES.read_text(encoding="utf-8") == table_of_tables()


def test_the_metadata_for_datasette_is_named_after_the_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schema", "datasette", "--db", "somewhere/claims-2025.sqlite"]) == 0
    tables = json.loads(capsys.readouterr().out)["databases"]["claims-2025"]["tables"]
    assert tables["decisions_overriding"]["columns"]["reason"] == "Why; never empty."
    assert tables["text_index"]["hidden"]


def test_a_store_of_every_earlier_version_can_be_opened(tmp_path: Path) -> None:
    from poedesk.store.schema import migrations

    steps = [step.name for step in migrations().pending(Database(memory=True))]
    assert len(steps) >= 5
    for step in steps[1:]:
        path = tmp_path / f"{step}.sqlite"
        with closing(Database(path)) as old:
            migrations().apply(old, stop_before=step)
        with closing(open_store(path)) as db:
            add_review(db, review(), NOW)
            assert rows(db, "select claim_id from current_verdicts") == [("CLM-1",)]
