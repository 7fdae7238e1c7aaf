"""How many users, seats and devices a document speaks of, and for which workloads."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.errors import ChecklistError
from poedesk.extract import quantity
from poedesk.extract.counts import counts
from poedesk.model import (
    CountFact,
    Document,
    FileKind,
    Reading,
    Unit,
    Vocabulary,
    WorkloadFact,
)
from poedesk.read.text import Composer
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()
COLUMNS = (0.0, 180.0, 360.0, 540.0)
WORKLOADS = re.compile("intune|teams|purview|defender for endpoint", re.IGNORECASE)


def paper(rows: Sequence[str]) -> Reading:
    composer = Composer()
    composer.begin("body")
    for row in rows:
        cells = row.split("\t")
        composer.row(cells, COLUMNS[: len(cells)])
    text, parts, segments = composer.finish()
    document = Document(
        "a.docx", None, "0" * 64, FileKind.DOCX, text, parts, None, None, (), (), None, None, None
    )
    return Reading(document, b"", segments, (), (), {})


def counted(*rows: str, passing: str | None = None) -> tuple[CountFact, ...]:
    reading = paper(rows)
    named = [
        WorkloadFact(
            hit[0].lower(), hit[0], False, passing, reading.document.span(hit.start(), hit.end())
        )
        for hit in WORKLOADS.finditer(reading.document.text)
    ]
    return counts(reading, named, VOCABULARY)


def tied(*rows: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(fact.value, fact.workloads) for fact in counted(*rows)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,200 users", 1200, Unit.USERS),
        ("1.200 Benutzer", 1200, Unit.USERS),
        ("1 200 utilisateurs", 1200, Unit.USERS),
        ("1'200 Mitarbeitende", 1200, Unit.USERS),
        ("all 1,200 employees", 1200, Unit.USERS),
        ("2,000+ users", 2000, Unit.USERS),
        ("2k users", 2000, Unit.USERS),
        ("ca. 450 Mitarbeiter", 450, Unit.USERS),
        ("more than 450 end users", 450, Unit.USERS),
        ("1,200 active Microsoft 365 users", 1200, Unit.USERS),
        ("a 1,200-user roll-out", 1200, Unit.USERS),
        ("1,200名のユーザー", 1200, Unit.USERS),
        ("ユーザー数：1,200", 1200, Unit.USERS),
        ("Number of users: approx. 1,200", 1200, Unit.USERS),
        ("Users - total: 1,200", 1200, Unit.USERS),
        ("300–500 users", 300, Unit.USERS),
        ("between 300 and 500 users", 300, Unit.USERS),
        ("450 out of 500 users", 450, Unit.USERS),
        ("Phase 1 - 500 users", 500, Unit.USERS),
        ("twelve hundred laptops", 1200, Unit.DEVICES),
        ("two hundred and fifty mailboxes", 250, Unit.MAILBOXES),
        ("two thousand five hundred seats", 2500, Unit.SEATS),
        ("zweihundertfünfzig Benutzer", 250, Unit.USERS),
        ("deux cents utilisateurs", 200, Unit.USERS),
        ("quinientos usuarios", 500, Unit.USERS),
        ("500 usuários", 500, Unit.USERS),
        ("500 utenti", 500, Unit.USERS),
        ("500 gebruikers", 500, Unit.USERS),
        ("500 användare", 500, Unit.USERS),
        ("500 brugere", 500, Unit.USERS),
        ("500 brukere", 500, Unit.USERS),
        ("500 użytkowników", 500, Unit.USERS),
        ("300 user licences", 300, Unit.LICENCES),
        ("40 Windows Server 2022 servers", 40, Unit.SERVERS),
        ("12 branch locations", 12, Unit.SITES),
        ("350 Windows 11 laptops", 350, Unit.DEVICES),
    ],
)
def test_a_count_is_read_however_it_is_written(text: str, value: int, unit: Unit) -> None:
    (fact,) = counted(f"We reach {text}, as planned" if ":" not in text else text)
    assert (fact.value, fact.unit) == (value, unit)


@pytest.mark.parametrize(
    "trap",
    [
        "Customers need at least 300 users to qualify for the incentive.",
        "A minimum of 300 users is asked.",
        "The threshold is 300 users.",
        "It costs $12 per user each month.",
        "We give 24 hours user support.",
        "We wrote 12 user stories in 3 days for users.",
        "95% of users are happy.",
        "99.5 % users",
        "Microsoft 365 users like it.",
        "Office 365 users like it.",
        "Windows 11 devices are new.",
        "Version 3 users",
        "In 2025 users will move.",
        "On 3 March 2025 users moved.",
        "4 Users and devices",
        "4. Users",
        "USER MANUAL (VERSION 3.64)\t3",
        "Ask new employees for the form ...............\t30",
        "4.2 Users and devices",
        "one user",
        "Room 12 for users",
        "USD 1,200 per user",
    ],
)
def test_what_only_looks_like_a_count_is_none(trap: str) -> None:
    assert counted(trap) == ()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["We deployed Intune for 500 users."], [(500, ("intune",))]),
        (
            ["We deployed Intune for 500 users and Teams for 900 users."],
            [(500, ("intune",)), (900, ("teams",))],
        ),
        (
            ["We have 500 users on Intune and 900 users on Teams."],
            [(500, ("intune",)), (900, ("teams",))],
        ),
        (["Intune is deployed.", "", "Unrelated. We have 500 users."], [(500, ())]),
        (["Intune is deployed.", "We have 500 users."], [(500, ("intune",))]),
        (["Intune and Teams are deployed.", "We have 500 users."], [(500, ())]),
        (["Intune is deployed. It is used by 500 users."], [(500, ("intune",))]),
        (["Microsoft Intune", "• Enrol 500 devices."], [(500, ("intune",))]),
        (
            ["Workload\tUsers", "Intune\t500", "Teams\t900", "Total\t1400"],
            [(500, ("intune",)), (900, ("teams",)), (1400, ())],
        ),
        (["\tIntune\tTeams", "Users\t500\t900"], [(500, ("intune",)), (900, ("teams",))]),
        (
            ["We onboard 500 Teams devices and 40 servers to Intune."],
            [(500, ("teams", "intune")), (40, ("intune",))],
        ),
        (["For all 500 users we set up:", "• Intune", "• Teams"], [(500, ("intune", "teams"))]),
        (["Intune: done.", "7. Changes", "Over 500 users cost more."], [(500, ())]),
        (["Intune and Teams.", "Users for each product: 420"], [(420, ("intune", "teams"))]),
        (["Intune.", "Number of users: 420 for both products"], [(420, ())]),
        (["Intune\tUsers\t310", "Teams\tUsers\t420"], [(310, ("intune",)), (420, ("teams",))]),
        (["From 1 September the other 500 users follow."], [(500, ())]),
        (["Number of users\t500", "Nothing"], [(500, ())]),
    ],
)
def test_a_count_belongs_to_the_workloads_beside_it(
    rows: list[str], expected: list[tuple[int, tuple[str, ...]]]
) -> None:
    assert tied(*rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        ["Workloads: Intune, Teams", "Users impacted: 1,200"],
        ["Workloads\tIntune, Teams", "Users\t1,200"],
        ["☒ Intune", "☒ Teams", "Number of users: 1,200"],
        ["Intune and Teams are deployed for 1,200 users."],
    ],
)
def test_one_count_for_a_list_of_workloads_holds_for_each(rows: list[str]) -> None:
    (fact,) = counted(*rows)
    assert (fact.value, fact.workloads, fact.applies_to_all) == (1200, ("intune", "teams"), True)


def test_a_count_across_all_workloads_says_so() -> None:
    (fact,) = counted("All of the above workloads are deployed for 800 users.")
    assert fact.applies_to_all


def test_a_workload_out_of_scope_gets_no_count() -> None:
    (fact,) = counted("Intune is not part of the work for 500 users.", passing="out of scope")
    assert fact.workloads == ()


@pytest.mark.parametrize(
    "rows",
    [
        ["SKU\tQty\tUnit price", "Teams Phone\t300\t$8.00"],
        ["Product\tLicences\tPrice", "Teams Phone\t300\t8.00"],
        ["300 Teams Phone licences at $8.00 each"],
        ["300 x Teams Phone licences"],
    ],
)
def test_a_count_in_a_price_list_is_marked(rows: list[str]) -> None:
    (fact,) = counted(*rows)
    assert (fact.value, fact.licence_list) == (300, True)


def test_a_count_in_a_sentence_about_work_is_no_price_list() -> None:
    (fact,) = counted("We assigned 300 licences of Teams and trained everybody.")
    assert not fact.licence_list


@given(st.integers(1, 999_999), st.sampled_from(["{:d}", "{:,d}"]))
def test_any_number_of_users_is_read(number: int, style: str) -> None:
    (fact,) = counted(f"The work reaches {style.format(number)} users.")
    assert fact.value == number


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_document_gives_facts_that_quote_it(rows: list[str]) -> None:
    reading = paper([*rows, "Users: 1,200"])
    for fact in counts(reading, (), VOCABULARY):
        assert reading.document.text[fact.span.start : fact.span.end] == fact.span.quote


def test_a_faulty_table_is_named() -> None:
    with pytest.raises(ChecklistError, match=r"counts\.toml"):
        quantity.compiled(Vocabulary({"counts": {}}))


def test_a_price_alone_makes_no_licences_of_users() -> None:
    (work,) = counted("Intune for 95 users costs £2,185 per month.")
    assert not work.licence_list
    (bought,) = counted("Intune licences for 95 users cost £2,185 per month.")
    assert bought.licence_list


def test_a_product_name_does_not_part_a_number_from_what_it_counts() -> None:
    (bought,) = counted("We supply 560 Microsoft Defender for Endpoint licences.")
    assert (bought.value, bought.unit) == (560, Unit.LICENCES)


def test_page_numbers_of_a_table_of_contents_are_no_counts() -> None:
    lines = ["1. Start\t3", "2. Intune for users\t12", "3. Devices\t14", "4. End\t15"]
    assert counted(*lines) == ()
    assert [fact.value for fact in counted("Users\t12", "Devices\t14")] == [12, 14]


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("Rolled out Intune to 410 staff and moved everybody to Teams.", ("intune",)),
        ("With Intune in place, 410 users of Teams were moved.", ("teams",)),
        ("Intune and Teams were rolled out to 410 users.", ("intune", "teams")),
        ("410 users got Intune and Teams.", ("intune", "teams")),
    ],
)
def test_a_count_between_two_workloads_is_about_the_nearer(text: str, tied: tuple[str]) -> None:
    (fact,) = counted(text)
    assert fact.workloads == tied


@pytest.mark.parametrize(
    "text",
    [
        "Kestrel Peak has 410 users of its own.",
        "Other customers with 500 users have done the same.",
        "Ein anderer Kunde hat 500 Benutzer.",
        "Un autre client compte 500 utilisateurs.",
        "We employ 410 people.",
    ],
)
def test_the_people_of_somebody_else_are_no_count(text: str) -> None:
    assert counted("We deployed Intune and Teams.", text) == ()


@pytest.mark.parametrize(
    ("lines", "value"),
    [
        (("We deployed Intune for seven", "hundred and eighty users of"), 780),
        (("We deployed Intune for seven hundred", "and eighty users of the"), 780),
        (("We deployed Intune for seven hundred and", "eighty users of the"), 780),
        (("We deployed Intune for two thousand", "three hundred users of"), 2300),
    ],
)
def test_a_number_in_words_is_read_across_the_end_of_a_line(
    lines: tuple[str, ...], value: int
) -> None:
    facts = counted("Larkspur Systems wrote that", *lines, "Pemberton Quarries plc.")
    assert [(fact.value, fact.unit) for fact in facts] == [(value, Unit.USERS)]


def test_numbers_in_words_one_below_the_other_are_no_sum() -> None:
    assert [fact.value for fact in counted("Three", "Four users of Teams")] == [4]


def test_a_count_is_read_across_the_end_of_a_line_in_a_narrow_column() -> None:
    column = (
        "Larkspur Systems has deployed",
        "Microsoft Intune for all of 780",
        "users at the quarries and has",
    )
    assert [fact.value for fact in counted(*column)] == [780]


def test_lines_of_a_list_are_no_running_text() -> None:
    listed = (
        "Licences bought for Intune: 300",
        "Licences of all kinds in use 500",
        "Users trained on site 200",
    )
    assert (500, Unit.USERS) not in [(fact.value, fact.unit) for fact in counted(*listed)]
