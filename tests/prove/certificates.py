"""How well certificate pages are read that nothing was tuned to: other services' and languages'
wordings, written down once and judged as they are.

Each page is rows of cells, `|` between columns; what is true of it stands beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from poedesk.attest.provider import certificates as provider
from poedesk.model import Acknowledgement, Settings
from poedesk.read import read
from poedesk.settings import load_vocabulary
from tests.forge.certificate_cases import (
    JO,
    KIM,
    SAM,
    SERVICES,
    START,
    WORK,
    certificate,
    envelope,
    paper,
    signers,
)
from tests.forge.certificates import Row, printed
from tests.prove.rows import Row as Measured

_SETTINGS = Settings("prove", load_vocabulary())
_LEFTS = (40.0, 190.0, 330.0, 450.0)
Truth = frozenset[tuple[str, str, str]]
"""Name, address and UTC or local time ("2025-03-21 14:12") of everybody who signed."""


@dataclass(frozen=True)
class Page:
    """A page of other wording and who signed by it."""

    title: str
    lines: str
    truth: Truth

    def rows(self) -> Iterator[Row]:
        """Its rows, columns side by side."""
        for line in self.lines.strip("\n").splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            yield tuple((left, cell) for left, cell in zip(_LEFTS, cells, strict=False) if cell)


def _truth(*who: tuple[str, str, str]) -> Truth:
    return frozenset(who)


_JO, _SAM = ("Jo Ortiz", "jo.ortiz@contoso.example"), ("Sam Lee", "sam.lee@northwindcloud.example")
_BOTH = _truth((*_SAM, "2025-03-21 09:05"), (*_JO, "2025-03-21 14:12"))

PAGES = (
    Page(
        "DocuSign in French",
        """
Certificat d'achèvement
Identifiant d'enveloppe: 3712BF36-18D4-4561-9AA2-1D5D54D59D5B | | État: Complété
Objet: Complétez avec Docusign : Statement of work.pdf
Enveloppe source:
Nombre de pages du document: 1 | Signatures: 2 | Émetteur de l'enveloppe:
Nombre de pages du certificat: 1 | Paraphe: 0 | Sam Lee
Signature dirigée: Activé | | 12 rue du Port
Horodatage de l'enveloppe: Activé | | sam.lee@northwindcloud.example
Fuseau horaire: (UTC+01:00) Bruxelles, Copenhague, Madrid, Paris

Suivi du dossier
État: Original | Titulaire: Sam Lee | Emplacement: DocuSign

Événements de signataire | Signature | Horodatage
Sam Lee | Signé par : | Envoyé: 21/03/2025 09:00:04
sam.lee@northwindcloud.example | | Consulté: 21/03/2025 09:03:11
Niveau de sécurité: E-mail, Authentification de compte (aucune) | | Signé: 21/03/2025 09:05:42
Jo Ortiz | Signé par : | Envoyé: 21/03/2025 13:00:05
jo.ortiz@contoso.example | | Consulté: 21/03/2025 14:10:11
Niveau de sécurité: E-mail, Authentification de compte (aucune) | | Signé: 21/03/2025 14:12:42
Événements de signataire en personne | Signature | Horodatage
Événements de copie carbone | État | Horodatage
Ann Berg | Copié | Envoyé: 21/03/2025 14:12:45
am.berg@contoso.example
Récapitulatif des événements de l'enveloppe | État | Horodatages
Enveloppe envoyée | Haché/crypté | 21/03/2025 09:00:04
Complété | Sécurité vérifiée | 21/03/2025 14:12:42
""",
        _BOTH,
    ),
    Page(
        "DocuSign in Spanish",
        """
Certificado de finalización
Id. de sobre: 3712BF36-18D4-4561-9AA2-1D5D54D59D5B | | Estado: Completado
Asunto: Complete con Docusign: Statement of work.pdf
Sobre de origen:
Páginas del documento: 1 | Firmas: 2 | Autor del sobre:
Páginas del certificado: 1 | Iniciales: 0 | Sam Lee
Firma guiada: Activado | | Calle del Puerto 12
Sello del identificador del sobre: Activado | | sam.lee@northwindcloud.example
Zona horaria: (UTC-05:00) Bogotá, Lima, Quito, Rio Branco

