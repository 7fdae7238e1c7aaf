"""public-sector.*: recognised, eligible, disclosed, acknowledged."""

from dataclasses import replace
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.judge import judge
from poedesk.model import (
    AckKind,
    Address,
    Company,
    DisclosureFact,
    Examined,
    SectorCue,
    Span,
    Vocabulary,
)

IDENTIFIED = "public-sector.identified"
COUNTRY = "public-sector.country"
DISCLOSURE = "public-sector.disclosure"
ACKNOWLEDGED = "public-sector.disclosure-acknowledged"

ALL = frozenset({"partner", "fees", "microsoft", "products"})
WORDS = "We may receive fees from Microsoft for these products."
SCHOOL = Company(name="Springfield School District", domains=("springfield.k12.il.us",))
PUBLIC: dict[str, Any] = {"sector": "education", "country": "US"}


def paper(
    *acts: Any, elements: frozenset[str] = ALL, text: str = f"{f.TEXT}\n{WORDS}\nSigned: Jo Ortiz"
) -> Examined:
    doc = f.document(text=text)
    facts = [DisclosureFact(elements, f.at(doc, WORDS))] if WORDS in text else []
    return f.examined(doc, *facts, *acts)


def under(kind: AckKind = AckKind.INK, **changes: Any) -> Any:
    """A signature that stands under the disclosure."""
    place = paper().document
    return f.act(kind, evidence=(f.at(place, "Signed: Jo Ortiz"),), **changes)


# ── Identified ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sector", "customer", "expected"),
    [
        ("commercial", f.CUSTOMER, "pass"),
        (None, f.CUSTOMER, "pass"),
        ("education", SCHOOL, "pass"),
        ("education", f.CUSTOMER, "pass"),
        (None, SCHOOL, "pass"),
        ("commercial", SCHOOL, "review"),
        ("commercial", Company(name="City of Springfield"), "review"),
        ("commercial", Company(name="County Line Foods Inc"), "pass"),
    ],
)
def test_the_declared_sector_fits_name_and_domain(
    sector: str | None, customer: Company, expected: str
) -> None:
    about = f.claim(sector=sector, customer=customer)
    assert f.outcome(IDENTIFIED, f.signed(f.act()), about=about) == expected


def cue(text: str, quote: str, *, strong: bool = True) -> Examined:
    doc = f.document(text=text)
    return f.examined(doc, SectorCue("government", strong, "US", f.at(doc, quote)))


@pytest.mark.parametrize(
    ("text", "domains", "expected"),
    [
        ("Write to jo@springfield.gov for details.", (), "review"),
        ("Write to jo@springfield.gov for details.", ("springfield.gov",), "review"),
        ("Write to jo@springfield.gov for details.", ("contoso.example",), "pass"),
        ("See springfield.gov for guidance.", (), "pass"),
    ],
)
def test_a_public_domain_in_the_text_counts_only_where_it_can_be_the_customers(
    text: str, domains: tuple[str, ...], expected: str
) -> None:
    about = f.claim(sector="commercial", customer=Company(name="Litware", domains=domains))
    assert f.outcome(IDENTIFIED, cue(text, "springfield.gov"), about=about) == expected


def test_a_weak_word_counts_only_in_the_customers_name() -> None:
    one = cue("Litware Council has a council.", "Council", strong=False)
    assert f.outcome(IDENTIFIED, one, about=f.claim(sector="commercial")) == "pass"
    about = f.claim(sector="commercial", customer=Company(name="Litware Council"))
    assert f.outcome(IDENTIFIED, one, about=about) == "review"


@pytest.mark.parametrize(
    ("name", "stands", "seen", "expected"),
    [
        ("University Books, Inc.", "University Books", "University", "pass"),
        ("County Fair Foods LLC", "County Fair Foods", "County Fair", "pass"),
        ("Springfield", "Springfield School District", "Springfield School District", "review"),
    ],
)
def test_the_words_of_a_companys_declared_name_are_judged_with_its_legal_form(
    name: str, stands: str, seen: str, expected: str
) -> None:
    about = f.claim(sector="commercial", customer=Company(name=name))
    file = cue(f"At {stands} we", seen, strong=False)
    assert f.outcome(IDENTIFIED, file, about=about) == expected


# ── Country ─────────────────────────────────────────────────────────────────────────────


def with_list(*countries: str) -> Vocabulary:
    tables = dict(f.vocabulary().tables)
    return Vocabulary(tables | {"ineligible_countries": {"countries": list(countries)}})


@pytest.mark.parametrize(
    ("listed", "about", "expected"),
    [
        (("XX",), {"sector": "commercial"}, "not-applicable"),
        ((), PUBLIC, "not-checked"),
        (("XX",), PUBLIC, "pass"),
        (("XX", "US"), PUBLIC, "fail"),
        (("us",), PUBLIC, "fail"),
        (("US",), {"sector": "education"}, "not-checked"),
        (("US",), {"country": "US", "customer": SCHOOL}, "review"),
        (("US",), PUBLIC | {"purpose": "recognition"}, "not-applicable"),
    ],
)
def test_the_country_of_a_public_customer_is_not_on_the_users_list(
    listed: tuple[str, ...], about: dict[str, Any], expected: str
) -> None:
    made = judge(f.claim(**about), [paper()], f.usage(), with_list(*listed))
    assert next(one for one in made.findings if one.rule == COUNTRY).outcome == expected


