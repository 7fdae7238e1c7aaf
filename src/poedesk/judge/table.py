"""The workload table: what the bundle shows of each claimed workload."""

from __future__ import annotations

from poedesk.judge.case import Case, each_once
from poedesk.judge.work import counts, only_licences, work_dates
from poedesk.judge.workload import applicable, mentions
from poedesk.model import ActivityFact, CountFact, DateFact, Unit, WorkloadRow

_PEOPLE = {Unit.USERS, Unit.SEATS, Unit.MAILBOXES, Unit.DEVICES}


def table(case: Case) -> tuple[WorkloadRow, ...]:
    """One row a claimed workload, in the order of the claim."""
    return tuple(_row(case, workload) for workload in case.claim.workloads)


def _row(case: Case, workload: str) -> WorkloadRow:
    named = mentions(case, workload)
    work = tuple(fact for fact in applicable(case) if workload in fact.workloads)
    impact = counts(case, workload)
    dates = _dates(case, work)
    spans = [
        *(fact.span for fact in named[:1]),
        *(fact.span for fact in work[:1]),
        *(fact.span for fact in impact[:1]),
        *(fact.span for fact in dates[:2]),
    ]
    return WorkloadRow(
        workload=workload,
        named=bool(named),
        activity=bool(work),
        users=_users(impact),
        dates=tuple(sorted({fact.value for fact in dates})),
        evidence=each_once(spans, most=len(spans) or 1),
    )


def _users(impact: tuple[CountFact, ...]) -> int | None:
    """The number that the first telling place gives; servers and licences are no users."""
    told = (one.value for one in impact if one.unit in _PEOPLE and not only_licences(one))
    return next(told, None)


def _dates(case: Case, work: tuple[ActivityFact, ...]) -> tuple[DateFact, ...]:
    """Dates of the work inside the sentences, items or rows about this workload; where none
    stands there, those of the engagement as a whole.
    """
    all_dates = work_dates(case)
    own = tuple(
        fact
        for fact in all_dates
        if any(
            fact.span.file == one.span.file and one.span.start <= fact.span.start < one.span.end
            for one in work
        )
    )
    return own or (all_dates if work else ())
