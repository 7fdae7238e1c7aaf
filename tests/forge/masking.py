"""PDFs that show a person, or another program, other words than their text holds; and their
honest twins, made by the same means.

Everything is written byte by byte: no library would write such files.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import reportlab

LINES = (
    "Statement of work between Contoso and Fabrikam",
    "Deployment of Microsoft Teams was completed on 14 March 2023",
    "The customer has now approved the work for 650 users",
    "Signed for the customer by its director",
)
"""What the text of every document says, one line each."""

Objects = dict[int, bytes]

_PAGE = 3
_CONTENT = 4
_FONT = 5
_FREE = 20  # the first object number that no document uses


def pdf(objects: Mapping[int, bytes], root: int = 1, extra: bytes = b"") -> bytes:
    """A file with these objects and a table of them."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return bytes(out) + table(places, len(out), b"/Root %d 0 R %s" % (root, extra))


def table(places: Mapping[int, int], at: int, trailer: bytes) -> bytes:
    """The cross-reference table that starts at `at`, its trailer and the file's end."""
    rows = [b"xref\n0 1\n0000000000 65535 f \n"]
    rows += [b"%d 1\n%010d 00000 n \n" % pair for pair in sorted(places.items())]
    size = max(places, default=0) + 1
    rows.append(b"trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, at))
    return b"".join(rows)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def packed(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data), entries + b"/Filter/FlateDecode")


def written(lines: tuple[str, ...] = LINES, encode: Callable[[str], bytes] | None = None) -> bytes:
    """Content that shows lines in the font /F, 20 points apart."""
    show = encode or literal
    parts = [b"BT /F 12 Tf 72 740 Td 20 TL"]
    parts += [show(line) + b" Tj T*" for line in lines]
    return b"\n".join([*parts, b"ET"])


def literal(text: str) -> bytes:
    return b"(" + text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def hexadecimal(text: str) -> bytes:
    """For a composite font whose codes are Unicode."""
    return b"<" + text.encode("utf-16-be").hex().encode() + b">"


HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def document(content: bytes, font: bytes = HELVETICA, more: Objects | None = None) -> Objects:
    """The objects of one page with one font."""
    return {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        _PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        _CONTENT: stream(content),
        _FONT: font,
        **(more or {}),
    }


# ── Fonts ───────────────────────────────────────────────────────────────────────────────


def character_map(says: Mapping[int, str], width: int = 1) -> bytes:
    """A ToUnicode stream: what each code says; `width` is a code's bytes."""
    rows = [
        b"<%0*x> <%s>" % (2 * width, code, text.encode("utf-16-be").hex().encode())
        for code, text in sorted(says.items())
    ]
    sections = [
        b"%d beginbfchar\n%s\nendbfchar\n"
        % (len(rows[at : at + 100]), b"\n".join(rows[at : at + 100]))
        for at in range(0, len(rows), 100)
    ]
    space = b"1 begincodespacerange\n<%s> <%s>\nendcodespacerange\n" % (
        b"00" * width, b"ff" * width,
    )  # fmt: skip
    return packed(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        + space
        + b"".join(sections)
        + b"endcmap CMapName currentdict /CMap defineresource pop end end"
    )


@cache
def vera() -> dict[bytes, bytes]:
    """The tables of a free sans-serif TrueType font that comes with reportlab."""
    data = (Path(reportlab.__file__).parent / "fonts" / "Vera.ttf").read_bytes()
    count = struct.unpack(">H", data[4:6])[0]
    tables = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack(">4sLLL", data[12 + 16 * number : 28 + 16 * number])
        tables[tag] = data[offset : offset + length]
    return tables


@cache
def glyphs() -> dict[str, int]:
    """The glyph of each ASCII character, by the font's own table (format 4)."""
    data = vera()[b"cmap"]
    for number in range(struct.unpack(">H", data[2:4])[0]):
        offset = struct.unpack(">L", data[8 + 8 * number : 12 + 8 * number])[0]
        sub = data[offset:]
        if struct.unpack(">H", sub[:2])[0] == 4:
            return _format4(sub)
    raise AssertionError("the font has another table than it had")


