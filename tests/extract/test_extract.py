"""All facts of one file together."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forge.reading import reading

from poedesk.extract import extract
from poedesk.model import Facts, Fault
from poedesk.settings import load_settings

SETTINGS = load_settings()
PIECES = st.sampled_from(
    [
        *("Intune", "Customer:", "\t", "\n", "\n\n", "• ", "1.2 ", "deploy", "not", ".", "(", " "),
        *('"Customer")', "300 users", "12 May 2025", "Microsoft", "fees", "receive", "City of"),
        *("Contoso Ltd", "x.gov", "導入", "_____"),
    ]
)


def test_a_statement_of_work_gives_facts_of_every_kind() -> None:
    facts = extract(
        reading(
            "Customer Company Name: City of Exampleton\n\n"
            "We deploy Microsoft Intune for 300 users from 12 May 2025. "
            "Northwind may receive fees from Microsoft for these products.\n"
        ),
        SETTINGS,
    )
    assert facts.parties
    assert facts.workloads
    assert facts.user_counts
    assert facts.dates
    assert facts.activities
    assert facts.disclosures
    assert facts.sector_cues


def test_an_unreadable_file_has_no_facts() -> None:
    good = reading("We deploy Intune.")
    broken = replace(good, document=replace(good.document, error=Fault("sow.pdf", "damaged")))
    assert extract(broken, SETTINGS) == Facts()


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_read_without_a_fault_and_quoted_as_it_stands(text: str) -> None:
    paper = reading(text)
    facts = extract(paper, SETTINGS)
    spans = [
        *(fact.span for fact in facts.parties),
        *(fact.span for fact in facts.workloads),
        *(fact.span for fact in facts.activities),
        *(fact.span for fact in facts.disclosures),
        *(fact.span for fact in facts.sector_cues),
    ]
    assert all(span.quote == text[span.start : span.end] for span in spans)