# ── Disclosure ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        (PUBLIC, "fail"),
        ({"sector": "government", "country": "PR"}, "fail"),
        ({"sector": "government", "country": "DE"}, "not-applicable"),
        ({"sector": "government"}, "review"),
        ({"sector": "commercial", "country": "US"}, "not-applicable"),
        ({"country": "US", "customer": SCHOOL}, "review"),
        ({"customer": SCHOOL}, "review"),
        (PUBLIC | {"purpose": "recognition"}, "not-applicable"),
    ],
)
def test_a_disclosure_is_due_from_public_customers_in_the_us_and_puerto_rico(
    about: dict[str, Any], expected: str
) -> None:
    files = paper(text=f.TEXT)
    assert f.outcome(DISCLOSURE, files, about=f.claim(**about)) == expected
    assert f.outcome(ACKNOWLEDGED, files, about=f.claim(**about)) == expected


def test_a_complete_disclosure_passes() -> None:
    found = f.finding(DISCLOSURE, paper(), about=f.claim(**PUBLIC))
    assert found.outcome == "pass"
    assert [place.quote for place in found.evidence if isinstance(place, Span)] == [WORDS]


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("partner", "that the partner is the one paid"),
        ("fees", "fees, commission or other compensation"),
        ("microsoft", "that Microsoft pays"),
        ("products", "the products or services"),
    ],
)
def test_an_incomplete_disclosure_fails_and_names_the_missing_part(missing: str, told: str) -> None:
    found = f.finding(DISCLOSURE, paper(elements=ALL - {missing}), about=f.claim(**PUBLIC))
    assert found.outcome == "fail"
    assert told in found.message


def test_a_disclosure_may_call_the_partner_by_its_declared_name() -> None:
    words = "Northwind Cloud Services may receive fees from Microsoft for these products."
    doc = f.document(text=words)
    one = f.examined(doc, DisclosureFact(ALL - {"partner"}, f.at(doc, words)))
    assert f.outcome(DISCLOSURE, one, about=f.claim(**PUBLIC)) == "pass"


def test_while_a_file_is_unread_no_disclosure_is_missing() -> None:
    about = f.claim(**PUBLIC)
    assert f.outcome(DISCLOSURE, paper(text=f.TEXT), f.closed("b.pdf"), about=about) == "review"


# ── Acknowledged ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (under(AckKind.CRYPTO), "pass"),
        (f.act(AckKind.CRYPTO), "pass"),
        (under(AckKind.INK), "pass"),
        (under(AckKind.IMAGE), "review"),
        (under(AckKind.EMPTY), "fail"),
        (under(AckKind.TYPED), "fail"),
        (f.act(AckKind.INK, evidence=(f.at(f.document(), "600 users"),)), "review"),
    ],
)
def test_the_customer_signs_under_the_disclosure(act: Any, expected: str) -> None:
    assert f.outcome(ACKNOWLEDGED, paper(act), about=f.claim(**PUBLIC)) == expected


def reply(
    sender: Address = f.ORTIZ, own: str = "We approve the work and acknowledge the disclosure."
) -> Examined:
    one = f.mail(sender=sender, words=own)
    doc = one.document
    fact = DisclosureFact(ALL, f.at(doc, "deployed Microsoft Intune"))
    return replace(one, facts=replace(one.facts, disclosures=(fact,)))


def test_a_reply_above_the_disclosure_acknowledges_it() -> None:
    assert f.outcome(ACKNOWLEDGED, reply(), about=f.claim(**PUBLIC)) == "pass"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Approved, and we noted that you are paid by Microsoft.", "pass"),
        ("All of the below is approved.", "pass"),
        ("The County approves the project as described.", "review"),
        (
            "Approved.\nAny disclosure by others than the recipient you agree is prohibited.",
            "review",
        ),
    ],
)
def test_a_reply_acknowledges_the_disclosure_only_in_words_about_it(
    own: str, expected: str
) -> None:
    assert f.outcome(ACKNOWLEDGED, reply(own=own), about=f.claim(**PUBLIC)) == expected


def test_the_evidence_is_the_sentence_about_the_disclosure() -> None:
    own = "The work is approved. We also acknowledge your disclosure."
    found = f.finding(ACKNOWLEDGED, reply(own=own), about=f.claim(**PUBLIC))
    assert isinstance(found.evidence[1], Span)
    assert found.evidence[1].quote == "We also acknowledge your disclosure"


def test_a_reply_from_a_free_mail_address_is_looked_at() -> None:
    files = reply(Address("", "jo@gmail.com"))
    assert f.outcome(ACKNOWLEDGED, files, about=f.claim(**PUBLIC)) == "review"


def test_the_partners_own_mail_acknowledges_nothing() -> None:
    assert f.outcome(ACKNOWLEDGED, reply(f.LEE), about=f.claim(**PUBLIC)) == "fail"
