"""What the evidence states of when something was: of the acknowledgements, and of the mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from poedesk.judge.case import Case, Weighed
from poedesk.judge.days import act_days, extremes, say
from poedesk.judge.signatures import person
from poedesk.judge.words import words
from poedesk.model import (
    AckKind,
    AckStatus,
    DateFact,
    DateRole,
    Declared,
    Document,
    Evidence,
    Message,
    Precision,
)


class Point(StrEnum):
    """What a statement dates."""

    ACT = "the acknowledgement"
    DATE_LINE = "the date on the signer's own line"
    CERTIFIED = "the time of a certificate or time stamp"
    FILE_MADE = "the making of the acknowledged file, by its metadata"
    QUOTED = "a mail that is quoted"
    DOCUMENT = "the date of a signed document"
    FINISHED = "the last day of work that a signed document reports"
    SENT = "the sending of a mail"
    DELIVERED = "its delivery"
    ENCLOSED_MAIL = "the sending of a mail that is enclosed in it"
    ENCLOSED_ACT = "a signature in a file that is enclosed in it"
    ENCLOSED_DATE = "the date of a document that is enclosed in it"


@dataclass(frozen=True, slots=True)
class Statement:
    """A day as it is stated: every span of days (first, last) that the words can mean.

    `told` is what it is the day of, as a sentence goes on from "…, but".
    """

    point: Point
    scope: str
    spans: tuple[tuple[date, date], ...]
    told: str
    evidence: tuple[Evidence, ...]


def statements(case: Case) -> Iterator[Statement]:
    """All that is said of the acknowledgements that count, and of mails and what they enclose.

    A rejected acknowledgement beside a good one does no harm: what is said of it is left out.
    """
    for one in (case.carrier, case.companion):
        if one is not None and act_days(one.act):
            yield from _of_act(case, one)
    for file in case.open_files:
        if file.document.mail is not None:
            yield from _of_mail(case, file.document)


def _of_act(case: Case, one: Weighed) -> Iterator[Statement]:
    act, days, scope = one.act, act_days(one.act), f"act {one.act.file} {one.act.evidence}"
    document = case.documents[act.file]
    what = "e-mail" if one.by_mail else "signature"
    who = person(act) or act.email
    told = f"The {what}{f' of {who}' if who else ''} in {act.file} is of {say(max(days))}"
    yield Statement(Point.ACT, scope, ((min(days), max(days)),), told, act.evidence)
    for made in _made(case, one):
        if made.created is not None:
            yield Statement(
                Point.FILE_MADE,
                scope,
                _day(made.created.date()),
                f"{made.path} was made on {say(made.created.date())}",
                (Declared("created", made.created.isoformat(), made.path),),
            )
    if one.by_mail:
        yield from _quoted(case, one, document, scope)
        return
    yield from _dated_twice(one, scope)
    reports = _reports_finished_work(case, document)
    for fact in case.facts.dates:
        if fact.span.file == document.path:
            if fact.role is DateRole.DOCUMENT:
                yield _fact(Point.DOCUMENT, scope, fact, "the document is dated")
            elif fact.role is DateRole.END and reports:
                yield _fact(Point.FINISHED, scope, fact, "the document reports work until")


def _made(case: Case, one: Weighed) -> list[Document]:
    """The files of which a cryptographic or mail time says that they were there."""
    if one.act.kind is AckKind.CRYPTO:
        return [case.documents[one.act.file]]
    if one.by_mail:
        return [doc for path, doc in case.documents.items() if path.startswith(one.act.file + "/")]
    return []


def _dated_twice(one: Weighed, scope: str) -> Iterator[Statement]:
    written, moment = one.act.date, one.act.moment
    if written is None or moment is None:
        return
    day = moment.date()
    nearest = min(extremes(written), key=lambda each: abs(each - day))
    stamped = one.act.technical is not None and one.act.technical.time_trusted
    source = "time stamp" if stamped else "certificate"
    yield Statement(
        Point.CERTIFIED, scope, _day(day), f"The {source} says {say(day)}", one.act.evidence
    )
    yield Statement(
        Point.DATE_LINE,
        scope,
        _spans(written),
        f"the signer's date line {say(nearest)}",
        (written.span,),
    )


def _quoted(case: Case, one: Weighed, document: Document, scope: str) -> Iterator[Statement]:
    if document.mail is None or one.act.mail is None:
        return
    for message in document.mail.messages[one.act.mail.message + 1 :]:
        sent = _sent(case, document, message)
        if sent is not None:
            yield Statement(
                Point.QUOTED,
                scope,
                _day(sent),
                f"the mail that it quotes was sent on {say(sent)}",
                (document.span(*(message.head or (message.start, message.end))),),
            )


def _sent(case: Case, document: Document, message: Message) -> date | None:
    """The day on which a quoted mail says it was sent: by its time, else by its head's words."""
    if message.sent is not None:
        return message.sent.date()
    start, end = message.head or (0, 0)
    told = [
        min(extremes(fact))
        for fact in case.facts.dates
        if fact.span.file == document.path and start <= fact.span.start < end
    ]
    return min(told, default=None)


