"""Outlook messages (.msg). The one home of extract-msg.

What the library makes up is not taken: it invents headers, an HTML body and a name where the
file has none. Whether a message is a draft, its class and its times come from the properties
themselves (MS-OXPROPS; the hexadecimal numbers below are theirs).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_string, policy
from email.message import EmailMessage
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeVar

from poedesk.errors import UnreadableError
from poedesk.model import Address, FileKind, Mark, Reading, Settings, Unread
from poedesk.read import markup
from poedesk.read.eml import moment
from poedesk.read.letter import Attached, Letter, reading
from poedesk.read.people import people, person
from poedesk.read.rtf import text as rtf_text

if TYPE_CHECKING:
    from extract_msg import MSGFile

_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
_SHORTEST = 1536  # extract-msg takes shorter bytes for a file's path
_UNSENT = 0x8
_TO, _CC = 1, 2
_SUBMITTED, _DELIVERED, _CREATED, _MODIFIED = "00390040", "0E060040", "30070040", "30080040"
_T = TypeVar("_T")


class NoMailError(UnreadableError):
    """The item is a calendar entry, a contact or the like: nothing that could be evidence."""


def sniff(data: bytes) -> bool:
    """Whether this is an OLE file that holds a table of message properties."""
    return data.startswith(_MAGIC) and _PROPERTIES in data


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """Read a message; raises UnreadableError for items that are no mails, for encrypted and
    for broken ones.
    """
    letter = _parsed(data, settings)
    return reading(letter, path, inside, data, kind=FileKind.MSG, settings=settings)


def _parsed(data: bytes, settings: Settings) -> Letter:
    """Strictly first; a file that the library only reads with errors suppressed is damaged."""
    from extract_msg.enums import ErrorBehavior

    if len(data) < _SHORTEST or not data.startswith(_MAGIC):
        raise UnreadableError("not an Outlook message, or cut off", "Save it again from Outlook.")
    with _silent():
        try:
            return _attempt(data, settings, ErrorBehavior.THROW, ())
        except UnreadableError:
            raise
        except Exception:  # noqa: BLE001  the library raises errors of every kind
            damaged = Mark("damaged", "the message is damaged; what could be read was read", ())
        try:
            return _attempt(data, settings, ErrorBehavior.SUPPRESS_ALL, (damaged,))
        except UnreadableError:
            raise
        except Exception as error:
            raise UnreadableError(
                f"the message is damaged ({type(error).__name__}: {str(error)[:120]})",
                "Save it again from Outlook.",
            ) from error


@contextmanager
def _silent() -> Iterator[None]:
    """The library logs what it mends; a review says it in its own words."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _attempt(data: bytes, settings: Settings, behaviour: Any, marks: tuple[Mark, ...]) -> Letter:
    import extract_msg

    with extract_msg.openMsg(BytesIO(data), strict=False, errorBehavior=behaviour) as message:
        _refuse_other_items(message, settings)
        return _letter(message, marks)


def _refuse_other_items(message: MSGFile, settings: Settings) -> None:
    item = (message.classType or "").strip()
    kind = _item(item, settings)
    if kind:
        raise NoMailError(
            f"it is {kind}, not a mail ({item})", "Attach the mail in which the customer confirms."
        )
    if item.upper() == "IPM.NOTE.SMIME":
        raise UnreadableError(
            "the mail is encrypted or wrapped by S/MIME",
            "Open it in Outlook and save an unencrypted copy beside the original.",
        )
    if not item.upper().startswith(("IPM.NOTE", "IPM.POST")) or not hasattr(message, "headerText"):
        raise UnreadableError(
            f"an Outlook item of the unknown class {item or '(none)'}",
            "Attach the mail itself, saved from Outlook as .msg.",
        )


def _item(item_class: str, settings: Settings) -> str:
    """What a person calls an item of a class that is no mail; empty for mails."""
    items: dict[str, str] = settings.vocabulary["mail"]["items"]
    name = item_class.upper()
    return next((kind for begin, kind in items.items() if name.startswith(begin.upper())), "")


