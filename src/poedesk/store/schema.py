"""The tables of the store and how they came to be.

A migration is never edited after it was released; a change is a new one below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from poedesk.store import chain, fulltext, known, views

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

_TABLES = """
create table claims (
    id text primary key
) strict;
create table files (
    sha256 text primary key,
    kind text not null,
    pages integer
) strict;
create table texts (
    sha256 text primary key,
    text text not null
) strict;
create table reviews (
    id integer primary key,
    claim_id text not null references claims (id),
    reviewed_at text not null,
    type text not null,
    claim_date text not null,
    partner text,
    customer text,
    workloads text not null,
    checklist_id text not null,
    checklist_digest text not null,
    checklist_incomplete integer not null,
    tool text not null,
    settings text not null,
    verdict text not null check (verdict in ('pass', 'fail', 'review')),
    acknowledged_on text
) strict;
create table review_files (
    id integer primary key,
    review_id integer not null references reviews (id),
    position integer not null,
    path text not null,
    inside text,
    sha256 text references files (sha256),
    text_sha256 text references texts (sha256),
    error text,
    unique (review_id, path)
) strict;
create table parts (
    review_file_id integer not null references review_files (id),
    position integer not null,
    name text not null,
    page integer,
    start integer not null,
    "end" integer not null,
    primary key (review_file_id, position)
) strict;
create table unread (
    review_file_id integer not null references review_files (id),
    position integer not null,
    part text not null,
    reason text not null,
    primary key (review_file_id, position)
) strict;
create table findings (
    id integer primary key,
    review_id integer not null references reviews (id),
    position integer not null,
    rule text not null,
    title text not null,
    source text not null,
    severity text not null,
    outcome text not null,
    message text not null,
    category text,
    remedy text,
    needs text not null
) strict;
create table acknowledgements (
    id integer primary key,
    review_id integer not null references reviews (id),
    position integer not null,
    kind text not null,
    status text not null,
    side text not null,
    name text,
    title text,
    organisation text,
    email text,
    date text,
    reasons text not null
) strict;
create table facts (
    id integer primary key,
    review_id integer not null references reviews (id),
    position integer not null,
    kind text not null,
    value text not null
) strict;
create table workload_rows (
    id integer primary key,
    review_id integer not null references reviews (id),
    position integer not null,
    workload text not null,
    named integer not null,
    activity integer not null,
    users integer,
    dates text not null
) strict;
create table evidence (
    id integer primary key,
    review_id integer not null references reviews (id),
    finding_id integer references findings (id),
    acknowledgement_id integer references acknowledgements (id),
    fact_id integer references facts (id),
    workload_row_id integer references workload_rows (id),
    file text,
    page integer,
    part text,
    start integer,
    "end" integer,
    quote text,
    boxes text not null,
    declared_key text,
    declared_value text,
    fault text,
    searched text
) strict;
create table marks (
    review_file_id integer not null references review_files (id),
    position integer not null,
    kind text not null,
    message text not null,
    primary key (review_file_id, position)
) strict;
create table decisions (
    id integer primary key,
    claim_id text not null references claims (id),
    review_id integer not null references reviews (id),
    rule text,
    action text not null check (action in ('confirm', 'override')),
    outcome text not null,
    reason text not null,
    reviewer text not null,
    decided_at text not null,
    check (action = 'confirm' or trim(reason) <> '')
) strict;
create index reviews_by_claim on reviews (claim_id, id);
create index findings_by_review on findings (review_id);
create index acknowledgements_by_review on acknowledgements (review_id);
create index facts_by_review on facts (review_id);
create index workload_rows_by_review on workload_rows (review_id);
create index evidence_by_review on evidence (review_id);
create index decisions_by_claim on decisions (claim_id, id);
"""

_DECISIONS = """
create table decided (
    id integer primary key,
    claim_id text not null references claims (id),
    review_id integer not null references reviews (id),
    rule text,
    action text not null check (action in
        ('confirm', 'override', 'send-back', 'note', 'withdraw', 'close', 'second-look')),
    outcome text not null check (outcome in ('pass', 'fail', 'review', 'not-checked',
        'not-applicable')),
    reason text not null,
    reviewer text not null,
    decided_at text not null,
    check (action in ('confirm', 'withdraw', 'close', 'second-look') or trim(reason) <> '')
) strict;
insert into decided select * from decisions;
drop table decisions;
alter table decided rename to decisions;
create index decisions_by_claim on decisions (claim_id, id);
create index decisions_by_review on decisions (review_id, id);
alter table reviews add column rule text;
alter table reviews add column reason text;
alter table reviews add column files integer not null default 0;
create index findings_by_rule on findings (outcome, rule, review_id);
drop trigger reviews_no_update;
update reviews set
    files = (select count(*) from review_files f where f.review_id = reviews.id),
    (rule, reason) = (select f.rule, f.message from findings f where f.review_id = reviews.id
        and f.severity = 'required' and f.outcome in ('fail', 'review')
        order by f.outcome = 'fail' desc, f.position limit 1);
"""
"""More that people can say of a claim, and the deciding finding beside each review: a queue of many
claims is read without their findings.
"""

_OWNERS = ("finding", "acknowledgement", "fact", "workload_row")
_APPEND_ONLY = (
    "claims",
    "files",
    "texts",
    "reviews",
    "review_files",
    "parts",
    "unread",
    "marks",
    "findings",
    "acknowledgements",
    "facts",
    "workload_rows",
    "evidence",
    "decisions",
)


def migrations() -> Migrations:
    """Every change of the schema, in order."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations("poedesk")

    @steps()
    def m001_reviews_and_decisions(db: Database) -> None:
        _run(db, _statements(_TABLES))
        _run(db, _guards())

    @steps()
    def m002_known_claims(db: Database) -> None:
        _run(db, _statements(known.TABLES))

    @steps()
    def m003_audit_chain(db: Database) -> None:
        _run(db, chain.TABLES)
        _run(db, (f"create trigger {name} {guard}" for name, guard in chain.GUARDS.items()))

    @steps()
    def m004_desk(db: Database) -> None:
        _run(db, _statements(_DECISIONS))
        db.execute(views.IN_FORCE)
        _run(
            db,
            (one for one in _guards() if " on decisions " in one or " update on reviews " in one),
        )

    @steps()
    def m005_full_text_index(db: Database) -> None:
        _run(db, fulltext.TABLES)

    @steps()
    def m006_views_for_auditors(db: Database) -> None:
        _run(db, views.VIEWS)

    @steps()
    def m007_indexes_of_large_stores(db: Database) -> None:
        _run(db, _by_owner())

    return steps


def _run(db: Database, statements: Iterable[str]) -> None:
    for statement in statements:
        db.execute(statement)


def _statements(script: str) -> Iterator[str]:
    yield from (one for one in script.split(";") if one.strip())


def _by_owner() -> Iterator[str]:
    """Without these, each row that is forgotten is looked for in all evidence there is."""
    for owner in _OWNERS:
        yield (
            f"create index evidence_by_{owner} on evidence ({owner}_id)"
            f" where {owner}_id is not null"
        )


def _guards() -> Iterator[str]:
    """What refuses to change or delete a row."""
    for table in _APPEND_ONLY:
        for verb in ("update", "delete"):
            yield (
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                f"begin select raise(abort, '{table} is only ever added to'); end"
            )
