"""How the validation of a signature ends, in the words of ETSI EN 319 102-1.

The time of reference is the one a trusted time stamp proves, else the one that the signer
claims: the rules count it, and the desk says which of the two it was. The clock is never asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from poedesk.attest.certificate import holder, issuer, subject
from poedesk.attest.chain import Standing, within
from poedesk.model import Indication, Technical

HASH_FAILURE = "HASH_FAILURE"
SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
FORMAT_FAILURE = "FORMAT_FAILURE"
GENERIC = "GENERIC"
REVOKED_NO_POE = "REVOKED_NO_POE"
SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"
NO_CHAIN = "NO_CERTIFICATE_CHAIN_FOUND"
CHAIN_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"


def by_certificate(
    field: str,
    certificate: Any,
    *,
    moment: datetime | None,
    standing: Standing,
    weak: tuple[str, ...],
) -> Technical:
    """What an `asn1crypto` certificate alone says of a signature made at `moment` with `weak`
    algorithms; whether it holds, and whom it chains to, is left unknown.
    """
    who = subject(certificate)
    return Technical(
        field=field,
        self_signed=certificate.issuer == certificate.subject,
        valid_then=within(certificate, moment),
        revoked=standing.revoked,
        subject=who.words,
        issuer=issuer(certificate).words,
        signer=who.name,
        organisation=who.organisation,
        title=who.title,
        weak=weak,
        holder=holder(certificate),
    )


def worth_trust(verdict: Technical) -> bool:
    """Whether nothing in the certificate itself speaks against trusting its chain."""
    return not (verdict.self_signed or verdict.revoked or verdict.weak)


def conclude(
    verdict: Technical, *, fault: str = "", early: bool = False, led: str = "", doubt: str = ""
) -> Technical:
    """`verdict` with its indication and sub-indication.

    `fault` is what broke it (HASH_FAILURE …), `early` tells a certificate that was not valid
    yet at signing from one that had expired, `led` why no anchor was reached (as in
    `chain.Followed.problem`), `doubt` the sub-indication of its `doubts`.
    """
    failed = _failed(verdict, fault, early=early)
    if failed:
        return replace(verdict, indication=Indication.FAILED, reason=failed)
    reason = _open(verdict, led, doubt)
    indication = Indication.INDETERMINATE if reason else Indication.PASSED
    return replace(verdict, indication=indication, reason=reason)


def revoked_later(standing: Standing, *, proven: bool) -> tuple[str, ...]:
    """The doubt that is left where a certificate was revoked after it signed, and no time stamp
    proves that it signed before: whoever stole its key can claim any time.
    """
    if standing.later is None or proven:
        return ()
    day = standing.later.date().isoformat()
    return (f"its certificate was revoked later ({day}), and no time stamp proves it older",)


def _failed(verdict: Technical, fault: str, *, early: bool) -> str:
    if verdict.intact is False:
        return fault or SIG_CRYPTO_FAILURE
    if verdict.modified == "forbidden":  # the file is no valid state after the signed one
        return FORMAT_FAILURE
    if verdict.revoked:
        return "REVOKED"
    if verdict.valid_then is False:
        return "NOT_YET_VALID" if early else "EXPIRED"
    return ""


def _open(verdict: Technical, led: str, doubt: str) -> str:
    if verdict.intact is None or verdict.problem is not None:
        return GENERIC
    if verdict.modified is None or verdict.uncovered or not verdict.covers_document:
        return SIGNED_DATA_NOT_FOUND
    if verdict.weak:
        proven = "" if verdict.time_trusted else "_NO_POE"
        return f"CRYPTO_CONSTRAINTS_FAILURE{proven}"
    if verdict.self_signed:
        return NO_CHAIN
    if not verdict.trusted:
        return led or CHAIN_FAILURE
    if verdict.valid_then is None:
        return "NO_POE"
    return (doubt or GENERIC) if verdict.doubts else ""
