"""Tenant and partner ids that stand in a document beside words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from poedesk.extract.nlp import Phrases
from poedesk.model import Document, Quoted, Vocabulary

_GUID = re.compile(r"\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b")
_NUMBER = re.compile(r"(?<![\w.,-])\d{5,8}(?![\w-]|[.,]\d)")
_REACH = 80
"""Characters before an id in which the word for it must stand."""


def tenant_ids(document: Document, vocabulary: Vocabulary) -> tuple[Quoted, ...]:
    """The GUIDs that are called tenant or directory id, lower case, in order."""
    labels = _labels(vocabulary)[0]
    return tuple(_quoted(_GUID, labels, document))


def partner_ids(document: Document, vocabulary: Vocabulary) -> tuple[Quoted, ...]:
    """The numbers of five to eight digits that are called partner or MPN id, in order."""
    labels = _labels(vocabulary)[1]
    return tuple(_quoted(_NUMBER, labels, document))


@lru_cache(maxsize=4)
def _labels(vocabulary: Vocabulary) -> tuple[Phrases, Phrases]:
    table = vocabulary["parties"]["identifiers"]
    return _phrases(table["tenant"]), _phrases(table["partner"])


def _phrases(labels: Sequence[str]) -> Phrases:
    return Phrases((label, "label") for label in labels)


def _quoted(shape: re.Pattern[str], labels: Phrases, document: Document) -> Iterator[Quoted]:
    text = document.text
    before = 0
    for match in shape.finditer(text):
        start = max(before, match.start() - _REACH)
        if labels.all(text, start, match.start()):
            yield Quoted(match.group().lower(), document.span(*match.span()))
        before = match.end()
