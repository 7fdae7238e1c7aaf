"""Descriptions that were filed before: for another customer, in the same run or an earlier one."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from string import Template

import pytest

from poedesk import batch, claims
from poedesk.locations import checklists
from poedesk.model import Outcome, Review, Settings
from poedesk.settings import load_settings
from poedesk.store import Index, add_review, open_reader, open_store
from tests.forge.paper import Look, pdf

TODAY = date(2025, 6, 2)

ROLLOUT = Template("""
# Statement of work for $customer

$customer still runs an unmanaged antivirus on its laptops and lost $days days to ransomware last
winter. $partner deploys Microsoft Defender for Endpoint to $users users in $town between
$start and $end. Our engineers configure attack surface reduction rules in audit mode first and
move them to block mode after two weeks. The security team of $customer is trained in two workshops
on hunting queries and on the incident queue. $lead migrates the exclusions of the former
antivirus product and removes its agent from every device. After the rollout the security team sees
every endpoint in one console and closes incidents in hours instead of days.
""")
MAIL_MOVE = Template("""
# Project description for $customer

The mail of $customer passes through an old gateway that lets phishing through; $days mailboxes were
taken over in spring. $partner implements Microsoft Defender for Office 365 for $users users:
preset policies, impersonation protection for the board, and safe links in every message. We
migrate the allow lists of the gateway and switch the mail flow on $start. $lead trains the help
desk in releasing quarantined messages and gives every department a lesson on reporting phishing.
""")
OSTSEE = {
    "customer": "Ostsee Werft GmbH", "partner": "Fenwick Cloud Ltd", "days": "four", "users": "640",
    "town": "Kiel", "start": "3 March 2025", "end": "30 May 2025", "lead": "Jana Peters",
}  # fmt: skip
TAMAR = {
    "customer": "Tamar Foods plc", "partner": "Fenwick Cloud Ltd", "days": "eleven",
    "users": "2,150", "town": "Plymouth", "start": "7 April 2025", "end": "27 June 2025",
    "lead": "Oluwaseun Adeyemi",
}  # fmt: skip
FAIL, REVIEW, PASS = Outcome.FAIL, Outcome.REVIEW, Outcome.PASS


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings()


def paper(text: str) -> bytes:
    when = datetime(2025, 1, 1, tzinfo=UTC)
    return pdf(text, Look(), title="t", author="a", made=when).data


def file_claim(root: Path, name: str, about: dict[str, str], data: bytes, tenant: str = "") -> None:
    (root / name).mkdir(parents=True)
    (root / name / "sow.pdf").write_bytes(data)
    told = [
        f'id = "{name}"', "date = 2025-06-02", 'workloads = ["mde", "mdo"]',
        "[partner]", f'name = "{about["partner"]}"',
        "[customer]", f'name = "{about["customer"]}"',
        *([f'tenant_id = "{tenant}"'] if tenant else []),
    ]  # fmt: skip
    (root / name / "claim.toml").write_text("\n".join(told), encoding="utf-8")


def checked(root: Path, settings: Settings, db: Path, jobs: int = 1) -> dict[str, Review]:
    """The claims below `root` reviewed and stored: the last review of each by its id."""
    found = claims.find([root], {}, TODAY).claims
    last: dict[str, Review] = {}
    with (
        closing(open_store(db)) as store,
        closing(Index(open_reader(db), settings.vocabulary)) as index,
    ):
        for result in batch.run(found, settings, [checklists()], index.ask, jobs):
            assert isinstance(result, Review), result
            add_review(store, result, datetime(2025, 6, 2, tzinfo=UTC))
            last[result.claim.id] = result
    return last


def outcome(review: Review, rule: str = "work.original") -> Outcome:
    return next(one.outcome for one in review.judgement.findings if one.rule == rule)


def message(review: Review, rule: str = "work.original") -> str:
    return next(one.message for one in review.judgement.findings if one.rule == rule)


@pytest.mark.parametrize("jobs", [1, 2])
def test_one_text_for_two_customers_fails_both_claims_of_a_run(
    tmp_path: Path, settings: Settings, jobs: int
) -> None:
    file_claim(tmp_path / "in", "A", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)))
    file_claim(tmp_path / "in", "B", TAMAR, paper(ROLLOUT.substitute(TAMAR)))
    found = checked(tmp_path / "in", settings, tmp_path / "s.sqlite", jobs)
    assert (outcome(found["A"]), outcome(found["B"])) == (FAIL, FAIL)
    assert "claim B for Tamar Foods plc" in message(found["A"])
    assert "claim A for Ostsee Werft GmbH" in message(found["B"])


def test_a_stored_claim_is_remembered(tmp_path: Path, settings: Settings) -> None:
    db = tmp_path / "s.sqlite"
    file_claim(tmp_path / "may", "A", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)))
    file_claim(tmp_path / "june", "B", TAMAR, paper(ROLLOUT.substitute(TAMAR)))
    assert outcome(checked(tmp_path / "may", settings, db)["A"]) is PASS
    late = checked(tmp_path / "june", settings, db)["B"]
    assert outcome(late) is FAIL
    pair = late.history.reuse[0].passages[0]
    assert "Ostsee Werft" in pair.quote or "antivirus" in pair.quote
    assert pair.span.quote in late.documents[0].text


def test_other_work_in_other_words_is_no_reuse(tmp_path: Path, settings: Settings) -> None:
    file_claim(tmp_path / "in", "A", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)))
    file_claim(tmp_path / "in", "B", TAMAR, paper(MAIL_MOVE.substitute(TAMAR)))
    found = checked(tmp_path / "in", settings, tmp_path / "s.sqlite")
    assert (outcome(found["A"]), outcome(found["B"])) == (PASS, PASS)


def test_a_text_half_of_which_is_anothers_is_for_a_person(
    tmp_path: Path, settings: Settings
) -> None:
    half = ROLLOUT.substitute(TAMAR) + MAIL_MOVE.substitute(TAMAR).replace("# ", "## ")
    file_claim(tmp_path / "in", "A", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)))
    file_claim(tmp_path / "in", "B", TAMAR, paper(half))
    found = checked(tmp_path / "in", settings, tmp_path / "s.sqlite")
    assert outcome(found["B"]) is REVIEW
    assert outcome(found["A"]) is FAIL  # all of it stands in B


def test_claims_of_one_customer_may_share_their_words(tmp_path: Path, settings: Settings) -> None:
    data = paper(ROLLOUT.substitute(OSTSEE))
    file_claim(tmp_path / "in", "A", OSTSEE, data)
    file_claim(tmp_path / "in", "B", {**OSTSEE, "customer": "OSTSEE WERFT"}, data)
    found = checked(tmp_path / "in", settings, tmp_path / "s.sqlite")
    assert (outcome(found["A"]), outcome(found["B"])) == (PASS, PASS)


def test_checking_a_claim_again_is_no_reuse(tmp_path: Path, settings: Settings) -> None:
    file_claim(tmp_path / "in", "A", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)))
    for _ in range(2):
        found = checked(tmp_path / "in", settings, tmp_path / "s.sqlite")
        assert outcome(found["A"]) is PASS


def test_the_tenant_tells_customers_apart_and_finds_competing_claims(
    tmp_path: Path, settings: Settings
) -> None:
    rival = {**OSTSEE, "partner": "Harbour Systems BV"}
    file_claim(tmp_path / "in", "A", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)), "1" * 8)
    file_claim(tmp_path / "in", "B", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)), "2" * 8)
    file_claim(tmp_path / "in", "C", rival, paper(MAIL_MOVE.substitute(rival)), "1" * 8)
    found = checked(tmp_path / "in", settings, tmp_path / "s.sqlite")
    assert outcome(found["A"]) is FAIL
    assert outcome(found["A"], "party.competing") is REVIEW
    assert "C of Harbour Systems BV" in message(found["A"], "party.competing")
    assert outcome(found["B"], "party.competing") is PASS


def test_the_very_same_file_for_another_customer_is_named(
    tmp_path: Path, settings: Settings
) -> None:
    letter = paper("We approve. Microsoft Intune was deployed to 30 users.")  # too short to compare
    file_claim(tmp_path / "in", "A", OSTSEE, letter)
    file_claim(tmp_path / "in", "B", TAMAR, letter)
    found = checked(tmp_path / "in", settings, tmp_path / "s.sqlite")
    assert outcome(found["B"]) is REVIEW
    assert "sow.pdf in claim A for Ostsee Werft GmbH" in message(found["B"])


def test_a_run_that_reviewed_a_claim_twice_reports_it_once(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    from poedesk.cli import main

    file_claim(tmp_path / "in", "A", OSTSEE, paper(ROLLOUT.substitute(OSTSEE)))
    file_claim(tmp_path / "in", "B", TAMAR, paper(ROLLOUT.substitute(TAMAR)))
    main(["check", str(tmp_path / "in"), "--no-store", "--format", "json", "--jobs", "1"])
    reviews = json.loads(capsys.readouterr().out)["reviews"]
    assert [one["claim"]["id"] for one in reviews] == ["A", "B"]
    originals = [f for one in reviews for f in one["findings"] if f["rule"] == "work.original"]
    assert [one["outcome"] for one in originals] == ["fail", "fail"]
