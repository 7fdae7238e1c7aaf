"""The full-text index over the stored text of evidence.

It holds no text of its own: the words stand in `texts` only, and a text that is erased there leaves
the index by a trigger. Numbers of rows are kept in `indexed_texts`, because those of `texts` change
when the file is vacuumed.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass

TABLES = (
    """
create table indexed_texts (
    id integer primary key,
    sha256 text not null unique references texts (sha256)
) strict""",
    """
create view indexed_words as
select i.id, t.text from indexed_texts i join texts t on t.sha256 = i.sha256""",
    """
create virtual table text_index using fts5 (
    text, content = 'indexed_words', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
)""",
    "insert into indexed_texts (sha256) select sha256 from texts where text <> ''",
    "insert into text_index (text_index) values ('rebuild')",
    """
create trigger texts_indexed after insert on texts when new.text <> '' begin
    insert into indexed_texts (sha256) values (new.sha256);
    insert into text_index (rowid, text)
    select id, new.text from indexed_texts where sha256 = new.sha256;
end""",
    """
create trigger texts_unindexed before delete on texts begin
    insert into text_index (text_index, rowid, text)
    select 'delete', id, old.text from indexed_texts where sha256 = old.sha256;
    delete from indexed_texts where sha256 = old.sha256;
end""",
    "create index review_files_by_text on review_files (text_sha256)",
    "create index review_files_by_file on review_files (sha256)",
)
HIDDEN = frozenset({"indexed_texts", "indexed_words", "text_index"})
"""What is of no use to look at."""
_MOST_WORDS = 32
"""Of a query; SQLite allows expressions of limited depth only."""
_FOUND = """
with found as materialized (
    select rowid as id, rank as weight, snippet(text_index, 0, '', '', '…', 24) as words
    from text_index where text_index match :words order by rank limit :limit
)
select r.claim_id, max(r.id), f.path, found.words
from found
join indexed_texts i on i.id = found.id
join review_files f on f.text_sha256 = i.sha256
join reviews r on r.id = f.review_id
group by r.claim_id, f.path, i.sha256
order by found.weight, r.claim_id, f.path
limit :limit
"""


@dataclass(frozen=True, slots=True)
class Match:
    """A stored file in which words were found: `review_id` is the newest review of the claim that
    rests on this text, `snippet` the words around, in one line, as untrusted as any evidence.
    """

    claim_id: str
    review_id: int
    file: str
    snippet: str


def search(db: sqlite3.Connection, query: str, limit: int = 100) -> tuple[Match, ...]:
    """Stored files whose text holds every word of a query, the best first, at most `limit`.

    A query is nothing but words, in any case and order, with or without accents; each stands for
    all words that begin with it. Without a word in it nothing is found.
    """
    words = _words(query)
    if not words:
        return ()
    asked = " ".join(f'"{word}"*' for word in words)
    rows = db.execute(_FOUND, {"words": asked, "limit": limit})
    return tuple(Match(claim, number, file, _line(text)) for claim, number, file, text in rows)


def phrase(words: str) -> str:
    """FTS5's expression for words that stand together, the last one perhaps only begun; empty
    where there is no word.
    """
    found = _words(words)
    return f'"{" ".join(found)}"*' if found else ""


def _words(query: str) -> list[str]:
    """Letters and digits only: nothing that FTS5 takes for its own syntax."""
    composed = unicodedata.normalize("NFC", query)
    return re.findall(r"[^\W_]+", composed)[:_MOST_WORDS]


def _line(text: str) -> str:
    return " ".join(text.split())


def tidy(db: sqlite3.Connection) -> None:
    """Leave no word of erased texts in the index. The caller commits."""
    db.execute("insert into text_index (text_index) values ('optimize')")
