"""Whether the customer is public sector: as declared, else as it looks."""

from __future__ import annotations

from dataclasses import dataclass

from poedesk.extract import sector
from poedesk.extract.names import core, find
from poedesk.judge.answer import in_words
from poedesk.judge.case import Case, each_once
from poedesk.judge.sides import Owner, owner
from poedesk.model import Declared, Evidence, SectorCue, Side, Span

COMMERCIAL = "commercial"


@dataclass(frozen=True, slots=True)
class Sector:
    """The customer's sector and what says so.

    `stated` is the declared sector; `detected` tells whether the evidence looks public, and
    `cue` quotes what. `country` is declared, else implied by the cue (ISO code), else None.
    """

    stated: str | None
    name: str
    detected: bool
    cue: str
    country: str | None
    evidence: tuple[Evidence, ...]

    @property
    def declared_public(self) -> bool:
        """Whether the claim itself says government, healthcare or education."""
        return self.stated is not None and self.stated != COMMERCIAL

    @property
    def public(self) -> bool:
        """Whether the rules for public-sector customers are asked at all."""
        return self.declared_public or self.detected


def sector_of(case: Case) -> Sector:
    """The sector of a claim's customer, by its declared name and domains and by the evidence."""
    stated = case.claim.sector
    sign, declared = _declared_sign(case)
    cues = _telling(case, [] if sign else _named(case))
    sectors = [*([sign.sector] if sign else []), *(cue.sector for cue in cues)]
    shown = [*([sign.words] if sign else []), *(cue.span.quote for cue in cues)]
    countries = {one.country for one in (sign, *cues) if one is not None and one.country}
    own = (Declared("sector", stated),) if stated else ()
    return Sector(
        stated=stated,
        name=sectors[0] if sectors else COMMERCIAL,
        detected=bool(sectors),
        cue=in_words(shown[0]) if shown else "",
        country=case.claim.country or (countries.pop() if len(countries) == 1 else None),
        evidence=(*own, *declared, *each_once((cue.span for cue in cues), most=3)),
    )


def _declared_sign(case: Case) -> tuple[sector.Sign | None, tuple[Declared, ...]]:
    """What the customer's declared names and domains suggest, and where it is declared."""
    company = case.claim.customer
    for name in company.names or ("",):
        sign = sector.classify(name, company.domains, case.vocabulary)
        if sign is not None:
            by_domain = sign.words in company.domains
            key = "customer.domains" if by_domain else "customer.name"
            return sign, (Declared(key, sign.words if by_domain else name),)
    return None, ()


def _telling(case: Case, private: list[Span]) -> list[SectorCue]:
    """Cues that are about the customer, not about somebody else whom the text mentions.

    `private` are the places of a declared name that shows no public body.
    """
    places = [fact.span for fact in case.facts.parties if fact.role is Side.CUSTOMER]
    places += _named(case)
    return [
        cue
        for cue in case.facts.sector_cues
        if (cue.strong and _customers_domain(case, cue))
        or (
            any(_touches(cue.span, place) for place in places)
            and not any(_is_of_name(case, cue, place) for place in private)
        )
    ]


def _is_of_name(case: Case, cue: SectorCue, name: Span) -> bool:
    """Whether the telling words of a cue are words of the declared name that stands there.

    That name is judged as it is declared, with its legal form ("University Book Stores, Inc.").
    """
    sign = sector.of_name(cue.span.quote, case.vocabulary)
    if sign is None or cue.strong:
        return False
    start = cue.span.start + max(cue.span.quote.find(sign.words), 0)
    return name.file == cue.span.file and name.start <= start < name.end


def _customers_domain(case: Case, cue: SectorCue) -> bool:
    """Whether a public domain is the customer's.

    Where the customer declares no domain, that of a mail address is taken for its own unless
    it is the partner's, and so is one that bears its name.
    """
    domain = cue.span.quote.rpartition("@")[2]
    whose = owner(domain, case.claim, case.vocabulary)
    if whose is not Owner.UNKNOWN or case.claim.customer.domains:
        return whose is Owner.CUSTOMER
    text = case.documents[cue.span.file].text
    if text[max(0, cue.span.start - 1) : cue.span.start] == "@" or "@" in cue.span.quote:
        return True
    words = {word for name in case.claim.customer.names for word in core(name, case.vocabulary)}
    return any(len(label) > 3 and label in words for label in domain.casefold().split("."))


def _named(case: Case) -> list[Span]:
    """Where the declared customer is named."""
    names = case.claim.customer.names
    files = case.open_files if names else ()
    return [hit.span for one in files for hit in find(names, one.document, case.vocabulary)]


def _touches(one: Span, other: Span) -> bool:
    return one.file == other.file and one.start < other.end and other.start < one.end
