"""What of the days and names of a claim cannot all be true: each relation, broken and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.judge.lattice import CANNOT_BE
from poedesk.judge.stated import Point
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Company,
    DateFact,
    DateRole,
    Declared,
    Examined,
    Precision,
    Side,
    Span,
    Stance,
)

PLAUSIBLE = "date.plausible"
CONSISTENT = "party.consistent"
SENT = datetime.fromisoformat("2025-05-05T10:00:00+02:00")


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T10:00:00+02:00")


def dated_twice(day: str) -> tuple[Examined, ...]:
    moment = at("2025-03-12")
    written = DateFact(
        (date.fromisoformat(day),), Precision.DAY, DateRole.SIGNATURE, f.quoted(day).span
    )
    return (f.signed(f.act(date=written, moment=moment)),)


def made(day: str) -> tuple[Examined, ...]:
    doc = f.document(created=at(day))
    return (f.examined(doc, f.act(day=date(2025, 3, 12))),)


def quoting(day: str) -> tuple[Examined, ...]:
    return (f.mail(sent=SENT, below_sent=at(day)),)


def stating(day: str, role: DateRole, words: str) -> tuple[Examined, ...]:
    doc = f.document(text=f"{f.TEXT} {words} {day}.")
    fact = f.dated(doc, day, date.fromisoformat(day), role=role)
    return (f.examined(doc, *f.all_facts(doc), fact, f.act(day=date(2025, 3, 12))),)


def documented(day: str) -> tuple[Examined, ...]:
    return stating(day, DateRole.DOCUMENT, "Dated")


def finished(day: str) -> tuple[Examined, ...]:
    return stating(day, DateRole.END, "The work has been completed on")


def delivered(day: str) -> tuple[Examined, ...]:
    one = f.mail(sent=SENT)
    assert one.document.mail is not None
    later = replace(one.document.mail, delivered=at(day))
    return (replace(one, document=replace(one.document, mail=later)),)


def mail_within(day: str) -> tuple[Examined, ...]:
    inner = f.mail("mail.msg/1/re.msg", sent=at(day), stance=Stance.NONE, inside="mail.msg")
    return (f.mail(sent=SENT), inner)


def signature_within(day: str) -> tuple[Examined, ...]:
    path = "mail.msg/1/sow.pdf"
    return (
        f.mail(sent=SENT),
        f.signed(f.act(AckKind.INK, date.fromisoformat(day), path), path=path),
    )


def document_within(day: str) -> tuple[Examined, ...]:
    doc = f.document("mail.msg/1/sow.pdf", f"{f.TEXT} Dated {day}.")
    fact = f.dated(doc, day, date.fromisoformat(day), role=DateRole.DOCUMENT)
    return (f.mail(sent=SENT), f.examined(doc, *f.all_facts(doc), fact))


RELATIONS: dict[tuple[Point, Point], tuple[Any, str, str]] = {
    # (first, then): the bundle by a day, the last day that can be, the next one that cannot
    (Point.DATE_LINE, Point.CERTIFIED): (dated_twice, "2025-03-14", "2025-03-15"),
    (Point.FILE_MADE, Point.ACT): (made, "2025-03-13", "2025-03-14"),
    (Point.QUOTED, Point.ACT): (quoting, "2025-05-06", "2025-05-07"),
    (Point.DOCUMENT, Point.ACT): (documented, "2025-03-14", "2025-03-15"),
    (Point.FINISHED, Point.ACT): (finished, "2025-03-14", "2025-03-15"),
    (Point.SENT, Point.DELIVERED): (delivered, "2025-05-04", "2025-05-03"),
    (Point.ENCLOSED_MAIL, Point.SENT): (mail_within, "2025-05-06", "2025-05-07"),
    (Point.ENCLOSED_ACT, Point.SENT): (signature_within, "2025-05-06", "2025-05-07"),
    (Point.ENCLOSED_DATE, Point.SENT): (document_within, "2025-05-07", "2025-05-08"),
}


def test_every_relation_is_shown() -> None:
    assert {(one.first, one.then) for one in CANNOT_BE} == set(RELATIONS)


@pytest.mark.parametrize(("bundle", "can", "cannot"), RELATIONS.values(), ids=map(str, RELATIONS))
def test_the_last_day_that_can_be_and_the_next(bundle: Any, can: str, cannot: str) -> None:
    assert f.outcome(PLAUSIBLE, *bundle(can)) == "pass"
    told = f.finding(PLAUSIBLE, *bundle(cannot))
    assert told.outcome.value == "review"
    assert len(told.evidence) >= 2


@pytest.mark.parametrize(("bundle", "can", "cannot"), RELATIONS.values(), ids=map(str, RELATIONS))
def test_both_days_are_told(bundle: Any, can: str, cannot: str) -> None:
    told = f.finding(PLAUSIBLE, *bundle(cannot)).message
    day = date.fromisoformat(cannot)
    assert f"{day.day} {day:%B} {day.year}" in told
    assert told.count("2025") >= 2


def test_both_places_are_quoted() -> None:
    evidence = f.finding(PLAUSIBLE, *documented("2025-03-15")).evidence
    assert any(isinstance(one, Span) and one.quote == "2025-03-15" for one in evidence)
    assert any(isinstance(one, Declared) and one.key == "signature" for one in evidence)


def test_a_date_that_can_be_read_so_that_all_is_true_is_no_contradiction() -> None:
    doc = f.document(text=f"{f.TEXT} Dated 03/05/2025.")
    fact = f.dated(doc, "03/05/2025", date(2025, 5, 3), date(2025, 3, 5), role=DateRole.DOCUMENT)
    one = f.examined(doc, *f.all_facts(doc), fact, f.act(day=date(2025, 3, 12)))
    assert f.outcome(PLAUSIBLE, one) == "pass"


def test_a_month_is_no_contradiction_to_a_day_within_it() -> None:
    doc = f.document(text=f"{f.TEXT} Dated March 2025.")
    fact = f.dated(
        doc, "March 2025", date(2025, 3, 1), role=DateRole.DOCUMENT, precision=Precision.MONTH
    )
    one = f.examined(doc, *f.all_facts(doc), fact, f.act(day=date(2025, 3, 12)))
    assert f.outcome(PLAUSIBLE, one) == "pass"


def test_a_rejected_second_signature_spoils_nothing() -> None:
    path = "mail.msg/1/sow.pdf"
    typed = f.act(AckKind.TYPED, date(2025, 5, 9), path)
    assert f.outcome(PLAUSIBLE, f.mail(sent=SENT), f.signed(typed, path=path)) == "pass"


def test_a_trusted_time_stamp_is_called_one() -> None:
    (one,) = dated_twice("2025-03-15")
    stamped = replace(f.INTACT, time_trusted=True)
    acts = tuple(replace(act, technical=stamped) for act in one.acknowledgements)
    assert "time stamp" in f.finding(PLAUSIBLE, replace(one, acknowledgements=acts)).message


# ── Names ───────────────────────────────────────────────────────────────────────────────

ONE = "0a1b2c3d-0000-4000-8000-000000000042"
OTHER = "0a1b2c3d-0000-4000-8000-000000000043"


@pytest.mark.parametrize(
    ("first", "second", "declared", "expected"),
    [
        (ONE, OTHER, "", "review"),
        (ONE, ONE.upper(), "", "pass"),
        (ONE, OTHER, ONE, "review"),
    ],
)
def test_a_claim_speaks_of_one_tenant(
    first: str, second: str, declared: str, expected: str
) -> None:
    files = [
        f.signed(f.act(file=path), path=path, text=f"{f.TEXT} Tenant ID: {tenant}")
        for path, tenant in (("a.pdf", first), ("b.pdf", second))
    ]
    about = f.claim(customer=replace(f.CUSTOMER, tenant_id=declared))
    told = f.finding(CONSISTENT, *files, about=about)
    assert told.outcome.value == expected
    if not declared and expected == "review":
        assert [one.file for one in told.evidence if isinstance(one, Span)] == ["a.pdf", "b.pdf"]


def partner(**changes: Any) -> Acknowledgement:
    return f.act(
        AckKind.INK,
        side=Side.PARTNER,
        evidence=(Declared("signature", "Signature2", "sow.pdf"),),
        organisation=f.quoted(f.PARTNER.name),
        **changes,
    )


@pytest.mark.parametrize(("name", "expected"), [("JO  ORTIZ", "review"), ("Sam Lee", "pass")])
def test_nobody_signs_for_both_parties(name: str, expected: str) -> None:
    one = f.signed(f.act(AckKind.INK), partner(name=f.quoted(name)))
    assert f.outcome(CONSISTENT, one) == expected


def test_one_address_is_not_that_of_both_parties() -> None:
    address = "signing@shared.example"
    both = (
        f.act(AckKind.INK, email=address),
        partner(name=f.quoted("Sam Lee"), email=address),
    )
    assert f.outcome(CONSISTENT, f.signed(*both)) == "review"


def test_without_a_declared_customer_nothing_can_be_compared() -> None:
    about = f.claim(customer=Company())
    assert f.outcome(CONSISTENT, f.signed(f.act()), about=about) == "not-checked"
