"""What every screen of the desk works with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING, Protocol

from poedesk.store import Reviewer

if TYPE_CHECKING:
    from poedesk.earnings.programme import Programme
    from poedesk.model import Review, RunError, View
    from poedesk.store import Database, StoredFile

Results = tuple[int, Iterator["Review | RunError"]]
"""How many claims there are, and each as it comes; they are stored already."""


class Pictures(Protocol):
    """Draws pages of kept evidence, in the sandbox."""

    def __call__(self, files: Sequence[StoredFile], file: StoredFile, view: View) -> bytes:
        """A PNG. `files` are all of the review, for those that lie inside another. Raises
        PoedeskError where it cannot be drawn.
        """
        ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Session:
    """One reviewer at one database.

    `reader` is a second connection, for threads beside the screen. `take_in` reviews claims at
    paths and stores them, `again` reviews stored claims by their ids; both run in a thread of their
    own. `programmes` are those by which usage is paid, `original` gives the kept file of a digest
    while it is as it was, `current` are the digests of today's checklists by their ids.
    """

    db: Database
    reader: Connection
    reviewer: str
    take_in: Callable[[Sequence[Path]], Results] | None = None
    again: Callable[[Sequence[str]], Results] | None = None
    pictures: Pictures | None = None
    original: Callable[[str], Path | None] | None = None
    current: Mapping[str, str] = field(default_factory=dict)
    programmes: Callable[[], Sequence[Programme]] = tuple
    second_look: int = 10  # percent of the decided claims
    now: Callable[[], datetime] = _now

    @property
    def today(self) -> date:
        """The reviewer's day."""
        return self.now().astimezone().date()

    def who(self, seen: int | None = None) -> Reviewer:
        """The reviewer, at this moment, who saw so many decisions."""
        return Reviewer(self.reviewer, self.now(), seen)

    def stale(self, checklist_id: str, digest: str) -> bool:
        """Whether a review was made by a checklist that reads otherwise today."""
        return self.current.get(checklist_id, digest) != digest
