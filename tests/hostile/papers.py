"""PDFs and pictures that are made to harm."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping


def pdf(objects: Mapping[int, bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of these objects; number 1 is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    most = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % most
    for number in range(1, most):
        at, free = places.get(number, 0), b"n" if number in places else b"f"
        out += b"%010d 00000 %s \n" % (at, free)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (most, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF" % start)


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), head, data)


_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page(content: bytes, more: Mapping[int, bytes] | None = None, resources: bytes = b"") -> bytes:
    """One page with a content stream (object 4) and a font (object 5)."""
    leaf = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources "
        b"<< /Font << /F 5 0 R >> %s >> >>" % resources
    )
    base = {1: _CATALOGUE, 2: _ONE_PAGE, 3: leaf, 4: content, 5: _FONT}
    return pdf({**base, **(more or {})})


def tree_in_a_ring() -> bytes:
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 9 /Parent 3 0 R >>"
    return pdf({1: _CATALOGUE, 2: kids, 3: kids.replace(b"3 0 R]", b"2 0 R]")})


def one_page_a_million_times() -> bytes:
    kids = b"<< /Type /Pages /Kids [%s] /Count 300000 >>" % (b"3 0 R " * 300_000)
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"
    return pdf({1: _CATALOGUE, 2: kids, 3: leaf})


def says_it_has_many_pages() -> bytes:
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>"
    return pdf({1: _CATALOGUE, 2: kids, 3: leaf})


def outline_in_a_ring() -> bytes:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>"
    entry = b"<< /Title (x) /Parent 6 0 R /Next 7 0 R /Prev 7 0 R /First 7 0 R /Last 7 0 R >>"
    root = b"<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>"
    return page(stream(b""), {1: catalogue, 6: root, 7: entry})


def revisions_in_a_ring() -> bytes:
    data = page(stream(b"BT /F 12 Tf 72 700 Td (words) Tj ET"))
    at = data.rfind(b"xref\n0")
    return data.replace(b"/Root 1 0 R", b"/Prev %d /Root 1 0 R" % at)


def object_stream_in_itself() -> bytes:
    inner = stream(b"6 0 << /Type /ObjStm >>", b"/Type /ObjStm /N 1 /First 4 /Extends 6 0 R")
    return page(stream(b"BT /F 12 Tf (x) Tj ET"), {6: inner})


def form_in_itself() -> bytes:
    form = stream(
        b"q /X Do Q /X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
    )
    return page(stream(b"/X Do"), {6: form}, b"/XObject << /X 6 0 R >>")


def forms_that_double() -> bytes:
    """Each form draws the next one twice, thirty times over: a thousand million drawings."""
    forms = {
        number: stream(
            b"/X Do /X Do",
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources "
            b"<< /XObject << /X %d 0 R >> >>" % (number + 1),
        )
        for number in range(6, 36)
    }
    last = {36: stream(b"0 0 m 9 9 l S", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")}
    return page(stream(b"/X Do"), {**forms, **last}, b"/XObject << /X 6 0 R >>")


def content_bomb() -> bytes:
    """A content stream of a hundred million blanks, packed twice."""
    once = zlib.compress(b" " * 100_000_000, 9)
    return page(stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def filters_without_end() -> bytes:
    data = b"x"
    for _ in range(200):
        data = zlib.compress(data)
    return page(stream(data, b"/Filter [%s]" % (b"/FlateDecode " * 200)))


def attachment_bomb() -> bytes:
    once = zlib.compress(bytes(300_000_000), 9)
    names = b"<< /EmbeddedFiles << /Names [(a.pdf) 6 0 R] >> >>"
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /Names %s >>" % names
    file = b"<< /Type /Filespec /F (a.pdf) /EF << /F 7 0 R >> >>"
    packed = stream(zlib.compress(once, 9), b"/Filter [/FlateDecode /FlateDecode]")
    return page(stream(b""), {1: catalogue, 6: file, 7: packed})


def many_attachments() -> bytes:
    listed = b" ".join(b"(%05d.pdf) 6 0 R" % number for number in range(10_000))
    catalogue = (
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [%s] >> >> >>" % listed
    )
    file = b"<< /Type /Filespec /F (../../etc/passwd) /EF << /F 7 0 R >> >>"
    return page(stream(b""), {1: catalogue, 6: file, 7: stream(b"x")})


def name_tree_in_a_ring() -> bytes:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 6 0 R >> >>"
    return page(stream(b""), {1: catalogue, 6: b"<< /Kids [6 0 R 6 0 R] >>"})


def fields_in_a_ring() -> bytes:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] >> >>"
    field = b"<< /FT /Tx /T (a) /V (b) /Kids [6 0 R] /Parent 6 0 R /Rect [0 0 9 9] >>"
    return page(stream(b""), {1: catalogue, 6: field})


def huge_image() -> bytes:
    """Says it has 60,000 by 60,000 pixels, and packs them well."""
    row = zlib.compress(bytes(60_000_000), 9)
    head = (
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Filter /FlateDecode"
    )
    drawn = stream(b"600 0 0 800 0 0 cm /X Do")
    return page(drawn, {6: stream(row, head)}, b"/XObject << /X 6 0 R >>")


def broken_jbig2() -> bytes:
    head = (
        b"/Type /XObject /Subtype /Image /Width 65535 /Height 65535 /BitsPerComponent 1 "
        b"/ColorSpace /DeviceGray /Filter /JBIG2Decode"
    )
    page_information = struct.pack(">IBBI", 0, 48, 1, 19) + struct.pack(
        ">IIIIBH", *([65535] * 2), 0, 0, 0, 0
    )
    drawn = stream(b"600 0 0 800 0 0 cm /X Do")
    return page(drawn, {6: stream(page_information, head)}, b"/XObject << /X 6 0 R >>")


def lzw_bomb() -> bytes:
    head = b"/Filter [/LZWDecode /LZWDecode /RunLengthDecode]"
    return page(stream(b"\x80" + b"\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 4000, head))


def deep_array() -> bytes:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R /X %s%s >>" % (b"[" * 100_000, b"]" * 100_000)
    return page(stream(b""), {1: catalogue})


def deep_dictionaries() -> bytes:
    return page(stream(b""), {6: b"<< /A " * 50_000 + b"1" + b" >>" * 50_000})


def unbalanced_content() -> bytes:
    return page(stream(b"q " * 500_000 + b"BT /F 12 Tf (x) Tj ET"))


def crowded_page() -> bytes:
    """A hundred thousand words on top of one another, and as many lines."""
    words = b"BT /F 12 Tf 72 700 Td " + b"(word) Tj " * 50_000 + b"ET "
    return page(stream(words + b"0 0 m 9 9 l S " * 50_000))


def endless_text() -> bytes:
    return page(stream(b"BT /F 1 Tf 0 0 Td " + (b"(%s) Tj " % (b"word " * 200)) * 2_000 + b"ET"))


def font_with_huge_tables() -> bytes:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /ToUnicode 7 0 R "
        b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [0 [%s]] >>] >>"
    ) % (b"500 " * 200_000)
    ranges = b"<0000> <FFFF> <0041>\n" * 5_000
    unicode = b"begincmap 5000 beginbfrange\n%s endbfrange endcmap" % ranges
    drawn = stream(b"BT /F 12 Tf 72 700 Td <00410042> Tj ET")
    return page(drawn, {5: font, 7: stream(unicode)})


def pattern_in_itself() -> bytes:
    head = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 "
        b"/YStep 0.0001 /Resources << /Pattern << /P 6 0 R >> >>"
    )
    cell = stream(b"/Pattern cs /P scn 0 0 1 1 re f", head)
    drawn = stream(b"/Pattern cs /P scn 0 0 600 800 re f")
    return page(drawn, {6: cell}, b"/Pattern << /P 6 0 R >>")


def endless_box() -> bytes:
    data = page(stream(b"BT /F 12 Tf 72 700 Td (far) Tj ET"))
    return data.replace(b"[0 0 600 800]", b"[-9e30 0 9e30 1]")


# ── Pictures ────────────────────────────────────────────────────────────────────────────


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb() -> bytes:
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(60_000_000), 9)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head)
    return start + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def png_within_bounds_and_cut() -> bytes:
    head = struct.pack(">IIBBBBB", 3_000, 3_000, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head)
    return start + _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")


def tiff_in_a_ring() -> bytes:
    """A directory of pages whose next page is itself."""
    entries = [(256, 3, 1, 9), (257, 3, 1, 9), (273, 4, 1, 8), (279, 4, 1, 9), (278, 3, 1, 9)]
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", *one) for one in sorted(entries))
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", 8)


def gif_of_many_pictures() -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", 4000, 4000, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 4000, 4000, 0) + b"\x02\x02\x4c\x01\x00"
    return head + frame * 5_000 + b";"
