"""S/MIME signatures of mails: whether what is shown is what was signed, and by whom.

A signature covers the text and the attachments that lie inside the signed part, and no header
that stands outside. So what is shown is held against what was signed once more, part by part:
a mail may be built around somebody's signed words to show others.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from poedesk.attest import chain
from poedesk.attest.certificate import addresses
from poedesk.attest.conclusion import (
    HASH_FAILURE,
    REVOKED_NO_POE,
    SIG_CRYPTO_FAILURE,
    by_certificate,
    conclude,
    revoked_later,
    worth_trust,
)
from poedesk.attest.foreign import library
from poedesk.attest.revocation import Revocations
from poedesk.errors import UnreadableError
from poedesk.model import Declared, Mail, Reading, Settings, Technical
from poedesk.read.mail import mime, transport
from poedesk.read.text import normalise

_FIELD = "S/MIME"
_GARBLED = "its data cannot be followed"
_FOR_MAIL = {"email_protection", "any_extended_key_usage"}
_HEADERS = ("From", "To", "Subject", "Date")
_PGP = b"-----BEGIN PGP"
_SAME_ACT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MailSignature:
    """The verdict on the signature of a mail; `evidence` is what it says of itself and how far
    it reaches.
    """

    technical: Technical
    evidence: tuple[Declared, ...]


def signature(reading: Reading, settings: Settings) -> MailSignature | None:
    """The S/MIME signature of a mail; None where it has none.

    What cannot be judged is told by `Technical.problem`, with everything else unknown.
    """
    mail = reading.document.mail
    if mail is None or not reading.raw or reading.raw.get("cms", b"").lstrip().startswith(_PGP):
        return None
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # what it warns of, we say
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        with library(_GARBLED):
            found = _judged(reading, mail, settings)
    except UnreadableError as error:
        found = MailSignature(Technical(field=_FIELD, problem=error.message), ())
    return found


# ── The signature ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Signed:
    """An open CMS object: its one signer, and what both are held against. `moment` is when it
    was signed, as far as anybody says.
    """

    cms: Any
    certificate: Any
    others: tuple[Any, ...]
    claimed: datetime | None
    moment: datetime | None
    settings: Settings

    def context(self) -> Any:
        at = self.moment or self.certificate.not_valid_before
        return chain.context(self.settings.anchors, self.others, at)


def _judged(reading: Reading, mail: Mail, settings: Settings) -> MailSignature:
    signed = _opened(reading.raw.get("cms", b""), mail, settings)
    inner = _Inner.of(reading.raw["mime"], settings)
    status = _status(reading.raw["mime"], signed)
    intact = bool(status.intact and status.valid)
    outside = tuple(inner.outside(reading)) if intact else ()
    known = _of_certificate(signed, status, intact=intact)
    verdict = replace(
        known,
        intact=intact,
        covers_document=not outside if intact else None,
        modified="none" if intact and not outside else None,
        doubts=(*known.doubts, *_doubts(inner, signed.claimed, mail)),
        changed=("what its text and attachments say",) if not intact else (),
        uncovered=outside,
    )
    verdict = conclude(
        verdict,
        fault=SIG_CRYPTO_FAILURE if status.intact else HASH_FAILURE,
        early=chain.early(signed.certificate, signed.moment),
        led=getattr(status.trust_problem_indic, "name", ""),
        doubt=REVOKED_NO_POE if known.doubts else "",
    )
    told = (
        ("certificate subject", verdict.subject),
        ("certificate issuer", verdict.issuer),
        ("certified addresses", ", ".join(verdict.addresses)),
        ("signed at, by the signer's clock", signed.claimed.isoformat() if signed.claimed else ""),
        ("the signature covers", inner.reach),
    )
    path = reading.document.path
    evidence = tuple(Declared(key, value, path) for key, value in told if value)
    return MailSignature(verdict, evidence)


def _opened(data: bytes, mail: Mail, settings: Settings) -> _Signed:
    """A CMS object with exactly one signer; a second is one too many."""
    from asn1crypto.cms import ContentInfo
    from pyhanko.sign.general import extract_certificate_info

    if not data:
        raise UnreadableError("only a part of the mail is signed, or something stands beside it")
    cms = ContentInfo.load(data)["content"]
    number = len(cms["signer_infos"])
    if number != 1:
        raise UnreadableError(f"it is signed by {number or 'nobody'}, not by one person")
    found = extract_certificate_info(cms)
    claimed = _claimed(cms)
    return _Signed(
        cms,
        found.signer_cert,
        tuple(found.other_certs),
        claimed,
        claimed or mail.submitted,
        settings,
    )


def _claimed(cms: Any) -> datetime | None:
    from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute

    attributes = cms["signer_infos"][0]["signed_attrs"]
    try:
        when = find_unique_cms_attribute(attributes, "signing_time").native
    except NonexistentAttributeError:
        return None
    return chain.aware(when) if isinstance(when, datetime) else None


def _status(content: bytes, signed: _Signed) -> Any:
    """The library's verdict on the signature over `content`, which is what the mail shows, and
    over nothing that the object itself may carry.
    """
    from pyhanko.sign.validation import async_validate_detached_cms

    carried = signed.cms["encap_content_info"]
    kind = carried["content_type"].native
    signed.cms["encap_content_info"] = type(carried)({"content_type": kind})
    return asyncio.run(
        async_validate_detached_cms(
            content,
            signed.cms,
            signer_validation_context=signed.context(),
            key_usage_settings=chain.usage(),
        )
    )


def _of_certificate(signed: _Signed, status: Any, *, intact: bool) -> Technical:
    """What can be said of the signer."""
    certificate = signed.certificate
    standing = _standing(signed)
    weak = chain.weaknesses(certificate, *_digests(signed.cms))
    for_mail = _is_for_mail(certificate)
    known = by_certificate(_FIELD, certificate, moment=signed.moment, standing=standing, weak=weak)
    trusted = intact and bool(status.trusted) and for_mail and worth_trust(known)
    return replace(
        known,
        trusted=trusted,
        trust_problem=None
        if trusted
        else _no_anchor(signed, status, weak, intact=intact, revoked=bool(standing.revoked)),
        doubts=revoked_later(standing, proven=False),
        addresses=addresses(certificate),
    )


def _no_anchor(
    signed: _Signed, status: Any, weak: tuple[str, ...], *, intact: bool, revoked: bool
) -> str:
    """Why no anchor was reached."""
    if not intact:
        return chain.BROKEN
    if not _is_for_mail(signed.certificate):
        return "the certificate was not issued for mail"
    return chain.problem(
        getattr(status.trust_problem_indic, "name", ""),
        signed.certificate,
        signed.others,
        signed.moment,
        weak=weak,
        digest=str(status.md_algorithm),
        revoked=revoked,
    )


def _digests(cms: Any) -> tuple[str, ...]:
    """The digests of the content and of what the signature itself is over."""
    signer = cms["signer_infos"][0]
    named = [signer["digest_algorithm"]["algorithm"].native]
    with contextlib.suppress(ValueError):  # the algorithm names none of its own
        named.append(signer["signature_algorithm"].hash_algo)
    return tuple(named)


def _standing(signed: _Signed) -> chain.Standing:
    """What lists beside the signature, or given by the user, say of the chain."""
    from asn1crypto.crl import CertificateList

    own = [CertificateList.load(one) for one in signed.settings.revocation_lists]
    beside = [one.chosen for one in signed.cms["crls"] or () if one.name == "certificate_list"]
    at = signed.moment or signed.certificate.not_valid_before
    return chain.standing(
        signed.certificate,
        signed.others,
        signed.settings.anchors,
        at,
        Revocations((*own, *beside)),
    )


def _is_for_mail(certificate: Any) -> bool:
    """Whether the certificate's extended usages, if it names any, speak of mail."""
    usages = certificate.extended_key_usage_value
    return usages is None or bool(_FOR_MAIL & set(usages.native))


