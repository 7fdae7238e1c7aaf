"""Claims of the mix that a distributor sees, as many as wanted, the same bytes every time.

Of the files 55 % are PDF of 1 to 12 pages (half of them signed), 25 % .msg (a third with an
attachment), 15 % DOCX and 5 % scans; two files a claim. Every text is the claim's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.forge.outlook import message
from tests.forge.paper import Look, docx
from tests.forge.scanner import as_pdf, photographed
from tests.forge.signing import person, sign

_PAGES = (1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 9, 12)  # five on average
_LINES = 46
_SIGNED, _ATTACHED = 1 / 2, 1 / 3
_PARTNER, _PARTNER_DOMAIN = "Fenwick Cloud Ltd", "fenwickcloud.example"
_ACTS = (
    "configured", "rolled out", "piloted", "migrated", "documented", "tested", "enabled",
    "replaced", "hardened", "automated", "reviewed", "redesigned", "handed over", "monitored",
)  # fmt: skip
_THINGS = (
    "Conditional Access policies", "attack surface reduction rules", "compliance policies",
    "sensitivity labels", "anti phishing policies", "retention settings", "device enrolment",
    "single sign on", "privileged roles", "alert rules", "session controls", "update rings",
    "app protection policies", "break glass accounts", "mail flow rules", "hunting queries",
)  # fmt: skip
_WHERE = (
    "in the production tenant", "for the pilot group", "in every plant", "for the field staff",
    "on shared workstations", "in the head office", "for contractors", "on all servers",
    "for the service desk", "in both subsidiaries", "for the finance team", "on mobile devices",
)  # fmt: skip
_WHY = (
    "because auditors asked for it", "so that incidents are closed sooner", "after two workshops",
    "before the old licences end", "while the former product stays in place", "in three waves",
    "as agreed with the works council", "once the risk review is done", "with a rollback plan",
    "to replace manual approvals", "without interrupting the night shift", "under change control",
)  # fmt: skip
_SYLLABLES = ("ka", "lo", "mi", "ren", "tos", "ven", "dra", "pel", "sun", "gor", "ith", "bex")
_FIRST = ("Jana", "Bo", "Ines", "Tomas", "Amara", "Piotr", "Lena", "Marek", "Ruth", "Aoife")
_LAST = ("Peters", "Ek", "Duarte", "Novak", "Okafor", "Zielinski", "Vogt", "Brandt", "Hale")
_TOWNS = ("Kiel", "Plymouth", "Aarhus", "Gent", "Porto", "Brno", "Turku", "Leeds", "Linz", "Metz")
_TRADES = ("Werft", "Foods", "Logistik", "Textiles", "Optics", "Paper", "Tools", "Ceramics")


def generate(root: Path, claims: int, *, scans: bool = True, seed: int = 1) -> Iterator[Path]:
    """Write `claims` claim folders below `root`; each folder as it is there."""
    for number in range(claims):
        yield _claim(root / f"CLM-{number:06}", random.Random(f"{seed}/{number}"), scans=scans)


class _Story:
    """Who did what for whom in one claim."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        town = chance.choice(_TOWNS)
        self.customer = f"{town} {chance.choice(_TRADES)} {chance.randrange(10**6)} GmbH"
        self.domain = f"{self.customer.replace(' ', '-').lower()}.example"
        self.name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
        self.email = f"{self.name.replace(' ', '.').lower()}@{self.domain}"
        self.day = datetime(2025, 1, 6, 9, tzinfo=UTC) + timedelta(days=chance.randrange(100))

    def sentence(self) -> str:
        """A sentence on the work: no other claim has one like it."""
        pick = self.chance.choice
        users = self.chance.randrange(20, 5000)
        own = ["".join(self.chance.choices(_SYLLABLES, k=3)) for _ in range(4)]
        return (
            f"We {pick(_ACTS)} {own[0]} {pick(_THINGS)} {pick(_WHERE)} of {own[1]} and "
            f"{pick(_ACTS)} {own[2]} {pick(_THINGS)} of {users} users at {own[3]} {pick(_WHY)}."
        )

    def opening(self) -> Sequence[str]:
        """What a description says before it goes into detail."""
        begin, end = self.day - timedelta(days=60), self.day - timedelta(days=3)
        return (
            f"Project report for {self.customer}",
            f"{_PARTNER} deployed Microsoft Defender for Endpoint and Microsoft Intune",
            f"to {self.chance.randrange(20, 5000)} users of {self.customer}",
            f"between {begin:%d %B %Y} and {end:%d %B %Y}.",
        )


