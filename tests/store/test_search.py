"""Searching the stored text of evidence: a query is words, never syntax."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database
from tests.forge.reviews import review

from poedesk.model import Examined, Facts, Review
from poedesk.store import add_review, open_store, search
from poedesk.store.forget import forget
from poedesk.store.schema import migrations
from poedesk.store.verify import breaks

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


def filed(claim: str, text: str) -> Review:
    """A claim with one more file, `note.docx`, of that text."""
    one = review(claim)
    note = replace(
        one.examined[1].document, path="note.docx", sha256=claim.encode().hex().ljust(64, "0"),
        text=text, error=None,
    )  # fmt: skip
    return replace(one, examined=(*one.examined, Examined(note, (), Facts(), ())))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with closing(open_store(tmp_path / "s.sqlite")) as opened:
        add_review(opened, filed("CLM-1", "The Zeppelin hangar\nwas given new laptops."), NOW)
        add_review(opened, filed("CLM-2", "Jana Kröger signed for the zeppelins of 2025."), NOW)
        yield opened


def found(db: Database, query: str) -> list[tuple[str, str]]:
    return [(one.claim_id, one.file) for one in search(db.conn, query)]


def test_every_word_must_stand_in_the_text_in_any_order(db: Database) -> None:
    assert found(db, "laptops zeppelin") == [("CLM-1", "note.docx")]
    assert found(db, "laptops kröger") == []


@pytest.mark.parametrize("query", ["kroger", "KRÖGER", "Kro\u0308ger", "krög"])
def test_case_accents_and_endings_do_not_matter(db: Database, query: str) -> None:
    assert ("CLM-2", "note.docx") in found(db, query)


def test_a_match_tells_the_newest_review_and_the_words_around(db: Database) -> None:
    again = add_review(db, filed("CLM-1", "The Zeppelin hangar\nwas given new laptops."), NOW)
    (match,) = search(db.conn, "hangar")
    assert match.review_id == again
    assert match.snippet == "The Zeppelin hangar was given new laptops."


def test_no_more_is_found_than_was_asked_for(db: Database) -> None:
    assert len(search(db.conn, "zeppelin", limit=1)) == 1


@pytest.mark.parametrize(
    "query",
    ['"', "zeppelin AND", "NOT laptops", "text: zeppelin", "NEAR(a b", "a OR b", "^x", "x*", "{x}",
     "", "  ", "***", "\x00", 'zeppelin\x00"', "\ud800", "-", "_", "'; drop table texts; --",
     "word " * 5000],
)  # fmt: skip
def test_nothing_in_a_query_is_syntax(db: Database, query: str) -> None:
    search(db.conn, query)


def test_no_query_is_an_error(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "s.sqlite")) as db:
        add_review(db, review(), NOW)

        @given(st.text(st.characters(codec=None)))
        def any_query(query: str) -> None:
            search(db.conn, query)

        any_query()


def test_what_is_forgotten_is_not_found_and_its_words_leave_the_file(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(open_store(path)) as db:
        add_review(db, filed("CLM-1", "Quetzalcoatl and the shared words"), NOW)
        add_review(db, filed("CLM-2", "Popocatepetl and the shared words"), NOW)
        forget(db, tmp_path, "CLM-1", who="r", why="w", at=NOW)
        assert found(db, "quetzalcoatl") == []
        assert found(db, "shared words") == [("CLM-2", "note.docx")]
        assert list(breaks(db.conn, None)) == []
        db.execute("pragma wal_checkpoint(truncate)")
    assert b"quetzalcoatl" not in path.read_bytes().lower()


def test_the_index_is_right_after_the_file_was_vacuumed(db: Database) -> None:
    forget(db, Path("nowhere"), "CLM-1", who="r", why="w", at=NOW)
    assert found(db, "kröger zeppelins") == [("CLM-2", "note.docx")]
    db.execute("insert into text_index (text_index, rank) values ('integrity-check', 1)")


def test_a_store_of_an_earlier_version_is_indexed_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with closing(Database(path)) as old:
        migrations().apply(old, stop_before="m004_full_text_index")
        add_review(old, filed("CLM-1", "Quetzalcoatl"), NOW)
    with closing(open_store(path)) as db:
        assert found(db, "quetzalcoatl") == [("CLM-1", "note.docx")]
