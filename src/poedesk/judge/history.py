"""What earlier claims cast doubt on: words and files of another customer's claim, and claims
for the same tenant.
"""

from __future__ import annotations

from poedesk.judge.answer import (
    Answer,
    doubtful,
    failed,
    in_words,
    listed,
    not_applicable,
    not_checked,
    passed,
)
from poedesk.judge.case import Case, each_once
from poedesk.model import Declared, Reuse, Span


def original(case: Case, *, review: float, fail: float) -> Answer:
    """The description is not that of another customer's claim: from the share `review` of its
    words on a person looks, from `fail` on it is refused (names, figures and dates masked).
    """
    known = case.history.reuse
    worst = known[0] if known else None
    if worst is not None and worst.share >= fail:
        return failed(_told(worst), *_places(worst))
    if case.history.same_files:
        same = case.history.same_files
        told = listed([f"{one.path} in claim {one.claim} for {one.customer}" for one in same[:3]])
        return doubtful(
            f"The very same file was filed for another customer: {told}.",
            *(Declared("sha256", one.sha256, one.path) for one in same[:3]),
        )
    if worst is not None and worst.share >= review:
        return doubtful(_told(worst), *_places(worst))
    if not any(fact for fact in case.facts.activities):
        return not_applicable("There is no description of work to compare.")
    return passed(
        "The description is not that of another customer's claim that is known here.",
        case.searched,
    )


def _told(reuse: Reuse) -> str:
    first = reuse.passages[0]
    return (
        f"{reuse.share:.0%} of the description stands in claim {reuse.claim} for "
        f"{reuse.customer} too, in {len(reuse.passages)} passages; there ({first.file}): "
        f"{in_words(first.quote)}."
    )


def _places(reuse: Reuse) -> tuple[Span, ...]:
    return each_once(one.span for one in reuse.passages)


def competing(case: Case) -> Answer:
    """Whether another claim covers the same tenant and workload: a hint."""
    if not case.claim.customer.tenant_id:
        return not_checked("The claim declares no tenant id.", "customer.tenant_id")
    if not case.history.competing:
        return passed(
            "No other claim for this tenant and these workloads is known here.", case.searched
        )
    told = listed(
        [
            f"{one.claim} of {one.partner or 'an undeclared partner'} "
            f"({listed([case.called(w) for w in one.workloads])})"
            for one in case.history.competing[:3]
        ]
    )
    return doubtful(
        f"Another claim covers the same tenant: {told}.",
        Declared("customer.tenant_id", case.claim.customer.tenant_id),
    )


CHECKS = (original, competing)
