"""Sentences and phrases, whatever the line breaks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.extract.nlp import Phrases, sentences, words


def spoken(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It went live. Users are glad.", ["It went live.", "Users are glad."]),
        ("Fabrikam Ltd. signed. Done!", ["Fabrikam Ltd. signed.", "Done!"]),
        ("Tools, e.g. Intune, help. So do we.", ["Tools, e.g. Intune, help.", "So do we."]),
        ("Version 3.5 of contoso.example works.", ["Version 3.5 of contoso.example works."]),
        ("Mr. J. Roe came. He left.", ["Mr. J. Roe came.", "He left."]),
        ("導入しました。完了です。", ["導入しました。", "完了です。"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]) -> None:
    assert spoken(text) == expected


def test_a_line_break_inside_a_phrase_does_not_break_it() -> None:
    text = "We set up Defender  for \n Endpoint."
    (hit,) = Phrases([("defender for endpoint", "mde")]).all(text)
    assert text[hit.start : hit.end] == "Defender  for \n Endpoint"


@pytest.mark.parametrize("gap", ["\t", "\n\n", "\n \n"])
def test_a_cell_border_or_a_blank_line_breaks_a_phrase(gap: str) -> None:
    assert not Phrases([("Cloud Apps", "x")]).all(f"Cloud{gap}Apps")


def test_only_whole_words_are_found() -> None:
    finder = Phrases([("intune", "x")])
    assert not finder.all("fineintuned intunes contoso.intune.example")
    assert len(finder.all("(Intune), Intune/Intune-Intune")) == 4


def test_a_star_stands_for_the_rest_of_a_word_also_beside_exact_words() -> None:
    finder = Phrases([("deploy*", "a"), ("deployed base", "b"), ("deployment", "c")])
    text = "deploys deployed deployment deployed base"
    assert [(hit.key, text[hit.start : hit.end]) for hit in finder.longest(text)] == [
        ("a", "deploys"),
        ("a", "deployed"),
        ("a", "deployment"),
        ("c", "deployment"),
        ("b", "deployed base"),
    ]


def test_capitals_count_only_where_they_are_asked_for() -> None:
    finder = Phrases([("intune", "x")], [("MEM", "y")])
    assert {hit.key for hit in finder.all("INTUNE mem")} == {"x"}
    assert {hit.key for hit in finder.all("intune MEM")} == {"x", "y"}


def test_the_longest_of_overlapping_phrases_wins() -> None:
    finder = Phrases([("defender for cloud", "-"), ("defender for cloud apps", "mdca")])
    assert [hit.key for hit in finder.longest("Defender for Cloud Apps, Defender for Cloud")] == [
        "mdca",
        "-",
    ]


@given(st.text(alphabet="ab.-é\n\t (導", max_size=60))
def test_words_are_what_stands_at_their_place(text: str) -> None:
    for word in words(text):
        assert text[word.start : word.end] == word.text


@given(st.text(alphabet="aB.é\n (導", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_the_words_of_a_piece_are_those_of_the_piece_alone(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    alone = [(word.text, word.start + start) for word in words(text[start:end])]
    assert [(word.text, word.start) for word in words(text, start, end)] == alone


def test_a_text_without_a_full_stop_is_cut_and_loses_no_word() -> None:
    text = "and on " * 1_000
    ranges = sentences(text, 0, len(text))
    assert len(ranges) == 5
    assert " ".join(text[start:end] for start, end in ranges) == text.strip()


@given(st.text(alphabet="aB. \n\t1)!", max_size=60))
def test_sentences_stand_in_order_and_cover_every_word(text: str) -> None:
    ranges = sentences(text, 0, len(text))
    assert all(a[1] <= b[0] for a, b in pairwise(ranges))
    covered = [word for word in words(text) for a, b in ranges if a <= word.start and word.end <= b]
    assert covered == list(words(text))
