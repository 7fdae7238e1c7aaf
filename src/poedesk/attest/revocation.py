"""What revocation lists and OCSP answers say of the certificates of a chain."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_LONGEST_CHAIN = 10


@dataclass(frozen=True, slots=True)
class Revocations:
    """Lists (`asn1crypto` CertificateList) and OCSP answers (OCSPResponse), inside a file or
    given by the user.
    """

    lists: tuple[Any, ...] = ()
    answers: tuple[Any, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lists or self.answers)

    def since(self, certificate: Any, others: Sequence[Any]) -> datetime | None:
        """Since when a certificate of the chain is revoked; None where none is listed.

        Whether a list is complete, in date and signed does not matter here: nobody gains by
        listing an own certificate. Lists that cover the whole chain are followed by the library.
        """
        moments = [moment for one in _chain(certificate, others) for moment in self._listed(one)]
        return min(moments, default=None)

    def _listed(self, certificate: Any) -> Iterator[datetime]:
        serial, by = certificate.serial_number, certificate.issuer
        for one in self.lists:
            if one.issuer == by:
                yield from _moments(one["tbs_cert_list"]["revoked_certificates"], serial)
        for one in self.answers:
            if one["response_status"].native == "successful":
                answers = one["response_bytes"]["response"].parsed["tbs_response_data"]
                for answer in answers["responses"]:
                    if _about(answer["cert_id"], serial, by):
                        yield from _revoked(answer["cert_status"])


def _chain(certificate: Any, others: Sequence[Any]) -> Iterator[Any]:
    """A certificate and the issuers above it that are at hand, without a root."""
    by_subject = {one.subject.hashable: one for one in others}
    for _ in range(_LONGEST_CHAIN):
        if certificate is None or certificate.issuer == certificate.subject:
            return
        yield certificate
        certificate = by_subject.get(certificate.issuer.hashable)


def _moments(entries: Any, serial: int) -> Iterator[datetime]:
    for entry in entries or ():
        removed = entry.crl_reason_value is not None and (
            entry.crl_reason_value.native == "remove_from_crl"
        )
        if entry["user_certificate"].native == serial and not removed:
            yield _aware(entry["revocation_date"].native)


def _about(identifier: Any, serial: int, by: Any) -> bool:
    if identifier["serial_number"].native != serial:
        return False
    method = identifier["hash_algorithm"]["algorithm"].native
    return bool(hashlib.new(method, by.dump()).digest() == identifier["issuer_name_hash"].native)


def _revoked(status: Any) -> Iterator[datetime]:
    if status.name == "revoked":
        yield _aware(status.chosen["revocation_time"].native)


def _aware(when: datetime) -> datetime:
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
