"""What the rules say of one signature: complete, valid, the customer's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from poedesk.attest.block.words import LINE, WITNESS
from poedesk.extract.names import Likeness
from poedesk.judge import sides
from poedesk.judge.answer import Answer, Cause, doubtful, failed, listed, passed
from poedesk.judge.days import say
from poedesk.judge.envelopes import envelope_valid
from poedesk.judge.technical import broken, how_dated, issuer_unknown, open_question
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Claim,
    Holder,
    Side,
    Span,
    Technical,
    Vocabulary,
)

ELECTRONIC = {AckKind.CRYPTO, AckKind.PROVIDER}
SIGNED = ELECTRONIC | {AckKind.EMAIL}
"""What a cryptographic signature may vouch for: a mail may be signed too."""
_VISUAL = {AckKind.EMPTY, AckKind.TYPED, AckKind.IMAGE, AckKind.INK}


def person(act: Acknowledgement) -> str:
    """The signer's printed name, else the name in the certificate, else the empty string.

    The seal of a signing service is nobody's, and so is that of an organisation.
    """
    if act.name is not None:
        return act.name.value
    return act.technical.signer if act.technical and _personal(act.technical, act.kind) else ""


def _personal(technical: Technical, kind: AckKind) -> bool:
    return kind is AckKind.CRYPTO and technical.holder is Holder.PERSON


def title(act: Acknowledgement) -> str:
    """The signer's title as printed, else as certified, else the empty string."""
    if act.title is not None:
        return act.title.value
    personal = act.kind is AckKind.CRYPTO and act.technical is not None
    return act.technical.title if personal and act.technical else ""


# ── Whose it is ─────────────────────────────────────────────────────────────────────────


def side_of(act: Acknowledgement, claim: Claim, vocabulary: Vocabulary) -> Side:
    """For whom the signer signs: heading, organisation, mail domain and certificate agree.

    Company and address of the partner outweigh a heading (headings of two columns are easily
    mixed up, and nothing may be decided in the partner's favour), and so do the customer's
    address or certificate, but not a company that is merely printed. Unknown where nothing
    tells, or where what tells contradicts itself.
    """
    if WITNESS in act.labels:
        return Side.UNKNOWN
    certified = {sides.organisation_side(_certified(act), claim, vocabulary)}
    if act.email:
        certified.add(sides.owner(act.email.rpartition("@")[2], claim, vocabulary).side)
    printed = {sides.organisation_side(one, claim, vocabulary) for one in _companies(act)}
    certified, told = certified - {Side.UNKNOWN}, (certified | printed) - {Side.UNKNOWN}
    if told == {Side.PARTNER} or (told == {Side.CUSTOMER} and certified):
        return told.pop()
    votes = (told | {act.side}) - {Side.UNKNOWN}
    return votes.pop() if len(votes) == 1 else Side.UNKNOWN


def _companies(act: Acknowledgement) -> tuple[str, ...]:
    """The organisations that the block and the certificate of a person name."""
    stated = act.organisation.value if act.organisation else ""
    return tuple(dict.fromkeys(filter(None, (stated, _certified(act)))))


def _certified(act: Acknowledgement) -> str:
    """The organisation that a person's certificate names, else the empty string."""
    personal = act.kind is AckKind.CRYPTO and act.technical is not None
    return act.technical.organisation if personal and act.technical else ""


def stranger(act: Acknowledgement, claim: Claim, vocabulary: Vocabulary) -> str:
    """The organisation that a signature names and that neither party is, else the empty string.

    Nothing can be said while the customer is not declared.
    """
    if not claim.customer.names:
        return ""
    for name in _companies(act):
        grades = {
            sides.likeness(name, company, vocabulary) for company in (claim.customer, claim.partner)
        }
        if grades == {Likeness.DIFFERENT}:
            return name
    return ""


def pair(acts: Sequence[Acknowledgement], who: dict[int, Side]) -> list[Acknowledgement]:
    """Joins each e-signature with the signature block of the same file that it fills.

    The two are one act: the e-signature carries it, name, title and date may come from the
    block. `who` holds the side of each act by its place in `acts`.
    """
    taken: dict[int, int] = {}
    for number, act in enumerate(acts):
        if act.kind not in ELECTRONIC:
            continue
        for other, block in enumerate(acts):
            free = other not in taken and block.kind in _VISUAL and block.file == act.file
            if free and _fills(act, who[number], block, who[other]):
                taken[other] = number
                break
    blocks = {number: acts[other] for other, number in taken.items()}
    return [
        _joined(act, blocks[number]) if number in blocks else act
        for number, act in enumerate(acts)
        if number not in taken
    ]


