"""Whole mails, in twelve languages and more, and what becomes of each as an acknowledgement.

The tables in `threads/` hold them. Each is made into a real file, read, and judged for a claim of
Vantelier Systems (the partner) for Orrin Dale Foods (the customer).
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas
from tests.forge import word
from tests.forge.outlook import message
from tests.judge import factory as f

from poedesk.model import Claim, Company, Examined, Finding, Settings
from poedesk.review import examine
from poedesk.settings import load_settings

FOLDER = Path(__file__).parent / "threads"
TABLES = ("first", "second", "third")
SENT = datetime(2025, 3, 3, 9, 2, tzinfo=UTC)
CUSTOMER = Company(name="Orrin Dale Foods GmbH", domains=("orrindale.example",))
PARTNER = Company(name="Vantelier Systems Ltd", domains=("vantelier.example",))


@dataclass(frozen=True)
class Thread:
    """A mail of the tables. `person` is what a person would say where the tool says otherwise, and
    `below` is what it quotes, by default the partner's description in
    its language, unless its own words quote something already.
    """

    id: str
    words: str
    verdict: str
    person: str = ""
    form: str = "msg"
    language: str = "en"
    subject: str = "RE: Summary of the rollout"
    sender: tuple[str, str] = ("Helen Ott", "helen@orrindale.example")
    to: tuple[str, str] = ("Marcus Lind", "marcus@vantelier.example")
    cc: tuple[tuple[str, str], ...] = ()
    below: str | None = None

    @property
    def text(self) -> str:
        """The whole body."""
        below = self.below if self.below is not None else _quoted()[self.language]
        return f"{self.words.strip()}\n\n{below.strip()}\n"


@cache
def _quoted() -> Mapping[str, str]:
    return tomllib.loads((FOLDER / "quoted.toml").read_text(encoding="utf-8"))


def threads(*tables: str) -> Iterator[Thread]:
    """The mails of the named tables."""
    for table in tables:
        rows = tomllib.loads((FOLDER / f"{table}.toml").read_text(encoding="utf-8"))
        for name, row in rows.items():
            yield _thread(name, dict(row))


def _thread(name: str, row: dict[str, Any]) -> Thread:
    sender = row.pop("from", "helen@orrindale.example")
    people: dict[str, Any] = {"sender": (row.pop("name", _name(sender)), sender)}
    if "to" in row:
        people["to"] = (_name(row["to"]), row.pop("to"))
    copied = row.pop("cc", "")
    return Thread(id=name, **people, cc=((_name(copied), copied),) if copied else (), **row)


def _name(address: str) -> str:
    names = {"helen": "Helen Ott", "marcus": "Marcus Lind", "jens": "Jens Holm", "kim": "Kim Sato"}
    return names.get(address.partition("@")[0], address.partition("@")[0])


# ── From words to files ─────────────────────────────────────────────────────────────────


def files(thread: Thread) -> list[Examined]:
    """The thread as a file of the form that it has, examined with all that it encloses."""
    found: list[Examined] = []
    open_files: list[tuple[str, str | None, bytes]] = [(made(thread)[0], None, made(thread)[1])]
    while open_files:
        path, inside, data = open_files.pop()
        one = examine(path, inside, data, settings())
        found.append(one)
        open_files += [(each.path, each.inside, each.data) for each in one.enclosed]
    return found


@cache
def settings() -> Settings:
    return load_settings()


def made(thread: Thread) -> tuple[str, bytes]:
    """Name and bytes of the thread's file."""
    if thread.form == "docx":
        return "mail.docx", word.saved(lambda paper: _paragraphs(paper, thread.text))
    if thread.form == "pdf":
        return "mail.pdf", _printed(thread.text)
    if thread.form == "eml":
        return "mail.eml", _mail_file(thread)
    mail: dict[str, Any] = {
        "subject": thread.subject,
        "sender": thread.sender,
        "to": [thread.to],
        "cc": list(thread.cc),
        "sent": SENT,
        "body": thread.text,
    }
    if thread.form.startswith("attached"):
        outer = {
            **mail,
            "subject": "Evidence",
            "sender": ("Marcus Lind", "marcus@vantelier.example"),
            "to": [("Claims", "claims@vantelier.example")],
            "body": "The answer of the customer is attached.\n",
        }
        inner = {**mail, "headers": thread.form == "attached"}
        return "mail.msg", message(**outer, embedded=[("RE Summary", inner)])
    return "mail.msg", message(**mail, draft=thread.form == "draft", headers=thread.form != "bare")


def _paragraphs(paper: Any, text: str) -> None:
    for line in text.splitlines():
        paper.add_paragraph(line)


def _printed(text: str) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=True)
    for number, line in enumerate(text.splitlines()):
        canvas.drawString(60, 780 - 15 * number, line)
    canvas.save()
    return target.getvalue()


def _mail_file(thread: Thread) -> bytes:
    mail = EmailMessage()
    mail["Received"] = f"from a.example by b.example; {format_datetime(SENT)}"
    mail["From"], mail["To"] = formataddr(thread.sender), formataddr(thread.to)
    mail["Date"], mail["Subject"] = format_datetime(SENT), thread.subject
    mail["Message-ID"] = "<1@orrindale.example>"
    mail.set_content(thread.text)
    return bytes(mail)


def finding(thread: Thread) -> Finding:
    """What `ack.present` says of it."""
    claim: Claim = f.claim(customer=CUSTOMER, partner=PARTNER)
    return f.finding("ack.present", *files(thread), about=claim)


@pytest.mark.parametrize("thread", [pytest.param(one, id=one.id) for one in threads(*TABLES)])
def test_a_mail_gets_its_verdict(thread: Thread) -> None:
    found = finding(thread)
    assert found.outcome == thread.verdict, found.message


def test_nothing_passes_that_a_person_would_not_pass_and_few_are_asked_about_needlessly() -> None:
    rows = list(threads(*TABLES))
    differing = [one for one in rows if one.person]
    assert len(rows) >= 110
    assert all(one.verdict == "review" for one in differing)
    assert sum(one.person == "pass" for one in differing) <= len(rows) // 50
