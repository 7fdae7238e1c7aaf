"""Internet mail files (.eml), with the standard library's parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from poedesk.errors import UnreadableError
from poedesk.model import Address, FileKind, Reading, Settings, Unread
from poedesk.read import markup
from poedesk.read.letter import Attached, Letter, reading
from poedesk.read.people import people, person

_FIELD = re.compile(rb"^([!-9;-~]{1,76}):[ \t]?", re.MULTILINE)
_TELLING = {b"from", b"date", b"subject", b"to", b"message-id", b"received", b"mime-version"}
_ENCRYPTED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_DEPTH = 30


def sniff(data: bytes) -> bool:
    """Whether the bytes open with a mail's header block: nothing but fields, and three of
    those that every mail has.
    """
    head = data[:65536].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if head.startswith(b"From "):
        head = head.partition(b"\n")[2]
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].replace(b"\r", b"")
    lines = block.split(b"\n")
    if not lines or not all(_FIELD.match(line) or line[:1] in b" \t" for line in lines if line):
        return False
    names = {name.lower() for name in _FIELD.findall(block)}
    return len(names & _TELLING) >= 3 and bool(names & {b"from", b"received", b"message-id"})


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """Read a mail file; raises UnreadableError for an encrypted or a broken one."""
    try:
        message = BytesParser(policy=policy.default).parsebytes(_without_envelope(data))
        letter = _letter(message, data)
    except UnreadableError:
        raise
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The standard parser lets errors of every kind out of malformed headers.
        raise UnreadableError(
            f"the mail cannot be parsed ({error})", "Save it again from the mail program."
        ) from error
    return reading(letter, path, inside, data, kind=FileKind.EML, settings=settings)


def _without_envelope(data: bytes) -> bytes:
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return data.partition(b"\n")[2] if data.startswith(b"From ") else data


def _letter(message: EmailMessage, data: bytes) -> Letter:
    if message.get_content_type() in _ENCRYPTED:
        raise UnreadableError(
            "the mail is encrypted or wrapped by S/MIME or PGP",
            "Open it in the mail program and save an unencrypted copy beside the original.",
        )
    plain, html, parts, unread = _contents(message)
    shown = markup.content_ids(html)
    signed = message.get_content_type() == "multipart/signed"
    return Letter(
        subject=_field(message, "Subject"),
        sender=person(_field(message, "From") or _field(message, "Sender")),
        to=_people(message, "To"),
        cc=_people(message, "Cc"),
        submitted=moment(_field(message, "Date")),
        original_headers="Received" in message,
        draft=_field(message, "X-Unsent").strip() == "1",
        message_class="",
        message_id=_field(message, "Message-ID"),
        in_reply_to=_field(message, "In-Reply-To"),
        body=markup.text(html) if html.strip() else plain,
        attached=tuple(_attached(part, shown, related=related) for part, related in parts),
        unread=tuple(unread),
        raw={"mime": _without_envelope(data)} if signed else {},
    )


def moment(value: str) -> datetime | None:
    """The aware time of a Date header in its own zone; None where it is none.

    "-0000" says that the zone is not known (RFC 5322): the time is then UTC.
    """
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _field(message: EmailMessage, name: str) -> str:
    """A header's text; malformed ones are taken as they stand."""
    try:
        value = message.get(name, "")
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    return " ".join(str(value).split())


def _people(message: EmailMessage, name: str) -> tuple[Address, ...]:
    return people(_field(message, name))


def _contents(
    message: EmailMessage,
) -> tuple[str, str, list[tuple[EmailMessage, bool]], list[Unread]]:
    """Plain text, HTML, the parts that are attachments (and whether they belong to the HTML),
    and what could not be decoded.
    """
    plain: list[str] = []
    html: list[str] = []
    attached: list[tuple[EmailMessage, bool]] = []
    unread: list[Unread] = []
    for part, related in _leaves(message):
        kind = part.get_content_type()
        texts = {"text/plain": plain, "text/html": html}.get(kind)
        if texts is None or part.get_content_disposition() == "attachment" or part.get_filename():
            attached.append((part, related))
            continue
        words = _decoded(part)
        if words is None:
            unread.append(Unread("body", f"its encoding is broken ({kind})"))
        elif words.strip():
            texts.append(words)
    return "\n".join(plain), "\n".join(html), attached, unread


def _leaves(message: EmailMessage) -> Iterator[tuple[EmailMessage, bool]]:
    """The parts that hold content, in order, and whether they lie beside the HTML that shows
    them (multipart/related); an attached message is one part.
    """
    open_parts: list[tuple[EmailMessage, bool, int]] = [(message, False, 0)]
    while open_parts:
        part, related, depth = open_parts.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart() and depth < _DEPTH:
            inner = [one for one in part.iter_parts() if isinstance(one, EmailMessage)]
            beside = part.get_content_subtype() == "related"
            open_parts += [(one, beside, depth + 1) for one in reversed(inner)]
        else:
            yield part, related


def _decoded(part: EmailMessage) -> str | None:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, TypeError, AttributeError):
        data = _payload(part)
        return None if data is None else data.decode("utf-8", "replace")


def _payload(part: EmailMessage) -> bytes | None:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, TypeError, AttributeError, LookupError):
        return None
    return data if isinstance(data, bytes) else None


def _attached(part: EmailMessage, shown: frozenset[str], *, related: bool) -> Attached:
    kind = part.get_content_type()
    name = _name(part)
    if kind == "message/rfc822":
        return _message(part, name)
    data = _payload(part)
    content_id = _field(part, "Content-ID").strip("<> ")
    inline = related or (part.get_content_disposition() == "inline" and bool(content_id))
    problem = "" if data is not None else "its encoding is broken"
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        data, problem = None, "packed by Outlook (winmail.dat): attach the file itself"
    return Attached(name, data, kind, inline or content_id in shown, problem=problem)


def _name(part: EmailMessage) -> str:
    try:
        return part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""


def _message(part: EmailMessage, name: str) -> Attached:
    inner = next((one for one in part.iter_parts() if isinstance(one, EmailMessage)), None)
    if inner is None:
        return Attached(name or "message.eml", None, problem="the attached message is empty")
    title = name or f"{_field(inner, 'Subject') or 'message'}.eml"
    try:
        return Attached(title, inner.as_bytes(policy=policy.compat32))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return Attached(title, None, problem=f"the attached message is broken ({error})")
