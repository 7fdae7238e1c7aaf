"""Handwriting on the signature lines of scans: pages of blocks, drawn and scanned, read like any
file. The strokes come from another generator than those that the network learned from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from tests.forge.penmanship import Hand, signature
from tests.forge.scanner import as_pdf, photographed
from tests.prove import ink

from poedesk.model import AckKind, Acknowledgement, FileKind, Settings, View
from poedesk.read.scan.pen import round_stamp
from poedesk.review import examine_all, picture
from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings

cv2 = pytest.importorskip("cv2", reason="text recognition is not installed")


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings()


@pytest.fixture(scope="module")
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    with Sandbox(settings.limits) as opened:
        yield opened


def test_only_lines_with_handwriting_count_as_signed(settings: Settings) -> None:
    found = [one for seed in (11, 12) for one in ink.judged(seed, settings)]
    assert [kind for kind, told in found if told == "ink" and kind != "written"] == []
    assert all(told in ("empty", "doubt") for kind, told in found if kind == "empty")
    written = [told for kind, told in found if kind == "written"]
    assert len(written) == 6
    assert sum(told in ("ink", "doubt") for told in written) >= 5
    assert written.count("ink") >= 3


@pytest.mark.parametrize(("first", "last"), [(0, 180), (180, 360), (20, 340), (0, 360)])
@pytest.mark.parametrize("flat", [1.0, 0.95])
def test_half_a_ring_and_more_is_a_stamp(first: int, last: int, flat: float) -> None:
    sheet = np.zeros((160, 160), "uint8")
    cv2.ellipse(sheet, (80, 80), (60, round(60 * flat)), 0, first, last, 255, 3)
    assert round_stamp(sheet)


@pytest.mark.parametrize("seed", range(40))
def test_a_signature_is_no_ring(seed: int) -> None:
    chance = Random(seed)
    sheet = np.zeros((400, 1600), "uint8")
    for stroke in signature(chance, Hand.of(chance)):
        points = (stroke[:, :2] * 4 + 150).astype("int32")
        cv2.polylines(sheet, [points.reshape(-1, 1, 2)], False, 255, 4)
    assert sheet.any()
    assert not round_stamp(sheet)


def acts(data: bytes, settings: Settings, sandbox: Sandbox) -> tuple[Acknowledgement, ...]:
    ((one, _),) = examine_all([("scan.pdf", data)], settings, sandbox)
    return one.acknowledgements


def test_the_strokes_can_be_looked_at(settings: Settings, sandbox: Sandbox) -> None:
    _, paper = ink.page(["written"], Random(7))
    data = as_pdf(photographed(paper))
    (act,) = acts(data, settings, sandbox)
    assert act.kind is AckKind.INK
    assert act.handwriting is not None
    assert isinstance(act.handwriting.view, View)
    shown = picture(data, FileKind.PDF, act.handwriting.view, settings, sandbox)
    assert shown.startswith(b"\x89PNG")


def test_a_scan_that_nobody_looked_at_is_for_a_person(settings: Settings, sandbox: Sandbox) -> None:
    _, paper = ink.page(["empty"], Random(3))
    without = replace(settings, recogniser="")
    ((one, _),) = examine_all([("scan.pdf", as_pdf(photographed(paper)))], without, sandbox)
    assert one.document.unread
    assert not one.acknowledgements
