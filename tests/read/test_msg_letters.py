"""Letters of every code page, in every form of the body."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.forge.outlook import message

from poedesk.model import Document, Settings
from poedesk.read.mail import msg
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()

# Words that only the wider code page of Windows holds are among them ("①", "髙", "뷁", "碁").
WORDS = {
    "cp932": (932, "検収いたします。①髙橋"),
    "gb18030": (936, "我们确认验收：€ 镕 龍"),
    "cp949": (949, "검수를 확인합니다 뷁"),
    "cp950": (950, "我們確認驗收 碁"),
    "cp1250": (1250, "Potwierdzamy odbiór – zażółć gęślą jaźń"),
    "cp1251": (1251, "Подтверждаем приёмку работ"),
    "cp1252": (1252, "Wir bestätigen die Abnahme – 5 €"),
    "cp1253": (1253, "Επιβεβαιώνουμε την παραλαβή"),
    "cp1254": (1254, "Kabulü onaylıyoruz: ğüşiöç"),
    "cp1255": (1255, "אנו מאשרים את הקבלה"),
    "cp1256": (1256, "نؤكد الاستلام"),
    "cp1257": (1257, "Patvirtiname priėmimą šiandien"),
    "cp1258": (1258, "Chúng tôi"),
    "cp874": (874, "เรายืนยันการรับมอบ"),
    "koi8_r": (20866, "Подтверждаем приёмку работ"),
    "iso8859_2": (28592, "Potwierdzamy odbiór"),
    "iso2022_jp": (50220, "検収いたします"),
    "iso2022_kr": (50225, "검수를 확인합니다"),
    "hz": (52936, "我们确认验收"),
    "euc_jp": (51932, "検収いたします"),
    "utf-8": (65001, "Wir bestätigen – 検収"),
}


def read(**changes: Any) -> Document:
    given: dict[str, Any] = {
        "subject": "Rollout",
        "sender": ("Ann Li", "ann@kunde.example"),
        "to": [("Bo Ek", "bo@partner.example")],
        "sent": datetime(2025, 3, 3, 14, 5, tzinfo=UTC),
        "body": "Words.",
        **changes,
    }
    return msg.read("mail.msg", None, message(**given), SETTINGS).document


def rtf(text: bytes) -> bytes:
    """A compressed-RTF property that is not compressed."""
    return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text


@pytest.mark.parametrize("codec", WORDS)
def test_narrow_texts_are_read_by_the_code_page_that_the_message_names(codec: str) -> None:
    page, words = WORDS[codec]
    document = read(
        body=words, subject=words, narrow=codec, headers=False, properties={0x3FFD: page}
    )
    assert document.text.count(words) == 2
    assert document.marks == ()


@pytest.mark.parametrize("codec", [one for one in WORDS if one != "iso2022_kr"])
def test_html_is_read_by_the_code_page_of_its_own(codec: str) -> None:
    page, words = WORDS[codec]
    html = f"<p>{words}</p>".encode(codec)
    document = read(body="", properties={0x1013: html, 0x3FDE: page})
    assert words in document.text
    assert document.marks == ()


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("gb2312", "gb18030"), ("shift_jis", "cp932"), ("iso-8859-1", "cp1252"), ("big5", "cp950")],
)
def test_html_that_only_names_a_charset_is_read_as_mail_programs_mean_it(
    charset: str, codec: str
) -> None:
    words = WORDS[codec][1]
    html = f"<meta charset={charset}><p>{words}</p>".encode(codec)
    assert words in read(body="", properties={0x1013: html, 0x3FDE: None}).text


def test_circled_digits_in_japanese_mail_of_seven_bits_are_read() -> None:
    html = b"<p>\x1b$B-!8!<}\x1b(B</p>"  # Outlook writes them, the standard does not know them
    document = read(body="", properties={0x1013: html, 0x3FDE: 50220})
    assert "①検収" in document.text


def test_utf8_is_known_for_what_it_is_whatever_is_named() -> None:
    html = "<p>Wir bestätigen die Abnahme</p>".encode()
    document = read(body="", properties={0x1013: html, 0x3FDE: 1252})
    assert "bestätigen" in document.text


def test_letters_of_no_named_code_page_are_read_with_a_mark() -> None:
    document = read(
        body="Größe bestätigt", narrow="cp1252", headers=False, properties={0x3FDE: None}
    )
    assert "Größe bestätigt" in document.text
    assert [mark.kind for mark in document.marks] == ["uncertain-letters"]


def test_letters_that_are_not_of_the_named_code_page_are_marked() -> None:
    html = "<p>検収".encode("cp932") + b"\x81 </p>"
    document = read(body="", properties={0x1013: html, 0x3FDE: 932})
    assert [mark.kind for mark in document.marks] == ["uncertain-letters"]


def test_two_named_code_pages_that_read_differently_are_marked() -> None:
    html = "<meta charset=windows-1251><p>Größe bestätigt</p>".encode("cp1252")
    document = read(body="", properties={0x1013: html, 0x3FDE: 1252})
    assert "Größe bestätigt" in document.text
    assert [mark.kind for mark in document.marks] == ["uncertain-letters"]


def test_html_wrapped_in_rtf_is_unwrapped() -> None:
    wrapped = (
        rb"{\rtf1\ansi\ansicpg1251\fromhtml1 {\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset0 A;}}"
        rb"{\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 \'c4\'e0, {\f1 Gr\'f6\'dfe}"
        rb"\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\pntext *\tab}"
        rb"{\*\htmltag84 <b>}850{\*\htmltag92 </b>}"
        rb"{\*\mhtmltag84 <b>}\u8211- \u-10179?\u-8704?}"
    )
    text = read(body="", properties={0x1009: rtf(wrapped)}).text
    assert "Да, Größe\n850" in text
    assert text.rstrip().endswith("– 😀")


def test_plain_rtf_is_read_by_the_code_page_of_each_font() -> None:
    plain = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset128 Mincho;}}"
        rb"\f0 Gr\'f6\'dfe \f1 \'8c\'9f\'8e\'fb\f0\par {\v never seen}\uc2 \u26908??ok"
        rb"{\*\generator x;}{\pict 00ff}\bin4 \\{}}\par end}"
    )
    document = read(body="", properties={0x1009: rtf(plain)})
    assert "Größe 検収\n検ok" in document.text
    assert "end" in document.text
    assert [mark.kind for mark in document.marks] == ["hidden-text"]
    assert document.parts[-1].name == "hidden text"


def test_rtf_that_wraps_plain_text_is_read_as_text() -> None:
    wrapped = rb"{\rtf1\ansi\ansicpg1252\fromtext {\fonttbl{\f0 Courier;}}We approve.\par \par Ann}"
    assert "We approve.\n\nAnn" in read(body="", properties={0x1009: rtf(wrapped)}).text


def test_rtf_that_cannot_be_unpacked_is_unread() -> None:
    document = read(body="", properties={0x1009: b"\x20\0\0\0\x20\0\0\0LZFx" + bytes(20)})
    assert [one.part for one in document.unread] == ["body"]
