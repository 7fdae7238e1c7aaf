"""What a claim declares, as plain data and back, so that it can be reviewed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from poedesk.model import Claim, Company, Presales, Review, UsageRow
from poedesk.record.evidence import Record


def declared(review: Review) -> Record:
    """All that the claim of a review declares; its files by name and digest."""
    claim = review.claim
    digests = {one.path: one.sha256 for one in review.documents}
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
        usage=None,
        partner=_company(told["partner"]),
        customer=_company(told["customer"]),
        presales=Presales(date.fromisoformat(sold) if sold else None, told["presales"]["upsell"]),
    )


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
