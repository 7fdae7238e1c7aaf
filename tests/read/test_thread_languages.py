"""What mail programs write above a quoted message, in every language that the word list knows.

Each line is as the program itself writes it; names and addresses are made up.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

import pytest

from poedesk.model import Message, Vocabulary
from poedesk.read.mail import thread
from poedesk.settings import load_vocabulary

VOCABULARY: Vocabulary = load_vocabulary()
WHO = "Ann Li <ann@kunde.example>"

GMAIL = {
    "en": f"On Mon, Mar 3, 2025 at 2:05 PM {WHO} wrote:",
    "de": f"Am Mo., 3. März 2025 um 14:05 Uhr schrieb {WHO}:",
    "fr": f"Le lun. 3 mars 2025 à 14:05, {WHO} a écrit :",
    "es": "El lun, 3 mar 2025 a las 14:05, Ann Li (<ann@kunde.example>) escribió:",
    "pt": f"Em seg., 3 de mar. de 2025 às 14:05, {WHO} escreveu:",
    "it": f"Il giorno lun 3 mar 2025 alle ore 14:05 {WHO} ha scritto:",
    "nl": f"Op ma 3 mrt 2025 om 14:05 schreef {WHO}:",
    "sv": f"Den mån 3 mars 2025 kl 14:05 skrev {WHO}:",
    "da": f"Den man. 3. mar. 2025 kl. 14.05 skrev {WHO}:",
    "no": f"man. 3. mars 2025 kl. 14:05 skrev {WHO}:",
    "pl": f"pon., 3 mar 2025 o 14:05 {WHO} napisał(a):",
    "ja": f"2025年3月3日(月) 14:05 {WHO}:",
    "fi": "ma 3. maalisk. 2025 klo 14.05 Ann Li (ann@kunde.example) kirjoitti:",
    "cs": f"po 3. 3. 2025 v 14:05 odesílatel {WHO} napsal:",
    "zh": f"{WHO} 于2025年3月3日周一 14:05写道：",
    "ko": f"2025년 3월 3일 (월) 오후 2:05, {WHO}님이 작성:",
    "ru": f"пн, 3 мар. 2025 г. в 14:05, {WHO}:",
    "tr": f"{WHO}, 3 Mar 2025 Pzt, 14:05 tarihinde şunu yazdı:",
}
APPLE = {
    "en": f"On 3. Mar 2025, at 14:05, {WHO} wrote:",
    "de": f"Am 03.03.2025 um 14:05 schrieb {WHO}:",
    "fr": f"Le 3 mars 2025 à 14:05, {WHO} a écrit :",
    "es": f"El 3 mar 2025, a las 14:05, {WHO} escribió:",
    "pt": f"No dia 3 de mar. de 2025, às 14:05, {WHO} escreveu:",
    "it": f"Il giorno 3 mar 2025, alle ore 14:05, {WHO} ha scritto:",
    "nl": f"Op 3 mrt. 2025 om 14:05 heeft {WHO} het volgende geschreven:",
    "sv": f"3 mars 2025 kl. 14:05 skrev {WHO}:",
    "da": f"Den 3. mar. 2025 kl. 14.05 skrev {WHO}:",
    "no": f"3. mars 2025 kl. 14:05 skrev {WHO}:",
    "pl": f"Wiadomość napisana przez {WHO} w dniu 3 mar 2025, o godz. 14:05:",
    "ja": f"2025/03/03 14:05、{WHO}のメール:",
    "fi": f"{WHO} kirjoitti 3.3.2025 kello 14.05:",
    "cs": f"3. 3. 2025 v 14:05, {WHO}:",
    "zh": f"2025年3月3日 14:05，{WHO} 写道：",
}
THUNDERBIRD = {
    "en": "On 03/03/2025 14:05, Ann Li wrote:",
    "de": "Am 03.03.2025 um 14:05 schrieb Ann Li:",
    "fr": "Le 03/03/2025 à 14:05, Ann Li a écrit :",
    "es": "El 3/3/25 a las 14:05, Ann Li escribió:",
    "pt": "Em 03/03/2025 14:05, Ann Li escreveu:",
    "pt-PT": "Às 14:05 de 03/03/2025, Ann Li escreveu:",
    "it": "Il 03/03/2025 14:05, Ann Li ha scritto:",
    "nl": "Op 03-03-2025 om 14:05 schreef Ann Li:",
    "sv": "Den 2025-03-03 kl. 14:05, skrev Ann Li:",
    "da": "Den 03.03.2025 kl. 14.05 skrev Ann Li:",
    "no": "Den 03.03.2025 14:05, skrev Ann Li:",
    "pl": "W dniu 3.03.2025 o 14:05, Ann Li pisze:",
    "ja": "2025/03/03 14:05、Ann Li さんは書きました:",
    "fi": "Ann Li kirjoitti 3.3.2025 klo 14.05:",
    "cs": "Dne 03. 03. 25 v 14:05 Ann Li napsal(a):",
    "zh": "在 2025/3/3 14:05, Ann Li 写道:",
}
OUTLOOK = {  # labels: from, sent, to, copy, subject; a date as Outlook writes it
    "en": (("From", "Sent", "To", "Cc", "Subject"), "Monday, March 3, 2025 2:05 PM"),
    "de": (("Von", "Gesendet", "An", "Cc", "Betreff"), "Montag, 3. März 2025 14:05"),
    "fr": (("De", "Envoyé", "À", "Cc", "Objet"), "lundi 3 mars 2025 14:05"),
    "es": (("De", "Enviado el", "Para", "CC", "Asunto"), "lunes, 3 de marzo de 2025 14:05"),
    "pt": (("De", "Enviado", "Para", "Cc", "Assunto"), "3 de março de 2025 14:05"),
    "it": (("Da", "Inviato", "A", "Cc", "Oggetto"), "lunedì 3 marzo 2025 14:05"),
    "nl": (("Van", "Verzonden", "Aan", "CC", "Onderwerp"), "maandag 3 maart 2025 14:05"),
    "sv": (("Från", "Skickat", "Till", "Kopia", "Ämne"), "den 3 mars 2025 14:05"),
    "da": (("Fra", "Sendt", "Til", "Cc", "Emne"), "3. marts 2025 14:05"),
    "no": (("Fra", "Sendt", "Til", "Kopi", "Emne"), "mandag 3. mars 2025 14:05"),
    "pl": (("Od", "Wysłano", "Do", "DW", "Temat"), "poniedziałek, 3 marca 2025 14:05"),
    "ja": (("差出人", "送信日時", "宛先", "CC", "件名"), "2025年3月3日 14:05"),
    "fi": (
        ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Kopio", "Aihe"),
        "3. maaliskuuta 2025 14:05",
    ),
    "cs": (("Od", "Odesláno", "Komu", "Kopie", "Předmět"), "pondělí 3. března 2025 14:05"),
    "zh": (("发件人", "发送时间", "收件人", "抄送", "主题"), "2025年3月3日 14:05"),
    "ko": (
        ("보낸 사람", "보낸 날짜", "받는 사람", "참조", "제목"),
        "2025년 3월 3일 월요일 오후 2:05",
    ),
    "ru": (("От", "Отправлено", "Кому", "Копия", "Тема"), "3 марта 2025 г. 14:05"),
}
ORIGINAL = {
    "en": "-----Original Message-----",
    "de": "-----Ursprüngliche Nachricht-----",
    "fr": "-----Message d'origine-----",
    "es": "-----Mensaje original-----",
    "pt": "-----Mensagem original-----",
    "it": "-----Messaggio originale-----",
    "nl": "-----Oorspronkelijk bericht-----",
    "sv": "-----Ursprungligt meddelande-----",
    "da": "-----Oprindelig meddelelse-----",
    "no": "-----Opprinnelig melding-----",
    "pl": "-----Wiadomość oryginalna-----",
    "ja": "-----元のメッセージ-----",
}
FORWARDED = {
    "en": ("---------- Forwarded message ---------", "Begin forwarded message:"),
    "de": ("---------- Forwarded message ---------", "Anfang der weitergeleiteten Nachricht:"),
    "fr": ("---------- Forwarded message ---------", "Début du message réexpédié :"),
    "es": ("---------- Mensaje reenviado ---------", "Inicio del mensaje reenviado:"),
    "pt": ("---------- Mensagem encaminhada ---------", "Início da mensagem reencaminhada:"),
    "it": ("---------- Messaggio inoltrato ---------", "Inizio messaggio inoltrato:"),
    "nl": ("---------- Doorgestuurd bericht ---------", "Begin doorgestuurd bericht:"),
    "sv": ("-------- Vidarebefordrat meddelande --------", "Vidarebefordrat brev:"),
    "da": ("-------- Videresendt meddelelse --------", "Start på videresendt besked:"),
    "no": ("-------- Videresendt melding --------", "Videresendt melding:"),
    "pl": ("-------- Przekazana wiadomość --------", "Początek przekazywanej wiadomości:"),
    "ja": ("---------- Forwarded message ---------", "転送されたメッセージ:"),
}
# The word list of dates does not know these ways of writing a day.
UNDATED = (GMAIL["fi"], GMAIL["ru"], THUNDERBIRD["cs"], OUTLOOK["ru"][1])


def split(body: str, subject: str = "") -> tuple[Message, ...]:
    return thread.messages(body, 0, len(body), VOCABULARY, subject=subject)


def words(body: str, message: Message) -> str:
    return body[message.start : message.end]


def block(language: str, order: tuple[int, ...] = (0, 1, 2, 3, 4), form: str = "{}: {}") -> str:
    labels, date = OUTLOOK[language]
    values = (WHO, date, "Bo Ek <bo@partner.example>", "Cy Ro <cy@partner.example>", "RE: Rollout")
    return "\n".join(form.format(labels[at], values[at]) for at in order)


def check(body: str, *, email: str = "ann@kunde.example") -> Message:
    own, quoted = split(body)
    assert (own.depth, words(body, own)) == (0, "Our words.\nBo")
    theirs = re.sub(r"(?m)^> ?", "", words(body, quoted))
    assert (quoted.depth, theirs) == (1, "Their words.\n\nAnn")
    assert quoted.sender is not None
    assert (quoted.sender.name, quoted.sender.email) == ("Ann Li", email)
    undated = any(one in " ".join(body.split()) for one in UNDATED)
    assert quoted.day == (None if undated else date(2025, 3, 3))
    return quoted


SENTENCES = [
    pytest.param(line, id=f"{program}-{language}")
    for program, lines in (("gmail", GMAIL), ("apple", APPLE), ("thunderbird", THUNDERBIRD))
    for language, line in lines.items()
]


@pytest.mark.parametrize("line", SENTENCES)
def test_the_sentence_above_a_quotation_is_recognised(line: str) -> None:
    email = "ann@kunde.example" if "@" in line else ""
    quoted = check(f"Our words.\nBo\n\n{line}\n\n> Their words.\n>\n> Ann\n", email=email)
    assert quoted.forwarded is False


@pytest.mark.parametrize("line", SENTENCES)
def test_the_sentence_may_be_wrapped(line: str) -> None:
    email = "ann@kunde.example" if "@" in line else ""
    cut = line.rfind(" ", 0, 60)
    wrapped = f"{line[:cut]}\n{line[cut + 1 :]}" if cut > 0 else line
    check(f"Our words.\nBo\n\n{wrapped}\n> Their words.\n>\n> Ann\n", email=email)


@pytest.mark.parametrize("line", SENTENCES)
def test_a_reply_below_the_quotation_is_the_authors_own(line: str) -> None:
    body = f"{line}\n> Their words.\n\nOur words.\n"
    assert [words(body, one) for one in split(body) if one.depth == 0] == ["", "Our words."]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (0, 2, 1, 4), (0, 4, 1, 2), (0, 1, 2, 4)])
@pytest.mark.parametrize("language", OUTLOOK)
def test_a_block_of_labels_is_recognised_in_every_order(
    language: str, order: tuple[int, ...]
) -> None:
    quoted = check(f"Our words.\nBo\n\n{block(language, order)}\n\nTheir words.\n\nAnn\n")
    assert quoted.subject == "RE: Rollout"
    assert quoted.to[0].email == "bo@partner.example"
    assert ("cy@partner.example" in {one.email for one in quoted.to}) == (3 in order)


@pytest.mark.parametrize("form", ["*{}:* {}", "> {}: {}", "{}:\t{}", "{} : {}", "**{}:** {}"])
@pytest.mark.parametrize("language", OUTLOOK)
def test_a_block_may_be_bold_or_quoted(language: str, form: str) -> None:
    mark = "> " if form.startswith(">") else ""
    theirs = f"{mark}\n{mark}Their words.\n"
    body = f"Our words.\nBo\n\n{block(language, form=form)}\n{theirs}"
    own, quoted = split(body)
    assert words(body, own) == "Our words.\nBo"
    assert quoted.sender is not None
    assert quoted.sender.email == "ann@kunde.example"


@pytest.mark.parametrize("language", OUTLOOK)
def test_the_rule_of_outlook_on_phones_belongs_to_the_block(language: str) -> None:
    rule = "________________________________"
    body = f"Our words.\nBo\n\n{rule}\n{block(language)}\n\nTheir words.\n\nAnn\n"
    quoted = check(body)
    assert quoted.head is not None
    assert body[slice(*quoted.head)].startswith(rule)


@pytest.mark.parametrize("language", ORIGINAL)
def test_a_marker_of_the_original_message_stands_above_the_block(language: str) -> None:
    check(f"Our words.\nBo\n\n{ORIGINAL[language]}\n{block(language)}\n\nTheir words.\n\nAnn\n")


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("language", FORWARDED)
def test_a_forwarded_message_is_known_as_such(language: str, which: int) -> None:
    marker = FORWARDED[language][which]
    between = "\n\n" if which else "\n"
    quoted = check(f"Our words.\nBo\n\n{marker}{between}{block(language)}\n\nTheir words.\n\nAnn\n")
    assert quoted.forwarded is True


HEAD = "From: {}\nTo: Bo Ek/PARTNER\nDate: 03/03/2025 02:05PM\nSubject: Rollout"
LAYOUTS = {
    "Notes, a sentence": "Ann Li/KUNDE wrote on 03.03.2025 14:05:06:\n\n{}",
    "Notes, a block": f"{HEAD.format('Ann Li/KUNDE')}\n{'_' * 32}\n\n{{}}",
    "Notes, a title": f"-----Ann Li/KUNDE wrote: -----\n{HEAD.format('Ann Li/KUNDE')}\n\n{{}}",
    "Notes, German": f"-----{WHO} schrieb: -----\nVon: {WHO}\nDatum: 03.03.2025 14:05\n"
    "An: Bo Ek\nBetreff: Rollout\n\n{}",
    "Zimbra": '----- Original Message -----\nFrom: "Ann Li" <ann@kunde.example>\nTo: bo@p.example\n'
    "Sent: Monday, March 3, 2025 2:05:06 PM\nSubject: Rollout\n\n{}",
    "Samsung": f"-------- Ursprüngliche Nachricht --------\nVon: {WHO}\n"
    "Datum: 03.03.25 14:05 (GMT+01:00)\nAn: bo@p.example\nBetreff: Rollout\n\n{}",
    "Yahoo": f"    On Monday, March 3, 2025 at 02:05:06 PM GMT+1, {WHO} wrote:  \n \n {{}}",
    "GMX": 'Gesendet: Montag, 03. März 2025 um 14:05 Uhr\nVon: "Ann Li" <ann@kunde.example>\n'
    "An: bo@p.example\nBetreff: Rollout\n\n{}",
    "GMX, quoted": 'Am 03.03.25 um 14:05 schrieb Ann Li\n\n> Von: "Ann Li" <ann@kunde.example>\n'
    "> Datum: 3. März 2025\n> An: bo@p.example\n> Betreff: Rollout\n>\n> {}",
    "iPhone": f"> On Mar 3, 2025, at 2:05 PM, {WHO} wrote:\n> \n> {{}}",
    "Outlook for Mac": f"From: {WHO}\nDate: Monday, March 3, 2025 at 14:05\nTo: bo@p.example\n"
    "Subject: Rollout\n{}",
    "Outlook, old": "From: Ann Li [mailto:ann@kunde.example]\nSent: Monday, March 3, 2025 2:05 PM\n"
    "To: Bo Ek; Cy Ro\nSubject: Rollout\nImportance: High\n\n{}",
    "Zoho": f"---- On Mon, 03 Mar 2025 14:05:06 +0100 {WHO} wrote ----\n\n{{}}",
    "Proton": f"{WHO} schrieb am Montag, 3. März 2025 um 14:05:\n\n> {{}}",
    "GroupWise": f">>> {WHO} 03/03/25 2:05 PM >>>\n{{}}",
    "QQ": '------------------ 原始邮件 ------------------\n发件人: "Ann Li" <ann@kunde.example>;\n'
    '发送时间: 2025年3月3日(星期一) 下午2:05\n收件人: "Bo Ek"<bo@p.example>;\n主题: Rollout\n\n{}',
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_program_has_its_layout(layout: str) -> None:
    body = f"Our words.\n\n\n{LAYOUTS[layout].format('Their words.')}\n"
    own, quoted = split(body)
    assert words(body, own) == "Our words."
    assert words(body, quoted).strip() == "Their words."
    assert quoted.sender is not None
    assert quoted.sender.name.startswith("Ann Li")
    assert quoted.day == date(2025, 3, 3)


def test_a_day_is_not_taken_for_a_time_of_the_day() -> None:
    body = f"Our words.\n\n{LAYOUTS['Samsung'].format('Their words.')}"
    assert split(body)[1].sent == datetime(2025, 3, 3, 14, 5, tzinfo=timezone(timedelta(hours=1)))


def test_a_day_that_can_be_read_in_two_ways_is_left_open() -> None:
    body = f"Ours.\n\nOn 04/05/2025 14:05, {WHO} wrote:\n> Theirs.\n"
    assert split(body)[1].day is None


@pytest.mark.parametrize(
    "words_below",
    [
        "Bo Ek\n-- \nThis e-mail is confidential. If it came from: an error, tell us.\nTo: opt out",
        "Bo Ek\nPartner Ltd\n________________________________\nRegistered in Ulm, HRB 1234",
        "Sent from my iPhone",
        "Our meeting: on 3 March 2025 at 14:05 Ann wrote the minutes, see the attachment.",
        "Date: 3 March 2025\nTo: 31 March 2025\nFrom: 1 March 2025",
    ],
)
def test_signatures_and_small_print_are_no_quotation(words_below: str) -> None:
    body = f"Our words.\n\n{words_below}\n"
    assert [(one.depth, words(body, one)) for one in split(body)] == [(0, body.strip())]
