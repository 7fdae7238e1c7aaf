"""Records without personal data: names, mail addresses and postal addresses become pseudonyms that
stay the same within one export. Digests and dates stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from poedesk.record.stored import StoredRecord

KINDS = ("names", "emails", "addresses")
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(
    r"\b\d{1,5}[a-z]?,? (?:[A-Z][\w'.-]+ ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|"
    r"Way|Parkway|Pkwy|Boulevard|Blvd|Court|Ct|Place|Square|Quay|Wharf)\b\.?"
    r"|\b[A-ZÄÖÜ][\w.-]*(?:straße|strasse|str\.|gasse|weg|platz|allee) \d{1,4}[a-z]?"
    r"|\b\d{1,4},? (?:rue|avenue|boulevard|place|chemin|quai) [\w' -]{3,40}"
    r"|\b(?:Calle|Avenida|Via|Viale|Piazza|Rua) [A-ZÀ-Ý][\w' -]{2,40},? \d{1,4}"
)
_UNTOUCHED = {
    "digest", "sha256", "settings", "entry", "schema", "rule", "outcome", "severity", "kind",
    "status", "side", "role", "unit", "class", "precision", "checklist",
}  # fmt: skip


@dataclass(slots=True)
class Redaction:
    """Pseudonyms given so far; one object serves a whole export."""

    kinds: tuple[str, ...]
    given: dict[str, str] = field(default_factory=dict)

    def record(self, one: StoredRecord) -> StoredRecord:
        """The stored review with what is to be hidden replaced everywhere in it."""
        found = sorted(_names(one), key=len, reverse=True) if "names" in self.kinds else []
        names = re.compile("|".join(map(re.escape, found)), re.IGNORECASE) if found else None
        said = tuple(
            replace(
                each,
                reason=self._text(each.reason, names),
                reviewer=self._pseudonym(each.reviewer, "reviewer")
                if "names" in self.kinds
                else each.reviewer,
            )
            for each in one.decisions
        )
        return replace(one, review=self._value(one.review, names), decisions=said)

    def _value(self, value: Any, names: re.Pattern[str] | None) -> Any:
        if isinstance(value, dict):
            return {
                key: each if key in _UNTOUCHED else self._value(each, names)
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self._value(each, names) for each in value]
        return self._text(value, names) if isinstance(value, str) else value

    def _text(self, text: str, names: re.Pattern[str] | None) -> str:
        if "emails" in self.kinds:
            text = _MAIL.sub(lambda hit: self._pseudonym(hit.group().casefold(), "mail"), text)
        if "addresses" in self.kinds:
            text = _ADDRESS.sub(lambda hit: self._pseudonym(hit.group(), "address"), text)
        if names is not None:
            text = names.sub(lambda hit: self._pseudonym(hit.group().casefold(), "name"), text)
        return text

    def _pseudonym(self, words: str, kind: str) -> str:
        key = f"{kind}\x00{words.casefold()}"
        return self.given.setdefault(key, f"[{kind} {len(self.given) + 1}]")


def _names(one: StoredRecord) -> Iterator[str]:
    """Names of people and companies that the record knows as such."""
    review = one.review
    told = [review["claim"][role]["name"] for role in ("partner", "customer")]
    told += [act[key] for act in review["acknowledgements"] for key in ("name", "organisation")]
    told += [party["name"] for party in review["facts"].get("parties", [])]
    yield from (name for name in dict.fromkeys(told) if name and len(name) > 2)
