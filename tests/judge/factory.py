"""Claims, documents, facts and acknowledgements as a test needs them, in one line each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from poedesk.judge import judge
from poedesk.judge.checklist import load
from poedesk.locations import checklists
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Activity,
    ActivityFact,
    Address,
    Checklist,
    Claim,
    Company,
    CountFact,
    DateFact,
    DateRole,
    Declared,
    DisclosureFact,
    Document,
    Examined,
    Fact,
    Facts,
    Fault,
    FileKind,
    Finding,
    Indication,
    Judgement,
    Mail,
    MailAct,
    Mark,
    Message,
    Part,
    PartyFact,
    Precision,
    Presales,
    Quoted,
    SectorCue,
    Side,
    Span,
    Stance,
    Technical,
    Unit,
    Unread,
    Vocabulary,
    WorkloadFact,
)
from poedesk.settings import load_vocabulary

CUSTOMER = Company(name="Contoso Manufacturing GmbH", domains=("contoso.example",))
PARTNER = Company(name="Northwind Cloud Services Ltd", domains=("northwindcloud.example",))
TEXT = (
    "Northwind Cloud Services Ltd deployed Microsoft Intune for 600 users of "
    "Contoso Manufacturing GmbH from 1 February 2025 on."
)


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@cache
def usage() -> Checklist:
    return load(checklists() / "cpor-usage-fy25.toml")


def claim(**changes: Any) -> Claim:
    made = Claim(
        id="CLM-1",
        type="usage",
        purpose="incentive",
        date=date(2025, 5, 12),
        resubmitted=date(2025, 5, 12),
        checklist=None,
        workloads=("intune",),
        country=None,
        sector=None,
        files=(),
        usage=None,
        partner=PARTNER,
        customer=CUSTOMER,
        presales=Presales(),
    )
    if "date" in changes:
        changes.setdefault("resubmitted", changes["date"])
    return replace(made, **changes)


def document(path: str = "sow.pdf", text: str = TEXT, **changes: Any) -> Document:
    suffix = path.rpartition(".")[2]
    kind = FileKind(suffix) if suffix in list(FileKind) else FileKind.OTHER
    paged = kind is FileKind.PDF
    parts = (Part("page 1" if paged else "body", 1 if paged else None, 0, len(text)),)
    made = Document(
        path=path,
        inside=None,
        sha256=path,
        kind=kind,
        text=text,
        parts=parts if text else (),
        pages=1 if paged else None,
        error=None,
        unread=(),
        marks=(),
        mail=None,
        created=None,
        modified=None,
    )
    return replace(made, **changes)


def closed(path: str, cause: str = "encrypted: file it without a password") -> Examined:
    kind = FileKind.PDF if path.endswith("pdf") else FileKind.OTHER
    return examined(document(path, "", kind=kind, error=Fault(path, cause)))


def unread_page(doc: Document) -> Document:
    return replace(doc, unread=(Unread("page 2", "a picture without text"),))


def marked(doc: Document, kind: str, *quotes: str) -> Document:
    return replace(doc, marks=(Mark(kind, "white text", tuple(at(doc, q) for q in quotes)),))


def at(doc: Document, quote: str) -> Span:
    """The place of the first occurrence of some words."""
    start = doc.text.index(quote)
    return doc.span(start, start + len(quote))


def examined(doc: Document, *things: Fact | Acknowledgement) -> Examined:
    def of(kind: type) -> tuple[Any, ...]:
        return tuple(one for one in things if isinstance(one, kind))

    facts = Facts(
        dates=of(DateFact),
        parties=of(PartyFact),
        workloads=of(WorkloadFact),
        user_counts=of(CountFact),
        activities=of(ActivityFact),
        disclosures=of(DisclosureFact),
        sector_cues=of(SectorCue),
    )
    return Examined(doc, of(Acknowledgement), facts, ())


# ── Facts ───────────────────────────────────────────────────────────────────────────────


def dated(
    doc: Document,
    quote: str,
    *readings: date,
    role: DateRole = DateRole.START,
    precision: Precision = Precision.DAY,
) -> DateFact:
    return DateFact(readings, precision, role, at(doc, quote))


def workload(
    doc: Document,
    quote: str = "Microsoft Intune",
    name: str = "intune",
    *,
    weak: bool = False,
    passing: str | None = None,
) -> WorkloadFact:
    return WorkloadFact(name, quote, weak, passing, at(doc, quote))


def activity(
    doc: Document,
    quote: str = "deployed Microsoft Intune",
    *workloads: str,
    kind: Activity = Activity.DEPLOYMENT,
    negated: bool = False,
) -> ActivityFact:
    return ActivityFact(kind, workloads or ("intune",), negated, at(doc, quote))


def count(doc: Document, quote: str = "600 users", *workloads: str, **changes: Any) -> CountFact:
    made = CountFact(600, Unit.USERS, workloads or ("intune",), False, False, at(doc, quote))
    return replace(made, **changes)


def party(doc: Document, role: Side, name: str, certainty: float = 0.9) -> PartyFact:
    return PartyFact(role, name, at(doc, name), certainty)


def all_facts(doc: Document) -> tuple[Fact, ...]:
    """What a good document over `TEXT` says."""
    start = dated(doc, "1 February 2025", date(2025, 2, 1))
    return (workload(doc), activity(doc), count(doc), start)


# ── Acknowledgements ────────────────────────────────────────────────────────────────────

INTACT = Technical(
    field="Signature1",
    intact=True,
    covers_document=True,
    modified="none",
    trusted=True,
    self_signed=False,
    valid_then=True,
    subject="CN=Jo Ortiz",
    issuer="CN=Example Root",
    signer="Jo Ortiz",
    indication=Indication.PASSED,
    reason="",
)


def quoted(value: str, file: str = "sow.pdf") -> Quoted:
    return Quoted(value, Span(file, "page 1", 1, 0, len(value), value))


def act(
    kind: AckKind = AckKind.CRYPTO,
    day: date | None = date(2025, 3, 12),
    file: str = "sow.pdf",
    **changes: Any,
) -> Acknowledgement:
    """A complete customer's signature; `changes` take things away."""
    made = Acknowledgement(
        kind=kind,
        file=file,
        side=Side.CUSTOMER,
        labels=frozenset({"name", "signature", "title", "date"}),
        name=quoted("Jo Ortiz", file),
        title=quoted("Head of IT", file),
        date=DateFact((day,), Precision.DAY, DateRole.SIGNATURE, quoted(str(day), file).span)
        if day
        else None,
        technical=INTACT if kind is AckKind.CRYPTO else None,
        why="as the test says",
        evidence=(Declared("signature", "Signature1", file),),
    )
    return replace(made, **changes)


