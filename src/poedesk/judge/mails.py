"""What the rules say of one e-mail: original, between the parties, approving the work."""

from __future__ import annotations

from collections.abc import Iterator

from poedesk.judge import sides
from poedesk.judge.answer import Answer, doubtful, failed, in_words, listed, passed
from poedesk.judge.case import Bundle
from poedesk.judge.sides import Owner
from poedesk.judge.signatures import side_of, signed_by_sender
from poedesk.judge.subject import describes_work, names_file
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Address,
    Declared,
    Document,
    Examined,
    FileKind,
    Mail,
    MailAct,
    Message,
    Side,
    Span,
    Stance,
)

_QUOTED = 300
"""So many characters of a message show what its author says."""
_SIGNED = {AckKind.CRYPTO, AckKind.PROVIDER, AckKind.INK, AckKind.IMAGE}


def sender_of(act: Acknowledgement, bundle: Bundle) -> Owner:
    """Whose address the message was sent from."""
    return sides.owner((act.email or "").rpartition("@")[2], bundle.claim, bundle.vocabulary)


def weigh(act: Acknowledgement, bundle: Bundle) -> dict[str, Answer]:
    """The answers of the e-mail rules."""
    answers = {
        "ack.email-original": _original(act, bundle),
        "ack.email-parties": _parties(act, bundle),
        "ack.email-approves": _approves(act, bundle),
    }
    if act.technical is not None:
        answers["ack.esignature-valid"] = signed_by_sender(act, act.technical)
    return answers


# ── The original ────────────────────────────────────────────────────────────────────────


def _original(act: Acknowledgement, bundle: Bundle) -> Answer:
    document = bundle.documents[act.file]
    mail = document.mail
    if mail is None or act.mail is None:
        return failed(
            f"{act.file} is a flat copy of an e-mail, not the original message.", *act.evidence
        )
    if mail.draft:
        return failed(f"{act.file} is a draft that was never sent.", *act.evidence)
    if mail.messages[act.mail.message].depth > 0:
        return _quoted(act, mail, bundle)
    if not mail.original_headers and _forwarded_within(document, bundle):
        return failed(
            f"{act.file} was forwarded as an attachment and lost its transport headers.",
            *act.evidence,
        )
    if not mail.original_headers or document.kind is not FileKind.MSG:
        lacks = (
            "has no transport headers" if not mail.original_headers else "is not an Outlook .msg"
        )
        return doubtful(
            f"{act.file} {lacks}: it cannot be told from a copy of the mail{_dkim(act)}.",
            *act.evidence,
        )
    odd = [*mail.oddities, *_denied(mail)]
    if odd:
        return doubtful(f"{act.file} may not be what it seems: {listed(odd)}.", *act.evidence)
    if _forwards(mail.messages):
        return doubtful(
            f"In {act.file} the customer's own words stand above a text that the customer "
            f"forwards.",
            *act.evidence,
        )
    return passed(f"{act.file} is the customer's original message.", *act.evidence)


def _dkim(act: Acknowledgement) -> str:
    """What the DKIM signatures of a mail file are worth, behind a semicolon."""
    told = [
        f"{one.key} {one.value}"
        for one in act.evidence
        if isinstance(one, Declared) and one.key.startswith("DKIM")
    ]
    return f"; {listed(told)}" if told else ""


def _denied(mail: Mail) -> Iterator[str]:
    """The receiver's own server did not believe in the sender."""
    if any(one in mail.asserted.split() for one in ("dmarc=fail", "compauth=fail")):
        yield f"the receiver's server says that its sender may be forged ({mail.asserted})"


def _quoted(act: Acknowledgement, mail: Mail, bundle: Bundle) -> Answer:
    """The words stand only in the history below another mail."""
    outer = _address_owner(mail.sender, bundle)
    if outer is Owner.CUSTOMER:
        refusal = _newest_refusal(act, bundle)
        if refusal is not None:
            return failed(
                f"In {act.file} the customer's newest words, {in_words(refusal.quote)}, refuse "
                f"or take back what the history below approves.",
                refusal,
                *act.evidence,
            )
        newest = _own_words(bundle.documents[act.file], 0)
        says = f", which says {in_words(newest.quote)}" if newest else ""
        return doubtful(
            f"In {act.file} the approving words stand only in the quoted history below the "
            f"customer's own mail{says}.",
            *([newest] if newest else []),
            *act.evidence,
        )
    by = mail.sender.email if mail.sender and mail.sender.email else "somebody unnamed"
    return failed(
        f"{act.file} was sent by {by} and only quotes the customer's words: a forwarded copy.",
        *act.evidence,
    )


def _newest_refusal(act: Acknowledgement, bundle: Bundle) -> Span | None:
    """The refusing words of the mail in whose history `act` stands."""
    document = bundle.documents[act.file]
    for one in (each for file in bundle.files for each in file.acknowledgements):
        if one.file != act.file or one.mail is None or document.mail is None:
            continue
        newest = document.mail.messages[one.mail.message].depth == 0
        if newest and one.mail.stance is Stance.REFUSES:
            return one.mail.words
    return None


def _own_words(document: Document, message: int) -> Span | None:
    """The beginning of what the author of a message wrote; None where it is empty."""
    if document.mail is None:
        return None
    one = document.mail.messages[message]
    own = document.text[one.start : one.end]
    start = one.start + len(own) - len(own.lstrip())
    end = min(one.start + len(own.rstrip()), start + _QUOTED)
    return document.span(start, end) if start < end else None


def _forwarded_within(document: Document, bundle: Bundle) -> bool:
    """Whether somebody else than the customer sent this message on inside another mail."""
    outer = bundle.documents.get(document.inside or "")
    if outer is None or outer.mail is None:
        return False
    return _address_owner(outer.mail.sender, bundle) is not Owner.CUSTOMER


