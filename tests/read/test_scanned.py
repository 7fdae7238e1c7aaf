"""Recognised words become text: rows, cells, places and doubts, whatever the recogniser is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from poedesk.model import Purpose, Recognised, Scan, Segment, Word
from poedesk.read.scan.scanned import as_shown, rows, written

SCAN = Scan(1, None, Purpose.READ, 0)
HEIGHT = 10.0
WIDTH = 5.0


def word(text: str, left: float, top: float, certainty: float = 1.0) -> Word:
    return Word(text, left, top, left + WIDTH * len(text), top + HEIGHT, certainty)


def piece(text: str, left: float, top: float) -> tuple[Word, ...]:
    words = []
    for one in text.split():
        words.append(word(one, left, top))
        left += WIDTH * (len(one) + 1)
    return tuple(words)


def text_of(*pieces: tuple[Word, ...]) -> str:
    return written(Recognised(SCAN, rows(pieces)), 1).text


def test_pieces_on_one_level_are_one_row_from_left_to_right() -> None:
    assert text_of(
        piece("Customer", 300, 101), piece("Date:", 50, 120), piece("Partner", 50, 100)
    ) == ("Partner\tCustomer\nDate:")


def test_words_of_a_line_stay_together_and_wide_gaps_part_cells() -> None:
    assert text_of(piece("Name: Anna Weber", 50, 100), piece("Title: Director", 250, 100)) == (
        "Name: Anna Weber\tTitle: Director"
    )


def test_close_rows_are_not_mixed() -> None:
    left = [piece(f"left-{number}", 50, 100 + 13 * number) for number in range(5)]
    right = [piece(f"right-{number}", 300, 103 + 13 * number) for number in range(5)]
    assert text_of(*left, *right).split("\n") == [
        f"left-{number}\tright-{number}" for number in range(5)
    ]


def test_each_cell_is_a_segment_at_its_place() -> None:
    found = written(Recognised(SCAN, rows([piece("Anna Weber", 50, 100), piece("B", 300, 100)])), 1)
    assert [found.text[one.start : one.end] for one in found.segments] == ["Anna Weber", "B"]
    assert [(one.left, one.right) for one in found.segments] == [(50, 100), (300, 305)]


def test_words_that_the_page_has_as_text_are_not_said_twice() -> None:
    native = Segment(1, 0, 8, 45.0, 95.0, 120.0, 112.0)
    lines = rows([piece("Envelope", 50, 100), piece("Signed here", 50, 200)])
    assert written(Recognised(SCAN, lines), 1, but=[native]).text == "Signed here"


def test_uncertain_words_are_told_by_their_range() -> None:
    line = (word("3", 50, 100), word("Mardh", 65, 100, 0.3), word("2025", 100, 100))
    found = written(Recognised(SCAN, (line,)), 1)
    assert [found.text[start:end] for start, end in found.uncertain] == ["Mardh"]
    assert found.certainty is not None
    assert abs(found.certainty - 2.3 / 3) < 1e-9


def test_nothing_recognised_is_no_text() -> None:
    found = written(Recognised(SCAN, ()), 1)
    assert (found.text, found.certainty) == ("", None)


def test_a_word_of_a_turned_page_is_where_the_page_shows_it() -> None:
    seen = Recognised(SCAN, (), turn=90.0, middle=(100.0, 100.0))
    left, top, right, bottom = as_shown(seen, Word("a", 90.0, 20.0, 110.0, 30.0, 1.0))
    assert [round(one) for one in (left, top, right, bottom)] == [170, 90, 180, 110]


@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=8),
            st.floats(0, 600),
            st.floats(0, 800),
            st.floats(0, 1),
        ),
        max_size=30,
    )
)
def test_whatever_is_recognised_every_segment_holds_its_text(
    found: list[tuple[str, float, float, float]],
) -> None:
    pieces = [(word(*one),) for one in found]
    result = written(Recognised(SCAN, rows(pieces)), 1)
    for start, end, _ in result.words:
        assert result.text[start:end].strip() == result.text[start:end] != ""
    ranges = [(one.start, one.end) for one in result.segments]
    assert ranges == sorted(ranges)
    assert all(0 <= start < end <= len(result.text) for start, end in ranges)
    assert all("\n" not in result.text[start:end] for start, end in ranges)
