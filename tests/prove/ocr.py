"""How well scans are read: pages of known text, typeset in several fonts and then spoilt.

The character error rate (CER) is the edit distance between the page's text and what was
recognised, per character of the text; white space counts as one blank. `size` takes so many of
the pages.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random
from shutil import which
from statistics import median

import reportlab
from rapidfuzz.distance import Levenshtein

from poedesk.model import FileKind, Purpose, Recognised, Scan, Settings, Vocabulary
from poedesk.read.scan.ocr import recognise
from poedesk.read.scan.scanned import UNCERTAIN, written
from tests.forge.scanner import Wear, as_picture, photographed, typeset
from tests.prove.rows import Row, SkippedError

_BOUND = 0.02
_SETTINGS = Settings("prove", Vocabulary({}))
_SCAN = Scan(1, None, Purpose.READ, 0)
_VERA = Path(reportlab.__file__).parent / "fonts"
_FONTS = ("Liberation Serif", "Liberation Sans Narrow", "DejaVu Serif", "Liberation Mono")

ENGLISH = """Statement of Work SOW-2025-0318, version 2.1
Customer: Hollis & Vane Logistics Inc., 1180 Canal Street, Reno, NV 89501
Service provider: Kestrel Cloud Advisors LLC, 77 Mercer Lane, Boise, ID 83702
This Statement of Work is made under the Master Services Agreement of March 4, 2023
and becomes effective on the date of the last signature below.
1. Scope
The service provider will deploy Microsoft Defender for Endpoint on 1,240 devices and
configure Microsoft Intune for 980 users; it covers policies, pilots and hand-over.
• Enroll all laptops with Windows Autopilot before 06/30/2025.
• Replace the former antivirus product on 36 servers (phase 2, ring 4).
• Train 14 service desk agents and publish quick guides.
2. Fees and payment
Total fees of USD 84,750.00 are due net 30 days from the date of each invoice.
Travel is charged at cost and needs approval by e-mail: r.okafor@hollisvane.example
3. Acceptance
The customer accepts each deliverable in writing within ten business days.
Printed name: Rosalind Okafor
Title: Director of Information Technology
Date: April 17, 2025"""

GERMAN = """Leistungsbeschreibung LB-2025-044
Auftraggeber: Lindmayr Präzisionstechnik GmbH, Äußere Ringstraße 9, 86150 Augsburg
Auftragnehmer: Bergfeld Systemhaus AG, Königsallee 21, 40212 Düsseldorf
Der Auftragnehmer führt Microsoft Intune für 420 Benutzer ein und übergibt die Lösung
spätestens am 30.06.2025. Änderungen bedürfen der Schriftform.
1. Ausgangslage
Die Geräte werden bisher von Hand eingerichtet; 17 % sind nicht verschlüsselt.
2. Leistungen
– Richtlinien für Windows, iOS und Android, größtenteils nach Vorlage
– Schulung der Schlüsselbenutzer in München, Köln und Nürnberg
– Überwachung während der ersten vier Wochen
3. Vergütung
Pauschal 38.400,00 EUR zuzüglich gesetzlicher Umsatzsteuer, fällig nach Abnahme.
Name: Dr. Jörg Weißhaupt
Funktion: Leiter der Informationstechnik
Ort und Datum: Augsburg, den 12. März 2025"""

FRENCH = """Proposition de services nº 2025-118
Client : Société Générale de Messagerie Lavoisier, 14 rue de l'Évêché, 69002 Lyon
Prestataire : Atelier Nuage Conseil SARL, 3 place du Marché, 31000 Toulouse
Le prestataire déploie Microsoft Purview pour 650 utilisateurs à compter du 3 février 2025.
1. Contexte et besoins
Les fichiers sont partagés sans contrôle ; le client souhaite protéger ses données.
2. Prestations
Étiquettes de confidentialité, règles de conservation et accompagnement des équipes.
Formation de vingt-cinq référents répartis sur quatre sites (Lyon, Nîmes, Besançon, Orléans).
3. Conditions financières
Montant forfaitaire : 27 900,00 EUR hors taxes, payable à 45 jours.
Nom : Hélène Garçon-Thévenet
Qualité : Directrice des systèmes d'information
Date : 21 janvier 2025"""

CHINESE = """工作说明书
客户:北方物流有限公司
服务商:云桥信息技术有限公司
项目内容:为八百名用户部署设备管理平台,并提供培训和技术支持。
实施时间:二〇二五年三月至二〇二五年六月
验收标准:所有设备完成注册,安全策略全部生效。
签署日期:2025年4月17日"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be read: its text, how it is set, and what the scanner does to it."""

    what: str
    text: str
    font: str
    size: float
    wear: Wear


