"""What a PDF holds beside its pages' content: form values, notes, enclosed files, dates."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from poedesk.model import Box

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import EmbeddedFile

_MOST_ANNOTATIONS = 3000
_DEEPEST_FIELD = 16
_HIDDEN = 0b100010  # annotation flags: hidden, not viewed
_PASSWORD = 1 << 13  # field flag
_PUSH_BUTTON = 1 << 16
_TICK = "\u2612"
_NO_TICK = "\u2610"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that an annotation puts on the page; `label` is empty for a note.

    `box` is left, bottom, right, top in the page's user space.
    """

    label: str
    value: str
    box: Box


@dataclass(frozen=True, slots=True)
class Annotations:
    """What lies upon one page."""

    fields: tuple[Entry, ...]
    notes: tuple[Entry, ...]
    ink: tuple[Box, ...]
    pictures: tuple[Box, ...]
    files: tuple[tuple[str, Callable[[], bytes]], ...]


def structure(data: bytes, password: str | None) -> PdfReader:
    """Open a PDF with pypdf; raises whatever pypdf raises on a damaged file."""
    import io

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        reader.decrypt(password or "")
    return reader


def dates(reader: PdfReader) -> tuple[datetime | None, datetime | None]:
    """When the file's metadata says that it was made and last changed."""
    information = reader.metadata
    if information is None:
        return None, None
    return (
        _moment(lambda: information.creation_date),
        _moment(lambda: information.modification_date),
    )


def _moment(ask: Callable[[], datetime | None]) -> datetime | None:
    try:
        moment = ask()
    except Exception:  # noqa: BLE001 - metadata is free text: whatever pypdf says of it
        return None
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)


def enclosed(reader: PdfReader) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name and opener of each file in the document's list of attachments."""
    for one in reader.attachment_list:
        yield one.alternative_name or one.name, partial(_content, one)


def _content(one: EmbeddedFile) -> bytes:
    return bytes(one.content)


def upon(page: Any) -> Annotations:
    """Everything shown upon `page` by annotations; a broken one is passed over."""
    fields: list[Entry] = []
    notes: list[Entry] = []
    ink: list[Box] = []
    pictures: list[Box] = []
    files: list[tuple[str, Callable[[], bytes]]] = []
    for one, box in _shown(page):
        subtype = one.get("/Subtype")
        if subtype == "/Widget":
            fields += _field(one, box)
            pictures += [box] if _is_picture_button(one) else []
        elif subtype in {"/FreeText", "/Stamp"}:
            notes += _note(one, box)
            pictures += [box] if subtype == "/Stamp" else []
        elif subtype == "/Ink":
            ink.append(box)
        elif subtype == "/FileAttachment":
            files += _attached(one)
    return Annotations(tuple(fields), tuple(notes), tuple(ink), tuple(pictures), tuple(files))


def _shown(page: Any) -> Iterator[tuple[Any, Box]]:
    listed = _resolved(page.get("/Annots"))
    if not isinstance(listed, list):
        return
    for number, reference in enumerate(listed):
        if number >= _MOST_ANNOTATIONS:
            return
        one = _resolved(reference)
        if isinstance(one, dict) and not _integer(one.get("/F")) & _HIDDEN:
            box = _rectangle(one.get("/Rect"))
            if box is not None:
                yield one, box


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _integer(value: Any) -> int:
    value = _resolved(value)
    return int(value) if isinstance(value, int) else 0


def _rectangle(value: Any) -> Box | None:
    value = _resolved(value)
    if not isinstance(value, list) or len(value) != 4:
        return None
    try:
        x0, y0, x1, y1 = (float(_resolved(one)) for one in value)
    except (TypeError, ValueError):
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _inherited(one: Any, key: str) -> Any:
    """A field's entry, looked up through the fields it belongs to."""
    for _ in range(_DEEPEST_FIELD):
        if not isinstance(one, dict):
            return None
        if key in one:
            return _resolved(one[key])
        one = _resolved(one.get("/Parent"))
    return None


def _text(value: Any) -> str:
    value = _resolved(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if hasattr(value, "get_data"):  # a long value may be a stream
        return bytes(value.get_data()).decode("utf-8", "replace").strip()
    return ""


def _field(one: Any, box: Box) -> list[Entry]:
    kind = _inherited(one, "/FT")
    flags = _integer(_inherited(one, "/Ff"))
    label = _text(_inherited(one, "/TU")) or _text(_inherited(one, "/T"))
    value = ""
    if kind == "/Tx" and not flags & _PASSWORD:
        value = _text(_inherited(one, "/V"))
    elif kind == "/Ch":
        value = _choice(_inherited(one, "/V"), _inherited(one, "/Opt"))
    elif kind == "/Btn" and not flags & _PUSH_BUTTON:
        value = _TICK if _ticked(one) else _NO_TICK
    return [Entry(label, value, box)] if value else []


def _ticked(one: Any) -> bool:
    state = _resolved(one.get("/AS"))
    if state is None:
        state = _inherited(one, "/V")
    return state not in (None, "/Off", "Off", "")


def _choice(value: Any, options: Any) -> str:
    shown: dict[str, str] = {}
    for option in options if isinstance(options, list) else ():
        pair = _resolved(option)
        if isinstance(pair, list) and len(pair) == 2:
            shown[_text(pair[0])] = _text(pair[1])
    chosen = value if isinstance(value, list) else [value]
    texts = [_text(one) for one in chosen]
    return ", ".join(shown.get(text, text) for text in texts if text)


def _is_picture_button(one: Any) -> bool:
    """Whether the widget is a button that was given a picture, as image fields are."""
    looks = _resolved(one.get("/MK"))
    return _inherited(one, "/FT") == "/Btn" and isinstance(looks, dict) and "/I" in looks


def _note(one: Any, box: Box) -> list[Entry]:
    value = _text(one.get("/Contents"))
    return [Entry("", value, box)] if value else []


def _attached(one: Any) -> list[tuple[str, Callable[[], bytes]]]:
    specification = _resolved(one.get("/FS"))
    if not isinstance(specification, dict):
        return []
    streams = _resolved(specification.get("/EF"))
    stream = _resolved(streams.get("/F")) if isinstance(streams, dict) else None
    if stream is None or not hasattr(stream, "get_data"):
        return []
    name = _text(specification.get("/UF")) or _text(specification.get("/F"))
    return [(name, stream.get_data)]


def is_dynamic_form(reader: PdfReader) -> bool:
    """Whether the pages are only a stand-in for a form that Adobe's programs would draw."""
    return bool(_resolved(reader.root_object.get("/NeedsRendering")))