def _letter(message: Any, marks: tuple[Mark, ...]) -> Letter:
    header_text = message.headerText or ""
    headers = _headers(header_text)
    body, html, unread = _body(message)
    shown = markup.content_ids(html)
    flags = message.getPropertyVal("0E070003")
    draft = bool(isinstance(flags, int) and flags & _UNSENT)
    return Letter(
        subject=message.subject or "",
        sender=_sender(message, headers),
        to=_recipients(message, headers, _TO, "To"),
        cc=_recipients(message, headers, _CC, "Cc"),
        submitted=None if draft else _submitted(message, headers),
        original_headers="received" in headers,
        draft=draft,
        message_class=(message.classType or "").strip(),
        message_id=headers.get("message-id", "")
        or message.getStringStream("__substg1.0_1035")
        or "",
        in_reply_to=headers.get("in-reply-to", "")
        or message.getStringStream("__substg1.0_1042")
        or "",
        body=body,
        attached=tuple(_attachments(message, shown)),
        unread=unread,
        marks=marks,
        created=_time(message, _CREATED),
        modified=_time(message, _MODIFIED),
        raw=_signed_mime(message),
    )


def _headers(text: str) -> dict[str, str]:
    """The transport headers by lower-case name, decoded; the first of each name."""
    if not text.strip():
        return {}
    text = re.sub(r"\AMicrosoft Mail Internet Headers[^\n]*\n", "", text.lstrip())
    found: dict[str, str] = {}
    parsed = message_from_string(text, _class=EmailMessage, policy=policy.default)
    for name, raw in parsed.raw_items():
        found.setdefault(name.lower(), _decoded(name, raw))
    return found


def _decoded(name: str, raw: str) -> str:
    try:
        value = str(policy.default.header_fetch_parse(name, raw))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        value = raw
    return " ".join(value.split())


def _sender(message: Any, headers: dict[str, str]) -> Address | None:
    """As the transport headers say; else the properties, an SMTP address before any other."""
    written = person(headers.get("from", ""))
    if written is not None and written.email:
        return written
    addresses = ("5D02", "0065", "5D01", "0C1F")  # represented sender first, as Outlook shows it
    email = next((one for one in map(_string(message), addresses) if "@" in one), "")
    name = next((one for one in map(_string(message), ("0042", "0C1A")) if one), "")
    return Address("" if name == email else name, email) if name or email else None


def _string(message: Any) -> Callable[[str], str]:
    def value(tag: str) -> str:
        return (message.getStringStream(f"__substg1.0_{tag}") or "").strip("\0 ")

    return value


def _recipients(
    message: Any, headers: dict[str, str], kind: int, header: str
) -> tuple[Address, ...]:
    found = [
        Address("" if name == email else name, email)
        for name, email in (_recipient(one) for one in message.recipients if one.type == kind)
        if name or email
    ]
    return tuple(dict.fromkeys(found)) or people(headers.get(header.lower(), ""))


def _recipient(one: Any) -> tuple[str, str]:
    addresses = (one.smtpAddress, one.email)
    email = next((each for each in addresses if each and "@" in each), "")
    return (one.name or "").strip("'\" "), email.strip("'\" ")


def _submitted(message: Any, headers: dict[str, str]) -> datetime | None:
    """In the sender's own zone from the Date header; else in UTC from the properties."""
    return (
        moment(headers.get("date", "")) or _time(message, _SUBMITTED) or _time(message, _DELIVERED)
    )


