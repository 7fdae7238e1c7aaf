"""What a PDF is read as: its text, layout, form values, drawings and enclosed files."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pypdf
import pytest
from PIL import Image
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import FileKind, Limits, Reading, Segment, Settings, Vocabulary
from poedesk.read import read

A4 = (595.0, 842.0)
Draw = Callable[[Canvas], object]


def made(*pages: Draw, **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(*texts: tuple[float, float, str]) -> Draw:
    def draw(canvas: Canvas) -> None:
        for x, y, text in texts:
            canvas.drawString(x, y, text)

    return draw


def settings(passwords: tuple[str, ...] = (), limits: Limits | None = None) -> Settings:
    return Settings("test", Vocabulary({}), passwords=passwords, limits=limits or Limits())


def reading(data: bytes, given: Settings | None = None) -> Reading:
    return read("sow.pdf", None, data, given or settings())


def text(data: bytes) -> str:
    return reading(data).document.text


def place(one: Reading, words: str) -> Segment:
    at = one.document.text.index(words)
    return next(segment for segment in one.segments if segment.start <= at < segment.end)


def picture(width: int = 300, height: int = 300, shade: int = 120) -> ImageReader:
    return ImageReader(Image.new("L", (width, height), shade))


# ── Text ────────────────────────────────────────────────────────────────────────────────


def test_each_page_with_text_is_a_part() -> None:
    data = made(lines((72, 700, "First")), lambda _: None, lines((72, 700, "Third")))
    document = reading(data).document
    assert document.kind is FileKind.PDF
    assert document.pages == 3
    assert [(part.name, part.page) for part in document.parts] == [("page 1", 1), ("page 3", 3)]
    assert [document.text[part.start : part.end] for part in document.parts] == ["First", "Third"]


def test_a_blank_page_is_not_unread() -> None:
    assert reading(made(lines((72, 700, "One")), lambda _: None)).document.unread == ()


def test_lines_stand_one_below_the_other() -> None:
    assert text(made(lines((72, 700, "Statement of work"), (72, 685, "for Contoso")))) == (
        "Statement of work\nfor Contoso"
    )


def test_cells_of_a_row_are_parted_by_tabs() -> None:
    row = lines((72, 700, "Workload"), (250, 700, "Users"), (400, 700, "End date"))
    assert text(made(row)) == "Workload\tUsers\tEnd date"


def test_two_signature_columns_are_separate_segments_of_one_line() -> None:
    one = reading(made(lines((72, 200, "For the partner:"), (330, 200, "For the customer:"))))
    left, right = place(one, "For the partner:"), place(one, "For the customer:")
    assert left.left == pytest.approx(72, abs=1)
    assert right.left == pytest.approx(330, abs=1)
    assert left.top == pytest.approx(right.top)
    assert left.top < A4[1] - 200 < left.bottom


def test_justified_words_stay_in_one_cell() -> None:
    words = [(72.0 + 62 * number, 700.0, "word") for number in range(6)]
    gap_of_a_narrow_column = lines(*[(72 + (x - 72) * 0.6, y, word) for x, y, word in words])
    assert "\t" not in text(made(gap_of_a_narrow_column))


def test_a_list_number_belongs_to_its_item() -> None:
    assert text(made(lines((72, 700, "1."), (108, 700, "Deploy Intune")))) == "1. Deploy Intune"


def test_leader_dots_are_one_cell() -> None:
    dots = [(200.0 + 20 * number, 700.0, ".") for number in range(8)]
    row = lines((72, 700, "Deployment"), *dots, (400, 700, "1200"))
    assert text(made(row)) == "Deployment\t. . . . . . . .\t1200"


def test_a_word_broken_at_a_line_end_is_joined() -> None:
    broken = lines((72, 700, "the imple-"), (72, 686, "mentation of Teams"))
    one = reading(made(broken))
    assert one.document.text == "the implementation of Teams"
    assert place(one, "mentation").top > place(one, "imple").top


@pytest.mark.parametrize(
    ("elsewhere", "expected"),
    [
        ("Nothing of it", "realtime"),
        ("a real-time service", "real-time"),
        ("in real life and in time", "real-time"),
        ("a real-time or realtime service", "realtime"),
    ],
)
def test_a_hyphen_at_a_lines_end_stays_where_the_page_says_it_is_the_words_own(
    elsewhere: str, expected: str
) -> None:
    broken = lines((72, 720, elsewhere), (72, 680, "They work in real-"), (72, 666, "time here"))
    assert f"work in {expected} here" in text(made(broken))


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("a follow-", "up session", "follow-up"),
        ("a well-", "known process", "well-known"),
        ("an e-", "mail to them", "e-mail"),
        ("with role-", "based access", "role-based"),
        ("the IT-", "gestützte Lösung", "IT-gestützte"),
        ("a daily back-", "up of it", "backup"),
        ("the well-", "ness of it", "wellness"),
        ("in Micro-", "soft Intune", "Microsoft"),
    ],
)
def test_a_hyphen_at_a_lines_end_stays_where_no_word_is_broken_so(
    above: str, below: str, expected: str
) -> None:
    assert expected in text(made(lines((72, 700, above), (72, 686, below))))


def test_a_hyphen_is_read_also_where_another_cell_comes_after_it() -> None:
    cells = lines(
        (72, 700, "Phase 2 DLP-"), (72, 686, "Policies"), (300, 700, "1,090"), (300, 686, "Devices")
    )
    assert text(made(cells)) == "Phase 2 DLP-\t1,090\nPolicies\tDevices"
    one = reading(made(cells))
    assert place(one, "DLP-").right < place(one, "1,090").left


def test_a_hyphen_between_figures_or_names_is_kept() -> None:
    broken = lines(
        (72, 700, "Rhine-"), (72, 686, "Main"), (72, 672, "in 2025-"), (72, 658, "03-12")
    )
    assert "Rhine-Main" in text(made(broken))
    assert "2025-\n03-12" in text(made(broken)) or "2025-03-12" in text(made(broken))


def test_ligatures_and_wide_letters_are_plain_text() -> None:
    assert "effort fuer Zürich" in text(made(lines((72, 700, "effort fuer Zürich"))))


def test_a_value_drawn_after_other_lines_keeps_its_true_place() -> None:
    drawn = lines((72, 700, "Name:"), (72, 680, "Title:"), (200, 700, "Zoe Signer"))
    one = reading(made(drawn))
    assert place(one, "Zoe Signer").top == pytest.approx(place(one, "Name:").top)
    assert place(one, "Zoe Signer").left > place(one, "Name:").right


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_rotated_page_is_laid_out_as_it_is_shown(turn: int) -> None:
    width, height = A4  # of the page as shown: the canvas lays it on its side itself
    start = {90: (100, 72), 180: (width - 72, 100), 270: (height - 100, width - 72)}

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        canvas.translate(*start[turn])
        canvas.rotate(turn)
        canvas.drawString(0, 0, "Users: 1200")
        canvas.drawString(200, 0, "Date: 2025-03-12")

    one = reading(made(draw))
    users, day = place(one, "Users"), place(one, "Date")
    assert one.document.text == "Users: 1200\tDate: 2025-03-12"
    assert users.left == pytest.approx(72, abs=2)
    assert day.left == pytest.approx(272, abs=2)
    assert users.top == pytest.approx(day.top, abs=1)
    assert users.top < 100 < users.bottom


def test_a_crop_box_moves_the_origin() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(lines((172, 600, "Inside")))))
    writer.pages[0].cropbox = RectangleObject((100, 100, 500, 700))
    buffer = io.BytesIO()
    writer.write(buffer)
    segment = place(reading(buffer.getvalue()), "Inside")
    assert segment.left == pytest.approx(72, abs=1)
    assert segment.top < 100 < segment.bottom


def test_the_metadata_dates_are_aware() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(lines((72, 700, "x")))))
    writer.add_metadata({"/CreationDate": "D:20250312093000Z", "/ModDate": "yesterday"})
    buffer = io.BytesIO()
    writer.write(buffer)
    document = reading(buffer.getvalue()).document
    assert document.created == datetime(2025, 3, 12, 9, 30, tzinfo=UTC)
    assert document.modified is None


# ── What lies upon the page ─────────────────────────────────────────────────────────────


def form() -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 505, "Customer")
        field = {"width": 200, "height": 20}
        canvas.acroForm.textfield(name="customer", x=150, y=500, value="Contoso GmbH", **field)
        canvas.acroForm.textfield(name="empty", x=150, y=460, **field)
        canvas.acroForm.checkbox(name="intune", x=150, y=420, checked=True)

    return made(draw)


def test_form_values_are_read_beside_their_names_at_their_places() -> None:
    one = reading(form())
    part = next(part for part in one.document.parts if part.name == "form fields of page 1")
    assert part.page == 1
    assert "customer\tContoso GmbH" in one.document.text[part.start : part.end]
    assert "empty" not in one.document.text
    value, label = place(one, "Contoso GmbH"), place(one, "Customer")
    assert value.left == pytest.approx(150, abs=1)
    assert value.top < label.bottom
    assert label.top < value.bottom


def test_a_ticked_box_is_told_from_an_empty_one() -> None:
    assert "intune\t\u2612" in text(form())


def test_free_text_upon_a_page_is_read() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(lines((72, 700, "Agreement")))))
    note = FreeText(text="Approved\nZoe Signer", rect=(72, 300, 200, 330))
    writer.add_annotation(0, note)
    buffer = io.BytesIO()
    writer.write(buffer)
    one = reading(buffer.getvalue())
    assert [part.name for part in one.document.parts] == ["page 1", "annotations of page 1"]
    assert "Approved\nZoe Signer" in one.document.text
    assert place(one, "Approved").bottom <= place(one, "Zoe Signer").top


def test_a_hidden_annotation_is_not_read() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(lines((72, 700, "Agreement")))))
    note = FreeText(text="Unseen", rect=(72, 300, 200, 330))
    note[NameObject("/F")] = NumberObject(2)
    writer.add_annotation(0, note)
    buffer = io.BytesIO()
    writer.write(buffer)
    assert "Unseen" not in text(buffer.getvalue())


# ── Drawings ────────────────────────────────────────────────────────────────────────────


def scribble(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.moveTo(100, 220)
    for step in range(8):
        x = 100 + 14 * step
        path.curveTo(x + 3, 250, x + 9, 205, x + 14, 220 + step % 3)
    canvas.drawPath(path)


def kinds(data: bytes) -> list[str]:
    return sorted(one.kind for one in reading(data).graphics)


def test_a_freehand_stroke_is_ink() -> None:
    one = reading(made(scribble))
    (ink,) = one.graphics
    assert ink.kind == "ink"
    assert ink.left == pytest.approx(100, abs=3)
    assert ink.top < A4[1] - 220 < ink.bottom


def test_boxes_and_rings_are_no_ink() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.roundRect(72, 600, 200, 60, 8)
        canvas.circle(300, 500, 20)
        canvas.rect(72, 400, 200, 60)

    assert "ink" not in kinds(made(draw))


def test_a_line_to_sign_on_is_a_rule() -> None:
    one = reading(made(lambda canvas: canvas.line(72, 200, 260, 200)))
    (rule,) = one.graphics
    assert rule.kind == "rule"
    assert [rule.left, rule.right] == pytest.approx([72, 260], abs=1)
    assert rule.top == pytest.approx(A4[1] - 200, abs=1)


def test_a_picture_in_a_form_object_stands_where_it_is_shown() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.beginForm("stamp")
        canvas.drawImage(picture(), 0, 0, 50, 40)
        canvas.endForm()
        canvas.translate(100, 200)
        canvas.scale(2, 2)
        canvas.doForm("stamp")

    (image,) = reading(made(draw)).graphics
    assert [image.left, image.right] == pytest.approx([100, 200], abs=1)
    assert image.bottom == pytest.approx(A4[1] - 200, abs=1)


# ── What was not read ───────────────────────────────────────────────────────────────────


def test_a_page_that_is_only_a_picture_is_unread() -> None:
    data = made(lines((72, 700, "Cover")), lambda canvas: canvas.drawImage(picture(), 0, 0, *A4))
    (unread,) = reading(data).document.unread
    assert unread.part == "page 2"
    assert "scan" in unread.reason


def test_a_scan_that_was_only_stamped_is_unread() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 0, 0, *A4)
        canvas.drawString(30, 825, "Envelope ID: 0A1B2C3D")

    (unread,) = reading(made(draw)).document.unread
    assert unread.part == "picture on page 1"
    assert "poedesk[ocr]" in unread.reason


def test_a_scan_cut_in_strips_is_a_scan() -> None:
    def draw(canvas: Canvas) -> None:
        for strip in range(10):
            canvas.drawImage(picture(), 0, strip * A4[1] / 10, A4[0], A4[1] / 10)
        canvas.drawString(30, 825, "Envelope ID: 0A1B2C3D")

    (unread,) = reading(made(draw)).document.unread
    assert unread.part == "picture on page 1"


def test_a_picture_behind_a_page_of_text_leaves_nothing_unread() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 0, 0, *A4)
        for line in range(40):
            canvas.drawString(72, 740 - 16 * line, "The partner deploys Intune for the customer.")

    assert reading(made(draw)).document.unread == ()


def test_logos_and_small_pictures_leave_nothing_unread() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Statement of work")
        canvas.drawImage(picture(), 72, 760, 140, 60)
        canvas.drawImage(picture(), 72, 300, 400, 20)

    assert reading(made(draw)).document.unread == ()


def test_a_letterhead_that_repeats_is_looked_at_but_twice() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 40, 740, 500, 70)
        canvas.drawString(72, 500, "Statement of work")

    found = reading(made(*[draw] * 5), replace(settings(), recogniser="any 1.0"))
    assert [scan.page for scan in found.scans] == [1, 2]


# ── Text that does not show ─────────────────────────────────────────────────────────────


def hidden(data: bytes) -> list[str]:
    marks = [mark for mark in reading(data).document.marks if mark.kind == "hidden-text"]
    return [span.quote for mark in marks for span in mark.spans]


def test_paper_coloured_text_is_marked() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Shown")
        canvas.setFillGray(1)
        canvas.drawString(72, 680, "Users: 5000")

    assert hidden(made(draw)) == ["Users: 5000"]


def test_white_letters_on_a_dark_ground_are_honest() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, 690, 200, 30, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(72, 700, "Heading")

    assert hidden(made(draw)) == []


def invisible(canvas: Canvas, y: float, words: str) -> None:
    body = canvas.beginText(72, y)
    body.setTextRenderMode(3)
    body.textOut(words)
    canvas.drawText(body)


def test_invisible_text_is_marked_but_not_under_a_scan() -> None:
    assert hidden(made(lambda canvas: invisible(canvas, 700, "Ghost"))) == ["Ghost"]

    def scanned(canvas: Canvas) -> None:
        canvas.drawImage(picture(), 0, 0, *A4)
        invisible(canvas, 700, "Recognised")

    assert hidden(made(scanned)) == []


def test_text_off_the_page_is_marked() -> None:
    assert hidden(made(lines((72, 700, "On"), (72, -40, "Off")))) == ["Off"]


def test_text_under_something_drawn_later_is_marked() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Users: 5000")
        canvas.setFillGray(1)
        canvas.rect(60, 690, 200, 30, fill=1, stroke=0)

    assert hidden(made(draw)) == ["Users: 5000"]


def test_text_within_a_frame_drawn_later_is_honest() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Users: 50")
        canvas.rect(60, 690, 200, 30, fill=0)

    assert hidden(made(draw)) == []


def test_type_too_small_to_be_read_is_marked() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "l")
        canvas.setFont("Helvetica", 0.5)
        canvas.drawString(72, 650, "Users: 5000")

    assert hidden(made(draw)) == ["Users: 5000"]


# ── Enclosed files, locks and damage ────────────────────────────────────────────────────


def test_enclosed_files_become_files_of_their_own() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(lines((72, 700, "See attachment")))))
    writer.add_attachment("../../etc/scope.docx", b"PK inner")
    buffer = io.BytesIO()
    writer.write(buffer)
    (enclosed,) = reading(buffer.getvalue()).enclosed
    assert enclosed.path == "sow.pdf/1/scope.docx"
    assert enclosed.inside == "sow.pdf"
    assert enclosed.data == b"PK inner"


def locked(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(form()))
    writer.encrypt(user, "owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_locked_file_names_the_way_out() -> None:
    document = reading(locked("secret")).document
    assert document.error is not None
    assert "password" in document.error.cause
    assert document.text == ""


def test_a_given_password_opens_a_locked_file_with_its_form() -> None:
    document = reading(locked("secret"), settings(("wrong", "secret"))).document
    assert document.error is None
    assert "customer\tContoso GmbH" in document.text


def test_an_empty_password_needs_no_asking() -> None:
    assert "Contoso GmbH" in text(locked(""))


def test_a_file_with_too_many_pages_is_refused() -> None:
    data = made(*[lines((72, 700, "x"))] * 3)
    document = reading(data, settings(limits=Limits(pages=2))).document
    assert document.error is not None
    assert "3 pages" in document.error.cause


def test_a_file_that_only_opens_by_repair_says_what_was_lost() -> None:
    document = reading(form().replace(b"startxref", b"startxxxx")).document
    assert document.text == "Customer"
    assert [mark.kind for mark in document.marks] == ["damaged"]
    assert [unread.part for unread in document.unread] == ["what lies upon page 1"]


def test_a_file_without_pages_is_refused() -> None:
    buffer = io.BytesIO()
    pypdf.PdfWriter().write(buffer)
    document = reading(buffer.getvalue()).document
    assert document.error is not None
    assert "does not open" in document.error.cause


def test_a_flattened_form_value_stands_in_the_text_once() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="customer", x=150, y=500, width=200, height=20, value="Zoe")
        canvas.drawString(152, 505, "Zoe")

    assert text(made(draw)).count("Zoe") == 1


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_read_as_far_as_it_goes_or_refused(share: float) -> None:
    data = made(*[lines((72, 700, f"page {number}")) for number in range(4)])
    document = reading(data[: int(len(data) * share)]).document
    assert document.error is not None or document.kind is FileKind.PDF
    assert (document.text == "") or (document.error is None)


def test_words_under_a_picture_are_marked_whatever_it_shows() -> None:
    noise = Image.effect_noise((60, 20), 90)

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Users: 5000 and more")
        canvas.drawImage(ImageReader(noise), 70, 695, 70, 20)

    assert hidden(made(draw)) == ["Users:", "5000"]


def test_words_under_a_picture_that_lets_them_through_are_honest() -> None:
    stamp = Image.new("RGBA", (60, 20), (0, 0, 200, 60))

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Users: 50")
        canvas.drawImage(ImageReader(stamp), 60, 690, 200, 30, mask="auto")

    assert hidden(made(draw)) == []


def test_clipped_and_transparent_words_are_marked() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Shown")
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(400, 400, 20, 20)
        canvas.clipPath(path, stroke=0)
        canvas.drawString(72, 650, "Clipped")
        canvas.restoreState()
        canvas.setFillAlpha(0)
        canvas.drawString(72, 600, "Clear")

    assert hidden(made(draw)) == ["Clipped", "Clear"]


def layered(state: str) -> bytes:
    """A page with a sentence on a layer that is ON or OFF when the file is opened."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(lines((72, 700, "Shown")))))
    layer = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/OCG"),
                NameObject("/Name"): TextStringObject("Terms"),
            }
        )
    )
    listed = DictionaryObject({NameObject(f"/{state}"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): listed}
    )
    page = writer.pages[0]
    resources, contents = page["/Resources"], page.get_contents()
    assert isinstance(resources, DictionaryObject)
    assert contents is not None
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/L0"): layer})
    stream = DecodedStreamObject()
    stream.set_data(
        contents.get_data()
        + b"\n/OC /L0 BDC BT 1 0 0 1 72 600 Tm /F1 11 Tf (Users: 5000) Tj ET EMC"
    )
    page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_text_on_a_layer_that_is_off_is_marked_and_the_layers_are_named() -> None:
    assert hidden(layered("ON")) == []
    assert hidden(layered("OFF")) == ["Users: 5000"]
    (mark,) = (mark for mark in reading(layered("OFF")).document.marks if mark.kind == "layers")
    assert "Terms (off)" in mark.message
