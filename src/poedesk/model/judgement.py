"""What the rules of a checklist say of a claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from poedesk.model.acknowledgement import Acknowledgement
from poedesk.model.places import Evidence, Span
from poedesk.model.values import AckStatus, Outcome, Severity, Side


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an acknowledgement is not simply accepted: the rule it meets, in one sentence."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """An acknowledgement judged against the claim."""

    acknowledgement: Acknowledgement
    status: AckStatus
    side: Side
    reasons: tuple[Reason, ...]

    @property
    def day(self) -> date | None:
        """Calendar day of the act in its own zone; None where unknown."""
        act = self.acknowledgement
        if act.moment is not None:
            return act.moment.date()
        return act.date.value if act.date is not None else None


@dataclass(frozen=True, slots=True)
class Rule:
    """One question of a checklist; `check` names the kind of check, `parameters` its words."""

    id: str
    title: str
    source: str
    severity: Severity
    category: str
    check: str
    parameters: Mapping[str, Any]
    remedy: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A programme's rules for a term. `digest` is "sha256:…" over the rules as loaded.

    `remedies` holds what to do about particular causes, where the remedy of the rule is too
    general. `extends` is the id of the checklist of which this one tells the differences, and
    `reasons` why each rule was changed or left out.
    """

    id: str
    title: str
    types: tuple[str, ...]
    term_from: date
    term_to: date
    open_ended: bool
    incomplete: bool
    rules: tuple[Rule, ...]
    digest: str
    remedies: Mapping[str, str] = field(default_factory=dict)
    extends: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one claim.

    A pass, fail or review needs evidence; a pass that rests on nothing cannot be made.
    `needs` lists the claim-file keys that a not-checked rule misses.
    """

    rule: str
    severity: Severity
    outcome: Outcome
    message: str
    evidence: tuple[Evidence, ...]
    category: str | None
    remedy: str | None
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.outcome in (Outcome.PASS, Outcome.FAIL, Outcome.REVIEW) and not self.evidence:
            raise ValueError(f"{self.rule}: {self.outcome} without evidence")


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    """A claimed workload and what the bundle shows of it."""

    workload: str
    named: bool
    activity: bool
    users: int | None
    dates: tuple[date, ...]
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One missing fact, in words, and the required rules that would be met with it."""

    what: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The fewest facts with which a claim would pass: none where it passes already.

    `open_rules` are those that no fact poedesk can think of would turn: a person has to settle
    them, or the evidence itself is in the way; but for them it would pass with the steps.
    """

    steps: tuple[Step, ...] = ()
    open_rules: tuple[str, ...] = ()


PASSES = Way()
"""The way of a claim that passes as it is."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What `judge` returns for one claim."""

    assessments: tuple[Assessment, ...]
    carrier: Assessment | None
    findings: tuple[Finding, ...]
    workload_table: tuple[WorkloadRow, ...]
