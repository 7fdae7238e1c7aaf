"""Whether a certificate chains to a trusted one, judged at the time of signing.

Never uses the network or the clock, so that the same file gives the same answer for ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from poedesk.attest.certificate import issuer

_EXPIRY = {"EXPIRED", "NOT_YET_VALID", "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED"}
_WEAK = {"CRYPTO_CONSTRAINTS_FAILURE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"}
_LONGEST_CHAIN = 10
BROKEN = "the signature is broken, so its certificate was not followed"


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a chain led: to an anchor, or to a problem in pyHanko's terms (its
    `AdESIndeterminate` name).
    """

    trusted: bool
    revoked: bool
    problem: str


def context(
    anchors: Sequence[bytes], others: Sequence[Any], at: datetime, revocation: Any = None
) -> Any:
    """A validation context at `at` for trusted certificates in DER; with `revocation` (lists,
    OCSP answers) it insists on it.
    """
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext

    more: dict[str, Any] = {}
    if revocation is not None:
        lists, answers = revocation
        # Only "require" consults the data at all; it was always collected after signing.
        more = {
            "crls": lists,
            "ocsps": answers,
            "revocation_mode": "require",
            "retroactive_revinfo": True,
        }
    return ValidationContext(
        trust_roots=[Certificate.load(der) for der in anchors],
        other_certs=list(others),
        moment=at,
        allow_fetching=False,
        **more,
    )


def usage() -> Any:
    """What a signing certificate must be for: either of the two usages will do."""
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})


def follow(certificate: Any, validation: Any) -> Followed:
    """Follow a signer's certificate in a `context`, in the manner of a PDF's signer."""
    from pyhanko.sign.validation.generic_cms import validate_cert_usage

    async def led() -> Any:
        paths = validation.path_builder.async_build_paths_lazy(certificate)
        return await validate_cert_usage(certificate, validation, usage(), paths)

    outcome = asyncio.run(led())
    return Followed(
        trusted=outcome.success_result is not None,
        revoked=outcome.revo_details is not None,
        problem=getattr(outcome.error_subindic, "name", ""),
    )


def aware(when: datetime) -> datetime:
    """A time without zone is taken as UTC."""
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def within(certificate: Any, moment: datetime | None) -> bool | None:
    """Whether the certificate was valid at `moment`; None where that is unknown."""
    if moment is None:
        return None
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def problem(
    name: str,
    certificate: Any,
    others: Sequence[Any],
    moment: datetime | None,
    *,
    digest: str,
    revoked: bool,
) -> str:
    """Why an unbroken signature reaches no anchor; `name` as in `Followed.problem`."""
    if name in _WEAK:
        return f"it was made with {digest.upper()} or a key that is no longer safe"
    if within(certificate, moment) is False:
        since, until = certificate.not_valid_before.date(), certificate.not_valid_after.date()
        return f"the certificate is valid from {since} to {until}, not at the time of signing"
    if certificate.issuer == certificate.subject:
        return "the signer issued the certificate to itself"
    if revoked or name.startswith("REVOKED"):
        return "a certificate of the chain was revoked"
    if name in _EXPIRY:
        return "a certificate of the chain was not valid at the time of signing"
    if name == "NO_CERTIFICATE_CHAIN_FOUND":
        return f"the chain ends at “{_top(certificate, others)}”, which is not trusted here"
    return "the chain of certificates was not accepted" + (f" ({name})" if name else "")


def _top(certificate: Any, others: Sequence[Any]) -> str:
    """The last issuer that the embedded certificates lead to."""
    by_subject = {one.subject.hashable: one for one in others}
    for _ in range(_LONGEST_CHAIN):
        above = by_subject.get(certificate.issuer.hashable)
        if above is None or above.subject == above.issuer:
            break
        certificate = above
    top = issuer(certificate)
    return top.name or top.organisation
