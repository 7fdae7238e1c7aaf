"""`poedesk facts`: everything that was read of one file, with its place, and nothing judged."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from poedesk.cli import main
from tests.forge.outlook import message
from tests.forge.paper import Look, pdf
from tests.forge.reviews import HOSTILE

WORK = """# Statement of Work

Fenwick Cloud Ltd deploys Microsoft Intune for 640 users at Ostsee Werft GmbH.
The work began on 3 February 2025 and ended on 28 March 2025.
"""
SCRIPTS = {
    "Cyrillic": "Мы подтверждаем, что работы завершены 12.03.2025.",
    "Greek": "Επιβεβαιώνουμε ότι οι εργασίες ολοκληρώθηκαν.",
    "Hebrew": "אנו מאשרים שהעבודה הושלמה.",
    "Arabic": "نؤكد أن العمل قد اكتمل.",
    "Persian": "این کار را به‌خوبی انجام داده‌ایم.",
    "Thai": "เรายืนยันว่างานเสร็จสมบูรณ์แล้ว",
    "Devanagari": "हम पुष्टि करते हैं कि कार्य पूरा हो गया है।",
    "Chinese": "我们确认工作已经完成。",
    "Japanese": "作業が完了したことを確認いたします。",
    "Korean": "작업이 완료되었음을 확인합니다.",
    "Vietnamese": "Chúng tôi xác nhận công việc đã hoàn thành.",
}


@pytest.fixture(autouse=True, scope="module")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's own configuration out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


def sheet(words: str) -> bytes:
    return pdf(words, Look(), title="t", author="a", made=datetime(2025, 1, 1, tzinfo=UTC)).data


def bundle() -> bytes:
    """A mail with a PDF, and a ZIP with a file that does not open."""
    box = BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        archive.writestr("broken.pdf", b"%PDF-1.7\n nothing of use")
    return message(
        subject="Intune roll-out",
        sender=("Jana Kröger", "jana@ostsee-werft.example"),
        to=[("Bo Ek", "bo@fenwickcloud.example")],
        sent=datetime(2025, 4, 1, 9, tzinfo=UTC),
        body="Hello Bo,\n\nI approve the work as described in the attached document.\n\nJana",
        attachments=[("sow.pdf", sheet(WORK)), ("box.zip", box.getvalue())],
    )


def letter(text: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Jana <jana@ostsee-werft.example>", "bo@fenwickcloud.example"
    mail["Date"], mail["Subject"] = "Tue, 01 Apr 2025 09:00:00 +0200", "Plan"
    mail.set_content(text)
    return mail.as_bytes()


@dataclass(frozen=True)
class Printed:
    """What the command printed of one file, in both forms."""

    status: int
    text: str
    files: list[dict[str, Any]]


def printed(folder: Path, name: str, data: bytes) -> Printed:
    path, out = folder / name, folder / "out"
    path.write_bytes(data)
    status = main(["facts", str(path), "--output", str(out)])
    text = out.read_text(encoding="utf-8")
    assert main(["facts", str(path), "--format", "json", "--output", str(out)]) == status
    return Printed(status, text, json.loads(out.read_text(encoding="utf-8"))["files"])


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    return printed(tmp_path_factory.mktemp("mail"), "mail.msg", bundle())


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    text = "\n".join([HOSTILE, *SCRIPTS.values()])
    return printed(tmp_path_factory.mktemp("strange"), "a.eml", letter(text))


def places(data: Any) -> Iterator[dict[str, Any]]:
    """Every place in a text, however deep in the data."""
    if isinstance(data, dict):
        if data.get("quote") is not None:
            yield data
        for value in data.values():
            yield from places(value)
    elif isinstance(data, list):
        for value in data:
            yield from places(value)


class TestForPrograms:
    def test_a_file_is_followed_by_all_that_it_encloses(self, mail: Printed) -> None:
        assert [one["path"] for one in mail.files] == [
            "mail.msg",
            "mail.msg/1/sow.pdf",
            "mail.msg/2/box.zip",
            "mail.msg/2/box.zip/1/broken.pdf",
        ]
        assert mail.files[0]["encloses"] == ["mail.msg/1/sow.pdf", "mail.msg/2/box.zip"]
        assert mail.files[0]["size"] == len(bundle())
        assert [one["language"] for one in mail.files] == ["en", "en", None, None]
        assert "damaged" in mail.files[3]["error"]

    def test_a_mail_tells_who_wrote_what_when(self, mail: Printed) -> None:
        head = mail.files[0]["mail"]
        assert head["from"] == "Jana Kröger <jana@ostsee-werft.example>"
        assert head["to"] == ["Bo Ek <bo@fenwickcloud.example>"]
        assert head["sent"] == "2025-04-01T09:00:00+00:00"
        assert head["original_headers"] is True
        assert head["state"] == "received"
        assert head["way"]
        assert head["messages"][0]["depth"] == 0

    def test_an_acknowledgement_stands_as_it_is_without_a_judgement(self, mail: Printed) -> None:
        (act,) = mail.files[0]["acknowledgements"]
        assert (act["kind"], act["stance"], act["name"]) == ("email", "approves", "Jana Kröger")
        assert "status" not in act

    def test_every_fact_of_a_page_has_its_kind_its_words_and_its_boxes(self, mail: Printed) -> None:
        found = mail.files[1]["facts"]
        assert [one["value"] for one in found["user_counts"]] == [640]
        assert [one["id"] for one in found["workloads"]] == ["intune"]
        assert {one["value"] for one in found["dates"]} == {"2025-02-03", "2025-03-28"}
        for place in places(found):
            assert place["page"] == 1
            assert place["boxes"]

    def test_every_quote_is_the_text_of_its_part_at_its_offsets(self, mail: Printed) -> None:
        for one in mail.files:
            for place in places(one):
                part = next(p for p in one["parts"] if p["start"] <= place["start"] < p["end"])
                start = place["start"] - part["start"]
                assert part["text"][start : start + len(place["quote"])] == place["quote"]


class TestForPeople:
    def test_lines_are_numbered_and_tell_their_offsets(self, mail: Printed) -> None:
        body = next(p for p in mail.files[0]["parts"] if p["name"] == "body")
        start = body["start"] + body["text"].index("I approve")
        assert f"3  {start}  I approve the work" in mail.text

    @pytest.mark.parametrize(
        "words",
        ["“640 users”", "page 1 ", "2025-02-03", "mail.msg/1/sow.pdf", "not read", "approves"],
    )
    def test_facts_and_faults_are_there_with_their_places(self, words: str, mail: Printed) -> None:
        assert words in mail.text

    def test_outside_text_does_no_harm_to_a_terminal(self, strange: Printed) -> None:
        assert "[red]" in strange.text  # shown, not obeyed
        assert not {"\x1b", "\u202e"} & set(strange.text)

    @pytest.mark.parametrize("script", SCRIPTS)
    def test_text_of_any_script_is_shown_whole(self, script: str, strange: Printed) -> None:
        words = unicodedata.normalize("NFC", SCRIPTS[script])
        assert words in strange.files[0]["parts"][1]["text"]
        assert words in strange.text

    def test_no_row_is_wider_than_the_page(self, mail: Printed, strange: Printed) -> None:
        rows = (mail.text + strange.text).splitlines()
        assert max(map(cell_len, rows)) <= 160


class TestTheExitStatusIs:
    def test_0_where_the_file_was_read_though_an_attachment_was_not(self, mail: Printed) -> None:
        assert mail.status == 0

    def test_1_where_the_file_was_not_read(self, tmp_path: Path) -> None:
        found = printed(tmp_path, "a.pdf", b"%PDF-1.7\n nothing of use")
        assert found.status == 1
        assert "not read" in found.text

    def test_2_where_there_is_no_such_file(self, tmp_path: Path) -> None:
        assert main(["facts", str(tmp_path / "gone.pdf")]) == 2
        assert main(["facts", str(tmp_path)]) == 2
