"""In which language a text is written, down to mails of a line or two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poedesk.read.language import language

MAILS = {
    "en": "Please see the attached plan.\nLet me know if anything is missing.\nTom",
    "de": "Hallo Frau Keller,\nanbei der unterschriebene Plan.\nViele Grüße\nJonas",
    "fr": "Bonjour,\nvous trouverez ci-joint le plan signé.\nCordialement",
    "es": "Hola Marta,\nadjunto el plan firmado por nuestro director.\nUn saludo",
    "pt": "Olá Rita,\nsegue em anexo o plano assinado pela nossa direção.\nCumprimentos",
    "it": "Buongiorno,\nin allegato il piano firmato dal nostro direttore.\nCordiali saluti",
    "nl": "Beste Jan,\nin de bijlage vind je het getekende plan.\nMet vriendelijke groet",
    "sv": "Hej Lars,\nden undertecknade planen är bifogad.\nMed vänliga hälsningar",
    "da": "Hej Søren,\nden underskrevne plan er vedhæftet, og vi glæder os.\nMed venlig hilsen",
    "no": "Hei Kari,\nden signerte planen ligger vedlagt, og vi gleder oss.\nMed vennlig hilsen",
    "pl": "Dzień dobry,\nw załączniku podpisany plan.\nPozdrawiam",
    "ja": "お世話になっております。\n署名した計画書を添付いたします。",
    "ru": "Добрый день,\nподписанный план во вложении.",
    "uk": "Добрий день,\nпідписаний план у вкладенні.",
    "el": "Καλημέρα,\nεπισυνάπτεται το υπογεγραμμένο σχέδιο.",
    "he": "שלום,\nמצורפת התוכנית החתומה.",
    "ar": "مرحبا،\nالخطة الموقعة مرفقة بهذه الرسالة.",
    "hi": "नमस्ते,\nहस्ताक्षरित योजना संलग्न है।",
    "th": "เรียนคุณสมชาย\nแผนงานที่ลงนามแล้วแนบมาด้วย",
    "zh": "您好，\n附件是签署后的计划。\n谢谢",
    "ko": "안녕하세요,\n서명된 계획서를 첨부합니다.",
}


@pytest.mark.parametrize("tag", MAILS)
def test_of_a_short_mail(tag: str) -> None:
    assert language(MAILS[tag]) == tag


@pytest.mark.parametrize("tag", ["de", "ja"])
def test_of_most_of_the_text_where_languages_are_mixed(tag: str) -> None:
    english = MAILS["en"] * 20
    other = "\n".join([MAILS[tag]] * (3 * len(english) // len(MAILS[tag])))
    assert language(f"{english}\n{other}") == tag
    assert language(f"{other}\n{english}") == tag


def test_of_a_table_of_addresses_with_a_sentence_above() -> None:
    rows = "\n".join(f"user{n}@contoso.example\t2025-03-{n:02}\t{n * 100}" for n in range(1, 28))
    assert language("Folgende Personen haben an der Schulung teilgenommen:\n" + rows) == "de"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\t",
        "OK",
        "x" * 10_000,
        "SOW-2025-0042\n12.03.2025\n1,200",
        "anna.keller@ostsee-werft.example\nhttps://ostsee-werft.example/plan",
        "Tom Weber\nAnna Keller\nJonas Brandt\nLuc Martin\nSøren Holm\nMaria Rossi\n" * 20,
        "\ud800" * 600,
    ],
)
def test_is_not_guessed_where_the_text_does_not_tell(text: str) -> None:
    assert language(text) is None


@given(st.text(max_size=2000))
def test_is_two_letters_or_unknown_whatever_the_text(text: str) -> None:
    found = language(text)
    assert found is None or (len(found) == 2 and found.islower())
