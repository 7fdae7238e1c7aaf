"""The words under a scan are held against what its picture shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.forge.layers import CONTRACT, LIES, changed, misread, scan_with_layer
from tests.forge.masking import HELVETICA, character_map, document, pdf, written
from tests.forge.scanner import typeset

from poedesk.model import FileKind, Limits, Mark, Purpose, Recognised, Scan
from poedesk.read import read
from poedesk.read.scan.ocr import recognise
from poedesk.review import examine_all
from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings

SETTINGS = load_settings()
WHOLE = Scan(1, None, Purpose.COMPARE, 0)


@cache
def shown() -> Recognised:
    """What is recognised on the contract's page, once for all layers under the same picture."""
    if find_spec("rapidocr") is None:
        pytest.skip("text recognition is not installed")
    found = recognise(scan_with_layer(CONTRACT, CONTRACT), FileKind.PDF, WHOLE, SETTINGS)
    assert found.problem == ""
    return found


def marks(layer: Sequence[str], drift: float = 0.0) -> list[Mark]:
    """Those of a scan of the contract with another layer, compared with its picture."""
    data = scan_with_layer(CONTRACT, layer, drift=drift)
    settings = replace(SETTINGS, recogniser="one of ours")
    (asked,) = read("scan.pdf", None, data, settings).scans
    assert asked.purpose is Purpose.COMPARE
    seen = replace(shown(), scan=asked)
    document = read("scan.pdf", None, data, settings, (seen,)).document
    for mark in document.marks:
        for span in mark.spans:
            assert document.text[span.start : span.end] == span.quote
    return list(document.marks)


def test_a_layer_that_says_what_the_picture_shows_is_left_alone() -> None:
    assert marks(CONTRACT) == []


@pytest.mark.parametrize("drift", [-3.0, 4.0])
def test_a_layer_that_is_a_little_out_of_place_is_left_alone(drift: float) -> None:
    assert marks(CONTRACT, drift) == []


@pytest.mark.parametrize("share", [0.01, 0.02, 0.03])
def test_letters_mistaken_by_another_program_are_no_lies(share: float) -> None:
    told = [seed for seed in range(8) if marks(misread(CONTRACT, share, seed))]
    assert told == []


@pytest.mark.parametrize("what", LIES)
def test_a_layer_that_lies_is_told(what: str) -> None:
    found = marks(changed(CONTRACT, LIES[what]))
    assert {mark.kind for mark in found} == {"text-differs"}


@pytest.mark.parametrize("what", ["another amount", "another name", "a negation left out"])
def test_a_lie_among_mistaken_letters_is_told(what: str) -> None:
    honest = misread(CONTRACT, 0.015, 3)
    ((old, new),) = LIES[what].items()
    lines = [
        line.replace(old, new) if old in line else spoilt
        for line, spoilt in zip(CONTRACT, honest, strict=True)
    ]
    assert any(mark.kind == "text-differs" for mark in marks(lines))


def test_both_readings_are_told_where_they_stand() -> None:
    (mark,) = marks(changed(CONTRACT, {"84,750.00": "81,750.00"}))
    assert "USD 84,750.00" in mark.message
    assert "USD 81,750.00" in mark.message
    (span,) = mark.spans
    assert "USD 81,750.00" in span.quote


def test_the_words_of_another_page_are_told_line_by_line() -> None:
    other = ("The committee met in the afternoon and adjourned the matter without a vote.",) * 4
    assert len(marks(other)) >= 5


@pytest.mark.parametrize("from_code", [0x20, 0x2E])
def test_glyphs_that_their_font_calls_control_characters_are_no_silent_loss(from_code: int) -> None:
    says = {code: chr(1 if code >= from_code else code) for code in range(0x20, 0x7F)}
    font = HELVETICA.replace(b">>", b"/ToUnicode 6 0 R>>")
    data = pdf(document(written(), font, {6: character_map(says)}))
    found = read("fonts.pdf", None, data, replace(SETTINGS, recogniser="")).document
    (unread,) = found.unread
    assert unread.part == "page 1"
    assert "fonts do not say what they draw" in unread.reason


def test_a_page_without_a_picture_is_not_looked_at() -> None:
    assert read("plain.pdf", None, typeset(CONTRACT), SETTINGS).scans == ()


@pytest.mark.parametrize("recogniser", ["", "beyond the budget"])
def test_what_was_not_compared_is_said_and_still_read(tmp_path: Path, recogniser: str) -> None:
    settings = replace(SETTINGS, recogniser=recogniser, limits=Limits(recognised_pages=0))
    data = scan_with_layer(CONTRACT, CONTRACT)
    path = tmp_path / "scan.pdf"
    path.write_bytes(data)
    with Sandbox(settings.limits) as sandbox:
        ((one, _),) = examine_all([(path.name, path)], settings, sandbox)
    assert one.document.unread == ()
    assert [mark.kind for mark in one.document.marks] == ["not-compared"]
    assert CONTRACT[4] in one.document.text
