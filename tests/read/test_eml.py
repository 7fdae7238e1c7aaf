"""Internet mail files."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.errors import UnreadableError
from poedesk.model import Address, Reading, Settings
from poedesk.read import eml
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()


def letter(text: str = "We approve.\n") -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["Received"] = (
        "from mail.kunde.example by mx.partner.example; Mon, 3 Mar 2025 14:05:09 +0100"
    )
    mail["From"] = "Zoë Müller <zoe@kunde.example>"
    mail["To"] = "Al Berg <al@partner.example>, bo@partner.example"
    mail["Date"] = "Mon, 03 Mar 2025 14:05:06 +0100"
    mail["Subject"] = "Größe"
    mail["Message-ID"] = "<y@kunde.example>"
    mail.set_content(text)
    return mail


def read(data: bytes) -> Reading:
    assert eml.sniff(data)
    return eml.read("mail.eml", None, data, SETTINGS)


def test_headers_and_body_are_read() -> None:
    document = read(bytes(letter())).document
    mail = document.mail
    assert mail is not None
    assert mail.sender == Address("Zoë Müller", "zoe@kunde.example")
    assert [one.email for one in mail.to] == ["al@partner.example", "bo@partner.example"]
    assert mail.submitted is not None
    assert mail.submitted.utcoffset() == timedelta(hours=1)
    assert mail.original_headers
    assert mail.subject == "Größe"
    assert document.text.endswith("We approve.\n\n")


def test_without_received_lines_the_headers_are_not_original() -> None:
    mail = letter()
    del mail["Received"]
    document = read(bytes(mail)).document
    assert document.mail is not None
    assert not document.mail.original_headers


def test_html_is_preferred_and_its_pictures_are_ignored() -> None:
    mail = letter()
    mail.add_alternative("<p>We <b>approve</b>.</p><img src='cid:logo'>", subtype="html")
    html = mail.get_payload(1)
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG", "image", "png", cid="<logo>")
    mail.add_attachment(b"%PDF-1.7", "application", "pdf", filename="sow.pdf")
    reading = read(bytes(mail))
    assert "We approve." in reading.document.text
    assert [one.path for one in reading.enclosed] == ["mail.eml/2/sow.pdf"]
    assert [mark.kind for mark in reading.document.marks] == ["ignored-attachment"]


def test_an_attached_mail_is_a_file_of_its_own() -> None:
    mail = letter("See attached.\n")
    mail.add_attachment(letter())
    (enclosed,) = read(bytes(mail)).enclosed
    inner = read(enclosed.data).document
    assert inner.mail is not None
    assert inner.mail.original_headers


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7\nFrom: a\nDate: b\nSubject: c\n",
        b"Dear all,\nFrom: next week on the date: to be told.\n",
        b"From: 1 January\nTo: 31 March\n\nForm",
        b"name: poedesk\nversion: 1\ndate: today\n",
    ],
)
def test_other_texts_are_no_mails(data: bytes) -> None:
    assert not eml.sniff(data)


@given(st.binary(max_size=600))
def test_anything_is_read_or_refused(tail: bytes) -> None:
    data = b"From: a@x.example\r\nDate: x\r\nContent-Type: multipart/mixed; boundary=b\r\n" + tail
    try:
        reading = eml.read("mail.eml", None, data, SETTINGS)
    except UnreadableError:
        return
    assert reading.document.mail is not None
