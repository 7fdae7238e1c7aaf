"""Reading WordprocessingML elements by short names, for Transitional and Strict files alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TWIP = 1 / 20
EMU = 1 / 12700
DEEPEST = 60  # content deeper than this in tables and controls is no honest document

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://purl.oclc.org/ooxml/drawingml/chart": "c",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
}


def tag(element: Element) -> str:
    """The element's name with our own short prefix ("w:p"); "?:…" for what Word
    itself would skip.
    """
    return _short(str(element.tag))


@lru_cache(maxsize=2000)
def _short(full: str) -> str:
    namespace, _, name = full.rpartition("}")
    return f"{_PREFIXES.get(namespace[1:], '?')}:{name}"


def attribute(element: Element, name: str) -> str | None:
    """An attribute by local name, whatever its namespace."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of a child … named by `path`, or None."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if tag(one) == name), None)
    return element


def descendants(element: Element, name: str) -> Iterator[Element]:
    """All descendants of that name in document order."""
    return (one for one in element.iter() if tag(one) == name)


def switched_on(element: Element | None) -> bool:
    """Whether a toggle such as `w:vanish` is there and not turned off."""
    return element is not None and attribute(element, "val") not in {"0", "false", "off"}


def number(text: str | None, unit: float) -> float:
    """A measure in points; 0 where the file does not tell a sane one."""
    try:
        value = float(text or 0) * unit
    except ValueError:
        return 0.0
    return value if -5000 < value < 5000 else 0.0


WRAPPERS = {"w:sdt", "w:customXml", "w:ins", "w:moveTo", "w:smartTag", "mc:AlternateContent"}


def opened(element: Element) -> Iterable[Element]:
    """What a wrapper holds: of alternatives the first choice only, of a control its content."""
    name = tag(element)
    if name == "mc:AlternateContent":
        choice = child(element, "mc:Choice")
        return _or_nothing(choice if choice is not None else child(element, "mc:Fallback"))
    return _or_nothing(child(element, "w:sdtContent")) if name == "w:sdt" else element


def _or_nothing(element: Element | None) -> Iterable[Element]:
    return element if element is not None else ()


def through(parent: Element, wanted: str, depth: int) -> Iterator[Element]:
    """Rows or cells, also those inside content controls and the like."""
    if depth > DEEPEST:
        return
    for element in parent:
        name = tag(element)
        if name == wanted:
            yield element
        elif name in WRAPPERS:
            for one in opened(element):
                yield from [one] if tag(one) == wanted else through(one, wanted, depth + 1)
