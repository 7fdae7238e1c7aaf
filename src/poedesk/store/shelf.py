"""One stored review with its documents, as the desk shows it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import TYPE_CHECKING, Any

from poedesk.model import Box
from poedesk.store.records import recorded

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class StoredEvidence:
    """A place in a stored document, or (`start` None) what `words` say; `boxes` on its page."""

    file: str | None
    page: int | None
    part: str | None
    start: int | None
    end: int | None
    words: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding with its rule's question and source as they stood."""

    rule: str
    title: str
    source: str
    severity: str
    outcome: str
    message: str
    category: str | None
    remedy: str | None
    evidence: tuple[StoredEvidence, ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the review, with the text that spans count in."""

    path: str
    inside: str | None
    sha256: str | None
    kind: str
    pages: int | None
    error: str | None
    text: str
    parts: tuple[tuple[str, int, int], ...]
    unread: tuple[str, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredAcknowledgement:
    """An acknowledgement as it was assessed."""

    kind: str
    status: str
    side: str
    name: str | None
    title: str | None
    date: str | None
    reasons: tuple[str, ...]
    evidence: tuple[StoredEvidence, ...]


@dataclass(frozen=True, slots=True)
class StoredWorkload:
    """A row of the workload table."""

    workload: str
    named: bool
    activity: bool
    users: int | None
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact by its kind ("dates", "parties", …) with what it says in words."""

    kind: str
    value: dict[str, Any]
    evidence: tuple[StoredEvidence, ...]


@dataclass(frozen=True, slots=True)
class StoredReview:
    """Everything that was stored of one review; `way` are the facts with which it would pass."""

    review_id: int
    claim_id: str
    verdict: str
    partner: str
    customer: str
    workloads: tuple[str, ...]
    claim_date: str
    reviewed_at: str
    acknowledged_on: str | None
    checklist_id: str
    checklist_digest: str
    incomplete: bool
    findings: tuple[StoredFinding, ...]
    acknowledgements: tuple[StoredAcknowledgement, ...]
    workload_table: tuple[StoredWorkload, ...]
    facts: tuple[StoredFact, ...]
    way: tuple[str, ...]
    files: tuple[StoredFile, ...]


_FINDING = ("rule", "title", "source", "severity", "outcome", "message", "category", "remedy")
_PLACE = ("file", "page", "part", "start", "end")


def load_review(db: Database, review_id: int) -> StoredReview:
    """One stored review, whole. Raises LookupError for an unknown number."""
    head = next(iter(db.query("select * from reviews where id = ?", [review_id])), None)
    if head is None:
        raise LookupError(f"there is no review {review_id}")
    evidence = _evidence(db, review_id)
    return StoredReview(
        review_id=review_id,
        claim_id=head["claim_id"],
        verdict=head["verdict"],
        partner=head["partner"] or "",
        customer=head["customer"] or "",
        workloads=tuple(json.loads(head["workloads"])),
        claim_date=head["claim_date"],
        reviewed_at=head["reviewed_at"],
        acknowledged_on=head["acknowledged_on"],
        checklist_id=head["checklist_id"],
        checklist_digest=head["checklist_digest"],
        incomplete=bool(head["checklist_incomplete"]),
        findings=tuple(
            StoredFinding(
                **{key: row[key] for key in _FINDING},
                evidence=tuple(evidence["finding_id", row["id"]]),
            )
            for row in _rows(db, "findings", review_id)
        ),
        acknowledgements=tuple(
            StoredAcknowledgement(
                **{k: row[k] for k in ("kind", "status", "side", "name", "title", "date")},
                reasons=tuple(one["message"] for one in json.loads(row["reasons"])),
                evidence=tuple(evidence["acknowledgement_id", row["id"]]),
            )
            for row in _rows(db, "acknowledgements", review_id)
        ),
        workload_table=tuple(
            StoredWorkload(
                row["workload"],
                bool(row["named"]),
                bool(row["activity"]),
                row["users"],
                tuple(json.loads(row["dates"])),
            )
            for row in _rows(db, "workload_rows", review_id)
        ),
        facts=tuple(
            StoredFact(row["kind"], json.loads(row["value"]), tuple(evidence["fact_id", row["id"]]))
            for row in _rows(db, "facts", review_id)
        ),
        way=_way(db, review_id),
        files=tuple(_file(db, row) for row in _rows(db, "review_files", review_id)),
    )


def _way(db: Database, review_id: int) -> tuple[str, ...]:
    told = recorded(db.conn, review_id)
    found = told[1].get("way", {}) if told else {}
    facts = tuple(one["what"] for one in found.get("steps", []))
    still = ", ".join(found.get("open", []))
    return (*facts, f"then still open: {still}") if facts and still else facts


def _rows(db: Database, table: str, review_id: int) -> Iterator[dict[str, Any]]:
    return db.table(table).rows_where("review_id = ?", [review_id], order_by="position")


def _evidence(db: Database, review_id: int) -> dict[tuple[str, int], list[StoredEvidence]]:
    """The review's evidence by the column and number of its owner."""
    found: dict[tuple[str, int], list[StoredEvidence]] = defaultdict(list)
    owners = ("finding_id", "acknowledgement_id", "fact_id")
    for row in db.query("select * from evidence where review_id = ? order by id", [review_id]):
        for owner in owners:
            if row[owner] is not None:
                found[owner, row[owner]].append(
                    StoredEvidence(
                        **{key: row[key] for key in _PLACE},
                        words=_words(row),
                        boxes=tuple(tuple(box) for box in json.loads(row["boxes"])),
                    )
                )
    return found


def _words(row: dict[str, Any]) -> str:
    if row["quote"] is not None:
        return str(row["quote"])
    if row["declared_key"] is not None:
        return f"{row['declared_key']} = {row['declared_value']}"
    if row["fault"] is not None:
        return f"{row['file']}: {row['fault']}"
    return "looked in " + (", ".join(json.loads(row["searched"] or "[]")) or "no file")


def _file(db: Database, row: dict[str, Any]) -> StoredFile:
    def below(table: str) -> Iterator[dict[str, Any]]:
        return db.table(table).rows_where("review_file_id = ?", [row["id"]], order_by="position")

    text = db.execute("select text from texts where sha256 = ?", [row["text_sha256"]]).fetchone()
    sort = "select kind, pages from files where sha256 = ?"
    kind, pages = db.execute(sort, [row["sha256"]]).fetchone() or ("other", None)
    return StoredFile(
        path=row["path"],
        inside=row["inside"],
        sha256=row["sha256"],
        kind=kind,
        pages=pages,
        error=row["error"],
        text=text[0] if text else "",
        parts=tuple((one["name"], one["start"], one["end"]) for one in below("parts")),
        unread=tuple(f"{one['part']}: {one['reason']}" for one in below("unread")),
        marks=tuple(one["message"] for one in below("marks")),
    )


def earlier_reviews(db: Connection, review: StoredReview) -> list[str]:
    """What is otherwise in this review than in the one of the claim before it, then the earlier
    reviews, the newest first, in words.
    """
    rows = db.execute(
        "select id, verdict, substr(reviewed_at, 1, 10), checklist_id from reviews"
        " where claim_id = ? and id < ? order by id desc limit 20",
        [review.claim_id, review.review_id],
    ).fetchall()
    if not rows:
        return []
    was = dict(
        db.execute(
            "select rule, outcome from findings where review_id = ?", [rows[0][0]]
        ).fetchall()
    )
    told = [
        f"{one.rule}: {was.get(one.rule, 'not asked')} → {one.outcome}"
        for one in review.findings
        if was.get(one.rule) != one.outcome
    ]
    head = "Since the review before this one:" if told else "Same findings as the review before."
    return [head, *told, *(f"reviewed {day} by {by}: {verdict}" for _, verdict, day, by in rows)]
