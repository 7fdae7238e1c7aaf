"""Mails saved from Outlook."""

from __future__ import annotations

from tests.forge.outlook import message
from tests.forge.paper import Look, docx, pdf
from tests.forge.samples.recipe import Files, Signing, Texts, as_html, at, signed
from tests.forge.signing import person


def approval_by_email(text: Texts) -> Files:
    carrow = ("Ines Carrow", "ines.carrow@cobaltridge.example")
    threadgill = ("Marcus Threadgill", "marcus.threadgill@tidewatersystems.example")
    basset = ("Jolene Basset", "jolene.basset@cobaltridge.example")
    office = ("Project Office", "pmo@tidewatersystems.example")
    subject = (
        "RE: Cobalt Ridge / Tidewater - summary of mail and identity security project, "
        "please approve"
    )
    mail = message(
        subject=subject,
        sender=carrow,
        to=[threadgill],
        cc=[basset, office],
        sent=at("2025-03-25", "08:26", -7),
        body=text("approval"),
        html=as_html(text("approval")),
        in_reply_to="<BYAPR07MB4411.prod.tidewatersystems.example>",
    )
    return {"RE Cobalt Ridge Tidewater - summary, please approve.msg": mail}


def old_sow_fresh_email(text: Texts) -> Files:
    look = Look(
        colour="#155e75",
        head=("Saltmarsh Digital", "SM-23-088 · issue 2"),
        foot=("Confidential", "{page} / {pages}"),
    )
    programme = pdf(
        text("programme"),
        look,
        title="SM-23-088 Secure Greenhouse",
        author="Saltmarsh Digital B.V.",
        made=at("2023-09-25", "12:10", 2),
    )
    wringer = ("Annelies de Wringer", "a.dewringer@saltmarshdigital.example")
    houtekamp = ("Ruud van Houtekamp", "ruud@vanhoutekamp.example")
    signed_programme = signed(
        programme,
        Signing(
            "partner",
            person(wringer[0], "Saltmarsh Digital B.V.", wringer[1]),
            at("2023-09-29", "09:00", 2),
        ),
        Signing(
            "customer",
            person(houtekamp[0], "Van Houtekamp Bloemen Export B.V.", houtekamp[1]),
            at("2023-10-02", "17:25", 2),
        ),
    )
    mail = message(
        subject="RE: Secure Greenhouse: where we stand, and your confirmation",
        sender=houtekamp,
        to=[wringer],
        cc=[("Bas Terlouw", "b.terlouw@saltmarshdigital.example")],
        sent=at("2025-04-16", "07:48", 2),
        body=text("confirmation"),
        in_reply_to="<AM0PR04.20250415@saltmarshdigital.example>",
    )
    return {
        "SM-23-088 Secure Greenhouse signed 2023.pdf": signed_programme,
        "RE Secure Greenhouse where we stand.msg": mail,
    }


def forwarded_approval(text: Texts) -> Files:
    mail = message(
        subject="FW: Insider risk and labelling - summary for approval",
        sender=("Mireille Fontaine-Ross", "mireille.fr@pinecrestmanaged.example"),
        to=[("Claims", "claims@pinecrestmanaged.example")],
        sent=at("2025-05-15", "11:31", -5),
        body=text("forward"),
    )
    return {"FW Insider risk and labelling - summary for approval.msg": mail}


def former_product_names(text: Texts) -> Files:
    scope = docx(
        text("scope"),
        Look(points=10.5, head=("Oakhurst Data Systems Ltd", "Project Breakwater v4")),
        title="Project Breakwater: scope document",
        author="Neil Ormerod",
        made=at("2025-01-27", "16:55", 0),
    )
    mail = message(
        subject="RE: Project Breakwater - scope document v4 for approval",
        sender=("Constance Ferrier", "constance.ferrier@pembertonmarine.example"),
        to=[("Neil Ormerod", "neil.ormerod@oakhurstdata.example")],
        sent=at("2025-01-28", "12:04", 0),
        body=text("approval"),
        attachments=[("Project Breakwater scope v4.docx", scope)],
        in_reply_to="<LO2P265.20250127@oakhurstdata.example>",
    )
    return {"RE Project Breakwater - scope document v4.msg": mail}


def licences_only(text: Texts) -> Files:
    mail = message(
        subject="RE: Quote Q-58813 - Microsoft subscription renewal",
        sender=("Kurt Lindemann", "kurt.lindemann@westbrookpaper.example"),
        to=[("Brandi Kowalczyk", "brandi.k@copperleafsoftware.example")],
        sent=at("2025-04-17", "10:55", -4),
        body=text("order"),
        in_reply_to="<DM6PR11.58813@copperleafsoftware.example>",
    )
    return {"RE Quote Q-58813.msg": mail}


def french_approval(text: Texts) -> Files:
    mail = message(
        subject="RE: Projet Affinage sécurisé : bilan et suite, pour accord",
        sender=("Solène Vignal", "solene.vignal@hautvercors.example"),
        to=[("Benoît Terrasson", "b.terrasson@atelier-rhodanien.example")],
        cc=[("Direction de projet", "projets@atelier-rhodanien.example")],
        sent=at("2025-03-13", "09:17", 1),
        body=text("accord"),
        html=as_html(text("accord")),
        in_reply_to="<PR3P195.20250312@atelier-rhodanien.example>",
    )
    return {"RE Projet Affinage securise - bilan et suite.msg": mail}
