"""Public-sector customers: recognised, eligible, told of the partner's payment."""

from __future__ import annotations

import re

from poedesk.extract.names import find
from poedesk.judge.answer import (
    Answer,
    doubtful,
    failed,
    listed,
    not_applicable,
    not_checked,
    passed,
)
from poedesk.judge.case import Case, Weighed
from poedesk.judge.sector import Sector, sector_of
from poedesk.judge.words import words
from poedesk.model import (
    AckKind,
    AckStatus,
    Declared,
    DisclosureFact,
    Evidence,
    Side,
    Span,
    Stance,
    Vocabulary,
)

_ELEMENTS = {
    "partner": "that the partner is the one paid",
    "fees": "fees, commission or other compensation",
    "microsoft": "that Microsoft pays",
    "products": "the products or services that it is about",
}
_SENTENCE = re.compile(r"[^\s.!?][^.!?]*")
_APPROVING = {Stance.APPROVES, Stance.CONFIRMS}


def sector_identified(case: Case) -> Answer:
    """The declared sector fits name, domain and text."""
    sector = sector_of(case)
    if sector.declared_public:
        return passed(f"The customer is declared as {sector.stated}.", *sector.evidence)
    if sector.stated and sector.detected:
        return doubtful(
            f"The claim says commercial, but the customer looks like {sector.name}: {sector.cue}.",
            *sector.evidence,
        )
    if sector.detected:
        return passed(f"The customer looks like {sector.name}: {sector.cue}.", *sector.evidence)
    return passed(
        "Nothing looks like government, healthcare or education.",
        *(sector.evidence or (case.searched,)),
    )


def country_eligible(case: Case) -> Answer:
    """A public-sector customer resides outside the countries of the ineligibility list."""
    sector = sector_of(case)
    if answer := _no_question(case, sector):
        return answer
    countries = words(case.vocabulary, "ineligible_countries", "countries")
    if not countries:
        return not_checked(
            "The list of ineligible countries is empty: fill in "
            "checklists/vocabulary/ineligible_countries.toml."
        )
    if sector.country is None:
        return not_checked("The customer's country is not declared.", "country")
    evidence = _country_evidence(case, sector)
    if sector.country.casefold() not in countries:
        return passed(f"{sector.country} is not on the list of ineligible countries.", *evidence)
    answer = failed(
        f"Public-sector customers in {sector.country} earn nothing (ineligibility list).",
        *evidence,
    )
    return _if_detected(answer, sector)


def disclosure_present(case: Case, *, countries: tuple[str, ...]) -> Answer:
    """A written disclosure that the partner may be paid by Microsoft for the products."""
    sector = sector_of(case)
    if answer := _no_question(case, sector) or _elsewhere(case, sector, countries):
        return answer
    best = _best(case)
    if best is None:
        answer = case.missing(
            "No written disclosure that the partner may receive fees from Microsoft."
        )
        return _if_detected(answer, sector)
    found = _elements(case, best)
    missing = [told for element, told in _ELEMENTS.items() if element not in found]
    if missing:
        answer = case.unless_unread(
            failed(f"The disclosure does not name {listed(missing)}.", best.span)
        )
        return _if_detected(answer, sector)
    return passed("The partner's possible payment by Microsoft is disclosed.", best.span)


def disclosure_acknowledged(case: Case, *, countries: tuple[str, ...]) -> Answer:
    """The customer acknowledged the disclosure: a signature under it, or a reply to it."""
    sector = sector_of(case)
    if answer := _no_question(case, sector) or _elsewhere(case, sector, countries):
        return answer
    best = _best(case)
    if best is None:
        return _if_detected(case.missing("There is no disclosure to acknowledge."), sector)
    under = [one for one in case.weighed if one.candidate and _vouches(one, best)]
    accepted = [one for one in under if one.accepted]
    for one in accepted:
        if words_of := _acknowledging(case, one):
            return passed(
                f"The customer acknowledged the disclosure in {one.act.file}.", best.span, *words_of
            )
    if accepted:
        return doubtful(
            f"The customer approves in {accepted[0].act.file}, above the disclosure, and says "
            f"nothing of it.",
            best.span,
            *accepted[0].act.evidence,
        )
    if open_one := next((one for one in under if one.assessment.status is AckStatus.REVIEW), None):
        why = " ".join(reason.message for reason in open_one.assessment.reasons)
        return doubtful(
            f"The acknowledgement of the disclosure has to be looked at. {why}",
            best.span,
            *open_one.act.evidence,
        )
    if above := next((one for one in case.weighed if _signed_above(one, best)), None):
        return doubtful(
            "The customer signed above the disclosure, not under it.",
            best.span,
            *above.act.evidence,
        )
    answer = case.unless_unread(
        failed("The customer did not acknowledge the disclosure in writing.", best.span)
    )
    return _if_detected(answer, sector)


