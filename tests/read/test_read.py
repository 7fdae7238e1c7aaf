"""Any bytes at all become a document, with a cause and a remedy where they are not read."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import docx
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from tests.forge.outlook import message

from poedesk.model import FileKind, Limits, Reading
from poedesk.read import FORMATS, read
from poedesk.settings import load_settings

SETTINGS = load_settings()
MAIL = (
    b"From: a@contoso.example\r\nTo: b@fabrikam.example\r\nSubject: Work\r\n"
    b"Date: Wed, 12 Mar 2025 09:30:00 +0100\r\nMessage-ID: <1@contoso.example>\r\n"
    b"\r\nApproved.\r\n"
)


def pdf() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(72, 700, "Statement of work")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Statement of work")
    document.save(buffer)
    return buffer.getvalue()


def outlook(item: str = "IPM.Note") -> bytes:
    return message(
        subject="Work",
        sender=("Anna", "anna@contoso.example"),
        to=[("Ben", "ben@fabrikam.example")],
        sent=datetime(2025, 3, 12, 9, 30, tzinfo=UTC),
        body="Approved.",
        message_class=item,
    )


def picture(form: str, size: tuple[int, int] = (640, 480)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, form)
    return buffer.getvalue()


def packed(**members: bytes) -> bytes:
    return zipped(list(members.items()))


def zipped(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def ole(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names.ljust(2048, b"\0")


def opened(data: bytes, path: str = "evidence", limits: Limits | None = None) -> Reading:
    given = replace(SETTINGS, limits=limits) if limits else SETTINGS
    return read(path, None, data, given)


def cause(data: bytes, path: str = "evidence", limits: Limits | None = None) -> str:
    document = opened(data, path, limits).document
    assert document.error is not None
    assert (document.text, document.parts) == ("", ())
    return document.error.cause


# ── Which reader ────────────────────────────────────────────────────────────────────────

SAMPLES = {
    FileKind.PDF: pdf(),
    FileKind.DOCX: word(),
    FileKind.MSG: outlook(),
    FileKind.EML: MAIL,
    FileKind.IMAGE: picture("PNG"),
    FileKind.ZIP: packed(a=b"x"),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_exactly_one_format_claims_a_file(kind: FileKind) -> None:
    assert [name for name, module in FORMATS if module.sniff(SAMPLES[kind])] == [kind]


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_content_decides_and_not_the_name(kind: FileKind) -> None:
    document = opened(SAMPLES[kind], "claim.xyz").document
    assert document.kind is kind
    assert document.error is None


def test_a_stored_pdf_does_not_make_its_archive_a_pdf() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("sow.pdf", pdf())
    assert opened(buffer.getvalue()).document.kind is FileKind.ZIP


def test_a_name_that_promises_another_format_is_marked() -> None:
    document = opened(pdf(), "sow.docx").document
    assert [mark.kind for mark in document.marks] == ["wrong-name"]
    assert "Statement of work" in document.text


def test_a_right_name_in_any_case_is_not_marked() -> None:
    assert opened(pdf(), "SOW.PDF").document.marks == ()


# ── What is not read ────────────────────────────────────────────────────────────────────


def test_an_empty_file_says_so() -> None:
    assert "empty" in cause(b"", "sow.pdf")


def test_a_file_over_the_limit_says_so() -> None:
    assert "limit of 100" in cause(pdf(), limits=Limits(file_size=100))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ole("WordDocument"), "old Word document"),
        (ole("Workbook"), "old Excel workbook"),
        (packed(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "Excel workbook"),
        (packed(mimetype=b"application/vnd.oasis.opendocument.text"), "not an accepted format"),
        (b"{\\rtf1 hello}", "rich text"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"just some words\n", "plain text"),
        (b"Rar!\x1a\x07\x01\x00", "RAR archive"),
        (bytes(range(256)) * 8, "not recognised"),
    ],
)
def test_other_formats_are_named_with_a_way_out(data: bytes, words: str) -> None:
    assert words in cause(data)
    assert [mark.kind for mark in opened(data).document.marks] == ["ignored"]


def test_a_calendar_entry_is_ignored_and_an_encrypted_mail_is_not() -> None:
    entry, sealed = (
        opened(outlook(item), "mail.msg").document for item in ("IPM.Appointment", "IPM.Note.SMIME")
    )
    assert [mark.kind for mark in entry.marks] == ["ignored"]
    assert sealed.marks == ()
    assert entry.error is not None
    assert sealed.error is not None


def test_a_cut_off_word_file_is_damaged_whatever_is_left_of_it() -> None:
    assert "damaged" in cause(word()[:3000], "sow.docx")


def test_a_locked_office_file_is_told_from_a_damaged_one() -> None:
    data = ole("EncryptedPackage", "EncryptionInfo")
    assert "password" in cause(data, "sow.docx")
    assert "ignored" not in {mark.kind for mark in opened(data, "sow.docx").document.marks}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "TIFF", "BMP"])
def test_a_picture_is_one_unread_page(form: str) -> None:
    document = opened(picture(form)).document
    assert (document.kind, document.pages, document.error) == (FileKind.IMAGE, 1, None)
    assert "picture" in document.unread[0].reason


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF"])
def test_a_picture_no_larger_than_a_logo_leaves_nothing_unread(form: str) -> None:
    assert opened(picture(form, (300, 90))).document.unread == ()


# ── Archives ────────────────────────────────────────────────────────────────────────────


def test_the_members_of_an_archive_are_files_of_the_claim() -> None:
    sow = SAMPLES[FileKind.PDF]
    members = [
        ("deep/../../sow.pdf", sow),
        ("C:\\x\\mail.eml", MAIL),
        ("__MACOSX/._sow", b"x"),
    ]
    one = read("bundle.zip", "mail.msg", zipped(members), SETTINGS)
    assert [each.path for each in one.enclosed] == ["bundle.zip/1/sow.pdf", "bundle.zip/2/mail.eml"]
    assert {each.inside for each in one.enclosed} == {"bundle.zip"}
    assert one.document.inside == "mail.msg"
    assert one.enclosed[0].data == sow


def test_a_bomb_is_refused() -> None:
    assert "limit `ratio`" in cause(packed(zeros=bytes(40 * 1024**2)))


def test_more_than_the_unpacked_limit_is_refused() -> None:
    assert "limit `unpacked`" in cause(packed(a=b"x" * 2000), limits=Limits(unpacked=1000))


def test_members_beyond_the_limit_are_named_as_unread() -> None:
    one = opened(packed(a=b"1", b=b"2", c=b"3"), limits=Limits(enclosed=2))
    assert len(one.enclosed) == 2
    assert [unread.part for unread in one.document.unread] == ["c"]


def test_a_damaged_archive_says_so() -> None:
    assert "damaged" in cause(packed(a=b"x" * 500)[:-30])


# ── Never an exception ──────────────────────────────────────────────────────────────────


@examples(max_examples=150, deadline=None)
@given(st.sampled_from(list(SAMPLES)), st.data())
def test_damaged_bytes_never_raise(kind: FileKind, data: st.DataObject) -> None:
    whole = bytearray(SAMPLES[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    document = opened(bytes(whole[:cut])).document
    assert (document.error is None) or document.text == ""
    assert document.error is None or document.error.cause


@given(st.binary(max_size=300))
def test_any_bytes_become_a_document(data: bytes) -> None:
    document = opened(data).document
    assert len(document.sha256) == 64


def test_a_picture_with_a_broken_header_is_still_a_picture() -> None:
    assert opened(b"\xff\xd8\xff\xe0" + struct.pack(">H", 0)).document.kind is FileKind.IMAGE
