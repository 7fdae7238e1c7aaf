from datetime import date
from pathlib import Path

import pytest
from tests.judge import factory as f

from poedesk.errors import ChecklistError, ClaimError
from poedesk.judge.answer import Cause
from poedesk.judge.checklist import choose, load
from poedesk.judge.checks import CHECKS
from poedesk.judge.differences import differences
from poedesk.judge.schema import table
from poedesk.locations import checklists
from poedesk.model import Severity
from poedesk.settings import load_vocabulary

HEAD = """
id = "mine"
title = "My rules"
term = { from = 2024-10-01, to = 2025-09-30 }
types = ["usage"]
"""
RULE = """
[[rule]]
id = "date.acknowledged-within-12-months"
title = "Recent"
source = "POE guideline 5"
severity = "required"
category = "missing or old dates"
check.acknowledged_within = { months = 12, before = "claim.date" }
remedy = "Ask again."
"""


def faults(tmp_path: Path, text: str) -> str:
    with pytest.raises(ChecklistError) as caught:
        load(f.write(tmp_path / "mine.toml", text))
    return caught.value.message


def test_a_checklist_is_loaded_as_it_is_written(tmp_path: Path) -> None:
    one = load(f.write(tmp_path / "mine.toml", HEAD + RULE))
    assert (one.id, one.types, one.term_from) == ("mine", ("usage",), date(2024, 10, 1))
    assert not one.incomplete
    assert not one.open_ended
    (rule,) = one.rules
    assert rule.check == "acknowledged_within"
    assert rule.parameters == {"months": 12, "before": "claim.date"}
    assert rule.severity is Severity.REQUIRED


def test_the_digest_is_over_the_content_not_the_layout(tmp_path: Path) -> None:
    one = load(f.write(tmp_path / "a.toml", HEAD + RULE))
    same = load(f.write(tmp_path / "b.toml", "# a remark\n" + HEAD + RULE.replace(" = ", "=")))
    other = load(f.write(tmp_path / "c.toml", HEAD + RULE.replace("months = 12", "months = 18")))
    assert one.digest.startswith("sha256:")
    assert one.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("severity", "severty", "unknown key 'severty' (did you mean 'severity'?)"),
        ('severity = "required"', "", "severity is missing"),
        ('"required"', '"requird"', "(did you mean 'required'?)"),
        ('"missing or old dates"', '"old dates"', "'old dates' is none of"),
        ("acknowledged_within", "acknowledged_witin", "(did you mean 'acknowledged_within'?)"),
        ("months = 12", "month = 12", "unknown parameter 'month' (did you mean 'months'?)"),
        ("months = 12, ", "", "parameter 'months' is missing"),
        ("months = 12", 'months = "12"', "months must be a whole number, not '12'"),
        ("months = 12", "months = true", "months must be a whole number, not True"),
        ('before = "claim.date"', 'before = "claim.day"', "(did you mean 'claim.date'?)"),
        ('"Ask again."', '" "', "remedy is empty"),
        ('"Ask again."', "7", "remedy must be text, not 7"),
        ('"date.acknowledged-within-12-months"', '"Date"', "an id is group.name"),
        (
            'check.acknowledged_within = { months = 12, before = "claim.date" }',
            "check = {}",
            "exactly one kind of check",
        ),
        (
            'check.acknowledged_within = { months = 12, before = "claim.date" }',
            "check.acknowledged_within = 12",
            "must be a table of parameters",
        ),
        ("2024-10-01", "2026-10-01", "is after"),
        ("2024-10-01", '"October"', "from must be a date"),
        ('["usage"]', '["usge"]', "(did you mean 'usage'?)"),
        ('["usage"]', "[]", "names no claim type"),
        ('title = "My rules"', 'titel = "My rules"', "unknown key 'titel' (did you mean 'title'?)"),
    ],
)
def test_each_fault_of_a_checklist_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert fault in faults(tmp_path, (HEAD + RULE).replace(old, new, 1))


