"""Makes Word files: by python-docx, and by changing the parts of what it made."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from poedesk.model import Reading, Settings, Vocabulary
from poedesk.read.docx import reader as docx

SETTINGS = Settings("test", Vocabulary({}))
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(build: Callable[[Any], object]) -> bytes:
    from docx import Document

    document = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def element(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(re.sub(r"^<[\w:]+", rf"\g<0> {W}", xml))


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, blob in parts.items():
            archive.writestr(name, blob)
    return out.getvalue()


def linked(parts: dict[str, bytes], name: str, kind: str, content: str, blob: bytes) -> None:
    """Add a part that the main document leads to."""
    parts[f"word/{name}"] = blob
    override = f'<Override PartName="/word/{name}" ContentType="{content}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", override.encode()
    )
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="x{kind}" Type="{kinds}/{kind}" Target="{name}"/>'
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{relation}</Relationships>".encode())


def read(data: bytes, settings: Settings = SETTINGS) -> Reading:
    return docx.read("sow.docx", None, data, settings)


def body(build: Callable[[Any], object]) -> Reading:
    return read(saved(build))


def with_paragraph(*xml: str) -> Reading:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("before ")
        for one in xml:
            paragraph._p.append(element(one))

    return body(build)


def marked(reading: Reading, kind: str) -> list[tuple[str, list[str]]]:
    marks = reading.document.marks
    return [(m.message, [s.quote for s in m.spans]) for m in marks if m.kind == kind]
