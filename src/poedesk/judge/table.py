"""The workload table: what the bundle shows of each claimed workload."""

from __future__ import annotations

import re

from poedesk.judge.case import Case, each_once
from poedesk.judge.work import counts, only_licences, work_dates
from poedesk.judge.workload import applicable, mentions
from poedesk.model import ActivityFact, CountFact, DateFact, Unit, WorkloadRow

_ENDING = re.compile(r"\n\s*(?:\n|[•●▪■◦‣∙·*–—-]|\(?\w{1,3}[.)]\s)")
"""The end of a list item or paragraph: a blank line, or the next marker."""
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
    reach = [(one.span.file, one.span.start, _until(case, one)) for one in work]
    own = tuple(
        fact
        for fact in all_dates
        if any(
            fact.span.file == file and start <= fact.span.start < end for file, start, end in reach
        )
    )
    return own or (all_dates if work else ())


def _until(case: Case, fact: ActivityFact) -> int:
    """Where the list item or paragraph of an activity ends, at the latest where work on other
    workloads begins: its dates may stand in a further sentence.
    """
    text = case.documents[fact.span.file].text
    ending = _ENDING.search(text, fact.span.end)
    others = (
        one.span.start
        for one in applicable(case)
        if one.span.file == fact.span.file and one.workloads != fact.workloads
    )
    later = [at for at in others if at >= fact.span.end]
    return min(ending.start() if ending else len(text), *later, len(text))
