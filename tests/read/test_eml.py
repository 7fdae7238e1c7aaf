"""Internet mail files."""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.errors import UnreadableError
from poedesk.model import Address, Reading, Settings
from poedesk.read import read as read_file
from poedesk.read.mail import eml
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


HEAD = b"From: a@x.example\r\nTo: b@x.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("iso-2022-jp", "iso2022_jp", "検収いたします"),
        ("shift_jis", "cp932", "①検収いたします"),
        ("gb2312", "gb18030", "我们确认验收镕"),
        ("hz-gb-2312", "hz", "我们确认验收"),
        ("big5", "cp950", "我們確認驗收"),
        ("ks_c_5601-1987", "cp949", "검수를 확인합니다 뷁"),
        ("koi8-r", "koi8_r", "Подтверждаем приёмку"),
        ("windows-1255", "cp1255", "אנו מאשרים"),
        ("windows-874", "cp874", "เรายืนยัน"),
        ("iso-8859-1", "cp1252", "Größe – 5 €"),
        ("us-ascii", "utf-8", "Größe bestätigt"),
        ("utf-7", "utf-7", "Größe bestätigt"),
        ("x-unknown-thing", "utf-8", "Größe bestätigt"),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_every_charset_is_read_as_mail_programs_mean_it(
    charset: str, codec: str, words: str, encoding: str
) -> None:
    body = words.encode(codec)
    if encoding != "8bit":
        body = b64encode(body) if encoding == "base64" else encodestring(body)
    lines = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}"
    document = read(HEAD + lines.encode() + b"\r\n\r\n" + body + b"\r\n").document
    assert words in document.text
    assert document.marks == ()


def test_names_in_headers_and_of_files_are_decoded() -> None:
    data = (
        HEAD.replace(b": s", b": =?iso-2022-jp?B?GyRCOCE8fRsoQg==?=")
        .replace(b": a@", b": =?utf-8?q?Zo=C3=AB_M=C3=BCller?= <a@")
        .replace(b"example\r\nTo", b"example>\r\nTo")
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nWords.\r\n--b\r\n'
        b"Content-Type: application/pdf\r\nContent-Disposition: attachment;\r\n"
        b" filename*0*=utf-8''Gr%C3%B6%C3%9Fe%20;\r\n filename*1=plan.pdf\r\n\r\n%PDF\r\n--b--\r\n"
    )
    reading = read(data)
    mail = reading.document.mail
    assert mail is not None
    assert mail.subject == "検収"
    assert mail.sender == Address("Zoë Müller", "a@x.example")
    assert [one.path for one in reading.enclosed] == ["mail.eml/1/Größe plan.pdf"]


def test_letters_that_stand_in_a_header_without_encoding_are_read() -> None:
    data = HEAD.replace(b": s", ": Größe".encode()) + b"\r\nWords."
    mail = read(data.replace(b": a@", ": Zoë <a@".encode(), 1).replace(b"ple\r", b"ple>\r", 1))
    assert mail.document.mail is not None
    assert mail.document.mail.subject == "Größe"
    assert mail.document.mail.sender == Address("Zoë", "a@x.example")


def test_paragraphs_that_were_broken_for_the_way_are_joined_again() -> None:
    body = b"We approve \r\nthe plan.\r\n> it was \r\n> asked\r\n-- \r\nAnn\r\n"
    kind = b"Content-Type: text/plain; format=flowed\r\n\r\n"
    text = read(HEAD + kind + body).document.text
    assert "We approve the plan.\n> it was asked\n--\nAnn\n" in text


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("base64", b"V2UgYXBwcm92ZS4*"), ("quoted-printable", b"We=20approve=2E=ZZ="), ("x-y", b"We")],
)
def test_damaged_encodings_are_read_as_far_as_they_go(encoding: str, body: bytes) -> None:
    lines = f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode()
    assert "We" in read(HEAD + lines + body).document.text


def test_a_mailbox_of_one_mail_is_read_and_of_several_refused() -> None:
    one = b"From a@x.example Mon Mar  3 14:05:06 2025\r\n" + HEAD + b"\r\nWords.\r\n>From here.\r\n"
    assert "Words.\nFrom here." in read(one).document.text
    with pytest.raises(UnreadableError, match="mailbox of 3 mails"):
        eml.read("mail.mbox", None, one + b"\r\n" + one + b"\r\n" + one, SETTINGS)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (b"Content-Type: multipart/report; report-type=delivery-status; boundary=b", "delivery"),
        (
            b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
            "read receipt",
        ),
        (b"Content-Type: text/calendar; method=REQUEST", "meeting"),
        (b"Snapshot-Content-Location: https://x.example", "web page"),
    ],
)
def test_what_is_no_mail_is_refused_by_its_kind(lines: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        eml.read("mail.eml", None, HEAD + lines + b"\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n", SETTINGS)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (b"Content-Type: application/ms-tnef; name=winmail.dat", "winmail.dat"),
        (b"Content-Type: message/partial; number=1; total=2; id=x", "several"),
        (b"Content-Type: message/external-body; access-type=URL", "elsewhere"),
    ],
)
def test_parts_that_cannot_be_read_are_named(lines: bytes, words: str) -> None:
    mixed = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    data = HEAD + mixed + lines + b"\r\n\r\nx\r\n--b--\r\n"
    (unread,) = read(data).document.unread
    assert words in unread.reason


def test_a_mail_named_msg_is_read_and_named() -> None:
    document = read_file("mail.msg", None, HEAD + b"\r\nWords.\r\n", SETTINGS).document
    assert "Words." in document.text
    assert [mark.kind for mark in document.marks] == ["wrong-name"]


FIELDS = ("From: a@k.example", "To: b@p.example", "Subject: Hi")
RESULTS = "Authentication-Results: mx.partner.example; spf=pass; DKIM=pass header.d=k.example"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((RESULTS, "Received: from a by b"), "spf=pass dkim=pass"),
        (("Received: from c by d", RESULTS, "Received: from a by b"), "spf=pass dkim=pass"),
        (("Received: from a by b", RESULTS), ""),
        ((RESULTS,), ""),
        (("Authentication-Results: mx; none", RESULTS, "Received: from a by b"), ""),
    ],
)
def test_only_what_the_last_server_says_of_the_sender_is_taken_down(
    lines: tuple[str, ...], expected: str
) -> None:
    data = "\r\n".join([*lines, *FIELDS, "", "Hi."]).encode()
    mail = read(data).document.mail
    assert mail is not None
    assert mail.asserted == expected
