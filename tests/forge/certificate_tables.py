"""The certificates of the services that write tables and plain labels, as `certificate_layouts`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.forge.certificate_layouts import LEFT, RIGHT, columns, one, three, told, who, zone
from tests.forge.certificates import Deal, Party, Row

# ── Zoho Sign ───────────────────────────────────────────────────────────────────────────


def zoho(deal: Deal) -> Iterator[Row]:
    """A summary, then each recipient with labels in one column and values in the next."""
    style = "%b %d, %Y %H:%M:%S "
    status = {
        "completed": "Completed",
        "interim": "In progress",
        "voided": "Recalled",
        "declined": "Declined",
    }[deal.status]
    yield one("Certificate of Completion")
    yield one("Document summary")
    sent = deal.parties[0].sent
    rows = [
        ("Document ID", deal.number),
        ("Document name", f"{deal.subject}.pdf"),
        ("Status", status),
        ("Sent by", f"{deal.sender.name} <{deal.sender.email}>"),
        ("Organization", deal.sender.company),
        ("Sent on", f"{told(sent, style)}{zone(sent) if sent else ''}"),
    ]
    if deal.status == "completed":
        rows.append(("Completed on", f"{told(deal.ended, style)}{zone(deal.ended)}"))
    rows.append(("Signing order", "Sequential"))
    for label, value in rows:
        yield ((LEFT, label), (190, value))
    yield ()
    yield one("Recipients")
    role = {
        "signer": "Signer",
        "copy": "Receives a copy",
        "approver": "Approver",
        "viewer": "Viewer",
    }
    for party in deal.parties:
        yield ((LEFT, party.name), (190, party.email), (RIGHT, role[party.role]))
    yield ()
    yield one("Signature details")
    for party in deal.parties:
        if party.role == "signer":
            yield from _zoho_person(party, style)
    yield one("Legal disclosure")
    yield one("The parties agreed to sign electronically. Zoho Sign keeps the audit trail.")


def _zoho_person(party: Party, style: str) -> Iterator[Row]:
    yield ((LEFT, "Signer name"), (190, party.name))
    yield ((LEFT, "Email address"), (190, party.email))
    for label, moment in (
        ("Viewed on", party.viewed),
        ("Signed on", party.done),
        ("Declined on", party.declined),
    ):
        if moment:
            yield ((LEFT, label), (190, f"{told(moment, style)}{zone(moment)}"))
    yield ((LEFT, "Accessed from"), (190, "198.51.100.20"))
    yield ((LEFT, "Device used"), (190, "Chrome on Windows"))
    yield ((LEFT, "Authentication type"), (190, "Email OTP"))
    yield ()


def zoho_table(deal: Deal) -> Iterator[Row]:
    """Recipients in a table with one row each."""
    style = "%d %b %Y, %H:%M "
    status = {"completed": "Completed", "interim": "In progress", "voided": "Recalled"}.get(
        deal.status, "Declined"
    )
    yield one("Zoho Sign")
    yield one("Completion Certificate")
    yield three("Document ID:", deal.number)
    yield three("Document name:", deal.subject)
    yield three("Document status:", status)
    yield three("Document owner:", f"{deal.sender.name} ({deal.sender.email})")
    yield ()
    yield (
        (LEFT, "Recipient"),
        (150, "Email"),
        (300, "Action"),
        (370, "Status"),
        (440, "Completed on"),
    )
    names = {"signer": "Sign", "copy": "Receive copy", "approver": "Approve", "viewer": "View"}
    for party in deal.parties:
        moment = party.done or party.declined
        done = (
            "Declined"
            if party.declined
            else {"signer": "Signed", "approver": "Approved"}.get(party.role, "Viewed")
        )
        state = done if moment else "Sent"
        row = [(LEFT, party.name), (150.0, party.email), (300.0, names[party.role]), (370.0, state)]
        if moment:
            row.append((440.0, f"{told(moment, style)}{zone(moment)}"))
        yield tuple(row)
    yield ()
    yield one(
        "Signature details and signing data are kept by Zoho Sign. Legal disclosure: binding."
    )
    yield one("Authentication type: Email")


# ── signNow ─────────────────────────────────────────────────────────────────────────────

_SIGNNOW = "%m/%d/%Y %H:%M:%S "


def signnow(deal: Deal) -> Iterator[Row]:
    """A log in a table; people are known by e-mail alone, but for the list of signers."""
    status = {
        "completed": "Completed",
        "interim": "Pending",
        "voided": "Canceled",
        "declined": "Declined",
    }[deal.status]
    sent = deal.parties[0].sent
    yield one("signNow E-Signature Audit Log")
    yield one("All dates expressed in MM/DD/YYYY (US)")
    yield ()
    for label, value in (
        ("Document name:", deal.subject),
        ("Document created:", told(sent, _SIGNNOW) + (zone(sent) if sent else "")),
        ("Document pages:", str(deal.pages)),
        ("Document ID:", deal.number),
        ("Document status:", status),
        ("Document sent from:", deal.sender.email),
    ):
        yield ((LEFT, label), (160, value))
    for party in deal.parties:
        if party.role == "signer":
            yield ((LEFT, "Signer:"), (160, f"{party.name} ({party.email})"))
    yield ()
    lefts = (LEFT, 110.0, 240.0, 370.0, 490.0)
    heads = ("Client", "Event", "By", "Server Time", "IP Address")
    yield tuple(zip(lefts, heads, strict=True))
    events = [("Uploaded the Document", deal.sender, sent), ("Document Saved", deal.sender, sent)]
    for party in deal.parties:
        if party.role == "signer":
            events += [
                ("Viewed the Document", party, party.viewed),
                ("Signed the Document", party, party.done),
                ("Declined the Document", party, party.declined),
            ]
    for event, party, moment in events:
        if moment:
            cells = (
                "signNow",
                event,
                party.email,
                f"{told(moment, _SIGNNOW)}{zone(moment)}",
                "192.0.2.31",
            )
            yield tuple(zip(lefts, cells, strict=True))


def signnow_history(deal: Deal) -> Iterator[Row]:
    """The newer history: one event below the other, the time first."""
    style = "%Y-%m-%d %H:%M:%S "
    status = {
        "completed": "Completed",
        "interim": "Waiting for others",
        "voided": "Canceled",
        "declined": "Declined",
    }[deal.status]
    yield one("Document History")
    yield one("SignNow e-signature, Document ID: " + deal.number)
    yield one("Document name: " + deal.subject)
    yield one("Document status: " + status)
    yield one(f"Document owner: {who(deal.sender)}")
    yield ()
    events = [(deal.parties[0].sent, f"Document created by {who(deal.sender)}")]
    for party in deal.parties:
        if party.role == "copy":
            events.append((party.sent, f"Copy of the document sent to {who(party)}"))
        elif party.role == "signer":
            events += [
                (party.sent, f"Invite sent to {who(party)}"),
                (party.viewed, f"Document viewed by {who(party)}"),
                (party.done, f"Document signed by {who(party)}"),
                (party.declined, f"Signing declined by {who(party)}"),
            ]
    if deal.status == "completed":
        events.append((deal.ended, "Document completed"))
    for moment, what in events:
        if moment:
            yield one(f"{told(moment, style)}{zone(moment)}")
            yield one(what, 60)
            yield one("IP address: 192.0.2.31", 60)
            yield ()


# ── OneSpan Sign ────────────────────────────────────────────────────────────────────────


def onespan(deal: Deal) -> Iterator[Row]:
    """Evidence summary with a section for each signer and their events."""
    style = "%Y-%m-%d %H:%M:%S "
    status = {"completed": "COMPLETED", "interim": "SENT", "voided": "ARCHIVED"}.get(
        deal.status, "DECLINED"
    )
    yield one("Evidence Summary")
    yield one("OneSpan Sign")
    for label, value in (
        ("Transaction Name:", deal.subject),
        ("Transaction ID:", deal.number),
        ("Transaction Status:", status),
        ("Sender:", who(deal.sender)),
    ):
        yield ((LEFT, label), (180, value))
    yield ()
    for party in deal.parties:
        if party.role == "copy":
            continue
        yield one("Signer Information" if party.role == "signer" else "Reviewer Information")
        yield ((LEFT, "Signer Name:"), (180, party.name))
        yield ((LEFT, "Email:"), (180, party.email))
        if party.title:
            yield ((LEFT, "Title:"), (180, party.title))
        if party.company:
            yield ((LEFT, "Company:"), (180, party.company))
        yield ((LEFT, "Authentication:"), (180, "Email, SMS passcode"))
        yield ((LEFT, "IP Address:"), (180, "203.0.113.77"))
        for label, moment in (
            ("Document Viewed:", party.viewed),
            ("Document Signed:", party.done if party.role == "signer" else None),
            ("Declined:", party.declined),
        ):
            if moment:
                yield ((LEFT, label), (180, f"{told(moment, style)}{zone(moment)}"))
        yield ()


def onespan_table(deal: Deal) -> Iterator[Row]:
    """The audit trail as a table of events with the person's name and address in cells."""
    style = "%b %-d, %Y %-I:%M:%S %p "
    status = {"completed": "Completed", "interim": "In progress", "voided": "Cancelled"}.get(
        deal.status, "Declined"
    )
    yield one("Electronic Evidence Summary")
    yield three("Transaction ID", deal.number)
    yield three("Transaction name", deal.subject)
    yield three("Status", status)
    yield three("Transaction owner", who(deal.sender))
    yield ()
    lefts = (LEFT, 190.0, 300.0, 450.0)
    yield tuple(zip(lefts, ("Date and time", "Signer name", "Email address", "Event"), strict=True))
    for party in deal.parties:
        for event, moment in (
            ("Authenticated", party.viewed),
            ("Signed" if party.role == "signer" else "Reviewed", party.done),
            ("Declined", party.declined),
        ):
            if moment:
                cells = (f"{told(moment, style)}{zone(moment)}", party.name, party.email, event)
                yield tuple(zip(lefts, cells, strict=True))
    yield one("Authentication: email. IP address kept. e-SignLive by OneSpan.")


