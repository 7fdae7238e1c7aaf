"""Rebates, the usage fee of 2016, workshops and the designation's score: rate × base, with
thresholds, caps and reasons.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.cli import main
from poedesk.earnings import load_programmes
from poedesk.earnings.ledger import worked_out
from poedesk.earnings.programme import Programme
from poedesk.locations import checklists
from poedesk.model import Ledger, LedgerRow


@cache
def programme(name: str) -> Programme:
    return next(one for one in load_programmes([checklists() / "programmes"]) if one.id == name)


def row(item: str, amount: str, month: int = 11, account: str = "A", **more: object) -> LedgerRow:
    year = 2023 if month > 9 else 2024
    return LedgerRow(account, item, date(year, month, 1), Decimal(amount), **more)  # type: ignore[arg-type]


def told(found: Ledger) -> list[tuple[str, str]]:
    return [(str(one.payout), one.code) for one in found.lines]


MW, BIZ, AZURE = (
    f"rebates-{name}-fy24" for name in ("modern-work", "business-applications", "azure")
)


class TestRebates:
    @pytest.mark.parametrize(
        ("name", "item", "revenue", "pays"),
        [
            (MW, "mw-core-e3-e5", "100000", "3750.0000"),
            (MW, "mw-strategic-1", "100000", "5000.00"),
            (MW, "mw-strategic-2", "100000", "7000.00"),
            (MW, "calling", "1000000", "200000.00"),
            (BIZ, "bizapps-core", "100000", "4750.0000"),
            (BIZ, "bizapps-strategic-2", "100000", "10000.00"),
            (BIZ, "bizapps-customer-add", "100000", "20000.00"),
            (AZURE, "azure-consumption", "1000", "40.00"),
            (AZURE, "azure-reservation", "1000", "100.00"),
            (AZURE, "azure-accelerator", "1000", "20.00"),
        ],
    )
    def test_are_a_share_of_revenue(self, name: str, item: str, revenue: str, pays: str) -> None:
        assert told(worked_out([row(item, revenue)], programme(name))) == [(pays, "")]

    @pytest.mark.parametrize(
        ("name", "item", "cap"),
        [
            (MW, "mw-strategic-1", 55_000), (MW, "mw-strategic-2", 115_000),
            (AZURE, "azure-consumption", 75_000), (AZURE, "azure-accelerator", 75_000),
        ],
    )  # fmt: skip
    def test_end_at_their_cap(self, name: str, item: str, cap: int) -> None:
        rate = programme(name).rate(item)
        assert rate is not None
        exact = str(cap / rate.amount)
        assert told(worked_out([row(item, exact)], programme(name)))[0][1] == ""
        lines = worked_out([row(item, exact, 10), row(item, "100", 11)], programme(name)).lines
        assert [(one.payout, one.code) for one in lines][1] == (Decimal(0), "CAPREACHED")
        over = worked_out([row(item, str(cap / rate.amount + 1))], programme(name)).lines[0]
        assert (over.payout, over.code) == (Decimal(cap), "CAPPED")

    def test_caps_of_azure_are_one_a_subscription_those_of_modern_work_one_a_partner(self) -> None:
        two = [row("azure-consumption", "1875000", account=one) for one in "AB"]
        assert told(worked_out(two, programme(AZURE))) == [("75000.00", "")] * 2
        two = [row("mw-core-other", "1000000", account=one) for one in "AB"]
        paid = [one.payout for one in worked_out(two, programme(MW)).lines]
        assert paid == [20_000, 0]

    def test_need_the_revenue_of_twelve_months(self) -> None:
        rows = [row("mw-core-other", "20000", 10), row("mw-core-other", "5000", 11)]
        assert told(worked_out(rows, programme(MW))) == [("0", "BELOWTHRESHOLD"), ("187.5000", "")]

    def test_pay_nothing_outside_the_term_or_for_what_is_not_in_the_list(self) -> None:
        late = LedgerRow("A", "azure-consumption", date(2024, 10, 1), Decimal(1000))
        lines = worked_out([late, row("windows", "1000")], programme(AZURE)).lines
        assert {one.code for one in lines} == {"OUTOFTERM", "NOTEARNING"}

    def test_need_a_designation_where_it_is_known_which_are_held(self) -> None:
        one = [row("azure-consumption", "1000")]
        assert told(worked_out(one, programme(AZURE), ["security"]))[0][1] == "NODESIGNATION"
        assert told(worked_out(one, programme(AZURE), ["data-ai"]))[0][1] == ""
        assert "not checked" in worked_out(one, programme(AZURE)).notes[0]


class TestTheUsageFeeOf2016:
    def test_is_ten_in_a_hundred_of_rate_card_times_active_users(self) -> None:
        one = LedgerRow("EA1", "office365", date(2015, 11, 1), Decimal(500), Decimal("8.00"))
        assert told(worked_out([one], programme("online-services-usage-fy16"))) == [
            ("400.0000", "")
        ]

    def test_is_held_below_the_amount_of_a_statement(self) -> None:
        rows = [
            LedgerRow("EA1", "intune", date(2015, month, 1), Decimal(300), Decimal(4))
            for month in (10, 11, 12)
        ]
        found = worked_out(rows, programme("online-services-usage-fy16"))
        assert told(found) == [("0", "HELD"), ("240.00", ""), ("0", "HELD")]

    def test_ends_at_the_cap_of_each_service_and_agreement(self) -> None:
        rows = [
            LedgerRow(account, item, date(2015, 11, 1), Decimal(1_000_001), Decimal(1))
            for account in ("EA1", "EA2")
            for item in ("office365", "intune")
        ]
        found = worked_out(rows, programme("online-services-usage-fy16"))
        assert [(one.payout, one.code) for one in found.lines] == [(Decimal(100_000), "CAPPED")] * 4


def test_workshops_pay_an_amount_a_piece_and_at_most_what_was_agreed() -> None:
    rows = [
        row("threat-protection", "2"),
        row("endpoint-management", "1"),
        row("sentinel-migration", "1", agreed=Decimal(32_000)),
    ]
    found = worked_out(rows, programme("workshops-fy24"))
    assert sorted(one.payout for one in found.lines) == [5_000, 13_000, 32_000]


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        ({"performance": 30, "skilling": 25, "customer-success": 15}, "reached: 70 of 100 points"),
        ({"performance": 60, "skilling": 40}, "not reached: no points in customer-success"),
        ({"performance": 30, "skilling": 25, "customer-success": 14}, "not reached: 69 points"),
    ],
)
def test_a_designation_needs_seventy_points_and_some_in_each_part(
    points: dict[str, int], verdict: str
) -> None:
    rows = [LedgerRow("", item, None, Decimal(one)) for item, one in points.items()]
    assert worked_out(rows, programme("designation-score")).verdict.startswith(verdict)


ROWS = st.lists(
    st.builds(
        lambda item, amount, month, account: row(item, str(amount), month, account),
        st.sampled_from(["mw-core-e3-e5", "mw-strategic-2", "calling", "unknown"]),
        st.integers(0, 3_000_000),
        st.integers(1, 12),
        st.sampled_from("AB"),
    ),
    max_size=20,
)


@given(ROWS, st.randoms())
def test_the_order_of_rows_does_not_matter_and_no_cap_is_passed(
    rows: Sequence[LedgerRow], random: object
) -> None:
    rows = [LedgerRow(*one[:4], line=at) for at, one in enumerate(map(_fields, rows))]
    shuffled = sorted(rows, key=lambda _: random.random())  # type: ignore[attr-defined]
    found = worked_out(rows, programme(MW))
    assert found == worked_out(shuffled, programme(MW))
    for rate in programme(MW).rates:
        paid = sum(one.payout for one in found.lines if one.row.item == rate.of)
        assert rate.cap is None or paid <= rate.cap
    assert all(one.reason for one in found.lines if one.code)


def _fields(one: LedgerRow) -> tuple[str, str, date | None, Decimal]:
    return one.account, one.item, one.month, one.amount


class TestTheCommand:
    @pytest.fixture
    def table(self, tmp_path: Path) -> Path:
        path = tmp_path / "revenue.csv"
        path.write_text(
            "Subscription,Product,Month,Revenue\n"
            'S1,Azure consumption,2023-11,"1,000.50"\n'
            "S1,azure_reservation,2023-12,200\n"
            "=HYPERLINK(1),azure-consumption,2023-12,100\n"
        )
        return path

    @pytest.mark.parametrize("form", ["text", "json", "csv", "html", "xlsx"])
    def test_works_out_a_table_in_every_form(self, table: Path, tmp_path: Path, form: str) -> None:
        out = tmp_path / f"out.{form}"
        given = ["estimate", str(table), "--programme", AZURE, "--format", form]
        assert main([*given, "--output", str(out)]) == 0
        if form == "xlsx":
            sheet = openpyxl.load_workbook(out)["estimate"]
            payouts = [line[7].value for line in list(sheet.iter_rows())[1:]]
        elif form == "json":
            payouts = [one["payout"] for one in json.loads(out.read_text())["rows"]]
        elif form == "csv":
            read = csv.DictReader(io.StringIO(out.read_text()))
            payouts = [one["payout"] for one in read]
        else:
            text = out.read_text()
            assert "64.0200 USD in all" in text
            return
        assert payouts == ["40.0200", "4.00", "20.00"]

    def test_names_what_is_wrong_by_row_and_column(
        self, table: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with table.open("a") as stream:
            stream.write("S1,azure-consumption,2023-13,5\nS1,azure-consumption,2023-11,-5\n,,,\n")
        assert main(["estimate", str(table), "--programme", AZURE]) == 4
        errors = capsys.readouterr().err
        assert "row 5: month" in errors
        assert "row 6: amount: '-5' is below 0" in errors

    def test_knows_every_programme_by_name(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["estimate", "--programmes"]) == 0
        assert AZURE in capsys.readouterr().out
        assert main(["estimate", "x.csv", "--programme", "rebates-azur-fy24"]) == 2
        assert f"did you mean '{AZURE}'" in capsys.readouterr().err

    def test_the_largest_of_three_counts_for_directory_premium(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "use.csv"
        path.write_text(
            "agreement,product,month,third_party_apps,password_reset,second_factor,rate_card\n"
            "EA1,aadp,2015-11,100,700,650,6.00\n"
        )
        assert main(["estimate", str(path), "--programme", "online-services-usage-fy16"]) == 0
        assert "420.0000 USD in all" in capsys.readouterr().out
