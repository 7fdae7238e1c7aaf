"""The shortest way to a pass: what is named is enough, and nothing of it can be spared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.judge import factory as f

from poedesk.judge import judge
from poedesk.judge.way import shortest
from poedesk.model import (
    NOTHING_KNOWN,
    AckKind,
    Activity,
    Claim,
    Company,
    Examined,
    Outcome,
    Severity,
    Side,
    Unread,
    Way,
)

TEXT = (
    "Northwind Cloud Services Ltd deployed Microsoft Intune with 14 compliance policies for "
    "600 users of Contoso Manufacturing GmbH from 1 February 2025 on.\n"
    "Autopilot enrolls 240 laptops of the Jena plant, with conditional access for a pilot.\n"
    "Laptops were lost without a trace.\n"
    "Lost laptops are wiped within an hour now.\n"
)


def good(*acts: object, text: str = TEXT, spare: str = "") -> Examined:
    """A paper that describes the work; the line that holds `spare` is left out."""
    kept = "".join(
        line for line in text.splitlines(keepends=True) if not spare or spare not in line
    )
    doc = f.document(text=kept)

    def has(words: str) -> bool:
        return words in kept

    facts = []
    if has("deployed Microsoft Intune"):
        told = f.activity(doc, "deployed Microsoft Intune with 14 compliance policies")
        facts += [f.workload(doc), f.count(doc), replace(told, specifics=("14", "policies"))]
        facts += [f.dated(doc, "1 February 2025", date(2025, 2, 1))]
    if has("Autopilot"):
        told = f.activity(doc, "Autopilot enrolls 240 laptops of the Jena plant")
        facts.append(replace(told, specifics=("240", "Jena")))
    if has("were lost"):
        facts.append(f.activity(doc, "Laptops were lost without a trace.", kind=Activity.NEED))
    if has("wiped"):
        facts.append(f.activity(doc, "Lost laptops are wiped", kind=Activity.BENEFIT))
    return f.examined(doc, *facts, *acts)  # type: ignore[arg-type]


def way(*files: Examined, about: Claim | None = None) -> Way:
    told = about or f.claim()
    judgement = judge(told, files, f.usage(), f.vocabulary())
    return shortest(told, files, f.usage(), f.vocabulary(), NOTHING_KNOWN, judgement)


def words(found: Way) -> list[str]:
    return [one.what for one in found.steps]


def test_a_claim_that_passes_lacks_nothing() -> None:
    assert way(good(f.act())) == Way()


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({"title": None}, "title"),
        ({"name": None, "title": None}, "printed name and title"),
        ({"date": None}, "date"),
        (
            {"kind": AckKind.EMPTY, "technical": None, "name": None, "title": None, "date": None},
            "printed name, signature, title and date",
        ),
    ],
)
def test_of_a_signature_only_what_is_missing_is_asked_for(
    changes: dict[str, object], lacks: str
) -> None:
    doc = good()
    place = f.at(doc.document, "Contoso Manufacturing GmbH")
    act = f.act(**{"kind": AckKind.INK, "evidence": (place,), **changes})  # type: ignore[arg-type]
    files = replace(doc, acknowledgements=(act,))
    assert words(way(files)) == [f"the customer's {lacks} in the signature block of sow.pdf"]


def test_an_old_signature_needs_a_mail_and_nothing_else() -> None:
    (step,) = way(good(f.act(day=date(2024, 1, 10)))).steps
    assert step.what == "an original .msg in which Contoso Manufacturing GmbH confirms the work"
    assert step.rules == ("date.acknowledged-within-12-months",)


def test_what_the_description_lacks_is_named_part_by_part() -> None:
    assert words(way(good(f.act(), spare="were lost"))) == [
        "the customer's need and the benefit of the work"
    ]
    found = words(way(good(f.act(), spare="deployed Microsoft Intune")))
    assert "how many users the work on Microsoft Intune reaches" in found


def test_a_workload_without_any_word_may_be_left_out() -> None:
    told = f.claim(workloads=("intune", "mdi"))
    assert words(way(good(f.act()), about=told)) == [
        "leave Microsoft Defender for Identity out of the claim"
    ]


def test_a_file_that_cannot_be_read_is_asked_for_again() -> None:
    assert words(way(good(f.act()), f.closed("annex.pdf"))) == ["a readable copy of annex.pdf"]
    one = good(f.act())
    blind = replace(one, document=replace(one.document, unread=(Unread("page 2", "a picture"),)))
    assert words(way(blind)) in ([], ["a readable copy of sow.pdf"])


def test_what_no_fact_can_mend_is_told() -> None:
    other = f.document("other.pdf", "Customer: Fabrikam Bearings AG\n")
    stranger = f.examined(other, f.party(other, Side.CUSTOMER, "Fabrikam Bearings AG", 1.0))
    found = way(good(f.act()), stranger)
    assert found.steps == ()
    assert found.open_rules == ("party.consistent",)


def test_what_stays_open_does_not_hide_what_can_be_mended() -> None:
    late = f.claim(date=date(2026, 12, 1))
    found = way(good(f.act(day=date(2026, 11, 3)), spare="were lost"), about=late)
    assert words(found) == [
        "the customer's need and the benefit of the work",
        "when the work began and ends",
    ]
    assert found.open_rules == ("eligibility.term",)


@pytest.mark.parametrize(
    "files",
    [
        (),
        (good(),),
        (f.mail(depth=1, outer=f.LEE, facts=False),),
        (good(f.act(day=date(2023, 1, 1)), spare="deployed Microsoft Intune"),),
        (good(text="Northwind Cloud Services Ltd sells licences.\n"),),
    ],
)
@pytest.mark.parametrize("workloads", [("intune",), ("intune", "mde", "mdi")])
@pytest.mark.parametrize("customer", [f.CUSTOMER, Company(name="Contoso Manufacturing GmbH")])
def test_no_step_of_a_way_can_be_spared(
    files: tuple[Examined, ...], workloads: tuple[str, ...], customer: Company
) -> None:
    """Each step names rules that bar the claim without it."""
    told = f.claim(workloads=workloads, customer=customer)
    found = way(*files, about=told)
    barred = {
        one.rule
        for one in judge(told, files, f.usage(), f.vocabulary()).findings
        if one.severity is Severity.REQUIRED and one.outcome in (Outcome.FAIL, Outcome.REVIEW)
    }
    assert barred
    assert found.steps or found.open_rules
    assert all(step.rules for step in found.steps)
    assert len(set(words(found))) == len(found.steps)
