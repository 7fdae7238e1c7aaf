"""ack.email-*: original, between the parties, approving described work."""

from dataclasses import replace
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.model import AckKind, Address, Company, Examined, Side, Stance

RULES = ("email-original", "email-parties", "email-approves")


def answers(*files: Examined, **about: Any) -> tuple[str, ...]:
    return tuple(f.outcome(f"ack.{rule}", *files, about=f.claim(**about)) for rule in RULES)


def test_an_original_mail_of_the_customer_that_approves_described_work_passes() -> None:
    assert answers(f.mail()) == ("pass", "pass", "pass")
    assert f.outcome("ack.present", f.mail()) == "pass"
    assert f.outcome("ack.signature-complete", f.mail()) == "not-applicable"


@pytest.mark.parametrize(
    ("made", "expected", "told"),
    [
        (f.mail(depth=1, outer=f.LEE), "fail", "forwarded copy"),
        (f.mail(depth=1, outer=Address("", "x@elsewhere.example")), "fail", "forwarded copy"),
        (f.mail(depth=1), "review", "quoted history"),
        (f.mail(draft=True), "fail", "draft"),
        (f.mail(headers=False), "review", "no transport headers"),
        (f.mail("mail.eml"), "review", "not an Outlook .msg"),
        (f.mail(forwarded=True), "review", "forwards"),
        (f.mail(forwarded=False), "pass", "original"),
        (f.mail(inside="outer.msg"), "pass", "original"),
        (f.mail(inside="evidence.zip", headers=False), "review", "no transport headers"),
    ],
)
def test_only_the_original_message_is_original(made: Examined, expected: str, told: str) -> None:
    found = f.finding("ack.email-original", made)
    assert found.outcome == expected
    assert told in found.message


def test_a_message_that_the_partner_sent_on_without_headers_is_no_original() -> None:
    outer = f.mail("outer.msg", sender=f.LEE, to=f.ORTIZ)
    inner = f.mail("outer.msg/1/inner.msg", inside="outer.msg", headers=False)
    found = f.finding("ack.email-original", outer, inner)
    assert found.outcome == "fail"
    assert "lost its transport headers" in found.message


def test_a_message_attached_to_the_customers_own_mail_without_headers_is_looked_at() -> None:
    outer = f.mail("outer.msg", stance=Stance.NONE)
    inner = f.mail("outer.msg/1/inner.msg", inside="outer.msg", headers=False)
    assert f.outcome("ack.email-original", outer, inner) == "review"


def test_a_mail_pasted_into_a_document_is_flat() -> None:
    doc = f.document("print.pdf", f.APPROVAL)
    words = f.at(doc, f.APPROVAL)
    flat = f.act(
        AckKind.EMAIL, None, "print.pdf", email=f.ORTIZ.email, evidence=(words,), side=Side.UNKNOWN
    )
    found = f.finding("ack.email-original", f.examined(doc, flat))
    assert found.outcome == "fail"
    assert "flat copy" in found.message


@pytest.mark.parametrize(
    ("sender", "to", "expected"),
    [
        ("jo@contoso.example", "sam@northwindcloud.example", "pass"),
        ("jo@eu.contoso.example", "sam@mail.northwindcloud.example", "pass"),
        ("jo@gmail.com", "sam@northwindcloud.example", "review"),
        ("jo@contoso-group.example", "sam@northwindcloud.example", "review"),
        ("jo@evilcontoso.example", "sam@northwindcloud.example", "review"),
        ("jo@contoso.example", "sam@elsewhere.example", "review"),
        ("jo@contoso.example", "sam@gmail.com", "review"),
        ("jo@contoso.example", "kim@contoso.example", "fail"),
    ],
)
def test_the_mail_goes_from_the_customer_to_the_partner(
    sender: str, to: str, expected: str
) -> None:
    one = f.mail(sender=Address("", sender), to=Address("", to))
    assert f.outcome("ack.email-parties", one) == expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("contoso.example", "pass"),
        ("contosomanufacturing.example", "pass"),
        ("contoso-manufacturing.co.example", "pass"),
        ("con.example", "review"),
        ("fabrikam.example", "review"),
    ],
)
def test_without_declared_domains_the_name_in_the_domain_tells(domain: str, expected: str) -> None:
    one = f.mail(sender=Address("", f"jo@{domain}"))
    about = f.claim(customer=Company(name="Contoso Manufacturing GmbH"))
    assert f.outcome("ack.email-parties", one, about=about) == expected


def test_the_partners_own_mail_is_never_accepted() -> None:
    own = f.mail(sender=f.LEE, to=f.ORTIZ)
    assert f.judged(own).carrier is None
    assert f.outcome("ack.present", own) == "fail"


@pytest.mark.parametrize(
    ("stance", "expected", "told"),
    [
        (Stance.APPROVES, "pass", "approves or confirms"),
        (Stance.CONFIRMS, "pass", "approves or confirms"),
        (Stance.LICENSING, "fail", "licences or purchasing only"),
        (Stance.REFUSES, "fail", "refuses"),
        (Stance.ASKS, "fail", "approves nothing"),
        (Stance.NONE, "fail", "neither approves nor confirms"),
        (Stance.UNCLEAR, "review", "has to be read"),
    ],
)
def test_the_customers_own_words_decide(stance: Stance, expected: str, told: str) -> None:
    found = f.finding("ack.email-approves", f.mail(stance=stance))
    assert found.outcome == expected
    assert told in found.message


