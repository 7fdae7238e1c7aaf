"""Oddities of a PDF's structure that let two programs open two documents in one file.

Each is found in honest files too, so none is a finding: they only call for a second reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader

_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})[\s\0]+(\d{1,5})[\s\0]+\Z")
_HEADER = re.compile(rb"[\s\0]*(\d{1,10})[\s\0]+\d{1,5}[\s\0]+obj")
_SECTION_END = re.compile(rb"startxref[\s\0]+\d+[\s\0]+%%EOF")
_ANOTHER = re.compile(rb"%%EOF[\s\0]{0,64}(%PDF-)")  # a whole document after another
_MOST_DOCUMENTS = 10
_LONGEST_HEADER = 24
_MOST_TRAILING = 1024


def is_odd(data: bytes, reader: PdfReader) -> bool:
    """Whether another program may find other objects in the file than this one does."""
    return (
        not data.startswith(b"%PDF-")
        or data.count(b"%PDF-", 1) > 0
        or b"/XRefStm" in data
        or len(data) - data.rfind(b"%%EOF") > _MOST_TRAILING
        or defines_twice(data)
        or _misplaced(data, reader)
    )


def defines_twice(data: bytes) -> bool:
    """Whether one revision of the file holds two objects of one number.

    A newer revision may replace an object; within one only a program that searches the file
    instead of trusting its table sees the second.
    """
    ends = [one.end() for one in _SECTION_END.finditer(data)]
    ends.append(len(data) + 1)
    seen: set[bytes] = set()
    revision = 0
    for place, number in _objects(data):
        while place >= ends[revision]:
            revision += 1
            seen.clear()
        if number in seen:
            return True
        seen.add(number)
    return False


def variants(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file as programs of another make take it, and who they are."""
    if defines_twice(data):  # they search the file, and take the last object of each number
        yield (
            "A program that repairs the file before it reads",
            data.replace(b"startxref", b"startxxxx"),
        )
    if b"/XRefStm" in data:
        yield "A program of old that reads", data.replace(b"/XRefStm", b"/XRefOld")
    starts = [0, *(one.start(1) for one in _ANOTHER.finditer(data)), len(data)]
    for start, end in islice(pairwise(starts), _MOST_DOCUMENTS):
        if end - start < len(data):
            yield "A program that takes another of the documents in this file and", data[start:end]


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = data.find(b"obj")
    while at >= 0:
        before = data[max(0, at - _LONGEST_HEADER) : at]
        found = _OBJECT.search(before) if not before.endswith(b"end") else None
        if found:
            yield at, found[1].lstrip(b"0")
        at = data.find(b"obj", at + 3)


def _misplaced(data: bytes, reader: PdfReader) -> bool:
    """Whether an entry of the file's table points at anything but its object."""
    return any(
        (found := _HEADER.match(data, offset)) is None or int(found[1]) != number
        for table in _tables(reader)
        for number, offset in table.items()
        if number
    )


def _tables(reader: PdfReader) -> list[dict[int, int]]:
    tables: Any = reader.xref
    return list(tables.values())
