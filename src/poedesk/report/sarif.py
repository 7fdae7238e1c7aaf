"""A run as SARIF 2.1.0 (OASIS), for tools that gather findings of many programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from poedesk import __version__
from poedesk.model import (
    Declared,
    Evidence,
    Fault,
    Finding,
    Outcome,
    Review,
    Rule,
    RunError,
    Severity,
    Span,
)
from poedesk.report.escape import line
from poedesk.report.words import place

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_KINDS = {
    Outcome.FAIL: "fail",
    Outcome.REVIEW: "review",
    Outcome.PASS: "pass",
    Outcome.NOT_APPLICABLE: "notApplicable",
    Outcome.NOT_CHECKED: "open",
}

_Object = dict[str, Any]


def render(reviews: Sequence[Review], errors: Sequence[RunError]) -> str:
    """The whole run: a result for each rule of each claim; places are files with their pages."""
    rules = {rule.id: rule for review in reviews for rule in review.checklist.rules}
    order = {name: number for number, name in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "poedesk",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules.values()],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not errors,
                "toolExecutionNotifications": [_notification(one) for one in errors],
            }
        ],
        "results": [
            _result(review, finding, order)
            for review in reviews
            for finding in review.judgement.findings
        ],
        "columnKind": "unicodeCodePoints",
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _text(text: str) -> _Object:
    return {"text": line(text, 1000) or "-"}


def _rule(rule: Rule) -> _Object:
    return {
        "id": rule.id,
        "shortDescription": _text(rule.title),
        "help": _text(rule.remedy),
        "defaultConfiguration": {
            "level": "error" if rule.severity is Severity.REQUIRED else "note"
        },
        "properties": {"source": rule.source, "category": rule.category},
    }


def _notification(error: RunError) -> _Object:
    return {
        "level": "error",
        "message": _text(f"{error.claim or error.path}: {error.message}"),
        "properties": {"kind": error.kind},
    }


def _result(review: Review, finding: Finding, order: dict[str, int]) -> _Object:
    """As the standard wants it, only what fails has a level."""
    told: _Object = {
        "ruleId": finding.rule,
        "kind": _KINDS[finding.outcome],
        "level": "none",
        "message": _text(f"{review.claim.id}: {finding.message}"),
        "locations": list(_locations(finding.evidence)),
        "partialFingerprints": {"claimAndRule/v1": f"{line(review.claim.id)}/{finding.rule}"},
        "properties": {"claim": line(review.claim.id), "verdict": review.verdict.value},
    }
    if finding.rule in order:
        told["ruleIndex"] = order[finding.rule]
    if finding.outcome is Outcome.FAIL:
        told["level"] = "error" if finding.severity is Severity.REQUIRED else "note"
    return told


def _locations(evidence: Sequence[Evidence]) -> Iterator[_Object]:
    for one in evidence:
        match one:
            case Span():
                where = f"page {one.page}" if one.page else one.part
                yield _at(one.file, one) | {
                    "logicalLocations": [{"name": line(where) or "-", "kind": "member"}]
                }
            case Fault() | Declared(file=str()):
                yield _at(one.file or "", one)
            case _:
                pass


def _at(file: str, evidence: Evidence) -> _Object:
    """The file by its name relative to the claim; no region: its bytes are not its text."""
    return {
        "physicalLocation": {"artifactLocation": {"uri": quote(line(file, 500))}},
        "message": _text(place(evidence)),
    }
