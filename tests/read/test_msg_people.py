"""Senders, recipients, states and the way of an Outlook message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.forge.outlook import message

from poedesk.model import Address, Document, Mail, MailState, Settings
from poedesk.read.mail import eml, msg
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()
SENT = datetime(2025, 3, 3, 14, 5, 6, tzinfo=UTC)
X500 = "/O=KUNDE/OU=EXCHANGE ADMINISTRATIVE GROUP (FYDIBOHF23SPDLT)/CN=RECIPIENTS/CN=4711-ANN"
INSIDE = {0x0C1E: "EX", 0x0064: "EX", 0x0C1F: X500, 0x0065: X500}


def document(**changes: Any) -> Document:
    given: dict[str, Any] = {
        "subject": "Rollout",
        "sender": ("Ann Li", "ann@kunde.example"),
        "to": [("Bo Ek", "bo@partner.example")],
        "sent": SENT,
        "body": "Words.",
        **changes,
    }
    return msg.read("mail.msg", None, message(**given), SETTINGS).document


def read(**changes: Any) -> Mail:
    mail = document(**changes).mail
    assert mail is not None
    return mail


def test_an_internal_name_is_resolved_by_the_properties() -> None:
    mail = read(headers=False, properties=INSIDE)
    assert mail.sender == Address("Ann Li", "ann@kunde.example")


def test_an_internal_name_is_resolved_by_the_transport_headers() -> None:
    mail = read(properties={**INSIDE, 0x5D01: None, 0x5D02: None})
    assert mail.sender == Address("Ann Li", "ann@kunde.example")


def test_an_internal_name_that_nothing_resolves_is_kept_and_said() -> None:
    found = document(headers=False, properties={**INSIDE, 0x5D01: None, 0x5D02: None})
    assert found.mail is not None
    assert found.mail.sender == Address("Ann Li", "")
    (mark,) = found.marks
    assert mark.kind == "unknown-address"
    assert X500 in mark.message


def test_a_recipient_with_an_internal_name_is_resolved_by_the_transport_headers() -> None:
    inside = {0x3002: "EX", 0x3003: "/O=PARTNER/CN=RECIPIENTS/CN=BO", 0x39FE: None}
    assert read(recipient_properties=[inside]).to == (Address("Bo Ek", "bo@partner.example"),)
    lost = read(recipient_properties=[inside], headers=False)
    assert lost.to == (Address("Bo Ek", ""),)


def test_recipients_are_told_by_their_kind() -> None:
    people = [("Bo Ek", "bo@p.example"), ("Cy Ro", "cy@p.example"), ("Di So", "di@p.example")]
    mail = read(to=people, recipient_properties=[{}, {0x0C15: 2}, {0x0C15: 3}])
    assert (mail.to, mail.cc, mail.bcc) == tuple((Address(*one),) for one in people)


def test_a_mail_on_behalf_of_somebody_is_from_that_person() -> None:
    mail = read(
        properties={0x0C1A: "Ed Um", 0x0C1F: "ed@kunde.example", 0x5D01: "ed@kunde.example"}
    )
    assert mail.sender == Address("Ann Li", "ann@kunde.example")
    assert mail.submitter == Address("Ed Um", "ed@kunde.example")
    assert read().submitter is None


def test_a_sender_is_named_by_whichever_property_knows_the_name() -> None:
    mail = read(headers=False, properties={0x0042: "ann@kunde.example"})
    assert mail.sender == Address("Ann Li", "ann@kunde.example")


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, MailState.RECEIVED),
        ({"draft": True}, MailState.DRAFT),
        ({"headers": False, "properties": {0x0E07: 0x21}}, MailState.SENT),
        ({"headers": False}, MailState.UNKNOWN),
    ],
)
def test_what_became_of_the_mail_is_told(changes: dict[str, Any], state: MailState) -> None:
    assert read(**changes).state is state


def test_the_way_of_a_mail_is_kept() -> None:
    mail = read(properties={0x0071: bytes(22)}, in_reply_to="<x@partner.example>")
    (hop,) = mail.hops
    assert (hop.taken_from, hop.taken_by) == ("mail.kunde.example", "mx.partner.example")
    assert hop.at == SENT + timedelta(seconds=3)
    assert mail.delivered == SENT + timedelta(seconds=4)
    assert mail.conversation == "00" * 22
    assert mail.oddities == ()


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({0x1035: "<other@kunde.example>"}, "its headers name it"),
        ({0x0065: "eve@other.example", 0x5D02: "eve@other.example"}, "other senders"),
        ({0x0039: SENT + timedelta(days=30)}, "its headers date it 2025-03-03"),
        ({0x0037: "Approval of another project"}, "its headers call it"),
    ],
)
def test_headers_that_do_not_fit_the_message_are_named(
    properties: dict[int, Any], words: str
) -> None:
    found = document(properties=properties)
    assert found.mail is not None
    (odd,) = found.mail.oddities
    assert words in odd
    assert [mark.kind for mark in found.marks] == ["headers-differ"]


def test_servers_whose_times_go_backwards_are_named() -> None:
    data = (
        b"Received: from b by c; Mon, 3 Mar 2025 10:00:00 +0000\r\n"
        b"Received: from a by b; Mon, 3 Mar 2025 14:05:00 +0000\r\n"
        b"From: ann@kunde.example\r\nDate: Mon, 3 Mar 2025 14:05:00 +0000\r\nSubject: s\r\n"
        b"References: <1@x.example>\r\n <2@x.example>\r\n\r\nWords.\r\n"
    )
    mail = eml.read("mail.eml", None, data, SETTINGS).document.mail
    assert mail is not None
    assert [(hop.taken_from, hop.taken_by) for hop in mail.hops] == [("a", "b"), ("b", "c")]
    assert mail.references == ("<1@x.example>", "<2@x.example>")
    assert len(mail.oddities) == 1


@pytest.mark.parametrize(
    ("taken", "told"),
    [
        ("Tue, 10 Jan 2023 10:00:00 +0000", "before its date 2025-03-03"),
        ("Fri, 9 May 2025 10:00:00 +0000", "long after its date 2025-03-03"),
    ],
)
def test_a_date_that_no_server_can_have_seen_is_named(taken: str, told: str) -> None:
    data = (
        f"Received: from a by b; {taken}\r\nFrom: ann@kunde.example\r\n"
        "Date: Mon, 3 Mar 2025 14:05:00 +0000\r\nSubject: s\r\n\r\nWords.\r\n"
    ).encode()
    mail = eml.read("mail.eml", None, data, SETTINGS).document.mail
    assert mail is not None
    (odd,) = mail.oddities
    assert told in odd


def test_a_subject_whose_prefix_stands_apart_is_whole() -> None:
    assert read(properties={0x0037: None, 0x003D: "RE:", 0x0E1D: "Rollout"}, headers=False).subject
    assert read(properties={0x0037: "\x01\x05RE: Rollout"}).subject == "RE: Rollout"


@pytest.mark.parametrize(
    "line",
    [
        '"ann@kunde.example" <eve@other.example>',
        '"ann@kunde.example, Kunde AG" <eve@other.example>',
        "(ann@kunde.example) eve@other.example",
        "ann@kunde.example <eve@other.example>",
        "=?utf-8?q?ann=40kunde.example?= <eve@other.example>",
        "=?utf-8?q?ann=40kunde.example=2C?= <eve@other.example>",
        "'ann@kunde.example' via Kunde <eve@other.example>",
    ],
)
def test_an_address_in_somebodys_name_is_not_theirs(line: str) -> None:
    data = f"From: {line}\r\nTo: b@x.example\r\nSubject: s\r\n\r\nWords.\r\n".encode()
    mail = eml.read("mail.eml", None, data, SETTINGS).document.mail
    assert mail is not None
    assert mail.sender is not None
    assert mail.sender.email == "eve@other.example"


def test_two_senders_in_the_headers_are_named() -> None:
    data = b"From: a@x.example\r\nFrom: b@y.example\r\nTo: c@z.example\r\nSubject: s\r\n\r\nWords."
    mail = eml.read("mail.eml", None, data, SETTINGS).document.mail
    assert mail is not None
    assert mail.oddities == ("its headers name the sender twice",)
