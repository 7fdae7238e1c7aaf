"""JUnit XML and SARIF: build pipelines take them in, and see every doubt."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from tests.forge.reviews import HOSTILE, review

from poedesk.model import Outcome, Review, RunError
from poedesk.report import print_run

ERROR = RunError("CLM-9", "claims/9", "claim-file", "unknown key custmer")

SUITES = b"""
<grammar xmlns="http://relaxng.org/ns/structure/1.0"
  datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
 <start><element name="testsuites"><zeroOrMore><ref name="suite"/></zeroOrMore></element></start>
 <define name="suite"><element name="testsuite">
  <attribute name="name"><ref name="name"/></attribute><attribute name="package"/>
  <attribute name="id"><data type="int"/></attribute>
  <attribute name="timestamp"><data type="dateTime">
   <param name="pattern">....-..-..T..:..:..</param></data></attribute>
  <attribute name="hostname"><ref name="name"/></attribute>
  <attribute name="time"><data type="decimal"/></attribute>
  <attribute name="tests"><data type="int"/></attribute>
  <attribute name="failures"><data type="int"/></attribute>
  <attribute name="errors"><data type="int"/></attribute>
  <attribute name="skipped"><data type="int"/></attribute>
  <element name="properties"><zeroOrMore><element name="property">
   <attribute name="name"><ref name="name"/></attribute><attribute name="value"/><empty/>
  </element></zeroOrMore></element>
  <zeroOrMore><element name="testcase">
   <attribute name="name"><ref name="name"/></attribute>
   <attribute name="classname"><ref name="name"/></attribute>
   <attribute name="time"><data type="decimal"/></attribute>
   <optional><choice>
    <element name="skipped"><optional><attribute name="message"/></optional></element>
    <element name="failure"><ref name="why"/></element>
    <element name="error"><ref name="why"/></element>
   </choice></optional>
  </element></zeroOrMore>
  <element name="system-out"><text/></element><element name="system-err"><text/></element>
 </element></define>
 <define name="why"><attribute name="message"/><attribute name="type"/><text/></define>
 <define name="name"><data type="token"><param name="minLength">1</param></data></define>
</grammar>
"""
"""What Ant's JUnit report accepts of an aggregated result."""

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": _TEXT}}