def _fills(act: Acknowledgement, side: Side, block: Acknowledgement, block_side: Side) -> bool:
    if LINE in block.labels or (side is Side.PARTNER and block_side is Side.CUSTOMER):
        return False
    if act.envelope is not None and not act.envelope.certified:
        return block_side is Side.CUSTOMER
    signer, printed = person(act), person(block)
    if signer and printed:
        return sides.same_person(signer, printed)
    if signer and _written(signer, block):
        return True
    return side is block_side is not Side.UNKNOWN and block.kind is AckKind.EMPTY


def _written(signer: str, block: Acknowledgement) -> bool:
    """Whether the signer's name stands in a block without a printed name, on the very line of
    the signature ("Signed by: Jo Park").
    """
    name = " ".join(signer.casefold().split())
    quotes = (one.quote for one in block.evidence if isinstance(one, Span))
    return any(name in " ".join(quote.casefold().split()) for quote in quotes)


def _joined(act: Acknowledgement, block: Acknowledgement) -> Acknowledgement:
    return replace(
        act,
        side=block.side if act.side is Side.UNKNOWN else act.side,
        labels=act.labels | block.labels,
        name=act.name or block.name,
        title=act.title or block.title,
        organisation=act.organisation or block.organisation,
        email=act.email or block.email,
        date=act.date or block.date,
        evidence=tuple(dict.fromkeys((*block.evidence, *act.evidence))),
    )


# ── What the rules say ──────────────────────────────────────────────────────────────────


def weigh(
    act: Acknowledgement, side: Side, blank: Acknowledgement | None, other: str
) -> dict[str, Answer]:
    """The answers of the signature rules. `blank` is another customer line of the same
    document left empty; `other` an organisation that neither party is. Of a service's bare marks
    nothing more can be asked than where the certificate is that tells who signed, and when.
    """
    if is_bare_mark(act):
        return {"ack.esignature-valid": envelope_valid(act)}
    answers = {
        "ack.signature-complete": complete(act, blank),
        "ack.signer-is-customer": _signer(act, side, other),
    }
    if act.kind is AckKind.CRYPTO:
        answers["ack.esignature-valid"] = _crypto(act)
    elif act.kind is AckKind.PROVIDER:
        answers["ack.esignature-valid"] = envelope_valid(act)
    elif act.kind is AckKind.TYPED:
        answers["ack.esignature-valid"] = failed(
            f"A typed name is no e-signature: {act.why}.", *act.evidence
        )
    return answers


def is_bare_mark(act: Acknowledgement) -> bool:
    """Whether a signing service's words stand there without certificate page, seal and signer."""
    certified = act.envelope is None or act.envelope.certified
    return not certified and act.technical is None and act.name is None


def _signed_by(act: Acknowledgement) -> str:
    name = person(act)
    return f"signed by {name}" if name else "signed"


def _signer(act: Acknowledgement, side: Side, other: str) -> Answer:
    name = person(act)
    who = name or "Somebody unnamed"
    if side is Side.PARTNER:
        return failed(f"{who} signs for the partner, not for the customer.", *act.evidence)
    if other:
        return doubtful(
            f"{who} signs for {other}, which is neither the declared customer nor the partner.",
            *act.evidence,
        )
    if side is Side.CUSTOMER:
        return passed(f"{who} signs for the customer.", *act.evidence)
    return doubtful(f"Nothing shows for whom {name or 'the signer'} signs.", *act.evidence)


