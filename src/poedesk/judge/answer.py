"""What a check answers: an outcome, one plain sentence, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from poedesk.model import Evidence, Outcome


class Cause(StrEnum):
    """What exactly is wrong, where another remedy helps than the rule's own.

    The checklist's `[remedies]` holds the remedy of each by this name.
    """

    TITLE = "title"
    ISSUER = "issuer"
    CERTIFICATE = "certificate"
    ENVELOPE = "envelope"
    SUBJECT = "subject"
    BLANK_LINE = "blank-line"
    HANDWRITING = "handwriting"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a check; `needs` are the claim-file keys without which it cannot ask."""

    outcome: Outcome
    message: str
    evidence: tuple[Evidence, ...] = ()
    needs: tuple[str, ...] = ()
    cause: Cause | None = None

    def softened(self, because: str) -> Answer:
        """A failure that a person has to confirm, and why."""
        if self.outcome is not Outcome.FAIL:
            return self
        return replace(self, outcome=Outcome.REVIEW, message=f"{self.message} {because}")


def passed(message: str, *evidence: Evidence) -> Answer:
    """The rule is met."""
    return Answer(Outcome.PASS, message, evidence)


def failed(message: str, *evidence: Evidence, cause: Cause | None = None) -> Answer:
    """The rule is broken."""
    return Answer(Outcome.FAIL, message, evidence, cause=cause)


def doubtful(message: str, *evidence: Evidence, cause: Cause | None = None) -> Answer:
    """A person has to look, and at what."""
    return Answer(Outcome.REVIEW, message, evidence, cause=cause)


def not_applicable(message: str) -> Answer:
    """The rule does not concern this claim."""
    return Answer(Outcome.NOT_APPLICABLE, message)


def not_checked(message: str, *needs: str) -> Answer:
    """A declared value is missing: `needs` names the keys."""
    return Answer(Outcome.NOT_CHECKED, message, needs=needs)


def worst(*answers: Answer) -> Answer:
    """The heaviest of several answers (the first of equals)."""
    order = (Outcome.FAIL, Outcome.REVIEW, Outcome.PASS)
    return min(answers, key=lambda one: order.index(one.outcome))


def listed(things: list[str] | tuple[str, ...]) -> str:
    """An enumeration in a sentence: "a, b and c"."""
    *rest, last = things
    return f"{', '.join(rest)} and {last}" if rest else last


def in_words(quote: str, most: int = 120) -> str:
    """A quotation in a sentence: on one line, cut where it is longer than `most` characters."""
    line = " ".join(quote.split())
    return f"“{line if len(line) <= most else line[: most - 1].rstrip() + '…'}”"
