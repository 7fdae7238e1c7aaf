"""A PDF that shows other words than its text holds is told from one that does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forge.masked import ATTACKS, HONEST, LATER
from tests.forge.masking import (
    LINES,
    composite,
    document,
    hexadecimal,
    honest,
    pdf,
    simple,
    written,
)

from poedesk.model import Document, Mark
from poedesk.read import read
from poedesk.read.pdf.second_reading import disagreements
from poedesk.settings import load_settings

SETTINGS = load_settings()
TOLD = {"text-differs", "hidden-text"}


def read_pdf(data: bytes) -> Document:
    found = read("sow.pdf", None, data, SETTINGS).document
    assert found.error is None
    return found


def told(data: bytes) -> list[Mark]:
    return [mark for mark in read_pdf(data).marks if mark.kind in TOLD]


@pytest.mark.parametrize("name", ATTACKS)
def test_what_shows_otherwise_than_it_reads_is_told(name: str) -> None:
    assert told(ATTACKS[name]())


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_made_by_the_same_means_is_left_alone(name: str) -> None:
    found = read_pdf(HONEST[name]())
    assert [mark for mark in found.marks if mark.kind in {*TOLD, "damaged"}] == []


def test_a_lying_font_is_told_with_both_readings_where_they_stand() -> None:
    font, more = simple({"3": "5"})
    found = read_pdf(pdf(document(written(), font, more)))
    (mark,) = found.marks
    assert mark.kind == "text-differs"
    assert "14 March 2025”" in mark.message
    assert "14 March 2023”" in mark.message
    assert [span.quote for span in mark.spans] == [LINES[1]]
    assert [found.text[span.start : span.end] for span in mark.spans] == [LINES[1]]


def test_letters_that_are_not_drawn_at_all_are_told() -> None:
    font, more = composite({"n": " ", "o": " ", "t": " "})
    lines = ("The customer has not approved",)
    (mark,) = read_pdf(pdf(document(written(lines, hexadecimal), font, more))).marks
    assert "reads “The cus mer has appr ved”" in mark.message


def test_drawn_letters_without_any_text_are_told() -> None:
    font, more = composite(None, honest() | dict.fromkeys(map(ord, "NOT"), " "))
    lines = ("We do NOT approve the work that was done",)
    (mark,) = read_pdf(pdf(document(written(lines, hexadecimal), font, more))).marks
    assert mark.kind == "text-differs"


def test_replacement_text_is_told_with_the_words_that_are_drawn() -> None:
    (mark,) = told(ATTACKS["replacement text has another word"]())
    assert "14 March 2025" in mark.message
    assert "14 March 2023" in mark.message


def test_a_second_definition_of_an_object_is_told_with_what_it_says() -> None:
    messages = [mark.message for mark in told(ATTACKS["one object is defined twice"]())]
    assert any("has not approved" in message and "has now approved" in message
               for message in messages)  # fmt: skip


def test_pages_that_only_one_program_finds_are_told() -> None:
    messages = [mark.message for mark in told(ATTACKS["the page tree counts one page of two"]())]
    assert "It has 1 pages to one program and 2 to another." in messages


def test_of_many_lines_the_first_are_quoted_and_the_others_counted() -> None:
    font, more = simple({"3": "5"})
    lines = tuple(f"Entry 3 of list {number}" for number in range(30))
    marks = read_pdf(pdf(document(written(lines), font, more))).marks
    assert len(marks) == 11
    assert marks[-1].message.startswith("20 more lines")
    assert len(marks[-1].spans) == 20


# ── Two readings ────────────────────────────────────────────────────────────────────────


def test_order_spaces_and_hyphens_make_no_other_reading() -> None:
    text = "Deployment of Teams\nfor 650 users\nreal-time \ufb01gures"
    other = "real-\ntime figures De ployment ofTeams for\n650users"
    assert disagreements(text, other) == []


def test_small_capitals_make_no_other_reading() -> None:
    assert disagreements("\n".join(LINES), "\n".join(LINES).upper()) == []


def test_a_word_that_one_program_misses_makes_no_other_reading() -> None:
    assert disagreements("\n".join(LINES), "\n".join(LINES).replace("Fabrikam", "")) == []


def test_each_line_is_paired_with_the_one_that_it_is_likest_to() -> None:
    text = "Work of 2025\nFrom 6 January 2025 on\nFor the customer\nDate: 28 March 2025"
    other = text.replace("March 2025", "March 2023")
    start = text.index("Date")
    assert disagreements(text, other) == [((start, len(text)), "Date: 28 March 2023")]


def test_two_lines_that_differ_are_paired_each_with_its_own() -> None:
    text = "Users: 780\nUsers in total: 790"
    other = "Users in total: 791\nUsers: 785"
    assert [said for _, said in disagreements(text, other)] == ["Users: 785", "Users in total: 791"]


def test_another_word_makes_another_reading() -> None:
    (found,) = disagreements("\n".join(LINES), "\n".join(LATER))
    assert found == ((47, 107), LATER[1])


def test_words_in_a_row_that_one_program_misses_make_another_reading() -> None:
    other = "\n".join([*LINES, "This paper binds nobody to anything"])
    assert disagreements("\n".join(LINES), other) == [(None, "This paper binds nobody to anything")]


def test_what_stands_beside_the_text_is_no_other_reading() -> None:
    other = "\n".join([*LINES, "Approved by phone yesterday"])
    assert disagreements("\n".join(LINES), other, beside="Approved by phone yesterday") == []


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_reading_agrees_with_itself_and_places_lie_in_the_text(text: str, other: str) -> None:
    assert disagreements(text, text) == []
    for place, _ in disagreements(text, other):
        if place is not None:
            start, end = place
            assert text[start:end] in text.split("\n")
