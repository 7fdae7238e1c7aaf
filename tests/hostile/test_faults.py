"""A fault is called by its name: want of memory, a number too large, a file that changed."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest
from PIL import Image

import poedesk.attest
import poedesk.read
from poedesk.model import Settings
from poedesk.read import damage
from poedesk.review import examine, examine_all
from poedesk.sandbox import Sandbox
from tests.hostile import archives
from tests.hostile.letters import plain

P = ParamSpec("P")
T = TypeVar("T")
SOURCES = sorted(
    path
    for package in (poedesk.read, poedesk.attest)
    for folder in package.__path__
    for path in Path(folder).glob("*.py")
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_reader_takes_want_of_memory_for_damage(path: Path) -> None:
    """Where every error of a library is caught, MemoryError is let through before."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Try):
            caught = [ast.unparse(one.type) if one.type else "" for one in node.handlers]
            assert "" not in caught, "a bare except"
            if "Exception" in caught and path.stem not in {"wire", "worker"}:
                assert "MemoryError" in caught[: caught.index("Exception")], node.lineno


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OverflowError("Python int too large to convert to C long"), "a number in it is far too"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid"), "does not fit its encoding"),
        (KeyError("/Root"), "a piece of it is missing or wrong"),
        (KeyError(), "a piece of it is missing or wrong"),
        (RuntimeError("xyz"), "not as its format asks"),
    ],
)
def test_damage_is_told_in_words_that_a_sender_understands(error: Exception, said: str) -> None:
    assert said in damage.told(error)


def test_numbers_without_end_are_no_fault_of_the_file(settings: Settings) -> None:
    endless = "9" * 5_000
    body = f"<w:p><w:r><w:t>1,{',000' * 2_000} users of Intune {endless}</w:t></w:r></w:p>"
    listed = (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{endless}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "<w:r><w:t>listed</w:t></w:r></w:p>"
    )
    found = examine("a.docx", None, archives.word(body + listed), settings)
    assert found.document.error is None
    assert "listed" in found.document.text
    assert found.facts.user_counts == ()


# ── Files that change or vanish ─────────────────────────────────────────────────────────


def test_a_file_that_vanished_says_so_and_the_others_are_read(
    settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "b.eml").write_bytes(plain("We confirm the rollout."))
    files = [(name, tmp_path / name) for name in ("a.eml", "b.eml")]
    gone, there = (one.document for one, _ in examine_all(files, settings, sandbox))
    assert gone.error is not None
    assert "cannot be opened" in gone.error.cause
    assert "We confirm the rollout." in there.text


def test_a_file_that_is_cut_while_it_is_read_is_an_error_or_a_part_of_it(
    settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archives.packed({"a.eml": plain("One."), "b.eml": plain("Two.")}))
    found = []
    for one, _ in examine_all([("a.zip", path)], settings, sandbox):
        found.append(one.document)
        path.write_bytes(b"")  # what it encloses was taken out of it at once
    assert [one.error for one in found] == [None, None, None]


def test_a_file_that_changes_between_its_two_readings_is_refused(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (800, 1100), "white").save(path)

    class Meddling(Sandbox):
        """Changes the file while its page is recognised."""

        def recognise(self, task: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
            path.write_bytes(plain("Something else."))
            return super().recognise(task, *args, **kwargs)

    patient = replace(settings, limits=replace(settings.limits, recognised_pages=1))
    with Meddling(patient.limits) as sandbox:
        ((one, _),) = examine_all([("a.png", path)], patient, sandbox)
    assert one.document.error is not None
    assert "it changed while it was read" in one.document.error.cause
