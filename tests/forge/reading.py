"""A read file made of plain text, for what looks at words only."""

from __future__ import annotations

from poedesk.model import Document, FileKind, Part, Reading


def reading(text: str, part: str = "page 1") -> Reading:
    parts = (Part(part, 1, 0, len(text)),) if text else ()
    document = Document(
        "sow.pdf", None, "0" * 64, FileKind.PDF, text, parts, 1, None, (), (), None, None, None
    )
    return Reading(document, b"", (), (), (), {})
