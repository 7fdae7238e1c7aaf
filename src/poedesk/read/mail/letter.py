"""What the two mail formats have in common: from the fields of a mail to its Reading."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from poedesk.errors import UnreadableError
from poedesk.model import (
    Address,
    Document,
    Enclosed,
    FileKind,
    Mail,
    Mark,
    Message,
    Part,
    Reading,
    Settings,
    Span,
    Unread,
)
from poedesk.read.mail import thread
from poedesk.read.mail.body import Body
from poedesk.read.scan.image import may_be_page
from poedesk.read.text import CHARACTER_WIDTH, Composer, check_length, normalise

_LONGEST_NAME = 120
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"\xd7\xcd\xc6\x9a", b"\x01\0\0\0")
_NO_EVIDENCE = {
    ".vcf": "a contact card",
    ".ics": "a calendar entry",
    ".p7s": "a signature of the mail",
    ".asc": "a signature of the mail",
}
_NO_EVIDENCE_TYPES = {
    "text/calendar": "a calendar entry",
    "text/vcard": "a contact card",
    "text/x-vcard": "a contact card",
    "application/pkcs7-signature": "a signature of the mail",
    "application/x-pkcs7-signature": "a signature of the mail",
    "application/pgp-signature": "a signature of the mail",
    "message/delivery-status": "a delivery report",
    "text/rfc822-headers": "a delivery report",
    "message/disposition-notification": "a delivery report",
}


class NoMailError(UnreadableError):
    """The item is a calendar entry, a report or the like: nothing that could be evidence."""


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment. `data` is None where it could not be taken out, and `problem` says why;
    `shown` tells that the body shows it in its place, `kind` what it is if it is no file.
    """

    name: str
    data: bytes | None
    media_type: str = ""
    shown: bool = False
    kind: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, whatever format it came from; the messages of `mail` are told apart later, in the
    text that `body` becomes.
    """

    mail: Mail
    body: Body
    attached: tuple[Attached, ...]
    unread: tuple[Unread, ...] = ()
    marks: tuple[Mark, ...] = ()
    created: datetime | None = None
    modified: datetime | None = None
    raw: Mapping[str, bytes] = field(default_factory=dict)


def reading(
    letter: Letter,
    path: str,
    inside: str | None,
    data: bytes,
    *,
    kind: FileKind,
    settings: Settings,
) -> Reading:
    """Lay the letter out as text, tell its messages apart and sort its attachments."""
    composer = Composer(settings.limits.text)
    check_length(len(letter.body.shown.text), settings.limits.text)
    composer.begin("headers")
    for line in _header_lines(letter.mail):
        composer.row([line])
    composer.begin("body")
    start = composer.length
    _write_body(composer, letter.body.shown.text)
    end = composer.length
    if letter.body.shown.hidden:
        composer.begin("hidden text")
        composer.row([letter.body.shown.hidden])
    text, parts, segments = composer.finish()
    enclosed, unread, marks = _sort(letter.attached, path, settings)
    document = Document(
        path=path,
        inside=inside,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind,
        text=text,
        parts=parts,
        pages=None,
        error=None,
        unread=(*letter.unread, *unread),
        marks=(
            *letter.marks,
            *_odd_marks(letter.mail),
            *_body_marks(letter.body, path, text, parts),
            *marks,
        ),
        mail=replace(letter.mail, messages=_messages(letter.mail, text, start, end, settings)),
        created=letter.created,
        modified=letter.modified,
    )
    return Reading(document, data, segments, (), enclosed, letter.raw)


def _messages(
    mail: Mail, text: str, start: int, end: int, settings: Settings
) -> tuple[Message, ...]:
    return thread.messages(
        text,
        start,
        end,
        settings.vocabulary,
        sender=mail.sender,
        to=mail.to + mail.cc,
        sent=mail.submitted,
        subject=mail.subject,
    )


def _odd_marks(mail: Mail) -> Iterator[Mark]:
    """Transport headers that do not fit the rest: they may be another mail's."""
    for told in mail.oddities:
        yield Mark("headers-differ", f"the transport headers do not fit the mail: {told}", ())


