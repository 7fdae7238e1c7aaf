"""The date line of a quoted message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime

from poedesk import datetext
from poedesk.model import Precision, Vocabulary

_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s?([ap]\.?m\.?)?"
    r".{0,12}?(?:(?:GMT|UTC)?([+-]\d{1,2}):?(\d{2})?(?!\d)|\b(?:GMT|UTC|Z)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """What a date line says: the calendar day, and the moment where it names a zone too. Each
    is None where the line leaves it open.
    """

    day: date | None
    moment: datetime | None


def read(line: str, vocabulary: Vocabulary) -> When:
    """The day and the moment that the line of a header block, or a sentence, names."""
    if not line.strip():
        return When(None, None)
    written = _as_in_headers(line)
    if written is not None:
        return When(written.date(), written)
    days = [one for one in datetext.find(line, vocabulary) if one.precision is Precision.DAY]
    if len(days) != 1:
        return When(None, None)
    found = days[0]
    # The day is taken out: "03.03.25" looks like a time of the day.
    rest = f"{line[: found.start]} {line[found.end :]}"
    day = found.readings[0] if len(found.readings) == 1 else None
    return When(day, _moment(day, _CLOCK.search(rest)) if day else None)


def _as_in_headers(line: str) -> datetime | None:
    """A date as transport headers write it, with a zone."""
    if not re.search(r"[+-]\d{4}|GMT|UTC", line):
        return None
    try:
        moment = parsedate_to_datetime(line)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else None


def _moment(day: date, clock: re.Match[str] | None) -> datetime | None:
    if clock is None:
        return None
    hour, minute, second = (int(one or 0) for one in clock.group(1, 2, 3))
    if clock.group(4):
        hour = hour % 12 + (12 if clock.group(4)[0] in "pP" else 0)
    hours = int(clock.group(5) or 0)
    minutes = int(clock.group(6) or 0) * (-1 if hours < 0 else 1)
    try:
        zone = timezone(timedelta(hours=hours, minutes=minutes))
        return datetime.combine(day, time(hour, minute, second), zone)
    except (ValueError, OverflowError):
        return None
