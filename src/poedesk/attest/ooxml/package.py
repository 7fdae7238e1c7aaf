"""An Open Packaging Conventions package (ECMA-376 part 2): parts, their types, and what leads
to what. Strict: what programs could understand differently is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import basename, dirname, join, normpath
from typing import TYPE_CHECKING, Any

from poedesk.attest.ooxml.zip import key, unpacked
from poedesk.errors import UnreadableError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ROOT = "/"
"""The source of the package's own relationships."""
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
RELATIONSHIPS = f"{_PACKAGE}relationships"
_TYPES = f"{_PACKAGE}content-types"
_LISTING = "/[content_types].xml"
_DEEPEST_PATH = 20


@dataclass(frozen=True, slots=True)
class Relationship:
    """`target` is an absolute part name, or whatever an external relationship says."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last step of the type: "styles", "header", "image"."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True)
class Package:
    """All parts by the key of their name (`opc_zip.key`), with the name as written."""

    contents: Mapping[str, tuple[str, bytes]]

    @cached_property
    def _listing(self) -> tuple[dict[str, str], dict[str, str]]:
        return _types(self.blob(_LISTING))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and key(name) in self.contents

    def blob(self, name: str) -> bytes:
        """The bytes of a part; raises UnreadableError where there is none."""
        try:
            return self.contents[key(name)][1]
        except KeyError:
            raise UnreadableError(f"its part {name.lstrip('/')} is missing") from None

    def name(self, name: str) -> str:
        """A part's name as the package writes it, without the leading slash."""
        return self.contents[key(name)][0].lstrip("/")

    def content_type(self, name: str) -> str:
        """The declared type of a part; empty where the package declares none."""
        defaults, overrides = self._listing
        return overrides.get(key(name)) or defaults.get(key(name).rpartition(".")[2], "")

    def relationships(self, source: str) -> tuple[Relationship, ...]:
        """What leads away from a part, or from `ROOT`."""
        name = relationships_part(source)
        return _relationships(source, self.blob(name)) if name in self else ()

    def parts(self) -> Iterator[str]:
        """The keys of all parts but the listing of types and the relationships."""
        for part in self.contents:
            if part != _LISTING and not is_relationships(part):
                yield part


def opened(data: bytes) -> Package:
    """The package in a zip. Raises UnreadableError where programs could disagree on it."""
    package = Package({key(name): (name, blob) for name, blob in unpacked(data).items()})
    for part in package.parts():
        if not package.content_type(part):
            raise UnreadableError(f"it declares no type for its part {package.name(part)}")
    for part in filter(is_relationships, package.contents):
        if package.content_type(part) != RELATIONSHIPS_TYPE:
            raise UnreadableError(f"it declares {package.name(part)} as something else")
    return package


def relationships_part(source: str) -> str:
    """The name of the part that holds the relationships of `source`."""
    return join(dirname(source), "_rels", f"{basename(source)}.rels")


def is_relationships(name: str) -> bool:
    """Whether a part holds relationships."""
    return key(name).endswith(".rels") and basename(dirname(key(name))) == "_rels"


def source_of(name: str) -> str:
    """The part whose relationships a relationships part holds."""
    return join(dirname(dirname(name)), basename(name)[: -len(".rels")])


def parse(blob: bytes) -> Element:
    """XML without DTD, entities or network; raises UnreadableError."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(blob, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"its XML is damaged ({error})") from error
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        raise UnreadableError("a part of it declares a document type, which no Office program does")
    return root


def _types(blob: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Types by extension and by part; a second word on either is refused."""
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for one in _children(parse(blob), f"{{{_TYPES}}}Types"):
        if one.tag == f"{{{_TYPES}}}Default":
            known, name = defaults, key(_attribute(one, "Extension"))
        elif one.tag == f"{{{_TYPES}}}Override":
            known, name = overrides, key(_attribute(one, "PartName"))
        else:
            raise UnreadableError("its list of content types holds something else")
        if name in known:
            raise UnreadableError(f"it declares two types for {name}")
        known[name] = _attribute(one, "ContentType")
    return defaults, overrides


def _relationships(source: str, blob: bytes) -> tuple[Relationship, ...]:
    found: dict[str, Relationship] = {}
    for one in _children(parse(blob), f"{{{RELATIONSHIPS}}}Relationships"):
        if one.tag != f"{{{RELATIONSHIPS}}}Relationship":
            raise UnreadableError("its relationships hold something else")
        mode = one.get("TargetMode", "Internal")
        if mode not in {"Internal", "External"}:
            raise UnreadableError(f"a relationship of it has the unknown mode {mode!r}")
        name, target = _attribute(one, "Id"), _attribute(one, "Target")
        if name in found:
            raise UnreadableError(f"two relationships of it have the name {name}")
        external = mode == "External"
        whole = target if external else _absolute(source, target)
        found[name] = Relationship(name, _attribute(one, "Type"), whole, external)
    return tuple(found.values())


def _absolute(source: str, target: str) -> str:
    path = target.partition("#")[0]
    if not path:
        return source
    if path.count("/") > _DEEPEST_PATH:
        raise UnreadableError("a relationship of it leads through too many folders")
    return normpath(path if path.startswith("/") else join(dirname(source), path))


def _children(root: Any, tag: str) -> Iterator[Any]:
    if root.tag != tag:
        raise UnreadableError(f"its {tag.rpartition('}')[2]} part holds something else")
    return (one for one in root if isinstance(one.tag, str))


def _attribute(element: Any, name: str) -> str:
    value = element.get(name)
    if not value:
        raise UnreadableError(f"something in it lacks its {name}")
    return str(value)