def signed(*acts: Acknowledgement, path: str = "sow.pdf", text: str = TEXT) -> Examined:
    """A good document with the given signatures."""
    doc = document(path, text)
    return examined(doc, *all_facts(doc), *acts)


ORTIZ = Address("Jo Ortiz", "jo.ortiz@contoso.example")
LEE = Address("Sam Lee", "sam.lee@northwindcloud.example")
APPROVAL = "I approve the work described below."


def mail(
    path: str = "mail.msg",
    *,
    sender: Address = ORTIZ,
    to: Address = LEE,
    sent: datetime | None = None,
    stance: Stance = Stance.APPROVES,
    describes: bool = True,
    depth: int = 0,
    outer: Address | None = None,
    forwarded: bool | None = None,
    headers: bool = True,
    draft: bool = False,
    inside: str | None = None,
    facts: bool = True,
    words: str = APPROVAL,
    below_sent: datetime | None = None,
) -> Examined:
    """A mail whose words approve; at `depth` 1 they are quoted below the mail of `outer`."""
    sent = sent or datetime.fromisoformat("2025-05-05T10:00:00+02:00")
    text = f"{words}\n{TEXT}"
    end = len(words)
    made = Message(depth, sender, (to,), sent, "Intune", 0, end, None, None)
    below = Message(1, LEE, (ORTIZ,), below_sent, "Intune", end + 1, len(text), None, forwarded)
    over = outer or sender
    head = Mail(
        subject="Intune",
        sender=over,
        to=(to,),
        cc=(),
        submitted=sent,
        original_headers=headers,
        draft=draft,
        message_class="IPM.Note",
        message_id="<1@contoso.example>",
        in_reply_to="",
        messages=(made, below),
    )
    doc = document(path, text, mail=head, inside=inside)
    place = at(doc, words)
    one = act(
        AckKind.EMAIL,
        None,
        path,
        side=Side.UNKNOWN,
        labels=frozenset(),
        name=None,
        title=None,
        email=sender.email,
        moment=sent,
        mail=MailAct(0, stance, place, describes),
        evidence=(place,),
    )
    return examined(doc, *(all_facts(doc) if facts else ()), one)


# ── Judging ─────────────────────────────────────────────────────────────────────────────


def judged(*files: Examined, about: Claim | None = None) -> Judgement:
    return judge(about or claim(), files, usage(), vocabulary())


def finding(rule: str, *files: Examined, about: Claim | None = None) -> Finding:
    """What one rule says of a claim with these files."""
    return next(one for one in judged(*files, about=about).findings if one.rule == rule)


def outcome(rule: str, *files: Examined, about: Claim | None = None) -> str:
    return finding(rule, *files, about=about).outcome.value


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