def _time(message: Any, tag: str) -> datetime | None:
    value = message.getPropertyVal(tag)
    if not isinstance(value, datetime) or not 1980 <= value.year <= 2200:
        return None  # "no time" is a date far away in these files
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _body(message: Any) -> tuple[str, str, tuple[Unread, ...]]:
    """The body as text, the HTML it came from, and what could not be read.

    HTML is what Outlook shows, and keeps tables; the library makes it of plain text where
    there is none, so it is asked for only where the file holds HTML or RTF that wraps HTML.
    """
    plain = _tried(lambda: message.body) or ""
    html = ""
    if message.exists("__substg1.0_10130102") or _signed_html(message):
        html = _html(_tried(lambda: message.htmlBody), message)
    elif rtf := _tried(lambda: message.rtfBody):
        html = _html(_tried(lambda: _from_rtf(message)), message) if b"\\fromhtml" in rtf else ""
        plain = plain or rtf_text(rtf)
    words = markup.text(html) if html else ""
    if not words.strip():
        words = plain
    has_body = any(
        message.exists(name) for name in ("__substg1.0_10130102", "__substg1.0_10090102")
    )
    if not words.strip() and has_body and not html:
        return "", "", (Unread("body", "its HTML or RTF cannot be decoded"),)
    return words, html, ()


def _signed_html(message: Any) -> bool:
    """A clear-signed mail keeps its bodies in the signed MIME, where the library found them."""
    return "SMIME" in (message.classType or "").upper()


def _from_rtf(message: Any) -> bytes | None:
    from extract_msg.enums import DeencapType

    found = message.deencapsulateBody(message.rtfBody, DeencapType.HTML)
    return found if isinstance(found, bytes) else None


def _html(data: object, message: Any) -> str:
    """Decode by the HTML's own charset, else by the message's code page."""
    if not isinstance(data, bytes):
        return ""
    declared = re.search(rb"charset=[\"']?([\w.:-]{1,40})", data[:4096])
    names = [declared.group(1).decode("ascii", "replace")] if declared else []
    page = message.getPropertyVal("3FDE0003")
    names += [{65001: "utf-8", 20127: "ascii"}.get(page, f"cp{page}")] if page else []
    for name in (*names, "utf-8", "cp1252"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def _tried(get: Callable[[], _T]) -> _T | None:
    """One body may be broken while the other is well."""
    try:
        return get()
    except Exception:  # noqa: BLE001  the library raises errors of every kind
        return None


def _attachments(message: Any, shown: frozenset[str]) -> Iterator[Attached]:
    for one in message.attachments:
        try:
            yield _attachment(one, shown)
        except Exception as error:  # noqa: BLE001  one broken attachment must not hide the others
            yield Attached("", None, problem=f"it is broken ({type(error).__name__})")


def _attachment(one: Any, shown: frozenset[str]) -> Attached:
    from extract_msg import MSGFile

    data = one.data
    if isinstance(data, MSGFile):
        return _message(one, data)
    name = getattr(one, "longFilename", None) or one.name or getattr(one, "shortFilename", "") or ""
    media_type = one.mimetype or ""
    if not isinstance(data, bytes):
        problem = "a link to a file elsewhere, or an object inside Outlook: attach the file itself"
        return Attached(name, None, media_type, problem=problem)
    in_body = bool(getattr(one, "hidden", False)) or (getattr(one, "cid", None) or "") in shown
    return Attached(name, data, media_type, in_body)


def _message(one: Any, inner: Any) -> Attached:
    """A message attached as a message, as a .msg file of its own with its own headers."""
    title = (getattr(one, "displayName", None) or getattr(inner, "subject", "") or "message").strip(
        "\0 "
    )
    name = title if title.lower().endswith(".msg") else f"{title}.msg"
    if getattr(one, "hidden", False):
        return Attached(name, None, kind="an exception of a calendar entry")
    if (inner.classType or "").upper().startswith(("IPM.CONTACT", "IPM.APPOINTMENT")):
        return Attached(name, None, kind="a contact card or calendar entry")
    return Attached(name, inner.exportBytes())


def _signed_mime(message: Any) -> dict[str, bytes]:
    """The bytes that an S/MIME signature covers, exactly as they were sent."""
    if "SMIME.MULTIPARTSIGNED" not in (message.classType or "").upper():
        return {}
    raw = message.rawAttachments
    data = raw[0].data if raw else None
    return {"mime": data} if isinstance(data, bytes) else {}
