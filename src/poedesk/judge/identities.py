"""What the evidence says of who is who, and what of it cannot all be true, whatever is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from poedesk.extract import identifiers
from poedesk.judge.answer import Answer, doubtful
from poedesk.judge.case import Case, Weighed
from poedesk.judge.signatures import person
from poedesk.model import Side


def impossible(case: Case) -> Iterator[Answer]:
    """What cannot all be true, with both places."""
    for relation in CANNOT_BE:
        yield from relation(case)


def _two_tenants(case: Case) -> Iterator[Answer]:
    """One customer's claim speaks of one tenant; a declared one is compared elsewhere."""
    if case.claim.customer.tenant_id:
        return
    found = [
        one
        for file in case.open_files
        for one in identifiers.tenant_ids(file.document, case.vocabulary)
    ]
    other = next((one for one in found if one.value != found[0].value), None)
    if other is not None:
        yield doubtful(
            f"The evidence speaks of two tenants: {found[0].value} and {other.value}.",
            found[0].span,
            other.span,
        )


def _signs_for_both(case: Case) -> Iterator[Answer]:
    """Nobody acknowledges as the customer what he delivers as the partner."""
    customers = [one for one in _signers(case, Side.CUSTOMER) if one is case.carrier]
    for one in customers:
        for other in _signers(case, Side.PARTNER):
            if _same(person(one.act), person(other.act)):
                yield doubtful(
                    f"{person(one.act)} signs for the customer in {one.act.file} and for the "
                    f"partner in {other.act.file}.",
                    *one.act.evidence,
                    *other.act.evidence,
                )


def _one_address_for_two(case: Case) -> Iterator[Answer]:
    """One mail address is not that of two signers, one for each party."""
    one = case.carrier
    if one is None or not one.act.email or one.assessment.side is not Side.CUSTOMER:
        return
    for other in _signers(case, Side.PARTNER):
        if _same(one.act.email, other.act.email or ""):
            yield doubtful(
                f"{one.act.email} stands for the customer in {one.act.file} and for the partner "
                f"in {other.act.file}.",
                *one.act.evidence,
                *other.act.evidence,
            )


def _signers(case: Case, side: Side) -> Iterator[Weighed]:
    yield from (one for one in case.weighed if one.assessment.side is side and not one.by_mail)


def _same(one: str, other: str) -> bool:
    words = one.casefold().split()
    return bool(words) and words == other.casefold().split()


CANNOT_BE: tuple[Callable[[Case], Iterator[Answer]], ...] = (
    _two_tenants,
    _signs_for_both,
    _one_address_for_two,
)
