"""A run in every format: what a person must see is there, and outside text cannot do harm."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from tests.forge.reviews import HOSTILE, document, review

from poedesk.model import Outcome, Review, RunError
from poedesk.report import print_run
from poedesk.report.escape import line

ERROR = RunError("CLM-9", "claims/9", "claim-file", "unknown key custmer")


def printed(form: str, *results: Review | RunError) -> str:
    stream = io.StringIO()
    print_run(results, form, stream)
    return stream.getvalue()


def hostile() -> Review:
    made = review()
    claim = type(made.claim)(
        **{name: getattr(made.claim, name) for name in made.claim.__slots__} | {"id": HOSTILE}
    )
    return type(made)(**{name: getattr(made, name) for name in made.__slots__} | {"claim": claim})


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_people_read_verdict_reason_place_remedy_and_workloads(form: str) -> None:
    seen = printed(form, review(), ERROR).replace("\\", "")
    for words in (
        "FAIL", "CLM-1", "ack.present", "The customer's line is empty", "page 2", "Have it signed.",
        "640", "ERROR", "unknown key custmer", "2 claims · 1 fail · 1 not judged", "incomplete",
    ):  # fmt: skip
        assert words in seen.replace("&#x27;", "'"), words


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_no_control_character_survives(form: str) -> None:
    seen = printed(form, hostile())
    assert "\x1b" not in seen
    assert "\u202e" not in seen


def test_html_holds_no_foreign_tag() -> None:
    tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Sequence[object]) -> None:
            tags.append(tag)

    Tags().feed(printed("html", hostile()))
    assert "b" not in tags
    assert "script" not in tags


def test_json_is_the_contract() -> None:
    data = json.loads(printed("json", review(), review("CLM-2", Outcome.PASS), ERROR))
    assert data["schema"] == "poedesk/review/1"
    assert data["errors"] == [
        {"claim": "CLM-9", "path": "claims/9", "kind": "claim-file", "message": ERROR.message}
    ]
    first, second = data["reviews"]
    assert (first["verdict"], second["verdict"]) == ("fail", "pass")
    assert first["files"][0]["unread"] == [{"part": "page 3", "reason": "a scan"}]
    assert first["files"][1]["error"] == "damaged; send it again"
    count = first["facts"]["user_counts"][0]
    assert (count["value"], count["unit"], count["workloads"]) == (640, "users", ["intune"])
    place = count["evidence"][0]
    assert (place["page"], place["part"]) == (1, None)
    assert document().text[place["start"] : place["end"]] == place["quote"] == "640 users"
    assert place["boxes"] == [[10.0, 20.0, 30.0, 40.0]]
    nowhere = first["findings"][1]["evidence"][1]
    assert nowhere["quote"] is None
    assert nowhere["searched"] == ["sow.pdf"]


def test_json_lines_hold_one_review_each() -> None:
    lines = printed("jsonl", review(), ERROR).splitlines()
    assert json.loads(lines[0])["claim"]["id"] == "CLM-1"
    assert json.loads(lines[1])["error"]["claim"] == "CLM-9"


def test_undeclared_parties_cap_the_verdict_and_are_asked_for() -> None:
    seen = printed("text", review(outcome=Outcome.PASS, workloads=()))
    assert "REVIEW" in seen
    assert "--workload" in seen


def test_a_line_is_cut_and_cleaned() -> None:
    assert line("a\n\tb\x07c\u200f", 160) == "a b c"
    assert line("x" * 30, 10) == "x" * 9 + "…"


class TestTheLetterToThePartner:
    def test_asks_for_what_is_missing_by_reason_category(self) -> None:
        seen = printed("markdown", review()).replace("\\", "")
        _, letter = seen.split("### Letter to ")
        assert "your claim CLM-1 for Ostsee Werft GmbH (intune)" in letter
        assert "**Missing customer acknowledgement**" in letter
        assert "- Have it signed." in letter
        assert "What we saw: The customer's line is empty." in letter
        assert "Looked at: sow.pdf" in letter

    def test_says_of_a_doubt_that_it_is_none_yet(self) -> None:
        assert "cannot be decided yet" in printed("markdown", review(outcome=Outcome.REVIEW))

    def test_is_not_written_for_a_claim_that_passes(self) -> None:
        assert "Letter" not in printed("markdown", review(outcome=Outcome.PASS))

    def test_takes_no_markup_from_outside(self) -> None:
        seen = printed("markdown", hostile())
        assert "<b>" not in seen.replace("\\<", "")
