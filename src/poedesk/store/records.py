"""Stored reviews as they were recorded, one after the other: memory stays flat."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from poedesk.record.evidence import Record
from poedesk.record.stored import Selection, StoredRecord
from poedesk.store.decisions import decided

_SELECTED = """
select r.id, r.reviewed_at, e.digest, p.payload from reviews r
join payloads p on p.review_id = r.id and p.decision_id is null
join entries e on e.seq = p.seq
where (not :newest or r.id = (select max(id) from reviews n where n.claim_id = r.claim_id))
  and (:claims = '[]' or r.claim_id in (select value from json_each(:claims)))
  and (:verdicts = '[]' or r.verdict in (select value from json_each(:verdicts)))
  and (:rules = '[]' or exists (
      select 1 from findings f where f.review_id = r.id and f.outcome in ('fail', 'review')
      and f.rule in (select value from json_each(:rules))))
  and (:reviewers = '[]' or exists (
      select 1 from decisions d where d.review_id = r.id
      and d.reviewer in (select value from json_each(:reviewers))))
  and (:since is null or date(r.reviewed_at) >= :since)
  and (:until is null or date(r.reviewed_at) <= :until)
order by r.id
"""


def records(db: sqlite3.Connection, selection: Selection) -> Iterator[StoredRecord]:
    """The selected reviews in the order in which they were made.

    Reviews that are older than the audit chain, and forgotten ones, have no record and are left
    out.
    """
    for review_id, reviewed_at, digest, payload in db.execute(_SELECTED, _values(selection)):
        record = json.loads(payload)["review"]
        yield StoredRecord(review_id, reviewed_at, digest, record, decided(db, review_id))


def _values(selection: Selection) -> dict[str, str | bool | None]:
    return {
        "newest": selection.newest,
        "since": selection.since.isoformat() if selection.since else None,
        "until": selection.until.isoformat() if selection.until else None,
        **{
            key: json.dumps(getattr(selection, key))
            for key in ("claims", "verdicts", "rules", "reviewers")
        },
    }


def recorded(db: sqlite3.Connection, review_id: int) -> tuple[Record, Record] | None:
    """What the claim of a review declared, and the review's record; None where the chain holds
    neither.
    """
    row = db.execute(
        "select p.payload from payloads p join entries e on e.seq = p.seq"
        " where p.review_id = ? and e.kind = 'review'",
        [review_id],
    ).fetchone()
    if row is None:
        return None
    told = json.loads(row[0])
    return told["claim"], told["review"]


def declarations(
    db: sqlite3.Connection, claims: Sequence[str] = ()
) -> Iterator[tuple[Record, Record]]:
    """What each claim (of these ids, if any are given) declared and the record of its newest
    review.
    """
    chosen = Selection(claims=tuple(claims))
    for _, _, _, payload in db.execute(_SELECTED, _values(chosen)):
        told = json.loads(payload)
        yield told["claim"], told["review"]
