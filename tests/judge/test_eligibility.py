"""May the claim earn at all, by what it declares?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.judge import factory as f

from poedesk.judge import judge
from poedesk.model import Checklist


def outcome(day: date, rules: Checklist) -> str:
    findings = judge(f.claim(date=day), [f.signed(f.act())], rules, f.vocabulary()).findings
    return next(one.outcome for one in findings if one.rule == "eligibility.term")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 9, 30), "fail"),
        (date(2024, 10, 1), "pass"),
        (date(2025, 9, 30), "pass"),
        (date(2025, 10, 1), "review"),
        (date(9999, 12, 31), "review"),
    ],
)
def test_the_claim_has_to_lie_in_the_term(day: date, expected: str) -> None:
    assert outcome(day, f.usage()) == expected


def test_a_term_confirmed_as_open_ended_goes_on() -> None:
    rules = replace(f.usage(), open_ended=True)
    assert outcome(date(2025, 10, 1), rules) == "pass"
    assert outcome(date(2024, 9, 30), rules) == "fail"


def test_a_file_that_is_not_what_its_name_says_is_looked_at() -> None:
    from poedesk.model import Mark

    doc = replace(f.document("sow.pdf"), marks=(Mark("wrong-name", "a ZIP archive", ()),))
    named = f.examined(doc, *f.all_facts(doc), f.act())
    assert f.outcome("file.readable", named) == "review"
