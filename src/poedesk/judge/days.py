"""Calendar arithmetic of the age rules: whole months, cut to the month's end."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from poedesk.model import Acknowledgement, DateFact, Precision

_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}


def add_months(day: date, months: int) -> date:
    """`day` plus calendar months, cut to the month's end (29 Feb 2024 + 12 = 28 Feb 2025)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def gap(earlier: date, later: date) -> str:
    """The time between two days in words: "14 months and 9 days"."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if add_months(earlier, months) > later:
        months -= 1
    days = (later - add_months(earlier, months)).days
    parts = [_plural(months, "month")] if months else []
    if days or not months:
        parts.append(_plural(days, "day"))
    return " and ".join(parts)


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def say(day: date) -> str:
    """A day as people write it and nobody misreads it: "3 March 2024"."""
    return f"{day.day} {day:%B} {day.year}"


def extremes(fact: DateFact) -> tuple[date, ...]:
    """The first and the last day that each reading of a date can mean."""
    months = _MONTHS.get(fact.precision)
    if months is None:
        return fact.readings
    return tuple(
        day
        for first in fact.readings
        for day in (first, add_months(first, months) - timedelta(days=1))
    )


def act_days(act: Acknowledgement) -> tuple[date, ...]:
    """The days on which an acknowledgement can have been made, its own zone's day first.

    A moment counts on the calendar day of its own zone and, to see whether an answer turns
    on the zone, in UTC. Empty where the act is undated.
    """
    if act.moment is not None:
        return tuple(dict.fromkeys((act.moment.date(), _utc_day(act.moment))))
    return extremes(act.date) if act.date is not None else ()


def _utc_day(moment: datetime) -> date:
    try:
        return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return moment.date()
