"""Erases one claim while the chain still verifies: its payloads go together with their salt, and an
entry says who erased what, when and why.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.errors import StoreError
from poedesk.store import evidence, fulltext, known
from poedesk.store.chain import Subject, append
from poedesk.store.database import cause, writing

if TYPE_CHECKING:
    from sqlite_utils import Database

_OF_FILES = ("parts", "unread", "marks")
_OF_REVIEWS = (
    "evidence", "workload_rows", "facts", "acknowledgements", "findings", "decisions",
    "review_files",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased; `shared` files stay, because another claim rests on them."""

    reviews: int
    files: int
    shared: int


def forget(db: Database, root: Path, claim_id: str, *, who: str, why: str, at: datetime) -> Erased:
    """Erase all that is stored of a claim, with the evidence that no other claim needs.

    Raises StoreError where there is no such claim, no reason is given, or the database refuses.
    """
    if not why.strip():
        raise StoreError("forgetting a claim needs a reason")
    reviews = [
        row[0] for row in db.execute("select id from reviews where claim_id = ?", [claim_id])
    ]
    if not reviews:
        raise StoreError(f"there is no claim {claim_id!r}")
    db.execute("pragma secure_delete = on")
    with writing(db, f"{claim_id} was not erased"):
        own = _digests(db.conn, claim_id)
        gone = _erased(db.conn, claim_id, reviews)
        payload = {"claim": claim_id, "digests": own, "who": who, "why": why.strip()}
        append(db.conn, "forgotten", payload, Subject(""), at)
    evidence.remove(root, gone.files)
    try:
        db.vacuum()
    except sqlite3.Error as error:
        raise StoreError(
            f"{claim_id} is erased, but the file was not tidied: {cause(error)}",
            hint="Until another claim is forgotten, traces may stand in unused parts of the file.",
        ) from error
    return Erased(len(reviews), len(gone.files), gone.shared)


def _digests(db: sqlite3.Connection, claim_id: str) -> list[str]:
    rows = db.execute(
        "select e.payload_digest from entries e join payloads p on p.seq = e.seq"
        " where p.claim_id = ? order by e.seq",
        [claim_id],
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class _Gone:
    files: tuple[str, ...]
    shared: int


def _erased(db: sqlite3.Connection, claim_id: str, reviews: list[int]) -> _Gone:
    """Delete the claim's rows; the guards against deletion are put up again as they were."""
    guards = db.execute(
        "select name, sql from sqlite_master where type = 'trigger' and name like '%_no_delete'"
        " and name <> 'entries_no_delete'"
    ).fetchall()
    for name, _ in guards:
        db.execute(f"drop trigger {name}")
    known.forget(db, claim_id)
    files, texts = _used(db, reviews)
    for review_id in reviews:
        for table in _OF_FILES:
            db.execute(
                f"delete from {table} where review_file_id in"  # noqa: S608  our own names
                " (select id from review_files where review_id = ?)",
                [review_id],
            )
        for table in _OF_REVIEWS:
            db.execute(f"delete from {table} where review_id = ?", [review_id])  # noqa: S608
    db.execute("delete from payloads where claim_id = ?", [claim_id])
    db.execute("delete from reviews where claim_id = ?", [claim_id])
    db.execute("delete from claims where id = ?", [claim_id])
    for digest in texts:
        db.execute(
            "delete from texts where sha256 = ? and not exists"
            " (select 1 from review_files where text_sha256 = texts.sha256)",
            [digest],
        )
    fulltext.tidy(db)
    unshared = tuple(
        digest
        for digest in files
        if not db.execute("select 1 from review_files where sha256 = ?", [digest]).fetchone()
    )
    db.executemany("delete from files where sha256 = ?", [[digest] for digest in unshared])
    for _, sql in guards:
        db.execute(sql)
    return _Gone(unshared, len(files) - len(unshared))


def _used(db: sqlite3.Connection, reviews: list[int]) -> tuple[list[str], list[str]]:
    """Digests of the files and of the texts that some reviews rest on."""
    files: dict[str, None] = {}
    texts: dict[str, None] = {}
    for review_id in reviews:
        rows = db.execute(
            "select sha256, text_sha256 from review_files where review_id = ?", [review_id]
        )
        for sha256, text in rows:
            files |= {sha256: None} if sha256 else {}
            texts |= {text: None} if text else {}
    return list(files), list(texts)
