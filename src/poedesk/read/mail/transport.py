"""The transport headers of a mail: what the servers on its way wrote, and whether it fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from itertools import pairwise

from poedesk.model import Address, Hop
from poedesk.read.mail import mime
from poedesk.read.mail.people import people
from poedesk.read.text import normalise

_ID = re.compile(r"<[^<>\s]{1,400}>")
_BY = re.compile(r"\bby\s+([^\s;()]{1,255})", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+([^\s;()]{1,255})", re.IGNORECASE)
_RESULTS = "authentication-results"
_RESULT = re.compile(r"\b(spf|dkim|dmarc|arc|compauth)\s?=\s?([a-z]{1,20})")
_LONGEST_RESULTS = 5000
_MOST_HOPS = 50
_CLOCKS_DIFFER = timedelta(hours=1)
_LATE = timedelta(days=2)
_WAITED = timedelta(days=30)  # in an outbox or a queue; programs give up sooner


@dataclass(frozen=True, slots=True)
class Headers:
    """The transport headers, parsed. `are_original` says that a server's own line is among
    them, which no mail program writes of itself.
    """

    message: EmailMessage
    hops: tuple[Hop, ...]

    @property
    def are_original(self) -> bool:
        """Whether a server wrote a line."""
        return bool(self.hops)

    def value(self, name: str) -> str:
        """The first header of a name, decoded, on one line; empty where there is none."""
        return mime.value(self.message, name)

    def people(self, name: str) -> tuple[Address, ...]:
        """The persons in a header, by the grammar of addresses: an address in somebody's name or
        in a remark is not theirs. Where that finds none, as the line reads.
        """
        try:
            header = self.message[name]
            faulty = bool(getattr(header, "defects", ()))
            parsed = () if faulty else getattr(header, "addresses", ())
            found = [
                (mime.mended(one.display_name).strip("'\" "), mime.mended(one.addr_spec))
                for one in parsed
            ]
        except (ValueError, LookupError, TypeError, AttributeError):
            found = []
        named = [
            Address("" if who == email else who, email) for who, email in found if "@" in email
        ]
        return tuple(dict.fromkeys(named)) or people(self._as_written(name))

    def _as_written(self, name: str) -> str:
        """A header with nothing left out that the grammar of addresses has no place for."""
        items = self.message.raw_items()
        raw = next((str(raw) for key, raw in items if key.lower() == name.lower()), "")
        try:
            return " ".join(mime.mended(str(make_header(decode_header(raw)))).split())
        except (ValueError, LookupError, TypeError, HeaderParseError):
            return self.value(name)

    def person(self, name: str) -> Address | None:
        """The first person in a header; None where it names nobody."""
        return next(iter(self.people(name)), None)

    @property
    def asserted(self) -> str:
        """What the receiver's server says to have found of the sender: "spf=pass dmarc=pass".

        Only the topmost Authentication-Results counts, and only above a server's line: what
        stands below all of them, the sender may have written.
        """
        names = [(name.lower(), str(raw)) for name, raw in self.message.raw_items()]
        at = next((n for n, (name, _) in enumerate(names) if name == _RESULTS), None)
        if at is None or all(name != "received" for name, _ in names[at:]):
            return ""
        found = _RESULT.findall(names[at][1][:_LONGEST_RESULTS].lower())
        return " ".join(dict.fromkeys(f"{method}={result}" for method, result in found))

    @property
    def ids(self) -> tuple[str, ...]:
        """The messages that this one refers to."""
        return tuple(dict.fromkeys(_ID.findall(self.value("References"))))


def headers(text: str) -> Headers:
    """The headers in a block of text, as Outlook keeps it."""
    bare = re.sub(r"\A\s*Microsoft Mail Internet Headers[^\n]*\n", "", text.lstrip())
    return of(message_from_string(bare, _class=EmailMessage, policy=policy.default))


def of(message: EmailMessage) -> Headers:
    """The headers of a message."""
    return Headers(message, tuple(_hops(message)))


def _hops(message: EmailMessage) -> Iterator[Hop]:
    lines = [str(raw) for name, raw in message.raw_items() if name.lower() == "received"]
    for line in reversed(lines[:_MOST_HOPS]):
        way, _, date = " ".join(line.split()).rpartition(";")
        by, source = _BY.search(way or date), _FROM.search(way or date)
        yield Hop(by.group(1) if by else "", source.group(1) if source else "", moment(date))


def moment(value: str) -> datetime | None:
    """The aware time of a Date header in its own zone; None where it is none.

    "-0000" says that the zone is not known (RFC 5322): the time is then UTC.
    """
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Properties:
    """What a message says of itself beside its headers; a mail file has nothing but headers."""

    subject: str = ""
    sender: Address | None = None
    submitted: datetime | None = None
    message_id: str = ""


def oddities(found: Headers, properties: Properties) -> tuple[str, ...]:
    """Where the headers do not fit one another or the properties of the message, in words."""
    return (*_beside(found, properties), *_under_way(found))


def _beside(found: Headers, properties: Properties) -> Iterator[str]:
    if len(found.message.get_all("From", [])) > 1:
        yield "its headers name the sender twice"
    own_id = found.value("Message-ID")
    if own_id and properties.message_id and own_id != properties.message_id:
        yield f"its headers name it {own_id}, its properties {properties.message_id}"
    written, sender = found.person("From"), properties.sender
    if _differ(written, sender):
        yield f"its headers and its properties name other senders: {_named(written, sender)}"
    titled = found.value("Subject")
    if titled and properties.subject and _words(titled) != _words(properties.subject):
        yield f"its headers call it “{titled}”, its properties “{properties.subject}”"
    dated, submitted = moment(found.value("Date")), properties.submitted
    if dated and submitted and abs(dated - submitted) > _LATE:
        yield f"its headers date it {dated:%Y-%m-%d}, its properties {submitted:%Y-%m-%d}"


def _under_way(found: Headers) -> Iterator[str]:
    dated = moment(found.value("Date"))
    times = [hop.at for hop in found.hops if hop.at]
    if any(later < earlier - _CLOCKS_DIFFER for earlier, later in pairwise(times)):
        yield "the servers on its way took it in another order than their times say"
    if dated and times and times[0] < dated - _LATE:
        yield f"a server took it on {times[0]:%Y-%m-%d}, before its date {dated:%Y-%m-%d}"
    if dated and times and times[0] > dated + _WAITED:
        yield f"no server took it before {times[0]:%Y-%m-%d}, long after its date {dated:%Y-%m-%d}"


def _differ(one: Address | None, other: Address | None) -> bool:
    if one is None or other is None or not one.email or not other.email:
        return False
    return one.email.lower() != other.email.lower()


def _named(*people: Address | None) -> str:
    return ", ".join(one.email for one in people if one)


def _words(subject: str) -> str:
    """A subject without what folding and encoding change."""
    return "".join(normalise(subject)[0].split()).casefold()