def _format4(sub: bytes) -> dict[str, int]:
    segments = struct.unpack(">H", sub[6:8])[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack(f">{segments}H", sub[at : at + 2 * segments])
        for at in (14, 16 + 2 * segments, 16 + 4 * segments, 16 + 6 * segments)
    )
    found = {}
    for number, (end, start, delta, offset) in enumerate(
        zip(ends, starts, deltas, offsets, strict=True)
    ):
        for code in range(start, min(end, 126) + 1):
            glyph = code
            if offset:
                at = 16 + 6 * segments + 2 * number + offset + 2 * (code - start)
                glyph = struct.unpack(">H", sub[at : at + 2])[0]
            if code >= 32:
                found[chr(code)] = (glyph + delta) & 0xFFFF
    return found


def truetype(draws: Mapping[str, str] | None = None) -> bytes:
    """The font program, in which a character is drawn as the one that `draws` gives for it."""
    own = glyphs()
    drawn = {one: own[(draws or {}).get(one, one)] for one in own}
    # both subtables are of format 4 with one segment a character: simple, and every reader's own
    codes = sorted(map(ord, drawn))
    ends, deltas = [*codes, 0xFFFF], [(drawn[chr(code)] - code) & 0xFFFF for code in codes]
    count = len(ends)
    body = struct.pack(
        f">4H{count}HH{count}H{count}H{count}H",
        2 * count, 0, 0, 0, *ends, 0, *ends, *deltas, 1, *[0] * count,
    )  # fmt: skip
    sub = struct.pack(">3H", 4, 6 + len(body), 0) + body
    cmap = struct.pack(">HHHHLHHL", 0, 2, 1, 0, 20, 3, 1, 20) + sub
    return _sfnt({**vera(), b"cmap": cmap})


def _sfnt(tables: Mapping[bytes, bytes]) -> bytes:
    kept = {
        tag: tables[tag]
        for tag in (
            b"cmap", b"cvt ", b"fpgm", b"glyf", b"head",
            b"hhea", b"hmtx", b"loca", b"maxp", b"prep",
        )
        if tag in tables
    }  # fmt: skip
    offset = 12 + 16 * len(kept)
    head = struct.pack(">LHHHH", 0x00010000, len(kept), 128, 3, 16 * len(kept) - 128)
    rows, bodies = b"", b""
    for tag, body in kept.items():
        rows += struct.pack(">4sLLL", tag, 0, offset + len(bodies), len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    return head + rows + bodies


def _widths() -> dict[str, int]:
    metrics = vera()[b"hmtx"]
    longest = struct.unpack(">H", vera()[b"hhea"][34:36])[0]
    return {
        one: struct.unpack(">H", metrics[4 * min(glyph, longest - 1) :][:2])[0] * 1000 // 2048
        for one, glyph in glyphs().items()
    }


def simple(
    draws: Mapping[str, str] | None = None,
    says: Mapping[int, str] | None = None,
    name: bytes = b"ABCDEF+Vera",
    at: int = 6,
) -> tuple[bytes, Objects]:
    """An embedded simple font and its objects, from number `at` on."""
    widths = b" ".join(b"%d" % _widths()[chr(code)] for code in range(32, 127))
    mapped = b"/ToUnicode %d 0 R" % (at + 2) if says is not None else b""
    font = (
        b"<</Type/Font/Subtype/TrueType/BaseFont/%s/FirstChar 32/LastChar 126/Widths[%s]"
        b"/Encoding/WinAnsiEncoding/FontDescriptor %d 0 R%s>>" % (name, widths, at, mapped)
    )
    program = truetype(draws)
    more: Objects = {
        at: b"<</Type/FontDescriptor/FontName/%s/Flags 32/FontBBox[-183 -236 1287 928]"
        b"/ItalicAngle 0/Ascent 928/Descent -236/CapHeight 729/StemV 80/FontFile2 %d 0 R>>"
        % (name, at + 1),
        at + 1: packed(program, b"/Length1 %d" % len(program)),
    }
    if says is not None:
        more[at + 2] = character_map(says)
    return font, more


def composite(
    draws: Mapping[str, str] | None = None,
    says: Mapping[int, str] | None = None,
    name: bytes = b"ABCDEF+Vera",
    at: int = 6,
) -> tuple[bytes, Objects]:
    """An embedded composite font whose codes are Unicode, each drawn by the glyph of `draws`."""
    own = glyphs()
    mapped = bytearray(2 * 128)
    for one in own:
        target = (draws or {}).get(one, one)
        mapped[2 * ord(one) : 2 * ord(one) + 2] = struct.pack(">H", own[target])
    widths = b" ".join(b"%d" % _widths()[chr(code)] for code in range(32, 127))
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (name, at + 3, at + 2)
    )
    _, more = simple(None, says or honest(), name, at)
    more[at + 2] = character_map(says or honest(), 2)
    more[at + 3] = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/W[32[%s]]/CIDToGIDMap %d 0 R>>"
        % (name, at, widths, at + 4)
    )
    more[at + 4] = packed(bytes(mapped))
    return font, more


