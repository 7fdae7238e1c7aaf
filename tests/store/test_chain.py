"""The audit chain: every manipulation through plain SQLite is found and named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from tests.forge.reviews import review

from poedesk.cli import main
from poedesk.errors import StoreError
from poedesk.model import Outcome
from poedesk.record.stored import Selection
from poedesk.store import Reviewer, add_review, decide, evidence, open_store, records
from poedesk.store.chain import head
from poedesk.store.forget import forget
from poedesk.store.verify import breaks

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """Three claims, one of them reviewed twice, and two decisions."""
    with closing(open_store(tmp_path / "s.sqlite")) as opened:
        for name in ("CLM-1", "CLM-2", "CLM-3", "CLM-1"):
            number = add_review(opened, review(name, Outcome.FAIL), NOW)
        decide(opened, number, Reviewer("K. Lind", NOW), "pass", "seen it")
        decide(opened, 2, Reviewer("K. Lind", NOW), "fail")
        yield opened


def found(db: Database, root: Path | None = None, since: str = "") -> list[str]:
    return list(breaks(db.conn, root, since))


def test_what_was_stored_is_intact(db: Database) -> None:
    assert found(db) == []


def test_an_earlier_head_stays_part_of_the_chain(db: Database) -> None:
    before = head(db.conn)
    add_review(db, review("CLM-9"), NOW)
    assert found(db, since=before) == []
    assert head(db.conn) != before


_REVIEW = (
    "insert into reviews select 99, claim_id, reviewed_at, type, claim_date, partner, customer,"
    " workloads, checklist_id, checklist_digest, checklist_incomplete, tool, settings, 'pass',"
    " acknowledged_on, rule, reason, files from reviews where id = 1"
)
_DECISION = (
    "insert into decisions select 77, claim_id, review_id, rule, action, outcome, reason,"
    " reviewer, decided_at from decisions where id = 1"
)
TAMPERED = [
    ("update reviews set verdict = 'pass' where id = 1", "verdict, parties or checklist"),
    ("update reviews set acknowledged_on = '2025-01-01' where id = 1", "verdict, parties"),
    ("update reviews set customer = 'Somebody' where id = 2", "verdict, parties"),
    ("update reviews set partner = 'Somebody' where id = 2", "verdict, parties"),
    ("update reviews set checklist_digest = 'sha256:0' where id = 2", "verdict, parties"),
    ("update reviews set settings = 'sha256:0' where id = 2", "verdict, parties"),
    ("update reviews set claim_date = '2020-01-01' where id = 2", "verdict, parties"),
    ("update reviews set claim_id = 'CLM-2' where id = 1", "verdict, parties"),
    ("delete from reviews where id = 3", "it was removed"),
    (_REVIEW, "review 99 stands in no entry"),
    ("update findings set outcome = 'pass' where review_id = 1", "findings were changed"),
    ("update findings set message = 'all fine' where review_id = 1", "findings were changed"),
    ("update findings set remedy = null where review_id = 1", "findings were changed"),
    ("update findings set severity = 'advisory' where review_id = 1", "findings were changed"),
    ("delete from findings where id = (select min(id) from findings)", "findings were changed"),
    ("update findings set position = 9 where id = (select min(id) from findings)",
     "findings were changed"),
    ("update evidence set quote = 'other words' where finding_id is not null and quote is not null",
     "the evidence of"),
    ("update evidence set start = start + 1 where finding_id is not null", "the evidence of"),
    ("update evidence set file = 'other.pdf' where finding_id is not null and file is not null",
     "the evidence of"),
    ("delete from evidence where finding_id is not null", "the evidence of"),
    ("update acknowledgements set status = 'accepted'", "acknowledgements were changed"),
    ("update acknowledgements set name = 'Somebody'", "acknowledgements were changed"),
    ("update acknowledgements set date = '2025-05-05'", "acknowledgements were changed"),
    ("delete from acknowledgements", "acknowledgements were changed"),
    ("update review_files set sha256 = null where review_id = 1", "files were changed"),
    ("update review_files set path = 'other.pdf' where id = 1", "files were changed"),
    ("update reviews set reviewed_at = '2020-01-01T00:00:00+00:00' where id = 2",
     "verdict, parties"),
    ("update reviews set workloads = '[]' where id = 2", "verdict, parties"),
    ("update findings set category = 'other' where review_id = 1", "findings were changed"),
    ("update acknowledgements set organisation = 'Other'", "acknowledgements were changed"),
    ("update acknowledgements set reasons = 'x'", "acknowledgements were changed"),
    ("update facts set value = '{}' where review_id = 1", "its facts were changed"),
    ("update workload_rows set users = 7", "its workload rows were changed"),
    ("delete from evidence where workload_row_id is not null", "the evidence of its workload rows"),
    ("update evidence set page = 9 where fact_id is not null", "the evidence of its facts"),
    ("update review_files set error = null where review_id = 1", "files were changed"),
    ("delete from unread", "the unread of its files were changed"),
    ("update marks set message = 'nothing'", "the marks of its files were changed"),
    ("update texts set text = text || '.'", "the stored text"),
    ("update texts set text = replace(text, 'e', 'i')", "a quotation of"),
    ("update decisions set outcome = 'fail' where id = 1", "decision 1 was changed"),
    ("update decisions set reason = 'because' where id = 1", "decision 1 was changed"),
    ("update decisions set reviewer = 'Nobody' where id = 1", "decision 1 was changed"),
    ("update decisions set decided_at = '2020-01-01' where id = 1", "decision 1 was changed"),
    ("delete from decisions where id = 2", "decision 2 was removed"),
    (_DECISION, "decision 77 stands in no entry"),
    ("update entries set at = '2020-01-01' where seq = 2", "entry 2 was changed"),
    ("update entries set account = 'nobody' where seq = 2", "entry 2 was changed"),
    ("update entries set kind = 'decision' where seq = 2", "entry 2 was changed"),
    ("update entries set digest = 'x' where seq = 2", "entry 3 does not follow"),
    ("delete from entries where seq = 2", "entry 2 is missing"),
    ("delete from entries where seq = 1", "entry 1 is missing"),
    ("update payloads set payload = replace(payload, 'fail', 'pass') where seq = 1",
     "what it is about was changed"),
    ("update payloads set salt = 'x' where seq = 1", "what it is about was changed"),
    ("delete from payloads where seq = 1", "lost what it was about"),
    ("drop trigger reviews_no_update", "the trigger reviews_no_update was removed"),
    ("drop trigger decisions_no_delete", "the trigger decisions_no_delete was removed"),
    ("drop trigger entries_no_delete", "the trigger entries_no_delete was removed"),
    ("drop view current_verdicts", "the view current_verdicts was removed"),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "told"), TAMPERED)
def test_each_manipulation_is_found_and_named(db: Database, statement: str, told: str) -> None:
    if statement.startswith("drop"):
        db.conn.execute(statement)
    else:
        _without_guards(db.conn, statement)
    assert any(told in one for one in found(db)), found(db)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["drop trigger reviews_no_update",
          "create trigger reviews_no_update before update on reviews begin select 1; end"],
         "the trigger reviews_no_update was changed"),
        (["create trigger sly after insert on reviews begin select 1; end"],
         "the trigger sly was added"),
        (["drop view current_verdicts",
          "create view current_verdicts as select id as claim_id, 'pass' as verdict from claims"],
         "the view current_verdicts was changed"),
    ],
)  # fmt: skip
def test_guards_and_views_that_say_otherwise_are_found(
    db: Database, statements: list[str], told: str
) -> None:
    for one in statements:
        db.conn.execute(one)
    assert found(db) == [told]


def test_a_view_of_ones_own_is_no_break(db: Database) -> None:
    db.conn.execute("create view mine as select id from claims")
    assert found(db) == []


def _without_guards(conn: sqlite3.Connection, statement: str) -> None:
    """As somebody would who knows SQLite: guards down, change, guards up again."""
    guards = conn.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    conn.execute("pragma foreign_keys = off")
    for name, _ in guards:
        conn.execute(f"drop trigger {name}")
    conn.execute(statement)
    for _, sql in guards:
        conn.execute(sql)
    conn.commit()


def test_an_end_that_was_cut_off_is_noticed_by_its_anchored_head(db: Database) -> None:
    anchored = head(db.conn)
    last = db.execute("select max(seq) from entries").fetchone()[0]
    _without_guards(db.conn, f"delete from payloads where seq = {last}")
    _without_guards(db.conn, f"delete from entries where seq = {last}")
    _without_guards(db.conn, "delete from decisions where id = 2")
    assert found(db) == []  # nothing within tells
    assert any("no longer holds the entry" in one for one in found(db, since=anchored))


def test_swapped_evidence_is_found(tmp_path: Path, db: Database) -> None:
    root = tmp_path / "s.evidence"
    source = tmp_path / "a.pdf"
    source.write_bytes(b"the contract")
    digest = "2b1b6b9e32a09fba0f27b4e67b5b2bb5ebb4d9e34f6d11a03d2bbf6e4d30c3a7"
    evidence.keep(root, [(digest, source)])
    assert not evidence.place(root, digest).exists()  # it is not the file that was read
    kept = evidence.place(root, digest)
    kept.write_bytes(b"another contract")
    assert any("kept file's content" in one for one in found(db, root))


# ── Forgetting ──────────────────────────────────────────────────────────────────────────


def test_a_forgotten_claim_leaves_only_that_it_was_forgotten(tmp_path: Path, db: Database) -> None:
    gone = forget(db, tmp_path, "CLM-1", who="K. Lind", why="request of the customer", at=NOW)
    assert (gone.reviews, gone.shared > 0) == (2, True)
    assert found(db) == []
    left = [row[0] for row in db.execute("select claim_id from reviews")]
    assert left == ["CLM-2", "CLM-3"]
    kind, payload = db.execute(
        "select e.kind, p.payload from entries e join payloads p using (seq) order by seq desc"
    ).fetchone()
    assert kind == "forgotten"
    assert "request of the customer" in payload
    assert [one.review["claim"]["id"] for one in records(db.conn, Selection())] == [
        "CLM-2",
        "CLM-3",
    ]


def test_what_is_missing_without_such_an_entry_is_a_break(tmp_path: Path, db: Database) -> None:
    forget(db, tmp_path, "CLM-3", who="r", why="w", at=NOW)
    _without_guards(db.conn, "delete from payloads where review_id = 2")
    assert any("lost what it was about" in one for one in found(db))


def test_the_guards_stand_again_after_forgetting(tmp_path: Path, db: Database) -> None:
    forget(db, tmp_path, "CLM-3", who="r", why="w", at=NOW)
    with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
        db.execute("delete from reviews")


@pytest.mark.parametrize(
    ("claim", "why", "told"), [("CLM-7", "w", "no claim"), ("CLM-1", " ", "needs a reason")]
)
def test_forgetting_wants_a_claim_and_a_reason(
    tmp_path: Path, db: Database, claim: str, why: str, told: str
) -> None:
    with pytest.raises(StoreError, match=told):
        forget(db, tmp_path, claim, who="r", why=why, at=NOW)


def test_words_of_a_forgotten_claim_are_no_longer_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(open_store(path)) as db:
        add_review(db, review("CLM-SECRET-4711"), NOW)
        add_review(db, review("CLM-2"), NOW)
        forget(db, tmp_path, "CLM-SECRET-4711", who="r", why="w", at=NOW)
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("pragma wal_checkpoint(truncate)")
        (rows,) = conn.execute(
            "select count(*) from payloads where payload like '%CLM-SECRET%'"
        ).fetchone()
    assert rows == 1  # the entry that says it


# ── Selecting ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("selection", "reviews"),
    [
        (Selection(), [2, 3, 4]),
        (Selection(newest=False), [1, 2, 3, 4]),
        (Selection(claims=("CLM-2",)), [2]),
        (Selection(verdicts=("pass",)), []),
        (Selection(rules=("ack.present",)), [2, 3, 4]),
        (Selection(rules=("date.plausible",)), []),
        (Selection(reviewers=("K. Lind",)), [2, 4]),
        (Selection(since=NOW.date()), [2, 3, 4]),
        (Selection(since=(NOW + timedelta(days=1)).date()), []),
        (Selection(until=(NOW - timedelta(days=1)).date()), []),
    ],
)
def test_reviews_are_selected(db: Database, selection: Selection, reviews: list[int]) -> None:
    assert [one.review_id for one in records(db.conn, selection)] == reviews


@pytest.mark.parametrize(
    "command",
    [["export"], ["verify"], ["due"], ["recheck"], ["forget", "CLM-1", "--reason", "asked"]],
)
def test_a_mistyped_database_is_not_made(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--db", str(tmp_path / "none.sqlite")]) == 2
    assert "none.sqlite: no such database" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
