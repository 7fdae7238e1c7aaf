"""What a partner billed, completed or scored, and what it earns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of a table: so much of an item on an account in a month.

    `amount` is revenue, a number of pieces, or points; `rate_card` what one active user is worth,
    by the user's own list, and `amount` are then users. `agreed` is a sum that was agreed for a
    piece. `line` is the row of the table, the header being row 1.
    """

    account: str
    item: str
    month: date | None
    amount: Decimal
    rate_card: Decimal | None = None
    agreed: Decimal | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """What one row earns: nothing is rounded.

    `base` is what the rate is taken of; `paid_to_date` what counts towards the cap so far, this
    row included, whether paid out or held. `code` is empty where it is paid in full.
    """

    row: LedgerRow
    base: Decimal
    rate: Decimal | None
    payout: Decimal
    paid_to_date: Decimal
    cap: Decimal | None
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """A table worked out by one programme; `verdict` tells how it ends, in words."""

    programme: str
    title: str
    currency: str
    lines: tuple[LedgerLine, ...]
    verdict: str
    notes: tuple[str, ...]
