"""All that was found in one file, before any claim is held against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from poedesk.model.acknowledgement import Acknowledgement
from poedesk.model.document import Document, Enclosed
from poedesk.model.facts import Facts
from poedesk.model.places import Box, Span
from poedesk.model.reading import Recognised, Scan


@dataclass(frozen=True, slots=True)
class Examined:
    """All that one file says: the result of `review.examine`, which knows no claim.

    `scans` are the places that wait for text recognition, `recognised` what it saw already.
    """

    document: Document
    acknowledgements: tuple[Acknowledgement, ...]
    facts: Facts
    enclosed: tuple[Enclosed, ...]
    scans: tuple[Scan, ...] = ()
    recognised: tuple[Recognised, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """One file and all that it encloses at any depth, the container before its contents.

    `sizes` are the bytes of each of `files`; `boxes` as in `Review`.
    """

    files: tuple[Examined, ...]
    sizes: tuple[int, ...]
    boxes: Mapping[Span, tuple[Box, ...]]
