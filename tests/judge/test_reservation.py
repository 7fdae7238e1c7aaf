"""A signature beside words that limit it is looked at; ordinary clauses do not matter."""

from __future__ import annotations

import pytest
from tests.judge import factory as f

BLOCK = "For Contoso Manufacturing GmbH\nSignature: ____\nName: Jo Ortiz\nDate: 12 March 2025\n"


def outcome(above: str = "", below: str = "") -> str:
    text = f"{f.TEXT}\nMore is said here.\nAnd here.\nAnd here too.\n{above}{BLOCK}{below}"
    doc = f.document("sow.pdf", text)
    act = f.act(evidence=(f.at(doc, "Signature: ____"), f.at(doc, "Name: Jo Ortiz")))
    return f.outcome("ack.present", f.signed(act, text=text))


@pytest.mark.parametrize(
    "words",
    [
        "Receipt only.",
        "Customer remarks: the deliverables are NOT accepted, see our letter.",
        "Signed under protest",
        "Nur Empfang bestätigt",
        "Abnahme verweigert",
        "Sous réserve de tests",
        "Con riserva",
        "受領のみ",
        "☒ Rejected ☐ Accepted",
    ],
)
def test_words_that_limit_a_signature_are_looked_at(words: str) -> None:
    assert outcome(above=f"{words}\n") == "review"
    assert outcome(below=f"{words}\n") == "review"


@pytest.mark.parametrize(
    "words",
    [
        "Accepted and agreed",
        "The customer accepts the work without reservation of rights",
        "☐ Rejected ☒ Accepted",
        "Abnahme ohne Mängel",
    ],
)
def test_an_ordinary_acceptance_is_none(words: str) -> None:
    assert outcome(above=f"{words}\n") == "pass"


def test_a_clause_far_above_the_block_is_no_reservation() -> None:
    clause = "If deliverables are not accepted within ten days the supplier mends them.\n"
    assert (
        outcome(above=clause + "Then this.\nThen that.\nThen the rest.\nAnd the end.\n") == "pass"
    )
