"""What came after a signature in its file, and whether it may stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from poedesk.attest.pdf.changes import VISIBLE, changes
from poedesk.attest.pdf.coverage import end, whole_file
from poedesk.errors import UnreadableError
from poedesk.model import Settings
from poedesk.read.pdf.shown import Differs, Way, differences


@dataclass(frozen=True, slots=True)
class Signed:
    """An open signed file, its document time stamps (`EmbeddedPdfSignature`), what stands
    in it without showing, and what it is held against.
    """

    reader: Any
    data: bytes
    stamps: tuple[Any, ...]
    prepared: tuple[str, ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Later:
    """`modified`, `later` and `doubts` of a `Technical`."""

    modified: str | None
    changes: tuple[str, ...]
    doubts: tuple[str, ...]


def later(signed: Signed, signature: Any, permitted: str | None) -> Later:
    """What was changed after a signature; `permitted` is what the structures alone say of it.

    A state that shows other words or numbers than the signed one is forbidden, however harmless
    its structures are. Where the two cannot be compared, nothing is known.
    """
    if permitted is None or whole_file(signed.data, signature):
        return Later(permitted, (), ())
    told = changes(signed.reader, signature.signed_revision)
    try:
        shown = differences(signed.data, end(signature), signed.settings)
    except UnreadableError as error:
        unknown = f"what the signed state showed cannot be compared: {error.message}"
        return Later("forbidden" if permitted == "forbidden" else None, told, (unknown,))
    grave = any(one.way in (Way.CONTENT, Way.HIDDEN) for one in shown)
    doubts = _told([one for one in shown if one.way in (Way.OVER, Way.UPON)])
    if signature.docmdp_level is not None:  # a certified form has places for its signatures
        doubts += [one for one in told if VISIBLE in one]
    return Later(
        "forbidden" if grave else permitted,
        (*told, *_told(shown)),
        tuple(doubts) if permitted == "permitted" and not grave else (),
    )


def _told(shown: Sequence[Differs]) -> list[str]:
    return [f"page {one.page} shows something else: {one.what}" for one in shown]
