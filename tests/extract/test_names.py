"""Whether two company names are one, and where a declared one stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forge.reading import reading

from poedesk.errors import ChecklistError
from poedesk.extract.names import Likeness, compare, find
from poedesk.model import Vocabulary
from poedesk.settings import load_vocabulary

VOCABULARY = load_vocabulary()
FORMS = ["Ltd", "GmbH", "GmbH & Co. KG", "S.A.", "S. A.", "Sp. z o.o.", "Inc.", "(Pty) Ltd", "A/S"]
OWN = st.lists(
    st.sampled_from(["Northwind", "Fabrikam", "Müller", "Tailspin", "Cloud", "Services", "Straße"]),
    min_size=1,
    max_size=3,
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Northwind Cloud Services Ltd", "NORTHWIND CLOUD SERVICES LIMITED"),
        ("Müller GmbH & Co. KG", "Mueller"),
        ("Muller AG", "Müller"),
        ("Straßenbau Nord GmbH", "Strassenbau Nord"),
        ("S.A. Fabrikam", "Fabrikam S. A."),
        ("PT Fabrikam Tbk", "Fabrikam"),
        ("株式会社北風", "北風"),
        ("Smith & Sons", "Smith and Sons Inc."),
        ("The Tailspin Company", "Tailspin Co., Ltd."),
        ("Société Générale d'Essai SAS", "Societe Generale d’Essai"),
        ("Fabrikam, L.L.C.", "Fabrikam LLC"),
        ("North Wind", "Northwind"),
    ],
)
def test_the_same_company_written_in_two_ways(one: str, other: str) -> None:
    assert compare(one, other, VOCABULARY) is Likeness.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Contoso Ltd", "Contoso Deutschland GmbH"),
        ("Contoso Manufacturing GmbH", "Contoso Deutschland GmbH"),
        ("Contoso", "Contoso Holding AG"),
        ("Tailspin Toys", "Tailspn Toys"),
        ("Northwind Cloud Services", "Northwind"),
    ],
)
def test_a_company_that_looks_related_is_near(one: str, other: str) -> None:
    assert compare(one, other, VOCABULARY) is Likeness.NEAR


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Contoso Ltd", "Fabrikam Ltd"),
        ("Services Group", "Contoso Services Group"),
        ("Cloud Services Ltd", "Northwind Cloud Services Ltd"),
        ("ABC", "ABD"),
        ("Adventure Works", "Adventure Cycles"),
        ("Bank of Exampleton", "Bank of Testville"),
        ("", "Contoso"),
        ("---", "Contoso"),
        ("Germany GmbH", "Contoso Germany"),
    ],
)
def test_generic_words_and_legal_forms_make_no_likeness(one: str, other: str) -> None:
    assert compare(one, other, VOCABULARY) is Likeness.DIFFERENT


@given(OWN, OWN)
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert compare(one, other, VOCABULARY) is compare(other, one, VOCABULARY)


@given(OWN, st.sampled_from(FORMS), st.sampled_from([str.upper, str.lower, str.title]))
def test_case_and_legal_form_never_matter(name: str, form: str, written: type[str]) -> None:
    assert compare(name, written(f"{name} {form}"), VOCABULARY) is Likeness.SAME


@given(OWN)
def test_accents_never_matter(name: str) -> None:
    plain = name.replace("ü", "u").replace("ß", "ss")
    assert compare(name, plain, VOCABULARY) is Likeness.SAME


def hits(name: str, text: str) -> list[tuple[str, bool]]:
    found = find([name], reading(text).document, VOCABULARY)
    return [(hit.span.quote, hit.near) for hit in found]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Contoso Ltd", "for CONTOSO Limited and us", [("CONTOSO", False)]),
        (
            "Northwind Cloud Services",
            "by Northwind\nCloud Services.",
            [("Northwind\nCloud Services", False)],
        ),
        ("Müller & Söhne GmbH", "Mueller und Soehne", [("Mueller und Soehne", False)]),
        ("Contoso", "Contoso Retail GmbH pays", [("Contoso", True)]),
        ("Northwind Cloud Services Ltd", "Northwind will help", [("Northwind", True)]),
        ("Tailspin Toys", "Tailspn Toys signed", [("Tailspn Toys", True)]),
        ("Contoso", "write to jane@contoso.example or https://www.contoso.example/a", []),
        ("Contoso", "see contoso-group.example", []),
        ("Shell", "the shell of the house", []),
        ("SAP", "Sap runs, sap too", []),
        ("Cloud Services Ltd", "our cloud services are fine", []),
        ("Contoso", "Con\ttoso", []),
        ("Contoso", "", []),
    ],
)
def test_a_name_is_found_where_it_stands(
    name: str, text: str, expected: list[tuple[str, bool]]
) -> None:
    assert hits(name, text) == expected


@given(OWN, st.text(alphabet="Aa .,\n\tNorthwindFabrikam", max_size=80))
def test_every_hit_quotes_the_text_at_its_place(name: str, text: str) -> None:
    document = reading(text + " " + name).document
    found = find([name], document, VOCABULARY)
    assert all(hit.span.quote == document.text[hit.span.start : hit.span.end] for hit in found)


def test_a_faulty_word_list_is_named() -> None:
    with pytest.raises(ChecklistError, match=r"legal_forms\.toml"):
        compare("a", "b", Vocabulary({"legal_forms": {"forms": [1]}}))
