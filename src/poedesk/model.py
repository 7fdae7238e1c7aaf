"""The nouns of poedesk: frozen values that every layer shares. Imports nothing of ours.

Offsets (`start`, `end`) always count Unicode code points of one document's own normalised
text, `Document.text`. What could not be determined is None, never False.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

Day = date
"""A calendar day (`Claim` has a field named `date`)."""

Box = tuple[float, float, float, float]
"""left, bottom, right, top in PDF points (pictures: left, top, right, bottom in pixels)."""


# ── Vocabulary of values ────────────────────────────────────────────────────────────────


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    DOCX = "docx"
    MSG = "msg"
    EML = "eml"
    IMAGE = "image"
    ZIP = "zip"
    OTHER = "other"


class Outcome(StrEnum):
    """What a rule says of a claim."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"
    NOT_APPLICABLE = "not-applicable"
    NOT_CHECKED = "not-checked"


class Severity(StrEnum):
    """Whether a rule decides the verdict."""

    REQUIRED = "required"
    ADVISORY = "advisory"


class Verdict(StrEnum):
    """What a claim gets."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"


class Side(StrEnum):
    """For whom somebody signs or writes."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    UNKNOWN = "unknown"


class AckKind(StrEnum):
    """How somebody acknowledged."""

    INK = "ink"
    CRYPTO = "crypto"
    PROVIDER = "provider"
    TYPED = "typed"
    IMAGE = "image"
    EMPTY = "empty"
    EMAIL = "email"


class AckStatus(StrEnum):
    """Whether an acknowledgement can carry a claim (its age is another matter)."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REJECTED = "rejected"


class DateRole(StrEnum):
    """What a date is the date of."""

    SIGNATURE = "signature"
    ACKNOWLEDGEMENT = "acknowledgement"
    START = "start"
    END = "end"
    DOCUMENT = "document"
    TRANSACTION = "transaction"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Unit(StrEnum):
    """What a count counts."""

    USERS = "users"
    SEATS = "seats"
    LICENCES = "licences"
    DEVICES = "devices"
    MAILBOXES = "mailboxes"
    SERVERS = "servers"
    SITES = "sites"


class Activity(StrEnum):
    """What a sentence says was or will be done, or why."""

    DEPLOYMENT = "deployment"
    ADOPTION = "adoption"
    GUIDANCE = "guidance"
    SUPPORT = "support"
    PROMOTIONAL = "promotional"
    NEED = "need"
    BENEFIT = "benefit"
    TIMELINE = "timeline"
    LICENSING = "licensing"


class Stance(StrEnum):
    """What the own words of a mail do; UNCLEAR: somebody has to read them."""

    APPROVES = "approves"
    CONFIRMS = "confirms"
    REFUSES = "refuses"
    ASKS = "asks"
    LICENSING = "licensing"
    UNCLEAR = "unclear"
    NONE = "none"


# ── Places ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a document's text and the words that stand there.

    No field has a default: what cannot be pointed at cannot be claimed.
    """

    file: str
    part: str
    page: int | None
    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or len(self.quote) != self.end - self.start:
            raise ValueError(f"not a span: {self.start}..{self.end} with {self.quote!r}")


