"""The values that a field may have, one enumeration each."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

Day = date
"""A calendar day (`Claim` has a field named `date`)."""


class FileKind(StrEnum):
    """What a file is, by its content."""

    PDF = "pdf"
    DOCX = "docx"
    MSG = "msg"
    EML = "eml"
    IMAGE = "image"
    ZIP = "zip"
    OTHER = "other"


class Outcome(StrEnum):
    """What a rule says of a claim."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"
    NOT_APPLICABLE = "not-applicable"
    NOT_CHECKED = "not-checked"


class Severity(StrEnum):
    """Whether a rule decides the verdict."""

    REQUIRED = "required"
    ADVISORY = "advisory"


class Verdict(StrEnum):
    """What a claim gets."""

    PASS = "pass"
    FAIL = "fail"
    REVIEW = "review"


class Side(StrEnum):
    """For whom somebody signs or writes."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    UNKNOWN = "unknown"


class AckKind(StrEnum):
    """How somebody acknowledged."""

    INK = "ink"
    CRYPTO = "crypto"
    PROVIDER = "provider"
    TYPED = "typed"
    IMAGE = "image"
    EMPTY = "empty"
    EMAIL = "email"


class AckStatus(StrEnum):
    """Whether an acknowledgement can carry a claim (its age is another matter)."""

    ACCEPTED = "accepted"
    REVIEW = "review"
    REJECTED = "rejected"


class DateRole(StrEnum):
    """What a date is the date of."""

    SIGNATURE = "signature"
    ACKNOWLEDGEMENT = "acknowledgement"
    START = "start"
    END = "end"
    DOCUMENT = "document"
    TRANSACTION = "transaction"
    OTHER = "other"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Unit(StrEnum):
    """What a count counts."""

    USERS = "users"
    SEATS = "seats"
    LICENCES = "licences"
    DEVICES = "devices"
    MAILBOXES = "mailboxes"
    SERVERS = "servers"
    SITES = "sites"


class Activity(StrEnum):
    """What a sentence says was or will be done, or why."""

    DEPLOYMENT = "deployment"
    ADOPTION = "adoption"
    GUIDANCE = "guidance"
    SUPPORT = "support"
    PROMOTIONAL = "promotional"
    NEED = "need"
    BENEFIT = "benefit"
    TIMELINE = "timeline"
    LICENSING = "licensing"


class Stance(StrEnum):
    """What the own words of a mail do; UNCLEAR: somebody has to read them."""

    APPROVES = "approves"
    CONFIRMS = "confirms"
    REFUSES = "refuses"
    ASKS = "asks"
    LICENSING = "licensing"
    UNCLEAR = "unclear"
    NONE = "none"
