"""Pictures of the places that an export quotes, drawn from the kept evidence in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from poedesk.errors import PoedeskError
from poedesk.model import Box, FileKind, Settings, View
from poedesk.report.page import Crop
from poedesk.review import picture
from poedesk.sandbox import Sandbox
from poedesk.store import evidence

_AROUND = 0.5  # of the height of the quoted lines, left above and below
_DPI = 110
_KINDS = {FileKind.PDF.value: FileKind.PDF, FileKind.IMAGE.value: FileKind.IMAGE}


@contextmanager
def crops(root: Path, settings: Settings) -> Iterator[Crop]:
    """Draws the piece of a page on which a quote stands; `root` is the folder of kept evidence.

    There is no picture where the quote has no place on a page, the file is not kept as it was, or
    not by itself (attachments lie in their mail), or it cannot be drawn: the words stand all the
    same.
    """
    with Sandbox(settings.limits) as sandbox:
        kept = lru_cache(maxsize=64)(partial(evidence.intact, root))

        def crop(review: Mapping[str, Any], piece: Mapping[str, Any]) -> bytes | None:
            file = next((one for one in review["files"] if one["path"] == piece["file"]), None)
            if file is None or not piece["boxes"] or file["kind"] not in _KINDS:
                return None
            source = kept(file["sha256"])
            if file["inside"] is not None or source is None:
                return None
            view = View(piece["page"] or 1, _around(piece["boxes"]), _DPI)
            try:
                return picture(source, _KINDS[file["kind"]], view, settings, sandbox)
            except PoedeskError:
                return None

        yield crop


def _around(boxes: list[Box]) -> Box:
    """The rectangle that holds all of them, with some of the page around."""
    left, low, right, high = zip(*boxes, strict=True)
    room = _AROUND * max(abs(box[3] - box[1]) for box in boxes)
    return min(left) - 4 * room, min(low) - room, max(right) + 4 * room, max(high) + room
