"""Files of the sizes that claims have, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.forge.outlook import message
from tests.forge.paper import Look, docx

_TEXT = """the engineers deployed endpoint protection for users at each site and trained
administrators who review alerts weekly with teams of the customer during phases planned between
spring and summer while reports accepted by management describe what was done before going live"""
_WORDS = _TEXT.split()
_MADE = datetime(2025, 3, 24, 9, tzinfo=UTC)
_PAGES, _MESSAGES, _PAPERS = 60, 100, 20


def generate(folder: Path) -> Iterator[Path]:
    """One long PDF, a hundred messages in both forms, and twenty Word files."""
    chance = random.Random(1)
    yield _pdf(folder / "long.pdf", chance)
    for number in range(_MESSAGES):
        text = _mail(chance)
        yield _written(folder / f"{number:03}.msg", _msg(number, text))
        yield _written(folder / f"{number:03}.eml", _eml(number, text))
    for number in range(_PAPERS):
        made = docx(_paper(chance), Look(), title="Plan", author="A", made=_MADE)
        yield _written(folder / f"{number:03}.docx", made)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."


def _pdf(path: Path, chance: random.Random) -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for _ in range(_PAGES):
        canvas.setFont("Helvetica", 9)
        for row in range(50):
            columns = [_sentence(chance, 2) for _ in range(4)] if row % 10 == 9 else []
            for column, words in enumerate(columns or [_sentence(chance, 15)]):
                canvas.drawString(50 + column * 130, 800 - row * 14.5, words[:110])
        canvas.showPage()
    canvas.save()
    return path


def _mail(chance: random.Random) -> str:
    own = "\n\n".join(_sentence(chance, 30) for _ in range(6))
    quoted = "\n".join(_sentence(chance, 25) for _ in range(15))
    return (
        f"Hello Bo,\n\n{own}\n\nBest regards\nJana\n\nFrom: Bo Ek <bo@fenwickcloud.example>\n"
        "Sent: Friday, March 21, 2025 5:48 PM\nTo: Jana Kröger <jana@ostsee-werft.example>\n"
        f"Subject: Plan\n\n{quoted}\n"
    )


def _msg(number: int, text: str) -> bytes:
    return message(
        subject=f"RE: Plan {number}",
        sender=("Jana Kröger", "jana@ostsee-werft.example"),
        to=[("Bo Ek", "bo@fenwickcloud.example")],
        sent=_MADE,
        body=text,
    )


def _eml(number: int, text: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Jana <jana@ostsee-werft.example>", "bo@fenwickcloud.example"
    mail["Date"], mail["Subject"] = "Mon, 24 Mar 2025 09:00:00 +0000", f"RE: Plan {number}"
    mail.set_content(text)
    return mail.as_bytes()


def _paper(chance: random.Random) -> str:
    rows = "\n".join(f"| {_sentence(chance, 3)} | {chance.randint(1, 999)} |" for _ in range(8))
    section = "\n\n".join(_sentence(chance, 40) for _ in range(6))
    table = f"| Work | Users |\n{rows}"
    return "# Plan\n\n" + "\n\n".join(f"## {n}\n\n{section}\n\n{table}" for n in range(6))
