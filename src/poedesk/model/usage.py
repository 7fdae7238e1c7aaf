"""Usage of a tenant's workloads, month by month, and what it earns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One tenant, workload and month as a usage table tells it.

    `month` and `associated_from` are first days of months; `mau` counts active (or protected)
    users, `pau` paid ones; `hwm_before` is the highest use known before the first month, None
    where the table does not say. `line` is the row of the table, the header being row 1.
    """

    tenant: str
    workload: str
    month: date
    mau: int
    pau: int
    associated_from: date | None
    customer: str = ""
    claim: str = ""
    programme: str = ""
    hwm_before: int | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Licence:
    """A line of a list of subscriptions: `kind` is "paid", "trial", "free", "add-on" …"""

    tenant: str
    workload: str
    name: str
    quantity: int
    status: str
    kind: str
    line: int


class Unpaid(StrEnum):
    """Why a month pays nothing, or less than its growth; by the programme's own codes where it
    has one.
    """

    NONE = ""
    NOT_ASSOCIATED = "NOTASSOC"
    BELOW_MARK = "MAULWPHWM"
    PAID_BELOW_MARK = "PAULWPHWM"
    BELOW_MINIMUM = "MINTHNTMT"
    CAP_REACHED = "CAPREACHED"
    CAPPED = "CAPPED"
    NOT_EARNING = "NOTEARNING"
    RECOGNITION = "RECOGNITION"
    OUTSIDE_TERM = "OUTOFTERM"
    TIME_LIMIT = "MXTMCPMT"
    EXCLUDED = "IVDCLD"


@dataclass(frozen=True, slots=True)
class Earned:
    """What one row earns: nothing is rounded.

    `prior_hwm` is the mark that the month is held against, with the programme's minimum;
    `compensable_units` the growth above it that is paid for, before the cap; `paid_to_date` what
    was paid for tenant and workload in the programme's term, this month included.
    """

    row: UsageRow
    programme: str
    currency: str
    prior_hwm: int
    compensable_units: int
    rate: Decimal | None
    payout: Decimal
    paid_to_date: Decimal
    cap: Decimal | None
    code: Unpaid
    reason: str
