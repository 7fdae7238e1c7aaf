"""Handwriting on signature lines of scans: what is told from empty, typed and stamped lines.

Pages of eight blocks each are drawn, scanned badly and read like any file; the strokes come from
another generator than those that the network learned from.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from poedesk.model import AckKind, Acknowledgement, Settings
from poedesk.review import examine_all
from poedesk.sandbox import Sandbox
from poedesk.settings import load_settings
from tests.forge.penmanship import Hand, signature
from tests.forge.scanner import Wear, as_pdf, photographed
from tests.prove.rows import Row, SkippedError

KINDS = ("written", "written", "written", "empty", "empty", "typed", "stamped", "soiled")
"""What stands on the eight lines of a page, in an order of its own."""
_FIRST = ("Graham", "Ingrid", "Mateus", "Noor", "Pavel", "Yasmin", "Tobias", "Leonie")
_LAST = ("Tully", "Bakker", "Ferreira", "Haddad", "Novotny", "Osei", "Lindqvist", "Moreau")
_TITLES = ("General Manager", "Head of IT", "Director", "CISO", "Operations Lead")
_FONTS = ("Helvetica", "Times-Roman", "Courier")


def measure(seed: int, size: int | None) -> Iterable[Row]:
    """`size` pages of eight blocks (40)."""
    settings = load_settings()
    if not settings.recogniser:
        raise SkippedError("text recognition is not installed")
    seen: Counter[tuple[str, str]] = Counter()
    for number in range(size or 40):
        for kind, found in judged(seed * 1000 + number, settings):
            seen[kind, found] += 1
    yield from _rows(seen)


def _rows(seen: Counter[tuple[str, str]]) -> Iterator[Row]:
    def share(kinds: Sequence[str], found: Sequence[str]) -> tuple[int, int]:
        total = sum(n for (kind, _), n in seen.items() if kind in kinds)
        return sum(n for (k, f), n in seen.items() if k in kinds and f in found), total

    other = [kind for kind in dict.fromkeys(KINDS) if kind != "written"]
    passed, total = share(other, ["ink"])
    yield Row("lines without handwriting taken for signed", f"{passed} of {total}", "0", not passed)
    missed, total = share(["written"], ["empty"])
    wrong, empties = share(["empty"], ["ink"])
    unseen, _ = share(["written", "empty"], ["absent"])
    found = max(1, total + empties - unseen)
    errors = (missed + wrong) / found
    yield Row(
        f"wrong between empty and written, of {found}", f"{errors:.1%}", "≤ 2%", errors <= 0.02
    )
    yield Row("blocks whose name could not be read", f"{unseen} of {total + empties}")
    for kind in dict.fromkeys(KINDS):
        told = {f: n for (k, f), n in sorted(seen.items()) if k == kind}
        yield Row(f"{kind}: told as", ", ".join(f"{f} {n}" for f, n in told.items()))


def judged(seed: int, settings: Settings) -> Iterator[tuple[str, str]]:
    """What stood on each line of one page, and what it was taken for."""
    chance = Random(seed)
    kinds = list(KINDS)
    chance.shuffle(kinds)
    wear = Wear(
        dpi=chance.choice((150, 200, 300)),
        skew=chance.uniform(-1.5, 1.5),
        grain=chance.choice((0, 4, 9)),
        specks=chance.choice((0.0, 0.0005)),
        fade=chance.uniform(0, 0.4),
        quality=chance.choice((None, 40, 75)),
    )
    people, paper = page(kinds, chance)
    scan = as_pdf(photographed(paper, wear, seed), wear.dpi)
    with Sandbox(settings.limits) as sandbox:
        ((examined, _),) = examine_all([("scan.pdf", scan)], settings, sandbox)
    acts = examined.acknowledgements
    for person, kind in zip(people, kinds, strict=True):
        yield kind, _taken_for(person, acts)


def _taken_for(person: str, acts: Sequence[Acknowledgement]) -> str:
    last = person.rsplit(maxsplit=1)[-1].casefold()
    own = [one for one in acts if one.name is not None and last in one.name.value.casefold()]
    return {AckKind.IMAGE: "doubt"}.get(own[0].kind, own[0].kind.value) if own else "absent"


@dataclass(frozen=True, slots=True)
class _Block:
    """A block at a corner of the page: for whom, what stands on its line, how it is set."""

    corner: tuple[float, float]
    person: str
    kind: str
    font: str
    labelled: bool


def page(kinds: Sequence[str], chance: Random) -> tuple[list[str], bytes]:
    """The printed names and the page of one block for each of the kinds."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(56, 790, "The parties accept the statement of work by their signatures.")
    labelled = chance.random() < 0.5
    font = chance.choice(_FONTS)
    lasts = chance.sample(_LAST, len(kinds))
    people = []
    for number, kind in enumerate(kinds):
        x, y = 56 + 265 * (number % 2), 720 - 175 * (number // 2)
        people.append(f"{chance.choice(_FIRST)} {lasts[number]}")
        _block(canvas, chance, _Block((x, y), people[-1], kind, font, labelled))
    canvas.showPage()
    canvas.save()
    return people, target.getvalue()


def _block(canvas: Canvas, chance: Random, one: _Block) -> None:
    x, y = one.corner
    canvas.setFillGray(0)
    canvas.setFont(one.font, 10)
    side = "Customer" if chance.random() < 0.5 else "Contractor"
    canvas.drawString(x, y, f"{side}: {one.person.split()[-1]} Holding Ltd")
    line = y - 55
    start = x + 55 if one.labelled else x
    if one.labelled:
        canvas.drawString(x, line + 2, "Signature:")
    canvas.setLineWidth(0.6)
    canvas.line(start, line, x + 215, line)
    for number, told in enumerate(
        (f"Name: {one.person}", f"Title: {chance.choice(_TITLES)}", "Date: 12 March 2025")
    ):
        canvas.drawString(x, line - 18 - 18 * number, told)
    _fill(canvas, chance, one, (start + 8, line))


def _fill(canvas: Canvas, chance: Random, one: _Block, at: tuple[float, float]) -> None:
    x, y = at
    if one.kind == "written":
        write(canvas, chance, (x + chance.uniform(0, 30), y + chance.uniform(4, 12)))
    elif one.kind == "typed":
        canvas.setFont(chance.choice(("Times-Italic", "Helvetica", "Courier-Oblique")), 13)
        canvas.drawString(x, y + 4, chance.choice((one.person, f"/s/ {one.person}")))
    elif one.kind == "stamped":
        canvas.setStrokeColorRGB(0.3, 0.1, 0.5)
        canvas.setLineWidth(1.2)
        canvas.circle(x + 60, y + 10, 22)
        canvas.setFont("Helvetica-Bold", 7)
        canvas.drawCentredString(x + 60, y + 8, "REGISTERED")
        canvas.setStrokeGray(0)
    elif one.kind == "soiled":
        canvas.setFillGray(0.4)
        for _ in range(chance.randint(5, 40)):
            canvas.circle(x + chance.uniform(0, 130), y + chance.uniform(-6, 26), 0.6, fill=1)


def write(canvas: Canvas, chance: Random, at: tuple[float, float]) -> None:
    """A signature that begins at a point of the page."""
    canvas.setStrokeColorRGB(*chance.choice(((0, 0, 0), (0.05, 0.1, 0.5), (0.15, 0.15, 0.35))))
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    canvas.setLineWidth(chance.uniform(0.7, 1.7))
    strokes = signature(chance, Hand.of(chance))
    widest = max(stroke[:, 0].max() for stroke in strokes)
    shrink = min(1.0, 125 / widest)
    for stroke in strokes:
        pen = canvas.beginPath()
        pen.moveTo(at[0] + stroke[0, 0] * shrink, at[1] + stroke[0, 1] * shrink)
        for x, y in stroke[1::4]:
            pen.lineTo(at[0] + x * shrink, at[1] + y * shrink)
        canvas.drawPath(pen, stroke=1, fill=0)
    canvas.setStrokeGray(0)
