"""A judged claim made by hand, for tests of what comes after judging."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from poedesk.model import (
    AckKind,
    Acknowledgement,
    AckStatus,
    Assessment,
    Checklist,
    Claim,
    Company,
    CountFact,
    DateFact,
    DateRole,
    Declared,
    Document,
    Examined,
    Facts,
    Fault,
    FileKind,
    Finding,
    Judgement,
    Mark,
    Outcome,
    Part,
    Precision,
    Presales,
    Quoted,
    Reason,
    Review,
    Rule,
    Searched,
    Severity,
    Side,
    Unit,
    Unread,
    WorkloadFact,
    WorkloadRow,
)

PAGES = (
    """Statement of Work between Fenwick Cloud Ltd and Ostsee Werft GmbH
Deployment of Microsoft Intune for 640 users, 3 February to 28 March 2025.
""",
    "For Ostsee Werft GmbH\nName:\tJana Kröger\nSignature:\t______\nDate:\t14 March 2025\n",
)
HOSTILE = "<b>[red]\x1b[31m=cmd|' /C calc'!A0\u202e"


def document() -> Document:
    text = "".join(PAGES)
    cut = len(PAGES[0])
    return Document(
        path="sow.pdf",
        inside=None,
        sha256="ab" * 32,
        kind=FileKind.PDF,
        text=text,
        parts=(Part("page 1", 1, 0, cut), Part("page 2", 2, cut, len(text))),
        pages=3,
        error=None,
        unread=(Unread("page 3", "a scan"),),
        marks=(Mark("wrong-name", "named .docx, is a PDF", ()),),
        mail=None,
        created=None,
        modified=None,
    )


def broken() -> Document:
    return replace(
        document(), path="annex.docx", sha256="cd" * 32, kind=FileKind.OTHER, text="", parts=(),
        pages=None, error=Fault("annex.docx", "damaged; send it again"), unread=(), marks=(),
    )  # fmt: skip


def at(words: str) -> Any:
    one = document()
    start = one.text.index(words)
    return one.span(start, start + len(words))


RULES = (
    Rule("ack.present", "Is there an acknowledgement?", "POE guideline 1", Severity.REQUIRED,
         "missing customer acknowledgement", "acknowledged", {}, "Have it signed."),
    Rule("file.readable", "Does every file open?", "practice", Severity.REQUIRED,
         "file problem", "readable", {}, "Send the file again."),
    Rule("workload.named", "Is every workload named?", "POE guideline 2", Severity.REQUIRED,
         "missing products", "named", {}, "Name it."),
    Rule("workload.unclaimed", "Is more done than claimed?", "practice", Severity.ADVISORY,
         "missing products", "unclaimed", {}, "Claim it too."),
)  # fmt: skip


def review(claim_id: str = "CLM-1", outcome: Outcome = Outcome.FAIL, **claim: Any) -> Review:
    """A claim whose signature line is empty (`outcome` FAIL), or is fine (PASS)."""
    act = Acknowledgement(
        kind=AckKind.EMPTY,
        file="sow.pdf",
        side=Side.CUSTOMER,
        labels=frozenset({"name", "signature", "date"}),
        name=Quoted("Jana Kröger", at("Jana Kröger")),
        date=DateFact((date(2025, 3, 14),), Precision.DAY, DateRole.SIGNATURE, at("14 March 2025")),
        why="the signature line is empty",
        evidence=(at("Signature:\t______"),),
    )
    reason = Reason("ack.signature-complete", "the signature line is empty")
    assessed = Assessment(act, AckStatus.REJECTED, Side.CUSTOMER, (reason,))
    findings = (
        Finding("workload.named", Severity.REQUIRED, Outcome.PASS, "Intune is named.",
                (at("Microsoft Intune"),), "missing products", None),
        Finding("ack.present", Severity.REQUIRED, outcome, "The customer's line is empty.",
                (at("Signature:\t______"), Searched(("sow.pdf",))),
                "missing customer acknowledgement", "Have it signed."),
        Finding("file.readable", Severity.REQUIRED, Outcome.NOT_APPLICABLE, "Nothing to say.",
                (Fault("annex.docx", "damaged; send it again"), Declared("customer.name", HOSTILE)),
                "file problem", None),
        Finding("workload.unclaimed", Severity.ADVISORY, Outcome.NOT_CHECKED, "Not declared.",
                (), None, None, ("workloads",)),
    )  # fmt: skip
    facts = Facts(
        workloads=(WorkloadFact("intune", "Intune", False, None, at("Microsoft Intune")),),
        user_counts=(CountFact(640, Unit.USERS, ("intune",), False, False, at("640 users")),),
    )
    row = WorkloadRow("intune", True, True, 640, (date(2025, 2, 3),), (at("640 users"),))
    return Review(
        claim=Claim(**{
            "id": claim_id, "type": "usage", "purpose": "incentive", "date": date(2025, 5, 12),
            "resubmitted": date(2025, 5, 12), "checklist": None, "workloads": ("intune",),
            "country": None, "sector": None, "files": (), "usage": None,
            "partner": Company(name="Fenwick Cloud Ltd"),
            "customer": Company(name="Ostsee Werft GmbH"), "presales": Presales(), **claim,
        }),
        checklist=Checklist(
            id="cpor-usage-fy25", title="Usage", types=("usage",), term_from=date(2024, 10, 1),
            term_to=date(2025, 9, 30), open_ended=False, incomplete=True, rules=RULES,
            digest="sha256:00",
        ),
        tool="poedesk test",
        settings="sha256:11",
        examined=(
            Examined(document(), (act,), facts, ()),
            Examined(broken(), (), Facts(), ()),
        ),
        judgement=Judgement((assessed,), None, findings, (row,)),
        boxes={at("640 users"): ((10.0, 20.0, 30.0, 40.0),)},
    )  # fmt: skip
