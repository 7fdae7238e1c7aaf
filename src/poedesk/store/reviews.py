"""Reviews are only ever added, each in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from poedesk.model import Document, Review
from poedesk.record import record
from poedesk.record.claim import declared
from poedesk.record.evidence import Record
from poedesk.store.chain import Subject, append
from poedesk.store.database import writing
from poedesk.store.known import learn

if TYPE_CHECKING:
    from sqlite_utils import Database


def add_review(db: Database, review: Review, at: datetime) -> int:
    """Store a review made at `at` (aware) and return its number.

    Checking a stored claim id again adds another review of the same claim. Raises StoreError
    where the database refuses; nothing of the review is stored then.
    """
    with writing(db, f"the review of {review.claim.id} was not stored"):
        learn(db.conn, review.claim, review.examined, review.described)
        data = record(review)
        number = _add(db, review, data, at)
        payload = {"review": data, "claim": declared(review)}
        append(db.conn, "review", payload, Subject(review.claim.id, number), at)
    return number


def deciding(findings: Sequence[Record]) -> dict[str, str | None]:
    """The rule that decides a recorded review and its message; None where none does."""
    heavy = [
        one
        for outcome in ("fail", "review")
        for one in findings
        if one["severity"] == "required" and one["outcome"] == outcome
    ]
    return {
        "rule": heavy[0]["rule"] if heavy else None,
        "reason": heavy[0]["message"] if heavy else None,
    }


def _insert(db: Database, table: str, row: Mapping[str, Any]) -> int:
    number = db.conn.execute(_statement(table, tuple(row)), tuple(row.values())).lastrowid
    assert isinstance(number, int)
    return number


def _insert_all(db: Database, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows with the same columns; sqlite-utils would look at the table anew for each few."""
    listed = list(rows)
    if listed:
        statement = _statement(table, tuple(listed[0]))
        db.conn.executemany(statement, [tuple(row.values()) for row in listed])


@lru_cache(maxsize=64)
def _statement(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f'"{one}"' for one in columns)
    return f"insert into {table} ({named}) values ({', '.join('?' * len(columns))})"  # noqa: S608


def _add(db: Database, review: Review, data: Record, at: datetime) -> int:
    claim = data["claim"]
    db.table("claims").insert({"id": claim["id"]}, ignore=True)
    review_id = _insert(
        db,
        "reviews",
        {
            "claim_id": claim["id"],
            "reviewed_at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "type": claim["type"],
            "claim_date": claim["date"],
            "partner": claim["partner"]["name"],
            "customer": claim["customer"]["name"],
            "workloads": json.dumps(claim["workloads"]),
            "checklist_id": data["checklist"]["id"],
            "checklist_digest": data["checklist"]["digest"],
            "checklist_incomplete": int(review.checklist.incomplete),
            "tool": review.tool,
            "settings": data["settings"],
            "verdict": data["verdict"],
            "acknowledged_on": data["acknowledged_on"],
            "files": len(data["files"]),
            **deciding(data["findings"]),
        },
    )
    for position, document in enumerate(review.documents):
        _add_file(db, review_id, position, document)
    _add_findings(db, review_id, review, data["findings"])
    _add_acknowledgements(db, review_id, data["acknowledgements"])
    _add_facts(db, review_id, data["facts"])
    _add_workload_rows(db, review_id, data["workload_table"])
    return review_id


def _add_acknowledgements(db: Database, review_id: int, acts: Sequence[Record]) -> None:
    for position, one in enumerate(acts):
        row = {k: v for k, v in one.items() if k not in ("evidence", "reasons")}
        row |= {
            "review_id": review_id,
            "position": position,
            "reasons": json.dumps(one["reasons"], ensure_ascii=False),
        }
        owner = _insert(db, "acknowledgements", row)
        _add_evidence(db, review_id, "acknowledgement_id", owner, one["evidence"])


def _add_facts(db: Database, review_id: int, facts: Mapping[str, Sequence[Record]]) -> None:
    numbered = ((kind, *pair) for kind, group in facts.items() for pair in enumerate(group))
    for kind, position, one in numbered:
        value = {key: item for key, item in one.items() if key != "evidence"}
        row = {
            "review_id": review_id,
            "position": position,
            "kind": kind,
            "value": json.dumps(value, ensure_ascii=False),
        }
        _add_evidence(db, review_id, "fact_id", _insert(db, "facts", row), one["evidence"])


def _add_workload_rows(db: Database, review_id: int, rows: Sequence[Record]) -> None:
    for position, one in enumerate(rows):
        row = {
            "review_id": review_id,
            "position": position,
            "workload": one["workload"],
            "named": int(one["named"]),
            "activity": int(one["activity"]),
            "users": one["users"],
            "dates": json.dumps(one["dates"]),
        }
        owner = _insert(db, "workload_rows", row)
        _add_evidence(db, review_id, "workload_row_id", owner, one["evidence"])


def _add_file(db: Database, review_id: int, position: int, document: Document) -> None:
    text_digest = hashlib.sha256(document.text.encode()).hexdigest()
    db.table("texts").insert({"sha256": text_digest, "text": document.text}, ignore=True)
    if document.sha256:
        known = {
            "sha256": document.sha256,
            "kind": document.kind.value,
            "pages": document.pages,
        }
        db.table("files").insert(known, ignore=True)
    owner = _insert(
        db,
        "review_files",
        {
            "review_id": review_id,
            "position": position,
            "path": document.path,
            "inside": document.inside,
            "sha256": document.sha256 or None,
            "text_sha256": text_digest,
            "error": document.error.cause if document.error else None,
        },
    )

    def add_rows(table: str, rows: Sequence[dict[str, Any]]) -> None:
        numbered = enumerate(rows)
        _insert_all(
            db, table, ({"review_file_id": owner, "position": at, **row} for at, row in numbered)
        )

    add_rows(
        "parts",
        [
            {"name": one.name, "page": one.page, "start": one.start, "end": one.end}
            for one in document.parts
        ],
    )
    add_rows("unread", [{"part": one.part, "reason": one.reason} for one in document.unread])
    add_rows("marks", [{"kind": one.kind, "message": one.message} for one in document.marks])


def _add_findings(db: Database, review_id: int, review: Review, findings: Sequence[Record]) -> None:
    rules = {rule.id: rule for rule in review.checklist.rules}
    for position, one in enumerate(findings):
        row = {k: v for k, v in one.items() if k not in ("evidence", "needs")}
        row |= {
            "review_id": review_id,
            "position": position,
            "title": rules[one["rule"]].title,
            "source": rules[one["rule"]].source,
            "needs": json.dumps(one["needs"]),
        }
        owner = _insert(db, "findings", row)
        _add_evidence(db, review_id, "finding_id", owner, one["evidence"])


def _add_evidence(
    db: Database, review_id: int, owner_column: str, owner: int, evidence: Sequence[Record]
) -> None:
    _insert_all(
        db,
        "evidence",
        (
            {
                "review_id": review_id,
                owner_column: owner,
                **{key: one[key] for key in ("file", "page", "part", "start", "end", "quote")},
                "boxes": json.dumps(one["boxes"]),
                "declared_key": one.get("declared", {}).get("key"),
                "declared_value": one.get("declared", {}).get("value"),
                "fault": one.get("fault", {}).get("cause"),
                "searched": json.dumps(one["searched"]) if "searched" in one else None,
            }
            for one in evidence
        ),
    )