Seguimiento de registro
Estado: Original | Titular: Sam Lee | Ubicación: DocuSign

Eventos de firmante | Firma | Fecha y hora
Sam Lee | Firmado por: | Enviado: 21/03/2025 09:00:04
sam.lee@northwindcloud.example | | Visto: 21/03/2025 09:03:11
Nivel de seguridad: Correo electrónico (ninguna) | | Firmado: 21/03/2025 09:05:42
Jo Ortiz | Firmado por: | Enviado: 21/03/2025 13:00:05
jo.ortiz@contoso.example | | Visto: 21/03/2025 14:10:11
Nivel de seguridad: Correo electrónico (ninguna) | | Firmado: 21/03/2025 14:12:42
Eventos de firmante en persona | Firma | Fecha y hora
Eventos de copia de carbón | Estado | Fecha y hora
Resumen de eventos del sobre | Estado | Marcas de tiempo
Sobre enviado | Con hash/cifrado | 21/03/2025 09:00:04
Completado | Seguridad comprobada | 21/03/2025 14:12:42
""",
        _BOTH,
    ),
    Page(
        "Adobe in German",
        """
Statement of work
Abschließender Prüfbericht | | 2025-03-21

Erstellt: | 2025-03-21
Von: | Sam Lee (sam.lee@northwindcloud.example)
Status: | Signiert
Transaktions-ID: | CBJCHBCAABAAxyz0123456789abcdefghij

Verlauf von „Statement of work“
Dokument erstellt von Sam Lee (sam.lee@northwindcloud.example)
2025-03-21 - 09:00:04 GMT
Dokument per E-Mail an Jo Ortiz (jo.ortiz@contoso.example) zur Signatur gesendet
2025-03-21 - 13:00:05 GMT
E-Mail wurde von Jo Ortiz (jo.ortiz@contoso.example) angezeigt
2025-03-21 - 14:10:11 GMT - IP-Adresse: 192.0.2.8
Dokument wurde von Jo Ortiz (jo.ortiz@contoso.example) elektronisch signiert
Signaturdatum: 2025-03-21 - 14:12:42 GMT - Zeitquelle: Server - IP-Adresse: 192.0.2.8
Vereinbarung abgeschlossen.
2025-03-21 - 14:12:42 GMT
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "Adobe in Dutch, with a delegate and a form filler",
        """
Statement of work
Definitief auditrapport | | 2025-03-21

Gemaakt: | 2025-03-21
Door: | Sam Lee (sam.lee@northwindcloud.example)
Status: | Ondertekend
Transactie-id: | CBJCHBCAABAAxyz0123456789abcdefghij

Geschiedenis van "Statement of work"
Document gemaakt door Sam Lee (sam.lee@northwindcloud.example)
2025-03-21 - 09:00:04 GMT
Document per e-mail verzonden naar Ann Berg (am.berg@contoso.example) voor ondertekening
2025-03-21 - 13:00:05 GMT
Document gedelegeerd door Ann Berg (am.berg@contoso.example) aan Jo Ortiz (jo.ortiz@contoso.example)
2025-03-21 - 13:10:11 GMT
E-mail bekeken door Jo Ortiz (jo.ortiz@contoso.example)
2025-03-21 - 14:10:11 GMT
Document elektronisch ondertekend door Jo Ortiz (jo.ortiz@contoso.example)
Datum ondertekening: 2025-03-21 - 14:12:42 GMT - Tijdbron: server
Overeenkomst voltooid.
2025-03-21 - 14:12:42 GMT
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "Adobe, signer known by address who gave a name",
        """
