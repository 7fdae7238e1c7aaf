"""Certificate pages of signing services, typeset from what is publicly known of their layouts.

A `Deal` is what really happened to an envelope; a layout of `certificate_layouts` writes it down
as one service does; this module prints the rows, as they are or maltreated: with their columns
in another order, or one column below the other, as a copy through a clipboard leaves them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Cell = tuple[float, str]
Row = tuple[Cell, ...]
"""Pieces of text and the points from the left at which they begin; an empty row is a gap."""

SIZE, STEP = 8.0, 12.0
_TOP, _BOTTOM = A4[1] - 60, 50
_EAST_ASIAN = "\u2e80"


@dataclass(frozen=True)
class Party:
    """Somebody whom an envelope concerns: "signer", "copy", "approver" or "viewer"."""

    name: str
    email: str
    role: str = "signer"
    title: str = ""
    company: str = ""
    sent: datetime | None = None
    viewed: datetime | None = None
    done: datetime | None = None
    declined: datetime | None = None


@dataclass(frozen=True)
class Deal:
    """An envelope. `status`: "completed", "interim", "voided" or "declined"; `ended` is when it
    came to that; times are aware, in the zone in which the certificate shows them.
    """

    number: str
    subject: str
    status: str
    sender: Party
    parties: tuple[Party, ...]
    ended: datetime
    pages: int = 1

    @property
    def signed(self) -> tuple[Party, ...]:
        """Those who signed."""
        return tuple(one for one in self.parties if one.role == "signer" and one.done)


def deal(
    number: str,
    *parties: Party,
    sender: Party,
    start: datetime,
    status: str = "completed",
    subject: str = "Statement of work",
) -> Deal:
    """An envelope in which everybody acts in turn, minutes apart; in an unfinished one the last
    signer only looked at it, in a declined one refused.
    """
    done: list[Party] = []
    last = [one for one in parties if one.role == "signer"][-1]
    for number_, one in enumerate(parties):
        seen = start + timedelta(hours=5 * number_ + 1, minutes=7 * number_ + 3, seconds=11)
        act = seen + timedelta(minutes=2, seconds=31)
        idle = one.role == "copy" or (one is last and status in {"interim", "voided", "declined"})
        done.append(
            replace(
                one,
                sent=start + timedelta(hours=5 * number_, seconds=number_ + 4),
                viewed=None if one.role == "copy" else seen,
                done=None if idle else act,
                declined=act if one is last and status == "declined" else None,
            )
        )
    ended = max(one.done or one.declined or one.viewed or start for one in done)
    return Deal(number, subject, status, sender, tuple(done), ended)


# ── Printing ────────────────────────────────────────────────────────────────────────────


def printed(*papers: Sequence[Row], head: str = "", foot: str = "") -> bytes:
    """A PDF; each paper begins on a page of its own. `head` and `foot` stand on every page of
    all but the last paper, which is the certificate.
    """
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    for number, rows in enumerate(papers):
        stamp = (head, foot) if number < len(papers) - 1 or len(papers) == 1 else ("", "")
        _paper(canvas, rows, *stamp)
    canvas.save()
    return target.getvalue()


def _paper(canvas: Canvas, rows: Sequence[Row], head: str, foot: str) -> None:
    height = _TOP
    _frame(canvas, head, foot)
    for row in rows:
        for left, text in row:
            _write(canvas, left, height, text)
        height -= STEP
        if height < _BOTTOM:
            canvas.showPage()
            _frame(canvas, head, foot)
            height = _TOP
    canvas.showPage()


def _frame(canvas: Canvas, head: str, foot: str) -> None:
    _write(canvas, 40, A4[1] - 30, head)
    _write(canvas, 40, 25, foot)


def _write(canvas: Canvas, left: float, height: float, text: str) -> None:
    asian = any(letter >= _EAST_ASIAN for letter in text)
    canvas.setFont("HeiseiKakuGo-W5" if asian else "Helvetica", SIZE)
    canvas.drawString(left, height, text)


def plain(*lines: str) -> list[Row]:
    """Rows of one piece of text each."""
    return [((60.0, line),) if line else () for line in lines]


# ── Maltreating ─────────────────────────────────────────────────────────────────────────


def shuffled(rows: Sequence[Row]) -> list[Row]:
    """The same rows with the columns in the opposite order, as wide as they have to be."""
    widths: dict[float, float] = {}
    for row in rows:
        for left, text in row:
            wide = stringWidth(text, "Helvetica", SIZE) if len(row) > 1 else 0.0
            widths[left] = max(widths.get(left, 0.0), wide)
    places, at = {}, 40.0
    for left in sorted(widths, reverse=True):
        places[left] = at
        at += widths[left] + 14
    return [tuple(sorted((places[left], text) for left, text in row)) for row in rows]


def unrolled(rows: Sequence[Row]) -> list[Row]:
    """All that stands in the first column, then all of the second and so on."""
    lefts = sorted({left for row in rows for left, _ in row})
    return [
        ((60.0, text),) for column in lefts for row in rows for left, text in row if left == column
    ]
