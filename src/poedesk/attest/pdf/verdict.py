"""What cryptography says of one PDF signature: integrity, later changes, trust, revocation.

Never uses the network or the clock: a certificate is judged at the time of signing, so that
the same file gives the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from poedesk.attest import chain, timestamp
from poedesk.attest.conclusion import (
    GENERIC,
    HASH_FAILURE,
    REVOKED_NO_POE,
    SIG_CRYPTO_FAILURE,
    by_certificate,
    conclude,
    revoked_later,
    worth_trust,
)
from poedesk.attest.foreign import library
from poedesk.attest.pdf.coverage import covers, modified, unbroken
from poedesk.attest.pdf.later import Signed, later
from poedesk.attest.pdf.policy import policy
from poedesk.attest.revocation import Revocations
from poedesk.errors import UnreadableError
from poedesk.model import Technical

_SAME_ACT = timedelta(minutes=10)
_MOST_STAMPS = 5
GARBLED = "its data cannot be followed"


@dataclass(frozen=True, slots=True)
class _Proof:
    """When a signature is proven to have existed: by a stamp upon itself (then that is when it
    was made), or at the latest by a stamp upon the file.
    """

    stamped: datetime | None
    latest: datetime | None


def technical(signed: Signed, signature: Any) -> tuple[Technical, datetime | None]:
    """The verdict on an `EmbeddedPdfSignature` and the aware time of signing, if any is given.

    Raises UnreadableError where the signature cannot be judged.
    """
    with library(GARBLED):
        return _technical(signed, signature)


def _technical(signed: Signed, signature: Any) -> tuple[Technical, datetime | None]:
    certificate, anchors = signature.signer_cert, signed.settings.anchors
    others = tuple(signature.other_embedded_certs)
    revocations = _revocations(signed, signature)
    claimed = _claimed(signature)
    proof = _proof(signed, signature, others, revocations)
    moment = _moment(claimed, proof)
    at = moment or certificate.not_valid_before
    status = _status(signature, chain.context(anchors, others, at))
    intact = bool(status.intact and status.valid)
    standing = chain.standing(certificate, others, anchors, proof.latest or at, revocations)
    weak = chain.weaknesses(certificate, *_digests(signature))
    known = by_certificate(
        str(signature.field_name), certificate, moment=moment, standing=standing, weak=weak
    )
    trusted = intact and bool(status.trusted) and worth_trust(known)
    led = getattr(status.trust_problem_indic, "name", "")
    problem = chain.BROKEN
    if intact:
        problem = chain.problem(
            led,
            certificate,
            others,
            moment,
            weak=weak,
            digest=str(status.md_algorithm),
            revoked=bool(standing.revoked),
        )
    after = later(signed, signature, modified(signed.data, signature, status))
    ready = signed.prepared if intact else ()
    verdict = replace(
        known,
        intact=intact,
        covers_document=covers(signed.data, signature),
        modified=after.modified,
        trusted=trusted,
        trust_problem=None if trusted else problem,
        time_trusted=moment is not None and moment in (proof.stamped, proof.latest),
        later=after.changes,
        doubts=(*revoked_later(standing, proven=proof.latest is not None), *after.doubts, *ready),
    )
    fault = SIG_CRYPTO_FAILURE if status.intact else HASH_FAILURE
    late = len(verdict.doubts) > len(after.doubts) + len(ready)
    doubt = REVOKED_NO_POE if late else GENERIC
    early = chain.early(certificate, moment)
    concluded = conclude(verdict, fault=fault, early=early, led=led, doubt=doubt)
    return concluded, _in_own_zone(moment, signature)


def _status(signature: Any, context: Any) -> Any:
    """The library's verdict."""
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation import validate_pdf_signature

    annotated = signature.docmdp_level == MDPPerm.ANNOTATE
    return validate_pdf_signature(
        signature,
        signer_validation_context=context,
        key_usage_settings=chain.usage(),
        diff_policy=policy(notes_permitted=annotated),
    )