Statement of work
Final Audit Report | | 2025-03-21
Created: | 2025-03-21
By: | Sam Lee (sam.lee@northwindcloud.example)
Status: | Signed
Transaction ID: | CBJCHBCAABAAxyz0123456789abcdefghij
"Statement of work" History
Document created by Sam Lee (sam.lee@northwindcloud.example)
2025-03-21 - 9:00:04 AM GMT
Document emailed to jo.ortiz@contoso.example for signature
2025-03-21 - 1:00:05 PM GMT
Email viewed by jo.ortiz@contoso.example
2025-03-21 - 2:10:11 PM GMT
Signer jo.ortiz@contoso.example entered name at signing as Jo Ortiz
2025-03-21 - 2:12:40 PM GMT
Document e-signed by Jo Ortiz (jo.ortiz@contoso.example)
Signature Date: 2025-03-21 - 2:12:42 PM GMT - Time Source: server
Agreement completed.
2025-03-21 - 2:12:42 PM GMT
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "Dropbox Sign, the words before the time",
        """
Audit trail
Title | SOW rollout
File name | sow.pdf
Document ID | 0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d
Audit trail date format | YYYY / MM / DD
Status | Signed

Document history
Sent | 2025 / 03 / 21 | Sent for signature to Jo Ortiz (jo.ortiz@contoso.example) from
 | 09:00:04 UTC | sam.lee@northwindcloud.example
 | | IP: 192.0.2.4
Viewed | 2025 / 03 / 21 | Viewed by Jo Ortiz (jo.ortiz@contoso.example)
 | 14:10:11 UTC | IP: 192.0.2.5
Signed | 2025 / 03 / 21 | Signed by Jo Ortiz (jo.ortiz@contoso.example)
 | 14:12:42 UTC | IP: 192.0.2.5
Completed | 2025 / 03 / 21 | The document has been completed.
 | 14:12:42 UTC
Powered by Dropbox Sign
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "PandaDoc of 2021",
        """
Signature Certificate
Document Ref.: MOJ62-OBBHA-UXMXI-5FARR

Document signed by:
Jo Ortiz
Verified E-mail:
jo.ortiz@contoso.example
IP: 192.0.2.7 | Date: 21 Mar 2025 14:12:42 UTC

Document completed by all parties on:
21 Mar 2025 14:12:42 UTC
Signed with PandaDoc.com
PandaDoc is the document platform that boosts your company's revenue.
Page 1 of 1
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "Zoho, labels with colons",
        """
Completion Certificate
Zoho Sign Document ID: 361682B4-ZERZWVA2U19FQKO8L2T
Document Name: SOW
Document ID: 361682B4-ZERZWVA2U19FQKO8L2T
Owner: Sam Lee <sam.lee@northwindcloud.example>
Document Status: Completed
Recipients
Name: Jo Ortiz
Email: jo.ortiz@contoso.example
Role: Signer
Authentication type: Email
Signed on: Mar 21 2025 14:12 GMT
Signature details
Legal disclosure
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "signNow, time in two zones",
        """
signNow E-Signature Audit Log
Document name: | SOW
Document created: | 03/21/2025 09:00:04 UTC
Document pages: | 1
Document ID: | ab12cd34ab12cd34ab12cd34ab12cd34ab12cd34
Document status: | Signed
Event | By | Server Time | IP Address
Viewed the Document | jo.ortiz@contoso.example | 03/21/2025 14:10:11 UTC | 192.0.2.3
Signed the Document, ID: 77aa | jo.ortiz@contoso.example | 03/21/2025 14:12:42 UTC | 192.0.2.3
""",
        _truth(("", _JO[1], "2025-03-21 14:12")),
    ),
    Page(
        "OneSpan, prose events",
        """
Evidence Summary
Transaction Name: | SOW
Transaction ID: | p7xYKq0123456789abcd=
Status: | Completed
OneSpan Sign keeps the authentication and IP address of each signer.
Signer name | Email
Jo Ortiz | jo.ortiz@contoso.example
Audit events
2025-03-21 14:10:11 UTC | Jo Ortiz (jo.ortiz@contoso.example) viewed the document
2025-03-21 14:12:42 UTC | Jo Ortiz (jo.ortiz@contoso.example) signed the document
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "Yousign, first and last name apart",
        """
Yousign
Audit trail
Signature request ID | 3712bf36-18d4-4561-9aa2-1d5d54d59d5b
Status | Done
Sender
First name | Sam
Last name | Lee
Email address | sam.lee@northwindcloud.example
Signer
First name | Jo
Last name | Ortiz
Email address | jo.ortiz@contoso.example
Authentication mode | Email code
Signature level | Simple electronic signature
Date of signature | 2025-03-21 14:12:42 UTC
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
    Page(
        "SkySlope with the words in another order",
        """
