"""What other claims say: an index of descriptions and files, asked before a claim is judged.

It holds one entry for each claim, of its newest review, and can be made again from the evidence.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

from poedesk.extract import names
from poedesk.extract.names import Likeness
from poedesk.extract.reuse import method, repeated, signature
from poedesk.model import (
    Claim,
    Competing,
    Described,
    Examined,
    History,
    Reuse,
    Reused,
    SameFile,
    Vocabulary,
)

TABLES = """
create table if not exists known_claims (
    id integer primary key,
    claim_id text not null unique,
    partner text not null,
    customer text not null,
    customer_key text not null,
    tenant_id text not null,
    workloads text not null,
    method text not null
) strict;
create table if not exists known_sentences (
    known_id integer not null references known_claims (id),
    position integer not null,
    file text not null,
    quote text not null,
    masked text not null,
    primary key (known_id, position)
) strict, without rowid;
create table if not exists known_bands (
    band integer not null,
    known_id integer not null references known_claims (id),
    position integer not null,
    primary key (band, known_id, position)
) strict, without rowid;
create table if not exists known_files (
    sha256 text not null,
    known_id integer not null references known_claims (id),
    primary key (sha256, known_id)
) strict, without rowid;
create index if not exists known_bands_by_claim on known_bands (known_id);
create index if not exists known_files_by_claim on known_files (known_id);
create index if not exists known_claims_by_tenant on known_claims (tenant_id);
"""
_ALIKE = 200
"""Claims looked at for one band of one sentence: a sentence in more of them is nobody's own."""
_COMPARED = 20
"""Claims whose words are compared with those of one claim."""
_TOLD = 5
"""Claims that a history names, those with the most in common first."""
_LEAST = 0.1
"""Share of a description below which nothing is told."""


@dataclass(frozen=True, slots=True)
class _Other:
    """Another claim of the index."""

    id: int
    claim: str
    customer: str


def learn(
    db: sqlite3.Connection, claim: Claim, files: Sequence[Examined], said: Sequence[Described]
) -> None:
    """Take a claim and what it `said` of the work into the index, in place of what was held of
    it. The caller commits.
    """
    forget(db, claim.id)
    row = (
        claim.id,
        claim.partner.name,
        claim.customer.name,
        _key(claim),
        claim.customer.tenant_id.casefold(),
        json.dumps(claim.workloads),
        method(),
    )
    known = db.execute(
        "insert into known_claims (claim_id, partner, customer, customer_key, tenant_id,"
        " workloads, method) values (?, ?, ?, ?, ?, ?, ?)",
        row,
    ).lastrowid
    db.executemany(
        "insert into known_sentences values (?, ?, ?, ?, ?)",
        [(known, at, s.span.file, s.span.quote, s.masked) for at, s in enumerate(said)],
    )
    db.executemany(
        "insert or ignore into known_bands values (?, ?, ?)",
        [(band, known, at) for at, one in enumerate(said) for band in signature(one.masked)],
    )
    db.executemany(
        "insert or ignore into known_files values (?, ?)",
        [(one.document.sha256, known) for one in files if _tells(one)],
    )


def forget(db: sqlite3.Connection, claim_id: str) -> None:
    """Take a claim out of the index. The caller commits."""
    found = db.execute("select id from known_claims where claim_id = ?", [claim_id]).fetchone()
    if found is None:
        return
    db.execute("delete from known_sentences where known_id = ?", found)
    db.execute("delete from known_bands where known_id = ?", found)
    db.execute("delete from known_files where known_id = ?", found)
    db.execute("delete from known_claims where id = ?", found)


def history(
    db: sqlite3.Connection,
    claim: Claim,
    files: Sequence[Examined],
    said: Sequence[Described],
    vocabulary: Vocabulary,
) -> History:
    """What the index knows of other claims that a review of this one should hear.

    Words and files count only where they were filed for another customer: by tenant id where
    both claims declare one, else by name. Without a declared customer nobody is another one.
    """
    return History(
        reuse=tuple(_reuse(db, claim, said, vocabulary)),
        same_files=tuple(_same_files(db, claim, files, vocabulary)),
        competing=tuple(_competing(db, claim)),
    )


def _key(claim: Claim) -> str:
    """What is the same for claims of one customer whose name is written alike."""
    return "".join(one for one in claim.customer.name.casefold() if one.isalnum())


def _tells(one: Examined) -> bool:
    """Whether a file describes work or holds an acknowledgement: logos and brochures do not."""
    return bool(one.document.sha256 and (one.facts.activities or one.acknowledgements))


def _others(
    db: sqlite3.Connection, ids: Sequence[int], claim: Claim, vocabulary: Vocabulary
) -> Iterator[_Other]:
    """Those of the claims with these numbers that are another customer's, in the same order."""
    rows = db.execute(
        "select id, claim_id, customer, tenant_id from known_claims"
        " where id in (select value from json_each(?)) and method = ?",
        [json.dumps(ids), method()],
    )
    known = {row[0]: row for row in rows}
    for one in ids:
        number, claim_id, customer, tenant = known.get(one, (None, "", "", ""))
        if number is not None and _is_another(claim, customer, tenant, vocabulary):
            yield _Other(number, claim_id, customer)


