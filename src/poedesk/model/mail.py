"""What a mail says of itself, and the thread in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """A person in a mail: display name and SMTP address; either may be empty."""

    name: str
    email: str

    @property
    def domain(self) -> str:
        """The part after the @ in lower case, or the empty string."""
        return self.email.rpartition("@")[2].lower() if "@" in self.email else ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a mail thread: the mail itself (`depth` 0) or one quoted below it.

    `start`..`end` is that message's own text, without what it quotes; `head` the range of its
    quoted header block (None for depth 0). `forwarded` says that the block is introduced as a
    forwarded message, not as an answered one; None where the words do not tell. `day` is the
    calendar day as it is written, which is known more often than the moment (`sent`): many
    programs quote a date without its zone.
    """

    depth: int
    sender: Address | None
    to: tuple[Address, ...]
    sent: datetime | None
    subject: str
    start: int
    end: int
    head: tuple[int, int] | None
    forwarded: bool | None
    day: date | None = None


class MailState(StrEnum):
    """What became of a mail, by what its file says; UNKNOWN where it does not say."""

    RECEIVED = "received"
    SENT = "sent"
    DRAFT = "draft"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hop:
    """One station on a mail's way (a Received line): who took it, from whom, and when."""

    taken_by: str
    taken_from: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail file says of itself.

    `submitted` is aware, in the sender's own zone. `original_headers` tells whether the file
    still holds its transport headers; a library's invention does not count. `submitter` is who
    sent it on behalf of `sender`, None where the sender did it. `hops` run from the sender to
    the receiver. `conversation` is the hex of Outlook's conversation index. `oddities` say in
    words where the transport headers do not fit what else the file says. `asserted` is what the
    receiver's server says to have found of the sender ("dkim=pass dmarc=pass"): nobody's proof.
    """

    subject: str
    sender: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    submitted: datetime | None
    original_headers: bool
    draft: bool
    message_class: str
    message_id: str
    in_reply_to: str
    messages: tuple[Message, ...] = ()
    bcc: tuple[Address, ...] = ()
    submitter: Address | None = None
    state: MailState = MailState.UNKNOWN
    delivered: datetime | None = None
    references: tuple[str, ...] = ()
    conversation: str = ""
    hops: tuple[Hop, ...] = ()
    oddities: tuple[str, ...] = ()
    asserted: str = ""
