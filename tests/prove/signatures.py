"""Damaged signed files: none may hold a valid signature over other words than were signed.

A mutant whose signature still passes must show the same text as the file that was signed, or be
marked, so that a person looks at it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from os import cpu_count

from poedesk.model import Examined, Indication, Settings
from poedesk.review import examine
from poedesk.sandbox import Sandbox, SandboxError
from poedesk.settings import load_settings
from tests.forge import ooxml, signing
from tests.prove.mutations import mutated
from tests.prove.rows import Row

_CASES = 2000  # of a kind
_WHEN = datetime(2025, 5, 20, 9, tzinfo=UTC)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Mutant:
    """What became of the file of a seed; `outcome` is "refused", "broken", "same", "looked at"
    (a doubt, a mark or a later change sends it to a person) or "deceived".
    """

    seed: int
    how: str
    outcome: str


def measure(seed: int, size: int | None) -> Iterable[Row]:
    settings = replace(load_settings(), anchors=(signing.anchor_der(),))
    number = size or _CASES
    seeds = range(seed * 1_000_000, seed * 1_000_000 + number)
    for name, data in _signed().items():
        with Sandbox(settings.limits, cpu_count() or 1) as sandbox:
            found = list(_mutants(data, seeds, settings, sandbox))
        by_outcome = Counter(one.outcome for one in found)
        told = ", ".join(f"{count} {outcome}" for outcome, count in by_outcome.most_common())
        yield Row(f"damaged {name}", f"{len(found)}: {told}")
        bad = [f"{one.seed} {one.how}" for one in found if one.outcome == "deceived"]
        yield Row("  valid over other words", f"{len(bad)} {bad[:_SHOWN]}", "0", not bad)


def _signed() -> dict[str, bytes]:
    zoe = signing.person("Zoe Unal", "Fabrikam GmbH", "zoe@fabrikam.example")
    return {
        "signed PDF": signing.sign(_paper(), zoe, _WHEN),
        "signed PDF with a time stamp": signing.sign(_paper(), zoe, _WHEN, timestamp=True),
        "signed DOCX": ooxml.sign(ooxml.document(), zoe, _WHEN),
    }


def _paper() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    output = BytesIO()
    canvas = Canvas(output, invariant=1, pageCompression=0)
    for number in range(12):
        canvas.drawString(72, 720 - 16 * number, f"{number}. We confirm the rollout of Intune.")
    canvas.save()
    return output.getvalue()


def _mutants(data: bytes, seeds: range, settings: Settings, sandbox: Sandbox) -> Iterator[Mutant]:
    whole = sandbox.call(examine, "a.bin", None, data, settings)
    assert _passes(whole), "the file itself is validly signed"
    words = whole.document.text.split()

    def mutant(seed: int) -> Mutant:
        how, changed = mutated([data], seed)
        try:
            one = sandbox.call(examine, "a.bin", None, changed, settings)
        except SandboxError:
            return Mutant(seed, how, "refused")
        return Mutant(seed, how, _outcome(one, words))

    with ThreadPoolExecutor(cpu_count() or 1) as threads:
        yield from threads.map(mutant, seeds)


def _outcome(one: Examined, words: list[str]) -> str:
    if one.document.error is not None:
        return "refused"
    if not _passes(one):
        return "broken"
    if one.document.text.split() == words:
        return "same"
    return "looked at" if one.document.marks or one.document.unread else "deceived"


def _passes(one: Examined) -> bool:
    """Whether a signature of the file holds without a doubt."""
    return any(
        act.technical is not None
        and act.technical.indication is Indication.PASSED
        and act.technical.modified in {None, "none"}
        and not act.technical.doubts
        and not act.technical.later
        for act in one.acknowledgements
    )
