"""Another customer's name, left over in the text from another claim."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from poedesk.extract import companies, names
from poedesk.extract.names import Likeness
from poedesk.judge.case import Case
from poedesk.judge.words import words
from poedesk.model import Side, Span, Vocabulary

_REACH = 40
"""Characters before and behind a name in which something tells that it is a customer's."""
_ENOUGH = 2
"""A company named once may be anybody whom the work touches."""

_TELLING = 2
"""Last words of a name by which places belong together: a sentence's first word is none."""


@lru_cache(maxsize=4)
def _patterns(vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before and behind a customer's name."""

    def either(key: str) -> str:
        return "|".join(map(re.escape, sorted(words(vocabulary, "affiliates", key))))

    own, acts = either("customers_own"), either("customers_acts")
    before = rf"\b(?:{own})\s+(?:{either('of_words')})(?:\s+the|['’])?\s*(?=[A-Z0-9])"
    behind = rf"(?:['’]s?\s+(?:[\w-]+\s+){{0,2}}(?:{own})\b|\s+(?:{acts})\b)"
    return re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE)


def leftovers(case: Case) -> tuple[Span, ...]:
    """Where another company that is named more than once is spoken of as the customer."""
    places: dict[names.Core, list[Span]] = defaultdict(list)
    for one in case.open_files:
        for start, end in companies.every(one.document.text, case.vocabulary):
            span = one.document.span(start, end)
            places[names.core(span.quote, case.vocabulary)[-_TELLING:]].append(span)
    return tuple(
        span
        for spans in places.values()
        if len(spans) >= _ENOUGH and _is_nobody(case, min((one.quote for one in spans), key=len))
        for span in spans
        if _as_customer(case, span)
    )


def _as_customer(case: Case, span: Span) -> bool:
    text = case.documents[span.file].text
    before, behind = _patterns(case.vocabulary)
    lead = max(0, span.start - _REACH)
    had = (one.end() for one in before.finditer(text[lead : span.end]))
    return any(lead + at >= span.start for at in had) or bool(
        behind.match(text[span.end : span.end + _REACH])
    )


def _is_nobody(case: Case, name: str) -> bool:
    """Whether a name is neither party's, nor Microsoft's, nor stands in a role, which is asked
    elsewhere. Words before it may have been taken for its beginning ("When Contoso GmbH").
    """
    known = (
        *case.claim.customer.names,
        *case.claim.partner.names,
        *words(case.vocabulary, "affiliates", "microsoft"),
        *(fact.name for fact in case.facts.parties if fact.role is not Side.UNKNOWN),
    )
    parts = name.split()
    ends = [" ".join(parts[at:]) for at in range(len(parts))]
    return all(
        names.compare(end, one, case.vocabulary) is Likeness.DIFFERENT
        for end in ends
        for one in known
    )