def test_all_faults_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    text = (HEAD + RULE + RULE).replace("types", "typs").replace("months", "month")
    told = faults(tmp_path, text)
    assert "unknown key 'typs'" in told
    assert "types is missing" in told
    assert told.count("unknown parameter 'month'") == 2
    assert "this id stands twice" in told
    assert all(line.startswith(str(tmp_path)) for line in told.splitlines())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('titel = "Add it."', "remedies: unknown key 'titel' (did you mean 'title'?)"),
        ('title = " "', "remedies: title is empty"),
        ("title = 7", "remedies: title must be text, not 7"),
    ],
)
def test_a_remedy_stands_for_a_known_cause(tmp_path: Path, line: str, fault: str) -> None:
    assert fault in faults(tmp_path, f"{HEAD}[remedies]\n{line}\n{RULE}")


def test_a_checklist_without_rules_is_faulty(tmp_path: Path) -> None:
    assert "rule is missing" in faults(tmp_path, HEAD)
    assert "no rules" in faults(tmp_path, HEAD + "rule = []")


def test_what_is_no_toml_or_not_there_is_told(tmp_path: Path) -> None:
    assert "mine.toml" in faults(tmp_path, "id =")
    with pytest.raises(ChecklistError, match="no such checklist"):
        load(tmp_path / "none.toml")


# ── Choosing ────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    older = HEAD.replace('"mine"', '"older"').replace("2024-10-01", "2023-10-01")
    f.write(tmp_path / "older.toml", older.replace("2025-09-30", "2024-09-30") + RULE)
    f.write(tmp_path / "mine.toml", HEAD + RULE)
    presales = HEAD.replace('"mine"', '"sell"').replace("usage", "presales")
    f.write(tmp_path / "sell.toml", presales + RULE)
    return tmp_path


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 10, 1), "mine"),
        (date(2024, 9, 30), "older"),
        (date(2025, 9, 30), "mine"),
        (date(2026, 4, 1), "mine"),
        (date(2020, 4, 1), "older"),
    ],
)
def test_the_claims_date_chooses_the_term_or_the_nearest(
    shelf: Path, day: date, expected: str
) -> None:
    assert choose(f.claim(date=day), [shelf]).id == expected


def test_the_claims_type_and_its_own_word_choose(shelf: Path) -> None:
    assert choose(f.claim(type="presales"), [shelf]).id == "sell"
    assert choose(f.claim(checklist="older"), [shelf]).id == "older"


def test_an_own_checklist_of_the_same_id_replaces_the_shipped_one(
    shelf: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    f.write(own / "x.toml", HEAD.replace("My rules", "Stricter") + RULE)
    assert choose(f.claim(), [own, shelf]).title == "Stricter"


def test_two_checklists_of_one_folder_may_not_share_an_id(tmp_path: Path) -> None:
    f.write(tmp_path / "a.toml", HEAD + RULE)
    f.write(tmp_path / "b.toml", HEAD + RULE)
    with pytest.raises(ChecklistError, match=r"belongs to a\.toml already"):
        choose(f.claim(), [tmp_path])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"checklist": "oldr"}, "did you mean 'older'"),
        ({"checklist": "sell"}, "judges presales claims, not usage"),
        ({"type": "resale"}, "no checklist judges resale claims"),
    ],
)
def test_a_claim_that_no_checklist_fits_is_refused(
    shelf: Path, changes: dict[str, str], told: str
) -> None:
    with pytest.raises(ClaimError, match=told):
        choose(f.claim(**changes), [shelf])


# ── Differences from another ────────────────────────────────────────────────────────────

CHILD = """
id = "child"
title = "The year before"
extends = "mine"
term = { from = 2023-10-01, to = 2024-09-30 }
[override."date.acknowledged-within-12-months"]
reason = "The window was longer."
check.acknowledged_within = { months = 18, before = "claim.date" }
"""


