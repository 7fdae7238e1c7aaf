"""What a document says: dates, parties, workloads, counts, activities, disclosures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from poedesk.model.places import Span
from poedesk.model.values import Activity, DateRole, Precision, Side, Unit


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date as it stands: every reading of it, the likeliest first.

    Each reading is the first day it can mean (the day itself for precision "day"). More than
    one reading means that the document does not settle the order of day and month.
    """

    readings: tuple[date, ...]
    precision: Precision
    role: DateRole
    span: Span

    @property
    def value(self) -> date:
        """The likeliest reading."""
        return self.readings[0]

    @property
    def ambiguous(self) -> bool:
        """Whether the document leaves more than one reading open."""
        return len(self.readings) > 1


@dataclass(frozen=True, slots=True)
class PartyFact:
    """A company named in a role: a labelled field, a preamble, a letterhead, a domain."""

    role: Side
    name: str
    span: Span
    certainty: float


@dataclass(frozen=True, slots=True)
class WorkloadFact:
    """A workload named in the text.

    `alias` is the accepted name that matched; `weak` that the alias may mean something else
    too (IRM); `passing` why the mention shows no work ("licence list", "out of scope",
    "heading", "boilerplate"), None where it may.
    """

    id: str
    alias: str
    weak: bool
    passing: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class CountFact:
    """So many users, seats or devices, and the workloads they are about.

    `applies_to_all` is set where the words or the place (a form section or table that lists
    the workloads together) make the count hold for each of them; `licence_list` where the
    count stands only in a price or licence table.
    """

    value: int
    unit: Unit
    workloads: tuple[str, ...]
    applies_to_all: bool
    licence_list: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ActivityFact:
    """A sentence, list item or table row that says what was done, planned or needed.

    `doer` is who does it by the words; `planned` whether it lies ahead, None where the words do
    not tell. `specifics` are the words that make it particular: systems, settings, figures,
    people. `certainty` is below 1 where only a statistical model saw it.
    """

    activity: Activity
    workloads: tuple[str, ...]
    negated: bool
    span: Span
    doer: Side = Side.UNKNOWN
    planned: bool | None = None
    specifics: tuple[str, ...] = ()
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class DisclosureFact:
    """A passage that discloses payments, and the parts of the disclosure it holds.

    `elements` is a subset of {"partner", "fees", "microsoft", "products"}.
    """

    elements: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class SectorCue:
    """Words or a domain that suggest a public-sector customer.

    `sector`: "government" · "healthcare" · "education"; `strong` where the cue alone
    suffices to ask (a public domain), not only together with others. `country` is the ISO
    code that the cue implies, or None.
    """

    sector: str
    strong: bool
    country: str | None
    span: Span


Fact = DateFact | PartyFact | WorkloadFact | CountFact | ActivityFact | DisclosureFact | SectorCue


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything extracted from one document."""

    dates: tuple[DateFact, ...] = ()
    parties: tuple[PartyFact, ...] = ()
    workloads: tuple[WorkloadFact, ...] = ()
    user_counts: tuple[CountFact, ...] = ()
    activities: tuple[ActivityFact, ...] = ()
    disclosures: tuple[DisclosureFact, ...] = ()
    sector_cues: tuple[SectorCue, ...] = ()

    @property
    def groups(self) -> tuple[tuple[Fact, ...], ...]:
        """All facts, kind by kind."""
        return (
            self.dates,
            self.parties,
            self.workloads,
            self.user_counts,
            self.activities,
            self.disclosures,
            self.sector_cues,
        )
