"""What was done: which kind of work, for how many users, and when."""

from __future__ import annotations

from poedesk.judge.answer import Answer, doubtful, in_words, listed, passed
from poedesk.judge.case import Case, each_once
from poedesk.judge.days import add_months, extremes, say
from poedesk.judge.workload import APPLICABLE, applicable, undeclared
from poedesk.model import Activity, CountFact, DateFact, DateRole, Span, Unit

_INSUFFICIENT = {
    Activity.GUIDANCE: "general guidance",
    Activity.SUPPORT: "end-user support or managed services",
    Activity.LICENSING: "licensing",
    Activity.PROMOTIONAL: "product benefits",
}
_WORK_DATES = {DateRole.START, DateRole.END}


def applicable_work(case: Case) -> Answer:
    """Deployment and implementation, or adoption and change management, done or planned."""
    work = applicable(case)
    if work:
        return passed(
            f"Deployment or adoption work is described: {in_words(work[0].span.quote)}.",
            *each_once(fact.span for fact in work),
        )
    other = [
        fact
        for fact in case.facts.activities
        if fact.activity in _INSUFFICIENT and not fact.negated
    ]
    kinds = dict.fromkeys(_INSUFFICIENT[fact.activity] for fact in other)
    only = f"; only {listed(list(kinds))}" if kinds else ""
    return case.missing(
        f"No deployment or adoption work is described{only}.",
        *each_once(fact.span for fact in other),
    )


def counts(case: Case, workload: str) -> tuple[CountFact, ...]:
    """The counts that stand for a workload: users, then infrastructure, then licences."""
    found = [fact for fact in case.facts.user_counts if _about(fact, workload)]
    return tuple(sorted(found, key=lambda one: (only_licences(one), one.unit is not Unit.USERS)))


def _about(fact: CountFact, workload: str) -> bool:
    return workload in fact.workloads or (fact.applies_to_all and not fact.workloads)


def only_licences(fact: CountFact) -> bool:
    """Whether a count speaks of licences bought, which impact nobody yet."""
    return fact.licence_list or fact.unit is Unit.LICENCES


def user_counts(case: Case) -> Answer:
    """Users or infrastructure impacted, for each claimed workload."""
    if answer := undeclared(case):
        return answer
    found = {case.called(one): counts(case, one) for one in case.claim.workloads}
    spans = each_once(hits[0].span for hits in found.values() if hits)
    absent = [name for name, hits in found.items() if not hits]
    licences = [fact for fact in case.facts.user_counts if only_licences(fact)]
    if absent and licences:
        return doubtful(
            f"Only licence counts are told, none of them users of {listed(absent)}.",
            *each_once(fact.span for fact in licences),
        )
    if absent:
        return case.missing(
            f"No number of users or infrastructure impacted for {listed(absent)}.",
            *(spans or (case.searched,)),
        )
    weak = [name for name, hits in found.items() if only_licences(hits[0])]
    if weak:
        return doubtful(f"Only licence counts stand for {listed(weak)}.", *spans)
    told = listed([f"{name}: {hits[0].value} {hits[0].unit}" for name, hits in found.items()])
    return passed(f"Impact by workload: {told}.", *spans)


def work_dates(case: Case) -> tuple[DateFact, ...]:
    """Dates of the work itself: its start, its end, or a day in a sentence about it."""
    doing = [
        fact.span
        for fact in case.facts.activities
        if fact.activity in (*APPLICABLE, Activity.TIMELINE) and not fact.negated
    ]
    return tuple(
        fact
        for fact in case.facts.dates
        if fact.role in _WORK_DATES
        or (fact.role is DateRole.OTHER and any(_inside(fact.span, span) for span in doing))
    )


def _inside(inner: Span, outer: Span) -> bool:
    return inner.file == outer.file and outer.start <= inner.start and inner.end <= outer.end


def timeline(case: Case, *, months: int) -> Answer:
    """Dates or a schedule of the engagement, not all of it over for more than `months`."""
    dates = work_dates(case)
    plan = [fact for fact in case.facts.activities if fact.activity is Activity.TIMELINE]
    spans = each_once([*(fact.span for fact in dates), *(fact.span for fact in plan)])
    if not spans:
        return case.missing(
            "No dates or schedule of the engagement; the date of a signature alone is none."
        )
    if dates:
        last = max(day for fact in dates for day in extremes(fact))
        if last < add_months(case.claim.date, -months):
            return doubtful(
                f"All dated work ended by {say(last)}, more than {months} months before the "
                f"claim of {say(case.claim.date)}.",
                *spans,
            )
    return passed(f"The engagement is dated: {in_words(spans[0].quote)}.", *spans)


CHECKS = (applicable_work, user_counts, timeline)
