"""A review as plain data: the JSON of `poedesk check`; one read file: `record.file`.

Arrays are in a stable order; what is unknown is None, never left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from poedesk import __version__
from poedesk.model import (
    Assessment,
    Finding,
    History,
    Review,
    RunError,
    WorkloadRow,
)
from poedesk.record.difference import record_difference
from poedesk.record.evidence import Boxes, Record, all_evidence, evidence, iso
from poedesk.record.file import facts, file, signer

SCHEMA = "poedesk/review/1"


def record_run(reviews: Sequence[Record], errors: Sequence[RunError]) -> Record:
    """One run: what `--format json` prints."""
    return {
        "schema": SCHEMA,
        "tool": f"poedesk {__version__}",
        "errors": [record_error(one) for one in errors],
        "reviews": list(reviews),
    }


def record_error(error: RunError) -> Record:
    """A claim that could not be judged."""
    return {
        "claim": error.claim,
        "path": error.path,
        "kind": error.kind,
        "message": error.message,
    }


def record(review: Review) -> Record:
    """One review, all of it, without the documents' texts."""
    claim, boxes = review.claim, review.boxes
    return {
        "claim": {
            "id": claim.id,
            "type": claim.type,
            "date": claim.date.isoformat(),
            "partner": {"name": claim.partner.name or None},
            "customer": {"name": claim.customer.name or None},
            "workloads": list(claim.workloads),
        },
        "checklist": {
            "id": review.checklist.id,
            "digest": review.checklist.digest,
            "incomplete": review.checklist.incomplete,
        },
        "settings": review.settings,
        "verdict": review.verdict.value,
        "since_last_review": record_difference(review.difference),
        "acknowledged_on": iso(review.acknowledged_on),
        "files": [file(one, boxes) for one in review.documents],
        "findings": [_finding(one, boxes) for one in review.judgement.findings],
        "acknowledgements": [_assessment(a, boxes) for a in review.judgement.assessments],
        "facts": facts([one.facts for one in review.examined], boxes),
        "workload_table": [_row(one, boxes) for one in review.judgement.workload_table],
        "history": _history(review.history, boxes),
        "way": {
            "steps": [{"what": one.what, "rules": list(one.rules)} for one in review.way.steps],
            "open": list(review.way.open_rules),
        },
    }


def _finding(finding: Finding, boxes: Boxes) -> Record:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "category": finding.category,
        "remedy": finding.remedy,
        "needs": list(finding.needs),
        "evidence": all_evidence(finding.evidence, boxes),
    }


def _assessment(assessment: Assessment, boxes: Boxes) -> Record:
    act = assessment.acknowledgement
    return {
        "kind": act.kind.value,
        "status": assessment.status.value,
        "side": assessment.side.value,
        **signer(act),
        "date": iso(assessment.day),
        "reasons": [{"rule": one.rule, "message": one.message} for one in assessment.reasons],
        "evidence": all_evidence(act.evidence, boxes),
    }


def _row(row: WorkloadRow, boxes: Boxes) -> Record:
    return {
        "workload": row.workload,
        "named": row.named,
        "activity": row.activity,
        "users": row.users,
        "dates": [day.isoformat() for day in row.dates],
        "evidence": all_evidence(row.evidence, boxes),
    }


def _history(history: History, boxes: Boxes) -> Record:
    """What was known of other claims: recorded, since it may be forgotten or grow."""
    return {
        "reuse": [
            {
                "claim": one.claim,
                "customer": one.customer,
                "share": one.share,
                "passages": [
                    {
                        **evidence(pair.span, boxes),
                        "other": {"file": pair.file, "quote": pair.quote},
                    }
                    for pair in one.passages
                ],
            }
            for one in history.reuse
        ],
        "same_files": [asdict(one) for one in history.same_files],
        "competing": [
            {"claim": one.claim, "partner": one.partner, "workloads": list(one.workloads)}
            for one in history.competing
        ],
    }
