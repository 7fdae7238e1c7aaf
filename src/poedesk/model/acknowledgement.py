"""Who acknowledged the work, how, and what cryptography says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from poedesk.model.facts import DateFact
from poedesk.model.places import Declared, Quoted, Span, View
from poedesk.model.values import AckKind, Side, Stance


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


@dataclass(frozen=True, slots=True, kw_only=True)
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
    intact: bool | None = None
    covers_document: bool | None = None
    modified: str | None = None
    trusted: bool | None = None
    trust_problem: str | None = None
    self_signed: bool | None = None
    valid_then: bool | None = None
    revoked: bool | None = None
    time_trusted: bool = False
    subject: str = ""
    issuer: str = ""
    problem: str | None = None
    signer: str = ""
    organisation: str = ""
    title: str = ""
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
class Handwriting:
    """Strokes at a signature line: how surely (0 to 1) a hand wrote them, and what shows them
    (None where the format has no pages). `pasted` ones stand in a picture of their own, which
    anybody can place on a page.
    """

    certainty: float
    view: View | None
    pasted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """One signature block, cryptographic signature, e-sign certificate or mail, as it stands.

    `side` is what the document itself says by heading or label; who is who in the claim is
    decided in `judge`. `labels` are the elements the block asks for, out of {"name",
    "signature", "title", "date", "organisation"} ("witness" marks a block that is none of the
    parties', "office-line" one that only a signature tied to it can fill); an element that is
    asked for and not filled is None. `moment` is the aware time of a certificate or a mail.
    `why` says in words why the kind is what it is ("the signature line is empty"). `envelope` is
    set where a signing service's own words stand in the file. `scanned` says that it stands in a
    picture, of which print was recognised; `unknown` are then the elements that may be written
    there by hand. `handwriting` is what stands at the line of a block, where a pen wrote it or may
    have.
    """

    kind: AckKind
    file: str
    why: str
    evidence: tuple[Span | Declared, ...]
    side: Side = Side.UNKNOWN
    labels: frozenset[str] = frozenset()
    name: Quoted | None = None
    title: Quoted | None = None
    organisation: Quoted | None = None
    email: str | None = None
    date: DateFact | None = None
    moment: datetime | None = None
    technical: Technical | None = None
    mail: MailAct | None = None
    envelope: Envelope | None = None
    scanned: bool = False
    unknown: frozenset[str] = frozenset()
    handwriting: Handwriting | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("an acknowledgement without evidence")
