"""Content that stands in a signed state of a PDF without showing, ready to be swapped in later
(shadow attacks). The signature holds; a person has to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from poedesk.attest.foreign import library
from poedesk.attest.pdf.policy import entries, entry
from poedesk.errors import UnreadableError
from poedesk.model import Document, Settings
from poedesk.read.pdf.shown import covered
from poedesk.read.text import normalise

_TELLING = {"form-differs", "text-differs", "two-formats"}  # marks of the reader
_MOST_OBJECTS = 20_000
_MOST_TOLD = 5
_LONGEST = 60
_FEWEST_LETTERS = 12  # fewer are anchors of signing services and the like
_NUMBER = re.compile(r"(?<!\w)\d{2,}(?!\w)")
_SPARE = {
    "/Catalog": "a second table of contents of the whole file",
    "/Pages": "a second list of pages",
    "/Page": "a page that is not shown",
}
_LONGEST_STREAM = 1_000_000
_WRITES = re.compile(rb"\bBT\b.{0,2000}?\bTJ?j?\b", re.DOTALL)


def prepared(reader: Any, data: bytes, state: int, settings: Settings) -> tuple[str, ...]:
    """What an open file, signed last in its state number `state` (from 0), holds that does not
    show. Once for all its signatures: what an earlier state held and a later one shows was
    changed, and is judged as that.

    What cannot be followed is left out: the reader of the file tells what is damaged.
    """
    found: list[str] = []
    with suppress(UnreadableError), library("its layers cannot be followed"):
        found += _layers(reader.get_historical_resolver(state))
    with suppress(UnreadableError), library("its objects cannot be followed"):
        found += dict.fromkeys(_spare(reader, state))
    with suppress(UnreadableError), library("its pages cannot be drawn"):
        found += [f"on page {one.page} {one.what}" for one in covered(data, settings)[:_MOST_TOLD]]
    return tuple(found)


def marked(document: Document) -> tuple[str, ...]:
    """What the reader found in the file that shows otherwise than it reads, or not at all."""
    told = [one.message for one in document.marks if one.kind in _TELLING]
    spans = [span for one in document.marks if one.kind == "hidden-text" for span in one.spans]
    quotes = [" ".join(one.quote.split()) for one in spans]
    hidden = [one for one in quotes if _telling(one)]
    if hidden:
        more = f" and {len(hidden) - 1} more places" if len(hidden) > 1 else ""
        told.append(f"text that does not show: “{hidden[0][:_LONGEST]}”{more}")
    return tuple(told[:_MOST_TOLD])


def _telling(quote: str) -> bool:
    letters = sum(map(str.isalpha, quote))
    return letters >= _FEWEST_LETTERS or _NUMBER.search(quote) is not None


# ── Layers ──────────────────────────────────────────────────────────────────────────────


def _layers(handler: Any) -> Iterator[str]:
    """The layers that are hidden when the file is opened."""
    properties = entry(handler.root, "/OCProperties", {})
    default = entry(properties, "/D", {})
    off = _references(entries(default, "/OFF"))
    if str(entry(default, "/BaseState")) == "/OFF":
        off = [
            one
            for one in _references(entries(properties, "/OCGs"))
            if one not in _references(entries(default, "/ON"))
        ]
    for one in off[:_MOST_TOLD]:
        name = normalise(str(entry(handler(one), "/Name", "")))[0][:_LONGEST]
        yield f"the layer “{name}” is hidden and can be shown later"


def _references(listed: Sequence[Any]) -> list[Any]:
    return [one.reference for one in listed if hasattr(one, "reference")]


# ── Objects that nothing leads to ───────────────────────────────────────────────────────


def _spare(reader: Any, state: int) -> Iterator[str]:
    """Objects of pages that no state of the file up to `state` ever led to; the library cannot
    follow those of encrypted files.
    """
    if reader.encrypted:
        return
    states = [reader.get_historical_resolver(number) for number in range(state + 1)]
    listed = set().union(*(one.explicit_refs_in_revision() for one in states))
    if len(listed) > _MOST_OBJECTS:
        return
    for one in states:
        listed -= one.collect_dependencies(one.trailer_view)
    for reference in sorted(listed, key=lambda one: int(one.idnum)):
        what = _what(states[-1](reference))
        if what:
            yield f"{what} (object {reference.idnum}), to which nothing leads"


def _what(found: Any) -> str:
    if not hasattr(found, "raw_get"):
        return ""
    kind = str(entry(found, "/Type", ""))
    if kind in _SPARE:
        return _SPARE[kind]
    untyped = not kind and "/Subtype" not in found and hasattr(found, "encoded_data")
    if untyped and len(found.encoded_data) < _LONGEST_STREAM and _WRITES.search(found.data):
        return "text of a page"
    return ""
