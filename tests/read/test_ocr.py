"""Scans and photographs are read: turned, skewed, noisy, beside text, and never beyond limits."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, NumberObject
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from tests.forge.scanner import CLEAN, Wear, as_pdf, as_picture, photographed, typeset
from tests.prove.ocr import error_rate

import poedesk
from poedesk.model import (
    AckKind,
    Document,
    Examined,
    FileKind,
    Limits,
    Purpose,
    Recognised,
    Scan,
    Settings,
    Span,
)
from poedesk.read import read
from poedesk.read.boxes import boxes
from poedesk.read.scan.ocr import recognise
from poedesk.review import examine, examine_all
from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings

pytestmark = pytest.mark.skipif(
    find_spec("rapidocr") is None, reason="text recognition is not installed"
)

LETTER = (
    "We accept the deployment of Microsoft Intune for 320 users.",
    "Signature:",
    "Printed name: Rosalind Okafor",
    "Title: Director of Information Technology",
    "Date: April 17, 2025",
)
TEXT = "\n".join(LETTER)


@cache
def settings() -> Settings:
    return load_settings()


def letter(wear: Wear = CLEAN, lines: Sequence[str] = LETTER) -> Image.Image:
    """A scan of the top of a page."""
    (page,) = photographed(typeset(lines), replace(wear, quarters=0))
    page = page.crop((0, 0, page.width, page.height // 4))
    return page.rotate(-90 * wear.quarters, expand=True)


def seen(data: bytes, kind: FileKind, one: Scan) -> Recognised:
    return recognise(data, kind, one, settings())


def read_twice(data: bytes, name: str = "scan") -> tuple[Document, tuple[Recognised, ...]]:
    """The document with what was recognised, as the pipeline makes it."""
    first = read(name, None, data, settings())
    found = tuple(seen(data, first.document.kind, one) for one in first.scans)
    return read(name, None, data, settings(), found).document, found


# ── What is read ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wear",
    [
        Wear(skew=-2.6, grain=20, quality=35),
        Wear(quarters=1, skew=1.5),
        Wear(quarters=2, specks=0.004),
        Wear(quarters=3, fade=0.4),
    ],
    ids=["skewed and noisy", "on its side", "on its head", "on its other side"],
)
def test_a_bad_scan_is_read_whichever_way_it_lies(wear: Wear) -> None:
    data = as_picture([letter(wear)])
    found = seen(data, FileKind.IMAGE, Scan(1, None, Purpose.READ, 0))
    assert error_rate(TEXT, found) <= 0.02
    assert abs((found.turn - 90 * wear.quarters - wear.skew + 180) % 360 - 180) < 0.5


def test_a_scanned_page_is_text_with_places_and_certainty() -> None:
    data = as_pdf([letter()])
    document, found = read_twice(data)
    assert document.text.replace("\t", " ").split("\n") == list(LETTER)
    (part,) = document.parts
    assert (part.name, part.page) == ("page 1", 1)
    assert part.certainty is not None
    assert part.certainty > 0.9
    assert document.unread == ()
    start = document.text.index("Rosalind")
    span = Span("scan", "page 1", 1, start, start + 8, "Rosalind")
    ((left, bottom, right, top),) = boxes(data, FileKind.PDF, [span], settings(), found)[span]
    # "Printed name: " is 66 points wide in Helvetica 10.5, the line's foot 101.5 below the top
    height = A4[1] / 4
    assert [left, right] == pytest.approx([122, 162], abs=5)
    assert bottom < height - 101.5 < top


def test_boxes_in_a_picture_are_pixels_of_the_picture_as_shown() -> None:
    data = as_picture([letter(Wear(quarters=2))], "JPEG")
    document, found = read_twice(data)
    start = document.text.index("Rosalind")
    span = document.span(start, start + 8)
    ((left, top, right, bottom),) = boxes(data, FileKind.IMAGE, [span], settings(), found)[span]
    width, height = letter().size
    pixels = 200 / 72
    assert [left, right] == pytest.approx([width - 162 * pixels, width - 122 * pixels], abs=14)
    assert top < height - 101.5 * pixels < bottom


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF", "HEIF"])
def test_every_kind_of_photograph_is_opened(kind: str) -> None:
    if kind == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    image = letter().convert("RGB")
    target = io.BytesIO()
    image.save(target, kind)
    reading = read("photo", None, target.getvalue(), settings())
    assert reading.document.kind is FileKind.IMAGE
    assert [scan.page for scan in reading.scans] == [1]


def test_each_page_of_a_tiff_is_a_page() -> None:
    second = letter(lines=("Appendix A", "Microsoft Purview for 85 users"))
    document, _ = read_twice(as_picture([letter(), second], "TIFF"))
    assert document.pages == 2
    assert [part.name for part in document.parts] == ["page 1", "page 2"]
    assert document.text.endswith("Appendix A\nMicrosoft Purview for 85 users")


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: shown after a quarter turn clockwise
    target = io.BytesIO()
    letter(Wear(quarters=3)).save(target, "JPEG", exif=exif)
    found = seen(target.getvalue(), FileKind.IMAGE, Scan(1, None, Purpose.READ, 0))
    assert error_rate(TEXT, found) <= 0.02
    assert abs(found.turn) < 0.5


def test_a_strip_scanned_into_a_page_of_text_is_a_part_of_its_own() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for line in range(20):
        canvas.drawString(
            72, 760 - 16 * line, f"{line}. The partner deploys Intune in phase {line}."
        )
    strip = letter()
    canvas.drawImage(ImageReader(strip), 0, 60, A4[0], A4[0] * strip.height / strip.width)
    canvas.save()
    document, found = read_twice(target.getvalue())
    assert [part.name for part in document.parts] == ["page 1", "picture on page 1"]
    start = document.text.index("Printed name: Rosalind Okafor")
    span = document.span(start, start + 13)
    (box,) = boxes(target.getvalue(), FileKind.PDF, [span], settings(), found)[span]
    assert 56 - 5 < box[0] < 56 + 5
    assert 60 < box[1] < 60 + 210


def test_a_picture_without_words_is_read_and_empty() -> None:
    target = io.BytesIO()
    Image.radial_gradient("L").resize((600, 400)).save(target, "JPEG")
    document, _ = read_twice(target.getvalue())
    assert (document.text, document.unread) == ("", ())


def test_the_text_that_a_scanner_put_under_its_picture_is_read_as_text() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    (page,) = photographed(typeset(LETTER * 6))
    canvas.drawImage(ImageReader(page), 0, 0, *A4)
    text = canvas.beginText(56, A4[1] - 70)
    text.setFont("Helvetica", 10.5)
    text.setLeading(15.75)
    text.setTextRenderMode(3)
    text.textLines(LETTER * 6)
    canvas.drawText(text)
    canvas.save()
    reading = read("scan", None, target.getvalue(), settings())
    assert "Rosalind Okafor" in reading.document.text
    assert reading.document.unread == ()
    assert {one.purpose for one in reading.scans} == {Purpose.COMPARE}
    assert {one.kind for one in reading.document.marks} == {"not-compared"}


# ── What becomes of it ──────────────────────────────────────────────────────────────────


def test_a_signature_block_in_a_scan_on_whose_line_nothing_is_written_is_empty() -> None:
    data = as_pdf([letter()])
    _, found = read_twice(data)
    (act,) = examine("scan", None, data, settings(), found).acknowledgements
    assert act.kind is AckKind.EMPTY
    assert not act.unknown
    assert act.scanned
    assert act.name is not None
    assert act.name.value == "Rosalind Okafor"
    assert act.date is not None


def through_the_pipeline(tmp_path: Path, data: bytes, limits: Limits) -> Examined:
    path = tmp_path / "scan.pdf"
    path.write_bytes(data)
    tight = replace(settings(), limits=limits)
    with Sandbox(limits) as sandbox:
        ((one, _),) = examine_all([("scan.pdf", path)], tight, sandbox)
    return one


def test_pages_beyond_the_budget_are_named_the_last_page_is_read_first(tmp_path: Path) -> None:
    blank = letter(lines=("Terms and conditions",))
    data = as_pdf([blank, blank, letter()])
    one = through_the_pipeline(tmp_path, data, replace(Limits(), recognised_pages=1))
    assert [part.page for part in one.document.parts] == [3]
    assert [unread.part for unread in one.document.unread] == ["page 1", "page 2"]
    assert all("more than 1 pages" in unread.reason for unread in one.document.unread)
    assert one.acknowledgements


def test_a_page_that_takes_too_long_is_unread_and_the_file_goes_on(tmp_path: Path) -> None:
    limits = replace(Limits(), recognition_seconds=1)
    one = through_the_pipeline(tmp_path, as_pdf(photographed(typeset(LETTER * 8))), limits)
    (unread,) = one.document.unread
    assert unread.part == "page 1"
    assert "longer than 1 s" in unread.reason


# ── Limits ──────────────────────────────────────────────────────────────────────────────


def test_without_text_recognition_a_scan_is_named_with_what_to_install() -> None:
    bare = replace(settings(), recogniser="")
    reading = read("scan.png", None, as_picture([letter()]), bare)
    (unread,) = reading.document.unread
    assert "pip install 'poedesk[ocr]'" in unread.reason
    assert reading.scans == ()


def test_an_icon_leaves_nothing_unread_and_costs_nothing() -> None:
    target = io.BytesIO()
    Image.new("RGB", (420, 120)).save(target, "PNG")
    reading = read("logo.png", None, target.getvalue(), settings())
    assert (reading.scans, reading.document.unread) == ((), ())


def test_a_picture_of_too_many_pixels_is_refused_by_its_header() -> None:
    target = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(target, "PNG")
    document = read("bomb.png", None, target.getvalue(), settings()).document
    assert document.error is not None
    assert "pixels" in document.error.cause


def test_a_cut_off_picture_is_unread_with_the_reason() -> None:
    data = as_picture([letter(Wear(grain=30))])[:20_000]
    document, _ = read_twice(data)
    (unread,) = document.unread
    assert "damaged" in unread.reason


def test_a_page_whose_picture_cannot_be_drawn_is_unread_and_a_blank_scan_is_not() -> None:
    blank = as_pdf([Image.new("L", (1240, 1754), "white")])
    assert read_twice(blank)[0].unread == ()
    for name, reason in ((b"/Width", "pixels"), (b"/Filter", "cannot be drawn")):
        (unread,) = read_twice(broken(blank, name))[0].unread
        assert unread.part == "page 1"
        assert reason in unread.reason


def broken(data: bytes, name: bytes) -> bytes:
    """The PDF with a picture of absurd width, or with one that nothing can unpack."""
    reader = PdfReader(io.BytesIO(data))
    writer = PdfWriter(clone_from=reader)
    for one in writer.pages[0]["/Resources"]["/XObject"].values():  # type: ignore[index]
        shown = one.get_object()
        value = NumberObject(2**31 - 1) if name == b"/Width" else NameObject("/JPXDecode")
        shown[NameObject(name.decode())] = value
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_is_no_picture_after_its_first_bytes_is_an_error() -> None:
    document = read("photo.png", None, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, settings()).document
    assert document.error is not None
    assert "picture" in document.error.cause


def test_recognition_leaves_nothing_on_the_disk_and_opens_no_connection(tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(as_picture([letter()]))
    program = """
import socket, sys
from pathlib import Path
from poedesk.model import FileKind, Purpose, Scan, Settings, Vocabulary
from poedesk.read.scan.ocr import recognise

def refuse(*_, **__):
    raise AssertionError("a connection")

socket.socket.connect = refuse
scan = Scan(1, None, Purpose.READ, 0)
settings = Settings("test", Vocabulary({}))
print(len(recognise(Path("scan.png"), FileKind.IMAGE, scan, settings).lines))
"""
    source = Path(poedesk.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "", "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "5"
    assert done.stderr == ""
    assert [one.name for one in tmp_path.iterdir()] == ["scan.png"]


def test_a_scanned_page_is_no_page_that_programs_read_differently(tmp_path: Path) -> None:
    one = through_the_pipeline(tmp_path, as_pdf([letter()]), Limits())
    assert {mark.kind for mark in one.document.marks} <= {"uncertain-text"}
