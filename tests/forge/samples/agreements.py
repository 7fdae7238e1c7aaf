"""Statements of work and agreements, most of them signed in the PDF."""

from __future__ import annotations

from tests.forge.paper import Look, docx, pdf
from tests.forge.samples.recipe import Files, Signing, Texts, at, signed
from tests.forge.signing import Person, person


def signed_sow_defender(text: Texts) -> Files:
    look = Look(
        size="letter",
        colour="#14532d",
        points=9.5,
        head=("Alderbrook Cloud Partners LLC", "SOW ACP-2025-0117 v1.3"),
        foot=("Alderbrook and Harrow & Pike Confidential", "Page {page} of {pages}"),
    )
    paper = pdf(
        text("sow"),
        look,
        title="Statement of Work ACP-2025-0117",
        author="Alderbrook Cloud Partners LLC",
        made=at("2025-02-17", "16:40", -8),
    )
    partner = person(
        "Renata Solis", "Alderbrook Cloud Partners LLC", "renata.solis@alderbrookcloud.example"
    )
    customer = person(
        "Walter Oyelaran", "Harrow & Pike Manufacturing Inc.", "woyelaran@harrowpike.example"
    )
    return {
        "SOW_ACP-2025-0117_v1.3_executed.pdf": signed(
            paper,
            Signing("partner", partner, at("2025-02-18", "09:12", -8)),
            Signing("customer", customer, at("2025-02-19", "14:31", -8)),
        )
    }


def twelve_months_to_the_day(text: Texts) -> Files:
    look = Look(
        font="Times-Roman",
        points=11,
        colour="#3b0764",
        head=("Brightmoor", "Work Order 7 · Fenwick Dale Foods plc"),
        foot=("Commercial in confidence", "{page}/{pages}"),
    )
    paper = pdf(
        text("sow"),
        look,
        title="Work Order 7",
        author="Owen Tresham",
        made=at("2024-06-14", "11:05", 1),
    )
    partner = person("Owen Tresham", "Brightmoor Consulting Ltd", "owen.tresham@brightmoor.example")
    customer = person("Harriet Moss", "Fenwick Dale Foods plc", "harriet.moss@fenwickdale.example")
    return {
        "Work Order 7 - signed.pdf": signed(
            paper,
            Signing("partner", partner, at("2024-06-14", "11:20", 1)),
            Signing("customer", customer, at("2024-06-17", "10:02", 1)),
        )
    }


def one_day_late(text: Texts) -> Files:
    look = Look(
        points=10.5,
        colour="#7c2d12",
        letterhead=(
            "Kestrel IT Services Pty Ltd",
            "Level 3, 20 Franklin Street, Traralgon VIC 3844 · 03 5555 0127",
            "ABN 00 000 000 000 · hello@kestrelit.example",
        ),
        foot=("K-2291 rev C", "{page} of {pages}"),
    )
    paper = pdf(
        text("agreement"),
        look,
        title="K-2291 Murrindal Modern Endpoint",
        author="Shona Beattie",
        made=at("2024-03-08", "15:20", 11),
    )
    return {"K-2291 Murrindal agreement signed.pdf": paper.data}


def unsigned_word_sow(text: Texts) -> Files:
    look = Look(
        points=11,
        head=("Quillon Technology Services Ltd", "QTS-SOW-4471"),
        foot=("Confidential · draft 0.9", ""),
    )
    return {
        "QTS-SOW-4471 Ballycarrow v0.9.docx": docx(
            text("sow"),
            look,
            title="QTS-SOW-4471",
            author="Eoin Harkness",
            made=at("2025-01-22", "17:45", 0),
        )
    }


def signed_without_title(text: Texts) -> Files:
    look = Look(
        colour="#0f766e",
        head=("VANTOR", "VSC-P-310"),
        foot=("Vertraulich / confidential", "{page}"),
    )
    paper = pdf(
        text("order"),
        look,
        title="Project order VSC-P-310",
        author="Vantor Security Consulting GmbH",
        made=at("2025-01-13", "08:50", 1),
    )
    customer = person("Beatrix Amsler", "Helvion Precision AG", "beatrix.amsler@helvion.example")
    return {
        "VSC-P-310_order.pdf": signed(
            paper, Signing("customer", customer, at("2025-01-15", "13:22", 1))
        )
    }


def another_customers_sow(text: Texts) -> Files:
    look = Look(colour="#9f1239", points=10.5, head=("Larkfield Cloud", "LC-0932"))
    paper = pdf(
        text("sow"),
        look,
        title="LC-0932",
        author="Larkfield Cloud Ltd",
        made=at("2025-01-07", "10:00", 0),
    )
    partner = person("Jasmin Okafor", "Larkfield Cloud Ltd", "jasmin@larkfieldcloud.example")
    customer = person("Adrian Pell", "Thornbury Glass Ltd", "adrian.pell@thornburyglass.example")
    return {
        "LC-0932 SOW executed.pdf": signed(
            paper,
            Signing("partner", partner, at("2025-01-08", "12:00", 0)),
            Signing("customer", customer, at("2025-01-09", "09:41", 0)),
        )
    }


