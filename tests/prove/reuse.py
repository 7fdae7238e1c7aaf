"""The index of descriptions: how fast it answers among many claims, what it finds, and what it
takes for a copy by mistake.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable, Sequence
from datetime import date

from poedesk.extract.reuse import FIGURE, NAME
from poedesk.model import Claim, Company, Described, Presales, Span
from poedesk.settings import load_vocabulary
from poedesk.store import known
from tests.prove.rows import Row

_SENTENCES = 14
_QUERIES = 200
_ACTS = (
    "configures", "rolls out", "pilots", "migrates", "documents", "tests", "enables", "replaces",
    "hardens", "automates", "reviews", "redesigns", "hands over", "monitors",
)  # fmt: skip
_THINGS = (
    "conditional access policies", "attack surface reduction rules", "compliance policies",
    "sensitivity labels", "anti phishing policies", "retention settings", "device enrolment",
    "single sign on", "privileged roles", "alert rules", "session controls", "update rings",
    "app protection policies", "break glass accounts", "mail flow rules", "hunting queries",
)  # fmt: skip
_WHERE = (
    "in the production tenant", "for the pilot group", "in every plant", "for the field staff",
    "on shared workstations", "in the head office", "for contractors", "on all servers",
    "for the service desk", "in both subsidiaries", "for the finance team", "on mobile devices",
)  # fmt: skip
_WHY = (
    "because auditors asked for it", "so that incidents are closed sooner", "after two workshops",
    "before the old licences end", "while the former product stays in place", "in three waves",
    "as agreed with the works council", "once the risk review is done", "with a rollback plan",
    "to replace manual approvals", "without interrupting the night shift", "under change control",
)  # fmt: skip
_WHO = ("our engineers", "the project team", NAME, "two consultants", "the partner", "we")


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """`size` claims in the index (100,000), a tenth of which come from a common template."""
    rng = random.Random(seed)
    claims = size or 100_000
    db = sqlite3.connect("")
    db.executescript(known.TABLES)
    template = [_sentence(rng) for _ in range(_SENTENCES)]
    started = time.perf_counter()
    originals: list[list[str]] = []
    for number in range(claims):
        text = _edited(template, 0.5, rng) if number % 10 == 0 else _text(rng)
        known.learn(db, _claim(f"C{number}", f"Customer {number}"), (), _said(text))
        if number % max(1, claims // _QUERIES) == 1:
            originals.append(text)
    spent = time.perf_counter() - started
    yield Row(f"taking in {claims:,} claims", f"{1000 * spent / claims:.2f} ms a claim")
    yield from _asked(db, originals, rng)


def _asked(
    db: sqlite3.Connection, originals: Sequence[list[str]], rng: random.Random
) -> Iterable[Row]:
    vocabulary = load_vocabulary()
    times: list[float] = []

    def share(text: list[str]) -> float:
        started = time.perf_counter()
        asked = _claim("asked", "Somebody Else Ltd")
        found = known.history(db, asked, (), _said(text), vocabulary).reuse
        times.append(time.perf_counter() - started)
        return found[0].share if found else 0.0

    for part, bound in ((0.0, 0.98), (0.2, 0.95), (0.5, 0.9)):
        shares = [share(_edited(text, part, rng)) for text in originals]
        hits = sum(one >= (1 - part) * 0.75 for one in shares) / len(shares)
        yield Row(f"copies with {part:.0%} of the sentences new: found", f"{hits:.1%}",
                  f"≥ {bound:.0%}", hits >= bound)  # fmt: skip
    fresh = [share(_text(rng)) for _ in range(_QUERIES)]
    wrong = sum(one >= 0.4 for one in fresh) / len(fresh)
    yield Row("texts of their own taken for copies", f"{wrong:.1%}", "≤ 1%", wrong <= 0.01)
    slow = 1000 * sorted(times)[int(0.95 * len(times))]
    yield Row("asking, 95th percentile", f"{slow:.1f} ms", "< 100 ms", slow < 100)


def _sentence(rng: random.Random) -> str:
    parts = [rng.choice(one) for one in (_WHO, _ACTS, _THINGS, _WHERE, _WHY)]
    if rng.random() < 0.3:
        parts.insert(rng.randrange(1, 5), f"{FIGURE} users")
    return " ".join(parts)


def _text(rng: random.Random) -> list[str]:
    return [_sentence(rng) for _ in range(_SENTENCES)]


def _edited(text: Sequence[str], part: float, rng: random.Random) -> list[str]:
    """The text with a `part` of its sentences new, and a word here and there changed."""
    new = set(rng.sample(range(len(text)), round(part * len(text))))
    return [_sentence(rng) if at in new else _touched(one, rng) for at, one in enumerate(text)]


def _touched(sentence: str, rng: random.Random) -> str:
    words = sentence.split()
    if rng.random() < 0.25:
        words[rng.randrange(len(words))] = rng.choice(("also", "fully", "both", "new"))
    return " ".join(words)


def _said(text: Sequence[str]) -> tuple[Described, ...]:
    return tuple(
        Described(Span("sow.pdf", "page 1", 1, at, at + len(one), one), one)
        for at, one in enumerate(text)
    )


def _claim(number: str, customer: str) -> Claim:
    day = date(2025, 6, 2)
    return Claim(
        id=number, type="usage", purpose="incentive", date=day, resubmitted=day, checklist=None,
        workloads=("mde",), country=None, sector=None, files=(), usage=None,
        partner=Company(name="Fenwick Cloud Ltd"), customer=Company(name=customer),
        presales=Presales(),
    )  # fmt: skip