@dataclass(frozen=True, slots=True)
class Declared:
    """Evidence that is a stated value: a key of the claim file, or of a file's own metadata
    (`file` set), such as a certificate's subject or a mail's header.
    """

    key: str
    value: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, in words that name the cause and the remedy."""

    file: str
    cause: str


@dataclass(frozen=True, slots=True)
class Searched:
    """The files in which nothing was found."""

    files: tuple[str, ...]


Evidence = Span | Declared | Fault | Searched


@dataclass(frozen=True, slots=True)
class Quoted:
    """A value read out of a document and the words it was read from."""

    value: str
    span: Span


# ── A read file ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a mail body or a DOCX story: a named range of the document's text.

    `name` is "page 3", "body", "header", "footnotes", "comments", "form fields" …; `page`
    counts from 1 and is None where the format has no fixed pages. `certainty` is None for text
    that the file itself holds; for recognised text (a scan, a photo) it is the mean certainty of
    its words, 0 to 1. `scanned` is set where the file's own text was laid under the picture of a
    scan, by whatever program recognised it: as of recognised text, what shows may be more.
    """

    name: str
    page: int | None
    start: int
    end: int
    certainty: float | None = None
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A page or part that was not read, and why."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about the file itself that a reviewer should know.

    `kind`: "hidden-text" · "text-differs" (shown in another way than it is read) ·
    "tracked-change" · "macro" · "wrong-name" · "two-formats" · "wrong-sum" ·
    "damaged" · "locked" (opened with a password) · "struck-out" ·
    "placeholder" (an unfilled form field) · "bound-value" (a field shows something else than it
    stands for) · "not-compared" (words under a picture, that were not held against
    it) · "moving-date" (the day on which the file is opened) · "outside" (something outside the
    file is named, and was not followed) · "ignored" …
    """

    kind: str
    message: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PickedDay:
    """A date that was picked in a form: the day that the file keeps behind the words shown."""

    span: Span
    day: Day


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
    messages: tuple[Message, ...]
    bcc: tuple[Address, ...] = ()
    submitter: Address | None = None
    state: MailState = MailState.UNKNOWN
    delivered: datetime | None = None
    references: tuple[str, ...] = ()
    conversation: str = ""
    hops: tuple[Hop, ...] = ()
    oddities: tuple[str, ...] = ()
    asserted: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Words that a saved state took from a page or put there, in no order, the first dozen."""

    page: int
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A state in which a PDF was saved: its first `end` bytes are the file as it then was.

    `changes` are those of the page text against the state before.
    """

    end: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One read file. An unreadable one has `error` set and an empty text.

    `path` is relative to the claim; an attachment is "mail.msg/2/sow.pdf" and `inside` its
    container's path. `pages` is None for formats without fixed pages. `created` and
    `modified` are what the file's metadata says, unproven. `language` is the language of most
    of its text (ISO 639-1), None where there is too little text to tell; `review` sets it.
    """

    path: str
    inside: str | None
    sha256: str
    kind: FileKind
    text: str
    parts: tuple[Part, ...]
    pages: int | None
    error: Fault | None
    unread: tuple[Unread, ...]
    marks: tuple[Mark, ...]
    mail: Mail | None
    created: datetime | None
    modified: datetime | None
    language: str | None = None
    revisions: tuple[Revision, ...] = ()
    picked_days: tuple[PickedDay, ...] = ()

    def part_at(self, offset: int) -> Part:
        """The part that holds `offset`; raises LookupError where none does."""
        for part in self.parts:
            if part.start <= offset < part.end:
                return part
        raise LookupError(f"{self.path}: no part at {offset}")

    def span(self, start: int, end: int) -> Span:
        """The span `start`..`end`, cut to the part in which it starts."""
        part = self.part_at(start)
        end = min(end, part.end)
        return Span(self.path, part.name, part.page, start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file found inside another: read as a task of its own."""

    path: str
    inside: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that stands together on one line: a word group, a table cell's line.

    Coordinates are points with the origin at the top left of `page` and y growing downwards;
    formats without pages (DOCX, mail, plain text) are laid out on page 1 in the same manner:
    one row a line, table cells side by side.
    """

    page: int
    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Graphic:
    """Something drawn: "image" (a raster picture), "ink" (freehand strokes, vector or
    annotation) or "rule" (a horizontal line). Coordinates as in `Segment`.
    """

    kind: str
    page: int
    left: float
    top: float
    right: float
    bottom: float


class Purpose(StrEnum):
    """Why the picture of a page is looked at: to read words that are not there as text, or to
    compare what the page shows with what its text says.
    """

    READ = "read"
    COMPARE = "compare"


@dataclass(frozen=True, slots=True)
class Scan:
    """A request to recognise the words shown on a page, or in one area of it.

    `area` is left, top, right, bottom in the points of `Segment`, None for the whole page. Of
    many, those with the lowest `rank` are recognised first: a page with the words of a signature
    comes before one without.
    """

    page: int
    area: tuple[float, float, float, float] | None
    purpose: Purpose
    rank: int


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; coordinates as in `Segment`, `certainty` from 0 to 1."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    certainty: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """What text recognition saw for a `Scan`: lines of words in reading order.

    The words stand upright: turned clockwise by `turn` degrees about `middle` they are where the
    page shows them. `problem` says why nothing was recognised, and is empty otherwise.
    """

    scan: Scan
    lines: tuple[tuple[Word, ...], ...]
    turn: float = 0.0
    middle: tuple[float, float] = (0.0, 0.0)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A Microsoft Office signature line: a place for a digital signature, and whom it is for.

    `id` is the one by which the signature in `_xmlsignatures` names its line (`SetupID`, in
    capitals with braces). What the file does not say is empty.
    """

    id: str
    signer: str
    title: str
    email: str
    instructions: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An open file inside the worker; it never leaves it.

    `raw` holds the bytes of named inner parts where a later stage needs them (zip parts of a
    DOCX by part name; of a signed mail the exact bytes that were signed under "mime" and the
    signature under "cms"). `scans` are the places that only
    text recognition can read or check.
    """

    document: Document
    data: bytes
    segments: tuple[Segment, ...]
    graphics: tuple[Graphic, ...]
    enclosed: tuple[Enclosed, ...]
    raw: Mapping[str, bytes]
    scans: tuple[Scan, ...] = ()
    signature_lines: tuple[SignatureLine, ...] = ()


# ── Facts ───────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date as it stands: every reading of it, the likeliest first.

    Each reading is the first day it can mean (the day itself for precision "day"). More than
    one reading means that the document does not settle the order of day and month.
    """

    readings: tuple[date, ...]
    precision: Precision
    role: DateRole
    span: Span

    @property
    def value(self) -> date:
        """The likeliest reading."""
        return self.readings[0]

    @property
    def ambiguous(self) -> bool:
        """Whether the document leaves more than one reading open."""
        return len(self.readings) > 1


@dataclass(frozen=True, slots=True)
class PartyFact:
    """A company named in a role: a labelled field, a preamble, a letterhead, a domain."""

    role: Side
    name: str
    span: Span
    certainty: float


@dataclass(frozen=True, slots=True)
class WorkloadFact:
    """A workload named in the text.

    `alias` is the accepted name that matched; `weak` that the alias may mean something else
    too (IRM); `passing` why the mention shows no work ("licence list", "out of scope",
    "heading", "boilerplate"), None where it may.
    """

    id: str
    alias: str
    weak: bool
    passing: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class CountFact:
    """So many users, seats or devices, and the workloads they are about.

    `applies_to_all` is set where the words or the place (a form section or table that lists
    the workloads together) make the count hold for each of them; `licence_list` where the
    count stands only in a price or licence table.
    """

    value: int
    unit: Unit
    workloads: tuple[str, ...]
    applies_to_all: bool
    licence_list: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ActivityFact:
    """A sentence, list item or table row that says what was done, planned or needed."""

    activity: Activity
    workloads: tuple[str, ...]
    negated: bool
    span: Span


@dataclass(frozen=True, slots=True)
class DisclosureFact:
    """A passage that discloses payments, and the parts of the disclosure it holds.

    `elements` is a subset of {"partner", "fees", "microsoft", "products"}.
    """

    elements: frozenset[str]
    span: Span


@dataclass(frozen=True, slots=True)
class SectorCue:
    """Words or a domain that suggest a public-sector customer.

    `sector`: "government" · "healthcare" · "education"; `strong` where the cue alone
    suffices to ask (a public domain), not only together with others. `country` is the ISO
    code that the cue implies, or None.
    """

    sector: str
    strong: bool
    country: str | None
    span: Span


Fact = DateFact | PartyFact | WorkloadFact | CountFact | ActivityFact | DisclosureFact | SectorCue


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything extracted from one document."""

    dates: tuple[DateFact, ...] = ()
    parties: tuple[PartyFact, ...] = ()
    workloads: tuple[WorkloadFact, ...] = ()
    user_counts: tuple[CountFact, ...] = ()
    activities: tuple[ActivityFact, ...] = ()
    disclosures: tuple[DisclosureFact, ...] = ()
    sector_cues: tuple[SectorCue, ...] = ()

    @property
    def groups(self) -> tuple[tuple[Fact, ...], ...]:
        """All facts, kind by kind."""
        return (
            self.dates,
            self.parties,
            self.workloads,
            self.user_counts,
            self.activities,
            self.disclosures,
            self.sector_cues,
        )


# ── Acknowledgements ────────────────────────────────────────────────────────────────────


class Indication(StrEnum):
    """What the validation of a signature ends with, in the words of ETSI EN 319 102-1."""

    PASSED = "TOTAL-PASSED"
    FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"


class Holder(StrEnum):
    """Whom a certificate was issued to: somebody, an organisation (its e-seal), or a signing
    service that seals what others signed.
    """

    PERSON = "person"
    ORGANISATION = "organisation"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Technical:
    """What cryptography says of a signature. None: could not be determined.

    `modified` is what came after signing: "none" · "permitted" · "forbidden" · None.
    `trust_problem` names why no anchor was reached. `valid_then` tells whether the
    certificate was valid at the signing time; `time_trusted` whether that time comes from a
    time stamp. `problem` is set where the signature could not be judged at all. `signer`,
    `organisation` and `title` are the certificate's words for the person, or empty; the title
    may also be the role that the signer states under the signature. `changed` and `uncovered`
    say in words which parts of the file are not as signed, and which are not signed. `later`
    says what each later revision changed, `doubts` what stands in the file although the
    signature holds and a person has to look at, `weak` which algorithms are no longer safe.
    `reason` is the sub-indication of EN 319 102-1 ("HASH_FAILURE"), empty for a passed one.
    `addresses` are the mail addresses that the certificate of a signed mail was issued to.
    `service` is the signing service whose seal it is, empty for anybody else's signature.
    """

    field: str
    intact: bool | None
    covers_document: bool | None
    modified: str | None
    trusted: bool | None
    trust_problem: str | None
    self_signed: bool | None
    valid_then: bool | None
    revoked: bool | None
    time_trusted: bool
    subject: str
    issuer: str
    problem: str | None
    signer: str
    organisation: str
    title: str
    changed: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    holder: Holder = Holder.PERSON
    indication: Indication = Indication.INDETERMINATE
    reason: str = "GENERIC"
    addresses: tuple[str, ...] = ()
    service: str = ""


@dataclass(frozen=True, slots=True)
class MailAct:
    """What one message of a thread does, by its author's own words.

    `message` indexes `Mail.messages`; `words` is the sentence that shows the stance.
    `describes_work` tells whether the message itself or the thread quoted below it describes
    work of the partner.
    """

    message: int
    stance: Stance
    words: Span
    describes_work: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whom a signing service's certificate names.

    `role` is "signer", "copy", "approver", "viewer", "witness", "host", "sender" or empty;
    `date` and `moment` (aware) are when they signed or approved; `authentication` is how the
    service says it knew them. What the page does not tell is empty or None.
    """

    name: str
    email: str
    role: str
    date: DateFact | None
    moment: datetime | None
    authentication: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the printed words of a signing service tell of its envelope.

    `certified` says that its certificate page stands in the file; `void` why it binds nobody,
    or not these pages ("its status is voided"), or is empty; `doubts` what a person has to
    look at before it can count. `numbers` are its ids without hyphens, in capitals: the
    certificate's own, or without one those on the pages; `stamped` says that the pages carry
    the certificate's number. `status` is "completed", "interim", "voided", "declined",
    "expired", "corrected", the page's own word for another, or empty. `pages` is how many pages
    the certificate says were signed; `alone` that its file holds no other page.
    """

    certified: bool
    void: str
    service: str = ""
    numbers: frozenset[str] = frozenset()
    stamped: bool = False
    status: str = ""
    pages: int | None = None
    alone: bool = False
    recipients: tuple[Recipient, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One signature block, cryptographic signature, e-sign certificate or mail, as it stands.

    `side` is what the document itself says by heading or label; who is who in the claim is
    decided in `judge`. `labels` are the elements the block asks for, out of {"name",
    "signature", "title", "date", "organisation"} ("witness" marks a block that is none of the
    parties', "office-line" one that only a signature tied to it can fill); an element that is
    asked for and not filled is None. `moment` is the aware time of a certificate or a mail.
    `why` says in words why the kind is what it is ("the signature line is empty"). `envelope` is
    set where a signing service's own words stand in the file. `scanned` says that it stands in a
    picture, of which print was recognised: what was written there by hand is not known.
    """

    kind: AckKind
    file: str
    side: Side
    labels: frozenset[str]
    name: Quoted | None
    title: Quoted | None
    organisation: Quoted | None
    email: str | None
    date: DateFact | None
    moment: datetime | None
    technical: Technical | None
    mail: MailAct | None
    why: str
    evidence: tuple[Span | Declared, ...]
    envelope: Envelope | None = None
    scanned: bool = False

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("an acknowledgement without evidence")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an acknowledgement is not simply accepted: the rule it meets, in one sentence."""

    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """An acknowledgement judged against the claim."""

    acknowledgement: Acknowledgement
    status: AckStatus
    side: Side
    reasons: tuple[Reason, ...]

    @property
    def day(self) -> date | None:
        """Calendar day of the act in its own zone; None where unknown."""
        act = self.acknowledgement
        if act.moment is not None:
            return act.moment.date()
        return act.date.value if act.date is not None else None


@dataclass(frozen=True, slots=True)
class Examined:
    """All that one file says: the result of `review.examine`, which knows no claim.

    `scans` are the places that wait for text recognition, `recognised` what it saw already.
    """

    document: Document
    acknowledgements: tuple[Acknowledgement, ...]
    facts: Facts
    enclosed: tuple[Enclosed, ...]
    scans: tuple[Scan, ...] = ()
    recognised: tuple[Recognised, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """One file and all that it encloses at any depth, the container before its contents.

    `sizes` are the bytes of each of `files`; `boxes` as in `Review`.
    """

    files: tuple[Examined, ...]
    sizes: tuple[int, ...]
    boxes: Mapping[Span, tuple[Box, ...]]


# ── The claim and its review ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Company:
    """A partner or customer as declared; unknown fields are empty or None."""

    name: str = ""
    also_known_as: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    partner_id: str = ""
    enrolled: bool | None = None
    designations: tuple[str, ...] | None = None
    tenant_id: str = ""
    environment: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The declared name and trade names."""
        return (self.name, *self.also_known_as) if self.name else self.also_known_as


@dataclass(frozen=True, slots=True)
class Presales:
    """What a pre-sales claim declares of its transaction."""

    transaction_date: date | None = None
    upsell: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What a partner declares. `date` and `resubmitted` are always set by the loader.

    `files` are the evidence files: (path relative to the claim, where the bytes are).
    """

    id: str
    type: str
    purpose: str
    date: Day
    resubmitted: Day
    checklist: str | None
    workloads: tuple[str, ...]
    country: str | None
    sector: str | None
    files: tuple[tuple[str, Path], ...]
    usage: Path | None
    partner: Company
    customer: Company
    presales: Presales


@dataclass(frozen=True, slots=True)
class Rule:
    """One question of a checklist; `check` names the kind of check, `parameters` its words."""

    id: str
    title: str
    source: str
    severity: Severity
    category: str
    check: str
    parameters: Mapping[str, Any]
    remedy: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """A programme's rules for a term. `digest` is "sha256:…" over the rules as loaded.

    `remedies` holds what to do about particular causes, where the remedy of the rule is too
    general.
    """

    id: str
    title: str
    types: tuple[str, ...]
    term_from: date
    term_to: date
    open_ended: bool
    incomplete: bool
    rules: tuple[Rule, ...]
    digest: str
    remedies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one claim.

    A pass, fail or review needs evidence; a pass that rests on nothing cannot be made.
    `needs` lists the claim-file keys that a not-checked rule misses.
    """

    rule: str
    severity: Severity
    outcome: Outcome
    message: str
    evidence: tuple[Evidence, ...]
    category: str | None
    remedy: str | None
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.outcome in (Outcome.PASS, Outcome.FAIL, Outcome.REVIEW) and not self.evidence:
            raise ValueError(f"{self.rule}: {self.outcome} without evidence")


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    """A claimed workload and what the bundle shows of it."""

    workload: str
    named: bool
    activity: bool
    users: int | None
    dates: tuple[date, ...]
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What `judge` returns for one claim."""

    assessments: tuple[Assessment, ...]
    carrier: Assessment | None
    findings: tuple[Finding, ...]
    workload_table: tuple[WorkloadRow, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """A judged claim with all that the verdict rests on.

    `boxes` gives the place on the page of spans in PDFs. `acknowledged_on` is the day of the
    acknowledgement that carries the claim.
    """

    claim: Claim
    checklist: Checklist
    tool: str
    settings: str
    examined: tuple[Examined, ...]
    judgement: Judgement
    boxes: Mapping[Span, tuple[Box, ...]]

    @property
    def verdict(self) -> Verdict:
        """The heaviest outcome of a required rule decides; undeclared parties cap at review."""
        outcomes = {f.outcome for f in self.judgement.findings if f.severity is Severity.REQUIRED}
        if Outcome.FAIL in outcomes:
            return Verdict.FAIL
        if Outcome.REVIEW in outcomes or self.undeclared:
            return Verdict.REVIEW
        return Verdict.PASS

    @property
    def undeclared(self) -> tuple[str, ...]:
        """Keys of the claim file without which a claim is at best `review`."""
        claim = self.claim
        declared = {
            "partner.name": claim.partner.name,
            "customer.name": claim.customer.name,
            "workloads": claim.workloads,
        }
        return tuple(key for key, value in declared.items() if not value)

    @property
    def acknowledged_on(self) -> date | None:
        """Calendar day of the acknowledgement that carries the claim; None where none can."""
        carrier = self.judgement.carrier
        if carrier is None or carrier.status is AckStatus.REJECTED:
            return None
        return carrier.day

    @property
    def documents(self) -> tuple[Document, ...]:
        """The read files in order, containers before what they enclose."""
        return tuple(one.document for one in self.examined)


@dataclass(frozen=True, slots=True)
class RunError:
    """A claim of a run that could not be judged; the others go on.

    `kind`: "claim-file" · "duplicate-id" · "workload" · "internal".
    """

    claim: str | None
    path: str
    kind: str
    message: str


# ── Settings ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine a file, or a claim, may take: the one place of every limit.

    `README.md`, "Security model", says what each is for and where it is changed. Sizes are in
    bytes, times in seconds.
    """

    seconds: int = 60  # a file
    claim_seconds: int = 1800  # all files of a claim
    faults: int = 5  # files of one claim that may break their reader
    memory: int = 3 * 1024**3  # a worker's address space
    answer: int = 512 * 1024**2  # what a worker sends back of one file
    file_size: int = 100 * 1024**2
    unpacked: int = 400 * 1024**2  # all that one file, or the files of one claim, enclose
    ratio: int = 300  # unpacked to packed size of an archive
    text: int = 5_000_000  # characters of one file
    pages: int = 2000
    pixels: int = 100_000_000  # one picture
    depth: int = 8  # files inside files
    enclosed: int = 500  # files inside the files of one claim
    recognised_pages: int = 20  # of one file
    recognition_seconds: int = 120  # a page
    recognition_memory: int = 3 * 1024**3


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The word lists of `checklists/vocabulary/`, one TOML table by file stem.

    Equality and hash go by digest, so that compiled forms can be cached by it.
    """

    tables: Mapping[str, Mapping[str, Any]]

    @cached_property
    def digest(self) -> str:
        """Hex sha256 over the canonical JSON of all tables."""
        text = json.dumps(self.tables, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __getitem__(self, stem: str) -> Mapping[str, Any]:
        return self.tables[stem]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


@dataclass(frozen=True)
class Settings:
    """What is the same for every file of a run; loaded once, sent to each worker.

    `anchors` are trusted certificates and `revocation_lists` the user's own, in DER form.
    `recogniser` names the text recognition that is installed, with its version; empty where none
    is. `dkim_keys` are the names and records of mail domains' public keys.
    """

    version: str
    vocabulary: Vocabulary
    anchors: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    recogniser: str = ""
    dkim_keys: tuple[tuple[str, str], ...] = ()

    @cached_property
    def digest(self) -> str:
        """`sha256:…` over everything that can change what is read, and nothing secret."""
        stable = {
            "version": self.version,
            "vocabulary": self.vocabulary.digest,
            "recogniser": self.recogniser,
            "anchors": _digests(self.anchors),
            "revocation_lists": _digests(self.revocation_lists),
            "dkim_keys": sorted(self.dkim_keys),
            "limits": {name: getattr(self.limits, name) for name in Limits.__slots__},
        }
        return "sha256:" + hashlib.sha256(json.dumps(stable, sort_keys=True).encode()).hexdigest()


def _digests(values: Iterable[bytes]) -> list[str]:
    return sorted(hashlib.sha256(one).hexdigest() for one in values)