def school_district_undisclosed(text: Texts) -> Files:
    look = Look(
        size="letter",
        font="Times-Roman",
        points=11,
        colour="#1e3a8a",
        head=("Mesa Verde Technology Group LLC", "MV-25-014"),
        foot=("Cedar Hollow USD · PO 25-00871", "Page {page} of {pages}"),
    )
    paper = pdf(
        text("sow"),
        look,
        title="Scope of work MV-25-014",
        author="Travis Eagleton",
        made=at("2025-01-17", "10:30", -7),
    )
    partner = person(
        "Travis Eagleton",
        "Mesa Verde Technology Group LLC",
        "travis.eagleton@mesaverdetech.example",
    )
    return {
        "MV-25-014 scope of work.pdf": signed(
            paper,
            Signing("partner", partner, at("2025-01-17", "11:02", -7)),
            Signing("customer", _whitcomb(), at("2025-01-21", "15:48", -7)),
        )
    }


def school_district_disclosed(text: Texts) -> Files:
    look = Look(
        size="letter",
        colour="#1e3a8a",
        head=("Mesa Verde Technology Group LLC", "Proof of execution"),
        foot=("MV-25-014", "Page {page} of {pages}"),
    )
    paper = pdf(
        text("poe"),
        look,
        title="Proof of execution MV-25-014",
        author="Travis Eagleton",
        made=at("2025-06-11", "09:15", -7),
    )
    return {
        "POE Cedar Hollow MV-25-014.pdf": signed(
            paper, Signing("customer", _whitcomb(), at("2025-06-12", "08:57", -7))
        )
    }


def _whitcomb() -> Person:
    return person(
        "Leonor Whitcomb",
        "Cedar Hollow Unified School District",
        "lwhitcomb@cedarhollowusd.example",
    )


def damaged_annex(text: Texts) -> Files:
    look = Look(
        colour="#075985", head=("Norrvik IT", "NV-2025-06"), foot=("", "Sida {page} ({pages})")
    )
    made = at("2025-02-10", "14:00", 1)
    order = pdf(text("order"), look, title="NV-2025-06", author="Mats Hedkvist", made=made)
    annex = pdf(text("annex"), look, title="Annex B", author="Mats Hedkvist", made=made)
    partner = person("Mats Hedkvist", "Norrvik IT AB", "mats.hedkvist@norrvik.example")
    customer = person("Ingela Fors", "Havsudden Rederi AB", "ingela.fors@havsudden.example")
    broken_off = annex.data[:600]
    return {
        "NV-2025-06 assignment description.pdf": signed(
            order,
            Signing("partner", partner, at("2025-02-12", "16:12", 1)),
            Signing("customer", customer, at("2025-02-14", "08:33", 1)),
        ),
        "Annex B log collectors.pdf": broken_off,
    }


def workload_never_named(text: Texts) -> Files:
    look = Look(
        colour="#b45309", points=10.5, foot=("Ironbridge Cyber Ltd · IBC/CVF/25/03", "{page}")
    )
    paper = pdf(
        text("sow"),
        look,
        title="Proposal IBC/CVF/25/03",
        author="Rhys Cadwallader",
        made=at("2025-03-14", "12:00", 0),
    )
    partner = person("Rhys Cadwallader", "Ironbridge Cyber Ltd", "rhys@ironbridgecyber.example")
    customer = person(
        "Joanne Sutcliffe", "Calder Valley Fasteners Ltd", "j.sutcliffe@caldervalley.example"
    )
    return {
        "IBC-CVF-25-03 proposal accepted.pdf": signed(
            paper,
            Signing("partner", partner, at("2025-03-17", "09:30", 0)),
            Signing("customer", customer, at("2025-03-18", "16:44", 0)),
        )
    }


def helpdesk_only(text: Texts) -> Files:
    look = Look(
        font="Times-Roman",
        points=11.5,
        colour="#334155",
        letterhead=(
            "Fairweather IT Support Ltd",
            "22 Market Place, Hereford HR1 2NN · 01432 555 0111",
        ),
    )
    paper = pdf(
        text("agreement"),
        look,
        title="Support agreement FW-25-207",
        author="Desmond Tate",
        made=at("2025-01-24", "09:00", 0),
    )
    partner = person("Desmond Tate", "Fairweather IT Support Ltd", "des@fairweatherit.example")
    customer = person(
        "Philippa Marlow", "Marlow Antiques Group Ltd", "philippa@marlowantiques.example"
    )
    return {
        "FW-25-207.pdf": signed(
            paper,
            Signing("partner", partner, at("2025-01-27", "10:10", 0)),
            Signing("customer", customer, at("2025-01-28", "18:26", 0)),
        )
    }
