"""Signs of a public-sector customer, and the disclosure such a customer is owed."""

from __future__ import annotations

import pytest
from tests.forge.reading import reading

from poedesk.extract.disclosure import disclosures
from poedesk.extract.sector import classify, cues
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()
ALL = {"partner", "fees", "microsoft", "products"}


@pytest.mark.parametrize(
    ("domain", "sector", "country"),
    [
        ("exampleton.gov", "government", "US"),
        ("council.gov.uk", "government", "GB"),
        ("jane@lincoln.k12.nc.us", "education", "US"),
        ("testville.edu", "education", "US"),
        ("leeds.sch.uk", "education", "GB"),
        ("ward.nhs.uk", "healthcare", "GB"),
        ("ministerio.gob.es", "government", "ES"),
        ("unit.mil", "government", "US"),
    ],
)
def test_a_public_domain_suffices_to_ask(domain: str, sector: str, country: str) -> None:
    sign = classify("Anything", [domain], VOCABULARY)
    assert sign is not None
    assert (sign.sector, sign.country, sign.strong) == (sector, country, True)


@pytest.mark.parametrize("domain", ["mygov.uk", "gov.contoso.example", "contoso.example", "", "us"])
def test_a_domain_is_compared_label_by_label(domain: str) -> None:
    assert classify("", [domain], VOCABULARY) is None


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("City of Exampleton", "government"),
        ("Stadt Musterhausen", "government"),
        ("Universidad de Ejemplo", "education"),
        ("Testville Unified School District", "education"),
        ("Centre hospitalier d'Essai", "healthcare"),
    ],
)
def test_a_public_name_is_a_weak_sign(name: str, sector: str) -> None:
    sign = classify(name, [], VOCABULARY)
    assert sign is not None
    assert (sign.sector, sign.strong) == (sector, False)


@pytest.mark.parametrize(
    "name",
    [
        "University Avenue Realty Inc",
        "County Line Foods",
        "State Farm",
        "Contoso Ltd",
        "Capital City Bank",
    ],
)
def test_a_company_with_a_public_word_in_its_name_is_none(name: str) -> None:
    assert classify(name, [], VOCABULARY) is None


def test_cues_stand_where_the_text_says_so() -> None:
    text = "For the City of Exampleton, jane@exampleton.gov; see https://www.sample.gov/a."
    found = cues(reading(text).document, VOCABULARY)
    assert [(cue.span.quote, cue.strong) for cue in found] == [
        ("City of Exampleton", False),
        ("exampleton.gov", True),
        ("www.sample.gov", False),
    ]


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        (
            (
                "Northwind may receive fees, commissions or other compensation from Microsoft in "
                "connection with the products."
            ),
            ALL,
        ),
        ("The partner may be paid by Microsoft a commission. It is for your licences.", ALL),
        ("Wir können von Microsoft Provisionen für die Produkte erhalten.", ALL),
        ("Nous pouvons recevoir des commissions de Microsoft pour ces produits.", ALL),
        ("Podemos recibir incentivos de Microsoft por los productos.", ALL),
        (
            "Public sector disclosure: the partner may receive a commission for the services.",
            ALL - {"microsoft"},
        ),
    ],
)
def test_a_disclosure_tells_which_parts_it_holds(text: str, elements: set[str]) -> None:
    assert [set(fact.elements) for fact in disclosures(reading(text), VOCABULARY)] == [elements]


@pytest.mark.parametrize(
    "text",
    [
        "The partner will invoice fees. Microsoft services are used.",
        "We do not receive any fees from Microsoft.",
        "Customer pays subscription fees to Microsoft and receives services.",
        "The partner earns a fee for the services.",
        "Wir erhalten keine Provisionen von Microsoft.",
    ],
)
def test_other_talk_of_fees_is_no_disclosure(text: str) -> None:
    assert disclosures(reading(text), VOCABULARY) == ()
