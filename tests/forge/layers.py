"""Scans with a text layer under them: one that says what the picture shows, with the errors of
other programs' recognition, or one that lies.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from math import cos, radians, sin
from random import Random

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.forge.scanner import CLEAN, Wear, photographed, typeset

_SIZE, _LEFT, _TOP = 10.5, 56, A4[1] - 70
_INVISIBLE = 3
_CONFUSED = {
    "l": "1", "1": "l", "I": "l", "O": "0", "0": "O", "5": "S", "S": "5", "e": "c", "c": "e",
    "m": "rn", "rn": "m", "h": "b", "a": "o", "u": "n", "n": "u", "t": "f", "i": "í", ".": ",",
    ",": ".", "B": "8", "8": "B", "d": "cl", "w": "vv", "r": "", "é": "e", "ü": "u", "ß": "B",
}  # fmt: skip

CONTRACT: Sequence[str] = (
    "Statement of Work SOW-2025-0318",
    "Customer: Hollis & Vane Logistics Inc., 1180 Canal Street, Reno",
    "The provider will deploy Microsoft Intune for 980 users at four sites.",
    "The customer does not accept partial delivery of any phase.",
    "Total fees of USD 84,750.00 are due net 30 days from each invoice.",
    "Acceptance takes place in writing within ten business days.",
    "Printed name: Rosalind Okafor",
    "Title: Director of Information Technology",
    "Date: April 17, 2025",
)
GERMAN: Sequence[str] = (
    "Abnahmeprotokoll zur Leistungsbeschreibung LB-2025-044",
    "Auftraggeber: Lindmayr Präzisionstechnik GmbH, Äußere Ringstraße 9, Augsburg",
    "Microsoft Intune wurde für 420 Benutzer eingeführt und übergeben.",
    "Die Leistung ist nicht ohne Mängel, sie wird unter Vorbehalt abgenommen.",
    "Pauschal 38.400,00 EUR zuzüglich gesetzlicher Umsatzsteuer.",
    "Name: Dr. Jörg Weißhaupt",
    "Ort und Datum: Augsburg, den 12. März 2025",
)

LIES: Mapping[str, Mapping[str, str]] = {
    "another amount": {"84,750.00": "81,750.00"},
    "another number of users": {"980": "320"},
    "another year": {"17, 2025": "17, 2024"},
    "another month": {"April": "June"},
    "another name": {"Rosalind Okafor": "Gareth Mbeki"},
    "another product": {"Microsoft Intune": "Microsoft Sentinel"},
    "a word turned round": {"Acceptance takes": "Refusal takes"},
    "a negation left out": {"does not accept": "does accept"},
    "words put in": {"in writing within": "in writing or orally within"},
    "a sentence put in": {"ten business days.": "ten business days.\nAll of it has been accepted."},
    "a sentence left out": {CONTRACT[3] + "\n": ""},
}
"""Ways in which a layer may lie about `CONTRACT`: what it says instead of what."""

GERMAN_LIES: Mapping[str, Mapping[str, str]] = {
    "another amount": {"38.400,00": "38.900,00"},
    "another day": {"12. März": "21. März"},
    "another number of users": {"420": "42"},
    "another name": {"Jörg Weißhaupt": "Ulrike Tannert"},
    "a negation left out": {"ist nicht ohne": "ist ohne"},
    "a reservation left out": {"unter Vorbehalt ": ""},
}


def scan_with_layer(
    shown: Sequence[str], layer: Sequence[str], wear: Wear = CLEAN, drift: float = 0.0
) -> bytes:
    """A page with the picture of `shown` over the invisible words of `layer`, which follow its
    lines; `drift` moves them by points.
    """
    (page,) = photographed(typeset(shown, size=_SIZE), wear)
    return laid(page, layer, wear.skew, drift)


def laid(
    picture: Image.Image, layer: Sequence[str], skew: float = 0.0, drift: float = 0.0
) -> bytes:
    """The page with a picture over invisible words."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.saveState()
    _slant(canvas, skew)
    text = canvas.beginText()
    text.setTextRenderMode(_INVISIBLE)
    text.setFont("Helvetica", _SIZE)
    for number, line in enumerate(layer):
        text.setTextOrigin(_LEFT + drift, _TOP - 1.5 * _SIZE * number + drift)
        text.textOut(line)
    canvas.drawText(text)
    canvas.restoreState()
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _slant(canvas: Canvas, skew: float) -> None:
    """As the scanner does it: turned clockwise, and made to fit again."""
    (width, height), turn = A4, radians(abs(skew))
    canvas.translate(width / 2, height / 2)
    canvas.scale(
        width / (width * cos(turn) + height * sin(turn)),
        height / (height * cos(turn) + width * sin(turn)),
    )
    canvas.rotate(-skew)
    canvas.translate(-width / 2, -height / 2)


def misread(lines: Sequence[str], share: float, seed: int) -> list[str]:
    """The lines as another program may have recognised them: so many of the letters mistaken for
    others that look like them.
    """
    chance = Random(seed)
    return [
        "".join(_CONFUSED.get(one, one) if chance.random() < share * 1.5 else one for one in line)
        for line in lines
    ]


def changed(lines: Sequence[str], changes: Mapping[str, str]) -> list[str]:
    """The lines with other words; every one of `changes` must stand there."""
    whole = "\n".join(lines)
    for old, new in changes.items():
        assert old in whole
        whole = whole.replace(old, new)
    return whole.split("\n")
