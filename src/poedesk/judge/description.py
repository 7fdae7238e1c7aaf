"""How the work is described: in detail, for this customer, and with the reason for it."""

from __future__ import annotations

from collections.abc import Sequence

from poedesk.judge.answer import Answer, doubtful, failed, in_words, not_applicable, passed
from poedesk.judge.case import Case, each_once
from poedesk.judge.workload import applicable
from poedesk.model import Activity, ActivityFact

_PARTICULARS = 2
"""Particular words that make a sentence a detailed one, however short it is."""
_BOTH = 25
"""Words of a sentence that tells both need and benefit."""
_SENTENCE = 9
"""Words that a sentence with one particular word needs for that."""


def detailed(case: Case, *, sentences: int) -> Answer:
    """The work is described in detail: at least `sentences` sentences, list items or rows about
    it name settings, systems, figures or methods; a bare list of tasks fails.
    """
    work = applicable(case)
    if not work:
        return not_applicable("No deployment or adoption work is described that could be detailed.")
    telling = _each_sentence([fact for fact in work if _is_detailed(fact)])
    spans = each_once(fact.span for fact in telling or work)
    if len(telling) >= sentences:
        words = ", ".join(list(telling[0].specifics)[:4])
        return passed(f"The work is described in detail, as by “{words}”.", *spans)
    if telling:
        return doubtful(
            f"Little of the work is described in detail: {in_words(telling[0].span.quote)}.", *spans
        )
    return case.unless_unread(
        failed(
            f"The work is only a list of tasks, such as {in_words(work[0].span.quote)}: no "
            "setting, system, method or figure is named.",
            *spans,
        )
    )


def _is_detailed(fact: ActivityFact) -> bool:
    known = len(fact.specifics)
    return known >= _PARTICULARS or (known == 1 and len(fact.span.quote.split()) >= _SENTENCE)


def _each_sentence(facts: Sequence[ActivityFact]) -> list[ActivityFact]:
    """One fact a sentence: deployment and adoption may stand in the same."""
    return list({fact.span: fact for fact in facts}.values())


def customer_need(case: Case) -> Answer:
    """The customer's challenge or need, and the benefit of the work."""
    need, benefit = _told(case, Activity.NEED), _told(case, Activity.BENEFIT)
    spans = each_once(fact.span for fact in (*need[:2], *benefit[:2]))
    if need and benefit and _two_things(need, benefit):
        return passed(
            f"Need and benefit are told: {in_words(need[0].span.quote)}; "
            f"{in_words(benefit[0].span.quote)}.",
            *spans,
        )
    if need and not benefit:
        return doubtful(
            f"The customer's need is told ({in_words(need[0].span.quote)}), but nothing was found "
            "that says what the work brings.",
            *spans,
        )
    if benefit:
        return doubtful(
            f"A benefit is told ({in_words(benefit[0].span.quote)}), but nothing was found that "
            "says what the customer needed.",
            *spans,
        )
    return case.missing("Neither the customer's need nor the benefit of the work is told.")


def _two_things(need: Sequence[ActivityFact], benefit: Sequence[ActivityFact]) -> bool:
    """Whether more than one sentence tells them, or one that is long enough for both."""
    spans = {fact.span for fact in (*need, *benefit)}
    return len(spans) > 1 or len(need[0].span.quote.split()) >= _BOTH


def _told(case: Case, kind: Activity) -> list[ActivityFact]:
    return [one for one in case.facts.activities if one.activity is kind and not one.negated]


def specific(case: Case, *, review: float, fail: float) -> Answer:
    """The description is this customer's and not a product's: from the share `review` of
    promotional sentences on a person looks, from `fail` on it is refused.
    """
    promotional = _each_sentence(_told(case, Activity.PROMOTIONAL))
    own = _each_sentence(
        [*applicable(case), *_told(case, Activity.NEED), *_told(case, Activity.BENEFIT)]
    )
    lauded = {fact.span for fact in promotional}
    own = [fact for fact in own if fact.span not in lauded]
    if not own and not promotional:
        return not_applicable("Nothing is described that could be specific.")
    share = len(promotional) / (len(promotional) + len(own))
    spans = each_once(fact.span for fact in (promotional if share >= review else own))
    told = (
        f"{share:.0%} of the description praises products in general, such as "
        f"{in_words(promotional[0].span.quote)}"
        if promotional
        else ""
    )
    if share >= fail:
        return case.unless_unread(failed(f"{told}: little is said of this customer.", *spans))
    if share >= review:
        return doubtful(f"{told}.", *spans)
    return passed(
        f"The description is about this customer's work: {in_words(own[0].span.quote)}.", *spans
    )


CHECKS = (detailed, customer_need, specific)
