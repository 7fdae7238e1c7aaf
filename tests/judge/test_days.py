from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.judge import factory as f

from poedesk.judge.days import act_days, add_months, extremes, gap, say
from poedesk.model import AckKind, Precision

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("day", "last_good"),
    [
        (date(2024, 3, 12), date(2025, 3, 12)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
        (date(2024, 12, 31), date(2025, 12, 31)),
    ],
)
def test_the_last_good_day_is_twelve_calendar_months_later_cut_to_the_months_end(
    day: date, last_good: date
) -> None:
    assert add_months(day, 12) == last_good


@given(days, st.integers(-240, 240))
def test_months_added_land_in_the_right_month_and_never_on_a_later_day_of_it(
    day: date, months: int
) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day <= day.day


@given(days, days, st.integers(0, 240))
def test_adding_months_keeps_the_order_of_days(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))
    assert add_months(early, months) <= add_months(late, months)


def test_a_date_at_the_end_of_time_does_no_harm() -> None:
    assert add_months(date(9999, 6, 1), 12) == date.max
    assert add_months(date(1, 6, 1), -12) == date.min


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        (date(2024, 3, 3), date(2025, 5, 12), "14 months and 9 days"),
        (date(2025, 5, 12), date(2025, 5, 12), "0 days"),
        (date(2025, 5, 11), date(2025, 5, 12), "1 day"),
        (date(2025, 4, 12), date(2025, 5, 12), "1 month"),
        (date(2024, 2, 29), date(2025, 2, 28), "12 months"),
        (date(2024, 1, 31), date(2024, 3, 1), "1 month and 1 day"),
    ],
)
def test_a_gap_is_told_in_months_and_days(earlier: date, later: date, words: str) -> None:
    assert gap(earlier, later) == words


@given(days, days)
def test_every_gap_can_be_told(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert gap(early, late)
    assert say(early)


def test_a_month_means_all_of_its_days() -> None:
    doc = f.document(text="February 2024")
    fact = f.dated(doc, "February 2024", date(2024, 2, 1), precision=Precision.MONTH)
    assert extremes(fact) == (date(2024, 2, 1), date(2024, 2, 29))


@given(st.sampled_from([Precision.MONTH, Precision.QUARTER, Precision.YEAR]), days)
def test_a_rough_date_begins_before_it_ends(precision: Precision, day: date) -> None:
    doc = f.document(text="then")
    first, last = extremes(f.dated(doc, "then", day.replace(day=1), precision=precision))
    assert first < last


def test_a_moment_counts_in_its_own_zone_and_shows_the_day_in_utc() -> None:
    late = datetime.fromisoformat("2024-05-11T23:30:00-05:00")
    assert act_days(f.act(AckKind.CRYPTO, moment=late)) == (date(2024, 5, 11), date(2024, 5, 12))
    noon = datetime.fromisoformat("2024-05-11T12:00:00-05:00")
    assert act_days(f.act(AckKind.CRYPTO, moment=noon)) == (date(2024, 5, 11),)
