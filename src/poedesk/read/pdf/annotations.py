"""What annotations put upon a PDF page: form values, notes, ink, pictures, enclosed files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from poedesk.model import Box

_MOST_ANNOTATIONS = 3000
_DEEPEST_FIELD = 16
_MOST_DIGITS = 6
_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5  # annotation flags
_PASSWORD = 1 << 13  # field flag
_PUSH_BUTTON = 1 << 16
_TICK = "\u2612"
_NO_TICK = "\u2610"
_SAYS_NOTHING = re.compile(r"(?i)yes|on|off|true|checked|choice\W?\d*|\d+|x")  # of an on-state
_SHAPES = {"/Square", "/Circle", "/Line", "/Polygon", "/PolyLine", "/Caret", "/Text", "/Redact"}
_MARKINGS = {"/Highlight", "/Underline", "/Squiggly", "/StrikeOut"}
_TEXTS = {"/FreeText", "/Stamp"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that an annotation puts on the page; `label` is empty for a note.

    `value` is what the file holds; what the page shows may be another. `kind` is "text",
    "choice", "button", "signature" or "note". `box` is left, bottom, right, top in the page's
    user space.
    """

    label: str
    value: str
    box: Box
    kind: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """What lies upon one page; `unseen` are texts that do not show on the screen."""

    fields: tuple[Entry, ...]
    notes: tuple[Entry, ...]
    ink: tuple[Box, ...]
    pictures: tuple[Box, ...]
    files: tuple[tuple[str, Callable[[], bytes]], ...]
    unseen: tuple[Entry, ...]
    redactions: int


def upon(page: Any) -> Annotations:
    """Everything put upon `page` by annotations; a broken one is passed over."""
    fields: list[Entry] = []
    notes: list[Entry] = []
    unseen: list[Entry] = []
    ink: list[Box] = []
    pictures: list[Box] = []
    files: list[tuple[str, Callable[[], bytes]]] = []
    redactions = 0
    for one, box in _listed(page):
        subtype = one.get("/Subtype")
        if subtype == "/FileAttachment":
            files += _attached(one)
        if _integer(one.get("/F")) & (_HIDDEN | _NO_VIEW):
            unseen += _field(one, box) if subtype == "/Widget" else _note(one, box)
        elif subtype == "/Widget":
            fields += _field(one, box)
            pictures += [box] if _is_picture_button(one) else []
        elif subtype in _TEXTS | _SHAPES | _MARKINGS | {"/FileAttachment"}:
            notes += _note(one, box)
            pictures += [box] if subtype == "/Stamp" else []
            redactions += subtype == "/Redact"
        elif subtype == "/Ink":
            ink.append(box)
    return Annotations(
        tuple(fields), tuple(notes), tuple(ink), tuple(pictures), tuple(files),
        tuple(one for one in unseen if one.value and one.kind != "button"), redactions,
    )  # fmt: skip


def _listed(page: Any) -> Iterator[tuple[Any, Box]]:
    listed = resolved(page.get("/Annots"))
    if not isinstance(listed, list):
        return
    for number, reference in enumerate(listed):
        if number >= _MOST_ANNOTATIONS:
            return
        one = resolved(reference)
        if isinstance(one, dict):
            box = _rectangle(one.get("/Rect"))
            if box is not None:
                yield one, box


def resolved(value: Any) -> Any:
    """What a reference points at; any other value itself."""
    return value.get_object() if hasattr(value, "get_object") else value


def _integer(value: Any) -> int:
    value = resolved(value)
    return int(value) if isinstance(value, int) else 0


def _rectangle(value: Any) -> Box | None:
    value = resolved(value)
    if not isinstance(value, list) or len(value) != 4:
        return None
    try:
        x0, y0, x1, y1 = (float(resolved(one)) for one in value)
    except (TypeError, ValueError):
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _inherited(one: Any, key: str) -> Any:
    """A field's entry, looked up through the fields it belongs to."""
    for _ in range(_DEEPEST_FIELD):
        if not isinstance(one, dict):
            return None
        if key in one:
            return resolved(one[key])
        one = resolved(one.get("/Parent"))
    return None


