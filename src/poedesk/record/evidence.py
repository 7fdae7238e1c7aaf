"""Places and other evidence as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from poedesk.model import Box, Declared, Evidence, Fault, Searched, Span

Record = dict[str, Any]
Boxes = Mapping[Span, tuple[Box, ...]]


def iso(when: Any) -> str | None:
    """A day or a moment; None where unknown."""
    return when.isoformat() if when is not None else None


def evidence(one: Evidence, boxes: Boxes) -> Record:
    """One piece of evidence: a place, or what stands for one."""
    place: Record = dict.fromkeys(("file", "page", "part", "start", "end", "quote"))
    place["boxes"] = []
    match one:
        case Span():
            own_page = one.part == f"page {one.page}"
            place |= {
                "file": one.file,
                "page": one.page,
                "part": None if own_page else one.part,
                "start": one.start,
                "end": one.end,
                "quote": one.quote,
                "boxes": [list(box) for box in boxes.get(one, ())],
            }
        case Declared():
            place |= {"file": one.file, "declared": {"key": one.key, "value": one.value}}
        case Fault():
            place |= {"file": one.file, "fault": {"file": one.file, "cause": one.cause}}
        case Searched():
            place |= {"searched": list(one.files)}
    return place


def all_evidence(pieces: Iterable[Evidence], boxes: Boxes) -> list[Record]:
    """Several, in their order."""
    return [evidence(one, boxes) for one in pieces]
