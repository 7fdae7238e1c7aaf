"""What is attached to an Outlook message, and what only belongs to its text."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.forge.outlook import message

from poedesk.model import Reading, Settings
from poedesk.read.mail import msg
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
ID, HIDDEN, METHOD, DATA, LONG, DISPLAYED, SUFFIX = (
    *(0x3712, 0x7FFE, 0x3705, 0x3701),
    *(0x3707, 0x3001, 0x3703),
)


def given(**changes: Any) -> dict[str, Any]:
    return {
        "subject": "Rollout",
        "sender": ("Ann Li", "ann@kunde.example"),
        "to": [("Bo Ek", "bo@partner.example")],
        "sent": datetime(2025, 3, 3, 14, 5, tzinfo=UTC),
        "body": "Words.",
        **changes,
    }


def read(**changes: Any) -> Reading:
    return msg.read("mail.msg", None, message(**given(**changes)), SETTINGS)


def names(reading: Reading) -> list[str]:
    return [one.path.partition("/")[2] for one in reading.enclosed]


def test_a_picture_that_the_html_names_belongs_to_the_text() -> None:
    reading = read(
        html="<p>Hi<img src='cid:logo@01'></p>",
        attachments=[("logo.png", PNG), ("scan.png", PNG)],
        attachment_properties=[{ID: "logo@01"}, {ID: "scan@01"}],
    )
    assert names(reading) == ["2/scan.png"]


def test_a_picture_that_is_only_said_to_be_hidden_is_evidence() -> None:
    reading = read(attachments=[("scan.png", PNG)], attachment_properties=[{HIDDEN: True}])
    assert names(reading) == ["1/scan.png"]


def test_a_link_to_a_file_elsewhere_is_named() -> None:
    link = {METHOD: 7, DATA: None, 0x370D: "https://kunde.sharepoint.example/sow.pdf"}
    reading = read(attachments=[("sow.pdf", b"")], attachment_properties=[link])
    (unread,) = reading.document.unread
    assert unread.part == "attachment 1 (sow.pdf)"
    assert "https://kunde.sharepoint.example/sow.pdf" in unread.reason


@pytest.mark.parametrize(
    ("properties", "name"),
    [
        ({LONG: "a" * 300 + ".pdf"}, "a" * 116 + ".pdf"),
        ({LONG: "report.pdf.exe"}, "report.pdf.exe"),
        ({LONG: "../../etc/passwd"}, "etc_passwd"),
        ({LONG: None, DISPLAYED: None, SUFFIX: None}, "attachment-1"),
        ({LONG: None, DISPLAYED: "Order", SUFFIX: ".pdf"}, "Order.pdf"),
        ({LONG: "Größe 検収.pdf"}, "Größe 検収.pdf"),
        ({LONG: "a\x1b[31m\nb.pdf"}, "a[31m_b.pdf"),
    ],
)
def test_names_of_every_kind_are_one_step_of_a_path(properties: dict[int, Any], name: str) -> None:
    reading = read(attachments=[("x.pdf", b"%PDF-1.7")], attachment_properties=[properties])
    assert names(reading) == [f"1/{name}"]


def test_two_attachments_of_one_name_are_two() -> None:
    reading = read(attachments=[("sow.pdf", b"%PDF-1"), ("sow.pdf", b"%PDF-2")])
    assert names(reading) == ["1/sow.pdf", "2/sow.pdf"]
    assert [one.data for one in reading.enclosed] == [b"%PDF-1", b"%PDF-2"]


def test_messages_are_read_at_any_depth() -> None:
    inner = given(subject="0", attachments=[("sow.pdf", b"%PDF-1.7")])
    for depth in range(1, 6):
        inner = given(subject=str(depth), embedded=[("Attached", inner)])
    path, data = "mail.msg", message(**inner)
    for _ in range(5):
        (enclosed,) = msg.read(path, None, data, SETTINGS).enclosed
        path, data = enclosed.path, enclosed.data
    reading = msg.read(path, None, data, SETTINGS)
    assert [one.path for one in reading.enclosed] == [
        "mail.msg" + "/1/Attached.msg" * 5 + "/1/sow.pdf"
    ]


def test_a_narrow_attached_message_keeps_its_letters() -> None:
    inner = given(subject="検収", properties={0x3FFD: 932})
    outer = message(
        **given(
            embedded=[("Attached", inner)], narrow="cp932", headers=False, properties={0x3FFD: 932}
        )
    )
    (enclosed,) = msg.read("mail.msg", None, outer, SETTINGS).enclosed
    mail = msg.read(enclosed.path, None, enclosed.data, SETTINGS).document.mail
    assert mail is not None
    assert mail.subject == "検収"


def test_an_attached_calendar_entry_is_ignored_and_named() -> None:
    reading = read(embedded=[("Call", given(message_class="IPM.Appointment"))])
    assert reading.enclosed == ()
    assert [mark.kind for mark in reading.document.marks] == ["ignored-attachment"]


def test_an_attachment_without_data_is_unread() -> None:
    reading = read(attachments=[("sow.pdf", b"")], attachment_properties=[{DATA: None}])
    (unread,) = reading.document.unread
    assert unread.reason == "it holds no data"


def test_attachments_beyond_the_limit_are_named_and_not_opened() -> None:
    few = replace(SETTINGS, limits=replace(SETTINGS.limits, enclosed=2))
    data = message(**given(attachments=[(f"{n}.pdf", b"%PDF") for n in range(4)]))
    reading = msg.read("mail.msg", None, data, few)
    assert names(reading) == ["1/0.pdf", "2/1.pdf"]
    assert [one.part for one in reading.document.unread] == [
        "attachment 3 (2.pdf)",
        "attachment 4 (3.pdf)",
    ]


def test_very_many_recipients_and_attachments_take_time_in_proportion() -> None:
    many = 400
    people = [(f"P{n}", f"p{n}@partner.example") for n in range(many)]
    data = message(**given(to=people, attachments=[(f"{n}.pdf", b"%PDF") for n in range(many)]))
    begin = time.process_time()
    reading = msg.read("mail.msg", None, data, SETTINGS)
    assert len(reading.enclosed) == many
    assert time.process_time() - begin < 5.0
