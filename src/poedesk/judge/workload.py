"""Does the evidence connect with the workloads that are claimed?"""

from __future__ import annotations

from poedesk.judge.answer import Answer, doubtful, failed, listed, not_checked, passed
from poedesk.judge.case import Case, each_once
from poedesk.judge.presales import engagements, is_presales
from poedesk.model import Activity, ActivityFact, WorkloadFact

APPLICABLE = (Activity.DEPLOYMENT, Activity.ADOPTION)


def undeclared(case: Case) -> Answer | None:
    """The answer of every rule about claimed workloads while none is claimed."""
    if case.claim.workloads:
        return None
    return not_checked("The claim declares no workloads.", "workloads")


def applicable(case: Case) -> tuple[ActivityFact, ...]:
    """Deployment or adoption work, done or planned; for pre-sales claims demonstrations, pilots,
    assessments and designs too.
    """
    work = tuple(
        fact for fact in case.facts.activities if fact.activity in APPLICABLE and not fact.negated
    )
    return (*engagements(case), *work) if is_presales(case) else work


def mentions(case: Case, workload: str) -> tuple[WorkloadFact, ...]:
    """Where a workload is named, the telling places first."""
    found = [fact for fact in case.facts.workloads if fact.id == workload]
    return tuple(sorted(found, key=lambda fact: (fact.weak, fact.passing is not None)))


def workloads_named(case: Case) -> Answer:
    """Every claimed workload is named, by a present, former or short name."""
    if answer := undeclared(case):
        return answer
    found = {case.called(one): mentions(case, one) for one in case.claim.workloads}
    spans = each_once(hits[0].span for hits in found.values() if hits)
    absent = [name for name, hits in found.items() if not hits]
    if absent:
        return case.missing(f"Not named anywhere: {listed(absent)}.")
    weak = {name: hits[0] for name, hits in found.items() if hits[0].weak}
    if weak:
        told = listed([f"“{hit.span.quote}” for {name}" for name, hit in weak.items()])
        return doubtful(
            f"Named only by words that may mean something else: {told}.",
            *each_once(hit.span for hit in weak.values()),
        )
    told = listed([f"{name} as “{hits[0].span.quote}”" for name, hits in found.items()])
    return passed(f"Named: {told}.", *spans)


def workloads_connected(case: Case) -> Answer:
    """Every claimed workload is tied to deployment or adoption work."""
    if answer := undeclared(case):
        return answer
    work = applicable(case)
    tied = {
        workload: [fact for fact in work if workload in fact.workloads]
        for workload in case.claim.workloads
    }
    spans = each_once(facts[0].span for facts in tied.values() if facts)
    loose = [one for one, facts in tied.items() if not facts]
    if loose:
        told = listed([f"{case.called(one)} ({_why_loose(case, one)})" for one in loose])
        denied = [fact.span for fact in _denied(case) if set(loose) & set(fact.workloads)]
        passing = each_once(
            [*denied, *(hit.span for one in loose for hit in mentions(case, one)[:2])]
        )
        return case.unless_unread(
            failed(
                f"Not tied to any deployment or adoption work: {told}.",
                *(passing or (case.searched,)),
            )
        )
    weak = [case.called(one) for one in tied if all(hit.weak for hit in mentions(case, one))]
    if weak:
        return doubtful(
            f"The work may be about something else: {listed(weak)} is named only by an "
            f"ambiguous word.",
            *spans,
        )
    return passed(f"Tied to the partner's work: {listed(list(map(case.called, tied)))}.", *spans)


def _denied(case: Case) -> tuple[ActivityFact, ...]:
    """Work that the partner does not do: negated, out of scope, or somebody else's."""
    return tuple(
        fact for fact in case.facts.activities if fact.activity in APPLICABLE and fact.negated
    )


def _why_loose(case: Case, workload: str) -> str:
    hits = mentions(case, workload)
    reasons = list(dict.fromkeys(hit.passing for hit in hits if hit.passing))
    if not hits:
        return "not named"
    if any(workload in fact.workloads for fact in _denied(case)):
        return "the work on it is denied, or others do it"
    return f"only mentioned: {listed(reasons)}" if reasons else "named without work on it"


def workloads_unclaimed(case: Case) -> Answer:
    """Work on workloads that the claim leaves out: a hint."""
    if answer := undeclared(case):
        return answer
    claimed = case.claim.workloads
    extra: dict[str, ActivityFact] = {}
    for fact in applicable(case):
        for workload in fact.workloads:
            if workload not in claimed:
                extra.setdefault(workload, fact)
    if extra:
        told = listed(list(map(case.called, extra)))
        return doubtful(
            f"The evidence also shows work on {told}, which the claim leaves out.",
            *each_once(fact.span for fact in extra.values()),
        )
    return passed("No work on further workloads is shown.", case.searched)


CHECKS = (workloads_named, workloads_connected, workloads_unclaimed)
