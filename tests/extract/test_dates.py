"""Which role a date has, and what settles the order of day and month."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.extract.dates import dates, find
from poedesk.model import (
    Address,
    DateRole,
    Document,
    FileKind,
    Mail,
    Message,
    Precision,
    Reading,
)
from poedesk.read.text import Composer
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()
COLUMNS = (0.0, 180.0, 360.0, 540.0)


def paper(rows: Sequence[str], mail: Mail | None = None, part: str = "body") -> Reading:
    """A document of the given rows; tabs part the cells of a row."""
    composer = Composer()
    composer.begin(part)
    for row in rows:
        cells = row.split("\t")
        composer.row(cells, COLUMNS[: len(cells)])
    text, parts, segments = composer.finish()
    document = Document(
        "a.docx", None, "0" * 64, FileKind.DOCX, text, parts, None, None, (), (), mail, None, None
    )
    return Reading(document, b"", segments, (), (), {})


def roles(*rows: str) -> list[tuple[str, str]]:
    return [(fact.role.value, fact.span.quote) for fact in dates(paper(rows), VOCABULARY)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Start date: 3 March 2025"], ["start"]),
        (["Start date", "3 March 2025"], ["start"]),
        (["Start date\t3 March 2025"], ["start"]),
        (["End date\t14 April 2025"], ["end"]),
        (["Kick-off was held on 3 March 2025."], ["start"]),
        (["Go-live: 14 April 2025"], ["end"]),
        (["The migration was completed on 14 April 2025."], ["end"]),
        (["We rolled out Intune in May 2025."], ["end"]),
        (["The project runs from 3 March 2025 to 14 April 2025."], ["start", "end"]),
        (["Phase 2: 3 March – 14 April 2025"], ["start", "end"]),
        (["Between 1 March 2025 and 30 June 2025 we deployed Teams."], ["start", "end"]),
        (["Between March 1, 2025, and June 30, 2025"], ["start", "end"]),
        (["Signature: x", "Name: y", "Begin Date: 3 March 2025"], ["start"]),
        (["3 March 2025: kick-off workshop"], ["start"]),
        (["Purchase order date: 1 June 2025"], ["transaction"]),
        (["Rechnungsdatum: 01.06.2025"], ["transaction"]),
        (["Date de commande : 1er juin 2025"], ["transaction"]),
        (["This agreement is entered into as of 3 March 2025"], ["document"]),
        (["Date: 3 March 2025"], ["document"]),
        (["Projektbeginn: 3. März 2025"], ["start"]),
        (["Fecha de inicio: 3 de marzo de 2025"], ["start"]),
        (["Data de início: 3 de março de 2025"], ["start"]),
        (["Data zakończenia: 3 marca 2025"], ["end"]),
        (["開始日：2025年3月3日"], ["start"]),
        (["Il lavoro inizia il 3 marzo 2025 e termina il 4 aprile 2025."], ["start", "end"]),
        (["Het werk begint op 3 maart 2025 en eindigt op 4 april 2025."], ["start", "end"]),
        (["Les travaux ont débuté le 3 mars 2025."], ["start"]),
        (["Signed on 3 March 2025"], ["signature"]),
        (["Date de signature : 3 mars 2025"], ["signature"]),
        (["The programme signed in October 2023 goes on."], ["other"]),
        (["Our meeting of 3 March 2025 was pleasant."], ["other"]),
    ],
)
def test_the_words_beside_a_date_give_its_role(rows: list[str], expected: list[str]) -> None:
    assert [role for role, _ in roles(*rows)] == expected


def test_the_heads_of_a_table_give_the_roles_of_its_columns() -> None:
    found = roles("Task\tStart\tEnd", "Design\t3.3.2025\t14.3.2025", "Pilot\t17.3.2025\t30.4.2025")
    assert found == [
        ("start", "3.3.2025"),
        ("end", "14.3.2025"),
        ("start", "17.3.2025"),
        ("end", "30.4.2025"),
    ]


@pytest.mark.parametrize(
    ("begin", "until"),
    [("From", "To"), ("From:", "Until"), ("Von", "Bis"), ("Du", "Au"), ("Desde", "Hasta"),
     ("De", "A"), ("Van", "Tot"), ("Från", "Till"), ("Fra", "Til"), ("Od", "Do")],
)  # fmt: skip
def test_columns_of_spans_hold_starts_and_ends_whatever_the_row_is_called(
    begin: str, until: str
) -> None:
    found = roles(
        f"Step\t{begin}\t{until}",
        "Workshops\t7 April 2025\t18 April 2025",
        "Go-live of the mail\t20 May 2025\t4 July 2025",
    )
    assert [role for role, _ in found] == ["start", "end", "start", "end"]


def test_from_and_to_with_colons_are_the_ends_of_a_span() -> None:
    assert roles("From: 3 March 2025 To: 14 April 2025") == [
        ("start", "3 March 2025"),
        ("end", "14 April 2025"),
    ]


def test_a_date_in_a_table_of_milestones_is_an_end() -> None:
    assert roles("Milestone\tDate", "Design\t3 March 2025", "Pilot\t14 April 2025") == [
        ("end", "3 March 2025"),
        ("end", "14 April 2025"),
    ]


def test_columns_without_a_known_head_in_such_a_table_are_ends_too() -> None:
    found = roles("Meilenstein\tGeplant\tErreicht", "Konzept\t11.10.2024\t18.10.2024")
    assert [role for role, _ in found] == ["end", "end"]


def test_a_bare_date_label_in_a_sign_off_area_is_the_day_of_signing() -> None:
    found = roles("Signature\t________", "Name\tJane Roe", "Title\tCIO", "Date\t14 April 2025")
    assert found == [("signature", "14 April 2025")]


def test_a_date_far_down_that_only_names_another_agreement_is_not_the_documents() -> None:
    filler = ["Nothing of interest stands in this line of the agreement."] * 40
    assert roles(*filler, "the Master Agreement dated as of 3 March 2019")[-1][0] == "other"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("Approved 31/12/2024", ["2025-04-03"]),
        ("Approved 12/31/2024", ["2025-03-04"]),
        ("Format: DD/MM/YYYY", ["2025-04-03"]),
        ("Format: MM/DD/YYYY", ["2025-03-04"]),
        ("Unterschrift", ["2025-04-03"]),
        ("le 25 mars 2025", ["2025-04-03"]),
        ("le 25 mars 2025, March 25, 2025", ["2025-03-04", "2025-04-03"]),
        ("Approved 31/12/2024 and 12/31/2024", ["2025-03-04", "2025-04-03"]),
        ("Approved 31-12-2024", ["2025-04-03", "2025-03-04"]),
        ("Approved 31-12-2024 and 12-31-2024", ["2025-03-04", "2025-04-03"]),
        ("on the 3rd day of April, 2025", ["2025-04-03"]),
        ("4 March 2025", ["2025-03-04"]),
        ("4 March 2025 and 3 April 2025", ["2025-03-04", "2025-04-03"]),
        ("4 March 2025, approved 31/12/2024", ["2025-04-03"]),
        ("Sent on 5 April 2025", ["2025-04-03", "2025-03-04"]),
        ("Nothing", ["2025-03-04", "2025-04-03"]),
    ],
)
def test_the_order_of_day_and_month_is_settled_only_by_the_document_itself(
    other: str, expected: list[str]
) -> None:
    (fact,) = (
        one
        for one in dates(paper([other, "Date: 03/04/2025"]), VOCABULARY)
        if one.span.quote == "03/04/2025"
    )
    assert [str(day) for day in fact.readings] == expected
    assert fact.ambiguous == (len(expected) > 1)


def test_a_day_named_elsewhere_settles_all_dates_written_like_it() -> None:
    rows = ["the 5th day of February, 2020", "Date: 02-05-2020", "Date: 2-6-2020"]
    facts = dates(paper(rows), VOCABULARY)
    assert [[str(day) for day in fact.readings] for fact in facts] == [
        ["2020-02-05"],
        ["2020-02-05"],
        ["2020-02-06"],
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Schedule 2025", "Intune: 3 March – 14 April"], ["2025-03-03", "2025-04-14"]),
        (["Zeitplan (2025)", "3. März bis 14. April"], ["2025-03-03", "2025-04-14"]),
        (["Milestone\tDates in 2025", "Kick-off\tMarch 3"], ["2025-03-03"]),
        (["2025", "Kick-off: 3 March"], ["2025-03-03"]),
        (["Plan 2024", "3 May", "Plan 2025", "3 June"], ["2024-05-03", "2025-06-03"]),
        (["Schedule 2025", "after 2024 this went on", "3 March – 14 April"], []),
        (["Schedule 2025", "3 March – 14 April, billed in FY 2026"], []),
        (["Schedule 2025", "15 November – 3 February"], []),
        (["Schedule 2024 to 2025", "3 March – 14 April"], []),
        (["Windows Server 2019 plan", "3 March – 14 April"], []),
        (["Schedule 2025", "You may 10 times see it"], []),
        (["Schedule", "3 March – 14 April"], []),
    ],
)
def test_a_day_takes_its_year_only_from_a_heading_that_leaves_no_doubt(
    rows: list[str], expected: list[str]
) -> None:
    found = dates(paper(rows), VOCABULARY)
    assert [str(one.value) for one in found if one.precision is Precision.DAY] == expected


def test_dates_of_a_range_of_the_text_come_with_the_role_that_is_asked() -> None:
    document = paper(["31/12/2024", "Date: 03/04/2025 Place: Rome"]).document
    start = document.text.index("Date")
    (fact,) = find(document, start, len(document.text), DateRole.SIGNATURE, VOCABULARY)
    assert fact.role is DateRole.SIGNATURE
    assert str(fact.value) == "2025-04-03"
    assert not fact.ambiguous
    assert document.text[fact.span.start : fact.span.end] == "03/04/2025"


def test_a_quoted_header_dates_another_message() -> None:
    head = "Sent: 3 March 2025"
    message = Message(1, Address("", ""), (), None, "", 40, 41, (0, len(head)), None)
    mail = Mail("", None, (), (), None, True, False, "IPM.Note", "", "", (message,))
    (fact,) = dates(paper([head], mail), VOCABULARY)
    assert fact.role is DateRole.OTHER


def test_the_mails_own_header_is_the_moment_of_acknowledgement() -> None:
    mail = Mail("", None, (), (), None, True, False, "IPM.Note", "", "", ())
    (fact,) = dates(paper(["Sent: 3 March 2025"], mail, "headers"), VOCABULARY)
    assert fact.role is DateRole.ACKNOWLEDGEMENT


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_document_gives_facts_that_quote_it(rows: list[str]) -> None:
    reading = paper([*rows, "Date: 03/04/2025"])
    facts = dates(reading, VOCABULARY)
    for fact in facts:
        assert reading.document.text[fact.span.start : fact.span.end] == fact.span.quote
