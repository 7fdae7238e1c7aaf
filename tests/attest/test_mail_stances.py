"""What whole mails do, in twelve languages: `|` stands between lines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.forge.outlook import message

from poedesk.attest.mail import approval as attest_mail
from poedesk.model import Acknowledgement, MailAct, Settings, Span, Stance
from poedesk.read.mail import msg
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

MORE = """
Approved, please go ahead.
Dear Al,|We have reviewed the summary below and approve it in full.
Looks good, please go ahead.
Agreed.
I, Zoe Muller, approve the statement of work attached.
Hi Al,|Many thanks for the summary, everything is correct. I approve.
Confirmed, the work was delivered as described below.
We hereby accept the deliverables described in the attached report.
We're fully satisfied with the work and approve the final report.
The summary below is accurate and we approve it.
Yes please proceed as proposed.
Our company approves the project plan for Defender for Endpoint and Intune, 850 users.
This is to confirm that Partner deployed Intune and the project was completed successfully.
I confirm that the information below is correct.
Good to go from our side.
Sehr geehrter Herr Berg,|wir nehmen die Leistungen hiermit ab.
Hallo Al,|sieht gut aus, freigegeben.
Die Projektbeschreibung ist korrekt, wir stimmen dem Vorgehen zu.
Hiermit erteilen wir die Freigabe für das Projekt.
Parfait, c'est validé. Merci Al.
Nous acceptons les livrables.
Nous donnons notre accord pour le projet décrit ci-dessous.
Todo correcto, aprobado.
Damos nuestra conformidad a los trabajos realizados.
De acordo, podem avançar.
Confirmo a conclusão dos trabalhos descritos abaixo.
Tutto ok, approvato. Grazie.
Confermiamo l'esecuzione dei lavori descritti.
Prima, akkoord.
Het plan is akkoord.
Ser bra ut, kör på!
Projektet är godkänt.
Ser fint ud, godkendt.
Vi har gennemgået planen og godkender den.
Prosjektet er godkjent, dere kan starte.
Zgadzam się z opisem prac.
Plan jest zatwierdzony.
上記の計画を承認します。よろしくお願いいたします。
問題ありません。進めてください。
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

