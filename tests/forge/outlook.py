"""Writes real Outlook .msg files (MS-OXMSG in a compound file), the same bytes every time.

A message is a storage of properties: fixed-size values stand in one table stream, text and
bytes in a stream each. Recipients, attachments and attached messages are storages below it.
"""

from __future__ import annotations

import hashlib
import mimetypes
import struct
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime, formataddr
from io import BytesIO
from typing import Any

from extract_msg.ole_writer import OleWriter

Person = tuple[str, str]
"""Display name and address."""

_CLASS_ID = bytes.fromhex("0b0d020000000000c000000000000046")
_INTEGER, _BOOLEAN, _OBJECT, _TIME, _TEXT, _BINARY = 0x3, 0xB, 0xD, 0x40, 0x1F, 0x102
_NARROW_TEXT = 0x1E
_READ, _UNSENT, _HAS_ATTACHMENTS = 0x1, 0x8, 0x10
_TO, _CC = 1, 2
_BY_VALUE, _BY_EMBEDDING = 1, 5


class _Storage:
    """One property bag; `close` writes its table of fixed-size values."""

    def __init__(
        self, writer: OleWriter, path: tuple[str, ...] = (), narrow: str | None = None
    ) -> None:
        self.writer = writer
        self.path = path
        self.narrow = narrow  # the codec of texts that are not Unicode
        self.given: dict[int, Any] = {}  # what stands in the place of the usual properties
        self._table: list[bytes] = []
        if path:
            writer.addEntry(list(path), storage=True)

    def child(self, name: str) -> _Storage:
        return _Storage(self.writer, (*self.path, name), self.narrow)

    def give(self, properties: Mapping[int, Any]) -> None:
        """Write these, and nothing else for their tags; None leaves a property out."""
        for tag, value in properties.items():
            self._write_any(tag, value)
        self.given = dict(properties)

    def _write_any(self, tag: int, value: Any) -> None:
        if isinstance(value, bool):
            self.boolean(tag, value=value)
        elif isinstance(value, int):
            self.integer(tag, value)
        elif isinstance(value, datetime):
            self.time(tag, value)
        elif isinstance(value, bytes):
            self.binary(tag, value)
        elif value is not None:
            self.text(tag, value)

    def stream(self, name: str, data: bytes) -> None:
        self.writer.addEntry([*self.path, name], data)

    def fixed(self, tag: int, kind: int, value: bytes) -> None:
        if tag not in self.given:
            self._table.append(struct.pack("<II8s", tag << 16 | kind, 6, value))

    def integer(self, tag: int, value: int) -> None:
        self.fixed(tag, _INTEGER, struct.pack("<i4x", value))

    def boolean(self, tag: int, *, value: bool) -> None:
        self.fixed(tag, _BOOLEAN, struct.pack("<H6x", value))

    def time(self, tag: int, moment: datetime) -> None:
        since = moment.astimezone(UTC) - datetime(1601, 1, 1, tzinfo=UTC)
        self.fixed(tag, _TIME, struct.pack("<Q", since // timedelta(microseconds=1) * 10))

    def text(self, tag: int, value: str) -> None:
        if tag in self.given:
            return
        kind = _NARROW_TEXT if self.narrow else _TEXT
        data = value.encode(self.narrow or "utf-16-le")
        self.stream(f"__substg1.0_{tag:04X}{kind:04X}", data)
        self.fixed(tag, kind, struct.pack("<II", len(data) + (1 if self.narrow else 2), 0))

    def binary(self, tag: int, data: bytes) -> None:
        if tag in self.given:
            return
        self.stream(f"__substg1.0_{tag:04X}{_BINARY:04X}", data)
        self.fixed(tag, _BINARY, struct.pack("<II", len(data), 0))

    def close(self, header: bytes) -> None:
        self.stream("__properties_version1.0", header + b"".join(self._table))


def message(
    *,
    subject: str,
    sender: Person,
    to: Sequence[Person],
    sent: datetime,
    body: str,
    cc: Sequence[Person] = (),
    html: str | None = None,
    headers: bool = True,
    attachments: Sequence[tuple[str, bytes]] = (),
    embedded: Sequence[tuple[str, Mapping[str, Any]]] = (),
    draft: bool = False,
    message_id: str | None = None,
    in_reply_to: str | None = None,
    message_class: str = "IPM.Note",
    narrow: str | None = None,
    properties: Mapping[int, Any] | None = None,
    attachment_properties: Sequence[Mapping[int, Any]] = (),
    recipient_properties: Sequence[Mapping[int, Any]] = (),
) -> bytes:
    """A .msg file as Outlook saves it.

    `sent` is aware; its offset stands in the Date header. `embedded` are messages attached
    as messages: (attachment name, keywords of this same function). A draft has neither a
    submit time nor transport headers, whatever `headers` says. Nothing comes from a clock:
    the message id is a digest of the words unless it is given. `narrow` is the codec of all
    texts, which are Unicode without it. The three sets of properties, by tag, stand in the
    place of the usual ones of the message, of each attachment and of each recipient; None
    leaves one out.
    """
    fields = dict(locals())
    writer = OleWriter(rootClsid=_CLASS_ID)
    _write(_Storage(writer, narrow=narrow), fields, top=True)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


_DEFAULTS: dict[str, Any] = {
    "cc": (),
    "html": None,
    "headers": True,
    "attachments": (),
    "embedded": (),
    "draft": False,
    "message_id": None,
    "in_reply_to": None,
    "message_class": "IPM.Note",
    "properties": None,
    "attachment_properties": (),
    "recipient_properties": (),
}


def _write(storage: _Storage, given: Mapping[str, Any], *, top: bool) -> None:
    fields = {**_DEFAULTS, **given}
    fields["message_id"] = fields["message_id"] or _message_id(fields)
    attachments, embedded = fields["attachments"], fields["embedded"]
    storage.give(fields["properties"] or {})
    _envelope(storage, fields)
    if top:
        _no_named_properties(storage)
    people = [(one, _TO) for one in fields["to"]] + [(one, _CC) for one in fields["cc"]]
    counts = (len(people), len(attachments) + len(embedded)) * 2
    storage.close(struct.pack("<8x4I8x" if top else "<8x4I", *counts))
    for number, (person, kind) in enumerate(people):
        one = storage.child(f"__recip_version1.0_#{number:08X}")
        one.give(_at(fields["recipient_properties"], number))
        _recipient(one, number, person, kind)
    for number, (name, data) in enumerate(attachments):
        special = _at(fields["attachment_properties"], number)
        _file(_attachment(storage, number, name, special), name, data)
    for number, (name, inner) in enumerate(embedded, start=len(attachments)):
        _message(_attachment(storage, number, name), inner)


def _at(given: Sequence[Mapping[int, Any]], number: int) -> Mapping[int, Any]:
    return given[number] if number < len(given) else {}


def _message_id(fields: Mapping[str, Any]) -> str:
    words = repr([fields[key] for key in ("subject", "sender", "to", "sent", "body")])
    host = fields["sender"][1].rpartition("@")[2] or "mail.example"
    return f"<{hashlib.sha256(words.encode()).hexdigest()[:24]}@{host}>"


def _envelope(storage: _Storage, fields: Mapping[str, Any]) -> None:
    """The message's own properties: who, when, what."""
    has_files = bool(fields["attachments"] or fields["embedded"])
    storage.text(0x001A, fields["message_class"])
    for tag in (0x0037, 0x0E1D, 0x0070):  # subject, normalised subject, topic
        storage.text(tag, fields["subject"])
    flags = _READ | (_UNSENT if fields["draft"] else 0)
    storage.integer(0x0E07, flags | (_HAS_ATTACHMENTS if has_files else 0))
    storage.boolean(0x0E1B, value=has_files)
    storage.integer(0x3FDE, 65001)  # the HTML's code page
    if not storage.narrow:
        storage.integer(0x340D, 0x00040000)  # texts are Unicode
    _sender(storage, fields["sender"])
    storage.text(0x0E04, "; ".join(name or email for name, email in fields["to"]))
    storage.text(0x0E03, "; ".join(name or email for name, email in fields["cc"]))
    _times(storage, fields["sent"], draft=fields["draft"])
    storage.text(0x1000, fields["body"].replace("\r\n", "\n").replace("\n", "\r\n"))
    if fields["html"] is not None:
        storage.binary(0x1013, fields["html"].encode("utf-8"))
        storage.integer(0x1016, 3)  # the native body is HTML
    if fields["in_reply_to"]:
        storage.text(0x1042, fields["in_reply_to"])
    if not fields["draft"]:
        storage.text(0x1035, fields["message_id"])
        if fields["headers"]:
            storage.text(0x007D, _transport_headers(fields))


def _sender(storage: _Storage, sender: Person) -> None:
    name, email = sender
    for name_tag, type_tag, address_tag in ((0x0C1A, 0x0C1E, 0x0C1F), (0x0042, 0x0064, 0x0065)):
        storage.text(name_tag, name)
        storage.text(type_tag, "SMTP")
        storage.text(address_tag, email)
    storage.text(0x5D01, email)
    storage.text(0x5D02, email)


def _times(storage: _Storage, sent: datetime, *, draft: bool) -> None:
    for tag in (0x3007, 0x3008):  # created, modified
        storage.time(tag, sent)
    if not draft:
        storage.time(0x0039, sent)
        storage.time(0x0E06, sent + timedelta(seconds=4))


def _transport_headers(fields: Mapping[str, Any]) -> str:
    sent: datetime = fields["sent"]
    name, email = fields["sender"]
    source = email.rpartition("@")[2]
    target = fields["to"][0][1].rpartition("@")[2] if fields["to"] else "mail.example"
    arrived = format_datetime(sent + timedelta(seconds=3))
    lines = [
        f"Received: from mail.{source} (192.0.2.10) by mx.{target} (198.51.100.7)",
        f"\twith Microsoft SMTP Server id 15.20.8511.26; {arrived}",
        f"Authentication-Results: spf=pass smtp.mailfrom={source}; dkim=pass",
        f"\theader.d={source}; dmarc=pass action=none header.from={source}",
        f"From: {_mailbox((name, email))}",
        f"To: {', '.join(map(_mailbox, fields['to']))}",
    ]
    if fields["cc"]:
        lines.append(f"Cc: {', '.join(map(_mailbox, fields['cc']))}")
    lines += [
        f"Subject: {_encoded(fields['subject'])}",
        f"Date: {format_datetime(sent)}",
        f"Message-ID: {fields['message_id']}",
    ]
    if fields["in_reply_to"]:
        lines.append(f"In-Reply-To: {fields['in_reply_to']}")
    lines += ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="_000_"']
    return "\r\n".join(lines) + "\r\n\r\n"


def _encoded(text: str) -> str:
    return Header(text, "us-ascii" if text.isascii() else "utf-8").encode(linesep="\r\n")


def _mailbox(person: Person) -> str:
    return formataddr(person, "utf-8")


def _no_named_properties(storage: _Storage) -> None:
    names = storage.child("__nameid_version1.0")
    for tag in ("0002", "0003", "0004"):
        names.stream(f"__substg1.0_{tag}0102", b"")


def _recipient(storage: _Storage, number: int, person: Person, kind: int) -> None:
    name, email = person
    storage.integer(0x3000, number)
    storage.integer(0x0C15, kind)
    storage.integer(0x0FFE, 6)
    storage.text(0x3001, name)
    storage.text(0x5FF6, name)
    storage.text(0x3002, "SMTP")
    storage.text(0x3003, email)
    storage.text(0x39FE, email)
    storage.close(bytes(8))


def _attachment(
    parent: _Storage, number: int, name: str, given: Mapping[int, Any] | None = None
) -> _Storage:
    storage = parent.child(f"__attach_version1.0_#{number:08X}")
    storage.give(given or {})
    storage.integer(0x0E21, number)
    storage.integer(0x370B, -1)  # no place in the text
    storage.text(0x3001, name)
    return storage


def _file(storage: _Storage, name: str, data: bytes) -> None:
    storage.integer(0x3705, _BY_VALUE)
    storage.text(0x3707, name)
    storage.text(0x3703, "." + name.rpartition(".")[2])
    storage.text(0x370E, mimetypes.guess_type(name)[0] or "application/octet-stream")
    storage.binary(0x3701, data)
    storage.close(bytes(8))


def _message(storage: _Storage, inner: Mapping[str, Any]) -> None:
    storage.integer(0x3705, _BY_EMBEDDING)
    storage.fixed(0x3701, _OBJECT, struct.pack("<II", 0xFFFFFFFF, 1))
    _write(storage.child(f"__substg1.0_3701{_OBJECT:04X}"), inner, top=False)
    storage.close(bytes(8))
