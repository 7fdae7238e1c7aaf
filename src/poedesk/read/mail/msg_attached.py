"""What is attached to an Outlook message: files, messages, links, objects in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from poedesk.read.mail.letter import Attached
from poedesk.read.mail.msg_properties import Storage

if TYPE_CHECKING:
    from collections.abc import Mapping

_METHOD, _DATA, _HIDDEN, _FLAGS = 0x3705, 0x3701, 0x7FFE, 0x3714
_LONG, _SHORT, _DISPLAYED, _TYPE, _SUFFIX = 0x3707, 0x3704, 0x3001, 0x370E, 0x3703
_CONTENT_ID, _LOCATION, _LONG_PATH, _PATH = 0x3712, 0x3713, 0x370D, 0x3708
_BY_REFERENCE = {2, 3, 4, 7}
_OBJECT = 6
_IN_TEXT = 0x4  # rendered where the text shows it
_OTHER_ITEMS = ("IPM.CONTACT", "IPM.APPOINTMENT", "IPM.OLE.CLASS", "IPM.SCHEDULE", "IPM.DISTLIST")


def read(message: Storage, data: bytes, shown: frozenset[str], most: int) -> Iterator[Attached]:
    """The attachments in order. `data` is the whole file, `shown` the ids of pictures that the
    body shows; those after the first `most` are only named.
    """
    for number, one in enumerate(message.attachments()):
        if number >= most:
            yield Attached(_name(one), None, problem="too many attachments")
            continue
        try:
            yield _attachment(one, data, shown)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  one broken attachment must not hide the others
            yield Attached("", None, problem=f"it is broken ({type(error).__name__})")


def _attachment(one: Storage, data: bytes, shown: frozenset[str]) -> Attached:
    inner = one.message()
    if inner is not None:
        return _message(one, inner, data)
    name, kind = _name(one), one.text(_TYPE)
    method = one.number(_METHOD)
    content = one.binary(_DATA)
    if method in _BY_REFERENCE:
        place = one.text(_LONG_PATH) or one.text(_PATH) or "elsewhere"
        return Attached(
            name, None, kind, problem=f"a link to a file ({place[:200]}): attach the file itself"
        )
    if content is None:
        return _object(one, name, kind)
    return Attached(name, content, kind, _is_in_text(one, shown))


def _is_in_text(one: Storage, shown: frozenset[str]) -> bool:
    """By its id or its place in the HTML, not by what it says of itself: a scan can be hidden."""
    ids = {one.text(_CONTENT_ID).strip("<> "), one.text(_LOCATION)} - {""}
    return bool(ids & shown) or (bool(ids) and one.is_set(_HIDDEN) and _is_rendered(one))


def _is_rendered(one: Storage) -> bool:
    return bool((one.number(_FLAGS) or 0) & _IN_TEXT)


def _name(one: Storage) -> str:
    name = one.text(_LONG) or one.text(_DISPLAYED) or one.text(_SHORT)
    suffix = one.text(_SUFFIX)
    return name if not suffix or "." in name else f"{name}{suffix}"


def _object(one: Storage, name: str, kind: str) -> Attached:
    """An object in the text (OLE): a picture of it is shown, its file may lie inside."""
    streams = one.streams()
    package = _package(streams)
    if package is not None:
        return Attached(package[0] or name, package[1], kind)
    problem = "an object inside the text of the mail: attach the file itself"
    if one.number(_METHOD) != _OBJECT:
        problem = "it holds no data"
    return Attached(name, None, kind, problem=problem)


def _package(streams: Mapping[str, bytes]) -> tuple[str, bytes] | None:
    """The file inside an object: a whole PDF or Office document that lies there as it is."""
    for name, content in streams.items():
        last = name.rpartition("/")[2].lower()
        if last in {"contents", "package"} and content.startswith((b"%PDF", b"PK\x03\x04")):
            suffix = ".pdf" if content.startswith(b"%PDF") else ""
            return (f"object{suffix}" if suffix else ""), content
    return None


def _message(one: Storage, inner: Storage, data: bytes) -> Attached:
    """A message attached as a message, as a .msg file of its own with its own headers."""
    title = _name(one) or inner.text(0x0037) or "message"
    name = title if re.search(r"\.msg$", title, re.IGNORECASE) else f"{title}.msg"
    if one.is_set(_HIDDEN) or inner.text(0x001A).upper().startswith(_OTHER_ITEMS):
        return Attached(name, None, kind="a contact card or calendar entry")
    return Attached(name, _exported(inner.path, data))


def _exported(path: tuple[str, ...], data: bytes) -> bytes:
    from extract_msg import MSGFile

    with MSGFile(
        BytesIO(data), prefix="/".join(path), filename="-", delayAttachments=True
    ) as message:
        written: bytes = message.exportBytes()
        return written
