"""When the customer acknowledged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from poedesk.judge.answer import Answer, doubtful, failed, not_applicable, passed
from poedesk.judge.case import Case, Weighed
from poedesk.judge.days import act_days, add_months, gap, say
from poedesk.judge.lattice import contradictions
from poedesk.judge.signatures import is_bare_mark, person
from poedesk.model import (
    AckStatus,
    Declared,
    Evidence,
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
    odd = next(contradictions(case, days_apart), None)
    return odd or passed(f"{_act(one)}, of {say(days[0])}, is in order.", *evidence)


CHECKS = (acknowledged_within, acknowledgement_plausible)
