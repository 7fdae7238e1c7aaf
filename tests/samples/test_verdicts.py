"""Every sample claim gets the verdict that a person wrote down, by the rules and the words that
person named; and whatever a review points at stands there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from poedesk import batch, claims
from poedesk.locations import checklists
from poedesk.model import Declared, Evidence, Fault, Outcome, Review, Severity, Span
from poedesk.review import spans
from poedesk.settings import load_settings

SAMPLES = Path(__file__).parents[2] / "sample_poe"
FOLDERS = sorted(path.parent for path in SAMPLES.glob("*/claim.toml"))


@cache
def reviews() -> dict[str, Review]:
    found = claims.find([SAMPLES], {}, date(2025, 6, 2)).claims
    settings = load_settings(trust=[SAMPLES / ".trust"])
    results = list(batch.run(found, settings, [checklists()], jobs=2))
    assert all(isinstance(one, Review) for one in results), results
    return {
        folder.name: one
        for folder, one in zip(FOLDERS, results, strict=True)
        if isinstance(one, Review)
    }


def expected(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))


def words_of(evidence: Evidence) -> str:
    match evidence:
        case Span():
            return evidence.quote
        case Declared():
            return evidence.value
        case Fault():
            return evidence.cause
    return ""


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    chosen: Path = request.param
    return chosen


def test_the_verdict_is_the_expected_one(folder: Path) -> None:
    review = reviews()[folder.name]
    pressing = {
        finding.rule: f"{finding.outcome}: {finding.message}"
        for finding in review.judgement.findings
        if finding.outcome in (Outcome.FAIL, Outcome.REVIEW)
        and finding.severity is Severity.REQUIRED
    }
    assert review.verdict == expected(folder)["verdict"], pressing


def test_the_deciding_rules_say_so_by_the_expected_words(folder: Path) -> None:
    findings = {one.rule: one for one in reviews()[folder.name].judgement.findings}
    for deciding in expected(folder)["deciding"]:
        finding = findings[deciding["rule"]]
        assert finding.outcome == deciding["outcome"], finding.message
        said = [finding.message, *map(words_of, finding.evidence)]
        assert any(flat(deciding["words"]) in flat(one) for one in said), said


def test_the_day_of_the_acknowledgement_is_the_expected_one(folder: Path) -> None:
    review, wanted = reviews()[folder.name], expected(folder)
    if "acknowledged_on" in wanted:
        assert review.acknowledged_on == wanted["acknowledged_on"]


def test_only_the_expected_rules_decide(folder: Path) -> None:
    """A fail or review that nobody expected would be a needless burden on the partner."""
    review, wanted = reviews()[folder.name], expected(folder)
    decided = {
        one.rule
        for one in review.judgement.findings
        if one.severity is Severity.REQUIRED and one.outcome in (Outcome.FAIL, Outcome.REVIEW)
    }
    if wanted["verdict"] == "pass":
        assert decided == set()
    else:
        assert decided & {one["rule"] for one in wanted["deciding"]}


def every_span() -> Iterator[tuple[Review, Span]]:
    for review in reviews().values():
        for span in spans(review):
            yield review, span


def test_every_quote_is_the_text_at_its_place() -> None:
    count = 0
    for review, span in every_span():
        texts = {one.path: one.text for one in review.documents}
        assert texts[span.file][span.start : span.end] == span.quote
        count += 1
    assert count > 1000


def test_every_span_stands_in_one_part_of_its_document() -> None:
    for review, span in every_span():
        document = next(one for one in review.documents if one.path == span.file)
        part = document.part_at(span.start)
        assert part.start <= span.start < span.end <= part.end
        assert (part.name, part.page) == (span.part, span.page)


def test_evidence_in_a_pdf_has_its_place_on_the_page() -> None:
    placed = [
        (review, span)
        for review, span in every_span()
        if span.file.lower().endswith(".pdf") and span.quote.strip()
    ]
    with_box = sum(span in review.boxes for review, span in placed)
    assert with_box / len(placed) > 0.97


def test_each_rule_passes_in_one_sample_and_is_not_the_same_everywhere() -> None:
    """The samples exercise the checklist: no rule is always silent."""
    seen: dict[str, set[Outcome]] = {}
    for review in reviews().values():
        for finding in review.judgement.findings:
            seen.setdefault(finding.rule, set()).add(finding.outcome)
    never_needed = {"public-sector.country"}  # its list ships empty
    silent = {
        rule
        for rule, outcomes in seen.items()
        if outcomes <= {Outcome.NOT_APPLICABLE, Outcome.NOT_CHECKED}
    }
    assert silent <= never_needed
