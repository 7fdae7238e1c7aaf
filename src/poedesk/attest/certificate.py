"""Whose certificate it is, in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from poedesk.model import Holder
from poedesk.read.text import normalise

_LONGEST = 200
_SEPARATORS = re.compile(r"[,;+=:]")
_QC_STATEMENTS = "1.3.6.1.5.5.7.1.3"
_FOR_SIGNATURES, _FOR_SEALS = (bytes.fromhex(f"060704008e460106{n}") for n in ("01", "02"))
_OF_A_PERSON = {"given_name", "surname", "pseudonym", "title"}
_OF_AN_ORGANISATION = "organization_identifier"
_SEAL_WORDS = re.compile(
    r"\b(?:e-?seal|seal|siegel|cachet|sello|sigillo|zegel|signing|signature|service)\b"
)


@dataclass(frozen=True, slots=True)
class Identity:
    """The person or company a certificate was issued to; unknown fields are empty."""

    name: str = ""
    organisation: str = ""
    title: str = ""
    email: str = ""

    @property
    def words(self) -> str:
        """As in "CN=Jane Roe, T=Director, O=Example Ltd, E=jane@roe.example", as far as known.

        What separates fields is taken out of the values, so that no value can pose as another.
        """
        pairs = (("CN", self.name), ("T", self.title), ("O", self.organisation), ("E", self.email))
        return ", ".join(f"{key}={_plain(value)}" for key, value in pairs if value)


def subject(certificate: Any) -> Identity:
    """The subject of an `asn1crypto` certificate; the e-mail may stand in its alternative name."""
    identity = _identity(certificate.subject)
    if identity.email:
        return identity
    names = certificate.subject_alt_name_value
    mails = [one.native for one in names or () if one.name == "rfc822_name"]
    email = _clean(mails[0]) if mails else ""
    return Identity(identity.name, identity.organisation, identity.title, email)


def holder(certificate: Any) -> Holder:
    """Whether an `asn1crypto` certificate was issued to a person or to an organisation.

    What it states itself (QcStatements of ETSI EN 319 412-5) counts before what its subject
    looks like: a natural person's has names, an organisation's repeats that of the organisation.
    """
    stated = _stated(certificate)
    if stated is not None:
        return stated
    fields: dict[str, Any] = certificate.subject.native
    who = subject(certificate)
    if _OF_A_PERSON & fields.keys():
        return Holder.PERSON
    organisation = who.organisation.casefold()
    bare = _SEAL_WORDS.sub(" ", who.name.casefold().replace(organisation, " "))
    repeats = bool(organisation) and not re.search(r"\w", bare)
    return Holder.ORGANISATION if repeats or _OF_AN_ORGANISATION in fields else Holder.PERSON


def _stated(certificate: Any) -> Holder | None:
    for one in certificate["tbs_certificate"]["extensions"] or ():
        if one["extn_id"].dotted == _QC_STATEMENTS:
            statements = one["extn_value"].contents
            if _FOR_SIGNATURES in statements:
                return Holder.PERSON
            if _FOR_SEALS in statements:
                return Holder.ORGANISATION
    return None


def addresses(certificate: Any) -> tuple[str, ...]:
    """Every mail address that an `asn1crypto` certificate was issued to, in lower case."""
    names = certificate.subject_alt_name_value
    mails = [one.native for one in names or () if one.name == "rfc822_name"]
    legacy = certificate.subject.native.get("email_address", [])
    found = [*mails, *([legacy] if isinstance(legacy, str) else legacy)]
    return tuple(dict.fromkeys(_clean(one).casefold() for one in found))


def issuer(certificate: Any) -> Identity:
    """The issuer of an `asn1crypto` certificate."""
    return _identity(certificate.issuer)


def _identity(name: Any) -> Identity:
    fields: dict[str, Any] = name.native
    full = " ".join(filter(None, (_clean(fields.get("given_name")), _clean(fields.get("surname")))))
    return Identity(
        name=_clean(fields.get("common_name")) or full,
        organisation=_clean(fields.get("organization_name")),
        title=_clean(fields.get("title")),
        email=_clean(fields.get("email_address")),
    )


def _plain(value: str) -> str:
    return " ".join(_SEPARATORS.sub(" ", value).split())


def _clean(value: Any) -> str:
    """One line of plain text; of several values the first."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str):
        return ""
    return " ".join(normalise(value)[0].split())[:_LONGEST]
