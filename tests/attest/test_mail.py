"""What the author of a mail does by his or her own words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.forge.outlook import message

from poedesk.attest.mail import approval as attest_mail
from poedesk.attest.mail.stance import stance
from poedesk.model import (
    AckKind,
    Acknowledgement,
    Document,
    FileKind,
    Reading,
    Settings,
    Side,
    Stance,
)
from poedesk.read.mail import msg
from poedesk.read.text import Composer
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()
SENT = datetime(2025, 3, 3, 14, 5, 6, tzinfo=timezone(timedelta(hours=1)))
CUSTOMER = ("Zoe Muller", "zoe@kunde.example")
PARTNER = ("Al Berg", "al@partner.example")
OFFER = (
    "\n\nFrom: Al Berg <al@partner.example>\nSent: Monday, 24 February 2025 09:00\n"
    "To: Zoe Muller <zoe@kunde.example>\nSubject: Work\n\n"
)
WORK = OFFER + "We deployed Intune to 850 users and trained your administrators.\n"
PURCHASE = OFFER + "Here is our quote for 50 licences, price as discussed.\n"

SENTENCES = [
    (Stance.APPROVES, "Approved, please proceed."),
    (Stance.APPROVES, "Please accept this e-mail as our formal approval."),
    (Stance.APPROVES, "I have approved the attached SOW, let me know if you need anything else."),
    (Stance.APPROVES, "Hiermit nehmen wir die Leistungen ab."),
    (Stance.APPROVES, "Nous validons le déploiement."),
    (Stance.APPROVES, "Aprobamos el plan de trabajo."),
    (Stance.APPROVES, "Aprovado."),
    (Stance.APPROVES, "Approviamo il progetto."),
    (Stance.APPROVES, "Wij gaan akkoord met het projectplan."),
    (Stance.APPROVES, "Vi godkänner leveransen."),
    (Stance.APPROVES, "Vi godkender hermed arbejdet."),
    (Stance.APPROVES, "Vi godkjenner arbeidet."),
    (Stance.APPROVES, "Akceptujemy wykonane prace."),
    (Stance.APPROVES, "承認いたします。"),
    (Stance.APPROVES, "Pemberton approves the project as set out in it."),
    (Stance.APPROVES, "You can treat this mail as our written acknowledgement."),
    (Stance.APPROVES, "Je confirme notre accord sur le bilan."),
    (Stance.CONFIRMS, "I confirm that the programme goes on as described in your mail below."),
    (Stance.CONFIRMS, "I confirm that the deployment of Intune was completed."),
    (Stance.CONFIRMS, "I would like to confirm that the work was completed without issues."),
    (Stance.CONFIRMS, "Hiermit bestätigen wir, dass die Einführung abgeschlossen wurde."),
    (Stance.CONFIRMS, "Confirmamos que a implementação no projeto foi concluída."),
    (Stance.CONFIRMS, "Härmed bekräftas att utrullningen har slutförts."),
    (Stance.CONFIRMS, "Intuneの導入が完了したことを確認しました。"),
    (Stance.ASKS, "Please approve the attached document."),
    (Stance.ASKS, "Could you confirm that the work was completed?"),
    (Stance.ASKS, "We look forward to your approval."),
    (Stance.ASKS, "Bitte bestätigen Sie den Abschluss des Projekts."),
    (Stance.ASKS, "ご承認をお願いいたします。"),
    (Stance.ASKS, "Please confirm that you agree with the plan."),
    (Stance.UNCLEAR, "Until the board approves the plan, work stops."),
    (Stance.UNCLEAR, "If you agree with the plan, work starts."),
    (Stance.UNCLEAR, "Once approved, we will start with the rollout."),
    (Stance.UNCLEAR, "We approve subject to legal review."),
    (Stance.UNCLEAR, "We will approve it next week."),
    (Stance.UNCLEAR, "Only the CFO can approve the SOW."),
    (Stance.UNCLEAR, "Approved vendors must be used."),
    (Stance.UNCLEAR, "It needs to be approved by our board."),
    (Stance.NONE, "I confirm receipt of your mail about the deployment."),
    (Stance.REFUSES, "We confirm the work was not completed."),
    (Stance.UNCLEAR, "We agree to meet on Tuesday."),
    (Stance.REFUSES, "This is not approved."),
    (Stance.REFUSES, "We can’t approve the SOW."),
    (Stance.REFUSES, "Das lehnen wir leider ab."),
    (Stance.REFUSES, "Nous ne validons pas ce document."),
    (Stance.REFUSES, "No aprobamos este documento."),
    (Stance.REFUSES, "Vi godkänner inte detta."),
    (Stance.REFUSES, "Nie akceptujemy tego dokumentu."),
    (Stance.REFUSES, "承認できません。"),
    (Stance.LICENSING, "We approve the quote for 50 licences."),
    (Stance.LICENSING, "Attached is the purchase order for the renewal."),
]


def acknowledge(body: str, **changes: Any) -> tuple[Acknowledgement, ...]:
    fields = {"subject": "RE: Work", "sender": CUSTOMER, "to": [PARTNER], "sent": SENT, **changes}
    reading = msg.read("mail.msg", None, message(body=body, **fields), SETTINGS)
    return attest_mail.acknowledgements(reading, SETTINGS)


def stances(found: tuple[Acknowledgement, ...]) -> list[tuple[str | None, Stance]]:
    return [(one.email, one.mail.stance) for one in found if one.mail is not None]


@pytest.mark.parametrize(("meant", "sentence"), SENTENCES)
def test_a_sentence_does_what_its_words_say(meant: Stance, sentence: str) -> None:
    assert stance(sentence, SETTINGS.vocabulary, "Jo <jo@pembertonmarine.example>") is meant


def test_a_customer_who_approves_above_the_description_of_the_work() -> None:
    (one,) = acknowledge("Hi Al,\n\nApproved.\n\nBest regards,\nZoe\n" + WORK)
    assert (one.kind, one.side, one.email) == (AckKind.EMAIL, Side.UNKNOWN, "zoe@kunde.example")
    assert one.moment == SENT
    assert one.name is not None
    assert one.name.span.part == "headers"
    assert one.mail is not None
    assert (one.mail.stance, one.mail.words.quote) == (Stance.APPROVES, "Approved.")
    assert one.mail.describes_work


def test_the_same_word_above_an_offer_of_licences_is_about_licences() -> None:
    one = acknowledge("Approved.\n" + PURCHASE)[0]
    assert one.mail is not None
    assert one.mail.stance is Stance.LICENSING
    assert not one.mail.describes_work


def test_an_invoice_mentioned_among_the_work_makes_no_purchase_of_it() -> None:
    body = "We deployed Defender after a forged invoice came in.\n"
    assert stances(acknowledge(body)) == [("zoe@kunde.example", Stance.NONE)]


def test_of_two_sentences_that_say_as_much_the_earlier_is_quoted() -> None:
    one = acknowledge("We confirm that the rollout goes on. We approve the plan.\n")[0]
    assert one.mail is not None
    assert one.mail.words.quote == "We confirm that the rollout goes on."


def test_words_in_the_signature_or_the_small_print_approve_nothing() -> None:
    body = (
        "Thanks for the call.\n\nBest regards,\nZoe Muller\nWe approve quality\n\n"
        "This message and any attachments are confidential. We approve of recycling.\n"
    )
    assert stances(acknowledge(body)) == [("zoe@kunde.example", Stance.NONE)]


def test_a_forwarding_partner_does_not_approve_but_the_quoted_customer_does() -> None:
    quoted = (
        "Please see below.\n\n---------- Forwarded message ---------\n"
        "From: Zoe Muller <zoe@kunde.example>\nDate: Mon, 3 Mar 2025 14:05\nSubject: Work\n"
        "To: Al Berg <al@partner.example>\n\nWe approve the deployment.\n"
    )
    found = acknowledge(quoted, sender=PARTNER, to=[CUSTOMER], subject="FW: Work")
    assert stances(found) == [
        ("al@partner.example", Stance.NONE),
        ("zoe@kunde.example", Stance.APPROVES),
    ]
    assert found[1].moment is None
    assert found[1].date is not None
    assert found[1].date.value.isoformat() == "2025-03-03"


def test_an_approval_below_or_between_quoted_lines_counts_once() -> None:
    body = (
        "On 24 February 2025 09:00 Al Berg <al@partner.example> wrote:\n"
        "> We deployed Intune. Do you approve?\n\nYes. We approve the work.\n"
    )
    found = acknowledge(body)
    assert stances(found)[0] == ("zoe@kunde.example", Stance.APPROVES)
    assert [email for email, _ in stances(found)].count("zoe@kunde.example") == 1


def test_the_newest_words_decide_not_those_they_quote() -> None:
    body = "Unfortunately we cannot confirm this.\n" + WORK
    assert stances(acknowledge(body))[0] == ("zoe@kunde.example", Stance.REFUSES)


def test_a_draft_is_listed_without_a_moment() -> None:
    (one,) = acknowledge("We approve the deployment.", draft=True)
    assert one.moment is None


def document(lines: list[str]) -> Reading:
    composer = Composer()
    composer.begin("page 1", 1)
    for line in lines:
        composer.row([line])
    text, parts, segments = composer.finish()
    made = Document(
        "sow.pdf", None, "0" * 64, FileKind.PDF, text, parts, 1, None, (), (), None, None, None
    )
    return Reading(made, b"", segments, (), (), {})


def test_an_approving_mail_pasted_into_a_document_is_flat() -> None:
    lines = [
        "Appendix B",
        "From: Zoe Muller <zoe@kunde.example>",
        "Sent: 3 March 2025 14:05",
        "To: Al Berg",
        "Subject: Work",
        "We approve the deployment.",
    ]
    (one,) = attest_mail.acknowledgements(document(lines), SETTINGS)
    assert (one.mail, one.technical, one.email) == (None, None, "zoe@kunde.example")
    assert "flat" in one.why
    assert one.date is not None


def test_a_memo_or_a_form_is_no_pasted_mail() -> None:
    lines = [
        "From: Zoe",
        "To: Al",
        "Date: 3 March 2025",
        "Subject: Work",
        "We approve it. a@b.example",
    ]
    assert attest_mail.acknowledgements(document(lines), SETTINGS) == ()


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_stances(text: str) -> None:
    assert isinstance(stance(text, SETTINGS.vocabulary), Stance)
