"""For whom somebody speaks: domains, organisations and certificate subjects against the claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from poedesk.extract import names
from poedesk.judge.words import words
from poedesk.model import Claim, Company, Side, Vocabulary

_SHORTEST_LABEL = 4
_LOOKS = str.maketrans("0135iıаеорсухкмтвнԁԛԝѕјіӏαενορτυκ", "olesllaeopcyxkmtbhdqwsjllaevoptuk")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


class Owner(StrEnum):
    """Whose a mail domain is."""

    CUSTOMER = "customer"
    PARTNER = "partner"
    FREE_MAIL = "free-mail"
    UNKNOWN = "unknown"

    @property
    def side(self) -> Side:
        """The side of the claim that the domain speaks for."""
        return Side(self.value) if self in (Owner.CUSTOMER, Owner.PARTNER) else Side.UNKNOWN


def within(domain: str, domains: Iterable[str]) -> bool:
    """Whether `domain` is one of `domains` or lies below one (compared at the dots)."""
    domain = domain.casefold().strip(".")
    return any(domain == one or domain.endswith("." + one) for one in map(str.casefold, domains))


def owner(domain: str, claim: Claim, vocabulary: Vocabulary) -> Owner:
    """Whose `domain` is: by declared domains; for a company that declares none, by its name."""
    if not domain or within(domain, words(vocabulary, "free_mail", "domains")):
        return Owner.FREE_MAIL if domain else Owner.UNKNOWN
    customer = _belongs(domain, claim.customer, vocabulary)
    partner = _belongs(domain, claim.partner, vocabulary)
    if customer == partner:
        return Owner.UNKNOWN
    return Owner.CUSTOMER if customer else Owner.PARTNER


def imitated(domain: str, claim: Claim) -> str:
    """The declared domain of a party that `domain` looks like and is not, else the empty string."""
    known = (*claim.customer.domains, *claim.partner.domains)
    shape = _shape(domain)
    return next((one for one in known if shape == _shape(one) and not within(domain, [one])), "")


def _shape(domain: str) -> str:
    """A domain as a hasty eye sees it: letters of other scripts and accents by their look,
    digits as letters, "rn" as "m".
    """
    try:
        shown = domain.encode("ascii").decode("idna")
    except UnicodeError:
        shown = domain
    plain = unicodedata.normalize("NFKD", shown.casefold()).translate(_LOOKS)
    bare = "".join(c for c in plain if not unicodedata.combining(c) and c not in "-.")
    for pair, letter in _PAIRS:
        bare = bare.replace(pair, letter)
    return bare


def _belongs(domain: str, company: Company, vocabulary: Vocabulary) -> bool:
    if company.domains:
        return within(domain, company.domains)
    return any(_named_after(domain, name, vocabulary) for name in company.names)


def _named_after(domain: str, name: str, vocabulary: Vocabulary) -> bool:
    """Whether the label below the public suffix spells the beginning of the name, word by word."""
    label = "".join(names.core(core_label(domain, vocabulary), vocabulary))
    if len(label) < _SHORTEST_LABEL:
        return False
    parts = names.core(name, vocabulary)
    starts = {"".join(parts[:count]): count for count in range(1, len(parts) + 1)}
    alone = parts[:1] and parts[0] in words(vocabulary, "legal_forms", "generic")
    return starts.get(label, 0) > (1 if alone else 0)


def core_label(domain: str, vocabulary: Vocabulary) -> str:
    """The label that names the owner: "contoso" of mail.contoso.co.uk; hyphens dropped."""
    labels = domain.casefold().strip(".").split(".")[:-1]
    if len(labels) > 1 and labels[-1] in words(vocabulary, "affiliates", "second_level"):
        labels = labels[:-1]
    return labels[-1].replace("-", "") if labels else ""


def core_word(name: str, vocabulary: Vocabulary) -> str:
    """The first word of a company name where it is a telling one, else the empty string."""
    first = names.core(name, vocabulary)[:1]
    telling = first and len(first[0]) >= _SHORTEST_LABEL
    common = words(vocabulary, "legal_forms", "generic")
    return first[0] if telling and first[0] not in common else ""


def _tokens(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def likeness(name: str, company: Company, vocabulary: Vocabulary) -> names.Likeness:
    """How a name stands to a declared company: its nearest name decides."""
    found = {names.compare(name, own, vocabulary) for own in company.names}
    for grade in (names.Likeness.SAME, names.Likeness.NEAR):
        if grade in found:
            return grade
    return names.Likeness.DIFFERENT


def organisation_side(name: str, claim: Claim, vocabulary: Vocabulary) -> Side:
    """The side whose company is called so; unknown for neither or both."""
    same = names.Likeness.SAME
    customer = likeness(name, claim.customer, vocabulary) is same
    partner = likeness(name, claim.partner, vocabulary) is same
    if customer == partner:
        return Side.UNKNOWN
    return Side.CUSTOMER if customer else Side.PARTNER


def same_person(one: str, other: str) -> bool:
    """Whether two ways of writing a person's name agree ("J. Ortiz", "Ortiz, Jo")."""
    few, many = sorted((_tokens(one), _tokens(other)), key=len)
    matched = [any(_agrees(a, b) for b in many) for a in few]
    return bool(few) and all(matched) and any(len(a) > 1 and a in many for a in few)


def _agrees(one: str, other: str) -> bool:
    return one == other or (
        min(len(one), len(other)) == 1 and (one.startswith(other) or other.startswith(one))
    )
