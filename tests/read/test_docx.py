"""What a person sees in Word is read once, in order; what was changed or hidden is marked."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.forge.word import W, body, element, linked, marked, read, rezipped, saved, with_paragraph

from poedesk.errors import UnreadableError
from poedesk.model import FileKind, Limits, Settings, Vocabulary
from poedesk.read.docx import reader as docx

# ── what is read ────────────────────────────────────────────────────────────────────────


def test_paragraphs_and_tables_follow_one_another_as_in_word() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("First")
        made = document.add_table(2, 2)
        for cell, text in zip(made._cells, ["a", "b\nb2", "c", "d"], strict=True):
            cell.text = text
        document.add_paragraph("Last")

    reading = body(build)
    assert reading.document.text == "First\na\tb\nb2\nc\td\nLast\n"
    assert reading.document.kind is FileKind.DOCX
    assert reading.document.pages is None


def test_cells_stand_side_by_side_on_the_plane() -> None:
    def build(document: Any) -> None:
        made = document.add_table(1, 2)
        made.cell(0, 0).text, made.cell(0, 1).text = "left", "right"

    left, right = body(build).segments
    assert left.top == right.top
    assert left.right <= right.left


def test_a_merged_cell_is_read_once() -> None:
    def build(document: Any) -> None:
        made = document.add_table(2, 2)
        made.cell(0, 0).merge(made.cell(0, 1)).text = "wide"
        made.cell(1, 0).text = "x"
        tall = document.add_table(2, 2)
        tall.cell(0, 0).merge(tall.cell(1, 0)).text = "tall"

    text = body(build).document.text
    assert (text.count("wide"), text.count("tall")) == (1, 1)


def test_a_nested_table_is_read_inside_its_cell() -> None:
    def build(document: Any) -> None:
        cell = document.add_table(1, 2).cell(0, 1)
        cell.text = "outer"
        cell.add_table(1, 2).cell(0, 1).text = "inner"

    assert "outer\n\tinner" in body(build).document.text


@pytest.mark.parametrize(
    "xml",
    [
        "<w:hyperlink><w:r><w:t>words</w:t></w:r></w:hyperlink>",
        "<w:smartTag><w:r><w:t>words</w:t></w:r></w:smartTag>",
        "<w:sdt><w:sdtContent><w:r><w:t>words</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:fldSimple w:instr='DATE'><w:r><w:t>words</w:t></w:r></w:fldSimple>",
        "<w:r><w:t>wo</w:t><w:t>rds</w:t></w:r>",
    ],
)
def test_text_is_read_through_every_wrapper(xml: str) -> None:
    assert with_paragraph(xml).document.text == "before words\n"


def test_content_controls_are_read_around_paragraphs_and_cells() -> None:
    def build(document: Any) -> None:
        document.element.body.insert(
            0,
            element(
                "<w:sdt><w:sdtContent><w:p><w:r><w:t>block</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )
        row = document.add_table(1, 1).rows[0]._tr
        row.append(
            element(
                "<w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc>"
                "</w:sdtContent></w:sdt>"
            )
        )

    assert body(build).document.text == "block\n\tcell\n"


def test_a_field_gives_its_result_and_not_its_instruction() -> None:
    run = "<w:r>{}</w:r>"
    reading = with_paragraph(
        run.format("<w:fldChar w:fldCharType='begin'/>"),
        run.format("<w:instrText>MERGEFIELD secret</w:instrText>"),
        run.format("<w:t>instruction</w:t>"),
        run.format("<w:fldChar w:fldCharType='separate'/>"),
        run.format("<w:t>result</w:t>"),
        run.format("<w:fldChar w:fldCharType='end'/>"),
    )
    assert reading.document.text == "before result\n"


def test_a_field_that_never_ends_swallows_nothing() -> None:
    reading = with_paragraph(
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>", "<w:r><w:t>after</w:t></w:r>"
    )
    assert "after" in reading.document.text


def test_a_text_box_is_read_once_although_word_stores_it_twice() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"
    reading = with_paragraph(
        '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert reading.document.text.count("boxed") == 1
    assert [part.name for part in reading.document.parts] == ["body", "text boxes"]


@pytest.mark.parametrize(
    ("word", "others", "differs"),
    [
        ("paid in full", "paid in  full", False),
        ("paid in full", "", False),
        ("not yet paid", "paid in full", True),
        ("840 users", "940 users", True),
    ],
)
def test_a_drawing_that_says_other_words_to_older_programs_is_told(
    word: str, others: str, differs: bool
) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
    reading = with_paragraph(
        '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box.format(word)}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box.format(others)}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    found = [mark for mark in reading.document.marks if mark.kind == "text-differs"]
    assert len(found) == differs
    assert all(word in mark.message and others in mark.message for mark in found)


def test_headers_footers_notes_and_comments_are_parts_of_their_own() -> None:
    notes = f"<w:footnotes {W}>{{}}</w:footnotes>".format(
        '<w:footnote w:type="separator"><w:p><w:r><w:t>rule</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>the note</w:t></w:r></w:p></w:footnote>'
    )

    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Body")
        paragraph._p.append(element('<w:r><w:footnoteReference w:id="1"/></w:r>'))
        section = document.sections[0]
        section.header.paragraphs[0].text = "Letterhead"
        section.footer.paragraphs[0].text = "Imprint"
        section.first_page_header.paragraphs[0].text = "never shown"
        document.add_comment(paragraph.runs, text="Please check", author="Ole")

    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    reading = read(
        rezipped(
            saved(build),
            lambda parts: linked(parts, "footnotes.xml", "footnotes", kind, notes.encode()),
        )
    )
    document = reading.document
    said = {part.name: document.text[part.start : part.end].strip() for part in document.parts}
    today = datetime.now(UTC).date()
    assert said == {
        "body": "Body",
        "footnotes": "the note",
        "header": "Letterhead",
        "footer": "Imprint",
        "comments": f"Ole, {today}: Please check",
    }


def test_a_picture_stands_where_its_paragraph_stands() -> None:
    from PIL import Image

    image = io.BytesIO()
    Image.new("RGB", (10, 10)).save(image, "PNG")

    def build(document: Any) -> None:
        document.add_paragraph("above")
        document.add_paragraph("at ").add_run().add_picture(image, width=914400, height=457200)
        document.add_paragraph("below")

    reading = body(build)
    above, at, below = reading.segments
    (picture,) = reading.graphics
    assert (picture.kind, round(picture.right - picture.left)) == ("image", 72)
    assert above.bottom <= picture.top < at.bottom <= below.top
    assert picture.left >= at.right - 1


def test_tabs_go_to_their_stops() -> None:
    def build(document: Any) -> None:
        from docx.shared import Pt

        for text in ("a\tb", "long words\tc"):
            paragraph = document.add_paragraph(text)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(200))

    segments = body(build).segments
    assert [round(one.left) for one in segments] == [0, 200, 0, 200]


# ── what is marked ──────────────────────────────────────────────────────────────────────


def test_insertions_are_read_deletions_are_not_and_both_are_marked() -> None:
    who = "w:author='Eve' w:date='2025-03-04T10:00:00Z'"
    reading = with_paragraph(
        f"<w:ins {who}><w:r><w:t>new words</w:t></w:r></w:ins>",
        f"<w:del {who}><w:r><w:delText>old words</w:delText></w:r></w:del>",
    )
    assert reading.document.text == "before new words\n"
    assert marked(reading, "tracked-change") == [
        ("text inserted by Eve on 2025-03-04, not yet accepted", ["new words"]),
        ("text deleted by Eve on 2025-03-04, not yet accepted", []),
    ]


def test_hidden_text_is_read_and_marked() -> None:
    reading = with_paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>")
    assert marked(reading, "hidden-text") == [("hidden text", ["unseen"])]


def test_hidden_text_that_is_switched_off_is_plain_text() -> None:
    reading = with_paragraph("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>seen</w:t></w:r>")
    assert not reading.document.marks


def test_the_prompt_of_an_unfilled_control_is_marked() -> None:
    reading = with_paragraph(
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Enter name</w:t>"
        "</w:r></w:sdtContent></w:sdt>"
    )
    assert marked(reading, "placeholder") == [("a field that was not filled in", ["Enter name"])]


def test_marks_stand_at_their_words_also_after_characters_that_are_dropped() -> None:
    reading = with_paragraph(
        "<w:r><w:t>so\u00adft \ufb01ne </w:t></w:r>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>",
    )
    assert reading.document.text == "before soft fine unseen\n"
    assert marked(reading, "hidden-text") == [("hidden text", ["unseen"])]


def test_a_signature_line_is_marked_and_its_picture_is_no_signature() -> None:
    reading = with_paragraph(
        '<w:r xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
        '<v:shape style="width:192pt;height:96pt"><v:imagedata/><o:signatureline '
        'o:suggestedsigner="Anna Weber" o:suggestedsigner2="CIO"/></v:shape></w:pict></w:r>'
    )
    assert marked(reading, "signature-line") == [
        ("signature line for Anna Weber, CIO", ["X" + 24 * "_" + "\nAnna Weber\nCIO\n"])
    ]
    assert reading.graphics == ()


# ── the package ─────────────────────────────────────────────────────────────────────────


def test_embedded_files_are_enclosed() -> None:
    data = rezipped(
        saved(lambda document: document.add_paragraph("see attachment")),
        lambda parts: linked(parts, "embeddings/plan.docx", "package", "application/x", b"PK.."),
    )
    (enclosed,) = read(data).enclosed
    assert (enclosed.path, enclosed.inside, enclosed.data) == (
        "sow.docx/1/plan.docx",
        "sow.docx",
        b"PK..",
    )


def test_macros_are_marked() -> None:
    data = rezipped(
        saved(lambda document: document.add_paragraph("x")),
        lambda parts: linked(parts, "vbaProject.bin", "vbaProject", "application/x", b"code"),
    )
    assert [mark.kind for mark in read(data).document.marks] == ["macro"]


def test_signature_parts_are_kept_raw() -> None:
    data = rezipped(
        saved(lambda document: document.add_paragraph("x")),
        lambda parts: parts.update({"_xmlsignatures/sig1.xml": b"<Signature/>"}),
    )
    assert read(data).raw == {"_xmlsignatures/sig1.xml": b"<Signature/>"}


def test_dates_come_from_the_core_properties() -> None:
    def build(document: Any) -> None:
        document.core_properties.created = datetime(2025, 1, 2, 3, 4, 5)  # noqa: DTZ001
        document.core_properties.modified = datetime(2025, 2, 3, 4, 5, 6)  # noqa: DTZ001

    document = body(build).document
    assert document.created == datetime(2025, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert document.modified == datetime(2025, 2, 3, 4, 5, 6, tzinfo=UTC)


def test_strict_files_are_read() -> None:
    def strict(parts: dict[str, bytes]) -> None:
        for name, blob in parts.items():
            parts[name] = blob.replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            ).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )

    data = rezipped(saved(lambda document: document.add_paragraph("strict words")), strict)
    assert docx.sniff(data)
    assert read(data).document.text == "strict words\n"


def test_a_relationship_to_a_part_that_is_not_there_does_no_harm() -> None:
    def dangling(parts: dict[str, bytes]) -> None:
        linked(parts, "header9.xml", "header", "application/xml", b"")
        del parts["word/header9.xml"]

    data = rezipped(saved(lambda document: document.add_paragraph("words")), dangling)
    assert read(data).document.text == "words\n"


def test_only_word_files_are_claimed() -> None:
    data = saved(lambda document: document.add_paragraph("x"))
    workbook = rezipped(
        data,
        lambda parts: parts.update(
            {"[Content_Types].xml": b"<Types>spreadsheetml.sheet.main+xml</Types>"}
        ),
    )
    claims = [docx.sniff(one) for one in (data, workbook, b"%PDF-1.7", b"PK\x03\x04", b"")]
    assert claims == [True, False, False, False, False]


# ── hostile files ───────────────────────────────────────────────────────────────────────


def test_more_than_the_limit_is_not_unpacked() -> None:
    data = saved(lambda document: document.add_paragraph("x"))
    with pytest.raises(UnreadableError, match="unpacks to more"):
        read(data, Settings("test", Vocabulary({}), limits=Limits(unpacked=1024)))


def test_a_part_that_is_there_twice_is_refused() -> None:
    out = io.BytesIO(saved(lambda document: document.add_paragraph("x")))
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", b"<other/>")
    with pytest.raises(UnreadableError, match="twice"):
        read(out.getvalue())


@pytest.mark.parametrize(
    "declared",
    ['[<!ENTITY a SYSTEM "file:///etc/hostname">]', '[<!ENTITY a "well done">]', ""],
)
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_a_part_that_declares_a_document_type_is_refused_as_word_refuses_it(
    part: str, declared: str
) -> None:
    def declare(parts: dict[str, bytes]) -> None:
        head, _, rest = parts[part].partition(b"?>")
        rest = rest.replace(b"harmless", b"&a;" if declared else b"harmless")
        parts[part] = head + f"?><!DOCTYPE w {declared}>".encode() + rest

    data = rezipped(saved(lambda document: document.add_paragraph("harmless")), declare)
    with pytest.raises(UnreadableError, match=r"document type.*save it again"):
        read(data)


def test_comments_and_instructions_within_words_take_no_words_with_them() -> None:
    def interrupt(parts: dict[str, bytes]) -> None:
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"rolled out", b"<!-- <!DOCTYPE --> rolled <?odd thing?>out"
        )

    whole = saved(lambda document: document.add_paragraph("It was rolled out to all."))
    text = read(rezipped(whole, interrupt)).document.text
    assert " ".join(text.split()) == "It was rolled out to all."


def test_a_bomb_of_entities_is_named_by_what_it_declares() -> None:
    def bomb(parts: dict[str, bytes]) -> None:
        names = [f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)]
        declared = f'<!DOCTYPE w [<!ENTITY a0 "words">{"".join(names)}]>'
        parts["word/document.xml"] = declared.encode() + b"<w a='&a9;'/>"

    data = rezipped(saved(lambda document: document.add_paragraph("x")), bomb)
    with pytest.raises(UnreadableError, match="document type"):
        read(data)


def test_what_is_missing_is_told_without_a_library_s_words() -> None:
    def lose(parts: dict[str, bytes]) -> None:
        parts["word/odd.thing"] = b"x"
        relation = b'<Relationship Id="r99" Type="x/y" Target="odd.thing"/></Relationships>'
        rels = "word/_rels/document.xml.rels"
        parts[rels] = parts[rels].replace(b"</Relationships>", relation)

    data = rezipped(saved(lambda document: document.add_paragraph("x")), lose)
    with pytest.raises(UnreadableError, match="a piece of it is missing") as raised:
        read(data)
    assert "KeyError" not in str(raised.value)


def nested(depth: int) -> bytes:
    def deepen(parts: dict[str, bytes]) -> None:
        inner = b"<w:sdt><w:sdtContent>" * depth + b"</w:sdtContent></w:sdt>" * depth
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"<w:body>", b"<w:body>" + inner
        )

    return rezipped(saved(lambda document: document.add_paragraph("x")), deepen)


def test_honest_nesting_is_read_and_hostile_nesting_is_refused_in_words() -> None:
    assert read(nested(40)).document.text == "x\n"
    with pytest.raises(UnreadableError, match="nested more than 256 deep"):
        read(nested(2000))


@pytest.mark.parametrize("cut", [10, 200, 5000, -30])
def test_a_truncated_file_is_unreadable_in_words(cut: int) -> None:
    data = saved(lambda document: document.add_paragraph("x"))[:cut]
    with pytest.raises(UnreadableError):
        read(data)


def test_broken_xml_is_unreadable_in_words() -> None:
    data = rezipped(
        saved(lambda document: document.add_paragraph("x")),
        lambda parts: parts.update({"word/document.xml": b"<w:document"}),
    )
    with pytest.raises(UnreadableError, match="damaged"):
        read(data)
