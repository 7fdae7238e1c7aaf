"""What a claim would be with facts that it lacks: edits of the claim and its files.

The missing facts are written into one more paper, as a customer's mail or an annex would say them;
nothing of it is ever shown or stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from poedesk.model import (
    AckKind,
    Acknowledgement,
    Activity,
    ActivityFact,
    Address,
    Claim,
    Company,
    CountFact,
    DateFact,
    DateRole,
    DisclosureFact,
    Document,
    Examined,
    Facts,
    FileKind,
    Handwriting,
    Indication,
    Mail,
    MailAct,
    MailState,
    Message,
    Part,
    PartyFact,
    Precision,
    Quoted,
    Side,
    Span,
    Stance,
    Unit,
    WorkloadFact,
)

_PATH = "the customer's e-mail.msg"
_APPROVAL = "I confirm that the work described here was done as agreed, and approve it."
_DISCLOSED = (
    "I acknowledge the disclosure that {partner} may receive fees or other compensation from "
    "Microsoft in connection with these products."
)
_USERS = 1_000_000
"""Enough for any minimum: how many users there are is for the claim's files to say."""
_UNSIGNED = (AckKind.EMPTY, AckKind.TYPED, AckKind.IMAGE)
_SPECIFICS = ("conditional access", "240 devices", "pilot group")


_Fact = Callable[[Span], object]


@dataclass(slots=True)
class Paper:
    """Text that grows line by line, and the facts that stand in it."""

    lines: list[str] = field(default_factory=list)
    facts: list[tuple[int, int, _Fact]] = field(default_factory=list)
    approves: bool = False

    def say(self, words: str, *facts: _Fact) -> None:
        """A line, and what it says."""
        start = sum(len(one) + 1 for one in self.lines)
        self.lines.append(words)
        self.facts += [(start, start + len(words), fact) for fact in facts]


@dataclass(frozen=True, slots=True)
class World:
    """A claim with its files, as they are or as they might be; `paper` is what would be added."""

    claim: Claim
    files: tuple[Examined, ...]
    paper: Paper

    def examined(self) -> tuple[Examined, ...]:
        """The files, with the added paper where anything stands in it."""
        added = self.paper.lines or self.paper.approves
        return (*self.files, _read(self.paper, self.claim)) if added else self.files


def named(world: World) -> World:
    """Both companies are named in the text."""
    for side, company in (
        (Side.PARTNER, world.claim.partner),
        (Side.CUSTOMER, world.claim.customer),
    ):
        if company.name:
            world.paper.say(company.name, partial(PartyFact, side, company.name, certainty=1.0))
    return world


def described(workload: str, called: str) -> Callable[[World], World]:
    """Deployment of a workload by the partner is described."""

    def edit(world: World) -> World:
        world.paper.say(
            f"{world.claim.partner.name} deployed {called}.",
            partial(WorkloadFact, workload, called, False, None),  # noqa: FBT003
            _deployment((workload,)),
        )
        return world

    return edit


def counted(workload: str, called: str) -> Callable[[World], World]:
    """So many users of a workload are reached by the work."""

    def edit(world: World) -> World:
        count = partial(CountFact, _USERS, Unit.USERS, (workload,), False, False)  # noqa: FBT003
        world.paper.say(f"{called}: {_USERS} users", count)
        return world

    return edit


def dated(world: World) -> World:
    """The engagement has a beginning and an end."""
    last = world.claim.date - timedelta(days=14)
    for role, day in ((DateRole.START, last - timedelta(days=60)), (DateRole.END, last)):
        world.paper.say(day.isoformat(), partial(DateFact, (day,), Precision.DAY, role))
    return world


def detailed(world: World) -> World:
    """The work is told with settings, systems and figures."""
    told = ", ".join(_SPECIFICS)
    for number in range(3):
        words = f"Part {number + 1} of the work: {told} for the customer's own sites."
        world.paper.say(words, _deployment(world.claim.workloads, _SPECIFICS))
    return world


def needed(world: World) -> World:
    """The customer's need and the benefit of the work."""
    for kind, words in (
        (Activity.NEED, "The customer's laptops were lost without a trace."),
        (Activity.BENEFIT, "Since then lost laptops are wiped within an hour."),
    ):
        fact = partial(ActivityFact, kind, world.claim.workloads, False)  # noqa: FBT003
        world.paper.say(words, fact)
    return world


def _deployment(workloads: tuple[str, ...], specifics: tuple[str, ...] = ()) -> _Fact:
    return partial(
        ActivityFact,
        Activity.DEPLOYMENT,
        workloads,
        False,  # noqa: FBT003
        doer=Side.PARTNER,
        planned=False,
        specifics=specifics,
    )


def disclosed(world: World) -> World:
    """The partner's pay by Microsoft is disclosed, and the customer says so."""
    words = _DISCLOSED.format(partner=world.claim.partner.name)
    elements = frozenset({"partner", "fees", "microsoft", "products"})
    world.paper.say(words, partial(DisclosureFact, elements))
    return world


def approved(world: World) -> World:
    """The customer confirms the work in an original mail to the partner, the day before."""
    world.paper.approves = True
    claim = world.claim
    partner = _with_domain(claim.partner, "the-partner.invalid")
    customer = _with_domain(claim.customer, "the-customer.invalid")
    return replace(world, claim=replace(claim, partner=partner, customer=customer))


def _with_domain(company: Company, domain: str) -> Company:
    return company if company.domains else replace(company, domains=(domain,))


def completed(act: Acknowledgement) -> Callable[[World], World]:
    """A signature block gets the elements that it lacks, and a hand where the line is empty."""

    def edit(world: World) -> World:
        files = tuple(
            replace(
                one,
                acknowledgements=tuple(
                    _complete(each, world.claim, lacks(act)) if _same(each, act) else each
                    for each in one.acknowledgements
                ),
            )
            for one in world.files
        )
        return replace(world, files=files)

    return edit


