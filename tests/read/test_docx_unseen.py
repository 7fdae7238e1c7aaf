"""Words that nobody sees in Word are marked, however they were made unseen; honest ones are not."""

from __future__ import annotations

from typing import Any

import pytest
from tests.forge.word import body, element, linked, marked, read, rezipped, saved

from poedesk.errors import UnreadableError
from poedesk.model import Reading

WORDS = "Intune was rolled out"
NAMESPACES = (
    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
    "xmlns:wp='http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing' "
    "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' "
    "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' "
    "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml' "
    "xmlns:v='urn:schemas-microsoft-com:vml' xmlns:odd='urn:nobody:knows'"
)


def paragraph(run: str = "", own: str = "", words: str = WORDS) -> str:
    return (
        f"<w:p {NAMESPACES}><w:pPr>{own}</w:pPr>"
        f"<w:r><w:rPr>{run}</w:rPr><w:t>{words}</w:t></w:r></w:p>"
    )


def containing(*blocks: str) -> Reading:
    def build(document: Any) -> None:
        for one in blocks:
            document.element.body.insert(0, element(one))

    return body(build)


def hidden(reading: Reading) -> list[str]:
    return [quote for _, quotes in marked(reading, "hidden-text") for quote in quotes]


def with_styles(xml: str, *blocks: str) -> Reading:
    def define(parts: dict[str, bytes]) -> None:
        parts["word/styles.xml"] = parts["word/styles.xml"].replace(
            b"</w:styles>", f"{xml}</w:styles>".encode()
        )

    def build(document: Any) -> None:
        for one in blocks:
            document.element.body.insert(0, element(one))

    return read(rezipped(saved(build), define))


FILL = "<w14:textFill>{}</w14:textFill>"


@pytest.mark.parametrize(
    "run",
    [
        "<w:color w:val='000000'/><w:shd w:val='clear' w:fill='000000'/>",
        "<w:color w:val='0A0A0A'/><w:shd w:val='solid' w:color='000000' w:fill='FFFFFF'/>",
        "<w:color w:val='808080'/><w:shd w:val='pct50' w:color='000000' w:fill='FFFFFF'/>",
        "<w:color w:val='FFFF00'/><w:highlight w:val='yellow'/>",
        "<w:color w:val='FFFFFF'/><w:highlight w:val='none'/>",
        "<w:color w:val='000000' w:themeColor='background1'/>",
        "<w:color w:val='000000' w:themeColor='text1' w:themeTint='05'/>",
        "<w:color w:val='4F81BD'/><w:shd w:val='clear' w:fill='auto' w:themeFill='accent1'/>",
        FILL.format("<w14:noFill/>"),
        FILL.format("<w14:solidFill><w14:schemeClr w14:val='bg1'/></w14:solidFill>"),
        FILL.format(
            "<w14:solidFill><w14:srgbClr w14:val='000000'><w14:alpha w14:val='100000'/>"
            "</w14:srgbClr></w14:solidFill>"
        ),
        "<w:position w:val='-3000'/>",
        "<w:position w:val='-30000'/>",
        "<w:w w:val='1'/>",
        "<w:spacing w:val='-400'/>",
        "<w:sz w:val='4'/>",
    ],
)
def test_words_that_cannot_be_made_out_are_marked(run: str) -> None:
    assert hidden(containing(paragraph(run))) == [WORDS]


@pytest.mark.parametrize(
    "run",
    [
        "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='000000'/>",
        "<w:color w:val='FFFFFF'/><w:highlight w:val='darkBlue'/>",
        "<w:color w:val='auto'/><w:shd w:val='clear' w:fill='000000'/>",
        "<w:color w:val='FFFFFF' w:themeColor='text1'/>",
        "<w:color w:val='D9D9D9'/>",
        "<w:color w:val='FFFF00'/>",
        "<w:color w:val='FFFFFF'/><w:outline/>",
        FILL.format("<w14:noFill/>")
        + "<w14:textOutline><w14:solidFill><w14:srgbClr w14:val='FF0000'/></w14:solidFill>"
        "</w14:textOutline>",
        "<w:position w:val='6'/><w:sz w:val='12'/>",
        "<w:vertAlign w:val='superscript'/><w:sz w:val='12'/>",
        "<w:w w:val='66'/>",
        "<w:spacing w:val='-10'/>",
        "<w:sz w:val='6'/>",
    ],
)
def test_words_that_can_be_made_out_are_not_marked(run: str) -> None:
    assert hidden(containing(paragraph(run))) == []


