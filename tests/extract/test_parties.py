"""Companies named in a role, and the ids beside them."""

from __future__ import annotations

import pytest
from tests.forge.reading import reading

from poedesk.extract.identifiers import partner_ids, tenant_ids
from poedesk.extract.parties import parties
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()


def named(text: str) -> list[tuple[str, str]]:
    return [(fact.role.value, fact.name) for fact in parties(reading(text), VOCABULARY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Customer Company Name: Contoso Ltd\n", [("customer", "Contoso Ltd")]),
        ("Partner Company Name:\tNorthwind Inc.\n", [("partner", "Northwind Inc")]),
        ("Client\tContoso Ltd\n", [("customer", "Contoso Ltd")]),
        ("Customer:\nContoso Ltd\n", [("customer", "Contoso Ltd")]),
        (
            "CUSTOMER\tPARTNER\nContoso GmbH\tNorthwind Ltd\n",
            [("customer", "Contoso GmbH"), ("partner", "Northwind Ltd")],
        ),
        ("Prepared for Contoso Ltd\n", [("customer", "Contoso Ltd")]),
        ("Prepared by: Northwind Ltd\n", [("partner", "Northwind Ltd")]),
        ("Kundenname: Fabrikam AG\n", [("customer", "Fabrikam AG")]),
        ("お客様名：北風株式会社\n", [("customer", "北風株式会社")]),
    ],
)
def test_a_labelled_field_names_a_party(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(role, name.rstrip(".")) for role, name in named(text)]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Customer contact: Jane Roe",
        "Customer: ____________",
        "Customer: [name]",
        "Customer: xx/xx/xxxx",
        "Customer: The customer shall pay all fees that are due under this order.",
        "Customer:\nBy: ______",
        "Customer\nThe work begins in May.",
        "Client: jane@contoso.example",
        "Customer Tenant ID: 0a1b2c3d-0000-4000-8000-000000000042",
    ],
)
def test_a_blank_or_another_field_names_nobody(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    "text",
    [
        (
            'between Contoso Ltd, a company registered in England and Wales ("Customer"), and '
            'Northwind Inc. (the "Supplier").'
        ),
        'by and between Contoso Ltd ("the Client") and Northwind Inc. (hereinafter\n"Provider")',
        (
            "entre la société Contoso Ltd (ci-après « le Client ») et Northwind Inc. "
            "(ci-après « le Prestataire »)"
        ),
        (
            'zwischen der Contoso Ltd, Berlin (nachfolgend "Auftraggeber") und der Northwind Inc. '
            '(nachfolgend "Auftragnehmer")'
        ),
        (
            'entre Contoso Ltd, con domicilio en Madrid ("el Cliente") y Northwind Inc. '
            '("el Proveedor")'
        ),
    ],
)
def test_a_preamble_names_both(text: str) -> None:
    assert [(role, name.rstrip(".")) for role, name in named(text)] == [
        ("customer", "Contoso Ltd"),
        ("partner", "Northwind Inc"),
    ]


def test_a_signature_heading_takes_its_side_from_elsewhere() -> None:
    text = "Customer Company Name: Contoso Ltd\n\nFor and on behalf of CONTOSO Limited\n"
    assert named(text)[-1] == ("customer", "CONTOSO Limited")
    assert named("For and on behalf of Contoso Ltd\n") == [("unknown", "Contoso Ltd")]


def test_a_label_that_says_company_is_surer_than_a_bare_one() -> None:
    full, bare = (
        parties(reading(text), VOCABULARY)[0].certainty
        for text in ("Customer Company Name: Contoso Ltd", "Customer: Contoso Ltd")
    )
    assert full > bare


def test_ids_are_found_beside_the_words_for_them() -> None:
    guid = "0A1B2C3D-0000-4000-8000-000000000042"
    document = reading(
        f"Tenant ID: {guid}\nEnvelope 11111111-0000-4000-8000-000000000001\n\n"
        "Partner ID\t1234567\nMPN: 4567890\nPlease pay the invoice 7654321 of this year in full."
    ).document
    assert [one.value for one in tenant_ids(document, VOCABULARY)] == [guid.lower()]
    assert [one.value for one in partner_ids(document, VOCABULARY)] == ["1234567", "4567890"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                'Northwind Ltd, 2 High St, Kendal ("Northwind") looks after the computers of\n'
                'Contoso Foods Ltd, 1 Low St, York YO1 1AA ("the\nclient").'
            ),
            [("customer", "Contoso Foods Ltd")],
        ),
        (
            "Contoso Foods Ltd (Customer) and Northwind Ltd (Partner) agree.",
            [("customer", "Contoso Foods Ltd"), ("partner", "Northwind Ltd")],
        ),
        (
            (
                'Contoso Foods Inc., hereinafter the "Customer", and Northwind LLC, hereinafter\n'
                'referred to as "Supplier".'
            ),
            [("customer", "Contoso Foods Inc."), ("partner", "Northwind LLC")],
        ),
        (
            'Contoso Inc. ("Company"), a Nevada corporation, and Northwind LLC ("Consultant")',
            [("partner", "Northwind LLC")],
        ),
        ('The work is done at 4900 West Brown Deer Road ("Customer").', []),
        ("Für den Auftraggeber:\nUnterschrift:\n", []),
        ("Para el proveedor\nFirma\n", []),
        (
            (
                "The report of the second quarter and every annex to it must be\nsubmitted by "
                "Client to Excite for review."
            ),
            [],
        ),
    ],
)
def test_running_text_may_say_who_is_who(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected
