"""The audit chain: every review and decision is an entry that holds the digest of the one before.

What an entry is about stands beside the chain as its payload, under a digest with salt: a payload
can be forgotten without breaking the chain, and nobody can guess it from the digest.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection

TABLES = (
    """
create table entries (
    seq integer primary key,
    kind text not null check (kind in ('review', 'decision', 'forgotten')),
    at text not null,
    account text not null,
    payload_digest text not null,
    previous text not null,
    digest text not null unique
) strict""",
    """
create table payloads (
    seq integer primary key references entries (seq),
    claim_id text not null,
    review_id integer,
    decision_id integer,
    salt text not null,
    payload text not null
) strict""",
    "create index payloads_by_claim on payloads (claim_id)",
    "create index payloads_by_review on payloads (review_id)",
)
GUARDS = {
    "entries_no_update": "before update on entries begin select raise(abort,"
    " 'entries is only ever added to'); end",
    "entries_no_delete": "before delete on entries begin select raise(abort,"
    " 'entries is only ever added to'); end",
    "payloads_no_update": "before update on payloads begin select raise(abort,"
    " 'payloads is only ever added to'); end",
    "entries_in_order": "before insert on entries"
    " when new.seq <> (select coalesce(max(seq), 0) + 1 from entries)"
    " or new.previous <> coalesce((select digest from entries order by seq desc limit 1), '')"
    " begin select raise(abort, 'an entry must follow the last one'); end",
}
"""Triggers by their names."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: a claim, and a review or decision of it by number."""

    claim_id: str
    review_id: int | None = None
    decision_id: int | None = None


def canonical(value: object) -> str:
    """JSON that is the same for equal values: sorted keys, no white space, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def salted(salt: str, payload: str) -> str:
    """The digest of a payload: hex sha256 over its salt and its words."""
    return hashlib.sha256(f"{salt}\x00{payload}".encode()).hexdigest()


def linked(entry: Mapping[str, Any]) -> str:
    """The digest of an entry: hex sha256 over its canonical JSON, its own digest left out."""
    keys = ("seq", "kind", "at", "account", "payload_digest", "previous")
    return hashlib.sha256(canonical({key: entry[key] for key in keys}).encode()).hexdigest()


def append(
    db: Connection, kind: str, payload: Mapping[str, Any], about: Subject, at: datetime
) -> str:
    """Add an entry with its payload and return its digest. The caller holds the transaction."""
    row = db.execute("select seq, digest from entries order by seq desc limit 1").fetchone()
    last, previous = row or (0, "")
    salt, words = secrets.token_hex(16), canonical(payload)
    entry = {
        "seq": last + 1,
        "kind": kind,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "account": account(),
        "payload_digest": salted(salt, words),
        "previous": previous,
    }
    entry["digest"] = linked(entry)
    db.execute(
        "insert into entries (seq, kind, at, account, payload_digest, previous, digest) values"
        " (:seq, :kind, :at, :account, :payload_digest, :previous, :digest)",
        entry,
    )
    db.execute(
        "insert into payloads values (?, ?, ?, ?, ?, ?)",
        [last + 1, about.claim_id, about.review_id, about.decision_id, salt, words],
    )
    return str(entry["digest"])


def account() -> str:
    """The system account, which stands beside the name that a reviewer gives; nobody checks it."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "unknown"


def head(db: Connection) -> str:
    """The digest of the last entry, or the empty string of an empty chain."""
    row = db.execute("select digest from entries order by seq desc limit 1").fetchone()
    return str(row[0]) if row else ""