@pytest.mark.parametrize(
    "own",
    [
        "<w:spacing w:line='1' w:lineRule='exact'/>",
        "<w:spacing w:line='2' w:lineRule='auto'/>",
        "<w:ind w:left='-20000'/>",
        "<w:ind w:left='30000'/>",
        "<w:ind w:left='0' w:hanging='20000'/>",
        "<w:framePr w:w='1' w:h='1' w:hRule='exact'/>",
        "<w:framePr w:w='3000' w:x='-9000' w:y='1'/>",
    ],
)
def test_paragraphs_without_room_or_outside_the_page_are_marked(own: str) -> None:
    assert hidden(containing(paragraph(own=own))) == [WORDS]


@pytest.mark.parametrize(
    "own",
    [
        "<w:spacing w:line='240' w:lineRule='exact'/>",
        "<w:spacing w:line='1' w:lineRule='atLeast'/>",
        "<w:spacing w:line='200' w:lineRule='auto'/>",
        "<w:ind w:left='-720' w:hanging='360'/>",
        "<w:framePr w:w='3000' w:hSpace='180' w:x='-300' w:y='900'/>",
        "<w:shd w:val='clear' w:fill='F2F2F2'/>",
    ],
)
def test_paragraphs_that_are_only_set_tightly_are_not_marked(own: str) -> None:
    assert hidden(containing(paragraph(own=own))) == []


def table(cell: str = "", row: str = "", whole: str = "", run: str = "") -> str:
    return (
        f"<w:tbl><w:tblPr>{whole}</w:tblPr><w:tr><w:trPr>{row}</w:trPr><w:tc><w:tcPr>{cell}"
        f"</w:tcPr>{paragraph(run)}</w:tc></w:tr></w:tbl>"
    )


NAVY = "<w:shd w:val='clear' w:color='auto' w:fill='1F3864'/>"
STRIPED = (
    "<w:style w:type='table' w:styleId='Striped'><w:tblStylePr w:type='firstRow'><w:rPr>"
    "<w:color w:val='FFFFFF'/></w:rPr><w:tcPr><w:shd w:val='clear' w:fill='1F3864'/></w:tcPr>"
    "</w:tblStylePr></w:style>"
)
PLAIN = "<w:style w:type='table' w:styleId='Striped'/>"
STYLED = "<w:tblStyle w:val='Striped'/>"
WHITE = "<w:color w:val='FFFFFF'/>"


def test_the_shading_of_a_cell_decides_which_words_are_seen() -> None:
    assert hidden(containing(table(NAVY, run=WHITE))) == []
    assert hidden(containing(table(NAVY, run="<w:color w:val='1F3864'/>"))) == [WORDS]
    assert hidden(containing(table(whole=NAVY, run="<w:color w:val='1F3864'/>"))) == [WORDS]
    assert hidden(containing(table(run=WHITE))) == [WORDS]


def test_a_table_style_hides_white_words_only_where_it_shades_nothing() -> None:
    assert hidden(with_styles(STRIPED, table(whole=STYLED, run=WHITE))) == []
    assert hidden(with_styles(PLAIN, table(whole=STYLED, run=WHITE))) == [WORDS]


def test_a_row_that_is_too_low_for_its_words_hides_them() -> None:
    low = "<w:trHeight w:val='{}' w:hRule='{}'/>"
    assert hidden(containing(table(row=low.format(1, "exact")))) == [WORDS]
    assert hidden(containing(table(row=low.format(300, "exact")))) == []
    assert hidden(containing(table(row=low.format(1, "atLeast")))) == []


