"""A mail's newest words are told from what it quotes, in every language and program."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.model import Message, Vocabulary
from poedesk.read.mail import thread
from poedesk.settings import load_vocabulary

VOCABULARY: Vocabulary = load_vocabulary()

BLOCKS = {
    "English": "From: Ann Li <ann@kunde.example>\nSent: Monday, 3 March 2025 14:05\n"
    "To: Bo Ek <bo@partner.example>\nSubject: Rollout",
    "German": "Von: Ann Li <ann@kunde.example>\nGesendet: Montag, 3. März 2025 14:05\n"
    "An: Bo Ek <bo@partner.example>\nBetreff: Rollout",
    "French": "De : Ann Li <ann@kunde.example>\nEnvoyé : lundi 3 mars 2025 14:05\n"
    "À : Bo Ek <bo@partner.example>\nObjet : Rollout",
    "Spanish": "De: Ann Li <ann@kunde.example>\nEnviado el: lunes, 3 de marzo de 2025 14:05\n"
    "Para: Bo Ek <bo@partner.example>\nAsunto: Rollout",
    "Portuguese": "De: Ann Li <ann@kunde.example>\nEnviada em: segunda-feira, 3 de março de 2025\n"
    "Para: Bo Ek <bo@partner.example>\nAssunto: Rollout",
    "Italian": "Da: Ann Li <ann@kunde.example>\nInviato: lunedì 3 marzo 2025 14:05\n"
    "A: Bo Ek <bo@partner.example>\nOggetto: Rollout",
    "Dutch": "Van: Ann Li <ann@kunde.example>\nVerzonden: maandag 3 maart 2025 14:05\n"
    "Aan: Bo Ek <bo@partner.example>\nOnderwerp: Rollout",
    "Swedish": "Från: Ann Li <ann@kunde.example>\nSkickat: den 3 mars 2025 14:05\n"
    "Till: Bo Ek <bo@partner.example>\nÄmne: Rollout",
    "Danish": "Fra: Ann Li <ann@kunde.example>\nSendt: 3. marts 2025 14:05\n"
    "Til: Bo Ek <bo@partner.example>\nEmne: Rollout",
    "Norwegian": "Fra: Ann Li <ann@kunde.example>\nSendt: mandag 3. mars 2025 14:05\n"
    "Til: Bo Ek <bo@partner.example>\nEmne: Rollout",
    "Polish": "Od: Ann Li <ann@kunde.example>\nWysłano: poniedziałek, 3 marca 2025 14:05\n"
    "Do: Bo Ek <bo@partner.example>\nTemat: Rollout",
    "Japanese": "差出人：Ann Li <ann@kunde.example>\n送信日時：2025年3月3日 14:05\n"
    "宛先：Bo Ek <bo@partner.example>\n件名：Rollout",
}
ATTRIBUTIONS = [
    "On Mon, Mar 3, 2025 at 9:31 AM Ann Li <ann@kunde.example> wrote:",
    "On Mon, Mar 3, 2025 at 9:31 AM Ann Li <ann@kunde.example>\nwrote:",
    "Am 03.03.2025 um 09:31 schrieb Ann Li <ann@kunde.example>:",
    "Le lun. 3 mars 2025 à 09:31, Ann Li <ann@kunde.example> a écrit :",
    "El lun, 3 mar 2025 a las 9:31, Ann Li (<ann@kunde.example>) escribió:",
    "Em seg., 3 de mar. de 2025 às 09:31, Ann Li <ann@kunde.example> escreveu:",
    "Il giorno lun 3 mar 2025 alle ore 09:31 Ann Li <ann@kunde.example> ha scritto:",
    "Op 3/3/2025 09:31 heeft Ann Li <ann@kunde.example> geschreven:",
    "Den mån 3 mars 2025 kl 09:31 skrev Ann Li <ann@kunde.example>:",
    "W dniu 3.03.2025 o 09:31, Ann Li <ann@kunde.example> pisze:",
    "2025年3月3日(月) 9:31 Ann Li <ann@kunde.example>:",
]


def split(body: str, subject: str = "") -> tuple[Message, ...]:
    return thread.messages(body, 0, len(body), VOCABULARY, subject=subject)


def words(body: str, message: Message) -> str:
    return body[message.start : message.end]


@pytest.mark.parametrize("language", BLOCKS)
def test_a_header_block_opens_the_quoted_message(language: str) -> None:
    body = f"Our words.\n\n{BLOCKS[language]}\n\nTheir words.\n"
    own, quoted = split(body)
    assert (own.depth, words(body, own)) == (0, "Our words.")
    assert (quoted.depth, words(body, quoted)) == (1, "Their words.")
    assert quoted.sender is not None
    assert (quoted.sender.name, quoted.sender.email) == ("Ann Li", "ann@kunde.example")
    assert [one.email for one in quoted.to] == ["bo@partner.example"]
    assert quoted.subject == "Rollout"
    assert quoted.head is not None
    assert body[slice(*quoted.head)] == BLOCKS[language]


@pytest.mark.parametrize("line", ATTRIBUTIONS)
def test_a_sentence_of_attribution_opens_an_answered_message(line: str) -> None:
    body = f"Our words.\n\n{line}\n\n> Their words.\n"
    own, quoted = split(body)
    assert words(body, own) == "Our words."
    assert words(body, quoted) == "Their words."
    assert quoted.forwarded is False
    assert quoted.sender is not None
    assert (quoted.sender.name, quoted.sender.email) == ("Ann Li", "ann@kunde.example")


@pytest.mark.parametrize(
    "marker",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ---------",
        "---------- メッセージを転送 ---------",
    ],
)
def test_a_marker_says_that_the_message_was_forwarded(marker: str) -> None:
    body = f"See below.\n\n{marker}\n{BLOCKS['English']}\n\nWe approve.\n"
    own, quoted = split(body, subject="Re: Rollout")
    assert words(body, own) == "See below."
    assert quoted.forwarded is True


@pytest.mark.parametrize(
    ("subject", "forwarded"),
    [("FW: Rollout", True), ("WG: Rollout", True), ("AW: Rollout", False), ("Rollout", None)],
)
def test_without_a_marker_the_prefix_of_the_subject_tells(
    subject: str, forwarded: bool | None
) -> None:
    _, quoted = split(f"Words.\n\n{BLOCKS['English']}\n\nMore.", subject=subject)
    assert quoted.forwarded is forwarded


def test_a_whole_block_on_one_line_is_recognised() -> None:
    body = (
        "Words.\n ----- Forwarded Message ----- From: Ann Li <ann@kunde.example>To: "
        "bo@partner.example <bo@partner.example>Sent: Monday, March 3, 2025, 09:26 GMT+1"
        "Subject: Rollout\nWe approve."
    )
    _, quoted = split(body)
    assert (quoted.forwarded, words(body, quoted)) == (True, "We approve.")
    assert quoted.sent is not None
    assert quoted.sent.isoformat() == "2025-03-03T09:26:00+01:00"


def test_a_chain_is_as_deep_as_it_was_answered() -> None:
    body = f"New.\n\n{BLOCKS['English']}\n\nOlder.\n\n{BLOCKS['German']}\n\nOldest.\n"
    assert [(one.depth, words(body, one)) for one in split(body)] == [
        (0, "New."),
        (1, "Older."),
        (2, "Oldest."),
    ]


def test_answers_between_the_lines_are_the_authors_own_words() -> None:
    wrote = "On 3 March 2025 09:31 Ann Li <ann@kunde.example> wrote:\n"
    body = wrote + "> Is it done?\n\nYes, done.\n\n> Is it live?\n\nIt is.\n"
    own = [words(body, one) for one in split(body) if one.depth == 0]
    assert own == ["", "Yes, done.", "It is."]


def test_a_line_that_was_wrapped_out_of_a_quotation_is_no_own_word() -> None:
    wrote = "On 3 March 2025 09:31 Ann Li <ann@kunde.example> wrote:\n"
    body = wrote + "> We approve the\nplan\n> as it is.\n"
    assert [one.depth for one in split(body)] == [0, 1]


@pytest.mark.parametrize(
    "lines",
    [
        "Thread-Topic: Rollout\nThread-Index: AdKx==\nImportance: High\nSubject: Rollout of it",
        "Subject: Rollout\n of it\nThread-Topic: Rollout\nImportance: High\nThread-Index: AdKx==",
        "Subject: Rollout of it\nX-Unknown-Thing: 1\n  2\nImportance: High",
        "Cc: Cy <cy@kunde.example>\nBcc: Di <di@kunde.example>\nSubject: Rollout of it",
    ],
)
def test_other_header_lines_are_no_part_of_a_subject(lines: str) -> None:
    head = "From: Ann Li <ann@kunde.example>\nSent: Monday, 3 March 2025 14:05\nTo: b@p.example\n"
    body = f"Fine.\n\n{head}{lines}\n\nPlease confirm."
    _, quoted = split(body)
    assert quoted.subject == "Rollout of it"
    assert words(body, quoted) == "Please confirm."


def test_a_mail_full_of_attributions_takes_time_in_proportion() -> None:
    body = "On 3 March 2025 at 9:00 a@b.example\nwrote:\n" * 2000
    begin = time.process_time()
    split(body)
    assert time.process_time() - begin < 2.0


def test_labels_of_a_form_are_no_mail() -> None:
    form = "Period\nFrom: 1 January 2025\nTo: 31 March 2025\nDate: 2 April 2025\n\nApproved.\n"
    assert [one.depth for one in split(form)] == [0]


PIECES = st.lists(
    st.sampled_from(
        [
            *BLOCKS.values(),
            *ATTRIBUTIONS,
            "Words.",
            "> quoted",
            "> > twice",
            "",
            ">",
            "-----Original Message-----",
            "____",
            "From:",
            "wrote:",
        ]
    )
    | st.text(max_size=40),
    max_size=14,
)


@given(PIECES)
def test_ranges_are_ordered_and_lie_within_the_text(pieces: list[str]) -> None:
    body = "\n".join(pieces)
    found = split(body)
    assert found[0].depth == 0
    last = 0
    for message in found:
        assert last <= message.start <= message.end <= len(body)
        last = message.end
        if message.head is not None:
            assert message.depth > 0
            assert 0 <= message.head[0] <= message.head[1] <= len(body)
