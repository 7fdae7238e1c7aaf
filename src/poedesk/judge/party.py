"""Who claims, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from poedesk.extract import identifiers, names
from poedesk.extract.names import Likeness
from poedesk.judge import sides
from poedesk.judge.answer import (
    Answer,
    doubtful,
    failed,
    in_words,
    listed,
    not_checked,
    passed,
    worst,
)
from poedesk.judge.case import Case, each_once
from poedesk.judge.identities import impossible
from poedesk.judge.leftover import leftovers
from poedesk.judge.words import words
from poedesk.model import (
    Company,
    Declared,
    Document,
    Outcome,
    PartyFact,
    Quoted,
    Side,
    Span,
    Vocabulary,
)


def partner_named(case: Case) -> Answer:
    """The claiming partner's name is clearly visible."""
    return _named(case, case.claim.partner, "partner")


def customer_named(case: Case) -> Answer:
    """The customer's name is clearly visible."""
    return _named(case, case.claim.customer, "customer")


def _named(case: Case, company: Company, role: str) -> Answer:
    if not company.names:
        return not_checked(f"The claim declares no {role}.", f"{role}.name")
    hits = [
        hit
        for one in case.open_files
        for hit in names.find(company.names, one.document, case.vocabulary)
    ]
    if hits:
        best = sorted(hits, key=lambda hit: hit.near)
        return passed(
            f"The {role} is named: {in_words(best[0].span.quote)}.",
            *each_once((hit.span for hit in best), most=3),
        )
    files = [path for path in case.documents if _in_file_name(path, company, case.vocabulary)]
    if files:
        return doubtful(
            f"The {role} {company.name} is named only in a file name: {listed(files)}.",
            *(Declared("file name", path, path) for path in files),
        )
    return case.missing(f"The {role}'s name {company.name} stands nowhere.")


def _in_file_name(path: str, company: Company, vocabulary: Vocabulary) -> bool:
    stem = "".join(one for one in PurePosixPath(path).name.casefold() if one.isalnum())
    cores = ("".join(names.core(name, vocabulary)) for name in company.names)
    return any(len(core) > 3 and core in stem for core in cores)


# ── Consistent ──────────────────────────────────────────────────────────────────────────


def parties_consistent(case: Case, *, certainty: float) -> Answer:
    """Names, tenant id and partner id in the evidence agree with the claim.

    A company in a role counts against the claim from `certainty` (0 to 1) on.
    """
    needs = [f"{role}.name" for role, company in _companies(case) if not company.names]
    if needs:
        return not_checked(f"The claim does not declare {listed(needs)}.", *needs)
    answers = [
        *_roles(case, Side.CUSTOMER, certainty),
        *_roles(case, Side.PARTNER, certainty),
        *(_left_over(span) for span in leftovers(case)),
        *impossible(case),
        *_ids(case, "customer.tenant_id", case.claim.customer.tenant_id, identifiers.tenant_ids),
        *_ids(case, "partner.partner_id", case.claim.partner.partner_id, identifiers.partner_ids),
    ]
    wrong = [one for one in answers if one.outcome is not Outcome.PASS]
    if wrong:
        return worst(*wrong)
    evidence = each_once(
        place for one in answers for place in one.evidence if isinstance(place, Span)
    )
    declared = Declared("customer.name", case.claim.customer.name)
    return passed("What the evidence says of the parties agrees.", *(evidence or (declared,)))


def _left_over(span: Span) -> Answer:
    return doubtful(
        f"“{' '.join(span.quote.split())}” is spoken of as a customer: a name left over from "
        f"another claim?",
        span,
    )


def _companies(case: Case) -> tuple[tuple[str, Company], ...]:
    return (("partner", case.claim.partner), ("customer", case.claim.customer))


def _roles(case: Case, role: Side, certainty: float) -> Iterator[Answer]:
    """Every company that stands in a role, against the declared one."""
    company = case.claim.customer if role is Side.CUSTOMER else case.claim.partner
    stated = _stated(case, role, certainty)
    graded = [(one, sides.likeness(one.name, company, case.vocabulary)) for one in stated]
    sure = [(one, grade) for one, grade in graded if one.certainty >= certainty]
    right = [one for one, grade in sure if grade is Likeness.SAME]
    yield from (passed(f"{one.name} is the {role}.", one.span) for one in right)
    for one, grade in graded:
        if grade is Likeness.NEAR and not right:
            yield doubtful(
                f"“{one.name}” stands as the {role}; the claim says {company.name}.", one.span
            )
        if grade is Likeness.DIFFERENT:
            yield from _other(case, one, role, company, right, sure=one.certainty >= certainty)