# ── Yousign ─────────────────────────────────────────────────────────────────────────────


def yousign(deal: Deal) -> Iterator[Row]:
    """The evidence of one signer: sender, signer, authentication, signature, documents."""
    style = "%Y-%m-%d %H:%M:%S "
    sent = deal.parties[0].sent
    yield one("Yousign")
    yield one("Audit trail")
    yield one("Signature request")
    yield ((LEFT, "Signature request ID:"), (200, deal.number))
    yield ((LEFT, "Name:"), (200, deal.subject))
    status = {
        "completed": "Done",
        "interim": "Ongoing",
        "voided": "Canceled",
        "declined": "Declined",
    }
    yield ((LEFT, "Status:"), (200, status[deal.status]))
    yield ((LEFT, "Sent on:"), (200, f"{told(sent, style)}{zone(sent) if sent else ''}"))
    yield ()
    yield one("Sender")
    yield ((LEFT, "Name:"), (200, deal.sender.name))
    yield ((LEFT, "Email address:"), (200, deal.sender.email))
    yield ()
    for party in deal.parties:
        if party.role == "signer":
            yield from _yousign_signer(party, style)
        elif party.role == "approver":
            yield one("Approver")
            yield ((LEFT, "Name:"), (200, party.name))
            yield ((LEFT, "Email address:"), (200, party.email))
            yield (
                (LEFT, "Approval date:"),
                (200, f"{told(party.done, style)}{zone(party.done) if party.done else ''}"),
            )
    yield one("Documents")
    yield ((LEFT, "Document name:"), (200, f"{deal.subject}.pdf"))


