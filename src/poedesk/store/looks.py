"""Second looks: which decided claims another reviewer is to see, and how far they agree."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from sqlite3 import Connection

from poedesk.store.query import EVERYTHING, Query
from poedesk.store.queue import queue_numbers

_THRESHOLDS = (50, 60, 70, 80, 90, 95, 100)
_DECIDED = """
select d.review_id, d.reviewer from decisions_in_force d join reviews r on r.id = d.review_id
where d.rule is null and d.action in ('confirm', 'override') and r.id in
    (select max(id) from reviews group by claim_id)
and not exists (select 1 from decisions l where l.review_id = d.review_id
    and l.action = 'second-look')
order by d.review_id
"""
_LOOKED = """
select r.claim_id, d.reviewer, d.outcome, l.reviewer, l.outcome, l.reason
from decisions l join decisions_in_force d on d.review_id = l.review_id and d.rule is null
join reviews r on r.id = l.review_id
where l.action = 'second-look' order by l.id desc
"""
_ALONE = """
select 100 * sum(f.outcome in ('pass', 'fail')) / max(count(*), 1), d.action
from decisions_in_force d join reviews r on r.id = d.review_id
join findings f on f.review_id = r.id
where d.rule is null and d.action in ('confirm', 'override') and r.verdict <> 'review'
and f.severity = 'required' and f.outcome <> 'not-applicable'
group by r.id
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What two reviewers found of one claim."""

    claim_id: str
    first: str
    first_outcome: str
    second: str
    second_outcome: str
    reason: str

    @property
    def agrees(self) -> bool:
        """Whether they found the same."""
        return self.first_outcome == self.second_outcome


@dataclass(frozen=True, slots=True)
class Alone:
    """With at least `threshold` percent certainty, poedesk could have taken `count` of the decided
    claims alone; people `overrode` so many of them.
    """

    threshold: int
    count: int
    overrode: int


def due_for_second_look(
    db: Connection, reviewer: str, percent: int, query: Query = EVERYTHING
) -> list[int]:
    """Reviews that somebody else decided and nobody has looked at again: a share of so many
    percent, drawn by a digest of their numbers, so that nobody chooses and the draw can be
    repeated.
    """
    drawn = [
        number
        for number, first in db.execute(_DECIDED).fetchall()
        if first != reviewer and _draw(number) < percent
    ]
    meant = set(queue_numbers(db, query)) if query.terms else set(drawn)
    return [number for number in drawn if number in meant]


def looks(db: Connection) -> tuple[Look, ...]:
    """Every second look, the newest first, beside the decision that is in force."""
    return tuple(Look(*row) for row in db.execute(_LOOKED))


def alone(db: Connection) -> tuple[Alone, ...]:
    """How far the machine could have gone alone, by thresholds of certainty.

    The certainty of a verdict is the share of the required rules that apply which were settled,
    by pass or fail.
    """
    rows = [(int(share), action == "override") for share, action in db.execute(_ALONE)]
    return tuple(
        Alone(
            threshold,
            sum(share >= threshold for share, _ in rows),
            sum(overrode for share, overrode in rows if share >= threshold),
        )
        for threshold in _THRESHOLDS
    )


def _draw(number: int) -> int:
    digest = hashlib.sha256(f"second look {number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100
