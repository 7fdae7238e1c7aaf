"""What a reviewer comes to do, in a small and a large terminal, on claims as partners file them."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from tests.forge.screen import NOW, screen_text, settled
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static, TextArea
from textual_image.widget import HalfcellImage

from poedesk.cli import main, parser
from poedesk.cli.desk import session as opened
from poedesk.cli.options import configuration
from poedesk.desk.app import Desk
from poedesk.desk.document import DocumentView
from poedesk.desk.page import PageView
from poedesk.desk.rows import Rows
from poedesk.desk.session import Session
from poedesk.store import Reviewer, decide, decisions, open_store

SAMPLES = Path(__file__).parents[2] / "sample_poe"
TAKEN = ("01-signed-sow-defender", "04-one-day-late", "06-forwarded-approval",
         "07-unsigned-word-sow", "08-signed-without-title")  # fmt: skip
AGE = "date.acknowledged-within-12-months"

SIZES = pytest.mark.parametrize("size", [(80, 24), (200, 60)], ids=["80x24", "200x60"])
SMALL = pytest.mark.parametrize("size", [(80, 24)], ids=["80x24"])


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with five sample claims and their evidence."""
    folder = tmp_path_factory.mktemp("taken")
    paths = [str(SAMPLES / name) for name in TAKEN]
    output = folder / "out.txt"
    main(["check", *paths, "--db", str(folder / "s.sqlite"), "--output", str(output),
          "--trust", str(SAMPLES / ".trust")])  # fmt: skip
    return folder


@pytest.fixture
def store(taken: Path, tmp_path: Path) -> Path:
    shutil.copytree(taken, tmp_path / "copy")
    return tmp_path / "copy" / "s.sqlite"


@pytest.fixture
def session(store: Path) -> Iterator[Session]:
    with ExitStack() as stack:
        args = parser().parse_args(["desk", "--db", str(store), "--trust", str(SAMPLES / ".trust")])
        made = opened(args, configuration(args), stack)
        yield replace(made, reviewer="k.lind", now=lambda: NOW)


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def said(pilot: Pilot[None], name: str) -> str:
    return str(pilot.app.screen.query_one(name, Static).render())


async def narrowed(pilot: Pilot[None], words: str) -> int:
    """Filter the queue; how many claims are left."""
    await settled(pilot)
    await pilot.press("slash")
    pilot.app.screen.query_one("#filter", Input).value = words
    await pilot.press("enter")
    await settled(pilot)
    return len(pilot.app.screen.query_one(Rows).numbers)


async def opened_on(pilot: Pilot[None], words: str) -> None:
    assert await narrowed(pilot, words) == 1
    await pilot.press("enter")
    await settled(pilot)


@SIZES
async def test_find_the_claim_that_fails_by_age_and_see_the_date_lit(
    desk: Desk, size: tuple[int, int]
) -> None:
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, f"verdict:fail {AGE}")
        assert "12 months" in said(pilot, "#finding")
        view = pilot.app.screen.query_one(DocumentView)
        lit = [view._text[one.start : one.end] for one in view._lit if one.style.bgcolor]
        assert any("2024" in words for words in lit)


