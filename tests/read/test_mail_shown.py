"""What a person sees of a mail, and what only a program reads."""

from __future__ import annotations

import struct
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forge.outlook import message

from poedesk.model import Document, Settings
from poedesk.read import markup
from poedesk.read.mail import eml, msg, pgp
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()


def read(html: str = "", body: str = "", **changes: Any) -> Document:
    given: dict[str, Any] = {
        "subject": "Rollout",
        "sender": ("Ann Li", "ann@kunde.example"),
        "to": [("Bo Ek", "bo@partner.example")],
        "sent": datetime(2025, 3, 3, 14, 5, tzinfo=UTC),
        "body": body,
        "html": html or None,
        **changes,
    }
    return msg.read("mail.msg", None, message(**given), SETTINGS).document


def kinds(document: Document) -> list[str]:
    return [mark.kind for mark in document.marks]


UNSEEN = [
    "<p style='display:none'>{}</p>",
    "<p style='DISPLAY : none !important'>{}</p>",
    "<p hidden>{}</p>",
    "<span style='mso-hide:all'>{}</span>",
    "<span style='visibility:hidden'>{}</span>",
    "<span style='font-size:0'>{}</span>",
    "<span style='font-size:0px;line-height:0'>{}</span>",
    "<span style='font-size:1px'>{}</span>",
    "<span style='font:0/0 a'>{}</span>",
    "<span style='opacity:0'>{}</span>",
    "<span style='color:#ffffff'>{}</span>",
    "<span style='color:white;background:white'>{}</span>",
    "<font color='#FEFEFE'>{}</font>",
    "<p style='color:rgb(255, 255, 255)'><b>{}</b></p>",
    "<table bgcolor='#003366'><tr><td style='color:#003367'>{}</td></tr></table>",
    "<div style='max-height:0;overflow:hidden'>{}</div>",
    "<div style='position:absolute;left:-9999px'>{}</div>",
    "<div style='text-indent:-5000px'>{}</div>",
    "<span style='color:transparent'>{}</span>",
    "<span style='color:rgba(0,0,0,0)'>{}</span>",
    "<span style='color:rgba(0 0 0 / 2%)'>{}</span>",
    "<span style='color:hsl(0,0%,100%)'>{}</span>",
    "<p style='display:none !important;display:block'>{}</p>",
    "<style>.a {{display:none !important}}</style><p class=a style='display:block'>{}</p>",
    "<div style='position:absolute;clip:rect(0,0,0,0)'>{}</div>",
    "<div style='position:absolute;clip:rect(1px, 1px, 1px, 1px)'>{}</div>",
    "<div style='clip-path:inset(100%)'>{}</div>",
    "<div style='clip-path:circle(0)'>{}</div>",
    "<div style='transform:scale(0)'>{}</div>",
    "<div style='transform:translateX(-9999px)'>{}</div>",
    "<div style='display:var(--x,none)'>{}</div>",
    "<style>@media screen {{ .a {{display:none}} }}</style><p class=a>{}</p>",
    "<style>b {{ color:#fff }}</style><b>{}</b>",
    "<div style='position:relative;z-index:-1'>{}</div>",
    "<div style='width:1px;height:1px;overflow:hidden'>{}</div>",
    "<div style='opacity:0.01'>{}</div>",
    "<div style='background:#222'><p style='color:rgba(34,34,34,.9)'>{}</p></div>",
    "<details>{}</details>",
    "<textarea>{}</textarea>",
    "<select><option>{}</option></select>",
    "<style>.pre, #x {{ display: none }}</style><p class='intro pre'>{}</p>",
    "<style>/* a */@media x {{ .a {{b:c}} }} <!-- #x {{display:none}} --></style><p id=x>{}</p>",
]
SEEN = [
    "<p>{}</p>",
    "<table bgcolor='#003366'><tr><td style='color:white'>{}</td></tr></table>",
    "<td background='sky.png'><span style='color:#fff'>{}</span></td>",
    "<div style='background:url(x.png)'><span style='color:#fff'>{}</span></div>",
    "<div style='background-image:linear-gradient(red,blue)'><b style='color:#fff'>{}</b></div>",
    "<div style='font-size:0'><span style='font-size:11pt'>{}</span></div>",
    "<div style='visibility:hidden'><span style='visibility:visible'>{}</span></div>",
    "<p style='color:windowtext;background:white'>{}</p>",
    "<p style='color:#ffffff;background:#1F497D'>{}</p>",
    "<p style='font-size:10.0pt;font-family:Arial;opacity:0.9'>{}</p>",
    "<p style='display:block;max-width:0px'>{}</p>",
    "<style>.a {{display:none}}</style><p class=a style='display:block'>{}</p>",
    "<p style='display:none;display:block'>{}</p>",
    "<p style='color:#fff;background:rgba(0,0,0,.8)'>{}</p>",
    "<p style='color:hsl(210,50%,20%)'>{}</p>",
    "<p style='margin-left:-7.5pt;text-indent:-18.0pt'>{}</p>",
    "<div style='overflow:hidden;max-width:100%;width:600px'>{}</div>",
    "<p style='transform:scale(0.9)'>{}</p>",
    "<p style='position:relative;z-index:1;top:-2px'>{}</p>",
    "<style>@media screen and (max-width:600px) {{ p {{display:none}} }}</style><p>{}</p>",
    "<details open>{}</details>",
    "<style>@media print {{ .x {{ display:none }} }} .y {{color:red}}</style><p class='x'>{}</p>",
]


