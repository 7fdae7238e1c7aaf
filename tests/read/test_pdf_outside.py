"""What a PDF would open, fetch, send or run is told; links to click on are not."""

from __future__ import annotations

import io

import pypdf
import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

ELSEWHERE = "//files.example/share/terms.pdf"


def action(kind: str, **more: object) -> DictionaryObject:
    made = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    for key, value in more.items():
        held = TextStringObject(value) if isinstance(value, str) else value
        made[NameObject(f"/{key}")] = held
    return made


def written() -> pypdf.PdfWriter:
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 700, "Statement of work")
    canvas.linkURL("https://customer.example/intune", (72, 690, 200, 710))
    canvas.save()
    return pypdf.PdfWriter(clone_from=target)


def marks(writer: pypdf.PdfWriter) -> list[tuple[str, str]]:
    target = io.BytesIO()
    writer.write(target)
    document = read("sow.pdf", None, target.getvalue(), Settings("t", Vocabulary({}))).document
    assert document.text == "Statement of work"
    return [(mark.kind, mark.message) for mark in document.marks]


def when_opened(one: DictionaryObject) -> pypdf.PdfWriter:
    writer = written()
    writer.root_object[NameObject("/OpenAction")] = one
    return writer


def when_clicked(one: DictionaryObject) -> pypdf.PdfWriter:
    writer = written()
    link = writer.pages[0]["/Annots"][0].get_object()  # type: ignore[index]
    link[NameObject("/A")] = one
    return writer


def test_a_link_to_click_on_is_no_mark() -> None:
    assert marks(written()) == []
    assert marks(when_clicked(action("URI", URI="mailto:ann@customer.example"))) == []
    assert marks(when_clicked(action("GoToE", T=DictionaryObject()))) == []


@pytest.mark.parametrize("kind", ["Launch", "GoToR", "GoToE", "SubmitForm", "ImportData"])
def test_another_file_or_place_is_told_wherever_it_is_named(kind: str) -> None:
    for writer in (
        when_opened(action(kind, F=ELSEWHERE)),
        when_clicked(action(kind, F=action("x", UF=ELSEWHERE))),
        when_clicked(action("Named", Next=ArrayObject([action(kind, F=ELSEWHERE)]))),
    ):
        ((mark, message),) = marks(writer)
        assert mark == "outside"
        assert ELSEWHERE in message
        assert "not followed" in message


def test_a_web_page_that_opens_by_itself_is_told() -> None:
    page = action("URI", URI="https://tracker.example/seen")
    writer = written()
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): page})
    for one in (when_opened(page), writer):
        ((mark, message),) = marks(one)
        assert mark == "outside"
        assert "https://tracker.example/seen" in message


def test_a_picture_that_lies_elsewhere_is_told() -> None:
    writer = written()
    stream = DecodedStreamObject()
    stream.update(action("x", F=action("x", F="https://pictures.example/p.png")))
    stream[NameObject("/Subtype")] = NameObject("/Image")
    resources = writer.pages[0]["/Resources"].get_object()
    resources[NameObject("/XObject")] = DictionaryObject(  # type: ignore[index]
        {NameObject("/X"): writer._add_object(stream)}
    )
    ((mark, message),) = marks(writer)
    assert mark == "outside"
    assert "pictures.example" in message


def test_a_script_is_told_as_a_macro() -> None:
    assert marks(when_opened(action("JavaScript", JS="app.alert(1)"))) == [
        ("macro", "the document holds scripts, which were not run")
    ]


def test_actions_that_follow_each_other_in_a_ring_come_to_an_end() -> None:
    writer = written()
    ring = action("Launch", F=ELSEWHERE)
    reference = writer._add_object(ring)
    ring[NameObject("/Next")] = reference
    writer.root_object[NameObject("/OpenAction")] = reference
    assert [kind for kind, _ in marks(writer)] == ["outside"]