def fonts() -> list[str]:
    """Fonts of different kinds: standard ones, one of reportlab's own, and what the system has."""
    found = ["Helvetica", "Times-Roman", str(_VERA / "Vera.ttf")]
    return found + [path for name in _FONTS if (path := installed(name))]


def installed(pattern: str) -> str:
    """The path of a TrueType font that fontconfig finds for a family's name or a language, or
    the empty string; slanted and bold ones are left out.
    """
    if which("fc-list") is None:
        return ""
    listed = subprocess.run(
        ["fc-list", f"{pattern}:slant=0", "file"], capture_output=True, text=True, check=False
    )
    paths = sorted(line.rstrip(": ") for line in listed.stdout.splitlines())
    plain = (one for one in paths if one.endswith((".ttf", ".ttc")) and "Bold" not in one)
    return next(plain, "")


def pages(seed: int) -> list[Page]:
    """Thirty-six pages; every second one is skewed, every sixth lies on its side or its head."""
    chance = Random(seed)
    texts = [("English", ENGLISH), ("German", GERMAN), ("French", FRENCH)]
    kinds = fonts()
    found = []
    for number in range(36):
        language, text = texts[number % len(texts)]
        font = kinds[(number + number // len(texts)) % len(kinds)]
        dpi = chance.choice([150, 200, 200, 250, 300])
        size = chance.choice([8.5, 9.5, 10.5, 12.0])
        wear = Wear(
            dpi=dpi,
            skew=round(chance.uniform(-3, 3), 1) if number % 2 else 0.0,
            quarters=1 + number // 6 % 3 if number % 6 == 5 else 0,
            grain=chance.choice([0.0, 8.0, 16.0, 24.0]),
            specks=chance.choice([0.0, 0.0, 0.002, 0.008]),
            fade=chance.choice([0.0, 0.2, 0.4]),
            quality=chance.choice([30, 45, 60, 70]),
        )
        what = f"{number + 1:2} {language}, {Path(font).stem} {size:g}"
        found.append(Page(what, text, font, size, wear))
    chinese = installed(":lang=zh-cn")
    if chinese:
        wear = Wear(skew=1.3, grain=10, quality=50)
        found.append(Page("37 Chinese, " + Path(chinese).stem, CHINESE, chinese, 12, wear))
    return found


def scanned(page: Page, seed: int) -> Recognised:
    """What is recognised of a page."""
    pictures = photographed(typeset(page.text.splitlines(), page.font, page.size), page.wear, seed)
    return recognise(as_picture(pictures, dpi=page.wear.dpi), FileKind.IMAGE, _SCAN, _SETTINGS)


def error_rate(text: str, seen: Recognised) -> float:
    """Edits per character from what was recognised to the true text."""
    wanted, got = (" ".join(one.split()) for one in (text, written(seen, 1).text))
    return Levenshtein.distance(wanted, got) / len(wanted)


def measure(seed: int, size: int | None = None) -> Iterator[Row]:
    """The error of every page, the median of all, and what certainty tells."""
    if find_spec("rapidocr") is None:
        raise SkippedError("text recognition is not installed")
    rates, seconds = [], []
    told = [0, 0, 0, 0]
    for page in pages(seed)[:size]:
        began = time.monotonic()
        seen = scanned(page, seed)
        seconds.append(time.monotonic() - began)
        rates.append(error_rate(page.text, seen))
        known = set(page.text.split())
        for line in seen.lines:
            for word in line:
                told[2 * (word.text in known) + (word.certainty < UNCERTAIN)] += 1
        yield Row(f"{page.what}, {_spoilt(page.wear)}", f"{rates[-1]:.2%}")
    kept = median(rates) <= _BOUND
    yield Row("median character error rate", f"{median(rates):.2%}", f"≤ {_BOUND:.0%}", kept)
    yield Row("worst page", f"{max(rates):.2%}")
    yield Row("seconds a page, median and most", f"{median(seconds):.1f} {max(seconds):.1f}")
    sure, unsure, right, doubted = told
    yield Row("wrong words that are named as uncertain", f"{unsure} of {sure + unsure}")
    yield Row("right words that are named as uncertain", f"{doubted} of {right + doubted}")


def _spoilt(wear: Wear) -> str:
    return (
        f"{wear.dpi} dpi, {wear.skew:+.1f}°, turned {90 * wear.quarters}°, grain {wear.grain:g}, "
        f"specks {wear.specks:g}, faded {wear.fade:g}, q{wear.quality}"
    )
