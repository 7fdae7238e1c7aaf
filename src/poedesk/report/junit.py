"""A run as JUnit XML: a suite for each claim, a case for each rule, for build pipelines.

The form is that of Ant's JUnit report, which is the strictest in use. A doubt is a failure of the
type "review": a pipeline must not take for good what a person has yet to look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from poedesk.model import Finding, Outcome, Review, RunError, Severity, Verdict
from poedesk.report.escape import line
from poedesk.report.words import declare, heading, place

_SKIPPED = (Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED)


def render(reviews: Sequence[Review], errors: Sequence[RunError]) -> str:
    """The whole run. No clock is read: a suite's time stamp is the day of its claim."""
    root = ET.Element("testsuites")
    for number, review in enumerate(reviews):
        _suite(root, number, review)
    if errors:
        _errors(root, len(reviews), errors)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _broken(finding: Finding) -> bool:
    is_open = finding.outcome in (Outcome.FAIL, Outcome.REVIEW)
    return is_open and finding.severity is Severity.REQUIRED


def _suite(root: ET.Element, number: int, review: Review) -> None:
    """Advice fails no case; it stands in the suite's output."""
    claim = line(review.claim.id) or "-"
    findings = review.judgement.findings
    passed = review.verdict is Verdict.PASS
    suite, properties = _start(
        root, number, claim, review.claim.date.isoformat(),
        tests=len(findings) + 1, errors=0,
        failures=sum(map(_broken, findings)) + (not passed),
        skipped=sum(one.outcome in _SKIPPED for one in findings),
    )  # fmt: skip
    told = {"checklist": review.checklist.id, "checklist.digest": review.checklist.digest}
    for name, value in told.items():
        ET.SubElement(properties, "property", name=name, value=value)
    verdict = ET.SubElement(suite, "testcase", name="verdict", classname=claim, time="0")
    if not passed:
        said = declare(review) or heading(review)
        kind = review.verdict.value
        ET.SubElement(verdict, "failure", message=f"{kind}: {line(said, 500)}", type=kind)
    advice = []
    for finding in findings:
        _case(suite, claim, finding)
        if finding.severity is Severity.ADVISORY and finding.outcome is Outcome.REVIEW:
            advice.append(f"{finding.rule}: {line(finding.message, 500)}")
    _end(suite, "\n".join(advice))


def _case(suite: ET.Element, claim: str, finding: Finding) -> None:
    case = ET.SubElement(suite, "testcase", name=finding.rule, classname=claim, time="0")
    message = line(finding.message, 500)
    if finding.outcome in _SKIPPED:
        ET.SubElement(case, "skipped", message=message)
    elif _broken(finding):
        failure = ET.SubElement(case, "failure", message=message, type=finding.outcome.value)
        told = [message, *map(place, finding.evidence), line(finding.remedy or "", 500)]
        failure.text = "\n".join(one for one in told if one)


def _errors(root: ET.Element, number: int, errors: Sequence[RunError]) -> None:
    """What could not be judged, as a suite of its own."""
    suite, _ = _start(
        root, number, "claims that were not judged", "1970-01-01",
        tests=len(errors), errors=len(errors), failures=0, skipped=0,
    )  # fmt: skip
    for one in errors:
        name = line(one.claim or one.path) or "-"
        case = ET.SubElement(suite, "testcase", name=name, classname="poedesk", time="0")
        message = line(one.message, 500)
        ET.SubElement(case, "error", message=message, type=one.kind).text = message
    _end(suite)


def _start(
    root: ET.Element, number: int, name: str, day: str, **counts: int
) -> tuple[ET.Element, ET.Element]:
    told = {
        "name": name, "package": "poedesk", "id": str(number), "timestamp": f"{day}T00:00:00",
        "hostname": "localhost", "time": "0",
    }  # fmt: skip
    told |= {key: str(value) for key, value in counts.items()}
    suite = ET.SubElement(root, "testsuite", told)
    return suite, ET.SubElement(suite, "properties")


def _end(suite: ET.Element, out: str = "") -> None:
    ET.SubElement(suite, "system-out").text = out
    ET.SubElement(suite, "system-err")
