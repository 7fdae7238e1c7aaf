"""The desk by prompts: lines in, lines out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database
from tests.forge.reviews import HOSTILE, review
from tests.forge.screen import NOW, session

from poedesk.desk.plain import walk
from poedesk.model import Outcome
from poedesk.store import Reviewer, add_review, decide, decisions, open_store


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "s.sqlite")) as made:
        for name, outcome in (
            ("CLM-1", Outcome.FAIL),
            ("CLM-2", Outcome.REVIEW),
            ("CLM-3", Outcome.PASS),
        ):
            add_review(made, review(name, outcome), NOW)
        yield made


def talk(db: Database, *lines: str, reviewer: str = "k.lind", share: int = 10) -> str:
    """What is told while these lines are given."""
    told = io.StringIO()
    given = io.StringIO("".join(f"{one}\n" for one in lines))
    walk(replace(session(db, reviewer), second_look=share), given, told)
    return told.getvalue()


def test_the_queue_is_told_with_what_needs_a_person_first(db: Database) -> None:
    told = talk(db)
    assert told.index("1. REVIEW CLM-2") < told.index("2. FAIL CLM-1") < told.index("3. PASS CLM-3")
    assert "3 to decide" in told


def test_a_claim_is_told_with_its_findings_and_their_places(db: Database) -> None:
    told = talk(db, "2", "1", "workloads", "acknowledgements", "files", "q", "q")
    assert "1. FAIL ack.present: The customer's line is empty." in told
    assert "1. sow.pdf, page 2: “Signature: ______”" in told
    assert "named, with activity, 640 users" in told
    assert "REJECTED empty" in told
    assert "not read: page 3: a scan" in told


def test_evidence_is_read_and_searched(db: Database) -> None:
    told = talk(db, "2", "read 1", "search jana")
    assert "Deployment of Microsoft Intune for 640 users" in told
    assert "file 1, line 4: Name: Jana Kröger" in told
    assert "1 lines." in told


def test_the_queue_is_narrowed_by_the_words_of_the_filter(db: Database) -> None:
    told = talk(db, "filter verdict:fail", "filter verdikt:fail", "groups")
    assert "1 shown" in told
    assert "there is no “verdikt” to filter by (did you mean 'verdict'?)" in told
    assert "1 ack.present" in told


def test_each_decision_of_the_screen_can_be_made(db: Database) -> None:
    talk(
        db,
        "filter claim:CLM-1", "1", "confirm", "undo", "override pass signed copy seen",
        "finding 1 pass same", "note asked by phone", "back", "n", "Dear partner,", "sign it", ".",
    )  # fmt: skip
    said = decisions(db, "CLM-1")
    assert [one.action for one in said] == [
        "confirm", "withdraw", "override", "override", "note", "send-back",
    ]  # fmt: skip
    assert said[-1].reason == "Dear partner,\nsign it"
    assert said[3].rule == "ack.present"


def test_several_claims_are_confirmed_after_one_question(db: Database) -> None:
    told = talk(db, "confirm 2-3", "y", "close 1 2 3", "y")
    assert "2 claims (fail, pass): CLM-1, CLM-3." in told
    assert [one.action for one in decisions(db, "CLM-1")] == ["confirm", "close"]
    assert "2 stored; not 1: CLM-2: nothing was decided yet" in told


def test_what_cannot_be_done_is_said_and_nothing_is_stored(db: Database) -> None:
    told = talk(db, "9", "dance", "1", "confirm", "override pass", "override maybe so", "read 7")
    assert "a number from 1 to 3 is wanted, not 9" in told
    assert "There is no such command" in told
    assert "poedesk could not decide" in told
    assert "an override needs a reason" in told
    assert "is no outcome" in told
    assert decisions(db, "CLM-2") == ()


def test_a_second_look_is_taken_blind(db: Database) -> None:
    decide(db, 1, Reviewer("j.moor", NOW), "fail")
    told = talk(db, "second", "y", "history", "override pass", share=100)
    assert "j.moor" not in told
    assert "a second look does not see what was decided" in told
    assert decisions(db, "CLM-1")[-1].action == "second-look"
    assert "Agreement so far: 0 of 1" in talk(db, "second", share=100)


def test_nothing_of_a_document_reaches_the_terminal_as_a_command(db: Database) -> None:
    made = review("CLM-4", Outcome.FAIL)
    hostile = replace(made.examined[0].document, text=HOSTILE)
    add_review(db, replace(made, claim=replace(made.claim, id=HOSTILE), examined=(
        replace(made.examined[0], document=hostile),)), NOW)  # fmt: skip
    told = talk(db, "filter", "3", "read 1", "files", "history")
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_help_names_every_command(db: Database) -> None:
    told = talk(db, "help", "help filter", "1", "help")
    for command in ("confirm", "groups", "take", "second", "override", "undo", "search"):
        assert command in told
