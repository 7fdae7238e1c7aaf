"""A specimen of each font of a PDF: a small PDF of its own in which every character stands in
a field of its own, so that what a font draws can be held against what it says that it draws.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from poedesk.read.pdf.resources import entries, key, placed, resolved

if TYPE_CHECKING:
    from pypdf import PdfReader, PdfWriter

FIELD = 40  # points; a field's width and height
TYPE_SIZE = 24
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

_COLUMNS = 16
_LEFT, _DOWN = 8, 28  # where in its field a character's origin lies
_MOST_CODES = 2000  # of one font; a longer sheet would be for a hostile file only
_LONGEST_RANGE = 300
_FACES = tuple(
    f"{family}{style}"
    for family, styles in (
        ("Helvetica", ("", "-Bold", "-Oblique", "-BoldOblique")),
        ("Times", ("-Roman", "-Bold", "-Italic", "-BoldItalic")),
        ("Courier", ("", "-Bold")),
    )
    for style in styles
)
_ONE = re.compile(rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f\s]{0,400})>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f]{1,8})>\s*<([0-9A-Fa-f]{1,8})>\s*(<[0-9A-Fa-f\s]{0,400}>|\[[^\]]{0,9000}\])"
)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_WANTED = frozenset(LETTERS)
_UNSEEN = frozenset(map(chr, (0, 0x20, 0xA0, 0xAD, 0xFEFF, *range(0x2000, 0x2010))))


@dataclass(frozen=True, slots=True)
class Used:
    """A font that could say other characters than it draws.

    `pages` count from 1; `name` is its base name, the one by which pdfium knows it too. `listed`
    holds the letters that its character map names: it does not name what is drawn nowhere.
    """

    name: str
    pages: tuple[int, ...]
    listed: frozenset[str]


def specimen(reader: PdfReader) -> tuple[bytes, tuple[Used, ...]]:
    """A PDF with one page for each of the fonts, in their order; raises whatever pypdf raises.

    Only codes that stand for a Latin letter or a digit are shown where the font says so itself,
    else all of them.
    """
    from pypdf import PdfWriter

    writer = PdfWriter()
    shown: list[Used] = []
    for font, pages in _fonts(reader):
        listed = _listed(font)
        codes = list(listed) or _all(font)
        if codes:
            _add(writer, font.clone(writer), codes[:_MOST_CODES])
            name = str(resolved(font.get("/BaseFont")) or "").lstrip("/")
            shown.append(Used(name, pages, frozenset(listed.values()).intersection(LETTERS)))
    return _written(writer), tuple(shown)


def reference() -> bytes:
    """A PDF with one page for each of the standard faces, each with all of `LETTERS`."""
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject

    writer = PdfWriter()
    for face in _FACES:
        entries = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": f"/{face}"}
        font = DictionaryObject({NameObject(k): NameObject(v) for k, v in entries.items()})
        _add(writer, font, [b"%02x" % ord(one) for one in LETTERS])
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _add(writer: PdfWriter, font: Any, codes: list[bytes]) -> None:
    from pypdf.generic import DictionaryObject, NameObject, StreamObject

    height = -(-len(codes) // _COLUMNS) * FIELD
    page = writer.add_blank_page(_COLUMNS * FIELD, height)
    lines = [b"BT /F %d Tf" % TYPE_SIZE]
    for number, code in enumerate(codes):
        row, column = divmod(number, _COLUMNS)
        place = column * FIELD + _LEFT, height - row * FIELD - _DOWN
        lines.append(b"1 0 0 1 %d %d Tm <%s> Tj" % (*place, code))
    content = StreamObject()
    content.set_data(b"\n".join([*lines, b"ET"]))
    fonts = DictionaryObject({NameObject("/F"): getattr(font, "indirect_reference", None) or font})
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001 - the only way
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})


# ── The fonts of a file ─────────────────────────────────────────────────────────────────


def _fonts(reader: PdfReader) -> Iterator[tuple[Any, tuple[int, ...]]]:
    """Each font that can lie, once, with the pages that may use it."""
    found: dict[int, tuple[Any, list[int]]] = {}
    for number, page in enumerate(reader.pages, start=1):
        for one in placed(page):
            for reference in entries(one.get("/Resources"), "/Font"):
                _, pages = found.setdefault(key(reference), (resolved(reference), []))
                if not pages or pages[-1] != number:
                    pages.append(number)
    for font, pages in found.values():
        if isinstance(font, dict) and _can_lie(font):
            yield font, tuple(pages)


def _can_lie(font: Any) -> bool:
    """Whether it brings its own glyphs or its own names for them."""
    if font.get("/Subtype") in {"/Type0", "/Type3"} or "/ToUnicode" in font:
        return True
    if isinstance(resolved(font.get("/Encoding")), dict):
        return True
    descriptor = resolved(font.get("/FontDescriptor"))
    return isinstance(descriptor, dict) and any(
        key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )


# ── The codes of a font ─────────────────────────────────────────────────────────────────


def _listed(font: Any) -> dict[bytes, str]:
    """The codes of the character map that matter, in hexadecimal digits, and their texts."""
    table = resolved(font.get("/ToUnicode"))
    data = bytes(table.get_data()) if hasattr(table, "get_data") else b""
    return {code: _text(text) for code, text in _mapped(data) if _wanted(_text(text))}


def _all(font: Any) -> list[bytes]:
    """Every code of a simple font; those of a composite one are not to be counted."""
    if font.get("/Subtype") == "/Type0":
        return []
    first, last = _number(font.get("/FirstChar"), 0), _number(font.get("/LastChar"), 255)
    return [b"%02x" % code for code in range(max(first, 0), min(last, 255) + 1)]


def _number(value: Any, otherwise: int) -> int:
    value = resolved(value)
    return int(value) if isinstance(value, int) else otherwise


def _mapped(table: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each code of a character map and its text, both in hexadecimal digits."""
    for section in table.split(b"beginbf")[1:]:
        rows = section.partition(b"endbf")[0]
        if section.startswith(b"char"):
            yield from _ONE.findall(rows)
        else:
            for first, last, texts in _RANGE.findall(rows):
                yield from _ranged(first, last, texts)


def _ranged(first: bytes, last: bytes, texts: bytes) -> Iterator[tuple[bytes, bytes]]:
    low, high = int(first, 16), int(last, 16)
    each = _HEX.findall(texts)
    for number, code in enumerate(range(low, min(high, low + _LONGEST_RANGE) + 1)):
        if texts.startswith(b"["):
            text = each[number] if number < len(each) else b""
        else:
            text = _stepped(each[0], number)
        yield b"%0*x" % (len(first), code), text


def _stepped(text: bytes, number: int) -> bytes:
    plain = b"".join(text.split())
    return b"%0*x" % (len(plain), int(plain[-8:], 16) + number) if plain else b""


def _text(digits: bytes) -> str:
    plain = b"".join(digits.split())
    return bytes.fromhex(plain[: len(plain) // 4 * 4].decode()).decode("utf-16-be", "replace")


def _wanted(text: str) -> bool:
    """Whether it holds a Latin letter or a digit, or nothing that shows."""
    return not _WANTED.isdisjoint(text) or _UNSEEN.issuperset(text)
