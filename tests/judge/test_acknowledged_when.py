"""date.*: how old the acknowledgement is, and whether its date can be."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.judge import factory as f

from poedesk.judge.days import add_months
from poedesk.model import AckKind, DateFact, DateRole, Examined, Precision, Side

AGE = "date.acknowledged-within-12-months"
PLAUSIBLE = "date.plausible"


def on(*days: date, precision: Precision = Precision.DAY, **changes: Any) -> Examined:
    span = f.quoted("03/04/2024").span
    return f.signed(f.act(date=DateFact(days, precision, DateRole.SIGNATURE, span), **changes))


@pytest.mark.parametrize(
    ("day", "claimed", "expected"),
    [
        (date(2024, 5, 12), date(2025, 5, 12), "pass"),
        (date(2024, 5, 11), date(2025, 5, 12), "fail"),
        (date(2024, 2, 29), date(2025, 2, 28), "pass"),
        (date(2024, 2, 29), date(2025, 3, 1), "fail"),
        (date(2025, 5, 12), date(2025, 5, 12), "pass"),
        (date(2025, 5, 20), date(2025, 5, 12), "pass"),
    ],
)
def test_twelve_calendar_months_inclusive(day: date, claimed: date, expected: str) -> None:
    assert f.outcome(AGE, on(day), about=f.claim(date=claimed)) == expected


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)))
def test_the_last_good_day_is_good_and_the_next_is_not(day: date) -> None:
    last = add_months(day, 12)
    after = date.fromordinal(last.toordinal() + 1)
    assert f.outcome(AGE, on(day), about=f.claim(date=last)) == "pass"
    assert f.outcome(AGE, on(day), about=f.claim(date=after)) == "fail"


def test_the_message_tells_the_day_the_person_and_the_gap() -> None:
    told = f.finding(AGE, on(date(2024, 3, 3))).message
    assert told.startswith(
        "Signed on 3 March 2024 by Jo Ortiz, 14 months and 9 days before submission"
    )
    assert "the last good day was 3 March 2025" in told


@pytest.mark.parametrize(
    ("readings", "claimed", "expected"),
    [
        ((date(2024, 3, 4), date(2024, 4, 3)), date(2025, 3, 4), "pass"),
        ((date(2024, 3, 4), date(2024, 4, 3)), date(2025, 3, 20), "review"),
        ((date(2024, 3, 4), date(2024, 4, 3)), date(2025, 4, 4), "fail"),
    ],
)
def test_an_ambiguous_order_of_day_and_month_counts_only_where_it_matters(
    readings: tuple[date, ...], claimed: date, expected: str
) -> None:
    found = f.finding(AGE, on(*readings), about=f.claim(date=claimed))
    assert found.outcome == expected
    if expected == "review":
        assert "4 March 2024 or 3 April 2024" in found.message


@pytest.mark.parametrize(
    ("precision", "claimed", "expected"),
    [
        (Precision.MONTH, date(2025, 3, 1), "pass"),
        (Precision.MONTH, date(2025, 3, 15), "review"),
        (Precision.MONTH, date(2025, 3, 31), "review"),
        (Precision.MONTH, date(2025, 4, 1), "fail"),
        (Precision.YEAR, date(2025, 12, 31), "review"),
    ],
)
def test_a_date_known_only_to_the_month_counts_where_it_matters(
    precision: Precision, claimed: date, expected: str
) -> None:
    one = on(date(2024, 3, 1), precision=precision)
    assert f.outcome(AGE, one, about=f.claim(date=claimed)) == expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2024-05-12T00:30:00+02:00", "review"),
        ("2024-05-12T09:00:00+02:00", "pass"),
        ("2024-05-11T23:30:00-05:00", "review"),
        ("2024-05-11T09:00:00-05:00", "fail"),
    ],
)
def test_an_answer_that_turns_on_the_time_zone_is_looked_at(sent: str, expected: str) -> None:
    one = f.mail(sent=datetime.fromisoformat(sent))
    assert f.outcome(AGE, one) == expected


def test_an_undated_acknowledgement_fails_unless_something_is_unread() -> None:
    undated = f.signed(f.act(AckKind.INK, None))
    assert f.outcome(AGE, undated) == "fail"
    assert f.outcome(AGE, undated, f.closed("page.pdf")) == "review"


def test_an_old_signature_is_rescued_by_a_recent_mail() -> None:
    old = on(date(2023, 3, 3))
    files = (old, f.mail())
    found = f.finding(AGE, *files)
    assert found.outcome == "pass"
    assert "renews the signed document sow.pdf of 3 March 2023" in found.message
    judgement = f.judged(*files)
    assert judgement.carrier is not None
    assert judgement.carrier.day == date(2025, 5, 5)
    for rule in ("signature-complete", "esignature-valid", "email-original", "email-approves"):
        assert f.outcome(f"ack.{rule}", *files) == "pass"


def test_a_bad_old_signature_is_not_asked_about_beside_a_good_mail() -> None:
    files = (f.signed(f.act(AckKind.EMPTY)), f.mail())
    assert f.outcome("ack.signature-complete", *files) == "not-applicable"


def test_an_old_acknowledgement_with_a_later_one_in_review_is_looked_at() -> None:
    old = on(date(2023, 3, 3))
    assert f.outcome(AGE, old, f.mail(headers=False)) == "review"
    assert f.outcome(AGE, old, f.mail(depth=1, outer=f.LEE)) == "fail"


def test_an_acknowledgement_that_is_only_too_old_is_still_present() -> None:
    assert f.outcome("ack.present", on(date(2020, 3, 3))) == "pass"


# ── date.plausible ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2025, 5, 12), "pass"), (date(2025, 5, 26), "pass"), (date(2025, 5, 27), "fail")],
)
def test_an_acknowledgement_after_evidence_was_last_added_is_impossible(
    day: date, expected: str
) -> None:
    about = f.claim(resubmitted=date(2025, 5, 26))
    assert f.outcome(PLAUSIBLE, on(day), about=about) == expected
    assert f.outcome(AGE, on(day), about=about) == "pass"


def test_one_impossible_reading_of_a_date_is_looked_at() -> None:
    assert f.outcome(PLAUSIBLE, on(date(2025, 5, 6), date(2025, 6, 5))) == "review"


@pytest.mark.parametrize(("written", "expected"), [(14, "pass"), (15, "review"), (9, "review")])
def test_certificate_and_date_line_are_at_most_two_days_apart(written: int, expected: str) -> None:
    moment = datetime.fromisoformat("2025-03-12T10:00:00+01:00")
    assert f.outcome(PLAUSIBLE, on(date(2025, 3, written), moment=moment)) == expected


def document_dated(quote: str, role: DateRole, text: str, **changes: Any) -> Examined:
    doc = f.document(text=text, **changes)
    fact = f.dated(doc, quote, date(2025, 4, 30), role=role)
    return f.examined(doc, *f.all_facts(doc), fact, f.act())


@pytest.mark.parametrize(
    ("role", "words", "expected"),
    [
        (DateRole.END, "The project runs until 30 April 2025.", "pass"),
        (DateRole.START, "The work has been completed. 30 April 2025.", "pass"),
        (DateRole.END, "The work has been completed on 30 April 2025.", "review"),
        (DateRole.DOCUMENT, "Dated 30 April 2025.", "review"),
    ],
)
def test_a_report_signed_before_its_own_last_day_is_looked_at(
    role: DateRole, words: str, expected: str
) -> None:
    one = document_dated("30 April 2025", role, f"{f.TEXT} {words}")
    assert f.outcome(PLAUSIBLE, one) == expected


@pytest.mark.parametrize(
    ("kind", "made", "expected"),
    [
        (AckKind.CRYPTO, date(2025, 3, 12), "pass"),
        (AckKind.CRYPTO, date(2025, 3, 20), "review"),
        (AckKind.INK, date(2025, 3, 20), "pass"),
    ],
)
def test_a_files_metadata_contradicts_a_cryptographic_time_only(
    kind: AckKind, made: date, expected: str
) -> None:
    created = datetime(made.year, made.month, made.day, 12)  # noqa: DTZ001 - files often have no zone
    doc = f.document(created=created)
    assert f.outcome(PLAUSIBLE, f.examined(doc, f.act(kind))) == expected


def test_an_attachment_made_after_the_mail_was_sent_is_looked_at() -> None:
    made = datetime.fromisoformat("2025-05-09T10:00:00+02:00")
    late = f.examined(f.document("mail.msg/1/sow.pdf", created=made))
    assert f.outcome(PLAUSIBLE, f.mail(), late) == "review"


def test_the_partners_later_signature_does_not_matter() -> None:
    own = f.act(day=date(2025, 12, 1), side=Side.PARTNER, name=f.quoted("Sam Lee"))
    one = f.signed(f.act(), own)
    assert f.outcome(PLAUSIBLE, one) == "pass"


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-05-04", "pass"), ("2025-05-06", "pass"), ("2025-05-07", "review")],
)
def test_a_mail_that_quotes_a_later_one_is_looked_at(day: str, expected: str) -> None:
    later = datetime.fromisoformat(f"{day}T09:00:00+02:00")
    assert f.outcome(PLAUSIBLE, f.mail(below_sent=later)) == expected
