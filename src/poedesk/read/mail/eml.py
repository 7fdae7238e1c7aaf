"""Internet mail files (.eml), with the standard library's parser."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.message import EmailMessage

from poedesk.errors import UnreadableError
from poedesk.model import FileKind, Mail, MailState, Reading, Settings
from poedesk.read import damage
from poedesk.read.mail import mime, transport
from poedesk.read.mail.letter import Letter, reading
from poedesk.read.mail.transport import Headers

_FIELD = re.compile(rb"^([!-9;-~]{1,76}):[ \t]?", re.MULTILINE)
_TELLING = {b"from", b"date", b"subject", b"to", b"message-id", b"received", b"mime-version"}
_ENVELOPE = re.compile(rb"From \S[^\r\n]{0,200}\d{4}[^\r\n]{0,20}\r?\n")
_NEXT_MAIL = re.compile(
    rb"\r?\n\r?\nFrom \S[^\r\n]{0,200}\d{2}:\d{2}[^\r\n]{0,40}\r?\n(?=[!-9;-~]{1,76}:)"
)
_SAVE_AGAIN = "Save it again from the mail program."


def sniff(data: bytes) -> bool:
    """Whether the bytes open with a mail's header block: nothing but fields, and three of
    those that every mail has; below a mailbox's own line one is enough.
    """
    head = data[:65536].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    enough = 1 if _ENVELOPE.match(head) else 3
    if head.startswith(b"From "):
        head = head.partition(b"\n")[2]
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].replace(b"\r", b"")
    lines = block.split(b"\n")
    if not lines or not all(_FIELD.match(line) or line[:1] in b" \t" for line in lines if line):
        return False
    names = {name.lower() for name in _FIELD.findall(block)}
    if b"snapshot-content-location" in names or b"<Saved by " in block:
        return False  # a web page that a browser saved as one file
    return len(names & _TELLING) >= enough and bool(names & {b"from", b"received", b"message-id"})


def read(path: str, inside: str | None, data: bytes, settings: Settings) -> Reading:
    """Read a mail file; raises UnreadableError for an encrypted or a broken one, and for a
    mailbox of several mails.
    """
    bare = _without_envelope(data)
    try:
        letter = _letter(mime.parse(bare), bare, settings)
    except UnreadableError:
        raise
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The standard parser lets errors of every kind out of malformed headers.
        raise UnreadableError(
            f"the mail cannot be parsed: {damage.told(error)}", _SAVE_AGAIN
        ) from error
    return reading(letter, path, inside, data, kind=FileKind.EML, settings=settings)


def _without_envelope(data: bytes) -> bytes:
    """The mail in a mailbox file that holds one; lines that were escaped there are restored."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not data.startswith(b"From "):
        return data
    more = len(_NEXT_MAIL.findall(data))
    if more:
        raise UnreadableError(
            f"a mailbox of {more + 1} mails", "Save the mail itself as a file of its own."
        )
    return re.sub(rb"^>(>*From )", rb"\1", data.partition(b"\n")[2], flags=re.MULTILINE)


def _letter(message: EmailMessage, data: bytes, settings: Settings) -> Letter:
    headers = transport.of(message)
    _refuse_web_page(headers)
    sender, submitter = headers.person("From"), headers.person("Sender")
    by_another = sender and submitter and submitter.email.lower() != sender.email.lower()
    draft = headers.value("X-Unsent") == "1" or "X-Mozilla-Draft-Info" in message
    contents = mime.contents(message, data, settings.limits)
    return Letter(
        mail=Mail(
            subject=headers.value("Subject"),
            sender=sender or submitter,
            to=headers.people("To"),
            cc=headers.people("Cc"),
            bcc=headers.people("Bcc"),
            submitter=submitter if by_another else None,
            submitted=None if draft else transport.moment(headers.value("Date")),
            delivered=headers.hops[-1].at if headers.hops else None,
            original_headers=headers.are_original,
            draft=draft,
            state=_state(headers, draft=draft),
            message_class="",
            message_id=headers.value("Message-ID"),
            in_reply_to=headers.value("In-Reply-To"),
            references=headers.ids,
            conversation=headers.value("Thread-Index"),
            hops=headers.hops,
            asserted=headers.asserted,
            oddities=transport.oddities(headers, transport.Properties()),
        ),
        body=contents.body,
        attached=contents.attached,
        unread=contents.unread,
        raw=contents.raw,
    )


def _refuse_web_page(headers: Headers) -> None:
    """Browsers save pages in the form of a mail (.mht)."""
    saved = headers.value("From").lower().startswith("<saved by")
    if saved or headers.value("Snapshot-Content-Location"):
        raise UnreadableError(
            "a web page saved as one file (.mht), not a mail", "Save the mail itself as .msg."
        )


def _state(headers: Headers, *, draft: bool) -> MailState:
    if draft:
        return MailState.DRAFT
    return MailState.RECEIVED if headers.are_original else MailState.UNKNOWN
