"""Days as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from poedesk.report.escape import line

_FOLD = 73  # octets of a line before it goes on in the next


def calendar(days: Iterable[tuple[date, str, str]], now: datetime) -> str:
    """A calendar of whole-day events: (day, summary, description) each. `now` is in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//poedesk//due//EN"]
    for day, summary, description in days:
        lines += _event(day, line(summary, 200), line(description, 500), now)
    lines.append("END:VCALENDAR")
    return "".join(f"{one}\r\n" for each in lines for one in _folded(each))


def _event(day: date, summary: str, description: str, now: datetime) -> list[str]:
    name = hashlib.sha256(f"{day}{summary}{description}".encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{name}@poedesk",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(description)}",
        "END:VEVENT",
    ]


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words


def _folded(words: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; what goes on begins with a space."""
    piece = ""
    for character in words:
        if len((piece + character).encode()) > _FOLD:
            yield piece
            piece = " "
        piece += character
    yield piece
