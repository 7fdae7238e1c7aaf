"""The normalised text: what it holds, what it cannot hold, and the way back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.read.text import Composer, normalise

CELLS = st.lists(st.text(max_size=12), min_size=1, max_size=4)


@given(st.text())
def test_every_character_knows_where_it_came_from(raw: str) -> None:
    text, origin = normalise(raw)
    assert len(text) == len(origin)
    assert origin == sorted(origin)
    assert all(0 <= index < len(raw) for index in origin)


@given(st.text())
def test_no_control_character_survives(raw: str) -> None:
    text, _ = normalise(raw)
    for one in text:
        assert one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cn", "Cs"}
        assert one == " " or unicodedata.category(one) != "Zs"


@given(st.text())
def test_normal_text_stays_as_it_is(raw: str) -> None:
    text, _ = normalise(raw)
    again, origin = normalise(text)
    assert again == text
    assert origin == sorted(origin)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Mu\u0308nchen", "M\u00fcnchen"),
        ("e\ufb03cient", "efficient"),
        ("in 2019\u037e and 5\u2126", "in 2019; and 5\u03a9"),
        ("co\u00adoperate", "cooperate"),
        ("a\u00a0b\u2009c", "a b c"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("red\x1b[31m", "red[31m"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_what_looks_alike_becomes_alike(raw: str, text: str) -> None:
    assert normalise(raw)[0] == text


@given(st.lists(st.lists(CELLS, max_size=4), max_size=4))
def test_parts_cover_everything_but_the_ends_between_them(stories: list[list[list[str]]]) -> None:
    composer = Composer()
    for number, rows in enumerate(stories):
        composer.begin(f"story {number}")
        for cells in rows:
            composer.row(cells)
    text, parts, segments = composer.finish()
    kept = [index for part in parts for index in range(part.start, part.end)]
    assert kept == sorted(set(kept))
    outside = set(range(len(text))) - set(kept)
    assert all(text[index] == "\n" for index in outside)
    for segment in segments:
        assert any(part.start <= segment.start < segment.end <= part.end for part in parts)


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_cells_start_where_the_composer_says(rows: list[list[str]]) -> None:
    composer = Composer()
    composer.begin("body")
    starts = [composer.row(cells) for cells in rows]
    text, _, _ = composer.finish()
    for cells, places in zip(rows, starts, strict=True):
        for cell, start in zip(cells, places, strict=True):
            plain = normalise(cell)[0]
            assert text[start : start + len(plain)] == plain


def test_cells_of_a_row_lie_side_by_side_and_rows_below() -> None:
    composer = Composer()
    composer.begin("body")
    composer.row(["Name:\nTitle:", "Zoe Signer"], lefts=[0, 200])
    composer.row(["Date:"])
    text, _, segments = composer.finish()
    placed = {text[one.start : one.end]: one for one in segments}
    assert placed["Name:"].top == placed["Zoe Signer"].top
    assert placed["Zoe Signer"].left == 200
    assert placed["Title:"].top > placed["Name:"].top
    assert placed["Date:"].top > placed["Title:"].top


def test_an_empty_part_leaves_no_trace() -> None:
    composer = Composer()
    composer.begin("header")
    composer.begin("body")
    composer.row(["text"])
    _, parts, _ = composer.finish()
    assert [part.name for part in parts] == ["body"]
