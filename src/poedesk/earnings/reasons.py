"""Why was I paid nothing? The guideline's reasons, held against what a claim declares and what its
usage shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poedesk.earnings.programme import Programme
from poedesk.model import Claim, Earned, Unpaid


@dataclass(frozen=True, slots=True)
class Cause:
    """A possible cause: whether it `applies` (None: it could not be checked), and why."""

    name: str
    applies: bool | None
    because: str


def causes(
    claim: Claim | None, results: Sequence[Earned], programmes: Sequence[Programme]
) -> Iterator[Cause]:
    """Every cause of the guideline in the order in which a payment is judged."""
    used = [one for one in programmes if any(each.programme == one.id for each in results)]
    yield from _declared(claim, used)
    yield _of(results, "association", Unpaid.NOT_ASSOCIATED, "no month precedes the association")
    yield _of(results, "term", Unpaid.OUTSIDE_TERM, "every month lies in a known term")
    yield _of(results, "workload", Unpaid.NOT_EARNING, "every workload is in its programme")
    yield _of(results, "recognition", Unpaid.RECOGNITION, "no workload is for recognition only")
    yield _of(results, "minimum", Unpaid.BELOW_MINIMUM, "the minimum is reached")
    yield _of(results, "high-water mark", Unpaid.BELOW_MARK, "use is above the mark in every month")
    yield _of(results, "paid units", Unpaid.PAID_BELOW_MARK, "enough units are paid for")
    yield _of(results, "cap", Unpaid.CAP_REACHED, "no cap is reached")
    yield Cause("proof of execution", None, "check the claim: poedesk check")
    yield Cause("time limit since the association", None, "its length is not published")


def _declared(claim: Claim | None, used: Sequence[Programme]) -> Iterator[Cause]:
    if claim is None:
        for name in (
            "enrolment",
            "designation",
            "customer",
            "public sector",
            "partner is customer",
        ):
            yield Cause(name, None, "no claim was given: --claim FOLDER")
        return
    enrolled = claim.partner.enrolled
    yield Cause(
        "enrolment",
        None if enrolled is None else not enrolled,
        "partner.enrolled is not declared" if enrolled is None else f"enrolled: {enrolled}".lower(),
    )
    yield _designation(claim, used)
    kind = claim.customer.environment
    excluded = sorted({one for programme in used for one in programme.excluded})
    yield Cause(
        "customer",
        kind in excluded if kind else None,
        f"the tenant is declared as {kind}" if kind else "customer.environment is not declared",
    )
    sector = claim.sector
    public = sector is not None and sector != "commercial"
    yield Cause(
        "public sector",
        None if sector is None or public else False,
        "sector is not declared"
        if sector is None
        else f"a {sector} customer: the disclosure and the country list decide"
        if public
        else "the customer is commercial",
    )
    same = claim.partner.name and claim.partner.name.casefold() == claim.customer.name.casefold()
    known = bool(claim.partner.name and claim.customer.name)
    yield Cause(
        "partner is customer",
        bool(same) if known else None,
        "partner and customer are compared by name" if known else "names are not declared",
    )


def _designation(claim: Claim, used: Sequence[Programme]) -> Cause:
    held = claim.partner.designations
    if held is None:
        return Cause("designation", None, "partner.designations is not declared")
    lacking = [one for one in used if one.designations and not set(held) & set(one.designations)]
    if lacking:
        wanted = " or ".join(lacking[0].designations)
        return Cause("designation", applies=True, because=f"{lacking[0].id} asks for {wanted}")
    return Cause("designation", applies=False, because=f"held: {', '.join(held) or 'none'}")


def _of(results: Sequence[Earned], name: str, code: Unpaid, otherwise: str) -> Cause:
    hits = [one for one in results if one.code is code]
    if not hits:
        return Cause(name, applies=False, because=otherwise)
    first = hits[0]
    told = f"{len(hits)} of {len(results)} rows ({code}), first in {first.row.month:%Y-%m}"
    return Cause(name, applies=True, because=f"{told}: {first.reason}")
