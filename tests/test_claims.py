"""What a claim file, a table and options may say, and what is said when it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from poedesk import claims
from poedesk.errors import ClaimError, UsageError
from poedesk.model import Claim, RunError

TODAY = date(2025, 6, 2)


def one_claim(path: Path, **options: object) -> Claim:
    found = claims.find([path], options, TODAY).claims
    assert len(found) == 1
    claim = found[0]
    assert isinstance(claim, Claim), claim
    return claim


def folder(root: Path, name: str, toml: str | None = None, *files: str) -> Path:
    place = root / name
    for file in files or ("sow.pdf",):
        (place / file).parent.mkdir(parents=True, exist_ok=True)
        (place / file).write_bytes(b"x")
    if toml is not None:
        (place / "claim.toml").write_text(toml, encoding="utf-8")
    return place


class TestAFolder:
    def test_without_a_claim_file_is_a_claim_named_after_it(self, tmp_path: Path) -> None:
        claim = one_claim(folder(tmp_path, "CLM-7"))
        assert (claim.id, claim.date, claim.resubmitted) == ("CLM-7", TODAY, TODAY)
        assert [path for path, _ in claim.files] == ["sow.pdf"]

    def test_takes_what_the_claim_file_declares(self, tmp_path: Path) -> None:
        toml = """
            id = "A-1"
            date = 2025-05-12
            workloads = ["mde", "intune"]
            country = "us"
            [partner]
            name = "Fenwick Cloud Ltd"
            partner_id = 1234567
            enrolled = false
            designations = []
            [customer]
            name = "Ostsee Werft GmbH"
            domains = ["@Ostsee-Werft.example"]
        """
        claim = one_claim(folder(tmp_path, "x", toml))
        assert claim.id == "A-1"
        assert claim.resubmitted == date(2025, 5, 12)
        assert claim.country == "US"
        assert claim.partner.partner_id == "1234567"
        assert claim.partner.enrolled is False
        assert claim.partner.designations == ()
        assert claim.customer.domains == ("ostsee-werft.example",)

    def test_leaves_out_what_is_never_evidence(self, tmp_path: Path) -> None:
        place = folder(
            tmp_path,
            "x",
            'usage = "usage.csv"',
            "sow.pdf", "usage.csv", "expected.toml", "~$sow.docx", ".hidden", "Thumbs.db",
            "mails/ok.msg", ".git/config",
        )  # fmt: skip
        assert [path for path, _ in one_claim(place).files] == ["mails/ok.msg", "sow.pdf"]

    def test_of_claim_folders_is_many_claims_and_names_its_loose_files(
        self, tmp_path: Path
    ) -> None:
        folder(tmp_path, "a", "")
        folder(tmp_path, "b")
        (tmp_path / "notes.txt").write_text("hello")
        found = claims.find([tmp_path], {}, TODAY)
        assert [one.id for one in found.claims if isinstance(one, Claim)] == ["a", "b"]
        assert [path.name for path in found.loose] == ["notes.txt"]

    def test_of_folders_only_is_a_folder_of_claims(self, tmp_path: Path) -> None:
        folder(tmp_path, "2025/a")
        folder(tmp_path, "2025/b", None, "sow.pdf", "mails/ok.msg")
        ids = [
            one.id for one in claims.find([tmp_path], {}, TODAY).claims if isinstance(one, Claim)
        ]
        assert ids == ["a", "b"]

    def test_options_win_over_the_claim_file(self, tmp_path: Path) -> None:
        place = folder(tmp_path, "x", 'country = "US"')
        assert one_claim(place, country="DE").country == "DE"


class TestWhatIsWrongIsNamed:
    @pytest.mark.parametrize(
        ("toml", "said"),
        [
            ('custmer = "x"', "unknown key custmer (did you mean"),
            ('[partner]\nnmae = "x"', "unknown key partner.nmae (did you mean"),
            ('date = "soon"', "a day as YYYY-MM-DD is wanted"),
            ('type = "usge"', 'did you mean "usage"?'),
            ('country = "USA"', "ISO 3166-1"),
            ('sector = "goverment"', 'did you mean "government"?'),
            ('workloads = "', "not TOML"),
            ('files = ["../secret.pdf"]', "outside the claim's folder"),
            ('files = ["gone.pdf"]', "no such file"),
            ("[partner]\nenrolled = 3", "true or false is wanted"),
            ("x = " + "[" * 5000, "not TOML"),
            ("x = 1" + "0" * 6000, "not TOML"),
            (".".join("a" * 3000) + " = 1", "claim.toml"),
            ('files = ["a\\u0000b"]', "no file name"),
        ],
    )
    def test_by_file_and_key(self, tmp_path: Path, toml: str, said: str) -> None:
        (tmp_path / "secret.pdf").write_bytes(b"x")
        found = claims.find([folder(tmp_path, "x", toml)], {}, TODAY).claims
        assert isinstance(found[0], RunError)
        assert said in found[0].message
        assert "claim.toml" in found[0].message

    def test_every_fault_of_a_file_is_said_at_once(self) -> None:
        with pytest.raises(ClaimError) as caught:
            claims.convert({"tyep": "usage", "date": "x"}, "claim.toml")
        assert "tyep" in caught.value.message
        assert "date" in caught.value.message

    def test_one_faulty_claim_does_not_stop_the_others(self, tmp_path: Path) -> None:
        folder(tmp_path, "a", "nonsense = 1")
        folder(tmp_path, "b", "")
        faulty, good = claims.find([tmp_path], {}, TODAY).claims
        assert isinstance(faulty, RunError)
        assert isinstance(good, Claim)

    def test_one_id_in_two_folders(self, tmp_path: Path) -> None:
        folder(tmp_path, "a", 'id = "same"')
        folder(tmp_path, "b", 'id = "same"')
        first, second = claims.find([tmp_path], {}, TODAY).claims
        assert isinstance(first, Claim)
        assert isinstance(second, RunError)
        assert second.kind == "duplicate-id"

    def test_a_missing_path(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no such file"):
            claims.find([tmp_path / "gone"], {}, TODAY)

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no claim found"):
            claims.find([tmp_path], {}, TODAY)


class TestLinks:
    def test_out_of_the_folder_are_refused_by_name(self, tmp_path: Path) -> None:
        place = folder(tmp_path, "x", "")
        (place / "passwd.txt").symlink_to("/etc/passwd")
        (found,) = claims.find([place], {}, TODAY).claims
        assert isinstance(found, RunError)
        assert "passwd.txt" in found.message

    def test_of_a_folder_to_itself_are_not_followed(self, tmp_path: Path) -> None:
        folder(tmp_path, "a/claim", "")
        (tmp_path / "a" / "again").symlink_to(tmp_path)
        assert len(claims.find([tmp_path], {}, TODAY).claims) == 1


class TestBareFiles:
    def test_given_together_are_one_claim_named_by_what_it_declares(self, tmp_path: Path) -> None:
        place = folder(tmp_path, "x", None, "a.pdf", "b.msg")
        paths = [place / "a.pdf", place / "b.msg"]
        options = {"customer.name": "Ostsee Werft"}
        first = claims.find(paths, options, TODAY).claims[0]
        again = claims.find(paths[:1], options, TODAY).claims[0]
        other = claims.find(paths, {"customer.name": "Other"}, TODAY).claims[0]
        assert isinstance(first, Claim)
        assert isinstance(again, Claim)
        assert isinstance(other, Claim)
        assert [path for path, _ in first.files] == ["a.pdf", "b.msg"]
        assert first.id == again.id != other.id


class TestATable:
    HEADER = "id,date,customer.name,workloads,files,partner.enrolled\n"

    def test_in_csv_has_a_claim_a_row(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"x")
        table = tmp_path / "claims.csv"
        table.write_text(self.HEADER + "T-1,2025-05-01,Ostsee Werft,mde;intune,a.pdf,yes\n")
        claim = one_claim(table)
        assert claim.workloads == ("mde", "intune")
        assert claim.partner.enrolled is True
        assert [path for path, _ in claim.files] == ["a.pdf"]

    def test_in_excel_is_read_alike(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"x")
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["id", "date", "files"])
        sheet.append(["T-1", date(2025, 5, 1), "a.pdf"])
        book.save(tmp_path / "claims.xlsx")
        assert one_claim(tmp_path / "claims.xlsx").date == date(2025, 5, 1)

    def test_with_semicolons_may_hold_commas(self, tmp_path: Path) -> None:
        table = tmp_path / "claims.csv"
        table.write_text("id;customer.name\nT-1;Ostsee, Werft, Kiel und Sohn\n")
        assert one_claim(table).customer.name == "Ostsee, Werft, Kiel und Sohn"

    def test_saved_by_excel_in_its_own_code_page_is_read(self, tmp_path: Path) -> None:
        table = tmp_path / "claims.csv"
        table.write_bytes("id;customer.name\nT-1;Müller\n".encode("cp1252"))
        assert one_claim(table).customer.name == "Müller"

    def test_with_formulas_that_hold_no_value_is_refused(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["id", "date"])
        sheet.append(["T-1", "=TODAY()"])
        book.save(tmp_path / "claims.xlsx")
        with pytest.raises(UsageError, match="row 2 holds a formula"):
            claims.find([tmp_path / "claims.xlsx"], {}, TODAY)

    def test_names_the_faulty_row_and_goes_on(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"x")
        table = tmp_path / "claims.csv"
        table.write_text(
            self.HEADER
            + "T-1,never,,,a.pdf,\nT-2,2025-05-01,,,gone.pdf,\nT-3,2025-05-01,,,a.pdf,\n"
        )
        first, second, third = claims.find([table], {}, TODAY).claims
        assert isinstance(first, RunError)
        assert "row 2" in first.message
        assert isinstance(second, RunError)
        assert "row 3" in second.message
        assert isinstance(third, Claim)

    def test_with_an_unknown_column_is_a_usage_error(self, tmp_path: Path) -> None:
        table = tmp_path / "claims.csv"
        table.write_text("custmer.name\nx\n")
        with pytest.raises(UsageError, match="did you mean"):
            claims.find([table], {}, TODAY)
