"""Headings, list items, rows and paragraphs, told by the text alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.forge.reading import reading

from poedesk.extract.passages import Passage, Shape, passages, sentences_of

SOW = """1. Introduction
Contoso wants to protect its endpoints with Microsoft Defender for
Endpoint. Northwind will deploy it.

2. Scope
2.1 Microsoft Intune
• Deploy to all devices
• Configure compliance policies, for example encryption and
conditional access
Out of scope:
- Teams Phone
The work begins in May.
Workload\tUsers
Intune\t500
"""


def cut(text: str) -> list[tuple[Shape, str]]:
    return [(one.shape, text[one.body : one.end]) for one in passages(reading(text))]


def found(text: str, words: str) -> Passage:
    at = text.index(words)
    return next(p for p in passages(reading(text)) if p.start <= at < p.end)


def above(text: str, words: str) -> list[str]:
    return [text[start:end] for start, end in found(text, words).above]


def test_every_kind_of_passage_is_told() -> None:
    assert cut(SOW) == [
        (Shape.HEADING, "Introduction"),
        (
            Shape.TEXT,
            (
                "Contoso wants to protect its endpoints with Microsoft Defender for\n"
                "Endpoint. Northwind will deploy it."
            ),
        ),
        (Shape.HEADING, "Scope"),
        (Shape.HEADING, "Microsoft Intune"),
        (Shape.ITEM, "Deploy to all devices"),
        (
            Shape.ITEM,
            "Configure compliance policies, for example encryption and\nconditional access",
        ),
        (Shape.HEADING, "Out of scope:"),
        (Shape.ITEM, "Teams Phone"),
        (Shape.TEXT, "The work begins in May."),
        (Shape.ROW, "Workload\tUsers"),
        (Shape.ROW, "Intune\t500"),
    ]


def test_a_numbered_heading_stands_under_the_one_of_which_it_is_a_part() -> None:
    assert above(SOW, "Deploy to all") == ["Scope", "Microsoft Intune"]
    assert above(SOW, "Contoso wants") == ["Introduction"]


def test_a_line_that_leads_in_a_list_ends_with_the_list() -> None:
    assert above(SOW, "Teams Phone")[-1] == "Out of scope:"
    assert "Out of scope:" not in above(SOW, "The work begins")


def test_a_row_knows_the_first_row_of_its_table() -> None:
    head = found(SOW, "Intune\t500").head
    assert head is not None
    assert SOW[slice(*head)] == "Workload\tUsers"


def test_a_heading_with_nothing_under_it_is_empty() -> None:
    text = "1. Microsoft Intune\n2. SharePoint\nWe move all sites of the company to the cloud.\n"
    assert not found(text, "SharePoint").empty
    assert found(text, "Microsoft Intune").shape is Shape.ITEM


@settings(deadline=None)  # the first one loads spaCy
@given(st.text(alphabet="Aé1. :•\t\n-", max_size=80))
def test_every_word_stands_in_exactly_one_sentence(text: str) -> None:
    covered = [False] * len(text)
    for one in sentences_of(reading(text)):
        for at in range(one.start, one.end):
            assert not covered[at]
            covered[at] = True
    assert all(done for done, sign in zip(covered, text, strict=True) if sign in "Aé")
