"""What earlier claims have in common with a claim."""

from __future__ import annotations

from dataclasses import dataclass

from poedesk.model.places import Span


@dataclass(frozen=True, slots=True)
class Described:
    """A sentence that describes the work; `masked` are its words as they are compared, without
    case, with "@" for names and "#" for figures and dates.
    """

    span: Span
    masked: str


@dataclass(frozen=True, slots=True)
class Reused:
    """A sentence of the claim, and the one of another claim's `file` that it repeats."""

    span: Span
    file: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reuse:
    """Another customer's claim that describes the work in the same words.

    `share` is the part of this claim's description, by words, that stands there too (0 to 1).
    """

    claim: str
    customer: str
    share: float
    passages: tuple[Reused, ...]


@dataclass(frozen=True, slots=True)
class SameFile:
    """A file of the claim, by its path there, that was filed for another customer as well."""

    path: str
    sha256: str
    claim: str
    customer: str


@dataclass(frozen=True, slots=True)
class Competing:
    """Another claim for the same tenant that covers some of the same workloads."""

    claim: str
    partner: str
    workloads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What the store and the run know of other claims, as it was told to one review."""

    reuse: tuple[Reuse, ...] = ()
    same_files: tuple[SameFile, ...] = ()
    competing: tuple[Competing, ...] = ()

    @property
    def claims(self) -> frozenset[str]:
        """Ids of all claims that are named."""
        groups: tuple[tuple[Reuse | SameFile | Competing, ...], ...]
        groups = (self.reuse, self.same_files, self.competing)
        return frozenset(one.claim for group in groups for one in group)


NOTHING_KNOWN = History()
"""Of a claim that is judged by itself."""
