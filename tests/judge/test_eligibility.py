"""May the claim earn at all, by what it declares?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.judge import judge
from poedesk.judge.checklist import load
from poedesk.locations import checklists
from poedesk.model import Checklist, Examined, Finding


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


# ── What is declared ────────────────────────────────────────────────────────────────────


def found(rule: str, *files: Examined, **changes: Any) -> Finding:
    return f.finding(rule, *(files or (f.signed(f.act()),)), about=f.claim(**changes))


def partner(**changes: Any) -> dict[str, Any]:
    return {"partner": replace(f.PARTNER, **changes)}


def customer(environment: str) -> dict[str, Any]:
    return {"customer": replace(f.CUSTOMER, environment=environment)}


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        ("eligibility.enrolled", {}, "not-checked"),
        ("eligibility.enrolled", partner(enrolled=True), "pass"),
        ("eligibility.enrolled", partner(enrolled=False), "fail"),
        ("eligibility.designation", {}, "not-checked"),
        ("eligibility.designation", partner(designations=()), "fail"),
        ("eligibility.designation", partner(designations=("modern-work",)), "fail"),
        ("eligibility.designation", partner(designations=("data-ai", "security")), "pass"),
        ("eligibility.designation", {"purpose": "recognition"}, "not-applicable"),
        ("eligibility.customer-type", {}, "not-checked"),
        ("eligibility.customer-type", customer("commercial"), "pass"),
        ("eligibility.customer-type", customer("gcc"), "pass"),
        ("eligibility.customer-type", customer("gcc-high"), "fail"),
        ("eligibility.customer-type", customer("21vianet"), "fail"),
        ("eligibility.workload", {"workloads": ("mde", "intune")}, "pass"),
        ("eligibility.workload", {"workloads": ("teams_phone",)}, "pass"),
        ("eligibility.workload", {"workloads": ("mde", "d365_sales")}, "fail"),
        ("eligibility.workload", {"workloads": ()}, "not-checked"),
    ],
)
def test_what_is_declared_decides(rule: str, changes: dict[str, Any], expected: str) -> None:
    assert found(rule, **changes).outcome == expected


def test_what_is_missing_is_named_by_its_key() -> None:
    assert found("eligibility.enrolled").needs == ("partner.enrolled",)
    assert found("eligibility.designation").needs == ("partner.designations",)


def test_a_workload_that_earns_nothing_says_so() -> None:
    told = found("eligibility.workload", workloads=("mde", "teams_phone")).message
    assert "Teams Phone for recognition only" in told


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The trial tenant of Contoso was used.", "review"),
        ("Contoso's Office 365 is operated by 21Vianet.", "review"),
        ("A trial of four weeks and a pilot with 30 users come first.", "not-checked"),
        ("The test plan is agreed with the tenant administrators.", "not-checked"),
    ],
)
def test_the_evidence_may_say_that_the_tenant_is_excluded(words: str, expected: str) -> None:
    paper = f.examined(f.document(text=words), f.act())
    assert found("eligibility.customer-type", paper).outcome == expected


def test_the_term_before_had_other_rules() -> None:
    before = load(checklists() / "cpor-usage-fy24.toml")
    about = f.claim(
        date=date(2024, 6, 1),
        workloads=("intune", "teams_phone"),
        partner=replace(f.PARTNER, designations=("modern-work",)),
    )
    findings = {
        one.rule: one for one in judge(about, [f.signed(f.act())], before, f.vocabulary()).findings
    }
    assert findings["eligibility.designation"].outcome == "pass"
    assert "Microsoft Intune for recognition only" in findings["eligibility.workload"].message
    assert findings["eligibility.term"].outcome == "pass"
