"""Makes PDF and DOCX papers from a light markup, the same bytes every time.

One block a line, except that a paragraph runs on until an empty line:

    # title    ## heading    ### small heading    - list item    > small print    --- new page
    | a | b |      a row of a ruled table; the first row is its head
    || a | b |     a row of a table without rules (labels and fields, signatures)
    |: 3 1 1       relative widths of the columns of the table that follows
    {sign:NAME}    in a cell: an empty signature line, whose place the PDF maker reports
    {pen:WORDS}    in a cell: a signature line with strokes of a pen on it

Text may hold <b>, <i> and <br/>. What a paper looks like is its `Look`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Pt, RGBColor
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus.doctemplate import SimpleDocTemplate
from reportlab.platypus.flowables import Flowable, PageBreak, Spacer
from reportlab.platypus.paragraph import Paragraph
from reportlab.platypus.tables import Table

Place = tuple[int, tuple[int, int, int, int]]
"""Page counted from 0, and left, bottom, right, top in points."""

_BOLD = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}
_PAGES = {"a4": A4, "letter": LETTER}
_FIELD = re.compile(r"\{(sign|pen):([^}]*)\}")
_KINDS = {
    "# ": "title",
    "## ": "heading",
    "### ": "small heading",
    "- ": "item",
    "> ": "small print",
    "|: ": "widths",
    "|| ": "fields",
    "| ": "table",
}


@dataclass(frozen=True)
class Look:
    """A company's stationery. `head` and `foot` are (left, right); "{page}" and "{pages}"
    stand for the numbers. `letterhead` is printed on the first page only.
    """

    size: str = "a4"
    font: str = "Helvetica"
    points: float = 10
    colour: str = "#1f3a5f"
    head: tuple[str, str] = ("", "")
    foot: tuple[str, str] = ("", "Page {page} of {pages}")
    letterhead: tuple[str, ...] = ()
    margin: float = 24 * mm


@dataclass(frozen=True)
class Block:
    """A paragraph (`text`) or a table (`rows`, `widths`)."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A finished PDF and where its signature lines stand."""

    data: bytes
    places: Mapping[str, Place]


# ── Markup ──────────────────────────────────────────────────────────────────────────────


def _lines(markup: str) -> Iterator[tuple[str, str]]:
    for line in markup.strip().splitlines():
        kind = next((name for mark, name in _KINDS.items() if line.startswith(mark)), None)
        if line.strip() == "---":
            yield "new page", ""
        elif kind is not None:
            yield kind, line.split(" ", 1)[1].strip()
        else:
            yield "text" if line.strip() else "", line.strip()


def blocks(markup: str) -> list[Block]:
    """The paragraphs and tables of a paper, in order."""
    found: list[Block] = []
    widths: tuple[float, ...] = ()
    for kind, group in groupby(_lines(markup), key=lambda line: line[0]):
        texts = [text for _, text in group]
        if kind == "widths":
            widths = tuple(map(float, texts[-1].split()))
        elif kind in {"table", "fields"}:
            rows = tuple(tuple(cell.strip() for cell in text.split("|")[:-1]) for text in texts)
            found.append(Block(kind, rows=rows, widths=widths or (1,) * len(rows[0])))
            widths = ()
        elif kind == "text":
            found.append(Block(kind, " ".join(texts)))
        elif kind:
            found.extend(Block(kind, text) for text in texts)
    return found


def _escaped(text: str) -> str:
    return re.sub(r"&(?!#?\w+;)", "&amp;", text)


# ── PDF ─────────────────────────────────────────────────────────────────────────────────


def pdf(markup: str, look: Look, *, title: str, author: str, made: datetime) -> Paper:
    """A PDF of text in one of the standard fonts. `made` is what its metadata says.

    Raises UnicodeEncodeError where the markup holds a character that they lack.
    """
    markup.encode("cp1252")  # the standard fonts have no other characters
    first = _Press(look, title, author, made, pages=0)
    total = first.run(markup)
    press = _Press(look, title, author, made, pages=total)
    press.run(markup)
    return Paper(press.target.getvalue(), press.places)