def complete(act: Acknowledgement, blank: Acknowledgement | None) -> Answer:
    """Whether printed name, signature, title and date are there."""
    missing = _missing(act)
    if act.kind is AckKind.TYPED:
        lacks = f"; missing too: {listed(missing)}" if missing else ""
        return failed(f"A typed name stands in place of the signature{lacks}.", *act.evidence)
    certified = act.envelope is not None and act.envelope.certified
    if (certified or (act.kind is AckKind.PROVIDER and act.date is not None)) and missing:
        return doubtful(
            f"The signing service's certificate does not tell the customer's {listed(missing)}.",
            *act.evidence,
            cause=Cause.TITLE if missing == ["title"] else None,
        )
    sealed = act.technical is not None and act.technical.holder is Holder.ORGANISATION
    if sealed and act.kind is AckKind.CRYPTO and missing:
        return doubtful(
            f"An organisation's e-seal does not tell the signer's {listed(missing)}.", *act.evidence
        )
    if act.technical is not None and act.technical.problem and missing:
        return doubtful(f"Nobody can tell who signed: {act.technical.problem}.", *act.evidence)
    if missing and act.unknown.issuperset(map(_element, missing)):
        return doubtful(
            f"The signature block{_of(act)} stands in a scan, and {listed(missing)} may be written "
            f"in it by hand: a person has to look.",
            *act.evidence,
            cause=Cause.HANDWRITING,
        )
    if act.kind is AckKind.CRYPTO and missing == ["title"]:
        return doubtful(
            f"The e-signature{_of(act)} comes without a title.", *act.evidence, cause=Cause.TITLE
        )
    if missing:
        return failed(
            f"The signature block{_of(act)} lacks {listed(missing)}.",
            *act.evidence,
            cause=Cause.TITLE if missing == ["title"] else None,
        )
    if blank is not None:
        return doubtful(
            f"The document is {_signed_by(act)}, but a second customer signature line "
            f"is left blank.",
            *act.evidence,
            *blank.evidence,
            cause=Cause.BLANK_LINE,
        )
    pasted = act.handwriting is not None and act.handwriting.pasted
    if act.kind not in (*ELECTRONIC, AckKind.INK) or pasted:
        return doubtful(
            f"The block{_of(act)} is complete, but a person has to see whether the signature "
            f"is real handwriting and was not pasted in: {act.why}.",
            *act.evidence,
            cause=Cause.HANDWRITING,
        )
    when = act.moment.date() if act.moment else act.date.value if act.date else None
    dated = f" on {say(when)}" if when else ""
    by = f"; {act.why}" if act.kind is AckKind.INK else ""
    return passed(
        f"Name, signature, title and date are there: {_signed_by(act)}, {title(act)},{dated}{by}.",
        *act.evidence,
    )


def _element(missing: str) -> str:
    """The element of a block by the words in which it is said to be missing."""
    return "name" if missing == "printed name" else missing


def _of(act: Acknowledgement) -> str:
    name = person(act)
    return f" of {name}" if name else ""


def _missing(act: Acknowledgement) -> list[str]:
    dated = act.date is not None or (act.kind in ELECTRONIC and act.moment is not None)
    present = {
        "printed name": bool(person(act)),
        "signature": act.kind is not AckKind.EMPTY,
        "title": bool(title(act)),
        "date": dated,
    }
    return [element for element, there in present.items() if not there]


def _crypto(act: Acknowledgement) -> Answer:
    """Rungs 1 and 2 of the e-signature ladder."""
    technical = act.technical
    if technical is None:
        return doubtful("The e-signature could not be checked.", *act.evidence)
    who = f"The e-signature of {person(act) or 'an unnamed signer'}"
    problem = broken(technical)
    if problem:
        return failed(f"{who} {problem} ({ended(technical)}).", *act.evidence)
    question = open_question(technical)
    if question:
        return doubtful(
            f"{who} {question} ({ended(technical)}).",
            *act.evidence,
            cause=Cause.ISSUER if issuer_unknown(technical) else None,
        )
    return passed(
        f"{who} is intact, covers the document and chains to a trust anchor "
        f"({how_dated(technical)}).",
        *act.evidence,
    )


def ended(technical: Technical) -> str:
    """How the validation ended, in the terms of EN 319 102-1: "TOTAL-FAILED, EXPIRED"."""
    return ", ".join(filter(None, (technical.indication.value, technical.reason)))


def signed_by_sender(act: Acknowledgement, technical: Technical) -> Answer:
    """What its S/MIME signature says of a mail: somebody else's is none of the sender's."""
    problem = broken(technical)
    if problem:
        return failed(f"The S/MIME signature of {act.file} {problem}.", *act.evidence)
    sender = (act.email or "").casefold()
    holder = technical.signer or technical.subject or "somebody unnamed"
    if technical.addresses and sender not in technical.addresses:
        return doubtful(
            f"{act.file} is signed with the certificate of {holder} "
            f"({', '.join(technical.addresses)}), which is not its sender {sender or '(unnamed)'}.",
            *act.evidence,
        )
    if technical.problem is None and not technical.addresses:
        return doubtful(
            f"{act.file} is signed with a certificate of {holder} that names no mail address: "
            f"nothing ties it to the sender {sender or '(unnamed)'}.",
            *act.evidence,
        )
    question = open_question(technical)
    if question:
        cause = Cause.ISSUER if technical.problem is None and not technical.trusted else None
        return doubtful(
            f"The S/MIME signature of {act.file} {question}.", *act.evidence, cause=cause
        )
    revocation = "" if technical.revoked is False else "; revocation not checked"
    return passed(
        f"The S/MIME signature of {act.file} is {sender}'s own, intact, covers the text and the "
        f"attachments and chains to a trust anchor (by the time the signer claims{revocation}).",
        *act.evidence,
    )
