"""Declared facts of the claim that decide whether it can earn at all."""

from __future__ import annotations

from collections.abc import Iterator

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
from poedesk.judge.days import say
from poedesk.judge.words import matches, pattern
from poedesk.model import Declared, Span


def enrolled(case: Case) -> Answer:
    """The partner is enrolled in Microsoft Commerce Incentives by the end of the month."""
    told = case.claim.partner.enrolled
    if told is None:
        return not_checked("The claim does not say whether the partner is enrolled.", _ENROLLED)
    where = Declared(_ENROLLED, str(told).lower())
    if not told:
        return failed("The partner is not enrolled in Microsoft Commerce Incentives.", where)
    return passed("The partner is enrolled in Microsoft Commerce Incentives.", where)


_ENROLLED = "partner.enrolled"
_DESIGNATIONS = "partner.designations"


def designation(case: Case, *, any_of: tuple[str, ...]) -> Answer:
    """The partner holds one of the designations that the programme asks for."""
    if case.claim.purpose == "recognition":
        return not_applicable("A claim for recognition needs no designation.")
    told = case.claim.partner.designations
    if told is None:
        return not_checked("The claim declares no designations.", _DESIGNATIONS)
    where = Declared(_DESIGNATIONS, ", ".join(told) or "none")
    held = [one for one in told if one in any_of]
    wanted = " or ".join(any_of)
    if not held:
        return failed(f"The programme asks for the designation {wanted}; none is held.", where)
    return passed(f"The partner holds the designation {listed(held)}.", where)


def customer_type(case: Case, *, excluded: tuple[str, ...]) -> Answer:
    """The customer's tenant is of no kind that the programme excludes."""
    told = case.claim.customer.environment
    where = Declared("customer.environment", told)
    if told in excluded:
        return failed(f"The customer's tenant is declared as {told}, which is excluded.", where)
    cues = each_once(_cues(case))
    if cues:
        return doubtful(
            f"The evidence speaks of the customer's tenant as an excluded one: "
            f"{in_words(cues[0].quote)}.",
            *cues,
        )
    if not told:
        return not_checked("The claim does not say what kind of tenant it is.", where.key)
    return passed(f"The customer's tenant is declared as {told}.", where)


def _cues(case: Case) -> Iterator[Span]:
    """Words that say of the tenant itself that it is excluded."""
    sought = pattern(case.vocabulary, "eligibility", "excluded_tenants")
    for document in case.documents.values():
        for start, end in matches(sought, document.text):
            yield document.span(start, end)


def within_term(case: Case) -> Answer:
    """The claim's date lies in the term whose rules the checklist holds."""
    rules, day = case.checklist, case.claim.date
    where = Declared("claim.date", day.isoformat())
    term = f"{say(rules.term_from)} to {say(rules.term_to)}"
    if day < rules.term_from:
        return failed(f"The claim of {say(day)} lies before the term ({term}).", where)
    if day > rules.term_to and not rules.open_ended:
        return doubtful(
            f"The rules of {say(day)} are not known; judged by {rules.id} ({term}).", where
        )
    return passed(f"The claim of {say(day)} lies in the term ({term}).", where)


def workloads_eligible(
    case: Case, *, earning: tuple[str, ...], recognition: tuple[str, ...]
) -> Answer:
    """Each claimed workload belongs to the programme in this term; some only for recognition."""
    claimed = case.claim.workloads
    if not claimed:
        return not_checked("The claim declares no workloads.", "workloads")
    where = Declared("workloads", ", ".join(claimed))
    outside = [case.called(one) for one in claimed if one not in (*earning, *recognition)]
    if outside:
        return failed(f"Not in the programme in this term: {listed(outside)}.", where)
    only = [case.called(one) for one in claimed if one not in earning]
    if only and case.claim.purpose == "incentive":
        return passed(
            f"In the programme, {listed(only)} for recognition only: nothing is paid for it.", where
        )
    return passed(f"In the programme: {listed([case.called(one) for one in claimed])}.", where)


CHECKS = (enrolled, designation, customer_type, within_term, workloads_eligible)
