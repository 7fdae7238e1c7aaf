"""ack.* and file.unaltered: what a signed Word document is worth, from its bytes to the answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests.forge import ooxml, signing
from tests.forge.ooxml import Parts, document, pack, sign, unpack
from tests.forge.signing import Issuer, Person, person
from tests.judge import factory as f

from poedesk.attest import attest
from poedesk.model import Examined, Settings
from poedesk.read import read

WHEN = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)
SETTINGS = Settings("test", f.vocabulary(), anchors=(signing.anchor_der(),))
JO = person("Jo Ortiz", f.CUSTOMER.name, "jo@contoso.example", title="Head of IT")
SAM = person("Sam Lee", f.PARTNER.name, "sam@northwindcloud.example", title="Sales")
LINES = (
    ("{A}", "Jo Ortiz", "Head of IT", "jo@contoso.example"),
    ("{B}", "Ira Blum", "CIO", "ira@contoso.example"),
)
RULES = ("ack.present", "ack.esignature-valid", "ack.signer-is-customer", "file.unaltered")


def paper(*, lines: int = 0) -> bytes:
    return document(f.TEXT, lines=LINES[:lines])


def filed(data: bytes) -> Examined:
    reading = read("sow.docx", None, data, SETTINGS)
    return f.examined(reading.document, *f.all_facts(reading.document), *attest(reading, SETTINGS))


def answers(data: bytes) -> tuple[str, ...]:
    one = filed(data)
    return tuple(f.outcome(rule, one) for rule in RULES)


def said(rule: str, data: bytes) -> str:
    return f.finding(rule, filed(data)).message


def changed(data: bytes, change: Callable[[Parts], object]) -> bytes:
    parts = unpack(data)
    change(parts)
    return pack(parts)


def more_users(parts: Parts) -> None:
    """A word grows after signing."""
    parts["word/document.xml"] = parts["word/document.xml"].replace(b" on.", b" onwards.")


def hidden_by_style(parts: Parts) -> None:
    ooxml.add(parts, "word/more.xml", b"<x/>", "styles", "stylesWithEffects")


def test_the_customers_trusted_signature_passes_every_question() -> None:
    assert answers(sign(paper(), JO, WHEN)) == ("pass", "pass", "pass", "pass")


def test_customer_and_partner_sign_the_same_document() -> None:
    both = sign(sign(paper(), SAM, WHEN), JO, WHEN)
    assert answers(both) == ("pass", "pass", "pass", "pass")


def test_a_document_changed_after_signing_fails_and_the_part_is_named() -> None:
    data = changed(sign(paper(), JO, WHEN), more_users)
    assert answers(data) == ("fail", "fail", "pass", "fail")
    assert "word/document.xml was changed after signing" in said("ack.esignature-valid", data)


def test_a_part_slipped_in_beside_the_signature_is_a_question_and_named() -> None:
    data = changed(sign(paper(), JO, WHEN), hidden_by_style)
    assert answers(data) == ("review", "review", "pass", "review")
    assert "word/more.xml (how text looks" in said("ack.esignature-valid", data)


def test_the_partners_signature_is_not_the_customers() -> None:
    assert f.outcome("ack.present", filed(sign(paper(), SAM, WHEN))) == "fail"


def test_a_signature_by_somebody_else_altogether_is_a_question() -> None:
    stranger = person("Pat Doe", "Fourth Coffee SA", "pat@fourthcoffee.example", title="CEO")
    data = sign(paper(), stranger, WHEN)
    assert answers(data)[:3] == ("review", "pass", "review")
    assert "Fourth Coffee SA" in said("ack.signer-is-customer", data)


@pytest.mark.parametrize(
    ("issuer", "told"), [(Issuer.OTHER, "Unknown Root CA"), (Issuer.SELF, "itself")]
)
def test_a_certificate_without_anchor_is_a_question(issuer: Issuer, told: str) -> None:
    signer: Person = person(JO.name, JO.organisation, JO.email, title=JO.title, issuer=issuer)
    data = sign(paper(), signer, WHEN)
    assert answers(data) == ("review", "review", "pass", "pass")
    assert told in said("ack.esignature-valid", data)


def test_a_package_that_cannot_be_followed_is_a_question() -> None:
    data = changed(
        sign(paper(), JO, WHEN), lambda parts: parts.update({"word/%64ocument.xml": b"<x/>"})
    )
    assert f.outcome("ack.present", filed(data)) == "review"
    assert "word/%64ocument.xml" in said("ack.esignature-valid", data)


def test_a_signature_line_that_nobody_signed_carries_nothing() -> None:
    data = paper(lines=1)
    assert f.outcome("ack.present", filed(data)) == "fail"


def test_a_line_signed_by_its_signer_passes() -> None:
    assert answers(sign(paper(lines=1), JO, WHEN, line="{A}")) == ("pass", "pass", "pass", "pass")


def test_a_second_line_of_the_customer_left_blank_is_a_question() -> None:
    data = sign(paper(lines=2), JO, WHEN, line="{A}")
    assert answers(data) == ("review", "pass", "pass", "pass")
    assert "second customer signature line" in said("ack.present", data)


def test_the_partners_signature_does_not_fill_the_customers_line() -> None:
    data = sign(paper(lines=1), SAM, WHEN)
    assert f.outcome("ack.present", filed(data)) == "fail"
