"""When the customer acknowledged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from poedesk.judge.answer import Answer, doubtful, failed, not_applicable, passed
from poedesk.judge.case import Case, Weighed
from poedesk.judge.days import act_days, add_months, extremes, gap, say
from poedesk.judge.signatures import is_bare_mark, person
from poedesk.judge.words import words
from poedesk.model import (
    AckKind,
    AckStatus,
    DateFact,
    DateRole,
    Declared,
    Document,
    Evidence,
    Message,
    Precision,
)

_SLACK = timedelta(days=1)


def acknowledged_within(case: Case, *, months: int, before: Literal["claim.date"]) -> Answer:
    """The acknowledgement is at most `months` calendar months older than the claim, inclusive.

    The last good day is the acknowledgement's day plus `months`, cut to the month's end.
    """
    one = case.carrier
    if one is None:
        return not_applicable("There is no acknowledgement whose age could be judged.")
    claim = case.claim.date
    days = act_days(one.act)
    evidence: tuple[Evidence, ...] = (*one.act.evidence, Declared(before, claim.isoformat()))
    if not days and is_bare_mark(one.act):
        return not_applicable("The signing service's certificate, which would tell, is missing.")
    if not days:
        undated = case.missing(f"{_act(one)} is not dated.", *one.act.evidence)
        by_hand = "The date may be written by hand in the scan."
        return undated.softened(by_hand) if "date" in one.act.unknown else undated
    good = {add_months(day, months) >= claim for day in days}
    if good == {True}:
        return passed(f"{_told(one, days[0], claim)}.{_rescued(case)}", *evidence)
    if good == {True, False}:
        return doubtful(_turns_on(one, days), *evidence)
    late = _later_in_review(case, months)
    if late is not None:
        return doubtful(
            f"{_told(one, days[0], claim)}. A later acknowledgement has to be looked at: "
            f"{_act(late)}.",
            *evidence,
            *late.act.evidence,
        )
    return failed(
        f"{_told(one, days[0], claim)}; the last good day was "
        f"{say(add_months(max(days), months))}.",
        *evidence,
    )


def _act(one: Weighed) -> str:
    what = "e-mail" if one.by_mail else "signature"
    who = person(one.act) or one.act.email
    return f"The {what}{f' of {who}' if who else ''} in {one.act.file}"


def _told(one: Weighed, day: date, claim: date) -> str:
    """Such as: signed on 3 March 2024 by J. Ortiz, 14 months and 9 days before submission."""
    verb = "Written" if one.by_mail else "Signed"
    who = person(one.act) or one.act.email
    by = f" by {who}" if who else ""
    if day == claim:
        away = "on the day of submission"
    elif day < claim:
        away = f"{gap(day, claim)} before submission"
    else:
        away = f"{gap(claim, day)} after submission"
    return f"{verb} on {say(day)}{by}, {away}"


def _turns_on(one: Weighed, days: tuple[date, ...]) -> str:
    if one.act.moment is not None:
        return f"{_act(one)} is good or too old depending on the time zone ({_either(days)})."
    fact = one.act.date
    if fact is not None and fact.ambiguous:
        return f"“{fact.span.quote}” can be {_either(fact.readings)}: one is good, one too old."
    known = fact.precision if fact is not None else "day"
    return f"{_act(one)} is dated only to the {known}, and its age turns on the day."


def _either(days: tuple[date, ...]) -> str:
    return " or ".join(say(day) for day in days)


def _rescued(case: Case) -> str:
    """Says so where a recent e-mail stands in for an older signed document."""
    if not (case.carrier and case.carrier.by_mail and case.companion):
        return ""
    old = case.companion.assessment.day
    when = f" of {say(old)}" if old else ""
    return f" It renews the signed document {case.companion.act.file}{when}."


def _later_in_review(case: Case, months: int) -> Weighed | None:
    for one in case.weighed:
        in_review = one.candidate and one.assessment.status is AckStatus.REVIEW
        days = act_days(one.act)
        if in_review and days and add_months(max(days), months) >= case.claim.date:
            return one
    return None


# ── Plausible ───────────────────────────────────────────────────────────────────────────


def acknowledgement_plausible(case: Case, *, days_apart: int) -> Answer:
    """The acknowledgement is not after the last day evidence was added, and not before what
    it acknowledges was made; certificate and written date are at most `days_apart` apart.
    """
    one = case.carrier
    if one is None:
        return not_applicable("There is no acknowledgement whose date could be judged.")
    days = act_days(one.act)
    if not days:
        return not_applicable("The acknowledgement is not dated.")
    added = case.claim.resubmitted
    evidence = (*one.act.evidence, Declared("resubmitted", added.isoformat()))
    if min(days) > added:
        return failed(
            f"{_act(one)} is of {say(min(days))}, after {say(added)}, the day on which "
            f"evidence was last added.",
            *evidence,
        )
    if max(days) > added:
        return doubtful(
            f"{_act(one)} can be of {_either(days)}; the claim's evidence is of {say(added)}.",
            *evidence,
        )
    odd = next(_odd_orders(case, one, days, days_apart), None)
    return odd or passed(f"{_act(one)}, of {say(days[0])}, is in order.", *evidence)


def _odd_orders(
    case: Case, one: Weighed, days: tuple[date, ...], days_apart: int
) -> Iterator[Answer]:
    yield from _two_dates(one, days_apart)
    yield from _made_later(case, one, days)
    yield from _quotes_later(case, one, days)
    yield from _finished_later(case, one, days, days_apart)


def _two_dates(one: Weighed, days_apart: int) -> Iterator[Answer]:
    """The certificate's time against the date on the signer's own date line."""
    written, moment = one.act.date, one.act.moment
    if one.by_mail or written is None or moment is None:
        return
    first, last = min(extremes(written)), max(extremes(written))
    day = moment.date()
    nearest = min(extremes(written), key=lambda one: abs(one - day))
    between = written.precision is not Precision.DAY and first <= day <= last
    if not between and abs(nearest - day).days > days_apart:
        yield doubtful(
            f"The certificate says {say(day)}, the signer's date line {say(nearest)}.",
            *one.act.evidence,
            written.span,
        )


def _made_later(case: Case, one: Weighed, days: tuple[date, ...]) -> Iterator[Answer]:
    """A file's metadata contradicts only a cryptographic or mail time before the content.

    A scan is always younger than its ink, so ink is never held against it.
    """
    if one.act.kind is AckKind.CRYPTO:
        made = [case.documents[one.act.file]]
    elif one.by_mail:
        made = [doc for path, doc in case.documents.items() if path.startswith(one.act.file + "/")]
    else:
        made = []
    for document in made:
        if document.created and document.created.date() - _SLACK > max(days):
            yield doubtful(
                f"{document.path} was made on {say(document.created.date())}, after it was "
                f"acknowledged on {say(max(days))}.",
                *one.act.evidence,
                Declared("created", document.created.isoformat(), document.path),
            )


def _quotes_later(case: Case, one: Weighed, days: tuple[date, ...]) -> Iterator[Answer]:
    """A mail that quotes another one sent after it."""
    document, words_of = case.documents[one.act.file], one.act.mail
    if document.mail is None or words_of is None:
        return
    for message in document.mail.messages[words_of.message + 1 :]:
        sent = _sent(case, document, message)
        if sent is not None and sent - _SLACK > max(days):
            yield doubtful(
                f"{_act(one)} is of {say(max(days))}, but the mail that it quotes was sent on "
                f"{say(sent)}.",
                *one.act.evidence,
                document.span(*(message.head or (message.start, message.end))),
            )


def _sent(case: Case, document: Document, message: Message) -> date | None:
    """The day on which a quoted mail says it was sent: by its time, else by its head's words."""
    if message.sent is not None:
        return message.sent.date()
    start, end = message.head or (0, 0)
    told = [
        min(extremes(fact))
        for fact in case.facts.dates
        if fact.span.file == document.path and start <= fact.span.start < end
    ]
    return min(told, default=None)


def _finished_later(
    case: Case, one: Weighed, days: tuple[date, ...], days_apart: int
) -> Iterator[Answer]:
    """A signed document that is dated later, or reports work finished later, than its signature."""
    if one.by_mail:
        return
    document = case.documents[one.act.file]
    reports = _reports_finished_work(case, document)
    for fact in case.facts.dates:
        told = fact.role is DateRole.DOCUMENT or (reports and fact.role is DateRole.END)
        if fact.span.file == document.path and told and _after(fact, days, days_apart):
            yield doubtful(
                f"{_act(one)} is of {say(max(days))}, but the document "
                f"{'is dated' if fact.role is DateRole.DOCUMENT else 'reports work until'} "
                f"{say(fact.value)}.",
                *one.act.evidence,
                fact.span,
            )


def _after(fact: DateFact, days: tuple[date, ...], days_apart: int) -> bool:
    return min(extremes(fact)) > max(days) + timedelta(days=days_apart)


def _reports_finished_work(case: Case, document: Document) -> bool:
    text = " ".join(document.text.casefold().split())
    return any(phrase in text for phrase in words(case.vocabulary, "affiliates", "finished_work"))


CHECKS = (acknowledged_within, acknowledgement_plausible)
