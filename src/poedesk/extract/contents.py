"""Lines of a table of contents: a title and the page it stands on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.extract.tables import Range

_PAGE = re.compile(r"(?P<leader>\.{3}[ .]*|…[ .…]*|(?: \.){3}[ .]*|\t[ .]*)(?P<page>\d{1,3})$")
_TITLE = re.compile(
    r"[ \t]*(?:\d{1,2}\.|\d{1,2}(?:\.\d{1,2})+|[A-Z]\.|[^\W\d_]{3,9} [\dIVX]{1,4}\b)"
)
_TAIL = 60  # characters at the end of a line in which the page is looked for
_FEWEST = 4  # lines in a row that make a table of contents
_GAP = 200  # characters between two of them
_FARTHEST = 40  # pages between two of them


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    end: int
    page: int
    sure: bool


def in_contents(text: str, offset: int) -> bool:
    """Whether `offset` stands in a line of a table of contents."""
    lines = contents_lines(text)
    at = bisect_left(lines, offset, key=lambda line: line[1])
    return at < len(lines) and lines[at][0] <= offset


@lru_cache(maxsize=2)
def contents_lines(text: str) -> tuple[Range, ...]:
    """The lines of `text` that end in a page number, where several follow one another, their
    numbers rise, and most have dots before the number or a section number before the title.
    """
    found: list[Range] = []
    run: list[_Entry] = []
    for entry in [*_entries(text), None]:
        if run and (entry is None or not _follows(run[-1], entry)):
            found.extend((one.start, one.end) for one in run if _are_contents(run))
            run = []
        if entry is not None:
            run.append(entry)
    return tuple(found)


def _entries(text: str) -> Iterator[_Entry]:
    start = 0
    for line in text.split("\n"):
        body = line.rstrip()
        if match := _PAGE.search(body, max(0, len(body) - _TAIL)):
            sure = "\t" not in match["leader"] or _TITLE.match(body) is not None
            yield _Entry(start, start + len(line), int(match["page"]), sure)
        start += len(line) + 1


def _follows(one: _Entry, after: _Entry) -> bool:
    return 0 <= after.page - one.page <= _FARTHEST and after.start - one.end <= _GAP


def _are_contents(run: Sequence[_Entry]) -> bool:
    return len(run) >= _FEWEST and 2 * sum(one.sure for one in run) > len(run)
