"""What a sentence says was done, and for which workload."""

from __future__ import annotations

import pytest
from tests.forge.reading import reading

from poedesk.extract.activities import activities
from poedesk.extract.parties import parties
from poedesk.extract.workloads import workloads
from poedesk.model import Activity, ActivityFact
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()


def said(text: str) -> tuple[ActivityFact, ...]:
    paper = reading(text)
    return activities(paper, workloads(paper, VOCABULARY), parties(paper, VOCABULARY), VOCABULARY)


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("We deployed Intune to 500 devices.", {"deployment"}),
        ("Intune supports iOS.", set()),
        ("See the Deployment Guide.", set()),
        ("Configuration Manager is in use.", set()),
        ("Train-the-trainer sessions and change management.", {"adoption"}),
        ("Our helpdesk answers tickets.", {"support"}),
        ("We advised the team by phone.", {"guidance"}),
        ("Sentinel helps organizations see threats.", {"promotional"}),
        ("Contoso lacks visibility.", {"need"}),
        ("It reduces incidents.", {"benefit"}),
        ("Phase 1: weeks 1 to 3.", {"timeline"}),
        ("Phase one.", set()),
        ("Invoices are due in 2 weeks; payment follows.", set()),
        ("300 licences were purchased.", {"licensing"}),
        ("Intune wurde eingeführt, Anwender wurden geschult.", {"deployment", "adoption"}),
        ("Nous avons déployé Intune.", {"deployment"}),
        ("Se implementó Intune.", {"deployment"}),
        ("Realizamos a implantação do Intune.", {"deployment"}),
        ("La configurazione di Intune è completata.", {"deployment"}),
        ("Intune is uitgerold.", {"deployment"}),
        ("Intuneを導入しました。", {"deployment"}),
        ("The sun shines.", set()),
    ],
)
def test_a_sentence_shows_its_classes(text: str, classes: set[str]) -> None:
    assert {fact.activity.value for fact in said(text)} == classes


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("We will not migrate SharePoint.", True),
        ("We not only deploy MDE.", False),
        ("The rollout ends no later than May.", False),
        ("No agent is missing, and we deploy MDE.", False),
        ("No projeto implementamos o Intune.", False),
        ("There will be no rollout.", True),
        ("Deployment of Teams Phone is out of scope.", True),
        ("Out of scope:\n- Deployment of Teams Phone\n", True),
        ("Customer is responsible for installing agents.", True),
        ("Intune wird nicht eingeführt.", True),
        ("No deployment of agents is included.", True),
        ("There was no downtime during the rollout.", False),
        ("Customer will deploy Intune before the start.", True),
        ("The customer will be ready for the rollout.", False),
        ("Contoso's own IT team deploys Intune.", True),
        ("Intune is rolled out by the customer's internal IT department.", True),
        ("Intune est déployé par le client lui-même.", True),
        ("Customer tasks\n• Deploy Intune to all users\n", True),
        ("Assumption: Intune has already been deployed.", True),
        ("Our experience\nIn 2023 we deployed Intune for 40,000 users at a bank.\n", True),
        ("We checked the prerequisites and deployed Intune.", False),
    ],
)
def test_what_is_not_done_is_marked(text: str, negated: bool) -> None:
    (fact,) = [fact for fact in said(text) if fact.activity is Activity.DEPLOYMENT]
    assert fact.negated is negated


def test_what_is_not_ticked_is_not_done() -> None:
    facts = said("[x] Deployment of MDE\n[ ] Deployment of Intune\n")
    assert [fact.negated for fact in facts] == [False, True]


def test_an_option_ends_with_its_line() -> None:
    line = "Products that are in the scope of this work: [x] Defender for Endpoint [ ] Intune"
    assert [fact.negated for fact in said(f"{line}\nActivity: Deployment in rings\n")] == [False]


