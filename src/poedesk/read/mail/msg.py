"""Outlook messages (.msg), read from their properties (MS-OXPROPS; the hexadecimal numbers here
are theirs), so that nothing is taken for the file's that a library made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from poedesk.errors import UnreadableError
from poedesk.model import FileKind, Mail, MailState, Mark, Reading, Settings, Unread
from poedesk.read import markup
from poedesk.read.mail import mime, msg_attached, msg_body, msg_people, smime, transport
from poedesk.read.mail.body import choose
from poedesk.read.mail.letter import Letter, NoMailError, reading
from poedesk.read.mail.mime import Contents
from poedesk.read.mail.msg_properties import Storage, open_message
from poedesk.read.mail.transport import Headers

_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_PROPERTIES = "__properties_version1.0".encode("utf-16-le")
_SHORTEST = 1536
_UNSENT, _FROM_ME = 0x8, 0x20
_CLASS, _SUBJECT, _PREFIX, _NORMAL = 0x001A, 0x0037, 0x003D, 0x0E1D
_FLAGS, _HEADERS, _MESSAGE_ID, _IN_REPLY_TO, _REFERENCES = 0x0E07, 0x007D, 0x1035, 0x1042, 0x1039
_SUBMITTED, _DELIVERED, _CREATED, _MODIFIED = 0x0039, 0x0E06, 0x3007, 0x3008
_INDEX = 0x0071
_AGAIN = "Save it again from Outlook."


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
    """Strictly first; a file that is only read by passing over its faults is damaged."""
    if len(data) < _SHORTEST or not data.startswith(_MAGIC):
        raise UnreadableError("not an Outlook message, or cut off", _AGAIN)
    try:
        return _letter(open_message(data), data, settings)
    except UnreadableError:
        raise
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a stranger's bytes: errors of every kind
        damaged = Mark("damaged", "the message is damaged; what could be read was read", ())
    try:
        letter = _letter(open_message(data, forgiving=True), data, settings)
    except UnreadableError:
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableError(
            f"the message is damaged ({type(error).__name__}: {str(error)[:120]})", _AGAIN
        ) from error
    return replace(letter, marks=(damaged, *letter.marks))


def _letter(message: Storage, data: bytes, settings: Settings) -> Letter:
    item = message.text(_CLASS)
    _refuse_other_items(item, settings)
    headers = transport.headers(message.text(_HEADERS))
    people = msg_people.named(message, headers)
    contents = _contents(message, item, data, settings)
    draft = bool((message.number(_FLAGS) or 0) & _UNSENT)
    own_id = message.text(_MESSAGE_ID)
    return Letter(
        mail=Mail(
            subject=_subject(message) or headers.value("Subject"),
            sender=people.sender,
            to=people.to,
            cc=people.cc,
            bcc=people.bcc,
            submitter=people.submitter,
            submitted=None if draft else _submitted(message, headers),
            delivered=None if draft else message.time(_DELIVERED),
            original_headers=headers.are_original,
            draft=draft,
            state=_state(message, headers, draft=draft),
            message_class=item,
            message_id=headers.value("Message-ID") or own_id,
            in_reply_to=headers.value("In-Reply-To") or message.text(_IN_REPLY_TO),
            references=headers.ids or tuple(message.text(_REFERENCES).split()),
            conversation=(message.binary(_INDEX) or b"").hex(),
            hops=headers.hops,
            asserted=headers.asserted,
            oddities=transport.oddities(
                headers,
                transport.Properties(
                    subject=_subject(message),
                    sender=msg_people.in_properties(message),
                    submitted=message.time(_SUBMITTED),
                    message_id=own_id,
                ),
            ),
        ),
        body=contents.body,
        attached=contents.attached,
        unread=contents.unread,
        marks=tuple(_marks(people.internal)),
        created=message.time(_CREATED),
        modified=message.time(_MODIFIED),
        raw=contents.raw,
    )


def _refuse_other_items(item: str, settings: Settings) -> None:
    kind = _item(item, settings)
    if kind:
        raise NoMailError(
            f"it is {kind}, not a mail ({item})", "Attach the mail in which the customer confirms."
        )
    if "rpmsg" in item.lower():
        raise _protected()
    if not item.upper().startswith("IPM.NOTE") and item.upper() != "IPM":
        raise UnreadableError(
            f"an Outlook item of the unknown class {item or '(none)'}",
            "Attach the mail itself, saved from Outlook as .msg.",
        )


def _protected() -> UnreadableError:
    return UnreadableError(
        "the mail is protected by rights management (message.rpmsg)",
        "Have the sender lift the protection, and save the mail again.",
    )


def _item(item_class: str, settings: Settings) -> str:
    """What a person calls an item of a class that is no mail; empty for mails."""
    items: dict[str, str] = settings.vocabulary["mail"]["items"]
    name = item_class.upper()
    return next((kind for begin, kind in items.items() if name.startswith(begin.upper())), "")


def _subject(message: Storage) -> str:
    """With its prefix, which some programs store apart."""
    whole = message.text(_SUBJECT)
    if whole:
        return whole.lstrip("\x01\x04\x05")
    return f"{message.text(_PREFIX)} {message.text(_NORMAL)}".strip()


def _submitted(message: Storage, headers: Headers) -> datetime | None:
    """In the sender's own zone from the Date header; else in UTC from the properties."""
    return (
        transport.moment(headers.value("Date"))
        or message.time(_SUBMITTED)
        or message.time(_DELIVERED)
    )


