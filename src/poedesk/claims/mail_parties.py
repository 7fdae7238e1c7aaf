"""Who is who in a bundle of mails: the company whose people approve, and the one they write to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poedesk.model import Acknowledgement, Examined, Side, Stance, Vocabulary

_SHORTEST = 4
_WORDS = 8
_PIECES = re.compile(r"[\n\t|·•,;:()]|\s[–-]\s")


@dataclass(frozen=True, slots=True)
class MailParty:
    """A company by its mail domain and its full name as a mail writes it."""

    name: str
    domain: str


def mail_parties(files: Sequence[Examined], vocabulary: Vocabulary) -> dict[Side, MailParty]:
    """The customer, whose domain every approving mail came from, and the partner, whose domain is
    the only other one that these mails went to. A side of which the mails do not write one full
    name (legal form and all) that its domain is called after is left out: nothing is guessed.
    """
    approving = [
        (file, act)
        for file in files
        for act in file.acknowledgements
        if act.mail is not None and act.mail.stance is Stance.APPROVES
    ]
    writers = {(act.email or "").rpartition("@")[2].casefold() for _, act in approving}
    if len(writers) != 1:
        return {}
    (customer,) = writers
    readers = {one for file, act in approving for one in _readers(file, act)} - {customer, ""}
    domains = {Side.CUSTOMER: customer}
    if len(readers) == 1:
        domains[Side.PARTNER] = readers.pop()
    named = {side: _name(files, domain, vocabulary) for side, domain in domains.items()}
    return {side: MailParty(name, domains[side]) for side, name in named.items() if name}


def _readers(file: Examined, act: Acknowledgement) -> Iterator[str]:
    mail = file.document.mail
    if mail is not None and act.mail is not None:
        yield from (one.domain for one in mail.messages[act.mail.message].to)


def _name(files: Sequence[Examined], domain: str, vocabulary: Vocabulary) -> str:
    """The one full name in the mails that begins as the domain is called, else nothing."""
    label = _plain(domain.split(".", maxsplit=1)[0])
    if len(label) < _SHORTEST:
        return ""
    forms = {_plain(one) for one in vocabulary["legal_forms"]["forms"]}
    found: Counter[str] = Counter()
    for file in files:
        if file.document.mail is not None:
            for piece in _PIECES.split(file.document.text):
                words = piece.split()
                whole = 1 < len(words) <= _WORDS and _plain(words[-1]) in forms
                if whole and _plain(piece).startswith(label):
                    found[" ".join(words)] += 1
    return next(iter(found)) if len(found) == 1 else ""


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
