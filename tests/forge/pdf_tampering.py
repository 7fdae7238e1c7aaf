"""Papers to be signed, and what people do to signed ones: honest work and attacks.

Every change is appended as a further saved state; byte-level attacks come last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic as _generic
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.forge import signing

generic: Any = _generic  # its classes carry no types
pdf_name, pdf_string = generic.pdf_name, generic.pdf_string
Change = Callable[[Any], None]
Rect = tuple[int, int, int, int]
WORDS = ("Statement of work for Fabrikam GmbH", "300 users were moved", "Accepted by Zoe Unal")


def paper(lines: Sequence[str] = WORDS, *, pages: int = 1, fields: Sequence[str] = ()) -> bytes:
    """A paper with a line every 40 points from 720 downwards, and empty text fields at 300."""
    output = BytesIO()
    canvas = Canvas(output, pagesize=A4, invariant=1)
    for page in range(pages):
        for number, line in enumerate(lines):
            canvas.drawString(72, 720 - 40 * number, line)
        if page == 0:
            for number, name in enumerate(fields):
                canvas.acroForm.textfield(
                    name=name, x=72, y=300 - 40 * number, width=200, height=20, value=""
                )
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def revised(pdf: bytes, *changes: Change) -> bytes:
    """`pdf` saved once more."""
    writer: Any = signing._Writer(BytesIO(pdf))
    for change in changes:
        change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def locked(pdf: bytes, password: str) -> bytes:
    """`pdf` encrypted."""
    writer = PdfWriter(BytesIO(pdf))
    writer.encrypt(password, algorithm="AES-256")
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def _page(writer: Any, number: int = 0) -> Any:
    return writer.root["/Pages"]["/Kids"][number].get_object()


def _numbers(*values: float) -> Any:
    return generic.ArrayObject([generic.FloatObject(one) for one in values])


# ── Objects put in ──────────────────────────────────────────────────────────────────────


def stream(content: bytes, **entries: Any) -> Any:
    """A stream with entries named without their slash."""
    found = generic.StreamObject(stream_data=content)
    for key, value in entries.items():
        found[pdf_name(f"/{key}")] = value
    return found


def _form(writer: Any, width: float, height: float, content: bytes) -> Any:
    """A form that draws `content` in Helvetica /F1."""
    font = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Font"),
            pdf_name("/Subtype"): pdf_name("/Type1"),
            pdf_name("/BaseFont"): pdf_name("/Helvetica"),
        }
    )
    fonts = generic.DictionaryObject({pdf_name("/F1"): writer.add_object(font)})
    form = stream(
        content,
        Type=pdf_name("/XObject"),
        Subtype=pdf_name("/Form"),
        BBox=_numbers(0, 0, width, height),
        Resources=generic.DictionaryObject({pdf_name("/Font"): fonts}),
    )
    return writer.add_object(form)


def annotation(
    kind: str, rect: Rect, *, says: str = "", paints: bytes = b"", **entries: Any
) -> Change:
    """An annotation on the first page; `paints` is the content of its appearance."""

    def change(writer: Any) -> None:
        found = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(f"/{kind}"),
                pdf_name("/Rect"): _numbers(*rect),
                pdf_name("/F"): generic.NumberObject(4),
            }
        )
        if says:
            found[pdf_name("/Contents")] = pdf_string(says)
        for key, value in entries.items():
            found[pdf_name(f"/{key}")] = value
        if paints:
            form = _form(writer, rect[2] - rect[0], rect[3] - rect[1], paints)
            found[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
        page = writer.find_page_for_modification(0)[0]
        writer.register_annotation(page, writer.add_object(found))

    return change


WHITE = b"1 1 1 rg 0 0 600 60 re f"


def words(text: str, *, ground: bytes = b"") -> bytes:
    """Content that writes `text`, upon `ground`."""
    return ground + b" BT /F1 12 Tf 0 g 0 3 Td (%s) Tj ET" % text.encode()


# ── Honest work, and what looks like it ─────────────────────────────────────────────────


def fill(name: str, value: str, *, shows: str | None = None) -> Change:
    """A field filled in; it shows its value or, if given, other words."""

    def change(writer: Any) -> None:
        fields = writer.root["/AcroForm"]["/Fields"]
        field = next(one.get_object() for one in fields if one.get_object()["/T"] == name)
        field[pdf_name("/V")] = pdf_string(value)
        paints = words(value if shows is None else shows)
        form = _form(writer, 200, 20, paints)
        field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})
        writer.update_container(field)

    return change


def author(writer: Any) -> None:
    """Another author in the file's properties."""
    info = generic.DictionaryObject({pdf_name("/Author"): pdf_string("Somebody")})
    writer.set_info(writer.add_object(info))