@dataclass
class _Press:
    """One run over the paper; a second one knows how many pages there are."""

    look: Look
    title: str
    author: str
    made: datetime
    pages: int
    target: BytesIO = field(default_factory=BytesIO)
    places: dict[str, Place] = field(default_factory=dict)

    def run(self, markup: str) -> int:
        document = SimpleDocTemplate(
            self.target,
            pagesize=_PAGES[self.look.size],
            leftMargin=self.look.margin,
            rightMargin=self.look.margin,
            topMargin=26 * mm,
            bottomMargin=22 * mm,
            title=self.title,
            author=self.author,
            invariant=1,
            pageCompression=0,
        )
        story: list[Flowable] = [Spacer(1, 12 * mm + 11 * len(self.look.letterhead))] * bool(
            self.look.letterhead
        )
        story += [self._flowable(block, document.width) for block in blocks(markup)]
        document.build(story, onFirstPage=self._first_page, onLaterPages=self._stationery)
        return int(document.page)

    def _flowable(self, block: Block, width: float) -> Flowable:
        if block.kind == "new page":
            return PageBreak()
        if block.rows:
            return self._table(block, width)
        bullet = "\u2022" if block.kind == "item" else None
        return Paragraph(_escaped(block.text), self._style(block.kind), bulletText=bullet)

    def _style(self, kind: str) -> ParagraphStyle:
        look, size = self.look, self.look.points
        plain = {"fontName": look.font, "fontSize": size, "leading": size * 1.32, "spaceAfter": 6}
        bold = {"fontName": _BOLD[look.font], "textColor": HexColor(look.colour)}
        special: dict[str, dict[str, Any]] = {
            "title": bold | {"fontSize": size * 1.9, "leading": size * 2.3, "spaceAfter": 10},
            "heading": bold
            | {"fontSize": size * 1.25, "leading": size * 1.6, "spaceBefore": 10, "spaceAfter": 4}
            | {"keepWithNext": 1},
            "small heading": bold
            | {"fontSize": size * 1.05, "spaceBefore": 6, "spaceAfter": 3, "keepWithNext": 1},
            "item": {"leftIndent": 14, "bulletIndent": 3, "spaceAfter": 2},
            "small print": {"fontSize": size * 0.78, "leading": size, "spaceAfter": 4},
            "cell": {"fontSize": size * 0.9, "leading": size * 1.15, "spaceAfter": 0},
            "head": bold
            | {"fontSize": size * 0.9, "leading": size * 1.15, "textColor": white, "spaceAfter": 0},
        }
        return ParagraphStyle(kind, **(plain | special.get(kind, {})))

    def _table(self, block: Block, width: float) -> Table:
        share = width / sum(block.widths)
        ruled = block.kind == "table"
        cells = [
            [self._cell(cell, "head" if ruled and not number else "cell") for cell in row]
            for number, row in enumerate(block.rows)
        ]
        style: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
        style += [
            ("VALIGN", (0, number), (-1, number), "BOTTOM")
            for number, row in enumerate(block.rows)
            if any(map(_FIELD.fullmatch, row))
        ]
        if ruled:
            colour = HexColor(self.look.colour)
            style += [
                ("GRID", (0, 0), (-1, -1), 0.4, HexColor("#9aa3ad")),
                ("BACKGROUND", (0, 0), (-1, 0), colour),
            ]
        return Table(
            cells,
            colWidths=[share * part for part in block.widths],
            style=style,
            repeatRows=1 if ruled else 0,
            spaceBefore=4,
            spaceAfter=8,
        )

    def _cell(self, text: str, style: str) -> Flowable:
        line = _FIELD.fullmatch(text)
        if line is None:
            return Paragraph(_escaped(text), self._style(style))
        what, words = line.groups()
        return _SignatureLine(words, self.places, pen=what == "pen")

    def _first_page(self, canvas: Canvas, document: SimpleDocTemplate) -> None:
        look = self.look
        _, height = _PAGES[look.size]
        self._stationery(canvas, document)
        for number, line in enumerate(look.letterhead):
            canvas.setFont(_BOLD[look.font] if not number else look.font, 9 if number else 15)
            canvas.setFillColor(black if number else HexColor(look.colour))
            canvas.drawString(look.margin, height - 24 * mm - 11 * number - 4 * bool(number), line)

    def _stationery(self, canvas: Canvas, _: object) -> None:
        look = self.look
        width, height = _PAGES[look.size]
        # reportlab's invariant mode stamps a date of its own; a paper has the day it was made.
        stamp = self.made.astimezone(UTC).strftime("D:%Y%m%d%H%M%S+00'00'")
        information: Any = canvas._doc.info
        information._dateFormatter = lambda *_: stamp
        canvas.setFont(look.font, 7.5)
        canvas.setFillColor(HexColor("#555555"))
        for (left, right), y in ((look.head, height - 14 * mm), (look.foot, 12 * mm)):
            canvas.drawString(look.margin, y, self._numbered(left, canvas))
            canvas.drawRightString(width - look.margin, y, self._numbered(right, canvas))

    def _numbered(self, text: str, canvas: Canvas) -> str:
        return text.format(page=canvas.getPageNumber(), pages=self.pages)