def _state(message: Storage, headers: Headers, *, draft: bool) -> MailState:
    if draft:
        return MailState.DRAFT
    if headers.are_original:
        return MailState.RECEIVED
    sent = message.time(_SUBMITTED) is not None
    if sent and (message.number(_FLAGS) or 0) & _FROM_ME:
        return MailState.SENT
    return MailState.UNKNOWN


def _contents(message: Storage, item: str, data: bytes, settings: Settings) -> Contents:
    if "SMIME" in item.upper():
        wrapped = _signed(message, settings)
        if wrapped is not None:
            return wrapped
        if item.upper() == "IPM.NOTE.SMIME":
            raise UnreadableError(
                "a signed or encrypted mail whose content is not in the file", _AGAIN
            )
    body, unread = msg_body.read(message)
    unread += tuple(_shortened(item, settings))
    shown = markup.content_ids(body.shown.html)
    attached = tuple(msg_attached.read(message, data, shown, settings.limits.enclosed))
    if any(one.name.lower() == "message.rpmsg" for one in attached):
        raise _protected()
    return Contents(body, attached, unread)


def _shortened(item: str, settings: Settings) -> Iterator[Unread]:
    """A mail that an archive left behind shows the beginning of it at best."""
    stubs: dict[str, str] = settings.vocabulary["mail"]["stubs"]
    name = item.upper()
    archive = next((kind for begin, kind in stubs.items() if name.startswith(begin.upper())), "")
    if archive:
        told = f"{archive} keeps the whole mail and left a shortened copy here ({item})"
        yield Unread("body", f"{told}; open it in Outlook, restore it and save it again")


def _signed(message: Storage, settings: Settings) -> Contents | None:
    """A signed mail keeps all it says in its one attachment: the MIME that was sent, or the CMS
    object around it; None where there is no such attachment.
    """
    whole = next(message.attachments(), None)
    content = whole.binary(0x3701) if whole is not None else None
    if whole is None or content is None:
        return None
    kind = whole.text(0x370E).lower()
    if kind.startswith("multipart/signed") or b"multipart/signed" in content[:4096].lower():
        return mime.contents(mime.parse(content), content, settings.limits)
    name = whole.text(0x3707).lower()
    if not ("pkcs7" in kind or name.endswith(".p7m") or content.startswith(b"\x30")):
        return None  # an ordinary mail that only bears the class of a signed one
    signed = smime.opaque(content, settings.limits.unpacked)
    inner = mime.contents(mime.parse(signed.mime), signed.mime, settings.limits)
    outer, _ = msg_body.read(message)
    body = inner.body if inner.body.differs else choose([inner.body.shown, outer.shown])
    return replace(inner, body=body, raw={"mime": signed.mime, "cms": signed.cms})


def _marks(internal: tuple[tuple[str, str], ...]) -> Iterator[Mark]:
    for name, address in internal[:20]:
        known = f" ({address[:200]})" if address else ""
        yield Mark(
            "unknown-address",
            f"the file holds no e-mail address of {name or 'a recipient'}, only the name that "
            f"their own server knows{known}",
            (),
        )
