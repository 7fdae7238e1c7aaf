"""The formula: the guideline's worked examples row by row, caps, reasons, and laws that hold for
any usage.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.earnings import Options, Programme, earned, load_programmes
from poedesk.locations import checklists
from poedesk.model import Earned, UsageRow

INTUNE, MDE, PHONE = "intune", "mde", "teams_phone"


@cache
def programmes() -> tuple[Programme, ...]:
    return load_programmes([checklists() / "programmes"])


def month(number: int) -> date:
    """Months of the term from October 2024 on."""
    return date(2024 + (9 + number) // 12, (9 + number) % 12 + 1, 1)


START = month(0)


def usage(
    months: Sequence[tuple[int, int]],
    workload: str = INTUNE,
    associated: date | None = START,
    **changes: Any,
) -> list[UsageRow]:
    return [
        UsageRow("t", workload, month(at), mau, pau, associated, **changes)
        for at, (mau, pau) in enumerate(months)
    ]


def judged(rows: Sequence[UsageRow], **options: Any) -> list[Earned]:
    return list(earned(rows, programmes(), Options(**options)))


def single(mau: int, pau: int, before: int, workload: str = MDE, **changes: Any) -> Earned:
    (one,) = judged(usage([(mau, pau)], workload, hwm_before=before, **changes))
    return one


EXAMPLE = ((300, 500), (350, 500), (400, 500), (250, 500), (200, 500), (430, 500), (550, 500))


def test_the_worked_example_comes_out_row_by_row() -> None:
    found = judged(usage(EXAMPLE, associated=month(2)))
    assert [one.prior_hwm for one in found] == [300, 300, 350, 400, 400, 400, 430]
    assert [one.compensable_units for one in found] == [0, 0, 50, 0, 0, 30, 70]
    assert [one.payout for one in found] == [0, 0, 50, 0, 0, 30, 70]
    assert [one.code for one in found] == [
        "NOTASSOC", "NOTASSOC", "", "MAULWPHWM", "MAULWPHWM", "", "",
    ]  # fmt: skip
    assert found[-1].paid_to_date == 150


def test_the_resellers_example() -> None:
    rows = [UsageRow("t", PHONE, date(2024, 1, 1), 500, 1000, date(2024, 1, 1))]
    (one,) = judged(rows)
    assert (one.compensable_units, one.rate, one.payout) == (200, Decimal(4), Decimal(800))


@pytest.mark.parametrize(
    ("usage_", "units", "payout", "code"),
    [
        ((299, 1000, 0), 0, 0, "MINTHNTMT"),
        ((900, 380, 400), 0, 0, "PAULWPHWM"),
        ((20_300, 30_000, 300), 20_000, 30_000, "CAPPED"),
        ((10_300, 30_000, 300), 10_000, 30_000, ""),
        ((10_301, 30_000, 300), 10_001, 30_000, "CAPPED"),
        ((400, 500, 400), 0, 0, "MAULWPHWM"),
    ],
)
def test_single_months(usage_: tuple[int, int, int], units: int, payout: int, code: str) -> None:
    one = single(*usage_)
    assert (one.compensable_units, one.payout) == (units, Decimal(payout))
    assert one.code.value == code


def test_the_largest_cap_is_reached_at_18750_units() -> None:
    for mau, code in ((19_050, ""), (19_051, "CAPPED")):
        row = UsageRow("t", PHONE, date(2024, 1, 1), mau, 30_000, date(2024, 1, 1))
        (one,) = judged([row])
        assert (one.payout, one.code.value) == (Decimal(75_000), code)


def test_a_reached_cap_pays_nothing_more_and_says_so() -> None:
    found = judged(usage([(10_300, 20_000), (11_000, 20_000)], MDE))
    assert [one.payout for one in found] == [30_000, 0]
    assert found[1].code == "CAPREACHED"
    assert found[1].paid_to_date == 30_000


def test_without_association_nothing_is_paid_and_the_mark_moves() -> None:
    found = judged(usage([(900, 1000), (950, 1000)], associated=None))
    assert [one.payout for one in found] == [0, 0]
    assert [one.prior_hwm for one in found] == [300, 900]


@pytest.mark.parametrize(
    ("workload", "day", "code"),
    [
        ("teams_phone", month(0), "RECOGNITION"),
        ("sentinel", month(0), "NOTEARNING"),
        (MDE, date(2030, 1, 1), "OUTOFTERM"),
    ],
)
def test_what_earns_nothing_says_why(workload: str, day: date, code: str) -> None:
    (one,) = judged([UsageRow("t", workload, day, 900, 1000, day)])
    assert (one.code.value, one.payout) == (code, Decimal(0))
    assert one.reason


def test_an_excluded_tenant_earns_nothing() -> None:
    (one,) = earned(usage([(900, 1000)]), programmes(), environment="gcc-high")
    assert one.code == "IVDCLD"


@pytest.mark.parametrize(
    ("options", "payouts"),
    [
        ({}, [50, 30, 70]),
        ({"paid_units": "increment"}, [50, 30, 120]),
        ({"association": "next"}, [0, 30, 70]),
        ({"minimum": "before"}, [50, 30, 70]),
        ({"time_limit": 3}, [50, 0, 0]),
        ({"mark": "paid"}, [50, 30, 70]),
        ({"first_mark": "own"}, [50, 30, 70]),
        ({"minimum_of": "tenant"}, [50, 30, 70]),
    ],
)
def test_each_open_point_is_an_option(options: dict[str, Any], payouts: list[int]) -> None:
    found = judged(usage(EXAMPLE, associated=month(2)), **options)
    assert [found[at].payout for at in (2, 5, 6)] == payouts


def test_the_mark_after_a_month_above_the_paid_units_is_an_option() -> None:
    rows = usage([(550, 500), (600, 600)])
    assert [one.payout for one in judged(rows)] == [200, 50]
    assert [one.payout for one in judged(rows, mark="paid")] == [200, 100]


# ── Laws ────────────────────────────────────────────────────────────────────────────────

USES = st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 40_000)), min_size=1, max_size=12)


@given(USES)
def test_the_total_never_passes_the_cap_and_the_mark_never_falls(
    uses: list[tuple[int, int]],
) -> None:
    found = judged(usage(uses, MDE))
    assert found[-1].paid_to_date == sum(one.payout for one in found) <= Decimal(30_000)
    marks = [one.prior_hwm for one in found]
    assert marks == sorted(marks)


@given(USES, st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(uses: list[tuple[int, int]], seed: int) -> None:
    rows = usage(uses)
    mixed = Random(seed).sample(rows, len(rows))
    assert judged(mixed) == judged(rows)


@given(USES)
def test_a_month_without_use_changes_nothing_before_it(uses: list[tuple[int, int]]) -> None:
    assert judged(usage([*uses, (0, 500)]))[: len(uses)] == judged(usage(uses))


@given(USES, st.integers(0, 11))
def test_a_later_association_never_pays_more(uses: list[tuple[int, int]], later: int) -> None:
    soon, late = (judged(usage(uses, MDE, month(at))) for at in (0, later))
    assert late[-1].paid_to_date <= soon[-1].paid_to_date


@given(USES, USES)
def test_tenants_do_not_touch_each_other(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    mine = usage(one)
    theirs = [UsageRow("u", row.workload, row.month, row.mau, row.pau, row.associated_from)
              for row in usage(other)]  # fmt: skip
    together = judged([*theirs, *mine])
    assert [each for each in together if each.row.tenant == "t"] == judged(mine)