# Whatever else they do, they do not approve.
TRAPS = """
Please confirm the project is approved on your side.
The project you approved has been completed by our own people.
We agree with you that the rollout is late.
I approve the plan for the summer party.
Approved in principle.
Approved, subject to changes.
We approve the plan in its current form once Defender is in.
We agree on the scope but the dates are off.
The plan looks good. Let me check with Peter.
All good on my end, how are you?
Looks good, will come back to you with comments.
Ok, thanks.
Okay.
Fine.
Thanks, good.
Good morning, thanks for the summary. It looks good at first sight.
I am happy with the summary, just remove Defender.
Approved without Defender.
Everything was delivered except the training.
The deployment was completed by a different company.
The rollout was completed, thankfully without you.
We completed the deployment.
I confirm that you sent me the summary.
I confirm that the training was completed with poor results.
We confirm that your contract is finished.
I confirm the project is finished and we will not continue with you.
The project is finished; we do not accept the result.
Approved? No.
Not approved.
We have not approved this yet.
This was never approved.
I would approve it if I could.
Approved – NOT.
Happy to approve when I have seen the figures.
I can only approve the Intune work.
I agree that we should wait.
We accept the Intune deliverables. Defender deliverables are rejected.
I agree to disagree.
Go ahead, send it.
Go ahead without us.
Sure, sounds good, see you then!
Sounds good, talk tomorrow.
We've approved the purchase order.
Approved by email from Peter Miller.
The summary is not correct.
I confirm the summary is not correct.
The numbers are wrong but approved.
Please treat the plan as approved by our board.
Wir sind einverstanden mit der Verschiebung.
Passt, bis morgen.
Ok, danke.
Die Arbeiten wurden nicht abgenommen.
Die Arbeiten sind abgeschlossen, aber Mängel bleiben.
Ich bestätige, dass ich das Projekt nicht kenne.
Genehmigt wird das erst im Mai.
Das Projekt wurde abgeschlossen und wir suchen einen neuen Partner.
D'accord pour jeudi.
Nous validons le report du projet.
Validé sous réserve de la formation.
Le projet est terminé mais rien ne marche.
De acuerdo con el aplazamiento del proyecto.
Aprobado el presupuesto.
Aprovado o orçamento.
Approvo le ferie.
Va bene, ci vediamo domani.
Goedgekeurd door de directie.
Akkoord, tot morgen.
Godkänt av styrelsen.
Godkendt af bestyrelsen.
Zatwierdzone przez zarząd.
Zgoda, do zobaczenia jutro.
承認は来週の予定です。
問題があります。承認しません。
承認者は山田です。
Approved for billing.
Agreed, let us cancel it.
I approve your request to postpone the project.
We agree with the delay of the deployment.
I approve cancelling the project.
Approved, but without Intune.
Could you please confirm that the work was completed and approved?
Approved with reservations.
Approve of the idea, not the plan.
We approve the plan, mostly.
I approve the plan less the training.
I accept that the project failed.
We accept the project was a failure.
I agree the work was sloppy.
I agree the work is below our expectations.
The work was delivered late and below standard.
The deployment was performed on the wrong devices.
We confirm that we are on the project plan mailing list.
I confirm that all users were deleted during the migration which was completed.
We have completed the questionnaire below.
The report was delivered to me.
The summary was delivered.
Report delivered, thanks.
The meeting was done, thanks.
I approve anyone but you.
Peter approved the plan.
He approves the plan.
You approved the plan.
They have approved the summary.
We agree to a new date for the project.
We agree to start later.
Please proceed to checkout.
Please proceed with caution.
Please continue without us.
Fine by me if Peter agrees.
Approved. Peter disagrees.
Approved. Please ignore my last mail.
Please ignore my approval.
Disregard my previous approval.
I changed my mind on the approval.
My approval was premature.
I approve. Just kidding.
I approve today's timesheets.
Approval pending.
Approval to follow.
Approval denied.
Consider this approved when we have signed.
Treat this as approved from Monday.
Freigabe folgt.
Freigabe steht aus.
Freigabe verweigert.
Unsere Freigabe bekommen Sie morgen.
Ich gebe Ihnen morgen die Freigabe.
Die Freigabe durch unsere IT steht aus.
Abnahme am Freitag.
Accord à venir.
Validation en cours.
Accord refusé.
Aprobación pendiente.
En proceso de aprobación.
Approvazione in corso.
Goedkeuring volgt.
Godkännande kommer.
Akceptacja w toku.
承認手続き中です。
承認の可否は後日お知らせします。
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


def acknowledge(body: str, subject: str = "RE: Work") -> Acknowledgement:
    made = message(
        body=body.replace("|", "\n\n") + WORK,
        subject=subject,
        sender=("Zoe Muller", "zoe@harrowgate.example"),
        to=[("Al Berg", "al@partner.example")],
        sent=SENT,
    )
    return attest_mail.acknowledgements(msg.read("mail.msg", None, made, SETTINGS), SETTINGS)[0]


def act(body: str) -> MailAct:
    found = acknowledge(body).mail
    assert found is not None
    return found


def listed(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("body", listed(APPROVE_OR_CONFIRM + MORE))
def test_a_clear_approval_or_confirmation_counts(body: str) -> None:
    assert act(body).stance in YES


@pytest.mark.parametrize("body", listed(TRAPS))
def test_a_trap_does_not_pass(body: str) -> None:
    assert act(body).stance not in YES


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


def test_a_later_sentence_that_takes_back_is_quoted_beside_the_approval() -> None:
    found = acknowledge("The plan is approved.|However, nothing of Defender has been delivered.")
    assert found.mail is not None
    assert found.mail.stance is Stance.UNCLEAR
    assert found.mail.words.quote.startswith("However")
    quotes = [one.quote for one in found.evidence if isinstance(one, Span)]
    assert quotes == ["The plan is approved.", found.mail.words.quote]


def test_an_automatic_reply_says_so() -> None:
    found = acknowledge("My deputy can approve requests.", "Automatic reply: Work")
    assert found.mail is not None
    assert (found.mail.stance, found.why) == (Stance.NONE, "it is an automatic reply")


ASIDES_THAT_CHANGE = """
I am out of office. Your message was approved for delivery.
Confirmed, with thanks. Please correct 320 to 290.
Approved. The dates need to be changed to May.
Approved. I sign for Orchard Logistics AG, not for Orchard Spices.
Approved. By the way, the Teams rollout was done by our own staff.
Approved. Fabrikam handled the training.
Approved. The user count is 290.
Approved. Two of the three sites were done.
I confirm the rollout was carried out by our own staff.
We confirm the deployment was completed by Fairway Ltd.
I accept the report with two reservations.
We accept the summary as a working draft.
Wir stimmen dem Projektplan leider nicht zu.
Wir nehmen die Leistungen nur teilweise ab.
Wir nehmen die Leistungen erst nach Nachbesserung ab.
We accept the project summary under protest.
Genehmigt. Die Einführung hat die Firma Bechtel gemacht.
Validé. Merci de corriger le nombre d'utilisateurs.
Aprobado. La migración la hizo nuestro propio personal.
Akkoord. Graag het aantal aanpassen naar 290.
Zatwierdzam. Proszę poprawić liczbę na 290.
承認します。人数を290に修正してください。
Approved. But we do not accept that you receive fees from Microsoft.
"""

COURTEOUS_ASIDES = """
Approved. Have a great weekend!
Approved. Your consultants were very helpful and patient.
Approved. Could you send me the slides from the workshop?
Approved. Please send the invoice to our accounts department.
Approved. You can reach me on my mobile at 0171 555 0101.
Approved. Thanks to the whole team for the excellent work on the Intune rollout.
Approved. The training was very well received by our staff.
Approved. My colleague Jane is in copy.
Approved. Please coordinate the dates with Sandra.
Approved. Parking is available behind the building.
Hi Tom, hope you are well. Approved.
I read the summary on the train this morning. Approved.
Freigegeben. Bitte stimmen Sie die Termine mit Frau Kern ab.
Genehmigt. Unsere Anwender kommen sehr gut damit zurecht.
Validé. N'hésitez pas à m'appeler.
Aprobado. Quedo a su disposición para cualquier consulta.
Approvato. Buon fine settimana a tutti.
Akkoord. Onze gebruikers zijn erg tevreden.
Aprobado. Perdona la demora.
Approved. Sorry for the delay.
Approved. We also acknowledge your disclosure that you may receive fees from Microsoft.
Aprobado. Reconocemos la divulgación de que pueden recibir comisiones de Microsoft.
We confirm the deployment was completed by Partner Ltd.
承認します。引き続きよろしくお願いいたします。
"""


@pytest.mark.parametrize("body", listed(ASIDES_THAT_CHANGE))
def test_an_aside_that_may_change_the_approval_makes_it_unclear(body: str) -> None:
    assert act(body).stance not in YES


@pytest.mark.parametrize("body", listed(COURTEOUS_ASIDES))
def test_a_courtesy_beside_the_approval_changes_nothing(body: str) -> None:
    assert act(body).stance in YES


@pytest.mark.parametrize(
    "body", ["Wir nehmen die Leistungen nicht ab.", "Wir nehmen keine der Leistungen ab."]
)
def test_what_stands_between_the_parts_of_a_verb_counts(body: str) -> None:
    assert act(body).stance not in YES
