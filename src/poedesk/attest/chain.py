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
from poedesk.attest.revocation import Revocations

_EXPIRY = {"EXPIRED", "NOT_YET_VALID", "OUT_OF_BOUNDS_NO_POE", "OUT_OF_BOUNDS_NOT_REVOKED"}
_WEAK = {"CRYPTO_CONSTRAINTS_FAILURE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"}
_LONGEST_CHAIN = 10
_WEAK_DIGESTS = {"md2": "MD2", "md5": "MD5", "sha1": "SHA-1"}
_SMALLEST = {"rsa": 2048, "rsassa_pss": 2048, "dsa": 2048, "ec": 224}
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
    anchors: Sequence[bytes],
    others: Sequence[Any],
    at: datetime,
    revocations: Revocations | None = None,
) -> Any:
    """A validation context at `at` for trusted certificates in DER; with `revocations` it
    insists on them.
    """
    from asn1crypto.x509 import Certificate
    from pyhanko_certvalidator import ValidationContext

    more: dict[str, Any] = {}
    if revocations is not None:
        # Only "require" consults the data at all; it was always collected after signing.
        more = {
            "crls": list(revocations.lists),
            "ocsps": list(revocations.answers),
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


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a chain was revoked when the signature was made (None: not known), and since when
    it is, if that was later.
    """

    revoked: bool | None
    later: datetime | None = None


def standing(
    certificate: Any,
    others: Sequence[Any],
    anchors: Sequence[bytes],
    at: datetime,
    revocations: Revocations,
) -> Standing:
    """What revocation data say of a certificate that signed at `at`."""
    since = revocations.since(certificate, others)
    if since is not None and since <= at:
        return Standing(revoked=True)
    if not revocations:
        return Standing(revoked=None)
    led = follow(certificate, context(anchors, others, at, revocations))
    if led.revoked:
        return Standing(revoked=True)
    return Standing(revoked=False if led.trusted or since else None, later=since)


def weaknesses(certificate: Any, *digests: str) -> tuple[str, ...]:
    """Which of the digests, and whether the key of an `asn1crypto` certificate, are no longer
    safe: "SHA-1", "RSA of 1024 bits".
    """
    told = [_WEAK_DIGESTS[one] for one in digests if one in _WEAK_DIGESTS]
    key = certificate.public_key
    bits = key.bit_size if key.algorithm in _SMALLEST else None
    if bits is not None and bits < _SMALLEST[key.algorithm]:
        told.append(f"{key.algorithm.partition('ssa')[0].upper()} of {bits} bits")
    return tuple(dict.fromkeys(told))


def aware(when: datetime) -> datetime:
    """A time without zone is taken as UTC."""
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)


def within(certificate: Any, moment: datetime | None) -> bool | None:
    """Whether the certificate was valid at `moment`; None where that is unknown."""
    if moment is None:
        return None
    return bool(certificate.not_valid_before <= moment <= certificate.not_valid_after)


def early(certificate: Any, moment: datetime | None) -> bool:
    """Whether the certificate was not valid yet at `moment`."""
    return moment is not None and bool(moment < certificate.not_valid_before)


def problem(
    name: str,
    certificate: Any,
    others: Sequence[Any],
    moment: datetime | None,
    *,
    weak: Sequence[str],
    digest: str,
    revoked: bool,
) -> str:
    """Why an unbroken signature reaches no anchor; `name` as in `Followed.problem`."""
    if weak:
        return f"it was made with {' and '.join(weak)}, which is no longer safe"
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
