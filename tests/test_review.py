"""The pipeline over a bundle: containers, faults and limits; one broken thing stops nothing."""

from __future__ import annotations

import os
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from poedesk import batch, claims
from poedesk import review as pipeline
from poedesk.judge import judge
from poedesk.locations import checklists
from poedesk.model import Claim, Examined, Judgement, Limits, Review, RunError, Settings
from poedesk.review import examine
from poedesk.settings import load_settings
from tests.forge.outlook import message
from tests.forge.paper import Look, pdf

TODAY = date(2025, 6, 2)


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings()


def sheet(words: str) -> bytes:
    return pdf(words, Look(), title="t", author="a", made=datetime(2025, 1, 1, tzinfo=UTC)).data


def mail(*attachments: tuple[str, bytes]) -> bytes:
    return message(
        subject="Files",
        sender=("Jana", "jana@ostsee.example"),
        to=[("Bo", "bo@fenwick.example")],
        sent=datetime(2025, 5, 1, 9, tzinfo=UTC),
        body="Hello Bo,\n\nthe files are attached.\n\nJana",
        attachments=attachments,
    )


def zipped(**members: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def reviewed(folder: Path, settings: Settings) -> Review:
    found = claims.find([folder], {}, TODAY).claims
    (result,) = batch.run(found, settings, [checklists()])
    assert isinstance(result, Review), result
    return result


def test_attachments_at_any_depth_are_files_of_the_bundle(
    tmp_path: Path, settings: Settings
) -> None:
    inner = zipped(**{"deep.pdf": sheet("Deep down")})
    (tmp_path / "mail.msg").write_bytes(mail(("box.zip", inner), ("plain.pdf", sheet("On top"))))
    documents = reviewed(tmp_path, settings).documents
    assert [(one.path, one.inside) for one in documents] == [
        ("mail.msg", None),
        ("mail.msg/1/box.zip", "mail.msg"),
        ("mail.msg/1/box.zip/1/deep.pdf", "mail.msg/1/box.zip"),
        ("mail.msg/2/plain.pdf", "mail.msg"),
    ]
    assert "Deep down" in documents[2].text


def test_the_language_of_each_file_is_told(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "a.pdf").write_bytes(sheet("Wir haben die Arbeiten gemeinsam abgeschlossen."))
    (tmp_path / "b.pdf").write_bytes(sheet("We have finished the work together."))
    (tmp_path / "c.pdf").write_bytes(sheet("SOW-2025-0042"))
    documents = reviewed(tmp_path, settings).documents
    assert [one.language for one in documents] == ["de", "en", None]


def test_a_file_that_does_not_open_is_named_and_the_others_are_read(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\n nothing of use")
    (tmp_path / "good.pdf").write_bytes(sheet("Good words"))
    bad, good = reviewed(tmp_path, settings).documents
    assert bad.error is not None
    assert len(bad.sha256) == 64
    assert "Good words" in good.text


def test_files_nested_too_deeply_are_named_not_followed(tmp_path: Path, settings: Settings) -> None:
    data = sheet("At the bottom")
    for _ in range(4):
        data = zipped(**{"in.zip": data})
    (tmp_path / "outer.zip").write_bytes(data)
    tight = replace(settings, limits=replace(Limits(), depth=2))
    last = reviewed(tmp_path, tight).documents[-1]
    assert last.error is not None
    assert "deeper than 2" in last.error.cause


def test_more_enclosed_files_than_allowed_are_named_not_read(
    tmp_path: Path, settings: Settings
) -> None:
    members = {f"{number}.pdf": sheet(f"Page {number}") for number in range(2)}
    for name in ("a.zip", "b.zip"):
        (tmp_path / name).write_bytes(zipped(**members))
    tight = replace(settings, limits=replace(Limits(), enclosed=3))
    documents = reviewed(tmp_path, tight).documents
    assert sum(one.inside is not None and one.error is None for one in documents) == 3
    assert any("more than 3" in one.error.cause for one in documents if one.error)


def hanging(*_: object) -> Examined:
    os.abort()


def test_a_crash_of_the_reader_is_a_fault_of_the_file(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "examine", hanging)
    (tmp_path / "a.pdf").write_bytes(sheet("x"))
    (document,) = reviewed(tmp_path, settings).documents
    assert document.error is not None
    assert "crashed" in document.error.cause


def test_a_fault_of_ours_on_one_claim_is_an_error_and_the_next_is_judged(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.pdf").write_bytes(sheet("x"))

    def faulty(claim: Claim, *rest: Any) -> Judgement:
        if claim.id == "a":
            raise ZeroDivisionError
        return judge(claim, *rest)

    monkeypatch.setattr(pipeline, "judge", faulty)
    found = claims.find([tmp_path], {}, TODAY).claims
    first, second = batch.run(found, settings, [checklists()])
    assert isinstance(first, RunError)
    assert first.kind == "internal"
    assert isinstance(second, Review)


def test_examining_the_same_bytes_twice_gives_the_same(settings: Settings) -> None:
    data = mail(("plain.pdf", sheet("Intune was deployed for 300 users in March 2025")))
    assert examine("m.msg", None, data, settings) == examine("m.msg", None, data, settings)


def test_a_claim_whose_files_keep_breaking_the_reader_ends_soon(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "examine", hanging)
    for number in range(6):
        (tmp_path / f"{number}.pdf").write_bytes(sheet("x"))
    tight = replace(settings, limits=replace(Limits(), faults=2))
    causes = [one.error.cause for one in reviewed(tmp_path, tight).documents if one.error]
    assert sum("crashed" in one for one in causes) == 2
    assert sum("limit `faults`" in one for one in causes) == 4


def test_the_files_of_a_claim_have_a_time_limit_together(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "a.pdf").write_bytes(sheet("x"))
    tight = replace(settings, limits=replace(Limits(), claim_seconds=-1))
    (document,) = reviewed(tmp_path, tight).documents
    assert document.error is not None
    assert "limit `claim_seconds`" in document.error.cause


def test_enclosed_files_may_not_take_more_together_than_the_limit(
    tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(**{"1.pdf": sheet("one"), "2.pdf": sheet("two")}))
    tight = replace(settings, limits=replace(Limits(), unpacked=len(sheet("one")) + 100))
    outer, *_ = reviewed(tmp_path, tight).documents
    assert outer.error is not None
    assert "limit `unpacked`" in outer.error.cause


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_or_device_given_as_evidence_is_named_and_never_waited_for(
    tmp_path: Path, settings: Settings
) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    for path in (tmp_path / "pipe.pdf", Path("/dev/zero"), tmp_path):
        error = examine("evidence.pdf", None, path, settings).document.error
        assert error is not None
        assert "no ordinary file" in error.cause


def test_a_file_that_is_gone_when_it_is_read_is_named(tmp_path: Path, settings: Settings) -> None:
    error = examine("gone.pdf", None, tmp_path / "gone.pdf", settings).document.error
    assert error is not None
    assert "cannot be opened" in error.cause