# ── What it is about ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Inner:
    """The signed part, read on its own."""

    headers: transport.Headers
    text: str
    attached: frozenset[bytes]

    @classmethod
    def of(cls, data: bytes, settings: Settings) -> _Inner:
        message = mime.parse(data)
        found = mime.contents(message, data, settings.limits)
        held = frozenset(one.data for one in found.attached if one.data is not None)
        return cls(transport.of(message), _letters(found.body.shown.text), held)

    @property
    def named(self) -> tuple[str, ...]:
        """The headers that are signed with the text (RFC 9788)."""
        return tuple(name for name in _HEADERS if self.headers.value(name))

    @property
    def reach(self) -> str:
        """What is signed, in words."""
        text = "the text and the attachments of the signed part"
        unsigned = [name for name in _HEADERS if name not in self.named]
        signed = f" and its headers {', '.join(self.named)}" if self.named else ""
        return f"{text}{signed}" + (f"; {', '.join(unsigned)} are not signed" if unsigned else "")

    def differing(self, mail: Mail) -> Iterator[str]:
        """The signed headers that say something else than those shown."""
        sender = self.headers.person("From")
        shown = mail.sender.email.casefold() if mail.sender else ""
        if sender is not None and sender.email.casefold() != shown:
            yield f"From ({sender.email})"
        subject_line = self.headers.value("Subject")
        if subject_line and _letters(subject_line) != _letters(mail.subject):
            yield f"Subject ({subject_line})"
        dated = transport.moment(self.headers.value("Date")) if "Date" in self.named else None
        if dated and mail.submitted and abs(dated - mail.submitted) > _SAME_ACT:
            yield f"Date ({dated:%Y-%m-%d})"

    def outside(self, reading: Reading) -> Iterator[str]:
        """What is shown and was not signed."""
        document = reading.document
        body = next((one for one in document.parts if one.name == "body"), None)
        shown = document.text[body.start : body.end] if body is not None else ""
        if _letters(shown) != self.text:
            yield "words beside the signed text"
        for one in reading.enclosed:
            if one.data not in self.attached:
                yield f"the attachment {one.path.rpartition('/')[2]}"


def _letters(text: str) -> str:
    """A text without white space, which the layout may change."""
    return "".join(normalise(text)[0].split())


def _doubts(inner: _Inner, claimed: datetime | None, mail: Mail) -> Iterator[str]:
    """What a person has to look at although the signature holds."""
    differing = tuple(inner.differing(mail))
    if differing:
        yield f"the signed headers differ from those shown: {', '.join(differing)}"
    if claimed and mail.submitted and abs(claimed - mail.submitted) > _SAME_ACT:
        yield (
            f"it was signed on {claimed:%Y-%m-%d} by the signer's clock, and the mail is dated "
            f"{mail.submitted:%Y-%m-%d}: old signed words may have been sent again"
        )
