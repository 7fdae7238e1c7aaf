"""Envelopes of every service in every state, and what a reader has to make of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from tests.forge import certificate_layouts as layouts
from tests.forge import certificate_tables as tables
from tests.forge.certificate_layouts import Layout
from tests.forge.certificates import Deal, Party, Row, deal, plain, printed

GUID = "3712BF36-18D4-4561-9AA2-1D5D54D59D5B"
OTHER_GUID = "A9C0FFEE-18D4-4561-9AA2-1D5D54D59D5B"
HEX, OTHER_HEX = "0a1b2c3d" * 5, "9f8e7d6c" * 5

JO = Party(
    "Jo Ortiz",
    "jo.ortiz@contoso.example",
    title="Head of IT",
    company="Contoso Manufacturing GmbH",
)
SAM = Party(
    "Sam Lee",
    "sam.lee@northwindcloud.example",
    title="Account Director",
    company="Northwind Cloud Services Ltd",
)
KIM = Party("Kim Osei", "kim.osei@northwindcloud.example")
ANN = Party("Ann-Marie Berg", "am.berg@contoso.example", "copy")
TOM = Party("Tom Adler", "tom.adler@contoso.example", "approver")

WORK = plain(
    "Statement of work",
    "Northwind Cloud Services Ltd deploys Microsoft Intune for 600 users of",
    "Contoso Manufacturing GmbH from 3 March 2025 on.",
)
EASTERN = ZoneInfo("America/New_York")
BERLIN = timezone(timedelta(hours=1))


@dataclass(frozen=True)
class Service:
    """A layout of one service: its numbers, what it stamps on pages ("{number}" stands for the
    number; empty for nothing), the zone in which it tells times, the roles that it tells beside
    signers, and whether it issues certificates of envelopes that are not complete.
    """

    name: str
    layout: Layout
    number: str
    other: str
    stamp: str
    zone: ZoneInfo | timezone = UTC
    roles: frozenset[str] = frozenset()
    titles: bool = False
    unfinished: bool = True
    seconds: bool = True

    @property
    def id(self) -> str:
        """What tests call it."""
        return self.layout.__name__


_ADOBE = "CBJCHBCAABAAxyz0123456789abcdefghij"
_PANDA = "MOJ62-OBBHA-UXMXI-5FARR"
_ZOHO = "361682B4-ZERZWVA2U19FQKO8L2T"

SERVICES = (
    Service(
        "DocuSign",
        layouts.docusign_classic,
        GUID,
        OTHER_GUID,
        "DocuSign Envelope ID: {number}",
        EASTERN,
        frozenset({"copy"}),
        titles=True,
    ),
    Service(
        "DocuSign",
        layouts.docusign_german,
        GUID,
        OTHER_GUID,
        "Docusign Envelope ID: {number}",
        BERLIN,
        frozenset({"copy"}),
        titles=True,
    ),
    Service(
        "Adobe Acrobat Sign",
        layouts.adobe,
        _ADOBE,
        _ADOBE[::-1],
        "Adobe Acrobat Sign Transaction Number: {number}",
        roles=frozenset({"approver"}),
    ),
    Service(
        "Adobe Acrobat Sign",
        layouts.adobe_french,
        _ADOBE,
        _ADOBE[::-1],
        "Adobe Acrobat Sign Transaction Number: {number}",
        roles=frozenset({"approver"}),
    ),
    Service("Dropbox Sign", layouts.dropbox, HEX, OTHER_HEX, "Doc ID: {number}"),
    Service("Dropbox Sign", layouts.hellosign, HEX, OTHER_HEX, "Doc ID: {number}"),
    Service(
        "PandaDoc",
        layouts.pandadoc,
        _PANDA,
        _PANDA[::-1],
        "Document Ref: {number} Page 1 of 1",
        unfinished=False,
    ),
    Service(
        "PandaDoc",
        layouts.pandadoc_capitals,
        _PANDA,
        _PANDA[::-1],
        "Document Ref: {number} Page 1 of 1",
        unfinished=False,
    ),
    Service(
        "Zoho Sign",
        tables.zoho,
        _ZOHO,
        _ZOHO[::-1],
        "Zoho Sign Document ID: {number}",
        roles=frozenset({"copy", "approver"}),
    ),
    Service(
        "Zoho Sign",
        tables.zoho_table,
        _ZOHO,
        _ZOHO[::-1],
        "Zoho Sign Document ID: {number}",
        roles=frozenset({"copy", "approver"}),
        seconds=False,
    ),
    Service("signNow", tables.signnow, HEX, OTHER_HEX, ""),
    Service("signNow", tables.signnow_history, HEX, OTHER_HEX, "", roles=frozenset({"copy"})),
    Service("OneSpan Sign", tables.onespan, "p7xYKq0123456789abcd=", "", "", titles=True),
    Service("OneSpan Sign", tables.onespan_table, "p7xYKq0123456789abcd=", "", ""),
    Service("Yousign", tables.yousign, GUID.lower(), "", "", roles=frozenset({"approver"})),
    Service("Yousign", tables.yousign_french, GUID.lower(), "", "", roles=frozenset({"approver"})),
    Service(
        "SkySlope DigiSign",
        tables.skyslope,
        GUID,
        OTHER_GUID,
        "DigiSign Envelope ID: {number}",
        roles=frozenset({"copy"}),
    ),
)


START = datetime(2025, 3, 21, 8, 0, tzinfo=UTC)
"""When envelopes are sent, by the clock of the zone of their service."""


def envelope(
    service: Service, *parties: Party, status: str = "completed", start: datetime = START
) -> Deal:
    """An envelope of a service, sent by the partner."""
    start = start.replace(tzinfo=service.zone)
    return deal(service.number, *parties, sender=SAM, start=start, status=status)


def certificate(service: Service, made: Deal) -> list[Row]:
    """The certificate's rows."""
    return list(service.layout(made))


def paper(service: Service, rows: list[Row], *, number: str | None = None) -> bytes:
    """The signed page with the service's stamp and, behind it, the certificate."""
    head = service.stamp.format(number=number or service.number)
    return printed(WORK, rows, head=head)


def signers(service: Service, made: Deal) -> Iterator[tuple[str, str, datetime]]:
    """Name, address and time of those who signed, as the certificate tells them."""
    for one in made.signed:
        assert one.done is not None
        yield one.name, one.email, one.done if service.seconds else one.done.replace(second=0)
