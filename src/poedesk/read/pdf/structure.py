"""What a PDF holds beside its pages' content: form values, notes, enclosed files, dates."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from poedesk.read.pdf.annotations import file_of, resolved, text

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import EmbeddedFile

_MOST_ASSOCIATED = 500
_MOST_LAYERS = 50


def structure(data: bytes, password: str | None) -> PdfReader:
    """Open a PDF with pypdf; raises whatever pypdf raises on a damaged file."""
    import io

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        reader.decrypt(password or "")
    return reader


def dates(reader: PdfReader) -> tuple[datetime | None, datetime | None]:
    """When the file's metadata says that it was made and last changed."""
    information = reader.metadata
    if information is None:
        return None, None
    return (
        _moment(lambda: information.creation_date),
        _moment(lambda: information.modification_date),
    )


def _moment(ask: Callable[[], datetime | None]) -> datetime | None:
    try:
        moment = ask()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - metadata is free text: whatever pypdf says of it
        return None
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=UTC)


def enclosed(reader: PdfReader) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name and opener of each file enclosed in the document, in its list of attachments or
    named elsewhere as associated with it.
    """
    listed: set[int] = set()
    for one in reader.attachment_list:
        listed.add(id(_stream(one)))
        yield one.alternative_name or one.name, partial(_content, one)
    associated = resolved(reader.root_object.get("/AF"))
    for number, reference in enumerate(associated if isinstance(associated, list) else ()):
        specification = resolved(reference)
        if number >= _MOST_ASSOCIATED:
            return
        if isinstance(specification, dict):
            streams = resolved(specification.get("/EF"))
            stream = resolved(streams.get("/F")) if isinstance(streams, dict) else None
            if id(stream) not in listed:
                yield from file_of(specification)


def _stream(one: EmbeddedFile) -> Any:
    """The object that holds an enclosed file's bytes."""
    specification = one.pdf_object
    streams = resolved(specification.get("/EF"))
    return resolved(streams.get("/F")) if isinstance(streams, dict) else None


def _content(one: EmbeddedFile) -> bytes:
    return bytes(one.content)


def is_portfolio(reader: PdfReader) -> bool:
    """Whether the pages are only the cover of a collection of files."""
    return "/Collection" in reader.root_object


def is_dynamic_form(reader: PdfReader) -> bool:
    """Whether the pages are only a stand-in for a form that Adobe's programs would draw."""
    return bool(resolved(reader.root_object.get("/NeedsRendering")))


def is_redrawn(reader: PdfReader) -> bool:
    """Whether viewers are asked to draw the form's values themselves."""
    form = resolved(reader.root_object.get("/AcroForm"))
    return isinstance(form, dict) and resolved(form.get("/NeedAppearances")) is True


def layers(reader: PdfReader) -> list[str]:
    """The names of the layers that a viewer can switch, with "(off)" where they start so."""
    held = resolved(reader.root_object.get("/OCProperties"))
    groups = resolved(held.get("/OCGs")) if isinstance(held, dict) else None
    if not isinstance(held, dict) or not isinstance(groups, list):
        return []
    start = resolved(held.get("/D"))
    start = start if isinstance(start, dict) else {}
    off = _objects(start.get("/OFF"))
    if start.get("/BaseState") == "/OFF":
        off = _objects(groups) - _objects(start.get("/ON"))
    found = []
    for reference in groups[:_MOST_LAYERS]:
        group = resolved(reference)
        name = text(group.get("/Name")) if isinstance(group, dict) else ""
        found.append(f"{name} (off)" if id(group) in off else name)
    return found


def _objects(references: Any) -> set[int]:
    listed = resolved(references)
    return {id(resolved(one)) for one in listed} if isinstance(listed, list) else set()