def test_approval_of_something_that_nothing_describes_is_looked_at() -> None:
    assert f.outcome("ack.email-approves", f.mail(describes=False)) == "review"


def test_a_document_attached_to_the_mail_may_describe_the_work() -> None:
    sow = f.signed(path="mail.msg/1/sow.pdf")
    assert f.outcome("ack.email-approves", f.mail(describes=False), sow) == "pass"


def test_a_document_of_the_bundle_may_describe_the_work_if_the_thread_names_it() -> None:
    named = f.mail(describes=False)
    assert f.outcome("ack.email-approves", named, f.signed(path="other.pdf")) == "review"
    text = named.document.text + "\nsee plan.pdf"
    part = replace(named.document.parts[0], end=len(text))
    named = replace(named, document=replace(named.document, text=text, parts=(part,)))
    assert f.outcome("ack.email-approves", named, f.signed(path="plan.pdf")) == "pass"


def test_a_confirmation_may_rest_on_a_document_that_the_customer_signed() -> None:
    sow = f.signed(f.act())
    confirms = f.mail(describes=False, stance=Stance.CONFIRMS)
    approves = f.mail(describes=False, stance=Stance.APPROVES)
    assert f.outcome("ack.email-approves", confirms, sow) == "pass"
    assert f.judged(approves).carrier is not None
    assert f.outcome("ack.email-approves", approves, f.signed()) == "review"


def test_a_finding_quotes_the_words_that_neither_approve_nor_confirm() -> None:
    found = f.finding("ack.email-approves", f.mail(stance=Stance.NONE, words="Nice weather."))
    assert "it says “Nice weather.”" in found.message


def test_where_only_the_history_approves_the_newest_words_are_quoted() -> None:
    found = f.finding("ack.email-original", f.mail(depth=1, words="I withdraw my approval."))
    assert "which says “I withdraw my approval.”" in found.message


@pytest.mark.parametrize(
    ("declared", "domain"),
    [
        ("contoso.example", "c0ntoso.example"),
        ("contoso.example", "сontoso.example"),  # a Cyrillic letter first
        ("contoso.example", "xn--ontoso-hrf.example"),
        ("milan.example", "rnilan.example"),
        ("orrindale.example", "orrindaIe.example"),
    ],
)
def test_a_domain_that_looks_like_the_customers_is_named(declared: str, domain: str) -> None:
    about = f.claim(customer=replace(f.CUSTOMER, domains=(declared,)))
    found = f.finding("ack.email-parties", f.mail(sender=Address("", f"jo@{domain}")), about=about)
    assert found.outcome == "review"
    assert f"looks like {declared}" in found.message


def test_a_domain_that_only_resembles_it_is_merely_unknown() -> None:
    one = f.mail(sender=Address("", "jo@fabrikam.example"))
    assert "looks like" not in f.finding("ack.email-parties", one).message


def mailed(**changes: Any) -> Examined:
    one = f.mail()
    assert one.document.mail is not None
    mail = replace(one.document.mail, **changes)
    return replace(one, document=replace(one.document, mail=mail))


@pytest.mark.parametrize(
    ("email", "expected"),
    [("kim@contoso.example", "pass"), ("kim@elsewhere.example", "review"), (f.LEE.email, "review")],
)
def test_a_mail_sent_on_behalf_of_the_customer_is_sent_by_the_customer(
    email: str, expected: str
) -> None:
    one = mailed(submitter=Address("Kim", email))
    assert f.outcome("ack.email-parties", one) == expected


def test_headers_that_do_not_fit_are_looked_at() -> None:
    found = f.finding("ack.email-original", mailed(oddities=("its headers name others",)))
    assert found.outcome == "review"
    assert "its headers name others" in found.message


@pytest.mark.parametrize(
    ("asserted", "expected"),
    [
        ("spf=pass dkim=pass dmarc=pass", "pass"),
        ("spf=softfail dkim=none", "pass"),
        ("spf=fail dkim=fail dmarc=fail", "review"),
        ("", "pass"),
    ],
)
def test_a_sender_in_whom_the_receivers_server_did_not_believe_is_looked_at(
    asserted: str, expected: str
) -> None:
    assert f.outcome("ack.email-original", mailed(asserted=asserted)) == expected


def test_the_history_of_a_mail_between_the_parties_may_be_the_customers_own() -> None:
    """A colleague wrote to the customer's contact, who passed it on to the partner."""
    one = f.mail(depth=1, to=Address("", "kim@contoso.example"))
    assert f.outcome("ack.email-parties", one) == "fail"
    assert one.document.mail is not None
    sent_on = replace(one.document.mail, to=(f.LEE,))
    one = replace(one, document=replace(one.document, mail=sent_on))
    assert f.outcome("ack.email-parties", one) == "review"
