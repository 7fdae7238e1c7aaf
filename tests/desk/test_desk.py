"""The desk as a reviewer uses it: keys in, screen and store out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database
from tests.forge.reviews import PAGES, review
from tests.forge.screen import NOW, desk, screen_text, session, settled
from textual.widgets import Input, OptionList, Static

from poedesk.desk.app import Desk
from poedesk.desk.document import DocumentView, wrap
from poedesk.desk.rows import Rows
from poedesk.earnings import load_programmes
from poedesk.locations import checklists
from poedesk.model import Outcome, UsageRow
from poedesk.store import add_review, decisions, open_store, queue

SIZE = (120, 32)
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "s.sqlite")) as made:
        add_review(made, review("CLM-1", Outcome.FAIL), NOW)
        add_review(made, review("CLM-2", Outcome.REVIEW), NOW)
        add_review(made, review("CLM-3", Outcome.PASS), NOW)
        yield made


def expect_golden(name: str, seen: str) -> None:
    """Compare with the golden screen; UPDATE_GOLDEN=1 writes it anew for a person to read."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    assert seen == path.read_text(encoding="utf-8")


async def test_the_queue_shows_what_needs_a_person_first(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        expect_golden("queue", screen_text(pilot))


async def test_the_filter_narrows_the_queue_by_any_words(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        pilot.app.screen.query_one(Input).value = "fail ostsee"
        await pilot.press("slash", "enter")
        await settled(pilot)
        assert pilot.app.screen.query_one(Rows).numbers == [1]


async def test_a_claim_opens_on_its_heaviest_finding_with_the_evidence_lit(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        expect_golden("claim", screen_text(pilot))
        view = pilot.app.screen.query_one(DocumentView)
        line = "".join(PAGES).index("Signature:")
        lit = [one for one in view._lit if one.style.bgcolor is not None]
        assert [(one.start, one.end) for one in lit] == [(line, line + len("Signature:\t______"))]


async def test_moving_to_a_finding_lights_its_evidence_without_another_key(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        findings = pilot.app.screen.query_one(OptionList)
        findings.highlighted = 1
        await settled(pilot)
        view = pilot.app.screen.query_one(DocumentView)
        lit = [one for one in view._lit if one.style.bgcolor is not None]
        assert ["".join(PAGES)[one.start : one.end] for one in lit] == ["Microsoft Intune"]


async def test_confirming_stores_the_verdict_with_the_reviewers_name(db: Database) -> None:
    async with desk(db, "k.lind").run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("down", "enter", "c")
        await settled(pilot)
        (stored,) = decisions(db, "CLM-1")
        assert (stored.action, stored.outcome, stored.reviewer) == ("confirm", "fail", "k.lind")
        head = str(pilot.app.screen.query_one("#head", Static).render())
        assert "confirm verdict: FAIL" in head


async def test_what_poedesk_could_not_decide_cannot_be_confirmed(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "c")
        await settled(pilot)
        assert decisions(db, "CLM-2") == ()


async def test_overriding_asks_for_an_outcome_and_a_reason(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "o", "tab", *"no outcome", "enter")
        await settled(pilot)
        assert decisions(db, "CLM-2") == ()
        await pilot.press("escape", "o", "enter", "enter")
        await settled(pilot)
        assert decisions(db, "CLM-2") == ()
        await pilot.press(*"seen", "enter")
        await settled(pilot)
        (stored,) = decisions(db, "CLM-2")
        assert (stored.action, stored.outcome, stored.reason) == ("override", "pass", "seen")


async def test_a_finding_can_be_overridden_by_itself(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "f", "enter", *"ok", "enter")
        await settled(pilot)
        (stored,) = decisions(db, "CLM-2")
        assert (stored.rule, stored.outcome) == ("ack.present", "pass")
        first = pilot.app.screen.query_one(OptionList).get_option_at_index(0)
        assert str(first.prompt) == "REVIEW → PASS  ack.present"
        assert queue(db.conn)[0].decided is None


async def test_going_back_without_a_decision_stores_nothing(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "o", "escape", "escape")
        await settled(pilot)
        assert len(pilot.app.screen.query_one(Rows).numbers) == 3
        assert decisions(db, "CLM-2") == ()


async def test_a_decision_on_a_review_replaced_meanwhile_is_refused(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("down", "enter")
        await settled(pilot)
        add_review(db, review("CLM-1", Outcome.PASS), NOW)
        await pilot.press("c")
        await settled(pilot)
        assert decisions(db, "CLM-1") == ()


async def test_the_decision_in_force_stands_first(db: Database) -> None:
    async with desk(db).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        for outcome, reason in (("enter", "one"), ("down", "two")):
            await pilot.press("o", outcome, *(["enter"] if outcome == "down" else []))
            await pilot.press(*reason, "enter")
            await settled(pilot)
        said = str(pilot.app.screen.query_one("#head", Static).render()).splitlines()[1:]
        assert [line.partition("“")[2] for line in said] == ["two”  and 1 earlier"]


async def test_keys_can_be_given_by_the_configuration(db: Database) -> None:
    async with desk(db, keys={"confirm": "z"}).run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("down", "enter", "z")
        await settled(pilot)
        assert len(decisions(db, "CLM-1")) == 1


async def test_an_empty_queue_says_how_to_fill_it(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "e.sqlite")) as empty:
        async with desk(empty).run_test(size=SIZE) as pilot:
            await settled(pilot)
            assert "poedesk desk PATH" in screen_text(pilot)


@given(text=st.text(alphabet="ab \t\n漢字é", max_size=200), width=st.integers(8, 40))
def test_wrapping_loses_no_character_and_keeps_order(text: str, width: int) -> None:
    rows = wrap(text, width)
    kept = "".join(text[start:end] for start, end in rows)
    assert kept == text.replace("\n", "")
    assert rows == sorted(rows)


async def test_a_claim_with_a_usage_table_shows_what_it_earns(db: Database) -> None:
    month = date(2024, 12, 1)
    rows = (UsageRow("T", "intune", month, 400, 500, month, hwm_before=350),)
    add_review(db, review("CLM-0", Outcome.REVIEW, date=date(2025, 1, 2), usage_rows=rows), NOW)
    programmes = load_programmes([checklists() / "programmes"])
    opened = Desk(session(db, programmes=lambda: programmes))
    async with opened.run_test(size=SIZE) as pilot:
        await settled(pilot)
        await pilot.press("enter", "6")
        await settled(pilot)
        told = str(pilot.app.screen.query_one("#earnings", Static).render())
        assert "total 50" in told
        await pilot.press("j")
        await settled(pilot)
        told = str(pilot.app.screen.query_one("#earnings", Static).render())
        assert told == "The claim declares no usage table."
