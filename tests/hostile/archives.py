"""Archives and Word files that are made to harm."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping
from functools import reduce

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(members: Mapping[str, bytes | str], *, twice: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that is there twice is what we want
        for name, data in members.items():
            for _ in range(2 if twice else 1):
                archive.writestr(name, data)
    return out.getvalue()


def bomb() -> bytes:
    """A thousand to one."""
    return packed({f"{number}.pdf": bytes(16 * 1024**2) for number in range(6)})


def bomb_in_bombs() -> bytes:
    """Ten archives in each of ten archives, five times over."""
    inner = packed({"0.txt": bytes(1024**2)})
    return reduce(lambda data, _: packed({f"{n}.zip": data for n in range(10)}), range(5), inner)


def deep() -> bytes:
    return reduce(lambda data, _: packed({"in.zip": data}), range(60), b"the end")


def overlapping() -> bytes:
    """Two hundred names for the same packed bytes."""
    data = bytearray(packed({"a.txt": bytes(4 * 1024**2)}))
    start = data.rfind(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    entry = bytes(data[start:end])
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % number) for number in range(200))
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 200, 200, len(entries), start, 0)
    return bytes(data[:start]) + entries + tail


def lying() -> bytes:
    """Says of itself that it unpacks to nothing."""
    data = packed({"a.pdf": bytes(64 * 1024**2)})
    at = data.rfind(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", 5) + data[at + 28 :]


def crowded() -> bytes:
    return packed({f"{number:05}.txt": b"x" for number in range(10_000)})


def word(
    body: str, *, head: str = "", rels: str = "", more: Mapping[str, bytes | str] | None = None
) -> bytes:
    """A Word file of this body; `rels` are further relationships of the main document."""
    start = f'<?xml version="1.0"?>{head}<w:document {_WORD}><w:body>'
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relationships(
                f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
            ),
            "word/document.xml": f"{start}{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": _relationships(rels),
            **(more or {}),
        }
    )


def _relationships(inner: str) -> str:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{inner}</Relationships>'


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def billion_laughs() -> bytes:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    return word(paragraph("&l9;"), head=f"<!DOCTYPE w:document [{laughs}]>")


def quadratic_entities() -> bytes:
    head = f'<!DOCTYPE w:document [<!ENTITY a "{"a" * 100_000}">]>'
    return word(paragraph("&a;" * 20_000), head=head)


def outward(address: str) -> bytes:
    """Refers outside in every way that Word or XML knows."""
    kinds = ("attachedTemplate", "image", "hyperlink", "oleObject", "frame", "subDocument",
             "settings", "styles", "header", "footnotes", "aFChunk", "customXml")  # fmt: skip
    rels = "".join(
        f'<Relationship Id="x{n}" Type="{_OFFICE}/{kind}" Target="{address}/{kind}"'
        ' TargetMode="External"/>'
        for n, kind in enumerate(kinds)
    )
    head = (
        f'<!DOCTYPE w:document SYSTEM "{address}/dtd" ['
        f'<!ENTITY % p SYSTEM "{address}/parameter"> %p; <!ENTITY e SYSTEM "{address}/entity">'
        '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    )
    words = paragraph("&e;&f;Nothing outside is read") + paragraph(
        "</w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>INCLUDETEXT "
        f'"{address}/field"</w:instrText></w:r><w:r><w:t>'
    )
    return word(words, head=head, rels=rels)


def outward_without_a_dtd(address: str) -> bytes:
    """The same, in a file whose XML is in order otherwise."""
    rels = "".join(
        f'<Relationship Id="x{n}" Type="{_OFFICE}/{kind}" Target="{address}/{kind}"'
        ' TargetMode="External"/>'
        for n, kind in enumerate(("attachedTemplate", "image", "oleObject", "aFChunk", "header"))
    )
    return word(paragraph("Nothing outside is read"), rels=rels)


def nested_tables() -> bytes:
    start, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return word(start * 100_000 + paragraph("deep") + end * 100_000)


def nested_tables_within_bounds() -> bytes:
    start, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return word((start * 80 + paragraph("deep") + end * 80) * 200)


def many_paragraphs() -> bytes:
    return word("".join(paragraph(f"line {number}") for number in range(400)))


def wide_table() -> bytes:
    cell = f"<w:tc>{paragraph('x')}</w:tc>"
    return word(f"<w:tbl>{f'<w:tr>{cell * 20}</w:tr>' * 25}</w:tbl>")


def huge_spans() -> bytes:
    """A cell that says it reaches over two thousand million columns."""
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:tcW w:w="99999999999"/></w:tcPr>'
    return word(f"<w:tbl><w:tr>{cell}{paragraph('x')}</w:tc></w:tr></w:tbl>")


def huge_numbering() -> bytes:
    space = f"<w:numbering {_WORD}>"
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="2147483647"/><w:numFmt w:val="lowerRoman"/>'
        f'<w:lvlText w:val="{"%1." * 50}"/></w:lvl>'
        for n in range(9)
    )
    part = (
        f'{space}<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    rels = f'<Relationship Id="n" Type="{_OFFICE}/numbering" Target="numbering.xml"/>'
    item = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "<w:r><w:t>item</w:t></w:r></w:p>"
    )
    return word(item * 200, rels=rels, more={"word/numbering.xml": part})


def styles_in_a_ring() -> bytes:
    ring = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 50}"/>'
        "</w:style>"
        for n in range(50)
    )
    rels = f'<Relationship Id="s" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    body = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    return word(body, rels=rels, more={"word/styles.xml": f"<w:styles {_WORD}>{ring}</w:styles>"})


def parts_in_a_ring() -> bytes:
    """A header whose relationships lead back to the document, and to itself."""
    rels = f'<Relationship Id="h" Type="{_OFFICE}/header" Target="header1.xml"/>'
    ring = _relationships(
        f'<Relationship Id="a" Type="{_OFFICE}/header" Target="header1.xml"/>'
        f'<Relationship Id="b" Type="{_OFFICE}/officeDocument" Target="document.xml"/>'
    )
    part = f"<w:hdr {_WORD}>{paragraph('round')}</w:hdr>"
    more = {"word/header1.xml": part, "word/_rels/header1.xml.rels": ring}
    return word(paragraph("x"), rels=rels, more=more)


def same_part_twice() -> bytes:
    return packed({"[Content_Types].xml": _TYPES, "word/document.xml": "<a/>"}, twice=True)