class _SignatureLine(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A line to sign on; says where it came to stand."""

    def __init__(self, name: str, places: dict[str, Place], *, pen: bool) -> None:
        super().__init__()
        self.name, self.places, self.pen = name, places, pen

    def wrap(self, available_width: float, _: float) -> tuple[float, float]:
        self.width = min(int(available_width), 210)
        return self.width, 34

    def draw(self) -> None:
        canvas: Canvas = self.canv
        left, bottom = map(round, canvas.absolutePosition(0, 2))
        box = (left, bottom, left + round(self.width) - 10, bottom + 30)
        self.places[self.name] = (canvas.getPageNumber() - 1, box)
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.6)
        canvas.line(0, 1, self.width - 10, 1)
        if self.pen:
            _write_by_hand(canvas, self.name)


def _write_by_hand(canvas: Canvas, words: str) -> None:
    """Loops and strokes that look like a quick signature; the same words, the same hand."""
    noise = hashlib.sha256(words.encode()).digest()
    canvas.setStrokeColor(HexColor("#1b2a6b"))
    canvas.setLineWidth(1.1)
    canvas.setLineCap(1)
    pen = canvas.beginPath()
    x, y = 8.0, 8.0
    pen.moveTo(x, y)
    for a, b, c in zip(noise[0:9], noise[9:18], noise[18:27], strict=True):
        rise, run = 6 + a % 19, 5 + b % 8
        pen.curveTo(x + run, y + rise, x - c % 7, y + rise + 4, x + run * 0.6, 5 + c % 6)
        x, y = x + run * 0.6 + 3, 5 + c % 6
        pen.curveTo(x + 2, y - 5, x + 6, y + 3, x + 7, y + 2)
        x, y = x + 7, y + 2
    canvas.drawPath(pen, stroke=1, fill=0)
    canvas.bezier(4, 6, x * 0.4, 0, x * 0.7, 9, x + 14, 11)


# ── DOCX ────────────────────────────────────────────────────────────────────────────────


def docx(markup: str, look: Look, *, title: str, author: str, made: datetime) -> bytes:
    """A Word document with the styles, tables, header and footer that Word would use."""
    document = Document()
    _properties(document, title, author, made)
    style = document.styles["Normal"].font
    style.name, style.size = "Calibri", Pt(look.points)
    section = document.sections[0]
    section.header.paragraphs[0].text = "\t\t".join(look.head)
    section.footer.paragraphs[0].text = look.foot[0]
    makers: dict[str, Callable[[Block], object]] = {
        "title": lambda block: document.add_heading(block.text, 0),
        "heading": lambda block: document.add_heading(block.text, 1),
        "small heading": lambda block: document.add_heading(block.text, 2),
        "item": lambda block: _runs(document.add_paragraph(style="List Bullet"), block.text),
        "small print": lambda block: _runs(document.add_paragraph(), block.text, points=8),
        "text": lambda block: _runs(document.add_paragraph(), block.text),
        "new page": lambda _: document.add_paragraph().add_run().add_break(WD_BREAK.PAGE),
        "table": lambda block: _word_table(document, block, "Table Grid"),
        "fields": lambda block: _word_table(document, block, "Normal Table"),
    }
    for block in blocks(markup):
        makers[block.kind](block)
    target = BytesIO()
    document.save(target)
    return _fixed_zip(target.getvalue(), made)


def _properties(document: Any, title: str, author: str, made: datetime) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = title, author, author
    core.created = core.modified = made.astimezone(UTC).replace(tzinfo=None)
    core.comments, core.revision = "", 4


def _runs(paragraph: Any, text: str, *, points: float | None = None) -> None:
    """Splits at <b>, <i> and <br/>."""
    for piece in re.split(r"(<b>.*?</b>|<i>.*?</i>|<br/>)", text):
        if piece == "<br/>":
            paragraph.add_run().add_break()
            continue
        run = paragraph.add_run(re.sub(r"</?[bi]>", "", piece))
        run.bold, run.italic = piece.startswith("<b>") or None, piece.startswith("<i>") or None
        if points is not None:
            run.font.size, run.font.color.rgb = Pt(points), RGBColor(0x55, 0x55, 0x55)


def _word_table(document: Any, block: Block, style: str) -> None:
    table = document.add_table(rows=len(block.rows), cols=len(block.widths))
    table.style = document.styles[style]
    for row, texts in zip(table.rows, block.rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            blank = _FIELD.fullmatch(text)
            _runs(cell.paragraphs[0], "_" * 28 if blank else text)
    if block.kind == "table":
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].bold = True
    document.add_paragraph()


def _fixed_zip(data: bytes, made: datetime) -> bytes:
    """The same parts in the same order, with one time instead of the clock's."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as fixed:
        for name in source.namelist():
            fixed.writestr(ZipInfo(name, made.timetuple()[:6]), source.read(name), ZIP_DEFLATED)
    return target.getvalue()
