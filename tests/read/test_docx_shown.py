"""Lists, fields, form controls and drawings are read as Word shows them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.forge.word import W, body, element, linked, marked, read, rezipped, saved, with_paragraph

from poedesk.extract import extract
from poedesk.model import Reading
from poedesk.settings import load_settings

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
OFFICE = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
DRAWN = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"
NUMBERS = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
XML = "application/xml"
SETTINGS = load_settings()
RUBY = (
    "<w:r><w:ruby><w:rt><w:r><w:t>o</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>尾</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def complex_field(instruction: str, result: str) -> list[str]:
    step = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    instructed = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    shown = [step.format("separate"), run(result)] if result else []
    return [step.format("begin"), instructed, *shown, step.format("end")]


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


# ── lists ───────────────────────────────────────────────────────────────────────────────


def level(index: int, form: str, text: str, more: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{index}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>{more}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    )


def listed(levels: str, paragraphs: list[tuple[str, int, str]], overrides: str = "") -> str:
    """The text of paragraphs (list id, level, words) of list 1, or of list 2, which goes on."""

    def build(document: Any) -> None:
        for key, depth, words in paragraphs:
            paragraph = document.add_paragraph(words)
            paragraph._p.get_or_add_pPr().append(
                element(f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{key}'/></w:numPr>")
            )

    numbering = (
        f"<w:numbering {W}><w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
        f"<w:num w:numId='2'><w:abstractNumId w:val='7'/>{overrides}</w:num></w:numbering>"
    )

    def define(parts: dict[str, bytes]) -> None:
        parts["word/numbering.xml"] = numbering.encode()

    return read(rezipped(saved(build), define)).document.text


def test_list_numbers_are_read_as_word_shows_them() -> None:
    levels = level(0, "upperRoman", "Article %1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    told = [
        ("1", 0, "Scope"),
        ("1", 1, "Work"),
        ("1", 1, "Place"),
        ("1", 0, "Price"),
        ("1", 1, "Sum"),
    ]
    assert listed(levels, told).splitlines() == [
        "Article I Scope",
        "1.1 Work",
        "1.2 Place",
        "Article II Price",
        "2.1 Sum",
    ]


@pytest.mark.parametrize(
    ("form", "third"),
    [
        ("decimal", "3"),
        ("decimalZero", "03"),
        ("lowerLetter", "c"),
        ("upperLetter", "C"),
        ("lowerRoman", "iii"),
        ("ordinal", "3rd"),
        ("none", ""),
    ],
)
def test_number_formats_are_known(form: str, third: str) -> None:
    text = listed(level(0, form, "(%1)"), [("1", 0, word) for word in ("a", "b", "c")])
    assert text.splitlines()[2] == f"({third}) c"


def test_a_list_goes_on_in_another_unless_it_starts_anew() -> None:
    told = [("1", 0, "a"), ("2", 0, "b"), ("2", 0, "c")]
    anew = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
    assert listed(level(0, "decimal", "%1."), told) == "1. a\n2. b\n3. c\n"
    assert listed(level(0, "decimal", "%1."), told, anew) == "1. a\n1. b\n2. c\n"


def test_bullets_that_are_boxes_are_read_as_boxes() -> None:
    wingdings = "<w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr>"
    box = level(0, "bullet", "\uf0a8").replace("</w:lvl>", f"{wingdings}</w:lvl>")
    assert listed(box, [("1", 0, "Exchange")]) == "☐ Exchange\n"
    assert listed(level(0, "bullet", "\uf0b7"), [("1", 0, "Exchange")]) == "• Exchange\n"


def test_a_style_may_number_its_paragraphs() -> None:
    def define(parts: dict[str, bytes]) -> None:
        style = (
            "<w:style w:type='paragraph' w:styleId='Clause'><w:pPr><w:numPr><w:numId w:val='1'/>"
            "</w:numPr></w:pPr></w:style></w:styles>"
        )
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"</w:styles>", style.encode())
        parts["word/numbering.xml"] = (
            f"<w:numbering {W}><w:abstractNum w:abstractNumId='7'>{level(0, 'decimal', '%1)')}"
            "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
        ).encode()
        parts["word/document.xml"] = parts["word/document.xml"].replace(
            b"<w:p>", b"<w:p><w:pPr><w:pStyle w:val='Clause'/></w:pPr>", 1
        )

    data = rezipped(saved(lambda document: document.add_paragraph("Fees")), define)
    assert read(data).document.text == "1) Fees\n"


# ── characters ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        ("<w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>", "☒"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r>", "☐"),
        ("<w:r><w:sym w:font='Wingdings 2' w:char='F050'/></w:r>", "✓"),
        (run("ü", "<w:rFonts w:ascii='Wingdings'/>"), "✓"),
        (run("\uf0fc"), "✓"),
        ("<w:r><w:sym w:font='Symbol' w:char='F061'/></w:r>", "α"),
        ("<w:r><w:t>co</w:t><w:softHyphen/><w:t>op</w:t></w:r>", "coop"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "co-op"),
        (RUBY, "尾(o)"),
    ],
)
def test_characters_are_those_that_are_seen(xml: str, shown: str) -> None:
    assert with_paragraph(xml).document.text == f"before {shown}\n"


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ("<w:color w:val='FFFFFF'/>", "white text on white"),
        ("<w:color w:val='FEFEFe'/>", "white text on white"),
        ("<w:sz w:val='2'/>", "text of 1 points"),
        ("<w:vanish/>", "hidden text"),
    ],
)
def test_what_nobody_sees_is_marked(properties: str, why: str) -> None:
    assert marked(with_paragraph(run("unseen", properties)), "hidden-text") == [(why, ["unseen"])]


def test_what_is_struck_out_is_marked() -> None:
    reading = with_paragraph(run("Exchange", "<w:strike/>"), run(" Teams"))
    assert marked(reading, "struck-out") == [("text that is struck out", ["Exchange"])]


@pytest.mark.parametrize("backing", ["<w:highlight w:val='black'/>", "<w:shd w:fill='002060'/>"])
def test_white_text_on_a_colour_is_seen(backing: str) -> None:
    reading = with_paragraph(run("seen", f"<w:color w:val='FFFFFF'/>{backing}"))
    assert not reading.document.marks


def test_white_text_in_a_coloured_table_is_seen() -> None:
    def build(document: Any) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.paragraphs[0]._p.append(element(run("seen", "<w:color w:val='FFFFFF'/>")))
        cell._tc.get_or_add_tcPr().append(element("<w:shd w:val='clear' w:fill='002060'/>"))

    assert not body(build).document.marks


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    def build(document: Any) -> None:
        first = document.add_paragraph("one ")
        first._p.get_or_add_pPr().append(element("<w:rPr><w:del w:author='Eve'/></w:rPr>"))
        document.add_paragraph("two")

    reading = body(build)
    assert reading.document.text == "one two\n"
    assert marked(reading, "tracked-change") == [("text deleted by Eve, not yet accepted", [])]


# ── fields ──────────────────────────────────────────────────────────────────────────────


def test_a_field_that_moves_with_the_day_is_marked() -> None:
    reading = with_paragraph(*complex_field(r'DATE \@ "d MMMM yyyy"', "4 March 2025"))
    assert reading.document.text == "before 4 March 2025\n"
    told = "a field that shows the day on which the file is opened"
    assert marked(reading, "moving-date") == [(told, ["4 March 2025"])]


@pytest.mark.parametrize(
    ("instruction", "result", "prompt"),
    [
        ("MERGEFIELD Customer", "«Customer»", "«Customer»"),
        ("MACROBUTTON NoMacro [Click and type]", "", "[Click and type]"),
    ],
)
def test_what_nobody_filled_in_is_a_prompt(instruction: str, result: str, prompt: str) -> None:
    reading = with_paragraph(*complex_field(instruction, result))
    assert marked(reading, "placeholder") == [("a field that was not filled in", [prompt])]


def test_a_merged_field_is_a_value() -> None:
    reading = with_paragraph(*complex_field("MERGEFIELD Customer", "Contoso Ltd"))
    assert (reading.document.text, reading.document.marks) == ("before Contoso Ltd\n", ())


@pytest.mark.parametrize("name", ["DDEAUTO", "DDE", "INCLUDETEXT", "INCLUDEPICTURE", "LINK"])
def test_a_field_that_reaches_outside_is_marked_and_not_followed(name: str) -> None:
    reading = with_paragraph(*complex_field(f'{name} "\\\\host\\a.doc"', "shown"))
    ((message, quotes),) = marked(reading, "outside")
    assert quotes == ["shown"]
    assert "not followed" in message


def test_legacy_form_fields_show_their_values() -> None:
    box = (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:checked/></w:checkBox>"
        "</w:ffData></w:fldChar></w:r>"
    )
    choice = (
        "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/>"
        "<w:listEntry w:val='No'/><w:listEntry w:val='Yes'/></w:ddList></w:ffData></w:fldChar>"
        "</w:r>"
    )
    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    assert with_paragraph(box, end, run(" "), choice, end).document.text == "before ☒ Yes\n"


# ── form controls ───────────────────────────────────────────────────────────────────────


def test_a_picked_date_settles_the_order_of_day_and_month() -> None:
    picked = control("<w:date w:fullDate='2025-04-03T00:00:00Z'/>", run("03/04/2025"))
    plain, chosen = (
        extract(with_paragraph(one), load_settings()).dates[0]
        for one in (run("03/04/2025"), picked)
    )
    assert plain.ambiguous
    assert [str(one) for one in chosen.readings] == ["2025-04-03"]


def with_store(value: str, *xml: str) -> Reading:
    key = "{11111111-2222-3333-4444-555555555555}"

    def store(parts: dict[str, bytes]) -> None:
        linked(parts, "item1.xml", "customXml", XML, f"<form><who>{value}</who></form>".encode())
        parts["word/itemProps1.xml"] = (
            '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'customXml" ds:itemID="{key}"/>'
        ).encode()
        parts["word/_rels/item1.xml.rels"] = (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="p" Target="itemProps1.xml" Type="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships/customXmlProps"/></Relationships>'
        )

    def build(document: Any) -> None:
        for one in xml:
            paragraph = document.add_paragraph()
            paragraph._p.append(
                element(
                    control(
                        f"<w:dataBinding w:xpath='/form[1]/who[1]' w:storeItemID='{key}'/>", one
                    )
                )
            )

    return read(rezipped(saved(build), store))


def test_a_control_that_shows_something_else_than_its_value_is_marked() -> None:
    assert not with_store("Contoso Ltd", run("Contoso  Ltd")).document.marks
    ((message, quotes),) = marked(with_store("Fabrikam Inc", run("Contoso Ltd")), "bound-value")
    assert (quotes, "Fabrikam Inc" in message) == (["Contoso Ltd"], True)


@pytest.mark.parametrize(
    ("shown", "differs"), [("3. April 2025", False), ("04/03/25", False), ("5 May 2025", True)]
)
def test_a_stored_day_is_compared_with_the_words_that_show_it(shown: str, differs: bool) -> None:
    reading = with_store("2025-04-03T00:00:00", run(shown))
    assert [mark.kind for mark in reading.document.marks] == ["bound-value"] * differs


def test_a_check_box_that_contradicts_its_state_is_marked() -> None:
    ticked = f"<w14:checkbox {W14}><w14:checked w14:val='1'/></w14:checkbox>"
    assert not with_paragraph(control(ticked, run("☒"))).document.marks
    reading = with_paragraph(control(ticked, run("☐")))
    assert [mark.kind for mark in reading.document.marks] == ["bound-value"]


# ── drawings ────────────────────────────────────────────────────────────────────────────


def test_the_words_of_word_art_and_shapes_are_read() -> None:
    art = f"<w:r {OFFICE}><w:pict><v:shape><v:textpath string='DRAFT'/></v:shape></w:pict></w:r>"
    shape = f"<w:r {DRAWN}><w:drawing><a:p><a:r><a:t>Phase 1</a:t></a:r></a:p></w:drawing></w:r>"
    document = with_paragraph(art, shape).document
    assert [part.name for part in document.parts] == ["body", "drawings"]
    assert document.text.endswith("DRAFT\nPhase 1\n")


def test_a_signature_line_tells_whom_it_is_for_and_its_id() -> None:
    reading = with_paragraph(
        f"<w:r {OFFICE}><w:pict><v:shape><v:imagedata/><o:signatureline "
        "id='{0a1b}' o:suggestedsigner='Anna Weber' o:suggestedsigner2='CIO' "
        "o:suggestedsigneremail='anna@contoso.example' o:signinginstructions='Please sign'/>"
        "</v:shape></w:pict></w:r>"
    )
    (line,) = reading.signature_lines
    assert (line.id, line.signer, line.title) == ("{0A1B}", "Anna Weber", "CIO")
    assert (line.email, line.instructions) == ("anna@contoso.example", "Please sign")
    assert "____\nAnna Weber\nCIO\n" in reading.document.text


# ── other parts ─────────────────────────────────────────────────────────────────────────


def imported(kind: str, blob: bytes) -> Reading:
    def build(document: Any) -> None:
        document.add_paragraph("above")
        document.element.body.insert(1, element(f"<w:altChunk {R} r:id='xaFChunk'/>"))

    return read(
        rezipped(saved(build), lambda parts: linked(parts, "chunk.bin", "aFChunk", kind, blob))
    )


def test_imported_content_is_read_where_word_merges_it() -> None:
    page = b"<html><body><p>Signed by</p><p>Contoso</p></body></html>"
    mail = b"MIME-Version: 1.0\nContent-Type: text/html\n\n" + page
    inner = saved(lambda document: document.add_paragraph("Signed by Contoso"))
    assert imported("text/html", page).document.text == "above\nSigned by\nContoso\n"
    assert imported("message/rfc822", mail).document.text == "above\nSigned by\nContoso\n"
    assert imported("application/rtf", rb"{\rtf1 Signed\par}").document.text.startswith("above\nSi")
    assert imported("application/x", inner).document.text == "above\nSigned by Contoso\n"


def test_imported_content_that_is_not_known_is_named() -> None:
    (unread,) = imported("application/x", b"\x00\x01").document.unread
    assert unread.part == "imported content"


def test_what_the_file_would_fetch_is_named() -> None:
    def refer(parts: dict[str, bytes]) -> None:
        linked(parts, "x.bin", "attachedTemplate", XML, b"")
        rels = "word/_rels/document.xml.rels"
        parts[rels] = parts[rels].replace(
            b'Target="x.bin"', b'Target="https://host.example/t.dotm" TargetMode="External"'
        )

    ((message, _),) = marked(read(rezipped(saved(lambda _: None), refer)), "outside")
    assert "a template" in message
    assert "https://host.example/t.dotm" in message


def test_a_later_section_has_the_first_page_header_of_the_one_before() -> None:
    def build(document: Any) -> None:
        document.sections[0].first_page_header.paragraphs[0].text = "Cover"
        document.add_section().different_first_page_header_footer = True

    parts = {part.name for part in body(build).document.parts}
    assert "header" in parts
