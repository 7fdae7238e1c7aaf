"""A letter to the partner: what is missing, by reason category, and what to send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poedesk.model import (
    Declared,
    Fault,
    Finding,
    Outcome,
    Review,
    Searched,
    Severity,
    Span,
    Verdict,
)
from poedesk.report.words import by_weight

_OPEN = {
    Verdict.FAIL: "cannot be approved as it stands. This is what is missing",
    Verdict.REVIEW: "cannot be decided yet. This would settle it",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to send: what was seen of it, in which files, and the remedy."""

    seen: tuple[str, ...]
    files: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`requests` by the reviewers' reason categories, the heaviest first."""

    partner: str
    opening: str
    requests: dict[str, tuple[Request, ...]]
    closing: str


def letter(review: Review) -> Letter | None:
    """The letter for a claim that does not pass; None where the partner can do nothing about it.

    A remedy that several rules share is asked for once.
    """
    if review.verdict is Verdict.PASS:
        return None
    requests: dict[str, dict[str, Request]] = {}
    said: set[str] = set()
    for finding in _asked(review):
        told = requests.setdefault(finding.category or "", {})
        remedy = finding.remedy or ""
        before = told.get(remedy, Request((), (), remedy))
        seen = () if any(finding.message in one for one in said) else (finding.message,)
        files = (*before.files, *_files(finding))
        told[remedy] = Request((*before.seen, *seen), tuple(dict.fromkeys(files)), remedy)
        said.add(finding.message)
    if not requests:
        return None
    claim = review.claim
    about = f" for {claim.customer.name}" if claim.customer.name else ""
    return Letter(
        partner=claim.partner.name or "partner",
        opening=f"your claim {claim.id}{about} ({', '.join(claim.workloads) or 'no workloads'}), "
        f"submitted on {claim.date.isoformat()}, {_OPEN[review.verdict]}:",
        requests={category: tuple(told.values()) for category, told in requests.items()},
        closing=_closing(review),
    )


def _asked(review: Review) -> Iterator[Finding]:
    """What is open and can be mended: of a claim that fails, what makes it fail comes first."""
    for finding in by_weight(review.judgement.findings):
        is_open = finding.outcome in (Outcome.FAIL, Outcome.REVIEW)
        if is_open and finding.severity is Severity.REQUIRED and finding.remedy:
            yield finding


def _files(finding: Finding) -> Iterator[str]:
    for evidence in finding.evidence:
        match evidence:
            case Span() | Fault():
                yield evidence.file
            case Declared(file=str(file)):
                yield file
            case Searched():
                yield from evidence.files
            case _:
                pass


def _closing(review: Review) -> str:
    met = sum(one.outcome is Outcome.PASS for one in review.judgement.findings)
    return f"The other requirements that were checked ({met}) are met."
