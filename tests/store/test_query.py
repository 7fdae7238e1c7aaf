"""The filter of the queue: words in, claims out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database
from tests.forge.reviews import review

from poedesk.errors import UsageError
from poedesk.model import Company, Outcome
from poedesk.store import (
    Reviewer,
    add_review,
    close,
    decide,
    groups,
    note,
    open_store,
    parse,
    queue,
    second_look,
    send_back,
    tally,
    withdraw,
)
from poedesk.store.looks import alone, due_for_second_look, looks
from poedesk.store.queue import alike
from poedesk.store.schema import migrations

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
ANNA, BEN = Reviewer("anna", NOW), Reviewer("ben", NOW)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "s.sqlite")) as made:
        for name, outcome, day, customer in (
            ("CLM-1", Outcome.FAIL, date(2025, 5, 12), "Ostsee Werft GmbH"),
            ("CLM-2", Outcome.REVIEW, date(2025, 5, 26), "Société Élan"),
            ("CLM-3", Outcome.PASS, date(2025, 4, 1), "Łódź Textile"),
        ):
            add_review(made, review(name, outcome, date=day, customer=Company(name=customer)), NOW)
        yield made


def found(db: Database, words: str) -> list[str]:
    return [one.claim_id for one in queue(db.conn, parse(words, TODAY))]


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        ("", ["CLM-2", "CLM-1", "CLM-3"]),
        ("werft", ["CLM-1"]),
        ("élan", ["CLM-2"]),
        ("ŁÓDŹ", ["CLM-3"]),
        ("verdict:fail", ["CLM-1"]),
        ("-verdict:fail", ["CLM-2", "CLM-3"]),
        ("rule:ack", ["CLM-2", "CLM-1"]),
        ("rule:ack -verdict:review", ["CLM-1"]),
        ('customer:"ostsee werft"', ["CLM-1"]),
        ("workload:intune filed:2025-05", ["CLM-2", "CLM-1"]),
        ("due<1", ["CLM-1", "CLM-3"]),
        ("due<15", ["CLM-2", "CLM-1", "CLM-3"]),
        ('text:"jana kröger"', ["CLM-2", "CLM-1", "CLM-3"]),
        ("text:nowhere", []),
        ("status:new", ["CLM-2", "CLM-1", "CLM-3"]),
        ("status:closed", []),
        ("100%", []),
        ("'; drop table reviews; --", []),
    ],
)
def test_words_narrow_the_queue(db: Database, words: str, claims: list[str]) -> None:
    assert found(db, words) == claims


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("verdikt:fail", "did you mean 'verdict'"),
        ("verdict:bad", "pass, review, fail"),
        ("age<many", "a number of months"),
        ("customer<3", "takes a colon"),
    ],
)
def test_words_that_mean_nothing_are_told(words: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(words, TODAY)
    assert told in str(error.value)


@given(st.text(max_size=60))
def test_any_words_are_a_filter_or_told_to_be_none(words: str) -> None:
    try:
        query = parse(words, TODAY)
    except UsageError:
        return
    assert all(isinstance(one.value, str) for one in query.terms)


class TestWhatPeopleSay:
    def test_moves_a_claim_from_new_to_decided_to_closed(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        assert found(db, "status:decided by:anna") == ["CLM-1"]
        close(db, 1, ANNA)
        assert found(db, "status:closed") == ["CLM-1"]
        assert tally(db.conn).statuses == {"new": 2, "closed": 1}

    def test_sends_a_claim_back_with_a_letter(self, db: Database) -> None:
        send_back(db, 1, ANNA, "Please sign.")
        assert found(db, "status:sent-back") == ["CLM-1"]
        assert queue(db.conn, parse("CLM-1", TODAY))[0].decided == "review"

    def test_can_be_taken_back_and_stays_in_the_record(self, db: Database) -> None:
        decide(db, 1, ANNA, "pass", "seen")
        decide(db, 1, ANNA, "fail")
        withdraw(db, 1, ANNA)
        assert found(db, "status:new") == ["CLM-2", "CLM-1", "CLM-3"]

    def test_as_a_note_decides_nothing(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        note(db, 1, BEN, "asked again")
        (row,) = queue(db.conn, parse("CLM-1", TODAY))
        assert (row.decided, row.reviewer) == ("fail", "anna")

    def test_is_refused_once_the_claim_is_closed(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        close(db, 1, ANNA)
        with pytest.raises(Exception, match="was closed by anna"):
            decide(db, 1, BEN, "pass", "no")
        note(db, 1, BEN, "too late")

    def test_is_refused_where_somebody_decided_unseen(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        with pytest.raises(Exception, match=r"anna said confirm \(fail\) meanwhile"):
            decide(db, 1, replace(BEN, seen=0), "pass", "no")

    @pytest.mark.parametrize("act", [withdraw, close])
    def test_needs_something_to_be_said_about(self, db: Database, act: object) -> None:
        with pytest.raises(Exception, match=r"no decision to take back|nothing was decided yet"):
            act(db, 1, ANNA)  # type: ignore[operator]

    def test_is_kept_by_the_database_itself(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        with pytest.raises(sqlite3.IntegrityError):
            db.execute("delete from decisions")


class TestASecondLook:
    def test_is_drawn_from_what_others_decided(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        decide(db, 2, BEN, "pass", "seen")
        assert due_for_second_look(db.conn, "ben", 100) == [1]
        assert due_for_second_look(db.conn, "anna", 100) == [2]
        assert due_for_second_look(db.conn, "ben", 0) == []
        assert due_for_second_look(db.conn, "ben", 100, parse("rule:date", TODAY)) == []

    def test_changes_nothing_and_shows_agreement(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        second_look(db, 1, BEN, "pass", "signature on page 3")
        (one,) = looks(db.conn)
        assert (one.first, one.first_outcome, one.second, one.second_outcome) == (
            "anna", "fail", "ben", "pass",
        )  # fmt: skip
        assert not one.agrees
        assert queue(db.conn, parse("CLM-1", TODAY))[0].decided == "fail"
        assert due_for_second_look(db.conn, "ben", 100) == []

    def test_is_for_other_eyes(self, db: Database) -> None:
        decide(db, 1, ANNA, "fail")
        with pytest.raises(Exception, match="another reviewer"):
            second_look(db, 1, ANNA, "fail")

    def test_shows_how_far_the_machine_could_have_gone_alone(self, db: Database) -> None:
        decide(db, 1, ANNA, "pass", "seen")
        decide(db, 2, ANNA, "pass", "a review is never decided by the machine")
        decide(db, 3, ANNA, "pass")
        assert [(one.count, one.overrode) for one in alone(db.conn)] == [(2, 1)] * 7


def test_claims_are_counted_by_the_rule_that_fails(db: Database) -> None:
    assert groups(db.conn, "rule") == (("ack.present", 2),)
    assert groups(db.conn, "rule", parse("verdict:fail", TODAY)) == (("ack.present", 1),)
    decide(db, 1, ANNA, "fail")
    assert groups(db.conn, "reviewer") == (("anna", 1),)


def test_new_claims_that_the_same_rule_decides_are_alike(db: Database) -> None:
    number = add_review(db, review("CLM-9", Outcome.FAIL), NOW)
    (first, *_) = (one for one in queue(db.conn) if one.claim_id == "CLM-1")
    assert alike(db.conn, first) == [1, number]
    decide(db, number, ANNA, "fail")
    assert alike(db.conn, first) == [1]


def test_a_database_of_the_time_before_gets_its_deciding_findings(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        migrations().apply(Database(connection), stop_before="m004_desk")
        connection.executescript("""
            insert into claims values ('OLD');
            insert into reviews values (1, 'OLD', '2025-06-02', 'usage', '2025-05-12', 'P', 'C',
                '[]', 'x', 'y', 0, 't', 's', 'fail', null);
            insert into findings (review_id, position, rule, title, source, severity, outcome,
                message, needs) values (1, 0, 'a.b', 't', 's', 'required', 'review', 'm1', '[]'),
                (1, 1, 'c.d', 't', 's', 'required', 'fail', 'm2', '[]');
            insert into decisions values (1, 'OLD', 1, null, 'confirm', 'fail', '', 'anna', 'then');
        """)
    with closing(open_store(path)) as db:
        (row,) = queue(db.conn)
        assert (row.rule, row.reason, row.decided, row.status) == ("c.d", "m2", "fail", "decided")
        for statement in ("update reviews set verdict = 'pass'", "delete from decisions"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
                db.execute(statement)