def _forwards(messages: tuple[Message, ...]) -> bool:
    return any(one.depth == 1 and one.forwarded for one in messages)


def _address_owner(address: Address | None, bundle: Bundle) -> Owner:
    domain = address.domain if address is not None else ""
    return sides.owner(domain, bundle.claim, bundle.vocabulary)


# ── The parties ─────────────────────────────────────────────────────────────────────────


def _parties(act: Acknowledgement, bundle: Bundle) -> Answer:
    sender = sender_of(act, bundle)
    address = act.email
    if sender is Owner.PARTNER:
        return failed(f"{address} is the partner's: no customer wrote this.", *act.evidence)
    if sender is Owner.FREE_MAIL:
        return doubtful(
            f"The mail was sent from the free-mail address {address}: nothing shows that it is "
            f"the customer's.",
            *act.evidence,
        )
    if not act.email:
        return doubtful("The mail does not tell its sender's address.", *act.evidence)
    if sender is Owner.UNKNOWN:
        alike = sides.imitated((address or "").rpartition("@")[2], bundle.claim)
        return doubtful(
            f"{address} is neither a declared address of the customer nor of the partner"
            f"{f', but looks like {alike}' if alike else ''}.",
            *act.evidence,
        )
    by = _submitter(act, bundle)
    if by is not None:
        return doubtful(
            f"{by.email or by.name}, who is not the customer, sent it on behalf of {address}.",
            *act.evidence,
        )
    others = _recipients(act, bundle.documents[act.file].mail)
    owners = {_address_owner(one, bundle) for one in others}
    if Owner.PARTNER in owners:
        return passed(f"{address} of the customer wrote to the partner.", *act.evidence)
    named = ", ".join(one.email or one.name for one in others) or "nobody named"
    if _passed_on(act, bundle):
        return doubtful(
            f"{address} wrote to {named}; the customer's own mail passed it on to the partner.",
            *act.evidence,
        )
    if owners == {Owner.CUSTOMER}:
        return failed(
            f"{address} wrote only within the customer's own company ({named}).", *act.evidence
        )
    return doubtful(
        f"{address} of the customer wrote to {named}: none of them is a known address of the "
        f"partner.",
        *act.evidence,
    )


def _submitter(act: Acknowledgement, bundle: Bundle) -> Address | None:
    """Who sent the mail itself on behalf of its sender, where that is not the customer."""
    mail = bundle.documents[act.file].mail
    if mail is None or act.mail is None or mail.messages[act.mail.message].depth > 0:
        return None
    by = mail.submitter
    return by if by and _address_owner(by, bundle) is not Owner.CUSTOMER else None


def _passed_on(act: Acknowledgement, bundle: Bundle) -> bool:
    """Whether the words stand in the history of a mail that the customer sent to the partner."""
    mail = bundle.documents[act.file].mail
    if mail is None or act.mail is None or mail.messages[act.mail.message].depth == 0:
        return False
    sent_to = {_address_owner(one, bundle) for one in (*mail.to, *mail.cc)}
    return _address_owner(mail.sender, bundle) is Owner.CUSTOMER and Owner.PARTNER in sent_to


def _recipients(act: Acknowledgement, mail: Mail | None) -> tuple[Address, ...]:
    if mail is None or act.mail is None:
        return ()
    message = mail.messages[act.mail.message]
    if message.depth == 0:
        return (*mail.to, *mail.cc)
    return message.to or ((mail.sender,) if mail.sender else ())


# ── The approval ────────────────────────────────────────────────────────────────────────


def _approves(act: Acknowledgement, bundle: Bundle) -> Answer:
    words = act.mail
    if words is None:
        return doubtful(f"{act.file} holds no message whose words can be judged.", *act.evidence)
    quote = in_words(words.words.quote)
    if words.stance is Stance.LICENSING:
        return failed(f"{quote} is about licences or purchasing only.", words.words)
    if words.stance is Stance.REFUSES:
        return failed(f"{quote} refuses or takes back.", *act.evidence)
    if words.stance is Stance.ASKS:
        return failed(f"{quote} asks; it approves nothing.", words.words)
    if words.stance is Stance.NONE:
        author = act.email or "its author"
        return failed(
            f"In {act.file} {author} neither approves nor confirms the work: {act.why}; "
            f"it says {quote}.",
            words.words,
        )
    if words.stance is Stance.UNCLEAR:
        return doubtful(f"{quote} has to be read: {act.why}.", *act.evidence)
    where = _described(act, words, bundle)
    if where:
        return passed(f"{quote} approves or confirms, and {where} describes the work.", words.words)
    return doubtful(
        f"{quote} approves or confirms, but neither the thread nor a document that belongs to it "
        f"describes what.",
        words.words,
    )


def _described(act: Acknowledgement, words: MailAct, bundle: Bundle) -> str:
    """Where the approved work is described, or the empty string."""
    if words.describes_work:
        return "the thread"
    thread = bundle.documents[act.file]
    for one in bundle.open_files:
        document = one.document
        if document.path == act.file or not describes_work(one):
            continue
        if _attached(document, thread) or names_file(thread, document):
            return document.path
        if words.stance is Stance.CONFIRMS and _signed_by_customer(one, bundle):
            return document.path
    return ""


def _attached(document: Document, thread: Document) -> bool:
    return document.path.startswith(thread.path + "/")


def _signed_by_customer(one: Examined, bundle: Bundle) -> bool:
    return any(
        act.kind in _SIGNED and side_of(act, bundle.claim, bundle.vocabulary) is Side.CUSTOMER
        for act in one.acknowledgements
    )
