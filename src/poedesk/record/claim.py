"""What a claim declares, as plain data and back, so that it can be reviewed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from poedesk.model import (
    Claim,
    Company,
    Competing,
    History,
    Presales,
    Reuse,
    Reused,
    Review,
    SameFile,
    Span,
    UsageRow,
)
from poedesk.record.evidence import Record


def declared(review: Review) -> Record:
    """All that the claim of a review declares; its files by name and digest."""
    return declaration(review.claim, {one.path: one.sha256 for one in review.documents})


def declaration(claim: Claim, digests: Mapping[str, str]) -> Record:
    """All that a claim declares, as it is judged; `digests` are those of its files, by name."""
    told = asdict(claim)
    told |= {
        "date": claim.date.isoformat(),
        "resubmitted": claim.resubmitted.isoformat(),
        "files": [[name, digests.get(name, "")] for name, _ in claim.files],
        "usage": claim.usage.name if claim.usage else None,
        "usage_rows": [_usage(row) for row in claim.usage_rows],
        "presales": {
            "transaction_date": _iso(claim.presales.transaction_date),
            "upsell": claim.presales.upsell,
        },
    }
    plain: Record = _plain(told)
    return plain


def _usage(row: UsageRow) -> Record:
    told = {**asdict(row), "month": row.month.isoformat()}
    return {**told, "associated_from": _iso(row.associated_from)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def restored(told: Record, where: Callable[[str], Path]) -> Claim:
    """The claim again; `where` tells where the bytes of a digest are."""
    sold = told["presales"]["transaction_date"]
    return Claim(
        **{key: told[key] for key in ("id", "type", "purpose", "checklist", "country", "sector")},
        date=date.fromisoformat(told["date"]),
        resubmitted=date.fromisoformat(told["resubmitted"]),
        workloads=tuple(told["workloads"]),
        files=tuple((name, where(digest)) for name, digest in told["files"]),
        usage=Path(told["usage"]) if told["usage"] else None,
        usage_rows=usage_of(told),
        usage_faults=tuple(told["usage_faults"]),
        partner=_company(told["partner"]),
        customer=_company(told["customer"]),
        presales=Presales(date.fromisoformat(sold) if sold else None, told["presales"]["upsell"]),
    )


def usage_of(told: Record) -> tuple[UsageRow, ...]:
    """The usage table that a claim declared."""
    return tuple(_row(one) for one in told["usage_rows"])


def _row(told: Record) -> UsageRow:
    since = told["associated_from"]
    days = {
        "month": date.fromisoformat(told["month"]),
        "associated_from": date.fromisoformat(since) if since else None,
    }
    return UsageRow(**{**told, **days})


def remembered(review: Record) -> History:
    """What a recorded review was told of other claims."""
    told = review["history"]
    return History(
        reuse=tuple(
            Reuse(one["claim"], one["customer"], one["share"], tuple(map(_reused, one["passages"])))
            for one in told["reuse"]
        ),
        same_files=tuple(SameFile(**one) for one in told["same_files"]),
        competing=tuple(
            Competing(one["claim"], one["partner"], tuple(one["workloads"]))
            for one in told["competing"]
        ),
    )


def _reused(told: Record) -> Reused:
    part = told["part"] or f"page {told['page']}"
    span = Span(told["file"], part, told["page"], told["start"], told["end"], told["quote"])
    return Reused(span, told["other"]["file"], told["other"]["quote"])


def _company(told: Record) -> Company:
    held = told["designations"]
    return Company(
        **{
            **told,
            "also_known_as": tuple(told["also_known_as"]),
            "domains": tuple(told["domains"]),
            "designations": tuple(held) if held is not None else None,
        }
    )
