"""Everything that a claim says of when something was, and what of it cannot all be true.

Statements about the same thing (an act, a mail and what it encloses) share a `scope`; the table
`CANNOT_BE` says how their days must lie. Only what is impossible is in the table, not what is odd.
A file's own metadata dates only the file: a scan is always younger than its ink, so ink is never
held against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from poedesk.judge.answer import Answer, doubtful
from poedesk.judge.case import Case
from poedesk.judge.stated import Point, Statement, statements

_ZONES = 1
"""Days that two clocks may lie apart: the zone of one of them is often not known."""


@dataclass(frozen=True, slots=True)
class Relation:
    """`first` is never later than `then` by more than `slack` days; with `both_ways` they are no
    further apart in either order. `slack` None is the rule's own number of days.
    """

    first: Point
    then: Point
    sentence: str
    slack: int | None = _ZONES
    both_ways: bool = False


_BEFORE = "{then}, but {first}."
CANNOT_BE: tuple[Relation, ...] = (
    Relation(Point.DATE_LINE, Point.CERTIFIED, "{then}, {first}.", slack=None, both_ways=True),
    Relation(Point.FILE_MADE, Point.ACT, "{first}, after it was acknowledged: {then}."),
    Relation(Point.QUOTED, Point.ACT, _BEFORE),
    Relation(Point.DOCUMENT, Point.ACT, _BEFORE, slack=None),
    Relation(Point.FINISHED, Point.ACT, _BEFORE, slack=None),
    Relation(Point.SENT, Point.DELIVERED, "{first}, after {then}."),
    Relation(Point.ENCLOSED_MAIL, Point.SENT, "{first}, after the mail around it: {then}."),
    Relation(Point.ENCLOSED_ACT, Point.SENT, "{first}, after the mail around it: {then}."),
    Relation(
        Point.ENCLOSED_DATE, Point.SENT, "{first}, after the mail around it: {then}.", slack=None
    ),
)


def contradictions(case: Case, days_apart: int) -> Iterator[Answer]:
    """What cannot all be true, in the order of the table, with both places."""
    stated = list(statements(case))
    for relation in CANNOT_BE:
        slack = days_apart if relation.slack is None else relation.slack
        for first in (one for one in stated if one.point is relation.first):
            for then in (one for one in stated if one.point is relation.then):
                if first.scope == then.scope and _clash(first, then, relation, slack):
                    yield doubtful(
                        relation.sentence.format(first=first.told, then=then.told),
                        *then.evidence,
                        *first.evidence,
                    )


def _clash(first: Statement, then: Statement, relation: Relation, slack: int) -> bool:
    """Whether no reading of the two can be: a doubt about a day is no contradiction."""
    between = timedelta(days=slack)
    return all(
        a_first - between > b_last or (relation.both_ways and b_first - between > a_last)
        for a_first, a_last in first.spans
        for b_first, b_last in then.spans
    )