def _digests(signature: Any) -> tuple[str, ...]:
    """The digests that the signature rests on: of the bytes and of what it signs of itself."""
    method = signature.signer_info["signature_algorithm"]
    own: tuple[str, ...] = ()
    with suppress(ValueError):  # EdDSA names none
        own = (str(method.hash_algo).lower(),)
    return (str(signature.md_algorithm).lower().replace("-", ""), *own)


# ── Time ────────────────────────────────────────────────────────────────────────────────


def _claimed(signature: Any) -> datetime | None:
    """When the signer says to have signed: the signed attribute, else the dictionary's /M."""
    when = signature.self_reported_timestamp
    return chain.aware(when) if isinstance(when, datetime) else None


def _moment(claimed: datetime | None, proof: _Proof) -> datetime | None:
    """The time that counts: proven, else claimed. A stamp upon the file says when it was signed
    only where the signer claims nothing else, or nothing that could be true.
    """
    if proof.stamped is not None or proof.latest is None:
        return proof.stamped or claimed
    likely = claimed is not None and claimed < proof.latest - _SAME_ACT
    return claimed if likely else proof.latest


def _in_own_zone(moment: datetime | None, signature: Any) -> datetime | None:
    """`moment` in the zone that the signer's dictionary names, if it means the same act: the
    cryptographic times are always in UTC, and the calendar day is the signer's.
    """
    from pyhanko.pdf_utils.generic import parse_pdf_date
    from pyhanko.pdf_utils.misc import PdfError

    if moment is None or "/M" not in signature.sig_object:
        return moment
    try:
        local = parse_pdf_date(signature.sig_object["/M"], strict=False)
    except (PdfError, ValueError, TypeError):
        return moment
    if local.tzinfo is None or abs(local - moment) > _SAME_ACT:
        return moment
    return moment.astimezone(local.tzinfo)


def _proof(
    signed: Signed, signature: Any, others: Sequence[Any], revocations: Revocations
) -> _Proof:
    """What time stamps prove of when a signature was made, those of which the own chain
    reaches an anchor.
    """
    from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, message_imprint_checker

    anchors, info = signed.settings.anchors, signature.signer_info
    tokens = [
        (one, message_imprint_checker(info)) for one in extract_tst_data_iter(info, signed=False)
    ]
    stamped = _first(tokens, anchors, others, revocations)
    later = [
        (one.signed_data, one.compute_digest)
        for one in signed.stamps
        if one.signed_revision > signature.signed_revision and unbroken(signed.data, one)
    ]
    return _Proof(stamped, stamped or _first(later, anchors, others, revocations))


def _first(
    tokens: Sequence[tuple[Any, Any]],
    anchors: Sequence[bytes],
    others: Sequence[Any],
    revocations: Revocations,
) -> datetime | None:
    """The time of the first token that proves one."""
    for token, imprint in islice(tokens, _MOST_STAMPS):
        with suppress(UnreadableError), library("its time stamp cannot be followed"):
            when = timestamp.trusted(token, imprint, anchors, others, revocations)
            if when is not None:
                return when
    return None


# ── Revocation ──────────────────────────────────────────────────────────────────────────


def _revocations(signed: Signed, signature: Any) -> Revocations:
    """The revocation data of the file, of the signature and of the user."""
    from asn1crypto.crl import CertificateList

    own = map(CertificateList.load, signed.settings.revocation_lists)
    stored, attached = _stored(signed.reader), _attached(signature)
    return Revocations((*own, *stored.lists, *attached.lists), (*stored.answers, *attached.answers))


def _stored(reader: Any) -> Revocations:
    """What the document's security store holds."""
    from asn1crypto.crl import CertificateList
    from asn1crypto.ocsp import OCSPResponse
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Revocations()
    return Revocations(
        tuple(CertificateList.load(one.get_object().data) for one in store.crls),
        tuple(OCSPResponse.load(one.get_object().data) for one in store.ocsps),
    )


def _attached(signature: Any) -> Revocations:
    """What stands among the signature's own attributes."""
    from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute

    try:
        archive = find_unique_cms_attribute(
            signature.signer_info["signed_attrs"], "adobe_revocation_info_archival"
        )
    except NonexistentAttributeError:
        return Revocations()
    return Revocations(tuple(archive["crl"] or ()), tuple(archive["ocsp"] or ()))
