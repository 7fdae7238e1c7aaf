"""The words by which claims are sought: `verdict:fail rule:date customer:contoso -status:closed`.

Words without a key are sought in what a row of the queue shows; words that belong together stand
in quotes; a minus before a word means those without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from sqlite3 import Connection

from poedesk.errors import UsageError, meant
from poedesk.store.due import working
from poedesk.store.fulltext import phrase

_WORD = re.compile(
    r'(?P<not>-?)(?:(?P<key>[a-z]+)(?P<op>[:<>]))?(?P<value>"[^"]*"?|\S+)', re.IGNORECASE
)
_DEADLINE = 14  # working days
_HAS = "instr(fold(coalesce({0}, '')), ?) > 0"
_PLAIN = (
    "instr(fold(r.claim_id || ' ' || coalesce(r.customer, '') || ' ' || coalesce(r.partner, '')"
    " || ' ' || r.workloads || ' ' || r.verdict || ' ' || coalesce(r.rule, '') || ' ' ||"
    " coalesce(r.reason, '') || ' ' || {status}), ?) > 0"
)
_RULE = (
    "r.id in (select review_id from findings where outcome in ('fail', 'review')"
    " and instr(rule, ?) > 0)"
)
_TEXT = (
    "r.id in (select f.review_id from text_index x join indexed_texts i on i.id = x.rowid"
    " join review_files f on f.text_sha256 = i.sha256 where text_index match ?)"
)
_AGE = "(julianday(r.claim_date) - julianday(r.acknowledged_on)) / 30.4375 {op} ?"
_CONDITIONS = {
    "verdict": "r.verdict = ?",
    "status": "replace({status}, ' ', '-') = replace(?, ' ', '-')",
    "rule": _RULE,
    "claim": _HAS.format("r.claim_id"),
    "customer": _HAS.format("r.customer"),
    "partner": _HAS.format("r.partner"),
    "workload": _HAS.format("r.workloads"),
    "type": "r.type = ?",
    "by": _HAS.format("d.reviewer"),
    "filed": "instr(r.claim_date, ?) = 1",
    "checklist": _HAS.format("r.checklist_id"),
}
_CHOICES = {
    "verdict": ("pass", "review", "fail"),
    "status": ("new", "decided", "sent-back", "closed"),
}
KEYS = (*_CONDITIONS, "text", "age", "due")
"""What a word may be about; `age` (months) and `due` (working days left) take `<` and `>`."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: `key` None means any words of the row."""

    key: str | None
    operator: str
    value: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Query:
    """What all has to hold; `today` is the day from which deadlines are counted."""

    terms: tuple[Term, ...] = ()
    today: date = date.min


EVERYTHING = Query()


def parse(words: str, today: date) -> Query:
    """The query that the words mean. Raises UsageError, in words, for an unknown key or value."""
    return Query(tuple(_term(found) for found in _WORD.finditer(words)), today)


def _term(found: re.Match[str]) -> Term:
    key, operator = found["key"], found["op"] or ":"
    value = found["value"].strip('"').casefold()
    if key is None or (key.casefold() not in KEYS and operator == ":" and "://" in found[0]):
        return Term(None, ":", value, bool(found["not"]))
    key = key.casefold()
    if key not in KEYS:
        raise UsageError(f"there is no “{key}” to filter by{meant(key, KEYS)}")
    if key in ("age", "due"):
        return Term(
            key, operator if operator != ":" else "<", _number(key, value), bool(found["not"])
        )
    if operator != ":":
        raise UsageError(f"“{key}” takes a colon: {key}:{value}")
    value = value.replace(" ", "-") if key == "status" else value
    if key in _CHOICES and value not in _CHOICES[key]:
        raise UsageError(f"“{value}” is no {key}: {', '.join(_CHOICES[key])}")
    return Term(key, operator, value, bool(found["not"]))


def _number(key: str, value: str) -> str:
    if not re.fullmatch(r"-?\d{1,5}", value):
        unit = "months" if key == "age" else "working days"
        raise UsageError(f"“{key}” takes a number of {unit}: {key}<3")
    return value


def where(db: Connection, query: Query, status: str) -> tuple[str, list[str]]:
    """The query as a condition of SQL on reviews `r` with the decision in force `d`, and its
    values. `status` is the expression of a claim's status.
    """
    db.create_function("fold", 1, str.casefold, deterministic=True)
    conditions, values = ["1"], []
    for term in query.terms:
        sql, value = _sql(term, query.today)
        sql = sql.replace("{status}", f"({status})")
        conditions.append(f"not coalesce({sql}, 0)" if term.negated else f"({sql})")
        values.append(value)
    return " and ".join(conditions), values


def _sql(term: Term, today: date) -> tuple[str, str]:
    if term.key is None:
        return _PLAIN, term.value
    if term.key == "age":
        return _AGE.replace("{op}", term.operator).replace("?", "cast(? as real)"), term.value
    if term.key == "due":
        last = _filed_by(today, int(term.value))
        sign = "<=" if term.operator == "<" else ">"
        return f"d.id is null and r.claim_date {sign} ?", last.isoformat()
    if term.key == "text":
        words = phrase(term.value)
        return (_TEXT, words) if words else ("0 and ?", "")
    return _CONDITIONS[term.key], term.value


def _filed_by(today: date, days: int) -> date:
    """The last day on which a claim was filed whose deadline is fewer than `days` working days
    from `today`.
    """
    until = _moved(today, days)

    def limit(day: date) -> bool:
        return working(day, _DEADLINE) < until

    day = today
    while not limit(day):
        day -= timedelta(days=1)
    while limit(day + timedelta(days=1)):
        day += timedelta(days=1)
    return day


def _moved(day: date, days: int) -> date:
    """`days` working days after (or, negative, calendar days before) a day."""
    return working(day, days) if days >= 0 else day + timedelta(days=days)
