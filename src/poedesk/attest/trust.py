"""What cryptography says of one PDF signature: integrity, later changes, trust, revocation.

Never uses the network or the clock: a certificate is judged at the time of signing, so that
the same file gives the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from poedesk.attest import chain
from poedesk.attest.certificate import issuer, subject
from poedesk.attest.foreign import library
from poedesk.model import Technical

_SAME_ACT = timedelta(minutes=10)
GARBLED = "its data cannot be followed"


@dataclass(frozen=True, slots=True)
class Signed:
    """An open signed file, and the trusted certificates and revocation lists (DER) that it is
    held against.
    """

    reader: Any
    data: bytes
    anchors: tuple[bytes, ...]
    revocation_lists: tuple[bytes, ...]


def technical(signed: Signed, signature: Any) -> tuple[Technical, datetime | None]:
    """The verdict on an `EmbeddedPdfSignature` and the aware time of signing, if any is given.

    Raises UnreadableError where the signature cannot be judged.
    """
    with library(GARBLED):
        certificate = signature.signer_cert
        others = tuple(signature.other_embedded_certs)
        claimed = _claimed(signature)
        stamped = _stamped(signed, signature, others)
        own_issue = certificate.issuer == certificate.subject
        moment = stamped or claimed
        at = moment or certificate.not_valid_before
        status = _status(signature, chain.context(signed.anchors, others, at))
        valid_then = chain.within(certificate, moment)
        revoked = _revoked(signed, signature, others, at)
        who, by = subject(certificate), issuer(certificate)
        trusted = bool(status.trusted) and not own_issue and not revoked
        verdict = Technical(
            field=str(signature.field_name),
            intact=bool(status.intact and status.valid),
            covers_document=_covers(signed.data, signature),
            modified=_modified(signed.data, signature, status),
            trusted=trusted,
            trust_problem=None
            if trusted
            else _problem(status, certificate, others, moment, revoked=bool(revoked)),
            self_signed=own_issue,
            valid_then=valid_then,
            revoked=revoked,
            time_trusted=stamped is not None,
            subject=who.words,
            issuer=by.words,
            problem=None,
            signer=who.name,
            organisation=who.organisation,
            title=who.title,
        )
        return verdict, _in_own_zone(moment, signature)


# ── Time ────────────────────────────────────────────────────────────────────────────────


def _claimed(signature: Any) -> datetime | None:
    """When the signer says to have signed: the signed attribute, else the dictionary's /M."""
    when = signature.self_reported_timestamp
    return chain.aware(when) if isinstance(when, datetime) else None


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


def _stamped(signed: Signed, signature: Any, others: Sequence[Any]) -> datetime | None:
    """The time of an embedded time stamp whose own chain reaches an anchor."""
    from pyhanko.sign.general import find_cms_attribute_iter

    tokens = find_cms_attribute_iter(
        signature.signer_info["unsigned_attrs"], "signature_time_stamp_token"
    )
    for token in tokens:
        when = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        context = chain.context(signed.anchors, others, chain.aware(when))
        stamp = _status(signature, context, only_chain=True).timestamp_validity
        if stamp is not None and stamp.valid and stamp.intact and stamp.trusted:
            return chain.aware(stamp.timestamp)
    return None


# ── Validation ──────────────────────────────────────────────────────────────────────────


def _status(signature: Any, context: Any, *, only_chain: bool = False) -> Any:
    """The library's verdict."""
    from pyhanko.sign.validation import validate_pdf_signature

    return validate_pdf_signature(
        signature,
        signer_validation_context=context,
        key_usage_settings=chain.usage(),
        skip_diff=only_chain,
    )


def _revoked(signed: Signed, signature: Any, others: Sequence[Any], at: datetime) -> bool | None:
    """Whether revocation data inside the file, or given by the user, covers the chain, and what
    it says.
    """
    from asn1crypto.crl import CertificateList

    lists, answers = _stored(signed.reader)
    more_lists, more_answers = _attached(signature)
    own = [CertificateList.load(one) for one in signed.revocation_lists]
    revocation = [*own, *lists, *more_lists], [*answers, *more_answers]
    if not any(revocation):
        return None
    status = _status(
        signature, chain.context(signed.anchors, others, at, revocation), only_chain=True
    )
    if status.revoked:
        return True
    return False if status.trusted else None


def _stored(reader: Any) -> tuple[list[Any], list[Any]]:
    """Revocation lists and OCSP answers of the document's security store."""
    from asn1crypto.crl import CertificateList
    from asn1crypto.ocsp import OCSPResponse
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError

    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return [], []
    return (
        [CertificateList.load(one.get_object().data) for one in store.crls],
        [OCSPResponse.load(one.get_object().data) for one in store.ocsps],
    )


def _attached(signature: Any) -> tuple[list[Any], list[Any]]:
    """Revocation lists and OCSP answers among the signature's own attributes."""
    from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute

    try:
        archive = find_unique_cms_attribute(
            signature.signer_info["signed_attrs"], "adobe_revocation_info_archival"
        )
    except NonexistentAttributeError:
        return [], []
    return list(archive["crl"] or ()), list(archive["ocsp"] or ())


# ── Integrity ───────────────────────────────────────────────────────────────────────────


def _covers(data: bytes, signature: Any) -> bool:
    """Whether every byte up to the end of the signed revision is signed but the signature
    itself, and nothing but whole revisions follows.
    """
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if _whole_file(data, signature):
        return True
    return (
        signature.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and _unbroken(data, signature)
        and data.rstrip(b"\0\t\r\n ").endswith(b"%%EOF")
    )


def _whole_file(data: bytes, signature: Any) -> bool:
    """Whether nothing but white space follows the signed bytes."""
    return _unbroken(data, signature) and not data[_end(signature) :].strip()


def _unbroken(data: bytes, signature: Any) -> bool:
    """Whether the signed bytes start the file and leave out exactly the signature, with or
    without the brackets around it.
    """
    ranges = [int(one) for one in signature.byte_range]
    if len(ranges) != 4 or ranges[0] != 0:
        return False
    gap = data[ranges[1] : ranges[2]]
    if gap.startswith(b"<") and gap.endswith(b">"):
        gap = gap[1:-1]
    try:
        return bytes.fromhex(gap.decode("ascii")) == bytes(signature.pkcs7_content)
    except ValueError:
        return False


def _end(signature: Any) -> int:
    """Offset after the last signed byte."""
    *_, start, length = (int(one) for one in signature.byte_range)
    return start + length


def _modified(data: bytes, signature: Any, status: Any) -> str | None:
    """What came after the signed revision, by what the signature itself allows."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if _whole_file(data, signature):
        return "none"
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return None
    level = status.modification_level
    if level is None or b"/XRefStm" in data[_end(signature) :]:
        return None  # readers disagree on what a hybrid revision shows
    if level == ModificationLevel.NONE:
        return "none"
    annotated = level == ModificationLevel.ANNOTATIONS
    if not status.docmdp_ok or (annotated and signature.docmdp_level != MDPPerm.ANNOTATE):
        return "forbidden"
    return "permitted"


def _problem(
    status: Any,
    certificate: Any,
    others: Sequence[Any],
    moment: datetime | None,
    *,
    revoked: bool,
) -> str:
    """Why no anchor was reached."""
    if not (status.intact and status.valid):
        return chain.BROKEN
    name = getattr(status.trust_problem_indic, "name", "")
    digest = str(status.md_algorithm)
    return chain.problem(name, certificate, others, moment, digest=digest, revoked=revoked)