def readable(path: str) -> Callable[[World], World]:
    """A file that could not be read, whole or in part, says nothing against the others."""

    def edit(world: World) -> World:
        kept = (one for one in world.files if one.document.path != path or not one.document.error)
        files = tuple(
            replace(one, document=replace(one.document, unread=()))
            if one.document.path == path
            else one
            for one in kept
        )
        return replace(world, files=files)

    return edit


def unaltered(path: str) -> Callable[[World], World]:
    """A file is as it was signed: nothing was changed, hidden or added in it."""

    def edit(world: World) -> World:
        files = tuple(_as_signed(one) if one.document.path == path else one for one in world.files)
        return replace(world, files=files)

    return edit


def _as_signed(one: Examined) -> Examined:
    acts = tuple(
        replace(
            act,
            technical=act.technical
            and replace(
                act.technical, intact=True, covers_document=True, modified="none", changed=(),
                uncovered=(), later=(), doubts=(), problem=None, indication=Indication.PASSED,
                reason="",
            ),
        )
        for act in one.acknowledgements
    )  # fmt: skip
    return replace(one, document=replace(one.document, marks=()), acknowledgements=acts)


def without_workload(workload: str) -> Callable[[World], World]:
    """A workload is not claimed."""

    def edit(world: World) -> World:
        rest = tuple(one for one in world.claim.workloads if one != workload)
        return replace(world, claim=replace(world.claim, workloads=rest))

    return edit


# ── The paper ───────────────────────────────────────────────────────────────────────────


def _read(paper: Paper, claim: Claim) -> Examined:
    lines = [_APPROVAL, *paper.lines] if paper.approves else paper.lines
    text = "\n".join(lines) + "\n"
    shift = len(_APPROVAL) + 1 if paper.approves else 0
    document = Document(
        path=_PATH, inside=None, sha256="", kind=FileKind.MSG if paper.approves else FileKind.DOCX,
        text=text, parts=(Part("body", None, 0, len(text)),), pages=None, error=None, unread=(),
        marks=(), mail=_mail(claim, text) if paper.approves else None, created=None, modified=None,
    )  # fmt: skip
    found = [fact(document.span(start + shift, end + shift)) for start, end, fact in paper.facts]
    acts = (_approval(document, claim),) if paper.approves else ()
    return Examined(document, acts, _facts(found), ())


def _facts(found: Sequence[object]) -> Facts:
    def of(kind: type) -> tuple[object, ...]:
        return tuple(one for one in found if isinstance(one, kind))

    return Facts(
        dates=of(DateFact),  # type: ignore[arg-type]
        parties=of(PartyFact),  # type: ignore[arg-type]
        workloads=of(WorkloadFact),  # type: ignore[arg-type]
        user_counts=of(CountFact),  # type: ignore[arg-type]
        activities=of(ActivityFact),  # type: ignore[arg-type]
        disclosures=of(DisclosureFact),  # type: ignore[arg-type]
    )


def _moment(claim: Claim) -> datetime:
    return datetime.combine(claim.date - timedelta(days=1), time(10), UTC)


def _people(claim: Claim) -> tuple[Address, Address]:
    customer, partner = claim.customer.domains[0], claim.partner.domains[0]
    return Address("", f"somebody@{customer}"), Address("", f"somebody@{partner}")


def _mail(claim: Claim, text: str) -> Mail:
    sender, to = _people(claim)
    at = _moment(claim)
    message = Message(0, sender, (to,), at, "", 0, len(text), None, None)
    return Mail(
        subject="", sender=sender, to=(to,), cc=(), submitted=at, original_headers=True,
        draft=False, message_class="IPM.Note", message_id="<1@the-customer.invalid>",
        in_reply_to="", messages=(message,), state=MailState.RECEIVED,
    )  # fmt: skip


def _approval(document: Document, claim: Claim) -> Acknowledgement:
    words = document.span(0, len(_APPROVAL))
    sender, _ = _people(claim)
    return Acknowledgement(
        kind=AckKind.EMAIL, file=_PATH, why="", evidence=(words,), email=sender.email,
        moment=_moment(claim), mail=MailAct(0, Stance.APPROVES, words, describes_work=True),
    )  # fmt: skip


def _complete(act: Acknowledgement, claim: Claim, missing: Sequence[str]) -> Acknowledgement:
    """With what is missing; a date is one of the week before the claim."""
    place = next(one for one in act.evidence if isinstance(one, Span))
    filled = Quoted("Jo Bloggs", place)
    empty = "signature" in missing and act.kind in _UNSIGNED
    day = claim.date - timedelta(days=7)
    fresh = DateFact((day,), Precision.DAY, DateRole.SIGNATURE, place)
    return replace(
        act,
        kind=AckKind.INK if empty else act.kind,
        name=act.name or filled,
        title=act.title or Quoted("Head of IT", place),
        date=fresh if "date" in missing and act.date is None else act.date,
        unknown=frozenset(),
        handwriting=Handwriting(1.0, None) if empty or act.handwriting else None,
        why="",
    )


def _same(one: Acknowledgement, other: Acknowledgement) -> bool:
    """Whether they stand at the same place: a signature, and the block that it fills."""
    return one.file == other.file and bool(set(one.evidence) & set(other.evidence))


def lacks(act: Acknowledgement) -> list[str]:
    """What a signature block lacks, in words."""
    missing = {
        "printed name": act.name is None,
        "signature": act.kind in _UNSIGNED,
        "title": act.title is None,
        "date": act.date is None and act.moment is None,
    }
    return [word for word, is_missing in missing.items() if is_missing]