def _strict(required: Iterable[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "required": list(required), "properties": properties,
        "additionalProperties": False,
    }  # fmt: skip


_BAG = {"type": "object"}
_PLACE = _strict(
    ["physicalLocation"],
    physicalLocation=_strict(
        ["artifactLocation"],
        artifactLocation=_strict(
            ["uri"], uri={"type": "string", "pattern": r"^[A-Za-z0-9%._~/!$&'()*+,;=:@-]*$"}
        ),
    ),
    logicalLocations={"items": _strict([], name=_TEXT, kind=_TEXT)},
    message=_MESSAGE,
)
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
SARIF = _strict(
    ["version", "runs"],
    **{"$schema": {"type": "string", "pattern": "sarif-schema-2.1.0.json$"}},
    version={"const": "2.1.0"},
    runs={"items": _strict(
        ["tool"],
        tool=_strict(["driver"], driver=_strict(
            ["name"], name=_TEXT, semanticVersion=_TEXT,
            rules={"uniqueItems": True, "items": _strict(
                ["id"], id=_TEXT, shortDescription=_MESSAGE, help=_MESSAGE, properties=_BAG,
                defaultConfiguration=_strict([], level=_LEVEL),
            )},
        )),
        invocations={"items": _strict(
            ["executionSuccessful"], executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={"items": _strict(
                ["message"], message=_MESSAGE, level=_LEVEL, properties=_BAG)},
        )},
        columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        results={"items": {
            **_strict(
                ["message"], ruleId=_TEXT, ruleIndex={"type": "integer", "minimum": 0},
                kind={"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
                level=_LEVEL, message=_MESSAGE, locations={"items": _PLACE}, properties=_BAG,
                partialFingerprints={"type": "object", "additionalProperties": _TEXT},
            ),
            "if": {"properties": {"kind": {"const": "fail"}}},
            "else": {"properties": {"level": {"const": "none"}}},
        }},
    )},
)  # fmt: skip
"""The part of the standard's log file format that is used here, and nothing beyond it."""


def printed(form: str, *results: Review | RunError) -> str:
    stream = io.StringIO()
    print_run(results, form, stream)
    return stream.getvalue()


def hostile() -> Review:
    made = review(HOSTILE)
    return replace(made, claim=replace(made.claim, id=HOSTILE))


def suites(*results: Review | RunError) -> list[ET.Element]:
    text = printed("junit", *results)
    etree.RelaxNG(etree.fromstring(SUITES)).assertValid(etree.fromstring(text.encode()))
    return list(ET.fromstring(text))


def log(*results: Review | RunError) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(printed("sarif", *results))
    assert [one.message for one in Draft202012Validator(SARIF).iter_errors(told)] == []
    (run,) = told["runs"]
    return dict(run)


def broken(suite: ET.Element) -> dict[str | None, str | None]:
    return {
        case.get("name"): case[0].get("type")
        for case in suite
        if len(case) and case[0].tag in ("failure", "error")
    }


def test_a_claim_that_fails_breaks_a_build_by_its_rules() -> None:
    (suite,) = suites(review())
    assert broken(suite) == {"verdict": "fail", "ack.present": "fail"}
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "2", "2")
    failure = suite.find("testcase[@name='ack.present']/failure")
    assert failure is not None
    assert "page 2" in (failure.text or "")
    assert "Have it signed." in (failure.text or "")


def test_a_doubt_breaks_a_build_too() -> None:
    (suite,) = suites(review(outcome=Outcome.REVIEW))
    assert broken(suite) == {"verdict": "review", "ack.present": "review"}


def test_a_claim_that_passes_breaks_nothing() -> None:
    (suite,) = suites(review(outcome=Outcome.PASS))
    assert broken(suite) == {}


def test_a_claim_that_is_no_pass_without_a_broken_rule_still_breaks_a_build() -> None:
    made = review(outcome=Outcome.PASS)
    nobody = replace(made.claim.customer, name="")
    (suite,) = suites(replace(made, claim=replace(made.claim, customer=nobody)))
    assert broken(suite) == {"verdict": "review"}


def test_what_was_not_judged_is_an_error() -> None:
    last = suites(review(), ERROR)[-1]
    assert broken(last) == {"CLM-9": "claim-file"}


@pytest.mark.parametrize(
    ("outcome", "kind", "level"),
    [
        (Outcome.FAIL, "fail", "error"),
        (Outcome.REVIEW, "review", "none"),
        (Outcome.PASS, "pass", "none"),
    ],
)
def test_sarif_has_a_kind_for_each_outcome(outcome: Outcome, kind: str, level: str) -> None:
    run = log(review(outcome=outcome))
    result = next(one for one in run["results"] if one["ruleId"] == "ack.present")
    assert (result["kind"], result["level"]) == (kind, level)
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "ack.present"
    first = result["locations"][0]
    assert first["physicalLocation"]["artifactLocation"]["uri"] == "sow.pdf"
    assert first["logicalLocations"][0]["name"] == "page 2"


def test_sarif_says_what_was_not_judged() -> None:
    (invocation,) = log(review(), ERROR)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "custmer" in invocation["toolExecutionNotifications"][0]["message"]["text"]


@pytest.mark.parametrize("form", ["junit", "sarif"])
def test_outside_text_does_no_harm(form: str) -> None:
    suites(hostile())
    log(hostile())
    told = printed(form, hostile())
    assert "\x1b" not in told
    assert "\\u001b" not in told
    assert "\u202e" not in told
