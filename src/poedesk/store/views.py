"""Views named for what auditors ask. They hold nothing: drop one, and nothing is lost.

What each says stands in `tables.toml`, with the tables.
"""

IN_FORCE = """
create view decisions_in_force as
select * from decisions d where d.action <> 'withdraw' and d.id = (
    select max(n.id) from decisions n where n.review_id = d.review_id and n.rule is d.rule
    and n.action not in ('note', 'close', 'second-look'))"""
VIEWS = (
    """
create view current_verdicts as
select r.claim_id, r.id as review_id, r.verdict, d.outcome as decided,
       coalesce(d.outcome, r.verdict) as stands, d.reviewer, d.reason, r.customer, r.partner,
       r.type, r.claim_date, r.acknowledged_on, r.reviewed_at, r.checklist_id, r.tool
from reviews r
left join decisions_in_force d on d.review_id = r.id and d.rule is null
where r.id = (select max(id) from reviews n where n.claim_id = r.claim_id)""",
    """
create view undecided_claims as
select claim_id, review_id, verdict, customer, partner, claim_date, reviewed_at
from current_verdicts where decided is null""",
    """
create view findings_failed as
select r.claim_id, f.review_id, f.rule, f.outcome, f.message, f.remedy, f.title, f.source
from findings f join reviews r on r.id = f.review_id
where f.severity = 'required' and f.outcome in ('fail', 'review')
  and r.id = (select max(id) from reviews n where n.claim_id = r.claim_id)""",
    """
create view rules_failing as
select rule, title, sum(outcome = 'fail') as fails, sum(outcome = 'review') as doubts
from findings_failed group by rule, title""",
    """
create view decisions_overriding as
select d.claim_id, d.review_id, coalesce(d.rule, '(verdict)') as subject,
       case when d.rule is null then r.verdict else (
           select f.outcome from findings f where f.review_id = r.id and f.rule = d.rule
       ) end as machine_said,
       d.outcome as person_said, d.reason, d.reviewer, e.account, d.decided_at
from decisions d join reviews r on r.id = d.review_id
left join payloads p on p.review_id = d.review_id and p.decision_id = d.id
left join entries e on e.seq = p.seq
where d.action = 'override'""",
    """
create view evidence_files as
select r.claim_id, f.review_id, f.path, f.inside, k.kind, k.pages, f.error, f.sha256,
       (select count(*) from unread u where u.review_file_id = f.id) as parts_unread,
       (select count(*) from marks m where m.review_file_id = f.id) as marks
from review_files f join reviews r on r.id = f.review_id
left join files k on k.sha256 = f.sha256""",
    """
create view files_of_several_claims as
select f.sha256, f.path, count(distinct r.claim_id) as claims,
       group_concat(distinct r.claim_id) as claim_ids
from review_files f join reviews r on r.id = f.review_id
where f.sha256 is not null
group by f.sha256 having count(distinct r.claim_id) > 1""",
    """
create view quoted_evidence as
select r.claim_id, e.review_id, f.rule, f.outcome, e.file, e.page, e.part, e.quote
from evidence e join findings f on f.id = e.finding_id join reviews r on r.id = e.review_id
where e.quote is not null""",
    """
create view acknowledgements_relied_on as
select r.claim_id, a.review_id, r.verdict, a.kind, a.side, a.name, a.title, a.organisation,
       a.email, a.date, r.claim_date,
       cast(julianday(r.claim_date) - julianday(a.date) as integer) as age_in_days
from acknowledgements a join reviews r on r.id = a.review_id
where a.status = 'accepted'
  and r.id = (select max(id) from reviews n where n.claim_id = r.claim_id)""",
    """
create view forgotten_claims as
select p.payload ->> 'claim' as claim_id, e.at as forgotten_at, p.payload ->> 'who' as who,
       e.account, p.payload ->> 'why' as why,
       json_array_length(p.payload, '$.digests') as entries_erased
from entries e join payloads p on p.seq = e.seq where e.kind = 'forgotten'""",
    """
create view audit_trail as
select e.seq, e.at, e.kind, p.claim_id, p.review_id, p.decision_id, e.account,
       p.seq is null as payload_erased, e.digest
from entries e left join payloads p on p.seq = e.seq""",
    """
create view searchable_evidence as
select i.id, r.claim_id, f.review_id, f.path, t.text
from indexed_texts i join texts t on t.sha256 = i.sha256
join review_files f on f.text_sha256 = t.sha256 join reviews r on r.id = f.review_id""",
)
