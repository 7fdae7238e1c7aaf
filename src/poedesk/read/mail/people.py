"""Names and addresses as mail programs write them into a line of text."""

from __future__ import annotations

import re

from poedesk.model import Address

_EMAIL = re.compile(r"[\w.+'%&=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_IN_NAME = re.compile(r"[^<>;,\n]{0,80}<\s*[^<>@\s]{1,64}@|[^<>\"\n]{0,80}\"\s*<")
_ON_BEHALF = re.compile(r"\bon behalf of\b|\bim auftrag von\b|\bde la part de\b", re.IGNORECASE)
_AROUND_NAME = " \t\"'<>[];,:*"
_MAILTO = re.compile(r"[<\[(]?mailto:[^>\])\s]{0,320}[>\])]?", re.IGNORECASE)


def person(line: str) -> Address | None:
    """The one person whom a From line names; None where it names nobody."""
    line = _ON_BEHALF.split(line, maxsplit=1)[0]
    found = people(line)
    return found[0] if found else None


def people(line: str) -> tuple[Address, ...]:
    """The persons in a To or Cc line: "Ann Li <ann@x.example>; Li, Bo [mailto:…]".

    A person without an address is found only between semicolons, because commas stand inside
    names too.
    """
    line = _without_links(line)
    found: list[Address] = []
    last = 0
    for hit in _EMAIL.finditer(line):
        if _IN_NAME.match(line, hit.end()):
            continue  # '"ann@x.example" <eve@y.example>' is a mail from Eve
        *unaddressed, before = line[last : hit.start()].split(";")
        found += [Address(name, "") for name in map(_name, unaddressed) if name]
        email = hit.group().strip(".'")
        name = _name(before)
        found.append(Address("" if name.lower() == email.lower() else name, email))
        last = hit.end()
    found += [Address(name, "") for name in map(_name, line[last:].split(";")) if name]
    return _without_repeats(found)


def _without_links(line: str) -> str:
    """Take out "<mailto:…>" beside an address that stands there anyway."""
    bare = _MAILTO.sub(" ", line)
    return bare if "@" in bare else re.sub("mailto:", "", line, flags=re.IGNORECASE)


def _name(text: str) -> str:
    inner = text.strip().removesuffix("(").removeprefix(")")  # "Ann Li (ann@x.example)"
    name = " ".join(inner.strip(_AROUND_NAME).replace('"', "").split())
    return name if any(map(str.isalpha, name)) else ""


def _without_repeats(found: list[Address]) -> tuple[Address, ...]:
    """Outlook writes "a@x.example <a@x.example>": one person, not two."""
    unique: dict[str, Address] = {}
    for one in found:
        key = one.email.lower() or one.name.lower()
        if key not in unique or (one.name and not unique[key].name):
            unique[key] = one
    return tuple(unique.values())
