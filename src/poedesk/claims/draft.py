"""A claim file to begin with: what the evidence says stands in it, what it may say in comments."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from poedesk.claims.mail_parties import MailParty, mail_parties
from poedesk.model import Activity, Examined, Side, Vocabulary

_SURE = 0.8
"""Certainty of a party's role from which its name is filled in, where no other stands there."""
_WORK = (Activity.DEPLOYMENT, Activity.ADOPTION)


def draft(files: Sequence[Examined], name: str, today: date, vocabulary: Vocabulary) -> str:
    """The text of a claim.toml. Nothing is guessed: of two candidates both stand in a comment.

    Where no document says who is who, the mails may: see `mail_parties`.
    """
    by_mail = mail_parties(files, vocabulary)
    partner, customer = (_party(files, role) for role in (Side.PARTNER, Side.CUSTOMER))
    lines = [
        "# What the partner claims. Lines with # are not read: remove it where one is right.",
        f"id = {_text(name)}",
        'type = "usage"              # usage, presales',
        'purpose = "incentive"       # incentive, recognition',
        f"date = {today.isoformat()}           # day of the submission",
        *_workloads(files),
        *_country(files),
        *_sector(files),
        "",
        "[partner]",
        *_company(files, partner, by_mail.get(Side.PARTNER), "partner"),
        '# partner_id = "1234567"',
        "# enrolled = true          # in Microsoft Commerce Incentives",
        '# designations = ["security"]',
        "",
        "[customer]",
        *_company(files, customer, by_mail.get(Side.CUSTOMER), "customer"),
        '# tenant_id = "00000000-0000-0000-0000-000000000000"',
        '# environment = "commercial"   # commercial, gcc, gcc-high, dod, charity, test, trial …',
    ]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML string; what cannot be seen is left out."""
    seen = "".join(one if one.isprintable() else " " for one in value)
    return json.dumps(" ".join(seen.split()), ensure_ascii=False)


def _party(files: Iterable[Examined], role: Side) -> list[tuple[str, float]]:
    """Names in a role with their certainty, the surest and most frequent first."""
    best: dict[str, float] = {}
    count: Counter[str] = Counter()
    for fact in (fact for one in files for fact in one.facts.parties if fact.role is role):
        key = " ".join(fact.name.split())
        best[key] = max(best.get(key, 0.0), fact.certainty)
        count[key] += 1
    return sorted(best.items(), key=lambda item: (-item[1], -count[item[0]], item[0]))


def _company(
    files: Iterable[Examined],
    found: Sequence[tuple[str, float]],
    by_mail: MailParty | None,
    role: str,
) -> Iterator[str]:
    if not found and by_mail is not None:
        yield f"name = {_text(by_mail.name)}           # by the mails"
        yield f"domains = [{_text(by_mail.domain)}]"
        return
    yield from _named(found)
    yield from _domains(files, found, role)


def _named(found: Sequence[tuple[str, float]]) -> Iterator[str]:
    sure = [name for name, certainty in found if certainty >= _SURE]
    if len(sure) == 1:
        yield f"name = {_text(sure[0])}"
        return
    if not found:
        yield '# name = ""'
    for name, _ in found[:4]:
        yield f"# name = {_text(name)}"


def _domains(
    files: Iterable[Examined], found: Sequence[tuple[str, float]], role: str
) -> Iterator[str]:
    """Mail domains of the bundle that hold a word of the name."""
    words = {word for name, _ in found[:1] for word in name.casefold().split() if len(word) > 3}
    domains: dict[str, None] = {}
    for mail in (one.document.mail for one in files if one.document.mail is not None):
        for address in (mail.sender, *mail.to, *mail.cc):
            if address is not None and any(word in address.domain for word in words):
                domains |= {address.domain: None}
    if domains:
        yield f"domains = [{', '.join(_text(one) for one in domains)}]"
    else:
        yield f'# domains = ["{role}.example"]'


def _workloads(files: Iterable[Examined]) -> Iterator[str]:
    """Those that work is tied to are filled in; those only named stand in a comment."""
    worked: dict[str, None] = {}
    named: dict[str, None] = {}
    for one in files:
        for fact in one.facts.activities:
            if fact.activity in _WORK and not fact.negated:
                worked |= dict.fromkeys(fact.workloads)
        named |= dict.fromkeys(fact.id for fact in one.facts.workloads if not fact.weak)
    listed = ", ".join(_text(each) for each in worked)
    yield f"workloads = [{listed}]" if worked else "# workloads = []"
    others = [each for each in named if each not in worked]
    if others:
        yield f"# named too, without work on them: {', '.join(others)}"


def _country(files: Iterable[Examined]) -> Iterator[str]:
    found = {cue.country for one in files for cue in one.facts.sector_cues if cue.country}
    if len(found) == 1:
        yield f'# country = "{found.pop()}"           # by a cue in the evidence'
    else:
        yield '# country = "US"            # where the customer resides'


def _sector(files: Iterable[Examined]) -> Iterator[str]:
    found = sorted({cue.sector for one in files for cue in one.facts.sector_cues if cue.strong})
    for sector in found:
        yield f'# sector = "{sector}"     # by a cue in the evidence'
    if not found:
        yield '# sector = "commercial"     # commercial, government, healthcare, education'
