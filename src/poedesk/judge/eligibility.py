"""Declared facts of the claim that decide whether it can earn at all."""

from __future__ import annotations

from poedesk.judge.answer import Answer, doubtful, failed, passed
from poedesk.judge.case import Case
from poedesk.judge.days import say
from poedesk.model import Declared


def within_term(case: Case) -> Answer:
    """The claim's date lies in the term whose rules the checklist holds."""
    rules, day = case.checklist, case.claim.date
    where = Declared("claim.date", day.isoformat())
    term = f"{say(rules.term_from)} to {say(rules.term_to)}"
    if day < rules.term_from:
        return failed(f"The claim of {say(day)} lies before the term ({term}).", where)
    if day > rules.term_to and not rules.open_ended:
        return doubtful(
            f"The rules of {say(day)} are not known; judged by {rules.id} ({term}).", where
        )
    return passed(f"The claim of {say(day)} lies in the term ({term}).", where)


CHECKS = (within_term,)
