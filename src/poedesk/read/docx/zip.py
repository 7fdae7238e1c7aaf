"""What a Word file's zip must be like before a library may unpack it."""

from __future__ import annotations

import io
import zipfile
import zlib
from copy import copy
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from poedesk.errors import UnreadableError
from poedesk.model import Limits
from poedesk.read import damage
from poedesk.read.enclosing import too_much

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

REPAIR = "Open it in Word, save it again and file the new copy."
_DOCTYPE = f"The Word file declares a document type, as none may. {REPAIR}"
_TOO_DEEP = (
    "The Word file was not opened: a part of it is nested more than 256 deep, or a text in it is "
    "longer than 10 million characters. Copy its words into a new document and file that."
)
MAIN_PART = "word/document.xml"
_TYPES = "[Content_Types].xml"
_USUAL_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    "{}"
    f'<Override PartName="/{MAIN_PART}" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_MEMBERS = 5000
_BROKEN = (
    zipfile.BadZipFile,
    OSError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    ValueError,
)


def checked(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Refuse zips that are not safe to unpack; returns the parts that hold signatures."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _refuse_bombs(members, limits)
            names = [one.filename for one in members if not one.is_dir()]
            if len({one.casefold() for one in names}) != len(names):  # as OPC tells names apart
                raise UnreadableError(f"The Word file holds a part twice. {REPAIR}")
            signed = [one for one in members if one.filename.startswith("_xmlsignatures/")]
            return {one.filename: _content(archive, one) for one in signed if not one.is_dir()}
    except _BROKEN as error:
        raise refused(error) from error


def _refuse_bombs(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(one.file_size for one in members)
    packed = max(1, sum(one.compress_size for one in members))
    if any(one.flag_bits & 1 for one in members):
        raise UnreadableError("The Word file is encrypted. File a copy without a password.")
    if len(members) > _MEMBERS:
        raise UnreadableError(f"The Word file holds {len(members)} parts; {_MEMBERS} are allowed.")
    refused = too_much(unpacked, packed, limits)
    if refused:
        raise UnreadableError(f"The Word file was not opened: {refused}. {REPAIR}")


def has_types(data: bytes) -> bool:
    """Whether the package lists the types of its parts, as it must."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return _TYPES in source.NameToInfo


def resealed(data: bytes) -> bytes:
    """The package with right check sums, whatever its parts hold. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            return _packed({one.filename: _content(source, one) for one in source.infolist()})
    except (*_BROKEN, zlib.error) as error:
        raise refused(error) from error


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A part, also where its check sum is wrong."""
    unchecked = copy(member)
    unchecked.CRC = None  # type: ignore[assignment]  # zipfile then compares nothing
    with archive.open(unchecked) as stream:
        return stream.read()


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, blob in parts.items():
            target.writestr(name, blob)
    return out.getvalue()


def mended(data: bytes) -> bytes:
    """The package without relationships to parts that are not there, and with types where it
    lists none: Word puts up with both, python-docx stops at them.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        names = set(source.namelist())
        repaired = {
            name: kept
            for name in names
            if name.endswith(".rels")
            and (kept := _kept_relationships(name, source.read(name), names)) is not None
        }
        if _TYPES in names:
            parse(source.read(_TYPES))
        else:
            repaired[_TYPES] = _usual_types(names)
        if not repaired:
            return data
        return _packed(repaired | {n: source.read(n) for n in names if n not in repaired})


def _usual_types(names: set[str]) -> bytes:
    endings = {name.rpartition(".")[2].lower() for name in names if "." in name} - {"xml", "rels"}
    plain = sorted(one for one in endings if one.isalnum())
    kind = "application/octet-stream"
    more = "".join(f'<Default Extension="{one}" ContentType="{kind}"/>' for one in plain)
    return _USUAL_TYPES.format(more).encode()


def _kept_relationships(name: str, blob: bytes, names: set[str]) -> bytes | None:
    """The relationships file without those that lead nowhere; None where all lead somewhere."""
    from lxml import etree

    root = parse(blob)
    folder = dirname(dirname(name))
    dangling = [
        one
        for one in root
        if isinstance(one.tag, str)
        and one.get("TargetMode") != "External"
        and _target(folder, str(one.get("Target") or "")) not in names
    ]
    for one in dangling:
        root.remove(one)
    return etree.tostring(root) if dangling else None


def _target(folder: str, target: str) -> str:
    return normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))


def parse(blob: bytes) -> Element:
    """XML without entities, network or DTDs; libxml2 itself limits depth to 256.

    Raises UnreadableError.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return without_doctype(etree.fromstring(blob, parser))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused(error) from error


def without_doctype(root: Element) -> Element:
    """The part as it is; one that declares a document type is refused as Word refuses it, for
    the words that its entities stand for are read by no two programs alike.
    """
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError(_DOCTYPE)
    return root


def refused(error: Exception) -> UnreadableError:
    """What a library's error says of a Word file, in words for the person who sent it."""
    said = str(error).lower() if isinstance(error, SyntaxError) else ""
    if "entity amplification" in said:  # only what a document type declares can be amplified
        return UnreadableError(_DOCTYPE)
    if "depth" in said or "huge" in said:
        return UnreadableError(_TOO_DEEP)
    return UnreadableError(f"The Word file is damaged: {damage.told(error)}. {REPAIR}")