def _is_another(claim: Claim, customer: str, tenant: str, vocabulary: Vocabulary) -> bool:
    own = claim.customer.tenant_id.casefold()
    if own and tenant:
        return own != tenant
    if not claim.customer.name or not customer:
        return False
    likeness = {names.compare(name, customer, vocabulary) for name in claim.customer.names}
    return likeness == {Likeness.DIFFERENT}


# ── The same words ──────────────────────────────────────────────────────────────────────


def _reuse(
    db: sqlite3.Connection, claim: Claim, own: Sequence[Described], vocabulary: Vocabulary
) -> list[Reuse]:
    ids = _alike(db, claim, own)
    found = [_compared(db, own, one) for one in _others(db, ids, claim, vocabulary)]
    telling = [one for one in found if one.share >= _LEAST]
    return sorted(telling, key=lambda one: (-one.share, one.claim))[:_TOLD]


def _alike(db: sqlite3.Connection, claim: Claim, own: Sequence[Described]) -> list[int]:
    """Numbers of the claims that share the most sentences, by their signatures."""
    shared: Counter[int] = Counter()
    for one in own:
        found: set[int] = set()
        for band in signature(one.masked):
            found.update(row[0] for row in db.execute(_SHARING, _sharing(claim, band)))
        shared.update(found)
    ranked = sorted(shared.items(), key=lambda item: (-item[1], -item[0]))
    return [known for known, _ in ranked[:_COMPARED]]


_SHARING = """
select distinct b.known_id from known_bands b join known_claims k on k.id = b.known_id
where b.band = :band and k.claim_id <> :claim
  and not (k.customer_key = :key and (k.tenant_id in ('', :tenant) or :tenant = ''))
order by b.known_id desc limit :most
"""


def _sharing(claim: Claim, band: int) -> dict[str, str | int]:
    tenant = claim.customer.tenant_id.casefold()
    return {"band": band, "claim": claim.id, "key": _key(claim), "tenant": tenant, "most": _ALIKE}


def _compared(db: sqlite3.Connection, own: Sequence[Described], other: _Other) -> Reuse:
    rows = db.execute(
        "select file, quote, masked from known_sentences where known_id = ? order by position",
        [other.id],
    ).fetchall()
    share, pairs = repeated([one.masked for one in own], [row[2] for row in rows])
    passages = tuple(Reused(own[at].span, *rows[like][:2]) for at, like in pairs.items())
    return Reuse(other.claim, other.customer, round(share, 4), passages)


# ── The same files, the same tenant ─────────────────────────────────────────────────────


def _same_files(
    db: sqlite3.Connection, claim: Claim, files: Sequence[Examined], vocabulary: Vocabulary
) -> Iterator[SameFile]:
    for one in files:
        if not _tells(one):
            continue
        digest = one.document.sha256
        rows = db.execute(
            "select known_id from known_files where sha256 = ? order by known_id desc limit ?",
            [digest, _ALIKE],
        ).fetchall()
        for other in _others(db, [row[0] for row in rows], claim, vocabulary):
            if other.claim != claim.id:
                yield SameFile(one.document.path, digest, other.claim, other.customer)


def _competing(db: sqlite3.Connection, claim: Claim) -> Iterator[Competing]:
    if not claim.customer.tenant_id:
        return
    rows = db.execute(
        "select claim_id, partner, workloads from known_claims"
        " where tenant_id = ? and claim_id <> ? order by claim_id",
        [claim.customer.tenant_id.casefold(), claim.id],
    )
    for other, partner, listed in rows:
        both = tuple(one for one in json.loads(listed) if one in claim.workloads)
        if both:
            yield Competing(other, partner, both)


# ── Stored claims and those of a run ────────────────────────────────────────────────────


class Index:
    """What is known while a run goes on: the stored claims, and those of the run so far.

    Asked from several threads. `stored` is a connection of its own to the database, which the
    index closes; None where nothing is stored.
    """

    def __init__(self, stored: sqlite3.Connection | None, vocabulary: Vocabulary) -> None:
        self._lock = Lock()
        self._vocabulary = vocabulary
        self._run = sqlite3.connect("", check_same_thread=False)  # on disk, gone when closed
        self._run.executescript(TABLES)
        self._sources = [self._run] if stored is None else [self._run, stored]

    def ask(self, claim: Claim, files: Sequence[Examined], said: Sequence[Described]) -> History:
        """What is known of other claims; from now on this one is known too."""
        with self._lock:
            learn(self._run, claim, files, said)
            found = [history(one, claim, files, said, self._vocabulary) for one in self._sources]
        return _joined(found)

    def close(self) -> None:
        """Let go of the connections."""
        for one in self._sources:
            one.close()


def _joined(found: Sequence[History]) -> History:
    """What several indexes tell; of a claim that two of them know, what the first tells."""
    reuse = {one.claim: one for each in reversed(found) for one in each.reuse}
    files = {(one.path, one.claim): one for each in found for one in each.same_files}
    rivals = {one.claim: one for each in reversed(found) for one in each.competing}
    return History(
        reuse=tuple(sorted(reuse.values(), key=lambda one: (-one.share, one.claim))[:_TOLD]),
        same_files=tuple(files[key] for key in sorted(files)),
        competing=tuple(rivals[key] for key in sorted(rivals)),
    )