def _other(
    case: Case,
    one: PartyFact,
    role: Side,
    company: Company,
    right: Sequence[PartyFact],
    *,
    sure: bool,
) -> Iterator[Answer]:
    """Another company in the role. A further seller does no harm beside the right partner that
    stands in the role by a cue at least as sure, or where it is called one.
    """
    if right and role is Side.PARTNER:
        surest = max(fact.certainty for fact in right)
        if surest >= one.certainty or _is_called_further(case, one):
            return
    told = f"“{one.name}” stands as the {role}; the claim says {company.name}"
    if right:
        yield doubtful(f"{told}, who stands there elsewhere.", one.span, right[0].span)
    elif sure:
        yield failed(f"{told}.", one.span)
    elif not _visible(case, company):
        yield doubtful(f"{told}.", one.span)


def _is_called_further(case: Case, one: PartyFact) -> bool:
    """Whether the words before a name on its line call it a distributor, subcontractor …"""
    text = case.documents[one.span.file].text
    lead = text[text.rfind("\n", 0, one.span.start) + 1 : one.span.start].casefold()
    return any(word in lead for word in words(case.vocabulary, "affiliates", "further_sellers"))


def _visible(case: Case, company: Company) -> bool:
    return any(
        not hit.near
        for one in case.open_files
        for hit in names.find(company.names, one.document, case.vocabulary)
    )


def _stated(case: Case, role: Side, certainty: float) -> list[PartyFact]:
    """Companies in a role: facts, and the organisations that signatures name (just `certainty`:
    fields and preambles say more surely who is who).

    Where the declared company stands there, the other declared party is no contradiction:
    columns of two signers are often headed alike, and whose a signature is, is asked elsewhere.
    """
    own, other = case.claim.customer, case.claim.partner
    if role is Side.PARTNER:
        own, other = other, own
    stated = [fact for fact in case.facts.parties if fact.role is role]
    stated += [
        PartyFact(role, one.act.organisation.value, one.act.organisation.span, certainty)
        for one in case.weighed
        if one.act.organisation is not None and role in (one.act.side, one.assessment.side)
    ]

    def is_called(fact: PartyFact, company: Company) -> bool:
        return sides.likeness(fact.name, company, case.vocabulary) is Likeness.SAME

    if any(is_called(fact, own) for fact in stated):
        return [fact for fact in stated if not is_called(fact, other)]
    return stated


def _ids(
    case: Case,
    key: str,
    declared: str,
    find: Callable[[Document, Vocabulary], tuple[Quoted, ...]],
) -> Iterator[Answer]:
    """Every id of a kind that stands in the evidence, against the declared one."""
    if not declared:
        return
    found = [one for file in case.open_files for one in find(file.document, case.vocabulary)]
    same = [one for one in found if one.value.casefold() == declared.casefold()]
    yield from (passed(f"{key} agrees.", one.span) for one in same)
    other = next((one for one in found if one not in same), None)
    if other is None:
        return
    told = f"The evidence says {other.value}; the claim declares {key} {declared}."
    evidence = (other.span, Declared(key, declared))
    yield doubtful(told, *evidence) if same else failed(told, *evidence)


# ── Distinct ────────────────────────────────────────────────────────────────────────────


def parties_distinct(case: Case) -> Answer:
    """Partner and customer are different and unaffiliated; Microsoft is not the customer."""
    partner, customer = case.claim.partner, case.claim.customer
    needs = [f"{role}.name" for role, company in _companies(case) if not company.names]
    if needs:
        return not_checked(f"The claim does not declare {listed(needs)}.", *needs)
    evidence = (Declared("partner.name", partner.name), Declared("customer.name", customer.name))
    own = words(case.vocabulary, "affiliates", "microsoft")
    if any(names.compare(customer.name, one, case.vocabulary) is Likeness.SAME for one in own):
        return failed("Microsoft itself is declared as the customer.", *evidence)
    grades = {sides.likeness(name, partner, case.vocabulary) for name in customer.names}
    if Likeness.SAME in grades:
        return failed(f"{customer.name} is declared as partner and as customer.", *evidence)
    shared = [one for one in customer.domains if sides.within(one, partner.domains)]
    shared += [one for one in partner.domains if sides.within(one, customer.domains)]
    if shared:
        return doubtful(f"Partner and customer share the domain {shared[0]}.", *evidence)
    if Likeness.NEAR in grades or _same_core(case):
        return doubtful(
            f"{customer.name} may be an affiliate of {partner.name}: their names agree in part.",
            *evidence,
        )
    return passed(f"{partner.name} and {customer.name} are different companies.", *evidence)


def _same_core(case: Case) -> bool:
    cores = [
        {sides.core_word(name, case.vocabulary) for name in company.names} - {""}
        for _, company in _companies(case)
    ]
    return bool(cores[0] & cores[1])


CHECKS = (partner_named, customer_named, parties_consistent, parties_distinct)
