"""The store only ever adds, keeps people's words beside the machine's, and gives all back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database
from tests.forge.reviews import document, review

from poedesk.errors import StoreError
from poedesk.model import Outcome
from poedesk.store import Reviewer, add_review, decide, decisions, load_review, open_store, queue

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "s.sqlite")) as opened:
        yield opened


def test_a_review_comes_back_as_it_was(db: Database) -> None:
    stored = load_review(db, add_review(db, review(), NOW))
    assert (stored.claim_id, stored.verdict) == ("CLM-1", "fail")
    assert [one.rule for one in stored.findings] == [
        "workload.named", "ack.present", "file.readable", "workload.unclaimed",
    ]  # fmt: skip
    assert stored.files[0].text == document().text
    assert stored.files[0].unread == ("page 3: a scan",)
    assert stored.files[1].error == "damaged; send it again"
    assert stored.acknowledgements[0].reasons == ("the signature line is empty",)
    assert stored.workload_table[0].users == 640
    assert stored.incomplete


def test_every_stored_quote_is_the_text_at_its_place(db: Database) -> None:
    stored = load_review(db, add_review(db, review(), NOW))
    texts = {one.path: one.text for one in stored.files}
    placed = [
        one
        for finding in stored.findings
        for one in finding.evidence
        if one.start is not None and one.file is not None
    ]
    assert placed
    for one in placed:
        assert one.file is not None
        assert texts[one.file][one.start : one.end] == one.words


def test_checking_a_claim_again_adds_a_review_and_the_queue_shows_the_newest(
    db: Database,
) -> None:
    add_review(db, review(), NOW)
    newest = add_review(db, review(outcome=Outcome.PASS), NOW)
    rows = queue(db.conn)
    assert [(row.review_id, row.verdict) for row in rows] == [(newest, "pass")]
    assert db.table("reviews").count == 2
    assert db.table("texts").count == 2  # the same text is kept once, the empty one once


def test_the_queue_puts_what_needs_a_person_first_and_the_decided_last(db: Database) -> None:
    decided = add_review(db, review("decided", Outcome.REVIEW), NOW)
    for name, outcome in (
        ("good", Outcome.PASS),
        ("bad", Outcome.FAIL),
        ("doubtful", Outcome.REVIEW),
    ):
        add_review(db, review(name, outcome), NOW)
    decide(db, decided, Reviewer("r", NOW), "review")
    assert [row.claim_id for row in queue(db.conn)] == ["doubtful", "bad", "good", "decided"]
    assert queue(db.conn)[0].rule == "ack.present"


class TestADecision:
    def test_stands_beside_the_verdict(self, db: Database) -> None:
        number = add_review(db, review(), NOW)
        decide(db, number, Reviewer("r", NOW), "pass", "signed copy seen")
        row = queue(db.conn)[0]
        assert (row.verdict, row.decided, row.reviewer) == ("fail", "pass", "r")

    def test_that_agrees_is_a_confirmation_and_needs_no_reason(self, db: Database) -> None:
        number = add_review(db, review(), NOW)
        stored = decide(db, number, Reviewer("r", NOW), "fail")
        assert stored.action == "confirm"
        assert decisions(db, "CLM-1") == (stored,)

    def test_may_be_about_one_finding(self, db: Database) -> None:
        number = add_review(db, review(), NOW)
        stored = decide(db, number, Reviewer("r", NOW), "pass", "x", rule="ack.present")
        assert (stored.rule, stored.action) == ("ack.present", "override")
        assert queue(db.conn)[0].decided is None

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_that_overrides_needs_a_reason(self, db: Database, reason: str) -> None:
        number = add_review(db, review(), NOW)
        with pytest.raises(StoreError, match="reason"):
            decide(db, number, Reviewer("r", NOW), "pass", reason)
        assert decisions(db, "CLM-1") == ()

    def test_on_a_review_that_a_newer_one_replaced_is_refused(self, db: Database) -> None:
        number = add_review(db, review(), NOW)
        add_review(db, review(), NOW)
        with pytest.raises(StoreError, match="reviewed again"):
            decide(db, number, Reviewer("r", NOW), "fail")


TABLES = (
    "claims", "files", "texts", "reviews", "review_files", "parts", "unread", "marks", "findings",
    "acknowledgements", "facts", "workload_rows", "evidence", "decisions",
)  # fmt: skip


DERIVED = ("known_claims", "known_sentences", "known_bands", "known_files")
"""The index of descriptions: of each claim what its newest review says."""
SEARCHED = (
    "indexed_texts", "text_index", "text_index_config", "text_index_data", "text_index_docsize",
    "text_index_idx",
)  # fmt: skip
"""The full-text index."""


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["delete from {}", "update {0} set rowid = rowid"])
def test_nothing_stored_can_be_changed_or_removed(db: Database, table: str, statement: str) -> None:
    number = add_review(db, review(), NOW)
    decide(db, number, Reviewer("r", NOW), "fail")
    assert db.table(table).count > 0
    with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
        db.execute(statement.format(table))


def test_every_table_is_one_of_those(db: Database) -> None:
    names = {name for name in db.table_names() if name[0] != "_"}
    assert names == {*TABLES, *DERIVED, *SEARCHED, "entries", "payloads"}


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_text("this is no database, not at all, " * 50)
    with pytest.raises(StoreError, match=r"s\.sqlite"):
        open_store(path)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        add_review(db, review(), NOW)
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        assert len(queue(db.conn)) == 1
