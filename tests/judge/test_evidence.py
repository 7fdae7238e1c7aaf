"""file.*, workload.* and work.*: what can be read, and what it says of the work."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.model import AckKind, Activity, DateRole, Examined, Fault, FileKind, Span, Unit

GOOD = f.signed(f.act())


# ── file.readable ───────────────────────────────────────────────────────────────────────


def test_files_that_open_are_readable() -> None:
    assert f.outcome("file.readable", GOOD, f.mail()) == "pass"


def test_a_file_that_does_not_open_beside_others_is_looked_at() -> None:
    found = f.finding("file.readable", GOOD, f.closed("annex.pdf"))
    assert found.outcome == "review"
    assert "annex.pdf (encrypted" in found.message
    assert found.evidence == (Fault("annex.pdf", "encrypted: file it without a password"),)


def test_a_claim_of_which_no_file_opens_fails() -> None:
    assert f.outcome("file.readable", f.closed("a.pdf"), f.closed("b.pdf")) == "fail"
    assert f.outcome("file.readable") == "fail"


def test_a_format_that_is_not_accepted_is_noted_only() -> None:
    sheet = f.closed("prices.xls")
    sheet = replace(sheet, document=f.marked(sheet.document, "ignored"))
    assert f.outcome("file.readable", GOOD, sheet) == "pass"
    assert f.outcome("file.readable", sheet) == "fail"


def test_an_unreadable_copy_of_a_readable_file_is_noted_only() -> None:
    assert f.outcome("file.readable", GOOD, f.closed("mail.msg/1/SOW.pdf")) == "pass"


# ── file.text ───────────────────────────────────────────────────────────────────────────


def test_text_on_every_page_passes() -> None:
    assert f.outcome("file.text", GOOD) == "pass"


def test_a_page_without_text_is_looked_at() -> None:
    found = f.finding("file.text", f.examined(f.unread_page(f.document())))
    assert found.outcome == "review"
    assert "page 2 of sow.pdf" in found.message


def test_nothing_at_all_to_read_fails() -> None:
    assert f.outcome("file.text", f.examined(f.document(text=""))) == "fail"


def test_a_picture_that_this_version_cannot_read_is_looked_at() -> None:
    scan = f.unread_page(f.document("scan.pdf", "", kind=FileKind.IMAGE))
    assert f.outcome("file.text", f.examined(scan)) == "review"


# ── file.unaltered ──────────────────────────────────────────────────────────────────────


def altered(path: str = "sow.pdf", **changes: str) -> Examined:
    technical = replace(f.INTACT, intact=True, modified="forbidden")
    return f.signed(f.act(file=path, technical=technical), path=path, **changes)


def test_a_change_in_the_file_that_carries_the_claim_fails() -> None:
    found = f.finding("file.unaltered", altered())
    assert found.outcome == "fail"
    assert "sow.pdf was changed after it was signed" in found.message


def test_a_change_in_another_file_is_looked_at() -> None:
    assert f.outcome("file.unaltered", GOOD, altered("old.pdf")) == "review"


def test_a_change_in_the_only_file_that_names_a_claimed_workload_fails() -> None:
    letter = f.examined(f.document("letter.pdf"), f.act(file="letter.pdf"))
    assert f.outcome("file.unaltered", letter, altered("sow2.pdf")) == "fail"


@pytest.mark.parametrize("kind", ["hidden-text", "tracked-change", "bound-value", "struck-out"])
def test_hidden_or_changed_text_counts_where_a_fact_stands_in_it(kind: str) -> None:
    doc = f.marked(f.document(), kind, "600 users of")
    assert f.outcome("file.unaltered", f.examined(doc, *f.all_facts(doc))) == "review"
    doc = f.marked(f.document(), kind, " for ")
    assert f.outcome("file.unaltered", f.examined(doc, f.count(doc))) == "pass"


def test_a_date_that_moves_counts_where_an_acknowledgement_has_it() -> None:
    doc = f.marked(f.document(), "moving-date", "600 users of")
    moving = f.dated(doc, "600 users", date(2025, 3, 12))
    signed = f.examined(doc, moving, f.act(kind=AckKind.INK, date=moving))
    assert f.outcome("file.unaltered", f.examined(doc, moving)) == "pass"
    assert f.outcome("file.unaltered", signed) == "review"


@pytest.mark.parametrize("kind", ["wrong-name", "two-formats", "wrong-sum"])
def test_a_file_that_is_not_what_it_seems_is_looked_at(kind: str) -> None:
    doc = f.marked(f.document(), kind, "600 users of")
    assert f.outcome("file.readable", f.examined(doc)) == "review"


@pytest.mark.parametrize("kind", ["text-differs", "damaged"])
def test_a_file_that_others_may_read_otherwise_is_looked_at_wherever_that_is(kind: str) -> None:
    doc = f.marked(f.document(), kind, " for ")
    found = f.finding("file.unaltered", f.examined(doc, f.count(doc)))
    assert found.outcome == "review"
    assert found.message.startswith("Not everybody may read the same")


def test_headers_of_another_mail_count_where_the_mail_acknowledges() -> None:
    doc = f.marked(f.document("ok.msg"), "headers-differ", " for ")
    other = f.act(file="sow.pdf")
    assert f.outcome("file.unaltered", f.examined(doc, f.act(file="ok.msg"))) == "review"
    assert f.outcome("file.unaltered", f.examined(doc), f.examined(f.document(), other)) == "pass"


# ── workload.* ──────────────────────────────────────────────────────────────────────────


def sow(*facts: object, text: str = f.TEXT) -> Examined:
    doc = f.document(text=text)
    return f.examined(doc, *(make(doc) for make in facts if callable(make)))


def test_a_claimed_workload_that_is_named_and_worked_on_passes() -> None:
    assert f.outcome("workload.named", GOOD) == "pass"
    assert f.outcome("workload.connected", GOOD) == "pass"
    assert f.outcome("workload.unclaimed", GOOD) == "pass"


def test_each_workload_that_is_not_named_is_listed_by_its_product_name() -> None:
    about = f.claim(workloads=("intune", "mdi", "mde"))
    found = f.finding("workload.named", GOOD, about=about)
    assert found.outcome == "fail"
    assert "Microsoft Defender for Identity and Microsoft Defender for Endpoint" in found.message
    assert f.outcome("workload.connected", GOOD, about=about) == "fail"


def test_while_a_file_is_unread_no_workload_is_missing() -> None:
    about = f.claim(workloads=("mdi",))
    for rule in ("workload.named", "workload.connected", "work.user-counts"):
        assert f.outcome(rule, GOOD, f.closed("annex.pdf"), about=about) == "review"


def test_an_ambiguous_word_alone_is_looked_at() -> None:
    weak = sow(lambda d: f.workload(d, weak=True), f.activity)
    assert f.outcome("workload.named", weak) == "review"
    assert f.outcome("workload.connected", weak) == "review"
    both = sow(lambda d: f.workload(d, weak=True), f.workload, f.activity)
    assert f.outcome("workload.named", both) == "pass"


def test_a_mention_in_passing_names_but_does_not_connect() -> None:
    passing = sow(lambda d: f.workload(d, passing="licence list"))
    assert f.outcome("workload.named", passing) == "pass"
    found = f.finding("workload.connected", passing)
    assert found.outcome == "fail"
    assert "only mentioned: licence list" in found.message


def test_work_that_others_do_ties_no_workload_and_its_dates_are_no_schedule() -> None:
    doc = f.document(text="The customer deploys Microsoft Intune itself on 3 March 2025.")
    day = f.dated(doc, "3 March 2025", date(2025, 3, 3), role=DateRole.OTHER)
    theirs = f.activity(doc, doc.text, negated=True)
    one = f.examined(doc, f.workload(doc), theirs, day)
    found = f.finding("workload.connected", one)
    assert found.outcome == "fail"
    assert "the work on it is denied, or others do it" in found.message
    assert f.outcome("work.applicable", one) == "fail"
    assert f.outcome("work.timeline", one) == "fail"


@pytest.mark.parametrize(
    ("kind", "negated", "expected"),
    [
        (Activity.DEPLOYMENT, False, "pass"),
        (Activity.ADOPTION, False, "pass"),
        (Activity.DEPLOYMENT, True, "fail"),
        (Activity.GUIDANCE, False, "fail"),
        (Activity.SUPPORT, False, "fail"),
        (Activity.LICENSING, False, "fail"),
    ],
)
def test_only_deployment_and_adoption_are_applicable_work(
    kind: Activity, negated: bool, expected: str
) -> None:
    one = sow(f.workload, lambda d: f.activity(d, kind=kind, negated=negated))
    assert f.outcome("workload.connected", one) == expected
    assert f.outcome("work.applicable", one) == expected


def test_the_wrong_kind_of_work_is_named() -> None:
    one = sow(lambda d: f.activity(d, kind=Activity.SUPPORT))
    assert "only end-user support" in f.finding("work.applicable", one).message


def test_work_on_an_unclaimed_workload_is_a_hint() -> None:
    one = sow(f.workload, lambda d: f.activity(d, "deployed Microsoft Intune", "intune", "mde"))
    found = f.finding("workload.unclaimed", one)
    assert found.outcome == "review"
    assert "Microsoft Defender for Endpoint" in found.message


@pytest.mark.parametrize(
    "rule", ["workload.named", "workload.connected", "workload.unclaimed", "work.user-counts"]
)
def test_without_declared_workloads_the_rules_are_not_checked(rule: str) -> None:
    found = f.finding(rule, GOOD, about=f.claim(workloads=()))
    assert (found.outcome, found.needs) == ("not-checked", ("workloads",))


# ── work.user-counts ────────────────────────────────────────────────────────────────────


def test_a_count_for_each_claimed_workload_passes() -> None:
    found = f.finding("work.user-counts", GOOD)
    assert found.outcome == "pass"
    assert "Microsoft Intune: 600 users" in found.message


def test_a_count_of_one_workload_is_none_of_another() -> None:
    found = f.finding("work.user-counts", GOOD, about=f.claim(workloads=("intune", "mde")))
    assert found.outcome == "fail"
    assert "for Microsoft Defender for Endpoint." in found.message


def test_a_count_that_applies_to_all_counts_for_each() -> None:
    one = sow(lambda d: replace(f.count(d), workloads=(), applies_to_all=True))
    about = f.claim(workloads=("intune", "mde"))
    assert f.outcome("work.user-counts", one, about=about) == "pass"


def test_a_count_tied_to_nothing_is_no_count_of_a_workload() -> None:
    one = sow(lambda d: replace(f.count(d), workloads=()))
    assert f.outcome("work.user-counts", one) == "fail"


def test_dates_in_the_next_sentence_of_an_item_belong_to_its_workload() -> None:
    text = (
        "- We deploy Microsoft Intune. From 1 February 2025.\n"
        "- We deploy Defender. From 3 March 2025.\n"
    )
    doc = f.document(text=text)
    one = f.examined(
        doc,
        f.activity(doc, "deploy Microsoft Intune", "intune"),
        f.activity(doc, "deploy Defender", "mde"),
        f.dated(doc, "1 February 2025", date(2025, 2, 1)),
        f.dated(doc, "3 March 2025", date(2025, 3, 3)),
    )
    intune, mde = f.judged(one, about=f.claim(workloads=("intune", "mde"))).workload_table
    assert (intune.dates, mde.dates) == ((date(2025, 2, 1),), (date(2025, 3, 3),))


@pytest.mark.parametrize("change", [{"licence_list": True}, {"unit": Unit.LICENCES}])
def test_licences_alone_are_looked_at(change: dict[str, Any]) -> None:
    one = sow(lambda d: f.count(d, **change))
    assert f.outcome("work.user-counts", one) == "review"
    suite = sow(lambda d: f.count(d, workloads=(), **change))
    assert f.outcome("work.user-counts", suite) == "review"
    both = sow(lambda d: f.count(d, **change), f.count)
    assert f.outcome("work.user-counts", both) == "pass"


# ── work.timeline ───────────────────────────────────────────────────────────────────────


def start(day: date, role: DateRole = DateRole.START) -> Examined:
    return sow(lambda d: f.dated(d, "1 February 2025", day, role=role))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 2, 1), "pass"),
        (date(2024, 5, 12), "pass"),
        (date(2024, 5, 11), "review"),
        (date(2026, 1, 1), "pass"),
    ],
)
def test_work_that_is_over_for_more_than_twelve_months_is_looked_at(
    day: date, expected: str
) -> None:
    assert f.outcome("work.timeline", start(day)) == expected


def test_the_day_of_a_signature_alone_is_no_timeline() -> None:
    for role in (DateRole.SIGNATURE, DateRole.DOCUMENT, DateRole.OTHER):
        assert f.outcome("work.timeline", start(date(2025, 2, 1), role)) == "fail"


def test_a_schedule_without_days_and_a_day_in_a_sentence_about_the_work_are_timelines() -> None:
    plan = sow(lambda d: f.activity(d, "on.", kind=Activity.TIMELINE))
    assert f.outcome("work.timeline", plan) == "pass"
    inside = sow(
        lambda d: f.dated(d, "1 February 2025", date(2025, 2, 1), role=DateRole.OTHER),
        lambda d: f.activity(d, f.TEXT),
    )
    assert f.outcome("work.timeline", inside) == "pass"


# ── The table ───────────────────────────────────────────────────────────────────────────


def test_the_table_has_a_row_for_each_claimed_workload() -> None:
    about = f.claim(workloads=("intune", "mde"))
    intune, mde = f.judged(GOOD, about=about).workload_table
    assert (intune.workload, intune.named, intune.activity, intune.users) == (
        "intune",
        True,
        True,
        600,
    )
    assert intune.dates == (date(2025, 2, 1),)
    assert [span.quote for span in intune.evidence][:2] == [
        "Microsoft Intune",
        "deployed Microsoft Intune",
    ]
    assert (mde.named, mde.activity, mde.users, mde.dates, mde.evidence) == (
        False,
        False,
        None,
        (),
        (),
    )


@pytest.mark.parametrize("change", [{"licence_list": True}, {"unit": Unit.SERVERS}])
def test_licences_and_servers_are_no_users_in_the_table(change: dict[str, Any]) -> None:
    (row,) = f.judged(sow(lambda d: f.count(d, **change))).workload_table
    assert row.users is None


def test_users_are_told_before_infrastructure() -> None:
    one = sow(lambda d: f.count(d, unit=Unit.SERVERS, value=13), f.count)
    assert "600 users" in f.finding("work.user-counts", one).message


def test_every_quote_of_a_judgement_stands_at_its_place() -> None:
    ink = f.signed(f.act(AckKind.INK))
    for found in f.judged(ink).findings:
        for place in found.evidence:
            if isinstance(place, Span) and "Intune" in place.quote:
                assert ink.document.text[place.start : place.end] == place.quote