@pytest.mark.parametrize("html", UNSEEN)
def test_words_that_nobody_sees_are_kept_apart_and_marked(html: str) -> None:
    document = read(f"<p>Dear Bo, thank you.</p>{html.format('We approve everything.')}<p>Ann</p>")
    assert kinds(document) == ["hidden-text"]
    assert document.mail is not None
    (own,) = document.mail.messages
    assert document.text[own.start : own.end] == "Dear Bo, thank you.\nAnn"
    assert document.parts[-1].name == "hidden text"
    (span,) = document.marks[0].spans
    assert span.quote.strip() == "We approve everything."


@pytest.mark.parametrize("html", SEEN)
def test_words_that_are_seen_are_not(html: str) -> None:
    document = read(f"<p>Dear Bo, thank you.</p>{html.format('We approve everything.')}")
    assert kinds(document) == []
    assert "thank you.\nWe approve everything." in document.text


def test_blanks_that_fill_the_line_of_a_preview_are_no_words() -> None:
    assert kinds(read("<div style='display:none'>&nbsp;&zwnj;&#847;&nbsp;</div><p>Hi</p>")) == []


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>We approve 850 seats.</p>", "We approve 8 seats."),
        ("<p>We approve the plan.</p>", "We do not approve the plan."),
        ("<p>We do not approve the plan.</p>", "We approve the plan."),
        ("<p>Thank you.</p>", "Thank you.\n\nWe confirm that the deployment is complete."),
    ],
)
def test_another_form_of_the_body_that_reads_otherwise_is_marked(html: str, plain: str) -> None:
    document = read(html, plain)
    assert kinds(document) == ["text-differs"]
    assert document.marks[0].spans[0].part == "body"
    assert markup.text(html).text in document.text


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("<p>See <a href='https://x.example/a'>here</a>.</p>", "See here <https://x.example/a> ."),
        ("<p>a@x.example</p>", "a@x.example <mailto:a@x.example>"),
        ("<ul><li>One</li><li>Two</li></ul>", "*\tOne\r\n*\tTwo"),
        ("<p>Hi</p><img src='cid:a' alt='Logo of Kunde'>", "Hi\r\n[Logo of Kunde]"),
        ("<p>Hi</p><img src='cid:image001.png@01D'>", "Hi\r\n[cid:image001.png@01D]"),
        ("<table><tr><td>A</td><td>1</td></tr></table>", "A\r\n1"),
        ("<p>R&amp;D</p>", "R&D"),
        ("<p style='display:none'>Preview of it</p><p>Hi</p>", "Preview of it\r\nHi"),
        ("<p>We approve.</p>", "This mail is in HTML. Please use a program that shows HTML."),
        ("<p>We approve.</p>", ""),
        ("", "We approve."),
    ],
)
def test_honest_forms_of_one_body_are_not_marked(html: str, plain: str) -> None:
    assert "text-differs" not in kinds(read(html, plain))


