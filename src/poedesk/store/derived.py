"""The tables that desk, views and search read, held against the record of a review in the chain."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from poedesk.store.reviews import deciding

Record = dict[str, Any]
_PLACE = ("file", "page", "part", "start", "end", "quote")


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of a review: `columns` by the keys of the record's entries, those in `json` as JSON.

    `owner` is the column by which evidence names a row.
    """

    what: str
    name: str
    columns: tuple[str, ...]
    json: frozenset[str] = frozenset()
    owner: str = ""


_FINDINGS = _Table(
    "findings", "findings",
    ("rule", "severity", "outcome", "message", "category", "remedy", "needs"),
    frozenset({"needs"}), "finding_id",
)  # fmt: skip
_ACTS = _Table(
    "acknowledgements", "acknowledgements",
    ("kind", "status", "side", "name", "title", "organisation", "email", "date", "reasons"),
    frozenset({"reasons"}), "acknowledgement_id",
)  # fmt: skip
_FACTS = _Table("facts", "facts", ("kind", "value"), frozenset({"value"}), "fact_id")
_WORKLOADS = _Table(
    "workload rows", "workload_rows", ("workload", "named", "activity", "users", "dates"),
    frozenset({"dates"}), "workload_row_id",
)  # fmt: skip
_FILES = _Table("files", "review_files", ("path", "inside", "sha256", "error"))
_HEAD = """
select r.verdict, r.acknowledged_on, r.claim_id, r.type, r.claim_date, r.partner, r.customer,
       r.workloads, r.checklist_id, r.checklist_digest, r.checklist_incomplete, r.settings,
       r.rule, r.reason, r.files, r.reviewed_at = e.at
from reviews r join payloads p on p.review_id = r.id and p.decision_id is null
join entries e on e.seq = p.seq where r.id = ?
"""


def differs(db: sqlite3.Connection, review_id: int, record: Record) -> Iterator[str]:
    """What the tables say of a review otherwise than its record, in words."""
    row = db.execute(_HEAD, [review_id]).fetchone()
    if row is None:
        yield "it was removed"
        return
    if row != _head(record):
        yield "its verdict, parties or checklist were changed"
    places = _places(db, review_id)
    yield from _rows(db, review_id, _FINDINGS, record["findings"], places)
    yield from _rows(db, review_id, _ACTS, record["acknowledgements"], places)
    yield from _rows(db, review_id, _FACTS, _facts(record), places)
    yield from _rows(db, review_id, _WORKLOADS, record["workload_table"], places)
    yield from _rows(db, review_id, _FILES, record["files"], places)
    for below, keys in (("unread", ("part", "reason")), ("marks", ("kind", "message"))):
        yield from _below(db, review_id, below, keys, record["files"])


def _head(record: Record) -> tuple[Any, ...]:
    claim, checklist = record["claim"], record["checklist"]
    return (
        record["verdict"], record["acknowledged_on"], claim["id"], claim["type"], claim["date"],
        claim["partner"]["name"], claim["customer"]["name"], json.dumps(claim["workloads"]),
        checklist["id"], checklist["digest"], int(checklist["incomplete"]), record["settings"],
        *deciding(record["findings"]).values(), len(record["files"]), 1,
    )  # fmt: skip


def _facts(record: Record) -> list[Record]:
    """The facts of a record as rows, by kind."""
    return [
        {
            "kind": kind,
            "value": {key: value for key, value in one.items() if key != "evidence"},
            "evidence": one["evidence"],
        }
        for kind, group in sorted(record["facts"].items())
        for one in group
    ]


_Places = dict[tuple[str, int], list[tuple[Any, ...]]]


def _places(db: sqlite3.Connection, review_id: int) -> _Places:
    """The evidence of a review by the column and number of its owner."""
    owners = tuple(table.owner for table in (_FINDINGS, _ACTS, _FACTS, _WORKLOADS))
    found: _Places = defaultdict(list)
    wanted = ", ".join(f'"{name}"' for name in (*owners, *_PLACE))
    rows = db.execute(
        f"select {wanted} from evidence where review_id = ? order by id",  # noqa: S608  our names
        [review_id],
    )
    for row in rows:
        for owner, number in zip(owners, row, strict=False):
            if number is not None:
                found[owner, number].append(row[len(owners) :])
    return found


def _rows(
    db: sqlite3.Connection,
    review_id: int,
    table: _Table,
    told: Sequence[Record],
    places: _Places,
) -> Iterator[str]:
    order = "kind, position" if table is _FACTS else "position"
    rows = db.execute(
        f"select id, {', '.join(table.columns)} from {table.name}"  # noqa: S608  our own names
        f" where review_id = ? order by {order}",
        [review_id],
    ).fetchall()
    held = [tuple(_value(table, *pair) for pair in zip(table.columns, row[1:], strict=True))
            for row in rows]  # fmt: skip
    if held != [tuple(one[key] for key in table.columns) for one in told]:
        yield f"its {table.what} were changed"
    elif table.owner:
        for row, one in zip(rows, told, strict=True):
            found = places.get((table.owner, row[0]), [])
            if found != [tuple(piece[key] for key in _PLACE) for piece in one["evidence"]]:
                yield f"the evidence of {one.get('rule') or f'its {table.what}'} was changed"
            yield from _misquoted(db, review_id, found, one.get("rule") or f"its {table.what}")


def _value(table: _Table, column: str, value: Any) -> Any:
    if column not in table.json:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None  # no record holds None there: it differs


def _below(
    db: sqlite3.Connection,
    review_id: int,
    table: str,
    keys: Sequence[str],
    files: Iterable[Record],
) -> Iterator[str]:
    """What was noticed in the files of a review."""
    held = db.execute(
        f"select f.path, {', '.join(f'b.{key}' for key in keys)} from {table} b"  # noqa: S608
        " join review_files f on f.id = b.review_file_id where f.review_id = ?"
        " order by f.position, b.position",
        [review_id],
    ).fetchall()
    told = [(file["path"], *(one[key] for key in keys)) for file in files for one in file[table]]
    if held != told:
        yield f"the {table} of its files were changed"


def _misquoted(
    db: sqlite3.Connection, review_id: int, places: Iterable[tuple[Any, ...]], what: str
) -> Iterator[str]:
    for file, _, _, start, end, quote in places:
        if quote is None:
            continue
        row = db.execute(
            "select substr(t.text, ?, ?) from review_files f join texts t"
            " on t.sha256 = f.text_sha256 where f.review_id = ? and f.path = ?",
            [start + 1, end - start, review_id, file],
        ).fetchone()
        if row is None or row[0] != quote:
            yield f"a quotation of {what} is not what stands in the text of {file}"
