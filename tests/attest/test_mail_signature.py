"""S/MIME: whether the sender signed what the mail shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto.cms import ContentInfo
from tests.forge import signed_mail as f
from tests.forge.outlook import message
from tests.forge.signing import Issuer, Person, anchor_der, person, revocation_lists
from tests.judge import factory

from poedesk.attest import attest
from poedesk.model import Acknowledgement, Company, Declared, Indication, Settings, Technical
from poedesk.read.mail import eml, msg
from poedesk.review import examine
from poedesk.settings import load_settings

SETTINGS: Settings = replace(load_settings(), anchors=(anchor_der(),))
TEXT = "We approve the work described in the attached summary.\nAnn\n"
CONTENT = f.entity(TEXT, [("sow.pdf", b"%PDF-1.7 summary")])
ANN: Person = person("Ann Li", "Kunde GmbH", "ann@kunde.example")
EVE: Person = person("Eve Fox", "Elsewhere Ltd", "eve@elsewhere.example")


def signed(content: bytes = CONTENT, signer: Person = ANN, when: datetime = f.SENT) -> bytes:
    return f.clear(content, f.cms(content, signer, when))


def act(data: bytes, settings: Settings = SETTINGS) -> Acknowledgement:
    return attest(eml.read("mail.eml", None, data, settings), settings)[0]


def verdict(data: bytes, settings: Settings = SETTINGS) -> Technical:
    found = act(data, settings).technical
    assert found is not None
    return found


def told(one: Acknowledgement) -> dict[str, str]:
    return {each.key: each.value for each in one.evidence if isinstance(each, Declared)}


def sound(one: Technical) -> bool:
    return one.indication is Indication.PASSED


# ── What was signed ─────────────────────────────────────────────────────────────────────


def test_a_mail_signed_beside_its_text_is_the_senders() -> None:
    one = verdict(f.head() + signed())
    assert sound(one)
    assert one.addresses == ("ann@kunde.example",)
    assert one.signer == "Ann Li"


def test_a_mail_signed_around_its_text_is_the_senders() -> None:
    assert sound(verdict(f.head() + f.opaque(f.cms(CONTENT, ANN, detached=False))))


def test_an_outlook_message_is_judged_by_the_bytes_that_were_signed() -> None:
    data = message(
        subject="RE: Rollout",
        sender=("Ann Li", "ann@kunde.example"),
        to=[("Bo Ek", "bo@partner.example")],
        sent=f.SENT,
        body="",
        message_class="IPM.Note.SMIME.MultipartSigned",
        attachments=[("smime.p7m", signed())],
        attachment_properties=[{0x370E: "multipart/signed"}],
    )
    one = attest(msg.read("mail.msg", None, data, SETTINGS), SETTINGS)[0]
    assert one.technical is not None
    assert sound(one.technical)


def test_a_mail_without_a_signature_has_no_verdict() -> None:
    assert act(f.head() + f.entity(TEXT)).technical is None


def test_changed_words_break_it() -> None:
    one = verdict(f.head() + signed().replace(b"We approve", b"We reject!"))
    assert one.indication is Indication.FAILED
    assert one.reason == "HASH_FAILURE"
    assert not one.trusted
    assert one.changed


def test_a_changed_attachment_breaks_it() -> None:
    changed = f.entity(TEXT, [("sow.pdf", b"%PDF-1.7 another")])
    assert verdict(f.head() + f.clear(changed, f.cms(CONTENT, ANN))).intact is False


def test_headers_outside_the_signed_part_are_said_not_to_be_signed() -> None:
    evidence = told(act(f.head() + signed()))
    assert "From, To, Subject, Date are not signed" in evidence["the signature covers"]


def test_headers_inside_the_signed_part_are_signed_and_compared() -> None:
    inner = ("From: Ann Li <ann@kunde.example>", "Subject: RE: Rollout")
    good = act(f.head() + signed(f.entity(TEXT, headers=inner)))
    assert "headers From, Subject; To, Date are not" in told(good)["the signature covers"]
    other = verdict(f.head(subject="RE: Another project") + signed(f.entity(TEXT, headers=inner)))
    assert "Subject (RE: Rollout)" in other.doubts[0]


# ── Who signed ──────────────────────────────────────────────────────────────────────────


def test_the_addresses_of_the_certificate_are_told() -> None:
    assert verdict(f.head() + signed(signer=EVE)).addresses == ("eve@elsewhere.example",)


@pytest.mark.parametrize(
    ("signer", "words"),
    [
        (person("Ann Li", "Kunde GmbH", "ann@kunde.example", issuer=Issuer.SELF), "to itself"),
        (person("Ann Li", "Kunde GmbH", "ann@kunde.example", issuer=Issuer.OTHER), "not trusted"),
        (
            person(
                "Ann Li",
                "Kunde GmbH",
                "ann@kunde.example",
                valid=(datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)),
            ),
            "not at the time of signing",
        ),
    ],
)
def test_a_certificate_that_leads_to_no_anchor_is_not_trusted(signer: Person, words: str) -> None:
    one = verdict(f.head() + signed(signer=signer))
    assert one.intact
    assert not one.trusted
    assert words in str(one.trust_problem)


def test_the_users_revocation_lists_are_held_against_it() -> None:
    lists = tuple(revocation_lists(ANN, f.SENT - timedelta(days=30)))
    assert verdict(f.head() + signed(), replace(SETTINGS, revocation_lists=lists)).revoked
    clean = replace(SETTINGS, revocation_lists=tuple(revocation_lists()))
    assert verdict(f.head() + signed(), clean).revoked is False
    assert verdict(f.head() + signed()).revoked is None


def test_old_signed_words_in_a_new_mail_are_noticed() -> None:
    old = signed(when=f.SENT - timedelta(days=400))
    assert "sent again" in verdict(f.head() + old).doubts[0]


# ── Mails built around a signature ──────────────────────────────────────────────────────


def nested(*parts: bytes) -> bytes:
    boundary = b'Content-Type: multipart/mixed; boundary="mix"\r\n\r\n'
    return boundary + b"".join(b"--mix\r\n" + one + b"\r\n" for one in parts) + b"--mix--\r\n"


def test_a_signed_part_behind_other_words_vouches_for_nothing() -> None:
    one = verdict(f.head() + nested(f.entity("Reject nothing: all is approved."), signed()))
    assert one.problem is not None
    assert not one.trusted


def test_a_third_part_beside_text_and_signature_vouches_for_nothing() -> None:
    extra = b"--out\r\n" + f.entity("P.S. The licences are approved too.\n")
    assert verdict(f.head() + f.clear(CONTENT, f.cms(CONTENT, ANN), extra)).problem is not None


def test_an_attachment_put_beside_the_signed_part_vouches_for_nothing() -> None:
    extra = f.attachment("annex.pdf", b"%PDF-1.7 annex", "out")
    assert verdict(f.head() + f.clear(CONTENT, f.cms(CONTENT, ANN), extra)).problem is not None


def test_an_object_that_carries_other_words_than_the_mail_shows_is_broken() -> None:
    shown = f.entity("All is approved.\n")
    assert verdict(f.head() + f.clear(shown, f.cms(CONTENT, ANN, detached=False))).intact is False


def test_an_object_without_a_signer_cannot_be_judged() -> None:
    loaded = ContentInfo.load(f.cms(CONTENT, ANN))
    loaded["content"]["signer_infos"] = []
    assert "nobody" in str(verdict(f.head() + f.clear(CONTENT, loaded.dump(force=True))).problem)


def test_two_signers_cannot_be_told_apart() -> None:
    first, second = (ContentInfo.load(f.cms(CONTENT, one)) for one in (ANN, EVE))
    infos = [*first["content"]["signer_infos"], *second["content"]["signer_infos"]]
    first["content"]["signer_infos"] = infos
    assert "signed by 2" in str(
        verdict(f.head() + f.clear(CONTENT, first.dump(force=True))).problem
    )


@pytest.mark.parametrize("junk", [b"", b"0\x82\x01", b"\x00" * 300, b"0\x03\x02\x01\x01"])
def test_a_damaged_signature_cannot_be_judged(junk: bytes) -> None:
    assert not sound(verdict(f.head() + f.clear(CONTENT, junk)))


def test_pretty_good_privacy_is_not_judged() -> None:
    armour = b"-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    data = f.clear(CONTENT, armour).replace(b"pkcs7-signature", b"pgp-signature")
    assert act(f.head() + data).technical is None


def test_words_about_another_kind_of_signature_hide_no_broken_one() -> None:
    data = signed().replace(b"We approve", b"We endorse")
    headers = f.head("Ann Li <ann@kunde.example>", "X-Note: application/pgp-signature")
    assert verdict(headers + data).intact is False


# ── What it means for a claim ───────────────────────────────────────────────────────────


def outcome(rule: str, data: bytes, settings: Settings = SETTINGS) -> tuple[str, str]:
    one = examine("mail.eml", None, data, settings)
    about = factory.claim(
        customer=Company(name="Kunde GmbH", domains=("kunde.example",)),
        partner=Company(name="Partner Ltd", domains=("partner.example",)),
    )
    found = factory.finding(rule, one, about=about)
    return found.outcome, found.message


def test_the_senders_own_signature_is_valid() -> None:
    assert outcome("ack.esignature-valid", f.head() + signed())[0] == "pass"


def test_somebody_elses_signature_is_none_of_the_senders() -> None:
    found, message_ = outcome("ack.esignature-valid", f.head() + signed(signer=EVE))
    assert found == "review"
    assert "eve@elsewhere.example" in message_


def test_a_signature_of_whoever_sent_it_on_behalf_is_none_of_the_senders() -> None:
    by_eve = f.head("Ann Li <ann@kunde.example>", "Sender: Eve <eve@elsewhere.example>")
    assert outcome("ack.esignature-valid", by_eve + signed(signer=EVE))[0] == "review"


def test_an_address_in_the_shown_name_binds_nobody() -> None:
    posing = f.head('"ann@kunde.example" <eve@elsewhere.example>') + signed(signer=ANN)
    assert outcome("ack.esignature-valid", posing)[0] == "review"


def test_a_broken_signature_fails_the_mail_and_the_file() -> None:
    data = f.head() + signed().replace(b"We approve", b"We endorse")
    assert outcome("ack.esignature-valid", data)[0] == "fail"
    assert outcome("file.unaltered", data)[0] == "fail"


def test_a_signature_that_no_anchor_vouches_for_is_looked_at() -> None:
    found, message_ = outcome(
        "ack.esignature-valid", f.head() + signed(), replace(SETTINGS, anchors=())
    )
    assert found == "review"
    assert "trust anchor" in message_


def test_an_unsigned_mail_has_no_e_signature_to_judge() -> None:
    assert outcome("ack.esignature-valid", f.head() + f.entity(TEXT))[0] == "not-applicable"
