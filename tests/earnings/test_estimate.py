"""`poedesk estimate`: tables as people have them, faults by their place, every form of result."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from poedesk.cli import main
from poedesk.earnings import load_programmes
from poedesk.errors import ChecklistError

OURS = """tenant_id,customer,workload,month,mau,pau,associated_from
t,Contoso,Microsoft Intune,2025-01,"1,350",2000,2025-01
t,Contoso,Microsoft Intune,2025-03,1400,2000,2025-01
"""
EXPORT = """\
CustomerTenantId;CustomerName;WorkloadName;MonthlyActiveUsers;PaidAvailableUnits;MpnId;DateAssociated;Date
t;Müller GmbH;MDATP;350;1.000;123;2025-01-14;1/1/2025
t;Müller GmbH;MDATP;420;1.000;123;2025-01-14;2/1/2025
"""


def table(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "usage.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, Any]]:
    main(["estimate", str(path), "--format", "json", *more])
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_partner_centers_export_is_read_as_it_comes(
    tmp_path: Path, encoding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = rows(table(tmp_path, EXPORT, encoding), capsys)
    assert [(one["workload"], one["month"], one["payout"]) for one in found] == [
        ("mde", "2025-01", "150"),
        ("mde", "2025-02", "210"),
    ]
    assert found[0]["customer"] == "Müller GmbH"
    assert found[0]["pau"] == 1000
    assert found[1]["paid_to_date"] == "360"


def test_a_workbook_is_read_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    for line in csv.reader(io.StringIO(OURS)):
        book.active.append(line)
    book.save(tmp_path / "usage.xlsx")
    assert len(rows(tmp_path / "usage.xlsx", capsys)) == 2


def test_faults_are_named_by_row_and_column_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = (
        "t,Contoso,Bogus,2025-02,-3,many,\n"
        "t,Contoso,mde,13/2025,1,2,\n"
        ",Contoso,mde,2025-02,1,2,\n"
        "t,Contoso,intune,2025-01,9,9,\n"
    )
    status = main(["estimate", str(table(tmp_path, OURS + bad)), "--format", "json"])
    told = capsys.readouterr()
    assert status == 4
    assert len(json.loads(told.out)["rows"]) == 2
    for fault in (
        "row 4: workload: 'Bogus' is no known workload",
        "row 4: mau: '-3' is no whole number",
        "row 4: pau: 'many' is no whole number",
        "row 5: month: '13/2025' is no month",
        "row 6: tenant: is empty",
        "row 7: tenant, workload and month stand in row 2 already",
    ):
        assert fault in told.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tenant_id,workload,month,mau\nt,mde,2025-01,3\n", "no column for pau"),
        ("tenant_id,workload,month,mau,paus\n", "paus (did you mean"),
        ("", "no column for tenant"),
    ],
)
def test_what_is_no_usage_table_is_refused(
    tmp_path: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["estimate", str(table(tmp_path, text))]) == 2
    assert told in capsys.readouterr().err


def test_people_see_the_months_the_gaps_and_the_total(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["estimate", str(table(tmp_path, OURS))]) == 0
    seen = capsys.readouterr().out
    assert "Contoso  intune  security-usage-fy25" in seen
    assert "use grew to 1,350, above the mark of 300" in seen
    assert "no use is told between 2025-01 and 2025-03" in seen
    assert "total 1,100 USD" in seen


def test_a_hostile_name_is_no_formula_and_no_markup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = OURS.replace("Contoso", '"=HYPERLINK(""x"")<script>\x1b[31m"')
    path = table(tmp_path, evil)
    for form in ("csv", "html", "text"):
        main(["estimate", str(path), "--format", form])
        seen = capsys.readouterr().out
        assert "\x1b" not in seen
        if form == "csv":
            assert seen.count("'=HYPERLINK") == 2
        if form == "html":
            assert "<script>" not in seen
    out = tmp_path / "out.xlsx"
    main(["estimate", str(path), "--format", "xlsx", "--output", str(out)])
    sheet = openpyxl.load_workbook(out)["estimate"]
    assert sheet.freeze_panes == "A2"
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value.startswith("=HYPERLINK")


def test_a_list_of_subscriptions_tells_the_paid_units(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = (
        "tenant_id,workload,name,quantity,status,type\n"
        "t,intune,Microsoft 365 E3,400,Active,Paid\n"
        "t,intune,Microsoft 365 E5 trial,25,Active,Trial\n"
        "t,intune,Intune,50,In grace period,Paid\n"
        "t,mde,Defender for Endpoint Plan 1,90,Active,Paid\n"
    )
    licences = table(tmp_path, listed, name="licences.csv")
    found = rows(table(tmp_path, OURS), capsys, "--licences", str(licences))
    assert [one["pau"] for one in found] == [400, 400]
    main(["estimate", str(tmp_path / "usage.csv"), "--licences", str(licences)])
    seen = capsys.readouterr().out
    assert "25 of Microsoft 365 E5 trial: Trial subscriptions do not count" in seen
    assert "its status is In grace period" in seen
    assert "Plan 1 of Defender for Endpoint does not count" in seen


def test_every_cause_of_no_pay_is_gone_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claim = tmp_path / "claim"
    claim.mkdir()
    (claim / "note.txt").write_text("x")
    (claim / "claim.toml").write_text(
        'sector = "commercial"\n[partner]\nname = "A Ltd"\nenrolled = false\ndesignations = []\n'
        '[customer]\nname = "B Ltd"\n'
    )
    path = table(tmp_path, OURS)
    main(["estimate", str(path), "--explain", "--claim", str(claim), "--format", "json"])
    causes = {one["name"]: one for one in json.loads(capsys.readouterr().out)["causes"]}
    assert causes["enrolment"]["applies"] is True
    assert causes["designation"]["applies"] is True
    assert causes["public sector"]["applies"] is False
    assert causes["customer"]["applies"] is None
    assert causes["cap"]["applies"] is False


def test_the_small_pilot_of_2021_is_recognised_with_its_remedies(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "tenant_id,workload,month,mau,pau\n"
        "t,intune,2020-11,10,10\nt,intune,2020-12,10,10\nt,intune,2021-01,80,1000\n"
    )
    main(["estimate", str(table(tmp_path, text))])
    seen = capsys.readouterr().out
    assert "10 of 10 seats were in use (100%)" in seen
    assert "disassociate and claim again" in seen


def test_programmes_are_loaded_strictly_with_all_faults_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'id = "mine"\ntitle = "t"\nsource = "s"\nkind = "usages"\ncurrency = "USD"\nminimun = 3\n'
        'term = { from = 2025-01-01, to = 2024-01-01 }\n[[rate]]\nof = "mde"\namount = 3\n'
    )
    with pytest.raises(ChecklistError) as caught:
        load_programmes([tmp_path])
    for told in ("did you mean 'minimum'", "'usages' is none of", "is after to", "amount"):
        assert told in caught.value.message
