"""Certificate pages of signing services, typeset as each of them writes them: whatever happened
to an envelope, the facts are right or a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.forge.certificate_cases import (
    ANN,
    JO,
    KIM,
    SAM,
    SERVICES,
    TOM,
    WORK,
    Service,
    certificate,
    envelope,
    paper,
    signers,
)
from tests.forge.certificates import Deal, Row, printed, shuffled, unrolled

from poedesk.attest.provider import certificates as provider
from poedesk.model import Acknowledgement, Envelope, Settings
from poedesk.read import read
from poedesk.settings import load_vocabulary

SETTINGS = Settings("test", load_vocabulary())
every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.id)
unfinished = pytest.mark.parametrize(
    "service", [one for one in SERVICES if one.unfinished], ids=lambda one: one.id
)


def attested(pdf: bytes) -> tuple[Acknowledgement, ...]:
    return provider.acknowledgements(read("sow.pdf", None, pdf, SETTINGS), SETTINGS)


def told(acts: Sequence[Acknowledgement]) -> Envelope:
    envelopes = {one.envelope for one in acts}
    assert len(envelopes) == 1
    (one,) = envelopes
    assert one is not None
    return one


def people(acts: Sequence[Acknowledgement]) -> set[tuple[str, str, object]]:
    return {
        (one.name.value.casefold(), (one.email or "").casefold(), one.moment)
        for one in acts
        if one.name is not None
    }


def expected(service: Service, made: Deal) -> set[tuple[str, str, object]]:
    return {(n.casefold(), email, when) for n, email, when in signers(service, made)}


# ── What became of the envelope ─────────────────────────────────────────────────────────


@every_service
def test_a_completed_certificate_names_every_signer_with_the_time(service: Service) -> None:
    made = envelope(service, SAM, JO, ANN)
    acts = attested(paper(service, certificate(service, made)))
    assert people(acts) == expected(service, made)
    one = told(acts)
    assert (one.service, one.status, one.void, one.doubts) == (service.name, "completed", "", ())
    assert one.numbers == {service.number.replace("-", "").upper()}
    assert one.stamped == bool(service.stamp)


@every_service
def test_two_signers_of_one_side_keep_their_own_times(service: Service) -> None:
    made = envelope(service, KIM, JO, SAM)
    acts = attested(paper(service, certificate(service, made)))
    assert people(acts) == expected(service, made)


@unfinished
@pytest.mark.parametrize("status", ["interim", "voided", "declined"])
def test_an_envelope_that_was_not_completed_binds_nobody(service: Service, status: str) -> None:
    made = envelope(service, SAM, JO, status=status)
    acts = attested(paper(service, certificate(service, made)))
    assert told(acts).status == status
    assert told(acts).void == f"its status is {status}"
    assert people(acts) == expected(service, made)


@pytest.mark.parametrize("status", ["interim", "voided", "declined"])
def test_a_service_that_only_certifies_completion_leaves_the_rest_to_a_person(status: str) -> None:
    for service in SERVICES:
        if not service.unfinished:
            made = envelope(service, SAM, JO, status=status)
            assert told(attested(paper(service, certificate(service, made)))).doubts


# ── Who is a signer ─────────────────────────────────────────────────────────────────────


@every_service
def test_somebody_who_only_gets_a_copy_signs_nothing(service: Service) -> None:
    made = envelope(service, SAM, ANN)
    acts = attested(paper(service, certificate(service, made)))
    assert people(acts) == expected(service, made)
    roles = {one.role for one in told(acts).recipients if one.email.casefold() == ANN.email}
    assert roles == ({"copy"} if "copy" in service.roles else set())


@every_service
def test_an_approver_signs_nothing(service: Service) -> None:
    made = envelope(service, SAM, TOM)
    acts = attested(paper(service, certificate(service, made)))
    assert people(acts) == expected(service, made)
    roles = {one.role for one in told(acts).recipients if one.email.casefold() == TOM.email}
    assert roles <= {"approver"}
    assert bool(roles) >= ("approver" in service.roles)


@every_service
def test_the_sender_signs_nothing_by_sending(service: Service) -> None:
    made = envelope(service, JO)
    acts = attested(paper(service, certificate(service, made)))
    assert people(acts) == expected(service, made)
    assert SAM.email not in {one.email for one in acts}


@pytest.mark.parametrize("service", [s for s in SERVICES if s.titles], ids=lambda one: one.id)
def test_title_and_company_are_told_where_the_page_tells_them(service: Service) -> None:
    made = envelope(service, SAM, JO)
    acts = attested(paper(service, certificate(service, made)))
    offices = {
        (one.title.value, one.organisation.value)
        for one in acts
        if one.title is not None and one.organisation is not None
    }
    assert offices == {(JO.title, JO.company), (SAM.title, SAM.company)}


# ── Whether it belongs to the pages ─────────────────────────────────────────────────────


@pytest.mark.parametrize("service", [s for s in SERVICES if s.stamp], ids=lambda one: one.id)
def test_pages_with_another_number_are_another_envelopes(service: Service) -> None:
    made = envelope(service, SAM, JO)
    acts = attested(paper(service, certificate(service, made), number=service.other))
    assert told(acts).void == "the pages carry another number"


@every_service
def test_a_certificate_in_a_file_of_its_own_carries_its_number_alone(service: Service) -> None:
    made = envelope(service, SAM, JO)
    acts = attested(printed(certificate(service, made)))
    assert people(acts) == expected(service, made)
    assert not told(acts).stamped
    assert told(acts).numbers == {service.number.replace("-", "").upper()}


def test_a_certificate_that_speaks_of_other_pages_is_looked_at() -> None:
    service = SERVICES[0]
    rows = certificate(service, envelope(service, SAM, JO))
    acts = attested(printed(WORK, WORK, rows, head=service.stamp.format(number=service.number)))
    assert told(acts).doubts == ("it speaks of 1 page, and 2 stand before it",)


# ── Maltreated pages ────────────────────────────────────────────────────────────────────


@every_service
@pytest.mark.parametrize("turn", [shuffled, unrolled], ids=["shuffled", "unrolled"])
@pytest.mark.parametrize("status", ["completed", "interim"])
def test_columns_in_another_order_never_give_a_wrong_fact(
    service: Service, turn: object, status: str
) -> None:
    assert callable(turn)
    made = envelope(service, KIM, JO, ANN, status=status)
    rows: list[Row] = turn(certificate(service, made))
    acts = attested(paper(service, rows))
    right = {email: (name, when) for name, email, when in expected(service, made)}
    for act in acts:
        if act.moment is not None or act.date is not None:
            name, when = right[(act.email or "").casefold()] if act.email else (None, made.ended)
            assert act.name is None or act.name.value.casefold() == name
            assert act.moment in {None, when}
    complete = people(acts) == expected(service, made) and status == "completed"
    assert complete or not acts or told(acts).doubts or told(acts).void
