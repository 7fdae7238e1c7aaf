"""party.*: who claims, and for whom."""

from dataclasses import replace
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.model import AckKind, Company, Examined, Side

GOOD = f.signed(f.act())
TENANT = "0a1b2c3d-0000-4000-8000-000000000042"
OTHER_TENANT = "ffffffff-0000-4000-8000-000000000042"


# ── Named ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("rule", "role"), [("partner", "partner"), ("customer", "customer")])
def test_each_party_is_named_in_the_text(rule: str, role: str) -> None:
    assert f.outcome(f"party.{rule}-named", GOOD) == "pass"
    undeclared = f.finding(f"party.{rule}-named", GOOD, about=f.claim(**{role: Company()}))
    assert (undeclared.outcome, undeclared.needs) == ("not-checked", (f"{role}.name",))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CONTOSO MANUFACTURING", "pass"),
        ("Contoso Manufacturing Ltd.", "pass"),
        ("Fabrikam AG", "fail"),
    ],
)
def test_case_and_legal_form_of_a_name_do_not_matter(name: str, expected: str) -> None:
    about = f.claim(customer=Company(name=name))
    assert f.outcome("party.customer-named", GOOD, about=about) == expected


def test_a_known_trade_name_is_a_name() -> None:
    about = f.claim(
        partner=Company(name="NCS Holding", also_known_as=("Northwind Cloud Services",))
    )
    assert f.outcome("party.partner-named", GOOD, about=about) == "pass"


def test_a_name_that_stands_only_in_a_file_name_is_looked_at() -> None:
    doc = f.document("Fabrikam SOW.pdf")
    about = f.claim(customer=Company(name="Fabrikam AG"))
    assert f.outcome("party.customer-named", f.examined(doc), about=about) == "review"


def test_while_a_file_is_unread_no_name_is_missing() -> None:
    about = f.claim(customer=Company(name="Fabrikam AG"))
    assert f.outcome("party.customer-named", GOOD, f.closed("a.pdf"), about=about) == "review"


# ── Consistent ──────────────────────────────────────────────────────────────────────────


def form(customer: str, partner: str = f.PARTNER.name, certainty: float = 0.9) -> Examined:
    doc = f.document(text=f"Customer: {customer}\nPartner: {partner}\n{f.TEXT}")
    return f.examined(
        doc,
        f.party(doc, Side.CUSTOMER, customer, certainty),
        f.party(doc, Side.PARTNER, partner, certainty),
    )


@pytest.mark.parametrize(
    ("customer", "partner", "expected"),
    [
        ("Contoso Manufacturing GmbH", "Northwind Cloud Services Ltd", "pass"),
        ("Contoso Manufacturing", "Northwind Cloud Services", "pass"),
        ("Fabrikam AG", "Northwind Cloud Services Ltd", "fail"),
        ("Contoso Manufacturing GmbH", "Tailwind Traders Inc", "fail"),
        ("Contoso Manufacturing Italia SpA", "Northwind Cloud Services Ltd", "review"),
    ],
)
def test_companies_in_a_role_agree_with_the_claim(
    customer: str, partner: str, expected: str
) -> None:
    assert f.outcome("party.consistent", form(customer, partner)) == expected


def test_another_customer_beside_the_right_one_is_looked_at() -> None:
    files = (form("Contoso Manufacturing GmbH"), form("Fabrikam AG"))
    found = f.finding("party.consistent", *files)
    assert found.outcome == "review"
    assert "“Fabrikam AG” stands as the customer" in found.message


def test_the_partner_in_the_customers_role_fails_unless_the_customer_stands_there_too() -> None:
    swapped = form(f.PARTNER.name, f.CUSTOMER.name)
    assert f.outcome("party.consistent", swapped) == "fail"
    mixed = f.document(text=f"{f.CUSTOMER.name} and {f.PARTNER.name}")
    both = [f.party(mixed, Side.CUSTOMER, one.name) for one in (f.CUSTOMER, f.PARTNER)]
    assert f.outcome("party.consistent", f.examined(mixed, *both)) == "pass"


def test_a_further_seller_beside_the_right_partner_does_no_harm() -> None:
    files = (form("Contoso Manufacturing"), form("Contoso Manufacturing", "Distri Trade AG"))
    assert f.outcome("party.consistent", *files) == "pass"


def test_another_partner_in_a_surer_place_than_the_right_one_is_looked_at() -> None:
    wrong = form("Contoso Manufacturing", "Tailwind Traders Inc", certainty=1.0)
    assert f.outcome("party.consistent", wrong, form("Contoso Manufacturing")) == "review"
    signature = f.act(AckKind.EMPTY, side=Side.PARTNER, organisation=f.quoted(f.PARTNER.name))
    block = f.signed(signature, path="block.pdf")
    assert f.outcome("party.consistent", wrong, block) == "review"
    assert f.outcome("party.consistent", form("Contoso Manufacturing"), block) == "pass"


