"""Files that are made to harm end within the limits: in a reading, or in an error that says why."""

from __future__ import annotations

import socket
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from poedesk.model import Document, Settings
from poedesk.review import examine, examine_all
from poedesk.sandbox import Sandbox, SandboxError
from tests.hostile import archives, letters, papers

Maker = Callable[[], bytes]


def document(data: bytes, settings: Settings, sandbox: Sandbox) -> Document:
    """What is read of one file; a SandboxError (a hang, a crash, a blow-up) fails the test."""
    return sandbox.call(examine, "evidence.bin", None, data, settings).document


def cause(data: bytes, settings: Settings, sandbox: Sandbox) -> str:
    found = document(data, settings, sandbox)
    assert found.error is not None, "it was read"
    return found.error.cause


# ── What must be refused, with its limit ────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (archives.bomb, "limit `unpacked`"),
        (archives.overlapping, "limit `unpacked`"),
        (archives.billion_laughs, "document type"),
        (archives.quadratic_entities, "document type"),
        (archives.nested_tables, "nested"),
        (archives.same_part_twice, "twice"),
        (papers.one_page_a_million_times, "limit of 100"),
        (papers.png_bomb, "pixels"),
    ],
)
def test_it_is_refused_with_the_reason(
    make: Maker, said: str, settings: Settings, sandbox: Sandbox
) -> None:
    assert said in cause(make(), settings, sandbox)


# ── What must end within the limits, one way or the other ───────────────────────────────


@pytest.mark.parametrize(
    "make",
    [
        archives.bomb_in_bombs, archives.deep, archives.lying, archives.crowded,
        archives.nested_tables_within_bounds, archives.many_paragraphs, archives.wide_table,
        archives.huge_spans, archives.huge_numbering, archives.styles_in_a_ring,
        archives.parts_in_a_ring,
        papers.tree_in_a_ring, papers.says_it_has_many_pages, papers.outline_in_a_ring,
        papers.revisions_in_a_ring, papers.object_stream_in_itself,
        papers.filters_without_end, papers.many_attachments,
        papers.name_tree_in_a_ring, papers.fields_in_a_ring, papers.huge_image,
        papers.broken_jbig2, papers.lzw_bomb, papers.deep_array, papers.deep_dictionaries,
        papers.unbalanced_content, papers.crowded_page, papers.endless_text,
        papers.font_with_huge_tables, papers.pattern_in_itself, papers.endless_box,
        papers.png_within_bounds_and_cut, papers.tiff_in_a_ring, papers.gif_of_many_pictures,
        letters.mails_in_mails, letters.parts_in_parts, letters.many_parts,
        letters.many_attachments, letters.many_headers, letters.endless_header,
        letters.endless_encoded_words, letters.deep_html, letters.deep_quotes,
        letters.html_tables, letters.wide_html_row, letters.deep_rtf, letters.chain_in_a_ring,
        letters.chain_to_itself, letters.directory_in_a_ring, letters.more_difat_than_file,
        letters.wild_names,
    ],
)  # fmt: skip
def test_it_ends_within_the_limits(make: Maker, settings: Settings, sandbox: Sandbox) -> None:
    found = document(make(), settings, sandbox)
    assert len(found.text) <= settings.limits.text


@pytest.mark.parametrize("make", [papers.form_in_itself, papers.forms_that_double])
def test_what_a_library_never_finishes_is_ended(make: Maker, settings: Settings) -> None:
    limits = replace(settings.limits, seconds=2)
    with Sandbox(limits) as quick, pytest.raises(SandboxError, match="longer than 2 s"):
        document(make(), settings, quick)


@pytest.mark.parametrize("make", [papers.content_bomb, papers.attachment_bomb])
def test_a_bomb_that_a_library_unpacks_ends_within_the_limits(
    make: Maker, settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "bomb.pdf").write_bytes(make())
    found = list(examine_all([("bomb.pdf", tmp_path / "bomb.pdf")], settings, sandbox))
    assert found, "the pipeline goes on"


@pytest.mark.parametrize("name", letters.RUNS)
def test_no_text_makes_a_pattern_run_on(name: str, settings: Settings, sandbox: Sandbox) -> None:
    document(letters.plain(letters.RUNS[name][:6_000]), settings, sandbox)


# ── What must not happen ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "make",
    [
        archives.outward, archives.outward_without_a_dtd, letters.outward_html,
        letters.outward_parts,
    ],
)  # fmt: skip
def test_nothing_outside_the_file_is_fetched(
    make: Callable[[str], bytes], settings: Settings
) -> None:
    """Outside the sandbox, where a connection would be possible."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        data = make(f"http://127.0.0.1:{listener.getsockname()[1]}")
        found = examine("evidence.bin", None, data, settings).document
        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert "root:" not in found.text


def test_names_from_inside_a_file_are_words_and_never_places(
    settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> None:
    for name, make in (("a.msg", letters.wild_names), ("b.eml", letters.many_attachments),
                       ("c.pdf", papers.many_attachments)):  # fmt: skip
        (tmp_path / name).write_bytes(make())
    files = [(path.name, path) for path in sorted(tmp_path.iterdir())]
    paths = [one.document.path for one, _ in examine_all(files, settings, sandbox)]
    steps = [step for path in paths for step in path.split("/")]
    assert not {"..", ".", "", "etc"} & set(steps)
    assert all(step.isprintable() and len(step) <= 200 for step in steps)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.msg", "b.eml", "c.pdf"]


def test_ten_thousand_attachments_are_named_not_read(
    settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(archives.crowded())
    found = [one for one, _ in examine_all([("a.zip", tmp_path / "a.zip")], settings, sandbox)]
    assert len(found) == settings.limits.enclosed + 1
    assert any("20" in one.reason for one in found[0].document.unread)


def test_archives_in_archives_end_at_the_limits(
    settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "a.zip").write_bytes(archives.bomb_in_bombs())
    found = [one for one, _ in examine_all([("a.zip", tmp_path / "a.zip")], settings, sandbox)]
    refused = [one.document.error.cause for one in found if one.document.error]
    assert any("limit `depth`" in one or "limit `enclosed`" in one for one in refused)


# ── Cut and changed files ───────────────────────────────────────────────────────────────

SAMPLES = sorted(
    {
        path.suffix: path
        for path in Path(__file__).parents[2].glob("sample_poe/*/*")
        if path.suffix in {".pdf", ".docx", ".msg", ".eml"} and path.stat().st_size < 100_000
    }.values()
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.suffix)
def test_a_sample_cut_anywhere_is_an_error_or_a_part_of_it(
    path: Path, settings: Settings, sandbox: Sandbox
) -> None:
    data = path.read_bytes()
    for number in range(20):
        document(data[: len(data) * number // 20 + 1], settings, sandbox)


def test_an_empty_file_says_so(settings: Settings, sandbox: Sandbox) -> None:
    assert "empty" in cause(b"", settings, sandbox)


def test_a_zip_of_every_hostile_archive_is_read_file_by_file(
    settings: Settings, sandbox: Sandbox, tmp_path: Path
) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as outer:
        outer.writestr("bomb.zip", archives.bomb())
        outer.writestr("laughs.docx", archives.billion_laughs())
        outer.writestr("good.eml", letters.plain("We confirm the rollout."))
    (tmp_path / "all.zip").write_bytes(out.getvalue())
    _, bomb, laughs, good = (
        one.document
        for one, _ in examine_all([("all.zip", tmp_path / "all.zip")], settings, sandbox)
    )
    assert bomb.error is not None
    assert laughs.error is not None
    assert "We confirm the rollout." in good.text
