"""The customer's signature or acknowledgement."""

from __future__ import annotations

from collections.abc import Iterator

from poedesk.judge.answer import Answer, Cause, doubtful, failed, in_words, not_applicable, passed
from poedesk.judge.case import Case, Weighed
from poedesk.judge.days import say
from poedesk.judge.envelopes import idle
from poedesk.judge.presales import is_upsell
from poedesk.judge.signatures import is_bare_mark, person
from poedesk.model import AckKind, AckStatus, Outcome, Side, Stance

_KINDS = {
    AckKind.CRYPTO: "an e-signature",
    AckKind.PROVIDER: "a signing service's certificate",
    AckKind.INK: "a handwritten signature",
    AckKind.TYPED: "a typed name",
    AckKind.IMAGE: "a picture of a signature",
    AckKind.EMPTY: "an unsigned signature block",
    AckKind.EMAIL: "an e-mail",
}


def acknowledgement_present(case: Case) -> Answer:
    """At least one acceptable acknowledgement of the customer."""
    best = case.carrier
    if best is None and is_upsell(case):
        return not_applicable("An upsell by a new partner of record needs no acknowledgement.")
    if best is None:
        others = "; only the partner signed or wrote" if case.weighed else ""
        got = "".join(f" {one}." for one in idle(case))
        return case.missing(f"No signature or e-mail of the customer was found{others}.{got}")
    own = best.answers.get("ack.present")
    evidence = (*(own.evidence if own else ()), *best.act.evidence)
    what = f"{_KINDS[best.act.kind].capitalize()}{_by(best)} in {best.act.file}"
    why = " ".join([*(one.message for one in best.assessment.reasons), *_beside(case, best)])
    cause = _cause(best)
    if best.assessment.status is AckStatus.REJECTED:
        return case.unless_unread(
            failed(f"{what} is not acceptable. {why}", *evidence, cause=cause)
        )
    if best.assessment.status is AckStatus.REVIEW:
        return doubtful(f"{what} has to be looked at. {why}", *evidence, cause=cause)
    refusal = _later_refusal(case, best)
    if refusal is not None:
        return doubtful(
            f"{what} acknowledges the work, but a later e-mail of the customer refuses.",
            *evidence,
            *refusal.act.evidence,
        )
    return passed(f"{what} acknowledges the work{_on(best)}{_words(best)}.", *evidence)


def _beside(case: Case, best: Weighed) -> Iterator[str]:
    """Says whose the e-signatures are that stand beside an unsigned block of the customer."""
    for one in case.weighed if best.act.kind is AckKind.EMPTY else ():
        if one.act.kind is AckKind.CRYPTO and one.act.file == best.act.file and not one.candidate:
            yield f"The e-signature{_by(one)} in it is the partner's."


def _cause(one: Weighed) -> Cause | None:
    """What is wrong, where it is one thing; several things need the rule's own remedy."""
    wrong = [answer for answer in one.answers.values() if answer.outcome is not Outcome.PASS]
    failures = [answer for answer in wrong if answer.outcome is Outcome.FAIL]
    causes = {answer.cause for answer in failures or wrong}
    return causes.pop() if len(causes) == 1 else None


def _by(one: Weighed) -> str:
    name = person(one.act) or one.act.email
    return f" of {name}" if name else ""


def _on(one: Weighed) -> str:
    return f" on {say(one.assessment.day)}" if one.assessment.day else ""


def _words(one: Weighed) -> str:
    mail = one.act.mail
    return f": {in_words(mail.words.quote)}" if mail is not None else ""


def _later_refusal(case: Case, best: Weighed) -> Weighed | None:
    """A customer's mail after the carrier that takes the approval back."""
    day = best.assessment.day
    for one in case.weighed:
        mail = one.act.mail
        refuses = mail is not None and mail.stance is Stance.REFUSES
        if refuses and one.assessment.side is Side.CUSTOMER:
            later = one.assessment.day
            if day is None or later is None or later >= day:
                return one
    return None


def signature_complete(case: Case) -> Answer:
    """Printed name, signature, title and date in the customer's signature block."""
    answer = _aspect(case, "ack.signature-complete", by_mail=False)
    one = case.family(by_mail=False)
    if answer.outcome is Outcome.FAIL and one and one.act.kind is not AckKind.TYPED:
        return case.unless_unread(answer)
    return answer


def esignature_valid(case: Case) -> Answer:
    """An e-signature has a valid certificate of authenticity."""
    best = case.carrier
    signed_mail = best is not None and best.by_mail and best.act.technical is not None
    answer = _aspect(case, "ack.esignature-valid", by_mail=signed_mail)
    return case.unless_unread(answer) if answer.cause is Cause.CERTIFICATE else answer


def signer_is_customer(case: Case) -> Answer:
    """The signature is the customer's."""
    return _aspect(case, "ack.signer-is-customer", by_mail=False)


def email_original(case: Case) -> Answer:
    """The customer's e-mail is the original message."""
    return _aspect(case, "ack.email-original", by_mail=True)


def email_parties(case: Case) -> Answer:
    """The e-mail went from the customer to the claiming partner."""
    return _aspect(case, "ack.email-parties", by_mail=True)


def email_approves(case: Case) -> Answer:
    """The customer's own words approve, and the thread describes the work."""
    return _aspect(case, "ack.email-approves", by_mail=True)


def _aspect(case: Case, rule: str, *, by_mail: bool) -> Answer:
    """What was answered of the signature, or of the mail, that speaks for the claim."""
    if case.carrier is None:
        return not_applicable("There is no acknowledgement of the customer to look at.")
    one = case.family(by_mail=by_mail)
    if one is None:
        return not_applicable(
            "The claim rests on a signature." if by_mail else "The claim rests on an e-mail."
        )
    if rule in one.answers:
        return one.answers[rule]
    if is_bare_mark(one.act):
        return not_applicable("The signing service's certificate, which would tell, is missing.")
    return not_applicable("There is no e-signature.")


CHECKS = (
    acknowledgement_present,
    signature_complete,
    esignature_valid,
    signer_is_customer,
    email_original,
    email_parties,
    email_approves,
)
