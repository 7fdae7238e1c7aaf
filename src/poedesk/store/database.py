"""Opening the database: one file, write-ahead log, foreign keys, migrated to the newest form."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from poedesk.errors import StoreError
from poedesk.store.schema import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

_WAIT = 20.0  # seconds a second writer waits for the first
_CAUSES = {
    sqlite3.SQLITE_FULL: "there is no room left",
    sqlite3.SQLITE_IOERR: "the disk refuses to be read or written, or is full",
    sqlite3.SQLITE_READONLY: "it may only be read",
    sqlite3.SQLITE_BUSY: "another program is writing to it, and did not end in time",
    sqlite3.SQLITE_CANTOPEN: "it, or a file beside it, cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "it is no database",
}


def open_store(path: Path) -> Database:
    """The store at `path`, made if it is not there. Usable from one thread at a time;
    the caller closes it.

    Raises StoreError where the file cannot be opened, is no database, or is of a newer
    version.
    """
    from sqlite_utils import Database

    connection = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
        db = Database(connection)
        db.execute("pragma foreign_keys = on")
        db.execute("pragma journal_mode = wal")
        _migrate(db)
    except (OSError, sqlite3.Error) as error:
        if connection is not None:
            connection.close()
        raise StoreError(
            f"{path}: cannot be used as the database: {cause(error)}",
            hint="Give another file with --db, or review without storing: --no-store.",
        ) from error
    return db


def _migrate(db: Database) -> None:
    """Bring the tables to the newest form, once: two programs may open a new file together."""
    steps = migrations()
    if steps.pending(db):
        db.execute("begin immediate")
        steps.apply(db)  # looks again what is pending, now that nobody else can do it
        db.commit()


@contextmanager
def writing(db: Database, what: str) -> Iterator[None]:
    """One transaction: all of it is stored, or nothing. Raises StoreError, which says that `what`
    was not done, where the database refuses.

    It takes its turn before it reads. One that reads first and then writes is refused at once
    where another program wrote in between.
    """
    try:
        db.execute("begin immediate")
        try:
            yield
            db.execute("commit")
        except BaseException:
            db.rollback()
            raise
    except sqlite3.Error as error:
        raise StoreError(f"{what}: {cause(error)}", hint="Nothing of it was stored.") from error


def cause(error: Exception) -> str:
    """Why the database refuses, in words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest tells SQLite's authors more
    return _CAUSES.get(code, str(error))


def open_reader(path: Path) -> sqlite3.Connection:
    """A second connection to a store that is open already, only to read, for other threads."""
    connection = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
    connection.execute("pragma query_only = on")
    return connection
