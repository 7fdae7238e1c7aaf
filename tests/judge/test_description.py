"""Is the work described in detail, for this customer, with need and benefit? Real sentences through
the real extractors.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.forge.paper import Look, pdf
from tests.judge import factory as f

from poedesk.judge import judge
from poedesk.model import Finding
from poedesk.review import examine
from poedesk.settings import load_settings

NEED = (
    "In November two buyers of Contoso paid a forged invoice, and nobody could tell a stolen "
    "sign-in from a real one."
)
BENEFIT = (
    "After the rollout every laptop is visible in one place and the audit point of 2024 is closed."
)
WORK = (
    "Northwind deploys Microsoft Intune to 600 users in four rings, configures compliance policies "
    "and BitLocker, and migrates 41 applications from the old package server. "
    "Our engineers configure update rings for 580 laptops and train the help desk in two workshops."
)
LIST = """
- Deploy Microsoft Intune
- Configure devices
- User adoption
- Ongoing support
"""
PRAISE = (
    "Microsoft Intune is a cloud-based endpoint management solution that helps organizations "
    "protect their data. It empowers your business with best-in-class security and gives you a "
    "seamless experience. Organizations can unlock the full potential of the modern workplace. "
    "Intune is an industry-leading product that allows you to stay ahead of threats."
)
GERMAN = """
Ausgangslage

Die Notebooks der Monteure waren unverschlüsselt, und niemand konnte sagen, wer sie zuletzt
benutzt hat.

Umsetzung

Northwind führt Microsoft Intune für 600 Benutzer ein, richtet Compliance-Richtlinien und BitLocker
ein und schult das Service-Team in zwei Workshops. Unsere Techniker rollen die Richtlinien in vier
Wellen auf 580 Notebooks aus.

Nutzen

Verlorene Geräte werden in Minuten gelöscht statt gar nicht.
"""


def found(rule: str, *passages: str) -> Finding:
    when = datetime(2025, 1, 1, tzinfo=UTC)
    text = "# Statement of work\n\n" + "\n\n".join(passages)
    data = pdf(text, Look(), title="t", author="a", made=when).data
    one = examine("sow.pdf", None, data, load_settings())
    findings = judge(f.claim(), [one], f.usage(), f.vocabulary()).findings
    return next(each for each in findings if each.rule == rule)


@pytest.mark.parametrize(
    ("passages", "outcome"),
    [((NEED, WORK, BENEFIT), "pass"), ((WORK,), "pass"), ((LIST,), "fail"), ((GERMAN,), "pass")],
)
def test_a_list_of_tasks_is_no_description(passages: tuple[str, ...], outcome: str) -> None:
    assert found("work.detailed", *passages).outcome == outcome


def test_without_work_there_is_nothing_to_detail() -> None:
    assert found("work.detailed", "We thank you for the good talk.").outcome == "not-applicable"


@pytest.mark.parametrize(
    ("passages", "outcome"),
    [
        ((NEED, WORK, BENEFIT), "pass"),
        ((NEED, WORK), "review"),
        ((WORK, BENEFIT), "review"),
        ((WORK,), "fail"),
        ((GERMAN,), "pass"),
    ],
)
def test_need_and_benefit_belong_to_it(passages: tuple[str, ...], outcome: str) -> None:
    assert found("work.customer-need", *passages).outcome == outcome


def test_what_stands_under_a_telling_heading_needs_no_telling_words() -> None:
    told = found(
        "work.customer-need",
        "## The situation",
        "Contoso runs nine shops and two auction rooms, each with a server of its own.",
        "## What it brings",
        "All shops work with one list of customers.",
        WORK,
    )
    assert told.outcome == "pass"


@pytest.mark.parametrize(
    ("passages", "outcome"),
    [
        ((NEED, WORK, BENEFIT), "pass"),
        ((PRAISE,), "fail"),
        ((PRAISE, "Northwind deploys Microsoft Intune to 600 users in four rings."), "fail"),
        ((PRAISE, NEED, WORK, BENEFIT), "review"),
    ],
)
def test_the_praise_of_a_product_is_not_about_the_customer(
    passages: tuple[str, ...], outcome: str
) -> None:
    assert found("work.specific", *passages).outcome == outcome