def test_rtf_that_reads_otherwise_is_marked() -> None:
    text = rb"{\rtf1\ansi We approve 8 seats.\par}"
    packed = struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text
    document = read("<p>We approve 850 seats.</p>", "", properties={0x1009: packed})
    assert kinds(document) == ["text-differs"]
    assert "850" in document.marks[0].message
    assert "We approve 850 seats." in document.text


def rich(words: bytes) -> Document:
    table = rb"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;\red255\green255\blue0;}"
    text = rb"{\rtf1\ansi " + table + rb"\pard Thank you.\par " + words + rb"\par}"
    packed = struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text
    return read("", "", properties={0x1009: packed})


@pytest.mark.parametrize(
    "words",
    [
        rb"{\v We approve.}",
        rb"{\cf1 We approve.}",
        rb"\cf1 We approve.\cf0",
        rb"{\fs1 We approve.}",
        rb"{\deleted We approve.}",
        rb"{\cf2\highlight2 We approve.}",
        rb"{\cf3\chcbpat3 We approve.}",
        rb"\cbpat2 {\cf2 We approve.}\pard",
        rb"{\charscalex1 We approve.}",
    ],
)
def test_words_of_rtf_that_nobody_sees_are_kept_apart(words: bytes) -> None:
    document = rich(words)
    assert kinds(document) == ["hidden-text"]
    assert [mark.spans[0].quote.strip() for mark in document.marks] == ["We approve."]


@pytest.mark.parametrize(
    "words",
    [
        rb"{\cf2 We approve.}",
        rb"{\cf1\highlight2 We approve.}",
        rb"\cbpat2 {\cf1 We approve.}\pard",
        rb"{\cf0\fs16 We approve.}",
        rb"{\cf1\plain We approve.}",
        rb"{\cf3 }We approve.",
        rb"{\v\v0 We approve.}",
    ],
)
def test_words_of_rtf_that_are_seen_are_not(words: bytes) -> None:
    document = rich(words)
    assert kinds(document) == []
    assert "Thank you.\nWe approve." in document.text


def test_the_copy_that_an_archive_left_behind_is_no_whole_mail() -> None:
    stub = read("<p>We approve.</p>", message_class="IPM.Note.EnterpriseVault.Shortcut")
    (left,) = stub.unread
    assert "Enterprise Vault" in left.reason
    assert "restore" in left.reason
    assert read("<p>We approve.</p>", message_class="IPM.Note.Custom").unread == ()


def test_mail_files_are_looked_at_in_the_same_way() -> None:
    data = (
        b"From: a@x.example\r\nTo: b@x.example\r\nSubject: s\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/plain\r\n\r\nWe refuse.\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        b"<p>We approve.</p><p style='display:none'>850 seats</p>\r\n--b--\r\n"
    )
    document = eml.read("mail.eml", None, data, SETTINGS).document
    assert kinds(document) == ["hidden-text", "text-differs"]
    assert "We approve." in document.text
    assert "refuse" not in document.text


@given(st.text(alphabet="<>/=\"'ptdiv style:none;color#ff0 hidden&\n", max_size=300))
def test_any_html_is_read(html: str) -> None:
    shown = markup.text(html)
    assert isinstance(shown.text + shown.hidden, str)


@pytest.mark.parametrize(
    "html",
    [
        "<style>" * 60_000,
        "<style>" + "a{" * 100_000,
        "<style>" + "a" * 400_000,
        "<style>" + "@media{" * 50_000 + "</style>",
        "<p style='" + "color:" * 60_000 + "'>x",
        "<div style='color:red'>" * 3_000,
        "-----BEGIN PGP SIGNED MESSAGE-----\n\n" * 10_000,
    ],
)
def test_hostile_html_takes_time_in_proportion(html: str) -> None:
    begin = time.process_time()
    pgp.clear_text(html)
    markup.text(html)
    assert time.process_time() - begin < 3.0