def _claim(place: Path, chance: random.Random, *, scans: bool) -> Path:
    place.mkdir(parents=True)
    story = _Story(chance)
    told = [
        "date = 2025-06-02", 'workloads = ["mde", "intune"]',
        "[partner]", f'name = "{_PARTNER}"', f'domains = ["{_PARTNER_DOMAIN}"]',
        "[customer]", f'name = "{story.customer}"', f'domains = ["{story.domain}"]',
    ]  # fmt: skip
    (place / "claim.toml").write_text("\n".join(told) + "\n", encoding="utf-8")
    weights = (55, 25, 15, 5 if scans else 0)
    for number, kind in enumerate(chance.choices(("pdf", "msg", "docx", "scan"), weights, k=2)):
        name, data = _MAKERS[kind](story)
        (place / f"{number + 1}-{name}").write_bytes(data)
    return place


def _pdf(story: _Story) -> tuple[str, bytes]:
    data = _paper(story, story.chance.choice(_PAGES))
    if story.chance.random() >= _SIGNED:
        return "report.pdf", data
    signer = person(story.name, story.customer, story.email)
    box = (60, 40, 300, 90)
    return "report-signed.pdf", sign(data, signer, story.day, box=box, timestamp=True)


def _paper(story: _Story, pages: int) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in range(pages):
        canvas.setFont("Helvetica", 10)
        lines = list(story.opening()) if page == 0 else []
        while len(lines) < _LINES:
            lines += _wrapped(story.sentence())
        for row, line in enumerate(lines[:_LINES]):
            canvas.drawString(60, 790 - row * 15, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _wrapped(text: str) -> list[str]:
    middle = text.rfind(" ", 0, 95)
    return [text] if len(text) <= 95 else [text[:middle], text[middle + 1 :]]


def _scan(story: _Story) -> tuple[str, bytes]:
    return "scan.pdf", as_pdf(photographed(_paper(story, 1)))


def _msg(story: _Story) -> tuple[str, bytes]:
    own = "\n\n".join(" ".join(story.sentence() for _ in range(3)) for _ in range(4))
    body = (
        "Hello Bo,\n\n" + "\n".join(story.opening()[1:]) + f"\n\n{own}\n\nWe accept the work as "
        f"complete.\n\nBest regards\n{story.name}\nHead of IT\n{story.customer}\n"
    )
    attached = []
    if story.chance.random() < _ATTACHED:
        attached.append(("plan.pdf", _paper(story, 2)))
    data = message(
        subject="Acceptance of the work",
        sender=(story.name, story.email),
        to=[("Bo Ek", f"bo.ek@{_PARTNER_DOMAIN}")],
        sent=story.day,
        body=body,
        attachments=attached,
    )
    return "approval.msg", data


def _docx(story: _Story) -> tuple[str, bytes]:
    rows = "\n".join(
        f"| {story.chance.choice(_THINGS)} | {story.chance.randint(1, 999)} |" for _ in range(8)
    )
    sections = "\n\n".join(
        f"## Phase {n + 1}\n\n" + "\n\n".join(story.sentence() for _ in range(10)) for n in range(4)
    )
    title, *more = story.opening()
    text = f"# {title}\n\n{' '.join(more)}\n\n{sections}\n\n| Work | Users |\n{rows}\n"
    return "plan.docx", docx(text, Look(), title="Plan", author=story.name, made=story.day)


_MAKERS = {"pdf": _pdf, "msg": _msg, "docx": _docx, "scan": _scan}
