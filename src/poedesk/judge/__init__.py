"""Judges a claim by a checklist: pure, without files and without a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from poedesk.judge.acknowledgements import assess
from poedesk.judge.case import Bundle, Case
from poedesk.judge.checks import CHECKS
from poedesk.judge.table import table
from poedesk.model import (
    NOTHING_KNOWN,
    Checklist,
    Claim,
    Examined,
    Finding,
    History,
    Judgement,
    Outcome,
    Rule,
    Vocabulary,
)


def judge(
    claim: Claim,
    files: Sequence[Examined],
    checklist: Checklist,
    vocabulary: Vocabulary,
    history: History = NOTHING_KNOWN,
) -> Judgement:
    """One finding for each rule of the checklist, in its order.

    `claim.workloads` are ids; `files` hold the containers and what they enclose; `history` is
    what is known of other claims.
    """
    case = assess(Bundle(claim, tuple(files), vocabulary, checklist, history))
    return Judgement(
        assessments=tuple(one.assessment for one in case.weighed),
        carrier=case.carrier.assessment if case.carrier else None,
        findings=tuple(_finding(rule, case, checklist.remedies) for rule in checklist.rules),
        workload_table=table(case),
    )


def _finding(rule: Rule, case: Case, remedies: Mapping[str, str]) -> Finding:
    """What the rule's check answers; category and remedy only where something is to be done.

    `remedies` help with particular causes better than the rule's own remedy.
    """
    answer = CHECKS[rule.check](case, **rule.parameters)
    open_matter = answer.outcome in (Outcome.FAIL, Outcome.REVIEW)
    remedy = remedies.get(answer.cause, rule.remedy) if answer.cause else rule.remedy
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=answer.outcome,
        message=answer.message,
        evidence=tuple(dict.fromkeys(answer.evidence)),
        category=rule.category if open_matter else None,
        remedy=remedy if open_matter else None,
        needs=answer.needs,
    )