def text(value: Any) -> str:
    """A text string of the file; nothing where it is none."""
    value = resolved(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if hasattr(value, "get_data"):  # a long value may be a stream
        return bytes(value.get_data()).decode("utf-8", "replace").strip()
    return ""


# ── Form fields ─────────────────────────────────────────────────────────────────────────


def _field(one: Any, box: Box) -> list[Entry]:
    """The field's value, and an entry without one where only the page may show something."""
    form = _inherited(one, "/FT")
    flags = _integer(_inherited(one, "/Ff"))
    label = text(_inherited(one, "/TU")) or text(_inherited(one, "/T"))
    if form == "/Tx":
        secret = flags & _PASSWORD
        return [Entry(label, "" if secret else text(_inherited(one, "/V")), box, "text")]
    if form == "/Ch":
        value = _choice(_inherited(one, "/V"), _inherited(one, "/Opt"))
        return [Entry(label, value, box, "choice")]
    if form == "/Btn" and not flags & _PUSH_BUTTON:
        return [Entry(label, _ticked(one), box, "button")]
    return [Entry("", "", box, "signature" if form == "/Sig" else "note")]


def _ticked(one: Any) -> str:
    """A full or empty box, and what ticking it means where that is said."""
    state = resolved(one.get("/AS"))
    if state is None:
        state = _inherited(one, "/V")
    ticked = state not in (None, "/Off", "Off", "")
    meaning = _meaning(str(state) if ticked else _on_state(one), _inherited(one, "/Opt"))
    return f"{_TICK if ticked else _NO_TICK} {meaning}".strip()


def _on_state(one: Any) -> str:
    looks = resolved(one.get("/AP"))
    normal = resolved(looks.get("/N")) if isinstance(looks, dict) else None
    states = [str(key) for key in normal] if isinstance(normal, dict) else []
    return next((key for key in states if key != "/Off"), "")


def _meaning(state: str, options: Any) -> str:
    """The words of an on-state; nothing where it is only a "yes" or a number."""
    name = state.removeprefix("/")
    number = int(name) if name.isdecimal() and len(name) <= _MOST_DIGITS else None
    if isinstance(options, list) and number is not None and number < len(options):
        name = text(options[number])
    return "" if _SAYS_NOTHING.fullmatch(name) else name


def _choice(value: Any, options: Any) -> str:
    shown: dict[str, str] = {}
    for option in options if isinstance(options, list) else ():
        pair = resolved(option)
        if isinstance(pair, list) and len(pair) == 2:
            shown[text(pair[0])] = text(pair[1])
    chosen = value if isinstance(value, list) else [value]
    texts = [text(one) for one in chosen]
    return ", ".join(shown.get(one, one) for one in texts if one)


def _is_picture_button(one: Any) -> bool:
    """Whether the widget is a button that was given a picture, as image fields are."""
    looks = resolved(one.get("/MK"))
    return _inherited(one, "/FT") == "/Btn" and isinstance(looks, dict) and "/I" in looks


# ── Notes and files ─────────────────────────────────────────────────────────────────────


def _note(one: Any, box: Box) -> list[Entry]:
    """What a note says; of one that is shown as an icon or a shape, beside who wrote it."""
    subtype = one.get("/Subtype")
    value = text(one.get("/Contents")) or text(one.get("/OverlayText"))
    author = "" if subtype in _TEXTS else text(one.get("/T"))
    return [Entry(author, value, box, "note")] if value or subtype in _TEXTS else []


def _attached(one: Any) -> list[tuple[str, Callable[[], bytes]]]:
    specification = resolved(one.get("/FS"))
    return file_of(specification) if isinstance(specification, dict) else []


def file_of(specification: Any) -> list[tuple[str, Callable[[], bytes]]]:
    """Name and opener of the file that a file specification holds."""
    streams = resolved(specification.get("/EF"))
    if not isinstance(streams, dict):
        return []
    stream = resolved(streams.get("/UF")) or resolved(streams.get("/F"))
    if stream is None or not hasattr(stream, "get_data"):
        return []
    name = text(specification.get("/UF")) or text(specification.get("/F"))
    return [(name, stream.get_data)]
