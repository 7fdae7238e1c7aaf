"""Proves that nothing stored was altered: chain, payloads, and what is derived from them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from poedesk.store import evidence
from poedesk.store.chain import linked, salted
from poedesk.store.derived import differs
from poedesk.store.schema import migrations

_ENTRY = ("seq", "kind", "at", "account", "payload_digest", "previous", "digest")


def breaks(db: sqlite3.Connection, root: Path | None, since: str = "") -> Iterator[str]:
    """Every break, the first one first, in words; nothing where all holds.

    `root` is the folder of kept evidence; `since` the head of the chain at an earlier time, which
    must still be a part of it.
    """
    yield from _schema(db)
    yield from _chain(db, since)
    yield from _payloads(db)
    yield from _reviews(db)
    yield from _decisions(db)
    yield from _texts(db)
    if root is not None and root.is_dir():
        for path in evidence.changed(root):
            yield f"evidence {path.name}: the kept file's content is not that of its digest"
    yield from _integrity(db)


def _uncovered(db: sqlite3.Connection) -> int:
    """How many reviews are older than the chain, so that it proves nothing of them."""
    (count,) = db.execute(
        "select count(*) from reviews where id not in"
        " (select review_id from payloads where review_id is not null)"
        " and id < coalesce((select min(review_id) from payloads), id + 1)"
    ).fetchone()
    return int(count)


def notes(db: sqlite3.Connection, root: Path) -> Iterator[str]:
    """What is no break, but to be known, in words."""
    if older := _uncovered(db):
        yield f"{older} reviews are older than the audit chain: nothing is proved of them"
    for seq, at, before in db.execute(_BACKWARDS):
        yield (
            f"entry {seq} is dated {at}, before the entry it follows ({before}): the clock was "
            "set back; the order of the chain is what counts"
        )
    known = {row[0] for row in db.execute("select sha256 from files")}
    for path in evidence.stray(root, known):
        yield (
            f"{path}: belongs to no stored claim: a run or a forgetting was interrupted. Check or "
            "forget that claim again, or remove the file"
        )


_BACKWARDS = """
select seq, at, before from (select seq, at, lag(at) over (order by seq) as before from entries)
where julianday(before) - julianday(at) > 1.0 / 1440
order by seq
"""
"""By more than a minute: two programs that wait for each other differ by less."""


def _schema(db: sqlite3.Connection) -> Iterator[str]:
    """Guards that were taken away or changed, and views that no longer say what they should."""
    from sqlite_utils import Database

    with closing(sqlite3.connect(":memory:")) as fresh:
        migrations().apply(Database(fresh))
        expected, found = _programs(fresh), _programs(db)
    for (kind, name), told in expected.items():
        if (kind, name) not in found:
            yield f"the {kind} {name} was removed"
        elif found[kind, name] != told:
            yield f"the {kind} {name} was changed"
    for kind, name in found.keys() - expected.keys():
        if kind == "trigger":  # anybody may add views
            yield f"the trigger {name} was added"


def _programs(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = db.execute(
        "select type, name, sql from sqlite_master where type in ('trigger', 'view') order by name"
    )
    return {(kind, name): sql for kind, name, sql in rows}


def _chain(db: sqlite3.Connection, since: str) -> Iterator[str]:
    previous, expected, met = "", 1, not since
    for row in db.execute(f"select {', '.join(_ENTRY)} from entries order by seq"):  # noqa: S608
        entry = dict(zip(_ENTRY, row, strict=True))
        if entry["seq"] != expected:
            yield f"entry {expected} is missing: the next one is {entry['seq']}"
            expected = entry["seq"]
        if entry["previous"] != previous:
            yield f"entry {entry['seq']} does not follow the entry before it"
        if linked(entry) != entry["digest"]:
            yield f"entry {entry['seq']} was changed: its digest does not fit"
        met = met or entry["digest"] == since
        previous, expected = entry["digest"], expected + 1
    if not met:
        yield f"the chain no longer holds the entry {since}: its end was cut off or made anew"


def _payloads(db: sqlite3.Connection) -> Iterator[str]:
    """Each entry has its payload, unless a later entry says that it was forgotten."""
    forgotten = _forgotten(db)
    rows = db.execute(
        "select e.seq, e.kind, e.payload_digest, p.salt, p.payload from entries e"
        " left join payloads p on p.seq = e.seq order by e.seq"
    )
    for seq, kind, digest, salt, payload in rows:
        if payload is None:
            if digest not in forgotten:
                yield f"entry {seq} ({kind}) lost what it was about, and no entry says why"
        elif salted(salt, payload) != digest:
            yield f"entry {seq} ({kind}): what it is about was changed"


def _forgotten(db: sqlite3.Connection) -> set[str]:
    rows = db.execute(
        "select p.payload from payloads p join entries e on e.seq = p.seq"
        " where e.kind = 'forgotten'"
    )
    found: set[str] = set()
    for (payload,) in rows:
        try:
            found.update(json.loads(payload)["digests"])
        except (ValueError, KeyError, TypeError):
            continue  # a changed payload is told by its digest
    return found


def _reviews(db: sqlite3.Connection) -> Iterator[str]:
    """The tables that the desk reads against the records in the chain."""
    rows = db.execute(
        "select p.review_id, p.claim_id, p.payload from payloads p join entries e on e.seq = p.seq"
        " where e.kind = 'review' and p.review_id is not null order by p.seq"
    )
    known: set[int] = set()
    for review_id, claim_id, payload in rows:
        known.add(review_id)
        try:
            record = json.loads(payload)["review"]
        except (ValueError, KeyError, TypeError):
            continue
        yield from (
            f"review {review_id} of {claim_id}: {one}" for one in differs(db, review_id, record)
        )
    start = min(known, default=0)
    for (review_id,) in db.execute("select id from reviews where id >= ? order by id", [start]):
        if known and review_id not in known:
            yield f"review {review_id} stands in no entry of the chain"


def _decisions(db: sqlite3.Connection) -> Iterator[str]:
    keys = (
        "claim_id",
        "review_id",
        "rule",
        "action",
        "outcome",
        "reason",
        "reviewer",
        "decided_at",
    )
    rows = db.execute(
        "select p.decision_id, p.payload from payloads p join entries e on e.seq = p.seq"
        " where e.kind = 'decision' and p.decision_id is not null order by p.seq"
    )
    known: set[int] = set()
    for decision_id, payload in rows:
        known.add(decision_id)
        row = db.execute(
            f"select {', '.join(keys)} from decisions where id = ?",  # noqa: S608  our own names
            [decision_id],
        ).fetchone()
        try:
            told = json.loads(payload)["decision"]
        except (ValueError, KeyError, TypeError):
            continue
        if row is None:
            yield f"decision {decision_id} was removed"
        elif dict(zip(keys, row, strict=True)) != told:
            yield f"decision {decision_id} was changed"
    start = min(known, default=0)
    for (decision_id,) in db.execute("select id from decisions where id >= ?", [start]):
        if known and decision_id not in known:
            yield f"decision {decision_id} stands in no entry of the chain"


def _texts(db: sqlite3.Connection) -> Iterator[str]:
    for digest, text in db.execute("select sha256, text from texts"):
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            yield f"the stored text {digest[:12]}… was changed"


def _integrity(db: sqlite3.Connection) -> Iterator[str]:
    for (told,) in db.execute("pragma integrity_check(3)"):
        if told != "ok":
            yield f"the database file is damaged: {told}"
    for row in db.execute("pragma foreign_key_check"):
        yield f"a row of {row[0]} points to a row of {row[2]} that is not there"
        return
