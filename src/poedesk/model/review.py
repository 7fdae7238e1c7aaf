"""One claim, its evidence and its judgement; or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from poedesk.model.claim import Claim
from poedesk.model.difference import Difference
from poedesk.model.document import Document
from poedesk.model.examined import Examined
from poedesk.model.history import NOTHING_KNOWN, Described, History
from poedesk.model.judgement import PASSES, Checklist, Judgement, Way
from poedesk.model.places import Box, Span
from poedesk.model.values import AckStatus, Outcome, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Review:
    """A judged claim with all that the verdict rests on.

    `boxes` gives the place on the page of spans in PDFs. `acknowledged_on` is the day of the
    acknowledgement that carries the claim. `history` is what was known of other claims, and
    `described` what this one tells them. `revises` is set where the claim was reviewed before in
    the same run, to the verdict that this review takes the place of. `way` is the shortest one to a
    pass, where there is one; `difference` what became of the claim since its last
    stored review, None where there is none.
    """

    claim: Claim
    checklist: Checklist
    tool: str
    settings: str
    examined: tuple[Examined, ...]
    judgement: Judgement
    boxes: Mapping[Span, tuple[Box, ...]]
    history: History = NOTHING_KNOWN
    described: tuple[Described, ...] = ()
    revises: Verdict | None = None
    way: Way = PASSES
    difference: Difference | None = None

    @property
    def verdict(self) -> Verdict:
        """The heaviest outcome of a required rule decides; undeclared parties cap at review."""
        outcomes = {f.outcome for f in self.judgement.findings if f.severity is Severity.REQUIRED}
        if Outcome.FAIL in outcomes:
            return Verdict.FAIL
        if Outcome.REVIEW in outcomes or self.undeclared:
            return Verdict.REVIEW
        return Verdict.PASS

    @property
    def undeclared(self) -> tuple[str, ...]:
        """Keys of the claim file without which a claim is at best `review`."""
        claim = self.claim
        declared = {
            "partner.name": claim.partner.name,
            "customer.name": claim.customer.name,
            "workloads": claim.workloads,
        }
        return tuple(key for key, value in declared.items() if not value)

    @property
    def acknowledged_on(self) -> date | None:
        """Calendar day of the acknowledgement that carries the claim; None where none can."""
        carrier = self.judgement.carrier
        if carrier is None or carrier.status is AckStatus.REJECTED:
            return None
        return carrier.day

    @property
    def documents(self) -> tuple[Document, ...]:
        """The read files in order, containers before what they enclose."""
        return tuple(one.document for one in self.examined)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A claim of a run whose stored review still holds, so that it is not reviewed again: the same
    evidence and declaration, checklist, settings and tool.

    `record` is that review as plain data, `reviewed_at` its ISO moment in UTC, and `named` are the
    claims that it names.
    """

    claim: Claim
    verdict: Verdict
    reviewed_at: str
    record: Mapping[str, Any]
    named: frozenset[str]


@dataclass(frozen=True, slots=True)
class RunError:
    """A claim of a run that could not be judged; the others go on.

    `kind`: "claim-file" · "duplicate-id" · "workload" · "not-stored" · "internal".
    """

    claim: str | None
    path: str
    kind: str
    message: str