def test_words_below_the_end_of_a_row_of_exact_height_are_cut_off() -> None:
    above = paragraph(words="Summary")
    row = "<w:trHeight w:val='{}' w:hRule='exact'/>"
    for height, unseen in ((200, [WORDS]), (800, [])):
        two = table(row=row.format(height)).replace("</w:tcPr>", f"</w:tcPr>{above}")
        assert hidden(containing(two)) == unseen


def test_a_style_that_shades_its_paragraphs_is_looked_at_and_may_be_overruled() -> None:
    dark = (
        "<w:style w:type='paragraph' w:styleId='Dark'><w:pPr><w:shd w:val='clear' w:fill='000000'/>"
        "</w:pPr><w:rPr><w:color w:val='FFFFFF'/></w:rPr></w:style>"
    )
    named = "<w:pStyle w:val='Dark'/>"
    bare = f"{named}<w:shd w:val='clear' w:color='auto' w:fill='auto'/>"
    black = "<w:color w:val='000000'/>"
    assert hidden(with_styles(dark, paragraph(own=named))) == []
    assert hidden(with_styles(dark, paragraph(black, named))) == [WORDS]
    assert hidden(with_styles(dark, paragraph(own=bare))) == [WORDS]


def page(colour: str, *, shown: bool) -> Reading:
    def change(parts: dict[str, bytes]) -> None:
        name = "word/document.xml"
        background = f"<w:background w:color='{colour}'/><w:body>"
        parts[name] = parts[name].replace(b"<w:body>", background.encode(), 1)
        setting = b"<w:displayBackgroundShape/></w:settings>" if shown else b"</w:settings>"
        parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"</w:settings>", setting)

    def build(document: Any) -> None:
        document.element.body.insert(0, element(paragraph("<w:color w:val='00FF00'/>")))

    return read(rezipped(saved(build), change))


def test_the_colour_of_the_page_counts_where_word_shows_it() -> None:
    assert hidden(page("00FF00", shown=True)) == [WORDS]
    assert hidden(page("00FF00", shown=False)) == []
    assert hidden(page("000080", shown=True)) == []


# ── drawings ────────────────────────────────────────────────────────────────────────────


def shape(shown: str = "", place: int = 914400, size: int = 3000000, fill: str = "") -> str:
    return (
        f"<w:p {NAMESPACES}><w:r><w:drawing><wp:anchor><wp:positionH relativeFrom='page'>"
        f"<wp:posOffset>{place}</wp:posOffset></wp:positionH><wp:extent cx='{size}' cy='{size}'/>"
        f"<wp:docPr id='1' name='Box' {shown}/><a:graphic><a:graphicData uri='x'><wps:wsp>"
        f"<wps:spPr>{fill}</wps:spPr><wps:txbx><w:txbxContent>{paragraph(WHITE if fill else '')}"
        "</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        "</w:drawing></w:r></w:p>"
    )


def painted(colour: str) -> str:
    return f"<a:solidFill><a:srgbClr val='{colour}'/></a:solidFill>"


@pytest.mark.parametrize(
    "xml",
    [
        shape("hidden='1'"),
        shape(place=-90000000),
        shape(place=90000000),
        shape(size=1),
        shape(fill=painted("FFFFFF")),
    ],
)
def test_shapes_that_nobody_sees_are_marked(xml: str) -> None:
    assert hidden(containing(xml)) == [WORDS]


@pytest.mark.parametrize("xml", [shape(), shape(place=-200000), shape(fill=painted("1F3864"))])
def test_shapes_on_the_page_are_not_marked(xml: str) -> None:
    assert hidden(containing(xml)) == []


@pytest.mark.parametrize(
    ("style", "unseen"),
    [
        ("position:absolute;margin-left:-3000pt;width:100pt;height:50pt", True),
        ("visibility:hidden;width:100pt;height:50pt", True),
        ("width:0;height:0", True),
        ("position:absolute;margin-left:-20pt;width:100pt;height:50pt", False),
        ("width:0;height:0;mso-width-percent:400;mso-height-percent:200", False),
    ],
)
def test_old_drawings_are_seen_by_their_style(style: str, unseen: bool) -> None:
    xml = (
        f"<w:p {NAMESPACES}><w:r><w:pict><v:rect style='{style}'><v:textbox><w:txbxContent>"
        f"{paragraph()}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"
    )
    assert hidden(containing(xml)) == ([WORDS] if unseen else [])


