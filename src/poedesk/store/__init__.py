"""SQLite: every review and every decision, only ever added."""

from typing import TYPE_CHECKING

from poedesk.record.stored import Decision
from poedesk.store.database import open_reader, open_store
from poedesk.store.decisions import decide, decisions
from poedesk.store.fulltext import Match, search
from poedesk.store.known import Index
from poedesk.store.records import records
from poedesk.store.reviews import add_review
from poedesk.store.shelf import (
    QueueRow,
    StoredAcknowledgement,
    StoredEvidence,
    StoredFile,
    StoredFinding,
    StoredReview,
    StoredWorkload,
    count_claims,
    load_review,
    queue,
)

if TYPE_CHECKING:
    from sqlite_utils import Database as Database  # the type of the handle

__all__ = [
    "Decision",
    "Index",
    "Match",
    "QueueRow",
    "StoredAcknowledgement",
    "StoredEvidence",
    "StoredFile",
    "StoredFinding",
    "StoredReview",
    "StoredWorkload",
    "add_review",
    "count_claims",
    "decide",
    "decisions",
    "load_review",
    "open_reader",
    "open_store",
    "queue",
    "records",
    "search",
]