def _body_marks(body: Body, path: str, text: str, parts: Sequence[Part]) -> Iterator[Mark]:
    """What a reviewer should know of the body: words that nobody sees, another form that reads
    otherwise, letters that are not sure.
    """
    spans = {
        part.name: Span(path, part.name, None, part.start, part.end, text[part.start : part.end])
        for part in parts
    }
    if "hidden text" in spans:
        told = "words in the mail that a person does not see"
        yield Mark("hidden-text", told, (spans["hidden text"],))
    if body.differs:
        yield Mark("text-differs", body.differs, (spans["body"],))
    if body.shown.doubt:
        told = f"the mail's letters may be read wrongly: {body.shown.doubt}"
        yield Mark("uncertain-letters", told, ())


def _header_lines(mail: Mail) -> Iterator[str]:
    """The header as a reader sees it, so that names and the date can be pointed at."""
    if mail.sender is not None:
        yield f"From: {_written(mail.sender)}"
    if mail.submitted is not None:
        yield f"Sent: {mail.submitted:%Y-%m-%d %H:%M:%S %z}"
    for label, people in (("To", mail.to), ("Cc", mail.cc), ("Bcc", mail.bcc)):
        if people:
            yield f"{label}: {'; '.join(map(_written, people))}"
    yield f"Subject: {' '.join(mail.subject.split())}"


def _written(person: Address) -> str:
    if person.name and person.email:
        return f"{person.name} <{person.email}>"
    return person.name or person.email


def _write_body(composer: Composer, body: str) -> None:
    """Line by line; rows of as many cells below one another share their columns."""
    lines = [line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for columns, group in groupby(lines, key=lambda line: line.count("\t")):
        rows = [line.split("\t") for line in group]
        lefts = _columns(rows) if columns else None
        for row in rows:
            composer.row(row, lefts)


def _columns(rows: Sequence[Sequence[str]]) -> list[float]:
    """The left edge of each column, in points: wide enough for its longest cell."""
    lefts = [0.0]
    for column in list(zip(*rows, strict=True))[:-1]:
        lefts.append(lefts[-1] + CHARACTER_WIDTH * (max(map(len, column)) + 2))
    return lefts


def _sort(
    attached: Sequence[Attached], path: str, settings: Settings
) -> tuple[tuple[Enclosed, ...], tuple[Unread, ...], tuple[Mark, ...]]:
    """Attachments to read, those that cannot be had, and those that are no evidence."""
    enclosed: list[Enclosed] = []
    unread: list[Unread] = []
    marks: list[Mark] = []
    for number, one in enumerate(attached, start=1):
        name = _file_name(one.name, number)
        ignored = _no_evidence(one, settings)
        if ignored:
            marks.append(
                Mark("ignored-attachment", f"attachment {number} ({name}) is {ignored}", ())
            )
        elif one.data is None:
            unread.append(Unread(f"attachment {number} ({name})", one.problem))
        elif len(enclosed) >= settings.limits.enclosed:
            unread.append(Unread(f"attachment {number} ({name})", "too many attachments"))
        else:
            enclosed.append(Enclosed(f"{path}/{number}/{name}", path, one.data))
    return tuple(enclosed), tuple(unread), tuple(marks)


def _no_evidence(one: Attached, settings: Settings) -> str:
    """What an attachment is that cannot be evidence; empty where it may be."""
    suffix = one.name[one.name.rfind(".") :].lower() if "." in one.name else ""
    kind = one.kind or _NO_EVIDENCE_TYPES.get(one.media_type.lower()) or _NO_EVIDENCE.get(suffix)
    if kind:
        return kind
    if not one.shown or not _is_picture(one) or may_be_page(one.data or b"", settings):
        return ""
    return "a picture that the body shows"


def _is_picture(one: Attached) -> bool:
    by_content = one.data is not None and one.data.startswith(_PICTURES)
    return by_content or one.media_type.lower().startswith("image/")


def _file_name(name: str, number: int) -> str:
    """A name that is one step of a path and nothing else."""
    plain = re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]+", "_", normalise(name)[0]).strip(" ._")
    if len(plain) > _LONGEST_NAME:
        stem, dot, suffix = plain.rpartition(".")
        kept = f"{dot}{suffix}" if stem and len(suffix) <= 8 else ""
        plain = plain[: _LONGEST_NAME - len(kept)] + kept
    return plain or f"attachment-{number}"
