"""Workloads by every name they go by, and mentions that show no work."""

from __future__ import annotations

import pytest
from tests.forge.reading import reading

from poedesk.errors import ChecklistError
from poedesk.extract.workloads import resolve, workloads
from poedesk.model import Vocabulary
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()


def named(text: str, part: str = "page 1") -> list[tuple[str, str, bool]]:
    facts = workloads(reading(text, part), VOCABULARY)
    return [(fact.id, " ".join(fact.span.quote.split()), fact.weak) for fact in facts]


def passing(text: str, part: str = "page 1") -> list[tuple[str, str | None]]:
    return [(fact.id, fact.passing) for fact in workloads(reading(text, part), VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We set up Defender for\nEndpoint.", [("mde", "Defender for Endpoint", False)]),
        (
            "WDATP, MDATP/MCAS",
            [("mde", "WDATP", False), ("mde", "MDATP", False), ("mdca", "MCAS", False)],
        ),
        ("Defender for Cloud Apps", [("mdca", "Defender for Cloud Apps", False)]),
        ("Microsoft Defender for Cloud and Azure Defender", []),
        ("Azure AD Premium P2", [("entra_id_p2", "Azure AD Premium P2", False)]),
        ("AADP", [("entra_id_p1", "AADP", False)]),
        (
            "Entra ID P1/P2",
            [("entra_id_p1", "Entra ID P1/P2", False), ("entra_id_p2", "Entra ID P1/P2", False)],
        ),
        ("MDE Plan 1", [("mde", "MDE Plan 1", True)]),
        ("Office 365 E5, EMS E3, Defender XDR and Microsoft 365 Defender", []),
        ("mip and MIP", [("purview_mip", "MIP", False)]),
        (
            "D365 F&O",
            [("d365_finance", "D365 F&O", False), ("d365_supply_chain", "D365 F&O", False)],
        ),
        ("OneDrive for Business", [("sharepoint_online", "OneDrive for Business", False)]),
    ],
)
def test_a_workload_is_known_by_every_name(
    text: str, expected: list[tuple[str, str, bool]]
) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Our Teams exchange files with the Stock Exchange under the Exchange Act.",
        "The project Teams meet. Cash Flow improves.",
        "The Exchange of goods begins.",
        "Each win counts; the bc memo; AX.",
    ],
)
def test_an_everyday_word_is_no_product(text: str) -> None:
    assert named(text) == []


def test_an_everyday_word_beside_another_product_is_one() -> None:
    assert named("Microsoft 365: Exchange and Teams were moved.") == [
        ("exchange_online", "Exchange", False),
        ("teams", "Teams", False),
    ]


def test_an_everyday_word_near_a_maker_only_is_doubtful() -> None:
    assert named("All Teams use Microsoft tools.") == [("teams", "Teams", True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IRM was set up.", [True]),
        ("Insider Risk Management (IRM) runs. IRM alerts.", [False, False, False]),
        ("Information Rights Management (IRM) runs. IRM labels.", []),
        ("Information Rights are set. AIP too.", [True]),
        ("AIP was set up.", [False]),
    ],
)
def test_a_short_form_means_what_the_document_says(text: str, expected: list[bool]) -> None:
    assert [weak for _, _, weak in named(text)] == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("We deploy Intune.", None),
        ("Intune is not included.", "out of scope"),
        ("Out of scope:\n- Intune\n", "out of scope"),
        ("3. Exclusions\nAny work on Intune by the partner or others.\n", "out of scope"),
        ("Item\tUnit price\nIntune\t8.00\n", "licence list"),
        ("Intune, 8 EUR per user per month", "licence list"),
        ("We configure licences for the Intune rollout.", None),
        ("Intune is a registered trademark of Microsoft.", "boilerplate"),
        ("About us\nWe bring Intune to companies everywhere, with love and care.\n", "boilerplate"),
        ("Intune ist nicht im Leistungsumfang.", "out of scope"),
        ("Intune est hors périmètre.", "out of scope"),
        ("Table of contents\n1. Intune deployment\t4\n", "heading"),
        ("2.1 Intune\n• Configure policies\n", None),
        ("2.1 Intune\n", "heading"),
    ],
)
def test_a_mention_in_passing_says_why(text: str, reason: str | None) -> None:
    assert passing(text) == [("intune", reason)]


def test_a_running_header_is_boilerplate() -> None:
    assert passing("Intune project", part="header") == [("intune", "boilerplate")]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mde", "mde"),
        ("microsoft defender for endpoint", "mde"),
        ("MDATP", "mde"),
        ("irm", "purview_irm"),
        ("Teams", "teams"),
        ("Purview  Information-Protection", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_declared_name_is_resolved(name: str, expected: str | None) -> None:
    assert resolve(name, VOCABULARY) == expected


def test_every_full_name_resolves_to_its_own_id() -> None:
    for entry in VOCABULARY["workloads"]["workload"]:
        assert resolve(entry["name"], VOCABULARY) == entry["id"]
        assert entry["id"] in {id_ for id_, _, _ in named(f"We deploy {entry['name']} today.")}


def test_a_faulty_entry_is_named() -> None:
    faulty = Vocabulary({"workloads": {"workload": [{"id": "x", "name": "X", "alias": []}]}})
    with pytest.raises(ChecklistError, match="workload x is faulty"):
        resolve("x", faulty)


def test_a_short_form_that_the_document_gives_to_words_of_its_own_is_none() -> None:
    assert named('The Master Distributor Override ("MDO") is paid. The MDO is due.') == []
    assert [id_ for id_, _, _ in named("Defender for Office 365 (MDO)")] == ["mdo", "mdo"]


def test_a_line_of_a_table_of_contents_shows_no_work() -> None:
    contents = "1. Start\t3\n2. Microsoft Intune\t4\n3. Fees\t9\n4. End\t9\nText.\n"
    assert passing(contents) == [("intune", "heading")]


def test_an_unticked_box_shows_no_work() -> None:
    assert passing("Scope: [x] Microsoft Sentinel [ ] Microsoft Intune") == [
        ("sentinel", None),
        ("intune", "not ticked"),
    ]
    behind = "Microsoft Sentinel [ ] Microsoft Intune [x]"
    assert [reason for _, reason in passing(behind)] == [None, None]
