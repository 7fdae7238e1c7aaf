"""SQLite: every review and every decision, only ever added."""

from typing import TYPE_CHECKING

from poedesk.record.stored import Decision
from poedesk.store.database import open_reader, open_store
from poedesk.store.decisions import (
    Reviewer,
    close,
    decide,
    decisions,
    note,
    second_look,
    send_back,
    withdraw,
)
from poedesk.store.fulltext import Match, search
from poedesk.store.known import Index
from poedesk.store.query import EVERYTHING, Query, parse
from poedesk.store.queue import QueueRow, Tally, groups, queue, queue_numbers, queue_rows, tally
from poedesk.store.records import records
from poedesk.store.reviews import add_review
from poedesk.store.shelf import (
    StoredAcknowledgement,
    StoredEvidence,
    StoredFact,
    StoredFile,
    StoredFinding,
    StoredReview,
    StoredWorkload,
    load_review,
)

if TYPE_CHECKING:
    from sqlite_utils import Database as Database  # the type of the handle

__all__ = [
    "EVERYTHING",
    "Decision",
    "Index",
    "Match",
    "Query",
    "QueueRow",
    "Reviewer",
    "StoredAcknowledgement",
    "StoredEvidence",
    "StoredFact",
    "StoredFile",
    "StoredFinding",
    "StoredReview",
    "StoredWorkload",
    "Tally",
    "add_review",
    "close",
    "decide",
    "decisions",
    "groups",
    "load_review",
    "note",
    "open_reader",
    "open_store",
    "parse",
    "queue",
    "queue_numbers",
    "queue_rows",
    "records",
    "search",
    "second_look",
    "send_back",
    "tally",
    "withdraw",
]
