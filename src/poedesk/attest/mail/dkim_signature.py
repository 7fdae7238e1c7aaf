"""DKIM: whether the domain of the sender signed the mail as it lies here (RFC 6376).

Only an .eml keeps the bytes that a server signed; the keys are those that the user gives, and no
name server is ever asked. Unlike in a server, a signature is not judged by today's clock: old
evidence stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from poedesk.attest.foreign import library
from poedesk.errors import UnreadableError
from poedesk.model import Declared, FileKind, Mail, Reading, Settings

_MOST = 5  # signatures of one mail that are looked at
_OF_ONE = (b"from", b"subject", b"date", b"to")  # headers that a mail has once
_HEADER = b"dkim-signature"


def declarations(reading: Reading, settings: Settings) -> tuple[Declared, ...]:
    """What each DKIM signature of an .eml is worth, one statement each; none where it has none."""
    document = reading.document
    mail = document.mail
    if document.kind is not FileKind.EML or mail is None or _HEADER not in reading.data.lower():
        return ()
    try:
        with library("its headers cannot be followed"):
            told = list(_told(reading.data, mail, dict(settings.dkim_keys)))
    except UnreadableError as error:
        told = [("DKIM", error.message)]
    return tuple(Declared(key, value, document.path) for key, value in told)


@dataclass(frozen=True, slots=True)
class _Signature:
    """One DKIM-Signature header: the open mail, the header as it stands, its tags."""

    signer: Any
    header: tuple[bytes, bytes]
    tags: Mapping[bytes, bytes]

    def tag(self, name: bytes) -> str:
        return self.tags.get(name, b"").decode("ascii", "replace").lower()

    @property
    def domain(self) -> str:
        return self.tag(b"d")

    @property
    def key_name(self) -> str:
        return f"{self.tag(b's')}._domainkey.{self.domain}"


def _told(data: bytes, mail: Mail, keys: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    import dkim

    signer = dkim.DKIM(_crlf(data))
    fields = [one for one in signer.headers if one[0].lower() == _HEADER]
    for header in fields[:_MOST]:
        try:
            with library("a signature that cannot be read"):
                one = _Signature(signer, header, dkim.util.parse_tag_value(header[1]))
        except UnreadableError as error:
            yield "DKIM", error.message
            continue
        yield f"DKIM of {one.domain or 'nobody'}", _verdict(one, mail, keys)


def _verdict(one: _Signature, mail: Mail, keys: Mapping[str, str]) -> str:
    key = keys.get(one.key_name)
    if key is None:
        return f"not checked: the key {one.key_name} was not given (--dkim-keys)"
    try:
        with library("it cannot be checked"):
            good = _verified(one, key)
    except UnreadableError as error:
        return f"does not hold: {error.message}"
    if not good:
        return "does not hold: the signed headers are not as they were signed"
    doubts = [*_unsigned(one), *_unaligned(one.domain, mail)]
    return f"holds, but {'; '.join(doubts)}" if doubts else "holds, and is of the sender's domain"


def _verified(one: _Signature, key: str) -> bool:
    """The library's check without the two tags that it would hold against the clock."""
    import dkim

    timeless = {name: value for name, value in one.tags.items() if name not in {b"t", b"x"}}
    dkim.validate_signature_fields(timeless)
    listed = [name.lower() for name in re.split(rb"\s*:\s*", one.tags[b"h"])]
    answer = key.encode()
    return bool(
        one.signer.verify_sig(dict(one.tags), listed, one.header, lambda _name, **_more: answer)
    )


def _unsigned(one: _Signature) -> Iterator[str]:
    """What a signature that holds leaves open: the end of the body, a header, a second one."""
    names = [name.lower() for name, _ in one.signer.headers]
    if b"l" in one.tags:
        yield "it covers only the beginning of the text (l=), anything may have been added"
    listed = re.split(rb"\s*:\s*", one.tags.get(b"h", b"").lower())
    for name in _OF_ONE:
        if name in names and listed.count(name) == 0:
            yield f"{name.decode().capitalize()} is not signed"
        elif names.count(name) > 1:
            yield f"{name.decode().capitalize()} stands there more than once"


def _unaligned(domain: str, mail: Mail) -> Iterator[str]:
    """The same domain, or one above or below it, as a mailbox server's."""
    sender = mail.sender.domain if mail.sender else ""
    near = sender == domain or sender.endswith(f".{domain}") or domain.endswith(f".{sender}")
    if not sender or not near or "." not in domain:
        yield f"it is not of the sender's domain {sender or '(unknown)'}"


def _crlf(data: bytes) -> bytes:
    return re.sub(rb"(?<!\r)\n", b"\r\n", data)
