"""One read file: its text, its parts, what was not read, and what a reviewer should know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from poedesk.model.mail import Mail
from poedesk.model.places import Fault, Span
from poedesk.model.values import Day, FileKind


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a mail body or a DOCX story: a named range of the document's text.

    `name` is "page 3", "body", "header", "footnotes", "comments", "form fields" …; `page`
    counts from 1 and is None where the format has no fixed pages. `certainty` is None for text
    that the file itself holds; for recognised text (a scan, a photo) it is the mean certainty of
    its words, 0 to 1. `scanned` is set where the file's own text was laid under the picture of a
    scan, by whatever program recognised it: as of recognised text, what shows may be more.
    """

    name: str
    page: int | None
    start: int
    end: int
    certainty: float | None = None
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A page or part that was not read, and why."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about the file itself that a reviewer should know.

    `kind`: "hidden-text" · "text-differs" (shown in another way than it is read) ·
    "tracked-change" · "macro" · "wrong-name" · "two-formats" · "wrong-sum" ·
    "damaged" · "locked" (opened with a password) · "struck-out" ·
    "placeholder" (an unfilled form field) · "bound-value" (a field shows something else than it
    stands for) · "not-compared" (words under a picture, that were not held against
    it) · "moving-date" (the day on which the file is opened) · "outside" (something outside the
    file is named, and was not followed) · "ignored" …
    """

    kind: str
    message: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PickedDay:
    """A date that was picked in a form: the day that the file keeps behind the words shown."""

    span: Span
    day: Day


@dataclass(frozen=True, slots=True)
class Change:
    """Words that a saved state took from a page or put there, in no order, the first dozen."""

    page: int
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A state in which a PDF was saved: its first `end` bytes are the file as it then was.

    `changes` are those of the page text against the state before.
    """

    end: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One read file. An unreadable one has `error` set and an empty text.

    `path` is relative to the claim; an attachment is "mail.msg/2/sow.pdf" and `inside` its
    container's path. `pages` is None for formats without fixed pages. `created` and
    `modified` are what the file's metadata says, unproven. `language` is the language of most
    of its text (ISO 639-1), None where there is too little text to tell; `review` sets it.
    """

    path: str
    inside: str | None
    sha256: str
    kind: FileKind
    text: str
    parts: tuple[Part, ...]
    pages: int | None
    error: Fault | None
    unread: tuple[Unread, ...]
    marks: tuple[Mark, ...]
    mail: Mail | None
    created: datetime | None
    modified: datetime | None
    language: str | None = None
    revisions: tuple[Revision, ...] = ()
    picked_days: tuple[PickedDay, ...] = ()

    def part_at(self, offset: int) -> Part:
        """The part that holds `offset`; raises LookupError where none does."""
        for part in self.parts:
            if part.start <= offset < part.end:
                return part
        raise LookupError(f"{self.path}: no part at {offset}")

    def span(self, start: int, end: int) -> Span:
        """The span `start`..`end`, cut to the part in which it starts."""
        part = self.part_at(start)
        end = min(end, part.end)
        return Span(self.path, part.name, part.page, start, end, self.text[start:end])


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file found inside another: read as a task of its own."""

    path: str
    inside: str
    data: bytes