def text_field(name: str, rect: Rect) -> Change:
    """A text field that was not there."""
    one = annotation("Widget", rect, FT=pdf_name("/Tx"), T=pdf_string(name), V=pdf_string("9"))

    def change(writer: Any) -> None:
        one(writer)
        page = writer.find_page_for_modification(0)[0].get_object()
        form = writer.root["/AcroForm"]
        form["/Fields"].append(page["/Annots"].raw_get(-1))
        writer.update_container(form["/Fields"])

    return change


def signature_field(name: str, rect: Rect = (0, 0, 0, 0)) -> Change:
    """An empty field for one more signature."""

    def change(writer: Any) -> None:
        append_signature_field(writer, SigFieldSpec(name, on_page=0, box=rect))

    return change


# ── Changes of content ──────────────────────────────────────────────────────────────────


def rewrite(before: str, after: str) -> Change:
    """Other words in the first page's content."""

    def change(writer: Any) -> None:
        contents = _page(writer).raw_get("/Contents")
        old = contents.get_object()
        new = stream(old.data.replace(before.encode(), after.encode()))
        writer.objects[(contents.generation, contents.idnum)] = new

    return change


def add_page(writer: Any) -> None:
    """One more page, with other words."""
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): _numbers(0, 0, 595, 842),
            pdf_name("/Contents"): writer.add_object(stream(b"0 0 100 100 re f")),
            pdf_name("/Resources"): generic.DictionaryObject(),
        }
    )
    writer.insert_page(page)


def remove_page(writer: Any) -> None:
    """The last page taken away."""
    pages = writer.root["/Pages"]
    pages["/Kids"].pop()
    pages[pdf_name("/Count")] = generic.NumberObject(len(pages["/Kids"]))
    writer.update_container(pages)


def crop(writer: Any) -> None:
    """Only the upper part of the page shown."""
    page = _page(writer)
    page[pdf_name("/CropBox")] = _numbers(0, 660, 595, 842)
    writer.update_container(page)


def other_font(writer: Any) -> None:
    """The page's font replaced by one of symbols."""
    fonts = _page(writer)["/Resources"]["/Font"]
    name = next(iter(fonts))
    font = fonts[name]
    font[pdf_name("/BaseFont")] = pdf_name("/ZapfDingbats")
    writer.update_container(font)


def layers(*, hidden: bool = False) -> Change:
    """A layer named “Total”, shown or hidden."""

    def change(writer: Any) -> None:
        layer = generic.DictionaryObject(
            {pdf_name("/Type"): pdf_name("/OCG"), pdf_name("/Name"): pdf_string("Total")}
        )
        reference = writer.add_object(layer)
        default = generic.DictionaryObject(
            {pdf_name("/OFF"): generic.ArrayObject([reference] if hidden else [])}
        )
        writer.root[pdf_name("/OCProperties")] = generic.DictionaryObject(
            {
                pdf_name("/OCGs"): generic.ArrayObject([reference]),
                pdf_name("/D"): default,
            }
        )
        writer.update_root()

    return change


def javascript(writer: Any) -> None:
    """A script that runs when the file is opened."""
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): pdf_string("app.alert(1)")}
    )
    writer.update_root()