def honest() -> dict[int, str]:
    """What each code of ASCII says."""
    return {code: chr(code) for code in range(32, 127)}


def type3(draws: Mapping[str, str], says: Mapping[int, str] | None = None) -> tuple[bytes, Objects]:
    """A Type 3 font of pictures of letters, as typesetting programs of old make them."""
    used = sorted(set("".join(LINES)) - {" "})
    pictures = _pictures()
    more: Objects = {6: character_map({32: " ", **{ord(one): one for one in used}, **(says or {})})}
    procedures, differences = [b"/c32 7 0 R"], [b"32/c32"]
    more[7] = stream(b"300 0 d0")
    for number, one in enumerate(used, start=_FREE):
        width, bits = pictures[draws.get(one, one)]
        more[number] = stream(
            b"%d 0 0 -250 %d 750 d1 q 1000 0 0 1000 0 -250 cm BI /IM true /W 64 /H 64 /BPC 1"
            b" /D[1 0] /F /AHx ID %s> EI Q" % (width, width, bits.hex().encode())
        )
        procedures.append(b"/c%d %d 0 R" % (ord(one), number))
        differences.append(b"%d/c%d" % (ord(one), ord(one)))
    widths = b" ".join(
        b"%d" % (pictures[chr(code)][0] if chr(code) in pictures else 300)
        for code in range(32, 127)
    )
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 -250 1000 750]/FontMatrix[.001 0 0 .001 0 0]"
        b"/FirstChar 32/LastChar 126/Widths[300 %s]/CharProcs<<%s>>/Encoding<</Differences[%s]>>"
        b"/Resources<<>>/ToUnicode 6 0 R>>" % (widths, b"".join(procedures), b" ".join(differences))
    )
    return font, more


@cache
def _pictures() -> dict[str, tuple[int, bytes]]:
    """Width in thousandths and a bitmap of 64 rows of each letter."""
    import pypdfium2

    found = {}
    for code in range(33, 127):
        objects = document(b"BT /F 64 Tf 1 0 0 1 0 16 Tm %s Tj ET" % literal(chr(code)))
        objects[_PAGE] = objects[_PAGE].replace(b"595 842", b"64 64")
        page = pypdfium2.PdfDocument(pdf(objects))[0]
        grey = page.render(scale=1, grayscale=True).to_pil()
        cell = grey.point(lambda shade: 255 * (shade < 128)).convert("1")
        right = (cell.getbbox() or (0, 0, 32, 0))[2]
        found[chr(code)] = ((right + 3) * 1000 // 64, cell.tobytes())
    return found