DigiSign Certificate of Completion
Envelope Details
Envelope ID | 3712BF36-18D4-4561-9AA2-1D5D54D59D5B
Status | Completed
Sent by | Sam Lee | sam.lee@northwindcloud.example
Signer Events | Timestamp
Jo Ortiz | Envelope Sent: 03/21/2025 1:00:05 PM UTC
jo.ortiz@contoso.example | Envelope Viewed: 03/21/2025 2:10:11 PM UTC
 | Disclosure Accepted: 03/21/2025 2:10:30 PM UTC
 | Signature Accepted: 03/21/2025 2:11:42 PM UTC
 | Envelope Completed: 03/21/2025 2:12:42 PM UTC
Carbon Copy Events
Ann Berg | Envelope Sent: 03/21/2025 2:12:45 PM UTC
am.berg@contoso.example
E-Sign Consumer Disclosure
""",
        _truth((*_JO, "2025-03-21 14:12")),
    ),
)


def _attested(pdf: bytes) -> tuple[Acknowledgement, ...]:
    return provider.acknowledgements(read("sow.pdf", None, pdf, _SETTINGS), _SETTINGS)


def _seen(acts: tuple[Acknowledgement, ...]) -> Truth:
    return frozenset(
        (
            one.name.value.title() if one.name else "",
            (one.email or "").lower(),
            one.moment.replace(tzinfo=None).isoformat(" ", "minutes") if one.moment else "",
        )
        for one in acts
        if one.name or one.email
    )


def _cells(people: Truth) -> frozenset[tuple[str, str, str]]:
    """Each fact of each signer, by the address that it belongs to."""
    return frozenset(
        (email, kind, value)
        for name, email, time in people
        for kind, value in (("signer", email), ("name", name), ("time", time))
        if value
    )


def _read(name: str, pages: Iterable[tuple[str, bytes, Truth]], least: float) -> Iterator[Measured]:
    """Precision and recall over the facts of pages, and each fact that is wrong."""
    right, found, true, number, wrong = 0, 0, 0, 0, []
    for title, pdf, truth in pages:
        seen, meant = _cells(_seen(_attested(pdf))), _cells(truth)
        right, found, true = right + len(seen & meant), found + len(seen), true + len(meant)
        number += 1
        wrong += [f"{title}: {' '.join(one)}" for one in sorted(seen - meant)]
    yield Measured(f"{name}: pages", str(number))
    for what, share in (("precision", right / found), ("recall", right / true)):
        yield Measured(
            f"{name}: {what} of signer, name, time", f"{share:.3f}", f"≥ {least}", share >= least
        )
    yield from (Measured("wrong", one) for one in wrong)


def _built(seed: int) -> Iterator[tuple[str, bytes, Truth]]:
    for service in SERVICES:
        for parties in ((SAM, JO), (KIM, JO, SAM), (JO,)):
            made = envelope(service, *parties, start=START + timedelta(hours=seed))
            truth = frozenset(
                (name, email, when.replace(tzinfo=None).isoformat(" ", "minutes"))
                for name, email, when in signers(service, made)
            )
            yield service.id, paper(service, certificate(service, made)), truth


def measure(seed: int, size: int | None) -> Iterable[Measured]:
    """Both sets; `size` is how many pages of each."""
    other = ((one.title, printed(WORK, list(one.rows())), one.truth) for one in PAGES)
    yield from _read("layouts it was built with", islice(_built(seed % 1000), size), 0.95)
    yield from _read("other wordings", islice(other, size), 0.95)
