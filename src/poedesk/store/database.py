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
        migrations().apply(db)
    except (OSError, sqlite3.Error) as error:
        if connection is not None:
            connection.close()
        raise StoreError(
            f"{path}: cannot be used as the database: {error}",
            hint="Give another file with --db, or review without storing: --no-store.",
        ) from error
    return db


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction that waits for other writers before it reads, so that what it read still
    stands when it writes. All of it is stored or nothing.
    """
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


def open_reader(path: Path) -> sqlite3.Connection:
    """A second connection to a store that is open already, only to read, for other threads."""
    connection = sqlite3.connect(path, timeout=_WAIT, check_same_thread=False)
    connection.execute("pragma query_only = on")
    return connection
