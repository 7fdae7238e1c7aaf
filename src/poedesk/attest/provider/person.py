"""A person on a certificate page, and how names and addresses are told from other words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from poedesk.attest.provider.cells import Cell
from poedesk.attest.provider.times import Stamp
from poedesk.attest.provider.words import MAIL, Words, plain

Range = tuple[int, int]

ADDRESS = re.compile(rf"(?<![\w.+-]){MAIL}")
"""An e-mail address."""
_NO_NAME = re.compile(r"[\d@:/\\_#*]|\.\.|\b(?:UTC|GMT)\b")
_LEAD = re.compile(r".*(?:[\d|•]|\s[-–—]\s)(?:\s*(?:UTC|GMT|AM|PM)\b)?", re.IGNORECASE | re.DOTALL)
_LONGEST_NAME = 80
ROLES = {
    "signed": "signer",
    "approved": "approver",
    "hosted": "host",
    "voided": "sender",
    "made": "sender",
    "copied": "copy",
}
"""The role that a deed shows."""
SHUFFLED = "its times cannot be told apart by person"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the page names; `role` is "signer", "copy", "approver", "viewer",
    "witness", "host", "sender" or empty. `stamp` is when they did what they were asked for;
    `lines` stand without a label below the address and may be title and company.
    """

    email: str
    email_at: Range
    name: str
    name_at: Range | None
    role: str
    stamp: Stamp | None
    title: Range | None = None
    company: Range | None = None
    authentication: str = ""
    lines: tuple[Range, ...] = ()


def place_of(cell: Cell) -> tuple[int, float]:
    """Page and height of a cell's middle: its place down the document."""
    return cell.page, cell.middle


def named(
    cell: Cell, start: int, end: int, words: Words, *, alone: bool = False
) -> tuple[str, Range] | None:
    """The name in a stretch of a cell's text, without what leads up to it unless it has to be
    `alone`; None for none.
    """
    lead = None if alone else _LEAD.match(cell.text, start, end)
    start = lead.end() if lead is not None else start
    text = cell.text[start:end]
    first, _, rest = text.strip().partition(" ")
    if rest and plain(first) in words.roles:
        start, text = start + text.index(rest), rest
    name = text.strip(" ,.;–-([<")
    if not is_name(name, words):
        return None
    at = cell.start + start + text.index(name)
    return name, (at, at + len(name))


def is_name(text: str, words: Words) -> bool:
    """Whether words can be the name of a person: no label, number or address."""
    key = plain(text)
    tables = (words.labels, words.headings, words.times, words.deeds, words.roles)
    known = any(key in one for one in tables)
    fits = 1 < len(text) <= _LONGEST_NAME and any(one.isalpha() for one in text)
    return fits and not known and _NO_NAME.search(text) is None and key not in words.statuses


def cell_name(cell: Cell, words: Words) -> tuple[str, Range] | None:
    """The name that fills a cell: a full one, for a single word may be anything."""
    taken = plain(cell.text) in words.roles or len(cell.text.split()) < 2
    return None if taken else named(cell, 0, len(cell.text), words, alone=True)