@pytest.mark.parametrize(
    ("required", "shown"),
    [("wps", "choice"), ("wps w14", "choice"), ("odd", "fallback"), ("wps odd", "fallback")],
)
def test_of_alternatives_the_one_is_read_that_word_understands(required: str, shown: str) -> None:
    said = "<w:r><w:t>{}</w:t></w:r>"
    xml = (
        f"<w:p {NAMESPACES}><mc:AlternateContent><mc:Choice Requires='{required}'>"
        f"{said.format('choice')}</mc:Choice><mc:Fallback>{said.format('fallback')}"
        "</mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert containing(xml).document.text.strip() == shown


# ── what stands apart ───────────────────────────────────────────────────────────────────

NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def test_notes_to_which_nothing_refers_are_kept_apart_and_marked() -> None:
    notes = (
        "<w:footnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        "<w:footnote w:id='2'><w:p><w:r><w:t>pilot users</w:t></w:r></w:p></w:footnote>"
        f"<w:footnote w:id='3'><w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )

    def build(document: Any) -> None:
        told = document.add_paragraph("as agreed")
        told._p.append(element("<w:r><w:footnoteReference w:id='2'/></w:r>"))

    def add(parts: dict[str, bytes]) -> None:
        linked(parts, "footnotes.xml", "footnotes", NOTES, notes.encode())

    reading = read(rezipped(saved(build), add))
    names = [part.name for part in reading.document.parts]
    assert hidden(reading) == [WORDS]
    assert names == ["body", "footnotes", "footnotes without reference"]


def test_words_hidden_in_imported_content_stay_hidden() -> None:
    page = f"<html><body><p>seen</p><p style='display:none'>{WORDS}</p></body></html>"
    chunk = (
        "<w:altChunk xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"
        " r:id='xaFChunk'/>"
    )

    def add(parts: dict[str, bytes]) -> None:
        linked(parts, "chunk.html", "aFChunk", "text/html", page.encode())

    reading = read(rezipped(saved(lambda d: d.element.body.insert(0, element(chunk))), add))
    assert hidden(reading) == [WORDS]


def test_parts_whose_names_differ_by_case_only_are_refused() -> None:
    def double(parts: dict[str, bytes]) -> None:
        parts["word/Document.xml"] = parts["word/document.xml"]

    with pytest.raises(UnreadableError, match="twice"):
        read(rezipped(saved(lambda document: document.add_paragraph("x")), double))


def control(properties: str, shown: str) -> list[str]:
    xml = (
        f"<w:p><w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent><w:r><w:t>{shown}</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>"
    )
    return [quote for _, quotes in marked(containing(xml), "bound-value") for quote in quotes]


DAY = "<w:date w:fullDate='2025-03-12T00:00:00Z'/>"


@pytest.mark.parametrize(
    "shown", ["12. März 2025", "3/12/25", "2025-03-12", "March 2025", "2025年3月12日", "12 March"]
)
def test_a_picked_day_may_be_shown_in_any_form(shown: str) -> None:
    assert control(DAY, shown) == []


@pytest.mark.parametrize("shown", ["12 March 2019", "14 March 2025"])
def test_another_day_than_the_picked_one_is_marked(shown: str) -> None:
    assert control(DAY, shown) == [shown]


def test_another_item_than_the_picked_one_is_marked() -> None:
    items = (
        "<w:dropDownList w:lastValue='{}'><w:listItem w:displayText='We approve' w:value='yes'/>"
        "<w:listItem w:displayText='We refuse' w:value='no'/></w:dropDownList>"
    )
    assert control(items.format("yes"), "We approve") == []
    assert control(items.format("no"), "We approve") == ["We approve"]
