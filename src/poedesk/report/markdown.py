"""A review as Markdown, for a ticket or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from poedesk.model import Review, RunError
from poedesk.record import record
from poedesk.report import words
from poedesk.report.escape import line
from poedesk.report.letter import letter

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+!|~&])")


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", line(text, 500))


def render(reviews: Sequence[Review], errors: Sequence[RunError]) -> str:
    """The whole run."""
    total = words.total([*reviews, *errors])
    lines = [f"# {_safe(str(total))}", ""]
    for review in reviews:
        lines.extend(_review(review))
    for error in errors:
        lines.extend(
            [f"## ERROR: {_safe(error.claim or error.path)}", "", _safe(error.message), ""]
        )
    lines.extend(dict.fromkeys(_safe(note) for note in map(words.limits_of, reviews) if note))
    return "\n".join(lines).rstrip() + "\n"


def _review(review: Review) -> Iterator[str]:
    yield f"## {words.VERDICTS[review.verdict]}: {_safe(review.claim.id)}"
    yield ""
    yield _safe(words.heading(review))
    yield ""
    if told := words.since(review):
        yield f"**{_safe(told[0])}**\n"
        yield from (f"- {_safe(each)}" for each in told[1:])
        yield ""
    if note := words.declare(review):
        yield f"**{_safe(note)}**\n"
    lead, facts = words.way(review)
    if lead:
        yield f"**{_safe(lead)}**\n"
        yield from (f"1. {_safe(fact)}" for fact in facts)
        yield ""
    for finding in words.pressing(review):
        yield f"- **{finding.outcome.value}** `{finding.rule}` {_safe(finding.message)}"
        yield from (f"  - {_safe(one)}" for one in finding.places)
        if finding.remedy:
            yield f"  - → {_safe(finding.remedy)}"
    if said := words.acknowledged(review):
        yield f"\n{_safe(said)}"
    if review.judgement.workload_table:
        yield ""
        yield "| " + " | ".join(words.WORKLOAD_HEAD) + " |"
        yield "|" + " --- |" * len(words.WORKLOAD_HEAD)
        for row in review.judgement.workload_table:
            yield "| " + " | ".join(_safe(cell) for cell in words.workload_cells(row)) + " |"
    yield ""
    yield _safe(words.tally(review)) + "."
    yield ""
    yield from _letter(review)


def _letter(review: Review) -> Iterator[str]:
    """For the reviewer to paste."""
    told = letter(record(review))
    if told is None:
        return
    yield f"### Letter to {_safe(told.partner)}"
    yield ""
    yield f"Dear {_safe(told.partner)},\n"
    yield f"{_safe(told.opening)}\n"
    for category, requests in told.requests.items():
        yield f"**{_safe(category[:1].upper() + category[1:])}**\n"
        for one in requests:
            yield f"- {_safe(one.remedy)}"
            yield from (f"  - What we saw: {_safe(each)}" for each in one.seen)
            if one.files:
                yield f"  - Looked at: {_safe(', '.join(line(each, 80) for each in one.files))}"
        yield ""
    yield f"{_safe(told.closing)}\n"
