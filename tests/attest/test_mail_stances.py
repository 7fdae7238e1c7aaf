"""What whole mails do, in twelve languages: `|` stands between lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.forge.outlook import message

from poedesk.attest import mail as attest_mail
from poedesk.model import MailAct, Settings, Stance
from poedesk.read import msg
from poedesk.settings import load_settings

SETTINGS: Settings = load_settings()
SENT = datetime(2025, 3, 3, 14, 5, tzinfo=UTC)
YES = {Stance.APPROVES, Stance.CONFIRMS}
WORK = (
    "\n\nFrom: Al Berg <al@partner.example>\nSent: Monday, 24 February 2025 09:00\n"
    "To: Zoe Muller <zoe@harrowgate.example>\nSubject: Work\n\n"
    "We deployed Intune to 850 users and trained your administrators.\n"
)

APPROVE_OR_CONFIRM = """
Approved with thanks.
Hi Al,|I'm happy with the summary and approve it.
We accept the work as delivered.
Hello,|The plan below is approved. Please start next week.
All fine from our side, please proceed.
I hereby confirm that the Intune rollout to 850 users was completed on 14 February 2025.
Signed off. Great work, thank you!
You have my go-ahead.
The scope is fine with us, go ahead.
Harrowgate approves the statement of work.
We confirm that your team has delivered the training and the deployment as described below.
Yes, I approve the deployment of Defender for Endpoint to our branch in Leeds.
Everything has been delivered to our satisfaction.
Thanks Al. Approved.
Looks good to me, approved.
Guten Tag Herr Berg,|wir geben die Umsetzung wie unten beschrieben frei.
Einverstanden, bitte loslegen.
Hallo Al,|passt so, bitte umsetzen.
Das Konzept ist freigegeben. Vielen Dank!
Hiermit bestätige ich, dass die Einführung von Intune erfolgreich abgeschlossen wurde.
Wir sind mit dem Leistungsumfang einverstanden.
Bonjour,|Nous validons le plan de déploiement ci-dessous.
Bon pour accord. Merci.
Je confirme que le déploiement a été réalisé comme décrit.
C'est validé de notre part.
Hola Al,|Aprobamos el resumen de los trabajos.
Todo conforme por nuestra parte, pueden empezar.
Confirmo que la implantación se ha completado con éxito.
Bom dia,|Aprovamos o plano descrito abaixo.
Está aprovado da nossa parte. Obrigado.
Confirmamos que o projeto foi concluído com sucesso.
Buongiorno,|approviamo il piano di lavoro allegato.
Per noi va bene, procedete pure.
Confermo che la migrazione è stata completata.
Hallo Al,|Akkoord met het voorstel, jullie kunnen beginnen.
Wij bevestigen dat de uitrol volgens plan is afgerond.
Wat ons betreft goedgekeurd.
Hej Al,|Vi godkänner planen nedan.
Det ser bra ut, godkänt.
Vi bekräftar att utbildningen har genomförts.
Hej,|Godkendt fra vores side.
Jeg bekræfter at projektet er gennemført som beskrevet.
Hei,|Vi godkjenner planen. Takk!
Jeg bekrefter at utrullingen er fullført.
Dzień dobry,|akceptuję plan wdrożenia.
Potwierdzamy, że wdrożenie zostało zakończone zgodnie z planem.
お世話になっております。|下記の内容を承認いたします。
導入作業が完了したことを確認いたしました。
内容に問題ありません。承認します。
"""

UNCLEAR = """
Approved, provided that the training comes first.
I approve the visitor list for the office.
Our procurement department has approved this.
Approved for the first ten users only.
The plan is approved. Correction, I mixed it up with the one from Fabrikam.
We would approve this in the new budget year.
I confirm that the migration failed.
We confirm that the rollout has been postponed to autumn.
I accept your calendar invitation for the project review.
Yes, go ahead with the hotel booking.
Looks good, but I still have to speak with our CISO.
The deployment is approved by our works council only for the pilot group.
Approved. But Intune never worked for us.
My manager approves the plan.
I confirm that another supplier completed the rollout.
As far as I know the plan is approved.
Sure thing mate.
Freigegeben, sofern der Betriebsrat zustimmt.
Genehmigt, allerdings ohne die Schulungen.
Mein Chef hat das Projekt genehmigt.
Wir bestätigen, dass die Einführung gescheitert ist.
Ich genehmige Ihren Urlaubsantrag.
Einverstanden, bis Donnerstag.
Validé sauf la formation.
Je valide votre note de frais.
Nous confirmons que le déploiement est reporté.
Aprobado, pero falta Defender.
Confirmamos que el despliegue ha fracasado.
Aprovado, mas sem o Defender.
Approvato, però manca la formazione.
Confermiamo che il progetto è stato sospeso.
Akkoord, maar alleen voor de pilot.
Wij bevestigen dat het project is stopgezet.
Godkänt, men inte Defender.
Godkendt, men først efter ferien.
Godkjent, men Defender mangler.
Akceptuję, pod warunkiem że szkolenie będzie w maju.
承認します。ただし、Defenderは除きます。
Hyväksyn suunnitelman.
Onaylıyoruz.
Schvalujeme rozsah prací.
"""

REFUSE = """
We withdraw our approval of last week.
I don't approve this plan.
Please put everything on hold.
I hereby revoke the approval I gave on Monday.
We cannot accept the work in this state.
Wir ziehen unsere Freigabe zurück.
Leider können wir das nicht freigeben.
Nous retirons notre accord.
Retiramos nuestra aprobación.
Ritiriamo la nostra approvazione.
Wij trekken onze goedkeuring in.
Vi drar tillbaka vårt godkännande.
Wycofujemy naszą akceptację.
承認を取り消します。
"""

ASK = """
When will the training take place?
Could you send me the final plan?
Please send me the latest version before Friday.
Können Sie mir das Konzept nochmals senden?
Pourriez-vous préciser le calendrier ?
"""

NOTHING = """
Received, thanks.
Thank you, I will read it next week.
I am out of the office until 12 May and will answer when I am back.
Danke, ist angekommen.
Ich bin bis zum 12. Mai nicht im Haus.
Merci, bien reçu.
"""


def act(body: str, subject: str = "RE: Work") -> MailAct:
    made = message(
        body=body.replace("|", "\n\n") + WORK,
        subject=subject,
        sender=("Zoe Muller", "zoe@harrowgate.example"),
        to=[("Al Berg", "al@partner.example")],
        sent=SENT,
    )
    found = attest_mail.acknowledgements(msg.read("mail.msg", None, made, SETTINGS), SETTINGS)
    assert found[0].mail is not None
    return found[0].mail


def listed(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("body", listed(APPROVE_OR_CONFIRM))
def test_a_clear_approval_or_confirmation_counts(body: str) -> None:
    assert act(body).stance in YES


@pytest.mark.parametrize("body", listed(UNCLEAR))
def test_what_is_limited_adverse_or_unknown_is_unclear(body: str) -> None:
    assert act(body).stance is Stance.UNCLEAR


@pytest.mark.parametrize("body", listed(REFUSE))
def test_a_refusal_or_a_withdrawal_refuses(body: str) -> None:
    assert act(body).stance is Stance.REFUSES


@pytest.mark.parametrize("body", listed(ASK))
def test_only_questions_and_requests_ask(body: str) -> None:
    assert act(body).stance is Stance.ASKS


@pytest.mark.parametrize("body", listed(NOTHING))
def test_thanks_receipts_and_absences_say_nothing(body: str) -> None:
    assert act(body).stance is Stance.NONE
