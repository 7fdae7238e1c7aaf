"""Who sent an Outlook message and to whom.

Inside an organisation Outlook knows people by an internal name of the server (X.500), not by
an address. The address stands in another property, or in the transport headers, or nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poedesk.model import Address
from poedesk.read.mail.msg_properties import Storage
from poedesk.read.mail.people import people
from poedesk.read.mail.transport import Headers

_TO, _CC, _BCC = 1, 2, 3
_LINES = {_TO: "To", _CC: "Cc", _BCC: "Bcc"}
_SHOWN_LINES = {_TO: 0x0E04, _CC: 0x0E03, _BCC: 0x0E02}
_KIND, _NAME, _ADDRESS_TYPE, _ADDRESS, _SMTP = 0x0C15, 0x3001, 0x3002, 0x3003, 0x39FE
_ON_BEHALF = (0x0042, (0x5D02, 0x0065))  # name, addresses: who the mail is from
_BY = (0x0C1A, (0x5D01, 0x0C1F))  # who sent it


@dataclass(frozen=True, slots=True)
class People:
    """The people of a message. `submitter` sent it on behalf of `sender`, else None; `internal`
    are those whose address is only known by the server's internal name: who, and that name.
    """

    sender: Address | None
    submitter: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    internal: tuple[tuple[str, str], ...]


def named(message: Storage, headers: Headers) -> People:
    """The people as the properties name them, with what the headers add."""
    known = _known(headers)
    represented, by = _own(message, *_ON_BEHALF), _own(message, *_BY)
    if represented and by and not represented.name and _is_same(by, represented):
        represented = by  # the same person, and only there by name
    sender = _sender(represented or by, headers)
    submitter = by if by and represented and not _is_same(by, represented) else None
    lists = {kind: _recipients(message, headers, kind, known) for kind in _LINES}
    return People(
        sender,
        submitter,
        lists[_TO],
        lists[_CC],
        lists[_BCC],
        tuple(_internal(message, sender, known)),
    )


def in_properties(message: Storage) -> Address | None:
    """Who the message is from by its properties alone."""
    return _own(message, *_ON_BEHALF) or _own(message, *_BY)


def _own(message: Storage, name_tag: int, addresses: tuple[int, ...]) -> Address | None:
    email = next((one for one in map(message.text, addresses) if "@" in one), "")
    name = message.text(name_tag).strip("'\" ")
    return _address(name, email) if name or email else None


def _address(name: str, email: str) -> Address:
    return Address("" if name.lower() == email.lower() else name, email)


def _sender(own: Address | None, headers: Headers) -> Address | None:
    """As the transport headers say; else the properties."""
    written = headers.person("From")
    if written is None or not written.email:
        return own
    if not written.name and own is not None and own.email.lower() == written.email.lower():
        return own
    return written


def _is_same(one: Address, other: Address) -> bool:
    if one.email and other.email:
        return one.email.lower() == other.email.lower()
    return one.name == other.name


def _known(headers: Headers) -> dict[str, str]:
    """Addresses by name, as the transport headers write them."""
    names = ("From", "To", "Cc", "Bcc", "Sender", "Reply-To")
    found = (one for name in names for one in headers.people(name))
    return {one.name.casefold(): one.email for one in found if one.name}


def _recipients(
    message: Storage, headers: Headers, kind: int, known: dict[str, str]
) -> tuple[Address, ...]:
    mine = (one for one in message.recipients() if (one.number(_KIND) or _TO) & 0xF == kind)
    found = [_recipient(one, known) for one in mine]
    listed = tuple(dict.fromkeys(one for one in found if one.name or one.email))
    return listed or headers.people(_LINES[kind]) or people(message.text(_SHOWN_LINES[kind]))


def _recipient(one: Storage, known: dict[str, str]) -> Address:
    written = (one.text(tag).strip("'\" ") for tag in (_SMTP, _ADDRESS))
    email = next((each for each in written if "@" in each), "")
    name = one.text(_NAME).strip("'\" ")
    return _address(name, email or known.get(name.casefold(), ""))


def _internal(
    message: Storage, sender: Address | None, known: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Who has only an internal name."""
    if sender is not None and not sender.email:
        yield sender.name, message.text(0x0065) or message.text(0x0C1F)
    for one in message.recipients():
        address = _recipient(one, known)
        if not address.email and one.text(_ADDRESS_TYPE).upper() == "EX":
            yield address.name, one.text(_ADDRESS)