def test_where_nothing_is_ticked_boxes_are_bullets() -> None:
    facts = said("☐ Deployment of MDE\n☐ Deployment of Intune\n")
    assert [fact.negated for fact in facts] == [False, False]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("We deploy Intune and MDE.", "deploy", ("intune", "mde")),
        ("2.1 Intune\n• Configure policies\n", "Configure", ("intune",)),
        ("Intune:\n• Configure policies\n", "Configure", ("intune",)),
        ("Work\tUsers\nIntune\tRollout\t5\nMDE\tRollout\t7\n", "MDE\tRollout", ("mde",)),
        ("Contoso chose Intune. We configure all policies.", "We configure", ("intune",)),
        ("We deploy tools.\n\nIntune is nice.", "deploy", ()),
        ("Entra ID P2\nSome text.\nMDE, 185 users\nWe deploy it.\n", "We deploy", ("mde",)),
        ("1 Intune\n1.1 Rollout\nWe deploy it.\n", "We deploy", ("intune",)),
        ("1 Intune\nText.\n2 Handover\nWe deploy it.\n", "We deploy", ()),
        ("2 Intune\nWe deploy MDE here.\n", "We deploy", ("mde",)),
        ("We deploy the following.\n• Intune\n• MDE\n", "We deploy", ("intune", "mde")),
        ("Contoso will set up for you:\n• Intune\n• MDE\n", "set up", ("intune", "mde")),
        ("Intune is not included. We configure servers.", "We configure", ()),
    ],
)
def test_work_is_tied_to_what_stands_beside_or_above_it(
    text: str, quote: str, expected: tuple[str, ...]
) -> None:
    (fact,) = [
        fact
        for fact in said(text)
        if quote in fact.span.quote and fact.activity is Activity.DEPLOYMENT
    ]
    assert fact.workloads == expected


def test_a_heading_is_no_activity() -> None:
    assert said("3. Deployment\nThe sun shines on the roofs of this city.\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "We deployed Intune for 410 users. The project was cancelled on March 1, 2025.",
        "The vendor was to deploy Intune. The project was called off before any deployment began.",
        "The project was cancelled before any deployment began and nothing was deployed.",
        "We migrated Teams. No migration of any mailbox took place.",
        "The deployment of Intune did not take place.",
        "Intune wurde eingeführt. Das Projekt wurde im Mai abgebrochen.",
        "Nous avons déployé Intune. Le projet a été annulé.",
        "Se implementó Intune. El proyecto fue cancelado.",
        "Het project omvatte de uitrol van Intune. Het project is geannuleerd.",
    ],
)
def test_work_that_was_called_off_is_none(text: str) -> None:
    assert {fact.negated for fact in said(text) if fact.activity is Activity.DEPLOYMENT} == {True}


@pytest.mark.parametrize(
    "text",
    [
        "We deployed Intune. The old MobileIron contract was cancelled.",
        "We deployed Intune. No data was lost and no downtime took place.",
        "We deployed Intune.\n\nThe project was cancelled in 2019 and begun anew.",
        "Intune wurde eingeführt. Dabei wurde nichts gelöscht.",
        "We deploy Intune with an optional PIN.",
        "Users could not work, so we deployed Intune.",
    ],
)
def test_what_else_was_cancelled_or_optional_voids_no_work(text: str) -> None:
    assert False in {fact.negated for fact in said(text) if fact.activity is Activity.DEPLOYMENT}


@pytest.mark.parametrize(
    "text",
    [
        "Optionally, if ordered separately, we deploy Intune.",
        "We could deploy Intune for 410 users.",
        "Intune is deployed if ordered separately.",
        "Optional services\n\n• Deployment of Intune to 410 users",
        "Optional: deployment of Intune.",
        "Intune könnte eingeführt werden.",
        "Opcionalmente, implementamos Intune.",
    ],
)
def test_optional_work_is_none(text: str) -> None:
    assert {fact.negated for fact in said(text) if fact.activity is Activity.DEPLOYMENT} == {True}


def test_an_option_leaves_the_work_before_it_alone() -> None:
    (fact,) = said("We deploy Intune for 410 users and optionally train the champions.")[1:]
    assert (fact.activity, fact.negated) == (Activity.DEPLOYMENT, False)