@SIZES
async def test_see_the_page_that_was_signed_as_a_picture(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0008")
        await pilot.press("v")
        await settled(pilot)
        page = pilot.app.screen.query_one(PageView)
        assert page.display
        assert "page 2 of" in said(pilot, "#where")
        (picture,) = page.children
        assert isinstance(picture, HalfcellImage)
        assert picture.size.height > 20
        wide = picture.size.width
        await pilot.press("plus")
        await settled(pilot)
        assert picture.size.width > wide
        await pilot.press("v")
        assert not page.display


@SIZES
async def test_override_the_verdict_with_a_reason(
    desk: Desk, session: Session, size: tuple[int, int]
) -> None:
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0008")
        await pilot.press("o", "enter", *"title seen", "enter")
        await settled(pilot)
        (stored,) = decisions(session.db, "CLM-2025-0008")
        assert (stored.action, stored.outcome, stored.reason, stored.reviewer) == (
            "override", "pass", "title seen", "k.lind",
        )  # fmt: skip
        await pilot.press("escape")
        assert await narrowed(pilot, "status:decided by:k.lind") == 1


@SIZES
async def test_send_a_claim_back_with_the_drafted_letter_mended_by_hand(
    desk: Desk, session: Session, size: tuple[int, int]
) -> None:
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0007")
        await pilot.press("b")
        await settled(pilot)
        letter = pilot.app.screen.query_one(TextArea)
        assert letter.text.startswith("Dear ")
        assert "cannot be approved as it stands" in letter.text
        letter.text += "\nK. Lind"
        await pilot.press("ctrl+s")
        await settled(pilot)
        (stored,) = decisions(session.db, "CLM-2025-0007")
        assert (stored.action, stored.outcome) == ("send-back", "review")
        assert stored.reason.endswith("K. Lind")
        await pilot.press("escape")
        assert await narrowed(pilot, "status:sent-back") == 1


@SMALL
async def test_search_a_name_in_the_document(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0008")
        await pilot.press("slash", *"amsler", "enter")
        await settled(pilot)
        view = pilot.app.screen.query_one(DocumentView)
        assert {view._text[one.start : one.end] for one in view._found} == {"Amsler"}


@SIZES
async def test_search_words_in_the_evidence_of_all_claims(
    desk: Desk, size: tuple[int, int]
) -> None:
    async with desk.run_test(size=size) as pilot:
        assert await narrowed(pilot, 'text:"beatrix amsler"') == 1
        assert await narrowed(pilot, "text:nobody-of-that-name") == 0
        assert "Escape" in screen_text(pilot)


@SMALL
async def test_confirm_all_that_fail_by_one_rule_after_one_question(
    desk: Desk, session: Session, size: tuple[int, int]
) -> None:
    async with desk.run_test(size=size) as pilot:
        assert await narrowed(pilot, "verdict:fail rule:ack.present") == 2
        await pilot.press("a", "c")
        await settled(pilot)
        assert "2 claims (fail)" in screen_text(pilot)
        await pilot.press("y")
        await settled(pilot)
        for claim in ("CLM-2025-0006", "CLM-2025-0007"):
            assert [one.action for one in decisions(session.db, claim)] == ["confirm"]


@SMALL
async def test_note_something_and_take_a_decision_back(
    desk: Desk, session: Session, size: tuple[int, int]
) -> None:
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0007")
        await pilot.press("c", "m", *"asked by phone", "ctrl+s", "u")
        await settled(pilot)
        told = [one.action for one in decisions(session.db, "CLM-2025-0007")]
        assert told == ["confirm", "note", "withdraw"]
        await pilot.press("5")
        await settled(pilot)
        assert "asked by phone" in said(pilot, "#history")
        await pilot.press("escape")
        assert await narrowed(pilot, "status:new claim:0007") == 1


@SMALL
async def test_take_in_a_new_claim_and_work_on(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("t")
        pilot.app.screen.query_one("#path", Input).value = str(SAMPLES / "02-approval-by-email")
        await pilot.press("enter")
        await settled(pilot)
        assert await narrowed(pilot, "claim:CLM-2025-0002 verdict:pass") == 1


@SMALL
async def test_a_claim_judged_by_a_changed_checklist_is_stale_and_is_reviewed_again(
    session: Session, size: tuple[int, int]
) -> None:
    session.db.execute("drop trigger reviews_no_update")
    session.db.execute("update reviews set checklist_digest = 'sha256:old' where verdict = 'pass'")
    async with Desk(session).run_test(size=size) as pilot:
        await settled(pilot)
        assert "stale" in screen_text(pilot)
        await opened_on(pilot, "verdict:pass")
        assert "the checklist has changed since" in said(pilot, "#head")
        await pilot.press("shift+r")
        await settled(pilot)
        assert "the checklist has changed since" not in said(pilot, "#head")
        assert "Same findings as the review before" in said(pilot, "#history")


@SMALL
async def test_look_a_second_time_without_seeing_what_was_decided(
    session: Session, store: Path, size: tuple[int, int]
) -> None:
    with closing(open_store(store)) as other:
        for number in (2, 3, 4):
            decide(other, number, Reviewer("j.moor", NOW), "fail", "first")
    async with Desk(replace(session, second_look=100)).run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("s")
        await settled(pilot)
        assert "3 decided claims wait" in said(pilot, "#counts")
        await pilot.press("enter")
        await settled(pilot)
        assert "Second look" in said(pilot, "#head")
        assert "j.moor" not in screen_text(pilot)
        await pilot.press("o", "enter", "enter")
        await settled(pilot)
        assert "2 decided claims wait" in said(pilot, "#counts")
        assert "Agreement: 0 of 1" in said(pilot, "#agreement")
        assert "j.moor" in said(pilot, "#agreement")


@SMALL
async def test_two_reviewers_do_not_overwrite_each_other(
    desk: Desk, session: Session, store: Path, size: tuple[int, int]
) -> None:
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0007")
        with closing(open_store(store)) as other:
            (number,) = (r[0] for r in other.execute(
                "select id from reviews where claim_id = 'CLM-2025-0007'"))  # fmt: skip
            decide(other, number, Reviewer("j.moor", NOW), "pass", "signed copy seen")
        await pilot.press("c")
        await settled(pilot)
        assert [one.reviewer for one in decisions(session.db, "CLM-2025-0007")] == ["j.moor"]
        assert "j.moor" in said(pilot, "#head")
        await pilot.press("c")
        await settled(pilot)
        assert len(decisions(session.db, "CLM-2025-0007")) == 2


@SIZES
async def test_find_the_way_round(desk: Desk, size: tuple[int, int]) -> None:
    async with desk.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        assert "verdict:fail" in screen_text(pilot) or size[1] < 30
        await pilot.press("escape", "g")
        await settled(pilot)
        pilot.app.screen.query_one(OptionList).highlighted = 1
        await pilot.press("enter")
        await settled(pilot)
        assert 'rule:"' in pilot.app.screen.query_one("#filter", Input).value


@SMALL
async def test_open_the_original_in_the_systems_viewer(
    desk: Desk, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = tmp_path / "bin" / "xdg-open"
    viewer.parent.mkdir()
    viewer.write_text(f'#!/bin/sh\ncp "$1" "{tmp_path}/seen.tmp" && mv "{tmp_path}/seen.tmp" '
                      f'"{tmp_path}/seen"\n')  # fmt: skip
    viewer.chmod(0o755)
    monkeypatch.setenv("PATH", str(viewer.parent), prepend=":")
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0008")
        await pilot.press("e")
        async with asyncio.timeout(30):
            while not (tmp_path / "seen").exists():
                await pilot.pause(0.05)
    (original,) = (SAMPLES / "08-signed-without-title").glob("*.pdf")
    assert (tmp_path / "seen").read_bytes() == original.read_bytes()


@SMALL
async def test_evidence_that_was_changed_since_is_not_shown(
    desk: Desk, size: tuple[int, int], store: Path
) -> None:
    for kept in store.with_name("s.evidence").glob("??/*"):
        kept.write_bytes(kept.read_bytes() + b" ")
    async with desk.run_test(size=size) as pilot:
        await opened_on(pilot, "claim:CLM-2025-0008")
        await pilot.press("v")
        await settled(pilot)
        (words,) = pilot.app.screen.query_one(PageView).children
        assert isinstance(words, Static)
        assert "not kept as it was" in str(words.render())
