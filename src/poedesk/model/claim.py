"""What a partner declares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from poedesk.model.usage import UsageRow
from poedesk.model.values import Day


@dataclass(frozen=True, slots=True)
class Company:
    """A partner or customer as declared; unknown fields are empty or None."""

    name: str = ""
    also_known_as: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    partner_id: str = ""
    enrolled: bool | None = None
    designations: tuple[str, ...] | None = None
    tenant_id: str = ""
    environment: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The declared name and trade names."""
        return (self.name, *self.also_known_as) if self.name else self.also_known_as


@dataclass(frozen=True, slots=True)
class Presales:
    """What a pre-sales claim declares of its transaction."""

    transaction_date: date | None = None
    upsell: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What a partner declares. `date` and `resubmitted` are always set by the loader.

    `files` are the evidence files: (path relative to the claim, where the bytes are). `usage` is
    the declared usage table; its good rows and its faults in words are read before judging.
    """

    id: str
    type: str
    purpose: str
    date: Day
    resubmitted: Day
    checklist: str | None
    workloads: tuple[str, ...]
    country: str | None
    sector: str | None
    files: tuple[tuple[str, Path], ...]
    usage: Path | None
    partner: Company
    customer: Company
    presales: Presales
    usage_rows: tuple[UsageRow, ...] = ()
    usage_faults: tuple[str, ...] = ()
