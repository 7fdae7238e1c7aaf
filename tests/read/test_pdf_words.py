"""How the words of a PDF page are put together from the letters that are drawn."""

from __future__ import annotations

import io
from collections.abc import Mapping

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from poedesk.model import Settings, Vocabulary
from poedesk.read import read

SETTINGS = Settings("test", Vocabulary({}))


def text(data: bytes) -> str:
    return read("a.pdf", None, data, SETTINGS).document.text


def drawn(content: bytes, meaning: Mapping[str, str] | None = None) -> bytes:
    """A page with one font, /F; `meaning` is what the font says that some letters stand for."""
    writer = PdfWriter()
    page = writer.add_blank_page(400, 300)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(one) for key, one in font.items()})
    if meaning:
        pairs = [f"<{ord(one):02x}> <{says.encode('utf-16-be').hex()}>" for one, says in
                 meaning.items()]  # fmt: skip
        stream = DecodedStreamObject()
        stream.set_data(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
            "1 begincodespacerange <00> <ff> endcodespacerange "
            f"{len(pairs)} beginbfchar {' '.join(pairs)} endbfchar endcmap end end".encode()
        )
        named[NameObject("/ToUnicode")] = writer._add_object(stream)
    fonts = DictionaryObject({NameObject("/F"): named})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_letters_beyond_the_first_plane_are_read() -> None:
    """Formulas are set in them, and names written in rare Han characters."""
    page = drawn(b"BT /F 12 Tf 20 200 Td (xA y B) Tj ET", {"A": "\U0001d449", "B": "\U00020bb7"})
    assert text(page) == "x\U0001d449 y \U00020bb7"
