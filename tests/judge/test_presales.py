"""Pre-sales claims: engaged before the transaction, by demonstrations, pilots, designs."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.judge import judge
from poedesk.judge.checklist import load
from poedesk.locations import checklists
from poedesk.model import AckKind, Checklist, Claim, Examined, Finding, Presales

SALES = "Dynamics 365 Sales"
TEXT = (
    "On 3 February 2025 Northwind Cloud Services Ltd demonstrated Dynamics 365 Sales to twelve "
    "sellers of Contoso Manufacturing GmbH, with its own price lists and 40 opportunities."
)


@cache
def rules() -> Checklist:
    return load(checklists() / "cpor-presales-fy25.toml")


def claim(sold: date | None = date(2025, 3, 20), *, upsell: bool = False, **changes: Any) -> Claim:
    return f.claim(
        type="presales", workloads=("d365_sales",), presales=Presales(sold, upsell), **changes
    )


def finding(rule: str, about: Claim, *files: Examined) -> Finding:
    made = judge(about, files, rules(), f.vocabulary())
    return next(one for one in made.findings if one.rule == rule)


def paper(day: date | None = date(2025, 3, 12)) -> Examined:
    doc = f.document(text=TEXT)
    facts = (
        f.workload(doc, SALES, "d365_sales"),
        f.dated(doc, "3 February 2025", date(2025, 2, 3)),
    )
    return f.examined(doc, *facts, f.act(day=day))


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        (date(2025, 3, 20), "pass"),  # signed before
        (date(2025, 3, 1), "pass"),  # signed after, for a demonstration before
        (date(2025, 2, 3), "review"),  # on the day of the demonstration
        (date(2025, 1, 15), "fail"),
        (None, "not-checked"),
    ],
)
def test_the_engagement_comes_before_the_transaction(sold: date | None, expected: str) -> None:
    assert finding("date.before-transaction", claim(sold), paper()).outcome == expected


def test_a_date_that_nobody_acknowledged_is_no_evidence() -> None:
    doc = f.document(text=TEXT)
    unsigned = f.examined(doc, f.dated(doc, "3 February 2025", date(2025, 2, 3)))
    assert finding("date.before-transaction", claim(), unsigned).outcome == "fail"


def test_an_upsell_needs_neither_earlier_engagement_nor_acknowledgement() -> None:
    about = claim(None, upsell=True)
    doc = f.document(text=TEXT)
    bare = f.examined(doc, f.workload(doc, SALES, "d365_sales"))
    assert finding("date.before-transaction", about, bare).outcome == "not-applicable"
    assert finding("ack.present", about, bare).outcome == "not-applicable"
    filed = f.examined(doc, f.act(AckKind.EMPTY, None))
    assert finding("ack.present", about, filed).outcome == "fail"


def test_demonstrations_are_the_work_of_a_pre_sales_claim() -> None:
    for rule in ("work.applicable", "workload.connected"):
        assert finding(rule, claim(), paper()).outcome == "pass", rule


def test_the_age_of_the_acknowledgement_is_no_question_here() -> None:
    asked = {rule.id for rule in rules().rules}
    assert "date.acknowledged-within-12-months" not in asked
    assert "public-sector.disclosure" not in asked
    assert finding("work.user-counts", claim(), paper()).severity == "advisory"
