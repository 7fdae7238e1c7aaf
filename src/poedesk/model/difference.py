"""What became of a claim since it was last reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from poedesk.model.values import Outcome, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Turned:
    """A rule that answers otherwise now; `before` is None where it was not asked then."""

    rule: str
    severity: Severity
    before: Outcome | None
    now: Outcome


@dataclass(frozen=True, slots=True)
class Difference:
    """A claim's review against its last stored one, made at `reviewed_at` (ISO, UTC).

    Files are named by their path in the claim; those inside others are left out. `checklist` is
    the earlier one's id where another one judges now, else empty.
    """

    reviewed_at: str
    verdict: Verdict
    checklist: str
    turned: tuple[Turned, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