def _yousign_signer(party: Party, style: str) -> Iterator[Row]:
    yield one("Signer")
    yield ((LEFT, "Name:"), (200, party.name))
    yield ((LEFT, "Email address:"), (200, party.email))
    yield ((LEFT, "IP address:"), (200, "192.0.2.61"))
    yield ((LEFT, "Authentication mode:"), (200, "Code sent by SMS"))
    yield ((LEFT, "Signature level:"), (200, "Electronic signature (simple)"))
    if party.done:
        yield ((LEFT, "Consent date:"), (200, f"{told(party.viewed, style)}{zone(party.done)}"))
        yield ((LEFT, "Signature date:"), (200, f"{told(party.done, style)}{zone(party.done)}"))
    if party.declined:
        yield (
            (LEFT, "Declined on:"),
            (200, f"{told(party.declined, style)}{zone(party.declined)}"),
        )
    yield ()


def yousign_french(deal: Deal) -> Iterator[Row]:
    """The French evidence file; day first."""
    style = "%d/%m/%Y %H:%M:%S "
    status = {
        "completed": "Terminée",
        "interim": "En cours",
        "voided": "Annulée",
        "declined": "Refusée",
    }
    yield one("Yousign")
    yield one("Dossier de preuve")
    yield ((LEFT, "Identifiant de la demande :"), (210, deal.number))
    yield ((LEFT, "Nom de la demande :"), (210, deal.subject))
    yield ((LEFT, "Statut :"), (210, status[deal.status]))
    yield ((LEFT, "Expéditeur :"), (210, who(deal.sender)))
    yield ()
    for party in deal.parties:
        if party.role == "signer":
            yield one("Signataire")
            yield ((LEFT, "Nom :"), (210, party.name))
            yield ((LEFT, "Adresse e-mail :"), (210, party.email))
            yield ((LEFT, "Mode d'authentification :"), (210, "Code envoyé par SMS"))
            yield ((LEFT, "Niveau de signature :"), (210, "Signature électronique simple"))
            if party.done:
                yield (
                    (LEFT, "Date de signature :"),
                    (210, f"{told(party.done, style)}{zone(party.done)}"),
                )
            if party.declined:
                yield (
                    (LEFT, "Date de refus :"),
                    (210, f"{told(party.declined, style)}{zone(party.declined)}"),
                )
            yield ()
        elif party.role == "approver":
            yield one("Approbateur")
            yield ((LEFT, "Nom :"), (210, party.name))
            yield ((LEFT, "Adresse e-mail :"), (210, party.email))
            yield (
                (LEFT, "Date d'approbation :"),
                (210, f"{told(party.done, style)}{zone(party.done) if party.done else ''}"),
            )
            yield ()


