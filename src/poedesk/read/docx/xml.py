"""Reading WordprocessingML elements by short names, for Transitional and Strict files alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import isfinite
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
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing": "wp14",
}
_OFFICE = "http://schemas.microsoft.com/office/"
_UNDERSTOOD = {  # namespaces for which Word takes a choice rather than the fallback
    *_PREFIXES,
    *(f"{_OFFICE}word/2010/wordprocessing{one}" for one in ("Canvas", "Group", "Ink")),
    f"{_OFFICE}word/2012/wordprocessingDrawing",
    *(f"{_OFFICE}word/{one}" for one in ("2006/wordml", "2012/wordml", "2018/wordml")),
    *(f"{_OFFICE}word/2015/wordml/symex", f"{_OFFICE}word/2016/wordml/cid"),
    *(f"{_OFFICE}word/2018/wordml/cex", f"{_OFFICE}word/2020/wordml/sdtdatahash"),
    *(f"{_OFFICE}word/2023/wordml/word16du", f"{_OFFICE}word/2024/wordml/sdtformatlock"),
    *(f"{_OFFICE}drawing/2010/main", f"{_OFFICE}drawing/2007/8/2/chart"),
    *(f"{_OFFICE}drawing/2010/picture", f"{_OFFICE}drawing/2014/chartex"),
    *(f"{_OFFICE}drawing/2015/9/8/chartex", f"{_OFFICE}drawing/2015/10/21/chartex"),
    *(f"{_OFFICE}drawing/2016/5/{day}/chartex" for day in range(9, 15)),
    *(f"{_OFFICE}drawing/2016/ink", f"{_OFFICE}drawing/2017/model3d"),
    "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "urn:schemas-microsoft-com:office:word",
}


def tag(element: Element) -> str:
    """The element's name with our own short prefix ("w:p"); "?:…" for what Word
    itself would skip.
    """
    return _short(str(element.tag))


def text_of(element: Element) -> str:
    """The text of an element, also behind comments and instructions to programs within it."""
    return "".join([element.text or "", *(one.tail or "" for one in element)])


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


def far(text: str | None, unit: float) -> float:
    """A measure in points, however large; 0 where the file does not tell one."""
    try:
        value = float(text or 0) * unit
    except ValueError:
        return 0.0
    return value if isfinite(value) else 0.0


WRAPPERS = {"w:sdt", "w:customXml", "w:ins", "w:moveTo", "w:smartTag", "mc:AlternateContent"}


def opened(element: Element) -> Iterable[Element]:
    """What a wrapper holds: of alternatives the one that Word shows, of a control its content."""
    name = tag(element)
    if name == "mc:AlternateContent":
        choices = (one for one in element if tag(one) == "mc:Choice" and _is_understood(one))
        return _or_nothing(next(choices, child(element, "mc:Fallback")))
    return _or_nothing(child(element, "w:sdtContent")) if name == "w:sdt" else element


def _is_understood(choice: Element) -> bool:
    """Whether Word knows all that a choice requires."""
    required = (attribute(choice, "Requires") or "").split()
    return bool(required) and all(choice.nsmap.get(one) in _UNDERSTOOD for one in required)


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
