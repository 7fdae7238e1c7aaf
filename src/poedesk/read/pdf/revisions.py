"""The states in which a PDF was saved one after the other, and what each changed on its pages.

A program that saves a change (a signature, a filled form) may append it to the file and leave
what stood there: every earlier state can still be opened.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from poedesk.model import Change, Revision
from poedesk.read.pdf.words import characters
from poedesk.read.text import normalise

_END = re.compile(rb"startxref\s{1,8}(\d{1,12})\s{1,8}%%EOF(?:\r\n|\r|\n)?")
_BEFORE = re.compile(rb"/Prev\s{0,8}(\d{1,12})")
_EMPTY = re.compile(rb"xref\s{1,4}0 0\s{1,4}trailer")
_LONGEST_TRAILER = 20_000  # bytes of a section looked at for the one before it
_MOST = 20  # revisions, the last ones
_MOST_PAGES = 300  # read in all of them together
_MOST_WORDS = 12  # of a change that are quoted


def ends(data: bytes) -> tuple[int, ...]:
    """Where each saved state ends, in bytes; the first page's index of a file made for the web
    is none, nor is a PDF that lies inside.
    """
    start = max(data.find(b"%PDF-", 0, 1024), 0)
    sections = _sections(data, start)
    found: list[int] = []
    for match in _END.finditer(data):
        at = int(match.group(1))
        if at in sections:
            if found and _EMPTY.match(data, start + at):
                found.pop()  # Word writes a second, empty table for newer readers
            found.append(match.end())
    return tuple(found)


def _sections(data: bytes, start: int) -> set[int]:
    """The offsets of the cross-reference sections that the file is read by, counted from its
    header at `start`.
    """
    last = None
    for last in _END.finditer(data):  # noqa: B007 - the last one counts
        pass
    at = int(last.group(1)) if last else 0
    found: set[int] = set()
    while at and at not in found and start + at < len(data):
        found.add(at)
        section = data[start + at : start + at + _LONGEST_TRAILER]
        if section.lstrip().startswith(b"xref"):  # a table may be long: its trailer follows it
            trailer = data.find(b"trailer", start + at)
            section = data[trailer : trailer + _LONGEST_TRAILER] if trailer >= 0 else b""
            section = section.partition(b"startxref")[0]
        else:
            section = section.partition(b"stream")[0]
        before = _BEFORE.search(section)
        at = int(before.group(1)) if before else 0
    return found


def revisions(data: bytes, password: str | None) -> tuple[Revision, ...]:
    """Every saved state with what it changed of the page text before it, the first with
    nothing; () for a file that was saved once.

    Of very many only the last are compared, and pages only as far as a limit of the work.
    """
    found = ends(data)
    if len(found) < 2:
        return ()
    compared = found[-_MOST:]
    texts = _texts(data, compared, password)
    changed: dict[int, tuple[Change, ...]] = {
        end: tuple(_changes(before, after))
        for (_, before), (end, after) in pairwise(zip(compared, texts, strict=True))
        if before is not None and after is not None
    }
    return tuple(Revision(end, changed.get(end, ())) for end in found)


def _texts(
    data: bytes, found: Sequence[int], password: str | None
) -> list[list[Counter[str]] | None]:
    """The words of each page in each state; None for one that does not open."""
    room = _MOST_PAGES // len(found)
    return [_words(data[:end], password, room) for end in found]


def _words(data: bytes, password: str | None, most: int) -> list[Counter[str]] | None:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data, password=password)
    except pypdfium2.PdfiumError:
        return None
    try:
        return [_page(pdf, number) for number in range(min(len(pdf), max(most, 1)))]
    except pypdfium2.PdfiumError:
        return None
    finally:
        pdf.close()


def _page(pdf: object, number: int) -> Counter[str]:
    page = pdf[number]  # type: ignore[index]
    textpage = page.get_textpage()
    try:
        return Counter(normalise(characters(textpage))[0].split())
    finally:
        textpage.close()
        page.close()


def _changes(before: Sequence[Counter[str]], after: Sequence[Counter[str]]) -> Iterator[Change]:
    for number in range(max(len(before), len(after))):
        one = before[number] if number < len(before) else Counter[str]()
        two = after[number] if number < len(after) else Counter[str]()
        if one != two:
            removed, added = one - two, two - one
            yield Change(
                number + 1,
                tuple(list(removed.elements())[:_MOST_WORDS]),
                tuple(list(added.elements())[:_MOST_WORDS]),
            )


def told(found: Sequence[Revision]) -> str | None:
    """What a later state took from pages that stood before, in words; None where nothing."""
    said = [
        f"saved state {number} of {len(found)} took {_quoted(change.removed)} from page "
        f"{change.page}" + (f" and put {_quoted(change.added)} there" if change.added else "")
        for number, one in enumerate(found, start=1)
        for change in one.changes
        if change.removed
    ]
    more = f"; and {len(said) - 3} more changes" if len(said) > 3 else ""
    return "What stood on a page was changed later: " + "; ".join(said[:3]) + more if said else None


def _quoted(words: Sequence[str]) -> str:
    return f"“{' '.join(words)}”"
