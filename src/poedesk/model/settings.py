"""What is the same for every file of a run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine a file, or a claim, may take: the one place of every limit.

    `README.md`, "Security model", says what each is for and where it is changed. Sizes are in
    bytes, times in seconds.
    """

    seconds: int = 60  # a file
    claim_seconds: int = 1800  # all files of a claim
    faults: int = 5  # files of one claim that may break their reader
    memory: int = 3 * 1024**3  # a worker's address space
    answer: int = 512 * 1024**2  # what a worker sends back of one file
    file_size: int = 100 * 1024**2
    unpacked: int = 400 * 1024**2  # all that one file, or the files of one claim, enclose
    ratio: int = 300  # unpacked to packed size of an archive
    text: int = 5_000_000  # characters of one file
    pages: int = 2000
    pixels: int = 100_000_000  # one picture
    depth: int = 8  # files inside files
    enclosed: int = 500  # files inside the files of one claim
    recognised_pages: int = 20  # of one file
    recognition_seconds: int = 120  # a page
    recognition_memory: int = 3 * 1024**3


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The word lists of `checklists/vocabulary/`, one TOML table by file stem.

    Equality and hash go by digest, so that compiled forms can be cached by it.
    """

    tables: Mapping[str, Mapping[str, Any]]

    @cached_property
    def digest(self) -> str:
        """Hex sha256 over the canonical JSON of all tables."""
        text = json.dumps(self.tables, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __getitem__(self, stem: str) -> Mapping[str, Any]:
        return self.tables[stem]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@dataclass(frozen=True)
class Settings:
    """What is the same for every file of a run; loaded once, sent to each worker.

    `anchors` are trusted certificates and `revocation_lists` the user's own, in DER form.
    `recogniser` names the text recognition that is installed, with its version; empty where none
    is. `dkim_keys` are the names and records of mail domains' public keys.
    """

    version: str
    vocabulary: Vocabulary
    anchors: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    recogniser: str = ""
    dkim_keys: tuple[tuple[str, str], ...] = ()

    @cached_property
    def digest(self) -> str:
        """`sha256:…` over everything that can change what is read, and nothing secret."""
        stable = {
            "version": self.version,
            "vocabulary": self.vocabulary.digest,
            "recogniser": self.recogniser,
            "anchors": _digests(self.anchors),
            "revocation_lists": _digests(self.revocation_lists),
            "dkim_keys": sorted(self.dkim_keys),
            "limits": {name: getattr(self.limits, name) for name in Limits.__slots__},
        }
        return "sha256:" + hashlib.sha256(json.dumps(stable, sort_keys=True).encode()).hexdigest()


def _digests(values: Iterable[bytes]) -> list[str]:
    return sorted(hashlib.sha256(one).hexdigest() for one in values)
