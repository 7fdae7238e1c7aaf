"""How much of what other readers see in mails is read, word by word.

The environment variable POEDESK_CORPUS names a folder of mails (any depth). Outlook messages are
compared with python-oxmsg and msgconvert, mail files with mail-parser; those that are not
installed are left out. Compared are the body, the subject and the people. Links are left out:
plain text repeats the address of every link, which a person does not see.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from random import Random
from statistics import median

from poedesk.model import FileKind, Settings
from poedesk.read import read
from poedesk.read.text import normalise
from poedesk.settings import load_settings
from tests.prove.rows import Row, SkippedError

_ENOUGH = 0.95
_WORD = re.compile(r"\w+")
_LINK = re.compile(
    r"<?(?:https?|mailto|tel|file|cid|ftp):[^\s>\]]*>?|\[[^\]\n]{0,300}\]|www\.\S+", re.IGNORECASE
)
_TAGS = re.compile(r"<(style|script|title)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
Words = Counter[str]


def words(text: str) -> Words:
    """The words of a text without links, and how often each stands there."""
    return Counter(_WORD.findall(_LINK.sub(" ", normalise(text)[0]).casefold()))


def share(found: Words, wanted: Words) -> float:
    """How much of `wanted` is among `found`, 0 to 1; 1 where nothing is wanted."""
    return (wanted & found).total() / wanted.total() if wanted else 1.0


def _bare(html: str) -> str:
    return unescape(_TAGS.sub(" ", html))


def oxmsg(path: Path) -> str:
    from oxmsg import Message

    message = Message.load(str(path))
    names = [(one.name, one.email_address) for one in message.recipients]
    people = dict.fromkeys(" ".join(dict.fromkeys(one)) for one in names)
    body = message.body or _bare(message.html_body or "")
    return "\n".join([message.subject, message.sender or "", *people, body])


def msgconvert(path: Path) -> str:
    command = ["msgconvert", "--outfile", "-", str(path)]
    made = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    mail = message_from_bytes(made, policy=policy.default)
    body = mail.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    html = body is not None and body.get_content_subtype() == "html"
    lines = [str(mail.get(name, "")) for name in ("Subject", "From", "To", "Cc")]
    return "\n".join([*lines, _bare(text) if html else text])


def mailparser(path: Path) -> str:
    from mailparser import parse_from_file

    mail = parse_from_file(str(path))
    named = (*mail.from_, *mail.to, *mail.cc)
    people = dict.fromkeys(" ".join(dict.fromkeys(one)) for one in named)
    body = "\n".join(mail.text_plain) or _bare("\n".join(mail.text_html))
    return "\n".join([mail.subject or "", *people, body])


@dataclass(frozen=True, slots=True)
class Compared:
    """One file as another reader sees it."""

    reader: str
    file: str
    recall: float
    missing: str


_READERS: dict[FileKind, tuple[tuple[str, Callable[[Path], str]], ...]] = {
    FileKind.MSG: (("python-oxmsg", oxmsg), ("msgconvert", msgconvert)),
    FileKind.EML: (("mail-parser", mailparser),),
}


def _compared(path: Path, settings: Settings) -> Iterator[Compared]:
    document = read(path.name, None, path.read_bytes(), settings).document
    if document.mail is None:
        return
    ours = words(document.text)
    for name, reader in _READERS[document.kind]:
        try:
            theirs = words(reader(path))
        except Exception:  # noqa: BLE001 - what another reader cannot read is not compared
            continue
        lost = theirs - ours
        yield Compared(name, path.name, share(ours, theirs), " ".join(list(lost)[:12]))


def measure(seed: int, size: int | None) -> Iterator[Row]:
    """The median for each reader, and every file below 0.95 with words that are missing."""
    corpus = os.environ.get("POEDESK_CORPUS")
    if not corpus:
        raise SkippedError("POEDESK_CORPUS names no folder of mails")
    suffixes = {".msg", ".eml", ".mbox"}
    files = [one for one in sorted(Path(corpus).rglob("*")) if one.suffix in suffixes]
    if size is not None and size < len(files):
        files = Random(seed).sample(files, size)
    settings = load_settings()
    compared = [found for path in files for found in _compared(path, settings)]
    for reader in sorted({one.reader for one in compared}):
        here = [one for one in compared if one.reader == reader]
        recall = median(one.recall for one in here)
        told = f"median recall over {len(here)} files, {reader}"
        yield Row(told, f"{recall:.4f}", "≥ 0.99", recall >= 0.99)
        for one in here:
            if one.recall < _ENOUGH:
                yield Row(f"{reader}: {one.file}: without {one.missing}", f"{one.recall:.3f}")