def test_a_further_seller_by_words_does_no_harm_even_in_a_surer_place() -> None:
    doc = f.document("order.pdf", f"Partner (distributor): Distri Trade AG\n{f.TEXT}")
    seller = f.examined(doc, f.party(doc, Side.PARTNER, "Distri Trade AG", 1.0))
    assert f.outcome("party.consistent", seller, form("Contoso Manufacturing")) == "pass"


def test_an_uncertain_role_is_at_most_looked_at() -> None:
    named_elsewhere = form("Fabrikam AG", certainty=0.5)
    assert f.outcome("party.consistent", named_elsewhere) == "pass"
    text = "Fabrikam AG is served by Northwind Cloud Services Ltd."
    doc = f.document(text=text)
    alone = f.examined(doc, f.party(doc, Side.CUSTOMER, "Fabrikam AG", 0.5))
    assert f.outcome("party.consistent", alone) == "review"


def test_another_company_in_the_customers_signature_block_fails() -> None:
    doc = f.document(text=f"{f.TEXT}\nFor and on behalf of Fabrikam AG")
    place = f.at(doc, "Fabrikam AG")
    block = f.act(AckKind.EMPTY, organisation=replace(f.quoted("Fabrikam AG"), span=place))
    assert f.outcome("party.consistent", f.examined(doc, block)) == "fail"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("All laptops of Fabrikam Works Ltd report. Fabrikam Works Ltd agrees.", "review"),
        ("When Fabrikam Works Ltd has confirmed, Fabrikam Works Ltd pays.", "review"),
        ("Fabrikam Works Ltd's 300 users. To Fabrikam Works Ltd.", "review"),
        ("Servers of Fabrikam Works Ltd. By Fabrikam Works Ltd.", "review"),
        ("All laptops of Fabrikam Works Ltd report.", "pass"),
        ("If Contoso GmbH accepted. If Contoso GmbH accepted.", "pass"),
        ("Licences come from Fabrikam Trade AG; Fabrikam Trade AG invoices.", "pass"),
        ("Users of Contoso Manufacturing GmbH. Contoso Manufacturing GmbH accepts.", "pass"),
        ("The tenant of Microsoft Corporation. Microsoft Corporation confirmed.", "pass"),
    ],
)
def test_another_customers_name_left_over_in_the_text_is_looked_at(
    text: str, expected: str
) -> None:
    doc = f.document(text=f"{f.TEXT} {text}")
    about = f.claim(customer=replace(f.CUSTOMER, also_known_as=("Contoso",)))
    assert f.outcome("party.consistent", f.examined(doc), about=about) == expected


def ids(text: str, **declared: str) -> str:
    doc = f.document(text=f"{f.TEXT}\n{text}")
    changes: dict[str, Any] = {}
    if "tenant_id" in declared:
        changes["customer"] = replace(f.CUSTOMER, tenant_id=declared["tenant_id"])
    if "partner_id" in declared:
        changes["partner"] = replace(f.PARTNER, partner_id=declared["partner_id"])
    return f.outcome("party.consistent", f.examined(doc), about=f.claim(**changes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Customer Tenant ID: {TENANT}", "pass"),
        (f"Customer Tenant ID: {TENANT.upper()}", "pass"),
        (f"Customer Tenant ID: {OTHER_TENANT}", "fail"),
        (f"Customer Tenant ID: {TENANT}\nTest Tenant ID: {OTHER_TENANT}", "review"),
        (f"Subscription: {OTHER_TENANT}", "pass"),
    ],
)
def test_tenant_ids_agree_with_the_claim(text: str, expected: str) -> None:
    assert ids(text, tenant_id=TENANT) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("MPN ID: 1234567", "pass"), ("MPN ID: 7654321", "fail")]
)
def test_partner_ids_agree_with_the_claim(text: str, expected: str) -> None:
    assert ids(text, partner_id="1234567") == expected


def test_without_declared_parties_nothing_can_be_compared() -> None:
    about = f.claim(customer=Company(), partner=Company())
    for rule in ("party.consistent", "party.distinct"):
        found = f.finding(rule, GOOD, about=about)
        assert (found.outcome, found.needs) == ("not-checked", ("partner.name", "customer.name"))


# ── Distinct ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("partner", "customer", "expected"),
    [
        (f.PARTNER, f.CUSTOMER, "pass"),
        (Company(name="Contoso Ltd"), Company(name="CONTOSO Limited"), "fail"),
        (f.PARTNER, Company(name="Microsoft Corporation"), "fail"),
        (Company(name="Fabrikam Services AG"), Company(name="Fabrikam Retail Inc"), "review"),
        (
            Company(name="Wide World", domains=("wideworld.example",)),
            Company(name="Litware", domains=("eu.wideworld.example",)),
            "review",
        ),
        (Company(name="United Freight"), Company(name="United Dairy Farms"), "pass"),
    ],
)
def test_partner_and_customer_are_different_companies(
    partner: Company, customer: Company, expected: str
) -> None:
    about = f.claim(partner=partner, customer=customer)
    assert f.outcome("party.distinct", GOOD, about=about) == expected
