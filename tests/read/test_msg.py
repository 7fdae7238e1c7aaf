"""Outlook messages as Outlook saves them, read through the public surface."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forge.outlook import message

from poedesk.errors import UnreadableError
from poedesk.model import Address, FileKind, Reading, Settings
from poedesk.read.mail import msg
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()
SENT = datetime(2025, 3, 3, 14, 5, 6, tzinfo=timezone(timedelta(hours=1)))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


def mail(**changes: Any) -> dict[str, Any]:
    return {
        "subject": "Abnahme – Größe",
        "sender": ("Zoë Müller", "zoe@kunde.example"),
        "to": [("Al Berg", "al@partner.example")],
        "sent": SENT,
        "body": "Hallo Al,\nwir bestätigen die Abnahme.\n",
        **changes,
    }


def read(**changes: Any) -> Reading:
    return msg.read("mail.msg", None, message(**mail(**changes)), SETTINGS)


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert message(**mail()) == message(**mail())


def test_headers_and_body_are_parts_of_the_text() -> None:
    document = read(cc=[("Cy", "cy@partner.example")]).document
    assert document.kind is FileKind.MSG
    assert [part.name for part in document.parts] == ["headers", "body"]
    assert document.text.startswith(
        "From: Zoë Müller <zoe@kunde.example>\nSent: 2025-03-03 14:05:06 +0100\n"
        "To: Al Berg <al@partner.example>\nCc: Cy <cy@partner.example>\n"
        "Subject: Abnahme – Größe\n"
    )
    assert "wir bestätigen die Abnahme." in document.text


def test_the_mail_says_what_it_is() -> None:
    document = read(in_reply_to="<x@partner.example>", message_id="<y@kunde.example>").document
    assert document.mail is not None
    assert document.mail.sender == Address("Zoë Müller", "zoe@kunde.example")
    assert document.mail.submitted == SENT
    assert document.mail.submitted is not None
    assert document.mail.submitted.utcoffset() == timedelta(hours=1)
    assert document.mail.original_headers
    assert not document.mail.draft
    assert document.mail.message_id == "<y@kunde.example>"
    assert document.mail.in_reply_to == "<x@partner.example>"


def test_headers_that_the_library_would_invent_are_not_original() -> None:
    document = read(headers=False).document
    assert document.mail is not None
    assert not document.mail.original_headers
    assert document.mail.submitted == SENT
    assert document.mail.submitted is not None
    assert (
        document.mail.submitted.tzinfo is UTC or document.mail.submitted.utcoffset() == timedelta()
    )


def test_a_draft_was_never_sent() -> None:
    document = read(draft=True).document
    assert document.mail is not None
    assert document.mail.draft
    assert document.mail.submitted is None


def test_html_keeps_lines_cells_and_quotations_and_drops_what_is_unseen() -> None:
    html = (
        "<style>p{}</style><p>Dear Al,</p><table><tr><td>Intune</td><td>850</td></tr>"
        "<tr><td>Purview</td><td>1,200</td></tr></table><p style='display:none'>secret</p>"
        "<blockquote type=cite><div>older<br>words</div></blockquote>"
    )
    text = read(html=html).document.text
    assert "Dear Al,\nIntune\t850\nPurview\t1,200\n" in text
    assert "> older\n> words" in text
    assert "p{}" not in text


def test_cells_below_one_another_share_their_column() -> None:
    html = "<table><tr><td>A</td><td>1</td></tr><tr><td>Longer</td><td>2</td></tr></table>"
    reading = read(html=html)
    text = reading.document.text
    lefts = {text[one.start : one.end]: one.left for one in reading.segments}
    assert lefts["1"] == lefts["2"] > lefts["A"] == lefts["Longer"]


def test_attachments_are_enclosed_under_their_number() -> None:
    reading = read(attachments=[("sow.pdf", b"%PDF-1.7 x"), ("plan.docx", b"PK\x03\x04")])
    assert [(one.path, one.inside) for one in reading.enclosed] == [
        ("mail.msg/1/sow.pdf", "mail.msg"),
        ("mail.msg/2/plan.docx", "mail.msg"),
    ]
    assert reading.enclosed[0].data == b"%PDF-1.7 x"


def test_contact_cards_and_calendar_entries_are_ignored_and_named() -> None:
    reading = read(attachments=[("al.vcf", b"BEGIN:VCARD"), ("call.ics", b"BEGIN:VCALENDAR")])
    assert reading.enclosed == ()
    assert reading.document.unread == ()
    assert [mark.kind for mark in reading.document.marks] == ["ignored-attachment"] * 2


def test_a_picture_that_is_attached_and_not_shown_is_evidence() -> None:
    reading = read(attachments=[("scan.png", PNG)], html="<p>See the scan.</p>")
    assert [one.path for one in reading.enclosed] == ["mail.msg/1/scan.png"]


def test_an_attached_message_keeps_its_own_transport_headers() -> None:
    inner = mail(subject="Approval", body="Approved.", attachments=[("sow.pdf", b"%PDF-1.7 x")])
    (enclosed, named) = read(embedded=[("Approval", inner), ("RE Plan.msg", inner)]).enclosed
    assert named.path == "mail.msg/2/RE Plan.msg"
    assert enclosed.path == "mail.msg/1/Approval.msg"
    again = msg.read(enclosed.path, enclosed.inside, enclosed.data, SETTINGS)
    assert again.document.mail is not None
    assert again.document.mail.original_headers
    assert again.document.mail.submitted == SENT
    assert "Approved." in again.document.text
    assert [one.path for one in again.enclosed] == ["mail.msg/1/Approval.msg/1/sow.pdf"]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("IPM.Appointment", "calendar entry"),
        ("IPM.Schedule.Meeting.Request", "meeting"),
        ("IPM.Task", "task"),
        ("IPM.Contact", "contact"),
        ("IPM.Note.SMIME", "encrypted"),
        ("IPM.Post", "post"),
        ("IPM.Sharing", "share"),
        ("IPM.Outlook.Recall", "recall"),
        ("REPORT.IPM.Note.NDR", "report"),
        ("REPORT.IPM.Note.SMIME.IPNRN", "report"),
        ("IPM.TaskRequest.Accept", "task"),
        ("IPM.StickyNote", "note"),
        ("IPM.Note.Microsoft.Conversation", "chat"),
        ("IPM.Note.rpmsg.Microsoft.Voicemail", "rights"),
        ("IPM.Sonderbar", "unknown class IPM.Sonderbar"),
    ],
)
def test_other_outlook_items_are_refused_by_their_kind(item: str, kind: str) -> None:
    with pytest.raises(UnreadableError, match=kind):
        read(message_class=item)


def test_bytes_that_are_no_message_are_refused() -> None:
    for data in (b"", b"mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(4000)):
        assert not msg.sniff(data)
        with pytest.raises(UnreadableError):
            msg.read("mail.msg", None, data, SETTINGS)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=30),
    st.integers(1, 10_752),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    flips: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(message(**mail()))
    for place, value in flips:
        data[place % len(data)] = value
    try:
        reading = msg.read(
            "mail.msg", None, bytes(data[: max(length, 1)] if not flips else data), SETTINGS
        )
    except UnreadableError:
        return
    assert reading.document.mail is not None
