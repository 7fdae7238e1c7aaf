"""Papers about finished work: acceptance letters, protocols, completion reports."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from tests.forge.paper import Look, pdf
from tests.forge.samples.recipe import Files, Signing, Texts, at, signed
from tests.forge.signing import person


def letter_without_title(text: Texts) -> Files:
    look = Look(
        size="letter",
        font="Times-Roman",
        points=10.5,
        colour="#166534",
        letterhead=(
            "Sandoval Citrus Packers Inc.",
            "30455 Avenue 176, Visalia, CA 93200",
            "Phone (559) 555-0150 · Fax (559) 555-0151 · office@sandovalcitrus.example",
        ),
        foot=("", ""),
    )
    paper = pdf(
        text("letter"),
        look,
        title="Acceptance MWS-24-1109",
        author="Sandoval Citrus Packers Inc.",
        made=at("2025-04-28", "10:12", -7),
    )
    return {"Acceptance letter Sandoval.pdf": paper.data}


def german_rollout(text: Texts) -> Files:
    look = Look(
        colour="#1d4ed8",
        points=9.5,
        head=("Rheintal Systemhaus GmbH", "Abnahmeprotokoll RS-24-0388"),
        foot=("Vertraulich", "Seite {page} von {pages}"),
    )
    paper = pdf(
        text("abnahme"),
        look,
        title="Abnahmeprotokoll RS-24-0388",
        author="Jörg Wetzstein",
        made=at("2025-04-07", "15:30", 2),
    )
    partner = person(
        "Jörg Wetzstein", "Rheintal Systemhaus GmbH", "j.wetzstein@rheintal-systemhaus.example"
    )
    customer = person(
        "Friederike Ammann",
        "Maschinenbau Hohenstett GmbH & Co. KG",
        "friederike.ammann@hohenstett.example",
    )
    return {
        "Abnahmeprotokoll_RS-24-0388_signiert.pdf": signed(
            paper,
            Signing("partner", partner, at("2025-04-08", "17:05", 2)),
            Signing("customer", customer, at("2025-04-10", "07:52", 2)),
        )
    }


def changed_after_signing(text: Texts) -> Files:
    look = Look(
        size="letter",
        colour="#4338ca",
        head=("STONEGATE NETWORKS", "Completion report v1.1"),
        foot=("Blue Heron Distribution Inc. · Warehouse Zero Trust", "{page} / {pages}"),
    )
    paper = pdf(
        text("completion"),
        look,
        title="Warehouse Zero Trust: completion report",
        author="Odalys Brandt",
        made=at("2025-04-04", "13:00", -5),
    )
    partner = person("Odalys Brandt", "Stonegate Networks LLC", "obrandt@stonegatenetworks.example")
    customer = person(
        "Tobias Runyon", "Blue Heron Distribution Inc.", "tobias.runyon@blueheron.example"
    )
    report = signed(
        paper,
        Signing("partner", partner, at("2025-04-04", "14:20", -5)),
        Signing("customer", customer, at("2025-04-08", "11:37", -5)),
    )
    note = "Note: Microsoft Intune was deployed for the same 185 users. O.B., May 22, 2025"
    return {"Completion report Blue Heron.pdf": _with_note(report, note)}


def _with_note(data: bytes, note: str) -> bytes:
    """The PDF with a text box on its first page, added as a later revision."""
    writer = PdfWriter(PdfReader(BytesIO(data)), incremental=True)
    left, bottom, right, top = 72, 50, 470, 68
    box = FreeText(text=note, rect=(left, bottom, right, top), font_size="10pt")
    look = StreamObject()
    look.set_data(f"0.7 0 0 rg BT /Helv 10 Tf 3 5 Td ({note}) Tj ET".encode("cp1252"))
    look.update(
        {
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(map(NumberObject, (0, 0, right - left, top - bottom))),
            NameObject("/Resources"): _helvetica(),
        }
    )
    appearance = writer._add_object(look)
    box[NameObject("/AP")] = DictionaryObject({NameObject("/N"): appearance})
    writer.add_annotation(0, box)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def _helvetica() -> DictionaryObject:
    """The resources of a form that writes in Helvetica under the name /Helv."""
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(name) for key, name in font.items()})
    fonts = DictionaryObject({NameObject("/Helv"): named})
    return DictionaryObject({NameObject("/Font"): fonts})
