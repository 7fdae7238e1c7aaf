"""The states in which a PDF was saved, and what each changed of the page text."""

from __future__ import annotations

import io

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import Document, Settings, Vocabulary
from poedesk.read import read
from poedesk.read.pdf.revisions import ends


def made(words: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), pageCompression=0)
    canvas.drawString(72, 700, words)
    canvas.save()
    return buffer.getvalue()


def saved_again(data: bytes, words: str | None) -> bytes:
    """The file with a change appended: other words on its page, or only other metadata."""
    writer = pypdf.PdfWriter(io.BytesIO(data), incremental=True)
    if words is None:
        writer.add_metadata({"/Subject": "signed"})
    else:
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode())
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def document(data: bytes) -> Document:
    return read("a.pdf", None, data, Settings("test", Vocabulary({}))).document


def test_a_file_saved_once_has_no_revisions() -> None:
    one = document(made("Users: 50"))
    assert one.revisions == ()
    assert one.marks == ()


def test_each_saved_state_is_the_file_as_it_was() -> None:
    first = made("Users: 50")
    second = saved_again(first, "Users: 5000")
    one = document(second)
    assert [revision.end for revision in one.revisions] == [len(first), len(second)]
    assert document(second[: one.revisions[0].end]).text == "Users: 50"


def test_words_changed_later_are_told_with_their_page() -> None:
    one = document(saved_again(made("Users: 50"), "Users: 5000"))
    (change,) = one.revisions[1].changes
    assert (change.page, change.removed, change.added) == (1, ("50",), ("5000",))
    (mark,) = (mark for mark in one.marks if mark.kind == "revised")
    assert "“50” from page 1" in mark.message
    assert "“5000”" in mark.message


@pytest.mark.parametrize("words", [None, "Users: 50 and more"])
def test_what_only_adds_is_no_matter(words: str | None) -> None:
    one = document(saved_again(made("Users: 50"), words))
    assert len(one.revisions) == 2
    assert [mark.kind for mark in one.marks] == []


def test_a_pdf_inside_a_pdf_is_no_revision_of_it() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made("Outer")))
    writer.add_attachment("inner.pdf", saved_again(made("Inner"), None))
    buffer = io.BytesIO()
    writer.write(buffer)
    assert len(ends(buffer.getvalue())) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"startxref 5 %%EOF",
        b"%PDF-1.4\nxref\ntrailer<</Prev 9>>startxref 9 %%EOF",
    ],
)
def test_a_broken_chain_ends(data: bytes) -> None:
    assert len(ends(data)) <= 1