# ── SkySlope DigiSign, which writes as DocuSign does ────────────────────────────────────


def skyslope(deal: Deal) -> Iterator[Row]:
    """Envelope details and signer events in two columns."""
    style = "%m/%d/%Y %-I:%M:%S %p "
    status = {
        "completed": "Completed",
        "interim": "Sent",
        "voided": "Voided",
        "declined": "Declined",
    }
    yield one("DigiSign Certificate of Completion")
    yield one("Envelope Details")
    yield three("Envelope ID:", deal.number)
    yield three("Envelope Status:", status[deal.status])
    yield three("Sender Name:", deal.sender.name)
    yield three("Sender Email:", deal.sender.email)
    yield ()
    yield one("Signer Events")
    for party in deal.parties:
        if party.role != "signer":
            continue
        events = [
            f"{label}: {told(moment, style)}{zone(moment)}"
            for label, moment in (
                ("Envelope Sent", party.sent),
                ("Envelope Viewed", party.viewed),
                ("Disclosure Accepted", party.viewed),
                ("Envelope Completed", party.done),
                ("Envelope Declined", party.declined),
            )
            if moment
        ]
        yield from columns([party.name, party.email, "Security Level: Email"], events)
    yield one("Carbon Copy Events")
    for party in deal.parties:
        if party.role == "copy":
            yield from columns(
                [party.name, party.email], [f"Envelope Sent: {told(party.sent, style)}"]
            )
    yield one("E-Sign Consumer Disclosure by SkySlope")
    yield one("Page 1", RIGHT)
