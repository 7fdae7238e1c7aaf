"""PDF signatures that we make, tamper with, and judge: nothing tampered with may pass, nothing
honest may fail; and what a signature costs against pyHanko alone.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from random import Random
from statistics import median
from time import perf_counter

from asn1crypto.x509 import Certificate
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from poedesk.attest.pdf import signature as pdf_signature
from poedesk.model import Indication, Settings
from poedesk.read import read
from poedesk.settings import load_vocabulary
from tests.forge import pdf_tampering as tamper
from tests.forge import signing
from tests.forge.pdf_levels import curved, sign, with_lists
from tests.forge.signing import Person, person
from tests.prove.rows import Row

_CASES = 400
_WHEN = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
_ZOE = person("Zoe Unal", "Fabrikam GmbH", "zoe@fabrikam.example")
_JO = person("Jo Park", "Contoso Ltd", "jo@contoso.example")
Change = Callable[[bytes, Random], bytes]


def measure(seed: int, size: int | None) -> Iterator[Row]:
    logging.disable(logging.CRITICAL)
    settings = Settings("test", load_vocabulary(), anchors=(signing.anchor_der(),))
    random, count = Random(seed), size or _CASES
    honest = Counter(_ends(_honest(_signed(random), random), settings) for _ in range(count))
    yield Row("honest files", str(count))
    failed = honest[Indication.FAILED] + honest[None]
    yield Row("honest, called broken", str(failed), "0", failed == 0)
    yield Row("honest, left open", str(honest[Indication.INDETERMINATE]))
    passed: Counter[str] = Counter()
    for number in range(count):
        name, change = _ATTACKS[number % len(_ATTACKS)]
        if _ends(change(_signed(random), random), settings) is Indication.PASSED:
            passed[name] += 1
    yield Row("tampered files", str(count))
    told = ", ".join(f"{name} {times}" for name, times in passed.items())
    yield Row("tampered, called valid", told or "0", "0", not passed)
    yield from _times(settings)
    logging.disable(logging.NOTSET)


def _ends(data: bytes, settings: Settings) -> Indication | None:
    """How the first signature ends; None where none is found."""
    reading = read("poe.pdf", None, data, settings)
    acts = pdf_signature.acknowledgements(reading, settings)
    return acts[0].technical.indication if acts and acts[0].technical else None


def _signed(random: Random) -> bytes:
    signer: Person = random.choice([_ZOE, _JO, curved(_ZOE)])
    lines = [f"{random.randrange(100, 999)} users of {word}" for word in ("Teams", "Exchange")]
    paper = tamper.paper(lines, pages=random.randrange(1, 4), fields=["users"])
    return sign(
        paper,
        signer,
        _WHEN,
        pades=random.random() < 0.5,
        permits=random.choice([None, None, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE]),
        timestamp=random.choice([None, _WHEN]),
        digest=random.choice(["sha256", "sha384", "sha512"]),
    )


def _honest(data: bytes, random: Random) -> bytes:
    """Some of what people do to a signed file."""
    if random.random() < 0.5:
        data = tamper.revised(data, tamper.fill("users", str(random.randrange(99))))
    if random.random() < 0.5:
        data = sign(data, _JO, _WHEN + timedelta(days=1), field="Signature2")
    if random.random() < 0.5:
        data = with_lists(data, signing.revocation_lists())
    return data


# ── Attacks ─────────────────────────────────────────────────────────────────────────────


def _flip(data: bytes, random: Random) -> bytes:
    """One bit outside of the signature's own value is another."""
    first, start = tamper.ranges(data)[1:3]
    place = random.choice([*range(first), *range(start, len(data))])
    changed = bytearray(data)
    changed[place] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: -random.randrange(2, 400)]


def _junk(data: bytes, random: Random) -> bytes:
    return data + random.randbytes(random.randrange(1, 900)) + b"x"


def _range(data: bytes, random: Random) -> bytes:
    """One number of the range is another."""
    numbers = tamper.ranges(data)
    numbers[random.randrange(4)] += random.choice([-40, -1, 1, 40])
    return tamper.byte_range(data, *numbers)


def _appended(*changes: tamper.Change) -> Change:
    return lambda data, _: tamper.revised(data, *changes)


_COVER = tamper.annotation("Stamp", (60, 660, 400, 700), paints=tamper.WHITE)
_ATTACKS: tuple[tuple[str, Change], ...] = (
    ("a bit flipped", _flip),
    ("cut short", _cut),
    ("junk", _junk),
    ("another range", _range),
    ("wrapped", lambda data, _: tamper.wrapped(data)),
    ("a cover", _appended(_COVER)),
    ("a page", _appended(tamper.add_page)),
    ("other words", _appended(tamper.rewrite("users", "dozen"))),
    ("other words, countersigned", lambda data, _: sign(
        tamper.revised(data, tamper.rewrite("users", "dozen")), _JO, _WHEN, field="Signature2")),
    ("another list of pages", _appended(tamper.other_pages)),
    ("another font", _appended(tamper.other_font)),
    ("a layer", _appended(tamper.layers())),
    ("a script", _appended(tamper.javascript)),
    ("a file attached", _appended(tamper.attachment)),
    ("part of the page", _appended(tamper.crop)),
)  # fmt: skip


# ── Time ────────────────────────────────────────────────────────────────────────────────


def _times(settings: Settings) -> Iterator[Row]:
    for name, data in samples():
        ours, floor = seconds(data, settings)
        told = (
            f"{1000 * ours:.0f} ms, pyHanko alone {1000 * floor:.0f} ms, {ours / floor:.1f} times"
        )
        yield Row(f"time per signature: {name}", told)


def samples() -> Iterator[tuple[str, bytes]]:
    """A file signed once, and one that was filled in and countersigned since."""
    once = sign(tamper.paper(pages=3, fields=["users"]), _ZOE, _WHEN, timestamp=_WHEN)
    yield "signed once", once
    later = tamper.revised(once, tamper.fill("users", "12"))
    yield "changed since", sign(later, _JO, _WHEN + timedelta(days=1), field="Signature2")


def seconds(data: bytes, settings: Settings, rounds: int = 15) -> tuple[float, float]:
    """Medians for one signature: ours, the file read already; and pyHanko's own validation."""
    reading = read("poe.pdf", None, data, settings)
    anchors = [Certificate.load(one) for one in settings.anchors]
    ours, floor = [], []
    for _ in range(rounds + 1):
        began = perf_counter()
        found = len(pdf_signature.acknowledgements(reading, settings))
        between = perf_counter()
        for one in PdfFileReader(BytesIO(data)).embedded_signatures:
            context = ValidationContext(trust_roots=anchors, moment=_WHEN, allow_fetching=False)
            validate_pdf_signature(one, signer_validation_context=context)
        ours.append((between - began) / found)
        floor.append((perf_counter() - between) / found)
    return median(ours[1:]), median(floor[1:])
