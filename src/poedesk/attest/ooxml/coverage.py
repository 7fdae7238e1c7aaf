"""What a signature of a Word document leaves open: parts and relationships that change what a
reader sees and that it does not sign.

Office itself leaves things out that show nothing (document properties, the picture for the
folder, who commented), so an unsigned part alone means nothing; what counts is what a reader
reaches from the document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from poedesk.attest.ooxml.package import ROOT, Package, Relationship, parse
from poedesk.attest.ooxml.signature import MAIN, Checked
from poedesk.attest.ooxml.zip import key

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OPC = "http://schemas.openxmlformats.org/package/2006/relationships/"
_OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
_SIGNING = f"{_OPC}digital-signature/"
_CORE = "6c3c8bc8-f283-45ae-878a-bab7291924a1"  # how content controls name the properties
_EXTENDED = "6668398d-a668-4e3e-a5eb-62b293d839f1"
_UNTIED = "no control can show these"
_PROPERTIES = {  # by type, how a content control names them as the source of its text
    f"{_OPC}metadata/core-properties": _CORE,
    **{f"{base}metadata/core-properties": _CORE for base in _OFFICE},
    **{f"{base}extended-properties": _EXTENDED for base in _OFFICE},
    **{f"{base}extendedProperties": _EXTENDED for base in _OFFICE},
    **{f"{base}custom-properties": _UNTIED for base in _OFFICE},
    **{f"{base}customProperties": _UNTIED for base in _OFFICE},
}
_CUSTOM = {f"{base}{name}" for base in _OFFICE for name in ("customXml", "customXmlProps")}
_SILENT = {  # what Office leaves unsigned and no reader sees
    f"{_OPC}metadata/thumbnail",
    "http://schemas.microsoft.com/office/2011/relationships/people",
    "http://schemas.microsoft.com/office/2011/relationships/commentsExtended",
    "http://schemas.microsoft.com/office/2016/09/relationships/commentsIds",
    "http://schemas.microsoft.com/office/2018/08/relationships/commentsExtensible",
    "http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels",
    "http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes",
    "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
}
_ELSEWHERE = {f"{base}{name}" for base in _OFFICE for name in ("hyperlink", "attachedTemplate")}
_TEMPLATE = {f"{base}attachedTemplate" for base in _OFFICE}
_MOST = 100  # things left open that are named; nobody reads more
_EFFECTS = {
    "officeDocument": "the document itself",
    "styles": "how text looks and whether it is hidden",
    "stylesWithEffects": "how text looks",
    "fontTable": "which fonts show the text",
    "font": "the shape of every letter",
    "numbering": "numbers and words before paragraphs",
    "settings": "how the document is shown",
    "webSettings": "how the document is shown",
    "theme": "fonts and colours",
    "header": "text at the top of pages",
    "footer": "text at the bottom of pages",
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "remarks",
    "image": "pictures",
    "hyperlink": "where links lead",
    "aFChunk": "whole passages of text",
    "subDocument": "whole passages of text",
    "glossaryDocument": "building blocks",
    "oleObject": "embedded objects",
    "package": "embedded files",
    "control": "controls",
    "chart": "charts",
    "diagramData": "diagrams",
    "vmlDrawing": "drawings",
    "vbaProject": "macros",
    "customXml": "the text of content controls",
    "customXmlProps": "the text of content controls",
    "core-properties": "the text of content controls",
    "extended-properties": "the text of content controls",
    "attachedTemplate": "styles, which the document takes from its template",
}


def uncovered(package: Package, signature: Checked) -> tuple[str, ...]:
    """What the reader sees and the signature does not cover, in words that name each part and
    relationship and what it can change. Empty where everything is covered.
    """
    sources, restyled = _ties(package)
    walk = _Walk(package, signature, frozenset(sources), restyled)
    walk.from_source(ROOT)
    while walk.waiting:
        walk.from_source(walk.waiting.pop())
    return tuple(islice(dict.fromkeys((*walk.found, *_orphans(package, walk))), _MOST))


@dataclass(slots=True)
class _Walk:
    """Everything that can be reached from the package's root; `bound` names the otherwise silent
    sources from which content controls take their text, `restyled` says that the styles come
    from a template.
    """

    package: Package
    signature: Checked
    bound: frozenset[str]
    restyled: bool
    found: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)

    def from_source(self, source: str) -> None:
        signed = self.signature.related.get(key(source), frozenset())
        for one in self.package.relationships(source):
            self._follow(source, one, signed=one.id in signed)

    def _follow(self, source: str, one: Relationship, *, signed: bool) -> None:
        silent = self._silent(one)
        where = source.lstrip("/") or "the package"
        loose = "" if signed or silent else f"{one.id} of {where}"
        new = (
            not one.external and one.target in self.package and key(one.target) not in self.reached
        )
        told = new and key(one.target) not in self.signature.parts
        if loose and not told:
            leads = one.target if one.external else one.target.lstrip("/")
            self.found.append(f"the relationship {loose} to {leads} ({_effect(one)})")
        if one.external and (
            one.type not in _ELSEWHERE or (one.type in _TEMPLATE and self.restyled)
        ):
            self.found.append(f"{one.target}, outside of the file ({_effect(one)})")
        if new:
            self._visit(one, silent=silent, loose=loose)

    def _visit(self, one: Relationship, *, silent: bool, loose: str) -> None:
        part = key(one.target)
        covered = part in self.signature.parts
        if silent and not covered:
            self._silently(one.target)
            return
        self.reached.add(part)
        self.waiting.append(one.target)
        if not covered:
            through = f", through the unsigned relationship {loose}" if loose else ""
            self.found.append(f"{self.package.name(part)} ({_effect(one)}{through})")

    def _silently(self, target: str) -> None:
        """A silent part, and what hangs on it, is known and shows nothing; another relationship
        may still show it.
        """
        self.silent.add(key(target))
        for one in self.package.relationships(target):
            if not one.external and self._silent(one):
                self.silent.add(key(one.target))

    def _silent(self, one: Relationship) -> bool:
        if one.external:
            return False
        if one.type in _PROPERTIES:
            return _PROPERTIES[one.type] not in self.bound
        if one.type in _CUSTOM:
            return not self.bound - {_CORE, _EXTENDED}
        return one.type in _SILENT or one.type.startswith(_SIGNING)


def _orphans(package: Package, walk: _Walk) -> Iterator[str]:
    """Unsigned parts that nothing leads to: Office skips them, and a repair may not."""
    for part in package.parts():
        known = part in walk.reached or part in walk.silent or part in walk.signature.parts
        if not known and not part.startswith("/_xmlsignatures/"):
            yield f"{package.name(part)} (nothing in the package leads to it)"


def _ties(package: Package) -> tuple[set[str], bool]:
    """The sources from which content controls take their text, by identifier (empty where a
    control names none), and whether the styles come from the template.
    """
    sources: set[str] = set()
    restyled = False
    for part in package.parts():
        kind = package.content_type(part)
        if "word" in kind and kind.endswith("+xml"):
            for one in parse(package.blob(part)).iter("{*}dataBinding", "{*}linkStyles"):
                if str(one.tag).endswith("}linkStyles"):
                    restyled = True
                else:
                    sources.add(_source(one))
    return sources, restyled


def _source(binding: Element) -> str:
    named = [str(value) for name, value in binding.items() if str(name).endswith("storeItemID")]
    return named[0].strip("{}").casefold() if named else ""


def _effect(one: Relationship) -> str:
    if one.type in MAIN:
        return _EFFECTS["officeDocument"]
    return _EFFECTS.get(one.kind, f"content of the kind “{one.kind}”")
