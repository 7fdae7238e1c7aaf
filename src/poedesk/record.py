"""A review as plain data: the JSON of `poedesk check`, schema `poedesk/review/1`.

Arrays are in a stable order; what is unknown is None, never left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from poedesk import __version__
from poedesk.model import (
    Assessment,
    Box,
    Declared,
    Document,
    Evidence,
    Facts,
    Fault,
    Finding,
    Quoted,
    Review,
    RunError,
    Searched,
    Span,
    WorkloadRow,
)

SCHEMA = "poedesk/review/1"

Record = dict[str, Any]
_Boxes = Mapping[Span, tuple[Box, ...]]


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
        "acknowledged_on": _iso(review.acknowledged_on),
        "files": [_file(one, boxes) for one in review.documents],
        "findings": [_finding(one, boxes) for one in review.judgement.findings],
        "acknowledgements": [_assessment(a, boxes) for a in review.judgement.assessments],
        "facts": _facts([one.facts for one in review.examined], boxes),
        "workload_table": [_row(one, boxes) for one in review.judgement.workload_table],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _evidence(one: Evidence, boxes: _Boxes) -> Record:
    place: Record = dict.fromkeys(("file", "page", "part", "start", "end", "quote"))
    place["boxes"] = []
    match one:
        case Span():
            own_page = one.part == f"page {one.page}"
            place |= {
                "file": one.file,
                "page": one.page,
                "part": None if own_page else one.part,
                "start": one.start,
                "end": one.end,
                "quote": one.quote,
                "boxes": [list(box) for box in boxes.get(one, ())],
            }
        case Declared():
            place |= {"file": one.file, "declared": {"key": one.key, "value": one.value}}
        case Fault():
            place |= {"file": one.file, "fault": {"file": one.file, "cause": one.cause}}
        case Searched():
            place |= {"searched": list(one.files)}
    return place


def _all(evidence: Sequence[Evidence], boxes: _Boxes) -> list[Record]:
    return [_evidence(one, boxes) for one in evidence]


def _file(document: Document, boxes: _Boxes) -> Record:
    return {
        "path": document.path,
        "inside": document.inside,
        "sha256": document.sha256 or None,
        "kind": document.kind.value,
        "pages": document.pages,
        "language": document.language,
        "error": document.error.cause if document.error else None,
        "unread": [{"part": one.part, "reason": one.reason} for one in document.unread],
        "marks": [
            {"kind": one.kind, "message": one.message, "evidence": _all(one.spans, boxes)}
            for one in document.marks
        ],
    }


def _finding(finding: Finding, boxes: _Boxes) -> Record:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "message": finding.message,
        "category": finding.category,
        "remedy": finding.remedy,
        "needs": list(finding.needs),
        "evidence": _all(finding.evidence, boxes),
    }


def _value(quoted: Quoted | None) -> str | None:
    return quoted.value if quoted else None


def _assessment(assessment: Assessment, boxes: _Boxes) -> Record:
    act = assessment.acknowledgement
    signer = act.technical
    return {
        "kind": act.kind.value,
        "status": assessment.status.value,
        "side": assessment.side.value,
        "name": _value(act.name) or (signer.signer if signer else None) or None,
        "title": _value(act.title) or (signer.title if signer else None) or None,
        "organisation": _value(act.organisation)
        or (signer.organisation if signer else None)
        or None,
        "email": act.email,
        "date": _iso(assessment.day),
        "reasons": [{"rule": one.rule, "message": one.message} for one in assessment.reasons],
        "evidence": _all(act.evidence, boxes),
    }


def _facts(all_facts: Sequence[Facts], boxes: _Boxes) -> Record:
    def at(span: Span) -> list[Record]:
        return [_evidence(span, boxes)]

    return {
        "dates": [
            {
                "value": one.value.isoformat(),
                "precision": one.precision.value,
                "role": one.role.value,
                "ambiguous": one.ambiguous,
                "evidence": at(one.span),
            }
            for facts in all_facts
            for one in facts.dates
        ],
        "parties": [
            {"role": one.role.value, "name": one.name, "evidence": at(one.span)}
            for facts in all_facts
            for one in facts.parties
        ],
        "workloads": [
            {"id": one.id, "as": one.alias, "evidence": at(one.span)}
            for facts in all_facts
            for one in facts.workloads
        ],
        "user_counts": [
            {
                "value": one.value,
                "unit": one.unit.value,
                "workloads": list(one.workloads),
                "evidence": at(one.span),
            }
            for facts in all_facts
            for one in facts.user_counts
        ],
        "activities": [
            {
                "class": one.activity.value,
                "workloads": list(one.workloads),
                "evidence": at(one.span),
            }
            for facts in all_facts
            for one in facts.activities
        ],
    }


def _row(row: WorkloadRow, boxes: _Boxes) -> Record:
    return {
        "workload": row.workload,
        "named": row.named,
        "activity": row.activity,
        "users": row.users,
        "dates": [day.isoformat() for day in row.dates],
        "evidence": _all(row.evidence, boxes),
    }
