"""A file is named for what it is: other formats, locked ones, and those that are two at once."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from tests.forge.word import rezipped, saved

from poedesk.model import FileKind, Reading
from poedesk.read import read
from poedesk.settings import load_settings

SETTINGS = load_settings()


def opened(data: bytes, path: str = "file", passwords: tuple[str, ...] = ()) -> Reading:
    return read(path, None, data, load_settings(passwords=passwords) if passwords else SETTINGS)


def cause(data: bytes, path: str = "file") -> str:
    error = opened(data, path).document.error
    assert error is not None
    return error.cause


def kinds(reading: Reading) -> list[str]:
    return [mark.kind for mark in reading.document.marks]


def pdf(attached: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    canvas.drawString(72, 700, "Statement of work")
    canvas.showPage()
    canvas.save()
    if not attached:
        return buffer.getvalue()
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=buffer)
    writer.add_attachment("plan.zip", attached)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def packed(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def word() -> bytes:
    return saved(lambda document: document.add_paragraph("Statement of work"))


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(buffer, "JPEG")
    return buffer.getvalue()


# ── formats that are not accepted ───────────────────────────────────────────────────────

TYPES = ("[Content_Types].xml", b"<Types/>")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (packed(TYPES, ("ppt/presentation.xml", b"<p/>")), "PowerPoint presentation (.pptx)"),
        (packed(TYPES, ("xl/workbook.xml", b"<x/>")), "Excel workbook (.xlsx)"),
        (packed(("mimetype", b"application/vnd.oasis.opendocument.text")), "(.odt)"),
        (packed(("FixedDocumentSequence.fdseq", b"<x/>")), "XPS"),
        (packed(("Index/Document.iwa", b"x"), ("preview.jpg", b"x")), "iWork"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\n", "contact"),
        (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1" + bytes(64), "OneNote"),
        (b"\x30\x82\x0a\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0", "envelope"),
        (b"7z\xbc\xaf'\x1c\0\x04", "7-Zip"),
        (b"name;users\nExchange;12\nTeams;13\n", "table in a text file"),
        (b"just words\n", "plain text"),
        (b"<html><body>hello</body></html>", "web page"),
        (b"<?xml version='1.0'?><note/>", "XML file"),
        (
            b"From: <Saved by Blink>\r\nSubject: x\r\nDate: x\r\nMIME-Version: 1.0\r\n",
            "web page saved as one file",
        ),
        (bytes(257) + b"ustar" + bytes(300), "tar archive"),
    ],
)
def test_other_formats_are_known_by_their_content(data: bytes, words: str) -> None:
    assert words in cause(data)
    assert opened(data).document.kind is FileKind.OTHER


# ── names ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["plan.xlsx", "plan.doc", "plan.pdf.txt", "plan.msg"])
def test_a_name_that_promises_something_else_is_marked(path: str) -> None:
    assert kinds(opened(pdf(), path)) == ["wrong-name"]


@pytest.mark.parametrize("path", ["plan.pdf", "plan.docx.pdf", "plan", "plan.v2"])
def test_a_name_that_promises_nothing_else_is_not_marked(path: str) -> None:
    assert kinds(opened(pdf(), path)) == []


def test_a_name_that_is_written_backwards_is_marked() -> None:
    assert kinds(opened(pdf(), "claim\u202efdp.pdf")) == ["wrong-name"]


# ── locked files ────────────────────────────────────────────────────────────────────────


def locked(password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(word())).encrypt(password, out)
    return out.getvalue()


def test_a_locked_document_opens_with_its_password() -> None:
    data = locked("Sesame 7")
    reading = opened(data, "sow.docx", ("wrong", "Sesame 7"))
    assert reading.document.text == "Statement of work\n"
    assert reading.document.kind is FileKind.DOCX
    assert reading.document.sha256 == opened(data, "sow.docx").document.sha256
    assert kinds(reading) == ["locked"]


def test_a_locked_document_without_its_password_says_what_to_do() -> None:
    assert "--password" in cause(locked("Sesame 7"), "sow.docx")


# ── two formats at once ─────────────────────────────────────────────────────────────────


def appended_archive(to: bytes) -> bytes:
    buffer = io.BytesIO(to)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("other.txt", b"other words")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "also"),
    [
        (appended_archive(pdf()), "a ZIP archive"),
        (appended_archive(picture()), "a ZIP archive"),
        (b"<html><script>0</script>\n" + pdf(), "a web page"),
        (picture()[:20] + b"\n" + pdf(), "a PDF"),
        (picture() + pdf(), None),
        (pdf() + word(), "a ZIP archive"),
        (pdf() + b"MZ\x90\x00" + bytes(100), "a program"),
        (word() + pdf(), "a PDF"),
        (packed(("readme.txt", b"x")) + pdf(), "a PDF"),
    ],
)
def test_a_file_that_is_two_formats_at_once_is_marked(data: bytes, also: str | None) -> None:
    found = [mark.message for mark in opened(data).document.marks if mark.kind == "two-formats"]
    assert [message.endswith(f"at the same time {also}.") for message in found] == (
        [True] if also else []
    )


@pytest.mark.parametrize(
    "data",
    [
        pdf(attached=packed(("plan.txt", b"words"))),
        packed(("sow.pdf", pdf())),
        packed(("a.txt", b"x"), ("sow.pdf", pdf())),
        word(),
        picture(),
        pdf() + b"\r\n\0\0",
    ],
)
def test_a_file_that_only_contains_another_is_not_marked(data: bytes) -> None:
    assert "two-formats" not in kinds(opened(data))


# ── damage ──────────────────────────────────────────────────────────────────────────────


def test_a_wrong_check_sum_is_marked_and_the_words_are_read() -> None:
    data = word()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        crc = struct.pack("<I", archive.getinfo("word/document.xml").CRC)
    reading = opened(data.replace(crc, b"\1\2\3\4"), "sow.docx")
    assert reading.document.text == "Statement of work\n"
    assert kinds(reading) == ["wrong-sum"]


def test_a_list_of_types_that_does_not_unpack_is_damage() -> None:
    data = bytearray(word())
    at = data.find(b"[Content_Types].xml") + 19
    data[at : at + 60] = bytes(range(60))
    assert "damaged" in cause(bytes(data), "sow.docx")


def test_a_document_without_a_list_of_types_is_read_and_marked() -> None:
    data = rezipped(word(), lambda parts: parts.pop("[Content_Types].xml"))
    reading = opened(data, "sow.docx")
    assert reading.document.text == "Statement of work\n"
    assert kinds(reading) == ["damaged"]


# ── archives ────────────────────────────────────────────────────────────────────────────


def test_names_of_members_are_read_also_where_the_archive_does_not_say_how() -> None:
    data = packed(("Übergabe.pdf", b"x")).replace(struct.pack("<H", 0x800), b"\0\0")
    assert [one.path for one in opened(data, "a.zip").enclosed] == ["a.zip/1/Übergabe.pdf"]


def test_a_part_of_a_split_archive_says_so() -> None:
    data = bytearray(packed(("sow.pdf", b"x")))
    at = data.rfind(b"PK\x05\x06")
    data[at + 4 : at + 8] = b"\1\0\1\0"
    assert "split" in cause(bytes(data), "a.zip")


def test_members_encrypted_with_aes_are_named() -> None:
    data = bytearray(packed(("sow.pdf", b"x")))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8 : at + 12] = struct.pack("<HH", 1, 99)
    (unread,) = opened(bytes(data), "a.zip").document.unread
    assert (unread.part, "AES" in unread.reason) == ("sow.pdf", True)


@pytest.mark.parametrize("name", ["../../etc/x.pdf", "/x.pdf", "C:\\x.pdf", "a/../../x.pdf"])
def test_a_member_named_to_leave_its_folder_is_read_and_marked(name: str) -> None:
    reading = opened(packed((name, b"x")), "a.zip")
    assert [one.path for one in reading.enclosed] == ["a.zip/1/x.pdf"]
    assert kinds(reading) == ["outside"]
