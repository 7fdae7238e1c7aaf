"""Assesses every acknowledgement of a bundle against the claim and chooses the carrier."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from poedesk.judge import envelopes, mails, signatures
from poedesk.judge.answer import Answer, Cause, doubtful, in_words, listed
from poedesk.judge.case import Bundle, Case, Weighed
from poedesk.judge.reservation import reservation
from poedesk.judge.subject import described_in, describes
from poedesk.model import (
    AckKind,
    Acknowledgement,
    AckStatus,
    Assessment,
    Outcome,
    Reason,
    Side,
    Stance,
)

_STATUSES = (AckStatus.ACCEPTED, AckStatus.REVIEW, AckStatus.REJECTED)
_SIGNED = {AckKind.CRYPTO, AckKind.PROVIDER, AckKind.INK, AckKind.IMAGE}
_KINDS = (AckKind.CRYPTO, AckKind.PROVIDER, AckKind.INK, AckKind.EMAIL)


def assess(bundle: Bundle) -> Case:
    """The bundle with its acknowledgements weighed and the carrier chosen."""
    weighed = tuple(_weighed(bundle))
    ranked = sorted((one for one in weighed if one.candidate), key=_rank)
    carrier = ranked[0] if ranked else None
    companion = next(
        (one for one in ranked if one.accepted and carrier and one.by_mail != carrier.by_mail),
        None,
    )
    return Case(
        bundle.claim,
        bundle.files,
        bundle.vocabulary,
        bundle.checklist,
        bundle.history,
        weighed,
        carrier,
        companion,
    )


def _rank(one: Weighed) -> tuple[int, bool, bool, int, int]:
    """Accepted before review before rejected; the customer's before an unknown person's; a
    mail that says nothing last; the most recent date; then crypto, provider, ink, e-mail.
    """
    act, day = one.act, one.assessment.day or date.min
    return (
        _STATUSES.index(one.assessment.status),
        act.mail is not None and act.mail.stance is Stance.NONE,
        one.assessment.side is not Side.CUSTOMER,
        -day.toordinal(),
        _KINDS.index(act.kind) if act.kind in _KINDS else len(_KINDS),
    )


def _weighed(bundle: Bundle) -> Iterable[Weighed]:
    signed = envelopes.joined(bundle.files)
    for one in bundle.files:
        acts = one.acknowledgements
        yield from _signatures(signed[one.document.path], bundle)
        yield from (_mail(a, bundle) for a in acts if a.kind is AckKind.EMAIL)


def _mail(act: Acknowledgement, bundle: Bundle) -> Weighed:
    side = mails.sender_of(act, bundle).side
    return _settled(act, side, mails.weigh(act, bundle))


def _signatures(acts: list[Acknowledgement], bundle: Bundle) -> Iterable[Weighed]:
    claim, vocabulary = bundle.claim, bundle.vocabulary
    who = {n: signatures.side_of(act, claim, vocabulary) for n, act in enumerate(acts)}
    joined = signatures.pair(acts, who)
    blanks = [act for act in joined if _blank(act, bundle)]
    for act in joined:
        side = signatures.side_of(act, claim, vocabulary)
        other = signatures.stranger(act, claim, vocabulary)
        beside = next((one for one in blanks if one is not act), None)
        answers = signatures.weigh(act, side, beside, other)
        doubts = _about_something_else(act, bundle) or _limited(act, bundle)
        yield _settled(act, side, answers | doubts)


def _about_something_else(act: Acknowledgement, bundle: Bundle) -> dict[str, Answer]:
    """The doubt about a signature under a paper that describes none of the work and refers to
    none of the files that do: it vouches for nothing of them.
    """
    described = [one.document.path for one in bundle.open_files if describes(one, bundle)]
    if act.kind not in _SIGNED or not described or described_in(act.file, bundle):
        return {}
    who = signatures.person(act) or "Somebody"
    return {
        "ack.present": doubtful(
            f"{who} signed {act.file}, which describes no work on what is claimed; nothing ties "
            f"it to {listed(described)}.",
            *act.evidence,
            cause=Cause.SUBJECT,
        )
    }


def _limited(act: Acknowledgement, bundle: Bundle) -> dict[str, Answer]:
    """The doubt about a signature beside which stands that nothing is accepted by it."""
    beside = reservation(act, bundle.documents[act.file], bundle.vocabulary)
    if act.kind not in _SIGNED or beside is None:
        return {}
    who = signatures.person(act) or "Somebody"
    return {
        "ack.present": doubtful(
            f"{who} signed {act.file} beside the words {in_words(beside.quote)}: a person has to "
            f"say whether that acknowledges the work.",
            beside,
            *act.evidence,
        )
    }


def _blank(act: Acknowledgement, bundle: Bundle) -> bool:
    """A customer's signature line that nobody signed."""
    side = signatures.side_of(act, bundle.claim, bundle.vocabulary)
    asked = act.kind is AckKind.EMPTY and "signature" in act.labels
    return asked and side is Side.CUSTOMER


def _settled(act: Acknowledgement, side: Side, answers: dict[str, Answer]) -> Weighed:
    outcomes = {answer.outcome for answer in answers.values()}
    if Outcome.FAIL in outcomes or side is Side.PARTNER:
        status = AckStatus.REJECTED
    elif Outcome.REVIEW in outcomes:
        status = AckStatus.REVIEW
    else:
        status = AckStatus.ACCEPTED
    return Weighed(Assessment(act, status, side, _reasons(side, answers)), answers)


def _reasons(side: Side, answers: dict[str, Answer]) -> tuple[Reason, ...]:
    """Why it is not simply accepted; of the partner's own acts only that they are the partner's."""
    own = {"ack.signer-is-customer", "ack.email-parties"}
    return tuple(
        Reason(rule, answer.message)
        for rule, answer in answers.items()
        if answer.outcome is not Outcome.PASS and (side is not Side.PARTNER or rule in own)
    )
