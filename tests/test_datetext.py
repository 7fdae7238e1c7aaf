"""Dates in every usual way of writing them, and what only looks like one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poedesk.datetext import Found, find
from poedesk.errors import ChecklistError
from poedesk.model import Precision, Vocabulary
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()
MARCH_12 = date(2025, 3, 12)


def quotes(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find(text, VOCABULARY)]


def only(text: str) -> Found:
    (one,) = find(text, VOCABULARY)
    return one


@pytest.mark.parametrize(
    "written",
    [
        "2025-03-12",
        "2025/03/12",
        "2025.03.12",
        "2025-03-12T14:05:06Z",
        "12 March 2025",
        "12th March 2025",
        "March 12, 2025",
        "March 12th, 2025",
        "Mar. 12, 2025",
        "MARCH 12 2025",
        "12-Mar-2025",
        "12/Mar/2025",
        "12-MAR-25",
        "12.Mar.25",
        "12 Mar 25",
        "12th day of March, 2025",
        "12th day of March in the year 2025",
        "the twelfth day of March, 2025",
        "Wednesday, 12 March 2025 14:05 CET",
        "Wed, 12 Mar 2025 14:05:06 +0100",
        "12. März 2025",
        "12. Maerz 2025",
        "12. Marz 2025",
        "12.03.2025",
        "12.3.2025",
        "12. 03. 2025",
        "den 12.03.25",
        "12 mars 2025",
        "12 de marzo de 2025",
        "12 de marzo del 2025",
        "12 de março de 2025",
        "12 marzo 2025",
        "12 maart 2025",
        "den 12 mars 2025",
        "den 12. marts 2025",
        "12. mars 2025",
        "12 marca 2025 r.",
        "12. března 2025",
        "2025年3月12日",
        "２０２５年３月１２日",
        "令和7年3月12日",
        "2025년 3월 12일",
        "2025-Mar-12",
        "__12.03.2025__",
        "(12 March 2025)",
        "Signed:12.03.2025.",
        "12 March\n2025",
        "March\n12, 2025",
        "March 12,\n2025",
        "12th day of March,\n2025",
        "12th day\nof March, 2025",
        "12\tDAY OF MARCH , 2025",
        "12th\nMarch 2025",
        "12 th March, 2025",
        "12\nth day of March, 2025",
        "den 12.\nMärz 2025",
        "12 de\nmarzo de 2025",
        "12 de marzo\nde 2025",
        "12.Mar.2025",
        "12.March.2025",
        "12.Mar 2025",
        "Mar.12, 2025",
        "Schedule: 12 March 2025",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    one = only(f"Ref. A: {written} (B)")
    assert one.readings == (MARCH_12,)
    assert one.precision is Precision.DAY


@pytest.mark.parametrize(
    ("written", "readings"),
    [
        ("03/04/2025", ["2025-03-04", "2025-04-03"]),
        ("3/4/25", ["2025-03-04", "2025-04-03"]),
        ("03-04-2025", ["2025-04-03", "2025-03-04"]),
        ("3 / 4 / 2025", ["2025-03-04", "2025-04-03"]),
        ("03/03/2025", ["2025-03-03"]),
        ("31/12/2025", ["2025-12-31"]),
        ("12/31/2025", ["2025-12-31"]),
        ("12.31.2025", ["2025-12-31"]),
        ("03.04.2025", ["2025-04-03"]),
        ("05/14/99", ["1999-05-14"]),
        ("1er avril 2025", ["2025-04-01"]),
        ("twenty-second day of June 2017", ["2017-06-22"]),
        ("twenty second of June 2017", ["2017-06-22"]),
        ("令和元年5月1日", ["2019-05-01"]),
        ("12 out 2025", ["2025-10-12"]),
    ],
)
def test_every_reading_of_a_day_is_kept_the_likeliest_first(
    written: str, readings: list[str]
) -> None:
    assert [str(day) for day in only(f"x {written} y").readings] == readings


@pytest.mark.parametrize(
    ("written", "first", "precision"),
    [
        ("March 2025", "2025-03-01", Precision.MONTH),
        ("mid-March 2025", "2025-03-01", Precision.MONTH),
        ("marzo de 2025", "2025-03-01", Precision.MONTH),
        ("marcu 2025", "2025-03-01", Precision.MONTH),
        ("Mar-25", "2025-03-01", Precision.MONTH),
        ("03/2025", "2025-03-01", Precision.MONTH),
        ("2025年3月", "2025-03-01", Precision.MONTH),
        ("Q1 2025", "2025-01-01", Precision.QUARTER),
        ("Q3/2025", "2025-07-01", Precision.QUARTER),
        ("Q4 '24", "2024-10-01", Precision.QUARTER),
        ("1Q 2025", "2025-01-01", Precision.QUARTER),
        ("Q1 FY25", "2024-07-01", Precision.QUARTER),
        ("FY25 Q2", "2024-10-01", Precision.QUARTER),
        ("Q3 of fiscal year 2025", "2025-01-01", Precision.QUARTER),
        ("Q2 CY2025", "2025-04-01", Precision.QUARTER),
        ("first quarter of 2025", "2025-01-01", Precision.QUARTER),
        ("2. Quartal 2025", "2025-04-01", Precision.QUARTER),
        ("3e trimestre 2025", "2025-07-01", Precision.QUARTER),
        ("in 2025", "2025-01-01", Precision.YEAR),
        ("during 2024", "2024-01-01", Precision.YEAR),
        ("im Jahr 2025", "2025-01-01", Precision.YEAR),
    ],
)
def test_a_vaguer_date_is_its_first_day_and_says_how_vague(
    written: str, first: str, precision: Precision
) -> None:
    one = only(f"We did this {written}, as agreed")
    assert (str(one.readings[0]), one.precision) == (
        first,
        precision,
    )


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("3–5 March 2025", ["2025-03-03", "2025-03-05"]),
        ("from 3 to 14 March 2025", ["2025-03-03", "2025-03-14"]),
        ("between 1 and 15 March 2025", ["2025-03-01", "2025-03-15"]),
        ("March 3–14, 2025", ["2025-03-03", "2025-03-14"]),
        ("March 3 - April 14, 2025", ["2025-03-03", "2025-04-14"]),
        ("3 March – 14 April 2025", ["2025-03-03", "2025-04-14"]),
        ("15 November – 3 February 2025", ["2024-11-15", "2025-02-03"]),
        ("3 March 2025 to 14 April", ["2025-03-03", "2025-04-14"]),
        ("15 November 2024 to 3 February", ["2024-11-15", "2025-02-03"]),
        ("vom 3. bis 14. März 2025", ["2025-03-03", "2025-03-14"]),
        ("03.03. – 14.04.2025", ["2025-03-03", "2025-04-14"]),
        ("3.-14.3.2025", ["2025-03-03", "2025-03-14"]),
        ("du 3 au 14 mars 2025", ["2025-03-03", "2025-03-14"]),
        ("del 3 al 14 de marzo de 2025", ["2025-03-03", "2025-03-14"]),
        ("31/12/2024-31/03/2025", ["2024-12-31", "2025-03-31"]),
        ("2025-03-01/2025-03-31", ["2025-03-01", "2025-03-31"]),
        ("from Monday 3 to Friday 14 March 2025", ["2025-03-03", "2025-03-14"]),
        ("March to June 2025", ["2025-03-01", "2025-06-01"]),
        ("5 August – 13\nSeptember 2024", ["2024-08-05", "2024-09-13"]),
        ("November – February 2025", ["2024-11-01", "2025-02-01"]),
    ],
)
def test_each_end_of_a_range_is_a_date_of_its_own(written: str, ends: list[str]) -> None:
    assert [str(one.readings[0]) for one in find(f"({written})", VOCABULARY)] == ends


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("on 6, 13 and 20 May 2025", ["6", "13", "20 May 2025"]),
        ("6, 13, and 20 May 2025", ["6", "13", "20 May 2025"]),
        ("am 6., 13. und 20. Mai 2025", ["6.", "13.", "20. Mai 2025"]),
        ("6 May, 13 May and 3 June 2025", ["6 May", "13 May", "3 June 2025"]),
        ("May 6, 13 and 20, 2025", ["May 6", "13", "20, 2025"]),
        ("phase 1, 3 May 2025", ["3 May 2025"]),
        ("20, 13 and 6 May 2025", ["6 May 2025"]),
    ],
)
def test_every_day_of_a_list_is_a_date_of_its_own(written: str, expected: list[str]) -> None:
    assert quotes(written) == expected


def test_the_days_of_a_list_have_the_month_and_year_of_its_last() -> None:
    days = [str(one.readings[0]) for one in find("30 April, 2, 9 and 16 May 2025", VOCABULARY)]
    assert days == ["2025-04-30", "2025-05-02", "2025-05-09", "2025-05-16"]


@pytest.mark.parametrize(
    "trap",
    [
        "29 February 2025",
        "31.04.2025",
        "version 3.3.2025",
        "v3.3.2025",
        "10.0.19045.3803",
        "192.168.12.25",
        "+49 30 901820-0",
        "01.23.45.67.89",
        "SOW-2024-0077",
        "SOW-2025-03-12",
        "PO-12/03/2025",
        "invoice 2024-118",
        "PO 2025-03",
        "room 12/14",
        "section 1.2.3",
        "1.2.25 Scope",
        "1,250 users",
        "EUR 48,500.00",
        "$12/03/2025",
        "Windows 10 and Office 2019",
        "Windows Server 2022",
        "Microsoft 365 E5",
        "2025 licences",
        "in 2019 servers",
        "rolled out 2025 licences",
        "we set 2025 goals",
        "May we start",
        "12/31/20255",
        "3 March",
        "20250303",
        "14:03/2025",
        "99 %",
        "xx/xx/xxxx",
        "__/__/2025",
    ],
)
def test_what_only_looks_like_a_date_is_none(trap: str) -> None:
    assert quotes(f"see {trap} here") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Windows 10 October 2020 Update", ["October 2020"]),
        ("Phase 1 - 3 March 2025", ["3 March 2025"]),
        ("Building 12\nMarch 2025", ["March 2025"]),
        ("12\n\nMarch 2025", ["March 2025"]),
        ("June 3,\n\n2025", []),
        ("dated 17\nMarch 2025", ["17\nMarch 2025"]),
        ("12 March 2025 and 14.04.2025; Q1 2024", ["12 March 2025", "14.04.2025", "Q1 2024"]),
        ("3/4/2025 10:15:00", ["3/4/2025"]),
        ("İ 12 March 2025", ["12 March 2025"]),
    ],
)
def test_the_offsets_quote_exactly_the_date(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_prose_that_wraps_inside_a_date_is_one_date() -> None:
    text = "this agreement has been made between both of the parties on 12\nMarch 2025"
    assert quotes(text) == ["12\nMarch 2025"]


def _months(language: str, form: int) -> Callable[[date], str]:
    names = VOCABULARY["dates"]["months"][language]
    return lambda day: str(names[day.month - 1][form])


STYLES: list[Callable[[date], str]] = [
    date.isoformat,
    lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.month}/{d.day}/{d.year}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
]
LANGUAGES = sorted(VOCABULARY["dates"]["months"])


@given(
    day=st.dates(date(1990, 1, 1), date(2049, 12, 31)),
    language=st.sampled_from(LANGUAGES),
    style=st.integers(0, len(STYLES) + 2),
    before=st.sampled_from(["", "Signed on ", "x: ", "(", "\t", "12 users; "]),
    after=st.sampled_from(["", ".", ", and", ")", "\n", "\tB"]),
)
def test_a_date_of_any_style_is_found_where_it_stands(
    day: date, language: str, style: int, before: str, after: str
) -> None:
    name = _months(language, 0)(day)
    named = [f"{day.day} {name} {day.year}", f"{day.day}. {name} {day.year}"]
    named.append(f"{name.title()} {day.day}, {day.year}")
    written = STYLES[style](day) if style < len(STYLES) else named[style - len(STYLES)]
    text = before + written + after
    one = only(text)
    assert text[one.start : one.end] == written
    assert day in one.readings


@given(
    st.text(alphabet=st.sampled_from("0123456789 ./-,:\n\tQqFYMarchto年月日–令和'th"), max_size=200)
)
@settings(max_examples=300)
def test_any_text_gives_ordered_places_inside_it(text: str) -> None:
    end = 0
    for one in find(text, VOCABULARY):
        assert end <= one.start < one.end <= len(text)
        assert one.readings
        end = one.end


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    find(text, VOCABULARY)


@pytest.mark.parametrize(
    "piece",
    ["12 ", "1-", "1.1.", "march ", "march 3 ", "first ", "3\n", " ", "03/04/2025 ", "3 to "],
)
def test_long_hostile_texts_take_time_in_proportion(piece: str) -> None:
    started = time.process_time()
    find(piece * (50_000 // len(piece)), VOCABULARY)
    assert time.process_time() - started < 2


def test_a_faulty_table_is_named() -> None:
    with pytest.raises(ChecklistError, match=r"dates\.toml"):
        find("12 March 2025", Vocabulary({"dates": {"months": {}}}))