def attachment(writer: Any) -> None:
    """A file attached."""
    named = generic.DictionaryObject(
        {
            pdf_name("/Names"): generic.ArrayObject(
                [pdf_string("a.txt"), writer.add_object(generic.DictionaryObject())]
            )
        }
    )
    writer.root[pdf_name("/Names")] = generic.DictionaryObject({pdf_name("/EmbeddedFiles"): named})
    writer.update_root()


def other_pages(writer: Any) -> None:
    """Another list of pages in place of the signed one."""
    content = stream(b"BT /F1 12 Tf 72 720 Td (900 users were moved) Tj ET")
    old = _page(writer)
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): _numbers(0, 0, 595, 842),
            pdf_name("/Contents"): writer.add_object(content),
            pdf_name("/Resources"): old.raw_get("/Resources"),
        }
    )
    kid = writer.add_object(page)
    tree = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Pages"),
            pdf_name("/Kids"): generic.ArrayObject([kid]),
            pdf_name("/Count"): generic.NumberObject(1),
        }
    )
    reference = writer.add_object(tree)
    page[pdf_name("/Parent")] = reference
    writer.root[pdf_name("/Pages")] = reference
    writer.update_root()


def spare_page(writer: Any) -> None:
    """A page to which nothing leads, with other words."""
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): _numbers(0, 0, 595, 842),
            pdf_name("/Contents"): writer.add_object(stream(words("900 users"))),
        }
    )
    writer.add_object(page)


def unsign(writer: Any) -> None:
    """The signature taken out of its field."""
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    del field[pdf_name("/V")]
    writer.update_container(field)


def no_form(writer: Any) -> None:
    """The whole form taken away, and with it every signature."""
    del writer.root[pdf_name("/AcroForm")]
    writer.update_root()


def free_annotations(writer: Any) -> None:
    """Everything that lies upon the first page taken away."""
    page = _page(writer)
    del page[pdf_name("/Annots")]
    writer.update_container(page)


# ── Bytes ───────────────────────────────────────────────────────────────────────────────


def replaced(pdf: bytes, pattern: bytes, by: bytes) -> bytes:
    """`pdf` with the only match of `pattern` replaced by as many bytes, filled up with spaces."""
    (match,) = re.finditer(pattern, pdf, re.DOTALL)
    assert len(by) <= len(match[0])
    return pdf[: match.start()] + by.ljust(len(match[0])) + pdf[match.end() :]


def flipped(pdf: bytes, after: bytes) -> bytes:
    """One bit of the byte behind the first `after` is another."""
    data = bytearray(pdf)
    data[pdf.index(after) + len(after)] ^= 1
    return bytes(data)


def byte_range(pdf: bytes, *numbers: int) -> bytes:
    """Another /ByteRange in the same room."""
    said = b"/ByteRange [" + b" ".join(b"%d" % one for one in numbers) + b"]"
    return replaced(pdf, rb"/ByteRange \[[^\]]*\]", said)


def ranges(pdf: bytes) -> list[int]:
    """The numbers of the only /ByteRange."""
    match = re.search(rb"/ByteRange \[([^\]]*)\]", pdf)
    assert match
    return [int(one) for one in match[1].split()]


def wrapped(pdf: bytes) -> bytes:
    """Other words in the place of the second signed stretch, which itself is moved behind them:
    a second /ByteRange in the room left of the signature value speaks of it (SWA).
    """
    _, first, start, length = ranges(pdf)
    tail = pdf[start : start + length]
    extra = b"> /ByteRange [0 %d %d %d]" % (first, start + length, length)
    return pdf[: start - len(extra)] + extra + tail.replace(b"/Prev ", b"/Prev\t") + tail


def copied(signed: bytes, other: bytes) -> bytes:
    """Another paper with the signature value of `signed`, its own structure and range."""
    value = re.search(rb"/Contents <([0-9a-fA-F]+)>", signed)
    mine = re.search(rb"/Contents <([0-9a-fA-F]+)>", other)
    assert value
    assert mine
    room = len(mine[1])
    return other[: mine.start(1)] + value[1][:room].ljust(room, b"0") + other[mine.end(1) :]
