"""Signs of a public-sector customer: government, healthcare, education.

A domain suffices to ask; a word in a name never decides alone ("County Line Foods").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from poedesk.errors import ChecklistError
from poedesk.extract.nlp import Phrases
from poedesk.model import Document, SectorCue, Vocabulary

_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
_CAPITALS_BEFORE = re.compile(r"(?:[^\W\da-z_][\w'’-]{0,30} ){1,4}$")
_CAPITALS_AFTER = re.compile(
    r"(?:(?: (?:of|for|the|de|di|du|der|and|&)){0,2} [^\W\da-z_][\w'’-]{0,30}){1,4}"
)
_SECTORS = ("government", "healthcare", "education")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a name or domain suggests: fields as in `SectorCue`; `words` are what shows it."""

    sector: str
    strong: bool
    country: str | None
    words: str


@dataclass(frozen=True, slots=True)
class _Signs:
    """`public_sector.toml`, compiled: sector by reversed labels of a suffix."""

    suffixes: Mapping[tuple[str, ...], str]
    countries: Mapping[str, str]
    names: Phrases
    companies: Phrases


@lru_cache(maxsize=4)
def _signs(vocabulary: Vocabulary) -> _Signs:
    table = vocabulary["public_sector"]
    for group in ("domains", "names"):
        if missing := set(_SECTORS) - set(table.get(group, {})):
            raise ChecklistError(
                f"vocabulary/public_sector.toml: [{group}] has no list {min(missing)}"
            )
    suffixes = {
        tuple(reversed(suffix.split("."))): sector
        for sector in _SECTORS
        for suffix in table["domains"][sector]
    }
    names = [(name, sector) for sector in _SECTORS for name in table["names"][sector]]
    companies = Phrases((name, "company") for name in table["names"]["companies"])
    return _Signs(suffixes, table["countries"], Phrases(names), companies)


# ── What is declared ────────────────────────────────────────────────────────────────────


def classify(name: str, domains: Sequence[str], vocabulary: Vocabulary) -> Sign | None:
    """What a customer's name and domains suggest; a domain before the name, None if nothing."""
    by_domain = (of_domain(domain, vocabulary) for domain in domains)
    return next(filter(None, by_domain), None) or of_name(name, vocabulary)


def of_domain(domain: str, vocabulary: Vocabulary) -> Sign | None:
    """The sign of a domain that ends, label by label, in a public suffix; a mail address is
    judged by its domain.
    """
    signs = _signs(vocabulary)
    labels = tuple(reversed(domain.rpartition("@")[2].lower().strip(".").split(".")))
    for length in range(len(labels), 0, -1):
        for suffix in _with_star(labels[:length]):
            if suffix in signs.suffixes:
                country = _country(labels[:length], signs.countries)
                return Sign(signs.suffixes[suffix], strong=True, country=country, words=domain)
    return None


def _with_star(labels: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The suffix itself, and with any label for its last or second but last one."""
    yield labels
    if len(labels) > 1:
        yield (labels[0], "*", *labels[2:])
        yield (*labels[:-1], "*")


def _country(labels: tuple[str, ...], countries: Mapping[str, str]) -> str | None:
    code = countries.get(labels[0], labels[0].upper())
    return code if len(code) == 2 else None


def of_name(name: str, vocabulary: Vocabulary) -> Sign | None:
    """The weak sign of a name with a public body's word in it and nothing of a company."""
    signs = _signs(vocabulary)
    found = signs.names.longest(name)
    if not found or signs.companies.all(name):
        return None
    longest = max(found, key=lambda hit: hit.end - hit.start)
    words = name[longest.start : longest.end]
    return Sign(longest.key, strong=False, country=None, words=words)


# ── What stands in a document ───────────────────────────────────────────────────────────


def cues(document: Document, vocabulary: Vocabulary) -> tuple[SectorCue, ...]:
    """Public domains and the names of public bodies in a document's text, in order.

    Whose they are is judged later. A web address may be a mere reference and is weak, as
    every name is.
    """
    found = [*_domains(document, vocabulary), *_bodies(document, vocabulary)]
    return tuple(sorted(found, key=lambda cue: (cue.span.start, cue.span.end)))


def _domains(document: Document, vocabulary: Vocabulary) -> Iterator[SectorCue]:
    text = document.text
    for match in _DOMAIN.finditer(text):
        if sign := of_domain(match.group(), vocabulary):
            start, end = match.span()
            web = text[max(0, start - 3) : start] == "://" or match.group().startswith("www.")
            span = document.span(start, end)
            yield SectorCue(sign.sector, not web, sign.country, span)


def _bodies(document: Document, vocabulary: Vocabulary) -> Iterator[SectorCue]:
    """Runs of capitalised words that hold a public body's word and read as a name."""
    done = 0
    for hit in _signs(vocabulary).names.longest(document.text):
        start, end = _run(document.text, hit.start, hit.end)
        name = document.text[start:end]
        if start < done or name[0].islower() or (hit.start, hit.end) == (start, end):
            continue
        done = end
        if sign := of_name(name, vocabulary):
            yield SectorCue(sign.sector, sign.strong, sign.country, document.span(start, end))


def _run(text: str, start: int, end: int) -> tuple[int, int]:
    """`start`..`end` with the capitalised words on either side on the same line."""
    before = _CAPITALS_BEFORE.search(text, max(0, start - 80), start)
    after = _CAPITALS_AFTER.match(text, end, end + 80)
    return (before.start() if before else start), (after.end() if after else end)