PREAMBLE = (
    'This report is made between Kestrel Peak Consulting Inc. (the "Supplier") and '
    'Juniper Vale Logistics Ltd. (the "Customer").\n\n'
)


@pytest.mark.parametrize(
    "text",
    [
        "Brambleworks GmbH deployed Microsoft Intune for 410 users.",
        "Between March and May 2025 Brambleworks GmbH has successfully rolled out Intune.",
        "Brambleworks GmbH deployed Intune; Kestrel Peak sold the licences.",
        "Microsoft Intune was deployed for 410 users by Brambleworks GmbH.",
        "Intune wurde durch die Brambleworks GmbH eingeführt.",
        "Intune a été déployé par Brambleworks SARL.",
        "Brambleworks GmbH (a competitor) carried out the following:\n• deployed Intune",
        "The following was done by Brambleworks GmbH:\n• deployment of Intune",
        "Juniper Vale Logistics Ltd. deployed Intune.",
    ],
)
def test_the_work_of_another_company_is_not_the_partners(text: str) -> None:
    assert {f.negated for f in said(PREAMBLE + text) if f.activity is Activity.DEPLOYMENT} == {True}


@pytest.mark.parametrize(
    "text",
    [
        "Kestrel Peak Consulting Inc. deployed Intune for 410 users.",
        "Kestrel Peak Consulting Ltd deployed Intune for 410 users.",
        "Intune was deployed by Kestrel Peak Consulting Inc.",
        "Our subcontractor Brambleworks GmbH deployed Intune.",
        "Intune was deployed by Brambleworks GmbH, a subcontractor of Kestrel Peak.",
        "For Brambleworks GmbH, too, Intune was deployed.",
        "Kestrel Peak deploys Intune on devices used by Brambleworks GmbH.",
        "Intune was deployed on devices owned by Brambleworks GmbH.",
        "Juniper Vale Logistics Ltd. has engaged Kestrel Peak to deploy Intune.",
        "Brambleworks GmbH is the landlord, and we deployed Intune.",
        "Brambleworks GmbH: we deployed Intune.",
        "Kestrel Peak deployed Intune and removed the proxy run by Brambleworks GmbH.",
    ],
)
def test_a_company_that_is_named_beside_the_partners_work_takes_none_of_it(text: str) -> None:
    assert {f.negated for f in said(PREAMBLE + text) if f.activity is Activity.DEPLOYMENT} == {
        False
    }


def test_a_company_in_a_remark_in_brackets_does_nothing() -> None:
    facts = said(PREAMBLE + "We deployed Microsoft Intune (a trademark of AFI Licensing LLC).")
    assert {f.negated for f in facts if f.activity is Activity.DEPLOYMENT} == {False}


def test_where_no_partner_is_named_nobody_is_a_stranger() -> None:
    (fact,) = said("Brambleworks GmbH deployed Microsoft Intune for 410 users.")
    assert not fact.negated


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("We enrolled 1,610 Windows 11 devices in Intune.", ("intune",)),
        ("We deployed Intune to laptops running Windows 10.", ("intune",)),
        ("Nous avons déployé Intune sur 40 postes Windows.", ("intune",)),
        ("We deployed Intune to 400 Windows-based PCs.", ("intune",)),
        ("Defender for Endpoint\n\n• Onboard 1,610 Windows 11 devices.", ("mde",)),
        ("We rolled out 400 Windows 11 laptops.", ("windows",)),
        ("We migrated all laptops to Windows 11 and deployed Intune.", ("windows", "intune")),
    ],
)
def test_an_operating_system_as_the_kind_of_device_is_no_work_on_it(
    text: str, tied: tuple[str, ...]
) -> None:
    found = [f.workloads for f in said(text) if f.activity is Activity.DEPLOYMENT]
    assert [tuple(one.split("_")[0] for one in ids) for ids in found] == [tied]