# ── When the rules apply ────────────────────────────────────────────────────────────────


def _no_question(case: Case, sector: Sector) -> Answer | None:
    if case.claim.purpose == "recognition":
        return not_applicable("The claim is for recognition only: nothing is paid.")
    if not sector.public:
        return not_applicable("The customer is not public sector.")
    return None


def _elsewhere(case: Case, sector: Sector, countries: tuple[str, ...]) -> Answer | None:
    if sector.country is None:
        return doubtful(
            f"The customer is public sector, and its country is not known: declare it "
            f"(a disclosure is due in {listed(countries)}).",
            *(sector.evidence or (case.searched,)),
        )
    if sector.country.upper() not in countries:
        return not_applicable(f"No disclosure is due in {sector.country}.")
    return None


def _if_detected(answer: Answer, sector: Sector) -> Answer:
    """A sector that nobody declared is no ground for a failure."""
    if sector.declared_public:
        return answer
    return answer.softened(
        f"The sector is only detected ({sector.cue}): confirm it in the claim file."
    )


def _country_evidence(case: Case, sector: Sector) -> tuple[Evidence, ...]:
    if case.claim.country:
        return (Declared("country", case.claim.country),)
    return sector.evidence


# ── The disclosure and who acknowledged it ──────────────────────────────────────────────


def _best(case: Case) -> DisclosureFact | None:
    """The passage that holds most parts of a disclosure."""
    return max(case.facts.disclosures, key=lambda fact: len(_elements(case, fact)), default=None)


def _elements(case: Case, fact: DisclosureFact) -> frozenset[str]:
    """The parts of a disclosure; a passage may call the partner by its declared name."""
    document = case.documents[fact.span.file]
    hits = find(case.claim.partner.names, document, case.vocabulary)
    named = any(fact.span.start <= hit.span.start < fact.span.end for hit in hits)
    return fact.elements | {"partner"} if named else fact.elements


def _vouches(one: Weighed, fact: DisclosureFact) -> bool:
    """Whether an acknowledgement stands under the disclosure or replies to it."""
    act = one.act
    if one.by_mail:
        approves = act.mail is not None and act.mail.stance in _APPROVING
        inside = fact.span.file.startswith(act.file + "/")
        return approves and (inside or fact.span.file == act.file)
    if act.file != fact.span.file:
        return False
    return act.kind is AckKind.CRYPTO or any(place.start >= fact.span.end for place in _places(one))


def _acknowledging(case: Case, one: Weighed) -> tuple[Evidence, ...]:
    """What acknowledges the disclosure: the signature, or the reply's sentence about it."""
    mail = one.act.mail
    document = case.documents[one.act.file]
    if mail is None or document.mail is None:
        return one.act.evidence
    message = document.mail.messages[mail.message]
    own = document.text[message.start : message.end]
    found = [match for match in _SENTENCE.finditer(own) if _speaks_of_it(match[0], case.vocabulary)]
    return tuple(
        document.span(message.start + match.start(), message.start + match.end())
        for match in found[:1]
    )


def _speaks_of_it(sentence: str, vocabulary: Vocabulary) -> bool:
    plain = sentence.casefold()

    def holds(key: str) -> bool:
        return any(
            re.search(rf"(?<!\w){re.escape(one)}", plain)
            for one in words(vocabulary, "references", key)
        )

    return holds("disclosure") and holds("acknowledging") and not holds("disclaimers")


def _signed_above(one: Weighed, fact: DisclosureFact) -> bool:
    signed = one.assessment.side is Side.CUSTOMER and not one.by_mail
    rejected = one.assessment.status is AckStatus.REJECTED
    return signed and not rejected and one.act.file == fact.span.file


def _places(one: Weighed) -> tuple[Span, ...]:
    return tuple(place for place in one.act.evidence if isinstance(place, Span))


CHECKS = (sector_identified, country_eligible, disclosure_present, disclosure_acknowledged)
