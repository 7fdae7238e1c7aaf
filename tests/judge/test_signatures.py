"""ack.*: what each kind of signature is worth, and which one carries the claim."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from tests.judge import factory as f

from poedesk.model import AckKind, AckStatus, Envelope, Examined, Handwriting, Side, Stance


def crypto(**technical: Any) -> Examined:
    return f.signed(f.act(technical=replace(f.INTACT, **technical)))


def answers(*files: Examined) -> tuple[str, ...]:
    rules = ("present", "signature-complete", "esignature-valid", "signer-is-customer")
    return tuple(f.outcome(f"ack.{rule}", *files) for rule in rules)


def test_a_trusted_e_signature_with_a_complete_block_passes_every_question() -> None:
    assert answers(f.signed(f.act())) == ("pass", "pass", "pass", "pass")


def test_the_pass_says_who_signed_and_that_revocation_was_not_checked() -> None:
    assert (
        "Jo Ortiz, Head of IT, on 12 March 2025"
        in f.finding("ack.signature-complete", f.signed(f.act())).message
    )
    assert "revocation not checked" in f.finding("ack.esignature-valid", crypto()).message
    assert "revocation" not in f.finding("ack.esignature-valid", crypto(revoked=False)).message


@pytest.mark.parametrize(
    ("technical", "expected", "told"),
    [
        ({"modified": "permitted"}, "pass", "chains to a trust anchor"),
        ({"intact": False}, "fail", "is broken"),
        ({"modified": "forbidden"}, "fail", "changed in the file after signing"),
        ({"revoked": True}, "fail", "revoked certificate"),
        ({"valid_then": False}, "fail", "not valid at signing"),
        (
            {"trusted": False, "trust_problem": "root X is missing"},
            "review",
            "root X is missing",
        ),
        ({"self_signed": True, "trusted": False}, "review", "issued to itself"),
        ({"covers_document": False}, "review", "does not cover the whole"),
        ({"covers_document": None}, "review", "does not cover the whole"),
        ({"intact": None}, "review", "could not be held against"),
        ({"modified": None}, "review", "could not be held against"),
        ({"valid_then": None}, "review", "does not tell whether"),
        ({"problem": "an unknown algorithm"}, "review", "an unknown algorithm"),
    ],
)
def test_the_ladder_of_cryptographic_signatures(
    technical: dict[str, Any], expected: str, told: str
) -> None:
    found = f.finding("ack.esignature-valid", crypto(**technical))
    assert found.outcome == expected
    assert told in found.message
    assert f.outcome("ack.present", crypto(**technical)) == expected


def test_a_title_may_stand_in_the_certificate() -> None:
    titled = f.act(title=None, technical=replace(f.INTACT, title="CIO"))
    assert f.outcome("ack.signature-complete", f.signed(titled)) == "pass"


def test_an_e_signature_without_any_title_is_looked_at() -> None:
    assert answers(f.signed(f.act(title=None))) == ("review", "review", "pass", "pass")


def test_an_e_signature_takes_name_and_day_from_the_certificate() -> None:
    moment = datetime.fromisoformat("2025-03-12T10:00:00+01:00")
    bare = f.act(name=None, date=None, moment=moment)
    assert f.outcome("ack.signature-complete", f.signed(bare)) == "pass"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (AckKind.INK, ("pass", "pass", "not-applicable", "pass")),
        (AckKind.IMAGE, ("review", "review", "not-applicable", "pass")),
        (AckKind.TYPED, ("fail", "fail", "fail", "pass")),
        (AckKind.EMPTY, ("fail", "fail", "not-applicable", "pass")),
    ],
)
def test_a_complete_block_is_worth_what_stands_on_its_line(
    kind: AckKind, expected: tuple[str, ...]
) -> None:
    assert answers(f.signed(f.act(kind))) == expected


def test_handwriting_in_a_picture_of_its_own_may_be_anybodys() -> None:
    pasted = f.act(AckKind.INK, handwriting=Handwriting(0.99, None, pasted=True))
    assert answers(f.signed(pasted))[:2] == ("review", "review")


@pytest.mark.parametrize(
    ("unknown", "expected"), [({"date"}, "review"), ({"title"}, "fail"), (set(), "fail")]
)
def test_what_may_be_written_by_hand_in_a_scan_is_not_missing(
    unknown: set[str], expected: str
) -> None:
    undated = f.act(AckKind.INK, None, scanned=True, unknown=frozenset(unknown))
    assert f.outcome("ack.signature-complete", f.signed(undated)) == expected


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"name": None}, "printed name"),
        ({"title": None}, "title"),
        ({"date": None}, "date"),
    ],
)
def test_an_incomplete_block_fails_and_names_what_is_missing(
    change: dict[str, Any], missing: str
) -> None:
    one = f.signed(f.act(AckKind.INK, **change))
    found = f.finding("ack.signature-complete", one)
    assert found.outcome == "fail"
    assert f"lacks {missing}." in found.message
    assert f.outcome("ack.present", one) == "fail"


def test_an_empty_block_names_everything_that_is_missing() -> None:
    blank = f.act(AckKind.EMPTY, None, name=None, title=None)
    told = f.finding("ack.signature-complete", f.signed(blank)).message
    assert "lacks printed name, signature, title and date" in told


def test_a_typed_name_says_so_and_what_else_is_missing() -> None:
    told = f.finding("ack.signature-complete", f.signed(f.act(AckKind.TYPED, title=None))).message
    assert "typed name stands in place of the signature; missing too: title" in told


# ── The services that sign for others ───────────────────────────────────────────────────


def page(**changes: Any) -> Any:
    made = {
        "technical": None,
        "title": None,
        "side": Side.UNKNOWN,
        "envelope": Envelope(certified=True, void=""),
    }
    return f.act(AckKind.PROVIDER, **(made | {"email": "jo@contoso.example"} | changes))


def test_a_certificate_of_completion_is_at_best_looked_at() -> None:
    assert answers(f.signed(page(title=f.quoted("CIO")))) == ("review", "pass", "review", "pass")


def test_a_certificate_with_several_signers_is_looked_at_not_failed() -> None:
    one = f.signed(page(name=None, email=None))
    assert answers(one) == ("review", "review", "review", "review")


def test_marks_of_a_service_without_its_certificate_page_fail() -> None:
    marks = page(name=None, email=None, date=None, envelope=Envelope(certified=False, void=""))
    one = f.signed(marks)
    assert answers(one) == ("fail", "not-applicable", "fail", "not-applicable")
    assert f.outcome("date.acknowledged-within-12-months", one) == "not-applicable"
    assert "certificate of completion" in (f.finding("ack.present", one).remedy or "")
    assert f.outcome("ack.esignature-valid", one, f.closed("cert.pdf")) == "review"


def test_marks_under_an_anchored_seal_are_looked_at() -> None:
    marks = page(technical=f.INTACT, envelope=Envelope(certified=False, void=""))
    assert f.outcome("ack.esignature-valid", f.signed(marks)) == "review"


def test_marks_fill_the_customers_block_beside_them() -> None:
    marks = page(name=None, email=None, date=None, envelope=Envelope(certified=False, void=""))
    one = f.signed(marks, f.act(AckKind.TYPED))
    assert answers(one) == ("fail", "pass", "fail", "pass")


@pytest.mark.parametrize("void", ["its status is voided", "marked as a test"])
def test_an_envelope_that_binds_nobody_fails(void: str) -> None:
    one = f.signed(page(title=f.quoted("CIO"), envelope=Envelope(certified=True, void=void)))
    found = f.finding("ack.esignature-valid", one)
    assert found.outcome == "fail"
    assert void in found.message
    assert "completed envelope" in (found.remedy or "")


# ── Remedies ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("made", "rule", "told"),
    [
        (f.act(title=None), "ack.signature-complete", "Only the signer's title"),
        (f.act(title=None), "ack.present", "Only the signer's title"),
        (f.act(AckKind.INK, title=None), "ack.signature-complete", "Only the signer's title"),
        (
            f.act(technical=replace(f.INTACT, trusted=False)),
            "ack.esignature-valid",
            "trust in its issuer",
        ),
        (
            f.act(technical=replace(f.INTACT, self_signed=True, trusted=False)),
            "ack.present",
            "trust in its issuer",
        ),
        (f.act(technical=replace(f.INTACT, intact=False)), "ack.esignature-valid", "as it came"),
        (f.act(AckKind.IMAGE), "ack.present", "signed by hand"),
        (f.act(AckKind.EMPTY, None), "ack.signature-complete", "printed name, signature, title"),
    ],
)
def test_the_remedy_fits_what_is_wrong(made: Any, rule: str, told: str) -> None:
    assert told in (f.finding(rule, f.signed(made)).remedy or "")


def test_where_two_things_are_wrong_the_rules_own_remedy_is_given() -> None:
    untitled = f.act(title=None, technical=replace(f.INTACT, trusted=False))
    assert "signed by the customer" in (f.finding("ack.present", f.signed(untitled)).remedy or "")


def test_a_broken_seal_breaks_the_certificate_page_beside_it() -> None:
    seal = f.act(
        AckKind.PROVIDER,
        None,
        name=None,
        title=None,
        side=Side.UNKNOWN,
        technical=replace(f.INTACT, intact=False),
    )
    both = f.signed(seal, page())
    assert len(f.judged(both).assessments) == 1
    assert f.outcome("ack.esignature-valid", both) == "fail"


# ── Whose signature ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"side": Side.CUSTOMER}, "pass"),
        ({"side": Side.UNKNOWN}, "review"),
        ({"side": Side.UNKNOWN, "email": "jo@contoso.example"}, "pass"),
        ({"side": Side.UNKNOWN, "email": "jo@mail.contoso.example"}, "pass"),
        ({"side": Side.UNKNOWN, "email": "jo@notcontoso.example"}, "review"),
        ({"side": Side.UNKNOWN, "email": "jo@gmail.com"}, "review"),
        ({"side": Side.UNKNOWN, "organisation": f.quoted("CONTOSO Manufacturing")}, "pass"),
        ({"side": Side.CUSTOMER, "organisation": f.quoted("Fabrikam AG")}, "review"),
        ({"side": Side.PARTNER, "email": "jo@contoso.example"}, "pass"),
        ({"side": Side.PARTNER, "organisation": f.quoted("Contoso Manufacturing")}, "review"),
        (
            {
                "side": Side.UNKNOWN,
                "technical": replace(f.INTACT, organisation="Contoso Manufacturing GmbH"),
            },
            "pass",
        ),
        (
            {
                "side": Side.CUSTOMER,
                "technical": replace(f.INTACT, organisation="Fabrikam AG"),
            },
            "review",
        ),
    ],
)
def test_heading_organisation_domain_and_certificate_tell_whose_signature_it_is(
    changes: dict[str, Any], expected: str
) -> None:
    assert f.outcome("ack.signer-is-customer", f.signed(f.act(**changes))) == expected


@pytest.mark.parametrize(
    "change",
    [
        {"email": "sam@northwindcloud.example"},
        {"organisation": f.quoted("Northwind Cloud Services")},
    ],
)
def test_the_partners_company_or_address_outweighs_a_customers_heading(
    change: dict[str, Any],
) -> None:
    (one,) = f.judged(f.signed(f.act(side=Side.CUSTOMER, **change))).assessments
    assert (one.side, one.status) == (Side.PARTNER, AckStatus.REJECTED)


def test_the_partners_own_signature_is_listed_and_never_accepted() -> None:
    one = f.signed(f.act(side=Side.PARTNER))
    judgement = f.judged(one)
    (own,) = judgement.assessments
    assert (own.side, own.status) == (Side.PARTNER, AckStatus.REJECTED)
    assert [reason.rule for reason in own.reasons] == ["ack.signer-is-customer"]
    assert judgement.carrier is None
    assert answers(one) == ("fail", "not-applicable", "not-applicable", "not-applicable")
    assert "only the partner signed" in f.finding("ack.present", one).message


# ── Blocks and e-signatures ─────────────────────────────────────────────────────────────


def test_an_e_signature_and_the_block_it_fills_are_one_act() -> None:
    certified = f.act(side=Side.UNKNOWN, name=None, title=None, date=None)
    block = f.act(AckKind.EMPTY)
    (one,) = f.judged(f.signed(certified, block)).assessments
    assert one.acknowledgement.kind is AckKind.CRYPTO
    assert one.acknowledgement.title == block.title
    assert one.side is Side.CUSTOMER
    assert one.status is AckStatus.ACCEPTED


def test_a_signers_name_on_the_signature_line_shows_whose_block_it_is() -> None:
    text = f"{f.TEXT}\nSigned by: Jo Ortiz\nTitle: Head of IT"
    doc = f.document("sow.pdf", text)
    line = f.at(doc, "Signed by: Jo Ortiz")
    block = f.act(AckKind.TYPED, name=None, evidence=(line,))
    signature = f.act(name=None, title=None, date=None, side=Side.UNKNOWN)
    file = f.signed(signature, block, text=text)
    assert f.outcome("ack.signature-complete", file) == "pass"
    other = f.signed(
        signature, replace(block, evidence=(f.at(doc, "Title: Head of IT"),)), text=text
    )
    assert f.outcome("ack.signature-complete", other) != "pass"


def test_each_of_two_e_signatures_fills_the_block_of_its_own_signer() -> None:
    lee = replace(f.INTACT, signer="Sam Lee")
    files = f.signed(
        f.act(side=Side.UNKNOWN, name=None, title=None),
        f.act(side=Side.UNKNOWN, name=None, title=None, technical=lee),
        f.act(AckKind.EMPTY, side=Side.PARTNER, name=f.quoted("S. Lee")),
        f.act(AckKind.EMPTY, name=f.quoted("Ortiz, Jo")),
    )
    sides = [one.side for one in f.judged(files).assessments]
    assert sides == [Side.CUSTOMER, Side.PARTNER]
    assert answers(files) == ("pass", "pass", "pass", "pass")


def test_the_partners_e_signature_does_not_fill_the_customers_block() -> None:
    own = f.act(side=Side.UNKNOWN, name=None, email="sam@northwindcloud.example")
    files = f.signed(own, f.act(AckKind.EMPTY, name=None))
    assert f.outcome("ack.present", files) == "fail"


def test_a_stranger_does_not_fill_a_block_with_another_name() -> None:
    other = f.act(side=Side.UNKNOWN, name=None, technical=replace(f.INTACT, signer="Kim Park"))
    files = f.signed(other, f.act(AckKind.EMPTY))
    assert len(f.judged(files).assessments) == 2
    assert f.outcome("ack.present", files) == "review"


def test_a_second_customer_line_left_blank_is_looked_at() -> None:
    second = f.act(AckKind.EMPTY, None, name=f.quoted("Kim Park"), title=None)
    files = f.signed(f.act(), second)
    assert answers(files) == ("review", "review", "pass", "pass")
    assert "second customer signature line" in f.finding("ack.signature-complete", files).message


def test_a_contact_box_that_asks_for_no_signature_is_no_blank_line() -> None:
    box = f.act(AckKind.EMPTY, None, name=None, labels=frozenset({"name", "title", "date"}))
    assert f.outcome("ack.present", f.signed(f.act(), box)) == "pass"


def test_a_signature_of_which_nothing_can_be_told_is_looked_at() -> None:
    technical = replace(f.INTACT, signer="", problem="its structure cannot be followed")
    one = f.signed(f.act(side=Side.UNKNOWN, name=None, title=None, date=None, technical=technical))
    assert answers(one) == ("review", "review", "review", "review")


def test_the_partners_blank_line_does_not_matter() -> None:
    blank = f.act(AckKind.EMPTY, None, side=Side.PARTNER, name=None, title=None)
    assert f.outcome("ack.present", f.signed(f.act(), blank)) == "pass"


# ── None, or unread ─────────────────────────────────────────────────────────────────────


def test_without_any_candidate_only_the_presence_fails() -> None:
    assert answers(f.signed()) == ("fail", "not-applicable", "not-applicable", "not-applicable")
    rules = ("date.acknowledged-within-12-months", "date.plausible", "ack.email-original")
    assert {f.outcome(rule, f.signed()) for rule in rules} == {"not-applicable"}


def test_while_a_file_is_unread_no_acknowledgement_is_missing() -> None:
    found = f.finding("ack.present", f.signed(), f.closed("scan.pdf"))
    assert found.outcome == "review"
    assert "scan.pdf" in found.message


def test_while_a_page_is_unread_an_empty_block_is_no_failure() -> None:
    doc = f.unread_page(f.document())
    found = f.finding("ack.signature-complete", f.examined(doc, f.act(AckKind.EMPTY)))
    assert found.outcome == "review"
    assert "page 2 of sow.pdf" in found.message


def test_what_was_found_and_is_wrong_stays_a_failure() -> None:
    typed = f.signed(f.act(AckKind.TYPED))
    assert f.outcome("ack.signature-complete", typed, f.closed("scan.pdf")) == "fail"


def test_an_ignored_file_could_hold_nothing() -> None:
    logo = f.closed("logo.png")
    logo = replace(logo, document=f.marked(logo.document, "ignored"))
    assert f.outcome("ack.present", f.signed(), logo) == "fail"


# ── The carrier ─────────────────────────────────────────────────────────────────────────


def carrier(*files: Examined) -> tuple[str, date | None]:
    one = f.judged(*files).carrier
    assert one is not None
    return one.acknowledgement.file, one.day


def test_accepted_comes_before_review_before_rejected() -> None:
    old = f.signed(f.act(day=date(2024, 9, 1)), path="good.pdf")
    ink = f.signed(f.act(AckKind.IMAGE, date(2025, 4, 1), "ink.pdf"), path="ink.pdf")
    empty = f.signed(f.act(AckKind.EMPTY, date(2025, 5, 1), "e.pdf"), path="e.pdf")
    good = replace(old, acknowledgements=(replace(old.acknowledgements[0], file="good.pdf"),))
    assert carrier(empty, ink, good)[0] == "good.pdf"
    assert carrier(empty, ink)[0] == "ink.pdf"
    assert carrier(empty)[0] == "e.pdf"


def test_among_accepted_ones_the_most_recent_customer_counts() -> None:
    files = f.signed(f.act(day=date(2024, 9, 1)), f.act(day=date(2025, 4, 1)))
    assert carrier(files)[1] == date(2025, 4, 1)


def test_on_the_same_day_the_e_signature_comes_before_the_mail() -> None:
    assert carrier(f.mail(), f.signed(f.act(day=date(2025, 5, 5))))[0] == "sow.pdf"


def test_a_bad_second_acknowledgement_is_listed_and_does_not_spoil_a_good_one() -> None:
    forwarded = f.mail(depth=1, outer=f.LEE)
    files = (f.signed(f.act()), forwarded)
    assert f.outcome("ack.present", *files) == "pass"
    assert f.outcome("ack.email-original", *files) == "not-applicable"
    rejected = f.judged(*files).assessments[1]
    assert rejected.status is AckStatus.REJECTED
    assert rejected.reasons


def test_an_empty_block_comes_before_a_mail_that_says_nothing() -> None:
    assert carrier(f.mail(stance=Stance.NONE), f.signed(f.act(AckKind.EMPTY, None)))[0] == "sow.pdf"


def test_a_later_refusal_of_the_customer_is_looked_at() -> None:
    files = (f.signed(f.act()), f.mail(stance=Stance.REFUSES))
    assert f.outcome("ack.present", *files) == "review"


def test_the_evidence_of_an_e_signature_begins_with_the_words_on_the_page() -> None:
    block = f.act(AckKind.EMPTY, evidence=(f.quoted("Jo Ortiz").span,))
    crypto_ = f.act(title=None, date=None)
    found = f.finding("ack.present", f.signed(crypto_, block))
    assert found.outcome == "pass"
    assert [type(one).__name__ for one in found.evidence] == ["Span", "Declared"]


def test_an_e_signature_of_the_partner_beside_the_customers_empty_block_is_said() -> None:
    own = f.act(side=Side.PARTNER)
    found = f.finding("ack.present", f.signed(own, f.act(AckKind.EMPTY, None)))
    assert found.outcome == "fail"
    assert "The e-signature of Jo Ortiz in it is the partner's." in found.message
