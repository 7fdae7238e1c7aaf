"""How each signing service writes a `Deal` down, from its public help pages and descriptions of
its certificates; several layouts each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from tests.forge.certificates import Deal, Party, Row

Layout = Callable[[Deal], Iterator[Row]]

LEFT, MIDDLE, RIGHT = 40.0, 250.0, 400.0


def one(text: str, left: float = LEFT) -> Row:
    """A row of one cell."""
    return ((left, text),)


def three(first: str, second: str = "", third: str = "") -> Row:
    """A row of up to three cells."""
    cells = ((LEFT, first), (MIDDLE, second), (RIGHT, third))
    return tuple(cell for cell in cells if cell[1])


def columns(*stacks: list[str]) -> Iterator[Row]:
    """Stacks of lines side by side."""
    for number in range(max(map(len, stacks))):
        yield three(*(stack[number] if number < len(stack) else "" for stack in stacks))
    yield ()


def told(moment: datetime | None, style: str) -> str:
    return style_time(moment, style) if moment else ""


def style_time(moment: datetime, style: str) -> str:
    """`strftime`, with `%-` forms on every system and lower-case free months."""
    plain = style
    for code, value in (
        ("%-m", str(moment.month)),
        ("%-d", str(moment.day)),
        ("%-I", str(moment.hour % 12 or 12)),
    ):
        plain = plain.replace(code, value)
    return moment.strftime(plain)


def zone(moment: datetime) -> str:
    return moment.tzname() or ""


# ── DocuSign ────────────────────────────────────────────────────────────────────────────

_US = "%-m/%-d/%Y %-I:%M:%S %p"


def docusign_classic(deal: Deal) -> Iterator[Row]:
    """Three columns, sections that are there even when empty; the zone is told once."""
    status = {"completed": "Completed", "interim": "Delivered"}.get(
        deal.status, deal.status.capitalize()
    )
    sender = deal.sender
    yield one("Certificate Of Completion")
    yield three(f"Envelope Id: {deal.number}", "", f"Status: {status}")
    yield one(f"Subject: Complete with DocuSign: {deal.subject}.pdf")
    yield one("Source Envelope:")
    yield three(
        f"Document Pages: {deal.pages}", f"Signatures: {len(deal.signed)}", "Envelope Originator:"
    )
    yield three("Certificate Pages: 1", "Initials: 0", sender.name)
    yield three("AutoNav: Enabled", "", "12 Harbour Street")
    yield three("EnvelopeId Stamping: Enabled", "", "Springfield, NY 10001")
    yield three("Time Zone: (UTC-05:00) Eastern Time (US & Canada)", "", sender.email)
    yield one("IP Address: 192.0.2.17", RIGHT)
    yield ()
    yield one("Record Tracking")
    yield three("Status: Original", f"Holder: {sender.name}", "Location: DocuSign")
    yield three(f"     {told(deal.parties[0].sent, _US)}", f"     {sender.email}")
    yield ()
    yield three("Signer Events", "Signature", "Timestamp")
    for party in deal.parties:
        if party.role == "signer":
            yield from _docusign_person(party, _US)
    for head in ("In Person Signer", "Editor Delivery", "Agent Delivery", "Intermediary Delivery"):
        yield three(
            f"{head} Events", "Signature" if head == "In Person Signer" else "Status", "Timestamp"
        )
    yield three("Certified Delivery Events", "Status", "Timestamp")
    for party in deal.parties:
        if party.role == "viewer":
            yield from _docusign_copy(party, _US, "VIEWED")
    yield three("Carbon Copy Events", "Status", "Timestamp")
    for party in deal.parties:
        if party.role == "copy":
            yield from _docusign_copy(party, _US, "COPIED")
    yield three("Witness Events", "Signature", "Timestamp")
    yield three("Notary Events", "Signature", "Timestamp")
    yield three("Envelope Summary Events", "Status", "Timestamps")
    yield three("Envelope Sent", "Hashed/Encrypted", told(deal.parties[0].sent, _US))
    yield three("Certified Delivered", "Security Checked", told(deal.parties[0].viewed, _US))
    if deal.status == "completed":
        yield three("Signing Complete", "Security Checked", told(deal.ended, _US))
        yield three("Completed", "Security Checked", told(deal.ended, _US))
    elif deal.status in {"voided", "declined"}:
        yield three(deal.status.capitalize(), "Security Checked", told(deal.ended, _US))
    yield three("Payment Events", "Status", "Timestamps")


def _docusign_person(party: Party, style: str) -> Iterator[Row]:
    times = [f"Sent: {told(party.sent, style)}"]
    times += [f"Viewed: {told(party.viewed, style)}"] if party.viewed else []
    times += [f"Signed: {told(party.done, style)}"] if party.done else []
    times += [f"Declined: {told(party.declined, style)}"] if party.declined else []
    left = [party.name, party.email, party.title, party.company]
    left = [line for line in left if line]
    left += ["Security Level: Email, Account Authentication", "(None)"]
    stamp = ["DocuSigned by:", party.name, "3F2A91C07B5E4D8..."] if party.done else []
    middle = [*stamp, "Signature Adoption: Pre-selected Style", "Using IP Address: 198.51.100.4"]
    yield from columns(left, middle if party.done else [], times)
    yield one("Electronic Record and Signature Disclosure:")
    yield one("     Not Offered via DocuSign")
    yield ()


def _docusign_copy(party: Party, style: str, word: str) -> Iterator[Row]:
    left = [party.name, party.email, "Security Level: Email, Account Authentication", "(None)"]
    times = [f"Sent: {told(party.sent, style)}"]
    times += [f"Viewed: {told(party.viewed, style)}"] if party.viewed else []
    yield from columns(left, [word], times)


def docusign_german(deal: Deal) -> Iterator[Row]:
    """The same in German, day first, 24 hours."""
    style = "%d.%m.%Y %H:%M:%S"
    status = {
        "completed": "Abgeschlossen",
        "interim": "Zugestellt",
        "voided": "Ungültig",
        "declined": "Abgelehnt",
    }[deal.status]
    yield one("Abschlusszertifikat")
    yield three(f"Umschlag-ID: {deal.number}", "", f"Status: {status}")
    yield one(f"Betreff: Mit Docusign abschließen: {deal.subject}.pdf")
    yield one("Quellumschlag:")
    yield three(
        f"Dokumentenseiten: {deal.pages}", f"Signaturen: {len(deal.signed)}", "Umschlagersteller:"
    )
    yield three("Zertifikatsseiten: 1", "Initialen: 0", deal.sender.name)
    yield three("AutoNav: Aktiviert", "", "Hafenstraße 12")
    yield three("Umschlag-ID-Stempel: Aktiviert", "", deal.sender.email)
    yield one("Zeitzone: (UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien")
    yield ()
    yield one("Nachverfolgung des Datensatzes")
    yield three("Status: Original", f"Inhaber: {deal.sender.name}", "Standort: DocuSign")
    yield ()
    yield three("Unterzeichnerereignisse", "Signatur", "Zeitstempel")
    for party in deal.parties:
        if party.role == "signer":
            times = [f"Gesendet: {told(party.sent, style)}"]
            times += [f"Angezeigt: {told(party.viewed, style)}"] if party.viewed else []
            times += [f"Signiert: {told(party.done, style)}"] if party.done else []
            left = [party.name, party.email, party.title, party.company]
            left = [*filter(None, left), "Sicherheitsstufe: E-Mail, Kontoauthentifizierung (keine)"]
            yield from columns(left, ["Signiert von:"] if party.done else [], times)
    yield three("Ereignisse für persönliche Unterzeichner", "Signatur", "Zeitstempel")
    yield three("Ereignisse für Kopieempfänger", "Status", "Zeitstempel")
    for party in deal.parties:
        if party.role == "copy":
            yield from columns(
                [party.name, party.email], ["KOPIERT"], [f"Gesendet: {told(party.sent, style)}"]
            )
    yield three("Zeugenereignisse", "Signatur", "Zeitstempel")
    yield three("Umschlagzusammenfassungsereignisse", "Status", "Zeitstempel")
    yield three("Umschlag gesendet", "Hash/verschlüsselt", told(deal.parties[0].sent, style))
    if deal.status == "completed":
        yield three("Abgeschlossen", "Sicherheitsgeprüft", told(deal.ended, style))


# ── Adobe Acrobat Sign ──────────────────────────────────────────────────────────────────

_ADOBE = "%Y-%m-%d - %-I:%M:%S %p "


def adobe(deal: Deal) -> Iterator[Row]:
    """A box, then a history in which the time stands below each event."""
    status = {
        "completed": "Signed",
        "interim": "Out for Signature",
        "voided": "Canceled",
        "declined": "Declined",
    }[deal.status]
    yield one(deal.subject)
    kind = "Interim" if deal.status == "interim" else "Final"
    yield ((LEFT, f"{kind} Audit Report"), (RIGHT + 60, f"{deal.ended:%Y-%m-%d}"))
    yield ()
    yield ((LEFT, "Created:"), (130, f"{deal.parties[0].sent:%Y-%m-%d}"))
    yield ((LEFT, "By:"), (130, f"{deal.sender.name} ({deal.sender.email})"))
    yield ((LEFT, "Status:"), (130, status))
    yield ((LEFT, "Transaction ID:"), (130, deal.number))
    yield ()
    yield one(f'"{deal.subject}" History')
    first = deal.parties[0].sent
    yield from _adobe_event(f"Document created by {who(deal.sender)}", first)
    for party in deal.parties:
        yield from _adobe_person(party)
    if deal.status == "completed":
        yield from _adobe_event("Agreement completed.", deal.ended)
    elif deal.status == "voided":
        yield from _adobe_event(f"Document canceled by {who(deal.sender)}", deal.ended)
    yield one("Adobe Acrobat Sign", RIGHT)


def who(party: Party) -> str:
    return f"{party.name} ({party.email})"


def _adobe_person(party: Party) -> Iterator[Row]:
    purpose = {"signer": "signature", "approver": "approval", "viewer": "viewing"}
    if party.role == "copy":
        return
    yield from _adobe_event(
        f"Document emailed to {who(party)} for {purpose[party.role]}", party.sent
    )
    yield from _adobe_event(
        f"Email viewed by {who(party)}", party.viewed, "- IP address: 192.0.2.9"
    )
    if party.done and party.role == "signer":
        yield one(f"Document e-signed by {who(party)}", 60)
        time = f"Signature Date: {told(party.done, _ADOBE)}{zone(party.done)}"
        yield one(f"{time} - Time Source: server- IP address: 192.0.2.9", 60)
        yield ()
    elif party.done and party.role == "approver":
        yield one(f"Document approved by {who(party)}", 60)
        time = f"Approval Date: {told(party.done, _ADOBE)}{zone(party.done)}"
        yield one(f"{time} - Time Source: server", 60)
        yield ()
    if party.declined:
        yield from _adobe_event(f"Document declined by {who(party)}", party.declined)


def _adobe_event(words: str, moment: datetime | None, more: str = "") -> Iterator[Row]:
    if moment:
        yield one(words, 60)
        yield one(f"{told(moment, _ADOBE)}{zone(moment)}{more}", 60)
        yield ()


def adobe_french(deal: Deal) -> Iterator[Row]:
    """The same report in French."""
    style = "%Y-%m-%d - %H:%M:%S "
    status = {
        "completed": "Signé",
        "interim": "En attente de signature",
        "voided": "Annulé",
        "declined": "Refusé",
    }[deal.status]
    kind = "intermédiaire" if deal.status == "interim" else "final"
    yield one(deal.subject)
    yield ((LEFT, f"Rapport d'audit {kind}"), (RIGHT + 60, f"{deal.ended:%Y-%m-%d}"))
    yield ()
    yield ((LEFT, "Créé le :"), (130, f"{deal.parties[0].sent:%Y-%m-%d}"))
    yield ((LEFT, "De :"), (130, f"{deal.sender.name} ({deal.sender.email})"))
    yield ((LEFT, "État :"), (130, status))
    yield ((LEFT, "ID de transaction :"), (130, deal.number))
    yield ()
    yield one(f"Historique de « {deal.subject} »")

    def event(words: str, moment: datetime | None, lead: str = "", more: str = "") -> Iterator[Row]:
        if moment:
            yield one(words, 60)
            yield one(f"{lead}{told(moment, style)}{zone(moment)}{more}", 60)
            yield ()

    yield from event(f"Document créé par {who(deal.sender)}", deal.parties[0].sent)
    for party in deal.parties:
        if party.role == "copy":
            continue
        yield from event(f"Document envoyé par e-mail à {who(party)} pour signature", party.sent)
        yield from event(f"E-mail consulté par {who(party)}", party.viewed)
        verb = {"signer": "signé électroniquement", "approver": "approuvé"}.get(party.role)
        if party.done and verb:
            yield from event(
                f"Document {verb} par {who(party)}",
                party.done,
                "Date de signature : " if party.role == "signer" else "Date d'approbation : ",
                " - Source horaire : serveur",
            )
        if party.declined:
            yield from event(f"Document refusé par {who(party)}", party.declined)
    if deal.status == "completed":
        yield from event("Accord terminé.", deal.ended)


# ── Dropbox Sign, formerly HelloSign ────────────────────────────────────────────────────

_SIDE = 170.0


def dropbox(deal: Deal) -> Iterator[Row]:
    """Date and, below it, the time in the middle; what happened on the right."""
    status = {
        "completed": "Signed",
        "interim": "Out for signature",
        "voided": "Canceled",
        "declined": "Declined",
    }[deal.status]
    yield ((LEFT, "Dropbox Sign"), (RIGHT + 60, "Audit trail"))
    yield ()
    for label, value in (
        ("Title", deal.subject),
        ("File name", f"{deal.subject}.pdf"),
        ("Document ID", deal.number),
        ("Audit trail date format", "MM / DD / YYYY"),
        ("Status", f"• {status}"),
    ):
        yield ((LEFT, label), (_SIDE + 40, value))
    yield ()
    yield one("Document History")
    names = [f"{who(one_)}" for one_ in deal.parties if one_.role == "signer"]
    yield from _dropbox_event(
        "SENT",
        deal.parties[0].sent,
        f"Sent for signature to {' and '.join(names)}",
        f"from {deal.sender.email}",
        ip="192.0.2.44",
    )
    for party in deal.parties:
        if party.role == "signer":
            yield from _dropbox_event("VIEWED", party.viewed, f"Viewed by {who(party)}")
            yield from _dropbox_event("SIGNED", party.done, f"Signed by {who(party)}")
            yield from _dropbox_event("DECLINED", party.declined, f"Declined by {who(party)}")
    if deal.status == "completed":
        yield from _dropbox_event(
            "COMPLETED", deal.ended, "The document has been completed.", ip=""
        )
    elif deal.status == "interim":
        yield from _dropbox_event(
            "INCOMPLETE",
            deal.ended,
            "This document has not been fully executed by all signers.",
            ip="",
        )
    elif deal.status == "voided":
        yield from _dropbox_event("CANCELED", deal.ended, f"Canceled by {who(deal.sender)}")
    yield one("Powered by Dropbox Sign", LEFT)


def _dropbox_event(
    word: str, moment: datetime | None, *what: str, ip: str = "198.51.100.8"
) -> Iterator[Row]:
    if moment is None:
        return
    dates = ["", f"{moment:%m / %d / %Y}", f"{moment:%H:%M:%S} {zone(moment)}", ""]
    lines = [*what, f"IP: {ip}"] if ip else list(what)
    lines = ["", *lines] if len(lines) < 3 else lines
    stacks = ["", word], dates, ["", *lines]
    for number in range(4):
        cells = zip((LEFT + 10, _SIDE, _SIDE + 110), stacks, strict=True)
        yield tuple((left, s[number]) for left, s in cells if number < len(s) and s[number])
    yield ()


def hellosign(deal: Deal) -> Iterator[Row]:
    """The older page: the event in capitals, date, words and time on two lines."""
    status = {
        "completed": "Completed",
        "interim": "Out For Signature",
        "voided": "Canceled",
        "declined": "Declined",
    }[deal.status]
    yield ((LEFT, "HELLOSIGN"), (RIGHT + 60, "Audit Trail"))
    for label, value in (
        ("TITLE", deal.subject),
        ("FILE NAME", f"{deal.subject}.docx and 1 other"),
        ("DOCUMENT ID", deal.number),
        ("AUDIT TRAIL DATE FORMAT", "DD / MM / YYYY"),
        ("STATUS", status),
    ):
        yield ((LEFT, label), (_SIDE, value))
    yield ()
    yield one("Document History")
    sent = deal.parties[0].sent
    names = ", ".join(who(party) for party in deal.parties if party.role == "signer")
    events: list[tuple[str, datetime | None, str]] = [
        ("SENT", sent, f"Sent for signature to {names} from {deal.sender.email}")
    ]
    for party in deal.parties:
        if party.role == "signer":
            events += [
                ("VIEWED", party.viewed, f"Viewed by {who(party)}"),
                ("SIGNED", party.done, f"Signed by {who(party)}"),
                ("DECLINED", party.declined, f"Declined by {who(party)}"),
            ]
    if deal.status == "completed":
        events.append(("COMPLETED", deal.ended, "The document has been completed."))
    for word, moment, what in events:
        if moment:
            yield ((LEFT, ""), (_SIDE - 60, f"{moment:%d / %m / %Y}"), (_SIDE + 40, what))
            yield (
                (LEFT, word),
                (_SIDE - 60, f"{moment:%H:%M:%S} {zone(moment)}"),
                (_SIDE + 40, "IP: 203.0.113.5"),
            )
            yield ()
    yield one("Powered by HelloSign")


# ── PandaDoc ────────────────────────────────────────────────────────────────────────────

_PANDA = "%d %b %Y %H:%M:%S"


def pandadoc(deal: Deal) -> Iterator[Row]:
    """Signers one below the other, labels and values in two columns."""
    yield one("Signature Certificate")
    yield one(f"Reference number: {deal.number}")
    yield three("Signer", "Timestamp", "Signature")
    for party in deal.parties:
        if party.role != "signer":
            continue
        yield one(party.name)
        yield one(f"Email: {party.email}")
        if party.sent:
            yield three("Sent:", f"{told(party.sent, _PANDA)} UTC")
        if party.viewed:
            yield three("Viewed:", f"{told(party.viewed, _PANDA)} UTC")
        if party.done:
            yield three("Signed:", f"{told(party.done, _PANDA)} UTC", party.name)
        yield one("Recipient Verification:")
        yield three("Email verified", f"{told(party.viewed, _PANDA)} UTC", "IP address: 192.0.2.77")
        yield one("Location: Springfield, United States", RIGHT)
        yield ()
    if deal.status == "completed":
        yield one("Document completed by all parties on:")
        yield one(f"{told(deal.ended, _PANDA)} UTC")
    yield ()
    yield three("Signed with PandaDoc", "", "Page 1 of 1")
    yield one("PandaDoc is a document workflow and certified eSignature")
    yield one("solution trusted by 50,000+ companies worldwide.")


def pandadoc_capitals(deal: Deal) -> Iterator[Row]:
    """The newer certificate: capitals, each label above its value."""
    style = "%d %b %Y %H:%M:%S"
    yield one("CERTIFICATE of SIGNATURE")
    if deal.status == "completed":
        yield three("REF. NUMBER", "", "DOCUMENT COMPLETED BY ALL PARTIES ON")
        yield three(deal.number, "", f"{told(deal.ended, style).upper()} UTC")
    else:
        yield one("REF. NUMBER")
        yield one(deal.number)
    yield ()
    yield three("SIGNER", "TIMESTAMP", "SIGNATURE")
    for party in deal.parties:
        if party.role != "signer":
            continue
        times = []
        for word, moment in (
            ("SENT", party.sent),
            ("VIEWED", party.viewed),
            ("SIGNED", party.done),
        ):
            times += [word, told(moment, style).upper()] if moment else []
        left = [party.name.upper(), "", "EMAIL", party.email.upper(), "", "RECIPIENT VERIFICATION"]
        left += ["EMAIL VERIFIED", f"{told(party.viewed, style).upper()}"]
        yield from columns(
            left, times, ["", "IP ADDRESS", "192.0.2.77", "LOCATION", "SPRINGFIELD, UNITED STATES"]
        )
    yield one("Signed with PandaDoc.com")
