"""Pre-sales claims: what the partner did for the customer before it bought, and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from poedesk.judge.answer import Answer, doubtful, failed, not_applicable, not_checked, passed
from poedesk.judge.case import Case, each_once
from poedesk.judge.days import act_days, extremes, say
from poedesk.judge.words import pattern
from poedesk.model import (
    AckStatus,
    Activity,
    ActivityFact,
    Declared,
    Document,
    Evidence,
    Span,
    WorkloadFact,
)

_NEAR = 400
"""Characters around a sentence in which the product stands that it is about."""
_SENTENCE = re.compile(r"[^.!?\n]*[^\s.!?\n][^.!?\n]*[.!?]?")


def is_presales(case: Case) -> bool:
    """Whether the claim is one for pre-sales work."""
    return case.claim.type == "presales"


def is_upsell(case: Case) -> bool:
    """Whether the claim is that of a new partner of record who sold more of the same."""
    return is_presales(case) and case.claim.presales.upsell


def engagements(case: Case) -> tuple[ActivityFact, ...]:
    """Demonstrations, pilots, assessments and solution designs for the customer, sentence by
    sentence.
    """
    return tuple(
        fact
        for one in case.open_files
        for fact in _in_document(one.document, one.facts.workloads, case)
    )


def _in_document(
    document: Document, named: tuple[WorkloadFact, ...], case: Case
) -> Iterator[ActivityFact]:
    sought = pattern(case.vocabulary, "presales", "engagements")
    particular = pattern(case.vocabulary, "presales", "particulars")
    for sentence in _SENTENCE.finditer(document.text):
        hits = list(sought.finditer(sentence.group()))
        if not hits:
            continue
        quote = sentence.group()
        begin = sentence.start() + len(quote) - len(quote.lstrip())
        span = document.span(begin, sentence.end())
        words = [hit.group() for hit in particular.finditer(quote)]
        figures = [word for word in quote.split() if any(map(str.isdigit, word))]
        yield ActivityFact(
            Activity.DEPLOYMENT,
            _about(span, named),
            negated=False,
            span=span,
            specifics=tuple(dict.fromkeys([*words, *figures])),
        )


def _about(span: Span, named: tuple[WorkloadFact, ...]) -> tuple[str, ...]:
    """The workloads named in a sentence, else those named near it."""
    telling = [one for one in named if one.passing is None or one.passing == "heading"]
    inside = [one.id for one in telling if span.start <= one.span.start < span.end]
    near = [one.id for one in telling if abs(one.span.start - span.start) <= _NEAR]
    return tuple(dict.fromkeys(inside or near))


def before_transaction(case: Case) -> Answer:
    """The customer's engagement came before the transaction: the earliest dated evidence of it
    that the customer acknowledged. Not asked of an upsell.
    """
    if is_upsell(case):
        return not_applicable("An upsell by a new partner of record needs no earlier engagement.")
    sold = case.claim.presales.transaction_date
    if sold is None:
        return not_checked(
            "The claim does not say when the transaction was.", "presales.transaction_date"
        )
    where = Declared("presales.transaction_date", sold.isoformat())
    dated = sorted(_dated(case, sold), key=lambda one: one[0])
    if not dated:
        return case.missing(
            "No dated evidence of the engagement that the customer acknowledged was found."
        )
    first, last, places = dated[0]
    if last < sold:
        return passed(
            f"The customer was engaged by {say(last)}, before the transaction of {say(sold)}.",
            where,
            *places,
        )
    if first <= sold:
        return doubtful(
            f"The earliest dated evidence of the engagement is of {say(first)}; whether that is "
            f"before the transaction of {say(sold)} is for a person to say.",
            where,
            *places,
        )
    return failed(
        f"The earliest evidence of the engagement that the customer acknowledged is of "
        f"{say(first)}, after the transaction of {say(sold)}.",
        where,
        *places,
    )


def _dated(case: Case, sold: date) -> Iterator[tuple[date, date, tuple[Evidence, ...]]]:
    """First and last day that each piece of evidence can mean, with its places.

    Acknowledgements of the customer, and dates in the sentences about the engagement in a file
    that one of them vouches for.
    """
    good = [
        one for one in case.weighed if one.candidate and one.assessment.status is AckStatus.ACCEPTED
    ]
    for one in good:
        days = act_days(one.act)
        if days:
            yield min(days), max(days), each_once(_spans(one.act.evidence)) or one.act.evidence
    vouched = {one.act.file for one in good} | {
        path for path, doc in case.documents.items() if doc.inside in {one.act.file for one in good}
    }
    told = [fact.span for fact in engagements(case) if fact.span.file in vouched]
    for fact in case.facts.dates:
        for span in told:
            inside = span.file == fact.span.file and span.start <= fact.span.start < span.end
            if inside and max(extremes(fact)) < sold + timedelta(days=1):
                yield min(extremes(fact)), max(extremes(fact)), (fact.span, span)


def _spans(evidence: tuple[Evidence, ...]) -> Iterator[Span]:
    yield from (one for one in evidence if isinstance(one, Span))


CHECKS = (before_transaction,)