def child(tmp_path: Path, text: str = CHILD) -> Path:
    f.write(tmp_path / "mine.toml", HEAD + RULE)
    return f.write(tmp_path / "child.toml", text)


def test_another_term_is_a_file_of_differences(tmp_path: Path) -> None:
    one = load(child(tmp_path))
    (rule,) = one.rules
    assert rule.parameters["months"] == 18
    assert rule.title == "Recent"
    assert one.extends == "mine"
    assert one.reasons == {rule.id: "The window was longer."}
    assert one.term_to == date(2024, 9, 30)
    assert one.digest != load(tmp_path / "mine.toml").digest


def test_a_rule_can_be_left_out_and_another_added(tmp_path: Path) -> None:
    dropped = CHILD[: CHILD.index("[override")]
    dropped += '[drop."date.acknowledged-within-12-months"]\nreason = "Not asked."\n'
    added = RULE.replace("date.acknowledged-within-12-months", "date.recent")
    one = load(child(tmp_path, dropped + added))
    assert [rule.id for rule in one.rules] == ["date.recent"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('extends = "mine"', 'extends = "mime"', "no checklist 'mime' (did you mean 'mine'?)"),
        ('extends = "mine"', 'extends = "child"', "no checklist 'child'"),
        ('reason = "The window was longer."', "", "reason is missing"),
        ("months = 18", 'months = "18"', "months must be a whole number"),
        (
            "within-12-months",
            "within-12-month",
            "did you mean 'date.acknowledged-within-12-months'",
        ),
        ("check.acknowledged_within", "remedies", "unknown key 'remedies'"),
    ],
)
def test_faults_of_differences_are_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(ChecklistError) as caught:
        load(child(tmp_path, CHILD.replace(old, new)))
    assert fault in caught.value.message


def test_a_fault_names_its_line(tmp_path: Path) -> None:
    told = faults(tmp_path, HEAD + RULE.replace('title = "Recent"', 'titel = "Recent"'))
    assert "mine.toml:9: rule date.acknowledged-within-12-months: unknown key 'titel'" in told


def test_differences_are_told_in_words() -> None:
    before, after = (load(checklists() / f"cpor-usage-fy{year}.toml") for year in (24, 25))
    told = differences(after, before)
    assert 'eligibility.designation: any_of: ["security"] → ["security", "modern-work"]' in told
    assert any("Until September 2024" in one for one in told)
    assert differences(after, after) == []


def test_an_own_word_list_is_made_like_the_one_that_it_replaces(tmp_path: Path) -> None:
    (tmp_path / "vocabulary").mkdir()
    f.write(tmp_path / "vocabulary" / "free_mail.toml", 'domain = ["gmx.example"]')
    f.write(tmp_path / "vocabulary" / "free_mails.toml", "domains = []")
    with pytest.raises(ChecklistError) as caught:
        load_vocabulary(tmp_path)
    assert "unknown key 'domain' (did you mean 'domains'?)" in caught.value.message
    assert "domains is missing" in caught.value.message
    assert "no word list of this name (did you mean 'free_mail'?)" in caught.value.message


# ── What ships ──────────────────────────────────────────────────────────────────────────


def test_every_shipped_checklist_loads_and_is_complete() -> None:
    for path in checklists().glob("*.toml"):
        assert not load(path).incomplete
        assert load(path).id == path.stem


def test_every_kind_of_check_is_asked_by_a_shipped_rule() -> None:
    asked = {rule.check for path in checklists().glob("*.toml") for rule in load(path).rules}
    assert asked == set(CHECKS)


def test_the_table_of_checks_in_the_readme_is_that_of_the_code() -> None:
    assert table() in (checklists() / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_cause_that_has_a_remedy_of_its_own() -> None:
    readme = (checklists() / "README.md").read_text(encoding="utf-8")
    assert all(f"{cause} (" in readme for cause in Cause)
    assert set(f.usage().remedies) == set(Cause)