def _of_mail(case: Case, document: Document) -> Iterator[Statement]:
    """When a mail was sent and delivered, and what the files inside it say."""
    mail, path = document.mail, document.path
    if mail is None or mail.submitted is None:
        return
    sent = mail.submitted.date()
    scope = f"mail {path}"
    yield Statement(
        Point.SENT,
        scope,
        _day(sent),
        f"{path} was sent on {say(sent)}",
        (_stated("sent", sent, path),),
    )
    counts = any(one is not None and one.act.file == path for one in (case.carrier, case.companion))
    if mail.delivered is not None and counts:
        day = mail.delivered.date()
        where = (_stated("delivered", day, path),)
        yield Statement(Point.DELIVERED, scope, _day(day), f"it was delivered on {say(day)}", where)
    for inner in case.open_files:
        if inner.document.path.startswith(path + "/"):
            yield from _enclosed(case, inner.document, scope, acknowledged=counts)


def _enclosed(
    case: Case, inner: Document, scope: str, *, acknowledged: bool
) -> Iterator[Statement]:
    """What an enclosed file says of its days; its own date counts only where the mail around it
    acknowledges it: a paper may be sent ahead of its date.
    """
    name = inner.path
    if inner.mail is not None and inner.mail.submitted is not None:
        day = inner.mail.submitted.date()
        yield Statement(
            Point.ENCLOSED_MAIL,
            scope,
            _day(day),
            f"{name} was sent on {say(day)}",
            (_stated("sent", day, name),),
        )
    for one in case.weighed:
        days = act_days(one.act)
        bad = one.assessment.status is AckStatus.REJECTED and one is not case.carrier
        if one.act.file == name and days and not one.by_mail and not bad:
            yield Statement(
                Point.ENCLOSED_ACT,
                scope,
                ((min(days), max(days)),),
                f"{name} was signed on {say(min(days))}",
                one.act.evidence,
            )
    for fact in case.facts.dates:
        own = fact.span.file == name and fact.role is DateRole.DOCUMENT
        if own and acknowledged and inner.mail is None:
            yield _fact(Point.ENCLOSED_DATE, scope, fact, f"{name} is dated")


def _fact(point: Point, scope: str, fact: DateFact, told: str) -> Statement:
    return Statement(point, scope, _spans(fact), f"{told} {say(fact.value)}", (fact.span,))


def _stated(key: str, day: date, path: str) -> Declared:
    return Declared(key, day.isoformat(), path)


def _day(day: date) -> tuple[tuple[date, date], ...]:
    return ((day, day),)


def _spans(fact: DateFact) -> tuple[tuple[date, date], ...]:
    days = extremes(fact)
    if fact.precision is Precision.DAY:
        return tuple((day, day) for day in days)
    return tuple(zip(days[::2], days[1::2], strict=True))


def _reports_finished_work(case: Case, document: Document) -> bool:
    text = " ".join(document.text.casefold().split())
    return any(phrase in text for phrase in words(case.vocabulary, "affiliates", "finished_work"))
