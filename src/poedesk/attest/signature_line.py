"""Microsoft Office signature lines: for whom they are, and whether they were signed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from poedesk.attest.opc_package import Package, parse
from poedesk.errors import UnreadableError
from poedesk.read.text import normalise

_LINE = "{urn:schemas-microsoft-com:office:office}signatureline"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A signature line and whom its maker had in mind; unknown fields are empty."""

    id: str
    signer: str
    title: str
    email: str

    @property
    def words(self) -> str:
        """As in "Zoë Ünal, Head of IT (zoe@fabrikam.example)", as far as known."""
        who = ", ".join(filter(None, (self.signer, self.title)))
        return f"{who} ({self.email})" if who and self.email else who or self.email or "anybody"

    def meant_for(self, name: str) -> bool:
        """Whether it was made for somebody of that name, in any order of its words."""
        return bool(self.signer) and _bare(self.signer) == _bare(name)


def lines(package: Package) -> tuple[Line, ...]:
    """Every signature line of a Word document, once, in the order of its parts. A damaged part
    shows none.
    """
    found: dict[str, Line] = {}
    for part in package.parts():
        if "wordprocessingml" in package.content_type(part):
            with contextlib.suppress(UnreadableError):
                for line in _lines(package.blob(part)):
                    found.setdefault(line.id, line)
    return tuple(found.values())


def identifier(text: str) -> str:
    """An identifier as both sides may write it: braces and case make no difference."""
    return text.strip().strip("{}").casefold()


def _lines(blob: bytes) -> Iterator[Line]:
    for one in parse(blob).iter(_LINE):
        yield Line(
            identifier(str(one.get("id") or "")),
            _told(one, "suggestedsigner"),
            _told(one, "suggestedsigner2"),
            _told(one, "suggestedsigneremail"),
        )


def _told(element: Any, name: str) -> str:
    """The attribute, which newer Word writes in Office's own name space and older in none."""
    value = element.get(f"{{urn:schemas-microsoft-com:office:office}}{name}") or element.get(name)
    return " ".join(normalise(str(value or ""))[0].split())[:_LONGEST]


def _bare(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace(",", " ").split())
